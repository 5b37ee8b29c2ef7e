"""Paints the whole canvas, layer by layer, from a description of what is to be seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPalette

from sketchpad.document.layers import USUAL, Layer, LayerKind
from sketchpad.ui.canvas import page_painter
from sketchpad.ui.canvas.boxes import painter as box_painter
from sketchpad.ui.canvas.boxes.painter import BoxStyle
from sketchpad.ui.canvas.ink.ink_layer import InkLayer
from sketchpad.ui.canvas.result_overlay import ResultOverlay
from sketchpad.ui.canvas.view import palette
from sketchpad.ui.canvas.view.turning import STRAIGHT, Turning


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
        layers: of the drawing, bottom to top. content: who paints what lies on them, but for ink and boxes.
    """

    widget: QRectF
    page: QRectF
    ratio: float
    zoom: float
    palette: QPalette
    font: QFont
    ink: InkLayer
    result: ResultOverlay
    looks: tuple[BoxStyle, ...] = ()
    grasped: BoxStyle | None = None
    unlabelled: str | None = None
    missing: str = ""
    invitation: tuple[str, str] | None = None
    turning: Turning = STRAIGHT
    layers: tuple[Layer, ...] = USUAL
    content: Mapping[LayerKind, Sequence[Callable[[QPainter], None]]] = field(default_factory=dict)


def paint_scene(painter: QPainter, exposed: QRectF, scene: Scene) -> None:
    """Paint what lies in `exposed` (widget pixels). Tools paint over it afterwards."""
    surround = palette.backdrop(scene.palette)
    dark = palette.is_dark(scene.palette)
    page_painter.paint_surround(painter, exposed, scene.page, surround, dark)
    painter.fillRect(scene.page, palette.PAPER)
    result = scene.result
    if result.alone is not None:
        page_painter.paint_result(painter, result.alone, scene.page, scene.ratio, 1.0)
        return
    under = result.in_mode("under")
    if under is not None:
        page_painter.paint_result(painter, under, scene.page, scene.ratio, result.opacity)
    _paint_layers(painter, scene)


def _paint_layers(painter: QPainter, scene: Scene) -> None:
    """Bottom to top; the result over the lines lies on the highest layer that is not the boxes'."""
    kinds = [layer.kind for layer in scene.layers]
    boxes = scene.layers[kinds.index("boxes")]
    tinted = min(kinds.index("sketch"), kinds.index("boxes"))
    last = max(number for number, kind in enumerate(kinds) if kind != "boxes")
    for number, layer in enumerate(scene.layers):
        painter.save()
        if number == tinted and boxes.visible:  # beneath the ink, which they would dull
            painter.setOpacity(boxes.opacity)
            box_painter.paint_tints(painter, scene.looks)
        painter.setOpacity(layer.opacity)
        if layer.visible:
            _paint_layer(painter, scene, layer.kind)
        painter.restore()
        if number == last:
            _paint_above(painter, scene)


def _paint_layer(painter: QPainter, scene: Scene, kind: LayerKind) -> None:
    if kind == "sketch":
        painter.setClipRect(scene.page, Qt.ClipOperation.IntersectClip)
        page_painter.paint_ink(painter, scene.ink, scene.page, scene.ratio, scene.zoom)
    elif kind == "boxes":
        _paint_boxes(painter, scene)
    for paint in scene.content.get(kind, ()):
        paint(painter)


def _paint_above(painter: QPainter, scene: Scene) -> None:
    over = scene.result.in_mode("over")
    if over is not None:
        page_painter.paint_result(painter, over, scene.page, scene.ratio, scene.result.opacity)
    if scene.invitation is not None:
        scene.turning.begin_text(painter, scene.page)
        page_painter.paint_invitation(painter, scene.page, scene.font, *scene.invitation)
        painter.restore()


def _paint_boxes(painter: QPainter, scene: Scene) -> None:
    box_painter.paint_frames(painter, scene.looks)
    if scene.grasped is not None:
        box_painter.paint_handles(painter, scene.grasped.rect, scene.grasped.colour)
    labelled = [look for look in scene.looks if look.id != scene.unlabelled]
    box_painter.paint_labels(
        painter, labelled, scene.font, scene.missing, scene.widget, scene.turning
    )
