"""Weights on a coarse grid."""

from __future__ import annotations

import zlib

import pytest
import torch
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from safetensors.torch import load_file, save_file
from torch import nn

from sketchpad.training.core.quantize import (
    narrow,
    round_weights,
    rounded,
    trim_weights,
)
from sketchpad.training.diffusion import networks


def _gaussian(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(3))


@pytest.mark.parametrize("scale", [3e-4, 0.02, 5.0])
def test_rounded_weights_are_near_and_exact_in_eight_bits(scale):
    weight = scale * _gaussian(64, 32, 3, 3) * torch.linspace(0.2, 2, 64)[:, None, None, None]
    found = rounded(weight)
    assert torch.equal(found.to(torch.float8_e5m2).float(), found)
    errors = (found - weight).flatten(1).std(1) / weight.flatten(1).std(1)
    assert float(errors.max()) < 0.1
    assert torch.equal(rounded(found), found) or float((rounded(found) - found).abs().max()) < scale


def test_large_weights_keep_their_share():
    weight = torch.full((1, 1000), 0.01)
    weight[0, 0] = 3.0
    assert float(rounded(weight)[0, 0]) == pytest.approx(3.0, rel=0.13)


def test_they_pack_to_a_third_of_what_trained_ones_do():
    weight = 0.02 * _gaussian(256, 2304)
    small = rounded(weight).to(torch.float8_e5m2).view(torch.uint8)
    before, after = (len(zlib.compress(w.numpy().tobytes())) for w in (weight.half(), small))
    assert after < 0.36 * before


def test_embeddings_and_vectors_stay():
    module = nn.ModuleDict(
        {"words": nn.Embedding(9, 8), "norm": nn.LayerNorm(8), "layer": nn.Linear(8, 8)}
    )
    nn.init.normal_(module["norm"].weight)
    before = {name: value.clone() for name, value in module.state_dict().items()}
    round_weights(module)
    changed = {n for n, value in module.state_dict().items() if not torch.equal(value, before[n])}
    assert changed == {"layer.weight"}


def test_a_trimmed_network_is_nearly_the_same():
    module = nn.Linear(64, 64)
    before = module.weight.detach().clone()
    trim_weights(module)
    found = module.weight.detach()
    assert float(((found - before) / before).abs().max()) <= 2**-5
    share = 32 * torch.frexp(found)[0]
    assert torch.equal(share, share.round())
    again = found.clone()
    trim_weights(module)
    assert torch.equal(module.weight, again)


def test_only_what_fits_is_written_in_eight_bits(tmp_path):
    kept = {
        "rounded": rounded(_gaussian(16, 8)).half(),
        "trained": _gaussian(16, 8).half(),
        "vector": torch.ones(4).half(),
        "numbers": torch.arange(6).reshape(2, 3),
    }
    save_file(kept, tmp_path / "model.safetensors")
    narrow(tmp_path)
    found = load_file(tmp_path / "model.safetensors")
    assert found["rounded"].dtype == torch.float8_e5m2
    for name, value in kept.items():
        assert torch.equal(found[name].to(value.dtype), value)
        assert found[name].dtype == value.dtype or name == "rounded"


@pytest.mark.slow
def test_networks_in_eight_bits_are_read_as_any_other(tmp_path, tiny):
    made = networks.build_unet().half()
    round_weights(made.float())
    made.half().save_pretrained(tmp_path)
    narrow(tmp_path)
    stock = UNet2DConditionModel.from_pretrained(tmp_path)
    for name, value in made.state_dict().items():
        assert torch.equal(stock.state_dict()[name], value.float())
