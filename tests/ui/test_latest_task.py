"""Tracing in the background: progress, cancel in every way there is, and a window that closes in the midst of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from sketchpad.document.io import project_file
from sketchpad.document.io.picture_import import trace_lines
from sketchpad.document.io.tracing import Cancelled, Watch
from sketchpad.document.model import Document, Stroke
from sketchpad.errors import BadPicture, SketchpadError
from sketchpad.ui import latest_task
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.latest_task import LatestTask


class Slow:
    """Work that lasts until the test lets it go on, and notes how it ended."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.begun = threading.Event()
        self.thread: QThread | None = None
        self.cancelled = False

    def __call__(self, watch: Watch) -> object:
        self.thread = QThread.currentThread()
        self.begun.set()
        self.go.wait(20)
        try:
            watch(0.5)
        except Cancelled:
            self.cancelled = True
            raise
        return "read"


@pytest.fixture
def reading(qapp: object) -> Iterator[LatestTask]:
    made = LatestTask()
    yield made
    made.close()


def test_the_work_is_done_elsewhere_and_its_result_arrives_here(
    reading: LatestTask, qtbot: QtBot
) -> None:
    work, told, came = Slow(), [], []
    reading.progressed.connect(told.append)
    reading.start("a", work, lambda r: came.append((r, QThread.currentThread())), came.append)
    assert reading.busy
    assert came == []
    work.go.set()
    qtbot.waitUntil(lambda: bool(came))
    assert came == [("read", QThread.currentThread())]
    assert work.thread is not QThread.currentThread()
    assert told == [0.5]
    assert not reading.busy


def test_what_is_cancelled_never_arrives(reading: LatestTask, qtbot: QtBot) -> None:
    work, came, ended = Slow(), [], []
    reading.ended.connect(lambda: ended.append(1))
    reading.start("a", work, came.append, came.append)
    assert work.begun.wait(20)
    reading.cancel()
    assert not reading.busy
    assert ended == [1]
    work.go.set()
    reading.close()
    qtbot.wait(20)
    assert work.cancelled
    assert came == []


def test_the_newest_wins(reading: LatestTask, qtbot: QtBot) -> None:
    old, new, came = Slow(), Slow(), []
    reading.start("old", old, lambda _: came.append("old"), came.append)
    assert old.begun.wait(20)
    reading.start("new", new, lambda _: came.append("new"), came.append)
    new.go.set()
    old.go.set()
    qtbot.waitUntil(lambda: bool(came))
    qtbot.wait(20)
    assert came == ["new"]


def test_what_follows_waits_and_only_the_newest_of_it_is_done(
    reading: LatestTask, qtbot: QtBot
) -> None:
    first, came = Slow(), []
    reading.follow(first, came.append, came.append)
    assert first.begun.wait(20)
    for name in ("skipped", "last"):
        reading.follow(lambda _watch, name=name: name, came.append, came.append)
    first.go.set()
    qtbot.waitUntil(lambda: not reading.busy)
    assert came == ["read", "last"]


def test_closing_does_not_wait_for_a_network_longer_than_it_may(qapp: object, qtbot: QtBot) -> None:
    task, work, came = LatestTask(patience=0.01), Slow(), []
    task.start("a", work, came.append, came.append)
    assert work.begun.wait(20)
    task.close()
    assert not work.cancelled
    work.go.set()
    qtbot.waitUntil(lambda: work.cancelled)
    assert came == []


def test_what_is_quick_is_there_at_once_and_nothing_is_said_of_it(
    reading: LatestTask, qtbot: QtBot
) -> None:
    came, said = [], []
    reading.began.connect(said.append)
    reading.ended.connect(lambda: said.append("ended"))
    reading.quick("a", lambda _: "read", came.append, came.append)
    assert came == ["read"]
    assert not reading.busy
    qtbot.wait(20)  # the signal of the thread comes, and is of no use any more
    assert came == ["read"]
    assert said == []


