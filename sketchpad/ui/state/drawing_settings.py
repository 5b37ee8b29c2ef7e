"""How lines are drawn, regions and colours are painted from now on, observable."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal, get_args

from PySide6.QtCore import QObject, Signal

from sketchpad import settings
from sketchpad.document.mask import MASKED
from sketchpad.document.model import ROLES, Document, Paint, Role, Stroke
from sketchpad.document.paint import BLENDS, PRESSURES, Blend, Pressure


class Observable(QObject):
    """Values that are set through methods.

    Signals:
        changed: one of the values is another one now.
    """

    changed = Signal()

    def _set(self, name: str, value: object, allowed: Collection[object] = ()) -> None:
        """Give the attribute `name` another value. ValueError for one that is not among those `allowed`."""
        if allowed and value not in allowed:
            raise ValueError(f"no {name} called {value!r}")
        if value != getattr(self, name):
            setattr(self, name, value)
            self.changed.emit()


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


Mode = Literal["brush", "fill", "rectangle"]
MODES: tuple[Mode, ...] = get_args(Mode)
FAVOURITES = tuple(str(settings.default("region.favourites")).split("\n"))
"""Chosen by the keys 1 to 9, as long as the user puts no others there."""


class PatchBrush(Observable):
    """Observable settings of how patches are painted.

    Attributes:
        name: of what is painted, also while it erases.
        mode: "fill": by a click, or by a loop around a place.
    """

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.erasing = False
        self.mode: Mode = "brush"

    @property
    def paints(self) -> str:
        """Name of the patches to come; empty for those that take away."""
        return "" if self.erasing else self.name

    def set_erasing(self, erasing: bool) -> None:
        self._set("erasing", erasing)

    def set_mode(self, mode: Mode) -> None:
        self._set("mode", mode, MODES)


class MaskBrush(PatchBrush):
    """How the mask is painted."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(MASKED, parent)


class RegionBrush(PatchBrush):
    """How regions are painted.

    Attributes:
        favourites: classes on the keys 1 to 9.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(str(settings.default("region.class")), parent)
        self.favourites = FAVOURITES

    def choose(self, name: str) -> None:
        """Paint this class. ValueError for an empty name."""
        if not name:
            raise ValueError("a class has a name")
        if name != self.name or self.erasing:
            self.name, self.erasing = name, False
            self.changed.emit()

    def set_favourites(self, names: Sequence[str]) -> None:
        """Put classes on the keys 1 to 9. ValueError unless there are nine different ones."""
        if len(names) != len(FAVOURITES) or len({*names, ""}) <= len(names):
            raise ValueError("nine different classes, one for each key")
        self._set("favourites", tuple(names))

    def put_on_key(self, name: str, key: int) -> None:
        """Put a class on a key, 1 to 9; where it was on another one, the two change places."""
        names, place = list(self.favourites), key - 1
        if name in names:
            names[names.index(name)] = names[place]
        names[place] = name
        self.set_favourites(names)


MOST_RECENT = 12


class PaintBrush(Observable):
    """Observable settings of how colours are painted.

    Attributes:
        colour: "#rrggbb", also while it erases.
        recent: the colours that were painted with, the last one first.
        pressure: what a pen's pressure changes; None for nothing.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.colour = str(settings.default("paint.colour"))
        self.recent: tuple[str, ...] = ()
        self.opacity = float(settings.default("paint.opacity"))
        self.blend: Blend = "normal"
        self.pressure: Pressure | None = "width"
        self.mode: Mode = "brush"
        self.erasing = False

    def paint(self, stroke: Stroke, *, filled: bool = False) -> Paint:
        """A patch of the colours to come; one that takes away where `stroke` is an eraser's."""
        blend = "normal" if stroke.eraser else self.blend
        return Paint(stroke, self.colour, filled, self.opacity, blend, self.pressure or "width")

    def choose(self, colour: str) -> None:
        """Paint in this colour. ValueError for one that is none."""
        Paint(_DOT, colour)
        if colour != self.colour or self.erasing:
            self.colour, self.erasing = colour, False
            self.changed.emit()

    def remember(self, colour: str) -> None:
        """It was painted with."""
        rest = (one for one in self.recent if one != colour)
        self.set_recent((colour, *rest))

    def set_recent(self, colours: Sequence[str]) -> None:
        """ValueError where one is no colour."""
        for colour in colours:
            Paint(_DOT, colour)
        self._set("recent", tuple(colours)[:MOST_RECENT])

    def set_opacity(self, opacity: float) -> None:
        """Set `opacity`, clamped to what the settings allow."""
        low = float(settings.setting("paint.opacity").low or 0)
        self._set("opacity", min(max(float(opacity), low), 1.0))

    def set_blend(self, blend: Blend) -> None:
        self._set("blend", blend, BLENDS)

    def set_pressure(self, pressure: Pressure | None) -> None:
        self._set("pressure", pressure, (None, *PRESSURES))

    def set_erasing(self, erasing: bool) -> None:
        self._set("erasing", erasing)

    def set_mode(self, mode: Mode) -> None:
        self._set("mode", mode, MODES)


_DOT = Stroke([[0, 0]])
