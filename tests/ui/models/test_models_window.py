"""Models are chosen, asked for where they are missing, added, deleted; all by keyboard and in both languages."""

from __future__ import annotations

import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from sketchpad import settings
from sketchpad.errors import Problem
from sketchpad.generation.request.required_weights import needs_download
from sketchpad.models.catalogue import catalogue as module
from sketchpad.models.catalogue.catalogue import Entry, catalogue
from sketchpad.models.hub.cache import installed
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.models.models_dialog import HERE, ModelsDialog
from sketchpad.ui.preferences.dialog import PreferencesDialog
from sketchpad.ui.style.theme import theme
from tests.models.hub.hub_server import FakeHub
from tests.ui.models.conftest import ScriptedModelQuestions, net_config
from tests.ui.test_accessibility import controls, nameless

pytestmark = pytest.mark.slow


@pytest.fixture
def dialog(small_catalogue: dict[str, Entry], window: MainWindow, qtbot: QtBot) -> ModelsDialog:
    window.actions_["models"].trigger()
    assert window.models.dialog is not None
    qtbot.waitExposed(window.models.dialog)
    return window.models.dialog


def shown(dialog: ModelsDialog) -> list[str]:
    own = [name or "own" for name, row in dialog.locals.items() if not row.isHidden()]
    return own + [name for name, row in dialog.rows.items() if not row.isHidden()]


def page(dialog: ModelsDialog, name: str) -> None:
    for row in range(dialog.pages.count()):
        if dialog.pages.item(row).data(Qt.ItemDataRole.UserRole) == name:
            dialog.pages.setCurrentRow(row)


def report(window: MainWindow, problem: Problem) -> None:
    """From now on each check finds this."""
    window.runner.check = lambda _request: [problem]
    window.runner.check_now()


def test_the_list_has_a_page_for_each_kind_and_filters(dialog: ModelsDialog) -> None:
    assert shown(dialog) == ["own"]
    page(dialog, "base")
    assert shown(dialog) == ["own", "base"]
    page(dialog, "controlnet")
    assert shown(dialog) == ["net"]
    dialog.search.setText("scribble small")
    assert shown(dialog) == ["net"]
    dialog.search.setText("portrait")
    assert shown(dialog) == []
    assert not dialog._nothing.isHidden()
    dialog.search.clear()
    dialog.family.setCurrentIndex(dialog.family.findData("sdxl"))
    assert shown(dialog) == []


def test_each_says_size_licence_and_family(dialog: ModelsDialog) -> None:
    texts = [label.text() for label in dialog.rows["gates"].findChildren(QLabel)]
    facts = next(text for text in texts if "240 kB" in text)
    assert "Stable Diffusion 1.x" in facts
    assert "https://example.org/mit" in facts
    assert "Not for commercial use" in texts
    assert "240 kB" in dialog.rows["gates"].accessibleName()


def test_downloaded_used_and_deleted(
    dialog: ModelsDialog,
    window: MainWindow,
    hub: FakeHub,
    questions: ScriptedModelQuestions,
    qtbot: QtBot,
) -> None:
    page(dialog, "base")
    row = dialog.rows["base"]
    assert row.main.text() == "Download"
    with qtbot.waitSignal(window.models.ready, timeout=20_000):
        row.main.click()
        assert row.main.text() in ("Pause", "Waiting…")
    row = dialog.rows["base"]
    assert row.main.text() == "Use"
    assert "base" in window.notice.text
    choice = window.side.settings.model
    assert choice is not None
    assert choice.choice.findData("base") >= 0
    row.main.click()
    assert window.models.present == window.settings.values.model == "base"
    assert window.runner.request.model == "base"
    assert window.preferences["model"] == "base"
    assert choice.choice.currentData() == "base"
    assert not row.main.isEnabled()
    assert not row.remove.isEnabled()
    page(dialog, HERE)
    assert shown(dialog) == ["own", "base"]
    dialog.locals[""].main.click()
    assert window.models.present == ""
    dialog.rows["base"].remove.click()
    assert installed(catalogue()["base"]) is None
    assert choice.choice.findData("base") < 0


def test_deleting_asks_first(
    dialog: ModelsDialog,
    window: MainWindow,
    hub: FakeHub,
    questions: ScriptedModelQuestions,
    qtbot: QtBot,
) -> None:
    questions.yes = False
    with qtbot.waitSignal(window.models.ready, timeout=20_000):
        window.models.wish("net", "download")
    window.models.wish("net", "delete")
    assert installed(catalogue()["net"])


def test_a_row_obeys_the_keyboard(dialog: ModelsDialog, hub: FakeHub, qtbot: QtBot) -> None:
    dialog.reveal("net")
    assert dialog.focusWidget() is dialog.rows["net"]
    with qtbot.waitSignal(dialog._manager.ready, timeout=20_000):
        dialog.row_actions["main"].trigger()
    assert installed(catalogue()["net"])


