from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sketchpad.document.model import Document
from sketchpad.errors import BadMatrix, BadSetting
from sketchpad.generation.comparison.axis_syntax import (
    changes_from,
    methods_from,
    text_of,
    written_methods,
)
from sketchpad.generation.comparison.matrix import AXES, Change
from sketchpad.generation.request.request import MethodSettings, Request, Sampling

OWN = MethodSettings("controlnet", 0.3, 0.1, 0.9)


@pytest.fixture
def base(tiny_model_dir) -> Request:
    return Request(Document(128, 128), Sampling(0, 4, 4.0), (OWN,), str(tiny_model_dir))


@pytest.mark.parametrize(
    ("axis", "text", "values"),
    [
        ("seed", "1, 2,5", [1, 2, 5]),
        ("seed", "3-6, 9", [3, 4, 5, 6, 9]),
        ("seed", "", []),
        ("steps", "4,8,4", [4, 8]),
        ("strength", "0.5, ×1, 2", [0.5, 1.0, 2.0]),
        ("prompt", "a cat, sitting | a dog", ["a cat, sitting", "a dog"]),
        ("model", "embedded | models/other", ["", "models/other"]),
        ("methods", "none, ControlNet", [(), (OWN,)]),
        (
            "methods",
            "gligen+edge-predictor=0.5@0-0.4",
            [
                (
                    MethodSettings("edge_predictor", 0.5, 0.0, 0.4),
                    MethodSettings("gligen", 1.0, 0.0, 1.0),
                )
            ],
        ),
        (
            "methods",
            "controlnet:canny=0.5+controlnet:depth",
            [
                (
                    MethodSettings("controlnet", 0.5, 0.0, 1.0, kind="canny"),
                    MethodSettings("controlnet", 1.0, 0.0, 1.0, kind="depth"),
                )
            ],
        ),
        (
            "methods",
            "edge_predictor=1@0-0.4;look=features",
            [(MethodSettings("edge_predictor", 1.0, 0.0, 0.4, look="features"),)],
        ),
        ("methods", "controlnet=0.8", [(MethodSettings("controlnet", 0.8, 0.1, 0.9),)]),
        (
            "methods",
            'controlnet;in="a cat, or + more; ""Tom""" + gligen;decay=0.3, controlnet;in=boxes;emphasis=prompt;guess',
            [
                (
                    replace(OWN, region='a cat, or + more; "Tom"'),
                    MethodSettings("gligen", 1.0, decay=0.3),
                ),
                (replace(OWN, region="boxes", emphasis="prompt", guess=True),),
            ],
        ),
        (
            "methods",
            'controlnet;net="C:\\Nets, mine\\Canny", controlnet;net=sd15-canny;in="everywhere", controlnet;in=A house',
            [
                (replace(OWN, net="C:\\Nets, mine\\Canny"),),
                (replace(OWN, net="sd15-canny", region="everywhere"),),
                (replace(OWN, region="A house"),),
            ],
        ),
        (
            "methods",
            "controlnet=0.8~0:1/0.5:0.25, controlnet=0.8, edge_predictor=2@0-0.5~1:0^1.5",
            [
                (MethodSettings("controlnet", 0.8, 0.1, 0.9, curve=((0.0, 1.0), (0.5, 0.25))),),
                (MethodSettings("controlnet", 0.8, 0.1, 0.9),),
                (
                    MethodSettings(
                        "edge_predictor", 2.0, 0.0, 0.5, curve=((1.0, 0.0),), text_pull=1.5
                    ),
                ),
            ],
        ),
    ],
)
def test_what_people_type(base, axis, text, values) -> None:
    changes = changes_from(axis, text, base)
    assert [change.value for change in changes] == values
    assert changes_from(axis, text_of(changes), base) == changes


@pytest.mark.parametrize(
    ("axis", "text", "values"),
    [
        ("seed", "1，２、3", [1, 2, 3]),
        ("seed", "112358132141, 18446744073709551615", [112358132141, 2**64 - 1]),
        ("seed", "５-７", [5, 6, 7]),
        ("strength", "0,8; 1,2", [0.8, 1.2]),
        ("strength", "0.8，1", [0.8, 1.0]),
        ("steps", "1e1; 20", [10, 20]),
        ("prompt", "a cat，red ｜ a dog", ["a cat，red", "a dog"]),
    ],
)
def test_other_keyboards(base, axis, text, values) -> None:
    assert [change.value for change in changes_from(axis, text, base)] == values


