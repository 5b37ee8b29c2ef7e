"""Saving and opening: what comes back is what was saved, and whatever else comes in is refused in one sentence."""

from __future__ import annotations

import base64
import io
import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sketchpad.document.io import journal, project_file, zip_reader
from sketchpad.document.io.drawing_json import (
    strokes_from_json,
    strokes_to_json,
    things_to_json,
    version_of,
)
from sketchpad.document.layers import USUAL, Layer, LayerContent, moved
from sketchpad.document.model import Box, Document, Paint, Pose, Reference, Region, Stroke
from sketchpad.document.region import LONGEST_NAME
from sketchpad.errors import BadDocument, CannotWrite, NewerDocument
from tests.document.strategies import documents, noise_png

SAMPLE = (
    Document(512, 256, prompt="a cat, flat illustration", negative_prompt="blurry")
    .with_stroke(Stroke([[1, 2, 0.25], [3.5, 4.5, 1]], 3.25))
    .with_stroke(Stroke([[7, 8]], 12, eraser=True))
    .with_box(Box("猫", (0.1, 0.2, 0.7, 0.9)))
)
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">L4s2L5BL", 13, b"IHDR", 16, 16, 8, 2, 0, 0, 0, 0)


def content() -> dict[str, Any]:
    return json.loads(project_file.to_members(SAMPLE)["document.json"])


def write_zip(path: Path, members: dict[str, bytes]) -> Path:
    with path.open("wb") as file:
        zip_reader.write_members(file, members)
    return path


def with_content(path: Path, changed: object, points: bytes | None = None) -> Path:
    members = project_file.to_members(SAMPLE)
    members["document.json"] = (
        changed if isinstance(changed, bytes) else json.dumps(changed).encode()
    )
    if points is not None:
        members["points.f32"] = points
    return write_zip(path, members)


@given(documents)
def test_what_is_saved_comes_back(tmp_path: Path, document: Document) -> None:
    project_file.save(document, tmp_path / "a.sketchpad")
    assert project_file.load(tmp_path / "a.sketchpad") == (document, project_file.Extra())


counts = st.builds(
    dict,
    strokes=st.integers(0, 2000),  # 300,000, the most there can be, take 5 s to read
    regions=st.integers(0, 200),
    boxes=st.integers(0, project_file.MOST_BOXES),
    poses=st.integers(0, project_file.MOST_BOXES),
    options=st.integers(0, project_file.MOST_OPTIONS),
    pictures=st.integers(0, 3),
    words=st.integers(0, 1 << 20),
)
MOST = {
    "boxes": project_file.MOST_BOXES,
    "poses": project_file.MOST_BOXES,
    "options": project_file.MOST_OPTIONS,
}


@settings(max_examples=5)
@given(counts)
@example(MOST | {"strokes": 2000, "regions": 200, "pictures": 3, "words": 1 << 20})
def test_up_to_every_cap_what_is_saved_comes_back_from_file_and_journal(
    tmp_path: Path, count: dict[str, int]
) -> None:
    pictures = [noise_png(16, 16, seed) for seed in range(count["pictures"])]
    boxes = [
        Box("a cat", (0, 0, 1, 1), picture=pictures[n] if n < len(pictures) else b"")
        for n in range(count["boxes"])
    ]
    document = Document(
        strokes=(Stroke([[1, 2], [3, 4]]),) * count["strokes"],
        boxes=tuple(boxes),
        prompt="猫" * count["words"],
        poses=(Pose(((0.5, 0.5), *[None] * 17)),) * count["poses"],
        regions=(Region("s" * LONGEST_NAME, Stroke([[1, 2]])),) * count["regions"],
        reference=Reference(
            noise_png(8, 8, 1), options=tuple((f"o{n}", 1.0) for n in range(count["options"]))
        ),
    )
    project_file.save(document, tmp_path / "a.sketchpad")
    assert project_file.load(tmp_path / "a.sketchpad")[0] == document
    written = journal.Journal(tmp_path / "a.journal")
    written.write(journal.State(document))
    written.close()
    assert journal.read(tmp_path / "a.journal").document == document


