"""Control images that are maps: depth, normals, segmentation, poses, tiles."""

from __future__ import annotations

import numpy as np
import pytest

from sketchpad.document.model import Box, Document, Pose, Region, Stroke
from sketchpad.errors import AnnotatorMissing
from sketchpad.hints import openpose
from sketchpad.hints.depth import normals
from sketchpad.hints.registry import HINTS, make_hint
from sketchpad.hints.segmentation import class_of, palette


def circle(x: float, y: float, radius: float, width: float = 4) -> Stroke:
    turn = np.linspace(0, 2 * np.pi, 50)
    return Stroke(np.stack([x + radius * np.cos(turn), y + radius * np.sin(turn)], 1), width)


TWO = Document(256, 256).with_strokes([circle(80, 128, 50), circle(150, 128, 50)])
PHOTOGRAPH = np.random.default_rng(1).integers(0, 255, (64, 96, 3), np.uint8)


def test_what_was_drawn_later_is_nearer() -> None:
    depth = make_hint("depth", TWO, 256, 256)[..., 0]
    assert depth[128, 170] > depth[128, 60] > depth[10, 10] == 0
    swapped = make_hint("depth", TWO.with_strokes(reversed(TWO.strokes)), 256, 256)[..., 0]
    assert swapped[128, 60] > swapped[128, 170]


def test_a_body_is_round() -> None:
    depth = make_hint("depth", Document().with_stroke(circle(128, 128, 80)), 256, 256)[..., 0]
    row = depth[128, 52:129]
    assert (np.diff(row) >= -1e-6).all()
    assert row[-1] - row[0] > 0.05


def test_a_contour_of_several_strokes_is_a_body_an_open_line_is_none() -> None:
    corner = [Stroke([[60, 60], [200, 62]]), Stroke([[201, 60], [200, 200], [60, 200]])]
    open_ = Document().with_strokes(corner)
    assert not make_hint("depth", open_, 256, 256)[120:140, 120:140].any()
    closed = open_.with_stroke(Stroke([[61, 201], [60, 63]]))
    assert make_hint("depth", closed, 256, 256)[120:140, 120:140].all()


def test_boxes_are_bodies_where_nothing_is_drawn_but_the_sky_is_none() -> None:
    boxes = (Box("a dog", (0.6, 0.6, 0.9, 0.9)), Box("blue sky", (0.0, 0.0, 1.0, 0.2)))
    depth = make_hint("depth", Document(boxes=boxes), 256, 256)[..., 0]
    assert depth[192, 192] > 0.3
    assert not depth[:50].any()


def test_normals_are_red_on_the_left_green_on_top_blue_in_front() -> None:
    normal = make_hint("normal", Document().with_stroke(circle(128, 128, 80)), 256, 256)
    left, right, top, bottom = normal[128, 60], normal[128, 196], normal[60, 128], normal[196, 128]
    assert left[0] > 0.6 > 0.4 > right[0]
    assert top[1] > 0.6 > 0.4 > bottom[1]
    np.testing.assert_allclose(normal[5, 5], [0.5, 0.5, 1.0], atol=1e-6)
    assert (normal[..., 2] > 0.5).all()


def test_normals_of_a_plane_are_exact_and_all_have_the_length_one() -> None:
    rows, columns = np.mgrid[0:64, 0:128].astype(np.float32)
    slope = normals(columns / 256 + rows / 512)[20:40, 40:80]
    expected = np.array([0.25, 0.125, 1.0]) / np.linalg.norm([0.25, 0.125, 1.0])
    np.testing.assert_allclose(slope * 2 - 1, np.broadcast_to(expected, slope.shape), atol=1e-3)
    lengths = np.linalg.norm(make_hint("normal", TWO, 256, 256) * 2 - 1, axis=2)
    np.testing.assert_allclose(lengths, 1, atol=1e-5)


def test_a_grey_picture_is_a_depth_map() -> None:
    grey = np.repeat(np.linspace(50, 200, 64).astype(np.uint8)[None, :, None], 3, 2).repeat(64, 0)
    depth = HINTS["depth"].from_picture(grey)
    assert (depth[:, 0] == 0).all()
    assert (depth[:, -1] == 1).all()
    assert (HINTS["normal"].from_picture(grey)[20:40, 20:40, 0] > 0.6).all()


