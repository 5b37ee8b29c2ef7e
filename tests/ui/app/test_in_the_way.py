"""What stands in the way says what it is and how to go on; what comes and goes moves nothing."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sketchpad.document.io import project_file
from sketchpad.document.model import Box, Document, Stroke
from sketchpad.generation.request.request import Progress
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.state.document_state import TOOLS

CLICK = Qt.MouseButton.LeftButton
LINES = (Stroke([[20, 20], [200, 200]], 4.0),)


def press(window: MainWindow, name: str) -> None:
    window.actions_[name].trigger()
    QApplication.processEvents()


def test_ignored_lines_are_named_and_followed_by_a_click(window) -> None:
    ignored = tuple(stroke.with_role("ignore") for stroke in LINES)
    window.state.open(Document(strokes=ignored, prompt="a cat"))
    press(window, "generate")
    problem = window.canvas_pane.problem
    assert problem.text == "All lines are set to Ignore. Follow them all, or draw others."
    QTest.mouseClick(problem.remedy, CLICK)
    assert [stroke.role for stroke in window.state.document.strokes] == ["follow"]
    assert problem.isHidden()
    window.state.undo()
    assert window.state.document.strokes == ignored


@pytest.mark.parametrize(("kind", "word"), [("openpose", "Pose"), ("segmentation", "Segmentation")])
def test_a_control_without_anything_to_read_is_skipped_by_a_click(window, kind, word) -> None:
    window.state.open(Document(strokes=LINES, prompt="a cat"))
    window.settings.read_as(kind)
    press(window, "generate")
    problem = window.canvas_pane.problem
    assert word in problem.text
    assert problem.remedy.text() == f"Skip {word}"
    QTest.mouseClick(problem.remedy, CLICK)
    assert [net.kind for net in window.settings.values.nets] == [""]
    assert "controlnet" in window.settings.values.chosen
    assert problem.isHidden()
    press(window, "generate")
    assert window.runner.status.busy


def test_the_only_control_is_skipped_with_controlnet(window) -> None:
    window.state.open(Document(strokes=LINES, prompt="a cat"))
    window.settings.set_net(0, kind="openpose")
    press(window, "generate")
    QTest.mouseClick(window.canvas_pane.problem.remedy, CLICK)
    assert "controlnet" not in window.settings.values.chosen


def test_generate_and_notices_move_no_pane(window) -> None:
    window.resize(1280, 720)
    window.layout_.actions["show_checks"].trigger()
    window.state.open(Document(strokes=LINES, prompt="a cat"))
    QApplication.processEvents()

    def places() -> list[object]:
        QApplication.processEvents()
        panes = window.workspace.panes
        return [window.size(), window.split.sizes(), panes.sizes(), window.canvas.size()]

    before = places()
    press(window, "generate")
    window.runner._on_started()
    picture = np.zeros((256, 256, 3), np.uint8)
    for index in (1, 20):
        window.runner._on_progressed(0, Progress(index, 20, picture, 1.0, final=index == 20))
        assert places() == before
    window.runner._on_finished()
    window.notice.tell("A long sentence that needs more than one line of the window. " * 4)
    assert places() == before
    notice, workspace = window.notice, window.workspace
    assert workspace.rect().contains(notice.geometry())
    assert notice.height() >= notice.heightForWidth(notice.width())
    foot = workspace.panes.mapTo(workspace, workspace.panes.rect().bottomLeft()).y()
    assert notice.geometry().bottom() <= foot


def test_an_error_is_forgotten_when_the_next_file_opens(window, tmp_path, drawing) -> None:
    bad, good = tmp_path / "bad.sketchpad", tmp_path / "good.sketchpad"
    bad.write_bytes(b"nothing")
    project_file.save(drawing, good)
    window.project.open_now(bad)
    assert window.notice.property("level") == "error"
    assert window.notice.isVisible()
    window.project.open_now(good)
    assert window.notice.isHidden()


def test_one_tool_looks_active_after_a_remedy(window, qtbot) -> None:
    window.layout_.actions["show_checks"].trigger()
    window.settings.choose("gligen", True)
    window.state.open(Document(boxes=(Box("", (0.1, 0.1, 0.5, 0.5)),), prompt="a cat"))
    qtbot.waitUntil(lambda: window.layout_.checks.findings != ())
    (card,) = (c for c in window.layout_.checks.cards if "edit_phrase" in c.buttons)
    for tool in TOOLS:
        window.state.set_tool(tool)
        QTest.mouseClick(card.buttons["edit_phrase"], CLICK)
        checked = [b.defaultAction().objectName() for b in window.rail._buttons if b.isChecked()]
        assert [name for name in checked if not name.startswith("role_")] == ["select"]


def test_the_mirrored_view_shows_a_sign_that_straightens_it(window) -> None:
    sign = window.canvas_pane.turned
    assert sign.isHidden()
    window.canvas.action("mirror_view").trigger()
    assert (sign.isVisible(), sign.text()) == (True, "Mirrored")
    window.canvas.action("turn_right").trigger()
    assert sign.text() == "Mirrored 15°"
    QTest.mouseClick(sign, CLICK)
    assert sign.isHidden()
    assert window.canvas.viewport.turning.is_straight
