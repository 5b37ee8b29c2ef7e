"""The benchmark of the gallery fills one and finds what it looks for; no time is asserted."""

from __future__ import annotations

import pytest

from sketchpad.benchmarks import gallery
from sketchpad.benchmarks.gallery import gallery_table, gallery_times


@pytest.mark.slow
def test_everything_is_found(monkeypatch):
    monkeypatch.setattr(gallery, "_WINDOWS", 1)
    times, most = gallery_times(200)
    found = {one.what: one.count for one in times}
    assert found["everything"] == found["its window, until it is painted"] == 200
    assert 0 < found["three words"] < found["a word in every third prompt"] < 200
    assert 0 < found["a method"] < 200
    assert 0 < most < 10e6
    assert "three words" in gallery_table(times, most).text()
