"""Four modes side by side."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF

from sketchpad.document.model import Document
from sketchpad.errors import OutOfMemory, Problem
from sketchpad.generation.request import Progress
from sketchpad.ui.compare.compare_window import CompareWindow
from sketchpad.ui.widgets.picture_view import Look
from sketchpad.ui.window import MainWindow
from tests.ui.fake_engine import FakeEngine, picture_of


@pytest.fixture
def compare(window: MainWindow, drawing: Document) -> CompareWindow:
    window.state.open(drawing)
    window.actions_["compare"].trigger()
    assert window.comparing.window is not None
    return window.comparing.window


def test_four_modes_start_from_the_same_noise(compare: CompareWindow, engine: FakeEngine) -> None:
    (_, requests) = engine.asked[0]
    assert [tuple(m.name for m in r.methods) for r in requests] == [
        (), ("edge_predictor",), ("controlnet",), ("gligen",),
    ]  # fmt: skip
    assert len({(r.sampling.seed, r.document) for r in requests}) == 1


def test_each_cell_fills_in_step_by_step(compare: CompareWindow, engine: FakeEngine) -> None:
    engine.step(4)
    assert [cell.index for cell in compare.run.cells] == [1, 1, 1, 1]
    assert all(view.view.picture is not None for view in compare.cells)
    engine.run_to_end()
    assert [cell.phase for cell in compare.run.cells] == ["done"] * 4
    assert compare.again.text() == "Compare again"
    assert compare.cells[2]._state.text() == "2.1 s"


@pytest.mark.parametrize("steps", [0, 1, 5, 82])
def test_stop_keeps_what_is_finished(
    compare: CompareWindow, engine: FakeEngine, steps: int
) -> None:
    engine.step(steps)
    done = len(compare.run.finished)
    compare.again.click()
    assert not compare.run.busy
    assert len(compare.run.finished) == done
    assert {cell.phase for cell in compare.run.cells} <= {"done", "stopped"}
    compare.again.click()
    engine.run_to_end()
    assert len(compare.run.finished) == 4


def test_a_new_picture_in_the_main_window_ends_the_comparison(
    window: MainWindow, compare: CompareWindow, engine: FakeEngine
) -> None:
    engine.step(5)
    window.actions_["generate"].trigger()
    assert not compare.run.busy
    engine.run_to_end()
    assert window.history.list.count() == 1
    assert not compare.run.finished


def test_one_cell_may_fail_alone(compare: CompareWindow, engine: FakeEngine) -> None:
    run, requests = engine.asked[0]
    problem = Problem.from_error(OutOfMemory(), "size")
    failed = Progress(2, 20, picture_of(requests[1], 2), 0.2, final=True, notes=(problem,))
    engine.progressed.emit(run, 1, failed)
    assert compare.run.cells[1].phase == "failed"
    assert "not enough memory" in compare.cells[1]._state.text()
    assert compare.run.busy


def test_a_result_is_taken_over(
    window: MainWindow, compare: CompareWindow, engine: FakeEngine
) -> None:
    engine.run_to_end()
    compare.cells[3].use.click()
    assert window.settings.values.chosen == {"gligen"}
    assert window.session.current is not None
    assert window.session.current.picture is compare.run.cells[3].picture


def test_all_cells_look_at_the_same_place(compare: CompareWindow) -> None:
    compare.cells[0].view._by_user(compare.cells[0].view._view.zoomed(3.0, QPointF(10, 10)))
    looks = {view.view.look for view in compare.cells}
    assert len(looks) == 1
    assert looks != {Look()}
    compare.link.fit()
    assert {view.view.look for view in compare.cells} == {Look()}


def test_without_a_prompt_nothing_starts_and_the_reason_is_told(
    window: MainWindow, engine: FakeEngine
) -> None:
    window.actions_["compare"].trigger()
    assert not engine.asked
    assert window.side.prompt.problem.property("level") == "warning"


def test_the_sheet_is_exported(
    window: MainWindow, compare: CompareWindow, engine: FakeEngine, tmp_path: Path
) -> None:
    engine.run_to_end()
    window.questions.path = tmp_path / "sheet.png"  # type: ignore[attr-defined]
    window.actions_["export_comparison"].trigger()
    assert (tmp_path / "sheet.png").stat().st_size > 1000


def test_cells_are_values(compare: CompareWindow, engine: FakeEngine) -> None:
    before = compare.run.cells
    engine.step()
    assert before[0].index == 0
    assert replace(before[0], index=1).index == compare.run.cells[0].index


def test_closing_the_window_stops_the_run(compare: CompareWindow, engine: FakeEngine) -> None:
    compare.close()
    assert not engine.is_running
