"""What cannot be used or fetched, as the list of models shows it: a sentence at its row, and nothing half-installed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from sketchpad.models.catalogue.catalogue import Entry
from sketchpad.models.hub import download as download_module
from sketchpad.models.hub.cache import Repo, cache_folder, installed
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.models.model_row import ModelRow
from sketchpad.ui.models.models_dialog import ModelsDialog
from tests.cli.test_bad_models import (
    WEIGHTS,
    as_pickle,
    as_pickle_in_disguise,
    damage,
    truncate,
    with_a_program,
)
from tests.models.hub.hub_server import FakeHub
from tests.ui.models.conftest import ScriptedModelQuestions

pytestmark = pytest.mark.slow


@pytest.fixture
def dialog(small_catalogue: dict[str, Entry], window: MainWindow, qtbot: QtBot) -> ModelsDialog:
    window.actions_["models"].trigger()
    assert window.models.dialog is not None
    qtbot.waitExposed(window.models.dialog)
    return window.models.dialog


def told(row: object) -> str:
    """What a row says of its problem."""
    assert isinstance(row, ModelRow) or hasattr(row, "findChild")
    label = row.findChild(QLabel, "problem_text")
    assert label is not None
    assert not label.isHidden()
    return str(label.text())


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (truncate, "is incomplete"),
        (damage, "no safetensors file"),
        (as_pickle, "may contain a program"),
        (as_pickle_in_disguise, "no safetensors file"),
        (with_a_program, "is never run"),
    ],
)
def test_a_model_of_ones_own_that_cannot_be_used(
    harm: Callable[[Path], None],
    sentence: str,
    dialog: ModelsDialog,
    questions: ScriptedModelQuestions,
    tiny_model_dir: Path,
    tmp_path: Path,
) -> None:
    folder = Path(shutil.copytree(tiny_model_dir, tmp_path / "mine"))
    harm(folder / "unet" / WEIGHTS)
    questions.answer = folder
    dialog.add_folder.trigger()
    row = dialog.locals[str(folder)]
    assert sentence in told(row)
    assert "“mine" in told(row)
    assert not row.main.isEnabled()
    assert str(folder) not in [reference for _, reference in dialog._manager.choices()]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("model.ckpt", "model.ckpt may contain a program"), ("notes.txt", "Choose another folder.")],
)
def test_a_folder_without_a_model_is_not_taken_in_silence(
    name: str,
    sentence: str,
    window: MainWindow,
    dialog: ModelsDialog,
    questions: ScriptedModelQuestions,
    tmp_path: Path,
) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    (folder / name).write_bytes(b"\x80\x04.")
    questions.answer = folder
    dialog.add_folder.trigger()
    assert str(folder) not in dialog.locals
    assert sentence in dialog.failure.text()
    assert dialog.failure.isVisible()
    assert sentence in window.notice.text


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ({"status": 401}, "without knowing who asks"),
        ({"status": 403}, "accepted its licence"),
        ({"status": 404}, "is not on 127.0.0.1"),
        ({"status": 416, "for_files": True}, "would not go on"),
        ({"drops": 99, "chunk": 1000}, "broke off at"),
        ({"damage": "model.safetensors"}, "arrived damaged"),
        ({"redirect": "http://example.org"}, "without a secure connection"),
        ({"listing": b"<html>"}, "does not understand"),
    ],
    ids=lambda given: "-".join(given) if isinstance(given, dict) else "",
)
def test_a_hub_that_does_not_give_it(
    fault: dict[str, object],
    sentence: str,
    dialog: ModelsDialog,
    hub: FakeHub,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(download_module, "RETRIES", 0)
    for name, value in fault.items():
        setattr(hub, name, value)
    row = dialog.rows["net"]
    with qtbot.waitSignal(dialog._manager.downloads.failed, timeout=20_000):
        row.main.click()
    assert sentence in told(row)
    assert row.main.text() in ("Download", "Resume")
    assert row.main.isEnabled()
    assert installed(row.entry) is None
    assert not (Repo(cache_folder(), row.entry.repo).folder / "snapshots").exists()


def test_a_full_disk(
    dialog: ModelsDialog, hub: FakeHub, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = shutil.disk_usage("/")._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    row = dialog.rows["net"]
    with qtbot.waitSignal(dialog._manager.downloads.failed, timeout=20_000):
        row.main.click()
    assert "Make room and try again." in told(row)
    assert installed(row.entry) is None
