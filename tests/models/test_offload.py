"""Saving memory: parts that are lent to a card, tiles when memory runs out. No card is needed to test it."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from sketchpad.models.codec import LARGEST_TILE, SMALLEST_TILE
from sketchpad.models.device import Place, choose_place
from sketchpad.models.model import load_model
from sketchpad.models.offload import Lending, should_offload

GIB = 2**30


@pytest.mark.parametrize(
    ("wish", "device", "memory", "expected"),
    [
        ("", "cuda", 4 * GIB, True),
        ("", "cuda", 24 * GIB, False),
        ("always", "cuda", 24 * GIB, True),
        ("never", "cuda", 4 * GIB, False),
        ("always", "cpu", 0, False),
        ("always", "mps", 0, False),
    ],
)
def test_who_saves_memory(wish, device, memory, expected):
    assert should_offload(wish, device, memory) is expected


def test_without_a_card_nothing_is_lent(monkeypatch):
    monkeypatch.setenv("SKETCHPAD_OFFLOAD", "always")
    assert not choose_place("cpu").offload
    assert choose_place("cpu").home == torch.device("cpu")


class Card:
    """Stands for a card: what is moved there are copies, and it knows how much lies there."""

    def __init__(self) -> None:
        self.moves = 0

    def __call__(self, tensor):
        self.moves += 1
        return tensor.clone()


def homes(network):
    return [weight.data_ptr() for weight in network.parameters()]


def test_weights_are_lent_and_come_home():
    card, layer = Card(), torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3))
    lending, before = Lending(card), homes(layer)
    with lending.lent(layer):
        assert set(homes(layer)).isdisjoint(before)
        inside = homes(layer)
        with lending.lent(layer):  # lent already
            assert homes(layer) == inside
        assert homes(layer) == inside
    assert homes(layer) == before
    assert card.moves == 4 + 3
    with pytest.raises(KeyError), lending.lent(layer):
        raise KeyError
    assert homes(layer) == before


def test_half_lent_networks_come_home_when_the_card_is_full():
    layer = torch.nn.Linear(2, 3)
    before = homes(layer)

    def full(tensor):
        if tensor.dim() == 1:
            message = "CUDA out of memory"
            raise RuntimeError(message)
        return tensor.clone()

    lending = Lending(full)
    for _ in range(2):
        with pytest.raises(RuntimeError), lending.lent(layer):
            pass
        assert homes(layer) == before


def test_a_model_whose_parts_are_lent_makes_the_same(tiny_model_dir, monkeypatch, tiny_model):
    card = Card()
    monkeypatch.setattr("sketchpad.models.model.lending_to", lambda device: Lending(card))
    model = load_model(tiny_model_dir, Place(torch.device("cpu"), torch.float32, offload=True))
    networks = [*model.text.networks, model.codec.vae]
    before = [homes(network) for network in networks]
    assert torch.equal(model.text.encode("a cat").tokens, tiny_model.text.encode("a cat").tokens)
    said = card.moves
    assert said > 0
    latents = torch.randn(1, 4, 8, 8)
    assert np.array_equal(model.codec.decode(latents), tiny_model.codec.decode(latents))
    assert card.moves > said
    assert [homes(network) for network in networks] == before


class FullCard:
    """A VAE whose memory is enough for small tiles only."""

    def __init__(self, vae, patch, name):
        self.sides = []
        real = getattr(vae, name)

        def limited(*arguments, **more):
            self.sides.append(vae.tile_latent_min_size)
            if vae.tile_latent_min_size > SMALLEST_TILE:
                message = "CUDA out of memory. Tried to allocate 9 GiB"
                raise RuntimeError(message)
            return real(*arguments, **more)

        patch.setattr(vae, name, limited)


def test_a_full_card_is_tried_again_with_small_tiles(tiny_model_dir, monkeypatch):
    model = load_model(tiny_model_dir, Place(torch.device("cpu"), torch.float32))
    latents = torch.randn(1, 4, 8, 8)
    expected = model.codec.decode(latents)
    with monkeypatch.context() as patch:
        card = FullCard(model.codec.vae, patch, "decode")
        assert np.array_equal(model.codec.decode(latents), expected)
        assert card.sides == [LARGEST_TILE, SMALLEST_TILE]
        model.codec.decode(latents)
        assert card.sides[2:] == [SMALLEST_TILE]  # it has learned


def test_a_card_that_is_full_even_so_is_an_error(tiny_model_dir, monkeypatch):
    model = load_model(tiny_model_dir, Place(torch.device("cpu"), torch.float32))

    def full(*arguments, **more):
        raise torch.OutOfMemoryError

    monkeypatch.setattr(model.codec.vae, "encode", full)
    with pytest.raises(torch.OutOfMemoryError):
        model.codec.encode(np.zeros((64, 64, 3), np.float32))


@pytest.mark.parametrize("asked", ["float16", "bfloat16", "float32"])
def test_the_precision_that_is_asked_for(asked, monkeypatch):
    assert choose_place("cpu", asked).dtype == getattr(torch, asked)
    monkeypatch.setenv("SKETCHPAD_PRECISION", asked)
    assert choose_place("cpu").dtype == getattr(torch, asked)
