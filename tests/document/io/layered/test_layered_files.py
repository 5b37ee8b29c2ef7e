"""Drawings in layered files: written, read back, read from other programs, refused."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sketchpad.document.io.layered.files import SUFFIXES, read_layered, write_layered
from sketchpad.document.io.layered.layered import (
    MOST_LAYERS,
    Layered,
    PixelLayer,
    document_of,
    layers_of,
)
from sketchpad.document.io.layered.openraster import read_ora, write_ora
from sketchpad.document.io.layered.photoshop import read_psd, write_psd
from sketchpad.document.io.picture import encode, read_picture
from sketchpad.document.io.samples import open_drawing
from sketchpad.document.model import Box, Document, Paint, Stroke
from sketchpad.document.raster.paint_raster import on_paper, render_paint
from sketchpad.document.raster.raster import render_lines
from sketchpad.errors import BadPicture, HugePicture, SketchpadError

READ = {".psd": read_psd, ".ora": read_ora}
WRITE = {".psd": write_psd, ".ora": write_ora}
DRAWING = Document(
    192,
    128,
    (Stroke([(20, 20), (160, 30), (150, 110)], 5.0), Stroke([(30, 100), (90, 60)], 5.0)),
    (Box("a red cat", (0.1, 0.2, 0.6, 0.9)), Box("太阳", (0.7, 0.0, 1.0, 0.25))),
)
PICTURE = np.random.default_rng(1).integers(0, 256, (128, 192, 3), np.uint8)


def patch(colour: tuple[int, int, int, int], width: int = 10, height: int = 10) -> np.ndarray:
    return np.full((height, width, 4), colour, np.uint8)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_drawing_comes_back_from_its_layers(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"drawing{suffix}"
    write_layered(path, DRAWING, PICTURE)
    layered = READ[suffix](path)
    assert [layer.name for layer in layered.layers] == [
        "Result", "Box: a red cat", "Box: 太阳", "Sketch",
    ]  # fmt: skip
    assert layered.merged is not None
    assert np.array_equal(layered.merged, layers_of(DRAWING, PICTURE).merged)
    read = read_layered(path, 512, 512)
    assert (read.width, read.height) == (192, 128)
    assert [box.phrase for box in read.boxes] == ["a red cat", "太阳"]
    for box, before in zip(read.boxes, DRAWING.boxes, strict=True):
        assert np.allclose(box.rect, before.rect, atol=0.005)
    ink, drawn = (render_lines(one, 192, 128) > 127 for one in (read, DRAWING))
    assert (ink & drawn).sum() > 0.8 * (ink | drawn).sum()
    assert read.reference is not None
    assert read.reference.rect == (0, 0, 1, 1)
    assert np.array_equal(read_picture("a", data=read.reference.picture), PICTURE)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_pixels_places_and_faintness_stay(tmp_path: Path, suffix: str) -> None:
    pixels = np.random.default_rng(2).integers(0, 256, (20, 30, 4), np.uint8)
    layers = (
        PixelLayer("below", pixels, -5, 100, opacity=0.5),
        PixelLayer('a "quoted" <name>', patch((255, 0, 0, 255)), 30, 40, visible=False),
    )
    path = tmp_path / f"a{suffix}"
    WRITE[suffix](path, Layered(64, 110, layers))
    for layer, before in zip(READ[suffix](path).layers, layers, strict=True):
        assert np.array_equal(layer.picture[..., 3], before.picture[..., 3])
        seen = before.picture[..., 3] > 0
        assert np.array_equal(layer.picture[seen], before.picture[seen])
        assert (layer.name, layer.x, layer.y) == (before.name, before.x, before.y)
        assert layer.visible == before.visible
        assert layer.opacity == pytest.approx(before.opacity, abs=1 / 255)


def test_a_page_of_another_size_is_fitted_into_the_middle() -> None:
    layers = (
        PixelLayer("Photo", patch((10, 200, 30, 255), 300, 100)),
        PixelLayer("box:  a boat ", patch((0, 0, 0, 255), 150, 50), 0, 50),
        PixelLayer("Line art", patch((0, 0, 0, 255), 120, 4), 20, 48),
        PixelLayer("Sketch, first try", patch((0, 0, 0, 255), 4, 90), visible=False),
    )
    read = document_of(Layered(300, 100, layers), 256, 256)
    (box,) = read.boxes
    assert box.phrase == "a boat"
    assert np.allclose(box.rect, (0, 0.5, 0.5, 0.5 + 1 / 6))
    (line,) = read.strokes
    assert 126 < line.points[:, 1].mean() < 130
    assert read.reference is not None
    assert np.allclose(read.reference.rect, (0, 1 / 3, 1, 2 / 3))


def test_without_a_sketch_the_whole_is_the_reference_as_its_program_saw_it() -> None:
    merged = np.full((64, 64, 3), 77, np.uint8)  # of blend modes that are not ours
    layered = Layered(64, 64, (PixelLayer("Background", patch((1, 2, 3, 255), 64, 64)),), merged)
    read = document_of(layered, 128, 128)
    assert not read.strokes
    assert read.reference is not None
    assert (read_picture("a", data=read.reference.picture) == 77).all()


def test_paint_is_a_layer_that_is_painted_on_again(tmp_path: Path) -> None:
    patch_ = Paint(Stroke([(20, 20), (90, 20), (90, 90)]), "#20a040", filled=True, opacity=0.5)
    drawing = Document(128, 128, paints=(patch_,))
    write_layered(tmp_path / "a.ora", drawing, PICTURE[:, :128])
    layers = read_ora(tmp_path / "a.ora").layers
    assert [layer.name for layer in layers] == ["Colour", "Result", "Sketch"]
    colour, _, _, alpha = layers[0].picture[40, 80].tolist()
    assert (colour, alpha) == (0x20, 128)
    read = read_layered(tmp_path / "a.ora", 256, 256)
    assert read.ground is not None
    shown, meant = (on_paper(render_paint(one, 128, 128)) for one in (read, drawing))
    assert np.abs(shown.astype(int) - meant).max() <= 1
    assert read.reference is not None


def test_light_lines_on_nothing_are_lines() -> None:
    line = PixelLayer("Ink", patch((255, 255, 255, 255), 100, 3), 10, 60)
    assert document_of(Layered(128, 128, (line,)), 128, 128).strokes


def stack(rows: str, size: str = 'w="128" h="128"', **files: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("mimetype", "image/openraster")
        package.writestr("stack.xml", f"<image {size}><stack>{rows}</stack></image>")
        for name, data in files.items():
            package.writestr(name, data)
    return file.getvalue()


def test_groups_of_other_programs_are_opened_up() -> None:
    png = encode(Image.fromarray(patch((9, 8, 7, 255))), "PNG")
    rows = (
        '<layer name="Lines" src="a" x="5" y="6"/>'
        '<stack opacity="0.5"><layer src="b" opacity="0.5"/>'
        '<stack visibility="hidden"><layer name="c" src="b"/></stack></stack>'
    )
    read = read_ora("a.ora", stack(rows, a=png, b=png))
    assert [(one.name, one.visible, one.opacity) for one in read.layers] == [
        ("c", False, 0.5), ("", True, 0.25), ("Lines", True, 1.0),
    ]  # fmt: skip
    assert read.merged is None


def test_masks_and_groups_of_photoshop() -> None:
    from psd_tools import PSDImage

    page = PSDImage.new("RGB", (64, 48))  # such pages keep transparency in masks
    cut = patch((200, 0, 0, 255))
    cut[:5, :, 3] = 0
    page.create_pixel_layer(Image.fromarray(cut), top=4, left=5)
    group = page.create_group(name="Group", opacity=128)
    group.create_pixel_layer(Image.fromarray(cut), name="inner", opacity=128)
    group.visible = False
    file = io.BytesIO()
    page._record.write(file)
    first, second = read_psd("a.psd", file.getvalue()).layers
    assert np.array_equal(first.picture[..., 3], cut[..., 3])
    assert (second.name, second.visible) == ("inner", False)
    assert second.opacity == pytest.approx(0.25, abs=0.01)


def psd_header(width: int, height: int) -> bytes:
    return struct.pack(">4sH6xH2L2H", b"8BPS", 1, 3, height, width, 8, 3)


def test_pages_of_30000_pixels_are_refused_before_they_are_decoded(tmp_path: Path) -> None:
    for read, data in (
        (read_psd, psd_header(30_000, 30_000)),
        (read_ora, stack("", 'w="30000" h="30000"')),
    ):
        with pytest.raises(HugePicture, match="900 megapixels; at most 64"):
            read("a", data)
    path = tmp_path / "large.psd"
    path.write_bytes(psd_header(30_000, 30_000))
    with pytest.raises(HugePicture):
        open_drawing(path)


def test_layers_of_many_pixels_are_refused() -> None:
    blank = Image.new("1", (8_000, 8_000))
    png = encode(blank, "PNG")
    with pytest.raises(HugePicture):
        read_ora("a.ora", stack('<layer src="a"/>' * 3, a=png))
    with pytest.raises(SketchpadError):
        read_ora("a.ora", stack('<layer src="a"/>' * (MOST_LAYERS + 2), a=png))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"8BPS",
        psd_header(64, 64),
        psd_header(0, 64),
        b"PK\3\4",
        stack('<layer src="a"/>'),
        stack('<layer src="a"/>', a=b"no picture"),
        stack("", ""),
        stack("", 'w="x" h="1"'),
        stack("<stack>" * 100 + "</stack>" * 100),
        *(
            stack(f'<layer src="a" {side}="{n}"/>')
            for side in ("x", "opacity")
            for n in ("inf", "nan", "1e300")
        ),
        stack('<layer src="mimetype"/>'),
        stack('<layer src="../../etc/passwd"/>'),
    ],
)
def test_odd_files_are_refused_in_a_sentence(data: bytes) -> None:
    for read in (read_psd, read_ora):
        with pytest.raises(SketchpadError):
            document_of(read("a", data), 128, 128)


def test_files_that_are_not_there_or_no_files(tmp_path: Path) -> None:
    for suffix in SUFFIXES:
        with pytest.raises(SketchpadError) as caught:
            read_layered(tmp_path / f"none{suffix}", 128, 128)
        assert caught.value.reason == "missing"
        (tmp_path / f"folder{suffix}").mkdir()
        with pytest.raises((BadPicture, SketchpadError)):
            read_layered(tmp_path / f"folder{suffix}", 128, 128)
