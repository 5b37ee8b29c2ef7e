"""A box carries strength, picture, lock and colour; they come back from a file, and old files open without them."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from sketchpad.document.box import LARGEST_REFERENCE, LONGEST_REFERENCE, STRONGEST, Box
from sketchpad.document.io import project_file, zip_reader
from sketchpad.document.io.drawing_json import box_to_json
from sketchpad.document.model import Document
from sketchpad.errors import BadDocument
from sketchpad.outside import typed

RECT = (0.1, 0.2, 0.7, 0.9)


def png(red: int = 0, width: int = 8) -> bytes:
    file = BytesIO()
    Image.new("RGB", (width, 8), (red, 0, 0)).save(file, "PNG")
    return file.getvalue()


FULL = Box("dog", RECT, "b1", 0.5, png(), True, "#aa00ff")

full_boxes = st.builds(
    Box,
    st.text(max_size=10),
    st.just(RECT),
    strength=st.floats(0, STRONGEST),
    picture=st.sampled_from([b"", png(1), png(2)]),
    locked=st.booleans(),
    colour=st.sampled_from(["", "#000000", "#ff8800"]),
)


@given(st.lists(full_boxes, max_size=4))
def test_everything_of_a_box_comes_back_from_a_file(tmp_path: Path, boxes: list[Box]) -> None:
    document = Document(boxes=tuple(boxes))
    project_file.save(document, tmp_path / "a.sketchpad")
    assert project_file.load(tmp_path / "a.sketchpad")[0] == document


@given(full_boxes)
def test_everything_of_a_box_comes_back_from_json(box: Box) -> None:
    text = json.dumps(box_to_json(box), allow_nan=False)
    assert typed(Box, json.loads(text)) == box


def test_a_plain_box_is_written_as_it_always_was() -> None:
    assert box_to_json(Box("dog", RECT, "b1")) == {
        "id": "b1",
        "phrase": "dog",
        "rect": list(RECT),
    }
    members = project_file.to_members(Document(boxes=(Box("dog", RECT),)))
    assert "references.bin" not in members
    assert "references" not in json.loads(members["document.json"])


def test_the_same_picture_is_written_once() -> None:
    document = Document(boxes=tuple(Box("a", RECT, picture=png(n)) for n in (1, 2, 1)))
    members = project_file.to_members(document)
    assert members["references.bin"] == png(1) + png(2)
    described = json.loads(members["document.json"])["boxes"]
    assert [one["reference"] for one in described] == [0, 1, 0]


def test_a_copy_has_no_id_and_no_lock() -> None:
    copy = FULL.copied((0.0, 0.0, 0.5, 0.5))
    assert copy == replace(FULL, id="", locked=False, rect=(0.0, 0.0, 0.5, 0.5))


@pytest.mark.parametrize(
    "wrong",
    [
        {"strength": -0.1},
        {"strength": STRONGEST + 0.1},
        {"strength": float("nan")},
        {"picture": b"GIF89a" + bytes(100)},
        {"picture": png() + bytes(LARGEST_REFERENCE)},
        {"picture": png(width=LONGEST_REFERENCE + 1)},
        {"colour": "red"},
        {"colour": "#FF0000"},
        {"colour": "#ff0000; border: 9px"},
    ],
)
def test_what_no_box_can_have(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="box"):
        replace(FULL, **wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"strength": "1"},
        {"strength": True},
        {"strength": 1e999},
        {"locked": 1},
        {"colour": 3},
        {"colour": "url(x)"},
        {"reference": 1},
        {"reference": -1},
        {"reference": True},
        {"reference": "0"},
    ],
)
def test_a_file_with_a_wrong_box_is_refused(tmp_path: Path, wrong: dict[str, Any]) -> None:
    members = project_file.to_members(Document(boxes=(FULL,)))
    content = json.loads(members["document.json"])
    content["boxes"][0] |= wrong
    with pytest.raises(BadDocument):
        project_file.load(
            written(tmp_path, members | {"document.json": json.dumps(content).encode()})
        )


@pytest.mark.parametrize("lengths", [[-1], [0], [1 << 60], ["9"], None, [[]]])
def test_lengths_of_pictures_that_do_not_add_up(tmp_path: Path, lengths: object) -> None:
    members = project_file.to_members(Document(boxes=(FULL,)))
    content = json.loads(members["document.json"]) | {"references": lengths}
    with pytest.raises(BadDocument):
        project_file.load(
            written(tmp_path, members | {"document.json": json.dumps(content).encode()})
        )


def test_a_picture_that_is_none_is_refused(tmp_path: Path) -> None:
    members = project_file.to_members(Document(boxes=(FULL,)))
    broken = b"\x80\x02" + members["references.bin"][2:]
    with pytest.raises(BadDocument):
        project_file.load(written(tmp_path, members | {"references.bin": broken}))


def written(folder: Path, members: dict[str, bytes]) -> Path:
    path = folder / "a.sketchpad"
    with path.open("wb") as file:
        zip_reader.write_members(file, members)
    return path


def test_a_box_may_be_as_strong_as_the_limit_and_its_picture_as_large() -> None:
    assert replace(FULL, strength=0.0).strength == 0.0
    assert replace(FULL, strength=STRONGEST).strength == STRONGEST
    wide = png(width=LONGEST_REFERENCE)
    assert replace(FULL, picture=wide).picture == wide
    full = png() + bytes(LARGEST_REFERENCE - len(png()))
    assert replace(FULL, picture=full).picture == full


@pytest.mark.parametrize(
    ("a", "b", "rect"),
    [
        ((0.75, 0.25), (0.25, 0.5), (0.25, 0.25, 0.75, 0.5)),
        ((-1.0, 0.5), (0.5, 9.0), (0.0, 0.5, 0.5, 1.0)),
        ((0.5, 0.5), (0.5, 0.5), (0.375, 0.375, 0.625, 0.625)),
        ((0.0, 1.0), (0.0, 1.0), (0.0, 0.75, 0.25, 1.0)),
        ((0.5, 0.25), (0.75, 1.5), (0.5, 0.25, 0.75, 1.0)),
    ],
)
def test_a_box_between_two_corners(a: tuple[float, float], b: tuple[float, float], rect) -> None:
    assert Box.between("dog", a, b, smallest=0.25) == Box("dog", rect)


def test_other_words_another_place() -> None:
    assert FULL.with_phrase("cat") == replace(FULL, phrase="cat")
    assert FULL.with_rect((0.25, 0.5, 0.75, 0.75)).area == 0.125
    assert FULL.copied() == replace(FULL, id="", locked=False)


@pytest.mark.parametrize(
    "rect", [(0, 0, 1.01, 1), (0, -0.01, 1, 1), (0.5, 0, 0.5, 1), (0, 0.5, 1, 0.5), (0, 0, 1, 1.01)]
)
def test_a_box_lies_on_the_page(rect) -> None:
    with pytest.raises(ValueError, match="x0 < x1"):
        Box("dog", rect)
    assert Box("dog", (0, 0, 1, 1)).rect == (0, 0, 1, 1)
