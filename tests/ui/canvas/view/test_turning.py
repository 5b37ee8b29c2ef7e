"""Looking at the page turned and mirrored: what is drawn lands where the hand was."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, QSizeF, Qt
from PySide6.QtTest import QTest

from sketchpad.document.model import Box
from sketchpad.ui.canvas.boxes.phrase_editor import PhraseEditor
from sketchpad.ui.canvas.view.view import STEP, Turning

WIDGET = QSizeF(300, 200)


def test_a_point_goes_there_and_back() -> None:
    for turning in (Turning(), Turning(90), Turning(15, True), Turning(-120), Turning(0, True)):
        seen = turning.transform(WIDGET).map(QPointF(40, 70))
        back = turning.straight(seen, WIDGET)
        assert (back.x(), back.y()) == pytest.approx((40, 70))


def test_turning_round_ends_where_it_began() -> None:
    turning = Turning()
    for _ in range(360 // STEP):
        turning = turning.turned(STEP)
        assert -180 <= turning.angle < 180
    assert turning.is_straight
    assert Turning(30).reflected().reflected() == Turning(30)


def test_a_mirror_swaps_left_and_right_as_seen() -> None:
    point = QPointF(40, 70)
    seen = Turning(30).transform(WIDGET).map(point)
    mirrored = Turning(30).reflected().transform(WIDGET).map(point)
    assert (mirrored.x(), mirrored.y()) == pytest.approx((WIDGET.width() - seen.x(), seen.y()))


def test_room_for_a_turned_page() -> None:
    assert Turning(90).bounding(QSizeF(300, 100)).width() == pytest.approx(100)
    assert Turning(45).bounding(QSizeF(100, 100)).height() == pytest.approx(100 * 2**0.5)


def stroke(canvas, *seen: tuple[int, int]) -> None:
    """Of the mouse through these widget pixels."""
    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(canvas, button, none, QPoint(*seen[0]))
    for point in seen[1:]:
        QTest.mouseMove(canvas, QPoint(*point))
    QTest.mouseRelease(canvas, button, none, QPoint(*seen[-1]))


def test_in_the_mirror_the_pen_draws_where_it_is(state, canvas) -> None:
    canvas.viewport.set_turning(Turning(0, True))
    stroke(canvas, (100, 178), (120, 178), (140, 178))
    points = state.document.strokes[0].points
    left = canvas.width() - 140 - 50  # the page begins at 50
    assert points[:, 0].min() == pytest.approx(left, abs=2)
    canvas.bench.ink_renderer.finish()
    seen = canvas.grab().toImage()
    assert seen.pixelColor(120, 178).lightness() < 128
    assert seen.pixelColor(canvas.width() - 120, 178).lightness() > 128
    canvas.viewport.set_turning(Turning())
    straight = canvas.grab().toImage()
    assert straight.pixelColor(canvas.width() - 120, 178).lightness() < 128


def test_turned_by_a_right_angle(state, canvas) -> None:
    canvas.viewport.set_turning(Turning(90))
    stroke(canvas, (250, 100), (250, 120), (250, 150))
    points = state.document.strokes[0].points
    assert points[:, 1].max() - points[:, 1].min() < 2  # seen upright, drawn across
    canvas.bench.ink_renderer.finish()
    assert canvas.grab().toImage().pixelColor(250, 120).lightness() < 128


def test_boxes_are_grasped_where_they_are_seen(state, canvas) -> None:
    state.apply(state.document.with_box(Box("dog", (0.0, 0.0, 0.25, 0.25))), "Add")
    state.set_tool("select")
    canvas.viewport.set_turning(Turning(0, True))
    at = canvas.width() - 50 - 32
    stroke(canvas, (at, 82), (at - 20, 82), (at - 64, 82))
    assert state.document.boxes[0].rect == pytest.approx((0.25, 0.0, 0.5, 0.25))


def test_the_phrase_is_typed_where_the_box_is_seen(state, canvas) -> None:
    state.apply(state.document.with_box(Box("dog", (0.0, 0.3, 0.25, 0.5))), "Add")
    canvas.viewport.set_turning(Turning(0, True))
    state.select(["b1"])
    canvas.bench.typing.begin("b1")
    assert canvas.findChild(PhraseEditor).geometry().center().x() > canvas.width() / 2


def test_the_wheel_zooms_at_what_is_seen_under_the_pointer(canvas) -> None:
    canvas.viewport.set_turning(Turning(0, True))
    at = QPointF(120, 150)
    under = canvas.viewport.view.to_page(canvas.viewport.straight(at))
    canvas.viewport.set_view(canvas.viewport.view.zoomed(2.0, canvas.viewport.straight(at)))
    after = canvas.viewport.view.to_page(canvas.viewport.straight(at))
    assert (after.x(), after.y()) == pytest.approx((under.x(), under.y()), abs=1)


def test_fitting_leaves_room_for_the_corners(state, canvas) -> None:
    canvas.viewport.fit()
    straight = canvas.viewport.zoom
    canvas.viewport.set_turning(Turning(45))
    canvas.viewport.fit()
    assert canvas.viewport.zoom < straight


def test_keys_turn_and_mirror_the_view(canvas, hand) -> None:
    hand.key(Qt.Key.Key_M)
    assert canvas.viewport.turning == Turning(0, True)
    hand.key(Qt.Key.Key_6)
    assert canvas.viewport.turning == Turning(STEP, True)
    hand.key(Qt.Key.Key_4)
    hand.key(Qt.Key.Key_4)
    assert canvas.viewport.turning == Turning(-STEP, True)
    hand.key(Qt.Key.Key_5)
    assert canvas.viewport.turning.is_straight
