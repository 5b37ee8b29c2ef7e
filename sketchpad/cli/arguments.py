"""What the commands take: boxes, methods and sizes as people type them."""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sketchpad import settings
from sketchpad.document.model import Box
from sketchpad.errors import BadMatrix, BadSetting
from sketchpad.generation.methods.registry import METHODS
from sketchpad.generation.request import method_syntax
from sketchpad.generation.request.defaults import method_defaults
from sketchpad.generation.request.request import Lora, MethodSettings
from sketchpad.settings import Setting
from sketchpad.typed_number import number_from

if TYPE_CHECKING:
    from collections.abc import Callable

_NUMBER = r"[0-9]*\.?[0-9]+"


def add_runtime(parser: argparse.ArgumentParser) -> None:
    """The setting of this name, for one command."""
    parser.add_argument(
        "--runtime",
        choices=settings.setting("runtime").choices,
        help="torch: without OpenVINO, which is used on processors where it is installed and faster",
    )


@dataclass(frozen=True)
class MethodArgument:
    """A method by name, with those of its settings that were given; `more` are its curve and options."""

    name: str
    strength: float | None = None
    start: float | None = None
    end: float | None = None
    more: tuple[tuple[str, Any], ...] = ()

    def filled(self, model: str = "", **more: Any) -> MethodSettings:
        """The settings that suit the model, with what was given, then with what in `more` is not None."""
        given = {"strength": self.strength, "start": self.start, "end": self.end, **dict(self.more)}
        said = {key: value for key, value in [*given.items(), *more.items()] if value is not None}
        return method_defaults(self.name, model).replaced(**said)


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
    """`controlnet=0.8@0-0.6+gligen;decay=0.3`: methods joined by + or commas, each as `method_syntax` reads it."""
    text = text.strip()
    if text.lower() == "none":
        return ()
    form = (
        f"choose none, {', '.join(METHODS)}, or several joined by +, each with =strength, @start-end and "
        ";option=value if you like"
    )
    return tuple(method(part.strip(), form) for part in method_syntax.split(text, "+,"))


def method(text: str, form: str) -> MethodArgument:
    """One method, as `method_syntax` reads it; `form`: what is to be written instead of what is not understood."""
    try:
        name, said = method_syntax.read(text)
    except BadSetting as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    except BadMatrix as error:
        odd = error.fields["text"]
        raise argparse.ArgumentTypeError(f'"{odd}" is not understood: {form}') from None
    if said.get("start", 0.0) >= said.get("end", 1.0):
        raise argparse.ArgumentTypeError(f'"{text}": its start must come before its end')
    numbers = {part: said.pop(part, None) for part in ("strength", "start", "end")}
    return MethodArgument(name, **numbers, more=tuple(said.items()))


def size(text: str) -> tuple[int, int]:
    """`512x256`, width first; one number for a square."""
    match = re.fullmatch(r"(\d{1,6})(?:[x×*](\d{1,6}))?", text.strip().lower())
    if match is None:
        raise argparse.ArgumentTypeError(
            f'"{text}" is not a size: write it as WIDTHxHEIGHT, for instance 256x256'
        )
    width, height = match[1], match[2] or match[1]
    return int(number("width")(width)), int(number("height")(height))


def number(name: str) -> Callable[[str], float]:
    """A converter for the number called `name` in the table of settings, within its bounds."""
    return number_of(settings.setting(name))


def number_of(setting: Setting) -> Callable[[str], float]:
    """A converter for a number within the bounds of `setting`."""
    whole = isinstance(setting.default, int)

    def convert(text: str) -> float:
        try:
            value = number_from(text, whole)
        except ValueError:
            raise argparse.ArgumentTypeError(f'"{text}" is not a number') from None
        return _checked(setting, value)

    return convert


def _checked(setting: Setting, value: float) -> float:
    try:
        checked = setting.check(value)
    except BadSetting as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    assert isinstance(checked, int | float)
    return checked
