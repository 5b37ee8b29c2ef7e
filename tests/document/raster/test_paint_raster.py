"""Paint as pixels: how it is mixed, and that going on from what is there makes no difference."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpad.document.model import Document, Paint, Reference, Stroke
from sketchpad.document.raster import paint_raster
from sketchpad.document.raster.paint_raster import PaintRaster, on_paper, render_paint
from tests.document.strategies import grounds, noise_png, paints

ALL = Stroke([(-10, -10), (200, -10), (200, 200), (-10, 200)], 1)
BLUE = Paint(ALL, "#2060a0", filled=True)
CROSSED = Stroke([(20, 20), (108, 108), (108, 20), (20, 108)], 16)


def shown(*patches: Paint, ground: Reference | None = None, side: int = 128) -> np.ndarray:
    return render_paint(Document(128, 128, paints=patches, ground=ground), side, side)


def test_a_line_that_crosses_itself_is_no_darker_there() -> None:
    canvas = shown(Paint(CROSSED, "#ff0000", opacity=0.5))
    assert set(np.unique(canvas[60:68, 60:68, 3])) == {canvas[28, 28, 3]} == {128}
    twice = shown(*2 * (Paint(CROSSED, "#ff0000", opacity=0.5),))
    assert twice[64, 64, 3] == 192


def test_paint_covers_multiplies_and_is_taken_away() -> None:
    assert on_paper(shown(BLUE))[64, 64].tolist() == [0x20, 0x60, 0xA0]
    red = Paint(ALL, "#ff8000", filled=True, blend="multiply")
    assert on_paper(shown(BLUE, red))[64, 64].tolist() == [0x20, 0x30, 0]
    assert on_paper(shown(red))[64, 64].tolist() == [0xFF, 0x80, 0]  # on nothing it is as it is
    assert on_paper(shown(BLUE, replace(red, opacity=0)))[64, 64].tolist() == [0x20, 0x60, 0xA0]
    eraser = Paint(Stroke(CROSSED.points, 16, eraser=True))
    canvas = shown(BLUE, eraser)
    assert canvas[64, 64].tolist() == [0, 0, 0, 0]
    assert canvas[64, 10].tolist() == [0x20, 0x60, 0xA0, 255]


def test_pressure_changes_width_or_opacity_or_both() -> None:
    line = Stroke([(20, 64, 0.5), (108, 64, 0.5)], 40)
    width, opacity, both = (
        shown(Paint(line, pressure=one))[:, 64, 3] for one in ("width", "opacity", "both")
    )
    assert (width > 64).sum() == (both > 32).sum() == 24
    assert (opacity > 64).sum() == 40
    assert width[64] == 255
    assert opacity[64] == both[64] == 128


def test_the_ground_lies_below_in_its_place() -> None:
    ground = Reference(noise_png(64, 64, 1), (0.0, 0.0, 0.5, 0.5))
    canvas = shown(ground=ground)
    assert canvas[:64, :64, 3].all()
    assert not canvas[70:, 70:].any()
    assert on_paper(shown(BLUE, ground=ground))[10, 10].tolist() == [0x20, 0x60, 0xA0]


walks = st.lists(st.lists(st.integers(0, 5), max_size=6), min_size=1, max_size=6)


@given(st.lists(paints, min_size=6, max_size=6), walks, st.none() | grounds)
def test_going_on_is_as_painting_anew(
    patches: list[Paint], walk: list[list[int]], ground: Reference | None
) -> None:
    """Whatever is added, undone or changed in the middle, with marks at every second patch, and in slices."""
    raster = PaintRaster()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(paint_raster, "MARK", 2)
        patched.setattr(paint_raster, "KEPT", 0)
        for chosen in walk:
            document = Document(128, 192, paints=[patches[n] for n in chosen], ground=ground)
            while not raster.paint(document, 32, 48, seconds=0.0):
                pass
            anew = PaintRaster()
            assert anew.paint(document, 32, 48)
            assert np.array_equal(raster.canvas, anew.canvas)
            assert len(raster._marks) <= 3
