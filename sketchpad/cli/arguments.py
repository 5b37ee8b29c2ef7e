"""What the commands take: boxes, methods and sizes as people type them."""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sketchpad import settings
from sketchpad.document.model import Box
from sketchpad.errors import BadSetting
from sketchpad.generation.request.request import METHOD_NAMES, Lora

if TYPE_CHECKING:
    from collections.abc import Callable

_NUMBER = r"[0-9]*\.?[0-9]+"
_METHOD = re.compile(
    rf"(?P<name>[a-z_]+)(?:=(?P<strength>{_NUMBER}))?(?:@(?P<start>{_NUMBER})-(?P<end>{_NUMBER}))?"
)


@dataclass(frozen=True)
class MethodArgument:
    """A method by name, with those of its settings that were given."""

    name: str
    strength: float | None = None
    start: float | None = None
    end: float | None = None


def box(text: str) -> Box:
    """`0.1,0.2,0.5,0.9:a red car`: left, top, right, bottom in shares of the picture, then what belongs there."""
    corners, colon, phrase = text.partition(":")
    try:
        x0, y0, x1, y1 = (float(part) for part in corners.split(","))
    except ValueError:
        x0 = y0 = x1 = y1 = -1.0
    if not (colon and phrase.strip() and 0 <= x0 < x1 <= 1 and 0 <= y0 < y1 <= 1):
        raise argparse.ArgumentTypeError(
            f'"{text}" is not a box: write left,top,right,bottom:phrase with numbers from 0 to 1, '
            "for instance 0.1,0.2,0.5,0.9:a cat"
        )
    return Box(phrase.strip(), (x0, y0, x1, y1))


def lora(text: str) -> Lora:
    """`style.safetensors=0.8`: a LoRA file and its strength, 1 where none is given."""
    path, mark, strength = text.rpartition("=")
    if not mark or not re.fullmatch(rf"-?{_NUMBER}", strength):
        return Lora(text)
    return Lora(path, float(number("lora.strength")(strength)))


def methods(text: str) -> tuple[MethodArgument, ...]:
    """`controlnet=0.8@0-0.6+gligen`: methods joined by + or commas, each with strength and share of the steps."""
    text = text.strip().lower().replace("edge-predictor", "edge_predictor")
    return () if text == "none" else tuple(_method(part.strip()) for part in re.split("[+,]", text))


def _method(text: str) -> MethodArgument:
    match = _METHOD.fullmatch(text)
    if match is None or match["name"] not in METHOD_NAMES:
        raise argparse.ArgumentTypeError(
            f'"{text}" is not a method: choose none, {", ".join(METHOD_NAMES)}, or several joined by +, '
            "each with =strength and @start-end if you like"
        )
    name = match["name"]
    values = {key: float(match[key]) for key in ("strength", "start", "end") if match[key]}
    for key, value in values.items():
        _checked(f"{name}.{key}", value)
    if values.get("start", 0.0) >= values.get("end", 1.0):
        raise argparse.ArgumentTypeError(f'"{text}": its start must come before its end')
    return MethodArgument(name, **values)


def size(text: str) -> tuple[int, int]:
    """`512x256`, width first; one number for a square."""
    match = re.fullmatch(r"(\d{1,6})(?:[x×*](\d{1,6}))?", text.strip().lower())
    if match is None:
        raise argparse.ArgumentTypeError(
            f'"{text}" is not a size: write it as WIDTHxHEIGHT, for instance 256x256'
        )
    width = int(match[1])
    height = int(match[2] or match[1])
    return int(_checked("width", width)), int(_checked("height", height))


def number(name: str) -> Callable[[str], float]:
    """A converter for the number called `name` in the table of settings, within its bounds."""
    kind = int if isinstance(settings.default(name), int) else float

    def convert(text: str) -> float:
        try:
            value = kind(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f'"{text}" is not a number') from None
        return _checked(name, value)

    return convert


def _checked(name: str, value: float) -> float:
    try:
        checked = settings.check(name, value)
    except BadSetting as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    assert isinstance(checked, int | float)
    return checked