def test_a_finished_normal_map_stays_what_it_is() -> None:
    own = (make_hint("normal", TWO, 256, 256) * 255).round().astype(np.uint8)
    np.testing.assert_array_equal((HINTS["normal"].from_picture(own) * 255).round(), own)


def test_the_palette() -> None:
    colours = palette()
    assert len(colours) == 150
    assert colours["wall"] == (120, 120, 120)
    assert colours["sky"] == (6, 230, 230)
    assert colours["floor"] == (80, 50, 50)
    assert colours["flag"] == (92, 0, 255)
    assert len(set(colours.values())) == 149  # path looks like the road: the list is like that


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("a red car", "car"),
        ("two small dogs", "animal"),
        ("a girl with a hat", "person"),
        ("chest of drawers", "chest of drawers"),
        ("wooden houses", "house"),
        ("Three Buses!", "bus"),
        ("an old couch", "sofa"),
        ("tv", "television receiver"),
        ("quux", ""),
        ("", ""),
    ],
)
def test_classes_of_phrases(phrase: str, name: str) -> None:
    assert class_of(phrase) == name


def test_segmentation_fills_what_was_drawn_in_a_box() -> None:
    document = Document(
        256,
        256,
        (circle(64, 128, 40),),
        (
            Box("a bear", (0.05, 0.3, 0.45, 0.7)),
            Box("sky", (0.0, 0.0, 1.0, 0.2)),
            Box("quux", (0.6, 0.6, 0.9, 0.9)),
        ),
    )
    hint = (make_hint("segmentation", document, 256, 256) * 255).round().astype(int)
    assert tuple(hint[128, 64]) == palette()["animal"]
    assert tuple(hint[90, 30]) == (0, 0, 0)  # in the box, not in the bear
    assert tuple(hint[10, 200]) == palette()["sky"]
    assert not hint[160:220, 160:220].any()


def test_a_saved_segmentation_is_brought_to_its_exact_colours() -> None:
    picture = np.zeros((40, 60, 3), np.uint8)
    picture[:, :30] = palette()["tree"]
    picture[:, 30:] = np.array(palette()["sea"]) + np.array([-3, 2, -2])
    hint = (HINTS["segmentation"].from_picture(picture) * 255).round().astype(int)
    assert tuple(hint[0, 0]) == palette()["tree"]
    assert tuple(hint[0, 59]) == palette()["sea"]


def test_a_pose_in_the_official_colours() -> None:
    hint = (openpose.draw([Pose(openpose.STANDING)], 512, 512) * 255).round().astype(int)
    for joint, colour in zip(openpose.STANDING, openpose.COLOURS, strict=True):
        assert joint is not None
        x, y = int(joint[0] * 512), int(joint[1] * 512)
        assert tuple(hint[y, x]) == colour
    # Half way down the right upper arm there is its limb, in 0.6 of the third limb's colour.
    assert tuple(hint[int(0.28 * 512), int(0.30 * 512)]) == (153, 102, 0)
    assert not hint[:20].any()


def test_what_is_not_seen_is_not_drawn() -> None:
    hidden = tuple(None if n in (4, 7) else p for n, p in enumerate(openpose.STANDING))
    whole, part = (
        openpose.draw([pose], 256, 256) for pose in (Pose(openpose.STANDING), Pose(hidden))
    )
    assert 0 < part.sum() < whole.sum()
    assert not openpose.draw([], 256, 256).any()


def test_people_stand_in_their_boxes() -> None:
    boxes = (Box("an old man", (0.1, 0.2, 0.5, 0.9)), Box("a cat", (0.6, 0.6, 0.9, 0.9)))
    [pose] = openpose.poses_of(Document(512, 256, boxes=boxes))
    xs, ys = ([p[axis] for p in pose.joints if p] for axis in (0, 1))
    assert 0.1 <= min(xs) < max(xs) <= 0.5
    assert 0.2 <= min(ys) < max(ys) <= 0.9
    assert max(ys) - min(ys) > 0.6
    hint = make_hint("openpose", Document(512, 256, boxes=boxes), 512, 256)
    assert hint[:, :256].any()
    assert not hint[:, 270:].any()


