"""Random tests that take the same time everywhere and never look at the clock, and tests that remember nothing."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from sketchpad.document import eraser
from sketchpad.document.edit import box_strokes
from sketchpad.document.prompt import known_words
from sketchpad.document.raster import paint_raster, reference_raster

settings.register_profile(
    "drawings",
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("drawings")


@pytest.fixture(autouse=True)
def _forgotten() -> None:
    """No test is answered with what an earlier one asked for."""
    for kept in (
        eraser._cut_by_erasers,
        box_strokes._owners,
        known_words.known_words,
        known_words._names,
        known_words._chinese,
        paint_raster._other,
        reference_raster._pixels,
    ):
        kept.cache_clear()
