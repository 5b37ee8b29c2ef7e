"""Each thing that would go wrong is said at its place, before anything runs."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from sketchpad.document.model import Box, Document, Stroke
from sketchpad.generation.methods.registry import method_names
from sketchpad.generation.preflight.check import blocking, check
from sketchpad.generation.request.request import (
    MethodSettings,
    Request,
    Sampling,
)

ALL = tuple(MethodSettings(name, 1.0) for name in method_names())


@pytest.fixture
def request_(tiny_model_dir):
    document = Document(
        width=128,
        height=128,
        strokes=(Stroke([[1, 1], [9, 9]]),),
        boxes=(Box("a cat", (0.1, 0.1, 0.5, 0.5)),),
        prompt="a cat",
    )
    return Request(document, Sampling(0, 4, 4.0), ALL, str(tiny_model_dir))


def said(request):
    return [(problem.code, problem.where) for problem in check(request)]


def with_document(request, **changes):
    return replace(request, document=replace(request.document, **changes))


def test_nothing_stands_in_the_way(request_):
    assert check(request_) == []


def test_an_empty_prompt(request_):
    assert said(with_document(request_, prompt=" \n")) == [("empty_prompt", "prompt")]


@pytest.mark.parametrize(
    ("strokes", "code"),
    [
        ((), "no_strokes"),
        ((Stroke([[1, 1], [9, 9]], eraser=True),), "no_strokes"),
        ((Stroke([[1, 1], [9, 9]], role="ignore"),), "all_ignored"),
    ],
    ids=["none", "only erased", "only ignored"],
)
@pytest.mark.parametrize("name", ["edge_predictor", "controlnet"])
def test_no_lines_for_a_method_that_follows_lines(request_, name, strokes, code):
    request = with_document(request_, strokes=strokes)
    assert said(request.with_methods(MethodSettings(name, 1.0))) == [(code, "canvas")]
    assert said(request.with_methods(MethodSettings(name, 0.0))) == []
    assert said(request.with_methods(MethodSettings("gligen", 1.0))) == []


def test_no_boxes_for_gligen(request_):
    request = with_document(request_, boxes=())
    assert said(request) == [("no_boxes", "boxes")]
    assert said(request.with_methods()) == []


def test_a_box_without_phrase(request_):
    request = with_document(
        request_, boxes=(*request_.document.boxes, Box(" ", (0, 0, 0.5, 0.5), "empty"))
    )
    (problem,) = check(request)
    assert (problem.code, problem.where, problem.fields["id"]) == (
        "box_without_phrase",
        "boxes",
        "empty",
    )
    assert said(request.with_methods(MethodSettings("controlnet", 1.0))) == []


def test_too_many_boxes(request_):
    boxes = tuple(Box("a cat", (0, 0, 0.5, 0.5)) for _ in range(31))
    assert said(with_document(request_, boxes=boxes)) == [("too_many_boxes", "boxes")]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("steps", 0),
        ("steps", 10_000),
        ("guidance_scale", 0.0),
        ("seed", -1),
        ("scheduler", "magic"),
    ],
)
def test_settings_out_of_bounds(request_, name, value):
    request = replace(request_, sampling=replace(request_.sampling, **{name: value}))
    (problem,) = check(request)
    assert (problem.code, problem.where, problem.blocking) == ("bad_setting", name, True)
    assert problem.sentence


@pytest.mark.parametrize(
    ("part", "value"), [("strength", -1.0), ("strength", 99.0), ("start", 1.5), ("end", -0.5)]
)
def test_methods_out_of_bounds(request_, part, value):
    method = replace(MethodSettings("controlnet", 1.0), **{part: value})
    assert said(request_.with_methods(method)) == [("bad_setting", "method:controlnet")]


def test_an_unknown_method(request_):
    assert ("unknown_method", "methods") in said(
        request_.with_methods(MethodSettings("magic", 1.0))
    )


def test_a_share_without_a_whole_step_is_only_a_remark(request_):
    request = request_.with_methods(MethodSettings("controlnet", 1.0, 0.5, 0.6))
    assert said(request) == [("empty_window", "method:controlnet")]
    assert blocking(request) == []


def test_missing_weights(request_, tmp_path):
    assert said(replace(request_, model=str(tmp_path / "nowhere"))) == [
        ("weights_missing", "model")
    ]


def test_missing_embedded_weights(request_, tmp_path, monkeypatch):
    monkeypatch.setenv("SKETCHPAD_WEIGHTS", str(tmp_path / "nowhere"))
    assert said(replace(request_, model="")) == [("weights_missing", "model")]


def test_damaged_weights(request_, tiny_model_dir, tmp_path):
    folder = shutil.copytree(tiny_model_dir, tmp_path / "model")
    path = folder / "unet" / "diffusion_pytorch_model.safetensors"
    path.write_bytes(path.read_bytes()[:-1])
    (problem,) = check(replace(request_, model=str(folder)))
    assert (problem.code, problem.where) == ("weights_damaged", "model")
    assert "incomplete" in problem.sentence


def test_a_method_that_the_model_lacks(request_, tiny_model_dir, tmp_path):
    folder = shutil.copytree(tiny_model_dir, tmp_path / "model")
    shutil.rmtree(folder / "controlnet")
    assert said(replace(request_, model=str(folder))) == [
        ("unsupported_guidance", "method:controlnet")
    ]


def test_several_things_are_said_at_once(request_):
    request = with_document(request_, prompt="", strokes=(), boxes=())
    assert [code for code, _ in said(request)] == ["empty_prompt", "no_strokes", "no_boxes"]
