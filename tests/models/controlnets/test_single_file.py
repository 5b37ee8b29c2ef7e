"""ControlNets in one file, with the names of the original code or of diffusers: the same network as in its folder."""

from __future__ import annotations

import json

import pytest
import torch
from safetensors.torch import load_file, save_file

from sketchpad.errors import WeightsDamaged, WrongFamily
from sketchpad.models.checkpoints import single_file
from sketchpad.models.checkpoints.ldm_conversion import original_name
from sketchpad.models.controlnets.controlnet import Condition
from sketchpad.models.controlnets.inspect import inspect_controlnet
from tests.nets import write_union
from tests.tiny import build_tiny_model, load_tiny

pytestmark = pytest.mark.slow

HINT = {  # the original code's list of layers: convolutions and what is between them
    "conv_in": 0, "blocks.0": 2, "blocks.1": 4, "blocks.2": 6, "blocks.3": 8, "blocks.4": 10, "blocks.5": 12,
    "conv_out": 14,
}  # fmt: skip
WEIGHTS = "diffusion_pytorch_model.safetensors"


@pytest.fixture(scope="module", params=["sd1", "sdxl"])
def case(request, tmp_path_factory):
    """(family, model's folder, settings of the family at tiny size)"""
    base = tmp_path_factory.mktemp(request.param)
    model = build_tiny_model(base / "model", xl=request.param == "sdxl", gated=False)
    families = base / "families"
    families.mkdir()
    unet = json.loads((model / "unet" / "config.json").read_text())
    for family, width in (("sd1", 77), ("sd2", 78), ("sdxl", 79)):
        own = unet if family == request.param else unet | {"cross_attention_dim": width}
        (families / f"{family}.json").write_text(json.dumps({"unet": own}))
    return request.param, model, families


@pytest.fixture
def _tiny(case, monkeypatch):
    monkeypatch.setattr(single_file, "families", lambda: case[2])


@pytest.fixture
def original(case, tmp_path):
    """The model's ControlNet as other programs publish it."""
    config = json.loads((case[1] / "unet" / "config.json").read_text())
    tensors = {}
    for name, tensor in load_file(case[1] / "controlnet" / WEIGHTS).items():
        module, _, kind = name.rpartition(".")
        tensors[f"control_model.{renamed(module, config)}.{kind}"] = tensor
    save_file(tensors, tmp_path / "control_canny.safetensors")
    return tmp_path / "control_canny.safetensors"


def renamed(module, config):
    first, _, rest = module.partition(".")
    if first == "controlnet_cond_embedding":
        return f"input_hint_block.{HINT[rest]}"
    if first == "controlnet_down_blocks":
        return f"zero_convs.{rest}.0"
    if first == "controlnet_mid_block":
        return "middle_block_out.0"
    return original_name(module, config)


def same(a, b):
    first, second = a.network.state_dict(), b.network.state_dict()
    return first.keys() == second.keys() and all(torch.equal(first[k], second[k]) for k in first)


@pytest.mark.usefixtures("_tiny")
def test_original_names(case, original):
    model = load_tiny(case[1])
    assert same(model.nets.controlnet(str(original)), model.nets.controlnet())
    hint = torch.zeros(64, 64, 3).numpy()
    encoded = [
        net.encode_hint(hint)
        for net in (model.nets.controlnet(str(original)), model.nets.controlnet())
    ]
    assert torch.equal(*encoded)


@pytest.mark.usefixtures("_tiny")
def test_the_names_of_diffusers(case, tmp_path):
    path = tmp_path / "net.safetensors"
    path.write_bytes((case[1] / "controlnet" / WEIGHTS).read_bytes())
    model = load_tiny(case[1])
    assert same(model.nets.controlnet(str(path)), model.nets.controlnet())


@pytest.mark.usefixtures("_tiny")
def test_a_union_network(case, tmp_path):
    if case[0] != "sdxl":
        pytest.skip("union networks exist for XL")
    folder = write_union(tmp_path / "union", case[1], seed=2, heads=8)
    path = tmp_path / "union.safetensors"
    path.write_bytes((folder / WEIGHTS).read_bytes())
    model = load_tiny(case[1])
    one, other = model.nets.controlnet(str(path)), model.nets.controlnet(str(folder))
    assert same(one, other)
    text = model.text.encode("a cat")
    x = torch.zeros(1, 4, 8, 8)
    made = [
        net.residuals(
            x,
            torch.tensor(5),
            [text],
            [Condition(net.encode_hint(torch.ones(64, 64, 3).numpy()), 3, 1.0)],
        )[0].mid
        for net in (one, other)
    ]
    assert torch.equal(*made)


@pytest.mark.usefixtures("_tiny")
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda t: t.clear() or t.update({"a": torch.zeros(1)}), "no ControlNet"),
        (lambda t: t.update({"x.lora_down.weight": torch.zeros(1)}), "form of a LoRA"),
        (lambda t: t.pop("control_model.middle_block_out.0.weight"), "missing"),
        (lambda t: t.pop("control_model.input_hint_block.0.bias"), "missing"),
    ],
    ids=["nothing", "lora", "incomplete", "no hint"],
)
def test_what_is_none(case, original, change, reason):
    tensors = load_file(original)
    change(tensors)
    save_file(tensors, original)
    with pytest.raises(WeightsDamaged, match=reason):
        load_tiny(case[1]).nets.controlnet(str(original))


@pytest.mark.usefixtures("_tiny")
def test_another_family(case, original, tiny_model_dir, tmp_path):
    other = build_tiny_model(tmp_path / "other", xl=case[0] == "sd1")
    with pytest.raises(WrongFamily):
        load_tiny(other).nets.controlnet(str(original))


def test_a_pickle_is_not_opened(tmp_path):
    path = tmp_path / "control_canny.pth"
    path.write_bytes(b"\x80\x04.")
    with pytest.raises(WeightsDamaged, match="may contain a program"):
        inspect_controlnet(str(path))
    (tmp_path / "torn.safetensors").write_bytes(b"\x10\0\0\0\0\0\0\0{")
    with pytest.raises(WeightsDamaged):
        inspect_controlnet(str(tmp_path / "torn.safetensors"))
