"""Gates that are grafted are the same as gates that were built in."""

from __future__ import annotations

import json
import shutil

import pytest
import torch
from safetensors.torch import load_file, save_file

from sketchpad.document.model import Box, Document, Stroke
from sketchpad.errors import WeightsDamaged, WeightsMissing, WrongFamily
from sketchpad.generation.request.request import MethodSettings, Request, Sampling
from sketchpad.generation.run.setup import prepare, start_noise
from sketchpad.models.checkpoints.inspect import inspect_model
from sketchpad.models.gligen.gates import grafted
from sketchpad.models.gligen.gates_file import check_gates, diffusers_name
from sketchpad.sampling.denoiser import branches_for
from sketchpad.sampling.loop import sample
from sketchpad.sampling.network_calls import run_eagerly
from sketchpad.sampling.solvers import make_solver
from tests.guidance.test_gligen_pictures import png
from tests.tiny import build_tiny_model, load_tiny

pytestmark = pytest.mark.slow

DRAWING = Document(
    128,
    128,
    boxes=(Box("cat", (0.1, 0.2, 0.6, 0.9)), Box("house", (0.5, 0.1, 0.9, 0.5), strength=0.6)),
    prompt="a red cat",
)
# Of the tiny model: two levels of one layer, one of which halves the size.
ORIGINAL = {
    "down_blocks.0.attentions.0": "input_blocks.1.1",
    "down_blocks.1.attentions.0": "input_blocks.3.1",
    "mid_block.attentions.0": "middle_block.1",
    "up_blocks.0.attentions.0": "output_blocks.0.1",
    "up_blocks.0.attentions.1": "output_blocks.1.1",
    "up_blocks.1.attentions.0": "output_blocks.2.1",
    "up_blocks.1.attentions.1": "output_blocks.3.1",
}


def weights_of(folder):
    return folder / "unet" / "diffusion_pytorch_model.safetensors"


def is_gate(name):
    return ".fuser." in name or name.startswith("position_net.")


@pytest.fixture(scope="module")
def plain_dir(tiny_model_dir, tmp_path_factory):
    """The tiny model without its gates."""
    folder = tmp_path_factory.mktemp("plain") / "model"
    shutil.copytree(tiny_model_dir, folder)
    tensors = {k: v for k, v in load_file(weights_of(folder)).items() if not is_gate(k)}
    save_file(tensors, weights_of(folder), {"format": "pt"})
    settings = json.loads((folder / "unet" / "config.json").read_text())
    settings["attention_type"] = "default"
    (folder / "unet" / "config.json").write_text(json.dumps(settings))
    return folder


@pytest.fixture(scope="module")
def plain(plain_dir):
    return load_tiny(plain_dir)


@pytest.fixture(scope="module")
def original_file(tiny_model_dir, tmp_path_factory):
    """Only the gates, under the names of the original code, in half precision's stead as they are."""
    tensors = {}
    for name, value in load_file(weights_of(tiny_model_dir)).items():
        if is_gate(name):
            block, dot, rest = name.partition(".transformer_blocks.")
            tensors[ORIGINAL.get(block, block) + dot + rest] = value
    assert any(name.startswith("middle_block.1.transformer_blocks.0.fuser.") for name in tensors)
    path = tmp_path_factory.mktemp("gates") / "gligen_pruned.safetensors"
    save_file(tensors, path)
    return path


def latents(model, *methods, document=DRAWING):
    request = Request(document, Sampling(3, 3, 4.0), methods)
    branches = branches_for(
        model.text.encode(document.prompt), model.text.encode(""), request.sampling.guidance_scale
    )
    solver = make_solver("ddim", model.scheduler_config, 3)
    ways = prepare(request, model)
    *_, last = run_eagerly(
        sample(model.denoiser, solver, branches, ways, start_noise(request, model))
    )
    return last.x_next


def boxes(net=""):
    return MethodSettings("gligen", 0.8, net=str(net))


@pytest.mark.parametrize("kind", ["pipeline", "unet", "original"])
def test_grafted_equals_built_in_to_the_bit(kind, tiny_model, tiny_model_dir, plain, original_file):
    net = {"pipeline": tiny_model_dir, "unet": tiny_model_dir / "unet", "original": original_file}
    assert torch.equal(latents(plain, boxes(net[kind])), latents(tiny_model, boxes()))
    assert not torch.equal(latents(plain), latents(plain, boxes(net[kind])))


def test_nothing_stays_grafted(plain, original_file):
    names = [name for name, _ in plain.denoiser.unet.named_modules()]
    before = latents(plain)
    latents(plain, boxes(original_file))
    assert [name for name, _ in plain.denoiser.unet.named_modules()] == names
    assert "grounding" not in plain.denoiser.provides
    assert torch.equal(latents(plain), before)


