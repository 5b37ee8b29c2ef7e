"""The comparison as a value; no network here."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sketchpad.document.model import Document, Stroke
from sketchpad.errors import BadMatrix
from sketchpad.generation.comparison.matrix import (
    MOST_CELLS,
    CellPosition,
    Change,
    Matrix,
    Plan,
    branch,
    rounds,
)
from sketchpad.generation.request.request import MethodSettings, Request, Sampling

CONTROL = (MethodSettings("controlnet", 0.8),)
BOTH = (MethodSettings("controlnet", 0.8), MethodSettings("gligen", 1.0))
DOCUMENT = Document(128, 128, (Stroke([[1, 1], [9, 9]]),), prompt="a cat")
BASE = Request(DOCUMENT, Sampling(7, 10, 4.0))
METHODS = (Change("methods", ()), Change("methods", CONTROL), Change("methods", BOTH))
SEEDS = (Change("seed", 1), Change("seed", 2))


def with_row(matrix: Matrix, change: Change) -> Matrix:
    return replace(matrix, rows=(*matrix.rows, change))


def with_column(matrix: Matrix, change: Change) -> Matrix:
    return replace(matrix, columns=(*matrix.columns, change))


def test_rows_times_columns_in_reading_order() -> None:
    matrix = Matrix(BASE, SEEDS, METHODS)
    cells = matrix.cells
    assert [(c.plan.request.sampling.seed, c.plan.request.methods) for c in cells] == [
        (seed, methods) for seed in (1, 2) for methods in ((), CONTROL, BOTH)
    ]
    assert {c.plan.request.document for c in cells} == {DOCUMENT}
    assert [c.plan.request for c in Matrix(BASE).cells] == [BASE]


@pytest.mark.parametrize(
    ("change", "check"),
    [
        (Change("prompt", "a dog"), lambda r: r.document.prompt == "a dog"),
        (Change("steps", 3), lambda r: r.sampling.steps == 3),
        (Change("model", "elsewhere"), lambda r: r.model == "elsewhere"),
        (Change("strength", 0.5), lambda r: [m.strength for m in r.methods] == [0.4, 0.5]),
        (Change("seed", 5), lambda r: r.sampling.seed == 5),
    ],
)
def test_each_axis_changes_one_thing(change: Change, check: object) -> None:
    before = BASE.with_methods(*BOTH)
    after = change.applied(before)
    assert check(after)  # type: ignore[operator]
    assert after != before


def test_pairs_that_do_not_go_together_are_not_made() -> None:
    strengths = (Change("strength", 0.5), Change("strength", 1.5))
    for matrix in (Matrix(BASE, strengths, METHODS), Matrix(BASE, METHODS, strengths)):
        cells = matrix.cells
        assert len(matrix.spots) == 6
        assert len(cells) == 4
        assert all(c.plan.request.methods for c in cells)
        assert {c.plan.request.methods[0].strength for c in cells} == {0.4, 0.8 * 1.5}


@pytest.mark.parametrize(
    ("rows", "columns", "reason"),
    [
        (SEEDS, (Change("seed", 9),), "same_axis"),
        ((*SEEDS, Change("steps", 3)), (), "mixed"),
        ((*SEEDS, Change("seed", 2)), (), "twice"),
        (
            tuple(Change("seed", n) for n in range(MOST_CELLS // 2)),
            (*METHODS,),
            "too_many",
        ),
    ],
)
def test_what_cannot_be_a_matrix_is_refused(rows, columns, reason) -> None:
    with pytest.raises(BadMatrix) as caught:
        Matrix(BASE, rows, columns)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("axis", "value"),
    [
        ("seed", "1"), ("seed", True), ("steps", 1.5), ("prompt", 3), ("methods", ("controlnet",)),
        ("strength", -1.0), ("strength", float("nan")), ("colour", 1),
    ],
)  # fmt: skip
def test_a_change_is_checked(axis, value) -> None:
    with pytest.raises(BadMatrix):
        Change(axis, value)


def test_what_stays_keeps_its_plan() -> None:
    matrix = Matrix(BASE, SEEDS, METHODS)
    plans = {cell.plan for cell in matrix.cells}
    more = with_row(with_column(matrix, Change("methods", BOTH[1:])), Change("seed", 3))
    assert plans < {cell.plan for cell in more.cells}
    assert len(more.cells) == 12
    less = more.without(SEEDS[0])
    assert {c.plan for c in less.cells} < {c.plan for c in more.cells}
    other = matrix.changed(SEEDS[1], Change("seed", 5))
    assert len(plans & {c.plan for c in other.cells}) == 3
    assert {c.plan for c in matrix.transposed().cells} == plans


def test_one_cell_goes_and_comes_back() -> None:
    matrix = Matrix(BASE, SEEDS, METHODS)
    cell = matrix.cells[4]
    less = matrix.without_cell(cell)
    assert cell not in less.cells
    assert len(less.cells) == 5
    assert replace(less, removed=less.removed - {cell.spot}) == matrix
    # A row that is taken away and put back has all of its cells again.
    assert with_row(less.without(SEEDS[1]), SEEDS[1]) == matrix


def test_a_branch_is_a_cell_of_its_own() -> None:
    matrix = Matrix(BASE, SEEDS, METHODS)
    origin = matrix.cells[1]
    request = origin.plan.request.with_methods(*BOTH)
    more = matrix.with_branch(origin, 4, request)
    cell = more.cells[-1]
    assert (cell.branch, cell.spot) == (1, origin.spot)
    assert cell.plan == Plan(request, origin.plan, 4)
    twice = more.with_branch(cell, 6, request.with_methods())
    assert twice.cells[-1].plan.origin == cell.plan
    assert twice.without_cell(cell).cells[-1].plan == twice.cells[-1].plan
    assert len(twice.without(SEEDS[0]).cells) == 3 + 2


@pytest.mark.parametrize(
    "request_",
    [
        Request(DOCUMENT, Sampling(7, 11, 4.0)),
        replace(BASE, model="other"),
        replace(BASE, sampling=replace(BASE.sampling, scheduler="euler")),
        replace(BASE, document=DOCUMENT.resized(192, 128)),
    ],
)
def test_a_branch_cannot_change_what_its_latents_are_made_for(request_) -> None:
    with pytest.raises(BadMatrix, match="branch"):
        branch(Plan(BASE), 3, request_)


@pytest.mark.parametrize("step", [0, 10, -1])
def test_a_branch_leaves_within_the_steps(step) -> None:
    with pytest.raises(BadMatrix, match="1 to 9"):
        branch(Plan(BASE), step, BASE)


def test_models_are_swapped_as_rarely_as_can_be() -> None:
    models = (Change("model", "a"), Change("model", "b"))
    matrix = Matrix(BASE, SEEDS, models)
    assert rounds([c.plan for c in matrix.cells]) == [[0, 2], [1, 3]]
    assert rounds([c.plan for c in Matrix(BASE, SEEDS, METHODS).cells]) == [list(range(6))]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_is_done_cells_are_unique_and_valid(data) -> None:
    matrix = Matrix(BASE, SEEDS, METHODS)
    for _ in range(data.draw(st.integers(1, 8))):
        deed = data.draw(st.sampled_from(["row", "column", "remove", "cell", "branch", "turn"]))
        if deed == "turn":
            matrix = matrix.transposed()
        elif deed == "cell" and matrix.cells:
            matrix = matrix.without_cell(data.draw(st.sampled_from(matrix.cells)))
        elif deed == "branch" and matrix.cells:
            cell = data.draw(st.sampled_from(matrix.cells))
            matrix = matrix.with_branch(cell, data.draw(st.integers(1, 9)), cell.plan.request)
        elif deed == "remove" and matrix.rows + matrix.columns:
            matrix = matrix.without(data.draw(st.sampled_from(matrix.rows + matrix.columns)))
        elif deed in ("row", "column"):
            change = Change("strength", data.draw(st.sampled_from([0.5, 1.0, 2.0])))
            try:
                matrix = (with_row if deed == "row" else with_column)(matrix, change)
            except BadMatrix:
                continue
        cells = matrix.cells
        assert len({(c.spot, c.branch) for c in cells}) == len(cells) <= MOST_CELLS
        assert not {c.spot for c in cells if not c.branch} & matrix.removed
        assert all(c.branch or c.spot in matrix.spots for c in cells)
        assert CellPosition() not in matrix.spots or not (matrix.rows or matrix.columns)
