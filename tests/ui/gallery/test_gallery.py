"""What is made stays: in the strip, in the gallery's window, after a restart, on a full disk, in comparisons."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from sketchpad import atomic
from sketchpad.document.io.picture import read_picture
from sketchpad.document.model import Document
from sketchpad.errors import DiskFull
from sketchpad.gallery.library import DATABASE, Library
from sketchpad.gallery.record import ANY, Filter
from sketchpad.generation.export.picture import read_settings
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.gallery.gallery_window import GalleryWindow
from sketchpad.ui.gallery.side_by_side import SideBySide
from sketchpad.ui.state.preferences import PreferenceStore
from sketchpad.ui.style.language import Language
from tests.ui.conftest import without_model
from tests.ui.fake_engine import FakeEngine
from tests.ui.kept import kept, settle


def make(window: MainWindow, engine: FakeEngine, prompt: str, seed: int, **methods: bool) -> None:
    window.state.apply(window.state.document.with_prompt(prompt), "Prompt")
    window.settings.set_sampling(seed=seed, steps=2)
    for name, on in methods.items():
        window.settings.choose(name, on)
    assert window.runner.generate()
    engine.run_to_end()


@pytest.fixture
def filled(window: MainWindow, engine: FakeEngine, drawing: Document) -> MainWindow:
    window.state.open(drawing)
    make(window, engine, "a red cat", 1)
    make(window, engine, "a blue dog", 2, gligen=True)
    make(window, engine, "a cat by the sea", 3)
    settle(window)
    return window


@pytest.fixture
def gallery(filled: MainWindow) -> Iterator[GalleryWindow]:
    filled.actions_["show_gallery"].trigger()
    assert filled.browsing.window is not None
    return filled.browsing.window


def seeds(gallery: GalleryWindow) -> list[int]:
    found = (gallery.model.record(row) for row in range(gallery.model.rowCount()))
    return [record.seed for record in found if record is not None]


def choose(gallery: GalleryWindow, *rows: int) -> None:
    gallery.list.clearSelection()
    for row in rows:
        index = gallery.model.index(row, 0)
        flag = gallery.list.selectionModel().SelectionFlag
        gallery.list.selectionModel().setCurrentIndex(index, flag.Select)


def test_pictures_survive_the_window(
    filled: MainWindow, qapp: QApplication, qtbot: QtBot, engine: FakeEngine
) -> None:
    before = kept(filled)
    filled.questions.answer = "discard"  # type: ignore[attr-defined]
    filled.close()
    other = FakeEngine()
    again = MainWindow(other, Language(qapp, "en"), PreferenceStore(qapp), check=without_model)  # type: ignore[arg-type]
    assert kept(again) == before
    again.history.chosen.emit(before[1])
    shown = again.session.current
    assert shown is not None
    again.results.use_all(shown)
    assert again.state.document.prompt == "a blue dog"
    assert again.settings.values.chosen == {"controlnet", "gligen"}
    again.actions_["make_again"].trigger()
    ((_, (asked,)),) = other.asked
    assert asked == shown.request
    other.run_to_end()
    assert again.session.current is not None
    assert np.array_equal(again.session.current.picture, shown.picture)
    assert len(kept(again)) == 3  # the same picture is there once
    again.state.mark_saved()
    again.close()
    again.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_what_a_picture_began_from_comes_back_for_making_it_again(
    filled: MainWindow, engine: FakeEngine
) -> None:
    before = filled.session.current
    assert before is not None
    filled.actions_["enlarge"].trigger()
    engine.run_to_end()
    newest = kept(filled)[0]
    assert filled.gallery.read(lambda library: library.with_digest(newest.parent))
    large = filled.gallery.result(newest)
    assert large is not None
    assert large.request.base is not None
    assert large.wanted.document == before.request.document
    base = Path(large.request.base.picture)
    base.unlink()
    filled.results.make_again(large)
    ((_, (asked,)),) = engine.asked[-1:]
    assert asked == large.request
    assert np.array_equal(read_picture(base), before.picture)


def test_search_and_filters(gallery: GalleryWindow, qtbot: QtBot) -> None:
    assert seeds(gallery) == [3, 2, 1]
    qtbot.keyClicks(gallery.filters.search, "cat")
    qtbot.waitUntil(lambda: seeds(gallery) == [3, 1])
    gallery.filters.search.clear()
    qtbot.waitUntil(lambda: len(seeds(gallery)) == 3)
    method = gallery.filters.method
    method.setCurrentIndex(method.findData("gligen"))
    method.activated.emit(method.currentIndex())
    assert seeds(gallery) == [3, 2]
    assert gallery.filters.count.text() == "2 pictures"


def test_choosing_only_looks_and_says_what_made_it(
    filled: MainWindow, gallery: GalleryWindow, qtbot: QtBot
) -> None:
    settings, document, shown = (
        filled.settings.values,
        filled.state.document,
        filled.session.current,
    )
    choose(gallery, 2)
    qtbot.waitUntil(lambda: gallery.details.view.picture is not None)
    text = gallery.details.text.text()
    assert "a red cat" in text
    assert "Seed 1" in text
    assert "ControlNet" in text
    assert (filled.settings.values, filled.state.document) == (settings, document)
    assert filled.session.current is shown
    gallery.actions_["use_all"].trigger()
    assert filled.state.document.prompt == "a red cat"
    filled.state.undo()
    assert (filled.settings.values, filled.state.document) == (settings, document)
    gallery.actions_["look"].trigger()
    assert filled.session.current is not shown


def test_stars_boards_and_bin(filled: MainWindow, gallery: GalleryWindow) -> None:
    choose(gallery, 0, 2)
    gallery.actions_["star"].trigger()
    assert [one.seed for one in kept(filled, Filter(star=True))] == [3, 1]
    filled.questions.path = Path("For the client")  # type: ignore[attr-defined]
    choose(gallery, 1)
    gallery.boards_menu().actions()[-1].trigger()
    assert [one.seed for one in kept(filled, Filter(board="For the client"))] == [2]
    assert "For the client" in [
        gallery.places.item(n).text() for n in range(gallery.places.count())
    ]
    choose(gallery, 0, 1)
    gallery.actions_["delete"].trigger()
    settle(filled)
    assert seeds(gallery) == [1]
    gallery.actions_["undo"].trigger()
    settle(filled)
    assert seeds(gallery) == [3, 2, 1]
    choose(gallery, 0)
    gallery.actions_["delete"].trigger()
    settle(filled)
    gallery.places.setCurrentRow(gallery.places.count() - 1)
    assert seeds(gallery) == [3]
    gallery.actions_["empty_bin"].trigger()  # answered with “cancel”
    settle(filled)
    assert seeds(gallery) == [3]
    filled.questions.answer = "discard"  # type: ignore[attr-defined]
    gallery.actions_["empty_bin"].trigger()
    settle(filled)
    assert seeds(gallery) == []
    assert len(kept(filled)) == 2


def press(window: QWidget, name: str) -> None:
    """Click the button that is called `name`."""
    (button,) = [
        one
        for one in window.findChildren(QAbstractButton)
        if one.accessibleName() == name and one.isVisible() and one.isEnabled()
    ]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_by_hand(filled: MainWindow, engine: FakeEngine, qtbot: QtBot) -> None:
    """Keys and clicks alone: look, take over all, take it back by one undo, repeat, lay side by side."""
    before = (filled.settings.values, filled.state.document, filled.session.current)
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(filled.canvas, Qt.Key.Key_J, control)
    gallery = filled.browsing.window
    assert gallery is not None
    gallery.list.doItemsLayout()

    def click(row: int, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        place = gallery.list.visualRect(gallery.model.index(row, 0)).center()
        QTest.mouseClick(gallery.list.viewport(), Qt.MouseButton.LeftButton, keys, place)

    said = ("a blue dog", "Seed 2", "ControlNet", "GLIGEN 1.00", "2 steps", "embedded")
    click(1)
    qtbot.waitUntil(lambda: all(words in gallery.details.text.text() for words in said))
    assert gallery.details.view.picture is not None
    assert (filled.settings.values, filled.state.document, filled.session.current) == before
    press(gallery, "Use everything")
    assert filled.state.document.prompt == "a blue dog"
    assert filled.settings.values.chosen == {"controlnet", "gligen"}
    assert filled.settings.values.sampling.seed == 2
    qtbot.waitUntil(filled.isActiveWindow)
    QTest.keyClick(filled.canvas, Qt.Key.Key_Z, control)
    assert (filled.settings.values, filled.state.document) == before[:2]
    press(gallery, "Repeat exactly")
    ((_, (asked,)),) = engine.asked[-1:]
    record = gallery.details.record
    assert record is not None
    first = filled.gallery.read(lambda library: (library.request(record), library.picture(record)))
    assert first is not None
    assert asked == first[0]
    engine.run_to_end()
    assert filled.session.current is not None
    assert np.array_equal(filled.session.current.picture, first[1])
    click(0)
    click(2, control)
    press(gallery, "Side by side")
    (shown,) = gallery.findChildren(SideBySide)
    assert [view.picture is not None for view in shown.views] == [True, True]
    qtbot.waitUntil(shown.isActiveWindow)
    QTest.keyClick(shown, Qt.Key.Key_Escape)
    assert not shown.isVisible()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_some_are_exported_together(
    filled: MainWindow, gallery: GalleryWindow, tmp_path: Path
) -> None:
    choose(gallery, 0, 1)
    filled.questions.path = tmp_path  # type: ignore[attr-defined]
    gallery.actions_["export"].trigger()
    filled.exporter.writing.finish()
    saved = [read_settings(path) for path in sorted(tmp_path.glob("*.png"))]
    assert {one.request.sampling.seed for one in saved if one and one.request} == {2, 3}


def test_side_by_side(gallery: GalleryWindow) -> None:
    choose(gallery, 0, 1, 2)
    gallery.actions_["side_by_side"].trigger()
    windows = [w for w in gallery.findChildren(object) if type(w).__name__ == "SideBySide"]
    (shown,) = windows
    assert all(view.picture is not None for view in shown.views)
    shown.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_full_disk_loses_nothing(
    window: MainWindow, engine: FakeEngine, drawing: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.state.open(drawing)

    def full(path: Path, _data: bytes) -> None:
        raise DiskFull(path)

    with monkeypatch.context() as patch:
        patch.setattr(atomic, "write_bytes", full)
        make(window, engine, "a cat", 1)
        assert not kept(window)
        assert "disk is full" in window.notice.text
        assert window.gallery.holds
        window.state.mark_saved()
        window.questions.quits = False  # type: ignore[attr-defined]
        assert not window.close()
        assert window.questions.asked == ["lose 1"]  # type: ignore[attr-defined]
    window.gallery.retry()
    assert [one.seed for one in kept(window)] == [1]


def test_whoever_wants_none_kept_has_them_until_the_end(
    filled: MainWindow, engine: FakeEngine
) -> None:
    home = filled.gallery.folder
    filled.preferences.set("gallery.keep", False)
    assert filled.gallery.folder != home
    make(filled, engine, "a secret", 9)
    assert [one.seed for one in kept(filled)] == [9]
    passing = filled.gallery.folder
    filled.preferences.set("gallery.keep", True)
    assert [one.seed for one in kept(filled)] == [3, 2, 1]
    filled.questions.answer = "discard"  # type: ignore[attr-defined]
    filled.close()
    assert not passing.exists()


def test_a_damaged_database_is_made_anew(filled: MainWindow, engine: FakeEngine) -> None:
    before = kept(filled)
    path = filled.gallery.folder / DATABASE
    filled.gallery._close_reader()
    filled.gallery._writer.close()  # type: ignore[union-attr]
    filled.gallery._writer = None
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    path.write_bytes(b"no database" * 1000)
    filled.history.model.refresh()
    assert [one.file for one in kept(filled)] == [one.file for one in before]
    assert path.with_stem("gallery-damaged").exists()
    assert "damaged" in filled.notice.text


def test_limits_put_into_the_bin_and_say_so(filled: MainWindow) -> None:
    with Library(filled.gallery.folder).database.writing() as connection:
        connection.execute("UPDATE pictures SET created = 1e9 WHERE seed = 1")
    filled.preferences.set("gallery.days", 30)
    assert [one.seed for one in kept(filled)] == [3, 2]
    assert "limit" in filled.notice.text


def test_another_window_is_noticed(filled: MainWindow, qapp: QApplication) -> None:
    ids = [one.id for one in kept(filled)]
    filled.gallery.look_for_others()
    other = Library(filled.gallery.folder)
    other.delete(ids[:1])
    other.close()
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert filled.history.model.rowCount() == 2


def test_a_comparison_is_opened_again_without_being_made_again(
    window: MainWindow, engine: FakeEngine, drawing: Document
) -> None:
    window.state.open(drawing)
    window.settings.set_sampling(steps=4)
    window.actions_["compare"].trigger()
    engine.run_to_end()
    run = window.comparing.run
    cells = run.cells
    run.mark(cells[1].plan, "star")
    assert run.matrix is not None
    run.start(run.matrix.with_branch(cells[1].place, 2, cells[1].request.with_seed(5)))
    engine.run_to_end()
    old = [(cell.plan, cell.picture, cell.adherence, cell.mark) for cell in run.cells]
    records = kept(window, Filter(comparison=ANY))
    assert len(records) == len(old) == 5
    assert len({record.comparison for record in records}) == 1
    assert [record.step for record in records] == [2, 0, 0, 0, 0]
    assert {record.star for record in records} == {0, 1}
    # another one, so that nothing of the first is in memory
    window.state.apply(drawing.with_prompt("another"), "Prompt")
    window.comparing.open()
    engine.run_to_end()
    assert len({one.comparison for one in kept(window, Filter(comparison=ANY))}) == 2
    asked = len(engine.asked)
    window.browsing._open_comparison(records[0].comparison)
    assert len(engine.asked) == asked
    assert [cell.plan for cell in run.cells] == [plan for plan, *_ in old]
    for cell, (_plan, picture, adherence, mark) in zip(run.cells, old, strict=True):
        assert picture is not None
        assert cell.picture is not None
        assert np.array_equal(cell.picture, picture)
        assert (cell.phase, cell.adherence, cell.mark) == ("done", adherence, mark)
    run.mark(run.cells[0].plan, "star")
    settle(window)
    assert len(kept(window, Filter(star=True))) == 2
