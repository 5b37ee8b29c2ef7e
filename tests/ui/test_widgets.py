"""The small parts: sliders that agree with their numbers, a range that never turns over, sizes in steps of 64."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sketchpad import settings
from sketchpad.document.model import Document
from sketchpad.ui.panels.size_row import SizeRow, presets
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style.qimage import to_array, to_image
from sketchpad.ui.widgets.elided_label import ElidedLabel
from sketchpad.ui.widgets.picture_view import Look, PictureView, ViewLink
from sketchpad.ui.widgets.range_slider import RangeSlider
from sketchpad.ui.widgets.value_slider import ValueSlider


def wheel(widget, turned: int = 120) -> QWheelEvent:
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle, widget.mapToGlobal(middle), QPoint(), QPoint(0, turned),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)
    return event


def test_slider_and_number_agree(qtbot: QtBot) -> None:
    both = ValueSlider(settings.setting("guidance_scale"), 15.0)
    qtbot.addWidget(both)
    heard: list[float] = []
    both.value_changed.connect(heard.append)
    both.set_value(7.5)
    assert heard == []
    assert both.slider.value() == 13
    both.slider.setValue(0)
    assert both.value == 1.0
    both.spin.setValue(30.0)  # beyond the slider, within the setting
    assert both.value == 30.0
    assert heard == [1.0, 30.0]


def test_the_wheel_only_moves_what_has_the_focus(qtbot: QtBot) -> None:
    both = ValueSlider(settings.setting("steps"), 50)
    qtbot.addWidget(both)
    both.show()
    wheel(both.slider)
    assert both.value == 20


def test_a_range_never_turns_over(qtbot: QtBot) -> None:
    both = RangeSlider()
    qtbot.addWidget(both)
    both.resize(220, 24)
    both.show()
    both.set_range(0.2, 0.6)
    both.start_handle.setValue(20)
    assert both.start < both.end
    both.end_handle.setValue(0)
    assert both.start < both.end
    qtbot.mousePress(both, Qt.MouseButton.LeftButton, pos=QPoint(210, 12))
    qtbot.mouseMove(both, QPoint(110, 12))
    qtbot.mouseRelease(both, Qt.MouseButton.LeftButton, pos=QPoint(110, 12))
    assert 0 <= both.start < both.end <= 1


@pytest.mark.parametrize("base", [128, 256, 512, 1024])
def test_presets_can_all_be_made(base: int) -> None:
    for width, height in presets(base):
        assert Document(width, height)


def test_a_custom_size_is_a_multiple_of_64_and_can_be_undone(qtbot: QtBot) -> None:
    state = DocumentState()
    row = SizeRow(state, 80, 256)
    qtbot.addWidget(row)
    row.width_spin.lineEdit().setText("333")
    row.width_spin.interpretText()
    assert state.document.width == 320
    assert row.choice.currentData() is None
    state.undo()
    assert state.document.width == 256


def test_pictures_survive_the_way_to_qt_and_back(qapp: QApplication) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (33, 47, 3), dtype=np.uint8)
    assert np.array_equal(to_array(to_image(picture)), picture)
    clear = QImage(4, 4, QImage.Format.Format_ARGB32)
    clear.fill(Qt.GlobalColor.transparent)
    assert to_array(clear).min() == 255


def test_views_zoom_at_the_pointer_and_together(qtbot: QtBot) -> None:
    one, two = PictureView(), PictureView()
    link = ViewLink()
    for view in (one, two):
        qtbot.addWidget(view)
        view.resize(300, 300)
        link.add(view)
    wheel(one)
    assert one.look == two.look
    assert one.look.zoom is not None
    one.fit()
    assert two.look == Look()
    qtbot.keyClick(two, Qt.Key.Key_Plus)
    assert one.zoom == two.zoom


def test_a_short_text_stands_in_for_one_that_has_no_room(qtbot: QtBot) -> None:
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.set_texts("256 × 256 · 100 %", "256 × 256")
    whole = label.fontMetrics().horizontalAdvance("256 × 256 · 100 %")
    assert label.shown(whole) == "256 × 256 · 100 %"
    assert label.shown(whole - 1) == "256 × 256"
    assert label.shown(20).endswith("…")
    assert label.toolTip() == "256 × 256 · 100 %"
    label.setText("another")
    assert label.shown(whole) == "another"
    assert label.shown(20).endswith("…")
