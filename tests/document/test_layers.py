"""Poses, regions, the reference picture and the layers of a drawing."""

from __future__ import annotations

import json
import math
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
from PIL import Image

from sketchpad.document import reference as references
from sketchpad.document.edit.recrop import recropped
from sketchpad.document.io import project_file
from sketchpad.document.layers import (
    KINDS,
    LONGEST_NAME,
    USUAL,
    Layer,
    LayerContent,
    changed,
    complete,
    free_id,
    moved,
)
from sketchpad.document.model import (
    Box,
    Document,
    MaskOptions,
    Paint,
    Pose,
    Reference,
    Region,
    Stroke,
)
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


def test_zero_has_one_sign_so_that_equal_values_make_equal_files() -> None:
    picture, hidden = reference().picture, [None] * 17
    numbers = [
        Layer("sketch", opacity=-0.0).opacity,
        Paint(Stroke([(1, 2)]), opacity=-0.0).opacity,
        Document(denoising=-0.0).denoising,
        Box("a", (0, 0, 1, 1), strength=-0.0).strength,
        *Box("a", (-0.0, -0.0, 1, 1)).rect,
        *Reference(picture, (-0.0, -0.0, 1, 1)).rect,
        Reference(picture, options=(("low", -0.0),)).options[0][1],
        *(Pose(((-0.0, -0.0), *hidden)).joints[0] or ()),
    ]
    assert [math.copysign(1, number) for number in numbers] == [1] * len(numbers)


@pytest.mark.parametrize("opacity", [0.0, 1.0])
def test_an_opacity_may_be_at_its_limits(opacity: float) -> None:
    assert Layer("boxes", opacity=opacity).opacity == opacity
    for beyond in (-0.01, 1.01, math.inf):
        with pytest.raises(ValueError, match="opacity"):
            Layer("boxes", opacity=beyond)


LINE = Stroke([(1, 2)])


@pytest.mark.parametrize(
    ("kind", "content", "fits"),
    [
        ("sketch", LayerContent((LINE,)), True),
        ("sketch", LayerContent(paints=(Paint(LINE),)), False),
        ("sketch", LayerContent(ground=reference()), False),
        ("colour", LayerContent(paints=(Paint(LINE),), ground=reference()), True),
        ("colour", LayerContent((LINE,)), False),
        ("boxes", LayerContent(), False),
    ],
)
def test_what_can_lie_on_a_layer_of_its_own(kind, content: LayerContent, fits: bool) -> None:
    if fits:
        assert Layer(kind, content=content).content is content
        assert content
    else:
        with pytest.raises(ValueError, match="layer of"):
            Layer(kind, content=content)
    assert not LayerContent()


def test_names_of_layers_end_somewhere() -> None:
    name = "n" * LONGEST_NAME
    assert Layer("sketch", id=name, name=name).id == name
    for wrong in ({"id": name + "n"}, {"name": name + "n"}):
        with pytest.raises(ValueError, match="too long"):
            Layer("sketch", **wrong)


def test_one_layer_of_each_kind_is_current() -> None:
    parked = Layer("sketch", id="other", content=LayerContent())
    sketches = [one for one in complete([parked, Layer("sketch")]) if one.kind == "sketch"]
    assert sketches == [parked, Layer("sketch")]
    for wrong in ([parked], [Layer("sketch"), Layer("sketch", id="other")]):
        with pytest.raises(ValueError, match="one is current"):
            complete(wrong)
    assert free_id([Layer("sketch")], "sketch") == "sketch 2"
    assert free_id([Layer("sketch", id=f"sketch {n}") for n in (2, 4)], "sketch") == "sketch 3"


def test_missing_layers_are_put_where_they_usually_lie() -> None:
    assert complete([one for one in USUAL if one.kind != "colour"]) == USUAL
    assert [one.kind for one in complete([Layer("mask"), Layer("sketch")])][:2] == [
        "reference",
        "regions",
    ]


def test_a_reference_lies_near_the_page() -> None:
    edge = (-references.FURTHEST, 0.0, references.FURTHEST, 1.0)
    assert reference().with_rect(edge).rect == edge
    assert reference(side=6).size == (6, 6)
    for wrong in ((0.0, 0.0, 64.1, 1.0), (0.0, 0.0, math.nan, 1.0), (0.0, 1.0, 1.0, 1.0)):
        with pytest.raises(ValueError, match="reference"):
            reference().with_rect(wrong)
    options = (("low", 1.0), ("high", 2.0))
    assert Reference(reference().picture, options=options).options == (("high", 2.0), ("low", 1.0))
    with pytest.raises(ValueError, match="numbers"):
        Reference(reference().picture, options=(("low", math.inf),))


def test_a_reference_may_be_as_large_as_its_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = reference(side=6).picture
    monkeypatch.setattr(references, "LARGEST", len(picture))
    monkeypatch.setattr(references, "LONGEST", 6)
    assert Reference(picture).picture == picture
    for name in ("LARGEST", "LONGEST"):
        with monkeypatch.context() as patch:
            patch.setattr(references, name, getattr(references, name) - 1)
            with pytest.raises(ValueError, match="moderate"):
                Reference(picture)


def test_a_pose_moves_turns_and_is_mirrored_in_its_place() -> None:
    some = pose(0.25, 0.5).with_joint(2, (0.75, 0.25)).with_joint(5, (0.5, 1.0))
    assert some.seen == 3
    assert some.bounds == (0.25, 0.25, 0.75, 1.0)
    assert some.moved(0.5, -0.25).joints[0] == (0.75, 0.25)
    assert some.placed(2, 4, 1, -1).joints[2] == (2.5, 0.0)
    assert some.transformed(((0, 1, 2), (3, 0, 4))).joints[0] == (2.5, 4.75)
    mirrored = some.mirrored()
    assert mirrored.joints[0] == (0.75, 0.5)
    assert (mirrored.joints[2], mirrored.joints[5]) == ((0.5, 1.0), (0.25, 0.25))
    assert mirrored.mirrored() == some
    assert some.with_joint(5, None).seen == 2


def test_joints_lie_near_the_page() -> None:
    assert pose(8.0, -8.0).joints[0] == (8.0, -8.0)
    for x, y in ((8.01, 0.0), (0.0, -8.01), (math.nan, 0.0)):
        with pytest.raises(ValueError, match="near the page"):
            pose(x, y)


def test_a_region_has_a_plain_line_and_a_short_name() -> None:
    line = Stroke([(1, 2, 0.5)], 7, role="loose")
    assert Region("sky", line).stroke == Stroke([(1, 2, 0.5)], 7)
    assert not Region("sky", Stroke([(1, 2)], eraser=True)).stroke.eraser
    assert Region("n" * LONGEST_NAME, line).name == "n" * LONGEST_NAME
    with pytest.raises(ValueError, match="long name"):
        Region("n" * (LONGEST_NAME + 1), line)


def test_the_lengths_of_a_mask_grow_with_the_page_up_to_their_limits() -> None:
    options = MaskOptions(grow=-3, feather=10, padding=20)
    assert options.scaled(2.5) == MaskOptions(grow=-8, feather=25, padding=50)
    assert options.scaled(1000).feather == MaskOptions().scaled(10_000).feather
    assert options.scaled(1000).grow == -MaskOptions(grow=3).scaled(1000).grow
    assert options.scaled(0.0) == MaskOptions(grow=0, feather=0, padding=0)