def test_settings_and_picture_come_back(tmp_path: Path) -> None:
    extra = project_file.Extra({"seed": 7, "methods": [{"name": "gligen"}], "note": "猫"}, PNG)
    project_file.save(SAMPLE, tmp_path / "a.sketchpad", extra)
    document, found = project_file.load(tmp_path / "a.sketchpad")
    assert document == SAMPLE
    assert dict(found.settings) == dict(extra.settings)
    assert found.picture == PNG


def test_half_a_letter_in_a_prompt_survives(tmp_path: Path) -> None:
    document = Document(prompt="\ud83d and \x00")
    project_file.save(document, tmp_path / "a.sketchpad")
    assert project_file.load(tmp_path / "a.sketchpad")[0] == document


def test_the_kind_of_file_is_in_its_first_bytes(tmp_path: Path) -> None:
    project_file.save(SAMPLE, tmp_path / "a.sketchpad")
    start = (tmp_path / "a.sketchpad").read_bytes()[:100]
    assert start[30:38] == b"mimetype"
    assert start[38:].startswith(project_file.MIMETYPE.encode())


def test_equal_drawings_make_equal_files(tmp_path: Path) -> None:
    project_file.save(SAMPLE, tmp_path / "a.sketchpad")
    project_file.save(project_file.load(tmp_path / "a.sketchpad")[0], tmp_path / "b.sketchpad")
    assert (tmp_path / "a.sketchpad").read_bytes() == (tmp_path / "b.sketchpad").read_bytes()


def test_what_packs_suspiciously_well_is_still_opened(tmp_path: Path) -> None:
    stroke = Stroke(np.zeros((100_000, 3)))
    document = Document(prompt="a" * 3_000_000).with_strokes([stroke] * 3)
    project_file.save(document, tmp_path / "a.sketchpad")
    assert project_file.load(tmp_path / "a.sketchpad")[0] == document


def test_a_later_addition_is_ignored(tmp_path: Path) -> None:
    members = project_file.to_members(SAMPLE) | {"layers.json": b"[]"}
    assert project_file.load(write_zip(tmp_path / "a.sketchpad", members))[0] == SAMPLE


