"""What boxes act by: GLIGEN where a model has its gates, regional prompts elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

from sketchpad.document.model import Box, Document
from sketchpad.evaluation.cases import methods_of
from sketchpad.generation.comparison.run_plans import compare_requests
from sketchpad.generation.methods.registry import METHODS
from sketchpad.generation.preflight.check import blocking
from sketchpad.generation.request.defaults import (
    _of_card,
    box_method,
    method_defaults,
    model_info,
    possible_methods,
    sampling_defaults,
    usual_methods,
)
from sketchpad.generation.request.request import Request
from tests.tiny import shared_tiny_model

BOXED = Document(128, 128, boxes=(Box("cat", (0, 0, 0.5, 1)),), prompt="a cat")
KINDS = {
    "gates": ({}, "gligen"),
    "sd1": ({"gated": False}, "regional"),
    "sd2": ({"gated": False, "second": True}, "regional"),
    "sdxl": ({"xl": True}, "regional"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_boxes_act_with_every_model(kind: str) -> None:
    arguments, expected = KINDS[kind]
    model = str(shared_tiny_model(**arguments))
    info = model_info(model)
    assert box_method(info) == expected
    assert usual_methods(info) == ("controlnet", expected)
    sampling = sampling_defaults(model)
    request = Request(BOXED, sampling, (method_defaults(expected, model),), model)
    assert blocking(request) == []
    compared = [name for name, _ in compare_requests(request)]
    assert ("regional" in compared) == (expected == "regional")
    together = methods_of("all", possible_methods(info, model))
    assert (together is None) == (expected == "regional")


def test_what_was_asked_for_is_compared_all_the_same() -> None:
    model = str(shared_tiny_model())
    request = Request(BOXED, sampling_defaults(model), (method_defaults("regional", model),), model)
    assert [name for name, _ in compare_requests(request)][-2:] == ["gligen", "regional"]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"emphasis": "unbalanced"}, {"emphasis": "unbalanced"}),
        ({"guess": True, "emphasis": "control"}, {"guess": True, "emphasis": "control"}),
        ({"emphasis": "loud"}, {}),
        ({"emphasis": 3, "guess": "yes"}, {}),
        ({"net": "/somewhere", "region": "boxes"}, {}),
    ],
)
def test_a_card_says_switches_numbers_and_choices(
    said: dict[str, Any], found: dict[str, Any]
) -> None:
    assert _of_card(METHODS["controlnet"], said) == found


def test_the_embedded_models_lines_are_made_louder_by_guidance() -> None:
    method = method_defaults("controlnet")
    assert (method.emphasis, method.strength) == ("unbalanced", 0.7)
    assert method_defaults("controlnet", str(shared_tiny_model())).emphasis == "balanced"
