"""Random real actions on the whole window, with the real engine: a short form of `tests.reliability.chaos`."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.reliability.chaos import chaos


@pytest.mark.slow
def test_whatever_is_done_nothing_breaks(
    qapp: QApplication, tiny_model_dir: Path, tmp_path: Path
) -> None:
    report = chaos(15, 4, tmp_path, tiny_model_dir)
    assert report.faults == []
    assert report.actions >= 40
    assert set(report.widgets) == {0}
