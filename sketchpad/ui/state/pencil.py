"""How lines are drawn from now on: their role, how steady the hand is made, and whether they are mirrored."""

from __future__ import annotations

from typing import Literal, get_args

from PySide6.QtCore import QObject, Signal

from sketchpad.document.model import ROLES, Document, Role, Stroke

Mirror = Literal["off", "across", "down", "both"]
MIRRORS: tuple[Mirror, ...] = get_args(Mirror)
STEADIEST = 1.0


class Pencil(QObject):
    """Observable settings of how lines are drawn.

    Signals:
        changed: one of the values is another one now.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._role: Role = "follow"
        self._steadiness = 0.0
        self._mirror: Mirror = "off"
        self._smooth = True
        self._pressure = True

    @property
    def role(self) -> Role:
        return self._role

    def set_role(self, role: Role) -> None:
        if role not in ROLES:
            raise ValueError(f"no role called {role!r}")
        if role != self._role:
            self._role = role
            self.changed.emit()

    @property
    def smooth(self) -> bool:
        """Is the hand's jitter taken out of lines?"""
        return self._smooth

    def set_smooth(self, smooth: bool) -> None:
        if smooth != self._smooth:
            self._smooth = smooth
            self.changed.emit()

    @property
    def pressure(self) -> bool:
        """Does a pen's pressure change the width of the line?"""
        return self._pressure

    def set_pressure(self, pressure: bool) -> None:
        if pressure != self._pressure:
            self._pressure = pressure
            self.changed.emit()

    @property
    def steadiness(self) -> float:
        """0: the line goes where the pointer goes; up to 1: it follows as on a string, the longer the steadier."""
        return self._steadiness

    def set_steadiness(self, steadiness: float) -> None:
        steadiness = min(max(float(steadiness), 0.0), STEADIEST)
        if steadiness != self._steadiness:
            self._steadiness = steadiness
            self.changed.emit()

    @property
    def mirror(self) -> Mirror:
        """ "across": left and right are alike; "down": top and bottom; "both": all four quarters."""
        return self._mirror

    def set_mirror(self, mirror: Mirror) -> None:
        if mirror not in MIRRORS:
            raise ValueError(f"no mirror called {mirror!r}")
        if mirror != self._mirror:
            self._mirror = mirror
            self.changed.emit()

    def mirrored(self, stroke: Stroke, page: Document) -> tuple[Stroke, ...]:
        """`stroke` and its mirror images about the middle of `page`."""
        across = ((-1.0, 0.0, float(page.width)), (0.0, 1.0, 0.0))
        down = ((1.0, 0.0, 0.0), (0.0, -1.0, float(page.height)))
        found = [stroke]
        if self._mirror in ("across", "both"):
            found += [one.transformed(across) for one in found]
        if self._mirror in ("down", "both"):
            found += [one.transformed(down) for one in found]
        return tuple(found)
