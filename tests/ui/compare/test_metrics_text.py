"""The numbers of a cell in words, and the orders they make."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sketchpad.document.layers import USUAL
from sketchpad.document.model import Box, Document
from sketchpad.generation.comparison.adherence import Adherence
from sketchpad.generation.comparison.matrix import Cell as Place
from sketchpad.generation.comparison.matrix import CellPosition, Plan
from sketchpad.generation.request.request import Memory, Request, Sampling
from sketchpad.metrics.boxes import Verdict
from sketchpad.metrics.clip import ClipMatch
from sketchpad.metrics.lines import LineAgreement
from sketchpad.ui.compare.cells.cell import Cell
from sketchpad.ui.compare.matrix.metrics_text import (
    ORDERS,
    numbers_line,
    numbers_tip,
    order_name,
    ordered,
    ticks,
)

BOXES = (
    Box("house", (0, 0, 0.5, 0.5)),
    Box("tree", (0.5, 0, 1, 0.5)),
    Box("gnome", (0, 0.5, 1, 1)),
)
REQUEST = Request(Document(128, 128, boxes=BOXES, prompt="a house"), Sampling(1, 4, 4.0))
WHOLE = Adherence(
    LineAgreement(0.5, 0.25, 0.33),
    (Verdict("house", 0, 0.9, "house"), Verdict("tree", 3, 0.1, "cloud"), None),
    Verdict("house", 0, 0.42, "house"),
)


@pytest.fixture
def cell() -> Cell:
    place = Place(CellPosition(), Plan(REQUEST))
    return Cell(place, phase="done", index=4, total=4, seconds=2.0, settled=3, adherence=WHOLE)


def test_lines_boxes_and_words_in_one_line(cell: Cell) -> None:
    assert numbers_line(cell) == f"Lines {round(100 * WHOLE.lines.f1)} % · ✓✗– · Words 42 %"


def test_many_boxes_are_counted(cell: Cell) -> None:
    many = replace(REQUEST, document=replace(REQUEST.document, boxes=BOXES * 3))
    place = Place(CellPosition(), Plan(many))
    found = replace(cell, place=place, adherence=replace(WHOLE, boxes=WHOLE.boxes * 3))
    assert "Boxes 3/6" in numbers_line(found)


def test_nothing_is_said_of_hidden_boxes(cell: Cell) -> None:
    layers = tuple(replace(layer, visible=layer.kind != "boxes") for layer in USUAL)
    hidden = replace(REQUEST, document=replace(REQUEST.document, layers=layers))
    found = replace(WHOLE, boxes=(None,) * 3)
    cell = replace(cell, place=Place(CellPosition(), Plan(hidden)), adherence=found)
    assert ticks(cell) == ()
    assert "Box" not in numbers_tip(cell)


def test_each_number_has_its_meaning_in_words(cell: Cell) -> None:
    told = numbers_tip(replace(cell, memory=Memory(123_000_000, "process")))
    for part in (
        "of the drawing is in the picture",
        "“tree”: the judge sees “cloud”",
        "“gnome”",
        "42 %",
        "step 3 of 4",
        "2.0 s",
        "123 MB",
    ):
        assert part in told


def test_clip_speaks_where_it_was_asked(cell: Cell) -> None:
    found = replace(WHOLE, words=None, clip=ClipMatch(0.273, "openai/clip"))
    assert "Words 0.27" in numbers_line(replace(cell, adherence=found))
    assert "openai/clip" in numbers_tip(replace(cell, adherence=found))
    without = replace(WHOLE, words=None, lacks_clip=True)
    assert "no CLIP model is installed" in numbers_tip(replace(cell, adherence=without))


@pytest.mark.parametrize("order", [one for one in ORDERS if one != "matrix"])
def test_the_better_comes_first_and_what_is_not_measured_last(cell: Cell, order: str) -> None:
    better = replace(
        cell,
        adherence=Adherence(LineAgreement(0.9, 0.9, 0.9), (WHOLE.boxes[0],), Verdict("house", 0, 0.9, "house")),
        seconds=1.0,
        settled=1,
        memory=Memory(1, "process"),
    )  # fmt: skip
    worse = replace(cell, memory=Memory(2, "process"))
    nothing = replace(cell, phase="waiting", adherence=None, settled=None, memory=None)
    assert ordered([nothing, worse, better], order) == [2, 1, 0]
    assert order_name(order) != order_name("matrix")


def test_words_are_put_in_order_by_clip_too(cell: Cell) -> None:
    cells = [
        replace(cell, adherence=Adherence(clip=ClipMatch(fit, "clip"))) for fit in (0.2, 0.3, 0.1)
    ]
    assert ordered(cells, "words") == [1, 0, 2]
