"""Edge predictors for base models that were not trained here."""

from __future__ import annotations

import json
import shutil

import cv2
import numpy as np
import pytest
import torch
from PIL import Image

from sketchpad.cli.main import main
from sketchpad.models.networks.edge_networks import EdgePredictor
from sketchpad.models.networks.feature_hooks import hooked_layers
from sketchpad.training.core import trainer
from sketchpad.training.edges import edge_predictor_any_model
from tests.tiny import load_tiny

pytestmark = pytest.mark.slow


@pytest.fixture
def steps(monkeypatch):
    """steps(n): training lasts so many steps of a second each, whatever the machine."""

    class Clock:
        def __init__(self):
            self.now = 0.0

        def monotonic(self):
            self.now += 1.0
            return self.now

    def lasting(count):
        clock = Clock()
        monkeypatch.setattr(trainer, "time", clock)
        return float(count)

    return lasting


def drawn():
    """Two pictures with clear shapes."""
    for colour, centre in (((200, 40, 40), 48), ((40, 90, 200), 80)):
        picture = np.full((128, 128, 3), 245, np.uint8)
        cv2.circle(picture, (centre, 64), 30, colour, -1)
        yield picture, "a red cat"


def error(model, network):
    """How far a predictor is from the lines, at the same noise each time."""
    torch.manual_seed(7)
    lessons = [edge_predictor_any_model._lesson(model, *one) for one in drawn()]
    with torch.no_grad():
        predicted, target = edge_predictor_any_model._predict(
            model, network.eval(), lessons, edge_predictor_any_model._alphas(model)
        )
    return float((predicted - target).square().mean())


@pytest.mark.parametrize("kind", ["mlp", "conv"])
def test_it_learns_to_see_lines(kind, tiny_model, tmp_path, steps):
    trained = edge_predictor_any_model.train_for(
        tiny_model, drawn(), tmp_path, steps(100), kind=kind, batch=4
    )
    torch.manual_seed(0)
    fresh = edge_predictor_any_model.build(tiny_model, kind)
    assert error(tiny_model, trained) < 0.8 * error(tiny_model, fresh)
    assert trained.noise == ("map" if kind == "mlp" else "level")
    assert not any(p.requires_grad for p in trained.parameters())
    assert not any(m._forward_hooks for m in tiny_model.denoiser.unet.modules())
    assert not any(p.requires_grad for p in tiny_model.denoiser.unet.parameters())


def test_it_goes_on_where_it_was_stopped(tiny_model, tmp_path, steps):
    edge_predictor_any_model.train_for(tiny_model, drawn(), tmp_path, steps(2), batch=2)
    edge_predictor_any_model.train_for(tiny_model, drawn(), tmp_path, steps(5), batch=2)
    from safetensors import safe_open

    with safe_open(tmp_path / "state.safetensors", "pt") as file:
        assert json.loads(file.metadata()["meta"])["step"] == 5


def test_without_pictures_it_says_so(tiny_model, tmp_path):
    with pytest.raises(ValueError, match="no pictures"):
        edge_predictor_any_model.train_for(tiny_model, iter(()), tmp_path, 1.0)


def test_a_model_makes_its_own_pictures(tiny_model):
    made = list(edge_predictor_any_model.pictures_of(tiny_model, ["a cat", "a dog"], 0.0, steps=2))
    assert [caption for _, caption in made] == ["a cat", "a dog"]
    assert all(picture.shape == (128, 128, 3) for picture, _ in made)
    assert not np.array_equal(made[0][0], made[1][0])
    again = list(edge_predictor_any_model.pictures_of(tiny_model, ["a cat", "a dog"], 0.0, steps=2))
    assert np.array_equal(made[1][0], again[1][0])


def test_a_folder_of_pictures(tmp_path):
    (tmp_path / "deep").mkdir()
    Image.new("RGB", (300, 100), (255, 0, 0)).save(tmp_path / "b.png")
    Image.new("RGB", (40, 90), (0, 0, 255)).save(tmp_path / "deep" / "a.jpg")
    (tmp_path / "b.txt").write_text(" a red wall \n", encoding="utf-8")
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    (tmp_path / "notes.md").write_text("no picture", encoding="utf-8")
    found = list(edge_predictor_any_model.pictures_in(tmp_path, 128, 64))
    assert [(picture.shape, caption) for picture, caption in found] == [
        ((64, 128, 3), "a red wall"),
        ((64, 128, 3), ""),
    ]
    assert found[0][0][0, 0].tolist() == [255, 0, 0]


def test_the_papers_layers_in_stable_diffusion_1():
    from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel

    with torch.device("meta"):
        unet = UNet2DConditionModel(cross_attention_dim=768, sample_size=64)
    taps = hooked_layers(unet)
    assert taps == (
        "down_blocks.0.attentions.1",
        "down_blocks.1.attentions.0",
        "down_blocks.2.attentions.1",
        "mid_block.resnets.0",
        "mid_block.attentions.0",
        "mid_block.resnets.1",
        "up_blocks.0",
        "up_blocks.1.attentions.1",
        "up_blocks.2",
    )
    modules = [unet.get_submodule(name) for name in taps]
    channels = [
        (m.upsamplers[0] if hasattr(m, "upsamplers") else m).out_channels or m.in_channels
        for m in modules
    ]
    assert channels == [320, 640, 1280, 1280, 1280, 1280, 1280, 1280, 640]
    paper = EdgePredictor(
        {
            "taps": taps,
            "channels": channels,
            "latent_channels": 4,
            "noise": "map",
        }
    )
    assert paper.layers[0].weight.shape[:2] == (512, 9320)
    assert [layer.out_channels for layer in paper.layers if hasattr(layer, "out_channels")] == [
        512, 256, 128, 64, 4,
    ]  # fmt: skip


def test_the_command(tiny_model_dir, tmp_path, steps, capsys):
    folder = tmp_path / "model"
    shutil.copytree(tiny_model_dir, folder)
    shutil.rmtree(folder / "edge_predictor")
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for number, (picture, _) in enumerate(drawn()):
        Image.fromarray(picture).save(pictures / f"{number}.png")
    steps(0)
    told = ["train", "edge-predictor", "--model", str(folder), "--minutes", "0.05"]
    assert main([*told, "--pictures", str(pictures), "--work", str(tmp_path / "runs")]) == 0
    assert load_tiny(folder).edge_predictor().kind == "mlp"
    assert main([*told, "--pictures", str(tmp_path / "nothing")]) == 2
    assert main(["train", "vae", "--model", str(folder)]) == 2
    assert main(["train", "vae"]) == 2
    assert "Traceback" not in capsys.readouterr().err
