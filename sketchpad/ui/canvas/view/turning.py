"""Looking at the page turned or as in a mirror. The drawing stays as it is, and so do its own coordinates.

The canvas paints and thinks as if it were straight ("straight" widget pixels); what is seen is that, mirrored and then
turned about the middle of the widget. Pointer positions come in as seen and are made straight before anything else.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPainter, QTransform

STEP = 15  # degrees


@dataclass(frozen=True)
class Turning:
    """How the page is looked at: `angle` degrees clockwise in -180..180, after having been `mirrored` left to right."""

    angle: int = 0
    mirrored: bool = False

    @property
    def is_straight(self) -> bool:
        return self.angle == 0 and not self.mirrored

    def turned(self, by: int) -> Turning:
        return replace(self, angle=(self.angle + by + 180) % 360 - 180)

    def reflected(self) -> Turning:
        """Mirrored as it is seen now, not as it would be seen straight."""
        return Turning(-self.angle, not self.mirrored)

    def transform(self, widget: QSizeF) -> QTransform:
        """From straight to seen pixels of a widget of this size."""
        made = QTransform()
        made.translate(widget.width() / 2, widget.height() / 2)
        made.rotate(self.angle)
        if self.mirrored:
            made.scale(-1, 1)
        made.translate(-widget.width() / 2, -widget.height() / 2)
        return made

    def straight(self, seen: QPointF, widget: QSizeF) -> QPointF:
        """Where a point that is seen at `seen` lies straight."""
        if self.is_straight:
            return seen
        back, _ = self.transform(widget).inverted()
        return back.map(seen)

    def bounding(self, page: QSizeF) -> QSizeF:
        """How much room a page of this size takes as it is seen."""
        cos, sin = abs(math.cos(math.radians(self.angle))), abs(math.sin(math.radians(self.angle)))
        across = page.width() * cos + page.height() * sin
        return QSizeF(across, page.width() * sin + page.height() * cos)

    def begin_text(self, painter: QPainter, place: QRectF) -> None:
        """Text painted into `place` from now on can be read in the mirror; undone by `painter.restore`."""
        painter.save()
        if self.mirrored:
            painter.translate(place.center())
            painter.scale(-1, 1)
            painter.translate(-place.center())


STRAIGHT = Turning()
