"""Golden pictures of what is painted. No text in them: fonts differ from machine to machine."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPalette, QPolygonF

from sketchpad.document.layers import Layer
from sketchpad.document.model import Box, Document, Stroke
from sketchpad.ui.canvas.boxes import painter as box_painter
from sketchpad.ui.canvas.boxes.painter import BoxStyle
from sketchpad.ui.canvas.canvas_painter import paint_axes
from sketchpad.ui.canvas.ink.ink_layer import InkLayer
from sketchpad.ui.canvas.paint.layer import PaintLayer
from sketchpad.ui.canvas.scene_painter import ResultOverlay, Scene
from sketchpad.ui.canvas.strokes import geometry, selection_painter
from sketchpad.ui.canvas.view.guides import Guides
from sketchpad.ui.canvas.view.palette import (
    BOX_COLOURS,
    PAPER,
    BoxColours,
    luminance,
)
from sketchpad.ui.canvas.view.view import Turning, View

SIDE = 300


def drawing() -> Document:
    """All that a pen can do: pressure, sharp and tight turns, dots, crossings, and an eraser."""
    spiral = [
        (64 + (8 + 1.1 * i) * math.cos(i / 4), 64 + (8 + 1.1 * i) * math.sin(i / 4), i / 40)
        for i in range(40)
    ]
    zigzag = [(150 + 14 * i, 30 + 40 * (i % 2), 1) for i in range(8)]
    hook = [(150, 120, 1), (230, 120, 1), (232, 124, 1), (150, 128, 1)]
    wave = [
        (20 + 4 * i, 200 + 20 * math.sin(i / 5), 0.5 + 0.5 * math.sin(i / 9)) for i in range(55)
    ]
    return Document(
        strokes=(
            Stroke(spiral, 9),
            Stroke(zigzag, 6),
            Stroke(hook, 10),
            Stroke(wave, 14),
            Stroke([(200, 160, 1)], 24),
            Stroke([(170, 160, 0)], 3),
            Stroke([(20, 170, 1), (120, 240, 1)], 8, eraser=True),
            Stroke([(10, 250, 0.2), (246, 250, 0.2)], 1),
        )
    )


def result() -> QImage:
    y, x = np.mgrid[0:64, 0:64]
    rgb = np.stack((x * 4, y * 4, 255 - x * 2 - y * 2), axis=2).astype(np.uint8)
    return QImage(rgb.tobytes(), 64, 64, 192, QImage.Format.Format_RGB888).copy()


def painted(
    zoom: float = 1.0,
    ratio: float = 1.0,
    mode: str = "under",
    opacity: float = 0.5,
    dark: bool = False,
    **more,
) -> QImage:
    document = more.pop("document", None) or drawing()
    ink = InkLayer()
    ink.show(document)
    ink.set_scale(zoom * ratio)
    ink.advance()
    overlay = ResultOverlay()
    overlay.set_mode(mode)  # type: ignore[arg-type]
    overlay.set_opacity(opacity)
    overlay.set_picture(more.pop("picture", None))
    overlay.set_peeking(more.pop("peeking", False))
    colours = QPalette()
    colours.setColor(
        QPalette.ColorRole.Window, QColor(50, 50, 50) if dark else QColor(240, 240, 240)
    )
    view = View(zoom, (SIDE - 256 * zoom) / 2, (SIDE - 256 * zoom) / 2)
    scene = Scene(
        widget=QRectF(0, 0, SIDE, SIDE),
        page=QRectF(view.x, view.y, 256 * zoom, 256 * zoom),
        ratio=ratio,
        zoom=zoom,
        palette=colours,
        font=QFont(),
        inks={"sketch": ink},
        paints={"colour": PaintLayer(document)},
        result=overlay,
        **more,
    )
    image = QImage(QSize(SIDE, SIDE) * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    painter = QPainter(image)
    scene.paint(painter, QRectF(0, 0, SIDE, SIDE))
    painter.end()
    image.setDevicePixelRatio(1.0)
    return image


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_ink_on_paper(qapp, same_picture, ratio):
    same_picture(f"ink-{ratio:.0f}x", painted(ratio=ratio))


def test_ink_enlarged(qapp, same_picture):
    same_picture("ink-enlarged", painted(zoom=2.5))


def test_dark_surround(qapp, same_picture):
    same_picture("dark-surround", painted(dark=True, zoom=0.75))


def test_roles(qapp, same_picture):
    lines = drawing().strokes
    roles = ("loose", "ignore", "follow", "ignore", "loose", "loose", "follow", "ignore")
    document = Document(
        strokes=tuple(s.with_role(r) for s, r in zip(lines, roles, strict=True))  # type: ignore[arg-type]
    )
    same_picture("ink-roles", painted(document=document))


@pytest.mark.parametrize("mode", ["under", "over", "hidden"])
def test_result(qapp, same_picture, mode):
    same_picture(f"result-{mode}", painted(mode=mode, opacity=0.6, picture=result()))


def test_peeking(qapp, same_picture):
    same_picture("result-alone", painted(mode="hidden", picture=result(), peeking=True))


def test_boxes(qapp, same_picture):
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    image.fill(PAPER)
    painter = QPainter(image)
    painter.fillRect(QRectF(0, 150, SIDE, 150), Qt.GlobalColor.darkBlue)
    looks = [
        BoxStyle(
            str(i),
            "" if i == 2 else "dog",
            QRectF(15 + 95 * (i % 3), 15 + 72 * (i // 3), 80, 60),
            BOX_COLOURS[i % len(BOX_COLOURS)],
            selected=i in (1, 6),
            hovered=i == 4,
        )
        for i in range(11)
    ]
    box_painter.paint_tints(painter, looks)
    box_painter.paint_frames(painter, looks)
    box_painter.paint_handles(painter, looks[1].rect, looks[1].colour)
    box_painter.paint_handles(painter, QRectF(220, 240, 24, 60), BOX_COLOURS[3])
    box_painter.paint_marquee(painter, QRectF(150.5, 170.5, 100, 40), BOX_COLOURS[0])
    painter.end()
    same_picture("boxes", image)


@pytest.mark.parametrize("colour", BOX_COLOURS, ids=lambda colour: colour.name())
def test_labels_and_frames_can_be_read(colour):
    against_white = 1.05 / (luminance(colour) + 0.05)
    assert against_white >= 4.5  # white letters on the chip, and the frame on paper


def test_box_colours_are_not_given_twice_before_all_are_used():
    colours = BoxColours()
    ids = [f"b{i}" for i in range(10)]
    colours.show(Box("", (0, 0, 1, 1), id=one) for one in ids)
    assert len({colours[one].name() for one in ids}) == 10
    kept = colours["b7"]
    colours.show(Box("", (0, 0, 1, 1), id=one) for one in ("b7", "new", "b3"))
    assert colours["b7"] == kept
    assert len({colours[one].name() for one in ("b7", "new", "b3")}) == 3


def test_handles_that_have_no_room_are_not_there():
    assert len(box_painter.shown_handles(QRectF(0, 0, 100, 100))) == 8
    assert len(box_painter.shown_handles(QRectF(0, 0, 100, 20))) == 6
    assert len(box_painter.shown_handles(QRectF(0, 0, 20, 20))) == 4
    assert box_painter.grasped_handle(QRectF(0, 0, 100, 100), QPointF(103, 96)) == (1, 1)
    assert box_painter.grasped_handle(QRectF(0, 0, 100, 100), QPointF(50, 50)) is None


def overlay(paint) -> QImage:
    """Paper, a few lines, and what `paint` paints over them."""
    image = painted(document=Document(strokes=drawing().strokes[1:4]))
    painter = QPainter(image)
    paint(painter)
    painter.end()
    return image


def test_selected_lines(qapp, same_picture):
    strokes = drawing().strokes[1:4]
    view = View(1.0, 22, 22)
    frame = QRectF(160, 34, 120, 60)

    def paint(painter: QPainter) -> None:
        turned = geometry.turn((200, 50), (250, 50), (240, 80))
        selection_painter.paint_marks(painter, strokes[:2], view, geometry.shift(0, 0))
        selection_painter.paint_marks(painter, strokes[2:], view, turned)
        selection_painter.paint_frame(painter, QPolygonF(frame), frame)
        shape = selection_painter.to_transform(turned).map(QPolygonF(QRectF(150, 130, 90, 40)))
        selection_painter.paint_frame(painter, shape, None)
        loop = [(30, 60), (120, 40), (140, 120), (70, 150)]
        selection_painter.paint_loop(painter, [QPointF(*at) for at in loop])

    same_picture("selected-lines", overlay(paint))


def test_mirror_axes(qapp, same_picture):
    page = QRectF(22, 22, 256, 256)
    same_picture("mirror-axes", overlay(lambda painter: paint_axes(painter, page, "both")))


def test_a_group_of_boxes_takes_its_lines_along(qapp, same_picture):
    looks = [
        BoxStyle(str(i), "dog", QRectF(40 + 110 * i, 60, 80, 90), BOX_COLOURS[i], selected=True)
        for i in range(2)
    ]

    def paint(painter: QPainter) -> None:
        box_painter.paint_frames(painter, looks)
        around = box_painter.group(looks)
        assert around is not None
        box_painter.paint_handles(painter, around.rect, around.colour)
        box_painter.paint_ghosts(painter, drawing().strokes[:4], View(1.0, 40, 40))

    same_picture("box-group", overlay(paint))


def test_layers_in_another_order_and_opacity(qapp, same_picture):
    stack = tuple(
        Layer(kind, opacity={"boxes": 0.5, "sketch": 0.4, "regions": 0.8}.get(kind, 1.0))
        for kind in ("boxes", "sketch", "regions", "reference", "poses")
    )
    look = BoxStyle("a", "dog", QRectF(60, 60, 120, 120), BOX_COLOURS[2], selected=True)

    def shape(colour: Qt.GlobalColor, place: QRectF):
        return [lambda painter: painter.fillRect(place, colour)]

    content = {
        "regions": shape(Qt.GlobalColor.darkGreen, QRectF(120, 120, 100, 60)),
        "poses": shape(Qt.GlobalColor.red, QRectF(40, 200, 60, 40)),
    }
    hidden = tuple(
        Layer(one.kind, visible=one.kind != "sketch", opacity=one.opacity) for one in stack
    )
    more = {"looks": (look,), "unlabelled": "a", "content": content}
    same_picture("layers", painted(layers=stack, **more))
    same_picture("layer-hidden", painted(layers=hidden, **more))


@pytest.fixture
def looked(canvas, state):
    """A canvas that shows the drawing without a word on it."""
    state.open(drawing())
    canvas.viewport.set_view(View(1.0, 50, 50))
    colours = QPalette()
    colours.setColor(QPalette.ColorRole.Window, QColor(240, 240, 240))
    canvas.setPalette(colours)

    def grabbed() -> QImage:
        canvas.bench.ink_renderer.finish()
        return canvas.grab().toImage()

    return grabbed


def test_turned_and_mirrored(canvas, looked, same_picture):
    canvas.viewport.set_turning(Turning(30, True))
    canvas.viewport.set_view(View(1.0, 50, 50))
    same_picture("turned-mirrored", looked())


def test_grid_thirds_and_snapping(canvas, looked, same_picture):
    guides = Guides(canvas)
    guides.show_grid(True)
    guides.show_thirds(True)
    canvas.bench.snapping.show([(128, 10, 128, 250), (40, 100, 220, 100)])
    same_picture("guides", looked())


def test_lines_of_a_lit_box(canvas, state, looked, same_picture):
    state.apply(state.document.with_box(Box("", (0, 0.5, 1, 1))), "box")
    canvas.bench.habits.light([state.document.boxes[0].id])
    state.apply(state.document.with_layer("boxes", visible=False), "hide")  # its label is a word
    same_picture("lit-lines", looked())


def test_a_line_in_the_making_its_mirror_and_the_brush(canvas, state, looked, hand, same_picture):
    state.pencil.set_mirror("across")
    state.set_tool("polyline")
    state.set_brush_width(20)
    for corner in ((30, 100), (60, 40), (100, 120)):
        hand.click(*corner)
    hand.move(110, 180)
    same_picture("line-in-the-making", looked())
    hand.key(Qt.Key.Key_Escape)
