from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image

from sketchpad.cli import main as command_line
from sketchpad.document import files
from sketchpad.document.model import Box, Document, Stroke

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _tiny(monkeypatch: pytest.MonkeyPatch, tiny_model_dir: Path) -> None:
    monkeypatch.setattr(command_line.logs, "start_logging", lambda: None)
    monkeypatch.setenv("SKETCHPAD_WEIGHTS", str(tiny_model_dir))


def drawing(tmp_path: Path, *, boxes: bool = True, lines: bool = True) -> Path:
    path = tmp_path / "drawing.sketchpad"
    strokes = (Stroke([[20, 20], [100, 100]]),) if lines else ()
    box = (Box("cat", (0.1, 0.1, 0.9, 0.9)),) if boxes else ()
    files.save(Document(128, 128, strokes, box, "a cat"), path)
    return path


def compare(*arguments: object) -> int:
    return command_line.main(["compare", *map(str, arguments)])


def test_four_modes_become_one_sheet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "sheet.png"
    assert compare("--sketch", drawing(tmp_path), "--steps", 2, "--out", out) == 0
    said = capsys.readouterr()
    assert said.out == f"{out}\n"
    for title in ("None", "Edge predictor", "ControlNet", "GLIGEN"):
        assert f"{title}: step 2 of 2" in said.err
    with Image.open(out) as sheet:
        assert sheet.width > 4 * 128


def test_a_method_without_anything_to_follow_is_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "sheet.png"
    path = drawing(tmp_path, boxes=False)
    assert compare("--sketch", path, "--steps", 1, "--out", out) == 0
    said = capsys.readouterr().err
    assert "GLIGEN is left out" in said
    assert "ControlNet: step" in said


def test_nothing_to_compare_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "sheet.png"
    path = drawing(tmp_path, boxes=False, lines=False)
    assert compare("--sketch", path, "--out", out) == 1
    assert "--sketch" in capsys.readouterr().err
    assert not out.exists()
