"""The canvas as it is seen: page, layers, ink, boxes and result, and what the tool in hand paints."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QPainter, QPaintEvent

from sketchpad.document.layers import LayerKind
from sketchpad.document.model import Document
from sketchpad.ui.canvas.result_overlay import ResultOverlay
from sketchpad.ui.canvas.scene_painter import Scene, paint_scene
from sketchpad.ui.canvas.tool_bench import ToolBench

Paint = Callable[[QPainter], None]


class PaintedView(ToolBench):
    """Subclasses make the parts, and say what an empty page invites to."""

    _shown: Document
    _overlay: ResultOverlay
    _layers: list[Paint]
    _content: dict[LayerKind, list[Paint]]

    def invitation(self) -> tuple[str, str]:
        raise NotImplementedError

    def add_layer(self, paint: Paint, kind: LayerKind | None = None) -> None:
        """Have `paint` called after page and boxes have been painted, before the tool: guides, marks.

        With a `kind` it is what lies on that layer of the drawing: painted in its place and opacity, unless hidden.
        """
        if kind is None:
            self._layers.append(paint)
        else:
            self._content.setdefault(kind, []).append(paint)

    def _scene(self) -> Scene:
        looks = self._looks.all()
        shows_picture = self._overlay.picture is not None and self._overlay.mode != "hidden"
        drawn = self._shown.strokes or any(edited(self._shown)) or self._router.tool.active
        return Scene(
            widget=QRectF(self.rect()),
            page=self.page_rect(),
            ratio=self.devicePixelRatioF(),
            zoom=self._view.zoom,
            palette=self.palette(),
            font=self.font(),
            ink=self._ink.layer,
            result=self._overlay,
            looks=looks,
            grasped=self._looks.grasped(looks),
            unlabelled=self._typing.box_id,
            missing=self._looks.missing,
            invitation=None if shows_picture or drawn else self.invitation(),
            turning=self.turning,
            layers=self._shown.layers,
            content=self._content,
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setClipRect(event.rect())
        exposed = QRectF(event.rect())
        if not self.turning.is_straight:
            turn = self.turning.transform(QSizeF(self.size()))
            exposed = turn.inverted()[0].mapRect(exposed).adjusted(-2, -2, 2, 2)
            painter.setTransform(turn, combine=True)
            painter.setRenderHint(
                QPainter.RenderHint.SmoothPixmapTransform, self.turning.angle % 90 != 0
            )
        paint_scene(painter, exposed, self._scene())
        if self._overlay.alone is None:
            for paint in self._layers:
                paint(painter)
            self._router.tool.paint(painter)


def edited(document: Document) -> tuple[object, ...]:
    """What tools change besides ink."""
    return document.boxes, document.poses, document.regions, document.reference


def seen(document: Document) -> tuple[object, ...]:
    """All that is painted anew as a whole, which ink is not."""
    return (*edited(document), document.layers)
