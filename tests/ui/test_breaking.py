"""Broken on purpose: wrong files, full disks, a model that goes away, closing in every state. Nothing is lost."""

from __future__ import annotations

import errno
import os
import struct
import threading
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, Qt, QUrl
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from sketchpad import own_files, paths
from sketchpad.document.io import project_file
from sketchpad.document.io.tracing import Watch
from sketchpad.document.model import Document
from sketchpad.errors import WeightsMissing
from sketchpad.generation.request.presets import SHIPPED, Presets
from sketchpad.ui.app.app import make_window
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.engine.runner import preflight_of_window
from sketchpad.ui.state.preferences import FILE_NAME, PreferenceStore
from tests import crashes
from tests.crashes import crash
from tests.ui.conftest import ScriptedQuestions
from tests.ui.fake_engine import FakeEngine
from tests.ui.kept import kept

pytestmark = pytest.mark.slow

# wrong files


def huge_png(path: Path) -> None:
    """A header that promises 10,000 megapixels; nothing behind it."""
    content = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    crc = struct.pack(">I", zlib.crc32(b"IHDR" + content))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + content + crc)


def png_with_words(path: Path) -> None:
    """A small blank picture whose settings are 200,000 letters."""
    info = PngImagePlugin.PngInfo()
    info.add_text("parameters", "a " * 100_000, zip=True)
    Image.new("RGB", (32, 32), "white").save(path, pnginfo=info)


WRONG: dict[str, Callable[[Path], object]] = {
    "words.png": lambda path: path.write_text("words"),
    "program.sketchpad": lambda path: path.write_bytes(b"MZ\x90\0" * 50),
    "huge.png": huge_png,
    "bomb.svg": lambda path: path.write_text(
        '<!DOCTYPE s [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg"><text>&a;</text></svg>'
    ),
    "empty.svg": lambda path: path.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    "blank.png": lambda path: Image.new("RGB", (50, 50), "white").save(path),
    "folder.png": lambda path: path.mkdir(),
    "gone.png": lambda path: None,
    "pipe.png": os.mkfifo,
    "pipe.svg": os.mkfifo,
    "pipe.sketchpad": os.mkfifo,
    "endless.png": lambda path: path.symlink_to("/dev/zero"),
    "endless.svg": lambda path: path.symlink_to("/dev/zero"),
    "commas.svg": lambda path: path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{"," * 200_000}"><path d="M0 0h9"/></svg>'
    ),
    "spaces.svg": lambda path: path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg"><polyline points="{"," * 20_000}"/></svg>'
    ),
    "deep.svg": lambda path: path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg">' + "<g>" * 5000 + "</g>" * 5000 + "</svg>"
    ),
    "words in it.png": png_with_words,
}


def test_a_wrong_file_is_one_sentence(
    window: MainWindow,
    drawing: Document,
    tmp_path: Path,
    qtbot: QtBot,
    subtests: pytest.Subtests,
) -> None:
    window.state.open(drawing)
    for name, write in WRONG.items():
        with subtests.test(name=name):
            write(tmp_path / name)
            window.notice.dismiss()
            data = QMimeData()
            data.setUrls([QUrl.fromLocalFile(str(tmp_path / name))])
            window.incoming.receive(data, QPoint())
            if window.drop_offer.menu is not None:  # a picture, although one without lines
                window.drop_offer.menu.actions()[1].trigger()
                window.drop_offer.menu = None
            qtbot.waitUntil(lambda: not window.project.reading.busy)
            assert name in window.notice.text
            assert "Traceback" not in window.notice.text
            assert window.notice.property("level") == "error"
            assert window.state.document == drawing
            assert not window.state.modified


# a full disk


