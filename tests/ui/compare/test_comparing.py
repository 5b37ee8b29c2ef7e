"""Four modes side by side."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from sketchpad.errors import OutOfMemory, Problem
from sketchpad.generation.export import animation
from sketchpad.generation.request.request import Progress
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.compare.cells.cell import Cell
from sketchpad.ui.compare.cells.overlays import difference_picture
from sketchpad.ui.compare.compare_window import CompareWindow
from sketchpad.ui.compare.dialogs import BlindDialog, BranchDialog
from sketchpad.ui.compare.window_parts import HOLD
from sketchpad.ui.files.file_dialogs import FileDialogs
from sketchpad.ui.style.qimage import to_array
from sketchpad.ui.widgets.picture_view import Look
from tests.ui.fake_engine import FakeEngine, picture_of
from tests.ui.kept import kept

pytestmark = pytest.mark.slow


def test_four_methods_start_from_the_same_noise(compare: CompareWindow, engine: FakeEngine) -> None:
    (_, requests) = engine.asked[0]
    assert [tuple(m.name for m in r.methods) for r in requests] == [
        (), ("edge_predictor",), ("controlnet",), ("gligen",),
    ]  # fmt: skip
    assert len({(r.sampling.seed, r.document) for r in requests}) == 1


def test_each_cell_fills_in_step_by_step(compare: CompareWindow, engine: FakeEngine) -> None:
    engine.step(4)
    assert [cell.index for cell in compare.run.cells] == [1, 1, 1, 1]
    assert all(view.view.picture is not None for view in compare.grid.cells)
    engine.run_to_end()
    assert [cell.phase for cell in compare.run.cells] == ["done"] * 4
    assert compare.head.again.text() == "Compare again"
    assert compare.grid.cells[2]._state.text().startswith("0.7 s")


@pytest.mark.parametrize("steps", [0, 1, 5, 26])
def test_stop_keeps_what_is_finished(
    compare: CompareWindow, engine: FakeEngine, steps: int
) -> None:
    engine.step(steps)
    done = len(compare.run.finished)
    compare.head.again.click()
    assert not compare.run.busy
    assert len(compare.run.finished) == done
    assert {cell.phase for cell in compare.run.cells} <= {"done", "stopped"}
    compare.head.again.click()
    engine.run_to_end()
    assert len(compare.run.finished) == 4


def test_a_new_picture_in_the_main_window_ends_the_comparison(
    window: MainWindow, compare: CompareWindow, engine: FakeEngine
) -> None:
    engine.step(5)
    window.actions_["generate"].trigger()
    assert not compare.run.busy
    engine.run_to_end()
    assert len(kept(window)) == 1
    assert not compare.run.finished


def test_one_cell_may_fail_alone(compare: CompareWindow, engine: FakeEngine) -> None:
    run, requests = engine.asked[0]
    problem = Problem.from_error(OutOfMemory(), "size")
    failed = Progress(2, 20, picture_of(requests[1], 2), 0.2, final=True, notes=(problem,))
    run.progressed.emit(1, failed)
    assert compare.run.cells[1].phase == "failed"
    assert "not enough memory" in compare.grid.cells[1]._state.text()
    assert compare.run.busy


def test_a_result_is_taken_over(
    window: MainWindow, compare: CompareWindow, engine: FakeEngine
) -> None:
    engine.run_to_end()
    compare.grid.cells[3].use.click()
    assert window.settings.values.chosen == {"gligen"}
    assert window.session.current is not None
    assert window.session.current.picture is compare.run.cells[3].picture


def test_all_cells_look_at_the_same_place(compare: CompareWindow) -> None:
    compare.grid.cells[0].view._by_user(
        compare.grid.cells[0].view._view.zoomed(3.0, QPointF(10, 10))
    )
    looks = {view.view.look for view in compare.grid.cells}
    assert len(looks) == 1
    assert looks != {Look()}
    compare.link.fit()
    assert {view.view.look for view in compare.grid.cells} == {Look()}


def test_without_a_prompt_nothing_starts_and_the_reason_is_told(
    window: MainWindow, engine: FakeEngine
) -> None:
    window.actions_["compare"].trigger()
    assert not engine.asked
    assert window.side.prompt.problem.property("level") == "warning"


def test_the_sheet_is_exported(
    window: MainWindow, compare: CompareWindow, engine: FakeEngine, tmp_path: Path, qtbot: QtBot
) -> None:
    engine.run_to_end()
    window.questions.path = tmp_path / "sheet.png"  # type: ignore[attr-defined]
    window.actions_["export_comparison"].trigger()
    qtbot.waitUntil(lambda: not window.exporter.writing.busy, timeout=120_000)
    assert (tmp_path / "sheet.png").stat().st_size > 1000


def test_cells_are_values(compare: CompareWindow, engine: FakeEngine) -> None:
    before = compare.run.cells
    engine.step()
    assert before[0].index == 0
    assert replace(before[0], index=1).index == compare.run.cells[0].index


def test_closing_the_window_stops_the_run(compare: CompareWindow, engine: FakeEngine) -> None:
    compare.close()
    assert not engine.is_running


# rows and columns


def edit(compare: CompareWindow, columns: str, rows: str = "") -> None:
    """Type methods into the columns and seeds into the rows."""
    bar = compare.matrix_bar
    bar.columns.text.setText(columns)
    if rows:
        bar.rows.axis.setCurrentIndex(bar.rows.axis.findData("seed"))
        bar.rows.text.setText(rows)
        bar._explain(bar.rows)
    bar.columns.text.editingFinished.emit()


def test_rows_and_columns_are_typed(compare: CompareWindow, engine: FakeEngine) -> None:
    engine.run_to_end()
    edit(compare, "none, controlnet, controlnet+gligen", "7, 8")
    assert len(engine.asked) == 2
    made = [(r.sampling.seed, len(r.methods)) for r in engine.asked[1][1]]
    assert made == [(7, 0), (7, 1), (7, 2), (8, 0), (8, 1), (8, 2)]
    assert [label.text() for label in compare.grid.headings] == [
        "No guidance", "ControlNet", "ControlNet + GLIGEN", "Seed 7", "Seed 8",
    ]  # fmt: skip
    engine.run_to_end()
    assert len(compare.run.finished) == 6


def test_more_cells_do_not_rerun_the_others(compare: CompareWindow, engine: FakeEngine) -> None:
    engine.run_to_end()
    edit(compare, "none, controlnet")
    before = [cell.picture for cell in compare.run.cells]
    assert all(picture is not None for picture in before)
    assert len(engine.asked) == 1
    edit(compare, "none, controlnet, controlnet=0.5")
    assert [len(r.methods) for r in engine.asked[1][1]] == [1]
    engine.run_to_end()
    assert [cell.picture for cell in compare.run.cells][:2] == before
    assert len(compare.run.finished) == 3


def test_cells_that_come_while_others_are_made_wait(
    compare: CompareWindow, engine: FakeEngine
) -> None:
    engine.step(6)
    edit(compare, "none, edge_predictor, controlnet, gligen, gligen=0.5")
    assert len(engine.asked) == 1
    assert compare.run.cells[0].index == 2
    assert compare.run.cells[4].phase == "waiting"
    engine.run_to_end()
    assert len(engine.asked) == 2
    assert len(compare.run.finished) == 5


def test_what_is_not_understood_is_said_and_changes_nothing(
    compare: CompareWindow, engine: FakeEngine
) -> None:
    edit(compare, "none, magic")
    assert "magic" in compare.matrix_bar.problem.text()
    assert not compare.matrix_bar.problem.isHidden()
    assert len(compare.run.cells) == 4
    edit(compare, "none")
    assert compare.matrix_bar.problem.isHidden()


def test_rows_and_columns_cannot_be_the_same(compare: CompareWindow, engine: FakeEngine) -> None:
    bar = compare.matrix_bar
    bar.rows.axis.setCurrentIndex(bar.rows.axis.findData("methods"))
    bar.rows.axis.activated.emit(bar.rows.axis.currentIndex())
    assert bar.columns.chosen is None
    assert compare.run.matrix is not None
    assert compare.run.matrix.columns == ()
    assert {change.axis for change in compare.run.matrix.rows} == {"methods"}


def test_strengths_of_no_method_are_left_blank(compare: CompareWindow, engine: FakeEngine) -> None:
    bar = compare.matrix_bar
    bar.columns.text.setText("none, controlnet")
    bar.rows.axis.setCurrentIndex(bar.rows.axis.findData("strength"))
    bar.rows.axis.activated.emit(bar.rows.axis.currentIndex())
    assert bar.rows.text.text() == "0.5, 1, 1.5"
    assert len(compare.run.cells) == 3
    assert [label.text() for label in compare.findChildren(QLabel, "blank_cell")] == ["–"] * 3


def test_one_cell_is_stopped_and_the_others_go_on(
    compare: CompareWindow, engine: FakeEngine
) -> None:
    engine.step(5)
    compare.grid.cells[1].stop.click()
    engine.run_to_end()
    assert [cell.phase for cell in compare.run.cells] == ["done", "stopped", "done", "done"]
    compare.head.again.click()
    assert len(engine.asked[1][1]) == 1
    engine.run_to_end()
    assert len(compare.run.finished) == 4


def test_a_stopped_cell_does_not_begin_again_by_itself(
    compare: CompareWindow, engine: FakeEngine
) -> None:
    engine.step(5)
    compare.grid.cells[1].stop.click()
    edit(compare, "none, edge_predictor, controlnet, gligen, gligen=0.5")
    engine.run_to_end()
    phases = [cell.phase for cell in compare.run.cells]
    assert phases == ["done", "stopped", "done", "done", "done"]


def test_a_cell_that_was_taken_away_and_put_back_is_made(
    compare: CompareWindow, engine: FakeEngine
) -> None:
    engine.step(5)
    edit(compare, "none, edge_predictor, controlnet")
    edit(compare, "none, edge_predictor, controlnet, gligen")
    engine.run_to_end()
    assert len(compare.run.finished) == 4


def test_whoever_takes_the_engine_keeps_it(
    window: MainWindow, compare: CompareWindow, engine: FakeEngine
) -> None:
    engine.step(5)
    edit(compare, "none, edge_predictor, controlnet, gligen, gligen=0.5")
    window.actions_["generate"].trigger()
    assert not compare.run.busy
    assert {cell.phase for cell in compare.run.cells} == {"stopped"}
    engine.run_to_end()
    assert window.session.current is not None
    assert not compare.run.busy


def test_what_is_finished_is_not_made_again(
    window: MainWindow, compare: CompareWindow, engine: FakeEngine
) -> None:
    engine.run_to_end()
    pictures = [cell.picture for cell in compare.run.cells]
    for press in (compare.head.again.click, window.actions_["compare"].trigger):
        press()
        assert not compare.run.busy
        assert len(engine.asked) == 1
        assert "Nothing has changed" in compare.notice.text
    assert all(
        a is b for a, b in zip(pictures, (c.picture for c in compare.run.cells), strict=True)
    )
    window.state.apply(window.state.document.with_prompt("a barn"), "words")
    window.actions_["compare"].trigger()
    assert len(engine.asked[1][1]) == 4


def test_a_file_for_the_comparison_is_asked_for_on_its_window(
    window: MainWindow,
    compare: CompareWindow,
    engine: FakeEngine,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A dialog on the main window would bring that to the front."""
    engine.run_to_end()
    window.exporter._questions = FileDialogs(window)
    parents = []

    def asked(parent: QWidget, *_: object) -> tuple[str, str]:
        parents.append(parent)
        return "", ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", asked)
    for one, name in ((compare, "export"), (window, "export_comparison")):
        one.activateWindow()
        qtbot.waitUntil(one.isActiveWindow)
        one.actions_[name].trigger()
    assert parents == [compare, window]


