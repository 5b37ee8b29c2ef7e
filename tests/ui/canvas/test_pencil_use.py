"""Roles, mirror, steady hand and brush size while drawing."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtWidgets import QApplication

from sketchpad.document.model import Document
from sketchpad.ui.canvas.view.palette import ROLE_INKS

ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.mark.parametrize(("key", "role"), [("2", "loose"), ("3", "ignore"), ("1", "follow")])
def test_a_role_by_its_key(state, hand, canvas, page_pixels, key, role):
    state.pencil.set_role("loose" if role == "follow" else "follow")
    state.set_brush_width(10)
    hand.type(key)
    assert canvas.action(f"role_{role}").isChecked()
    hand.press(40, 60)
    hand.move(120, 60)
    hand.move(200, 60)
    during = page_pixels()
    hand.release(200, 60)
    assert state.document.strokes[0].role == role
    colour = np.array(ROLE_INKS[role].getRgb()[:3], int)
    for look in (during, page_pixels()):
        assert np.abs(look[60, 100, :3] - colour).max() <= 2


def test_the_mirror_draws_on_both_sides_at_once(state, hand, page_pixels, is_dark):
    hand.key(Qt.Key.Key_M, CTRL)
    assert state.pencil.mirror == "across"
    hand.press(40, 60)
    hand.move(70, 60)
    hand.move(100, 60)
    look = page_pixels()
    assert is_dark(look, 60, 60)
    assert is_dark(look, 256 - 60, 60)
    hand.release(100, 60)
    left, right = state.document.strokes
    assert np.allclose(right.points[:, 0], 256 - left.points[:, 0], atol=1e-3)
    hand.key(Qt.Key.Key_Z, CTRL)
    assert state.document.strokes == ()


def test_the_mirrors_axis_is_shown(state, hand, page_pixels):
    hand.drag((10, 10), (20, 10))  # else there is a word on the page
    before = page_pixels().astype(int)
    state.pencil.set_mirror("both")
    apart = np.abs(before - page_pixels()).max(axis=2) > 30
    assert apart[:, 127:129].any(axis=1).mean() > 0.4
    assert apart[127:129].any(axis=0).mean() > 0.4
    assert not apart[40:60, 40:60].any()


def test_eraser_and_shapes_are_mirrored_too(state, hand):
    state.pencil.set_mirror("both")
    state.set_tool("ellipse")
    hand.drag((20, 20), (30, 30), (60, 60))
    assert len(state.document.strokes) == 4
    state.set_tool("eraser")
    hand.drag((20, 20), (60, 60))
    assert sum(stroke.eraser for stroke in state.document.strokes) == 4


def test_a_steady_hand_lags_behind_and_ends_where_its_line_is(state, hand, canvas):
    canvas.action("steady").trigger()
    assert 0 < state.pencil.steadiness < 1
    hand.drag((40, 100), *[(40 + 4 * i, 100 + 6 * (i % 2)) for i in range(1, 40)])
    (stroke,) = state.document.strokes
    assert stroke.points[:, 0].max() < 190  # the string is still taut
    shaky = stroke.points[stroke.points[:, 0] > 90, 1]
    assert np.abs(np.diff(shaky)).max() < 1
    canvas.action("steady").trigger()
    hand.drag((40, 200), (196, 200))
    assert state.document.strokes[1].points[-1, 0] == pytest.approx(196, abs=0.6)


def test_smoothing_can_be_turned_off(state, hand, canvas):
    zigzag = [(40 + 3 * i, 100 + 4 * (i % 2)) for i in range(30)]
    hand.drag(*zigzag)
    canvas.action("smooth").trigger()
    assert not state.pencil.smooth
    hand.drag(*zigzag)
    smooth, raw = (stroke.points[10:-4, 1] for stroke in state.document.strokes)
    assert raw.std() > smooth.std() * 1.3


def test_alt_and_drag_change_the_brush(state, hand, page_pixels):
    with hand.holding(ALT):
        hand.press(100, 100, ALT)
        hand.move(120, 104)
        hand.move(130, 100)
        assert state.brush_width == pytest.approx(34, abs=1)
        ring = page_pixels()[100, 117, :3]
        assert ring.max() < 200  # its rim, around where the gesture began
        hand.release(130, 100, ALT)
    assert state.document.strokes == ()
    assert state.brush_width == pytest.approx(34, abs=1)


def test_escape_brings_the_old_brush_back(state, hand):
    hand.press(100, 100, ALT)
    hand.move(140, 100)
    assert state.brush_width > 20
    hand.key(Qt.Key.Key_Escape)
    assert state.brush_width == 4
    hand.release(140, 100)


def test_alt_with_the_eraser_changes_the_eraser(state, hand):
    state.set_tool("eraser")
    hand.press(100, 100, ALT)
    hand.move(110, 100)
    hand.release(110, 100, ALT)
    assert state.width_of("eraser") == pytest.approx(26, abs=1)
    assert state.width_of("pen") == 4


def test_tilt_and_turn_of_the_pen_change_nothing(state, hand, canvas):
    pen = QPointingDevice(
        "tilting pen",
        7,
        QInputDevice.DeviceType.Stylus,
        QPointingDevice.PointerType.Pen,
        QInputDevice.Capability.Position
        | QInputDevice.Capability.Pressure
        | QInputDevice.Capability.XTilt
        | QInputDevice.Capability.YTilt
        | QInputDevice.Capability.Rotation,
        1,
        3,
    )
    points = [(40 + 10 * i, 60 + 5 * i, 0.3 + 0.1 * i) for i in range(6)]
    hand.pen(*points)
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    for i, (x, y, pressure) in enumerate(points):
        kind = QEvent.Type.TabletMove
        if i in (0, 5):
            kind = QEvent.Type.TabletPress if i == 0 else QEvent.Type.TabletRelease
        at = hand.at(x, y)
        tilted = (10.0 * i, -60.0, 0.0, 45.0, 3.0)  # x, y, along the barrel, turn, height
        event = QTabletEvent(
            kind, pen, at, canvas.mapToGlobal(at), pressure, *tilted, Qt.KeyboardModifier.NoModifier,
            left if i in (0, 5) else none, none if i == 5 else left,
        )  # fmt: skip
        QApplication.sendEvent(canvas, event)
    straight, tilted_stroke = state.document.strokes
    assert tilted_stroke == straight


def test_the_usual_brush_follows_the_page_until_it_is_chosen(state, hand):
    state.open(Document(128, 128))
    hand.drag((20, 20), (60, 60))
    assert state.document.strokes[0].width == 2
    hand.key(Qt.Key.Key_BracketRight)
    chosen = state.brush_width
    assert chosen > 2
    state.open(Document(512, 512))
    assert state.brush_width == chosen
