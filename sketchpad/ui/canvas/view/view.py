"""Where the page lies in the widget, and how it is turned: values that map page to widget (logical) pixels."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPainter, QPolygonF, QTransform

from sketchpad.ui.style.painting import polygon

SMALLEST_ZOOM, LARGEST_ZOOM = 0.05, 32.0
# fmt: off
STEPS = (0.05, 0.1, 0.25, 0.33, 0.5, 0.67, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0)
# fmt: on
STEP = 15  # degrees


@dataclass(frozen=True)
class View:
    """`zoom` widget pixels per page pixel; the page's top left corner lies at (`x`, `y`) of the widget."""

    zoom: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def to_widget(self, point: QPointF) -> QPointF:
        return QPointF(self.x + point.x() * self.zoom, self.y + point.y() * self.zoom)

    def to_page(self, point: QPointF) -> QPointF:
        return QPointF((point.x() - self.x) / self.zoom, (point.y() - self.y) / self.zoom)

    def rect_to_widget(self, rect: QRectF) -> QRectF:
        return QRectF(self.to_widget(rect.topLeft()), rect.size() * self.zoom)

    def polygon(self, points: np.ndarray) -> QPolygonF:
        """Through points (n, 2) of the page, in widget pixels."""
        return polygon(points[:, :2] * self.zoom + (self.x, self.y))

    def page_rect(self, page: QSizeF) -> QRectF:
        """The page, in widget pixels."""
        return QRectF(self.x, self.y, page.width() * self.zoom, page.height() * self.zoom)

    def moved(self, delta: QPointF) -> View:
        return replace(self, x=self.x + delta.x(), y=self.y + delta.y())

    def zoomed(self, zoom: float, anchor: QPointF) -> View:
        """Another zoom, with the page point under `anchor` (widget pixels) staying where it is."""
        zoom = min(max(zoom, SMALLEST_ZOOM), LARGEST_ZOOM)
        under = self.to_page(anchor)
        return View(zoom, anchor.x() - under.x() * zoom, anchor.y() - under.y() * zoom)

    def stepped(self, direction: int, anchor: QPointF, ratio: float = 1.0) -> View:
        """One step of `STEPS` in (+1) or out (-1), counted in screen pixels, `ratio` to a widget pixel."""
        now = self.zoom * ratio
        if direction > 0:
            zoom = next((step for step in STEPS if step > now * 1.01), STEPS[-1])
        else:
            zoom = next((step for step in reversed(STEPS) if step < now * 0.99), STEPS[0])
        return self.zoomed(zoom / ratio, anchor)

    def kept_in(self, page: QSizeF, widget: QSizeF, margin: float = 48.0) -> View:
        """Moved back so that at least `margin` pixels of the page stay in sight."""
        width, height = page.width() * self.zoom, page.height() * self.zoom
        mx, my = min(margin, width), min(margin, height)
        x = min(max(self.x, mx - width), widget.width() - mx)
        y = min(max(self.y, my - height), widget.height() - my)
        return self if (x, y) == (self.x, self.y) else replace(self, x=x, y=y)


def fitted(page: QSizeF, widget: QSizeF, margin: float = 32.0) -> View:
    """The whole page, centred, with `margin` widget pixels around it."""
    across = max(widget.width() - 2 * margin, 16.0) / page.width()
    down = max(widget.height() - 2 * margin, 16.0) / page.height()
    return centred(page, widget, min(max(min(across, down), SMALLEST_ZOOM), LARGEST_ZOOM))


def centred(page: QSizeF, widget: QSizeF, zoom: float) -> View:
    x = (widget.width() - page.width() * zoom) / 2
    y = (widget.height() - page.height() * zoom) / 2
    return View(zoom, round(x), round(y))


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
        x, y = widget.width() / 2, widget.height() / 2
        turned = QTransform().translate(x, y).rotate(self.angle)
        return turned.scale(-1 if self.mirrored else 1, 1).translate(-x, -y)

    def straight(self, seen: QPointF, widget: QSizeF) -> QPointF:
        """Where a point that is seen at `seen` lies straight."""
        return seen if self.is_straight else self.transform(widget).inverted()[0].map(seen)

    def bounding(self, page: QSizeF) -> QSizeF:
        """How much room a page of this size takes as it is seen."""
        cos, sin = abs(math.cos(math.radians(self.angle))), abs(math.sin(math.radians(self.angle)))
        across = page.width() * cos + page.height() * sin
        return QSizeF(across, page.width() * sin + page.height() * cos)

    @contextmanager
    def readable(self, painter: QPainter, place: QRectF) -> Iterator[None]:
        """Text painted into `place` meanwhile can be read in the mirror, too."""
        painter.save()
        if self.mirrored:
            painter.translate(place.center())
            painter.scale(-1, 1)
            painter.translate(-place.center())
        yield
        painter.restore()


STRAIGHT = Turning()
