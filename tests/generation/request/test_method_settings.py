from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpad.document.model import Document, Stroke
from sketchpad.errors import BadDocument
from sketchpad.generation.export.a1111_text import from_a1111_text, to_a1111_text
from sketchpad.generation.export.metadata import from_text, to_text
from sketchpad.generation.preflight.check import check
from sketchpad.generation.request.method_settings import MethodSettings, factor_at
from sketchpad.generation.request.request import Request, Sampling
from sketchpad.generation.run.setup import prepare

FULL = MethodSettings(
    "controlnet",
    0.8,
    0.1,
    0.9,
    kind="canny",
    net="sd15-canny",
    emphasis="prompt",
    guess=True,
    curve=((0.0, 1.0), (0.5, 0.25), (1.0, 0.0)),
    region="cat",
    text_pull=0.5,
    decay=0.25,
    look="features",
)
DRAWING = Document(128, 128, (Stroke([[10, 10], [90, 90]]),), prompt="a cat")
REQUEST = Request(DRAWING, Sampling(1, 4, 4.0), (FULL, MethodSettings("controlnet", 1.0)))


def test_all_settings_survive_json():
    data = json.loads(json.dumps(REQUEST.to_json()))
    assert Request.from_json(data, DRAWING) == REQUEST


def test_json_without_the_later_fields_is_read_and_written_as_ever():
    old = {"name": "gligen", "strength": 0.5, "start": 0.0, "end": 0.6}
    method = MethodSettings.from_json(old)
    assert method == MethodSettings("gligen", 0.5, 0.0, 0.6)
    assert method.to_json() == old


def test_a_request_holds_several_of_one_name():
    assert REQUEST.method("controlnet") == FULL
    assert [m.strength for m in REQUEST.all_of("controlnet")] == [0.8, 1.0]
    assert REQUEST.all_of("gligen") == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": 3},
        {"kind": "x" * 65},
        {"guess": 1},
        {"emphasis": None},
        {"curve": [[0.0]]},
        {"curve": [[0.0, float("inf")]]},
        {"curve": [[0.0, 1.0]] * 65},
        {"curve": 2},
        {"region": []},
        {"decay": "0"},
        {"look": 3},
    ],
)
def test_values_of_the_wrong_kind_are_refused(wrong):
    data = REQUEST.to_json()
    data["methods"][0] |= wrong
    with pytest.raises(BadDocument):
        Request.from_json(data)


@pytest.mark.parametrize(
    "wrong",
    [
        {"emphasis": "loud"},
        {"curve": ((0.5, 1.0), (0.2, 1.0))},
        {"curve": ((0.0, 1.0), (1.5, 1.0))},
        {"curve": ((0.0, -1.0),)},
        {"curve": ((0.0, 5.0),)},
        {"decay": 1.5},
        {"text_pull": -1.0},
        {"look": "sideways"},
        {"strength": 9.0},
    ],
)
def test_values_out_of_bounds_are_said_before_a_run(wrong):
    bad = replace(REQUEST, methods=(replace(FULL, **wrong),))
    [problem] = [p for p in check(bad) if p.code == "bad_setting"]
    assert problem.where == "method:controlnet"
    assert problem.blocking
    assert from_text(to_text(bad)).request is None


def test_a_curve_is_linear_between_its_points():
    shares = [0.0, 0.25, 0.5, 0.75, 1.0]
    assert [FULL.factor_at(s) for s in shares] == [1.0, 0.625, 0.25, 0.125, 0.0]
    assert factor_at((), 0.3) == 1.0
    assert factor_at(((0.2, 0.5), (0.4, 1.0)), 0.1) == 0.5
    assert factor_at(((0.2, 0.5), (0.4, 1.0)), 0.9) == 1.0
    jump = ((0.0, 1.0), (0.5, 1.0), (0.5, 0.0), (1.0, 0.0))
    assert [factor_at(jump, s) for s in (0.49, 0.5, 0.51)] == [1.0, 0.0, 0.0]


@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 4)), min_size=1, max_size=8),
    st.floats(0, 1),
)
def test_a_curve_stays_between_its_points(points, share):
    curve = tuple(sorted(points))
    heights = [height for _, height in curve]
    assert min(heights) - 1e-9 <= factor_at(curve, share) <= max(heights) + 1e-9


def test_a_curve_multiplies_the_strength_in_the_loop(tiny_model):
    request = replace(REQUEST, methods=(replace(REQUEST.methods[1], curve=FULL.curve, strength=2),))
    [way] = prepare(request, tiny_model)
    assert [way.strength_at(share) for share in (0.0, 0.25, 1.0)] == [2.0, 1.25, 0.0]
    assert [way.active(n, 4) for n in range(4)] == [True] * 4
    flat = replace(REQUEST, methods=(MethodSettings("controlnet", 1.0, curve=((0.0, 0.0),)),))
    [way] = prepare(flat, tiny_model)
    assert not any(way.active(n, 4) for n in range(4))


def test_a_picture_tells_no_folder_of_the_machine_it_was_made_on():
    for folder in ("/home/ada/nets/canny", "~/nets/canny", "./canny", "C:\\nets\\canny", "..\\x"):
        text = to_text(replace(REQUEST, methods=(replace(FULL, net=folder),)))
        assert folder not in text
        assert json.dumps(folder)[1:-1] not in text
    assert from_text(to_text(REQUEST)).request.methods == REQUEST.methods


def test_a_picture_chooses_no_folder_of_this_machine():
    text = to_text(REQUEST).replace("sd15-canny", "/home/ada/nets")
    assert from_text(text).request.methods[0].net == ""


def test_every_network_is_in_the_line_that_other_programs_read():
    text = to_a1111_text(REQUEST)
    assert (
        'ControlNet: "canny, weight 0.8, from 0.1 to 0.9, curve 0:1; 0.5:0.25; 1:0, emphasis on prompt, '
        'guess mode, in cat, sd15-canny, words 0.5, looks at features, fades over 0.25", '
        'ControlNet 2: "weight 1, from 0 to 1"'
    ) in text
    assert from_a1111_text(text).sampling == REQUEST.sampling


def test_a_folder_is_told_by_its_name_alone():
    far = replace(REQUEST, methods=(replace(FULL, net="/home/somebody/nets/mine"),))
    assert "mine" in to_a1111_text(far)
    assert "somebody" not in to_a1111_text(far)