def test_a_removed_cell_is_forgotten(compare: CompareWindow, engine: FakeEngine) -> None:
    engine.run_to_end()
    plan = compare.run.cells[2].plan
    assert compare.run.steps.steps(plan)
    compare.pages.current = 2
    compare.actions_["remove"].trigger()
    assert len(compare.run.cells) == len(compare.grid.cells) == 3
    assert plan not in [cell.plan for cell in compare.run.cells]
    assert compare.run.steps.steps(plan) == ()


# steps


def test_one_slider_moves_all_cells(compare: CompareWindow, engine: FakeEngine) -> None:
    engine.run_to_end()
    total = compare.scrubber.slider.maximum()
    assert total == compare.run.cells[0].total
    compare.scrubber.slider.setValue(3)
    for view, cell in zip(compare.grid.cells, compare.run.cells, strict=True):
        assert np.array_equal(view.picture, picture_of(cell.request, 3))
    compare.actions_["forth"].trigger()
    assert np.array_equal(
        compare.grid.cells[2].picture, picture_of(compare.run.cells[2].request, 4)
    )
    compare.scrubber.slider.setValue(total)
    assert compare.grid.cells[2].picture is compare.run.cells[2].picture


def test_playing_goes_through_the_steps_and_begins_again(
    compare: CompareWindow, engine: FakeEngine
) -> None:
    engine.run_to_end()
    compare.actions_["play"].trigger()
    assert compare.scrubber.position == 1
    seen = []
    for _ in range(compare.scrubber.slider.maximum() - 1 + HOLD):
        compare.scrubber._tick()
        seen.append(compare.scrubber.position)
    assert seen[:3] == [2, 3, 4]
    assert seen[-1 - HOLD] is None
    assert seen[-1] == 1
    compare.actions_["play"].trigger()
    assert not compare.scrubber._timer.isActive()