def test_a_newer_drawing_says_so(tmp_path: Path) -> None:
    path = with_content(tmp_path / "a.sketchpad", {"version": project_file.VERSION + 1})
    with pytest.raises(NewerDocument) as caught:
        project_file.load(path)
    assert caught.value.fields["version"] == project_file.VERSION + 1
    assert "a.sketchpad" in str(caught.value)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", ""),
        (b"not a zip", "not_a_project"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "not_a_project"),
        (b"PK\x03\x04" + bytes(200), ""),
        (b"PK\x03\x04", "not_a_project"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    (tmp_path / "a.sketchpad").write_bytes(data)
    with pytest.raises(BadDocument) as caught:
        project_file.load(tmp_path / "a.sketchpad")
    assert caught.value.reason == reason


def test_missing_and_unreadable(tmp_path: Path) -> None:
    with pytest.raises(BadDocument) as caught:
        project_file.load(tmp_path / "none.sketchpad")
    assert caught.value.reason == "missing"
    with pytest.raises(BadDocument) as caught:
        project_file.load(tmp_path)
    assert caught.value.reason == "unreadable"


def test_an_ordinary_zip_is_not_a_drawing(tmp_path: Path) -> None:
    for members in ({"a.txt": b"x"}, {"mimetype": b"image/openraster", "document.json": b"{}"}):
        with pytest.raises(BadDocument) as caught:
            project_file.load(write_zip(tmp_path / "a.zip", members))
        assert caught.value.reason == "not_a_project"


HOSTILE: dict[str, Any] = {
    "version": [None, "1", 0, -1, 1.0, True],
    "width": [None, "256", 0, 100, 1 << 40, 256.5, 1e999, True],
    "height": [-256, [256]],
    "prompt": [None, 5, ["a"]],
    "negative_prompt": [{}],
    "boxes": [
        None,
        {},
        [5],
        [{"id": "b1", "phrase": "x", "rect": [0, 0, 1]}],
        [{"id": "b1", "phrase": "x", "rect": [0, 0, 2, 1]}],
        [{"id": "b1", "phrase": "x", "rect": [0.5, 0, 0.5, 1]}],
        [{"id": "b1", "phrase": 5, "rect": [0, 0, 1, 1]}],
        [{"id": "", "phrase": "", "rect": [0, 0, 1, 1]}],
        [{"id": "b1", "phrase": "", "rect": [0, 0, 1, True]}],
        [{"id": "b1", "phrase": "", "rect": [0, 0, 1, 1]}] * 2,
        [
            {"id": f"b{n}", "phrase": "", "rect": [0, 0, 1, 1]}
            for n in range(project_file.MOST_BOXES + 1)
        ],
    ],
    "strokes": [
        None,
        [],
        [{"points": 3, "width": 1, "eraser": 0}],
        [{"points": 4, "width": 1, "eraser": False}],
        [{"points": 2, "width": 1, "eraser": False}],
        [{"points": 0, "width": 1, "eraser": False}, {"points": 3, "width": 1, "eraser": False}],
        [{"points": 4, "width": 1, "eraser": False}, {"points": -1, "width": 1, "eraser": False}],
        [{"points": 3, "width": 0, "eraser": False}],
        [{"points": 3, "width": -2, "eraser": False}],
        [{"points": 3, "width": 1e999, "eraser": False}],
        [{"points": 3, "width": "1", "eraser": False}],
        [{"points": 3.0, "width": 1, "eraser": False}],
        [{"width": 1, "eraser": False}],
        ["stroke"],
    ],
}


@pytest.mark.parametrize(
    ("key", "value"), [(key, value) for key, values in HOSTILE.items() for value in values]
)
def test_a_changed_value_is_refused(tmp_path: Path, key: str, value: object) -> None:
    with pytest.raises(BadDocument):
        project_file.load(with_content(tmp_path / "a.sketchpad", content() | {key: value}))


@pytest.mark.parametrize(
    "key", ["version", "width", "height", "prompt", "negative_prompt", "boxes", "strokes"]
)
def test_a_missing_value_is_refused(tmp_path: Path, key: str) -> None:
    changed = content()
    del changed[key]
    with pytest.raises(BadDocument):
        project_file.load(with_content(tmp_path / "a.sketchpad", changed))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"version": 1' + b"0" * 10_000 + b"}",
        json.dumps(content()).replace("512", "NaN").encode(),
        json.dumps(content()).replace("512", "Infinity").encode(),
    ],
)
def test_text_that_is_no_drawing_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(BadDocument):
        project_file.load(with_content(tmp_path / "a.sketchpad", data))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e30])
def test_points_that_are_no_numbers_are_refused(tmp_path: Path, bad: float) -> None:
    points = np.ones((3, 3), "<f4")
    points[1, 1] = bad
    with pytest.raises(BadDocument):
        project_file.load(with_content(tmp_path / "a.sketchpad", content(), points.tobytes()))
    with pytest.raises(BadDocument):
        project_file.load(with_content(tmp_path / "a.sketchpad", content(), points.tobytes()[:-1]))
    with pytest.raises(BadDocument):
        project_file.load(with_content(tmp_path / "a.sketchpad", content(), b""))


@pytest.mark.parametrize(
    "wrong",
    [
        {"settings.json": b"[1]"},
        {"settings.json": b"nonsense"},
        {"picture.png": b"GIF89a" + bytes(50)},
        {"picture.png": PNG[:16] + struct.pack(">2L", 100_000, 100_000) + PNG[24:]},
        {"picture.png": b""},
    ],
)
def test_wrong_settings_or_picture_do_not_cost_the_drawing(
    tmp_path: Path, wrong: dict[str, bytes]
) -> None:
    document, extra = project_file.load(
        write_zip(tmp_path / "a.sketchpad", project_file.to_members(SAMPLE) | wrong)
    )
    assert (document, extra) == (SAMPLE, project_file.Extra())


