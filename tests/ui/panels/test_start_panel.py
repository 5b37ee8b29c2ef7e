"""The picture to begin from and LoRA files: chosen, changed, removed, kept in projects, refused in plain words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sketchpad import atomic
from sketchpad.document.io import project_file
from sketchpad.document.model import Document
from sketchpad.errors import DiskFull, Problem
from sketchpad.generation.request.request import InitImage, Lora
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.panels.start_panel import StartPanel
from tests.published import listed, write_header
from tests.ui.fake_engine import FakeEngine


def panel(window: MainWindow) -> StartPanel:
    return window.side.start


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    Image.new("RGB", (64, 48), "orange").save(tmp_path / "base.png")
    return tmp_path / "base.png"


@pytest.fixture
def lora(tmp_path: Path) -> Path:
    (tmp_path / "style.safetensors").write_bytes(b"\2\0\0\0\0\0\0\0{}")
    return tmp_path / "style.safetensors"


def choose(window: MainWindow, action: str, path: Path) -> None:
    window.questions.path = path  # type: ignore[attr-defined]
    window.actions_[action].trigger()


def test_a_picture_file_becomes_the_base(window: MainWindow, picture: Path, qtbot: QtBot) -> None:
    shown = panel(window)
    assert not shown.base.isVisibleTo(window)
    assert shown.choose_base.isVisibleTo(window)
    assert not window.actions_["no_base"].isEnabled()
    choose(window, "base_from_file", picture)
    assert window.runner.request.base == InitImage(str(picture), 0.75)
    assert shown.base.isVisibleTo(window)
    assert shown.base.name.text() == "base.png"
    assert not shown.base.picture.pixmap().isNull()
    shown.base.strength.spin.setValue(0.4)
    assert window.runner.request.base == InitImage(str(picture), 0.4)
    qtbot.mouseClick(shown.base.remove, Qt.MouseButton.LeftButton)
    assert window.runner.request.base is None
    assert shown.choose_base.isVisibleTo(window)


def test_the_picture_in_sight_becomes_the_base(
    window: MainWindow, engine: FakeEngine, drawing: Document
) -> None:
    window.state.open(drawing)
    assert not window.actions_["use_as_base"].isEnabled()
    window.runner.generate()
    engine.run_to_end()
    window.actions_["use_as_base"].trigger()
    base = window.runner.request.base
    assert base is not None
    assert window.session.current is not None
    with Image.open(base.picture) as kept:
        assert np.array_equal(np.asarray(kept), window.session.current.picture)
    window.actions_["no_base"].trigger()
    assert window.runner.request.base is None


def test_what_is_no_picture_is_refused_and_the_old_base_stays(
    window: MainWindow, picture: Path, tmp_path: Path
) -> None:
    choose(window, "base_from_file", picture)
    (tmp_path / "words.png").write_text("words")
    choose(window, "base_from_file", tmp_path / "words.png")
    assert "words.png" in window.notice.text
    assert window.runner.request.base == InitImage(str(picture), 0.75)


def test_a_full_disk_is_said(
    window: MainWindow,
    engine: FakeEngine,
    drawing: Document,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window.state.open(drawing)
    window.runner.generate()
    engine.run_to_end()

    def full(path: Path, _data: bytes) -> None:
        raise DiskFull(path)

    monkeypatch.setattr(atomic, "write_bytes", full)
    window.actions_["use_as_base"].trigger()
    assert "disk is full" in window.notice.text
    assert window.runner.request.base is None


def test_loras_are_added_changed_and_removed(
    window: MainWindow, lora: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    choose(window, "add_lora", lora)
    choose(window, "add_lora", lora)  # once is enough
    second = tmp_path / "second.safetensors"
    choose(window, "add_lora", second)
    shown = panel(window)
    assert [card.name.text() for card in shown.loras] == ["style", "second"]
    shown.loras[1].strength.spin.setValue(-0.5)
    assert window.runner.request.loras == (Lora(str(lora), 1.0), Lora(str(second), -0.5))
    qtbot.mouseClick(shown.loras[0].remove, Qt.MouseButton.LeftButton)
    assert window.runner.request.loras == (Lora(str(second), -0.5),)
    assert shown.loras[0].name.text() == "second"
    assert shown.loras[0].strength.value == -0.5


def test_a_project_brings_back_what_was_chosen_here_and_nothing_else(
    window: MainWindow, drawing: Document, picture: Path, lora: Path, tmp_path: Path
) -> None:
    choose(window, "base_from_file", picture)
    choose(window, "add_lora", lora)
    window.state.open(drawing)
    request = window.runner.request.to_json()
    project_file.save(
        drawing, tmp_path / "mine.sketchpad", project_file.Extra({"request": request})
    )
    request["base"]["picture"] = str(tmp_path / "secret.png")
    request["loras"][0]["path"] = "//elsewhere/share/a.safetensors"
    project_file.save(
        drawing, tmp_path / "strange.sketchpad", project_file.Extra({"request": request})
    )
    window.settings.set_base(None)
    window.settings.set_loras(())
    assert window.project.open_now(tmp_path / "strange.sketchpad")
    assert (window.runner.request.base, window.runner.request.loras) == (None, ())
    assert window.project.open_now(tmp_path / "mine.sketchpad")
    assert window.runner.request.base == InitImage(str(picture), 0.75)
    assert window.runner.request.loras == (Lora(str(lora), 1.0),)


def test_problems_stand_where_they_can_be_mended(window: MainWindow, picture: Path) -> None:
    choose(window, "base_from_file", picture)
    picture.unlink()
    window.runner.check_now()
    assert "base.png" in panel(window).base_problem.text
    problem = Problem.of("cannot_write", "loras", name="x")
    window.side.show_problems((problem,), urgent=True)
    assert panel(window).lora_problem.text
    assert window.side.reveal("loras") is panel(window).add_lora


def test_samples_stand_in_the_menu(window: MainWindow) -> None:
    window.menus.samples_menu.aboutToShow.emit()
    actions = window.menus.samples_menu.actions()
    assert len(actions) >= 8
    actions[0].trigger()
    assert window.state.document.strokes
    assert window.project.path is None
    window.language.choose("zh_CN")
    names = [action.text() for action in actions]
    window.menus.samples_menu.aboutToShow.emit()
    assert [action.text() for action in window.menus.samples_menu.actions()] != names


def test_a_vae_is_chosen_shown_and_removed(
    window: MainWindow, lora: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    vae = write_header(tmp_path / "vae-ft-mse.safetensors", listed("vae_ldm"))
    card = panel(window).vae
    assert card.isHidden()
    choose(window, "choose_vae", vae)
    assert window.runner.request.vae == str(vae)
    assert not card.isHidden()
    assert card.name.text() == "VAE: vae-ft-mse"
    qtbot.mouseClick(card.remove, Qt.MouseButton.LeftButton)
    assert window.runner.request.vae == ""
    assert card.isHidden()
    other = tmp_path / "none.safetensors"
    write_header(other, {"lora_unet_x.lora_up.weight": ("F32", (2,))})
    choose(window, "choose_vae", other)
    assert "it is a LoRA" in window.notice.text
    assert window.runner.request.vae == ""


def test_a_vae_that_a_strangers_project_names_is_not_opened(
    window: MainWindow, drawing: Document, tmp_path: Path
) -> None:
    vae = write_header(tmp_path / "vae.safetensors", listed("vae_ldm"))
    choose(window, "choose_vae", vae)
    window.state.open(drawing)
    request = window.runner.request.to_json()
    for name, place in (("mine", str(vae)), ("strange", "//elsewhere/share/vae.safetensors")):
        extra = project_file.Extra({"request": request | {"vae": place}})
        project_file.save(drawing, tmp_path / f"{name}.sketchpad", extra)
    window.settings.set_vae("")
    assert window.project.open_now(tmp_path / "strange.sketchpad")
    assert window.runner.request.vae == ""
    assert window.project.open_now(tmp_path / "mine.sketchpad")
    assert window.runner.request.vae == str(vae)
