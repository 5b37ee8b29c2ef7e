"""One method as people type it: `controlnet:canny=0.8@0-0.5~0:1/0.5:0;in=boxes`, on the command line as in a matrix.

Behind the name stand the kind of control image, the strength, the share of the steps and a curve of the strength,
points (share of the steps):(factor); then options of the method, as they are written (`Option.to_text`). What holds a
separator, like a phrase with a comma, stands in double quotes; a double quote inside of them is written twice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sketchpad.errors import BadMatrix
from sketchpad.generation.methods.registry import METHODS
from sketchpad.generation.request.method_settings import (
    MOST_POINTS,
    Curve,
    MethodSettings,
    wrong_curve,
)
from sketchpad.hints.registry import HINTS

_NUMBER = r"\d*\.?\d+"
_METHOD = re.compile(
    rf"([a-z_0-9]+)(?::([a-z_]+))?(?:=({_NUMBER}))?(?:@({_NUMBER})-({_NUMBER}))?(?:~([\d.:/]+))?"
    rf"(?:\^({_NUMBER}))?"
)
_POINT = re.compile(rf"({_NUMBER}):({_NUMBER})")


def split(text: str, separators: str) -> list[str]:
    """`text` cut at each of the letters `separators`, wherever it is not in double quotes."""
    parts, quoted = [""], False
    for letter in text:
        quoted ^= letter == '"'
        if letter in separators and not quoted:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def read(whole: str) -> tuple[str, dict[str, Any]]:
    """The name of a method, and what the text says of its settings.

    Raises BadMatrix where it is not understood, as its field `text`, BadSetting for a number out of bounds.
    """
    text, *options = (part.strip() for part in split(whole, ";"))
    text = text.lower()
    match = _METHOD.fullmatch(text.replace("-", "_", 1) if text.startswith("edge-") else text)
    if match is None or match[1] not in METHODS:
        raise BadMatrix("text", text=text)
    method = METHODS[match[1]]
    said: dict[str, Any] = {
        part: method.setting(part).check(float(value))
        for part, value in zip(("strength", "start", "end"), match.groups()[2:5], strict=True)
        if value is not None
    }
    if match[6] is not None:
        said["curve"] = read_curve(match[6])
    for sign, value in ((":", match[2]), ("^", match[7])):
        if value is not None:
            option = next((one for one in method.options if one.sign == sign), None)
            if option is None or (option.name == "kind" and value not in HINTS):
                raise BadMatrix("text", text=text)
            said[option.name] = option.check(option.from_text(value))
    return method.name, said | read_options(method.name, options)


def read_options(method: str, options: Sequence[str]) -> dict[str, Any]:
    """What `options`, as `in=boxes` or `guess`, change in the settings of a method. Raises BadMatrix."""
    known = {option.key: option for option in METHODS[method].options if not option.sign}
    said: dict[str, Any] = {}
    for text in options:
        key, sign, value = (part.strip() for part in text.partition("="))
        option = known.get(key.lower())
        try:
            if key.lower() == "curve" and value:
                said["curve"] = read_curve(value.replace(";", "/"))
            elif option is None or not (sign or option.is_switch):
                raise ValueError(text)
            else:
                said[option.name] = option.from_text(value)
        except ValueError:
            raise BadMatrix("text", text=text) from None
    return said


def written(method: MethodSettings, usual: MethodSettings) -> str:
    """As `read` understands it; options that are as in `usual` are left out."""
    share = "" if (method.start, method.end) == (0, 1) else f"@{method.start:g}-{method.end:g}"
    curve = f"~{written_curve(method.curve)}" if method.curve else ""
    parts = [(option.sign, option.to_text(value)) for option, value in method.chosen(usual)]
    kind = "".join(text for sign, text in parts if sign == ":")
    pull = "".join(text for sign, text in parts if sign not in ("", ":"))
    more = "".join(text for sign, text in parts if not sign)
    return f"{method.name}{kind}={method.strength:g}{share}{curve}{pull}{more}"


def read_curve(text: str) -> Curve:
    """The opposite of `written_curve`. Raises BadMatrix where `text` is no curve that a method can have."""
    points = [_POINT.fullmatch(part) for part in text.strip().split("/")[: MOST_POINTS + 1]]
    curve = tuple((float(point[1]), float(point[2])) for point in points if point is not None)
    if len(curve) < len(points) or any(wrong_curve(curve)):
        raise BadMatrix("text", text=text)
    return () if all(factor == 1.0 for _, factor in curve) else curve


def written_curve(curve: Curve) -> str:
    """Points (share of the steps):(factor), like ``0:1/0.4:1/0.7:0``; of a constant, ``0:1``."""
    return "/".join(f"{share:g}:{factor:g}" for share, factor in curve or ((0.0, 1.0),))