def test_what_is_missing_is_offered_where_it_is_missed(
    window: MainWindow, hub: FakeHub, qtbot: QtBot
) -> None:
    card = window.side.methods.cards["controlnet"]
    problem = needs_download(catalogue()["net"], "method:controlnet")
    report(window, problem)
    assert not card.problem.offer.isHidden()
    assert card.problem.offer.text() == "Download 240 kB"
    assert "MIT" in card.problem.text
    with qtbot.waitSignal(window.models.ready, timeout=20_000):
        card.problem.offer.click()
    assert installed(catalogue()["net"])
    report(window, Problem.of("empty_window", "method:controlnet", method="controlnet"))
    assert card.problem.offer.isHidden()


def test_where_something_is_missing_one_sees_how_far_it_is(
    window: MainWindow, hub: FakeHub, qtbot: QtBot
) -> None:
    hub.gate, hub.chunk = threading.Event(), 20_000
    label = window.side.methods.cards["controlnet"].problem
    problem = needs_download(catalogue()["net"], "method:controlnet")
    report(window, problem)
    window.models.wish("net", "download")
    assert not label.offer.isEnabled()
    qtbot.waitUntil(lambda: "Downloading, 8" in label.offer.text(), timeout=20_000)
    window.models.wish("net", "pause")
    hub.gate.set()
    qtbot.waitUntil(lambda: label.offer.text() == "Download 240 kB", timeout=20_000)
    assert label.offer.isEnabled()


def test_a_chosen_model_that_is_not_here_is_offered_at_the_choice(
    window: MainWindow, small_catalogue: dict[str, Entry]
) -> None:
    window.settings.set(replace(window.settings.values, model="base"))
    problem = needs_download(small_catalogue["base"], "model")
    report(window, problem)
    choice = window.side.settings.model
    assert choice is not None
    assert "Small base" in choice.problem.text
    assert choice.choice.currentText() == "Small base"
    assert window.side.reveal("model") is choice.choice


def test_a_folder_of_ones_own(
    window: MainWindow,
    dialog: ModelsDialog,
    questions: ScriptedModelQuestions,
    tiny_model_dir: Path,
    tmp_path: Path,
) -> None:
    folder = tmp_path / "many"
    shutil.copytree(tiny_model_dir, folder / "one")
    (folder / "two").mkdir()
    (folder / "two" / "model_index.json").write_text("{}")
    questions.answer = folder
    dialog.add_folder.trigger()
    one, two = str(folder / "one"), str(folder / "two")
    assert shown(dialog) == ["own", one, two]
    assert not dialog.locals[two].main.isEnabled()
    assert dialog.locals[two].findChild(QLabel, "problem_text").text()
    window.state.apply(window.state.document.resized(256, 256), "larger")
    before = window.state.document
    dialog.locals[one].main.click()
    assert window.settings.values.model == one
    page_size = (window.state.document.width, window.state.document.height)
    assert page_size != (before.width, before.height)
    window.state.undo()
    assert (window.state.document.width, window.state.document.height) == (
        before.width,
        before.height,
    )
    questions.answer = tiny_model_dir
    dialog.add_folder.trigger()
    assert str(tiny_model_dir) in shown(dialog)
    dialog.locals[str(tiny_model_dir)].remove.click()
    assert str(tiny_model_dir) not in shown(dialog)
    assert tiny_model_dir.exists()


def test_a_repository_of_the_hub_is_added_to_the_list(
    window: MainWindow,
    dialog: ModelsDialog,
    hub: FakeHub,
    questions: ScriptedModelQuestions,
    qtbot: QtBot,
) -> None:
    weights = hub.repos["somebody/net"]["model.safetensors"]
    hub.add(
        "me/My_Net",
        {
            "config.json": net_config(2048),
            "diffusion_pytorch_model.fp16.safetensors": weights,
            "diffusion_pytorch_model.bin": b"pickle",
        },
    )
    questions.name = "https://huggingface.co/me/My_Net/tree/main"
    with qtbot.waitSignal(window.models.models_changed, timeout=20_000):
        dialog.add_hub.trigger()
    entry = catalogue()["me-my-net"]
    assert (entry.kind, entry.family, entry.pinned) == ("controlnet", "sdxl", True)
    assert [file.path for file in entry.files] == [
        "config.json",
        "diffusion_pytorch_model.fp16.safetensors",
    ]
    assert "me-my-net" in shown(dialog)
    with qtbot.waitSignal(window.models.ready, timeout=20_000):
        window.models.wish("me-my-net", "download")
    window.models.wish("me-my-net", "delete")
    assert "me-my-net" not in catalogue()


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"config.json": net_config(768), "model.bin": b""}, "safetensors"),
        ({"config.json": b'{"_class_name": "FluxTransformer"}', "model.safetensors": b""}, "Flux"),
        ({"README.md": b""}, "model_index.json"),
        ({"model_index.json": b'{"_class_name": "FluxPipeline"}'}, "FluxPipeline"),
        ({"config.json": b"[]", "model.safetensors": b""}, "config.json"),
    ],
)
def test_a_repository_without_a_model_says_why(
    window: MainWindow,
    hub: FakeHub,
    questions: ScriptedModelQuestions,
    qtbot: QtBot,
    files: dict[str, bytes],
    said: str,
) -> None:
    hub.add("me/other", files)
    questions.name = "me/other"
    with qtbot.waitSignal(window.models.failed, timeout=20_000) as failed:
        window.models.add_from_hub()
    assert said in str(failed.args[0])
    assert "me-other" not in catalogue()
    assert said in window.notice.text


