"""A LoRA that belongs to a model: named in its card, merged when it is loaded."""

from __future__ import annotations

import json
import os

import pytest
import torch
from safetensors.torch import load_file, save_file

from sketchpad.errors import WeightsDamaged, WeightsMissing
from sketchpad.models.checkpoints.inspect import inspect_model
from tests.tiny import build_tiny_model, load_tiny

LAYER = "mid_block.attentions.0.transformer_blocks.0.attn1.to_q"
FILE = "words/pytorch_lora_weights.safetensors"


@pytest.fixture
def folder(tmp_path):
    return build_tiny_model(tmp_path / "model")


def _name(folder, file):
    path = folder / "sketchpad.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"lora": file}))


def _write(folder, shape=None):
    weight = load_file(folder / "unet" / "diffusion_pytorch_model.safetensors")[f"{LAYER}.weight"]
    rows, columns = shape or weight.shape
    source = torch.Generator().manual_seed(1)
    down = 0.1 * torch.randn(2, columns, generator=source)
    up = torch.randn(rows, 2, generator=source)
    (folder / "words").mkdir(exist_ok=True)
    names = {f"unet.{LAYER}.lora_A.weight": down, f"unet.{LAYER}.lora_B.weight": up}
    save_file(names, folder / FILE)
    _name(folder, FILE)
    return weight, up @ down


def test_it_is_a_part_of_the_model_and_users_loras_come_on_top(folder, tmp_path):
    weight, change = _write(folder)
    assert inspect_model(folder).lora == folder / FILE
    model = load_tiny(folder)
    layer = model.denoiser.unet.get_submodule(LAYER)
    torch.testing.assert_close(layer.weight, weight + change)
    other = tmp_path / "mine.safetensors"
    os.link(folder / FILE, other)
    model.use_loras([(str(other), 1.0)])
    torch.testing.assert_close(layer.weight, weight + 2 * change)
    model.use_loras([])
    torch.testing.assert_close(layer.weight, weight + change)


def test_a_changed_file_is_another_model(folder):
    _write(folder)
    before = inspect_model(folder)
    os.utime(folder / FILE, ns=(1, 1))
    assert inspect_model(folder) != before


@pytest.mark.parametrize("file", ["../mine.safetensors", "words/model.bin", 7])
def test_a_card_that_leads_elsewhere_is_refused(folder, file):
    (folder.parent / "mine.safetensors").write_bytes(b"")
    _name(folder, file)
    with pytest.raises(WeightsDamaged):
        inspect_model(folder)


def test_without_its_file_a_model_is_not_whole(folder):
    _write(folder)
    (folder / FILE).unlink()
    with pytest.raises(WeightsMissing):
        inspect_model(folder)
    (folder / FILE).write_bytes(b"no tensors")
    with pytest.raises(WeightsDamaged):
        inspect_model(folder)


def test_one_of_another_model_is_refused(folder):
    _write(folder, (5, 7))
    with pytest.raises(WeightsDamaged, match="another model"):
        load_tiny(folder)
