from __future__ import annotations

import json

import pytest

from sketchpad.document.model import Box, Document, Stroke
from sketchpad.errors import BadDocument
from sketchpad.generation.request.request import (
    InitImage,
    Lora,
    MethodSettings,
    Request,
    Sampling,
)

REQUEST = Request(
    Document(
        width=192,
        height=128,
        strokes=(Stroke([[1, 2], [3, 4]]),),
        boxes=(Box("a cat", (0.1, 0.2, 0.5, 0.75)), Box("a cat", (0.5, 0.2, 0.9, 0.8))),
        prompt="a cat",
        negative_prompt="a dog",
    ),
    Sampling(seed=2**32 - 1, steps=20, guidance_scale=5.5, scheduler="euler"),
    (MethodSettings("controlnet", 0.8, 0.0, 0.9), MethodSettings("gligen", 1.0)),
    model="somewhere",
    base=InitImage("photo.png", 0.6),
    loras=(Lora("style.safetensors", -0.5), Lora("more.safetensors")),
)


def test_settings_survive_json():
    data = json.loads(json.dumps(REQUEST.to_json()))
    again = Request.from_json(data)
    assert again.sampling == REQUEST.sampling
    assert again.methods == REQUEST.methods
    assert again.model == REQUEST.model
    document = REQUEST.document
    for part in ("width", "height", "prompt", "negative_prompt"):
        assert getattr(again.document, part) == getattr(document, part)
    assert [(b.phrase, b.rect) for b in again.document.boxes] == [
        (b.phrase, b.rect) for b in document.boxes
    ]


def test_with_its_drawing_all_of_it_survives():
    assert Request.from_json(REQUEST.to_json(), REQUEST.document) == REQUEST


def test_requests_of_older_versions_have_no_base_and_no_loras():
    data = {k: v for k, v in REQUEST.to_json().items() if k not in ("base", "loras")}
    again = Request.from_json(data)
    assert again.base is None
    assert again.loras == ()


def test_requests_are_values():
    assert hash(REQUEST) == hash(Request.from_json(REQUEST.to_json(), REQUEST.document))
    assert REQUEST.with_seed(1).sampling.seed == 1
    assert REQUEST.with_methods().methods == ()
    assert REQUEST.method("gligen").strength == 1.0
    assert REQUEST.method("edge_predictor") is None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("sampling", None),
        ("base", "photo.png"),
        ("base", {"picture": 3}),
        ("loras", [{"path": "a", "strength": None}]),
        ("sampling", {"seed": "1", "steps": 2, "guidance_scale": 1.0}),
        ("sampling", {"seed": True, "steps": 2, "guidance_scale": 1.0}),
        ("sampling", {"seed": 1, "steps": 2, "guidance_scale": float("nan")}),
        ("methods", [{"name": "gligen"}]),
        ("methods", 3),
        ("boxes", [{"phrase": "a", "rect": [0, 0, 1]}]),
        ("width", 100),
        ("width", "128"),
        ("prompt", None),
        ("model", 7),
    ],
)
def test_senseless_settings_are_refused(key, value):
    with pytest.raises(BadDocument):
        Request.from_json(REQUEST.to_json() | {key: value})


def test_missing_settings_are_refused():
    with pytest.raises(BadDocument):
        Request.from_json({})
