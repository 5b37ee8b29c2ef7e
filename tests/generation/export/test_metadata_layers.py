"""A picture that was exported brings back the whole drawing, and a stranger's text does no harm."""

from __future__ import annotations

import json
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from sketchpad.document.model import Box, Document, Pose, Reference, Region, Stroke
from sketchpad.document.pose import JOINTS
from sketchpad.generation.export.metadata import LARGEST, from_text, to_text
from sketchpad.generation.request.request import Request, Sampling


def drawing(side: int = 16) -> Document:
    noise = np.random.default_rng(1).integers(0, 255, (side, side, 3), np.uint8)
    data = BytesIO()
    Image.fromarray(noise).save(data, "PNG")
    return Document(
        128,
        256,
        strokes=(Stroke([(1, 2), (3, 4)]),),
        boxes=(Box("a cat", (0.1, 0.1, 0.5, 0.5)),),
        prompt="a cat",
        poses=(Pose(((0.5, 0.5), *[None] * (len(JOINTS) - 1))),),
        regions=(Region("sky", Stroke([(0, 0), (128, 0), (128, 64)]), filled=True),),
        reference=Reference(data.getvalue(), (0.2, 0.0, 0.7, 0.5), "canny", (("low", 80.0),)),
    ).with_layer("boxes", visible=False, opacity=0.5)


def request(document: Document) -> Request:
    return Request(document, Sampling(1, 4, 4.0))


def test_the_whole_drawing_comes_back() -> None:
    read = from_text(to_text(request(drawing())))
    assert read.strokes
    assert read.request is not None
    assert read.request.document == drawing()


def test_strokes_of_one_go_are_so_again() -> None:
    filling = tuple(Stroke([(1, y), (3, y)], group="g1") for y in (2, 3))
    document = Document(128, 128, (*filling, Stroke([(9, 9)])), prompt="a cat")
    read = from_text(to_text(request(document)))
    assert read.request is not None
    assert read.request.document == document


def test_a_large_reference_picture_stays_behind_but_nothing_else() -> None:
    text = to_text(request(drawing(900)))
    assert len(text) <= LARGEST
    read = from_text(text)
    assert read.request is not None
    assert read.request.document == drawing(900).with_reference(None)


def test_a_drawing_of_before_has_no_more_words_than_before() -> None:
    plain = Document(128, 128, (Stroke([(1, 2), (3, 4)]),), prompt="a cat")
    assert "drawing" not in json.loads(to_text(request(plain)))
    read = from_text(to_text(request(plain)))
    assert read.request is not None
    assert read.request.document == plain


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        "x",
        {"poses": 3},
        {"poses": [{}]},
        {"regions": [{"name": "sky", "filled": True}]},
        {"layers": [{"kind": "other", "visible": True, "locked": False, "opacity": 1}]},
        {"reference_picture": {"rect": [0, 0, 1, 1], "kind": "", "options": {}}},
        {"reference_picture": {"rect": [0, 0, 1, 1], "kind": "", "options": {}}, "picture": "AAAA"},
        {"reference_picture": {"rect": [0, 0, 1, 1], "kind": "", "options": {}}, "picture": "#"},
        {"layers": [{}] * 5000},
    ],
)
def test_a_strangers_text_is_no_drawing(wrong: object) -> None:
    content = json.loads(to_text(request(drawing())))
    content["drawing"] = wrong
    assert from_text(json.dumps(content)).request is None
