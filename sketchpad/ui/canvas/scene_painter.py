"""The result on the canvas, and painting the whole canvas, layer by layer, from a description of what is seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from PySide6.QtCore import QObject, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPalette, QRegion

from sketchpad import settings
from sketchpad.document.layers import USUAL, Layer, LayerKind
from sketchpad.ui.canvas.boxes import painter as box_painter
from sketchpad.ui.canvas.boxes.painter import BoxStyle
from sketchpad.ui.canvas.ink.ink_layer import InkLayer
from sketchpad.ui.canvas.paint.layer import PaintLayer
from sketchpad.ui.canvas.view import palette
from sketchpad.ui.canvas.view.view import STRAIGHT, Turning
from sketchpad.ui.style.painting import smoothly

SHADOW = 14  # widget pixels
PIXELS_SHOW = 6.0  # screen pixels per picture pixel from which on the result is shown unsmoothed
ResultMode = Literal["under", "over", "hidden"]
RESULT_MODES: tuple[ResultMode, ...] = get_args(ResultMode)


@dataclass(frozen=True)
class Scene:
    """What is to be seen.

    Args:
        widget, page: the whole widget and the page in it, in widget pixels.
        ratio: screen pixels per widget pixel. zoom: widget pixels per page pixel.
        looks: the boxes, the topmost last. grasped: the one that shows handles. unlabelled: the one whose phrase is
            just being typed.
        missing: the label of a box without a phrase.
        invitation: two lines on an empty page, or None.
        turning: how all of this is seen; only words must know, so that they can be read.
        inks, paints: by the ids of their layers.
        layers: of the drawing, bottom to top. content: who paints what else lies on them, but for boxes.
    """

    widget: QRectF
    page: QRectF
    ratio: float
    zoom: float
    palette: QPalette
    font: QFont
    inks: Mapping[str, InkLayer]
    paints: Mapping[str, PaintLayer]
    result: ResultOverlay
    looks: tuple[BoxStyle, ...] = ()
    grasped: BoxStyle | None = None
    unlabelled: str | None = None
    missing: str = ""
    invitation: tuple[str, str] | None = None
    turning: Turning = STRAIGHT
    layers: tuple[Layer, ...] = USUAL
    content: Mapping[LayerKind, Sequence[Callable[[QPainter], None]]] = field(default_factory=dict)

    def paint(self, painter: QPainter, exposed: QRectF) -> None:
        """Paint what lies in `exposed` (widget pixels). Tools paint over it afterwards."""
        self._paint_surround(painter, exposed)
        painter.fillRect(self.page, palette.PAPER)
        if self.result.alone is not None:
            self._paint_picture(painter, self.result.alone, 1.0)
        else:
            self._paint_result(painter, "under")
            self._paint_layers(painter)

    def _paint_surround(self, painter: QPainter, exposed: QRectF) -> None:
        """The backdrop and, around the page, a soft shadow."""
        painter.fillRect(exposed, palette.backdrop(self.palette))
        page, dark = self.page, palette.is_dark(self.palette)
        if page.contains(exposed):
            return
        with smoothly(painter, brush=QColor(0, 0, 0, 7 if dark else 3)):
            within = page.toRect().adjusted(1, 1, -1, -1)
            outside = QRegion(exposed.toAlignedRect()) - QRegion(within)
            painter.setClipRegion(outside, Qt.ClipOperation.IntersectClip)
            for spread in range(SHADOW, 0, -1):
                soft = page.adjusted(-spread, -spread + 3, spread, spread + 3)
                painter.drawRoundedRect(soft, spread, spread)
            painter.setBrush(QColor(0, 0, 0, 90 if dark else 26))
            painter.drawRect(page.adjusted(-1, -1, 1, 1))

    def _paint_layers(self, painter: QPainter) -> None:
        """Bottom to top; the result over the lines lies on the highest layer that is not the boxes'."""
        kinds = [layer.kind for layer in self.layers]
        boxes = self.layers[kinds.index("boxes")]
        tinted = min(kinds.index("sketch"), kinds.index("boxes"))
        last = max(number for number, kind in enumerate(kinds) if kind != "boxes")
        for number, layer in enumerate(self.layers):
            painter.save()
            if number == tinted and boxes.visible:  # beneath the ink, which they would dull
                painter.setOpacity(boxes.opacity)
                box_painter.paint_tints(painter, self.looks)
            painter.setOpacity(layer.opacity)
            if layer.visible:
                self._paint_layer(painter, layer)
            painter.restore()
            if number == last:
                self._paint_result(painter, "over")
                self._paint_invitation(painter)

    def _paint_layer(self, painter: QPainter, layer: Layer) -> None:
        if layer.kind == "sketch":
            painter.setClipRect(self.page, Qt.ClipOperation.IntersectClip)
            self._paint_ink(painter, self.inks[layer.id])
        elif layer.kind == "colour":
            self.paints[layer.id].paint(painter, self.page)
        elif layer.kind == "boxes":
            self._paint_boxes(painter)
        for paint in self.content.get(layer.kind, ()):
            paint(painter)

    def _paint_ink(self, painter: QPainter, ink: InkLayer) -> None:
        """Pixel for pixel where the ink has the screen's resolution, stretched until it has."""
        image, ratio = ink.image, self.ratio
        if ink.scale == self.zoom * ratio:
            painter.save()
            painter.scale(1 / ratio, 1 / ratio)
            corner = QPointF(round(self.page.x() * ratio), round(self.page.y() * ratio))
            painter.drawImage(corner, image)
            painter.restore()
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self.page, image, QRectF(image.rect()))

    def _paint_boxes(self, painter: QPainter) -> None:
        box_painter.paint_frames(painter, self.looks)
        if self.grasped is not None:
            box_painter.paint_handles(painter, self.grasped.rect, self.grasped.colour)
        labelled = [look for look in self.looks if look.id != self.unlabelled]
        box_painter.paint_labels(
            painter, labelled, self.font, self.missing, self.widget, self.turning
        )

    def _paint_result(self, painter: QPainter, mode: ResultMode) -> None:
        if self.result.picture is not None and self.result.mode == mode:
            self._paint_picture(painter, self.result.picture, self.result.opacity)

    def _paint_picture(self, painter: QPainter, picture: QImage, opacity: float) -> None:
        painter.save()
        enlarged = self.page.width() * self.ratio / max(picture.width(), 1)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, enlarged < PIXELS_SHOW)
        painter.setOpacity(opacity)
        painter.drawImage(self.page, picture, QRectF(picture.rect()))
        painter.restore()

    def _paint_invitation(self, painter: QPainter) -> None:
        """Two lines in the middle of the page; smaller or not at all where there is no room."""
        room = self.page.adjusted(16, 16, -16, -16)
        if self.invitation is None or room.width() < 120 or room.height() < 60:
            return
        large, small = QFont(self.font), QFont(self.font)
        large.setPixelSize(round(min(20, max(12, self.page.width() / 24))))
        small.setPixelSize(max(11, round(large.pixelSize() * 0.65)))
        wrap = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        heights = [
            QFontMetricsF(font).boundingRect(room, wrap, text).height()
            for font, text in zip((large, small), self.invitation, strict=True)
        ]
        gap = large.pixelSize() * 0.6
        height = sum(heights) + gap
        if height > room.height():
            return
        top = room.center().y() - height / 2
        tops = top, top + heights[0] + gap
        with self.turning.readable(painter, self.page):
            for y, high, font, colour, text in zip(
                tops,
                heights,
                (large, small),
                (palette.HINT, palette.FAINT_HINT),
                self.invitation,
                strict=True,
            ):
                painter.setFont(font)
                painter.setPen(colour)
                painter.drawText(QRectF(room.x(), y, room.width(), high + 1), wrap, text)


