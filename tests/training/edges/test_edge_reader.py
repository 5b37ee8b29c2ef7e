"""The reader of edges, trained on a decoder of which all is known."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F

from sketchpad.models.networks.edge_networks import EdgeReader
from sketchpad.training.core.trainer import Budget
from sketchpad.training.edges import edge_reader

pytestmark = pytest.mark.slow


def decode(z):
    """A codec of three channels: each latent is a place of one colour."""
    return F.interpolate(z, scale_factor=4, mode="nearest").clamp(-1, 1)


def latents(source):
    def make(count):
        z = torch.full((count, 3, 6, 6), -1.0)
        for one in z:
            left = int(torch.randint(1, 5, (), generator=source))
            one[:, :, left:] = torch.rand(3, generator=source)[:, None, None] * 2 - 1
        return z

    return make


@pytest.fixture
def source():
    return torch.Generator().manual_seed(4)


def test_it_learns_what_the_decoder_shows(tmp_path, source, monkeypatch):
    monkeypatch.setattr(edge_reader, "WIDTH", 24)
    make = latents(source)
    budget = Budget(60, steps=150)
    run = edge_reader.train(make, decode, 4, tmp_path, budget, batch=8)
    assert run.step == 150
    network = EdgeReader.load(tmp_path / "export")
    assert edge_reader.explained(network, make(16), decode) > 0.7
    fresh = EdgeReader(network.config)
    assert edge_reader.explained(fresh, make(16), decode) < 0.3


def test_it_goes_on_where_it_was(tmp_path, source):
    make = latents(source)
    edge_reader.train(make, decode, 4, tmp_path, Budget(60, steps=2), batch=4)
    run = edge_reader.train(make, decode, 4, tmp_path, Budget(60, steps=3), batch=4)
    assert run.step == 3
    assert run.samples == 12


def test_mixed_latents_are_near_pictures(source):
    z = latents(source)(40)
    made = edge_reader.mixed(z, source)
    assert made.shape == z.shape
    as_they_were = [bool(torch.equal(a, b)) for a, b in zip(z, made, strict=True)]
    assert 2 <= sum(as_they_were) <= 25
    assert float(made.abs().max()) < 2.5


def test_bent_latents_go_where_the_reader_sees_other_lines(source):
    torch.manual_seed(1)
    network = EdgeReader({"latent_channels": 3, "pixels": 4, "width": 8, "depth": 1})
    z = latents(source)(6)
    made = edge_reader.bent(network, z, decode, source)
    moved = (made - z).square().mean((1, 2, 3)).sqrt()
    assert not made.requires_grad
    assert float(moved.max()) <= edge_reader.MOST_BENT + 1e-5
    assert float(moved.min()) > 0
    assert all(p.grad is None for p in network.parameters())
