"""A whole window with a fake engine and scripted answers; and an application that is left as it was found."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QRect, QThread, QTimer
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from sketchpad.document.model import Box, Document, Stroke
from sketchpad.errors import Problem
from sketchpad.generation.request.request import Request
from sketchpad.ui import latest_task
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.compare.compare_window import CompareWindow
from sketchpad.ui.engine.runner import preflight_of_window
from sketchpad.ui.files.file_dialogs import Answer, FileDialogs, Replace
from sketchpad.ui.state.preferences import PreferenceStore
from sketchpad.ui.style import shorthand
from sketchpad.ui.style.language import Language
from sketchpad.ui.style.theme import Theme
from tests.ui.fake_engine import FakeEngine


class ScriptedQuestions(FileDialogs):
    """Answers without a dialog; each path is given once."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.answer: Answer = "cancel"
        self.replace: Replace = "cancel"
        self.quits = True
        self.asked: list[str] = []
        self.path: Path | None = None
        self.count: int | None = None

    def unsaved(self, name: str) -> Answer:
        self.asked.append(name)
        return self.answer

    def quit_running(self) -> bool:
        self.asked.append("quit")
        return self.quits

    def loses_pictures(self, count: int) -> bool:
        self.asked.append(f"lose {count}")
        return self.quits

    def changed_outside(self, name: str) -> Replace:
        self.asked.append(f"changed: {name}")
        return self.replace

    def protected(self, name: str) -> Replace:
        self.asked.append(f"protected: {name}")
        return self.replace

    def throws_away(self, name: str) -> bool:
        self.asked.append(f"throw away: {name}")
        return self.replace == "replace"

    def open_path(self, folder: Path) -> Path | None:
        return self._take()

    def import_path(self, folder: Path) -> Path | None:
        return self._take()

    def styles_path(self, folder: Path) -> Path | None:
        return self._take()

    def style_name(self) -> str | None:
        path = self._take()
        return None if path is None else path.name

    def picture_path(self, folder: Path) -> Path | None:
        return self._take()

    def reference_path(self, folder: Path) -> Path | None:
        return self._take()

    def palette_path(self, folder: Path) -> Path | None:
        return self._take()

    def preset_name(self) -> str | None:
        path = self._take()
        return path.name if path else None

    def board_name(self) -> str | None:
        path = self._take()
        return path.name if path else None

    def empty_bin(self, count: int) -> bool:
        self.asked.append(f"empty: {count}")
        return self.answer == "discard"

    def folder(self, title: str, folder: Path) -> Path | None:
        return self._take()

    def how_many(self, usual: int, most: int, window: QWidget | None = None) -> int | None:
        return self.count

    def lora_path(self, folder: Path) -> Path | None:
        return self._take()

    def vae_path(self, folder: Path) -> Path | None:
        return self._take()

    def save_path(self, proposed: Path) -> Path | None:
        return self._take()

    def export_path(self, proposed: Path) -> Path | None:
        return self._take()

    def save_as(self, title: str, proposed: Path, kinds: Sequence[tuple[str, str]]) -> Path | None:
        return self._take()

    def _take(self) -> Path | None:
        path, self.path = self.path, None
        return path


@pytest.fixture(autouse=True)
def _nothing_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No window, no running timer and no running thread of Qt outlives its test."""
    started: list[weakref.ref[QTimer | QThread]] = []

    def noting(start: Callable[..., None]) -> Callable[..., None]:
        def noted(it: QTimer | QThread, *arguments: object) -> None:
            started.append(weakref.ref(it))
            start(it, *arguments)

        return noted

    for kind in (QTimer, QThread):
        monkeypatch.setattr(kind, "start", noting(kind.start))
    before = set(QApplication.topLevelWidgets())
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [it for it in (each() for each in started) if it is not None and isValid(it)]
    assert not [it for it in left if isinstance(it, QTimer) and it.isActive()]
    assert not [it for it in left if isinstance(it, QThread) and it.isRunning()]
    assert not set(QApplication.topLevelWidgets()) - before


@pytest.fixture(autouse=True)
def _application_as_found(_nothing_left: None) -> Iterator[None]:
    """Whatever a test does to style, colours and language is undone."""
    yield
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        return
    QGuiApplication.clipboard().clear()  # else its data outlive the application, which crashes
    theme = app.findChild(Theme)
    if theme is not None:
        theme.setParent(None)
        theme.deleteLater()
        app.setStyleSheet("")
        app.setPalette(QPalette())
    for language in app.findChildren(Language):
        language.choose("en")
        language.setParent(None)
        language.deleteLater()
    QLocale.setDefault(QLocale.c())
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(autouse=True)
def screen(monkeypatch: pytest.MonkeyPatch) -> QRect:
    """What windows take for the screen; tests may make it smaller. The true one offscreen is 800 x 800."""
    room = QRect(0, 0, 1920, 1200)
    monkeypatch.setattr(shorthand, "available", lambda _widget: room)
    return room


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine makes nothing slow that the window waits for."""
    monkeypatch.setattr(latest_task, "PATIENCE", 20_000)
    monkeypatch.setattr(latest_task, "LEAVE_WITHIN", 20.0)


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


def without_model(request: Request) -> list[Problem]:
    """Preflight where no model is needed, because the engine is a fake."""
    return [p for p in preflight_of_window(request) if p.where != "model"]


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, engine: FakeEngine) -> Iterator[MainWindow]:
    made = MainWindow(
        engine,  # type: ignore[arg-type]
        Language(qapp, "en"),
        PreferenceStore(qapp),
        check=without_model,
    )
    made.questions = ScriptedQuestions(made)
    made.project._questions = made.exporter._questions = made.questions
    made.start.questions = made.comparing._questions = made.browsing.questions = made.questions
    made.side.prompt.styles.questions = made.side.prompt.presets.questions = made.questions
    if made.side.methods.presets is not None:
        made.side.methods.presets.questions = made.questions
    made.resize(1280, 860)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.questions.answer = "discard"
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def make_cards(window: MainWindow) -> list[QWidget]:
    """What `window` only makes when it is first wanted."""
    methods = [card.controls for card in window.side.methods.cards.values()]
    bars = window.figures.region_bar, window.figures.people_bar
    cards = [bars[0].chooser, bars[1].people, window.paints.bar.card, window.masking.bar.card]
    return [*methods, *cards, window.side.prompt.words.list, window.queue]


@pytest.fixture
def drawing() -> Document:
    """A house with a prompt and a box."""
    lines = [[40, 200], [40, 100], [120, 40], [200, 100], [200, 200], [40, 200]]
    return Document(
        strokes=(Stroke(lines, 4.0),),
        boxes=(Box("a house", (0.1, 0.1, 0.9, 0.9)),),
        prompt="a house by the sea",
    )


@pytest.fixture
def compare(window: MainWindow, drawing: Document) -> CompareWindow:
    """Four cells of six steps."""
    window.state.open(drawing)
    window.settings.set_sampling(steps=6)
    window.actions_["compare"].trigger()
    assert window.comparing.window is not None
    return window.comparing.window
