"""The recipe from the pictures to a model folder, at tiny size: every part takes real steps and can be resumed."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import asdict, replace

import pytest
import torch
from PIL import Image

from sketchpad.document.model import Box, Document, Stroke
from sketchpad.generation.generate import generate
from sketchpad.generation.request import MethodSettings, Request, Sampling
from sketchpad.metrics.judge import Judge
from sketchpad.models.folder import inspect_model
from sketchpad.models.model import ModelStore
from sketchpad.training import networks, recipe, vae
from sketchpad.training.adopt import adopt


@pytest.fixture
def tiny(monkeypatch):
    monkeypatch.setitem(networks.UNET, "block_out_channels", (32, 32, 64))
    monkeypatch.setitem(networks.UNET, "attention_head_dim", (1, 1, 2))
    monkeypatch.setitem(vae.CONFIG, "block_out_channels", (8, 8, 16, 16))
    monkeypatch.setattr("sketchpad.training.judge.WIDTHS", (8, 8, 8))
    monkeypatch.setattr("sketchpad.training.recipe.held_out", lambda p: p.source == "fxemoji")
    for part in ("vae", "judge"):
        monkeypatch.setattr(f"sketchpad.training.{part}.held_out", lambda p: p.source == "fxemoji")


def _write_pack(pack, path):
    with zipfile.ZipFile(path, "w") as archive:
        index = []
        for number, (picture, rgba) in enumerate(pack):
            buffer = io.BytesIO()
            Image.fromarray(rgba).save(buffer, "WEBP", lossless=True)
            archive.writestr(f"{number}.webp", buffer.getvalue())
            index.append({"file": f"{number}.webp", **asdict(picture)})
        archive.writestr("index.json", json.dumps(index))


@pytest.mark.slow
def test_from_pictures_to_a_model_that_generates(tiny, pack, tmp_path):
    _write_pack(pack, tmp_path / "pack.zip")
    plan = recipe.Plan(
        tmp_path / "pack.zip",
        tmp_path / "runs",
        ("apple", "cat", "house"),
        small_batch=2,
        large_batch=1,
    )
    for part in recipe.SHARES:
        recipe.train(plan, part, 0.3)
        assert (plan.work / part / "state.safetensors").exists()
    recipe.train(plan, "base-256", 0.6)  # goes on where it was
    weights = tmp_path / "weights"
    recipe.write(plan, weights)
    info = inspect_model(weights)
    assert info.grounded
    assert info.extras == {"controlnet", "edge_predictor"}
    assert Judge.load(weights / "judge").words == ("apple", "cat", "house")
    assert all(path.suffix in {".json", ".txt", ".safetensors"} for path in weights.rglob("*.*"))
    drawing = Document(
        128,
        128,
        strokes=(Stroke([[8, 8, 1], [50, 50, 1]], 4),),
        boxes=(Box("cat", (0.1, 0.1, 0.7, 0.7)),),
        prompt="a cat",
    )
    methods = tuple(MethodSettings(n, 1.0) for n in ("edge_predictor", "controlnet", "gligen"))
    request = Request(drawing, Sampling(1, 2, 3.0), methods, str(weights))
    *_, last = generate(request, store=ModelStore())
    assert last.final
    assert last.picture.shape == (128, 128, 3)

    # Without the checkpoints the published weights are enough to go on.
    later = replace(plan, work=tmp_path / "later")
    adopt(weights, later.work)
    before, _ = recipe.load(plan, "adapters")
    after, codec = recipe.load(later, "base-128")
    for name, value in before.state_dict().items():
        if not name.startswith("word_head"):
            torch.testing.assert_close(after.state_dict()[name], value, atol=1e-3, rtol=1e-2)
    old = recipe.load_codec(plan)
    picture = torch.rand(1, 3, 64, 64) * 2 - 1
    torch.testing.assert_close(
        codec.encode(picture).latent_dist.mode(),
        old.encode(picture).latent_dist.mode(),
        atol=0.05,
        rtol=0.05,
    )
    recipe.train(later, "base-128", 0.3)
    adopt(weights, later.work)  # changes nothing any more
    assert any(
        not torch.equal(after.state_dict()[name], value)
        for name, value in recipe.load(later, "base-128")[0].state_dict().items()
    )


def test_only_this_recipes_networks_are_adopted(tiny, pack, tmp_path, monkeypatch):
    _write_pack(pack, tmp_path / "pack.zip")
    plan = recipe.Plan(tmp_path / "pack.zip", tmp_path / "runs", ("apple", "cat"), small_batch=2)
    recipe.train(plan, "vae", 0.1)
    recipe.train(plan, "base-128", 0.1)
    recipe.write(plan, tmp_path / "weights")
    monkeypatch.setitem(networks.UNET, "block_out_channels", (32, 64, 64))
    with pytest.raises(ValueError, match="other shapes"):
        adopt(tmp_path / "weights", tmp_path / "later")