def test_nothing_stays_grafted_after_an_error(plain, original_file):
    gates = plain.gates(str(original_file))
    names = [name for name, _ in plain.denoiser.unet.named_modules()]
    with pytest.raises(ZeroDivisionError), grafted(plain.denoiser.unet, gates):
        raise ZeroDivisionError
    assert [name for name, _ in plain.denoiser.unet.named_modules()] == names


def test_other_gates_can_take_the_place_of_a_models_own(tiny_model, tmp_path):
    other = build_tiny_model(tmp_path / "other", seed=5)
    own = latents(tiny_model, boxes())
    assert not torch.equal(latents(tiny_model, boxes(other)), own)
    assert torch.equal(latents(tiny_model, boxes()), own)


def test_strength_zero_is_absence_to_the_bit(plain, original_file):
    absent = latents(plain, MethodSettings("gligen", 0.0, net=str(original_file)))
    assert torch.equal(absent, latents(plain))


def test_with_a_controlnet_and_the_edge_predictor(plain, original_file):
    document = DRAWING.with_stroke(Stroke([[20, 20], [100, 90]], 5.0))
    ways = (
        boxes(original_file),
        MethodSettings("controlnet", 1.0),
        MethodSettings("edge_predictor", 1.0),
    )
    assert torch.isfinite(latents(plain, *ways, document=document)).all()
    assert torch.equal(
        latents(plain, *ways, document=document), latents(plain, *ways[::-1], document=document)
    )


def test_with_a_lora_on_the_model_beneath(plain, original_file, tmp_path):
    """Gates, nets and LoRA are of different people; each finds the others as they were."""
    flat = "lora_unet_mid_block_attentions_0_transformer_blocks_0_attn2_to_k"
    weight = plain.denoiser.unet.mid_block.attentions[0].transformer_blocks[0].attn2.to_k.weight
    source = torch.Generator().manual_seed(1)
    up = torch.randn(weight.shape[0], 2, generator=source)
    down = torch.randn(2, weight.shape[1], generator=source)
    path = tmp_path / "lora.safetensors"
    save_file({f"{flat}.lora_up.weight": up, f"{flat}.lora_down.weight": down}, path)
    ways = (boxes(original_file), MethodSettings("controlnet", 1.0))
    document = DRAWING.with_stroke(Stroke([[20, 20], [100, 90]], 5.0))
    before = latents(plain, *ways, document=document)
    plain.use_loras([(str(path), 0.5)])
    try:
        both = latents(plain, *ways, document=document)
        alone = latents(plain, ways[1], document=document)
    finally:
        plain.use_loras([])
    assert torch.isfinite(both).all()
    assert not torch.allclose(both, before, atol=1e-3)
    assert not torch.allclose(both, alone, atol=1e-3)
    assert torch.equal(latents(plain, *ways, document=document), before)


@pytest.mark.parametrize("precision", [torch.bfloat16, torch.float16])
def test_in_low_precision(precision, plain_dir, original_file):
    from sketchpad.models.model import load_model
    from sketchpad.models.runtime.device import DeviceChoice

    model = load_model(plain_dir, DeviceChoice(torch.device("cpu"), precision))
    assert torch.isfinite(latents(model, boxes(original_file))).all()
    inner = model.gates(str(original_file)).position_net.inner
    assert {p.dtype for p in inner.parameters()} == {torch.float32}


def test_names_of_stable_diffusion_1():
    def cell(side, number):
        return diffusers_name(f"{side}_blocks.{number}.1.transformer_blocks.0.fuser.linear.bias", 2)

    rest = "transformer_blocks.0.fuser.linear.bias"
    down = {1: "0.attentions.0", 2: "0.attentions.1", 4: "1.attentions.0", 8: "2.attentions.1"}
    up = {3: "1.attentions.0", 5: "1.attentions.2", 6: "2.attentions.0", 11: "3.attentions.2"}
    assert {n: cell("input", n) for n in down} == {
        n: f"down_blocks.{place}.{rest}" for n, place in down.items()
    }
    assert {n: cell("output", n) for n in up} == {
        n: f"up_blocks.{place}.{rest}" for n, place in up.items()
    }
    middle = f"model.diffusion_model.middle_block.1.{rest}"
    assert diffusers_name(middle, 2) == f"mid_block.attentions.0.{rest}"
    assert diffusers_name("position_net.linears.0.bias", 2) == "position_net.linears.0.bias"


