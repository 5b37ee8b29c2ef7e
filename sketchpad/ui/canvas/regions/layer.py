"""Regions, and the mask, on the canvas: each as one picture, which a brush goes on painting at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from sketchpad.document.model import Document, Stroke
from sketchpad.document.raster.mask_raster import render_mask
from sketchpad.document.raster.region_raster import RegionMap, RegionRaster
from sketchpad.hints.segmentation import colour_of
from sketchpad.ui.style.painting import clear_image, paint_exposed, polygon, rect_of

SIDE = 1024  # pixels of the longer side, at least
UNKNOWN = QColor(120, 120, 120)
MASKED = QColor(226, 42, 112)
NOTHING = RegionMap(np.zeros((1, 1), np.int32), ())


def colour(name: str) -> QColor:
    """Of the class `name`, in ADE20K's palette; grey where it is no class."""
    rgb = colour_of(name)
    return QColor(*rgb) if any(rgb) else UNKNOWN


class PatchLayer(QObject):
    """Subclasses say whose patches it shows.

    Attributes:
        image: premultiplied, null without patches.
    """

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = Document()
        self.image = QImage()
        self._touched = False  # by a brush, since the document was shown
        self.show(document)

    def _painted(self, document: Document) -> tuple[object, ...]:
        """All of `document` that the picture depends on; the patches first."""
        raise NotImplementedError

    def _pixels(self, width: int, height: int) -> NDArray[np.uint32]:
        """The picture of the document, (height, width)."""
        raise NotImplementedError

    def colour(self, name: str) -> QColor:
        """Of patches called `name`."""
        raise NotImplementedError

    def _covers(self, name: str) -> bool:
        """Whether a patch called `name` adds to the picture; else it takes away."""
        return bool(name)

    @property
    def _scale(self) -> float:
        """Pixels of the picture per page pixel."""
        return max(1.0, SIDE / max(self._document.width, self._document.height))

    def show(self, document: Document) -> None:
        before, self._document = self._document, document
        same_page = (before.width, before.height) == (document.width, document.height)
        same = same_page and self._painted(before) == self._painted(document)
        if same and not self._touched:
            return
        self._touched = False
        if not self._painted(document)[0]:
            self.image = QImage()
            return
        scale = self._scale
        width, height = round(document.width * scale), round(document.height * scale)
        pixels = np.ascontiguousarray(self._pixels(width, height), np.uint32)
        self.image = QImage(
            pixels.tobytes(), width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied
        ).copy()

    def draw(self, stroke: Stroke, name: str) -> QRectF:
        """Go on with a patch called `name` along `stroke`, with its full width; what that covers, in page pixels."""
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
            mode.CompositionMode_SourceOver if self._covers(name) else mode.CompositionMode_Clear
        )
        ink = self.colour(name) if self._covers(name) else QColor(0, 0, 0)
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


class RegionLayer(PatchLayer):
    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        self._raster = RegionRaster(fine=1)
        self._map = NOTHING
        super().__init__(document, parent)

    def _painted(self, document: Document) -> tuple[object, ...]:
        return (document.regions,)

    def _pixels(self, width: int, height: int) -> NDArray[np.uint32]:
        self._map = self._raster.render(self._document, width, height)
        known = [QColor(0, 0, 0, 0), *map(colour, self._map.names)]
        table = np.array([one.rgba() for one in known], np.uint32)
        return np.asarray(table[self._map.labels])

    def colour(self, name: str) -> QColor:
        return colour(name)

    def name_at(self, at: QPointF) -> str:
        """Of the region that shows at a place (page pixels); empty where there is none."""
        if not self._document.regions:
            return ""
        scale = self._scale
        return self._map.name_at(int(at.y() * scale // 1), int(at.x() * scale // 1))


class MaskLayer(PatchLayer):
    """A tint, as strong as the share of the new picture."""

    def _painted(self, document: Document) -> tuple[object, ...]:
        return document.mask, document.mask_options

    def _pixels(self, width: int, height: int) -> NDArray[np.uint32]:
        shares = np.arange(256, dtype=np.uint32)
        red, green, blue = (
            shares * part // 255 for part in (MASKED.red(), MASKED.green(), MASKED.blue())
        )
        table = shares << 24 | red << 16 | green << 8 | blue
        mask = render_mask(self._document, width, height)
        return np.asarray(table[np.rint(mask * 255).astype(np.uint8)])

    def colour(self, name: str) -> QColor:
        return MASKED

    def _covers(self, name: str) -> bool:
        return bool(name) != self._document.mask_options.inverted
