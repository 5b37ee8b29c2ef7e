"""Curves on their way between methods, cells and windows: as text, which can also be typed into a comparison."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication

from sketchpad.errors import SketchpadError
from sketchpad.generation.methods.registry import METHODS
from sketchpad.generation.request.method_settings import MOST_METHODS, Curve, MethodSettings
from sketchpad.generation.request.method_syntax import read_curve, written_curve

_LONGEST = 10_000  # characters of a text that is looked at


def put(curve: Curve) -> None:
    QGuiApplication.clipboard().setText(written_curve(curve))


def get() -> Curve | None:
    """The curve on the clipboard, empty for a constant one; None where there is something else."""
    return next(iter(tracks().values()), None)


def put_tracks(methods: Sequence[MethodSettings]) -> None:
    """All curves of a cell, each under the name of its method."""
    lines = [f"{name_of(method)}~{written_curve(method.curve)}" for method in methods]
    QGuiApplication.clipboard().setText("\n".join(lines))


def name_of(method: MethodSettings) -> str:
    """What its track is called: its name, and the kind it reads."""
    return f"{method.name}:{method.kind}" if method.kind else method.name


def tracks() -> dict[str, Curve]:
    """The curves on the clipboard by `name_of` their methods, that of no method under ""; empty without any."""
    text = QGuiApplication.clipboard().text()
    lines = text.splitlines() if len(text) <= _LONGEST else []
    if not 0 < len(lines) <= MOST_METHODS:
        return {}
    curves: dict[str, Curve] = {}
    for line in lines:
        name, tilde, curve = line.rpartition("~")
        if tilde and name.partition(":")[0] not in METHODS:
            return {}
        try:
            curves.setdefault(name, read_curve(curve))
        except SketchpadError:
            return {}
    return curves
