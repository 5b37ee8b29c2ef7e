from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image

from sketchpad.cli import main as command_line
from sketchpad.document.io import project_file
from sketchpad.document.model import Box, Document, Stroke
from tests.generation.export.test_bundle_files import write_lora

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _tiny(monkeypatch: pytest.MonkeyPatch, tiny_model_dir: Path) -> None:
    monkeypatch.setattr(command_line.logs, "start_logging", lambda: None)
    monkeypatch.setenv("SKETCHPAD_WEIGHTS", str(tiny_model_dir))


def drawing(tmp_path: Path, *, boxes: bool = True, lines: bool = True) -> Path:
    path = tmp_path / "drawing.sketchpad"
    strokes = (Stroke([[20, 20], [100, 100]]),) if lines else ()
    box = (Box("cat", (0.1, 0.1, 0.9, 0.9)),) if boxes else ()
    project_file.save(Document(128, 128, strokes, box, "a cat"), path)
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


def test_rows_and_columns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files_ = {
        "--out": tmp_path / "sheet.pdf",
        "--animation": tmp_path / "steps.gif",
        "--record": tmp_path / "record.html",
        "--save-bundle": tmp_path / "one.sketchcompare",
    }
    options = [part for pair in files_.items() for part in pair]
    sides = ("--columns", "methods=none,controlnet=0.5", "--rows", "seeds=3-4")
    assert compare("--sketch", drawing(tmp_path), "--steps", 2, *sides, *options) == 0
    said = capsys.readouterr()
    assert said.out.split() == [str(path) for path in files_.values()]
    for title in ("None · seed 3", "ControlNet · seed 4"):
        assert f"{title}: step 2 of 2" in said.err
    assert all(path.stat().st_size > 500 for path in files_.values())
    # The bundle runs again to the same pictures, and says so.
    assert compare(files_["--save-bundle"], "--out", tmp_path / "again.png") == 0
    said = capsys.readouterr()
    assert said.out.count(": the same") == 4
    assert "different" not in said.out


def test_a_bundle_with_a_lora_needs_the_same_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lora, path = write_lora(tmp_path / "style.safetensors"), tmp_path / "sent" / "one.sketchcompare"
    path.parent.mkdir()
    given = ("--sketch", drawing(tmp_path), "--steps", 1, "--lora", lora)
    columns = ("--columns", "methods=none,controlnet;in=boxes,controlnet=0.5,controlnet=1")
    assert compare(*given, *columns, "--save-bundle", path) == 0
    said = capsys.readouterr().err
    for title in ("None", "ControlNet in the boxes", "ControlNet 0.5", "ControlNet 1"):
        assert f"{title}: step 1 of 1" in said
    assert compare(path) == 0
    assert capsys.readouterr().out.count(": the same") == 4
    lora.rename(path.parent / lora.name)
    assert compare(path) == 0
    (path.parent / lora.name).unlink()
    capsys.readouterr()
    assert compare(path) == 1
    said = capsys.readouterr()
    assert "neither where they were nor beside it: “style.safetensors”" in said.err
    assert "Traceback" not in said.err
    assert not said.out


def test_a_bundle_of_another_model_says_what_differs(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tiny_model_dir: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from tests.tiny import build_tiny_model

    path = tmp_path / "one.sketchcompare"
    sides = ("--columns", "methods=none", "--rows", "seed=3")
    assert compare("--sketch", drawing(tmp_path), "--steps", 1, *sides, "--save-bundle", path) == 0
    other = build_tiny_model(tmp_path / "other", seed=5, prediction_type="epsilon")
    monkeypatch.setenv("SKETCHPAD_WEIGHTS", str(other))
    assert compare(path) == 1
    said = capsys.readouterr()
    assert "None · seed 3: different" in said.out
    assert "another model (Tiny 0)" in said.err
    assert compare(path, "--model", tiny_model_dir) == 0


@pytest.mark.parametrize(
    "sides",
    [("--rows", "colour=red"), ("--columns", "seed"), ("--rows", "seed=x")],
)
def test_sides_that_make_no_sense(
    tmp_path: Path, sides: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    code = compare("--sketch", drawing(tmp_path), *sides, "--out", tmp_path / "sheet.png")
    assert code != 0
    assert "“" in capsys.readouterr().err
    assert not (tmp_path / "sheet.png").exists()


def test_somewhere_it_must_go(tmp_path: Path) -> None:
    assert compare("--sketch", drawing(tmp_path)) == 2


def test_the_best_of_several_seeds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "sheet.png"
    given = ("--sketch", drawing(tmp_path), "--steps", 1, "--seed", 5, "--out", out)
    assert compare(*given, "--best-of", 3) == 0
    ranks = [line for line in capsys.readouterr().out.splitlines() if line[:1].isdigit()]
    assert len(ranks) == 3
    scores = [int(line.rsplit(" ", 2)[1]) for line in ranks]
    assert scores == sorted(scores, reverse=True)
    assert {line.split(":")[0].split(". ")[1] for line in ranks} == {"seed 5", "seed 6", "seed 7"}
    assert compare(*given, "--overwrite", "--best-of", 3, "--rows", "seed=1-2") == 2
    assert compare(*given, "--overwrite", "--best-of", 1000) != 0
