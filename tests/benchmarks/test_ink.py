"""The benchmark of the pen's ink runs and counts; no time is asserted."""

from __future__ import annotations

import numpy as np
import pytest

from sketchpad.benchmarks.probes.ink import LINE, STROKES, full_page
from sketchpad.benchmarks.window import INK_TITLES, Gaps, ink_table, ink_times
from sketchpad.document.model import Document

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("processes"),
]  # that take all cores: one at a time


def test_the_full_page_is_full_and_always_the_same():
    page = full_page(Document(256, 256), 200)
    assert len(page.strokes) == 200
    assert page == full_page(Document(256, 256), 200)
    middles = np.array([stroke.points[:, :2].mean(axis=0) for stroke in page.strokes])
    assert (np.histogram2d(*middles.T, bins=3, range=[[0, 256], [0, 256]])[0] > 5).all()
    assert STROKES == 10_000


def test_each_phase_is_a_line_of_the_table():
    table = ink_table([Gaps(phase, 900, 4.0, 12.34, 16.0) for phase in INK_TITLES])
    assert all(INK_TITLES[phase] in table.text() for phase in INK_TITLES)
    assert "12.3" in table.markdown()


def test_ink_is_timed_in_a_window_of_its_own_alone_and_while_pictures_are_made(
    tiny_model_dir, monkeypatch
):
    monkeypatch.setenv("SKETCHPAD_WEIGHTS", str(tiny_model_dir))
    found = {one.phase: one for one in ink_times(0.4, ["empty", "empty+"])}
    assert list(found) == ["empty", "empty+", "own empty", "own empty+"]
    for phase in ("empty", "empty+"):
        assert found[phase].count % LINE == 0
        assert found[phase].count >= LINE
        assert 0 < found[phase].p50 <= found[phase].p99 <= found[phase].longest
        own = found[f"own {phase}"]
        assert own.count >= LINE
        assert 0 < own.p50 <= own.longest
        assert ink_table([own]).rows[0][0] == f"own: {INK_TITLES[phase]}"
