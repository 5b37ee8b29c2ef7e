"""From pixels to the way a pen would have gone, step by step."""

from __future__ import annotations

import numpy as np
import pytest

from sketchpad.document.io import picture_import, tracing
from sketchpad.document.io.picture_import import trace_ink, trace_lines
from sketchpad.document.io.tracing import Cancelled, find_ink, part, thin, thinned, trace


def drawn(*rows: str) -> np.ndarray:
    return np.array([[letter == "#" for letter in row] for row in rows])


def shown(pixels: np.ndarray) -> list[str]:
    return ["".join("#" if pixel else "." for pixel in row) for row in pixels]


def test_the_tables_of_thinning_are_those_of_the_paper() -> None:
    (first, second), stairs = tracing._tables()
    for code in range(256):
        n, ne, e, se, s, sw, w, nw = ring = [(code >> bit) & 1 for bit in range(8)]
        rises = sum(a < b for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))
        thick = 2 <= sum(ring) <= 6 and rises == 1
        assert first[code] == (thick and not (n and e and s) and not (e and s and w))
        assert second[code] == (thick and not (n and e and w) and not (n and s and w))
        # Two sides that meet, and nothing beyond them: what is between is a corner of a stair.
        assert [bool(table[code]) for table in stairs] == [
            bool(n and e and not (s or sw or w)),
            bool(e and s and not (w or nw or n)),
            bool(s and w and not (n or ne or e)),
            bool(w and n and not (e or se or s)),
        ]
    assert np.array_equal(tracing._THINNING, [first, second])


def test_a_block_is_thinned_to_its_middle() -> None:
    block = np.zeros((9, 15), bool)
    block[2:7, 2:13] = True
    rows, columns = np.nonzero(thinned(block))
    assert set(rows) == {4}
    assert columns.min() >= 3
    assert columns.max() <= 11
    assert not thinned(np.zeros((4, 4), bool)).any()
    full = thinned(np.ones((5, 9), bool))  # up to the rim of the picture
    assert 0 < full.sum() < 9


def test_stairs_lose_their_corners_and_stay_in_one_piece() -> None:
    stairs = drawn("##....", ".##...", "..##..", "...##.", "....##", ".....#")
    rows, columns = np.mgrid[:40, :60]
    steps = np.abs(3 * rows - 2 * columns) <= 9
    assert thin(steps).sum() < thinned(steps).sum()
    for ink in (steps, stairs):
        assert len(trace(thin(ink))) == 1
    line = drawn("......", "######", "......")
    assert shown(thin(line)) == shown(line)


def test_thinning_tells_how_far_it_is() -> None:
    told: list[float] = []
    thinned(np.ones((20, 40), bool), told.append)
    assert told[0] == 0
    assert told == sorted(told)
    assert 0.9 < told[-1] < 1


def test_a_part_of_the_work() -> None:
    told: list[float] = []
    half = part(told.append, 0.25, 0.75)
    for share in (0, 0.5, 1):
        half(share)
    part(half, 0.5, 1.0)(0.5)
    assert told == [0.25, 0.5, 0.75, 0.625]


def test_tracing_can_be_ended_and_goes_from_nothing_to_all() -> None:
    page = np.full((64, 64, 3), 255, np.uint8)
    page[30:34, 5:60] = page[5:60, 30:34] = 0
    told: list[float] = []
    trace_lines(page, 256, 256, told.append)
    assert (told[0], told[-1]) == (0, 1)
    assert told == sorted(told)
    assert {0.1, 0.4} <= {round(share, 9) for share in told}
    for most in (0.05, 0.3, 0.5, 0.79, 0.9):

        def end(share: float, most: float = most) -> None:
            if share > most:
                raise Cancelled

        with pytest.raises(Cancelled):
            trace_lines(page, 256, 256, end)


@pytest.mark.parametrize(
    ("picture", "ways"),
    [
        (["..........", ".########.", ".........."], [8]),
        (["#.........", ".#........", "..#......."], [3]),
        ([".####.", ".#..#.", ".#..#.", ".####."], [13]),  # a ring ends where it begins
        (["...#......", "...#......", "...#......", "##########", "...#......", "...#......", "...#......"], [7, 10]),
        (["#####.....", "....#.....", "....#####."], [11]),
        (["#"], [1]),
        (["#.#"], [1, 1]),
        (["##"], [2]),
    ],
)  # fmt: skip
def test_ways_are_as_long_as_what_was_drawn(picture: list[str], ways: list[int]) -> None:
    assert sorted(len(way) for way in trace(drawn(*picture))) == ways


def test_each_pixel_of_a_skeleton_is_walked_once() -> None:
    skeleton = drawn(
        "....#.........",
        "....#....#####",
        "##########...#",
        "....#........#",
        "....#........#",
        "....##########",
    )
    ways = trace(skeleton)
    walked = [pixel for way in ways for pixel in way]
    assert set(walked) == {(int(y), int(x)) for y, x in np.argwhere(skeleton)}
    for way in ways:
        steps = np.abs(np.diff(way, axis=0)).max(axis=1)
        assert (steps == 1).all()


def test_hairs_shorter_than_the_line_is_thick_go() -> None:
    skeleton = np.zeros((20, 40), bool)
    skeleton[10, 2:38] = True
    skeleton[6:10, 20] = True  # with the pixel that it leaves from, five
    assert sorted(len(way) for way in trace(skeleton, 6.0)) == [36]
    assert sorted(len(way) for way in trace(skeleton, 5.0)) == [5, 36]
    loose = np.zeros((20, 40), bool)
    loose[10, 2:4] = True  # nothing that it hangs on
    assert [len(way) for way in trace(loose, 6.0)] == [2]