@given(st.data())
def test_no_damaged_byte_gets_past(tmp_path: Path, data: st.DataObject) -> None:
    project_file.save(SAMPLE, tmp_path / "good.sketchpad")
    whole = bytearray((tmp_path / "good.sketchpad").read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    length = data.draw(st.one_of(st.just(len(whole)), st.integers(0, len(whole))))
    (tmp_path / "bad.sketchpad").write_bytes(whole[:length])
    try:
        document, _ = project_file.load(tmp_path / "bad.sketchpad")
    except (BadDocument, NewerDocument):
        return
    assert isinstance(document, Document)


@given(st.binary(max_size=300))
def test_any_bytes_are_opened_or_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.sketchpad").write_bytes(b"PK\x03\x04" + data)
    with pytest.raises(BadDocument):
        project_file.load(tmp_path / "a.sketchpad")


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.sketchpad"
    with zipfile.ZipFile(path, "w") as bomb:
        bomb.writestr("mimetype", project_file.MIMETYPE)
        bomb.writestr("document.json", b" " * (20 << 20), zipfile.ZIP_DEFLATED, 9)
    with pytest.raises(BadDocument) as caught:
        project_file.load(path)
    assert caught.value.reason == "too_large"


@pytest.mark.parametrize("claimed", [10, 1 << 31])
def test_a_member_that_lies_about_its_size_is_refused(tmp_path: Path, claimed: int) -> None:
    path = tmp_path / "liar.sketchpad"
    with zipfile.ZipFile(path, "w") as bomb:
        bomb.writestr("mimetype", project_file.MIMETYPE)
        bomb.writestr("document.json", b" " * (20 << 20), zipfile.ZIP_DEFLATED, 9)
    path.write_bytes(
        path.read_bytes().replace(struct.pack("<L", 20 << 20), struct.pack("<L", claimed))
    )
    with pytest.raises(BadDocument):
        project_file.load(path)


def test_too_many_members_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "many.sketchpad"
    with zipfile.ZipFile(path, "w") as many:
        for number in range(zip_reader.MOST_MEMBERS + 1):
            many.writestr(str(number), b"")
    with pytest.raises(BadDocument) as caught:
        project_file.load(path)
    assert caught.value.reason == "too_large"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "twice.sketchpad"
    with zipfile.ZipFile(path, "w") as twice:
        for name, data in project_file.to_members(SAMPLE).items():
            twice.writestr(name, data)
        twice.writestr("document.json", "{}")
    with pytest.raises(BadDocument):
        project_file.load(path)


@pytest.mark.parametrize("kind", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_packing_is_refused(tmp_path: Path, kind: int) -> None:
    path = tmp_path / "odd.sketchpad"
    with zipfile.ZipFile(path, "w", kind) as odd:
        for name, data in project_file.to_members(SAMPLE).items():
            odd.writestr(name, data)
    with pytest.raises(BadDocument):
        project_file.load(path)


def test_large_parts_are_refused_before_they_are_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    project_file.save(SAMPLE, tmp_path / "a.sketchpad")
    monkeypatch.setattr(zip_reader, "LARGEST_FILE", 100)
    with pytest.raises(BadDocument) as caught:
        project_file.load(tmp_path / "a.sketchpad")
    assert caught.value.reason == "too_large"


def test_members_are_written_the_same_way_to_anything() -> None:
    buffer = io.BytesIO()
    zip_reader.write_members(buffer, {"mimetype": b"x", "a": b"y" * 100_000})
    with zipfile.ZipFile(buffer) as written:
        assert written.namelist() == ["mimetype", "a"]
        assert written.getinfo("mimetype").compress_type == zipfile.ZIP_STORED


def test_roles_are_written_only_where_there_are_some(tmp_path: Path) -> None:
    plain = Document(strokes=(Stroke([[1, 2, 1]]),))
    assert b"role" not in project_file.to_members(plain)["document.json"]
    with_roles = plain.with_stroke(Stroke([[3, 4, 1]], role="ignore"))
    project_file.save(with_roles, tmp_path / "a.sketchpad")
    assert project_file.load(tmp_path / "a.sketchpad")[0] == with_roles


def test_a_role_nobody_knows_is_refused(tmp_path: Path) -> None:
    def with_role(role: str) -> Path:
        stroke = {"points": 1, "width": 4, "eraser": False, "role": role}
        changed = {**content(), "strokes": [stroke]}
        return with_content(tmp_path / "a.sketchpad", changed, points=bytes(12))

    assert project_file.load(with_role("loose"))[0].strokes[0].role == "loose"
    with pytest.raises(BadDocument):
        project_file.load(with_role("obey"))


# --- What is written can be opened again


def with_pictures(count: int) -> Document:
    """A drawing whose boxes have `count` different pictures of 0.8 MB each."""
    boxes = [
        Box("a cat", (0.0, 0.0, 0.5, 0.5), picture=noise_png(512, 512, seed))
        for seed in range(count)
    ]
    return Document(prompt="a cat", boxes=tuple(boxes))


def test_an_early_file_that_repeats_its_pictures_among_the_settings_opens(tmp_path: Path) -> None:
    document = with_pictures(5)
    repeated = [base64.b64encode(box.picture).decode() for box in document.boxes]
    settings = {
        "request": {
            "boxes": [{"phrase": "a cat", "picture": one} for one in repeated],
            "sampling": {"seed": 7},
            "base": {"picture": "/pictures/base.png", "strength": 0.5},
        }
    }
    members = project_file.to_members(document, project_file.Extra(settings, PNG))
    assert len(members["settings.json"]) > project_file.LARGEST_SETTINGS
    found, extra = project_file.load(write_zip(tmp_path / "a.sketchpad", members))
    assert found == document
    assert extra.picture == PNG
    assert extra.settings["request"]["sampling"] == {"seed": 7}
    assert extra.settings["request"]["base"] == settings["request"]["base"]


@pytest.mark.parametrize("name", ["settings.json", "picture.png"])
def test_settings_or_a_picture_beyond_every_limit_do_not_cost_the_drawing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    members = project_file.to_members(SAMPLE, project_file.Extra({"seed": 7}, PNG))
    monkeypatch.setitem(project_file._READ, name, 5)
    document, extra = project_file.load(write_zip(tmp_path / "a.sketchpad", members))
    assert document == SAMPLE
    assert (extra.picture is None) == (name == "picture.png")
    assert (not extra.settings) == (name == "settings.json")


@pytest.mark.parametrize(
    "too_much",
    [
        Document(prompt="a" * (25 << 20)),
        Document(boxes=tuple(Box("", (0, 0, 1, 1)) for _ in range(project_file.MOST_BOXES + 1))),
        Document(strokes=(Stroke([[1, 2]]),) * (project_file.MOST_STROKES + 1)),
        Document(regions=(Region("sky", Stroke([[1, 2]])),) * (project_file.MOST_STROKES + 1)),
        Document(poses=(Pose(((0.5, 0.5), *[None] * 17)),) * (project_file.MOST_BOXES + 1)),
        Document(paints=(Paint(Stroke([[1, 2]])),) * (project_file.MOST_STROKES + 1)),
        Document(reference=Reference(PNG, options=tuple((f"option {n}", 1.0) for n in range(40)))),
    ],
    ids=["words", "boxes", "strokes", "regions", "poses", "paints", "options"],
)
def test_what_could_not_be_opened_again_is_not_written(tmp_path: Path, too_much: Document) -> None:
    path = tmp_path / "a.sketchpad"
    project_file.save(SAMPLE, path)
    with pytest.raises(CannotWrite) as caught:
        project_file.save(too_much, path)
    assert caught.value.reason == "too_large"
    assert project_file.load(path)[0] == SAMPLE
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_beyond_the_largest_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.sketchpad"
    project_file.save(SAMPLE, path)
    monkeypatch.setattr(zip_reader, "LARGEST_FILE", path.stat().st_size + 50)
    with pytest.raises(CannotWrite) as caught:
        project_file.save(SAMPLE.with_prompt("".join(map(chr, range(40, 120)))), path)
    assert caught.value.reason == "too_large"
    assert project_file.load(path)[0] == SAMPLE


# --- What is written where


LINE = Stroke([[1, 2]])
OTHERS = (
    Layer("colour"),
    Layer("colour", id="c1", content=LayerContent(ground=Reference(noise_png(4, 4, 1)))),
    Layer("colour", id="c2", name="Wash", content=LayerContent((), (Paint(LINE, "#102030"),))),
    Layer("colour", id="c3", content=LayerContent(ground=Reference(noise_png(5, 5, 2), (0, 0, 2, 2)))),
    Layer("sketch"),
    Layer("sketch", id="s1", content=LayerContent((LINE.moved(3, 3), LINE.moved(9, 9)))),
)  # fmt: skip


def test_layers_that_are_not_current_come_back_with_their_pictures(tmp_path: Path) -> None:
    document = Document(strokes=(LINE,), paints=(Paint(LINE),), layers=OTHERS)
    members = project_file.to_members(document)
    assert members["grounds.bin"] == noise_png(4, 4, 1) + noise_png(5, 5, 2)
    assert json.loads(members["document.json"])["grounds"] == [
        len(noise_png(4, 4, 1)), len(noise_png(5, 5, 2)),
    ]  # fmt: skip
    project_file.save(document, tmp_path / "a.sketchpad")
    assert project_file.load(tmp_path / "a.sketchpad")[0] == document
    short = members | {"grounds.bin": members["grounds.bin"][:-1]}
    with pytest.raises(BadDocument):
        project_file.load(write_zip(tmp_path / "b.sketchpad", short))
    assert "grounds.bin" not in project_file.to_members(SAMPLE)
    assert "grounds" not in content()


def test_pictures_are_members_of_their_own(tmp_path: Path) -> None:
    shown, painted = Reference(noise_png(4, 4, 1)), Reference(noise_png(5, 5, 2))
    document = Document(
        reference=shown, ground=painted, boxes=(Box("a", (0, 0, 1, 1), picture=PNG),)
    )
    members = project_file.to_members(document, project_file.Extra({"seed": 1}, PNG))
    assert list(members) == [
        "mimetype", "document.json", "points.f32", "references.bin", "reference.png", "ground.png",
        "settings.json", "picture.png",
    ]  # fmt: skip
    assert (members["reference.png"], members["ground.png"]) == (shown.picture, painted.picture)
    assert members["picture.png"] == members["references.bin"] == PNG
    assert list(project_file.to_members(Document(), project_file.Extra())) == [
        "mimetype", "document.json", "points.f32",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("document", "names", "version"),
    [
        (Document(), set(), 1),
        (Document(poses=(Pose(((0.5, 0.5), *[None] * 17)),)), {"poses"}, 2),
        (Document(regions=(Region("sky", LINE),)), {"regions"}, 2),
        (Document(reference=Reference(PNG)), {"reference_picture"}, 2),
        (Document().with_layer("boxes", visible=False), {"layers"}, 2),
        (Document().with_layer("mask", opacity=0.25), {"layers"}, 3),
        (Document(layers=moved(USUAL, "colour", 0)), {"layers"}, 3),
        (Document(mask=(Region("mask", LINE),)), {"mask"}, 3),
        (Document().with_mask((), grow=5), {"mask_options"}, 3),
        (Document(paints=(Paint(LINE),)), {"paints"}, 3),
        (Document(ground=Reference(PNG)), {"ground"}, 3),
        (Document(denoising=0.25), {"denoising"}, 3),
        (Document().with_layer("boxes", name="Mine"), {"layers"}, 4),
        (Document(layers=OTHERS), {"layers"}, 4),
    ],
)
def test_only_what_is_not_as_usual_is_written(
    document: Document, names: set[str], version: int
) -> None:
    value = things_to_json(document)
    assert value.keys() == names
    assert version_of(value) == version
    assert project_file.load("a", project_file.to_bytes(document))[0] == document


def test_a_patch_of_paint_is_written_with_what_is_not_as_usual() -> None:
    plain, dressed = Paint(LINE), Paint(LINE, "#102030", True, 0.5, "multiply", "both")
    first, second = things_to_json(Document(paints=(plain, dressed)))["paints"]
    assert first == {"points": 1, "width": 4.0, "eraser": False, "colour": "#000000"}
    assert second == first | {
        "colour": "#102030", "filled": True, "opacity": 0.5, "blend": "multiply", "pressure": "both",
    }  # fmt: skip


def test_strokes_in_the_clipboard() -> None:
    strokes = (Stroke([[1, 2, 0.5], [3, 4, 1]], 6, role="loose"), LINE)
    value = strokes_to_json(strokes)
    assert strokes_from_json(json.loads(json.dumps(value))) == strokes
    assert strokes_from_json(strokes_to_json(())) == ()
    points = base64.b64decode(value["points"])
    for wrong in (points[:-12], points + bytes(12), points[:-1]):
        with pytest.raises(ValueError, match="no strokes"):
            strokes_from_json(value | {"points": base64.b64encode(wrong).decode()})
    for nonsense in (None, {}, value | {"strokes": [{"points": 0, "width": 1}]}):
        with pytest.raises(ValueError, match="no strokes"):
            strokes_from_json(nonsense)


def test_the_last_picture_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.sketchpad"
    for picture, found in ((PNG, PNG), (None, b""), (b"GIF89a" + bytes(50), b"")):
        project_file.save(SAMPLE, path, project_file.Extra({}, picture))
        assert project_file.load_picture(path) == found
    with pytest.raises(BadDocument):
        project_file.load_picture(tmp_path / "none")


@pytest.mark.parametrize("version", [0, -1, 1.0, "1", True])
def test_versions_are_whole_numbers_from_one_on(tmp_path: Path, version: object) -> None:
    with pytest.raises(BadDocument):
        project_file.load(with_content(tmp_path / "a.sketchpad", content() | {"version": version}))


def test_counts_up_to_their_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    png = noise_png(4, 4, 1)
    inside = LayerContent((), (Paint(LINE),) * 3, Reference(png))
    options = tuple((f"o{n}", 1.0) for n in range(3))
    layers = (Layer("colour"), Layer("colour", id="c", content=inside))
    layers += (Layer("sketch"), Layer("sketch", id="s", content=LayerContent((LINE,) * 3)))
    for document, name, just in (
        (Document(strokes=(LINE,) * 3), "MOST_STROKES", 3),
        (Document(regions=(Region("", LINE),) * 3), "MOST_STROKES", 3),
        (Document(mask=(Region("", LINE),) * 3), "MOST_STROKES", 3),
        (Document(paints=(Paint(LINE),) * 3), "MOST_STROKES", 3),
        (Document(layers=layers), "MOST_STROKES", 3),
        (Document(layers=layers[2:]), "MOST_STROKES", 3),
        (Document(layers=layers), "LARGEST_REFERENCES", len(png)),
        (Document(layers=layers), "MOST_LAYERS", 9),
        (Document(boxes=(Box("", (0, 0, 1, 1)),) * 3), "MOST_BOXES", 3),
        (Document(poses=(Pose(((0.5, 0.5), *[None] * 17)),) * 3), "MOST_BOXES", 3),
        (Document(reference=Reference(png, options=options)), "MOST_OPTIONS", 3),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(project_file, name, just)
            assert project_file.to_bytes(document)
            patch.setattr(project_file, name, just - 1)
            with pytest.raises(CannotWrite) as caught:
                project_file.to_bytes(document)
            assert caught.value.reason == "too_large"


@pytest.mark.parametrize(
    "change", [{"mimetype": b"image/openraster"}, {"mimetype": None}, {"document.json": None}]
)
def test_a_zip_of_another_kind_is_no_project(change: dict[str, bytes | None]) -> None:
    members = project_file.to_members(SAMPLE) | change
    file = io.BytesIO()
    zip_reader.write_members(file, {n: data for n, data in members.items() if data is not None})
    with pytest.raises(BadDocument) as caught:
        project_file.load("a", file.getvalue())
    assert caught.value.reason == "not_a_project"
