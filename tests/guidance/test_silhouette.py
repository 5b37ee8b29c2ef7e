"""What a contour encloses, pixel by pixel, and which words belong there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sketchpad.document.model import Box, Document, Stroke
from sketchpad.guidance import silhouette as module
from sketchpad.guidance.silhouette import rectangle, silhouette, spans, subjects, within

PAGE = Document(192, 192)  # of a mask's size
RING = Stroke([[50, 50], [90, 50], [90, 90], [50, 90], [50, 50]], 3.0)


def drawn(monkeypatch, ink):
    """The drawing's ink, 0..255."""
    monkeypatch.setattr(module, "render_lines", lambda *_: np.uint8(ink))


def square(gap=0, at=(40, 40), side=60, wall=8):
    """The walls of a square with a gap in the upper one."""
    top, left = at
    ink = np.zeros((192, 192), np.uint8)
    ink[top : top + side, left : left + side] = 255
    ink[top + wall : top + side - wall, left + wall : left + side - wall] = 0
    ink[top : top + wall, left + 20 : left + 20 + gap] = 0
    return ink


def filled(at=(40, 40), side=60):
    mask = np.zeros((192, 192), np.float32)
    mask[at[0] : at[0] + side, at[1] : at[1] + side] = 1.0
    return mask


# Silhouettes


@pytest.mark.parametrize("at", [(40, 40), (0, 0), (132, 132)])
def test_a_closed_contour_encloses_what_is_inside_of_it(at, monkeypatch):
    drawn(monkeypatch, square(at=at))
    found = silhouette(PAGE)
    assert found.dtype == np.float32
    assert np.array_equal(found, filled(at))


@pytest.mark.parametrize(
    ("gap", "tried"), [(0, [0]), (3, [0, 4]), (8, [0, 4, 10]), (15, [0, 4, 10, 19])]
)
def test_gaps_are_closed_no_further_than_needed(gap, tried, monkeypatch):
    seen, fill = [], module._filled
    monkeypatch.setattr(module, "_filled", lambda ink, gap: seen.append(gap) or fill(ink, gap))
    drawn(monkeypatch, square(gap))
    found = silhouette(PAGE)
    assert seen == tried
    assert found[44:100, 40:100].all()
    assert not (found > filled()).any()


def test_a_wide_gap_is_left_to_the_hull(monkeypatch):
    drawn(monkeypatch, square(24))
    assert np.array_equal(silhouette(PAGE), filled())


@pytest.mark.parametrize(("enclosed", "whole"), [(1799, True), (1800, False)])
def test_half_of_the_hull_is_enough(enclosed, whole, monkeypatch):
    inside = np.zeros((192, 192), bool)
    inside.flat[:enclosed] = True
    monkeypatch.setattr(module, "_filled", lambda ink, gap: inside)
    drawn(monkeypatch, square())  # 3600 pixels in its hull
    expected = filled() if whole else inside.astype(np.float32)
    assert np.array_equal(silhouette(PAGE), expected)


@pytest.mark.parametrize(("ink", "there"), [(64, False), (65, True)])
def test_faint_ink_is_none(ink, there, monkeypatch):
    plane = np.zeros((192, 192))
    plane[10, 10] = ink
    drawn(monkeypatch, plane)
    found = silhouette(PAGE)
    assert (found is not None) == there
    assert not there or found.sum() == 1


def test_lines_to_be_ignored_are_left_out_and_erasers_are_not():
    ignored = replace(RING, role="ignore")
    assert silhouette(PAGE.with_strokes([ignored])) is None
    alone = silhouette(PAGE.with_strokes([RING]))
    further = ignored.points.copy()
    further[:, :2] += 80
    both = [RING, Stroke(further, 3.0, role="ignore")]
    assert np.array_equal(silhouette(PAGE.with_strokes(both)), alone)
    erased = [RING, Stroke([[40, 70], [100, 70]], 200.0, eraser=True)]
    assert silhouette(PAGE.with_strokes(erased)) is None


@pytest.mark.parametrize(
    ("size", "expected"),
    [((128, 128), (192, 192)), ((256, 128), (96, 192)), ((128, 2048), (192, 12))],
)
def test_masks_have_the_pages_shape(size, expected):
    document = Document(*size)
    assert rectangle(document, (0, 0, 1, 1)).shape == expected
    assert rectangle(document, (0, 0, 1, 1)).all()


@pytest.mark.parametrize(
    ("gap", "bridged"), [(0, 0), (1, 2), (2, 2), (3, 4), (4, 4), (5, 6), (10, 10)]
)
def test_a_brush_as_wide_as_a_gap_and_one_more_closes_it(gap, bridged):
    for width in range(1, 14):
        ink = np.zeros((16, 40), np.uint8)
        ink[2:14, :12] = ink[2:14, 12 + width :] = 1
        inside = module._filled(ink, gap)
        assert inside[8].all() == (width <= bridged), width
        assert not inside[[0, 1, 14, 15]].any()


# Boxes


