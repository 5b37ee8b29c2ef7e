"""Rulers say where on the page the pointer is, however the page is looked at."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sketchpad.ui.canvas.view.guides import THICK, Rulers, tick_steps
from sketchpad.ui.canvas.view.view import Turning, View


@pytest.fixture
def rulers(canvas):
    made = Rulers(canvas, canvas.viewport)
    made.show(True)
    return made


def point(canvas, at: QPoint) -> None:
    QTest.mouseMove(canvas, at)
    QApplication.processEvents()


@pytest.mark.parametrize(
    ("turning", "axes"),
    [
        (Turning(), (0, 1)),
        (Turning(0, True), (0, 1)),
        (Turning(90), (1, 0)),
        (Turning(-90, True), (1, 0)),
        (Turning(180), (0, 1)),
        (Turning(30), (0, 1)),
        (Turning(60), (1, 0)),
    ],
)
@pytest.mark.parametrize("view", [View(1, 50, 50), View(2.5, -80, 10)])
def test_they_read_what_is_under_the_pointer(canvas, rulers, turning, axes, view) -> None:
    canvas.viewport.set_turning(turning)
    canvas.viewport.set_view(view)
    at = QPoint(200, 140)
    point(canvas, at)
    there = canvas.viewport.view.to_page(canvas.viewport.straight(QPointF(at)))
    for ruler, axis, place in ((rulers.level, axes[0], 200), (rulers.upright, axes[1], 140)):
        scale = ruler.scale()
        assert scale.axis == axis
        assert scale.value(place) == pytest.approx((there.x(), there.y())[axis])


def test_the_mark_goes_with_the_pointer_and_leaves_with_it(canvas, rulers) -> None:
    def level():
        return rulers.level.grab().toImage()

    point(canvas, QPoint(5, 300))
    before = level()
    point(canvas, QPoint(123, 300))
    assert level().pixelColor(123, 5) != before.pixelColor(123, 5)
    assert level().pixelColor(223, 5) == before.pixelColor(223, 5)
    QApplication.sendEvent(canvas, leaving())
    assert rulers.level.pointer is None


def leaving():
    from PySide6.QtCore import QEvent

    return QEvent(QEvent.Type.Leave)


def test_a_number_stands_where_its_pixel_is(canvas, rulers) -> None:
    canvas.viewport.set_view(View(1, 50, 50))
    seen = rulers.level.grab().toImage()
    hundred, beside = seen.pixelColor(150, 2), seen.pixelColor(147, 2)
    assert hundred.lightness() < beside.lightness() - 40  # the long tick of 100
    assert seen.pixelColor(100, THICK - 3).isValid()


def test_they_are_hidden_to_begin_with_and_let_the_pen_through(canvas, hand, state) -> None:
    made = Rulers(canvas, canvas.viewport)
    assert not made.shown
    made.show(True)
    canvas.viewport.set_view(View(1, 0, 0))
    hand.drag((4, 4), (10, 10), (30, 6))
    assert len(state.document.strokes) == 1


@pytest.mark.parametrize("zoom", [0.05, 0.3, 1, 2.5, 7, 32])
def test_numbers_have_room_and_ticks_are_whole_pixels(zoom) -> None:
    numbered, fine = tick_steps(zoom)
    assert numbered * zoom >= 52 or numbered == 1
    assert fine >= 1
    assert numbered / fine == int(numbered / fine)
