"""Golden pictures of people and regions. No text in them: fonts differ from machine to machine."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from sketchpad.document.model import Document, Region, Stroke
from sketchpad.hints.openpose import standing
from sketchpad.ui.canvas.poses import painter as pose_painter
from sketchpad.ui.canvas.regions.layer import RegionLayer
from sketchpad.ui.canvas.view.palette import PAPER
from sketchpad.ui.canvas.view.view import View

SIDE = 300


def paper() -> tuple[QImage, QPainter]:
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    image.fill(PAPER)
    return image, QPainter(image)


def test_people_on_white_and_on_dark(qapp, same_picture):
    image, painter = paper()
    painter.fillRect(QRectF(150, 0, 150, SIDE), Qt.GlobalColor.black)
    page, view = Document(), View(SIDE / 256, 0, 0)
    waving = (
        standing((0.05, 0.05, 0.5, 0.95)).with_joint(7, (0.47, 0.06)).with_joint(6, (0.46, 0.2))
    )
    hidden = standing((0.55, 0.1, 0.95, 0.9)).with_joint(4, None).with_joint(13, None)
    pose_painter.paint_people(painter, [waving, hidden], page, view)
    pose_painter.paint_ghosts(painter, hidden, page, view)
    x, y = waving.joints[7] or (0, 0)
    pose_painter.paint_ring(painter, QPointF(x * SIDE, y * SIDE), 5, chosen=True)
    painter.end()
    same_picture("people", image)


def test_regions(qapp, same_picture):
    wave = [(4 * i, 150 + 12 * math.sin(i / 6)) for i in range(65)]
    document = Document(
        regions=(
            Region("sky", Stroke([*wave, (256, 0), (0, 0)], 1), filled=True),
            Region("grass", Stroke([*wave, (256, 256), (0, 256)], 1), filled=True),
            Region("tree", Stroke([(70, 90), (90, 60), (110, 90)], 50)),
            Region(
                "house",
                Stroke([(150, 190), (150, 120), (185, 90), (220, 120), (220, 190)], 1),
                filled=True,
            ),
            Region("door", Stroke([(185, 170)], 24)),
            Region("", Stroke([(20, 20), (120, 40)], 14)),
            Region("no class at all", Stroke([(230, 30)], 30)),
        )
    )
    image, painter = paper()
    painter.setOpacity(0.5)
    layer = RegionLayer(document)
    layer.paint(painter, QRectF(22, 22, 256, 256))
    painter.end()
    same_picture("regions", image)


def test_a_brush_paints_what_the_raster_will_show(qapp):
    """So that nothing jumps when the pen is lifted."""
    document = Document(regions=(Region("sky", Stroke([(0, 60), (256, 60)], 80)),))
    strokes = [
        ("tree", Stroke([(60, 20), (120, 200), (200, 60)], 30)),
        ("", Stroke([(20, 60), (200, 70)], 20)),
    ]
    painted, shown = RegionLayer(document), RegionLayer(document)
    for name, stroke in strokes:
        for a, b in pairwise(stroke.points):
            painted.draw(Stroke([a, b], stroke.width), name)
        document = document.with_region(Region(name, stroke))
    shown.show(document)
    one, other = (
        np.array(layer.image.constBits(), np.uint8).astype(int) for layer in (painted, shown)
    )
    assert (np.abs(one - other) > 3).mean() < 0.006
    painted.show(document)
    assert painted.image == shown.image