@pytest.mark.parametrize(
    ("rect", "rows", "columns"),
    [
        ((0.25, 0.5, 0.5, 1.0), (96, 192), (48, 96)),
        ((0.0, 0.0, 0.001, 0.001), (0, 1), (0, 1)),
        ((0.26, 0.01, 0.26001, 0.0101), (1, 2), (49, 50)),
        ((0.1, 0.2, 0.3, 0.4), (38, 77), (19, 58)),
    ],
)
def test_a_box_is_a_rectangle_of_one_pixel_at_least(rect, rows, columns):
    mask = rectangle(PAGE, rect)
    assert np.nonzero(mask.any(1))[0][[0, -1]].tolist() == [rows[0], rows[1] - 1]
    assert np.nonzero(mask.any(0))[0][[0, -1]].tolist() == [columns[0], columns[1] - 1]
    assert mask.sum() == (rows[1] - rows[0]) * (columns[1] - columns[0])


def test_a_box_takes_the_strokes_whose_middle_lies_in_it():
    document = Document(256, 128, strokes=(RING,))  # its middle is (70, 70)
    # To the pixel: on the border counts as inside.
    x, y = 70 / 256, 70 / 128
    for rect, taken in (
        ((x, 0.0, 1.0, 1.0), True),
        ((x + 0.001, 0.0, 1.0, 1.0), False),
        ((0.0, 0.0, x, 1.0), True),
        ((0.0, 0.0, x - 0.001, 1.0), False),
        ((0.0, y, 1.0, 1.0), True),
        ((0.0, y + 0.001, 1.0, 1.0), False),
        ((0.0, 0.0, 1.0, y), True),
        ((0.0, 0.0, 1.0, y - 0.001), False),
    ):
        assert list(module._inside(document, rect)) == [RING] * taken
    eraser = Stroke([[0, 0], [5, 5]], eraser=True)
    assert list(module._inside(document.with_strokes([eraser]), (0.5, 0.5, 1, 1))) == [eraser]


def test_a_box_is_filled_by_its_strokes_or_whole():
    document = PAGE.with_strokes([RING])
    around = Box("cat", (0.1, 0.1, 0.9, 0.9))
    assert np.array_equal(within(document, around), silhouette(document))
    cut = Box("cat", (0.3, 0.3, 0.4, 0.4))
    assert np.array_equal(
        within(document, cut), rectangle(document, cut.rect) * silhouette(document)
    )
    empty = Box("cat", (0.6, 0.6, 0.9, 0.9))
    assert np.array_equal(within(document, empty), rectangle(document, empty.rect))


def test_strokes_that_miss_the_box_leave_it_whole(monkeypatch):
    drawn(monkeypatch, square(at=(0, 0), side=20))
    box = Box("cat", (0.5, 0.5, 0.9, 0.9))
    assert np.array_equal(within(PAGE.with_strokes([RING]), box), rectangle(PAGE, box.rect))


# Words


class Letters:
    """A tokenizer with one token for each letter; those behind `room` are cut off."""

    def __init__(self, room=100):
        self.room = room

    def positions(self, prompt, spans):
        return tuple(i + 1 for start, end in spans for i in range(start, end) if i < self.room)


def test_the_drawing_belongs_to_the_first_thing_of_the_prompt():
    document = replace(PAGE, strokes=(RING,), prompt="a bear in a wood")
    (found,) = subjects(document, Letters())
    assert (found.phrase, found.tokens) == ("bear", (3, 4, 5, 6))
    assert np.array_equal(found.region, silhouette(document))


@pytest.mark.parametrize(
    ("document", "room"),
    [
        (replace(PAGE, prompt="a bear"), 100),
        (replace(PAGE, strokes=(RING,)), 100),
        (replace(PAGE, strokes=(RING,), prompt="a bear"), 2),
    ],
    ids=["nothing drawn", "nothing said", "cut off"],
)
def test_nothing_belongs_anywhere(document, room):
    assert subjects(document, Letters(room)) == []


def test_boxes_that_the_prompt_speaks_of_come_before_the_drawing():
    boxes = (Box("wood", (0.0, 0.0, 0.5, 0.5)), Box("dog", (0.5, 0.5, 1.0, 1.0)))
    document = replace(PAGE, strokes=(RING,), boxes=boxes, prompt="a bear in a wood")
    (found,) = subjects(document, Letters())
    assert (found.phrase, found.tokens) == ("wood", (13, 14, 15, 16))
    assert np.array_equal(found.region, within(document, boxes[0]))
    (first,) = subjects(replace(document, boxes=boxes[1:]), Letters())
    assert first.phrase == "bear"


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("red cat", ((2, 9),)),
        ("small cat", ((6, 9), (16, 19))),
        ("cat", ((6, 9), (16, 19))),
        ("dog", ()),
        ("", ()),
        ("  ", ()),
    ],
)
def test_where_a_phrase_or_its_last_word_stands(phrase, expected):
    assert spans("a red cat and a cat", phrase) == expected