def test_a_cell_says_when_it_settled(compare: CompareWindow, engine: FakeEngine) -> None:
    engine.run_to_end()
    settled = {cell.settled for cell in compare.run.cells}
    assert None not in settled
    assert all(1 < step <= cell.total for cell in compare.run.cells for step in settled)
    assert "Hardly changed" in compare.grid.cells[0]._state.toolTip()
    assert compare.scrubber.slider.marks


def test_a_branch_goes_on_from_a_step(
    window: MainWindow, compare: CompareWindow, engine: FakeEngine, monkeypatch
) -> None:
    engine.run_to_end()
    compare.scrubber.slider.setValue(5)
    compare.pages.current = 2

    def answer(dialog: BranchDialog) -> int:
        assert dialog.step.value() == 5
        assert dialog.methods.text().startswith("controlnet")
        dialog.methods.setText("magic")
        dialog._on_accepted()
        assert "magic" in dialog.problem.text()
        dialog.methods.setText("none")
        dialog.prompt.setText("a castle")
        dialog._on_accepted()
        return dialog.result()

    monkeypatch.setattr(BranchDialog, "exec", answer)
    compare.actions_["branch"].trigger()
    (plan,) = engine.plans
    assert (plan.step, plan.origin) == (5, compare.run.cells[2].plan)
    assert plan.request.document.prompt == "a castle"
    assert plan.request.methods == ()
    engine.run_to_end()
    assert len(compare.run.finished) == 5
    assert "step 5" in compare.grid.cells[4]._title.text()
    # Before its own first step a branch shows the steps of the cell it left.
    compare.scrubber.slider.setValue(2)
    assert np.array_equal(
        compare.grid.cells[4].picture, picture_of(compare.run.cells[2].request, 2)
    )


