"""Saving memory: parts that are lent to a card, tiles when memory runs out. No card is needed to test it."""

from __future__ import annotations

import weakref

import numpy as np
import pytest
import torch

from sketchpad.document.model import Box, Document, Stroke
from sketchpad.generation.request.request import MethodSettings, Request, Sampling
from sketchpad.generation.run.generate import generate
from sketchpad.models.model import load_model
from sketchpad.models.networks.vae import LARGEST_TILE, SMALLEST_TILE
from sketchpad.models.runtime.device import DeviceChoice, choose_device
from sketchpad.models.runtime.offload import (
    LayerOffload,
    offload_by_layer,
    should_offload,
    should_offload_layers,
)
from sketchpad.sampling.denoiser import Branch
from sketchpad.sampling.network_calls import run_eagerly
from tests.tiny import OneModel

pytestmark = pytest.mark.slow

GIB = 2**30


@pytest.mark.parametrize(
    ("wish", "device", "memory", "expected"),
    [
        ("", "cuda", 4 * GIB, True),
        ("", "cuda", 24 * GIB, False),
        ("always", "cuda", 24 * GIB, True),
        ("never", "cuda", 4 * GIB, False),
        ("layers", "cuda", 24 * GIB, True),
        ("always", "cpu", 0, False),
        ("always", "mps", 0, False),
    ],
)
def test_who_saves_memory(wish, device, memory, expected):
    assert should_offload(wish, device, memory) is expected


def test_without_a_card_nothing_is_lent(monkeypatch):
    monkeypatch.setenv("SKETCHPAD_OFFLOAD", "always")
    assert not choose_device("cpu").offload
    assert choose_device("cpu").home == torch.device("cpu")


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
    lending, before = LayerOffload(card), homes(layer)
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

    lending = LayerOffload(full)
    for _ in range(2):
        with pytest.raises(RuntimeError), lending.lent(layer):
            pass
        assert homes(layer) == before


def test_a_model_whose_parts_are_lent_makes_the_same(tiny_model_dir, monkeypatch, tiny_model):
    card = Card()
    monkeypatch.setattr("sketchpad.models.model.lending_to", lambda device: LayerOffload(card))
    model = load_model(
        tiny_model_dir, DeviceChoice(torch.device("cpu"), torch.float32, offload=True)
    )
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
    model = load_model(tiny_model_dir, DeviceChoice(torch.device("cpu"), torch.float32))
    latents = torch.randn(1, 4, 8, 8)
    expected = model.codec.decode(latents)
    with monkeypatch.context() as patch:
        card = FullCard(model.codec.vae, patch, "decode")
        assert np.array_equal(model.codec.decode(latents), expected)
        assert card.sides == [LARGEST_TILE, SMALLEST_TILE]
        model.codec.decode(latents)
        assert card.sides[2:] == [SMALLEST_TILE]  # it has learned


def test_a_card_that_is_full_even_so_is_an_error(tiny_model_dir, monkeypatch):
    model = load_model(tiny_model_dir, DeviceChoice(torch.device("cpu"), torch.float32))

    def full(*arguments, **more):
        raise torch.OutOfMemoryError

    monkeypatch.setattr(model.codec.vae, "encode", full)
    with pytest.raises(torch.OutOfMemoryError):
        model.codec.encode(np.zeros((64, 64, 3), np.float32))


@pytest.mark.parametrize("asked", ["float16", "bfloat16", "float32"])
def test_the_precision_that_is_asked_for(asked, monkeypatch):
    assert choose_device("cpu", asked).dtype == getattr(torch, asked)
    monkeypatch.setenv("SKETCHPAD_PRECISION", asked)
    assert choose_device("cpu").dtype == getattr(torch, asked)


@pytest.mark.parametrize(
    ("wish", "device", "memory", "expected"),
    [
        ("", "cuda", 2 * GIB, True),
        ("", "cuda", 6 * GIB, False),
        ("layers", "cuda", 24 * GIB, True),
        ("always", "cuda", 2 * GIB, False),
        ("never", "cuda", 2 * GIB, False),
        ("layers", "cpu", 0, False),
    ],
)
def test_who_lends_a_layer_at_a_time(wish, device, memory, expected):
    assert should_offload_layers(wish, device, memory) is expected


