"""Drawings in layered files: written, read back, read from other programs, refused."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sketchpad.document.io.layered import layered as layered_module
from sketchpad.document.io.layered import openraster, photoshop
from sketchpad.document.io.layered.files import SUFFIXES, read_layered, write_layered
from sketchpad.document.io.layered.layered import (
    MOST_LAYERS,
    Layered,
    PixelLayer,
    check_layers,
    check_size,
    document_of,
    layers_of,
)
from sketchpad.document.io.layered.openraster import read_ora, write_ora
from sketchpad.document.io.layered.photoshop import read_psd, write_psd
from sketchpad.document.io.picture import encode, read_picture
from sketchpad.document.io.samples import open_drawing
from sketchpad.document.layers import LONGEST_NAME, Layer, LayerContent
from sketchpad.document.model import Box, Document, Paint, Reference, Stroke
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


def test_layers_one_over_the_other() -> None:
    red, blue = patch((200, 0, 0, 255), 4, 4), patch((0, 0, 200, 255), 4, 4)
    page = Layered(
        10, 8,
        (
            PixelLayer("a", red, -2, -1), PixelLayer("b", blue, 1, 1, opacity=0.5),
            PixelLayer("c", blue, 8, 6), PixelLayer("d", red, 4, 0, visible=False),
            PixelLayer("e", red, 10, 0), PixelLayer("f", red, 0, 8), PixelLayer("g", red, -4, -4),
        ),
    )  # fmt: skip
    flat = page.flat()
    assert flat.shape == (8, 10, 4)
    assert flat[0, 0].tolist() == flat[2, 0].tolist() == [200, 0, 0, 255]
    assert flat[1, 1].tolist() == [100, 0, 100, 255]
    assert flat[4, 4, 2:].tolist() == [200, 128]
    assert flat[7, 9].tolist() == flat[6, 8].tolist() == [0, 0, 200, 255]
    assert not flat[0, 4:, 3].any()
    assert not flat[5:, :8, 3].any()
    assert flat[7, 0].tolist() == [255, 255, 255, 0]
    assert page.flat(lambda one: one.name == "d")[0, 4].tolist() == [200, 0, 0, 255]


def test_sizes_up_to_their_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layered_module, "MOST_PIXELS", 100)
    monkeypatch.setattr(layered_module, "MOST_LAYER_PIXELS", 100)
    monkeypatch.setattr(layered_module, "MOST_LAYERS", 3)
    check_size("a", 10, 10)
    check_size("a", 1, 100)
    with pytest.raises(HugePicture):
        check_size("a", 1, 101)
    for wide, high in ((0, 9), (9, 0), (-1, -1)):
        with pytest.raises(BadPicture):
            check_size("a", wide, high)
    check_layers("a", [(5, 10), (10, 5), (-9, 9)])
    check_layers("a", [])
    for sizes in ([(5, 10), (10, 5), (1, 1)], [(0, 0)] * 4):
        with pytest.raises(HugePicture):
            check_layers("a", sizes)


def test_boxes_become_frames_in_their_places() -> None:
    page = Document(
        256, 128, boxes=(Box(" cat ", (0.25, 0.5, 0.75, 1.0)), Box("", (0, 0, 0.001, 0.001)))
    )
    frame, dot, _ = layers_of(page).layers
    assert (frame.name, frame.x, frame.y, frame.picture.shape) == ("Box: cat", 64, 64, (64, 128, 4))
    thick = round(layered_module.FRAME * 256)
    assert frame.picture[0, 0].tolist() == [*layered_module.FRAME_COLOUR, 255]
    assert (frame.picture[thick - 1, :, 3] == 255).all()
    assert not frame.picture[thick:-thick, thick:-thick].any()
    assert (frame.picture[:, -thick:, 3] == 255).all()
    assert (dot.name, dot.picture.shape) == ("Box: ", (1, 1, 4))
    larger = layers_of(page, np.zeros((512, 1024, 3), np.uint8)).layers[1]
    assert (larger.x, larger.y, larger.picture.shape) == (256, 256, (256, 512, 4))


def test_each_layer_of_a_drawing_is_one_with_its_name() -> None:
    line = Stroke([(20, 20), (100, 100)], 5)
    content = {"s": LayerContent((line,)), "c": LayerContent((), (Paint(line, "#ff0000"),))}
    page = Document(
        128, 128, (line.moved(9, 0),), paints=(Paint(line, "#0000ff"),),
        layers=(
            Layer("colour"), Layer("colour", id="c", name="Wash", content=content["c"]),
            Layer("sketch", id="s", name="Rough", content=content["s"], opacity=0.5), Layer("sketch"),
        ),
    )  # fmt: skip
    made = layers_of(page)
    names = [layer.name for layer in made.layers]
    assert len(names) == len(set(names)) == 4
    assert [name.split(":")[0].split()[0] for name in names] == [
        "Colour",
        "Colour",
        "Sketch",
        "Sketch",
    ]
    assert any("Wash" in name for name in names)
    read = document_of(made, 128, 128)
    assert sum(layer.kind == "sketch" for layer in read.layers) == 2
    assert sum(layer.kind == "colour" for layer in read.layers) == 2
    assert {layer.name for layer in read.layers} == {"", "Rough", "Wash"}
    assert read.reference is None


def test_names_decide_what_a_layer_is() -> None:
    ink = patch((0, 0, 0, 255), 60, 3)
    for name, what in (
        ("INK 2", "strokes"), (" pencil", "strokes"), ("线稿", "strokes"), ("Flats", "ground"),
        ("colour", "ground"), ("Photo", "reference"), ("my ink", "reference"), ("box: cat", "boxes"),
        ("Box:", "boxes"), ("boxer", "reference"),
    ):  # fmt: skip
        read = document_of(Layered(128, 128, (PixelLayer(name, ink, 20, 60),)), 128, 128)
        found = [one for one in ("strokes", "ground", "reference", "boxes") if getattr(read, one)]
        assert found == [what], name
        hidden = PixelLayer(name, ink, 20, 60, visible=False)
        assert document_of(Layered(128, 128, (hidden,)), 128, 128).is_empty


def test_names_of_layers_that_are_read() -> None:
    ink = PixelLayer("", patch((0, 0, 0, 255), 60, 3), 20, 60)
    for name, kept in (
        ("Sketch", ""), ("Sketch: Rough", "Rough"), ("Sketch 2", ""), ("Ink", "Ink"),
        ("Sketch " + "n" * 200, "n" * LONGEST_NAME),
    ):  # fmt: skip
        read = document_of(Layered(128, 128, (PixelLayer(name, ink.picture, 20, 60),)), 128, 128)
        assert read.layer("sketch").name == kept


def test_of_many_layers_the_upper_ones_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layered_module, "MOST_READ", 2)
    ink = patch((0, 0, 0, 255), 60, 3)
    layers = tuple(PixelLayer(f"Ink {word}", ink, 20, 30 * n + 20) for n, word in enumerate("abc"))
    read = document_of(Layered(128, 128, layers), 128, 128)
    sketches = [layer for layer in read.layers if layer.kind == "sketch"]
    assert [layer.name for layer in sketches] == ["Ink b", "Ink c"]
    rows = [read.content_of(layer.id).strokes[0].points[0, 1] for layer in sketches]
    assert rows == pytest.approx([51.5, 81.5], abs=1)


@pytest.mark.parametrize(
    ("size", "page"),
    [((128, 192), (128, 192)), ((2048, 128), (2048, 128)), ((100, 192), (256, 256)),
     ((192, 100), (256, 256)), ((64, 128), (256, 256)), ((2112, 128), (256, 256))],
)  # fmt: skip
def test_a_page_that_can_be_one_of_ours_keeps_its_size(size, page) -> None:
    read = document_of(Layered(*size, ()), 256, 256)
    assert (read.width, read.height) == page
    assert read.reference is not None  # white, as the file is


def test_boxes_beside_the_page_are_none_and_others_are_cut() -> None:
    frame = patch((0, 0, 0, 255), 64, 64)
    places = ((-32, 32), (96, 96), (-64, 0), (0, 128), (128, 0))
    layers = tuple(PixelLayer("Box: cat", frame, x, y) for x, y in places)
    read = document_of(Layered(128, 128, layers), 512, 512)
    assert [box.rect for box in read.boxes] == [(0, 0.25, 0.25, 0.75), (0.75, 0.75, 1, 1)]
    other = document_of(Layered(100, 50, (PixelLayer("Box: cat", frame, 25, 10),)), 256, 256)
    assert other.boxes[0].rect == pytest.approx((0.25, 0.35, 0.89, 0.99))


def test_reading_tells_how_far_it_is() -> None:
    ink = PixelLayer("Ink", patch((0, 0, 0, 255), 60, 3), 20, 60)
    told: list[float] = []
    document_of(Layered(128, 128, (ink, ink)), 128, 128, told.append)
    assert (told[0], told[-1]) == (0.2, 1.0)
    assert told == sorted(told)
    assert {0.2, 0.55, 0.9} <= {round(share, 6) for share in told}


def test_large_pictures_are_shrunk_until_they_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layered_module, "LONGEST", 64)
    noise = np.random.default_rng(1).integers(0, 256, (100, 50, 3), np.uint8)
    assert Reference(layered_module._small_png(noise)).size == (32, 64)
    assert Reference(layered_module._small_png(noise[:64])).size == (50, 64)
    assert layered_module._shrunk(noise[:, :1], 10).shape == (10, 1, 3)
    assert layered_module._shrunk(noise[:1], 10).shape == (1, 10, 3)
    monkeypatch.setattr(layered_module, "is_picture", lambda data: False)
    assert Reference(layered_module._small_png(noise)).size == (16, 32)


def test_what_an_openraster_file_holds(tmp_path: Path) -> None:
    path = tmp_path / "a.ora"
    merged = np.zeros((100, 300, 3), np.uint8)
    merged[:] = (9, 8, 7)
    layers = (
        PixelLayer("low", patch((1, 2, 3, 255))),
        PixelLayer("high", patch((4, 5, 6, 255)), opacity=0.25),
    )
    write_ora(path, Layered(300, 100, layers, merged))
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        text = package.read("stack.xml").decode()
        small = Image.open(io.BytesIO(package.read("Thumbnails/thumbnail.png")))
        assert small.size == (256, 85)
        whole = read_picture("a", data=package.read("mergedimage.png"))
    assert names[:2] == ["mimetype", "stack.xml"]
    assert (whole == merged).all()
    assert text.index('name="high"') < text.index('name="low"')
    assert 'w="300" h="100"' in text
    assert 'opacity="0.25"' in text
    write_ora(path, Layered(64, 64, layers))  # merged here, on white
    found = read_ora(path)
    assert found.merged is not None
    assert found.merged[40, 40].tolist() == [255, 255, 255]
    assert found.merged[5, 5].tolist() == [2, 3, 4]
    assert [one.name for one in found.layers] == ["low", "high"]


def test_a_merged_picture_of_another_size_does_not_count() -> None:
    png = encode(Image.fromarray(patch((9, 8, 7, 255))), "PNG")
    rows = '<layer src="a"/>'
    assert (
        read_ora("a", stack(rows, 'w="10" h="10"', a=png, **{"mergedimage.png": png})).merged
        is not None
    )
    for size in ('w="11" h="10"', 'w="10" h="11"'):
        assert read_ora("a", stack(rows, size, a=png, **{"mergedimage.png": png})).merged is None


def test_openraster_lists_up_to_their_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    png = encode(Image.fromarray(patch((9, 8, 7, 255))), "PNG")
    monkeypatch.setattr(openraster, "DEEPEST", 3)
    nested = "<stack>" * 2 + '<layer src="a"/>' + "</stack>" * 2
    assert len(read_ora("a", stack(nested, a=png)).layers) == 1
    with pytest.raises(BadPicture):
        read_ora("a", stack(f"<stack>{nested}</stack>", a=png))
    monkeypatch.setattr(openraster, "MOST_LAYERS", 3)
    assert len(read_ora("a", stack('<layer src="a"/>' * 4, a=png)).layers) == 4
    with pytest.raises(BadPicture):
        read_ora("a", stack('<layer src="a"/>' * 5, a=png))
    text = stack('<layer src="a"/>', a=png)
    size = len('<image w="128" h="128"><stack><layer src="a"/></stack></image>')
    monkeypatch.setattr(openraster, "LARGEST_STACK", size)
    assert read_ora("a", text).layers
    monkeypatch.setattr(openraster, "LARGEST_STACK", size - 1)
    with pytest.raises(SketchpadError):
        read_ora("a", text)


def test_odd_numbers_of_openraster_layers() -> None:
    png = encode(Image.fromarray(patch((9, 8, 7, 255))), "PNG")
    rows = '<layer src="a" x="-1000000" y="2.6" opacity="7"/><layer src="a" opacity="-1" visibility="odd"/>'
    second, first = read_ora("a", stack(rows + "<other/>", a=png)).layers
    assert (first.x, first.y, first.opacity, first.visible) == (-1_000_000, 3, 1.0, True)
    assert (second.opacity, second.visible) == (0.0, False)
    with pytest.raises(BadPicture):
        read_ora("a", stack('<layer src="a" x="1000001"/>', a=png))


def test_a_photoshop_file_of_the_largest_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.psd"
    write_psd(path, Layered(16, 16, (PixelLayer("n" * 300, patch((9, 8, 7, 255)), 2, 3),)))
    assert read_psd(path).layers[0].name == "n" * 255
    write_psd(path, Layered(16, 16, (PixelLayer("a", patch((9, 8, 7, 255)), 2, 3),)))
    monkeypatch.setattr(photoshop, "LARGEST_FILE", path.stat().st_size)
    found = read_psd(path)
    assert found.merged is not None
    assert found.merged[5, 5].tolist() == [9, 8, 7]
    assert found.merged[0, 0].tolist() == [255, 255, 255]
    monkeypatch.setattr(photoshop, "LARGEST_FILE", path.stat().st_size - 1)
    with pytest.raises(HugePicture, match="64"):
        read_psd(path)
    told: list[float] = []
    read_psd("a", path.read_bytes(), told.append)
    assert told == [0.0, 0.0]


def test_masks_of_photoshop_take_away() -> None:
    class Mask:
        background_color, size, left, top, disabled = 255, (4, 4), 7, 6, False

        def topil(self) -> Image.Image:
            return Image.new("L", (4, 4), 51)

    class Above:
        opacity, parent = 128, None

    class Group(Above):
        parent = Above()

    class Found:
        name, left, top, size, opacity, mask, parent = "a", 5, 5, (10, 10), 255, Mask(), Group()

        def is_visible(self) -> bool:
            return True

    image = Image.fromarray(patch((1, 2, 3, 200)))
    made = photoshop._layer(Found(), image)
    assert made.picture[1, 2, 3] == 40  # within the mask
    assert made.picture[4, 5, 3] == 40
    assert made.picture[0, 0, 3] == made.picture[5, 6, 3] == 200
    assert made.opacity == pytest.approx(128 / 255)  # the page itself has none
    Mask.disabled = True
    assert (photoshop._layer(Found(), image).picture[..., 3] == 200).all()
    Mask.size, Mask.background_color = (0, 4), 0
    assert not photoshop._mask(Found(), Mask()).any()