# looking closely


def test_two_cells_are_looked_at_closely(compare: CompareWindow, engine: FakeEngine) -> None:
    engine.run_to_end()
    compare.pages.look_at(1, 3)
    compare.actions_["swipe"].trigger()
    stage = compare.stage
    assert compare.pages.currentWidget() is stage
    assert stage.view.split == 0.5
    stage.view.set_split(2.0)
    assert stage.view.split == 1.0
    compare.actions_["difference"].trigger()
    assert stage.view.split is None
    assert stage.view.picture is not None
    one, other = (compare.run.cells[n].picture for n in (1, 3))
    assert one is not None
    assert other is not None
    assert np.array_equal(to_array(stage.view.picture), difference_picture(one, other))
    compare.actions_["swap"].trigger()
    assert (compare.pages.current, compare.pages.other) == (3, 1)
    compare.actions_["grid"].trigger()
    assert compare.pages.currentWidget() is compare.grid


def test_holding_a_key_shows_the_other_picture(compare: CompareWindow, engine: FakeEngine) -> None:
    engine.run_to_end()
    compare.pages.look_at(0, 3)
    compare.pages.set_look("one")
    first = compare.stage.on_view
    QTest.keyPress(compare, Qt.Key.Key_F)
    assert (first, compare.stage.on_view) == (0, 3)
    QTest.keyRelease(compare, Qt.Key.Key_F)
    assert compare.stage.on_view == 0


