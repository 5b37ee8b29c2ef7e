"""What is remembered from one day to the next, and what happens when it cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QApplication

from sketchpad import paths
from sketchpad.errors import BadSetting
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.files.recent_files import RecentFiles
from sketchpad.ui.state.preferences import PreferenceStore
from sketchpad.ui.style.theme import theme


def choice(group: QActionGroup, name: str) -> QAction:
    return next(action for action in group.actions() if action.data() == name)


def test_language_and_theme_are_chosen_in_the_menu_and_kept(window: MainWindow) -> None:
    choice(window.menus.languages, "zh_CN").trigger()
    choice(window.menus.themes, "dark").trigger()
    QApplication.processEvents()
    assert window.menus.file.title() == "文件(&F)"
    assert "简体中文" in choice(window.menus.languages, "zh_CN").text()
    assert theme().is_dark
    window.memory.keep()
    again = PreferenceStore()
    assert (again["language"], again["theme"]) == ("zh_CN", "dark")


def test_how_the_result_is_shown_is_kept(window: MainWindow) -> None:
    window.canvas_pane.overlay.slider.setValue(30)
    window.canvas.action("result_over").trigger()
    window.memory.keep()
    again = PreferenceStore()
    assert (again["result.mode"], again["result.opacity"]) == ("over", 0.3)


def test_preferences_are_checked_and_a_damaged_file_is_no_obstacle() -> None:
    store = PreferenceStore()
    with pytest.raises(BadSetting):
        store.set("theme", "pink")
    store.set("theme", "dark")
    store.flush()
    file = paths.user_config() / "preferences.json"
    assert file.is_file()
    file.write_text("{ not json")
    assert PreferenceStore()["theme"] == "system"


def test_a_place_that_cannot_be_written_costs_only_the_memory() -> None:
    paths.user_config().parent.mkdir(parents=True, exist_ok=True)
    paths.user_config().write_text("a file where the folder should be")
    store = PreferenceStore()
    store.set("theme", "dark")
    store.flush()
    assert store["theme"] == "dark"


def test_recent_files_are_those_that_still_exist(tmp_path: Path) -> None:
    recent = RecentFiles()
    made = [tmp_path / f"{number}.sketchpad" for number in range(12)]
    for path in made:
        path.touch()
        recent.add(path)
    made[11].unlink()
    assert RecentFiles().present() == tuple(reversed(made[2:11]))
    recent.add(made[5])
    assert RecentFiles().present()[0] == made[5]
    recent.clear()
    assert RecentFiles().present() == ()


def test_parts_of_the_window_can_be_hidden(window: MainWindow) -> None:
    for name, part in (
        ("show_result", window.result_pane),
        ("show_side", window.side),
        ("show_history", window.history),
    ):
        window.actions_[name].trigger()
        assert part.isHidden()
        window.actions_[name].trigger()
        assert part.isVisible()


def test_drawing_and_result_look_at_the_same_place_until_unlinked(window: MainWindow) -> None:
    window.canvas.viewport.zoom_step(1)
    linked = window.result_pane.view.zoom
    assert linked == pytest.approx(window.canvas.viewport.view.zoom)
    window.actions_["link_views"].trigger()
    window.canvas.viewport.zoom_step(1)
    assert window.result_pane.view.zoom == pytest.approx(linked)
    window.actions_["link_views"].trigger()
    window.result_pane.view.fit()
    assert window.canvas.viewport.fitting
