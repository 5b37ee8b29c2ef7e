"""What networks beside the denoiser are asked, how loud their answers are, and regional prompts; with fakes."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
import torch

from sketchpad.document.model import Box, Document, Stroke
from sketchpad.guidance import controlnet
from sketchpad.guidance.controlnet import ControlNetGuidance, latent_mask, united
from sketchpad.guidance.regional import RegionalGuidance
from sketchpad.guidance.t2i_adapter import AdapterGuidance
from sketchpad.models.controlnets.controlnet import SOFT, soft_weights
from sketchpad.sampling.denoiser import Branch, Residuals, Text
from sketchpad.sampling.guidance import Guidance
from tests.guidance.fakes import model_of, step_of

PAGE = Document(128, 128)
LEFT = replace(PAGE, boxes=(Box("cat", (0.0, 0.0, 0.5, 1.0)),))


class Network:
    """Adds twos to the first skip connection, threes to the second and fives to the middle."""

    def __init__(self, pooled=False):
        self.pooled, self.key, self.calls, self.hints = pooled, object(), [], []

    def mode(self, kind):
        return {"scribble": 3, "depth": 1}[kind]

    def encode_hint(self, hint):
        self.hints.append(hint.shape)
        return torch.zeros(1, 2, 4, 4)

    def residuals(self, x, t, texts, conditions):
        self.calls.append((len(texts), conditions))
        down = torch.full((1, 1, 16, 16), 2.0), torch.full((1, 1, 16, 16), 3.0)
        return [Residuals(down, torch.full((1, 1, 16, 16), 5.0)) for _ in texts]


def settings(**more):
    parts = {"kind": "scribble", "net": "", "region": "", "emphasis": "balanced", "guess": False}
    return SimpleNamespace(**parts | more)


def branches():
    text = Text(torch.zeros(1, 3, 2))
    return [Branch(text, null=True), Branch(text)]


def controlled(network, strength=0.5, document=PAGE, window=(0.0, 1.0), **more):
    way = ControlNetGuidance(strength, window)
    way.configure(settings(**more))
    way.prepare(model_of(nets=SimpleNamespace(controlnet=lambda net: network)), document)
    return way


def added(way, asked_before=False):
    """The numbers that both branches get for each level, and those where the mask ends."""
    told = branches()
    if asked_before:
        list(way.network_calls(told, step_of()))
    way.condition(told, step_of())
    return [[[*map(first, one.down), first(one.mid)] for one in b.residuals] for b in told]


def first(part):
    return float(part[0, 0, 0, 0])


# ControlNets


@pytest.mark.parametrize("asked_before", [False, True])
def test_residuals_are_multiplied_by_the_strength_for_both_branches(asked_before):
    network = Network()
    assert added(controlled(network), asked_before) == [[[1.0, 1.5, 2.5]]] * 2
    ((rows, (condition,)),) = network.calls
    assert (rows, condition.mode, condition.scale) == (2, 3, 0.5)
    assert network.hints == [(128, 128, 3)]


def test_what_was_asked_for_one_step_is_not_told_in_the_next():
    network = Network()
    way = controlled(network)
    added(way, asked_before=True)
    added(way)
    assert len(network.calls) == 2


SOFTLY = [[0.5 * weight * level for weight, level in zip(soft_weights(3), (2, 3, 5), strict=True)]]


@pytest.mark.parametrize(
    ("options", "null", "asked"),
    [
        ({"emphasis": "prompt"}, SOFTLY, SOFTLY),
        ({"emphasis": "control"}, [], SOFTLY),
        ({"emphasis": "unbalanced"}, [], [[1.0, 1.5, 2.5]]),
        ({"guess": True}, [], SOFTLY),
        ({"emphasis": "unbalanced", "guess": True}, [], SOFTLY),
    ],
)
def test_emphasis_is_soft_and_control_is_heard_by_the_prompt_alone(options, null, asked):
    found = added(controlled(Network(), **options))
    assert [len(one) for one in found] == [len(null), len(asked)]
    assert found[1][0] == pytest.approx(asked[0])
    assert not null or found[0][0] == pytest.approx(null[0])


@pytest.mark.parametrize("emphasis", ["balanced", "prompt", "control", "unbalanced"])
def test_a_pooled_network_is_never_soft_and_heard_by_the_prompt_alone(emphasis):
    assert added(controlled(Network(pooled=True), emphasis=emphasis)) == [[], [[1.0, 1.5, 2.5]]]


def test_the_kind_is_that_of_the_settings_or_the_networks_own():
    way = controlled(Network(), kind="depth")
    assert not way.reads_lines
    assert way._mode == 1
    way = controlled(Network(), kind="", net="depth-small")
    assert not way.reads_lines
    assert controlled(Network(), kind="").reads_lines
    assert way.order == repr(settings(kind="", net="depth-small"))


def test_in_a_region_alone():
    told = branches()
    controlled(Network(), document=LEFT, region="cat").condition(told, step_of())
    for branch in told:
        (one,) = branch.residuals
        for part, value in zip((*one.down, one.mid), (1.0, 1.5, 2.5), strict=True):
            assert (part[..., :8] == value).all()
            assert not part[..., 8:].any()


def test_a_mask_has_the_latents_size():
    wide = Document(192, 128, boxes=(Box("cat", (0.0, 0.0, 0.5, 1.0)),))
    mask = latent_mask(model_of(), wide, "cat")
    assert mask.shape == (1, 1, 16, 24)
    assert mask[0, 0].any(0).tolist() == [True] * 12 + [False] * 12
    assert latent_mask(model_of(), wide, "") is None


def test_lines_that_are_loose_count_less_for_a_network():
    loose = replace(PAGE, strokes=(Stroke([[0, 64], [128, 64]], role="loose"),))
    assert (
        added(controlled(Network(), 1.0, loose)) == [[pytest.approx([0.8, 1.2, 2.0], abs=0.02)]] * 2
    )


# Several of one union network


class Union(Network):
    pass


@pytest.fixture
def union(monkeypatch):
    monkeypatch.setattr(controlnet, "ControlNetUnion", Union)
    return Union()


def test_two_kinds_are_shown_to_a_union_at_once(union):
    ways = [controlled(union, 0.5), controlled(union, 0.25, kind="depth")]
    (way,) = united(ways)
    assert added(way) == [[[2.0, 3.0, 5.0]]] * 2  # the network itself weighs them
    ((_, conditions),) = union.calls
    assert {(one.mode, one.scale) for one in conditions} == {(3, 0.5), (1, 0.25)}


@pytest.mark.parametrize(
    "other",
    [
        lambda union: controlled(Union(), kind="depth"),
        lambda union: controlled(Network(), kind="depth"),
        lambda union: controlled(union, kind="depth", window=(0.0, 0.5)),
        lambda union: controlled(union, kind="depth", emphasis="prompt"),
        lambda union: controlled(union, kind="depth", guess=True),
        lambda union: controlled(union, kind="depth", document=LEFT, region="cat"),
        lambda union: controlled(union, lambda share: 0.5, kind="depth"),
        lambda union: Guidance(),
    ],
    ids=["another", "no union", "window", "emphasis", "guess", "region", "curve", "no network"],
)
def test_what_differs_in_manner_is_not_put_together(other, union):
    ways = [controlled(union), other(union)]
    assert len(united(ways)) == 2
    assert set(united(ways)) == set(ways)
    assert not ways[0]._beside


def test_networks_that_are_no_unions_stay_apart_and_in_one_order(union):
    network = Network()
    ways = [controlled(network, kind=kind) for kind in ("scribble", "depth")]
    assert united(ways) == united(ways[::-1]) == ways[::-1]  # by their settings


# Adapters


def adapted(strength=0.5, document=PAGE, count=4, **more):
    adapter = SimpleNamespace(
        key=object(), features=lambda hint: tuple(torch.ones(1, 1, 16, 16) for _ in range(count))
    )
    way = AdapterGuidance(strength)
    way.configure(settings(**more))
    way.prepare(model_of(nets=SimpleNamespace(adapter=lambda net: adapter)), document)
    told = branches()
    way.condition(told, step_of())
    return told


@pytest.mark.parametrize(
    ("options", "null", "levels"),
    [
        ({}, 1, (1.0,) * 4),
        ({"emphasis": "prompt"}, 1, SOFT),
        ({"emphasis": "control"}, 0, SOFT),
        ({"emphasis": "unbalanced"}, 0, (1.0,) * 4),
        ({"guess": True}, 0, SOFT),
    ],
)
def test_an_adapters_features_are_multiplied_level_by_level(options, null, levels):
    nothing, asked = adapted(**options)
    assert len(nothing.adapters) == null
    for branch in (nothing, asked)[1 - null :]:
        ((*features,),) = branch.adapters
        assert [first(part) for part in features] == pytest.approx([0.5 * one for one in levels])


def test_an_adapter_in_a_region_alone():
    _, asked = adapted(1.0, LEFT, region="cat")
    ((*features,),) = asked.adapters
    for part in features:
        assert part[0, 0].any(0).tolist() == [True] * 8 + [False] * 8


# Regional prompts


class Letters:
    """A token for each letter, behind the one that begins the prompt; phrases have a chunk for ten letters."""

    def positions(self, prompt, spans):
        return tuple(i + 1 for start, end in spans for i in range(start, end))

    def count(self, phrase):
        return 1 + len(phrase) // 10


class Words:
    prompts = Letters()

    def encode(self, phrase, chunks):
        return Text(torch.full((1, chunks, 2), float(len(phrase))))


def regional(*boxes, strength=0.5, prompt="a cat on a mat"):
    way = RegionalGuidance(strength)
    way.prepare(model_of(text=Words()), Document(192, 128, boxes=boxes, prompt=prompt))
    told = branches()
    way.condition(told, step_of())
    return told


def test_each_box_has_its_place_its_words_and_its_own_prompt():
    cat, mat = Box("cat", (0.0, 0.0, 0.5, 1.0), strength=0.5), Box("dear mats", (0.5, 0.5, 1, 1))
    null, asked = regional(cat, mat)
    assert null.regions is None
    told = asked.regions
    assert told.scale == 0.5
    assert told.masks.shape == (2, 16, 24)
    expected = torch.zeros(2, 16, 24)
    expected[0, :, :12], expected[1, 8:, 12:] = 0.5, 1.0
    torch.testing.assert_close(told.masks, expected)
    assert told.tokens.tolist() == [[[5.0] * 2] * 2, [[11.0] * 2] * 2]  # "a cat", "a dear mats"
    assert told.words.tolist() == [[0.0] * 3 + [1.0] * 3, [0.0] * 6]


def test_words_that_the_prompt_does_not_say_are_read_everywhere():
    _, asked = regional(Box("dog", (0.0, 0.0, 0.5, 1.0)))
    assert asked.regions.words.tolist() == [[0.0]]


def test_boxes_without_words_or_strength_make_no_region():
    for boxes in ((), (Box(" ", (0, 0, 1, 1)),), (Box("cat", (0, 0, 1, 1), strength=0.0),)):
        assert [one.regions for one in regional(*boxes)] == [None, None]
    _, asked = regional(Box(" ", (0, 0, 1, 1)), Box("cat", (0, 0, 1, 1)))
    assert asked.regions.masks.shape == (1, 16, 24)
