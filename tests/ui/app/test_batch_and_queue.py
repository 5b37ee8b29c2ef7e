"""Several pictures at a press of Generate, and presses of Generate while one is made."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sketchpad.document.model import Document
from sketchpad.errors import OutOfMemory, Problem
from sketchpad.generation.request.request import Progress
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.engine.runner import VARIED
from tests.ui.fake_engine import FakeEngine, picture_of
from tests.ui.kept import kept


@pytest.fixture
def ready(window: MainWindow, drawing: Document) -> MainWindow:
    window.state.open(drawing)
    window.settings.lock_seed(True)
    window.settings.set_sampling(seed=7, steps=2)
    window.runner.check_now()
    return window


def seeds(engine: FakeEngine) -> list[tuple[int, ...]]:
    return [tuple(one.sampling.seed for one in requests) for _, requests in engine.asked]


def place_of(window: MainWindow, number: int) -> QPoint:
    """The middle of a picture of the sheet, on the view."""
    pane = window.result_pane
    sheet = pane._sheet
    assert sheet is not None
    view = pane.view._view
    return view.to_widget(QPointF(sheet._place(number).center())).toPoint()


def test_a_batch_is_one_run_and_a_click_takes_one_of_it(
    ready: MainWindow, engine: FakeEngine
) -> None:
    ready.side.run.count.setValue(4)
    ready.side.run.button.click()
    assert seeds(engine) == [(7, 8, 9, 10)]
    engine.step(3)
    assert ready.side.run.words.text().startswith("Step 3 of 8")
    growing = ready.result_pane._sheet
    ready.result_pane.show_result(None)  # another picture is looked at
    engine.step(1)
    assert ready.result_pane._sheet is growing
    assert ready.canvas.overlay.picture is None  # several pictures are none to draw on
    engine.run_to_end()
    assert [one.seed for one in kept(ready)] == [10, 9, 8, 7]
    assert ready.session.current is None
    assert "4 pictures" in ready.result_pane._made_by.text()
    ready.resize(1400, 900)
    QTest.mouseClick(ready.result_pane.view, Qt.MouseButton.LeftButton, pos=place_of(ready, 2))
    assert ready.session.current is not None
    assert ready.session.current.request.sampling.seed == 9
    assert ready.actions_["export"].isEnabled()
    ready.actions_["show_batch"].trigger()
    assert ready.session.current is None
    assert not ready.actions_["export"].isEnabled()


def test_a_cell_that_fails_leaves_the_others(ready: MainWindow, engine: FakeEngine) -> None:
    ready.settings.set_count(2)
    ready.actions_["generate"].trigger()
    run, (first, _) = engine.asked[0]
    problem = Problem.from_error(OutOfMemory(), "size")
    failed = Progress(0, 2, picture_of(first, 0), 0.1, final=True, notes=(problem,))
    run.progressed.emit(0, failed)
    engine._done[0] = 3  # of a cell that has ended
    engine.run_to_end()
    assert [one.seed for one in kept(ready)] == [8]
    assert "not enough memory" in ready.side.settings.size_problem.text
    assert len(ready.session.batch) == 1


def test_generate_while_a_picture_is_made_waits_its_turn(
    ready: MainWindow, engine: FakeEngine
) -> None:
    act, run = ready.actions_["generate"], ready.side.run
    assert run.one_more.isHidden()
    act.trigger()
    engine.step(1)
    ready.state.apply(ready.state.document.with_prompt("a boat"), "Prompt")
    run.one_more.click()
    ready.settings.set_sampling(seed=8)
    act.trigger()
    assert len(engine.asked) == 1
    assert run.queue.text() == "2"
    ready.state.apply(ready.state.document.cleared(), "Clear")  # what waits is as it was
    engine.run_to_end()
    assert seeds(engine) == [(7,), (7,), (8,)]
    assert [requests[0].document.prompt for _, requests in engine.asked[1:]] == ["a boat"] * 2
    assert engine.asked[2][1][0].document.strokes
    assert not ready.runner.status.busy
    assert len(kept(ready)) == 3


def test_at_once_ends_the_present_picture(ready: MainWindow, engine: FakeEngine) -> None:
    ready.actions_["generate"].trigger()
    engine.step(1)
    ready.settings.set_sampling(seed=8)
    ready.actions_["generate_at_once"].trigger()
    assert seeds(engine) == [(7,), (8,)]
    engine.run_to_end()
    assert [one.seed for one in kept(ready)] == [8]


def test_stop_pauses_what_waits_and_it_can_go_on(ready: MainWindow, engine: FakeEngine) -> None:
    for _ in range(4):
        ready.actions_["generate"].trigger()
    ready.actions_["stop"].trigger()
    assert not engine.is_running
    assert ready.runner.queue.paused
    assert not ready.runner.status.busy
    assert ready.side.run.words.text() == "Queue, paused: 3 wait"
    ready.settings.set_sampling(seed=9)
    ready.actions_["generate"].trigger()  # what is asked for now is made now
    assert seeds(engine)[-1] == (9,)
    engine.run_to_end()
    assert len(engine.asked) == 2
    ready.queue.actions_["queue_pause"].trigger()
    assert seeds(engine)[-1] == (7,)
    assert len(ready.runner.queue.jobs) == 2
    engine.run_to_end()
    assert seeds(engine)[2:] == [(7,)] * 3
    assert not ready.runner.status.busy


def test_a_comparison_is_not_ended_by_what_waits(ready: MainWindow, engine: FakeEngine) -> None:
    ready.actions_["generate"].trigger()
    ready.actions_["generate"].trigger()
    ready.comparing.open()
    assert ready.comparing.run.busy
    assert ready.runner.queue.paused


def test_an_error_does_not_hold_up_what_waits(ready: MainWindow, engine: FakeEngine) -> None:
    ready.actions_["generate"].trigger()
    ready.actions_["generate"].trigger()
    engine.fail(OutOfMemory(), "size")
    assert engine.is_running
    assert "not enough memory" in ready.notice.text
    engine.run_to_end()
    assert len(kept(ready)) == 1


def test_the_card_lists_reorders_removes_and_brings_back(
    ready: MainWindow, engine: FakeEngine
) -> None:
    ready.actions_["generate"].trigger()
    for seed in (1, 2, 3):
        ready.settings.set_sampling(seed=seed)
        ready.actions_["generate"].trigger()
    ready.actions_["show_queue"].trigger()
    card, queue = ready.queue, ready.runner.queue

    def waiting() -> list[int]:
        return [job.requests[0].sampling.seed for job in queue.jobs]

    assert card.isVisible()
    assert [card.list.item(n).text().split(",")[1][:7] for n in range(3)] == [
        " seed 1", " seed 2", " seed 3",
    ]  # fmt: skip
    card.list.item(2).setSelected(True)
    card.actions_["queue_earlier"].trigger()
    card.actions_["queue_earlier"].trigger()
    assert waiting() == [3, 1, 2]
    card.list.reordered.emit(card.list.keys())  # the topmost last
    assert waiting() == [2, 1, 3]
    card.actions_["queue_remove"].trigger()
    assert waiting() == [2, 1]
    card.actions_["queue_clear"].trigger()
    assert waiting() == []
    assert not card.list.isVisible()
    card.actions_["queue_undo"].trigger()
    card.actions_["queue_undo"].trigger()
    assert waiting() == [2, 1, 3]
    card.close()
    ready.questions.quits = False  # type: ignore[attr-defined]
    assert not ready.close()
    QApplication.processEvents()


def test_variations_of_a_picture_keep_its_seed(ready: MainWindow, engine: FakeEngine) -> None:
    assert not ready.actions_["variations"].isEnabled()
    ready.actions_["generate"].trigger()
    engine.run_to_end()
    before = ready.settings.values
    ready.actions_["variations"].trigger()
    _, requests = engine.asked[-1]
    assert {one.sampling.seed for one in requests} == {7}
    first = requests[0].sampling
    assert [one.sampling.variation_seed - first.variation_seed for one in requests] == [0, 1, 2, 3]
    assert {one.sampling.variation_strength for one in requests} == {VARIED}
    assert ready.settings.values == before
    engine.run_to_end()
    ready.session.show(ready.session.batch[1])
    ready.actions_["use_settings"].trigger()
    panel = ready.side.settings
    assert panel.variation.value == VARIED
    assert panel.variation_seed.value() == first.variation_seed + 1
    ready.settings.lock_seed(False)
    varied = ready.settings.values.sampling
    ready.actions_["generate"].trigger()
    engine.run_to_end()
    ready.actions_["generate"].trigger()  # the same again: another variation, not another seed
    again = engine.asked[-1][1][0].sampling
    assert replace(again, variation_seed=varied.variation_seed) == varied
    assert again.variation_seed != varied.variation_seed
