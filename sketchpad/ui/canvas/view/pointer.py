"""Mouse and pen as one thing: where, how hard, with which keys held."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt

Modifier = Qt.KeyboardModifier
SLACK = 3.0  # widget pixels the pointer may move in a click


@dataclass(frozen=True)
class Pointer:
    """One report of the mouse or pen.

    Args:
        widget, page: the position in widget and in page pixels.
        pressure: 0..1.
        eraser: it is the eraser end of a pen.
        is_pen: the pressure comes from the hand.
    """

    widget: QPointF
    page: QPointF
    pressure: float = 1.0
    modifiers: Modifier = Modifier.NoModifier
    eraser: bool = False
    is_pen: bool = False

    @property
    def at(self) -> tuple[float, float]:
        """The position in page pixels."""
        return self.page.x(), self.page.y()

    def is_click(self, press: Pointer) -> bool:
        """Has it hardly moved since `press`?"""
        return (self.widget - press.widget).manhattanLength() < SLACK

    @property
    def shift(self) -> bool:
        return bool(self.modifiers & Modifier.ShiftModifier)

    @property
    def ctrl(self) -> bool:
        return bool(self.modifiers & Modifier.ControlModifier)

    @property
    def alt(self) -> bool:
        return bool(self.modifiers & Modifier.AltModifier)


class MousePressure:
    """A mouse has no pressure; quick movement draws a little thinner, as ink does, and a line begins softly."""

    FULL, THINNEST = 1.0, 0.62
    QUICK = 3.0  # widget pixels per millisecond at which the line is thinnest

    def __init__(self) -> None:
        self._at = QPointF()
        self._when = 0
        self._pressure = self.FULL

    def start(self, at: QPointF, when: int) -> float:
        """A stroke begins at `at` (widget pixels), at `when` (milliseconds)."""
        self._at, self._when, self._pressure = at, when, 0.85
        return self._pressure

    def move(self, at: QPointF, when: int) -> float:
        distance = math.dist(at.toTuple(), self._at.toTuple())
        speed = distance / max(when - self._when, 4)
        wanted = self.FULL - (self.FULL - self.THINNEST) * min(speed / self.QUICK, 1)
        # By way, not by time: the same line at any rate of reports.
        follow = 1 - math.exp(-distance / 40)
        self._pressure += (wanted - self._pressure) * follow
        self._at, self._when = at, when
        return self._pressure
