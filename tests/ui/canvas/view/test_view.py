from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF, QSizeF

from sketchpad.ui.canvas.view.view import (
    LARGEST_ZOOM,
    SMALLEST_ZOOM,
    STEPS,
    View,
    centred,
    fitted,
)

views = st.builds(View, st.floats(0.05, 32), st.floats(-3000, 3000), st.floats(-3000, 3000))
spots = st.builds(QPointF, st.floats(-2000, 2000), st.floats(-2000, 2000))


@given(views, spots, st.floats(0.001, 1000))
def test_zoom_keeps_the_point_under_the_pointer(view, pointer, zoom):
    zoomed = view.zoomed(zoom, pointer)
    assert SMALLEST_ZOOM <= zoomed.zoom <= LARGEST_ZOOM
    moved = zoomed.to_widget(view.to_page(pointer)) - pointer
    assert moved.manhattanLength() < 1e-3


@given(views, spots)
def test_there_and_back(view, spot):
    assert (view.to_page(view.to_widget(spot)) - spot).manhattanLength() < 1e-6


@given(
    st.integers(128, 2048), st.integers(128, 2048), st.integers(200, 4000), st.integers(200, 4000)
)
def test_fit_shows_the_whole_page_in_the_middle(width, height, across, down):
    page, widget = QSizeF(width, height), QSizeF(across, down)
    view = fitted(page, widget)
    rect = view.page_rect(page)
    if view.zoom > SMALLEST_ZOOM:
        assert QRectF(0, 0, across, down).contains(rect)
    assert abs(rect.center().x() - across / 2) <= 0.5
    assert abs(rect.center().y() - down / 2) <= 0.5


@given(views, st.integers(128, 2048))
def test_the_page_cannot_be_lost(view, side):
    page, widget = QSizeF(side, side), QSizeF(500, 400)
    kept = view.kept_in(page, widget)
    assert kept.page_rect(page).intersects(QRectF(0, 0, 500, 400))
    assert kept.kept_in(page, widget) == kept


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_steps_go_through_100_percent_of_the_screen(ratio):
    view = centred(QSizeF(256, 256), QSizeF(400, 400), SMALLEST_ZOOM / ratio)
    seen = []
    for _ in range(40):
        view = view.stepped(1, QPointF(200, 200), ratio)
        seen.append(round(view.zoom * ratio, 6))
    assert 1.0 in seen
    assert sorted(set(seen)) == sorted(seen[: len(set(seen))])
    for _ in range(40):
        view = view.stepped(-1, QPointF(200, 200), ratio)
    assert view.zoom == pytest.approx(max(STEPS[0] / ratio, SMALLEST_ZOOM))
