"""The mouse over a window's canvas, in page pixels."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from sketchpad.ui.app.main_window import MainWindow


def drag(
    window: MainWindow,
    start: tuple[float, float],
    end: tuple[float, float],
    keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """From `start` to `end` with the left button held, by way of the middle."""
    view, left = window.canvas.viewport.view, Qt.MouseButton.LeftButton
    a, b = (view.to_widget(QPointF(*place)).toPoint() for place in (start, end))
    QTest.mousePress(window.canvas, left, keys, a)
    for share in (0.3, 0.7, 1.0):
        QTest.mouseMove(window.canvas, a + (b - a) * share)
    QTest.mouseRelease(window.canvas, left, keys, b)
