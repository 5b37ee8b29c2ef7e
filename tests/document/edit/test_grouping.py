"""Groups of boxes."""

from __future__ import annotations

from sketchpad.document.edit import grouping
from sketchpad.document.io.drawing_json import box_to_json
from sketchpad.document.model import Box, Document
from sketchpad.outside import typed

PAGE = Document(boxes=tuple(Box(name, (0.1, 0.1, 0.2, 0.2)) for name in "abcd"))
A, B, C, D = (box.id for box in PAGE.boxes)


def test_fellows_come_along_once() -> None:
    page = grouping.grouped(PAGE, [A, C])
    assert grouping.with_fellows(page.boxes, [C, B]) == (C, A, B)
    assert grouping.with_fellows(page.boxes, [A, C]) == (A, C)
    assert grouping.with_fellows(page.boxes, [D]) == (D,)


def test_a_new_group_takes_them_out_of_the_old_one() -> None:
    page = grouping.grouped(grouping.grouped(PAGE, [A, B]), [B, C])
    assert grouping.with_fellows(page.boxes, [A]) == (A,)
    assert set(grouping.with_fellows(page.boxes, [C])) == {B, C}


def test_dissolving_asks_for_any_one_of_them() -> None:
    page = grouping.grouped(PAGE, [A, B])
    assert grouping.ungrouped(page, [B]) == PAGE
    assert grouping.ungrouped(page, [D]) == page


def test_copies_are_a_group_of_their_own() -> None:
    page = grouping.grouped(PAGE, [A, B])
    made = grouping.copies([box.copied() for box in page.boxes], page.boxes)
    assert made[0].group == made[1].group != page.boxes[0].group
    assert made[2].group == ""


def test_a_group_is_kept_in_files_and_plain_boxes_are_written_as_ever() -> None:
    page = grouping.grouped(PAGE, [A, B])
    assert typed(Box, box_to_json(page.boxes[0])) == page.boxes[0]
    assert "group" not in box_to_json(page.boxes[2])


def test_a_group_that_is_gone_leaves_its_name_to_the_next() -> None:
    page = grouping.grouped(PAGE, [A, B])
    assert [box.group for box in page.boxes] == ["g1", "g1", "", ""]
    both = grouping.grouped(page, [C, D])
    assert [box.group for box in both.boxes] == ["g1", "g1", "g2", "g2"]
    assert grouping.grouped(grouping.ungrouped(both, [A]), [A, B]).boxes == both.boxes
    assert [box.group for box in grouping.copies(both.boxes, both.boxes)] == [
        "g3",
        "g3",
        "g4",
        "g4",
    ]
    assert grouping.copies(PAGE.boxes, both.boxes) == PAGE.boxes
