"""Sheets and moving steps lie as their matrix does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sketchpad.document.model import Document, Stroke
from sketchpad.generation.comparison.matrix import Change, Matrix
from sketchpad.generation.export.animation import export_steps
from sketchpad.generation.export.sheet import SheetCell, SheetText, draw_sheet
from sketchpad.generation.export.sheet_layout import MOST_ACROSS, cell_positions
from sketchpad.generation.request.request import MethodSettings, Request, Sampling

DRAWING = Document(128, 128, (Stroke([[10, 10], [90, 90]], 5.0),), prompt="a cat")
REQUEST = Request(DRAWING, Sampling(7, 3, 4.0))
STACKS = [(), (MethodSettings("controlnet", 1.0),), (MethodSettings("gligen", 1.0),)]
MATRIX = Matrix(
    REQUEST,
    tuple(Change("seed", seed) for seed in (1, 2)),
    tuple(Change("methods", stack) for stack in STACKS),
)
COLOURS = [(200, 0, 0), (0, 200, 0), (0, 0, 200), (200, 200, 0), (0, 200, 200), (200, 0, 200)]


def flat(colour: tuple[int, int, int], step: int = 0) -> np.ndarray:
    """Of one colour but for its edge, which says the step."""
    picture = np.full((128, 128, 3), colour, np.uint8)
    picture[:, :8] = 40 * step
    return picture


def middles(sheet: np.ndarray) -> dict[tuple[int, int, int], tuple[int, int]]:
    """Where each of COLOURS is, (x, y); every fourth pixel is looked at."""
    found = {}
    pixels = sheet[::4, ::4].astype(int)
    for colour in COLOURS:
        rows, columns = np.nonzero(np.abs(pixels - colour).max(axis=2) < 24)
        if len(rows) > 300:
            found[colour] = round(4 * columns.mean()), round(4 * rows.mean())
    return found


def lies_as_a_matrix(sheet: np.ndarray) -> bool:
    found = [middles(sheet)[colour] for colour in COLOURS]
    xs, ys = [[at[axis] for at in found] for axis in (0, 1)]
    same_columns = all(abs(xs[n] - xs[n + 3]) < 4 for n in range(3))
    same_rows = np.ptp(ys[:3]) < 4 and np.ptp(ys[3:]) < 4
    return same_columns and same_rows and xs[0] < xs[1] < xs[2] and ys[0] < ys[3]


@pytest.mark.parametrize("suffix", [".gif", ".png", ".webp"])
def test_steps_lie_as_their_matrix(tmp_path: Path, suffix: str) -> None:
    across, places = cell_positions(MATRIX, MATRIX.spots)
    cells = [
        (SheetCell("x", flat(colour), REQUEST, 1.0), [flat(colour, 1), flat(colour, 2)])
        for colour in COLOURS
    ]
    path = tmp_path / f"steps{suffix}"
    export_steps(cells, path, across=across, places=places)
    sheet = draw_sheet([cell for cell, _ in cells], SheetText(), "", across, places)
    assert lies_as_a_matrix(np.asarray(sheet))
    with Image.open(path) as image:
        assert image.size == sheet.size
        for number in range(3):
            image.seek(number)
            assert lies_as_a_matrix(np.asarray(image.convert("RGB")))


def test_a_cell_that_is_missing_leaves_its_place_empty() -> None:
    spots = [spot for n, spot in enumerate(MATRIX.spots) if n != 1]
    across, places = cell_positions(MATRIX, spots)
    assert (across, places) == (3, (0, 2, 3, 4, 5))
    cells = [SheetCell("x", flat(c), REQUEST, 1.0) for n, c in enumerate(COLOURS) if n != 1]
    found = middles(np.asarray(draw_sheet(cells, SheetText(), "", across, places)))
    assert COLOURS[1] not in found
    assert abs(found[COLOURS[2]][1] - found[COLOURS[0]][1]) < 4
    assert abs(found[COLOURS[2]][0] - found[COLOURS[5]][0]) < 4


def test_rows_and_columns_that_are_not_shown_take_no_room() -> None:
    spots = [MATRIX.spots[n] for n in (3, 5)]
    assert cell_positions(MATRIX, spots) == (2, (0, 1))


def test_branches_lie_below() -> None:
    assert cell_positions(MATRIX, [*MATRIX.spots, None, None]) == (3, (*range(6), 6, 7))


def test_what_is_no_matrix_flows() -> None:
    one_row = Matrix(REQUEST, (), MATRIX.columns)
    wide = Matrix(
        REQUEST,
        tuple(Change("steps", n) for n in (1, 2)),
        tuple(Change("seed", seed) for seed in range(MOST_ACROSS + 1)),
    )
    for matrix, spots in (
        (None, [None, None]),
        (one_row, one_row.spots),
        (wide, wide.spots),
        (MATRIX, MATRIX.spots[:1]),
        (Matrix(REQUEST, MATRIX.rows), MATRIX.spots),
    ):
        assert cell_positions(matrix, spots) == (0, ())


@pytest.mark.parametrize(("rows", "columns"), [(1, 2), (3, 12), (30, 12), (2, 3)])
def test_a_sheet_stays_within_its_bounds(rows: int, columns: int) -> None:
    cells = [SheetCell("x", flat(COLOURS[0]), REQUEST, 1.0)] * (rows * columns)
    sheet = draw_sheet(cells, SheetText(), "", columns, largest=1280)
    assert max(sheet.size) <= 1280
    assert max(sheet.size) > 900 or rows * columns == 2
