"""What lies on hidden layers is told to no model, and held against no picture."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from sketchpad.document.layers import LayerKind
from sketchpad.document.model import Box, Document, Reference, Stroke
from sketchpad.generation.comparison.adherence import measure
from sketchpad.generation.preflight.check import check
from sketchpad.generation.preflight.model_inputs import model_inputs
from sketchpad.generation.request.request import MethodSettings, Request, Sampling
from sketchpad.generation.run import generate as module
from sketchpad.sampling.network_calls import run_eagerly
from sketchpad.ui.boxes.lint_page import lint_drawing


def request(kind: str = "canny") -> Request:
    data = BytesIO()
    squares = np.kron(np.eye(2, dtype=np.uint8) * 200, np.ones((64, 64), np.uint8))
    Image.fromarray(np.repeat(squares[..., None], 3, axis=2)).save(data, "PNG")
    document = Document(
        128,
        128,
        strokes=(Stroke([(10, 10), (100, 100)], 4),),
        boxes=(Box("a cat", (0.1, 0.1, 0.6, 0.6)), Box("a cat", (0.1, 0.1, 0.6, 0.6))),
        prompt="a cat",
        reference=Reference(data.getvalue(), kind=kind),
    )
    methods = (
        MethodSettings("controlnet", 1.0, kind="canny"),
        MethodSettings("controlnet", 1.0, kind="scribble"),
        MethodSettings("gligen", 1.0),
    )
    return Request(document, Sampling(1, 4, 4.0), methods)


def hidden(one: Request, *kinds: LayerKind) -> Request:
    document = one.document
    for kind in kinds:
        document = document.with_layer(kind, visible=False)
    return replace(one, document=document)


def test_the_request_keeps_the_whole_drawing() -> None:
    one = hidden(request(), "sketch")
    assert one.document.strokes
    assert one.visible.document.strokes == ()
    assert request().visible == request()


def test_the_maps_are_those_of_what_can_be_seen() -> None:
    shown = {(s.what, s.kind): s.picture for s in model_inputs(request(), 8, {})}
    less = {(s.what, s.kind): s.picture for s in model_inputs(hidden(request(), "sketch"), 8, {})}
    assert shown["control_image", "scribble"].any()
    assert ("control_image", "scribble") not in less
    assert less["control_image", "canny"].any(), "the reference picture is still there"
    assert (less["control_image", "canny"] <= shown["control_image", "canny"]).all()
    without = model_inputs(hidden(request(), "sketch", "reference", "boxes"), 8, {})
    assert [one.what for one in without] == ["boxes"]
    assert (without[0].picture == 255).all(), "no box in it"


def test_checks_and_preflight_see_no_more_than_the_model() -> None:
    said = {p.code for p in check(request()) if p.code.startswith("no_")}
    assert said == set()
    said = {p.code for p in check(hidden(request(), "sketch", "reference", "boxes"))}
    assert {"no_strokes", "no_boxes"} <= said
    assert "same_boxes" in {f.code for f in lint_drawing(request(), {}, False).findings}
    less = lint_drawing(hidden(request(), "boxes"), {}, False)
    assert not any(finding.ids for finding in less.findings)


def test_a_picture_is_not_measured_by_what_was_hidden() -> None:
    picture = np.zeros((128, 128, 3), np.uint8)
    assert measure(picture, request()).lines is not None
    assert measure(picture, hidden(request(), "sketch")).lines is None


def test_the_engine_gets_the_drawing_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    got = []
    monkeypatch.setattr(module, "_generate", lambda one, *_: got.append(one) or iter(()))
    list(run_eagerly(module.generate(hidden(request(), "sketch", "boxes"))))
    assert got[0].document.strokes == got[0].document.boxes == ()
    assert got[0].document.reference == request().document.reference


def test_what_needs_a_learned_model_is_said_at_the_control() -> None:
    one = replace(request("depth"), methods=(MethodSettings("controlnet", 1.0, kind="depth"),))
    grey = [p for p in check(one) if p.code == "annotator_missing"]
    assert grey == [], "a grey picture is a depth map"
    photo = np.random.default_rng(1).integers(0, 255, (64, 64, 3), np.uint8)
    data = BytesIO()
    Image.fromarray(photo).save(data, "PNG")
    document = one.document.with_reference(Reference(data.getvalue(), kind="depth"))
    said = [p for p in check(replace(one, document=document)) if p.where == "method:controlnet"]
    assert [p.code for p in said] == ["annotator_missing"]
    assert model_inputs(replace(one, document=document), 8, {}) == ()
