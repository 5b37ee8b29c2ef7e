"""Control images of lines: white on black, three equal channels, 0..1."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from sketchpad.document.model import Box, Document, Stroke
from sketchpad.hints import lines
from sketchpad.hints.lines import fitted
from sketchpad.hints.registry import HINTS, make_hint

DRAWING = Document(256, 128).with_stroke(Stroke([[20, 64], [236, 64]], 8))
LINES = [name for name, kind in HINTS.items() if kind.lines]
SKETCH = Document(256, 192).with_strokes(
    [
        Stroke([[30, 40], [200, 30]], 5),
        Stroke([[200, 30], [220, 150], [60, 160], [30, 40]], 5),
        Stroke([[100, 80], [120, 110]], 5),
    ]
)


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
    )


def is_lines(hint: np.ndarray, width: int, height: int) -> bool:
    return is_hint(hint, width, height) and bool((hint == hint[..., :1]).all())


def test_every_kind_the_issue_asks_for() -> None:
    assert set(HINTS) == {
        "scribble",
        "canny",
        "lineart",
        "lineart_anime",
        "softedge",
        "mlsd",
        "depth",
        "normal",
        "segmentation",
        "openpose",
        "tile",
    }
    assert all(kind.name == name and kind.label for name, kind in HINTS.items())


@pytest.mark.parametrize("name", LINES)
def test_a_drawing_is_white_on_black(name: str) -> None:
    hint = make_hint(name, DRAWING, 256, 128)
    assert is_lines(hint, 256, 128)
    assert hint[63:66, 128, 0].max() == 1
    assert not hint[:40].any()


@pytest.mark.parametrize("name", LINES)
def test_nothing_drawn_is_black(name: str) -> None:
    hint = make_hint(name, Document(), 128, 192)
    assert is_lines(hint, 128, 192)
    assert not hint.any()


@pytest.mark.parametrize("name", HINTS)
def test_any_size_can_be_asked_for(name: str) -> None:
    document = SKETCH.with_box(Box("a girl", (0.1, 0.1, 0.6, 0.9)))
    hint = make_hint(name, document, 320, 448)
    assert is_hint(hint, 320, 448)
    assert hint.std() > 0


@pytest.mark.parametrize("name", LINES)
def test_a_picture_shows_its_edges(name: str) -> None:
    hint = HINTS[name].from_picture(fitted(photograph(), 192, 128))
    assert is_lines(hint, 192, 128)
    assert hint[25:40, 45:90].any()
    assert not hint[:20].any()


@pytest.mark.parametrize("name", LINES)
@pytest.mark.parametrize("colour", [0, 127, 255])
def test_an_even_picture_has_no_edges(name: str, colour: int) -> None:
    hint = HINTS[name].from_picture(fitted(np.full((90, 70, 3), colour, np.uint8), 128, 128))
    assert np.isfinite(hint).all()
    assert not hint.any()


@pytest.mark.parametrize("name", ["scribble", "lineart", "lineart_anime", "softedge"])
def test_a_scanned_drawing_gives_its_own_lines_whatever_its_polarity(name: str) -> None:
    ink = (make_hint("scribble", SKETCH, 256, 192) * 255).astype(np.uint8)
    dark, light = HINTS[name].from_picture(255 - ink), HINTS[name].from_picture(ink)
    assert is_lines(dark, 256, 192)
    assert (np.abs(dark - light) > 0.02).mean() < 1e-3
    drawn = ink[..., 0] > 200
    assert dark[drawn].mean() > 0.9
    assert dark[~drawn].mean() < 0.1


def test_a_photograph_is_no_drawing() -> None:
    from sketchpad.hints.lines import ink

    noise = np.random.default_rng(0).integers(0, 255, (90, 120, 3), np.uint8)
    for picture in (photograph(), noise, np.full((64, 64, 3), 255, np.uint8)):
        assert ink(picture) is None


def test_an_unknown_name() -> None:
    for make in (lambda: make_hint("nonsense", DRAWING, 256, 256),):
        with pytest.raises(KeyError):
            make()


def test_lines_are_as_wide_as_their_kind_wants_them() -> None:
    column = {name: make_hint(name, DRAWING, 256, 128)[:, 128, 0].sum() for name in LINES}
    assert column["scribble"] == pytest.approx(8, abs=0.5)
    assert column["canny"] <= 2
    assert column["mlsd"] == 1
    assert column["softedge"] > column["scribble"]
    large = {
        name: make_hint(name, DRAWING, 1024, 512)[:, 512, 0].sum()
        for name in ("lineart", "lineart_anime")
    }
    assert large["lineart"] == pytest.approx(4, abs=1.1)
    assert 1 <= large["lineart_anime"] < large["lineart"]


def test_canny_lines_are_whole() -> None:
    slanted = Document().with_stroke(Stroke([[10, 20], [240, 130], [30, 240]], 3))
    hint = make_hint("canny", slanted, 256, 256)[..., 0]
    assert set(np.unique(hint)) == {0.0, 1.0}
    count, _ = cv2.connectedComponents(hint.astype(np.uint8), connectivity=8)
    assert count == 2


def test_soft_edges_have_three_levels() -> None:
    assert set(np.unique(make_hint("softedge", DRAWING, 256, 128))) == {0.0, 0.5, 1.0}
    assert set(np.unique(HINTS["softedge"].from_picture(fitted(photograph(), 128, 128)))) <= {
        0.0,
        0.5,
        1.0,
    }


def test_curves_are_no_straight_lines() -> None:
    turn = np.linspace(0, 2 * np.pi, 80)
    circle = Stroke(np.stack([128 + 90 * np.cos(turn), 128 + 90 * np.sin(turn)], 1), 4)
    assert not make_hint("mlsd", Document().with_stroke(circle), 256, 256).any()
    wall = Stroke([[20, 20], [128, 21], [236, 20], [236, 200]], 4)
    both = Document().with_strokes([circle, wall])
    hint = make_hint("mlsd", both, 256, 256)[..., 0]
    assert hint[:60].sum() == pytest.approx(217 + 40, abs=4)
    wiped = both.with_stroke(Stroke([[20, 20], [236, 20]], 20, eraser=True))
    assert not make_hint("mlsd", wiped, 256, 256)[:12].any()


def test_line_art_of_a_photograph_is_what_is_darker_than_around() -> None:
    picture = np.full((80, 80, 3), 200, np.uint8)
    picture[:, 40] = 60
    for name in ("lineart", "lineart_anime"):
        hint = HINTS[name].from_picture(np.where(picture == 200, 150, picture).astype(np.uint8))
        assert hint[40, 40, 0] >= 0.45
        assert not hint[:, :20].any()


def test_safe_steps() -> None:
    soft = np.array([0, 0.32, 0.34, 0.65, 0.67, 1], np.float32)
    assert lines.safe_steps(soft).tolist() == [0, 0, 0.5, 0.5, 1, 1]


@pytest.mark.parametrize(("width", "height"), [(128, 128), (320, 128), (128, 320), (600, 400)])
def test_a_picture_covers_what_is_asked_for(width: int, height: int) -> None:
    picture = photograph()
    assert lines.fitted(picture, width, height).shape == (height, width, 3)
    same = lines.fitted(picture, 300, 200)
    np.testing.assert_array_equal(same, picture)


def test_ignored_strokes_are_in_no_hint() -> None:
    from dataclasses import replace

    ignored = SKETCH.with_strokes(replace(stroke, role="ignore") for stroke in SKETCH.strokes)
    for name in LINES:
        assert not make_hint(name, ignored, 256, 192).any()
    assert not make_hint("depth", ignored, 256, 192).any()
