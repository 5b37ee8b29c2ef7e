"""Paints the canvas: page, layers, ink, boxes and result, and what the tool in hand paints."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QLineF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from sketchpad.document.edit.box_strokes import strokes_of
from sketchpad.document.layers import LayerKind
from sketchpad.document.model import Document, Stroke
from sketchpad.ui.canvas.scene_painter import ResultOverlay, Scene
from sketchpad.ui.canvas.strokes.selection_painter import paint_filled
from sketchpad.ui.canvas.tool_bench import ToolBench, edited
from sketchpad.ui.canvas.view.palette import SELECTED
from sketchpad.ui.state.drawing_settings import Mirror
from sketchpad.ui.style.painting import dashed

Paint = Callable[[QPainter], None]
MOST_LIT = 2000  # strokes
BEYOND = 14.0  # widget pixels that an axis stands out of the page


class CanvasPainter:
    """Paints what is on `bench`, with the result of `overlay`."""

    def __init__(self, bench: ToolBench, overlay: ResultOverlay) -> None:
        self._bench, self._overlay = bench, overlay
        self._layers: list[Paint] = []
        self._content: dict[LayerKind, list[Paint]] = {}
        self._lit_in: tuple[Document, frozenset[str]] | None = None
        self._lit: list[tuple[QColor, list[Stroke]]] = []
        viewport, pencil = bench.viewport, bench.state.pencil
        self.add_layer(lambda p: bench.people.paint(p, bench.shown, viewport.view), "poses")
        self.add_layer(lambda p: bench.regions.paint(p, viewport.page_rect()), "regions")
        self.add_layer(lambda p: bench.mask.paint(p, viewport.page_rect()), "mask")
        self.add_layer(lambda p: bench.snapping.paint(p, viewport.view))
        self.add_layer(lambda p: paint_axes(p, viewport.page_rect(), pencil.mirror))
        self.add_layer(self._paint_lit)

    def add_layer(self, paint: Paint, kind: LayerKind | None = None) -> None:
        """Have `paint` called after page and boxes have been painted, before the tool: guides, marks.

        With a `kind` it is what lies on that layer of the drawing: painted in its place and opacity, unless hidden.
        """
        layers = self._layers if kind is None else self._content.setdefault(kind, [])
        layers.append(paint)

    def paint(self, painter: QPainter, exposed: QRectF) -> None:
        """Paint what lies in `exposed` (widget pixels)."""
        viewport = self._bench.viewport
        turning = viewport.turning
        painter.setClipRect(exposed)
        if not turning.is_straight:
            turn = turning.transform(viewport.size())
            exposed = turn.inverted()[0].mapRect(exposed).adjusted(-2, -2, 2, 2)
            painter.setTransform(turn, combine=True)
            smooth = QPainter.RenderHint.SmoothPixmapTransform
            painter.setRenderHint(smooth, turning.angle % 90 != 0)
        self._scene().paint(painter, exposed)
        if self._overlay.alone is None:
            for paint in self._layers:
                paint(painter)
            self._bench.router.tool.paint(painter)

    def _scene(self) -> Scene:
        bench, viewport, overlay = self._bench, self._bench.viewport, self._overlay
        widget, looks = bench.widget, bench.looks.all()
        shows_picture = overlay.picture is not None and overlay.mode != "hidden"
        shown = bench.shown
        drawn = shown.strokes or any(edited(shown)) or any(one.content for one in shown.layers)
        drawn = drawn or bench.router.tool.active
        return Scene(
            widget=QRectF(widget.rect()),
            page=viewport.page_rect(),
            ratio=widget.devicePixelRatioF(),
            zoom=viewport.view.zoom,
            palette=widget.palette(),
            font=widget.font(),
            inks=bench.images.inks,
            paints=bench.images.paints,
            result=overlay,
            looks=looks,
            grasped=bench.looks.grasped(looks),
            unlabelled=bench.typing.box_id,
            missing=bench.looks.missing,
            invitation=None if shows_picture or drawn else _invitation(),
            turning=viewport.turning,
            layers=bench.shown.layers,
            content=self._content,
        )

    def _paint_lit(self, painter: QPainter) -> None:
        """The lines of lit boxes, in the colour of their box."""
        bench, document = self._bench, self._bench.shown
        lit = bench.habits.lit
        if self._lit_in is None or self._lit_in[0] is not document or self._lit_in[1] != lit:
            self._lit_in = document, lit
            strokes = document.strokes
            self._lit = [
                (bench.colours[one], [strokes[n] for n in strokes_of(document, [one])[:MOST_LIT]])
                for one in (box.id for box in document.boxes)
                if one in lit
            ]
        for colour, lines in self._lit:
            inked = (line for line in lines if not line.eraser)
            paint_filled(painter, inked, bench.viewport.view, colour)


def paint_axes(painter: QPainter, page: QRectF, mirror: Mirror) -> None:
    """The lines about which the drawing is mirrored; `page` in widget pixels."""
    around, middle = page.adjusted(-BEYOND, -BEYOND, BEYOND, BEYOND), page.center()
    axes = []
    if mirror in ("across", "both"):
        axes.append(QLineF(middle.x(), around.top(), middle.x(), around.bottom()))
    if mirror in ("down", "both"):
        axes.append(QLineF(around.left(), middle.y(), around.right(), middle.y()))
    for axis in axes:
        for pen in (QPen(QColor(255, 255, 255, 150), 3.0), dashed(SELECTED, 1.0, 6.0, 4.0)):
            painter.setPen(pen)
            painter.drawLine(axis)


def _invitation() -> tuple[str, str]:
    translate = QCoreApplication.translate
    return (
        translate("CanvasPainter", "Draw here, or open a sample"),
        translate("CanvasPainter", "Press C and drag to say what goes where"),
    )