def no_space(_number: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From the call on, nothing can be written to the end."""
    return lambda: monkeypatch.setattr(os, "fsync", no_space)


def test_a_full_disk_leaves_the_old_drawing_and_no_rubbish(
    window: MainWindow, drawing: Document, tmp_path: Path, full_disk: Callable[[], None]
) -> None:
    window.state.open(drawing, saved=False)
    path = tmp_path / "house.sketchpad"
    window.questions.path = path  # type: ignore[attr-defined]
    assert window.project.save()
    before = path.read_bytes()
    window.state.apply(drawing.with_prompt("another"), "Change prompt")
    full_disk()
    assert not window.project.save()
    assert "disk is full" in window.notice.text
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
    assert window.state.modified
    assert window.state.document.prompt == "another"


def test_a_full_disk_leaves_the_old_export(
    window: MainWindow,
    engine: FakeEngine,
    drawing: Document,
    tmp_path: Path,
    full_disk: Callable[[], None],
) -> None:
    window.state.open(drawing)
    window.runner.generate()
    engine.run_to_end()
    path = tmp_path / "house.png"
    path.write_bytes(b"older")
    full_disk()
    window.questions.path = path  # type: ignore[attr-defined]
    window.actions_["export"].trigger()
    assert "disk is full" in window.notice.text
    assert path.read_bytes() == b"older"
    assert window.session.current is not None


def test_that_nothing_is_kept_safe_any_more_is_told_once(
    window: MainWindow, drawing: Document, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[object] = []
    window.project.recovery._done.connect(tried.append)
    with monkeypatch.context() as full:
        full.setattr(os, "fsync", no_space)
        window.state.apply(drawing, "Draw")
        window.project.recovery.flush()
        qtbot.waitUntil(lambda: "disk is full" in window.notice.text)
        window.notice.dismiss()
        window.state.apply(drawing.with_prompt("x"), "Change prompt")
        window.project.recovery.flush()
        qtbot.waitUntil(lambda: len(tried) == 2)
        assert window.notice.isHidden()
    window.state.apply(drawing.with_prompt("xy"), "Change prompt")
    window.project.recovery.flush()
    assert crashes.kept().prompt == "xy"
    assert window.notice.isHidden()


# what a crash left


def bring_back(window: MainWindow, qtbot: QtBot) -> None:
    """Press the first button of the notice."""
    window.news.offer_recovery()

    def buttons() -> list[QPushButton]:
        return [b for b in window.notice.findChildren(QPushButton) if b.isVisible()]

    qtbot.waitUntil(lambda: len(buttons()) == 2)
    qtbot.mouseClick(buttons()[0], Qt.MouseButton.LeftButton)


def test_a_recovery_stays_until_another_file_holds_it(
    window: MainWindow, drawing: Document, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    recovery = crash(drawing)
    with monkeypatch.context() as full:
        full.setattr(os, "fsync", no_space)
        bring_back(window, qtbot)
        assert window.state.document == drawing
        qtbot.waitUntil(lambda: "disk is full" in window.notice.text)
    assert recovery.load()[0] == drawing
    window.project.recovery.flush()
    assert not recovery.path.exists()
    assert crashes.kept() == drawing


def test_a_recovery_goes_when_the_drawing_is_saved(
    window: MainWindow,
    drawing: Document,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recovery = crash(drawing)
    with monkeypatch.context() as full:
        full.setattr(os, "fsync", no_space)
        bring_back(window, qtbot)
        window.project.recovery.flush()
        window.questions.path = tmp_path / "house.sketchpad"  # type: ignore[attr-defined]
        assert not window.project.save()
        assert recovery.path.exists()
    window.questions.path = tmp_path / "house.sketchpad"  # type: ignore[attr-defined]
    assert window.project.save()
    assert project_file.load(tmp_path / "house.sketchpad")[0] == drawing
    window.project.recovery.flush()
    assert list((paths.user_data() / "recoveries").iterdir()) == []


def test_another_drawing_does_not_take_a_recovery_with_it(
    window: MainWindow, drawing: Document, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    recovery = crash(drawing)
    with monkeypatch.context() as full:
        full.setattr(os, "fsync", no_space)
        bring_back(window, qtbot)
        window.project.recovery.flush()
    window.questions.answer = "discard"  # type: ignore[attr-defined]
    window.actions_["new"].trigger()
    window.state.apply(drawing.with_prompt("another"), "Draw")
    window.project.recovery.flush()
    assert recovery.load()[0] == drawing


def test_bringing_a_recovery_back_asks_about_the_drawing_in_sight(
    window: MainWindow, drawing: Document, qtbot: QtBot
) -> None:
    recovery = crash(drawing)
    window.state.apply(drawing.with_prompt("another"), "Draw")
    bring_back(window, qtbot)
    qtbot.waitUntil(lambda: bool(window.questions.asked))  # type: ignore[attr-defined]
    assert window.state.document.prompt == "another"
    assert recovery.path.exists()
    qtbot.waitUntil(lambda: not window.notice.isHidden())
    window.questions.answer = "discard"  # type: ignore[attr-defined]
    bring_back(window, qtbot)
    assert window.state.document == drawing


def test_a_damaged_recovery_does_not_hide_the_others(
    window: MainWindow, drawing: Document, qtbot: QtBot
) -> None:
    crash(drawing)
    crash(drawing.with_prompt("newer")).path.write_bytes(b"PK")
    bring_back(window, qtbot)
    assert window.state.document == drawing


# a model that goes away


def test_a_model_that_vanishes_is_said_before_anything_runs(
    window: MainWindow,
    engine: FakeEngine,
    drawing: Document,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    window.state.open(drawing)
    monkeypatch.setattr(window.runner, "check", preflight_of_window)
    assert window.runner.generate()
    engine.run_to_end()
    pictures = len(kept(window))
    with monkeypatch.context() as gone:
        gone.setenv("SKETCHPAD_WEIGHTS", str(tmp_path / "gone"))
        assert not window.runner.generate()
        (problem,) = [p for p in window.runner.problems if p.where == "model"]
        assert problem.code == "weights_missing"
    assert window.state.document == drawing
    assert len(kept(window)) == pictures
    assert window.runner.generate()


def test_a_model_that_vanishes_in_the_midst_of_a_run(
    window: MainWindow, engine: FakeEngine, drawing: Document, tmp_path: Path
) -> None:
    window.state.open(drawing)
    window.runner.generate()
    engine.step(2)
    engine.fail(WeightsMissing(tmp_path / "gone"), "model")
    assert not window.runner.status.busy
    assert any("gone" in problem.sentence for problem in window.runner.problems)
    assert window.state.document == drawing
    assert window.runner.generate()


# closing


def idle(_window: MainWindow, _engine: FakeEngine) -> None:
    """Nothing goes on."""


def running(window: MainWindow, engine: FakeEngine) -> None:
    window.runner.generate()
    engine.step(3)


def stopping(window: MainWindow, engine: FakeEngine) -> None:
    running(window, engine)
    window.actions_["stop"].trigger()


def loading(window: MainWindow, engine: FakeEngine) -> None:
    window.runner.generate()
    engine.model_loading.emit()


def comparing(window: MainWindow, engine: FakeEngine) -> None:
    window.comparing.open()
    engine.step(3)


@pytest.mark.parametrize("state", [idle, loading, running, stopping, comparing])
def test_the_window_closes_in_every_state(
    window: MainWindow,
    engine: FakeEngine,
    drawing: Document,
    state: Callable[[MainWindow, FakeEngine], None],
) -> None:
    window.state.open(drawing)
    state(window, engine)
    assert window.close()
    assert engine.is_closed
    assert not window.isVisible()
    asks = state in (loading, running, comparing)
    assert window.questions.asked == ["quit"] * asks  # type: ignore[attr-defined]


def test_a_picture_in_the_making_is_finished_where_the_user_stays(
    window: MainWindow, engine: FakeEngine, drawing: Document
) -> None:
    window.state.open(drawing)
    running(window, engine)
    window.questions.quits = False  # type: ignore[attr-defined]
    assert not window.close()
    assert window.isVisible()
    engine.run_to_end()
    assert window.session.current is not None


def test_an_unsaved_drawing_keeps_the_window_open_whatever_runs(
    window: MainWindow, engine: FakeEngine, drawing: Document
) -> None:
    window.state.open(drawing, saved=False)
    running(window, engine)
    window.questions.answer = "cancel"  # type: ignore[attr-defined]
    assert not window.close()
    assert not engine.is_closed
    engine.run_to_end()
    assert window.session.current is not None


def test_closing_waits_for_no_reading(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sketchpad.ui.files import project

    begun = threading.Event()

    def endless(_path: Path, _page: Document, watch: Watch) -> Document:
        begun.set()
        while True:
            watch(0.0)

    monkeypatch.setattr(project, "read_lines", endless)
    window.project.import_lines(tmp_path / "a.png")
    assert begun.wait(20)
    assert window.close()


# preferences


HOSTILE = {
    "nothing": b"",
    "half": b'{"version": 1, "models": [',
    "a number": b"1",
    "no text": b"\xff\xfe\0",
    "null": b"null",
    "deep": b"[" * 100_000,
    "deep in a list": b'["/a", ' + b"[" * 1500 + b"]" * 1500 + b"]",
    "giant numbers": b'{"steps": ' + b"9" * 400 + b', "seed": 1e999, "result.opacity": NaN}',
    "names": b'["\\u0000", "~root", "' + b"x" * 300 + b'", "/proc/1/root/x", "\\ud800", 5, null]',
    "odd values": b'{"model": "\\u0000", "model.folders": "\\u0000\\n'
    + b"x" * 300
    + b'", "theme": [], "language": {}, "open": 5, "save": ["Ctrl+S", 5], "new": "Ctrl"}',
    "a long model": b'{"model": "' + b"x" * 300 + b'"}',
    "a model of numbers": b'{"version": 1, "models": [5, {"id": 5}, {"id": "x", "files": [{"path": 5}]}]}',
    "another version": b'{"version": 2, "presets": [], "models": []}',
    "a thousand lists": b'{"version": 1, "presets": ' + b"[" * 900 + b"]" * 900 + b"}",
}
OWN = {
    "preferences.json": paths.user_config,
    "shortcuts.json": paths.user_config,
    "window.ini": paths.user_state,
    "recent.json": paths.user_state,
    "chosen.json": paths.user_state,
    "presets.json": paths.user_data,
    "models.json": paths.user_data,
}


@pytest.fixture
def opened(qapp: QApplication) -> Iterator[Callable[[], MainWindow]]:
    """Opens a window as the program does, but for the engine; and closes it."""
    windows: list[MainWindow] = []

    def open_() -> MainWindow:
        windows.append(make_window(qapp, FakeEngine()))  # type: ignore[arg-type]
        windows[-1].show()
        return windows[-1]

    yield open_
    for made in windows:
        made.close()
        made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_no_file_of_its_own_keeps_the_window_from_opening_and_none_is_lost(
    opened: Callable[[], MainWindow], drawing: Document, tmp_path: Path, content: bytes
) -> None:
    for name, folder in OWN.items():
        folder().mkdir(parents=True, exist_ok=True)
        (folder() / name).write_bytes(content)
    window = opened()
    presets = window.side.methods.presets
    assert presets is not None
    presets.fill()
    window.questions = window.project._questions = ScriptedQuestions(window)
    window.questions.path = tmp_path / "house.sketchpad"
    window.state.apply(drawing, "Draw")
    assert window.project.save()
    assert window.project.recent.present() == (tmp_path / "house.sketchpad",)
    window.preferences.set("export.quality", 50)
    window.preferences.flush()
    Presets().save(SHIPPED[0])
    assert SHIPPED[0] in Presets().present()
    for name, folder in OWN.items():
        damaged = folder() / f"{Path(name).stem}-damaged{Path(name).suffix}"
        if damaged.exists():
            assert damaged.read_bytes() == content
            assert damaged.name in told_one_by_one(window)


def told_one_by_one(window: MainWindow) -> str:
    """What the notices say, each closed when it is read; the last one stays, and so does what is known of it."""
    told = getattr(window, "told_before", "")
    while not window.notice.isHidden():
        told += window.notice.text
        window.notice.close_button.click()
    window.told_before = told  # type: ignore[attr-defined]
    return told


def test_preferences_that_cannot_be_read_are_kept_and_told(
    opened: Callable[[], MainWindow],
) -> None:
    folder = paths.user_config()
    folder.mkdir(parents=True)
    (folder / FILE_NAME).write_bytes(b"{")
    window = opened()
    assert "preferences-damaged.json" in window.notice.text
    assert (folder / "preferences-damaged.json").read_bytes() == b"{"
    window.news.tell_copied()  # other news is read first, this again
    window.notice.close_button.click()
    assert "preferences-damaged.json" in window.notice.text
    window.notice.close_button.click()
    assert window.notice.isHidden()
    assert window.preferences["steps"] == 20


def test_one_read_that_fails_costs_no_preset(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    Presets().save(SHIPPED[1])

    def fail(_path: Path, _most: int) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    window.questions.path = Path("Mine")  # type: ignore[attr-defined]
    with monkeypatch.context() as failing:
        failing.setattr(own_files, "read_file", fail)
        window.actions_["save_preset"].trigger()
    assert "presets-damaged.json" in window.notice.text
    assert [one.name for one in Presets().present()] == ["Mine"]
    kept = Presets(paths.user_data() / "presets-damaged.json")
    assert kept.present() == (SHIPPED[1],)


def test_no_files_of_its_own_are_nothing_to_tell(opened: Callable[[], MainWindow]) -> None:
    assert opened().notice.isHidden()


def test_preferences_of_two_windows_meet(qapp: QApplication) -> None:
    first, second = PreferenceStore(qapp), PreferenceStore(qapp)
    first.set("export.quality", 50)
    second.set("theme", "dark")
    first.flush()
    second.flush()
    third = PreferenceStore(qapp)
    assert (third["export.quality"], third["theme"]) == (50, "dark")
    first.set("theme", "light")  # the last one who says it is right about it
    first.set("export.quality", 95)  # the usual again
    first.flush()
    third = PreferenceStore(qapp)
    assert (third["export.quality"], third["theme"]) == (95, "light")


def test_preferences_that_could_not_be_written_are_written_the_next_time(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = PreferenceStore(qapp)
    store.set("export.quality", 50)
    with monkeypatch.context() as full:
        full.setattr(os, "fsync", no_space)
        store.flush()
    store.set("theme", "dark")
    store.flush()
    assert PreferenceStore(qapp)["export.quality"] == 50