def test_sketch_and_judged_lines_lie_over_every_picture(
    compare: CompareWindow, engine: FakeEngine
) -> None:
    engine.run_to_end()
    assert all(view.view._overlays == () for view in compare.grid.cells)
    compare.actions_["sketch"].trigger()
    compare.actions_["matches"].trigger()
    assert all(len(view.view._overlays) == 2 for view in compare.grid.cells)
    assert not compare.tools.legend.isHidden()
    before = compare.grid.cells[0].view._opacity
    compare.actions_["fainter"].trigger()
    assert compare.grid.cells[0].view._opacity == pytest.approx(before - 0.1)


def test_cells_can_be_put_in_order_of_their_numbers(
    compare: CompareWindow, engine: FakeEngine
) -> None:
    engine.run_to_end()  # the fake judge likes later cells better
    compare.tools.order.setCurrentIndex(compare.tools.order.findData("lines"))
    compare.tools.order.activated.emit(compare.tools.order.currentIndex())
    grid = compare.grid.widget().layout()
    assert grid.itemAtPosition(0, 0).widget() is compare.grid.cells[3]
    assert "Lines 80 %" in compare.grid.cells[3]._numbers.text()
    assert "of the drawing is in the picture" in compare.grid.cells[3]._numbers.toolTip()


def test_stars_stay_with_their_cell(compare: CompareWindow, engine: FakeEngine) -> None:
    engine.run_to_end()
    compare.pages.current = 2
    compare.actions_["star"].trigger()
    assert compare.grid.cells[2].star.isChecked()
    edit(compare, "controlnet, none")
    assert [cell.mark for cell in compare.run.cells] == ["star", ""]
    compare.pages.current = 0
    compare.actions_["reject"].trigger()
    assert compare.run.cells[0].mark == "reject"
    compare.actions_["reject"].trigger()
    assert compare.run.cells[0].mark == ""


def test_time_left_is_said_when_it_is_known(compare: CompareWindow, engine: FakeEngine) -> None:
    run = compare.run
    engine.step(2)
    assert run.seconds_left() is None  # two cells have not begun
    engine.step(6)
    begun, (made, total) = run._begun, run.progress
    assert made == 8
    assert run.seconds_left(now=begun + 4.0) == pytest.approx(4.0 * (total - 8) / 8)
    run.stop_cell(run.cells[0].plan)
    rest = sum(cell.total - cell.index for cell in run.cells[1:])
    assert run.seconds_left(now=begun + 4.0) == pytest.approx(4.0 * rest / 8)
    engine.run_to_end()
    assert run.seconds_left() is None
    assert compare._left.text() == "3 of 4 cells"


def test_every_key_does_one_thing(compare: CompareWindow) -> None:
    keys = [k.toString() for action in compare.actions_.all() for k in action.shortcuts()]
    assert len(set(keys)) == len(keys)
    assert all(action.toolTip() for action in compare.actions_.all())


# choosing and handing over


def test_a_result_becomes_the_base_of_the_next_picture(
    window: MainWindow, compare: CompareWindow, engine: FakeEngine
) -> None:
    engine.run_to_end()
    compare.pages.look_at(3, 0)
    compare.actions_["base"].trigger()
    base = window.settings.values.base
    assert base is not None
    with Image.open(base.picture) as image:
        assert np.array_equal(np.asarray(image.convert("RGB")), compare.run.cells[3].picture)


