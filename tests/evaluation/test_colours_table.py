"""The table of colours, on a tiny model that knows nothing."""

from __future__ import annotations

import numpy as np
import pytest

from sketchpad.cli import main as command_line
from sketchpad.document.model import Document, Stroke
from sketchpad.document.raster.paint_raster import underpainting
from sketchpad.evaluation.colours_table import COLOURS, distance, painted

LARGE = [(80, 80), (240, 80), (240, 240), (80, 240), (80, 80)]


def test_the_largest_place_within_lines_is_filled() -> None:
    small = [(20, 20), (60, 20), (60, 60), (20, 60), (20, 20)]
    page = painted(Document(256, 256, strokes=(Stroke(small, 3), Stroke(LARGE, 3))), 1)
    colours, where = underpainting(page)
    assert where[90:230, 90:230].all()
    assert not where[:70].any()
    assert f"#{bytes(colours[100, 100]).hex()}" == COLOURS[7]
    assert not painted(Document(256, 256, strokes=(Stroke([(0, 0), (9, 9)], 3),)), 2).is_painted


def test_the_distance_is_that_of_the_painted_place() -> None:
    page = painted(Document(256, 256, strokes=(Stroke(LARGE, 3),)), 0)
    colours, where = underpainting(page)
    assert distance(colours, page) == 0
    assert distance(np.where(where[..., None], colours, 7).astype(np.uint8), page) == 0
    white = np.full_like(colours, 255)
    assert distance(white, page) > 40


@pytest.mark.slow
def test_the_command(tiny_model_dir, tmp_path, capsys, monkeypatch) -> None:
    monkeypatch.setattr(command_line.logs, "start_logging", lambda: None)
    table = tmp_path / "table.md"
    command = [
        "evaluate",
        "--table",
        "colours",
        "--limit",
        "1",
        "--steps",
        "2",
        "--size",
        "128x128",
    ]
    assert (
        command_line.main([*command, "--model", str(tiny_model_dir), "--markdown", str(table)]) == 0
    )
    assert "denoising 0.6" in table.read_text("utf-8")
    assert "not begun from it" in capsys.readouterr().out
