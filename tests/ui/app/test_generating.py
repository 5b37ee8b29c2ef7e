"""From the Generate button to the picture, with an engine that a test plays."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sketchpad.document.model import Document
from sketchpad.errors import NotFinite, OutOfMemory, SketchpadError
from sketchpad.ui.app.main_window import MainWindow
from tests.ui.fake_engine import FakeEngine
from tests.ui.kept import kept


@pytest.fixture
def ready(window: MainWindow, drawing: Document) -> MainWindow:
    window.state.open(drawing)
    window.runner.check_now()
    return window


def test_the_picture_appears_step_by_step(ready: MainWindow, engine: FakeEngine) -> None:
    run = ready.side.run
    run.button.click()
    assert run.button.text() == "Stop"
    engine.step(7)
    assert run.words.text() == "Step 7 of 20 · 0.7 s"
    assert run.bar.value() == 7
    assert ready.result_pane.shown() is not None
    assert ready.canvas.overlay.picture is not None
    engine.run_to_end()
    assert run.button.text() == "Generate"
    assert run.words.text() == "Done in 2.1 s"
    assert len(kept(ready)) == 1
    assert ready.session.current is not None
    assert ready.session.current.request.document == ready.state.document


def test_ctrl_enter_in_the_prompt_generates(
    ready: MainWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    qtbot.keyClick(ready.side.prompt.prompt, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(engine.asked) == 1
    assert ready.state.document.prompt == "a house by the sea"


@pytest.mark.parametrize("steps", [0, 1, 19, 20])
def test_stop_in_every_state(ready: MainWindow, engine: FakeEngine, steps: int) -> None:
    ready.actions_["generate"].trigger()
    engine.step(steps)
    ready.actions_["stop"].trigger()
    assert not ready.runner.status.busy
    assert not engine.is_running
    assert not ready.actions_["stop"].isEnabled()
    assert len(kept(ready)) == 0
    if steps:
        assert ready.side.run.words.text() in (f"Stopped at step {steps} of 20", "Done in 2.0 s")
        assert ready.result_pane.shown() is not None
    ready.actions_["generate"].trigger()
    engine.run_to_end()
    assert len(kept(ready)) == 1


def test_stop_when_nothing_runs_does_nothing(ready: MainWindow, engine: FakeEngine) -> None:
    ready.runner.stop()
    assert not ready.runner.status.busy


def test_drawing_goes_on_while_a_picture_is_made(ready: MainWindow, engine: FakeEngine) -> None:
    ready.actions_["generate"].trigger()
    asked = ready.state.document
    engine.step(3)
    ready.state.apply(asked.cleared(), "Clear")
    engine.run_to_end()
    assert ready.state.document.strokes == ()
    assert ready.session.current is not None
    assert ready.session.current.request.document == asked


def test_late_steps_of_a_stopped_run_are_not_shown(ready: MainWindow, engine: FakeEngine) -> None:
    ready.actions_["generate"].trigger()
    engine.step(2)
    first_run, (request,) = engine.asked[0]
    ready.actions_["stop"].trigger()
    ready.actions_["generate"].trigger()
    engine.step(1)
    from sketchpad.generation.request.request import Progress
    from tests.ui.fake_engine import picture_of

    first_run.progressed.emit(0, Progress(9, 20, picture_of(request, 9), 1.0, final=False))
    assert ready.runner.status.index == 1


def test_an_empty_page_is_not_scolded_until_generate_was_asked_for(
    window: MainWindow, engine: FakeEngine
) -> None:
    window.runner.check_now()
    problem = window.side.prompt.problem
    assert problem.isHidden()  # the empty prompt says itself what belongs there
    assert window.side.run.words.text() == "Describe the picture in the prompt first."
    window.actions_["generate"].trigger()
    assert not engine.asked
    assert not problem.isHidden()
    assert problem.property("level") == "warning"
    assert problem.text == "Describe the picture in the prompt first."
    assert window.canvas_pane.problem.text == "This method follows lines: draw something first."
    assert "Describe" in window.side.run.button.toolTip()
    window.side.prompt.prompt.setPlainText("a cat")
    window.runner.check_now()
    assert problem.isHidden()


def test_gligen_without_boxes_points_at_the_box_tool(ready: MainWindow, engine: FakeEngine) -> None:
    document = ready.state.document
    ready.state.apply(document.without_box(document.boxes[0].id), "Delete box")
    ready.settings.choose("controlnet", False)
    ready.settings.choose("gligen", True)
    ready.actions_["generate"].trigger()
    assert not engine.asked
    assert "drag one on the canvas" in ready.canvas_pane.problem.text
    assert ready.state.tool == "box"


def test_all_methods_off_is_allowed_and_said(ready: MainWindow, engine: FakeEngine) -> None:
    ready.actions_["method_none"].trigger()
    assert not ready.side.methods._none.isHidden()
    ready.actions_["generate"].trigger()
    assert engine.asked[0][1][0].methods == ()


def test_methods_are_combined_with_their_settings(ready: MainWindow, engine: FakeEngine) -> None:
    card = ready.side.methods.cards["edge_predictor"]
    card.check.click()
    card.controls.strength.spin.setValue(2.0)
    card.controls.range.start_handle.setValue(2)
    card.controls.range.end_handle.setValue(8)
    ready.actions_["method_gligen"].trigger()
    ready.actions_["generate"].trigger()
    (request,) = engine.asked[0][1]
    assert {m.name for m in request.methods} == {"edge_predictor", "controlnet", "gligen"}
    edge = request.method("edge_predictor")
    assert edge is not None
    assert (edge.strength, edge.start, edge.end) == (2.0, 0.1, 0.4)


def test_generating_again_takes_another_seed_only_if_nothing_changed(
    ready: MainWindow, engine: FakeEngine
) -> None:
    def seed_of_next() -> int:
        ready.actions_["generate"].trigger()
        engine.run_to_end()
        return engine.asked[-1][1][0].sampling.seed

    first = seed_of_next()
    assert seed_of_next() != first  # the same again: something new
    second = engine.asked[-1][1][0].sampling.seed
    ready.settings.choose("gligen", True)
    assert seed_of_next() == second  # another method: the same noise
    ready.side.settings.seed.lock.click()
    assert seed_of_next() == second  # locked


def test_an_error_is_one_sentence_at_its_control_and_the_drawing_survives(
    ready: MainWindow, engine: FakeEngine
) -> None:
    before = ready.state.document
    ready.actions_["generate"].trigger()
    engine.step(3)
    engine.fail(OutOfMemory(), "size")
    assert not ready.runner.status.busy
    assert "not enough memory" in ready.side.settings.size_problem.text
    assert ready.side.settings.size_problem.property("level") is not None
    assert ready.state.document == before
    ready.actions_["generate"].trigger()
    assert engine.is_running
    engine.fail(NotFinite(step=3), "settings")
    assert "invalid numbers" in ready.side.settings.problem.text


def test_an_unknown_error_is_told_above_the_drawing(ready: MainWindow, engine: FakeEngine) -> None:
    ready.actions_["generate"].trigger()
    engine.fail(SketchpadError())
    assert not ready.notice.isHidden()
    assert "Something went wrong" in ready.notice.text


def test_a_click_in_the_history_only_looks_and_one_undo_takes_all_back(
    ready: MainWindow, engine: FakeEngine
) -> None:
    ready.actions_["generate"].trigger()
    engine.run_to_end()
    old = ready.session.current
    assert old is not None
    ready.settings.choose_none()
    ready.settings.set_sampling(seed=77, steps=3)
    ready.state.apply(ready.state.document.with_prompt("a boat").cleared(), "New")
    ready.actions_["generate"].trigger()
    engine.run_to_end()
    settings, drawing = ready.settings.values, ready.state.document
    ready.history.chosen.emit(kept(ready)[1])
    shown = ready.session.current
    assert shown is not None
    assert np.array_equal(shown.picture, old.picture)
    assert (ready.settings.values, ready.state.document) == (settings, drawing)

    ready.actions_["use_settings"].trigger()
    assert ready.settings.values.sampling == old.request.sampling
    assert ready.settings.values.chosen == {"controlnet"}
    assert ready.state.document == drawing.with_prompt("a house by the sea")
    ready.state.undo()
    assert (ready.settings.values, ready.state.document) == (settings, drawing)

    ready.actions_["use_drawing"].trigger()
    assert ready.state.document == old.request.document.with_prompt("a boat")
    assert ready.settings.values == settings
    ready.state.undo()

    ready.actions_["use_all"].trigger()
    assert ready.state.document == old.request.document
    assert ready.settings.values.sampling == old.request.sampling
    ready.state.undo()
    assert (ready.settings.values, ready.state.document) == (settings, drawing)
    ready.state.redo()
    assert ready.settings.values.sampling == old.request.sampling


def test_the_picture_is_copied(ready: MainWindow, engine: FakeEngine) -> None:
    assert not ready.actions_["copy"].isEnabled()
    ready.actions_["generate"].trigger()
    engine.run_to_end()
    ready.actions_["copy"].trigger()
    copied = QGuiApplication.clipboard().image()
    assert (copied.width(), copied.height()) == (256, 256)


def test_closing_while_generating_ends_the_engine(ready: MainWindow, engine: FakeEngine) -> None:
    ready.actions_["generate"].trigger()
    engine.step(4)
    ready.questions.answer = "discard"  # type: ignore[attr-defined]
    assert ready.close()
    assert engine.is_closed
    QApplication.processEvents()


def test_escape_belongs_to_stop_while_a_picture_is_made(
    ready: MainWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    ready.activateWindow()
    ready.canvas.setFocus()
    ready.actions_["generate"].trigger()
    engine.step(2)
    qtbot.keyClick(ready.canvas, Qt.Key.Key_Escape)
    assert not engine.is_running
