"""The drawing as pixels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpad.document.model import Document, Stroke
from sketchpad.document.raster.raster import (
    GENTLEST,
    WEIGHTS,
    LineRaster,
    ink_changed,
    render_lines,
    render_weights,
)
from tests.document.strategies import documents


def drawn(*strokes: Stroke, size: int = 128) -> np.ndarray:
    return render_lines(Document(size, size, strokes), size, size)


def ink(picture: np.ndarray) -> float:
    """Area of the lines in pixels."""
    return float(picture.sum()) / 255


def test_nothing_drawn_is_black() -> None:
    picture = render_lines(Document(), 192, 128)
    assert picture.shape == (128, 192)
    assert picture.dtype == np.uint8
    assert not picture.any()


def test_a_line_is_white_where_it_was_drawn() -> None:
    picture = drawn(Stroke([[10, 64], [118, 64]], 6))
    assert (picture[62:66, 12:116] == 255).all()
    assert not picture[:58].any()
    assert not picture[70:].any()


@pytest.mark.parametrize("width", [1.0, 2.0, 3.5, 8.0, 20.0])
def test_width_is_what_was_asked_for(width: float) -> None:
    picture = drawn(Stroke([[-50, 64], [178, 64]], width))
    assert ink(picture) / 128 == pytest.approx(width, rel=0.12, abs=0.3)


@pytest.mark.parametrize("angle", [0, 17, 45, 71, 90])
def test_width_does_not_depend_on_direction(angle: float) -> None:
    way = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))]) * 40
    picture = drawn(Stroke([64 - way, 64 + way], 6))
    assert ink(picture) == pytest.approx(80 * 6 + np.pi * 9, rel=0.08)


def test_coordinates_are_corners_of_pixels_not_their_middles() -> None:
    picture = drawn(Stroke([[0, 64], [128, 64]], 8)).astype(float)
    np.testing.assert_allclose(picture[56:64].sum(), picture[64:72].sum(), rtol=0.1)


def test_pressure_narrows_the_line() -> None:
    t = np.linspace(0, 1, 50)
    picture = drawn(Stroke(np.stack([14 + 100 * t, 64 + 0 * t, t], axis=1), 20))
    across = (picture > 127).sum(axis=0)
    assert across[18] < across[64] < across[110]
    assert across[110] == pytest.approx(19, abs=2)


def test_a_dot_is_round() -> None:
    assert ink(drawn(Stroke([[64, 64]], 20))) == pytest.approx(np.pi * 100, rel=0.08)
    assert ink(drawn(Stroke([[64, 64, 0.0], [64, 64, 0.0]], 20))) == pytest.approx(
        np.pi * 4, rel=0.35
    )


def test_an_eraser_takes_away_only_what_was_there_before() -> None:
    line, eraser = Stroke([[10, 64], [118, 64]], 6), Stroke([[64, 10], [64, 118]], 10, eraser=True)
    assert drawn(line, eraser)[64, 64] == 0
    assert drawn(eraser, line)[64, 64] == 255
    assert drawn(line, eraser)[64, 30] == 255
    assert drawn(line, eraser, line)[64, 64] == 255


def test_lines_are_antialiased() -> None:
    picture = drawn(Stroke([[10, 20], [118, 97]], 3))
    assert len(np.unique(picture)) > 6


def test_another_size_shows_the_same_drawing() -> None:
    document = Document(256, 256).with_stroke(Stroke([[40, 200], [200, 60]], 10))
    small, large = render_lines(document, 256, 256), render_lines(document, 1280, 1280)
    assert ink(large) / 25 == pytest.approx(ink(small), rel=0.05)


def test_a_fixed_line_width_spares_the_eraser() -> None:
    strokes = (Stroke([[0, 64], [128, 64]], 30), Stroke([[64, 0], [64, 128]], 20, eraser=True))
    picture = render_lines(Document(128, 128, strokes), 128, 128, line_width=2)
    assert ink(picture) == pytest.approx(2 * 108, rel=0.2)


def test_far_away_and_huge_strokes_do_no_harm() -> None:
    picture = drawn(Stroke([[-9e5, 64], [9e5, 64]], 5), Stroke([[5e5, 5e5]], 3))
    assert ink(picture) == pytest.approx(5 * 128, rel=0.1)
    assert (drawn(Stroke([[64, 64], [70, 64]], 1e6)) == 255).all()


def test_grouping_by_thickness_changes_nothing() -> None:
    rng = np.random.default_rng(3)
    strokes = tuple(
        Stroke(rng.random((9, 3)) * (128, 128, 1), 1 + 12 * rng.random()) for _ in range(12)
    )
    together = drawn(*strokes)
    one_by_one = np.max([drawn(stroke) for stroke in strokes], axis=0)
    assert np.abs(together.astype(int) - one_by_one).mean() < 1.5


@given(documents)
def test_any_drawing_can_be_drawn(document: Document) -> None:
    picture = render_lines(document, 128, 192)
    assert picture.shape == (192, 128)
    if not any(not stroke.eraser for stroke in document.strokes):
        assert not picture.any()


def line(y: float, role: str = "follow", pressure: float = 1.0, width: float = 6) -> Stroke:
    return Stroke([[10, y, pressure], [118, y, pressure]], width, role=role)  # type: ignore[arg-type]


def weighed(*strokes: Stroke, size: int = 128) -> np.ndarray:
    return render_weights(Document(128, 128, strokes), size, size)


def test_a_stroke_to_be_ignored_is_not_drawn() -> None:
    assert not drawn(line(64, "ignore")).any()
    kept = line(30)
    assert (drawn(kept, line(64, "ignore")) == drawn(kept)).all()
    assert (drawn(line(64, "loose")) == drawn(line(64))).all()


def test_weights_say_how_closely_a_line_is_followed() -> None:
    weights = weighed(line(20), line(60, "loose"), line(100, "ignore"))
    assert weights.dtype == np.float32
    assert weights[20, 64] == pytest.approx(1.0)
    assert weights[60, 64] == pytest.approx(WEIGHTS["loose"], abs=1 / 255)
    assert weights[100, 64] == 0
    assert weights[40, 64] == 0


@pytest.mark.parametrize("pressure", [0.0, 0.5, 1.0])
def test_pressure_is_weight(pressure: float) -> None:
    expected = GENTLEST + (1 - GENTLEST) * pressure
    assert weighed(line(64, pressure=pressure, width=12))[64, 64] == pytest.approx(
        expected, abs=0.02
    )


def test_rims_of_a_line_weigh_as_much_as_its_middle() -> None:
    lines = drawn(Stroke([[10.3, 20.7], [110.2, 101.4]], 5))
    weights = weighed(Stroke([[10.3, 20.7], [110.2, 101.4]], 5))
    assert ((weights > 0) == (lines > 0)).mean() > 0.999  # a sixteenth of a grey level is no ink
    assert weights[weights > 0].min() > 0.999


@pytest.mark.parametrize("order", [1, -1])
def test_where_lines_cross_the_stricter_counts(order: int) -> None:
    loose = Stroke([[64, 10], [64, 118]], 6, role="loose")
    weights = weighed(*[line(64), loose][::order])
    assert weights[64, 64] == pytest.approx(1.0)
    assert weights[30, 64] == pytest.approx(WEIGHTS["loose"], abs=1 / 255)


def test_an_eraser_takes_the_weight_away() -> None:
    weights = weighed(line(64), Stroke([[64, 64]], 20, eraser=True))
    assert weights[64, 64] == 0
    assert weights[64, 30] == pytest.approx(1.0)


def test_weights_at_the_size_of_latents() -> None:
    weights = weighed(line(64, "loose"), size=16)
    assert weights.shape == (16, 16)
    assert weights.max() == pytest.approx(WEIGHTS["loose"], abs=1 / 255)


@given(documents)
def test_weights_are_where_lines_are(document: Document) -> None:
    lines, weights = (render(document, 64, 64) for render in (render_lines, render_weights))
    assert weights.min() >= 0
    assert weights.max() <= 1
    assert (lines[weights == 0] <= 8).all()
    assert ((weights > 0) & (lines == 0)).mean() < 0.02


@given(documents, st.data())
def test_going_on_looks_like_drawing_anew(document: Document, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, len(document.strokes)))
    before = document.with_strokes(document.strokes[:count])
    going_on, anew = LineRaster(), LineRaster()
    for method in ("lines", "weights"):
        getattr(going_on, method)(before, 64, 64)
        found, expected = (getattr(raster, method)(document, 64, 64) for raster in (going_on, anew))
        assert np.array_equal(found, expected)


def test_what_is_kept_is_for_its_own_drawing_size_and_width() -> None:
    raster = LineRaster()
    first, second = Document(128, 128, (line(20),)), Document(128, 192, (line(20), line(90)))
    for document in (first, second, second.without_stroke(0), first):
        for width in (None, 1.0, 9.0):
            for side in (64, 96):
                found = raster.lines(document, side, side, width)
                assert np.array_equal(found, LineRaster().lines(document, side, side, width))


def test_nobody_can_spoil_what_is_kept() -> None:
    raster, document = LineRaster(), Document(128, 128, (line(20),))
    expected = LineRaster().lines(document, 128, 128)
    raster.lines(document, 128, 128)[:] = 77
    raster.weights(document, 128, 128)[:] = 0.5
    assert np.array_equal(raster.lines(document, 128, 128), expected)


def test_only_so_much_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sketchpad.document.raster.raster.KEPT", 3 * 256 * 256)
    raster, document = LineRaster(), Document(128, 128, (line(20),))
    for width in (1.0, 2.0, 3.0, 4.0):
        raster.lines(document, 64, 64, width)
    assert [key[0][1] for key, _, _ in raster._kept] == [16.0, 12.0, 8.0]  # type: ignore[index]


def test_a_lighter_line_over_an_erased_place_leaves_the_stricter_one_beside_it() -> None:
    loose = Stroke([[64, 10], [64, 118]], 6, role="loose")
    weights = weighed(line(64), Stroke([[100, 64]], 10, eraser=True), loose)
    assert weights[64, 64] == pytest.approx(1.0)
    assert weights[30, 64] == pytest.approx(WEIGHTS["loose"], abs=1 / 255)
    assert weights[64, 100] == 0


def test_what_is_kept_has_a_limit_and_is_not_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    from sketchpad.document.raster import raster

    made = LineRaster()
    first = Document(128, 128, (line(30),))
    page = made.lines(first, 128, 128)
    more = made.lines(first.with_stroke(line(90)), 128, 128)
    assert np.array_equal(made.lines(first, 128, 128), page)
    assert not np.array_equal(more, page)
    assert len(made._kept) <= 2
    monkeypatch.setattr(raster, "KEPT", 0)
    made.lines(first, 64, 64)
    assert made._kept == []


def test_large_pictures_are_drawn_less_finely() -> None:
    thin = Document(128, 128, (Stroke([(0, 64), (128, 64)], 0.26),))
    fine, coarse = render_lines(thin, 1024, 1024), render_lines(thin, 1088, 1088)
    assert len(np.unique(fine)) <= 5
    assert set(np.unique(coarse)) <= {0, 64, 127, 128, 191, 255}
    assert ink(fine) == pytest.approx(0.26 * 8 * 1024, rel=0.3)


@pytest.mark.parametrize(
    ("role", "pressure"), [("follow", 1), ("follow", 0), ("loose", 1), ("loose", 0.5)]
)
def test_the_weight_of_a_line(role: str, pressure: float) -> None:
    expected = WEIGHTS[role] * (GENTLEST + (1 - GENTLEST) * pressure)  # type: ignore[index]
    found = weighed(line(64, role, pressure))
    assert found[64, 64] == pytest.approx(expected, abs=1 / 255)
    assert found.max() == pytest.approx(expected, abs=1 / 255)
    assert found.dtype == np.float32


def test_what_of_the_ink_is_new_or_gone() -> None:
    one = Document(strokes=(Stroke([(10, 100), (200, 100)], 8),))
    assert ink_changed(one, one) == 0
    assert ink_changed(Document(), Document()) == 0
    assert ink_changed(one, Document()) == ink_changed(Document(), one) == 1
    more = one.with_stroke(Stroke([(10, 200), (200, 200)], 8))
    assert 0.4 < ink_changed(one, more) < 0.6
    hidden = more.with_layer("sketch", visible=False)
    assert ink_changed(more, hidden) == 1
