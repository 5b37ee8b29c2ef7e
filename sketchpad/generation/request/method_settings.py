"""One way of steering in a request: how strongly, when, where, and after what kind of control image (no torch here)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import Any

from sketchpad import settings
from sketchpad.errors import BadSetting

Curve = tuple[tuple[float, float], ...]

EMPHASES = ("balanced", "prompt", "control")
"""What gives way where prompt and control image disagree: neither, the control image, the prompt."""

LOOKS = ("picture", "features")
"""Where the edge predictor looks: at the picture foreseen, or at inner features of the network, as published."""

MOST_POINTS = 64
MOST_METHODS = 16
"""In one request; more networks than that fit into no computer."""
_LARGEST_FACTOR = 4.0
_LONGEST = {"kind": 64, "net": 4096, "region": 1000}
_FRACTIONS = {"text_pull": 1000.0, "decay": 1.0}


@dataclass(frozen=True)
class MethodSettings:
    """One way of steering: how strongly, and during which share of the steps (0..1).

    Args:
        kind: which control image a ControlNet or adapter reads; "" is the drawn lines as they are.
        net: catalogue id or folder of the ControlNet or adapter; "" is the model's own.
        emphasis: one of `EMPHASES`.
        guess: the control image is shown to the prompt's branch alone, and speaks softly in the early layers.
        curve: points (share of the steps, factor), the shares rising; the factor, linear between the points,
            multiplies the strength. Empty: constant.
        region: "" everywhere, "boxes" inside of any box, "strokes" near the lines, else inside of the boxes with
            this phrase.
        look: edge predictor: where it looks for edges, one of `LOOKS`; "" is the usual, "picture".
        text_pull: edge predictor: weight of the pull of the words into the drawn contour.
        decay: GLIGEN: share of its window, at the end, in which the gates fall to 0.
        things_first: GLIGEN: what each box says is made by itself first and put into it, see `things`.
    """

    name: str
    strength: float
    start: float = 0.0
    end: float = 1.0
    kind: str = ""
    net: str = ""
    emphasis: str = "balanced"
    guess: bool = False
    curve: Curve = ()
    region: str = ""
    text_pull: float = 0.0
    decay: float = 0.0
    look: str = ""
    things_first: bool = False

    def factor_at(self, share: float) -> float:
        """What the strength is multiplied with when `share` of the steps is done."""
        return factor_at(self.curve, share)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; of the later fields only those that say something."""
        data: dict[str, Any] = {
            "name": self.name,
            "strength": self.strength,
            "start": self.start,
            "end": self.end,
        }
        for later in fields(self)[4:]:
            value = getattr(self, later.name)
            if value != later.default:
                data[later.name] = (
                    [list(point) for point in value] if later.name == "curve" else value
                )
        return data

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> MethodSettings:
        """The opposite of `to_json`. Raises TypeError, ValueError or KeyError where a value cannot be one."""
        curve = data.get("curve", ())
        if len(curve) > MOST_POINTS:
            raise ValueError("a curve has too many points")
        return MethodSettings(
            name=_text(data["name"], 64),
            strength=_number(data["strength"]),
            start=_number(data.get("start", 0.0)),
            end=_number(data.get("end", 1.0)),
            kind=_text(data.get("kind", ""), _LONGEST["kind"]),
            net=_text(data.get("net", ""), _LONGEST["net"]),
            emphasis=_text(data.get("emphasis", "balanced"), 64),
            guess=_switch(data.get("guess", False)),
            curve=tuple((_number(share), _number(factor)) for share, factor in curve),
            region=_text(data.get("region", ""), _LONGEST["region"]),
            text_pull=_number(data.get("text_pull", 0.0)),
            decay=_number(data.get("decay", 0.0)),
            look=_text(data.get("look", ""), 64),
            things_first=_switch(data.get("things_first", False)),
        )


def factor_at(curve: Curve, share: float) -> float:
    """A curve's height: linear between its points, level before the first and after the last, 1 without points."""
    if not curve:
        return 1.0
    if share <= curve[0][0]:
        return curve[0][1]
    for (x0, y0), (x1, y1) in pairwise(curve):
        if share < x1:
            return y0 + (y1 - y0) * (share - x0) / (x1 - x0)
    return curve[-1][1]


def is_folder(net: str) -> bool:
    """Whether `net` says where a network lies, not which one of the catalogue it is."""
    return net.startswith(("/", "~", ".")) or "\\" in net or net[1:2] == ":"


def without_folder(method: MethodSettings) -> MethodSettings:
    """The settings without a place on this machine, for files that travel."""
    return replace(method, net="") if is_folder(method.net) else method


def wrong(method: MethodSettings) -> Iterator[BadSetting]:
    """Everything in a method's settings that is out of bounds. Its name is known already (`METHOD_NAMES`)."""
    for part in ("strength", "start", "end"):
        try:
            settings.check(f"{method.name}.{part}", getattr(method, part))
        except BadSetting as error:
            yield error
    if method.emphasis not in EMPHASES:
        choices = ", ".join(EMPHASES)
        yield BadSetting(
            "emphasis", method.emphasis, reason="choice", label="Emphasis", choices=choices
        )
    if method.look and method.look not in LOOKS:
        yield BadSetting(
            "look", method.look, reason="choice", label="Look", choices=", ".join(LOOKS)
        )
    for part, most in _FRACTIONS.items():
        value = getattr(method, part)
        if not (math.isfinite(value) and 0.0 <= value <= most):
            label = part.replace("_", " ").capitalize()
            yield BadSetting(part, value, 0.0, most, label=label)
    yield from _wrong_curve(method.curve)


def _wrong_curve(curve: Curve) -> Iterator[BadSetting]:
    shares = [share for share, _ in curve]
    if len(curve) > MOST_POINTS:
        yield BadSetting("curve", len(curve), 0, MOST_POINTS, label="Points of the curve")
    elif not all(0.0 <= share <= 1.0 for share in shares) or shares != sorted(shares):
        shown = ", ".join(f"{share:g}" for share in shares)
        yield BadSetting("curve", shown, 0.0, 1.0, label="Rising shares of the curve")
    for _, factor in curve:
        if not 0.0 <= factor <= _LARGEST_FACTOR:
            yield BadSetting("curve", factor, 0.0, _LARGEST_FACTOR, label="Height of the curve")
            break


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError(f"{value!r} is not a number")
    return float(value)


def _switch(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"{value!r} is neither true nor false")
    return value


def _text(value: Any, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise TypeError("not a text of sensible length")
    return value