def test_blind_choice_finds_the_preferred_method(
    window: MainWindow, compare: CompareWindow, engine: FakeEngine
) -> None:
    engine.run_to_end()
    used: list[Cell] = []
    dialog = BlindDialog(compare.run.finished, seed=1)
    dialog.used.connect(used.append)
    assert all(not label.text().count("ControlNet") for label in dialog.findChildren(QLabel))
    while len(dialog.duels) < len(dialog._pairs):
        left, right = dialog._pairs[len(dialog.duels)]
        dialog.answer("left" if left == 2 else "right" if right == 2 else "")
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    assert any(text.startswith("You prefer ControlNet") for text in texts)
    dialog.use.click()
    assert [cell.request.methods[0].name for cell in used] == ["controlnet"]
    dialog.deleteLater()


def test_no_preference_is_made_up(compare: CompareWindow, engine: FakeEngine) -> None:
    engine.run_to_end()
    dialog = BlindDialog(compare.run.finished, seed=1)
    for _ in dialog._pairs:
        dialog.buttons[1].click()
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    assert any("clearly ahead" in text for text in texts)
    dialog.deleteLater()


@pytest.mark.parametrize(
    ("action", "name"),
    [
        ("export", "sheet.pdf"),
        ("export_steps", "steps.gif"),
        ("export_record", "record.html"),
        ("export_bundle", "one.sketchcompare"),
    ],
)
def test_everything_can_be_exported(
    window: MainWindow,
    compare: CompareWindow,
    engine: FakeEngine,
    tmp_path: Path,
    qtbot: QtBot,
    action: str,
    name: str,
) -> None:
    assert not compare.actions_[action].isEnabled()
    engine.step(1)
    edit(compare, "none")
    engine.run_to_end()
    window.questions.path = tmp_path / name  # type: ignore[attr-defined]
    compare.actions_[action].trigger()
    assert name in compare.notice.text
    assert window.exporter.writing.busy
    qtbot.waitUntil(lambda: not window.exporter.writing.busy, timeout=120_000)
    assert (tmp_path / name).stat().st_size > 1000
    assert compare.notice.text.startswith("Exported")


def test_an_export_that_is_stopped_writes_nothing(
    window: MainWindow,
    compare: CompareWindow,
    engine: FakeEngine,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun, stopped = threading.Event(), threading.Event()
    drawn = animation.draw_sheet

    def slow(*args: object) -> Image.Image:
        begun.set()
        stopped.wait(60)
        return drawn(*args)

    monkeypatch.setattr(animation, "draw_sheet", slow)
    engine.run_to_end()
    window.questions.path = tmp_path / "steps.mp4"  # type: ignore[attr-defined]
    compare.actions_["export_steps"].trigger()
    assert begun.wait(60)
    assert compare.actions_["star"].isEnabled()  # the window goes on
    stop = compare.notice.findChild(QPushButton)
    qtbot.mouseClick(stop, Qt.MouseButton.LeftButton)
    stopped.set()
    window.exporter.writing.close()
    assert not (tmp_path / "steps.mp4").exists()
    assert compare.notice.isHidden()
    assert len(compare.run.finished) == 4


def test_closing_the_program_writes_an_export_to_its_end(
    window: MainWindow, compare: CompareWindow, engine: FakeEngine, tmp_path: Path
) -> None:
    engine.run_to_end()
    window.questions.path = tmp_path / "steps.gif"  # type: ignore[attr-defined]
    compare.actions_["export_steps"].trigger()
    window.questions.answer = "discard"  # type: ignore[attr-defined]
    window.close()
    with Image.open(tmp_path / "steps.gif") as moving:
        assert moving.n_frames > 1


def test_headings_follow_the_language(
    window: MainWindow, compare: CompareWindow, engine: FakeEngine
) -> None:
    engine.run_to_end()
    edit(compare, "none, controlnet", "7, 8")
    before = [label.text() for label in compare.grid.headings]
    window.language.choose("zh_CN")
    QCoreApplication.processEvents()  # Qt tells the windows afterwards
    after = [label.text() for label in compare.grid.headings]
    assert before[0] == "No guidance"
    assert after[0] != before[0]
    assert after[2] != before[2]
    assert len(compare.grid.cells) == 4
