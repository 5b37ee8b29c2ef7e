"""Strokes that were drawn in one go stay together, whatever becomes of them."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from sketchpad.document.edit import grouping
from sketchpad.document.edit.bucket_fill import fill
from sketchpad.document.history import History
from sketchpad.document.io import drawing_json, project_file
from sketchpad.document.model import Document, Stroke
from sketchpad.document.stroke import all_transformed

LINE = Stroke([(10, 10, 1), (50, 20, 0.5)], 4, role="loose", group="g1")
MATRIX = ((2.0, 0.0, 5.0), (0.0, 2.0, 0.0))


def test_the_group_is_part_of_the_value() -> None:
    assert LINE.with_group("") != LINE
    assert hash(LINE.with_group("").with_group("g1")) == hash(LINE)
    assert LINE.with_group("").with_group("g1") == LINE
    assert pickle.loads(pickle.dumps(LINE)) == LINE


@pytest.mark.parametrize(
    "changed",
    [
        LINE.moved(3, 4),
        LINE.scaled(2, 1),
        LINE.transformed(MATRIX),
        all_transformed([LINE], MATRIX)[0],
        LINE.with_role("follow"),
        LINE.with_width(9),
    ],
)
def test_whatever_is_changed_the_group_stays(changed: Stroke) -> None:
    assert changed.group == "g1"
    assert changed != LINE


def test_with_width_changes_nothing_else() -> None:
    changed = LINE.with_width(9)
    assert changed.width == 9
    assert changed.role == "loose"
    assert np.array_equal(changed.points, LINE.points)


def test_fellows_and_only_they_come_along() -> None:
    strokes = [Stroke([(0, 0)], group=name) for name in ("", "a", "b", "a", "")]
    assert grouping.strokes_with_fellows(strokes, [0]) == (0,)
    assert grouping.strokes_with_fellows(strokes, [3]) == (1, 3)
    assert grouping.strokes_with_fellows(strokes, [3, 2, 0]) == (0, 1, 2, 3)
    assert grouping.strokes_with_fellows(strokes, []) == ()


def test_what_is_drawn_together_gets_a_name_of_its_own() -> None:
    alone = (Stroke([(0, 0)]),)
    assert grouping.drawn_together(alone, [LINE]) == alone
    pair = grouping.drawn_together((Stroke([(0, 0)]), Stroke([(9, 9)])), [LINE])
    assert pair[0].group == pair[1].group
    assert pair[0].group not in ("", "g1")


def test_copies_are_groups_of_their_own() -> None:
    strokes = [Stroke([(n, 0)], group=name) for n, name in enumerate(("", "a", "b", "a"))]
    copies = grouping.stroke_copies(strokes, strokes)
    names = [copy.group for copy in copies]
    assert names[0] == ""
    assert names[1] == names[3]
    assert len({*names, "a", "b"}) == 5


def test_groups_are_kept_in_files_and_plain_strokes_are_written_as_ever(tmp_path: Path) -> None:
    document = Document(strokes=(LINE, LINE.with_group("")))
    project_file.save(document, tmp_path / "drawing.sketchpad")
    assert project_file.load(tmp_path / "drawing.sketchpad")[0] == document
    text = project_file.to_members(document)["document.json"]
    assert text.count(b'"group"') == 1


def test_groups_go_through_the_clipboard() -> None:
    strokes = (LINE, LINE.with_group(""))
    assert drawing_json.strokes_from_json(drawing_json.strokes_to_json(strokes)) == strokes


def test_a_filling_can_be_undone_and_done_again() -> None:
    frame = Stroke([(60, 60), (180, 60), (180, 180), (60, 180), (60, 60)], 4)
    document = Document(strokes=(frame,))
    filled = grouping.drawn_together(fill(document, (120, 120), 4), document.strokes)
    assert len(filled) > 1
    history = History(document)
    after = document.with_strokes((frame, *filled))
    history.push(after, "Fill")
    assert history.undo() == document
    assert history.redo() == after
