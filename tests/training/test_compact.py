"""Weights on a coarse grid."""

from __future__ import annotations

import zlib

import pytest
import torch
from torch import nn

from sketchpad.training.compact import round_weights, rounded


def _gaussian(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(3))


@pytest.mark.parametrize("scale", [3e-4, 0.02, 5.0])
def test_rounded_weights_are_near_and_exact_in_half_precision(scale):
    weight = scale * _gaussian(64, 32, 3, 3) * torch.linspace(0.2, 2, 64)[:, None, None, None]
    found = rounded(weight)
    assert torch.equal(found.half().float(), found)
    errors = (found - weight).flatten(1).std(1) / weight.flatten(1).std(1)
    assert float(errors.max()) < 0.1
    assert torch.equal(rounded(found), found) or float((rounded(found) - found).abs().max()) < scale


def test_large_weights_keep_their_share():
    weight = torch.full((1, 1000), 0.01)
    weight[0, 0] = 3.0
    assert float(rounded(weight)[0, 0]) == pytest.approx(3.0, rel=0.13)


def test_they_pack_to_half_of_what_trained_ones_do():
    weight = 0.02 * _gaussian(256, 2304)
    before, after = (
        len(zlib.compress(w.half().numpy().tobytes())) for w in (weight, rounded(weight))
    )
    assert after < 0.5 * before


def test_embeddings_and_vectors_stay():
    module = nn.ModuleDict(
        {"words": nn.Embedding(9, 8), "norm": nn.LayerNorm(8), "layer": nn.Linear(8, 8)}
    )
    nn.init.normal_(module["norm"].weight)
    before = {name: value.clone() for name, value in module.state_dict().items()}
    round_weights(module)
    changed = {n for n, value in module.state_dict().items() if not torch.equal(value, before[n])}
    assert changed == {"layer.weight"}
