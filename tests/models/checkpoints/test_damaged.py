"""Weights that cannot be used are refused with a reason, before anything runs."""

from __future__ import annotations

import json
import shutil

import pytest
import torch
from safetensors.torch import load_file, save_file

from sketchpad.errors import WeightsDamaged, WeightsMissing, WrongFamily
from sketchpad.models.checkpoints.inspect import inspect_model
from sketchpad.models.checkpoints.safetensors_io import check_header, read_json
from sketchpad.models.model import load_model
from sketchpad.models.runtime.device import DeviceChoice

UNET = "unet/diffusion_pytorch_model.safetensors"
PLACE = DeviceChoice(torch.device("cpu"), torch.float32)


@pytest.fixture
def folder(tiny_model_dir, tmp_path):
    return shutil.copytree(tiny_model_dir, tmp_path / "model")


def change_json(path, **changes):
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def change_tensors(path, change):
    tensors = load_file(path)
    change(tensors)
    save_file(tensors, path)


def test_a_whole_one_is_described(folder):
    info = inspect_model(folder)
    assert (info.name, info.latent_channels, info.pixels_per_latent, info.size_step) == (
        "Tiny",
        4,
        8,
        16,
    )
    assert (info.width, info.steps, info.guidance_scale) == (128, 4, 4.0)
    assert info.grounded
    assert info.extras == {"controlnet", "edge_predictor"}
    assert info.methods["edge_predictor"].end == 0.5
    assert [info.lacks(name) for name in ("grounding", "residuals", "")] == [""] * 3


def test_a_plain_diffusers_folder_needs_no_card(folder):
    (folder / "sketchpad.json").unlink()
    shutil.rmtree(folder / "controlnet")
    info = inspect_model(folder)
    assert info.name == "model"
    assert (info.width, info.height) == (64, 64)
    assert info.lacks("residuals") == "weights for it"
    assert info.latent_colours is None


@pytest.mark.parametrize(
    "path",
    [
        "model_index.json",
        "unet/config.json",
        UNET,
        "vae",
        "text_encoder/model.safetensors",
        "tokenizer/tokenizer.json",
        "scheduler/scheduler_config.json",
    ],
)
def test_a_missing_part(folder, path):
    victim = folder / path
    shutil.rmtree(victim) if victim.is_dir() else victim.unlink()
    with pytest.raises(WeightsMissing):
        inspect_model(folder)


def test_a_missing_folder(tmp_path):
    with pytest.raises(WeightsMissing):
        inspect_model(tmp_path / "nowhere")


@pytest.mark.parametrize("part", ["unet", "controlnet", "edge_predictor"])
def test_a_truncated_file(folder, part):
    path = folder / part / "diffusion_pytorch_model.safetensors"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(WeightsDamaged, match="incomplete"):
        inspect_model(folder)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 4,
        b"\xff" * 64,
        b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
        (2).to_bytes(8, "little") + b"[]",
        (16).to_bytes(8, "little") + b'{"a":{"dtype":1}',
        (40).to_bytes(8, "little") + b'{"a":{"dtype":"F32","shape":[1],"data_of',
    ],
    ids=["empty", "short", "garbage", "pointer", "list", "unclosed", "cut"],
)
def test_no_safetensors_at_all(folder, content):
    (folder / UNET).write_bytes(content)
    with pytest.raises(WeightsDamaged):
        inspect_model(folder)


def test_a_header_that_lies_about_sizes(tmp_path):
    path = tmp_path / "model.safetensors"
    header = json.dumps({"a": {"dtype": "F32", "shape": [10], "data_offsets": [0, 4]}}).encode()
    path.write_bytes(len(header).to_bytes(8, "little") + header + bytes(4))
    with pytest.raises(WeightsDamaged):
        check_header(path)


def test_a_pickle_is_never_opened(folder):
    path = folder / UNET
    path.rename(path.with_name("diffusion_pytorch_model.bin"))
    with pytest.raises(WeightsDamaged, match="may contain a program"):
        inspect_model(folder)


def test_program_code_is_never_run(folder):
    (folder / "unet" / "my_unet.py").write_text("raise SystemExit\n")
    with pytest.raises(WeightsDamaged, match=r"my_unet\.py"):
        inspect_model(folder)


def test_classes_from_elsewhere_are_refused(folder):
    change_json(folder / "model_index.json", unet=["my_unet", "MyUNet"])
    with pytest.raises(WeightsDamaged, match="unet needs program code"):
        inspect_model(folder)


