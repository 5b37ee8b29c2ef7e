"""A project remembers which model of the catalogue it was made with; never a folder of somebody's computer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sketchpad.document.io import project_file
from sketchpad.document.model import Document
from sketchpad.generation.export.metadata import from_text, to_text
from sketchpad.generation.request.request import Request, Sampling
from sketchpad.ui.app.main_window import MainWindow

pytestmark = pytest.mark.slow


SAVED = {
    "sdxl": "sdxl",
    "stabilityai/sdxl-turbo": "stabilityai/sdxl-turbo",
    "": "",
    "/somewhere/else": "sd15",
    "../sdxl": "sd15",
    "nobody/knows": "sd15",
}


def test_the_model_of_a_project(
    window: MainWindow, drawing: Document, tmp_path: Path, subtests: pytest.Subtests
) -> None:
    for saved, then in SAVED.items():
        with subtests.test(saved=saved):
            window.settings.set(replace(window.settings.values, model="sd15"))
            request = replace(window.settings.values, model=saved).request(drawing).to_json()
            path = tmp_path / "drawing.sketchpad"
            project_file.save(drawing, path, project_file.Extra({"request": request}))
            assert window.project.open(path)
            assert window.settings.values.model == then
            choice = window.side.settings.model
            assert choice is not None
            assert choice.choice.currentData() == then


@pytest.mark.parametrize(
    ("model", "told"), [("sdxl", "sdxl"), ("", ""), ("/home/me/models/mine", "")]
)
def test_the_model_of_a_picture(drawing: Document, model: str, told: str) -> None:
    request = Request(drawing, Sampling(0, 4, 4.0), (), model)
    text = to_text(request)
    assert "/home/me" not in text
    read = from_text(text).request
    assert read is not None
    assert read.model == told
