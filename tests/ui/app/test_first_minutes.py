"""What an empty page begins with; boxes switch on what reads them; presets are seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea

from sketchpad.document.io import project_file
from sketchpad.document.io.picture import png_of
from sketchpad.document.model import Box, Document, Stroke
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.app.start_page import seen_of
from tests.tiny import shared_tiny_model
from tests.ui.canvas.conftest import Hand

CLICK = Qt.MouseButton.LeftButton


def draw_box(window: MainWindow, at: tuple[int, int] = (60, 60)) -> None:
    window.state.set_tool("box")
    Hand(window.canvas).drag(at, (at[0] + 90, at[1] + 90))


def has_boxes_method(window: MainWindow) -> bool:
    return "gligen" in window.settings.values.chosen


@pytest.fixture
def start(window: MainWindow, qtbot):
    qtbot.waitUntil(lambda: window.welcome.page.isVisible() and window.welcome.page.samples != [])
    return window.welcome.page


def test_the_start_page_opens_a_sample_with_its_boxes_read(window, start) -> None:
    assert start.samples[0].text() == "House, tree and sun"
    QTest.mouseClick(start.samples[0], CLICK)
    assert len(window.state.document.boxes) == 3
    assert not start.isVisible()
    assert window.result_pane.view.isVisible()
    assert has_boxes_method(window)
    assert "GLIGEN" in window.notice.text
    window.project.new()
    assert start.isVisible()


def test_the_start_page_goes_with_the_first_line_and_comes_back_with_undo(window, start) -> None:
    window.state.apply(window.state.document.with_strokes((Stroke([[9, 9], [90, 90]], 4),)), "x")
    assert not start.isVisible()
    window.state.undo()
    assert start.isVisible()
    window.state.apply(window.state.document.with_prompt("a cat"), "x")
    assert start.isVisible()
    window.settings.choose_none()
    window.runner.generate()
    assert not start.isVisible()


def test_recent_drawings_are_offered(window, start, tmp_path, drawing) -> None:
    path = tmp_path / "castle & moat.sketchpad"
    project_file.save(drawing, path)
    assert window.project.open_now(path)
    window.project.new()
    (button,) = start.files
    assert button.toolTip() == str(path)
    assert button.accessibleName() == path.stem
    QTest.mouseClick(button, CLICK)
    assert window.state.document == drawing


def test_a_recent_drawing_shows_its_picture_or_itself(tmp_path, drawing) -> None:
    with_picture, without, other = (tmp_path / f"{n}.sketchpad" for n in range(3))
    green = png_of(np.full((64, 96, 3), (0, 200, 0), np.uint8))
    project_file.save(drawing, with_picture, project_file.Extra({}, green))
    project_file.save(drawing, without)
    other.write_bytes(b"no drawing")
    seen = seen_of(with_picture)
    assert isinstance(seen, QImage)
    assert seen.pixelColor(5, 5) == QColor(0, 200, 0)
    assert seen_of(without) == drawing
    assert seen_of(other) is None


def test_the_start_page_fits_into_a_narrow_pane(start, qtbot, subtests) -> None:
    area = start.findChild(QScrollArea)
    for width in (380, 320):
        with subtests.test(width=width):
            start.setFixedWidth(width)
            qtbot.waitUntil(lambda width=width: area.width() == width)
            assert area.widget().width() <= area.viewport().width()
            for tile in start.samples:
                edge = tile.mapTo(area.widget(), QPoint(tile.width(), 0)).x()
                assert edge <= area.viewport().width()


def test_a_notice_covers_no_button_on_the_page(window, start, qtbot) -> None:
    for words in ("A drawing was saved.", "A long sentence that needs more than one line. " * 6):
        window.notice.tell(words)
        qtbot.wait(1)
        sample = window.canvas_pane.sample
        assert sample.isVisible()
        foot = sample.mapTo(window.workspace, QPoint(0, sample.height())).y()
        assert foot <= window.notice.geometry().top()
        area = start.findChild(QScrollArea)
        foot = area.mapTo(window.workspace, QPoint(0, area.height())).y()
        assert foot <= window.notice.geometry().top() + 1


def test_one_button_shows_the_larger_model_with_size_and_licence(window, start) -> None:
    assert "2.1 GB · CreativeML OpenRAIL-M" in start._needs.text()
    QTest.mouseClick(start.get, CLICK)
    dialog = window.models.dialog
    assert dialog.rows["sd15"].hasFocus() or dialog.focusWidget() is dialog.rows["sd15"]
    dialog.close()


def test_the_first_box_switches_gligen_on_and_the_last_one_off(window) -> None:
    draw_box(window)
    assert len(window.state.document.boxes) == 1
    assert has_boxes_method(window)
    assert "boxes" in window.notice.text
    window.state.undo()
    assert window.state.document.boxes == ()
    assert not has_boxes_method(window)


def test_who_switches_gligen_off_is_not_overruled(window) -> None:
    draw_box(window)
    card = window.side.methods.cards["gligen"]
    QTest.mouseClick(card.check, CLICK, pos=QPoint(8, card.check.height() // 2))
    assert not has_boxes_method(window)
    window.state.undo()
    draw_box(window)
    assert not has_boxes_method(window)
    window.state.open(Document())
    draw_box(window)
    assert has_boxes_method(window)


def test_a_model_without_gates_reads_boxes_by_regional_prompts(window, qtbot) -> None:
    ungated = str(shared_tiny_model(gated=False))
    window.settings.set(replace(window.settings.values, model=ungated))
    draw_box(window)
    assert "regional" in window.settings.values.chosen
    assert "Regional prompts" in window.notice.text
    window.settings.set(replace(window.settings.values, model=""))
    qtbot.waitUntil(lambda: has_boxes_method(window))
    assert "regional" not in window.settings.values.chosen
    window.state.undo()
    assert not has_boxes_method(window)


def test_a_file_brings_its_own_choice(window, tmp_path) -> None:
    path = tmp_path / "boxes.sketchpad"
    document = Document(boxes=(Box("a cat", (0.1, 0.1, 0.6, 0.6)),), prompt="a cat")
    request = window.settings.values.request(document)
    project_file.save(
        document, path, project_file.Extra({"request": request.to_json(drawing=False)})
    )
    assert window.project.open_now(path)
    assert not has_boxes_method(window)


def test_presets_are_seen_by_name(window) -> None:
    button = window.presets
    assert button.text() == "Presets"
    assert button.isVisible()
    (act,) = [a for a in button.things.actions() if a.text() == "A loose sketch"]
    act.trigger()
    assert button.text() == "A loose sketch"
    window.settings.set_method("controlnet", strength=0.9)
    assert button.text() == "Presets"
