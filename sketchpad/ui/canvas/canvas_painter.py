"""Paints the canvas: page, layers, ink, boxes and result, and what the tool in hand paints."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QRectF, QSizeF
from PySide6.QtGui import QPainter

from sketchpad.document.layers import LayerKind
from sketchpad.ui.canvas import mirror_axis
from sketchpad.ui.canvas.result_overlay import ResultOverlay
from sketchpad.ui.canvas.scene_painter import Scene, paint_scene
from sketchpad.ui.canvas.tool_bench import ToolBench, edited

Paint = Callable[[QPainter], None]


class CanvasPainter:
    """Paints what is on `bench`, with the result of `overlay`."""

    def __init__(self, bench: ToolBench, overlay: ResultOverlay) -> None:
        self._bench, self._overlay = bench, overlay
        self._layers: list[Paint] = []
        self._content: dict[LayerKind, list[Paint]] = {}
        viewport, pencil = bench.viewport, bench.state.pencil
        self.add_layer(lambda p: bench.people.paint(p, bench.shown, viewport.view), "poses")
        self.add_layer(lambda p: bench.regions.paint(p, viewport.page_rect()), "regions")
        self.add_layer(lambda p: bench.snapping.paint(p, viewport.view))
        self.add_layer(lambda p: mirror_axis.paint(p, viewport.page_rect(), pencil.mirror))

    def add_layer(self, paint: Paint, kind: LayerKind | None = None) -> None:
        """Have `paint` called after page and boxes have been painted, before the tool: guides, marks.

        With a `kind` it is what lies on that layer of the drawing: painted in its place and opacity, unless hidden.
        """
        if kind is None:
            self._layers.append(paint)
        else:
            self._content.setdefault(kind, []).append(paint)

    def paint(self, painter: QPainter, exposed: QRectF) -> None:
        """Paint what lies in `exposed` (widget pixels)."""
        viewport = self._bench.viewport
        turning = viewport.turning
        painter.setClipRect(exposed)
        if not turning.is_straight:
            turn = turning.transform(QSizeF(viewport.size()))
            exposed = turn.inverted()[0].mapRect(exposed).adjusted(-2, -2, 2, 2)
            painter.setTransform(turn, combine=True)
            painter.setRenderHint(
                QPainter.RenderHint.SmoothPixmapTransform, turning.angle % 90 != 0
            )
        paint_scene(painter, exposed, self._scene())
        if self._overlay.alone is None:
            for paint in self._layers:
                paint(painter)
            self._bench.router.tool.paint(painter)

    def _scene(self) -> Scene:
        bench, viewport, overlay = self._bench, self._bench.viewport, self._overlay
        widget, looks = bench.widget, bench.looks.all()
        shows_picture = overlay.picture is not None and overlay.mode != "hidden"
        drawn = bench.shown.strokes or any(edited(bench.shown)) or bench.router.tool.active
        return Scene(
            widget=QRectF(widget.rect()),
            page=viewport.page_rect(),
            ratio=widget.devicePixelRatioF(),
            zoom=viewport.view.zoom,
            palette=widget.palette(),
            font=widget.font(),
            ink=bench.ink,
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


def _invitation() -> tuple[str, str]:
    """What an empty page says."""
    translate = QCoreApplication.translate
    return (
        translate("CanvasPainter", "Draw here, or open a sample"),
        translate("CanvasPainter", "Press C and drag to say what goes where"),
    )
