"""Golden pictures of a drawing with all its layers, as the canvas shows them. No text: fonts differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import cv2
import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPalette
from pytestqt.qtbot import QtBot

from sketchpad.document.layers import LayerKind
from sketchpad.document.model import Document, Reference, Region, Stroke
from sketchpad.hints.openpose import standing
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.canvas.view.view import View
from sketchpad.ui.layers.live_hint import LiveHint, ReferenceLayer
from sketchpad.ui.state.document_state import DocumentState

ORDER: tuple[LayerKind, ...] = ("poses", "reference", "sketch", "regions", "boxes")


def photograph(*, grey: bool = False) -> bytes:
    """PNG of a house and a sun in the mist: soft shades, hard edges, 96 x 72. In grey it is a map of depth."""
    y, x = np.mgrid[0:72, 0:96].astype(np.float32)
    picture = np.stack((90 + y, 130 + y, 210 - y), axis=2).astype(np.uint8)
    picture[30:60, 20:55] = (180, 90, 60)
    picture[42:60, 32:42] = (60, 40, 30)
    picture[np.hypot(x - 75, y - 18) < 11] = (250, 220, 90)
    if grey:
        picture = np.repeat(picture.mean(axis=2, keepdims=True).astype(np.uint8), 3, axis=2)
    made, data = cv2.imencode(".png", picture[..., ::-1])
    assert made
    return data.tobytes()


def drawing(kind: str = "") -> Document:
    """Something on every layer but that of the boxes, whose labels are words."""
    hills = [(4 * i, 180 + 14 * float(np.sin(i / 9))) for i in range(65)]
    waving = standing((0.55, 0.3, 0.95, 0.98)).with_joint(7, (0.93, 0.32))
    return Document(
        strokes=(
            Stroke([(30, 200), (30, 120), (70, 80), (110, 120), (110, 200)], 5),
            Stroke(hills, 3, role="loose"),
            Stroke([(20, 100), (130, 170)], 10, eraser=True),
        ),
        regions=(
            Region("grass", Stroke([*hills, (256, 256), (0, 256)], 1), filled=True),
            Region("tree", Stroke([(200, 60), (215, 120)], 44)),
            Region("", Stroke([(190, 90), (230, 84)], 8)),
        ),
        poses=(waving, standing((0.05, 0.55, 0.25, 0.99)).with_joint(4, None)),
        reference=Reference(photograph(), rect=(0.1, 0.05, 0.9, 0.65), kind=kind),
    )


@pytest.fixture
def live(state: DocumentState) -> Iterator[LiveHint]:
    made = LiveHint(state)
    yield made
    made.close()


@pytest.fixture
def looked(
    canvas: CanvasWidget, state: DocumentState, live: LiveHint, qtbot: QtBot
) -> Callable[[Document], QImage]:
    """What the canvas shows of a drawing, with what its reference picture is made into."""
    ReferenceLayer(canvas, live)
    colours = QPalette()
    colours.setColor(QPalette.ColorRole.Window, QColor(240, 240, 240))
    canvas.setPalette(colours)

    def grabbed(document: Document) -> QImage:
        state.open(document)
        canvas.viewport.set_view(View(1.0, 50, 50))
        qtbot.waitUntil(lambda: not live.busy)
        canvas.bench.ink_renderer.finish()
        return canvas.grab().toImage()

    return grabbed


def test_reference_regions_sketch_and_people(looked, same_picture) -> None:
    same_picture("layers-all", looked(drawing()))


def test_in_another_order_fainter_and_one_of_them_hidden(looked, same_picture) -> None:
    document = drawing()
    kept = {layer.kind: layer for layer in document.layers}
    document = replace(document, layers=tuple(kept[kind] for kind in ORDER))
    document = document.with_layer("poses", visible=False)
    document = document.with_layer("reference", opacity=0.5).with_layer("sketch", opacity=0.4)
    same_picture("layers-otherwise", looked(document))


def test_lines_of_the_reference_picture_live(looked, same_picture) -> None:
    document = drawing("canny").with_layer("regions", visible=False)
    same_picture("layers-live-lines", looked(document))


def test_a_map_of_the_reference_picture_live(looked, same_picture) -> None:
    depth = Reference(photograph(grey=True), rect=(0.1, 0.05, 0.9, 0.65), kind="normal")
    document = drawing().with_reference(depth).with_layer("reference", opacity=0.8)
    same_picture("layers-live-map", looked(document))


def test_the_reference_picture_in_hand(looked, state, same_picture) -> None:
    state.set_tool("reference")
    only = replace(drawing(), strokes=(), regions=(), poses=())
    same_picture("layers-reference-in-hand", looked(only))


@pytest.mark.parametrize("kind", ["reference", "regions", "sketch", "poses"])
def test_each_layer_is_in_the_picture(looked, kind: LayerKind) -> None:
    """So that a golden picture cannot miss one."""
    whole, without = looked(drawing()), looked(drawing().with_layer(kind, visible=False))
    assert whole != without
