"""The drawing, its picture and both together as files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sketchpad.document.io.layered.openraster import read_ora
from sketchpad.document.model import Document, Paint, Stroke
from sketchpad.errors import BadPicture
from sketchpad.generation.export.drawing_file import export_cut_out, export_drawing, export_layers
from sketchpad.generation.export.picture import read_settings
from sketchpad.generation.request.request import Request, Sampling

DRAWING = Document(128, 192, (Stroke([(20, 20), (100, 150)], 6.0),), prompt="a cat")
REQUEST = Request(DRAWING, Sampling(5, 2, 4.0))


@pytest.fixture
def picture() -> np.ndarray:
    picture = np.full((192, 128, 3), 255, np.uint8)
    picture[50:100, 30:90] = 200, 30, 30
    return picture


def test_the_lines_as_svg_and_as_a_picture(tmp_path: Path) -> None:
    export_drawing(DRAWING, tmp_path / "a.svg")
    assert (tmp_path / "a.svg").read_text().count("<path") == 1
    export_drawing(DRAWING, tmp_path / "a.png")
    lines = np.asarray(Image.open(tmp_path / "a.png"))
    assert lines.shape == (192, 128, 3)
    assert lines.min() == 0
    assert (lines == 255).mean() > 0.9
    paint = Paint(Stroke([(5, 5), (60, 5), (60, 180), (5, 180)]), "#ff8000", filled=True)
    export_drawing(DRAWING.with_paints([paint]), tmp_path / "c.png")
    painted = np.asarray(Image.open(tmp_path / "c.png"))
    assert painted[170, 30].tolist() == [255, 128, 0]
    assert painted[20, 20].max() < 20  # lines lie over it
    hidden = DRAWING.with_layer("sketch", visible=False)
    export_drawing(hidden, tmp_path / "b.png")
    assert (np.asarray(Image.open(tmp_path / "b.png")) == 255).all()


@pytest.mark.parametrize(("suffix", "trim"), [(".png", True), (".webp", False)])
def test_a_cut_out_says_what_made_it(
    tmp_path: Path, picture: np.ndarray, suffix: str, trim: bool
) -> None:
    path = tmp_path / f"a{suffix}"
    export_cut_out(picture, REQUEST, path, trim=trim)
    with Image.open(path) as image:
        assert image.mode == "RGBA"
        assert image.size == ((60, 50) if trim else (128, 192))
    saved = read_settings(path)
    assert saved is not None
    assert saved.request is not None
    assert saved.request.document.prompt == "a cat"
    export_cut_out(picture, REQUEST, path, trim=trim, metadata=False)
    assert read_settings(path) is None


def test_what_cannot_be_cut_out_or_kept_is_refused(tmp_path: Path, picture: np.ndarray) -> None:
    with pytest.raises(BadPicture) as caught:
        export_cut_out(np.full_like(picture, 255), None, tmp_path / "a.png")
    assert caught.value.reason == "no_thing"
    with pytest.raises(BadPicture):
        export_cut_out(picture, REQUEST, tmp_path / "a.jpg")
    with pytest.raises(BadPicture):
        export_layers(DRAWING, picture, tmp_path / "a.tiff")
    assert not list(tmp_path.iterdir())


def test_layers_are_of_the_pictures_size_if_it_is_of_this_page(
    tmp_path: Path, picture: np.ndarray
) -> None:
    path = tmp_path / "a.ora"
    for given, size, count in (
        (None, (128, 192), 1),
        (picture, (128, 192), 2),
        (picture.repeat(2, axis=0).repeat(2, axis=1), (256, 384), 2),
        (picture[:100], (128, 192), 1),
    ):
        export_layers(DRAWING, given, path)
        read = read_ora(path)
        assert (read.width, read.height) == size
        assert len(read.layers) == count
