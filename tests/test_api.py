"""The interface for programs: the example of its page runs, and odd arguments are said."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import sketchpad
from sketchpad.document.io import project_file
from sketchpad.document.model import Document, Stroke
from sketchpad.generation.export.picture import read_settings

PAGE = Path(__file__).resolve().parents[1] / "docs" / "api.md"
DRAWING = Document(128, 128, (Stroke([(20, 20), (100, 100)]),), prompt="a cat")


@pytest.fixture(autouse=True)
def _tiny(monkeypatch: pytest.MonkeyPatch, tiny_model_dir: Path, tmp_path: Path) -> None:
    monkeypatch.setenv("SKETCHPAD_WEIGHTS", str(tiny_model_dir))
    monkeypatch.chdir(tmp_path)


def test_the_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    project_file.save(DRAWING, "house.sketchpad")
    (example,) = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    exec(compile(example, str(PAGE), "exec"), {})
    assert "4 of 4" in capsys.readouterr().out
    saved = read_settings("house.png")
    assert saved is not None
    assert saved.request is not None
    assert saved.request.document.prompt == "a red house by the sea"
    assert [m.name for m in saved.request.methods] == ["controlnet", "gligen"]


def test_the_same_gives_the_same_and_a_drawing_needs_no_file() -> None:
    one, other = (sketchpad.generate(DRAWING, steps=2, seed=3) for _ in range(2))
    assert np.array_equal(one.pixels, other.pixels)
    assert one.request == other.request
    assert one.request.document == DRAWING
    assert "generate" in sketchpad.__all__


@pytest.mark.parametrize(
    "odd", [{"boxes": ["cat"]}, {"method": "magic"}, {"steps": 0}, {"size": (3, 3)}, {"seed": -1}]
)
def test_odd_arguments_are_said(odd: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        sketchpad.generate(DRAWING, **odd)  # type: ignore[arg-type]
