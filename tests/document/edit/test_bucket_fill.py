"""Filling what lines enclose."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest

from sketchpad.document.edit.bucket_fill import fill, place
from sketchpad.document.model import Document, Stroke
from sketchpad.document.raster.raster import render_lines


def square(gap: float = 0.0, low: float = 60, high: float = 180) -> Document:
    lines = [[low + gap, low], [high, low], [high, high], [low, high], [low, low]]
    return Document(strokes=(Stroke(lines, 4),))


def ring(radius: float) -> Stroke:
    turns = np.linspace(0, 2 * math.pi, 90)
    return Stroke(np.column_stack((128 + radius * np.cos(turns), 128 + radius * np.sin(turns))), 4)


def pixels(document: Document) -> np.ndarray:
    return render_lines(document, document.width, document.height)


def filled(document: Document, at: tuple[float, float], **more) -> np.ndarray:
    made = fill(document, at, 4, **more)
    return pixels(document.with_strokes((*document.strokes, *made)))


def test_a_square_is_filled_to_its_corners_and_no_farther():
    look = filled(square(), (120, 120))
    assert (look[62:179, 62:179] > 200).mean() > 0.999
    assert (look[:57] == 0).all()
    assert (look[184:] == 0).all()
    assert len(fill(square(), (120, 120), 4)) <= 6


@pytest.mark.parametrize("at", [(120, 60), (10, 10), (-5, 20), (300, 20)])
def test_on_a_line_in_the_open_or_beside_the_page_nothing_is_filled(at):
    assert fill(square(), at, 4) == ()


def test_a_small_gap_is_closed_and_a_large_one_is_not():
    assert fill(square(gap=10), (120, 120), 4)
    look = filled(square(gap=10), (120, 120))
    assert (look[70:170, 70:170] > 200).mean() > 0.999
    assert (look[:50] == 0).all()
    assert fill(square(gap=60), (120, 120), 4) == ()


def test_a_hole_stays_empty():
    look = filled(Document(strokes=(ring(100), ring(30))), (128, 70))
    assert (look[110:146, 110:146] == 0).all()
    assert look[70, 128] == 255
    across = look[128]
    assert (across[34:94] > 200).all()
    assert (across[104:152] == 0).all()


def test_a_corner_of_the_page_is_a_place_too():
    page = Document(strokes=(Stroke([[0, 100], [100, 100], [100, 0]], 4),))
    look = filled(page, (40, 40))
    assert (look[:98, :98] > 200).mean() > 0.99
    assert (look[110:] == 0).all()


def test_what_was_erased_is_open():
    page = square().with_stroke(Stroke([[60, 120], [60, 160]], 30, eraser=True))
    assert fill(page, (120, 120), 4) == ()


def test_only_the_outline():
    (line,) = fill(square(gap=10), (120, 120), 4, outline=True)
    assert np.allclose(line.points[0], line.points[-1])
    low, high = line.points[:, :2].min(axis=0), line.points[:, :2].max(axis=0)
    assert (np.abs(low - 64) < 4).all()  # a little of the gap is gone around, too
    assert (np.abs(high - 176) < 2).all()


def test_the_role_is_the_one_asked_for():
    assert {stroke.role for stroke in fill(square(), (120, 120), 4, "loose")} == {"loose"}


def test_a_crooked_place_is_filled_everywhere():
    star = [
        [128 + r * math.cos(a), 128 + r * math.sin(a)]
        for i in range(11)
        for r, a in [((110, 40)[i % 2], i * math.pi / 5)]
    ]
    page = Document(strokes=(Stroke(star, 4),))
    look = filled(page, (128, 128))
    inside = np.zeros((256, 256), np.uint8)
    cv2.fillPoly(inside, [np.array(star, np.int32)], 1)
    assert (look[inside > 0] > 128).mean() > 0.99


def test_lines_to_be_ignored_are_no_walls():
    guide = Stroke([[0, 120], [256, 120]], 4, role="ignore")
    look = filled(square().with_stroke(guide), (120, 90))
    assert (look[70:170, 70:170] > 200).mean() > 0.999


def test_no_paper_shines_through_between_line_and_filling():
    look = filled(Document(strokes=(ring(80),)), (128, 128))
    y, x = np.mgrid[:256, :256]
    inside = np.hypot(x + 0.5 - 128, y + 0.5 - 128) < 80
    assert look[inside].min() > 150


def test_a_place_is_what_lies_between_the_lines():
    area = place(square(), (120, 120), 1.0)
    assert area is not None
    assert area[63:177, 63:177].all()
    assert area.sum() <= 118 * 118
    assert place(square(), (120, 120), 2.0).shape == (512, 512)
    for beside in ((-1, 120), (120, -1), (256, 120), (120, 256)):
        assert place(square(), beside, 1.0) is None


def test_a_place_that_reaches_three_sides_is_open():
    across = Document(strokes=(Stroke([[-9, 100], [265, 100]], 4),))
    assert place(across, (120, 50), 1.0) is None
    angle = across.with_stroke(Stroke([[100, -9], [100, 100]], 4))
    assert place(angle, (50, 50), 1.0) is not None
    assert place(angle, (50, 200), 1.0) is None
    assert place(angle, (0.5, 0.5), 1.0) is not None


def test_what_is_too_small_for_a_stroke_is_not_filled():
    def box(side: float) -> Document:
        line = [[60, 60], [60 + side, 60], [60 + side, 60 + side], [60, 60 + side], [60, 60]]
        return Document(strokes=(Stroke(line, 1),))

    assert fill(box(2.2), (61.1, 61.1), 4) == ()
    assert fill(box(5), (62.5, 62.5), 4) != ()


def test_large_places_have_broader_strokes_inside():
    strokes = fill(square(), (120, 120), 3, "loose")
    widths = {round(stroke.width, 3) for stroke in strokes}
    assert min(widths) == 1.0  # a third at the rim, for the corners
    assert max(widths) == pytest.approx(9.0)
    assert all(len(stroke.points) > 1 for stroke in strokes)
    (rim,) = fill(square(), (120, 120), 3, outline=True)
    assert rim.width == pytest.approx(3.0)
    assert rim.points[0].tolist() == rim.points[-1].tolist()
    assert rim.points[:, :2].min() == pytest.approx(62 - 0.5 + 1.5, abs=0.5)


def test_strokes_are_no_wider_than_the_place():
    line = [[60, 100], [180, 100], [180, 108], [60, 108], [60, 100]]
    slot = Document(strokes=(Stroke(line, 2),))
    (rim,) = fill(slot, (120, 104), 30, outline=True)
    assert rim.width == pytest.approx(6 + 2 * 0.5, abs=0.5)  # and half a pixel under each line
    assert max(stroke.width for stroke in fill(slot, (120, 104), 30)) < 6


def test_beside_a_wall_of_what_is_open_nothing_is_filled():
    assert fill(square(gap=60), (63, 120), 4) == ()
    assert fill(square(gap=60), (120, 66), 4) == ()


def test_up_to_the_edges_of_the_page_a_corner_is_filled():
    angle = Document(strokes=(Stroke([[-9, 60], [60, 60], [60, -9]], 4),))
    inside = filled(angle, (20, 20))
    assert inside[1:58, 1:58].mean() > 250
    assert not inside[64:].any()
