from __future__ import annotations

import argparse

import pytest

from sketchpad.cli.shared import arguments
from sketchpad.cli.shared.arguments import MethodArgument


def test_a_box_is_corners_and_a_phrase() -> None:
    box = arguments.box("0.1, 0.2,.5,1: a cat: asleep ")
    assert box.rect == (0.1, 0.2, 0.5, 1.0)
    assert box.phrase == "a cat: asleep"


@pytest.mark.parametrize(
    "text",
    ["", "a cat", "0,0,1,1", "0,0,1,1:", "0,0,1:a cat", "0.5,0,0.1,1:a cat", "0,0,1.1,1:a cat", "0,0,nan,1:a"],
)  # fmt: skip
def test_a_bad_box_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="for instance"):
        arguments.box(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("none", ()),
        ("controlnet", (MethodArgument("controlnet"),)),
        ("Edge-Predictor", (MethodArgument("edge_predictor"),)),
        ("controlnet=0.8", (MethodArgument("controlnet", 0.8),)),
        ("gligen@0-.3", (MethodArgument("gligen", None, 0.0, 0.3),)),
        (
            "controlnet=1@0.1-0.6 + gligen, edge_predictor",
            (
                MethodArgument("controlnet", 1.0, 0.1, 0.6),
                MethodArgument("gligen"),
                MethodArgument("edge_predictor"),
            ),
        ),
    ],
)
def test_methods(text: str, expected: tuple[MethodArgument, ...]) -> None:
    assert arguments.methods(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "magic", "controlnet+", "none+gligen", "controlnet=lots", "controlnet=99", "gligen@0.6-0.2", "gligen@0-2"],
)  # fmt: skip
def test_a_bad_method_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        arguments.methods(text)


def test_a_size_is_width_and_height() -> None:
    assert arguments.size("256x128") == (256, 128)
    assert arguments.size("192") == (192, 192)


@pytest.mark.parametrize(
    "text", ["", "big", "256x", "100x256", "64x64", "9999999999x64", "256x256x3"]
)
def test_a_bad_size_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        arguments.size(text)


def test_numbers_stay_within_the_bounds_of_their_setting() -> None:
    steps = arguments.number("steps")
    assert steps("12") == 12
    for text in ("0", "1.5", "many", "100000"):
        with pytest.raises(argparse.ArgumentTypeError):
            steps(text)
    assert arguments.number("guidance_scale")("7.5") == 7.5


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.safetensors", ("a.safetensors", 1.0)),
        ("a.safetensors=0.6", ("a.safetensors", 0.6)),
        ("a.safetensors=-1", ("a.safetensors", -1.0)),
        ("x=1/a.safetensors", ("x=1/a.safetensors", 1.0)),
    ],
)
def test_a_lora_is_a_file_and_a_strength(text: str, expected: tuple[str, float]) -> None:
    lora = arguments.lora(text)
    assert (lora.path, lora.strength) == expected


def test_a_loras_strength_has_bounds() -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        arguments.lora("a.safetensors=99")


def test_a_style_by_its_name() -> None:
    assert arguments.style("pixel ART").prompt.startswith("pixel art of {prompt}")
    with pytest.raises(argparse.ArgumentTypeError, match=r"no style “None”.*Watercolor"):
        arguments.style("None")