def test_another_family_is_refused(folder):
    change_json(folder / "model_index.json", _class_name="FluxPipeline")
    with pytest.raises(WeightsDamaged, match="FluxPipeline is not supported"):
        inspect_model(folder)


@pytest.mark.parametrize(
    "text", ["", "{", "[1]", "[" * 100_000, "\ud800".encode("utf-16-le", "surrogatepass")]
)
def test_settings_that_are_no_json_object(folder, text):
    path = folder / "unet" / "config.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(WeightsDamaged):
        read_json(path)
    with pytest.raises(WeightsDamaged):
        inspect_model(folder)


@pytest.mark.parametrize(
    ("file", "changes"),
    [
        ("vae/config.json", {"block_out_channels": 3}),
        ("vae/config.json", {"latent_channels": 16}),
        ("sketchpad.json", {"latent_rgb": {"factors": [[1, 2, 3]]}}),
        ("sketchpad.json", {"latent_rgb": {"factors": [[1, 2]] * 4}}),
        ("sketchpad.json", {"defaults": {"steps": "many"}}),
        ("sketchpad.json", {"defaults": []}),
    ],
)
def test_settings_that_make_no_sense(folder, file, changes):
    change_json(folder / file, **changes)
    with pytest.raises(WeightsDamaged):
        inspect_model(folder)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda t: t.pop("conv_in.bias"), "missing"),
        (lambda t: t.update(extra=torch.zeros(1)), "do not belong"),
        (lambda t: t.update({"conv_in.bias": torch.zeros(3)}), "shape"),
        (lambda t: t["conv_in.bias"].fill_(float("nan")), "invalid numbers"),
    ],
    ids=["missing", "foreign", "shape", "nan"],
)
@pytest.mark.parametrize("part", ["unet", "controlnet"])
def test_tensors_that_do_not_fit(folder, part, change, reason):
    change_tensors(folder / part / "diffusion_pytorch_model.safetensors", change)
    with pytest.raises(WeightsDamaged, match=reason):
        load_model(folder, PLACE).nets.controlnet()


def test_a_network_that_cannot_be_built(folder):
    change_json(folder / "unet" / "config.json", down_block_types=["NoSuchBlock", "DownBlock2D"])
    with pytest.raises(WeightsDamaged, match=r"config\.json"):
        load_model(folder, PLACE)


def test_a_text_encoder_of_another_model(folder):
    change_json(folder / "unet" / "config.json", cross_attention_dim=16)
    with pytest.raises(WeightsDamaged):
        load_model(folder, PLACE)


def test_a_controlnet_of_another_model(folder):
    from diffusers.models.controlnets.controlnet import ControlNetModel

    shutil.rmtree(folder / "controlnet")
    settings = json.loads((folder / "unet" / "config.json").read_text())
    ControlNetModel(
        in_channels=4,
        block_out_channels=(16, 32),
        down_block_types=settings["down_block_types"],
        layers_per_block=1,
        cross_attention_dim=32,
        attention_head_dim=4,
        norm_num_groups=8,
    ).save_pretrained(folder / "controlnet")
    with pytest.raises(WrongFamily, match="another model"):
        load_model(folder, PLACE).nets.controlnet()


def test_an_edge_predictor_of_another_model(folder):
    path = folder / "edge_predictor" / "config.json"
    taps = json.loads(path.read_text())["taps"]
    change_json(path, taps=["no.such.module", *taps[1:]])
    with pytest.raises(WeightsDamaged, match="another model"):
        load_model(folder, PLACE).edge_predictor()


def test_an_edge_predictor_with_senseless_settings(folder):
    change_json(folder / "edge_predictor" / "config.json", kind="magic")
    with pytest.raises(WeightsDamaged):
        load_model(folder, PLACE).edge_predictor()


def test_a_tokenizer_that_cannot_be_read(folder):
    (folder / "tokenizer" / "tokenizer.json").write_text("{}")
    with pytest.raises(WeightsDamaged):
        load_model(folder, PLACE)


def test_a_file_with_many_blocks_does_not_keep_the_converters_busy(tmp_path):
    """They look at all names for each block."""
    from sketchpad.models.checkpoints.ldm_conversion import unet_tensors, vae_tensors

    one = torch.ones(1)
    for convert, name in (
        (unet_tensors, "model.diffusion_model.input_blocks.{}.0.x"),
        (vae_tensors, "encoder.down.{}.block.x"),
    ):
        with pytest.raises(WeightsDamaged, match="table of contents"):
            convert({name.format(n): one for n in range(50_000)}, {}, tmp_path / "many.safetensors")
