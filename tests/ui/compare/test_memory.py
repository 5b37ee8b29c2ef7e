"""Many cells: what is painted of them is bounded, and so is what is kept in memory."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from sketchpad.ui.compare.cells.image_source import ImageCache, Shown
from sketchpad.ui.compare.compare_window import CompareWindow
from tests.ui.fake_engine import FakeEngine, picture_of

pytestmark = pytest.mark.slow


def grey(value: int, side: int = 64) -> np.ndarray:
    return np.full((side, side, 3), value, np.uint8)


def test_what_is_painted_is_small_and_bounded() -> None:
    cache = ImageCache(200_000)
    for value in range(20):
        image = cache.picture(Shown(value, lambda v=value: grey(v, 512)), 100, 512)
        assert image is not None
        assert image.width() == 128
    assert cache.in_memory <= 200_000
    large = cache.picture(Shown(0, lambda: grey(0, 512)), 900, 512)
    assert large is not None
    assert large.width() == 512
    assert cache.get("nothing", lambda: None) is None
    assert cache.get("nothing", lambda: QImage(4, 4, QImage.Format.Format_RGB32)) is not None


def test_many_cells(compare: CompareWindow, engine: FakeEngine) -> None:
    run, cache = compare.run, compare.sight.cache
    run.stop()
    run._pictures._memory = 10 * 256 * 256 * 3
    cache._memory = 4 << 20
    compare.tools.order.setCurrentIndex(0)
    bar = compare.matrix_bar
    bar.columns.axis.setCurrentIndex(bar.columns.axis.findData("seed"))
    bar.columns.text.setText("1-20")
    bar.rows.axis.setCurrentIndex(bar.rows.axis.findData("steps"))
    bar.rows.text.setText("1, 2, 3, 4")
    bar.columns.text.editingFinished.emit()
    assert len(run.cells) == 80
    engine.run_to_end()
    assert len(run.finished) == 80
    scroll = compare.grid.horizontalScrollBar()
    for value in range(0, scroll.maximum() + 1, max(1, scroll.maximum() // 5)):
        scroll.setValue(value)
        QApplication.processEvents()
        compare.grid.viewport().grab()
    assert cache.in_memory <= 4 << 20
    assert run._pictures.in_memory <= 10 * 256 * 256 * 3
    for number in (0, 37, 79):
        request = run.cells[number].request
        assert np.array_equal(
            run.cells[number].picture, picture_of(request, request.sampling.steps)
        )
