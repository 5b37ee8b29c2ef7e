"""Rows and columns as people type them: `none, controlnet=0.8, controlnet+gligen`, `1, 2, 3`, `a cat | a dog`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from sketchpad import settings
from sketchpad.errors import BadMatrix, BadSetting
from sketchpad.generation.comparison.matrix import Axis, Change
from sketchpad.generation.methods.registry import METHODS
from sketchpad.generation.request import method_syntax
from sketchpad.generation.request.defaults import method_defaults
from sketchpad.generation.request.method_settings import wrong
from sketchpad.generation.request.request import MethodSettings, Request
from sketchpad.typed_number import number_from

_RANGE = re.compile(r"(\d{1,20})\s*-\s*(\d{1,20})")
_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {ord("、"): ","}
"""Full-width signs and the Chinese comma as plain ones."""
MOST = 100  # changes in one text


def changes_from(
    axis: Axis, text: str, base: Request, known: Mapping[str, Change] = MappingProxyType({})
) -> tuple[Change, ...]:
    """The rows or columns that `text` names. Equal ones are there once; empty text gives none.

    Methods that are named without numbers take those of `base`, or else those that suit the model. Prompts and
    models are separated by |, everything else by commas; numbers by semicolons, too, and then a comma is a decimal
    mark. Seeds may be a range, 1-8. Full-width signs and the Chinese comma count as plain ones.

    Args:
        known: what single texts stand for, whatever `base` is.

    Raises:
        BadMatrix: what cannot be understood, as its field `text`.
        BadSetting: a number out of bounds.
    """
    separator = "|" if axis in ("prompt", "model") else ","
    if separator == ",":
        parts = text.split('"')  # every other part is in quotes
        text = '"'.join(part if n % 2 else part.translate(_PLAIN) for n, part in enumerate(parts))
        separator = ";" if axis != "methods" and ";" in text else ","
    else:
        text = text.replace("\N{FULLWIDTH VERTICAL LINE}", "|")
    split = method_syntax.split if axis == "methods" else str.split
    parts = [part.strip() for part in split(text, separator)]
    changes: list[Change] = []
    for part in parts:
        if part in known and known[part].axis == axis:
            changes.append(known[part])
        elif part or (axis == "model" and len(parts) > 1):
            changes += _READERS[axis](part, base)
        if len(changes) > MOST:
            raise BadMatrix("too_many", limit=MOST)
    return tuple(dict.fromkeys(changes))


def text_of(changes: Sequence[Change], model: str = "") -> str:
    """The opposite of `changes_from`, for pictures of `model`."""
    if not changes:
        return ""
    axis = changes[0].axis
    separator = " | " if axis in ("prompt", "model") else ", "
    return separator.join(_written(change, model) for change in changes)


def methods_from(text: str, base: Request) -> tuple[MethodSettings, ...]:
    """One stack of methods: `controlnet:canny=0.8@0-0.5~0:1/0.5:0+gligen`, or `none`. Raises as `changes_from`."""
    if text.strip().lower() == "none":
        return ()
    chosen = [_method(part.strip(), base) for part in method_syntax.split(text, "+")]
    if len({(m.name, m.kind, m.net, m.region) for m in chosen}) < len(chosen):
        raise BadMatrix("text", text=text)
    order = list(METHODS)
    return tuple(sorted(chosen, key=lambda m: (order.index(m.name), m.kind)))


def _method(text: str, base: Request) -> MethodSettings:
    name, said = method_syntax.read(text)
    here = [m for m in base.all_of(name) if m.strength and said.get("kind", m.kind) == m.kind]
    method = (here[0] if here else method_defaults(name, base.model)).replaced(**said)
    if method.start >= method.end or any(wrong(method)):
        raise BadMatrix("text", text=text)
    return method


def _seeds(text: str, _base: Request) -> list[Change]:
    match = _RANGE.fullmatch(text)
    if match is None:
        return [_whole("seed", text)]
    first, last = int(match[1]), int(match[2])
    if not first <= last < first + MOST:
        raise BadMatrix("text", text=text)
    return [_whole("seed", str(seed)) for seed in range(first, last + 1)]


def _whole(axis: Axis, text: str) -> Change:
    value = settings.check(axis, _number(text, whole=True))
    assert isinstance(value, int)
    return Change(axis, value)


def _factor(text: str) -> Change:
    value = float(_number(text))
    if not 0 <= value <= 10:
        raise BadSetting("strength", text, 0, 10, label="Strength")
    return Change("strength", value)


def _number(text: str, whole: bool = False) -> int | float:
    try:
        return number_from(text, whole)
    except ValueError:
        raise BadMatrix("text", text=text) from None


_READERS: dict[Axis, Callable[[str, Request], list[Change]]] = {
    "methods": lambda text, base: [Change("methods", methods_from(text, base))],
    "seed": _seeds,
    "prompt": lambda text, _base: [Change("prompt", text)],
    "strength": lambda text, _base: [_factor(text.removeprefix("×").strip())],
    "steps": lambda text, _base: [_whole("steps", text)],
    "model": lambda text, _base: [Change("model", "" if text == "embedded" else text)],
}


def written_methods(methods: Sequence[MethodSettings], model: str = "") -> str:
    """As `methods_from` reads them, for pictures of `model`."""
    parts = (method_syntax.written(m, method_defaults(m.name, model)) for m in methods)
    return "+".join(parts) or "none"


def _written(change: Change, model: str) -> str:
    match change.axis:
        case "methods":
            return written_methods(change.value, model)
        case "strength":
            return f"{change.value:g}"
        case "model":
            return change.value or "embedded"
        case _:
            return str(change.value)