class ResultOverlay(QObject):
    """Which result is shown on the canvas, where, and how opaque.

    Signals:
        picture_changed: another picture, perhaps none.
        changed: anything else; or there is a picture now and was none before, or the other way round.
    """

    picture_changed = Signal()
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.picture: QImage | None = None
        self.mode: ResultMode = "under"
        self.opacity = float(settings.default("result.opacity"))
        self.peeking = False

    def set_picture(self, picture: QImage | None) -> None:
        """Converted once to the form that is painted fastest."""
        appeared = (picture is None) != (self.picture is None)
        if picture is not None:
            form, clear = QImage.Format, picture.hasAlphaChannel()
            fast = form.Format_ARGB32_Premultiplied if clear else form.Format_RGB32
            picture = picture.convertToFormat(fast)
            picture.setDevicePixelRatio(1.0)
        self.picture = picture
        self.picture_changed.emit()
        if appeared:
            self.changed.emit()

    def set_mode(self, mode: ResultMode) -> None:
        if mode not in RESULT_MODES:
            raise ValueError(f"no way to show a result called {mode!r}")
        if mode != self.mode:
            self.mode = mode
            self.changed.emit()

    def set_opacity(self, opacity: float) -> None:
        opacity = min(max(float(opacity), 0.0), 1.0)
        if opacity != self.opacity:
            self.opacity = opacity
            self.changed.emit()

    def set_peeking(self, peeking: bool) -> None:
        if peeking != self.peeking:
            self.peeking = peeking
            self.changed.emit()

    def colour_at(self, mode: ResultMode, across: float, down: float) -> QColor | None:
        """Of the picture, at a place in shares of it; None beside it, and where it is shown in another way."""
        if self.picture is None or self.mode != mode:
            return None
        at = QPoint(int(across * self.picture.width()), int(down * self.picture.height()))
        return self.picture.pixelColor(at) if self.picture.rect().contains(at) else None

    @property
    def alone(self) -> QImage | None:
        """The picture, if it is shown without the drawing."""
        return self.picture if self.peeking else None