def test_a_lora_is_added_to_those_that_change_the_model(
    window: MainWindow, hub: FakeHub, small_catalogue: dict[str, Entry], qtbot: QtBot
) -> None:
    small_catalogue["lora"] = replace(small_catalogue["gates"], id="lora", kind="lora")
    with qtbot.waitSignal(window.models.ready, timeout=20_000):
        window.models.wish("lora", "download")
    window.models.wish("lora", "use")
    window.models.wish("lora", "use")
    (lora,) = window.settings.values.loras
    assert lora.path == str(installed(small_catalogue["lora"]))
    assert "Small gates" in window.notice.text


def test_offline_mode_asks_nobody(
    window: MainWindow, hub: FakeHub, small_catalogue: dict[str, Entry], qtbot: QtBot
) -> None:
    window.preferences.set("offline", True)
    with qtbot.waitSignal(window.models.failed, timeout=20_000) as failed:
        window.models.wish("net", "download")
    assert failed.args[0].reason == "offline"
    assert hub.asked == []


def test_preferences_count_at_once(window: MainWindow) -> None:
    dialog = PreferencesDialog(window.preferences, window)
    fields = dialog.fields
    for name in ("theme", "language", "device", "precision", "export.format"):
        assert fields[name].widget.count() >= 3, name  # type: ignore[attr-defined]
    combo = fields["theme"].widget
    combo.setCurrentIndex(combo.findData("dark"))  # type: ignore[attr-defined]
    combo.activated.emit(combo.currentIndex())  # type: ignore[attr-defined]
    assert theme().is_dark
    assert [a.data() for a in window.menus.themes.actions() if a.isChecked()] == ["dark"]
    fields["autosave.keep"].widget.setValue(60)  # type: ignore[attr-defined]
    assert window.preferences["autosave.keep"] == 60
    fields["offline"].widget.setChecked(True)  # type: ignore[attr-defined]
    assert window.preferences["offline"] is True
    window.preferences.set("language", "zh_CN")
    QApplication.processEvents()
    assert dialog.windowTitle() != "Preferences"
    dialog.defaults.trigger()
    assert all(window.preferences[name] == settings.default(name) for name in fields)
    assert not theme().is_dark


def test_the_device_goes_to_where_the_networks_are_placed(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    monkeypatch.delenv("SKETCHPAD_DEVICE", raising=False)
    window.preferences.set("device", "cpu")
    assert os.environ["SKETCHPAD_DEVICE"] == "cpu"
    window.preferences.set("device", "auto")
    assert "SKETCHPAD_DEVICE" not in os.environ


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_control_has_a_name_and_every_action_says_what_it_does(
    window: MainWindow, language: str
) -> None:
    window.language.choose(language)
    window.models.open()
    models = window.models.dialog
    assert models is not None
    preferences = PreferencesDialog(window.preferences, window)
    QApplication.processEvents()
    for dialog in (models, preferences):
        assert controls(dialog)
        assert nameless(dialog) == []
        for action in dialog.actions():
            assert action.text()
            assert action.toolTip()
            assert not action.shortcut().isEmpty()
        keys = [action.shortcut().toString() for action in dialog.actions()]
        assert len(set(keys)) == len(keys)


def test_who_follows_a_publisher_is_told_so(
    dialog: ModelsDialog, monkeypatch: pytest.MonkeyPatch, window: MainWindow
) -> None:
    texts = [label.text() for label in dialog.rows["net"].findChildren(QLabel)]
    assert any("compared with the hub's own checksums" in text for text in texts)
    entries = dict(catalogue())
    pinned = replace(entries["net"], revision="0" * 40)
    weights = tuple(replace(file, sha256="0" * 64) for file in entries["gates"].files)
    known = replace(entries["gates"], files=weights)
    monkeypatch.setattr(module, "shipped", lambda: {"net": pinned, "gates": known})
    window.models.models_changed.emit()
    for name, said in (("net", ""), ("gates", "only with the weights that Sketchpad knows")):
        texts = [label.text() for label in dialog.rows[name].findChildren(QLabel)]
        found = [text for text in texts if "Follows its publisher" in text]
        assert len(found) == bool(said)
        assert all(said in text for text in found)
