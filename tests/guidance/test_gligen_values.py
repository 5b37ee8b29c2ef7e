"""Slots, weights and the fall of GLIGEN's scale, without a network."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pytest
import torch
from PIL import Image

from sketchpad.document.model import Box, Document
from sketchpad.errors import UnsupportedGuidance
from sketchpad.guidance.gligen import SLOTS, GligenGuidance
from sketchpad.sampling.denoiser import Branch, Text
from tests.guidance.fakes import model_of, step_of

RECT = (0.25, 0.25, 0.5, 0.75)


def picture():
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "PNG")
    return file.getvalue()


def prepared(*boxes, net="", references=None, sees=False, provides=("grounding",), **settings):
    """After it has seen these boxes; a phrase is embedded as its length, a picture as -1."""
    gates = SimpleNamespace(width=5, references=references, sees_pictures=sees)
    position_net = SimpleNamespace(**({"linears_image": None} if sees else {}))
    text = SimpleNamespace(width=3, phrase=lambda phrase: torch.tensor([[float(len(phrase))]]))
    denoiser = SimpleNamespace(provides=provides, unet=SimpleNamespace(position_net=position_net))
    model = model_of(text=text, denoiser=denoiser, gates=lambda net: gates)
    way = GligenGuidance(*settings.pop("way", ()))
    way.configure(SimpleNamespace(net=net, decay=settings.pop("decay", 0.0)))
    way.prepare(model, Document(boxes=boxes))
    return way


class Reader:
    def embed(self, png):
        return torch.tensor([[-1.0]])


def test_boxes_fill_slots_in_their_order():
    told = prepared(Box("cat", RECT), Box("house", (0.5, 0.5, 1.0, 1.0)))._boxes
    assert told.boxes.shape == (1, 30, 4)
    assert told.boxes[0, :3].tolist() == [list(RECT), [0.5, 0.5, 1.0, 1.0], [0.0] * 4]
    assert told.masks.tolist() == [[1.0, 1.0] + [0.0] * 28]
    assert told.embeddings[0, :3].tolist() == [[3.0] * 3, [5.0] * 3, [0.0] * 3]
    assert (told.pictures, told.said, told.shown, told.weights, told.gates) == (None,) * 5


def test_gates_of_their_own_say_how_wide_embeddings_are():
    told = prepared(Box("cat", RECT), net="other", provides=())._boxes
    assert told.embeddings.shape == (1, 30, 5)
    assert told.gates.width == 5


def test_a_model_without_gates_is_refused():
    with pytest.raises(UnsupportedGuidance):
        prepared(Box("cat", RECT), provides=())


def test_boxes_without_words_or_strength_are_left_out():
    told = prepared(Box(" ", RECT), Box("cat", RECT, strength=0.0), Box("dogs", RECT))._boxes
    assert told.masks.sum() == 1.0
    assert told.embeddings[0, 0].tolist() == [4.0] * 3


def test_no_more_boxes_than_slots():
    boxes = [Box("x" * (1 + number), RECT) for number in range(SLOTS + 1)]
    told = prepared(*boxes)._boxes
    assert told.masks.tolist() == [[1.0] * 30]
    assert told.embeddings[0, :, 0].tolist() == [1.0 + number for number in range(30)]


def test_pictures_stand_beside_phrases_where_gates_see_them():
    boxes = (
        Box("cat", RECT),
        Box("", RECT, picture=picture()),
        Box("dogs", RECT, picture=picture()),
        Box("", RECT),
    )
    told = prepared(*boxes, net="other", references=Reader(), sees=True)._boxes
    assert told.masks[0, :4].tolist() == [1.0, 1.0, 1.0, 0.0]
    assert told.said[0, :4].tolist() == [1.0, 0.0, 1.0, 0.0]
    assert told.shown[0, :4].tolist() == [0.0, 1.0, 1.0, 0.0]
    assert told.pictures[0, :4, 0].tolist() == [0.0, -1.0, -1.0, 0.0]
    assert told.embeddings[0, :4, 0].tolist() == [3.0, 0.0, 4.0, 0.0]


def test_without_a_reader_pictures_are_not_looked_at():
    boxes = (Box("", RECT, picture=picture()), Box("cat", RECT, picture=picture()))
    told = prepared(*boxes, net="other", sees=True)._boxes
    assert told.masks.sum() == told.said.sum() == 1.0
    assert not told.shown.any()
    assert not told.pictures.any()
    own = prepared(*boxes, sees=True)._boxes
    assert own.pictures is not None
    assert own.said.sum() == 1.0


def test_a_picture_is_embedded_once_for_each_reader():
    way = GligenGuidance()
    way.configure(SimpleNamespace(net="other", decay=0.0))
    gates = SimpleNamespace(width=5, references=Reader(), sees_pictures=True)
    model = model_of(
        text=SimpleNamespace(width=3),
        denoiser=SimpleNamespace(provides=()),
        gates=lambda net: gates,
    )
    way.prepare(model, Document(boxes=(Box("", RECT, picture=picture()),)))
    assert model.kept.keys == [("reference", "other", picture())]


@pytest.mark.parametrize("sees", [False, True])
def test_weak_boxes_get_a_slot_of_nothing_for_the_rest_of_their_weight(sees):
    boxes = [Box("cat", RECT, strength=strength) for strength in (0.25, 1.0, 2.0)]
    told = prepared(*boxes, net="other", sees=sees)._boxes
    weights = [0.25, 1.0, 2.0, *[1.0] * 27, 0.75]
    assert told.weights.tolist() == [weights * (2 if sees else 1)]
    assert told.masks.shape == (1, 31)
    assert told.boxes.shape == (1, 31, 4)
    assert told.masks.sum() == 3.0


def test_boxes_of_full_strength_and_no_boxes_have_no_weights():
    assert prepared(Box("cat", RECT))._boxes.weights is None
    assert prepared()._boxes.weights is None
    assert prepared(Box("cat", RECT, strength=2.0))._boxes.weights.shape == (1, 30)


# Steps


def branches():
    text = Text(torch.zeros(1, 3, 2))
    return [Branch(text, null=True), Branch(text)]


@pytest.mark.parametrize("strength", [1.0, 0.25])
def test_the_prompts_branch_gets_the_boxes_and_the_other_empty_slots(strength):
    way = prepared(Box("cat", RECT), way=(strength,))
    null, asked = branches()
    way.condition([null, asked], step_of())
    assert not null.grounding.masks.any()
    assert null.grounding.boxes.shape == (1, 30, 4)
    assert asked.grounding.masks.sum() == 1.0
    assert null.grounding.scale == asked.grounding.scale == strength


def test_without_strength_nothing_is_told():
    told = branches()
    prepared(Box("cat", RECT), way=(0.0,)).condition(told, step_of())
    assert [one.grounding for one in told] == [None, None]


@pytest.mark.parametrize(
    ("decay", "window", "expected"),
    [
        (0.0, (0.0, 1.0), [1.0] * 8),
        (0.5, (0.0, 1.0), [1.0, 1.0, 1.0, 1.0, 0.75, 0.5, 0.25, 0.0]),
        (1.0, (0.0, 1.0), [0.875, 0.75, 0.625, 0.5, 0.375, 0.25, 0.125, 0.0]),
        (0.5, (0.25, 0.75), [1.0, 1.0, 1.0, 1.0, 0.5, 0.0, 0.0, 0.0]),
    ],
)
def test_the_scale_falls_at_the_end_of_the_window(decay, window, expected):
    way = prepared(Box("cat", RECT), way=(2.0, window), decay=decay)
    found = []
    for index in range(8):
        told = branches()
        way.condition(told, step_of(index, 8))
        found.append(told[1].grounding.scale if told[1].grounding else 0.0)
    assert found == [2.0 * factor for factor in expected]
