"""A reference picture as a control image: where it lies, what was erased of it, and together with what was drawn."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from sketchpad.document.model import Document, Reference, Stroke
from sketchpad.document.raster.reference_raster import pixels, placed
from sketchpad.errors import AnnotatorMissing
from sketchpad.guidance.lines import hint_key, line_hint, line_weights, lines_key
from sketchpad.hints.reference import OPTIONS, keywords
from sketchpad.hints.registry import HINTS, make_hint


def png(picture: np.ndarray) -> bytes:
    data = BytesIO()
    Image.fromarray(picture).save(data, "PNG")
    return data.getvalue()


def disc(side: int = 128) -> np.ndarray:
    """A dark disc on light ground, softly coloured."""
    y, x = np.mgrid[:side, :side]
    inside = np.hypot(x - side / 2, y - side / 2) < side / 4
    picture = np.full((side, side, 3), (230, 220, 200), np.uint8)
    picture[inside] = (60, 90, 120)
    return picture


def page(kind: str = "canny", **changes: object) -> Document:
    return Document(128, 128, reference=Reference(png(disc()), kind=kind, **changes))  # type: ignore[arg-type]


def test_the_reference_of_a_kind_is_the_control_image_of_that_kind_alone() -> None:
    expected = HINTS["canny"].from_picture(disc())
    np.testing.assert_array_equal(line_hint(page(), "canny"), expected)
    assert expected.any()
    assert not line_hint(page(), "scribble").any()
    assert not line_hint(page(kind=""), "canny").any()


@pytest.mark.parametrize("kind", [name for name, one in HINTS.items() if one.lines])
def test_drawn_lines_are_added_and_erasers_take_away(kind: str) -> None:
    document = page(kind)
    alone = line_hint(document, kind)
    line = Stroke([(5, 5), (5, 120)], 3)
    both = line_hint(document.with_stroke(line), kind)
    np.testing.assert_array_equal(
        both, np.maximum(alone, make_hint(kind, Document(128, 128, (line,)), 128, 128))
    )
    rubbed = line_hint(document.with_stroke(Stroke([(0, 64), (128, 64)], 24, eraser=True)), kind)
    assert not rubbed[60:68].any()
    np.testing.assert_array_equal(rubbed[:48], alone[:48])
    again = document.with_stroke(Stroke([(0, 64), (128, 64)], 24, eraser=True)).with_stroke(
        Stroke([(10, 64), (100, 64)], 3)
    )
    assert line_hint(again, kind)[64, 50].max() > 0.5, "what is drawn afterwards is seen"


def test_it_lies_where_it_was_put() -> None:
    right = line_hint(page(rect=(0.5, 0.0, 1.0, 0.5)), "canny")[..., 0]
    assert not right[:, :64].any()
    assert not right[64:].any()
    assert right[:64, 64:].any()
    assert not line_hint(page(rect=(1.5, 0.0, 2.0, 0.5)), "canny").any()
    huge = line_hint(page(rect=(-60.0, -60.0, 60.0, 60.0)), "canny")
    assert huge.shape == (128, 128, 3)


@pytest.mark.parametrize(
    "rect",
    [(0.0, 0.0, 1.0, 1.0), (-0.3, 0.2, 0.9, 1.4), (0.1, -2.0, 0.6, 3.0), (0.25, 0.25, 0.75, 0.75)],
)
def test_a_place_of_the_picture_comes_to_its_place_of_the_page(
    rect: tuple[float, float, float, float],
) -> None:
    across = np.linspace(0, 255, 200).astype(np.uint8)
    ramp = np.repeat(np.repeat(across[None], 160, 0)[..., None], 3, 2)
    found = placed(ramp, rect, 128, 192)
    assert found is not None
    part, left, top = found
    columns = (left + np.arange(part.shape[1]) + 0.5) / 128
    expected = np.clip((columns - rect[0]) / (rect[2] - rect[0]), 0, 1) * 255
    assert np.abs(part[part.shape[0] // 2, :, 0] - expected).max() <= 3
    assert top >= 0
    assert top + part.shape[0] <= 192


def test_options_change_it_and_hostile_ones_do_no_harm() -> None:
    soft = page("canny", options=(("low", 1.0), ("high", 20.0)))
    assert line_hint(soft, "canny").sum() >= line_hint(page(), "canny").sum()
    assert not line_hint(
        page(options=(("low", 500.0), ("high", 500.0), ("blur", 6.0))), "canny"
    ).any()
    wild = page(options=(("low", -1e9), ("high", 1e9), ("blur", 1e300), ("system", 3.0)))
    assert line_hint(wild, "canny").shape == (128, 128, 3)
    assert keywords("canny", (("low", 99.6), ("nothing", 1.0))) == {"low": 100}


@pytest.mark.parametrize("kind", OPTIONS)
def test_usual_options_change_nothing(kind: str) -> None:
    usual = {option.name: option.default for option in OPTIONS[kind]}
    picture = np.repeat(disc()[..., :1], 3, axis=2)
    np.testing.assert_array_equal(
        HINTS[kind].from_picture(picture, **usual), HINTS[kind].from_picture(picture)
    )


def test_keys_change_with_it() -> None:
    one, other = page(), page(options=(("low", 50.0),))
    assert hint_key(one, "canny") != hint_key(other, "canny")
    assert hint_key(one, "canny") != hint_key(Document(128, 128), "canny")
    assert (
        hint_key(one, "depth") == hint_key(other, "depth") == hint_key(Document(128, 128), "depth")
    )
    assert lines_key(page("scribble")) != lines_key(page("canny"))


def test_maps_take_the_place_of_what_is_made_from_the_drawing() -> None:
    grey = np.repeat(np.linspace(0, 255, 128).astype(np.uint8)[None, :, None], 128, 0).repeat(3, 2)
    document = Document(128, 128, reference=Reference(png(grey), kind="depth"))
    np.testing.assert_allclose(line_hint(document, "depth"), HINTS["depth"].from_picture(grey))
    rubbed = document.with_stroke(Stroke([(0, 64), (128, 64)], 24, eraser=True))
    assert not line_hint(rubbed, "depth")[64].any()
    with pytest.raises(AnnotatorMissing):
        line_hint(page("depth"), "depth")
    assert HINTS["depth"].can_be_made(document)
    assert not HINTS["depth"].can_be_made(page("canny"))


def test_a_damaged_picture_is_none() -> None:
    broken = png(disc())[:200]
    assert pixels(Reference(broken)) is None
    assert not line_hint(
        Document(128, 128, reference=Reference(broken, kind="canny")), "canny"
    ).any()


def test_the_lines_of_a_scribbled_reference_are_followed() -> None:
    document = page("scribble").with_stroke(Stroke([(4, 4), (4, 20)], 3, role="loose"))
    weights = line_weights(document, 128, 128)
    assert weights[10, 4] < 0.5
    assert weights[64, 96] == 1