def test_full_width_signs_in_quotes_stay(base) -> None:
    (change,) = changes_from("methods", 'controlnet＝0.8；in="猫，狗"', base)
    assert (change.value[0].strength, change.value[0].region) == (0.8, "猫，狗")


@pytest.mark.parametrize(
    ("axis", "text"),
    [
        ("seed", "one"), ("seed", "9-3"), ("seed", "0-1000000"), ("steps", "1.5"),
        ("strength", "strong"), ("methods", "depth"), ("methods", "controlnet=x"),
        ("methods", "controlnet+controlnet"), ("methods", "controlnet@0.5-0.5"), ("methods", "+"),
        ("methods", "controlnet~0:1/0.5"), ("methods", "controlnet~0.5:1/0:1"), ("methods", "controlnet~0:99"),
        ("methods", "controlnet^1"), ("methods", "controlnet:portrait"), ("methods", "gligen:canny"),
        ("methods", "controlnet;"), ("methods", "controlnet;in"), ("methods", "controlnet;in="),
        ("methods", "controlnet;emphasis=loud"), ("methods", "controlnet;guess=perhaps"), ("methods", "gligen;decay=2"),
        ("methods", "gligen;decay=nan"), ("methods", "gligen;decay=x"),
        ("methods", "controlnet;things"), ("methods", "gligen;in=boxes"),
        ("methods", "edge_predictor;net=x"), ("methods", 'controlnet;in="cat'), ("methods", "controlnet;colour=red"),
        ("methods", "edge_predictor;look=up"), ("methods", "gligen;look=features"),
    ],
)  # fmt: skip
def test_what_nobody_understands(base, axis, text) -> None:
    with pytest.raises(BadMatrix):
        changes_from(axis, text, base)


def test_what_the_base_has_can_be_taken_away(base) -> None:
    all_of_it = replace(OWN, region="boxes", emphasis="prompt", guess=True, net="sd15-canny")
    base = base.with_methods(all_of_it)
    text = "controlnet, controlnet;in=everywhere;emphasis=balanced;guess=off;net=own"
    assert [change.value for change in changes_from("methods", text, base)] == [
        (all_of_it,),
        (OWN,),
    ]


def test_known_texts_stand_for_what_they_stood_for(base) -> None:
    there = (
        Change("methods", (OWN,)),
        Change("methods", (replace(OWN, region="boxes"),)),
        Change("methods", (replace(OWN, emphasis="control"),)),
        Change("methods", (MethodSettings("gligen", 1.0, decay=0.5),)),
    )
    known = {text_of([one]): one for one in there}
    assert len(known) == 4
    base = base.with_methods(replace(OWN, region="strokes"))
    assert changes_from("methods", text_of(there), base, known) == there
    assert changes_from("methods", text_of(there[:1]), base) != there[:1]


@given(st.text(min_size=1, max_size=12), st.text(min_size=1, max_size=12))
def test_any_region_and_net_can_be_written(region: str, net: str) -> None:
    method = MethodSettings("controlnet", 1.0, region=region.strip() or "x", net=net.strip() or "y")
    base = Request(Document(128, 128), Sampling(0, 4, 4.0), (), "nowhere")
    assert methods_from(written_methods([method]), base) == (method,)


@pytest.mark.parametrize(
    ("axis", "text"),
    [
        ("steps", "0"),
        ("steps", "9999"),
        ("seed", "-1"),
        ("seed", str(2**64)),
        ("strength", "11"),
        ("methods", "controlnet=99"),
        ("methods", "edge_predictor^99"),
    ],
)
def test_numbers_out_of_bounds(base, axis, text) -> None:
    with pytest.raises(BadSetting):
        changes_from(axis, text, base)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(AXES), st.text(max_size=40))
def test_any_text_is_understood_or_refused(axis, text) -> None:
    base = Request(Document(128, 128), Sampling(0, 4, 4.0), (OWN,), "nowhere")
    try:
        changes = changes_from(axis, text, base)
    except (BadMatrix, BadSetting):
        return
    assert all(isinstance(change, Change) and change.axis == axis for change in changes)
