"""The regions on the canvas as one picture, which a brush goes on painting at once."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from sketchpad.document.model import Document, Stroke
from sketchpad.document.raster.region_raster import RegionMap, RegionRaster
from sketchpad.hints.segmentation import colour_of
from sketchpad.ui.style.painting import clear_image, paint_exposed, polygon, rect_of

SIDE = 1024  # pixels of the longer side, at least
UNKNOWN = QColor(120, 120, 120)
NOTHING = RegionMap(np.zeros((1, 1), np.int32), ())


def colour(name: str) -> QColor:
    """Of the class `name`, in ADE20K's palette; grey where it is no class."""
    rgb = colour_of(name)
    return QColor(*rgb) if any(rgb) else UNKNOWN


class RegionLayer(QObject):
    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._raster = RegionRaster(fine=1)
        self._document = Document()
        self._map = NOTHING
        self.image = QImage()  # premultiplied, opaque where there are regions; null without any
        self._touched = False  # by a brush, since the document was shown
        self.show(document)

    @property
    def _scale(self) -> float:
        """Pixels of the picture per page pixel."""
        return max(1.0, SIDE / max(self._document.width, self._document.height))

    def show(self, document: Document) -> None:
        before, self._document = self._document, document
        if _painted(before) == _painted(document) and not self._touched:
            return
        self._touched = False
        if not document.regions:
            self.image, self._map = QImage(), NOTHING
            return
        scale = self._scale
        width, height = round(document.width * scale), round(document.height * scale)
        self._map = self._raster.render(document, width, height)
        known = [QColor(0, 0, 0, 0), *map(colour, self._map.names)]
        table = np.array([one.rgba() for one in known], np.uint32)
        pixels = np.ascontiguousarray(table[self._map.labels])
        self.image = QImage(
            pixels.tobytes(), width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied
        ).copy()

    def name_at(self, at: QPointF) -> str:
        """Of the region that shows at a place (page pixels); empty where there is none."""
        if not self._document.regions:
            return ""
        scale = self._scale
        return self._map.name_at(int(at.y() * scale // 1), int(at.x() * scale // 1))

    def draw(self, stroke: Stroke, name: str) -> QRectF:
        """Go on with a region called `name` along `stroke`, with its full width; what that covers, in page pixels."""
        page, scale = self._document, self._scale
        if self.image.isNull():
            self.image = clear_image(round(page.width * scale), round(page.height * scale))
            self.image.fill(Qt.GlobalColor.transparent)
        self._touched = True
        painter = QPainter(self.image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(scale, scale)
        mode = QPainter.CompositionMode
        painter.setCompositionMode(
            mode.CompositionMode_SourceOver if name else mode.CompositionMode_Clear
        )
        ink = colour(name) if name else QColor(0, 0, 0)
        line, cap = Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap
        painter.setPen(QPen(ink, stroke.width, line, cap, Qt.PenJoinStyle.RoundJoin))
        points = polygon(stroke.points[:, :2])
        if points.size() == 1:
            painter.drawPoint(points.first())
        else:
            painter.drawPolyline(points)
        painter.end()
        return rect_of(stroke.bounds).adjusted(-1, -1, 1, 1)

    def take_back(self) -> None:
        """Forget what `draw` has painted since the document was shown."""
        if self._touched:
            self.show(self._document)

    def paint(self, painter: QPainter, page: QRectF) -> None:
        """`page`: where the page lies, in widget pixels."""
        paint_exposed(painter, self.image, page)


def _painted(document: Document) -> tuple[object, ...]:
    return document.width, document.height, document.regions
