"""Live drawing, with an engine that a test plays: what is asked for, what is in sight, what goes first."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sketchpad.document.model import Document, Stroke
from sketchpad.errors import OutOfMemory
from sketchpad.generation.request.defaults import LIVE_STEPS
from sketchpad.generation.request.request import Progress, Request, Sampling
from sketchpad.generation.run.init_image import init_image
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.engine.runner import preflight_of_window
from sketchpad.ui.live import away, debouncer
from sketchpad.ui.live import live as live_module
from sketchpad.ui.state.session import Result
from tests.tiny import FEW_STEPS, add_few_steps
from tests.ui.fake_engine import FakeEngine, picture_of
from tests.ui.kept import kept

pytestmark = pytest.mark.slow

LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
Ready = Callable[..., MainWindow]


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A change is due as soon as the window comes to it, and the hand never rests by itself."""
    monkeypatch.setattr(debouncer, "PAUSE", 0)
    monkeypatch.setattr(live_module, "REST", 10**7)


@pytest.fixture
def fast_model(tiny_model_dir: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "fast"
    shutil.copytree(tiny_model_dir, folder)
    add_few_steps(folder)
    return folder


@pytest.fixture
def ready(window: MainWindow, drawing: Document, fast_model: Path) -> MainWindow:
    """A drawing on the page, 20 steps, and a model with a few-step variant."""
    window.settings.set(
        replace(window.settings.values, model=str(fast_model), sampling=Sampling(5, 20, 4.0))
    )
    window.state.open(drawing)
    come_to_it()
    return window


def come_to_it() -> None:
    for _ in range(4):
        QApplication.processEvents()


def turn_on(window: MainWindow) -> None:
    window.actions_["live"].trigger()
    come_to_it()


def write(window: MainWindow, prompt: str) -> None:
    window.state.apply(window.state.document.with_prompt(prompt), "Prompt")
    come_to_it()


def newest(engine: FakeEngine) -> Request:
    return engine.asked[-1][1][0]


def words(window: MainWindow) -> str:
    return window.side.run.words.text()


def test_a_change_is_answered_in_few_steps_with_the_same_seed(
    ready: MainWindow, engine: FakeEngine, fast_model: Path
) -> None:
    values = ready.settings.values
    turn_on(ready)
    assert len(engine.asked) == 1
    request = newest(engine)
    assert request.sampling == Sampling(5, FEW_STEPS["steps"], 1.0, "lcm")
    assert [lora.path for lora in request.loras] == [str(fast_model / FEW_STEPS["lora"])]
    assert request.document == ready.state.document
    engine.run_to_end()
    write(ready, "a house at night")
    assert newest(engine).document.prompt == "a house at night"
    assert newest(engine).sampling.seed == 5
    assert ready.settings.values == values


def test_settings_and_boxes_are_changes_too(ready: MainWindow, engine: FakeEngine) -> None:
    turn_on(ready)
    engine.run_to_end()
    ready.settings.set_method("controlnet", strength=0.5)
    come_to_it()
    engine.run_to_end()
    assert newest(engine).methods[0].strength == 0.5
    document = ready.state.document
    ready.state.apply(document.without_box(document.boxes[0].id), "Delete")
    come_to_it()
    assert newest(engine).document.boxes == ()
    assert len(engine.asked) == 3


def test_nothing_is_made_again_without_a_change(ready: MainWindow, engine: FakeEngine) -> None:
    turn_on(ready)
    engine.run_to_end()
    ready.settings.lock_seed(True)  # says nothing of the picture
    ready.state.apply(ready.state.document.with_prompt("a cat"), "Prompt")
    ready.state.undo()
    come_to_it()
    assert len(engine.asked) == 1


def test_a_model_without_a_variant_takes_some_steps_and_says_so(
    ready: MainWindow, engine: FakeEngine, tiny_model_dir: Path
) -> None:
    ready.settings.set(replace(ready.settings.values, model=str(tiny_model_dir)))
    turn_on(ready)
    assert newest(engine).sampling == Sampling(5, LIVE_STEPS, 4.0)
    assert newest(engine).loras == ()
    engine.run_to_end()
    assert words(ready) == "Live, without a fast variant · 0.9 s"


def looked_at(window: MainWindow) -> Result:
    assert window.session.current is not None
    return window.session.current


def test_the_picture_is_in_sight_but_not_in_the_history_until_it_is_kept(
    ready: MainWindow, engine: FakeEngine
) -> None:
    keep = ready.actions_["keep_live"]
    assert not keep.isEnabled()
    turn_on(ready)
    engine.run_to_end()
    pane = ready.result_pane
    assert pane.shown() is not None
    assert ready.canvas.overlay.picture is not None
    assert len(kept(ready)) == 0
    assert pane._live.text() == "Live"
    assert pane._live.isVisible()
    assert pane.keep.isVisible()
    assert keep.isEnabled()
    assert words(ready) == "Live · 0.5 s"
    keep.trigger()
    assert len(kept(ready)) == 1
    assert not pane._live.isVisible()
    assert not pane.keep.isVisible()
    assert not keep.isEnabled()
    come_to_it()
    write(ready, "a cat")
    engine.run_to_end()
    assert len(kept(ready)) == 1
    assert ready.session.current is ready.live.last


def test_what_is_in_sight_can_be_exported_and_copied(ready: MainWindow, engine: FakeEngine) -> None:
    turn_on(ready)
    engine.run_to_end()
    assert ready.actions_["export"].isEnabled()
    assert ready.session.current is not None
    assert ready.session.current.request == newest(engine)


def test_a_kept_picture_brings_the_usual_settings_back(
    ready: MainWindow, engine: FakeEngine
) -> None:
    turn_on(ready)
    engine.run_to_end()
    ready.actions_["keep_live"].trigger()
    ready.settings.set_sampling(seed=6, steps=30)
    come_to_it()
    ready.results.use_settings(looked_at(ready))
    assert ready.settings.values.sampling == Sampling(5, 20, 4.0)
    assert ready.settings.values.loras == ()


def test_many_changes_are_one_picture(
    ready: MainWindow, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn_on(ready)
    engine.run_to_end()
    for prompt in ("a", "a c", "a ca", "a cat"):
        ready.state.apply(ready.state.document.with_prompt(prompt), "Prompt")
    come_to_it()
    assert len(engine.asked) == 2
    assert newest(engine).document.prompt == "a cat"


def test_a_picture_that_is_nearly_ready_is_finished_then_only_the_newest_change_counts(
    ready: MainWindow, engine: FakeEngine
) -> None:
    turn_on(ready)
    engine.step(2)
    write(ready, "a cat")
    write(ready, "a dog")
    assert len(engine.asked) == 1
    engine.step(3)
    assert ready.live.last is not None
    assert ready.live.last.request.document.prompt == "a house by the sea"
    assert [r.document.prompt for _, (r,) in engine.asked[1:]] == ["a dog"]


def test_a_picture_that_would_take_long_gives_way(
    ready: MainWindow, engine: FakeEngine, tiny_model_dir: Path
) -> None:
    ready.settings.set(replace(ready.settings.values, model=str(tiny_model_dir)))
    turn_on(ready)
    engine.step(1)
    write(ready, "a cat")
    assert len(engine.asked) == 1  # what has begun shows a step at least
    engine.step(1)
    assert len(engine.asked) == 2
    engine.run_to_end()
    assert len(engine.asked) == 2
    assert ready.live.last is not None
    assert ready.live.last.request.document.prompt == "a cat"


def test_pictures_that_take_long_are_shown_step_by_step(
    ready: MainWindow, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_module, "SLOW", 0.3)
    turn_on(ready)
    engine.step(2)
    assert ready.result_pane.shown() is not None
    assert ready.canvas.overlay.picture is not None
    assert ready.session.current is None
    assert words(ready) == "Live: step 2 of 4"
    assert ready.result_pane._made_by.text() == "Step 2 of 4, not finished"
    engine.run_to_end()
    assert ready.session.current is ready.live.last


def test_quick_pictures_do_not_flicker(ready: MainWindow, engine: FakeEngine) -> None:
    turn_on(ready)
    engine.run_to_end()
    first = ready.live.last
    write(ready, "a cat")
    engine.step(3)
    assert ready.session.current is first
    assert words(ready) == "Live · 0.5 s"


def test_generate_goes_first_and_its_picture_stays(ready: MainWindow, engine: FakeEngine) -> None:
    turn_on(ready)
    engine.step(1)
    ready.actions_["generate"].trigger()
    assert newest(engine).sampling.steps == 20
    come_to_it()
    assert len(engine.asked) == 2
    engine.run_to_end()
    come_to_it()
    assert len(engine.asked) == 2
    assert looked_at(ready).request.sampling.steps == 20
    write(ready, "a cat")
    assert newest(engine).sampling.steps == 4


def test_what_changes_while_generate_works_is_answered_afterwards(
    ready: MainWindow, engine: FakeEngine
) -> None:
    turn_on(ready)
    engine.run_to_end()
    ready.actions_["generate"].trigger()
    engine.step(3)
    write(ready, "a cat")
    assert len(engine.asked) == 2
    engine.run_to_end()
    come_to_it()
    assert newest(engine).sampling.steps == 4
    assert newest(engine).document.prompt == "a cat"


def test_generating_the_same_again_with_a_new_seed_is_no_change(
    ready: MainWindow, engine: FakeEngine
) -> None:
    turn_on(ready)
    engine.run_to_end()
    for _ in range(2):
        ready.actions_["generate"].trigger()
        engine.run_to_end()
        come_to_it()
    assert len(engine.asked) == 3
    assert looked_at(ready).request.sampling.steps == 20


def test_a_comparison_goes_first(ready: MainWindow, engine: FakeEngine) -> None:
    turn_on(ready)
    engine.step(1)
    ready.actions_["compare"].trigger()
    come_to_it()
    assert len(engine.asked) == 2
    assert words(ready) == "Live: waits for the other pictures"
    engine.run_to_end()
    come_to_it()
    assert len(engine.asked) == 3  # what it interrupted
    assert newest(engine).sampling.steps == 4


def test_what_stands_in_the_way_is_said_quietly(ready: MainWindow, engine: FakeEngine) -> None:
    turn_on(ready)
    engine.run_to_end()
    write(ready, "")
    assert len(engine.asked) == 1
    assert words(ready) == "Describe the picture in the prompt first."
    assert QApplication.activeModalWidget() is None
    assert ready.actions_["live"].isChecked()
    write(ready, "a cat")
    assert len(engine.asked) == 2


def test_a_picture_under_way_ends_when_it_is_not_wanted_any_more(
    ready: MainWindow, engine: FakeEngine, tiny_model_dir: Path
) -> None:
    ready.settings.set(replace(ready.settings.values, model=str(tiny_model_dir)))
    turn_on(ready)
    write(ready, "")
    engine.step(1)
    assert not engine.is_running
    assert words(ready) == "Describe the picture in the prompt first."


def test_a_missing_model_is_said_and_once_it_is_there_live_goes_on(
    ready: MainWindow, engine: FakeEngine, fast_model: Path, tmp_path: Path
) -> None:
    ready.runner.check = preflight_of_window
    ready.settings.set(replace(ready.settings.values, model=str(tmp_path / "later")))
    turn_on(ready)
    ready.runner.check_now()
    assert not engine.asked
    assert "later" in words(ready)
    shutil.copytree(fast_model, tmp_path / "later")
    ready.runner.check_now()
    come_to_it()
    assert newest(engine).sampling.scheduler == "lcm"


def test_an_error_is_said_and_the_next_change_is_tried(
    ready: MainWindow, engine: FakeEngine
) -> None:
    turn_on(ready)
    engine.fail(OutOfMemory(), "size")
    assert words(ready).startswith("There was not enough memory")
    assert not ready.runner.has_failed
    assert QApplication.activeModalWidget() is None
    write(ready, "a cat")
    engine.run_to_end()
    assert words(ready) == "Live · 0.5 s"


def test_off_brings_back_what_was_in_sight(ready: MainWindow, engine: FakeEngine) -> None:
    ready.actions_["generate"].trigger()
    engine.run_to_end()
    before = ready.session.current
    turn_on(ready)
    engine.run_to_end()
    assert ready.session.current is ready.live.last
    write(ready, "a cat")
    engine.step(1)
    ready.actions_["live"].trigger()
    assert not engine.is_running
    assert ready.session.current is before
    assert words(ready) == "Done in 2.1 s"
    write(ready, "a dog")
    assert len(engine.asked) == 3
    assert ready.actions_["keep_live"].isEnabled()  # nothing is lost
    ready.actions_["keep_live"].trigger()
    assert looked_at(ready).is_kept
    assert len(kept(ready)) == 2


def test_off_leaves_the_picture_where_there_was_none(ready: MainWindow, engine: FakeEngine) -> None:
    turn_on(ready)
    engine.run_to_end()
    ready.actions_["live"].trigger()
    assert ready.session.current is ready.live.last
    assert ready.result_pane.shown() is not None


def test_off_while_generate_works_leaves_that_alone(ready: MainWindow, engine: FakeEngine) -> None:
    turn_on(ready)
    ready.actions_["generate"].trigger()
    engine.step(2)
    ready.actions_["live"].trigger()
    assert engine.is_running
    engine.run_to_end()
    assert looked_at(ready).request.sampling.steps == 20


def test_a_picture_of_the_history_is_looked_at_until_the_next_change(
    ready: MainWindow, engine: FakeEngine
) -> None:
    ready.actions_["generate"].trigger()
    engine.run_to_end()
    old = looked_at(ready)
    turn_on(ready)
    engine.run_to_end()
    write(ready, "a cat")
    engine.run_to_end()
    ready.session.show(old)
    come_to_it()
    assert ready.session.current is old
    asked = len(engine.asked)
    write(ready, "a dog")
    assert len(engine.asked) == asked + 1
    ready.actions_["live"].trigger()
    assert ready.session.current is old


def on_canvas(window: MainWindow, x: float, y: float) -> QPointF:
    return window.canvas.viewport.view.to_widget(QPointF(x, y))


def glance(window: MainWindow) -> None:
    window.live._glances.timeout.emit()
    come_to_it()


def test_a_stroke_is_answered_while_it_is_drawn(ready: MainWindow, engine: FakeEngine) -> None:
    ready.state.set_tool("pen")
    turn_on(ready)
    engine.run_to_end()
    canvas, strokes = ready.canvas, ready.state.document.strokes
    QTest.mousePress(canvas, LEFT, NO_KEYS, on_canvas(ready, 20, 20).toPoint())
    QTest.mouseMove(canvas, on_canvas(ready, 80, 40).toPoint())
    glance(ready)
    assert len(engine.asked) == 2
    seen = newest(engine).document
    assert len(seen.strokes) == len(strokes) + 1
    assert seen.strokes[-1].bounds[2] > 70
    glance(ready)
    assert len(engine.asked) == 2  # one at a time
    engine.run_to_end()
    glance(ready)
    assert len(engine.asked) == 2  # the pen rests
    assert ready.state.document.strokes == strokes
    QTest.mouseMove(canvas, on_canvas(ready, 120, 90).toPoint())
    QTest.mouseRelease(canvas, LEFT, NO_KEYS, on_canvas(ready, 120, 90).toPoint())
    come_to_it()
    assert newest(engine).document == ready.state.document


def test_after_an_error_a_stroke_is_answered_only_when_it_is_done(
    ready: MainWindow, engine: FakeEngine
) -> None:
    ready.state.set_tool("pen")
    turn_on(ready)
    engine.fail(OutOfMemory(), "size")
    QTest.mousePress(ready.canvas, LEFT, NO_KEYS, on_canvas(ready, 20, 20).toPoint())
    QTest.mouseMove(ready.canvas, on_canvas(ready, 80, 40).toPoint())
    glance(ready)
    assert len(engine.asked) == 1
    QTest.mouseRelease(ready.canvas, LEFT, NO_KEYS, on_canvas(ready, 80, 40).toPoint())
    come_to_it()
    assert len(engine.asked) == 2


def test_a_stroke_that_is_given_up_goes_from_the_picture(
    ready: MainWindow, engine: FakeEngine
) -> None:
    ready.state.set_tool("pen")
    turn_on(ready)
    engine.run_to_end()
    QTest.mousePress(ready.canvas, LEFT, NO_KEYS, on_canvas(ready, 20, 20).toPoint())
    QTest.mouseMove(ready.canvas, on_canvas(ready, 80, 40).toPoint())
    glance(ready)
    engine.run_to_end()
    ready.canvas.bench.router.cancel()
    glance(ready)
    assert newest(engine).document == ready.state.document
    assert len(engine.asked) == 3


def test_a_box_is_answered_while_it_is_dragged(ready: MainWindow, engine: FakeEngine) -> None:
    box = ready.state.document.boxes[0]
    ready.state.set_tool("select")
    turn_on(ready)
    engine.run_to_end()
    QTest.mousePress(ready.canvas, LEFT, NO_KEYS, on_canvas(ready, 128, 128).toPoint())
    QTest.mouseMove(ready.canvas, on_canvas(ready, 138, 138).toPoint())
    glance(ready)
    moved = newest(engine).document.boxes[0]
    assert moved.id == box.id
    assert moved.rect[0] > box.rect[0]
    assert ready.state.document.boxes[0] == box
    assert ready.canvas.bench.tool.active
    QTest.mouseRelease(ready.canvas, LEFT, NO_KEYS, on_canvas(ready, 138, 138).toPoint())


def test_reading_the_model_is_said(ready: MainWindow, engine: FakeEngine) -> None:
    turn_on(ready)
    engine.model_loading.emit()
    assert words(ready) == "Getting the model ready…"
    engine.model_ready.emit()
    assert words(ready) == "Live: draw, the picture follows"


def test_a_window_that_is_closed_asks_for_nothing(ready: MainWindow, engine: FakeEngine) -> None:
    turn_on(ready)
    engine.run_to_end()
    ready.state.apply(ready.state.document.with_prompt("a cat"), "Prompt")
    ready.questions.answer = "discard"  # type: ignore[attr-defined]
    ready.close()
    glance(ready)
    assert len(engine.asked) == 1


def test_it_does_not_take_the_focus(ready: MainWindow, engine: FakeEngine) -> None:
    ready.side.prompt.prompt.setFocus()
    had = QApplication.focusWidget()
    turn_on(ready)
    engine.run_to_end()
    assert QApplication.focusWidget() is had


def test_it_is_off_in_a_new_window(window: MainWindow) -> None:
    assert not window.actions_["live"].isChecked()
    assert not window.live.on


def test_words_in_two_lines_end_in_an_ellipsis(ready: MainWindow) -> None:
    label = ready.side.run.words
    label.setText(
        "One word after the other, until there is no room for any more of them, not even here."
    )
    first, second = label.shown(200).split("\n")
    assert label.fontMetrics().horizontalAdvance(first) <= 200
    assert second.endswith("…")
    label.setText("Ready")
    assert label.shown(200) == "Ready"


def test_things_that_are_made_first_are_no_step_yet(ready: MainWindow, engine: FakeEngine) -> None:
    turn_on(ready)
    run, (request,) = engine.asked[-1]
    run.progressed.emit(0, Progress(0, 4, picture_of(request, 0), 9.0, False))
    assert ready.live.status.phase != "shown"
    engine.run_to_end()
    assert ready.live.status.phase == "shown"


def rest(window: MainWindow) -> None:
    """The hand has rested long enough."""
    assert window.live._rest.isActive()
    window.live._rest.setInterval(0)
    come_to_it()
    window.live._rest.setInterval(10**7)


def test_when_the_hand_rests_the_picture_is_made_in_all_its_steps(
    ready: MainWindow, engine: FakeEngine
) -> None:
    turn_on(ready)
    engine.run_to_end()
    quick = ready.live.last
    rest(ready)
    assert newest(engine).sampling == Sampling(5, 20, 4.0)
    assert newest(engine).document == ready.state.document
    engine.step(3)
    assert ready.session.current is quick  # it is made behind the one in sight
    assert words(ready) == "Live: refining, step 3 of 20"
    engine.run_to_end()
    assert looked_at(ready).request.sampling.steps == 20
    assert not looked_at(ready).is_kept
    assert words(ready).startswith("Live · refined in")
    assert not ready.live._rest.isActive()
    come_to_it()
    assert len(engine.asked) == 2


def test_a_change_ends_the_refining_at_once(ready: MainWindow, engine: FakeEngine) -> None:
    turn_on(ready)
    engine.run_to_end()
    rest(ready)
    engine.step(19)
    write(ready, "a cat")
    assert newest(engine).sampling.steps == 4
    assert newest(engine).document.prompt == "a cat"
    engine.run_to_end()
    assert looked_at(ready).request.sampling.steps == 4
    assert ready.live._rest.isActive()


def test_refining_can_be_switched_off(ready: MainWindow, engine: FakeEngine) -> None:
    ready.preferences.set("live.refine", False)
    turn_on(ready)
    engine.run_to_end()
    assert not ready.live._rest.isActive()


def test_a_picture_that_is_older_than_the_drawing_says_so(
    ready: MainWindow, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn_on(ready)
    engine.run_to_end()
    monkeypatch.setattr(live_module, "BEHIND", 0.0)
    monkeypatch.setattr(live_module.time, "monotonic", lambda: 100.0)
    write(ready, "a cat")
    engine.step(1)
    monkeypatch.setattr(live_module.time, "monotonic", lambda: 103.0)
    ready.live._glance()
    assert words(ready) == "Live: this picture is 3 s older than your drawing"
    engine.run_to_end()
    ready.live._glance()
    assert words(ready) == "Live · 0.5 s"


def test_a_window_that_is_minimised_makes_no_pictures(
    ready: MainWindow, engine: FakeEngine
) -> None:
    turn_on(ready)
    engine.step(1)
    ready.setWindowState(Qt.WindowState.WindowMinimized)
    come_to_it()
    assert not engine.is_running
    write(ready, "a cat")
    assert len(engine.asked) == 1
    ready.setWindowState(Qt.WindowState.WindowNoState)
    come_to_it()
    assert len(engine.asked) == 2
    assert newest(engine).document.prompt == "a cat"


def test_on_its_battery_the_computer_makes_none_if_so_wished(
    ready: MainWindow, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(away, "on_battery", lambda: True)
    turn_on(ready)
    assert len(engine.asked) == 1
    ready.preferences.set("live.battery", True)
    assert not engine.is_running
    assert words(ready) == "Live: waits, to save the battery"
    ready.preferences.set("live.battery", False)
    come_to_it()
    assert len(engine.asked) == 2


def test_the_system_is_asked_for_its_battery() -> None:
    assert away.on_battery() in (True, False)


def add_line(window: MainWindow, length: float) -> None:
    document = window.state.document
    line = Stroke([(5, 5), (5 + length, 5)], 2)
    window.state.apply(document.with_stroke(line), "Line")
    come_to_it()


def test_after_a_small_change_a_picture_begins_from_the_last_one(
    ready: MainWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    ready.preferences.set("live.from_last", True)
    turn_on(ready)
    assert newest(engine).base is None
    engine.run_to_end()
    first = looked_at(ready).picture
    add_line(ready, 12)
    base = newest(engine).base
    assert base is not None
    assert base.strength == 0.5
    assert newest(engine).document == ready.state.document
    np.testing.assert_array_equal(init_image(newest(engine)), first)
    qtbot.waitUntil(lambda: Path(base.picture).is_file())  # to keep or export what was made
    engine.run_to_end()
    assert looked_at(ready).request.base == base
    assert ready.live._rest.isActive()  # at rest it is made from noise, in all its steps
    add_line(ready, 24)
    assert newest(engine).base == base  # not from one that was begun from another
    engine.run_to_end()
    lines = [Stroke([(10, y), (240, y)], 4) for y in range(20, 240, 20)]
    ready.state.apply(ready.state.document.with_strokes(lines), "Lines")
    come_to_it()
    assert newest(engine).base is None
    engine.run_to_end()
    write(ready, "a cat")
    assert newest(engine).base is None


@pytest.mark.parametrize("cluster", ["", "ray://10.0.0.5:10001"])
def test_by_default_and_on_a_cluster_each_live_picture_begins_from_noise(
    ready: MainWindow, engine: FakeEngine, cluster: str
) -> None:
    ready.preferences.set("live.from_last", bool(cluster))
    ready.preferences.set("cluster", cluster)
    turn_on(ready)
    engine.run_to_end()
    add_line(ready, 12)
    assert newest(engine).base is None
