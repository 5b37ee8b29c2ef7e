"""The recipe from the pictures to a model folder, at tiny size: every part takes real steps and can be resumed."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import torch
from diffusers import AutoencoderKL, StableDiffusionPipeline
from diffusers.models.adapter import T2IAdapter
from safetensors.torch import load_file

from sketchpad.cli import main as command_line
from sketchpad.document.model import Box, Document, Stroke
from sketchpad.generation.request.defaults import few_step_variant
from sketchpad.generation.request.request import MethodSettings, Request, Sampling
from sketchpad.generation.request.required_weights import problems
from sketchpad.generation.run.generate import generate
from sketchpad.metrics.judge import Judge
from sketchpad.models.checkpoints.inspect import inspect_model
from sketchpad.models.checkpoints.integrity import check_sums
from sketchpad.models.model import ModelStore
from sketchpad.models.runtime.device import DeviceChoice
from sketchpad.sampling.network_calls import run_eagerly
from sketchpad.training import recipe
from sketchpad.training.core.quantize import rounded
from sketchpad.training.core.trainer import read_meta
from sketchpad.training.diffusion import networks
from sketchpad.training.export.warm_start import adopt

pytestmark = pytest.mark.slow

FULL = DeviceChoice(torch.device("cpu"), torch.float32)


def _drawings(folder: Path) -> Path:
    """One drawing of a cat in Quick, Draw!'s format."""
    cat = {"word": "cat", "drawing": [[[0, 255, 255, 0], [0, 10, 250, 0]]]}
    path = folder / "drawings.ndjson"
    path.write_text(json.dumps(cat) + "\n")
    return path


@pytest.fixture
def train(tiny, pack_file, tmp_path, monkeypatch):
    """`sketchpad train` on small batches."""
    small = partial(recipe.Plan, batch=2, scene_start=48)
    monkeypatch.setattr(recipe, "Plan", small)
    monkeypatch.setattr(command_line.logs, "start_logging", lambda: None)
    monkeypatch.setattr("tqdm.std.tqdm.monitor_interval", 0)  # or it starts a thread
    usual = ["--data", pack_file, "--words", "apple,cat,house", "--size", 128, "--workers", 1]

    def run(part, *options):
        return command_line.main(["train", part, *map(str, [*usual, *options])])

    return run


def test_from_pictures_to_a_model_that_generates_and_on_from_it(
    train, pack_file, tmp_path, monkeypatch
):
    work, weights = tmp_path / "runs", tmp_path / "weights"
    options = ("--work", work, "--weights", weights, "--drawings", _drawings(tmp_path))
    assert train("all", *options, "--steps", 2) == 0
    for part in recipe.members("all"):
        assert read_meta(work / part / "state.safetensors")["step"] == 2
        assert len((work / part / "metrics.jsonl").read_text().splitlines()) >= 1
    for part in (
        "base",
        "decoder",
        "controlnet",
        "gligen",
        "controls",
        "few-step",
        "edge-predictor",
    ):
        assert (work / part / "sheet-000002.png").exists()
    info = inspect_model(weights)
    assert info.grounded
    vae = AutoencoderKL.from_pretrained(weights / "vae")
    assert vae.config.block_out_channels == [8, 8, 8, 16]
    assert info.extras >= {"controlnet", "edge_predictor", "edge_reader"}
    assert T2IAdapter.from_pretrained(weights / "controls").config.channels == [32, 32]
    assert Judge.load(weights / "judge").words == ("apple", "cat", "house")
    assert all(path.suffix in {".json", ".txt", ".safetensors"} for path in weights.rglob("*.*"))
    _makes_pictures(weights)
    stock = StableDiffusionPipeline.from_pretrained(weights)
    stock.set_progress_bar_config(disable=True)
    assert stock("a cat", num_inference_steps=2, height=64, width=64).images[0].size == (64, 64)

    # Without the checkpoints the published weights are enough to go on.
    plan = recipe.Plan(pack_file, work, ("apple", "cat", "house"), size=128)
    later = replace(plan, work=tmp_path / "later")
    adopt(weights, later.work)
    before, old = recipe.load(plan)[0], recipe.finished_codec(plan)
    after, codec = recipe.load(later)
    adopted = after.state_dict()
    for name, value in before.state_dict().items():
        if not name.startswith("word_head"):
            torch.testing.assert_close(adopted[name], value, atol=1e-3, rtol=1e-2)
    picture = torch.rand(1, 3, 64, 64) * 2 - 1
    torch.testing.assert_close(
        codec.encode(picture).latent_dist.mode(),
        old.encode(picture).latent_dist.mode(),
        atol=0.05,
        rtol=0.05,
    )
    assert train("base", "--from", weights, "--work", later.work, "--steps", 1) == 0
    assert any(
        not torch.equal(adopted[name], value)
        for name, value in recipe.load(later)[0].state_dict().items()
    )
    # Pictures may get sharper; the latents, on which the rest was trained, stay.
    assert train("vae", "--from", weights, "--work", later.work, "--steps", 1) == 0
    sharper = recipe.load_codec(later)
    assert torch.equal(
        sharper.encode(picture).latent_dist.mode(), codec.encode(picture).latent_dist.mode()
    )
    assert not torch.equal(sharper.decoder.conv_in.weight, codec.decoder.conv_in.weight)
    # Rounded for a repository: few different numbers, and the vectors have learnt to live with them.
    packed = tmp_path / "packed"
    assert train("compact", "--work", later.work, "--steps", 2) == 0
    trained = _trained(later, "compact")
    assert all(v.ndim < 2 for n, v in before.named_parameters() if n in trained)
    assert train("export", "--work", later.work, "--weights", packed) == 0
    weight = load_file(packed / "unet" / "diffusion_pytorch_model.safetensors")["conv_in.weight"]
    assert torch.equal(rounded(weight.float()), weight.float())
    _makes_pictures(packed)


