"""Rows and columns as people type them: `none, controlnet=0.8, controlnet+gligen`, `1, 2, 3`, `a cat | a dog`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sketchpad import settings
from sketchpad.errors import BadMatrix, BadSetting
from sketchpad.generation.defaults import method_defaults
from sketchpad.generation.matrix import Axis, Change
from sketchpad.generation.request import ALL_METHOD_NAMES, MethodSettings, Request

_NUMBER = r"\d*\.?\d+"
_METHOD = re.compile(rf"([a-z_0-9]+)(?::([a-z_]+))?(?:=({_NUMBER}))?(?:@({_NUMBER})-({_NUMBER}))?")
_RANGE = re.compile(r"(\d{1,19})\s*-\s*(\d{1,19})")
MOST = 100  # changes in one text


def changes_from(axis: Axis, text: str, base: Request) -> tuple[Change, ...]:
    """The rows or columns that `text` names. Equal ones are there once; empty text gives none.

    Methods that are named without numbers take those of `base`, or else those that suit the model. Prompts and
    models are separated by |, everything else by commas; seeds may be a range, 1-8.

    Raises:
        BadMatrix: what cannot be understood, as its field `text`.
        BadSetting: a number out of bounds.
    """
    separator = "|" if axis in ("prompt", "model") else ","
    parts = [part.strip() for part in text.split(separator)]
    found: list[Change] = []
    for part in parts:
        if part or (axis == "model" and len(parts) > 1):
            found += _READERS[axis](part, base)
        if len(found) > MOST:
            raise BadMatrix("too_many", limit=MOST)
    return tuple(dict.fromkeys(found))


def text_of(changes: Sequence[Change]) -> str:
    """The opposite of `changes_from`."""
    if not changes:
        return ""
    axis = changes[0].axis
    separator = " | " if axis in ("prompt", "model") else ", "
    return separator.join(_written(change) for change in changes)


def methods_from(text: str, base: Request) -> tuple[MethodSettings, ...]:
    """One stack of methods: `controlnet:canny=0.8@0-0.5+gligen`, or `none`. Raises as `changes_from`."""
    if text.strip().lower() == "none":
        return ()
    chosen = [_method(part.strip().lower(), base) for part in text.split("+")]
    if len({(m.name, m.kind) for m in chosen}) < len(chosen):
        raise BadMatrix("text", text=text)
    return tuple(sorted(chosen, key=lambda m: (ALL_METHOD_NAMES.index(m.name), m.kind)))


def _method(text: str, base: Request) -> MethodSettings:
    match = _METHOD.fullmatch(text.replace("-", "_", 1) if text.startswith("edge-") else text)
    if match is None or match[1] not in ALL_METHOD_NAMES:
        raise BadMatrix("text", text=text)
    name, kind = match[1], match[2] or ""
    here = [m for m in base.all_of(name) if m.strength and kind in ("", m.kind)]
    method = here[0] if here else replace(method_defaults(name, base.model), kind=kind)
    for key, value in zip(("strength", "start", "end"), match.groups()[2:], strict=True):
        if value is not None:
            changes: dict[str, Any] = {key: settings.check(f"{name}.{key}", float(value))}
            method = replace(method, **changes)
    if method.start >= method.end:
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
    if not re.fullmatch(r"\d{1,19}", text):
        raise BadMatrix("text", text=text)
    value = settings.check(axis, int(text))
    assert isinstance(value, int)
    return Change(axis, value)


def _factor(text: str) -> Change:
    if not re.fullmatch(_NUMBER, text):
        raise BadMatrix("text", text=text)
    if float(text) > 10:
        raise BadSetting("strength", text, 0, 10, label="Strength")
    return Change("strength", float(text))


_READERS: dict[Axis, Callable[[str, Request], list[Change]]] = {
    "methods": lambda text, base: [Change("methods", methods_from(text, base))],
    "seed": _seeds,
    "prompt": lambda text, _base: [Change("prompt", text)],
    "strength": lambda text, _base: [_factor(text.removeprefix("×").strip())],
    "steps": lambda text, _base: [_whole("steps", text)],
    "model": lambda text, _base: [Change("model", "" if text == "embedded" else text)],
}


def written_methods(methods: Sequence[MethodSettings]) -> str:
    """As `methods_from` reads them."""
    parts = []
    for method in methods:
        share = "" if (method.start, method.end) == (0, 1) else f"@{method.start:g}-{method.end:g}"
        kind = f":{method.kind}" if method.kind else ""
        parts.append(f"{method.name}{kind}={method.strength:g}{share}")
    return "+".join(parts) or "none"


def _written(change: Change) -> str:
    match change.axis:
        case "methods":
            return written_methods(change.value)
        case "strength":
            return f"{change.value:g}"
        case "model":
            return change.value or "embedded"
        case _:
            return str(change.value)