class Shelf(Card):
    """A card that knows how many of its copies are still alive."""

    def __init__(self, homes_) -> None:
        super().__init__()
        self.homes, self.alive, self.most = set(homes_), weakref.WeakSet(), 0

    def __call__(self, tensor):
        if tensor.data_ptr() not in self.homes:
            return tensor  # no weight
        copy = super().__call__(tensor)
        self.alive.add(copy.untyped_storage())
        self.most = max(self.most, len(self.alive))
        return copy


def by_layer(folder, **more):
    model = load_model(folder, DeviceChoice(torch.device("cpu"), torch.float32, **more))
    unet = model.denoiser.unet
    card = Shelf(t.data_ptr() for t in (*unet.parameters(), *unet.buffers()))
    offload_by_layer(unet, card)
    return model, card


def test_a_network_lent_by_layer_makes_the_same(tiny_model_dir, tiny_model):
    model, card = by_layer(tiny_model_dir)
    before = homes(model.denoiser.unet)
    branches = [Branch(tiny_model.text.encode(text)) for text in ("", "a cat")]
    x, t = torch.randn(1, 4, 8, 8), torch.tensor(500)
    for _ in range(2):
        made = model.denoiser.predict(x, t, branches).output
        assert torch.equal(made, tiny_model.denoiser.predict(x, t, branches).output)
    assert card.moves > 2 * 100
    assert card.most < 10  # a layer's weights, and those of a layer around it
    assert len(card.alive) == 0
    assert homes(model.denoiser.unet) == before


def test_gradients_through_a_network_lent_by_layer(tiny_model_dir, tiny_model):
    model, card = by_layer(tiny_model_dir)
    x, t = torch.randn(1, 4, 8, 8), torch.tensor(500)
    branches = [Branch(tiny_model.text.encode("a cat"))]
    layer = "mid_block.resnets.1"

    def gradient(denoiser):
        start = x.clone().requires_grad_()
        seen = denoiser.predict(start, t, branches, [layer])
        energy = seen.output.square().sum() + seen.features[layer].square().sum()
        return torch.autograd.grad(energy, start)[0]

    expected = gradient(tiny_model.denoiser)
    assert expected.abs().max() > 0
    assert torch.allclose(gradient(model.denoiser), expected, rtol=1e-3, atol=1e-4)
    assert card.most < 10  # the way back lends them one after the other as well
    assert len(card.alive) == 0


def test_layers_come_home_after_an_error(tiny_model_dir, monkeypatch):
    model, card = by_layer(tiny_model_dir)
    unet = model.denoiser.unet
    before = homes(unet)

    def broken(*arguments, **more):
        message = "CUDA out of memory"
        raise RuntimeError(message)

    x, branches = torch.randn(1, 4, 8, 8), [Branch(model.text.encode("a"))]
    monkeypatch.setattr(unet.mid_block, "forward", broken)
    with pytest.raises(RuntimeError):
        model.denoiser.predict(x, torch.tensor(1), branches)
    assert homes(unet) == before
    tensor = torch.ones(2, requires_grad=True)
    assert torch.autograd.grad((tensor * tensor).sum(), tensor)[0].tolist() == [2.0, 2.0]
    assert len(card.alive) == 0


def test_a_whole_picture_with_every_part_lent_by_layer(tiny_model_dir, tiny_model, monkeypatch):
    """Only on the way to the card: nets as well as the U-Net, and methods that pull."""
    card = Card()
    monkeypatch.setattr("sketchpad.models.model.mover_to", lambda device: card)
    monkeypatch.setattr("sketchpad.models.model.lending_to", lambda device: LayerOffload(card))
    place = DeviceChoice(torch.device("cpu"), torch.float32, offload=True, layers=True)
    model = load_model(tiny_model_dir, place)
    document = Document(
        128, 128, (Stroke([[10, 20], [90, 100], [60, 110]]),),
        (Box("cat", (0.1, 0.2, 0.5, 0.9)),), prompt="a red cat",
    )  # fmt: skip
    methods = (
        MethodSettings("controlnet", 1.0), MethodSettings("edge_predictor", 1.6), MethodSettings("gligen", 1.0),
    )  # fmt: skip
    request = Request(document, Sampling(1, 2, 4.0), methods)
    pictures = []
    for one in (model, tiny_model):
        *_, last = run_eagerly(generate(request, store=OneModel(one)))
        pictures.append(last.picture)
    one, other = (picture.astype(int) for picture in pictures)
    assert np.abs(one - other).max() <= 1
    assert card.moves > 1000
