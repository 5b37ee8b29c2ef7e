"""The regions on the canvas as one picture, which a brush goes on painting at once."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from sketchpad.document.model import Document, Stroke
from sketchpad.document.raster.region_raster import RegionMap, RegionRaster
from sketchpad.hints.segmentation import colour_of

SIDE = 1024  # pixels of the longer side, at least
UNKNOWN = QColor(120, 120, 120)


def colour(name: str) -> QColor:
    """Of the class `name`, in ADE20K's palette; grey where it is no class."""
    found = colour_of(name)
    return QColor(*found) if any(found) else UNKNOWN


class RegionLayer(QObject):
    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._raster = RegionRaster(fine=1)
        self._document: Document | None = None
        self._map = RegionMap(np.zeros((1, 1), np.int32), ())
        self._image = QImage()
        self._touched = False  # by a brush, since the document was shown
        self.show(document)

    @property
    def image(self) -> QImage:
        """Premultiplied, opaque where there are regions; null where nothing has been painted yet."""
        return self._image

    @property
    def _scale(self) -> float:
        """Pixels of the picture per page pixel."""
        page = self._document
        assert page is not None
        return max(1.0, SIDE / max(page.width, page.height))

    def show(self, document: Document) -> None:
        before, self._document = self._document, document
        same = before is not None and before.regions == document.regions
        if same and before is not None and _size(before) == _size(document) and not self._touched:
            return
        self._touched = False
        if not document.regions:
            self._image = QImage()
            self._map = RegionMap(np.zeros((1, 1), np.int32), ())
            return
        scale = self._scale
        width, height = round(document.width * scale), round(document.height * scale)
        self._map = self._raster.render(document, width, height)
        known = [QColor(0, 0, 0, 0), *map(colour, self._map.names)]
        table = np.array([one.rgba() for one in known], np.uint32)
        pixels = np.ascontiguousarray(table[self._map.labels])
        self._image = QImage(
            pixels.tobytes(), width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied
        ).copy()

    def name_at(self, at: QPointF) -> str:
        """Of the region that shows at a place (page pixels); empty where there is none."""
        if self._document is None or not self._document.regions:
            return ""
        scale = self._scale
        return self._map.name_at(int(at.y() * scale // 1), int(at.x() * scale // 1))

    def draw(self, stroke: Stroke, name: str) -> QRectF:
        """Go on with a region called `name` along `stroke`, with its full width; what that covers, in page pixels."""
        page = self._document
        assert page is not None
        scale = self._scale
        if self._image.isNull():
            size = round(page.width * scale), round(page.height * scale)
            self._image = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
            self._image.fill(Qt.GlobalColor.transparent)
        self._touched = True
        painter = QPainter(self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(scale, scale)
        mode = QPainter.CompositionMode
        painter.setCompositionMode(
            mode.CompositionMode_SourceOver if name else mode.CompositionMode_Clear
        )
        ink = colour(name) if name else QColor(0, 0, 0)
        line, cap = Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap
        painter.setPen(QPen(ink, stroke.width, line, cap, Qt.PenJoinStyle.RoundJoin))
        points = [QPointF(x, y) for x, y in stroke.points[:, :2].tolist()]
        if len(points) == 1:
            painter.drawPoint(points[0])
        else:
            painter.drawPolyline(QPolygonF(points))
        painter.end()
        x0, y0, x1, y1 = stroke.bounds
        return QRectF(x0 - 1, y0 - 1, x1 - x0 + 2, y1 - y0 + 2)

    def take_back(self) -> None:
        """Forget what `draw` has painted since the document was shown."""
        if self._touched and self._document is not None:
            self.show(self._document)

    def paint(self, painter: QPainter, page: QRectF) -> None:
        """`page`: where the page lies, in widget pixels."""
        if self._image.isNull():
            return
        exposed = painter.clipBoundingRect() if painter.hasClipping() else page
        shown = exposed.adjusted(-2, -2, 2, 2).intersected(page)  # no seams where parts meet
        if shown.isEmpty():
            return
        scale = self._image.width() / page.width()
        part = QRectF((shown.topLeft() - page.topLeft()) * scale, shown.size() * scale)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(shown, self._image, part)
        painter.restore()


def _size(document: Document) -> tuple[int, int]:
    return document.width, document.height