def test_what_cannot_be_grafted_is_refused(plain, original_file, plain_dir, tmp_path):
    tensors = load_file(original_file)

    def refused(error, changed):
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.safetensors"
        save_file(changed, path)
        with pytest.raises(error) as caught:
            plain.gates(str(path))
        assert str(caught.value).endswith(".")

    with pytest.raises(WeightsMissing):
        plain.gates(str(tmp_path / "nothing.safetensors"))
    with pytest.raises(WeightsMissing):
        plain.gates(str(tmp_path / "nothing"))
    with pytest.raises(WeightsDamaged, match="no gates"):
        plain.gates(str(plain_dir))
    whole = original_file.read_bytes()
    (tmp_path / "cut.safetensors").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(WeightsDamaged):
        plain.gates(str(tmp_path / "cut.safetensors"))
    (tmp_path / "old.safetensors").write_bytes(b"\x80\x02}q\x00.")
    with pytest.raises(WeightsDamaged):
        plain.gates(str(tmp_path / "old.safetensors"))
    first = next(name for name in tensors if name.endswith("fuser.linear.weight"))
    block = first.split(".fuser.")[0]
    refused(WrongFamily, {k: v for k, v in tensors.items() if not k.startswith(f"{block}.")})
    refused(WrongFamily, {**tensors, first: torch.zeros(4, 4)})
    refused(WeightsDamaged, {k: v for k, v in tensors.items() if k != first})
    refused(WeightsDamaged, {**tensors, first: torch.full_like(tensors[first], float("nan"))})
    refused(WeightsDamaged, {k: v for k, v in tensors.items() if "position_net" not in k})


def test_headers_tell_before_a_run(plain_dir, tiny_model_dir, original_file, tmp_path):
    info = inspect_model(plain_dir)
    for net in (tiny_model_dir, original_file):
        check_gates(str(net), info)
    with pytest.raises(WeightsDamaged, match="no gates"):
        check_gates(str(plain_dir), info)
    with pytest.raises(WeightsMissing):
        check_gates(str(tmp_path / "nothing.safetensors"), info)
    tensors = load_file(original_file)
    wide = {
        name: torch.zeros(4, 768) if name.endswith("fuser.linear.weight") else value
        for name, value in tensors.items()
    }
    save_file(wide, tmp_path / "wide.safetensors")
    with pytest.raises(WrongFamily):
        check_gates(str(tmp_path / "wide.safetensors"), info)


def test_gates_of_a_folder_are_asked_for_before_a_run(plain_dir, original_file, tmp_path):
    from sketchpad.generation.preflight.check import blocking

    def codes(net):
        request = Request(DRAWING, Sampling(3, 3, 4.0), (boxes(net),), str(plain_dir))
        return [problem.code for problem in blocking(request)]

    assert codes(original_file) == []
    assert codes(tmp_path / "nothing.safetensors") == ["weights_missing"]
    assert codes(plain_dir) == ["weights_damaged"]


def test_a_picture_that_the_gates_do_not_read_is_said_at_its_box(
    plain_dir, original_file, tmp_path
):
    from sketchpad.generation.preflight.check import check

    def said(net, *boxes_, strength=1.0):
        document = Document(128, 128, boxes=boxes_, prompt="a red cat")
        method = MethodSettings("gligen", strength, net=str(net))
        found = check(Request(document, Sampling(3, 3, 4.0), (method,), str(plain_dir)))
        return [(p.code, p.where, p.blocking, p.fields["id"]) for p in found]

    picture = png((200, 30, 30))
    shown = Box("cat", (0.1, 0.2, 0.6, 0.9), "one", picture=picture)
    mute = Box("", (0.5, 0.1, 0.9, 0.5), "two", picture=picture)
    note = ("picture_unread", "boxes", False, "one")
    assert said(original_file, shown, mute) == [note, ("box_without_phrase", "boxes", True, "two")]
    assert said(original_file, Box("cat", (0.1, 0.2, 0.6, 0.9), "one")) == []
    assert said(original_file, shown, strength=0.0) == []
    # Gates that read pictures, with what turns them into what they read.
    folder = tmp_path / "pipeline"
    for part in ("unet", "image_encoder", "image_project"):
        (folder / part).mkdir(parents=True)
        (folder / part / "config.json").write_text("{}")
    tensors = load_file(original_file) | {"position_net.null_image_feature": torch.zeros(32)}
    save_file(tensors, folder / "unet" / "diffusion_pytorch_model.safetensors")
    assert said(folder, shown, mute) == []
    shutil.rmtree(folder / "image_encoder")
    assert said(folder, shown) == [note]
