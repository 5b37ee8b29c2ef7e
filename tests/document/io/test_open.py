from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from sketchpad.document.io import project_file
from sketchpad.document.io.samples import open_drawing
from sketchpad.document.model import Document, Stroke
from sketchpad.errors import BadDocument, BadPicture

if TYPE_CHECKING:
    from pathlib import Path


def test_a_project_keeps_its_size_and_what_was_saved_beside_it(tmp_path: Path) -> None:
    document = Document(128, 192, (Stroke([[1, 2], [3, 4]]),), prompt="a cat")
    path = tmp_path / "A.SKETCHPAD"
    project_file.save(document, path, project_file.Extra({"steps": 3}))
    opened, extra = open_drawing(path, 512, 512)
    assert opened == document
    assert extra is not None
    assert extra.settings["steps"] == 3


def test_an_svg_and_a_picture_are_fitted(tmp_path: Path) -> None:
    svg = tmp_path / "a.svg"
    svg.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
        '<path d="M1 1 L8 8" stroke="black" fill="none"/></svg>'
    )
    page = np.full((64, 64), 255, np.uint8)
    page[10:50, 30:34] = 0
    png = tmp_path / "a.png"
    Image.fromarray(page).save(png)
    for path in (svg, png):
        document, extra = open_drawing(path, 128, 192)
        assert (document.width, document.height) == (128, 192)
        assert document.strokes
        assert extra is None


@pytest.mark.parametrize("name", ["a.sketchpad", "a.svg", "a.png", "a"])
def test_what_is_not_there(name: str, tmp_path: Path) -> None:
    with pytest.raises((BadDocument, BadPicture), match="not there"):
        open_drawing(tmp_path / name)
