"""What a user expects without thinking of it: keys, menus, folders, and that what was done is seen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sketchpad.document.model import Document
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.files.exporter import Exporter
from tests.ui.fake_engine import FakeEngine


def test_escape_leaves_the_prompts_for_the_canvas(window: MainWindow) -> None:
    panel = window.side.prompt
    for edit in (panel.prompt, panel.negative):
        edit.setFocus()
        QTest.keyClicks(edit, "a house")
        QTest.keyClick(edit, Qt.Key.Key_Escape)
        if panel.prompt.offered is not None and panel.prompt.offered.isVisible():
            QTest.keyClick(edit, Qt.Key.Key_Escape)  # the first one closed the list of words
        assert QApplication.focusWidget() is window.canvas
    assert window.state.document.prompt == "a house"


def test_copy_and_paste_lie_in_one_menu(window: MainWindow) -> None:
    edit, file = window.menus.edit.actions(), window.menus.file.actions()
    at = edit.index(window.actions_["copy"])
    assert edit[at + 1] is window.actions_["paste"]
    assert window.actions_["copy"] not in file


def test_save_and_export_remember_their_folders(
    window: MainWindow, drawing: Document, engine: FakeEngine, tmp_path: Path
) -> None:
    saved, exported = tmp_path / "drawings", tmp_path / "pictures"
    for folder in (saved, exported):
        folder.mkdir()
    window.state.open(drawing)
    window.questions.path = saved / "a.sketchpad"  # type: ignore[attr-defined]
    window.actions_["save"].trigger()
    window.runner.generate()
    engine.run_to_end()
    window.questions.path = exported / "a.png"  # type: ignore[attr-defined]
    window.actions_["export"].trigger()
    again = Exporter(window.questions, window.preferences)  # as after a new start
    assert again._folder == exported
    assert window.project._folder == saved
    (exported / "a.png").unlink()
    exported.rmdir()
    assert again._folder != exported
    again.close()


@pytest.mark.parametrize("height", [500, 860])
def test_a_picture_to_begin_from_is_seen_at_once(window: MainWindow, height: int) -> None:
    window.resize(1280, height)
    QApplication.processEvents()
    picture = QImage(64, 64, QImage.Format.Format_RGB32)
    picture.fill(QColor("red"))
    window.drop_offer.ask(picture, QPoint(300, 300))
    menu = window.drop_offer.menu
    assert menu is not None
    QTest.keyClick(menu, Qt.Key.Key_B)
    card, around = window.side.start.base, window.side._scroll.viewport()
    assert card.isVisible()
    assert around.rect().contains(QRect(card.mapTo(around, QPoint()), card.size()))


def test_the_size_of_the_result_is_told(
    window: MainWindow, drawing: Document, engine: FakeEngine
) -> None:
    window.state.open(drawing)
    window.runner.generate()
    engine.run_to_end()
    assert window.session.current is not None
    height, width, _ = window.session.current.picture.shape
    assert f"{width} × {height}" in window.result_pane._made_by.text()
