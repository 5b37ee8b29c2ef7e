"""How lines are drawn from now on: their role, how steady the hand is made, and whether they are mirrored."""

from __future__ import annotations

from typing import Literal, get_args

from PySide6.QtCore import QObject

from sketchpad.document.model import ROLES, Document, Role, Stroke
from sketchpad.ui.state.observable import Observable

Mirror = Literal["off", "across", "down", "both"]
MIRRORS: tuple[Mirror, ...] = get_args(Mirror)
STEADIEST = 1.0


class Pencil(Observable):
    """Observable settings of how lines are drawn.

    Attributes:
        smooth: the hand's jitter is taken out of lines.
        pressure: a pen's pressure changes the width of the line.
        steadiness: 0: the line goes where the pointer goes; to 1: it follows as on a string, the longer the steadier.
        mirror: "across": left and right are alike; "down": top and bottom; "both": all four quarters.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.role: Role = "follow"
        self.steadiness = 0.0
        self.mirror: Mirror = "off"
        self.smooth = self.pressure = True

    def set_role(self, role: Role) -> None:
        self._set("role", role, ROLES)

    def set_smooth(self, smooth: bool) -> None:
        self._set("smooth", smooth)

    def set_pressure(self, pressure: bool) -> None:
        self._set("pressure", pressure)

    def set_steadiness(self, steadiness: float) -> None:
        """Set `steadiness`, clamped to 0..1."""
        self._set("steadiness", min(max(float(steadiness), 0.0), STEADIEST))

    def set_mirror(self, mirror: Mirror) -> None:
        self._set("mirror", mirror, MIRRORS)

    def mirrored(self, stroke: Stroke, page: Document) -> tuple[Stroke, ...]:
        """`stroke` and its mirror images about the middle of `page`."""
        across = ((-1.0, 0.0, float(page.width)), (0.0, 1.0, 0.0))
        down = ((1.0, 0.0, 0.0), (0.0, -1.0, float(page.height)))
        strokes = [stroke]
        if self.mirror in ("across", "both"):
            strokes += [one.transformed(across) for one in strokes]
        if self.mirror in ("down", "both"):
            strokes += [one.transformed(down) for one in strokes]
        return tuple(strokes)
