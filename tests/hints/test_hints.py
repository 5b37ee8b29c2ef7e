"""Control images: white on black, three equal channels, 0..1."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from sketchpad.document.model import Document, Stroke
from sketchpad.hints import lines
from sketchpad.hints.registry import HINTS, make_hint, make_picture_hint

DRAWING = Document(256, 128).with_stroke(Stroke([[20, 64], [236, 64]], 8))


def photograph(width: int = 300, height: int = 200) -> np.ndarray:
    picture = np.full((height, width, 3), 220, np.uint8)
    cv2.rectangle(
        picture, (width // 4, height // 4), (width // 2, height // 2), (30, 40, 50), cv2.FILLED
    )
    return cv2.GaussianBlur(picture, (0, 0), 1)


def is_hint(hint: np.ndarray, width: int, height: int) -> bool:
    return (
        hint.shape == (height, width, 3)
        and hint.dtype == np.float32
        and hint.min() >= 0
        and hint.max() <= 1
        and np.array_equal(hint[..., 0], hint[..., 1])
        and np.array_equal(hint[..., 0], hint[..., 2])
    )


@pytest.mark.parametrize("name", HINTS)
def test_a_drawing_is_white_on_black(name: str) -> None:
    hint = make_hint(name, DRAWING, 256, 128)
    assert is_hint(hint, 256, 128)
    assert hint[63:65, 128, 0].max() == 1
    assert not hint[:40].any()


@pytest.mark.parametrize("name", HINTS)
def test_nothing_drawn_is_black(name: str) -> None:
    hint = make_hint(name, Document(), 128, 192)
    assert is_hint(hint, 128, 192)
    assert not hint.any()


@pytest.mark.parametrize("name", HINTS)
def test_a_picture_shows_its_edges(name: str) -> None:
    hint = make_picture_hint(name, photograph(), 192, 128)
    assert is_hint(hint, 192, 128)
    assert hint[25:40, 60:90].any()
    assert not hint[:20].any()


@pytest.mark.parametrize("name", HINTS)
@pytest.mark.parametrize("colour", [0, 127, 255])
def test_an_even_picture_has_no_edges(name: str, colour: int) -> None:
    hint = make_picture_hint(name, np.full((90, 70, 3), colour, np.uint8), 128, 128)
    assert np.isfinite(hint).all()
    assert not hint.any()


def test_an_unknown_name() -> None:
    with pytest.raises(KeyError):
        make_hint("nonsense", DRAWING, 256, 256)


def test_names_and_labels() -> None:
    assert set(HINTS) == {"scribble", "canny", "softedge"}
    assert all(kind.name == name and kind.label for name, kind in HINTS.items())


def test_scribble_keeps_the_width_and_canny_does_not() -> None:
    column = {name: make_hint(name, DRAWING, 256, 128)[:, 128, 0].sum() for name in HINTS}
    assert column["scribble"] == pytest.approx(8, abs=0.5)
    assert column["canny"] <= 2
    assert column["softedge"] > column["scribble"]


def test_canny_lines_are_whole() -> None:
    slanted = Document().with_stroke(Stroke([[10, 20], [240, 130], [30, 240]], 3))
    hint = make_hint("canny", slanted, 256, 256)[..., 0]
    assert set(np.unique(hint)) == {0.0, 1.0}
    count, _ = cv2.connectedComponents(hint.astype(np.uint8), connectivity=8)
    assert count == 2


def test_soft_edges_have_three_levels() -> None:
    assert set(np.unique(make_hint("softedge", DRAWING, 256, 128))) == {0.0, 0.5, 1.0}
    assert set(np.unique(make_picture_hint("softedge", photograph(), 128, 128))) <= {0.0, 0.5, 1.0}


def test_safe_steps() -> None:
    soft = np.array([0, 0.32, 0.34, 0.65, 0.67, 1], np.float32)
    assert lines.safe_steps(soft).tolist() == [0, 0, 0.5, 0.5, 1, 1]


@pytest.mark.parametrize(("width", "height"), [(128, 128), (320, 128), (128, 320), (600, 400)])
def test_a_picture_covers_what_is_asked_for(width: int, height: int) -> None:
    picture = photograph()
    assert lines.fitted(picture, width, height).shape == (height, width, 3)
    same = lines.fitted(picture, 300, 200)
    np.testing.assert_array_equal(same, picture)