def test_a_finished_skeleton_stays_what_it_is() -> None:
    own = (openpose.draw([Pose(openpose.STANDING)], 128, 128) * 255).round().astype(np.uint8)
    np.testing.assert_array_equal((HINTS["openpose"].from_picture(own) * 255).round(), own)


def test_tile_keeps_colours_and_loses_details() -> None:
    picture = np.zeros((64, 64, 3), np.uint8)
    picture[..., 0] = 200
    picture[::2, :, 1] = 100
    hint = HINTS["tile"].from_picture(picture)
    np.testing.assert_allclose(hint.mean((0, 1)), picture.mean((0, 1)) / 255, atol=0.01)
    assert hint[8:-8, 8:-8, 1].std() < 0.02
    drawn = make_hint("tile", TWO, 256, 256)
    assert drawn[5, 5].min() == 1
    assert drawn[128, 30].max() < 0.6


@pytest.mark.parametrize("name", ["depth", "normal", "segmentation", "openpose"])
def test_what_only_a_learned_model_sees_is_said(name: str) -> None:
    with pytest.raises(AnnotatorMissing) as caught:
        HINTS[name].from_picture(PHOTOGRAPH)
    assert "Choose" in str(caught.value) or "Drawings" in str(caught.value)


def test_what_a_drawing_must_have() -> None:
    lines, boxes = TWO, Document(boxes=(Box("cat", (0.1, 0.1, 0.5, 0.5)),))
    empty = Document(boxes=(Box("", (0.1, 0.1, 0.5, 0.5)),))
    for kind in HINTS.values():
        assert not kind.can_be_made(empty)
        assert kind.can_be_made(lines) == ("lines" in kind.needs)
        assert kind.can_be_made(boxes) == ("boxes" in kind.needs)


def painted(name: str, *points: tuple[float, float], width: float = 60) -> Region:
    return Region(name, Stroke(points, width))


def test_regions_come_first_and_boxes_fill_what_they_leave() -> None:
    document = Document(
        boxes=(Box("a house", (0.0, 0.0, 1.0, 0.5)),),
        regions=(painted("sky", (0, 32), (256, 32)), painted("nothing known", (128, 200))),
    )
    hint = (make_hint("segmentation", document, 256, 256) * 255).round().astype(int)
    assert tuple(hint[32, 128]) == palette()["sky"]
    assert tuple(hint[100, 128]) == palette()["house"]
    assert tuple(hint[200, 128]) == (0, 0, 0)
    erased = document.with_region(painted("", (128, 32)))
    hint = (make_hint("segmentation", erased, 256, 256) * 255).round().astype(int)
    assert tuple(hint[32, 128]) == palette()["house"]
    assert tuple(hint[32, 20]) == palette()["sky"]


def test_the_ground_comes_nearer_the_sky_is_far_and_bodies_stand_before_both() -> None:
    ground, sky = (
        painted("grass", (0, 200), (256, 200), width=112),
        painted("sky", (0, 40), (256, 40)),
    )
    document = Document(regions=(ground, sky, painted("tree", (128, 150), width=80)))
    depth = make_hint("depth", document, 256, 256)[..., 0]
    assert not depth[:70].any()
    assert depth[250, 10] > depth[200, 10] > depth[150, 10] > 0
    assert depth[150, 128] > depth[250, 10]
    drawn = document.with_stroke(circle(128, 150, 20))
    assert make_hint("depth", drawn, 256, 256)[150, 128, 0] > depth[150, 100]


def test_poses_of_the_drawing_come_before_boxes() -> None:
    box = Box("a woman", (0.0, 0.0, 0.5, 1.0))
    own = openpose.standing((0.5, 0.0, 1.0, 1.0))
    document = Document(boxes=(box,)).with_pose(own)
    assert openpose.poses_of(document) == document.poses
    hint = make_hint("openpose", document, 256, 256)
    assert hint[:, 128:].any()
    assert not hint[:, :120].any()
