"""The list of what can be recovered: each with its picture, its time and what differs from the saved file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from sketchpad.document.io import project_file
from sketchpad.document.io.autosave import Recovery, recoveries
from sketchpad.document.io.offers import Offer, offers
from sketchpad.document.model import Box, Document, Stroke
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.dialogs.recoveries import RecoveriesDialog, difference
from tests.crashes import crash

LINE = Stroke([[1, 2], [3, 4]])
BEAR = Document(strokes=(LINE,) * 3, prompt="a bear").with_box(Box("a bear", (0, 0, 1, 1)))


@pytest.mark.parametrize(
    ("saved", "words"),
    [
        (None, "In no file: 3 strokes, 1 box, “a bear”"),
        (BEAR, "Compared with “bear.sketchpad”: other settings"),
        (
            Document(strokes=(LINE,), prompt="a bear"),
            "Compared with “bear.sketchpad”: 2 strokes, 1 box more",
        ),
        (
            BEAR.with_stroke(LINE).with_prompt("a dog"),
            "Compared with “bear.sketchpad”: 1 stroke fewer; another prompt",
        ),
        (
            BEAR.replace_box("b1", Box("a dog", (0, 0, 1, 1))),
            "Compared with “bear.sketchpad”: changed boxes",
        ),
    ],
)
def test_what_differs_is_said_in_words(saved: Document | None, words: str) -> None:
    origin = None if saved is None else Path("bear.sketchpad")
    recovery = Recovery(Path("recovery-1-1.journal"), datetime.now(UTC))
    assert difference(Offer(recovery, BEAR, origin, saved)) == words


def test_all_that_can_be_opened_are_offered(tmp_path: Path) -> None:
    project_file.save(BEAR, tmp_path / "bear.sketchpad")
    crash(BEAR, tmp_path)
    crash(BEAR, tmp_path).path.write_bytes(b"PK")
    crash(BEAR.with_prompt("a dog"), tmp_path, tmp_path / "bear.sketchpad")
    crash(BEAR, tmp_path, tmp_path / "gone.sketchpad")
    gone, dog, first = offers(tmp_path)
    assert (gone.saved, gone.document, gone.origin) == (None, BEAR, tmp_path / "gone.sketchpad")
    assert (dog.saved, dog.changed, dog.more) == (BEAR, ("prompt",), {})
    assert (first.origin, first.more) == (None, {"strokes": 3, "boxes": 1})


def test_one_is_opened_and_one_is_thrown_away(
    window: MainWindow, qtbot: QtBot, drawing: Document
) -> None:
    folder = window.project.recovery.folder
    crash(BEAR)
    crash(drawing)
    window.actions_["recoveries"].trigger()
    dialog = window.findChild(RecoveriesDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.list.count() == 2)
    assert not dialog.list.item(0).icon().isNull()
    dialog.throw_away()  # the answer is no
    assert dialog.list.count() == len(recoveries(folder)) == 2
    window.questions.replace = "replace"  # type: ignore[attr-defined]
    dialog.throw_away()
    assert dialog.list.count() == len(recoveries(folder)) == 1
    dialog.list.itemActivated.emit(dialog.list.item(0))
    assert window.state.document == BEAR
    window.project.recovery.flush()
    assert recoveries(folder) == []


def test_where_there_is_none_that_is_said(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_["recoveries"].trigger()
    dialog = window.findChild(RecoveriesDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.note.text() == "There is nothing to recover.")
    dialog.close()