def test_what_takes_longer_is_said_and_can_be_cancelled(
    reading: LatestTask, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(latest_task, "PATIENCE", 0)
    work, came, said = Slow(), [], []
    reading.began.connect(said.append)
    reading.ended.connect(lambda: said.append("ended"))
    reading.quick("a", work, came.append, came.append)
    assert said == ["a"]
    assert reading.busy
    reading.cancel()
    assert said == ["a", "ended"]
    work.go.set()
    qtbot.wait(20)
    assert came == []


def test_a_slow_file_is_opened_while_the_window_goes_on(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing = Document(prompt="a slow house")
    project_file.save(drawing, tmp_path / "slow.sketchpad")
    monkeypatch.setattr(latest_task, "PATIENCE", 0)
    assert window.project.open_now(tmp_path / "slow.sketchpad")
    qtbot.waitUntil(lambda: not window.project.reading.busy)
    assert window.state.document == drawing
    assert window.project.path == tmp_path / "slow.sketchpad"
    (tmp_path / "bad.sketchpad").write_bytes(b"PK")
    window.project.open_now(tmp_path / "bad.sketchpad")
    qtbot.waitUntil(lambda: "bad.sketchpad" in window.notice.text)
    assert window.state.document == drawing


@pytest.mark.parametrize(
    ("raised", "code"), [(BadPicture("x", "no_lines"), "bad_picture"), (KeyError("x"), "error")]
)
def test_every_error_has_a_sentence(
    reading: LatestTask, qtbot: QtBot, raised: Exception, code: str, logged_errors: list[str]
) -> None:
    came: list[SketchpadError] = []

    def work(_watch: Watch) -> object:
        raise raised

    reading.start("a", work, lambda _: None, came.append)
    qtbot.waitUntil(lambda: bool(came))
    assert came[0].code == code
    assert ["KeyError" in text for text in logged_errors] == ([] if code != "error" else [True])


def test_tracing_tells_how_far_it_is_and_ends_when_told_to() -> None:
    rng = np.random.default_rng(1)
    picture = np.full((300, 300, 3), 255, np.uint8)
    for x0, y0, x1, y1 in rng.integers(0, 300, (40, 4)):
        image = Image.fromarray(picture)
        ImageDraw.Draw(image).line((x0, y0, x1, y1), fill="black", width=3)
        picture = np.asarray(image)
    told: list[float] = []
    whole = trace_lines(picture, 256, 256, told.append)
    assert told == sorted(told)
    assert told[0] == 0.0
    assert told[-1] == 1.0
    assert len(told) > 10
    assert trace_lines(picture, 256, 256) == whole
    for last in (0, 3, len(told) - 2):
        count = 0

        def watch(_share: float, last: int = last) -> None:
            nonlocal count
            if count == last:
                raise Cancelled
            count += 1

        with pytest.raises(Cancelled):
            trace_lines(picture, 256, 256, watch)


# in the window


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    image = Image.new("RGB", (200, 200), "white")
    ImageDraw.Draw(image).line((20, 20, 180, 160), fill="black", width=5)
    image.save(tmp_path / "line.png")
    return tmp_path / "line.png"


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    """Reading lines lasts until the test lets it."""
    from sketchpad.ui.files import project

    work, real = Slow(), project.read_lines

    def read(path: Path, page: Document, watch: Watch) -> Document:
        work(watch)
        return real(path, page, watch)

    monkeypatch.setattr(project, "read_lines", read)
    yield work
    work.go.set()


def test_the_window_tells_of_it_and_esc_ends_it(
    window: MainWindow, drawing: Document, picture: Path, slow: Slow
) -> None:
    window.state.open(drawing)
    assert not window.actions_["stop"].isEnabled()
    window.project.import_lines(picture)
    assert "line.png" in window.notice.text
    assert not window.notice.progress.isHidden()
    assert window.actions_["stop"].isEnabled()
    window.actions_["stop"].trigger()
    assert window.notice.isHidden()
    assert not window.actions_["stop"].isEnabled()
    slow.go.set()
    window.project.reading.close()
    assert window.state.document == drawing


def test_drawing_goes_on_meanwhile(
    window: MainWindow, drawing: Document, picture: Path, slow: Slow, qtbot: QtBot
) -> None:
    window.state.open(drawing)
    window.project.import_lines(picture)
    line = Stroke([(0, 0, 1), (9, 9, 1)], 3)
    window.state.apply(drawing.with_strokes((*drawing.strokes, line)), "Draw")
    slow.go.set()
    qtbot.waitUntil(lambda: not window.project.reading.busy)
    assert len(window.state.document.strokes) == 3
    window.state.undo()
    assert window.state.document.strokes[-1] == line


def test_an_opened_picture_does_not_replace_what_was_drawn_meanwhile_unasked(
    window: MainWindow, drawing: Document, picture: Path, slow: Slow, qtbot: QtBot
) -> None:
    window.project.open(picture)
    window.state.apply(drawing, "Draw")
    window.questions.answer = "cancel"  # type: ignore[attr-defined]
    slow.go.set()
    qtbot.waitUntil(lambda: not window.project.reading.busy)
    assert window.questions.asked  # type: ignore[attr-defined]
    assert window.state.document == drawing


def test_closing_the_window_ends_it(
    window: MainWindow, picture: Path, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.project.import_lines(picture)
    assert slow.begun.wait(20)
    cancel = window.project.reading.cancel

    def let_go() -> None:
        cancel()
        slow.go.set()

    monkeypatch.setattr(window.project.reading, "cancel", let_go)
    window.close()
    assert slow.cancelled
    assert not window.project.reading.busy
