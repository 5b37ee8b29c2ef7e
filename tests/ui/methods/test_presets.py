"""Guidance presets: used, saved, deleted; a file that makes no sense is no obstacle."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from sketchpad import atomic, paths
from sketchpad.errors import CannotWrite, DiskFull
from sketchpad.generation.request.presets import (
    MOST,
    SHIPPED,
    Preset,
    Presets,
)
from sketchpad.generation.request.request import MethodSettings
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.methods.method_panel import PresetButton
from tests.tiny import shared_tiny_model

MINE = Preset(
    "Mine",
    (
        MethodSettings("controlnet", 0.7, kind="canny", curve=((0.0, 1.0), (1.0, 0.0))),
        MethodSettings("controlnet", 0.3, kind="softedge", region="boxes"),
        MethodSettings("gligen", 0.5, decay=0.2),
    ),
)


def button(window: MainWindow) -> PresetButton:
    assert window.side.methods.presets is not None
    return window.side.methods.presets


def test_a_shipped_one_steers_and_nothing_else_changes(window: MainWindow) -> None:
    before = window.settings.values
    shown = button(window)
    shown.things.aboutToShow.emit()
    actions = shown.things.actions()
    for preset, action in zip(SHIPPED, actions, strict=False):
        assert action.text() == preset.name
        action.trigger()
        assert window.runner.request.methods == preset.methods
        assert window.settings.values.sampling == before.sampling
        assert window.settings.values.model == before.model


def test_boxes_act_with_a_model_without_gates(window: MainWindow) -> None:
    ungated = str(shared_tiny_model(gated=False, second=True))
    window.settings.set(replace(window.settings.values, model=ungated))
    boxes_only = next(preset for preset in SHIPPED if preset.name == "Boxes only")
    button(window).use(boxes_only)
    (method,) = window.runner.request.methods
    assert (method.name, method.things_first) == ("regional", True)


def test_saved_used_and_deleted(window: MainWindow) -> None:
    shown = button(window)
    shown.use(MINE)
    window.questions.path = Path("Mine & yours")  # type: ignore[attr-defined]
    window.actions_["save_preset"].trigger()
    window.settings.choose_none()
    shown.things.aboutToShow.emit()
    action = next(a for a in shown.things.actions() if a.text() == "Mine && yours")
    action.trigger()
    assert window.runner.request.methods == MINE.methods
    shown.remove_menu.actions()[0].trigger()
    assert Presets().present() == ()
    window.actions_["save_preset"].trigger()  # the question is left without a name
    assert Presets().present() == ()


def test_the_same_name_is_replaced() -> None:
    presets = Presets()
    presets.save(MINE)
    presets.save(SHIPPED[0])
    presets.save(Preset("Mine", SHIPPED[1].methods))
    assert [one.name for one in presets.present()] == ["Mine", SHIPPED[0].name]
    assert presets.present()[0].methods == SHIPPED[1].methods


def test_one_too_many_is_refused_and_none_goes_for_it() -> None:
    presets = Presets()
    for number in range(MOST):
        presets.save(Preset(f"{number}", ()))
    with pytest.raises(CannotWrite):
        presets.save(MINE)
    assert [one.name for one in presets.present()] == [str(number) for number in range(MOST)]
    presets.save(Preset("3", MINE.methods))
    assert presets.present()[3].methods == MINE.methods


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "null", '{"version": 9, "presets": []}', '{"version": 1, "presets": 7}'],
)
def test_a_file_that_makes_no_sense_is_empty(tmp_path: Path, content: str) -> None:
    path = tmp_path / "presets.json"
    path.write_text(content)
    assert Presets(path).present() == ()


def test_what_makes_no_sense_in_it_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "presets.json"
    good = {"name": "good", "methods": [{"name": "gligen", "strength": 1.0}]}
    bad = [
        7,
        {"name": "", "methods": []},
        {"name": "x" * 999, "methods": []},
        {"name": "a", "methods": [{"name": "format_disk", "strength": 1.0}]},
        {"name": "b", "methods": [{"name": "gligen", "strength": -9.0}]},
        {"name": "c", "methods": [{"name": "gligen", "strength": 1e300}]},
        {"name": "d", "methods": "gligen"},
        {"methods": []},
    ]
    path.write_text(json.dumps({"version": 1, "presets": [*bad, good]}))
    presets = Presets(path)
    assert [one.name for one in presets.present()] == ["good"]
    presets.save(MINE)
    presets.remove("good")
    assert [one.name for one in presets.present()] == ["Mine"]
    assert json.loads(path.read_text())["presets"][: len(bad)] == bad


def test_a_full_disk_is_said(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    Presets().save(MINE)

    def full(path: Path, _data: bytes) -> None:
        raise DiskFull(path)

    monkeypatch.setattr(atomic, "write_bytes", full)
    window.questions.path = Path("More")  # type: ignore[attr-defined]
    window.actions_["save_preset"].trigger()
    assert "disk is full" in window.notice.text
    button(window).remove("Mine")
    assert Presets().present() == (MINE,)
    assert Presets()._file.path.parent == paths.user_data()
