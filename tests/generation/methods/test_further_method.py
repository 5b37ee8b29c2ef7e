"""A method that is only registered is there everywhere: command line, matrix, files, tables."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sketchpad.benchmarks.pictures import bench_modes
from sketchpad.cli import main as command_line
from sketchpad.document.io import project_file
from sketchpad.document.model import Document, Stroke
from sketchpad.evaluation.cases import mode_title, modes
from sketchpad.generation.comparison.axis_syntax import changes_from, text_of
from sketchpad.generation.comparison.matrix import titles
from sketchpad.generation.export.a1111_text import to_a1111_text
from sketchpad.generation.export.bundle import load_bundle
from sketchpad.generation.export.metadata import from_text, to_text
from sketchpad.generation.export.picture import read_settings
from sketchpad.generation.methods.registry import METHODS, method_names
from sketchpad.generation.preflight.check import check
from sketchpad.generation.request.presets import Preset, Presets
from sketchpad.generation.request.request import MethodSettings, Request, Sampling
from tests.colour_method import COLOUR

DRAWING = Document(128, 128, (Stroke([[20, 20], [100, 20], [60, 100]]),), prompt="a cat")


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch, tiny_model_dir: Path) -> None:
    monkeypatch.setitem(METHODS, COLOUR.name, COLOUR)
    monkeypatch.setattr(command_line.logs, "start_logging", lambda: None)
    monkeypatch.setenv("SKETCHPAD_WEIGHTS", str(tiny_model_dir))


@pytest.fixture
def red() -> MethodSettings:
    return MethodSettings("colour", 2.0, 0.0, 0.5, red=1.0, green=0.0, soft=True)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "drawing.sketchpad"
    project_file.save(DRAWING, path)
    return path


def made(project: Path, out: Path, *words: object) -> np.ndarray:
    words = ("generate", "--sketch", project, "--steps", 4, "--seed", 3, "--out", out, *words)
    assert command_line.main([str(word) for word in words]) == 0
    with Image.open(out) as picture:
        return np.asarray(picture.convert("RGB")).astype(float)


@pytest.mark.slow
def test_pictures_on_the_command_line(
    project: Path, tmp_path: Path, red: MethodSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = made(project, tmp_path / "plain.png", "--method", "none")
    typed = "colour=2@0-1;red=1;green=0;blue=0"
    reddish = made(project, tmp_path / "red.png", "--method", typed)
    flags = ("--method", "colour=2@0-1", "--red", "0", "--green", "0", "--blue", "1")
    bluish = made(project, tmp_path / "blue.png", *flags)

    def middle(picture: np.ndarray) -> np.ndarray:
        return picture[32:96, 32:96].mean((0, 1))

    assert not np.array_equal(plain, reddish)
    assert middle(reddish)[0] > middle(bluish)[0]
    assert middle(reddish)[2] < middle(bluish)[2]
    found = read_settings(tmp_path / "red.png")
    assert found is not None
    assert found.request is not None
    assert found.request.methods == (MethodSettings("colour", 2.0, red=1.0, green=0.0, blue=0.0),)
    with pytest.raises(SystemExit):
        command_line.main(["generate", "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert "Colour: how red the middle is" in said


def test_comparison_and_bundle(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet, bundle = tmp_path / "sheet.png", tmp_path / "one.sketchcompare"
    words = ["--sketch", project, "--steps", 1, "--out", sheet, "--save-bundle", bundle]
    words += ["--method", "colour=2@0-1;red=1"]
    assert command_line.main(["compare", *map(str, words)]) == 0
    assert "Colour: step 1 of 1" in capsys.readouterr().err
    asked = [
        method for cell in load_bundle(bundle, [""]).cells for method in cell.plan.request.methods
    ]
    assert MethodSettings("colour", 2.0, red=1.0) in asked
    assert "colour" in method_names()


def test_matrix(red: MethodSettings, tiny_model_dir: Path) -> None:
    base = Request(DRAWING, Sampling(0, 2, 4.0), (), str(tiny_model_dir))
    changes = changes_from("methods", "colour, colour=2@0-0.5;red=1;green=0;soft", base)
    assert [change.value for change in changes] == [(MethodSettings("colour", 1.0),), (red,)]
    assert changes_from("methods", text_of(changes), base) == changes
    assert list(titles(changes).values())[1] == "Colour red 100 % green 0 % softly"


def test_files(red: MethodSettings, tmp_path: Path) -> None:
    request = Request(DRAWING, Sampling(0, 2, 4.0), (red,))
    assert from_text(to_text(request)).request.methods == (red,)
    assert Request.from_json(request.to_json(), DRAWING) == request
    line = 'Colour: "weight 2, from 0 to 0.5, red 1, green 0, softly"'
    assert line in to_a1111_text(request)
    presets = Presets(tmp_path / "presets.json")
    presets.save(Preset("Red", (red,)))
    assert presets.present() == (Preset("Red", (red,)),)


def test_preflight_and_tables(red: MethodSettings) -> None:
    bad = Request(DRAWING, Sampling(0, 2, 4.0), (red.replaced(red=3.0),))
    [problem] = check(bad)
    assert (problem.code, problem.where) == ("bad_setting", "method:colour")
    assert check(bad.with_methods(red)) == []
    assert "colour" in modes()
    assert "colour" in tuple(bench_modes())
    assert mode_title("colour") == "Colour"
