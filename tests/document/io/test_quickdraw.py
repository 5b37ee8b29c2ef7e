"""Drawings of Quick, Draw!"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sketchpad.document.io import quickdraw
from sketchpad.document.io.quickdraw import from_quickdraw, read_quickdraw
from sketchpad.errors import BadDocument

CAT = {"word": "cat", "drawing": [[[0, 200], [0, 100]], [[50], [50], [0]]]}


def test_a_drawing_fits_and_is_centred() -> None:
    document = from_quickdraw(CAT, 512, 256)
    assert document.prompt == "cat"
    line, dot = document.strokes
    np.testing.assert_allclose(line.points[:, :2].mean(axis=0), [256, 128], atol=1e-3)
    assert np.ptp(line.points[:, 0]) == pytest.approx(0.8 * 512)
    assert np.ptp(line.points[:, 1]) == pytest.approx(0.8 * 256)
    assert len(dot.points) == 1
    assert line.width == 3


def test_a_drawing_in_a_part_of_the_picture() -> None:
    (line, _) = from_quickdraw(CAT["drawing"], rect=(0.5, 0.5, 1, 1), line_width=7).strokes  # type: ignore[arg-type]
    assert line.points[:, 0].tolist() == [128, 256]
    assert line.points[:, 1].tolist() == [160, 224]
    assert line.width == 7


def test_a_single_dot_is_a_drawing() -> None:
    (dot,) = from_quickdraw([[[5], [9]]]).strokes
    assert dot.points[0, :2].tolist() == [128, 128]


BAD: list[Any] = [
    None,
    "cat",
    [],
    {},
    {"drawing": None},
    {"drawing": []},
    {"drawing": [[[1, 2]]]},
    {"drawing": [[[1, 2], [3]]]},
    {"drawing": [[[], []]]},
    {"drawing": [[["a"], ["b"]]]},
    {"drawing": [[[1e9], [0]]]},
    {"drawing": [[[None], [0]]]},
    {"drawing": [5]},
    {"drawing": [[[[1]], [[1]]]]},
]


@pytest.mark.parametrize("bad", BAD)
def test_anything_else_is_refused(bad: Any, tmp_path: Path) -> None:
    with pytest.raises(ValueError):
        from_quickdraw(bad)
    path = tmp_path / "a.ndjson"
    path.write_text(json.dumps(CAT) + "\n" + json.dumps(bad), encoding="utf-8")
    with pytest.raises(BadDocument) as caught:
        read_quickdraw(path)
    assert caught.value.reason == "not_quickdraw"
    assert len(read_quickdraw(path, most=1)) == 1


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "a.ndjson"
    path.write_text((json.dumps(CAT) + "\n") * 3, encoding="utf-8")
    assert [document.prompt for document in read_quickdraw(path)] == ["cat"] * 3
    path.write_bytes(b"\xff\xfe nonsense")
    with pytest.raises(BadDocument):
        read_quickdraw(path)
    with pytest.raises(BadDocument) as caught:
        read_quickdraw(tmp_path / "none")
    assert caught.value.reason == "missing"


def test_a_line_in_one_direction_and_the_width_of_the_page() -> None:
    (line,) = from_quickdraw([[[10, 10], [0, 50]]], 128, 512).strokes
    assert line.points[:, :2].tolist() == pytest.approx(np.array([[64, 51.2], [64, 460.8]]))
    assert line.width == 1.5
    (wide,) = from_quickdraw([[[0, 50], [10, 10]]], 512, 256, rect=(0.25, 0.0, 0.75, 0.5)).strokes
    assert wide.points[:, :2].tolist() == [[128, 64], [384, 64]]


def test_points_up_to_their_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quickdraw, "_MOST_POINTS", 3)
    assert from_quickdraw(CAT)
    with pytest.raises(ValueError, match="far too many"):
        from_quickdraw([*CAT["drawing"], [[1], [1]]])
    assert from_quickdraw([[[999_999, -999_999], [0, 1]]])
    for far in ([[1e6], [0]], [[0], [-1e6]]):
        with pytest.raises(ValueError, match="far outside"):
            from_quickdraw([far])


def test_an_unreadable_file_and_one_of_many_lines(tmp_path: Path) -> None:
    with pytest.raises(BadDocument) as caught:
        read_quickdraw(tmp_path)
    assert caught.value.reason == "unreadable"
    (tmp_path / "a").write_text((json.dumps(CAT) + "\n") * 3, encoding="utf-8")
    assert [len(read_quickdraw(tmp_path / "a", most)) for most in (0, 2, 3, 4)] == [0, 2, 3, 3]
    assert from_quickdraw({"drawing": CAT["drawing"]}).prompt == ""
