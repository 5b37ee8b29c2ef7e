"""Rows and columns as people type them: `none, controlnet=0.8, controlnet+gligen`, `1, 2, 3`, `a cat | a dog`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from sketchpad import settings
from sketchpad.errors import BadMatrix, BadSetting
from sketchpad.generation.comparison import method_syntax
from sketchpad.generation.comparison.matrix import Axis, Change
from sketchpad.generation.request.defaults import method_defaults
from sketchpad.generation.request.method_settings import MOST_POINTS, Curve, wrong
from sketchpad.generation.request.request import ALL_METHOD_NAMES, MethodSettings, Request
from sketchpad.hints.registry import HINTS

_NUMBER = r"\d*\.?\d+"
_METHOD = re.compile(
    rf"([a-z_0-9]+)(?::([a-z_]+))?(?:=({_NUMBER}))?(?:@({_NUMBER})-({_NUMBER}))?(?:~([\d.:/]+))?"
    rf"(?:\^({_NUMBER}))?"
)
_POINT = re.compile(rf"({_NUMBER}):({_NUMBER})")
_RANGE = re.compile(r"(\d{1,19})\s*-\s*(\d{1,19})")
MOST = 100  # changes in one text


def changes_from(
    axis: Axis, text: str, base: Request, known: Mapping[str, Change] = MappingProxyType({})
) -> tuple[Change, ...]:
    """The rows or columns that `text` names. Equal ones are there once; empty text gives none.

    Methods that are named without numbers take those of `base`, or else those that suit the model. Prompts and
    models are separated by |, everything else by commas; seeds may be a range, 1-8.

    Args:
        known: what single texts stand for, whatever `base` is.

    Raises:
        BadMatrix: what cannot be understood, as its field `text`.
        BadSetting: a number out of bounds.
    """
    separator = "|" if axis in ("prompt", "model") else ","
    split = method_syntax.split if axis == "methods" else str.split
    parts = [part.strip() for part in split(text, separator)]
    found: list[Change] = []
    for part in parts:
        if part in known and known[part].axis == axis:
            found.append(known[part])
        elif part or (axis == "model" and len(parts) > 1):
            found += _READERS[axis](part, base)
        if len(found) > MOST:
            raise BadMatrix("too_many", limit=MOST)
    return tuple(dict.fromkeys(found))


def text_of(changes: Sequence[Change], model: str = "") -> str:
    """The opposite of `changes_from`, for pictures of `model`."""
    if not changes:
        return ""
    axis = changes[0].axis
    separator = " | " if axis in ("prompt", "model") else ", "
    return separator.join(_written(change, model) for change in changes)


def methods_from(text: str, base: Request) -> tuple[MethodSettings, ...]:
    """One stack of methods: `controlnet:canny=0.8@0-0.5~0:1/0.5:0+gligen`, or `none`. Raises as `changes_from`.

    Behind ~ stands a curve of the strength: points (share of the steps):(factor). Behind ^ how strongly the edge
    predictor pulls the words into the contour: `edge_predictor^2`. Behind ; where a method counts and what it favours,
    as in `method_options`.
    """
    if text.strip().lower() == "none":
        return ()
    chosen = [_method(part.strip(), base) for part in method_syntax.split(text, "+")]
    if len({(m.name, m.kind, m.net, m.region) for m in chosen}) < len(chosen):
        raise BadMatrix("text", text=text)
    return tuple(sorted(chosen, key=lambda m: (ALL_METHOD_NAMES.index(m.name), m.kind)))


def _method(whole: str, base: Request) -> MethodSettings:
    text, *options = (part.strip() for part in method_syntax.split(whole, ";"))
    text = text.lower()
    match = _METHOD.fullmatch(text.replace("-", "_", 1) if text.startswith("edge-") else text)
    if match is None or match[1] not in ALL_METHOD_NAMES:
        raise BadMatrix("text", text=text)
    name, kind = match[1], match[2] or ""
    if kind and (name not in ("controlnet", "t2i_adapter") or kind not in HINTS):
        raise BadMatrix("text", text=text)
    here = [m for m in base.all_of(name) if m.strength and kind in ("", m.kind)]
    method = here[0] if here else replace(method_defaults(name, base.model), kind=kind)
    for key, value in zip(("strength", "start", "end"), match.groups()[2:5], strict=True):
        if value is not None:
            changes: dict[str, Any] = {key: settings.check(f"{name}.{key}", float(value))}
            method = replace(method, **changes)
    if match[6] is not None:
        method = replace(method, curve=curve_from(match[6]))
    if match[7] is not None:
        if name != "edge_predictor":
            raise BadMatrix("text", text=text)
        pull = settings.check("edge_predictor.text_pull", float(match[7]))
        method = replace(method, text_pull=float(pull))
    method = replace(method, **method_syntax.changes(name, options))
    if method.start >= method.end or any(wrong(method)):
        raise BadMatrix("text", text=text)
    return method


def curve_from(text: str) -> Curve:
    """The opposite of `written_curve`. Raises BadMatrix where `text` is no curve that a method can have."""
    points = [_POINT.fullmatch(part) for part in text.strip().split("/")[: MOST_POINTS + 1]]
    curve = tuple((float(point[1]), float(point[2])) for point in points if point is not None)
    if len(curve) < len(points) or any(wrong(MethodSettings("controlnet", 1.0, curve=curve))):
        raise BadMatrix("text", text=text)
    return () if all(factor == 1.0 for _, factor in curve) else curve


def written_curve(curve: Curve) -> str:
    """Points (share of the steps):(factor), like ``0:1/0.4:1/0.7:0``; of a constant, ``0:1``."""
    return "/".join(f"{share:g}:{factor:g}" for share, factor in curve or ((0.0, 1.0),))


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


def written_methods(methods: Sequence[MethodSettings], model: str = "") -> str:
    """As `methods_from` reads them, for pictures of `model`."""
    parts = []
    for method in methods:
        share = "" if (method.start, method.end) == (0, 1) else f"@{method.start:g}-{method.end:g}"
        kind = f":{method.kind}" if method.kind else ""
        curve = f"~{written_curve(method.curve)}" if method.curve else ""
        pull = f"^{method.text_pull:g}" if method.text_pull else ""
        usual = method_defaults(method.name, model).things_first
        more = method_syntax.written(method, usual)
        parts.append(f"{method.name}{kind}={method.strength:g}{share}{curve}{pull}{more}")
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
