"""Regions as pixels: what is where, at any size, whatever was drawn before."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sketchpad.document.edit import region_fill
from sketchpad.document.history import History
from sketchpad.document.model import Box, Document, Region, Stroke
from sketchpad.document.raster.region_raster import RegionRaster, names_of, render_regions

SKY = Region("sky", Stroke([(0, 0), (256, 0), (256, 128), (0, 128)], 1), filled=True)
PATH = Region("path", Stroke([(20, 200), (236, 200)], 40))

places = st.tuples(st.floats(-50, 300, width=32), st.floats(-50, 300, width=32))
painted = st.builds(
    lambda name, points, width, filled: Region(name, Stroke(points, width), filled),
    st.sampled_from(("sky", "tree", "road", "", "nobody knows")),
    st.lists(places, min_size=1, max_size=5),
    st.floats(1, 60),
    st.booleans(),
)


def fresh(document: Document, width: int, height: int):
    return RegionRaster().render(document, width, height)


def test_later_ones_lie_over_earlier_ones_and_nothing_takes_away() -> None:
    over = Region("tree", Stroke([(128, 0), (128, 256)], 20))
    gone = Region("", Stroke([(0, 200), (100, 200)], 60))
    document = Document(regions=(SKY, PATH, over, gone))
    seen = render_regions(document, 256, 256)
    assert seen.names == names_of(document.regions) == ("sky", "path", "tree")
    assert seen.name_at(60, 60) == "sky"
    assert seen.name_at(60, 128) == "tree"
    assert seen.name_at(200, 200) == "path"
    assert seen.name_at(200, 60) == ""  # taken away
    assert seen.name_at(250, 5) == seen.name_at(-1, 5) == seen.name_at(5, 256) == ""
    assert (seen.mask("sky") == (seen.labels == 1)).all()
    assert not seen.mask("sea").any()


def test_a_painted_line_has_its_full_width_whatever_the_pressure() -> None:
    soft = Region("path", Stroke([(20, 128, 0.0), (236, 128, 0.1)], 40))
    for side in (128, 256, 512, 1500):
        column = render_regions(Document(regions=(soft,)), side, side).labels[:, side // 2]
        assert column.sum() == pytest.approx(40 * side / 256, abs=1.5)


def test_an_empty_drawing() -> None:
    seen = render_regions(Document(512, 256), 64, 32)
    assert seen.labels.shape == (32, 64)
    assert not seen.labels.any()
    assert seen.names == ()


def test_more_names_than_a_byte_holds() -> None:
    regions = tuple(
        Region(f"n{i}", Stroke([(i % 16 * 16 + 8, i // 16 * 8 + 4)], 6)) for i in range(400)
    )
    seen = render_regions(Document(regions=regions), 256, 256)
    assert len(seen.names) == 400
    assert seen.name_at(399 // 16 * 8 + 4, 399 % 16 * 16 + 8) == "n399"


@settings(max_examples=40, deadline=None)
@given(st.lists(painted, max_size=6), st.sampled_from([(256, 256), (64, 96), (33, 128)]))
def test_each_pixel_is_what_the_lines_say(regions: list[Region], size: tuple[int, int]) -> None:
    """Against a raster that asks for each pixel how far it is from each line; rims may differ."""
    width, height = size
    rows, columns = np.mgrid[0:height, 0:width]
    points = np.stack(((columns + 0.5) * 256 / width, (rows + 0.5) * 256 / height), axis=2)
    expected, rim = np.zeros((height, width), int), np.zeros((height, width), bool)
    names = names_of(regions)
    if width != height:  # a line is as wide across as down: compared where nothing is stretched
        regions = [Region(one.name, one.stroke, True) for one in regions]
        names = names_of(regions)
    for one in regions:
        signed = _distance(points, one)
        expected[signed <= 0] = names.index(one.name) + 1 if one.name else 0
        rim |= np.abs(signed) <= 1.5 * 256 / min(width, height)
    seen = fresh(Document(regions=tuple(regions)), width, height).labels
    assert (seen == expected)[~rim].all()


def _distance(points: np.ndarray, region: Region) -> np.ndarray:
    """From each point to the area of `region`, negative inside."""
    line = region.stroke.points[:, :2].astype(float)
    if region.filled:
        line = np.concatenate((line, line[:1]))
    away = np.hypot(*np.moveaxis(points - line[0], 2, 0))
    crossings = np.zeros(points.shape[:2], int)
    for a, b in pairwise(line):
        along = b - a
        share = np.clip((points - a) @ along / max(along @ along, 1e-9), 0, 1)
        away = np.minimum(away, np.hypot(*np.moveaxis(points - a - share[..., None] * along, 2, 0)))
        y = points[..., 1]
        spans = (a[1] <= y) != (b[1] <= y)
        with np.errstate(divide="ignore", invalid="ignore"):
            x = a[0] + (y - a[1]) / along[1] * along[0]
        crossings += spans & (points[..., 0] < x)
    if region.filled:
        return np.where(crossings % 2 == 1, -away, away)
    return away - region.stroke.width / 2


@settings(max_examples=40, deadline=None)
@given(st.lists(painted, max_size=12), st.lists(st.integers(0, 12), max_size=12))
def test_going_on_from_earlier_pictures_changes_nothing(
    regions: list[Region], counts: list[int]
) -> None:
    raster = RegionRaster()
    for count in counts:
        document = Document(regions=tuple(regions[:count]))
        seen, alone = raster.render(document, 96, 96), fresh(document, 96, 96)
        assert seen.names == alone.names
        assert (seen.labels == alone.labels).all()


@settings(max_examples=30, deadline=None)
@given(st.lists(painted, min_size=1, max_size=6))
def test_undo_and_redo_show_the_same_again(regions: list[Region]) -> None:
    history, raster = History(), RegionRaster()
    seen = [raster.render(history.current, 64, 64).labels]
    for region in regions:
        history.push(history.current.with_region(region), "Paint")
        seen.append(raster.render(history.current, 64, 64).labels)
    for before in reversed(seen[:-1]):
        history.undo()
        assert (raster.render(history.current, 64, 64).labels == before).all()
    for after in seen[1:]:
        history.redo()
        assert (raster.render(history.current, 64, 64).labels == after).all()
    assert history.current.regions == tuple(regions)


@settings(max_examples=30, deadline=None)
@given(st.lists(painted, max_size=6))
def test_a_larger_page_shows_the_same(regions: list[Region]) -> None:
    document = Document(regions=tuple(regions))
    one, other = fresh(document, 128, 128), fresh(document.resized(512, 512), 128, 128)
    assert one.names == other.names
    assert (one.labels != other.labels).mean() <= 0.01  # rims


# filling


HOUSE = Document(strokes=(Stroke([(60, 60), (200, 60), (200, 200), (60, 200), (60, 62)], 4),))


def test_the_bucket_fills_what_lines_enclose_up_to_under_them() -> None:
    document = HOUSE.with_regions(region_fill.fill(HOUSE, (128, 128), "house"))
    seen = render_regions(document, 256, 256)
    assert seen.mask("house")[63:197, 63:197].all()
    assert seen.mask("house").sum() == pytest.approx(140 * 140, rel=0.05)


def test_the_paper_around_a_drawing_is_filled_and_its_inside_is_not() -> None:
    document = HOUSE.with_regions(region_fill.fill(HOUSE, (10, 10), "sky"))
    seen = render_regions(document, 256, 256)
    assert seen.name_at(10, 10) == seen.name_at(250, 250) == "sky"
    assert seen.name_at(128, 128) == ""
    assert not seen.mask("sky")[66:194, 66:194].any()


def test_a_click_on_a_region_gives_it_another_class_and_leaves_others() -> None:
    document = Document(regions=(SKY, PATH))
    made = region_fill.fill(document, (100, 60), "ceiling")
    seen = render_regions(document.with_regions((*document.regions, *made)), 256, 256)
    assert seen.name_at(60, 100) == "ceiling"
    assert seen.name_at(200, 100) == "path"
    assert seen.name_at(150, 100) == ""
    assert seen.mask("sky").mean() < 0.01


def test_the_rest_is_all_that_is_empty_in_however_many_parts() -> None:
    across = Region("road", Stroke([(128, -10), (128, 300)], 60))
    hole = Region("tree", Stroke([(40, 128)], 30))
    document = Document(regions=(across, hole))
    made = region_fill.rest(document, "grass")
    assert len(made) == 2
    seen = render_regions(document.with_regions((*document.regions, *made)), 256, 256)
    assert (seen.labels > 0).mean() > 0.995
    assert seen.name_at(128, 40) == "tree"
    assert seen.mask("tree").sum() == pytest.approx(np.pi * 15**2, rel=0.1)
    before = render_regions(document, 256, 256)
    kept = before.labels > 0
    assert (seen.labels[kept] == before.labels[kept]).mean() > 0.97
    assert region_fill.rest(document.with_regions((*document.regions, *made)), "sky") == ()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_outlines_with_holes_give_the_mask_again(seed: int) -> None:
    noise = np.random.default_rng(seed).normal(size=(12, 12))
    mask = np.kron(noise, np.ones((8, 8))) > 0.2
    regions = tuple(
        Region("sky", Stroke(line + 0.5, 1), filled=True) for line in region_fill.outlines(mask)
    )
    again = render_regions(Document(128, 128, regions=regions), 128, 128).labels[:96, :96] > 0
    assert (again != mask).mean() < 0.06


def test_a_box_as_a_region_and_a_region_as_a_box() -> None:
    box = Box("a blue sky", (0.0, 0.0, 1.0, 0.5))
    document = Document(512, 256).with_region(region_fill.of_box(Document(512, 256), box, "sky"))
    name, rect = region_fill.bounds(document, (100, 50)) or ("", (0.0, 0.0, 0.0, 0.0))
    assert name == "sky"
    assert rect == pytest.approx(box.rect, abs=0.01)
    assert region_fill.bounds(document, (100, 200)) is None


def test_a_place_beside_the_page_is_none() -> None:
    assert region_fill.fill(HOUSE, (-5, 10), "sky") == ()
    assert region_fill.bounds(HOUSE, (-5, 10)) is None


def test_names_and_masks_at_the_edges_of_a_picture() -> None:
    corners = Region("sea", Stroke([(0, 0), (256, 0), (256, 256), (0, 256)], 1), filled=True)
    seen = fresh(Document(regions=(corners,)), 64, 32)
    for row, column in ((0, 0), (31, 63), (0, 63), (31, 0)):
        assert seen.name_at(row, column) == "sea"
    for row, column in ((-1, 0), (0, -1), (32, 0), (0, 64)):
        assert seen.name_at(row, column) == ""
    assert seen.mask("sea").all()
    assert seen.mask("sky").shape == (32, 64)
    assert not seen.mask("sky").any()


def test_a_painted_dot_and_a_hair() -> None:
    dot, hair = (
        Region("dot", Stroke([(64, 64)], 31)),
        Region("hair", Stroke([(0, 200), (256, 200)], 0.01)),
    )
    seen = fresh(Document(regions=(dot, hair)), 256, 256)
    assert seen.mask("dot").sum() == pytest.approx(np.pi * 15.5**2, rel=0.03)
    rows, columns = np.nonzero(seen.mask("dot"))
    assert rows.mean() == columns.mean() == pytest.approx(63.5, abs=0.1)
    assert seen.mask("hair").sum(axis=0).max() <= 1
    huge = fresh(Document(regions=(Region("sea", Stroke([(0, 0), (9, 9)], 1e5)),)), 64, 64)
    assert huge.mask("sea").all()


def test_no_picture_of_the_first_regions_is_changed_by_going_on() -> None:
    raster = RegionRaster()
    pages = [
        Document(regions=regions) for regions in ((SKY,), (SKY, PATH), (SKY,), (PATH,), (SKY, PATH))
    ]
    for page in pages * 2:
        assert np.array_equal(raster.render(page, 64, 64).labels, fresh(page, 64, 64).labels)
    names = tuple(Region(f"n{n}", Stroke([(n, 9)], 3)) for n in range(255))
    for page in (Document(regions=names), Document(regions=(*names, SKY)), Document(regions=names)):
        assert np.array_equal(raster.render(page, 64, 64).labels, fresh(page, 64, 64).labels)
    assert raster.render(Document(regions=(*names, SKY)), 64, 64).name_at(5, 5) == "sky"


def test_the_bounds_of_the_patch_that_shows() -> None:
    rect = ((32, 64), (96, 64), (96, 128), (32, 128))
    one = Region("sky", Stroke([(x + 0.5, y + 0.5) for x, y in rect], 1), filled=True)
    other = Region("sky", Stroke([(200, 200)], 20))
    page = Document(256, 512, regions=(one, other))
    assert region_fill.bounds(page, (40, 70)) == ("sky", (32 / 256, 64 / 512, 97 / 256, 129 / 512))
    assert region_fill.bounds(page, (32.9, 128.9)) is not None
    assert region_fill.bounds(page, (31.9, 70)) is None
    assert region_fill.bounds(page, (98, 70)) is None
    assert region_fill.bounds(page, (70, 40)) is None


def test_outlines_leave_out_what_is_too_small_and_its_holes() -> None:
    mask = np.zeros((40, 40), bool)
    mask[5:25, 5:25] = True
    mask[10:13, 10:13] = False
    mask[30:32, 30:32] = True
    with_hole, dot = sorted(region_fill.outlines(mask), key=len, reverse=True)
    assert len(with_hole) > 8
    assert (dot.min(), dot.max()) == (30, 31)
    (whole,) = region_fill.outlines(mask, 50)
    assert sorted(whole.tolist()) == [[5, 5], [5, 24], [24, 5], [24, 24]]
    assert list(region_fill.outlines(np.zeros((9, 9), bool))) == []


def test_a_click_finds_what_is_below_it() -> None:
    made = region_fill.fill(Document(regions=(SKY, PATH)), (100, 200), "road")
    seen = render_regions(Document(regions=(SKY, PATH, *made)), 256, 256)
    assert seen.name_at(200, 100) == "road"
    assert seen.name_at(60, 100) == "sky"
    assert seen.mask("path").mean() < 0.01
    for beside in ((-0.5, 10), (10, -0.5), (256, 10), (10, 256)):
        assert region_fill.fill(HOUSE, beside, "sky") == ()
    assert region_fill.fill(HOUSE, (0, 0), "sky") != ()
    assert region_fill.size_of(Document(512, 256)) == (768, 384)


@pytest.mark.parametrize(("side", "filled"), [(1, False), (4, True)])
def test_places_too_small_for_a_region_stay_empty(side: int, filled: bool) -> None:
    around = [(0, 0), (256, 0), (256, 256), (0, 256), (0, 0)]
    hole = [(100, 100), (100, 100 + side), (100 + side, 100 + side), (100 + side, 100), (100, 100)]
    page = Document(regions=(Region("sky", Stroke([*around, *hole, (0, 0)], 1), filled=True),))
    assert len(region_fill.rest(page, "sea")) == filled


def test_a_hole_is_joined_where_it_comes_nearest() -> None:
    line = np.array([(0, 0), (100, 0), (100, 100), (0, 100)], float)
    near, far = np.array([(60, 60), (90, 80)], float), np.array([(40, 30), (20, 10)], float)
    assert region_fill._nearest(line, near) == (500.0, 2, 1)
    joined = region_fill._with_holes(line, [near, far]).tolist()
    assert joined[:4] == [[0, 0], [20, 10], [40, 30], [20, 10]]
    assert joined[-6:] == [[100, 100], [90, 80], [60, 60], [90, 80], [100, 100], [0, 100]]
