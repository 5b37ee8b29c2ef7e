"""Live drawing with the real engine thread and a tiny model that has a few-step variant."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sketchpad.document.model import Document
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.engine.engine import Engine
from sketchpad.ui.state.preferences import PreferenceStore
from sketchpad.ui.state.session import Result
from sketchpad.ui.style.language import Language
from tests.tiny import add_few_steps
from tests.ui.kept import kept

pytestmark = pytest.mark.slow

PATIENCE = 60_000  # milliseconds; the first picture imports torch


@pytest.fixture
def window(
    qapp: QApplication, qtbot: QtBot, tiny_model_dir: Path, tmp_path: Path, drawing: Document
) -> Iterator[MainWindow]:
    """Its own engine, a drawing of 128 pixels, and a model in four steps."""
    folder = tmp_path / "fast"
    shutil.copytree(tiny_model_dir, folder)
    add_few_steps(folder)
    made = MainWindow(Engine(qapp), Language(qapp, "en"), PreferenceStore(qapp))
    made.settings.set(replace(made.settings.values, model=str(folder)))
    made.state.open(drawing.resized(128, 128))
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.state.mark_saved()
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def wait_for(window: MainWindow, qtbot: QtBot, document: Document) -> Result:
    """The live picture of `document`."""
    live = window.live
    qtbot.waitUntil(
        lambda: live.last is not None and live.last.request.document == document, timeout=PATIENCE
    )
    assert live.last is not None
    return live.last


def test_the_newest_change_is_what_is_seen_in_the_end(window: MainWindow, qtbot: QtBot) -> None:
    shown: list[Result] = []
    window.session.current_changed.connect(lambda r: shown.append(r) if r is not None else None)
    window.actions_["live"].trigger()
    first = wait_for(window, qtbot, window.state.document)
    assert window.session.current is first
    for word in ("a red house", "a red bear", "a dog on a house", "a cat"):
        window.state.apply(window.state.document.with_prompt(word), "Prompt")
        qtbot.wait(30)
    last = wait_for(window, qtbot, window.state.document)
    assert last.request.sampling.steps == 4
    assert (last.picture != first.picture).any()
    assert len(shown) <= 5
    assert not kept(window)


def test_the_same_drawing_gives_the_same_picture_again(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_["live"].trigger()
    before = window.state.document
    first = wait_for(window, qtbot, before)
    window.state.apply(before.with_prompt("a cat"), "Prompt")
    wait_for(window, qtbot, window.state.document)
    window.state.undo()
    again = wait_for(window, qtbot, before)
    assert again is not first
    assert (again.picture == first.picture).all()


def test_generate_is_never_lost_to_live(window: MainWindow, qtbot: QtBot) -> None:
    window.settings.set_sampling(steps=10)
    window.actions_["live"].trigger()
    window.state.apply(window.state.document.with_prompt("a cat"), "Prompt")
    window.actions_["generate"].trigger()
    window.state.apply(window.state.document.with_prompt("a dog"), "Prompt")
    qtbot.waitUntil(lambda: len(kept(window)) == 1, timeout=PATIENCE)
    (record,) = kept(window)
    made = window.gallery.result(record).request  # type: ignore[union-attr]
    assert made.document.prompt == "a cat"
    assert made.sampling.steps == 10
    wait_for(window, qtbot, window.state.document)
    assert window.state.document.prompt == "a dog"


def test_off_ends_what_is_being_made(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_["live"].trigger()
    wait_for(window, qtbot, window.state.document)
    seen, first = window.live.last, window.live._run
    window.state.apply(window.state.document.with_prompt("a cat"), "Prompt")
    qtbot.waitUntil(lambda: window.live._run is not first, timeout=PATIENCE)
    window.actions_["live"].trigger()
    qtbot.waitUntil(lambda: not window.engine._runs, timeout=PATIENCE)
    assert window.live.last is seen
