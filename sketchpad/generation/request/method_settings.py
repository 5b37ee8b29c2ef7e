"""One way of steering in a request: how strongly, when, where, and after what kind of control image (no torch here)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from sketchpad.errors import BadSetting
from sketchpad.generation.methods.method import Option
from sketchpad.generation.methods.registry import METHODS, all_options
from sketchpad.settings import Value

Curve = tuple[tuple[float, float], ...]

MOST_POINTS = 64
MOST_METHODS = 16
"""In one request; more networks than that fit into no computer."""
_LARGEST_FACTOR = 4.0


@dataclass(frozen=True, init=False)
class MethodSettings:
    """One way of steering: how strongly, and during which share of the steps (0..1).

    The options of the method (see `sketchpad.generation.methods`) are read as attributes, like ``settings.decay``.

    Args:
        curve: points (share of the steps, factor), the shares rising; the factor, linear between the points,
            multiplies the strength. Empty: constant.
        options: names and values of those that are not as usual, in the order of the registry.
        more: further options by name. Raises TypeError for a name that no method has.
    """

    name: str
    strength: float
    start: float
    end: float
    curve: Curve
    options: tuple[tuple[str, Value], ...]

    def __init__(
        self,
        name: str,
        strength: float,
        start: float = 0.0,
        end: float = 1.0,
        *,
        curve: Curve = (),
        options: tuple[tuple[str, Value], ...] = (),
        **more: Value,
    ) -> None:
        chosen, known = dict(options) | more, all_options()
        if unknown := chosen.keys() - known.keys():
            raise TypeError(f"no method has the option {min(unknown)!r}")
        kept = tuple(
            (key, chosen[key])
            for key, option in known.items()
            if key in chosen and chosen[key] != option.default
        )
        values = {"name": name, "strength": strength, "start": start, "end": end}
        self.__dict__.update(values, curve=curve, options=kept)

    def __getattr__(self, name: str) -> Any:
        option = None if name.startswith("_") else all_options().get(name)
        if option is None:
            raise AttributeError(name)
        return dict(self.options).get(name, option.default)

    def replaced(self, **changes: Any) -> MethodSettings:
        """These settings with other values, also of options."""
        return replace(self, **changes)

    def chosen(self, usual: MethodSettings | None = None) -> Iterator[tuple[Option, Value]]:
        """The options whose value is not that of `usual` (else the default): the method's own, then all others."""
        before = {} if usual is None else dict(usual.options)
        own = METHODS[self.name].options if self.name in METHODS else ()
        for name, option in ({option.name: option for option in own} | all_options()).items():
            value: Value = getattr(self, name)
            if value != before.get(name, option.default):
                yield option, value

    def factor_at(self, share: float) -> float:
        """What the strength is multiplied with when `share` of the steps is done."""
        return factor_at(self.curve, share)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; of curve and options only those that say something."""
        data: dict[str, Any] = {
            "name": self.name,
            "strength": self.strength,
            "start": self.start,
            "end": self.end,
            **dict(self.options),
        }
        return data | ({"curve": [list(point) for point in self.curve]} if self.curve else {})

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> MethodSettings:
        """The opposite of `to_json`. Raises TypeError, ValueError or KeyError where a value cannot be one."""
        curve, name = data.get("curve", ()), data["name"]
        if len(curve) > MOST_POINTS:
            raise ValueError("a curve has too many points")
        if not isinstance(name, str) or len(name) > 64:
            raise TypeError("not a text of sensible length")
        known = all_options()
        return MethodSettings(
            name,
            number(data["strength"]),
            number(data.get("start", 0.0)),
            number(data.get("end", 1.0)),
            curve=tuple((number(share), number(factor)) for share, factor in curve),
            options=tuple((key, known[key].from_json(data[key])) for key in known if key in data),
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
    return method.replaced(net="") if is_folder(method.net) else method


def wrong(method: MethodSettings) -> Iterator[BadSetting]:
    """Everything in a method's settings that is out of bounds. Its name is known already (`METHODS`)."""
    known = METHODS[method.name]
    checks = {part: known.setting(part).check for part in ("strength", "start", "end")}
    checks |= {name: option.check_stored for name, option in all_options().items()}
    for name, check in checks.items():
        try:
            check(getattr(method, name))
        except BadSetting as error:
            yield error
    yield from wrong_curve(method.curve)


def wrong_curve(curve: Curve) -> Iterator[BadSetting]:
    """What in a curve is out of bounds."""
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


def number(value: Any) -> float:
    """`value` of a JSON file as a fraction. Raises TypeError where it is not a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError(f"{value!r} is not a number")
    return float(value)
