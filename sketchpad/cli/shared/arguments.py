"""How commands declare their arguments, and boxes, methods and sizes as people type them."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from dataclasses import dataclass
from inspect import cleandoc
from pathlib import Path
from typing import Any

from sketchpad import settings
from sketchpad.document.model import Box
from sketchpad.document.prompt.styles import OwnStyles, Style, shipped, style_called
from sketchpad.errors import BadMatrix, BadSetting
from sketchpad.generation.methods.registry import METHODS
from sketchpad.generation.request import method_syntax
from sketchpad.generation.request.defaults import method_defaults
from sketchpad.generation.request.request import Lora, MethodSettings
from sketchpad.settings import Setting
from sketchpad.typed_number import number_from

RUNTIMES = settings.setting("runtime").choices
_NUMBER = r"[0-9]*\.?[0-9]+"


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


def declare(parser: argparse._ActionsContainer, text: str, **kinds: Any) -> None:
    """Give `parser` the arguments that `text` lists as a page of help does: ``--steps N  more take longer``.

    A line for each, further lines of its help indented. What stands for its value says its type (FILE and FOLDER are
    paths, WxH is a size, N whole, X a number), within the bounds of the setting of the same name; an option without
    is a switch; ``...`` behind it: may be repeated; brackets around it: may be left out.

    Args:
        kinds: by name of an argument what its line does not say: a function that reads it, its choices (a tuple), its
            default, or a dictionary of further arguments of `ArgumentParser.add_argument`.
    """
    for entry in re.split(r"\n(?=\S)", cleandoc(text)):
        usage, _, explained = " ".join(entry.split("\n")).partition("  ")
        flag, _, shown = usage.partition(" ")
        name, is_option = flag.lstrip("-").replace("-", "_"), flag.startswith("-")
        form: dict[str, Any] = {"help": " ".join(explained.split()) or None}
        if shown.endswith("..."):
            form |= {"action": "append", "default": []} if is_option else {"nargs": "+"}
        elif shown.startswith("["):
            form["nargs"] = "*" if shown.endswith("...]") else "?"
        if shown:
            shown = shown.removesuffix("...") if shown[0] != "[" else shown.strip("[.]")
            form |= {"metavar": shown, "type": _type_of(name, shown)}
        match kinds.get(name):
            case None if is_option and not shown:
                form["action"] = "store_true"
            case None:
                pass
            case dict(more):
                form |= more
            case tuple(choices):
                form["choices"] = choices
            case read if callable(read):
                form["type"] = read
            case default:
                form |= {"default": default, "type": type(default)}
        parser.add_argument(flag, **form)


def _type_of(name: str, shown: str) -> Callable[[str], Any] | None:
    if shown in ("N", "X") and (known := re.sub("^(base|mask)_", r"\1.", name)) in settings.BY_NAME:
        return number(known)
    if shown in ("FILE", "FOLDER", "PICTURE", "BUNDLE"):
        return Path
    if shown == "WxH":
        return size
    return {"N": int, "X": float}.get(shown)


def count(most: int) -> Callable[[str], int]:
    """A converter for a whole number from 1 to `most`."""

    def convert(text: str) -> int:
        if not text.isdigit() or not 1 <= int(text) <= most:
            raise argparse.ArgumentTypeError(f'"{text}" is not a number from 1 to {most}')
        return int(text)

    return convert


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


def style(name: str) -> Style:
    """A style by its name."""
    known = style_called(name)
    if known is None:
        names = ", ".join(one.name for one in (*OwnStyles().present(), *shipped()))
        raise argparse.ArgumentTypeError(f"there is no style “{name}”; choose one of: {names}")
    return known


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
        try:
            return (int if whole else float)(setting.check(value))
        except BadSetting as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return convert
