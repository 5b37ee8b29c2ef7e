"""Zoom, pan, fit; the result on the canvas; held keys."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sketchpad.document.model import Document

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def wheel(canvas, at: QPointF, notches: float, keys=Qt.KeyboardModifier.NoModifier) -> None:
    event = QWheelEvent(
        at,
        canvas.mapToGlobal(at),
        QPoint(),
        QPoint(0, round(notches * 120)),
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def plain(colour: str, side: int = 64) -> QImage:
    picture = QImage(side, side, QImage.Format.Format_RGB888)
    picture.fill(QColor(colour))
    return picture


def test_the_wheel_zooms_at_the_pointer(canvas, qtbot):
    at = QPointF(120, 210)
    under = canvas.viewport.view.to_page(at)
    with qtbot.waitSignal(canvas.viewport.zoom_changed) as told:
        wheel(canvas, at, 3)
    assert told.args == [pytest.approx(1.2**3)]
    assert (canvas.viewport.view.to_page(at) - under).manhattanLength() < 1
    wheel(canvas, at, -3)
    assert canvas.viewport.zoom == pytest.approx(1.0)


def test_shift_wheel_goes_sideways_and_ctrl_wheel_changes_the_brush(canvas, state):
    before = canvas.viewport.view
    wheel(canvas, QPointF(100, 100), -1, SHIFT)
    assert canvas.viewport.view.x < before.x
    assert (canvas.viewport.view.y, canvas.viewport.view.zoom) == (before.y, before.zoom)
    width = state.brush_width
    wheel(canvas, QPointF(100, 100), 1, CTRL)
    assert state.brush_width > width
    wheel(canvas, QPointF(100, 100), -1, CTRL)
    assert state.brush_width == width


def test_space_and_middle_button_and_hand_pan(canvas, hand, state):
    def drag(button=Qt.MouseButton.LeftButton) -> QPointF:
        before = canvas.viewport.view
        QTest.mousePress(canvas, button, Qt.KeyboardModifier.NoModifier, QPoint(100, 100))
        QTest.mouseMove(canvas, QPoint(110, 120))
        QTest.mouseRelease(canvas, button, Qt.KeyboardModifier.NoModifier, QPoint(130, 140))
        return QPointF(canvas.viewport.view.x - before.x, canvas.viewport.view.y - before.y)

    assert drag(Qt.MouseButton.MiddleButton) == QPointF(30, 40)
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    assert canvas.cursor().shape() == Qt.CursorShape.OpenHandCursor
    assert drag() == QPointF(30, 40)
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert canvas.cursor().shape() == Qt.CursorShape.CrossCursor
    assert state.document.strokes == ()
    hand.type("h")
    assert drag() == QPointF(30, 40)


def test_escape_puts_the_page_back(canvas, hand):
    before = canvas.viewport.view
    hand.type("h")
    hand.press(50, 50)
    hand.move(90, 90)
    assert canvas.viewport.view != before
    hand.key(Qt.Key.Key_Escape)
    assert canvas.viewport.view == before
    hand.release(90, 90)


def test_the_page_cannot_be_panned_away(canvas, hand):
    hand.type("h")
    hand.drag((10, 10), (5000, 5000))
    assert canvas.rect().intersects(canvas.viewport.page_rect().toRect())


def test_fit_lasts_until_the_user_looks_elsewhere(canvas, hand):
    hand.key(Qt.Key.Key_0, CTRL)
    assert canvas.viewport.fitting
    canvas.resize(600, 500)
    page = canvas.viewport.page_rect()
    assert canvas.rect().contains(page.toRect())
    assert page.height() > 400
    wheel(canvas, QPointF(300, 250), 1)
    assert not canvas.viewport.fitting
    zoom = canvas.viewport.zoom
    canvas.resize(700, 700)
    assert canvas.viewport.zoom == zoom


def test_100_percent_and_steps_by_keys(canvas, hand):
    hand.key(Qt.Key.Key_Plus, CTRL)
    assert canvas.viewport.zoom == 1.5
    hand.key(Qt.Key.Key_Minus, CTRL)
    hand.key(Qt.Key.Key_Minus, CTRL)
    assert canvas.viewport.zoom == pytest.approx(0.67)
    hand.key(Qt.Key.Key_1, CTRL)
    assert canvas.viewport.zoom == 1.0


def test_another_page_size_is_shown_whole(canvas, state):
    state.open(Document(1024, 512))
    assert canvas.viewport.fitting
    assert canvas.rect().contains(canvas.viewport.page_rect().toRect())


def test_drawing_works_at_any_zoom(canvas, state, hand):
    canvas.viewport.set_zoom(4)
    hand.drag((110, 110), (130, 120), (140, 140))
    assert np.allclose(state.document.strokes[0].points[-1, :2], (140, 140), atol=0.3)
    canvas.viewport.set_zoom(0.25)
    hand.drag((20, 40), (100, 120), (200, 200))
    assert np.allclose(state.document.strokes[1].points[-1, :2], (200, 200), atol=3)


def test_ink_is_as_fine_as_the_screen_at_any_zoom(canvas, hand):
    hand.drag((100, 100), (150, 130))
    for zoom in (0.5, 3.0, 8.0):
        canvas.viewport.set_zoom(zoom)
        canvas.bench.ink_renderer.finish()
        assert canvas.bench.ink.scale == zoom


def test_ink_over_a_result_under_it_stays_black(canvas, hand, page_pixels):
    hand.drag((60, 128), (200, 128))
    hand.move(10, 10)
    canvas.overlay.set_picture(plain("red"))
    canvas.overlay.set_opacity(1.0)
    look = page_pixels()
    assert look[200, 100, :3].tolist() == [255, 0, 0]
    assert look[128, 100, :3].max() < 20
    canvas.overlay.set_opacity(0.25)
    assert np.allclose(page_pixels()[200, 100, :3], [255, 191, 191], atol=2)
    assert page_pixels()[128, 100, :3].max() < 20


def test_over_and_hidden(canvas, hand, page_pixels):
    hand.drag((60, 128), (200, 128))
    hand.move(10, 10)
    canvas.overlay.set_picture(plain("red"))
    canvas.overlay.set_opacity(1.0)
    hand.key(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert canvas.overlay.mode == "over"
    assert page_pixels()[128, 100, :3].tolist() == [255, 0, 0]
    hand.key(Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert page_pixels()[200, 100, :3].tolist() == [255, 255, 255]
    assert canvas.action("result_hidden").isChecked()
    with pytest.raises(ValueError, match="beside"):
        canvas.overlay.set_mode("beside")


def test_peeking_lasts_as_long_as_the_key_is_held(canvas, hand, page_pixels, qtbot):
    hand.drag((60, 128), (200, 128))
    canvas.overlay.set_picture(plain("red"))
    canvas.overlay.set_mode("hidden")
    with qtbot.waitSignal(canvas.overlay.changed):
        QTest.keyPress(canvas, Qt.Key.Key_P)
    assert canvas.overlay.peeking
    assert canvas.action("peek").isChecked()
    assert page_pixels()[128, 100, :3].tolist() == [255, 0, 0]
    QTest.keyRelease(canvas, Qt.Key.Key_P)
    assert not canvas.overlay.peeking
    assert page_pixels()[128, 100, :3].max() < 20


def test_peeking_by_another_shortcut_and_from_a_menu(canvas):
    canvas.action("peek").setShortcut("Ctrl+K")
    QTest.keyPress(canvas, Qt.Key.Key_K, CTRL)
    assert canvas.overlay.peeking
    QTest.keyRelease(canvas, Qt.Key.Key_K)
    assert not canvas.overlay.peeking
    canvas.action("peek").trigger()
    assert canvas.overlay.peeking
    canvas.action("peek").trigger()
    assert not canvas.overlay.peeking


def test_previews_may_come_while_the_pen_is_down(canvas, hand, state, page_pixels):
    hand.press(40, 128)
    for i in range(20):
        hand.move(40 + 8 * i, 128)
        canvas.overlay.set_picture(plain(QColor.fromHsv(i * 15, 255, 255).name(), 32 + i))
    hand.release(200, 128)
    assert len(state.document.strokes) == 1
    assert page_pixels()[128, 100, :3].max() < 20


def test_a_result_taken_away(canvas, page_pixels, qtbot):
    canvas.overlay.set_picture(plain("red"))
    with qtbot.waitSignal(canvas.overlay.changed):
        canvas.overlay.set_picture(None)
    assert canvas.overlay.picture is None
    assert page_pixels()[200, 100, :3].tolist() == [255, 255, 255]


def test_an_empty_page_invites_until_something_is_on_it(canvas, hand, state, page_pixels):
    def words() -> int:
        return int((page_pixels()[100:160, 40:216, :3].max(axis=2) < 230).sum())

    assert words() > 100
    hand.drag((20, 220), (60, 240))
    assert words() == 0
    state.undo()
    assert words() > 100
    canvas.overlay.set_picture(plain("white"))
    assert words() == 0


def test_escape_belongs_to_stop_while_a_run_is_going(canvas, state, hand, qtbot):
    from PySide6.QtGui import QKeySequence, QShortcut

    from sketchpad.document.model import Box

    state.apply(state.document.with_box(Box("dog", (0.1, 0.1, 0.5, 0.5))), "Add")
    state.select(["b1"])
    stopped = []
    stop = QShortcut(QKeySequence(Qt.Key.Key_Escape), canvas)
    stop.activated.connect(lambda: stopped.append(True))
    canvas.keys.escape_reserved = True
    hand.key(Qt.Key.Key_Escape)
    assert (stopped, state.selection) == ([True], ("b1",))
    canvas.keys.escape_reserved = False
    hand.key(Qt.Key.Key_Escape)
    assert (stopped, state.selection) == ([True], ())
    hand.key(Qt.Key.Key_Escape)  # nothing to leave any more
    assert stopped == [True, True]
