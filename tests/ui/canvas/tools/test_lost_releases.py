"""A release that never arrives ends the stroke; hovering draws nothing; and what pens, palms and screens do."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QInputDevice, QMouseEvent, QPointingDevice, QTabletEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from sketchpad.ui.canvas.view.view import View

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
PEN, ERASER = QPointingDevice.PointerType.Pen, QPointingDevice.PointerType.Eraser
PRESS, MOVE, RELEASE = (
    QEvent.Type.TabletPress,
    QEvent.Type.TabletMove,
    QEvent.Type.TabletRelease,
)


def begin(hand) -> None:
    hand.press(40, 40)
    hand.move(80, 40)


def mouse_moves(canvas, hand, x: float, y: float, buttons=NONE, device=None) -> None:
    at = hand.at(x, y)
    kind, there = QEvent.Type.MouseMove, canvas.mapToGlobal(at)
    how = [device] if device else []
    keys = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(canvas, QMouseEvent(kind, at, there, NONE, buttons, keys, *how))


def focus_goes(canvas) -> None:
    other = QLineEdit(canvas)
    other.show()
    other.setFocus()


def deactivated(canvas) -> None:
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.WindowDeactivate))


def screen_locked(_canvas) -> None:
    QApplication.instance().applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)


@pytest.mark.parametrize(
    "how", [focus_goes, deactivated, screen_locked, lambda canvas: canvas.hide()]
)
def test_what_takes_the_mouse_away_ends_the_stroke(state, hand, canvas, how):
    begin(hand)
    how(canvas)
    (stroke,) = state.document.strokes
    assert np.allclose(stroke.points[-1, :2], (80, 40), atol=0.6)
    hand.release(200, 200)  # comes late
    assert len(state.document.strokes) == 1
    canvas.show()
    hand.drag((50, 90), (90, 90))
    assert len(state.document.strokes) == 2
    assert state.document.strokes[1].bounds[1] > 80


def test_the_button_is_up_when_the_mouse_comes_back(state, hand, canvas):
    begin(hand)
    mouse_moves(canvas, hand, 200, 200)
    (stroke,) = state.document.strokes
    assert stroke.bounds[2] < 100
    mouse_moves(canvas, hand, 220, 200)
    assert len(state.document.strokes) == 1
    assert not canvas.bench.tool.active


def test_the_next_press_begins_a_new_stroke(state, hand):
    begin(hand)
    hand.drag((60, 120), (100, 120))
    assert [round(s.points[0, 1]) for s in state.document.strokes] == [40, 120]


def test_the_pen_goes_out_of_reach(state, hand, canvas):
    hand.pen_event(PRESS, 40, 40, 0.5)
    hand.pen_event(MOVE, 80, 40, 0.5)
    pen = hand._pens[PEN]
    QApplication.sendEvent(
        QCoreApplication.instance(),
        QTabletEvent(
            QEvent.Type.TabletLeaveProximity, pen, QPointF(), QPointF(), 0, 0, 0, 0, 0, 0,
            Qt.KeyboardModifier.NoModifier, NONE, NONE,
        ),
    )  # fmt: skip
    assert len(state.document.strokes) == 1
    hand.pen_event(MOVE, 200, 200, 0.0)
    assert len(state.document.strokes) == 1
    hand.pen((60, 120, 0.5), (100, 120, 0.5))
    assert [round(s.points[0, 1]) for s in state.document.strokes] == [40, 120]


def test_a_pen_that_hovers_after_a_lost_release_draws_nothing(state, hand):
    hand.pen_event(PRESS, 40, 40, 0.5)
    hand.pen_event(MOVE, 80, 40, 0.5)
    hand.pen_event(MOVE, 200, 200, 0.0)  # no button is down
    (stroke,) = state.document.strokes
    assert stroke.bounds[2] < 100


def test_a_pen_without_pressure_and_tilt_draws_like_a_mouse(state, hand, canvas):
    flat = QPointingDevice(
        "flat", 77, QInputDevice.DeviceType.Stylus, PEN, QInputDevice.Capability.Position, 1, 2
    )
    for kind, x, held in ((PRESS, 40, LEFT), (MOVE, 80, LEFT), (MOVE, 120, LEFT), (RELEASE, 120, NONE)):  # fmt: skip
        at = hand.at(x, 40)
        event = QTabletEvent(
            kind, flat, at, canvas.mapToGlobal(at), 0.0, 0, 0, 0, 0, 0,
            Qt.KeyboardModifier.NoModifier, NONE if kind == MOVE else LEFT, held,
        )  # fmt: skip
        QApplication.sendEvent(canvas, event)
    (stroke,) = state.document.strokes
    assert stroke.points[:, 2].min() > 0.5
    assert stroke.points[-1, 0] == pytest.approx(120, abs=1)


def test_a_button_that_turns_the_pen_into_an_eraser(state, hand):
    """Some pens have no other end: while the button is held, the system speaks of an eraser."""
    hand.pen((40, 40, 1), (80, 40, 1))
    hand.pen((60, 30, 1), (60, 50, 1), end=ERASER)
    hand.pen((40, 90, 1), (80, 90, 1))
    assert [s.eraser for s in state.document.strokes] == [False, True, False]


def test_the_palm_beside_the_pen_draws_nothing(state, hand, canvas):
    screen = QPointingDevice(
        "screen", 78, QInputDevice.DeviceType.TouchScreen, QPointingDevice.PointerType.Finger,
        QInputDevice.Capability.Position, 10, 0,
    )  # fmt: skip

    def touch(kind: QEvent.Type, x: float, y: float, button, held) -> None:
        at = hand.at(x, y)
        keys = Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(kind, at, canvas.mapToGlobal(at), button, held, keys, screen)
        QApplication.sendEvent(canvas, event)

    def palm() -> None:
        touch(QEvent.Type.MouseButtonPress, 200, 200, LEFT, LEFT)
        touch(QEvent.Type.MouseMove, 220, 220, NONE, LEFT)
        touch(QEvent.Type.MouseButtonRelease, 220, 220, LEFT, NONE)

    hand.pen_event(MOVE, 40, 40, 0.0)
    palm()
    assert state.document.strokes == ()
    hand.pen_event(PRESS, 40, 40, 0.5)
    palm()
    hand.pen_event(MOVE, 80, 40, 0.5)
    hand.pen_event(RELEASE, 80, 40, 0.0)
    (stroke,) = state.document.strokes
    assert stroke.bounds[2] < 100
    pen = hand._pens[PEN]
    gone = QTabletEvent(
        QEvent.Type.TabletLeaveProximity, pen, QPointF(), QPointF(), 0, 0, 0, 0, 0, 0,
        Qt.KeyboardModifier.NoModifier, NONE, NONE,
    )  # fmt: skip
    QApplication.sendEvent(QCoreApplication.instance(), gone)
    palm()  # a finger draws where there is no pen
    assert len(state.document.strokes) == 2


def test_a_screen_of_another_scale_in_the_middle_of_a_stroke(state, hand, canvas, monkeypatch):
    begin(hand)
    monkeypatch.setattr(canvas, "devicePixelRatioF", lambda: 2.0)
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.DevicePixelRatioChange))
    assert canvas.viewport.zoom == 2.0
    canvas.viewport.set_view(View(0.5, 30, 30))
    hand.move(120, 40)
    hand.release(120, 40)
    (stroke,) = state.document.strokes
    assert np.allclose(stroke.points[:, 1], 40, atol=1.1)
    assert np.allclose(stroke.points[[0, -1], 0], (40, 120), atol=1.1)