def test_a_torn_crossing_is_mended() -> None:
    torn = np.zeros((21, 41), bool)
    torn[8, 0:19] = True
    torn[0:8, 18] = True  # a knot at 8, 18
    torn[8:13, 20] = torn[8, 18:21] = True
    torn[12, 20:40] = torn[12:21, 20] = True
    assert len(trace(torn, 4.6)) == 3
    for thickness in (14 / 3, 6.0):  # the bridge of seven is no longer than one and a half
        upright, level = sorted(trace(torn, thickness), key=len)
        assert (upright[0], upright[-1]) == ((0, 18), (20, 20))
        assert (level[0], level[-1]) == ((8, 0), (12, 39))
        assert upright[8] == level[18] == (10, 19)  # in the middle between the two knots
    twice = np.zeros((21, 91), bool)
    twice[:, :41] = twice[:, 50:] = torn
    assert sorted(way[0] for way in trace(twice, 6.0)) == [(0, 18), (0, 68), (8, 0), (8, 50)]


def test_two_ways_that_go_on_straightest_become_one() -> None:
    skeleton = np.zeros((41, 41), bool)
    skeleton[20, :] = True
    for step in range(1, 20):
        skeleton[20 - step, 20 + step // 3] = True  # steep, from the middle upwards
    ways = sorted(trace(skeleton), key=len)
    assert [len(way) for way in ways][-1] == 41
    assert {row for row, _ in ways[-1]} == {20}
    right_angle = tracing._straightness([(0, 0), (0, 9)], [(0, 0), (9, 0)], (0, 0), 5)
    onwards = tracing._straightness([(0, -9), (0, 0)], [(0, 0), (0, 4)], (0, 0), 5)
    back = tracing._straightness([(0, 0), (0, 9)], [(0, 0), (0, 4)], (0, 0), 1)
    assert (right_angle, onwards, back) == (0, 1, -1)
    assert tracing._straightness([(0, 0)], [(0, 0), (0, 4)], (0, 0), 5) == -1


def test_how_far_a_line_stands_out_from_its_paper() -> None:
    dark = np.full((64, 64), 200, np.uint8)
    dark[30:33] = 50
    contrast = tracing._contrast(dark)
    assert (contrast[31, 5], contrast[5, 5]) == (150, 0)
    contrast = tracing._contrast(255 - dark)
    assert (contrast[31, 5], contrast[5, 5]) == (150, 0)


def test_the_faintest_line_and_the_smallest_blot() -> None:
    for difference, seen in ((tracing.FAINTEST + 1, True), (tracing.FAINTEST, False)):
        page = np.full((64, 64, 3), 200, np.uint8)
        page[30:33, 5:60] -= np.uint8(difference)
        assert find_ink(page).any() == seen
    ink = np.zeros((64, 64), bool)
    ink[5, 5:8] = True
    assert not tracing._without_specks(ink).any()
    ink[5, 8] = True
    assert tracing._without_specks(ink).sum() == 4
    assert tracing._without_specks(np.pad(ink, 1000)).sum() == 0  # of a larger picture


def test_lines_lie_in_the_middle_of_their_ink() -> None:
    ink = np.zeros((32, 64), bool)
    ink[10:15, 8:56] = True
    (stroke,) = trace_ink(ink, 256, 256)
    np.testing.assert_allclose(stroke.points[:, 1], 64 + 12.5 * 4)
    x = stroke.points[:, 0]
    assert min(x) == pytest.approx(8 * 4 + 10, abs=6)
    assert max(x) == pytest.approx(56 * 4 - 10, abs=6)
    assert stroke.width == pytest.approx(5 * 4, abs=1)
    assert len(stroke.points) <= 4
    assert trace_ink(np.zeros((9, 9), bool), 128, 128) == ()


def test_lines_are_as_wide_as_a_pen_can_be() -> None:
    low, high = picture_import.LINE_WIDTHS
    fine = np.zeros((512, 512), bool)
    fine[100, 50:400] = True
    (stroke,) = trace_ink(fine, 128, 128)
    assert stroke.width == low
    broad = np.zeros((64, 64), bool)
    broad[20:40, 2:62] = True
    assert max(stroke.width for stroke in trace_ink(broad, 256, 256)) == high


def test_the_longest_come_first_and_no_more_than_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    ink = np.zeros((64, 64), bool)
    for row, length in ((5, 20), (15, 40), (25, 10), (35, 30)):
        ink[row, 5 : 5 + length] = True

    def lengths() -> list[float]:
        return [float(np.ptp(one.points[:, 0])) for one in trace_ink(ink, 128, 128)]

    assert lengths() == [78, 58, 38, 18]
    monkeypatch.setattr(picture_import, "MOST_STROKES", 2)
    assert lengths() == [78, 58]


def test_a_dot_and_two_pixels_are_strokes_too() -> None:
    ink = np.zeros((64, 64), bool)
    ink[10, 10] = ink[30, 30] = ink[30, 31] = True
    two, one = trace_ink(ink, 64, 64)
    assert one.points[:, :2].tolist() == [[10.5, 10.5]]
    assert sorted(two.points[:, :2].tolist()) == [[30.5, 30.5], [31.5, 30.5]]


def test_a_long_trace_tells_how_far_it_is() -> None:
    told: list[float] = []
    line = np.zeros((3, 600), bool)
    line[1] = True
    trace(line, 1.0, told.append)
    assert told == pytest.approx([0, 0.5 * 256 / 600, 0.5 * 512 / 600])
    told.clear()
    comb = np.zeros((12, 300), bool)
    comb[10], comb[2:10, 2:282:4] = True, True  # seventy knots
    trace(comb, 1.0, told.append)
    assert told[-2:] == pytest.approx([0.5, 0.5 + 0.5 * 64 / 70])
    assert told == sorted(told)