def _trained(plan: recipe.Plan, part: str) -> set[str]:
    return set(read_meta(plan.work / part / "state.safetensors")["trained"])


def _makes_pictures(weights: Path) -> None:
    """With every method, with a map, and in a few steps."""
    drawing = Document(
        128,
        128,
        strokes=(Stroke([[8, 8, 1], [50, 50, 1]], 4),),
        boxes=(Box("cat", (0.1, 0.1, 0.7, 0.7)),),
        prompt="a cat",
    )
    methods = [MethodSettings(n, 1.0) for n in ("edge_predictor", "controlnet", "gligen")]
    methods.append(MethodSettings("controlnet", 1.0, kind="depth"))
    request = Request(drawing, Sampling(1, 2, 3.0), tuple(methods), str(weights))
    assert not list(problems(request, inspect_model(weights)))
    fast = few_step_variant(str(weights))
    assert fast is not None
    assert (fast.steps, fast.scheduler) == (4, "lcm")
    store = ModelStore()
    for asked in (request, fast.apply(request.with_methods(methods[1]))):
        *_, last = run_eagerly(generate(asked, store=store))
        assert last.final
        assert last.picture.shape == (128, 128, 3)


def test_names_of_parts():
    assert recipe.members("base") == ("base",)
    assert recipe.members("adapters") == ("controlnet", "gligen")
    assert recipe.members("few-step") == ("few-step",)
    assert recipe.members("all") == tuple(recipe.SHARES)
    assert sum(recipe.SHARES.values()) == pytest.approx(1)


def test_a_part_says_what_it_builds_on(train, tmp_path, capsys):
    assert train("controls", "--work", tmp_path / "runs", "--minutes", 0.01) == command_line.MISUSED
    assert "were not trained yet" in capsys.readouterr().err


@pytest.mark.parametrize("part", ["export", "base"])
def test_a_controlnet_alone_needs_a_model_folder_that_is_there(train, part, tmp_path, capsys):
    options = ("--only-controlnet", "--weights", tmp_path / "none", "--work", tmp_path / "runs")
    assert train(part, *options) == command_line.MISUSED
    assert "--only-controlnet" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


def test_only_this_recipes_networks_are_adopted(tiny, pack_file, tmp_path, monkeypatch):
    plan = recipe.Plan(
        pack_file, tmp_path / "runs", ("apple", "cat"), batch=2, size=64, steps=1, scene_start=48
    )
    recipe.train(plan, "vae", 60)
    recipe.train(plan, "base", 60)
    recipe.write(plan, tmp_path / "weights")
    monkeypatch.setitem(networks.UNET, "block_out_channels", (32, 32, 64, 64))
    with pytest.raises(ValueError, match="other shapes"):
        adopt(tmp_path / "weights", tmp_path / "later")

    # A part can be trained for it all the same, at its own levels, and takes the place of the one that was there.
    kept = replace(plan, work=tmp_path / "kept", larger=0.9, steps=2, scene_start=48)
    adopt(tmp_path / "weights", kept.work, keep_levels=True)
    assert recipe.load(kept)[0].unet.config.block_out_channels == [32, 32, 32, 64]
    before = _files(tmp_path / "weights")
    recipe.train(kept, "controlnet", 60)
    recipe.write_controlnet(kept, tmp_path / "weights")
    after = _files(tmp_path / "weights")
    changed = {name for name in before if after[name] != before[name]}
    net = "controlnet/diffusion_pytorch_model.safetensors"
    assert {net, "checksums.json"} <= changed <= {net, "checksums.json", "controlnet/config.json"}
    weight = load_file(tmp_path / "weights" / net)["conv_in.weight"].float()
    assert torch.equal(rounded(weight), weight)
    check_sums(tmp_path / "weights")


def _files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*.*")}
