"""Poses, regions, the reference picture and the layers of a drawing."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
from PIL import Image

from sketchpad.document.edit.recrop import recropped
from sketchpad.document.io import project_file
from sketchpad.document.layers import KINDS, USUAL, Layer, changed, complete, moved
from sketchpad.document.model import Box, Document, Pose, Reference, Region, Stroke
from sketchpad.document.pose import JOINTS
from sketchpad.errors import BadDocument


def pose(x: float = 0.5, y: float = 0.5) -> Pose:
    return Pose(((x, y), *[None] * (len(JOINTS) - 1)))


def reference(side: int = 4) -> Reference:
    data = BytesIO()
    Image.new("RGB", (side, side), "teal").save(data, "PNG")
    return Reference(data.getvalue(), (0.25, 0.0, 0.75, 0.5), "canny", (("low", 80.0),))


def everything() -> Document:
    return Document(
        128,
        256,
        strokes=(Stroke([(1, 2), (3, 4)]),),
        boxes=(Box("a cat", (0.1, 0.1, 0.5, 0.5)),),
        poses=(pose(),),
        regions=(Region("sky", Stroke([(0, 0), (128, 0), (128, 64)]), filled=True),),
        reference=reference(),
    )


def test_a_hidden_layer_is_not_told_to_the_model() -> None:
    document = everything()
    for kind, field in (("sketch", "strokes"), ("boxes", "boxes"), ("poses", "poses")):
        seen = document.with_layer(kind, visible=False).seen()  # type: ignore[arg-type]
        assert getattr(seen, field) == ()
        assert seen.regions == document.regions
    assert document.with_layer("reference", visible=False).seen().reference is None
    assert document.seen() is document


def test_layers_are_complete_and_can_be_moved() -> None:
    assert complete(()) == USUAL
    assert [layer.kind for layer in complete([Layer("boxes"), Layer("sketch")])].count("boxes") == 1
    assert [layer.kind for layer in moved(USUAL, "boxes", 0)] == [
        "boxes",
        *(kind for kind in KINDS if kind != "boxes"),
    ]
    assert changed(USUAL, "sketch", opacity=0.25)[3].opacity == 0.25
    with pytest.raises(ValueError, match="twice"):
        complete([Layer("boxes"), Layer("boxes")])
    with pytest.raises(ValueError, match="opacity"):
        Layer("boxes", opacity=float("nan"))
    with pytest.raises(ValueError, match="no layer"):
        Layer("paper")  # type: ignore[arg-type]


def test_poses_are_named_and_checked() -> None:
    document = Document().with_pose(pose()).with_pose(pose(0.2))
    assert [one.id for one in document.poses] == ["p1", "p2"]
    changed_pose = document.pose("p2").with_joint(1, (0.3, 0.4))
    assert document.replace_pose("p2", changed_pose).pose("p2").joints[1] == (0.3, 0.4)
    assert [one.id for one in document.without_pose("p1").poses] == ["p2"]
    with pytest.raises(ValueError, match="at least one"):
        Pose((None,) * len(JOINTS))
    with pytest.raises(ValueError, match="18 joints"):
        Pose(((0.5, 0.5),))


def test_another_page_keeps_them_where_they_were() -> None:
    document = everything()
    larger = recropped(document, 256, 256, (0.0, 0.5))
    assert larger.poses[0].joints[0] == (0.25, 0.5)
    assert larger.reference is not None
    assert larger.reference.rect == (0.125, 0.0, 0.375, 0.5)
    assert larger.regions == document.regions
    twice = document.resized(256, 512)
    assert twice.poses == document.poses
    np.testing.assert_allclose(twice.regions[0].stroke.points[1, :2], (256, 0))


def test_clearing_leaves_the_reference() -> None:
    cleared = everything().cleared()
    assert (cleared.strokes, cleared.boxes, cleared.poses, cleared.regions) == ((), (), (), ())
    assert cleared.reference is not None


def test_a_file_is_as_old_as_it_can_be(tmp_path: Path) -> None:
    path = tmp_path / "a.sketchpad"
    masked = Document().with_mask((Region("mask", Stroke([(1, 2)])),))
    locked = Document().with_layer("boxes", locked=True)
    top = Document().with_layers(moved(USUAL, "mask", 0))
    versions = ((Document(), 1), (everything(), 2), (locked, 2), (masked, 3), (top, 3))
    for document, version in versions:
        project_file.save(document, path)
        with ZipFile(path) as package:
            assert json.loads(package.read("document.json"))["version"] == version
        assert project_file.load(path)[0] == document


@pytest.mark.parametrize(
    "change",
    [
        {"poses": [{"id": "p1", "joints": [None] * 18}]},
        {"poses": [{"id": "p1", "joints": [[1, 2, 3]] + [None] * 17}]},
        {"poses": [{"id": "p1", "joints": [["a", 2]] + [None] * 17}]},
        {"regions": [{"name": "sky", "filled": True, "points": 3, "width": 1}] * 2},
        {"regions": [{"name": "s" * 200, "filled": True, "points": 3, "width": 4}]},
        {"layers": [{"kind": "paper", "visible": True, "locked": False, "opacity": 1}]},
        {"layers": [{"kind": [], "visible": True, "locked": False, "opacity": 1}]},
        {"layers": [{"kind": "boxes", "visible": 1, "locked": False, "opacity": 1}]},
        {"reference_picture": {"rect": [0, 0, 0, 0], "kind": "", "options": {}}},
        {"reference_picture": {"rect": [0, 0, 1, 1], "kind": "", "options": {"a": "b"}}},
        {"mask": [{"name": "mask", "filled": True, "points": 3, "width": 1}]},
        {"mask_options": {"grow": 1000}},
    ],
)
def test_damaged_layers_are_refused(tmp_path: Path, change: dict[str, object]) -> None:
    path = tmp_path / "a.sketchpad"
    members = project_file.to_members(everything())
    content = {**json.loads(members["document.json"]), **change}
    with ZipFile(path, "w") as package:
        for name, data in members.items():
            package.writestr(name, json.dumps(content) if name == "document.json" else data)
    with pytest.raises(BadDocument):
        project_file.load(path)


def test_a_reference_without_its_picture_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.sketchpad"
    with ZipFile(path, "w") as package:
        for name, data in project_file.to_members(everything()).items():
            if name != "reference.png":
                package.writestr(name, data)
    with pytest.raises(BadDocument):
        project_file.load(path)


def test_a_reference_is_a_png_of_moderate_size() -> None:
    with pytest.raises(ValueError, match="PNG"):
        Reference(b"GIF89a" + bytes(100))
    with pytest.raises(ValueError, match="x0 < x1"):
        reference().with_rect((0.5, 0, 0.5, 1))
