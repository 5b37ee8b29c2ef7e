"""Cells that are not like the others: branches with their own drawing, methods that differ in little, stopped ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sketchpad.document.layers import USUAL
from sketchpad.document.model import Box, Document, Region, Stroke
from sketchpad.generation.comparison.matrix import Cell as Place
from sketchpad.generation.comparison.matrix import (
    CellPosition,
    Change,
    Matrix,
    Plan,
)
from sketchpad.generation.request.request import MethodSettings
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.compare.cells.overlays import sketch_overlay
from sketchpad.ui.compare.compare_window import CompareWindow
from sketchpad.ui.compare.dialogs import BlindDialog, BranchDialog
from sketchpad.ui.compare.matrix.metrics_text import report_text, ticks
from sketchpad.ui.compare.matrix.titles import cell_title, change_title, methods_title
from tests.generation.comparison.test_method_summary import VARIED
from tests.ui.fake_engine import FakeEngine

pytestmark = pytest.mark.slow


@pytest.fixture
def done(compare: CompareWindow, engine: FakeEngine) -> CompareWindow:
    engine.run_to_end()
    return compare


def edited(drawing: Document) -> Document:
    box = Box("a moon", (0.0, 0.0, 0.3, 0.3))
    return drawing.with_stroke(Stroke([[5, 5], [90, 5]], 4.0)).with_box(box)


def test_the_overlay_of_a_branch_is_its_own_drawing(
    done: CompareWindow, engine: FakeEngine, drawing: Document
) -> None:
    run = done.run
    assert run.matrix is not None
    origin = run.cells[2]
    other = replace(origin.request, document=edited(drawing))
    run.start(run.matrix.with_branch(origin.place, 3, other))
    engine.run_to_end()
    done.actions_["sketch"].trigger()
    first, second = (
        sketch_overlay(document, ticks(run.cells[n]))
        for n, document in ((2, drawing), (4, edited(drawing)))
    )
    assert first != second
    assert done.sight.sketch(run.cells[2])() == first
    layers, _ = done._overlays_of(run.cells[4])
    assert layers[0]() == second


def test_a_new_branch_is_looked_at_beside_what_it_left(
    window: MainWindow,
    done: CompareWindow,
    engine: FakeEngine,
    drawing: Document,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    matrix = done.run.matrix
    assert matrix is not None
    done.resize(700, 560)
    done.run.start(replace(matrix, rows=tuple(Change("seed", n) for n in range(4))))
    engine.run_to_end()
    done.pages.look_at(2, 0)

    def answer(dialog: BranchDialog) -> int:
        dialog.prompt.setText("a castle")
        dialog._on_accepted()
        return dialog.result()

    monkeypatch.setattr(BranchDialog, "exec", answer)
    done.actions_["branch"].trigger()
    assert (done.pages.current, done.pages.other) == (len(done.run.cells) - 1, 2)
    assert not done.grid.cells[-1].visibleRegion().isEmpty()


def test_a_name_has_the_room_that_the_time_leaves(done: CompareWindow) -> None:
    done.resize(900, 700)
    QApplication.processEvents()
    for view in done.grid.cells:
        assert view._state.width() >= view._state.fontMetrics().horizontalAdvance(
            view._state.text()
        )
        head = view._title.width() + view._state.width()
        assert view._title.width() > 0.7 * head


def test_hidden_layers_are_not_laid_over(done: CompareWindow, drawing: Document) -> None:
    layers = tuple(replace(layer, visible=layer.kind != "sketch") for layer in USUAL)
    request = replace(done.run.cells[0].request, document=replace(drawing, layers=layers))
    cell = replace(done.run.cells[0], place=Place(CellPosition(), Plan(request)), adherence=None)
    assert done.sight.sketch(cell)() == sketch_overlay(drawing.with_strokes(()))


def test_the_step_that_is_proposed_is_the_one_in_sight(
    compare: CompareWindow, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = compare.run
    assert run.matrix is not None
    few, many = 6, 12
    run.stop()
    base = run.matrix.base
    compare.start(Matrix(base, (), (Change("steps", few), Change("steps", many))))
    engine.run_to_end()
    asked: list[tuple[int, int]] = []

    def answer(dialog: BranchDialog) -> int:
        asked.append((dialog.step.maximum() + 1, dialog.step.value()))
        return dialog.result()

    monkeypatch.setattr(BranchDialog, "exec", answer)
    compare.scrubber.slider.setValue(8)
    for number in (0, 1):
        compare.pages.look_at(number, 0)
        compare.actions_["branch"].trigger()
    assert asked == [(few, 4), (many, 8)]


@pytest.mark.parametrize("kind", ["region", "pose", "hidden", "prompt"])
def test_what_counts_as_an_edited_drawing(
    window: MainWindow, done: CompareWindow, drawing: Document, kind: str
) -> None:
    from sketchpad.document.pose import Pose

    cell = done.run.cells[0]
    assert window.comparing._drawing_for(cell) is None
    region = Region("sky", Stroke([[5, 5], [60, 60]], 20.0))
    pose = Pose(tuple((0.5, 0.05 * n) for n in range(18)))
    layers = tuple(replace(layer, visible=layer.kind != "boxes") for layer in USUAL)
    changed = {
        "region": drawing.with_region(region),
        "pose": drawing.with_pose(pose),
        "hidden": replace(drawing, layers=layers),
        "prompt": drawing.with_prompt("a castle"),
    }[kind]
    window.state.open(changed)
    found = window.comparing._drawing_for(cell)
    assert (found is None) == (kind == "prompt")


def test_a_branch_keeps_what_was_not_touched(done: CompareWindow) -> None:
    cell = done.run.cells[2]
    method = replace(cell.request.methods[0], region="boxes", strength=0.123456789)
    request = replace(
        cell.request.with_methods(method),
        document=replace(cell.request.document, negative_prompt="blurry"),
    )
    cell = replace(cell, place=Place(CellPosition(), Plan(request)))
    now = edited(request.document)
    dialog = BranchDialog(cell, 3, replace(now, negative_prompt="something else"))
    dialog.edited.setChecked(True)
    dialog._on_accepted()
    assert dialog.request.methods == (method,)
    assert dialog.request.document == now
    dialog.deleteLater()


def test_no_two_headings_are_the_same() -> None:
    titles = [change_title(Change("methods", (method,))) for method in VARIED]
    assert len(set(titles)) == len(VARIED)
    assert "∿" not in "".join(titles)


def test_what_a_designer_prefers_has_its_settings() -> None:
    assert len({methods_title((method,)) for method in VARIED}) == len(VARIED)
    assert methods_title((MethodSettings("controlnet", 0.0),)) == methods_title(())


def test_columns_that_differ_in_where_they_count_stay_two(
    done: CompareWindow, engine: FakeEngine
) -> None:
    bar = done.matrix_bar
    bar.columns.text.setText("controlnet, controlnet;in=boxes, controlnet;emphasis=prompt")
    bar.columns.text.editingFinished.emit()
    assert len(done.run.cells) == 3
    bar.columns.text.setText(bar.columns.text.text() + ", none")
    bar.columns.text.editingFinished.emit()
    assert done.run.matrix is not None
    methods = [change.value for change in done.run.matrix.columns]
    assert [(m[0].region, m[0].emphasis) if m else None for m in methods] == [
        ("", "unbalanced"), ("boxes", "unbalanced"), ("", "prompt"), None,
    ]  # fmt: skip
    assert len({view._title.text() for view in done.grid.cells}) == 4


def test_blind_choice_among_seeds_prefers_a_picture(
    compare: CompareWindow, engine: FakeEngine
) -> None:
    assert compare.run.matrix is not None
    compare.run.stop()
    seeds = tuple(Change("seed", seed) for seed in (1, 2, 3))
    compare.start(Matrix(compare.run.matrix.base, seeds))
    engine.run_to_end()
    dialog = BlindDialog(compare.run.finished, seed=1)
    while len(dialog.duels) < len(dialog._pairs):
        left, right = dialog._pairs[len(dialog.duels)]
        dialog.answer("left" if left == 2 else "right" if right == 2 else "")
    assert dialog._best is compare.run.cells[2]
    said = dialog._verdict(None, [], [])
    assert said == "No picture is clearly ahead"
    dialog.deleteLater()


def test_without_a_preference_nothing_is_offered(
    compare: CompareWindow, engine: FakeEngine
) -> None:
    engine.run_to_end()
    dialog = BlindDialog(compare.run.finished, seed=1)
    while len(dialog.duels) < len(dialog._pairs):
        dialog.answer("")
    assert not dialog.use.isEnabled()
    dialog.deleteLater()


def test_a_stopped_comparison_is_not_called_finished(
    compare: CompareWindow, engine: FakeEngine
) -> None:
    engine.step(6)
    compare.actions_["stop"].trigger()
    assert compare.scrubber._words.text() == "Newest"
    compare.start()
    engine.run_to_end()
    assert compare.scrubber._words.text() == "Finished"


def test_long_headings_have_two_lines(done: CompareWindow, engine: FakeEngine) -> None:
    matrix = done.run.matrix
    assert matrix is not None
    seeds = (Change("seed", 1), Change("seed", 2))
    short = replace(matrix, rows=seeds)
    done.run.show(short)
    one = [label.minimumSizeHint().height() for label in done.grid.headings]
    both = Change("methods", (replace(VARIED[4]), replace(VARIED[-3], strength=0.5)))
    done.run.show(replace(short, columns=(*matrix.columns, both)))
    two = [label.minimumSizeHint().height() for label in done.grid.headings]
    assert max(two) > 1.5 * max(one)
    assert two[-1] == one[-1]  # "Seed 2" needs no second line


def test_the_steps_of_a_matrix_lie_as_its_sheet(
    window: MainWindow, done: CompareWindow, engine: FakeEngine, tmp_path: Path, qtbot: QtBot
) -> None:
    matrix = done.run.matrix
    assert matrix is not None
    rows = (Change("seed", 1), Change("seed", 2))
    done.run.start(replace(matrix, rows=rows, columns=matrix.columns[:3]))
    engine.run_to_end()
    done.run.mark(done.run.cells[1].plan, "reject")
    sizes = {}
    for kind, name in (("export", "sheet.png"), ("export_steps", "steps.png")):
        window.questions.path = tmp_path / name  # type: ignore[attr-defined]
        done.actions_[kind].trigger()
        qtbot.waitUntil(lambda: not window.exporter.writing.busy, timeout=120_000)
        with Image.open(tmp_path / name) as image:
            sizes[name] = image.size
    assert sizes["steps.png"] == sizes["sheet.png"]
    across = sizes["sheet.png"][0] / sizes["sheet.png"][1]
    assert 1.3 < across < 1.9  # the sketch and three columns beside each other, two rows


def test_the_record_speaks_the_language_of_the_window(window: MainWindow) -> None:
    window.language.choose("zh_CN")
    words = report_text()
    english = [
        name for name, said in vars(words).items() if isinstance(said, str) and said.isascii()
    ]
    assert set(english) <= {"language"}
    assert not any(said.isascii() for said in vars(words.methods).values() if isinstance(said, str))
    assert cell_title(Place(CellPosition(), Plan(window.runner.request)))
