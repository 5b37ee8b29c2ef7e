"""Weights in several files, and variants by precision."""

from __future__ import annotations

import json
import shutil

import pytest
import torch
from safetensors.torch import load_file, save_file

from sketchpad.errors import WeightsDamaged, WeightsMissing
from sketchpad.models.checkpoints.inspect import inspect_model
from sketchpad.models.checkpoints.safetensors_io import check_header, find_weights, read_tensors
from tests.tiny import load_tiny

WHOLE = "diffusion_pytorch_model.safetensors"


@pytest.fixture
def unet(tiny_model_dir, tmp_path):
    """The U-Net's folder in a copy of the tiny model."""
    folder = shutil.copytree(tiny_model_dir, tmp_path / "model")
    shutil.rmtree(folder / "controlnet")
    return folder / "unet"


def shard(folder, index="diffusion_pytorch_model.safetensors.index.json", parts=3):
    """As diffusers writes it."""
    tensors = load_file(folder / WHOLE)
    (folder / WHOLE).unlink()
    names = sorted(tensors)
    weights = {}
    for part in range(parts):
        file = f"diffusion_pytorch_model-{part + 1:05}-of-{parts:05}.safetensors"
        own = names[part::parts]
        save_file({name: tensors[name] for name in own}, folder / file)
        weights |= dict.fromkeys(own, file)
    path = folder / index
    path.write_text(json.dumps({"metadata": {"total_size": 1}, "weight_map": weights}))
    return path, tensors, weights


@pytest.mark.parametrize(
    "index",
    [
        "diffusion_pytorch_model.safetensors.index.json",
        "diffusion_pytorch_model.safetensors.index.fp16.json",
    ],
)
def test_shards_are_put_together(unet, index, tiny_model):
    path, tensors, _ = shard(unet, index)
    assert find_weights(unet) == path
    assert check_header(path) == {name: tuple(value.shape) for name, value in tensors.items()}
    read = read_tensors(path)
    assert all(torch.equal(read[name], value) for name, value in tensors.items())
    model = load_tiny(unet.parent)
    ours, whole = model.denoiser.unet.state_dict(), tiny_model.denoiser.unet.state_dict()
    assert all(torch.equal(ours[name], value) for name, value in whole.items())


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ([WHOLE, "diffusion_pytorch_model.fp16.safetensors"], WHOLE),
        (
            ["diffusion_pytorch_model.ema.safetensors", "diffusion_pytorch_model.fp16.safetensors"],
            "diffusion_pytorch_model.fp16.safetensors",
        ),
        (["diffusion_pytorch_model.non_ema.safetensors"], "diffusion_pytorch_model.non_ema.safetensors"),
        (["model.fp16.safetensors", "model.fp16.bin"], "model.fp16.safetensors"),
    ],
)  # fmt: skip
def test_variants(files, found, tmp_path):
    for name in files:
        (tmp_path / name).write_bytes(b"")
    assert find_weights(tmp_path).name == found


def spoil(path, weights, **changes):
    path.write_text(json.dumps({"weight_map": weights | changes}))


def test_what_is_wrong_with_shards_is_said(unet):
    path, _, weights = shard(unet)
    first = next(iter(weights))
    folder = unet.parent
    for outside in ("../unet/x.safetensors", "/etc/passwd", "a\\b.safetensors", 3):
        spoil(path, weights, **{first: outside})
        with pytest.raises(WeightsDamaged, match="outside"):
            inspect_model(folder)
    spoil(path, weights, **{first: "diffusion_pytorch_model-00001-of-00003.bin"})
    with pytest.raises(WeightsDamaged, match="may contain a program"):
        inspect_model(folder)
    spoil(path, weights, extra=weights[first])
    with pytest.raises(WeightsDamaged, match="lacks extra"):
        inspect_model(folder)
    spoil(path, {})
    with pytest.raises(WeightsDamaged, match="lists no tensors"):
        inspect_model(folder)
    spoil(path, {f"t{n}": f"{n}.safetensors" for n in range(500)})
    with pytest.raises(WeightsDamaged, match="too many files"):
        inspect_model(folder)
    spoil(path, weights)
    part = unet / weights[first]
    part.write_bytes(part.read_bytes()[:-1])
    with pytest.raises(WeightsDamaged, match="incomplete"):
        inspect_model(folder)
    part.unlink()
    with pytest.raises(WeightsMissing, match="00001-of-00003"):
        inspect_model(folder)
