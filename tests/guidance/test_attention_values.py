"""How far attention lies from where it belongs, and the layers that are looked at."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch import nn

from sketchpad.document.model import Box, Document
from sketchpad.guidance.attention_guidance import (
    LOUD,
    AttentionGuidance,
    attention_layers,
    misplaced,
)
from sketchpad.guidance.spherical import YIELDING
from tests.guidance.fakes import model_of, step_of

SIZE = (4, 6)


def some_maps(*shape, seed=0):
    maps = torch.rand(*shape, generator=torch.Generator().manual_seed(seed))
    return maps / maps.sum(-1, keepdim=True)


def region(*columns, size=SIZE):
    mask = torch.zeros(1, 1, *size)
    mask[..., list(columns)] = 1.0
    return mask


def of_one_word(seen, tokens, inside, formula):
    """One map (pixels, tokens), in plain numbers."""
    if formula == "share":
        attention = seen[:, tokens]
        share = (attention * inside[:, None]).sum(0) / attention.sum(0)
        return ((1 - share) ** 2).mean()
    paid = seen[:, tokens].sum(1) / seen[:, 1:].sum(1)
    within = (inside * (1 - paid) ** 2).sum() / inside.sum()
    if formula == "presence":
        return within
    beyond = ((1 - inside) * paid**2).sum() / (1 - inside).sum()
    return (within + beyond) / 2


@pytest.mark.parametrize("formula", ["share", "presence", "both"])
def test_the_energy_is_a_mean_over_layers_and_words(formula):
    maps = {"fine": some_maps(2, 3, 24, 7), "coarse": some_maps(2, 3, 6, 7, seed=1)}
    words = [([3], region(0, 1)), ([4, 5], region(2, 3, 4))]
    energies = []
    for layer, size in (("fine", (4, 6)), ("coarse", (2, 3))):
        seen = maps[layer][0].mean(0).double().numpy()  # of the first branch, a mean over heads
        for tokens, mask in words:
            shrunk = mask[0, 0].double().numpy().reshape(size[0], 4 // size[0], size[1], -1)
            inside = shrunk.mean((1, 3)).ravel()
            energies.append(of_one_word(seen, tokens, inside, formula))
    found = misplaced(maps, ("fine", "coarse"), words, SIZE, formula)
    assert float(found) == pytest.approx(np.mean(energies), rel=1e-5)


@pytest.mark.parametrize("formula", ["share", "presence", "both"])
def test_regions_that_are_all_or_nothing_and_words_without_attention_are_finite(formula):
    silent = torch.zeros(1, 1, 24, 4)
    for columns, inside in (((), 0.0), (range(6), 1.0)):
        energy = misplaced({"a": silent}, ("a",), [([3], region(*columns))], SIZE, formula)
        expected = {"share": 1.0, "presence": inside, "both": inside / 2}[formula]
        assert float(energy) == pytest.approx(expected)


def test_the_formula_is_that_of_shares_by_default():
    maps = {"a": some_maps(1, 2, 24, 5)}
    words = [([3], region(0, 1))]
    shares = misplaced(maps, ("a",), words, SIZE, "share")
    assert float(misplaced(maps, ("a",), words, SIZE)) == float(shares)


@pytest.mark.parametrize("formula", ["share", "presence", "both"])
def test_little_attention_to_words_and_small_regions_count_as_much_as_others(formula):
    maps, small = {"a": some_maps(1, 1, 6, 5)}, region(0, size=(2, 6))
    maps["a"][..., 3] *= 0.3
    small[:, :, 1] = 0.0
    for mask in (small, 1 - small):  # of six places a half of one, and all others
        inside = mask[0, 0].double().numpy().reshape(2, 3, 2).mean(2).ravel()
        expected = of_one_word(maps["a"][0, 0].double().numpy(), [3], inside, formula)
        found = misplaced(maps, ("a",), [([3], mask)], (2, 3), formula)
        assert float(found) == pytest.approx(expected, rel=1e-5)


# Layers


class Attention(nn.Module):
    def get_attention_scores(self):
        """Only its name is looked at."""


def unet_of(*names, levels=3):
    """A network with attention layers of these names, and beside each one that reads no words."""
    unet = nn.Module()
    unet.up_blocks = nn.ModuleList(nn.Module() for _ in range(levels))
    for name in names:
        place = unet
        *parts, last = name.split(".")
        for part in parts:
            if not hasattr(place, part):
                place.add_module(part, nn.Module())
            place = getattr(place, part)
        place.add_module(last, Attention())
        if not hasattr(place, "attn1"):
            place.add_module("attn1", Attention())
    return unet


LAYERS = ("up_blocks.0.attn2", "up_blocks.1.attn2", "up_blocks.2.attn2", "mid_block.attn2")


@pytest.mark.parametrize(
    ("longest", "fitting"),
    [
        (128, (0, 3)),  # maps of 32, 64, 128, 32 pixels: only those of 32 at most
        (64, (0, 1, 3)),
        (32, (0, 1, 2, 3)),
        (29, (0, 1, 2, 3)),  # of 8 in the middle, rounded up
        (28, (1, 2)),
        (33, (0, 1, 3)),
        (16, (1, 2)),
        (8, (2,)),
        (7, (0, 1, 2, 3)),  # none fits: all
    ],
)
def test_layers_with_maps_of_8_to_32_pixels_are_looked_at(longest, fitting):
    expected = {LAYERS[index] for index in fitting}
    assert set(attention_layers(unet_of(*LAYERS), longest)) == expected


def test_only_layers_behind_the_middle_that_read_words_are_looked_at():
    unet = unet_of("mid_block.attn2", "down_blocks.0.attn2", "up_blocks.1.attn2")
    unet.up_blocks[2].add_module("attn2", nn.Module())  # with no maps to show
    assert set(attention_layers(unet, 16)) == {"up_blocks.1.attn2"}
    assert set(attention_layers(unet, 32)) == {"mid_block.attn2", "up_blocks.1.attn2"}


# The pull


class Letters:
    def positions(self, prompt, spans):
        return tuple(i + 1 for start, end in spans for i in range(start, end))


def prepared(document, unet=None):
    way = AttentionGuidance()
    unet = unet_of(*LAYERS) if unet is None else unet
    model = model_of(text=SimpleNamespace(prompts=Letters()), denoiser=SimpleNamespace(unet=unet))
    way.prepare(model, document)
    return way


HALF = Document(192, 128, boxes=(Box("cat", (0.0, 0.0, 0.5, 1.0)),), prompt="a cat")


def test_the_energy_is_loud_and_of_presence():
    way = prepared(HALF)
    assert way.pulls
    assert set(way.look_at) == {LAYERS[1], LAYERS[2]}
    maps = {name: some_maps(1, 2, 16 * 24, 7) for name in way.look_at}
    step = step_of(features=maps, x=torch.zeros(1, 4, 16, 24))
    left = region(*range(12), size=(16, 24))
    expected = misplaced(maps, way.look_at, [([3, 4, 5], left)], (16, 24), "presence")
    assert float(way.energy(step)) == pytest.approx(1000 * float(expected), rel=1e-5)
    assert LOUD == 1000


@pytest.mark.parametrize(
    ("document", "unet"),
    [(Document(128, 128, prompt="a cat"), None), (HALF, unet_of("down_blocks.0.attn2"))],
    ids=["no place", "no layer"],
)
def test_without_a_place_or_a_layer_it_does_not_pull(document, unet):
    assert not AttentionGuidance().pulls
    assert prepared(document, unet).pulls is False


def test_its_strength_follows_the_curve_of_the_edge_predictor():
    way = AttentionGuidance()
    assert (way.strength, way.window, way.beside_lines) == (1.0, (0.0, 1.0), YIELDING)
    way.configure(SimpleNamespace(text_pull=0.5, factor_at=lambda share: 1 - share))
    assert [way.strength_at(share) for share in (0.0, 0.25, 1.0)] == [0.5, 0.375, 0.0]


def test_a_pull_is_as_long_as_the_step_times_its_strength():
    noise, gradient = torch.tensor([[[[2.0, 0.0]]]]), torch.tensor([[[[0.0, 3.0]]]])
    step = step_of(x_next=noise, denoised=0 * noise, sigma_next=1.0, moved=0.8)
    moved = torch.tensor([[[[2.0, -0.4]]]])
    expected = noise - moved / moved.norm() * 2
    torch.testing.assert_close(AttentionGuidance(0.5).pull(step, gradient), expected)
