"""PySide6 6.12.0 loses a reference to None at each call of a method that returns nothing; under Python 3.11 the process
dies after some seconds of drawing. Whatever version is installed here must not."""

from __future__ import annotations

import sys

from PySide6.QtGui import QImage, QPainter

CALLS = 1000


def test_painting_loses_no_references_to_none(qapp):
    image = QImage(8, 8, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        painter.drawLine(0, 0, 7, 7)
    lost = before - sys.getrefcount(None)
    painter.end()
    assert lost < CALLS / 2  # a few come and go for other reasons


def test_a_canvas_full_of_strokes_loses_no_references_to_none(canvas, hand):
    before = sys.getrefcount(None)
    for row in range(8):
        hand.drag(*((20 + 4 * i, 20 + 10 * row) for i in range(50)))
    assert before - sys.getrefcount(None) < 200
