"""Pictures written with their settings, and what strangers' pictures say."""

from __future__ import annotations

import errno
import json
import os
import struct
import zlib
from contextlib import suppress
from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, PngImagePlugin

from sketchpad.document.model import Box, Document, Reference, Stroke
from sketchpad.errors import BadPicture, DiskFull, HugePicture
from sketchpad.generation.export import metadata
from sketchpad.generation.export import picture as export
from sketchpad.generation.export.a1111_text import from_a1111_text, to_a1111_text
from sketchpad.generation.export.picture import (
    CHUNK,
    SheetCell,
    SheetText,
    export_picture,
    export_sheet,
    read_settings,
)
from sketchpad.generation.methods.registry import method_names
from sketchpad.generation.request.request import (
    SCHEDULER_NAMES,
    MethodSettings,
    Request,
    Sampling,
)
from tests.document.strategies import documents, noise_png

SUFFIXES = (".png", ".jpg", ".jpeg", ".webp")
REQUEST = Request(
    Document(
        256,
        192,
        strokes=(
            Stroke([[10.25, 20.5, 0.3], [200.1, 150.7, 1.0]], 3.5),
            Stroke([[5, 5, 1.0]], 20.0, eraser=True),
        ),
        boxes=(Box("a red house", (0.1, 0.2, 0.5, 0.9)), Box("云", (0.6, 0.0, 1.0, 0.3))),
        prompt='a house, "old": very\nold',
        negative_prompt="rain",
    ),
    Sampling(4_000_000_000, 25, 4.5, "dpm++"),
    (MethodSettings("controlnet", 0.85, 0.0, 0.8), MethodSettings("gligen", 1.0, 0.0, 0.5)),
)


def picture(width=256, height=192):
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_settings_come_back(tmp_path, suffix):
    path = tmp_path / f"out{suffix}"
    export_picture(picture(), REQUEST, path)
    saved = read_settings(path)
    assert saved is not None
    assert saved.request == REQUEST
    assert saved.strokes
    assert saved.software.startswith("Sketchpad ")
    assert (
        "Steps: 25, Sampler: DPM++ 2M, CFG scale: 4.5, Seed: 4000000000, Size: 256x192"
        in saved.parameters
    )


def test_png_keeps_every_pixel(tmp_path):
    export_picture(picture(), REQUEST, tmp_path / "out.png")
    np.testing.assert_array_equal(np.asarray(Image.open(tmp_path / "out.png")), picture())


def test_webp_of_quality_100_keeps_every_pixel(tmp_path):
    export_picture(picture(), REQUEST, tmp_path / "out.webp", quality=100)
    np.testing.assert_array_equal(np.asarray(Image.open(tmp_path / "out.webp")), picture())


@pytest.mark.parametrize("suffix", [".jpg", ".webp"])
def test_quality_changes_the_size(tmp_path, suffix):
    sizes = []
    for quality in (30, 95):
        export_picture(picture(), REQUEST, tmp_path / f"out{suffix}", quality=quality)
        sizes.append((tmp_path / f"out{suffix}").stat().st_size)
    assert sizes[0] < sizes[1] / 2


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    documents,
    st.integers(0, 2**32 - 1),
    st.integers(1, 150),
    st.sampled_from(SCHEDULER_NAMES),
    st.sets(st.sampled_from(method_names())),
    st.sampled_from(SUFFIXES),
)
@pytest.mark.slow
def test_any_request_comes_back(tmp_path, document, seed, steps, scheduler, names, suffix):
    methods = tuple(MethodSettings(name, 0.5, 0.1, 0.9) for name in sorted(names))
    request = Request(document, Sampling(seed, steps, 3.5, scheduler), methods)
    export_picture(picture(16, 16), request, tmp_path / f"out{suffix}")
    saved = read_settings(tmp_path / f"out{suffix}")
    assert saved is not None
    assert saved.request == request


def many_strokes(points):
    random = np.random.default_rng(1)
    strokes = [Stroke(random.random((100, 3)) * [256, 192, 1]) for _ in range(points // 100)]
    return Request(REQUEST.document.with_strokes(strokes), REQUEST.sampling, REQUEST.methods)


@pytest.mark.parametrize(("suffix", "kept"), [(".png", True), (".webp", True), (".jpg", False)])
def test_a_jpeg_has_no_room_for_a_long_drawing(tmp_path, suffix, kept):
    request = many_strokes(20_000)
    export_picture(picture(), request, tmp_path / f"out{suffix}")
    saved = read_settings(tmp_path / f"out{suffix}")
    assert saved is not None
    assert saved.request is not None
    assert saved.strokes == kept
    assert saved.request == (request if kept else Request(
        request.document.with_strokes(()), request.sampling, request.methods))  # fmt: skip


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_enormous_drawing_travels_in_a_png_alone(tmp_path, suffix):
    request = many_strokes(200_000)
    export_picture(picture(), request, tmp_path / f"out{suffix}")
    saved = read_settings(tmp_path / f"out{suffix}")
    assert saved is not None
    assert saved.request is not None
    assert saved.strokes == (suffix == ".png")
    assert saved.request.document.boxes == REQUEST.document.boxes
    if suffix == ".png":
        assert saved.request == request


# --- Readers' limits


def chunks(path):
    """Kind and length of every chunk of a PNG."""
    data, at, found = path.read_bytes(), 8, []
    while at < len(data):
        length, kind = struct.unpack(">L4s", data[at : at + 8])
        found.append((kind, length))
        at += 12 + length
    return found


def with_pictures(count):
    boxes = [
        Box("a cat", (0.0, 0.0, 0.5, 0.5), picture=noise_png(512, 512, seed))
        for seed in range(count)
    ]
    return replace(REQUEST, document=replace(REQUEST.document, boxes=tuple(boxes)))


LARGE = {
    "two pictures": with_pictures(2),
    "many pictures": with_pictures(20),
    "a reference": replace(
        REQUEST, document=REQUEST.document.with_reference(Reference(noise_png(1500, 1500, 0)))
    ),
    "many strokes": many_strokes(200_000),
    "a long prompt": replace(REQUEST, document=REQUEST.document.with_prompt("家" * 1_000_000)),
    "long phrases": replace(
        REQUEST,
        document=replace(
            REQUEST.document,
            boxes=tuple(Box("家" * 9_000, (0, 0, 1, 1)) for _ in range(300)),
        ),
    ),
    "many boxes": replace(
        REQUEST, document=replace(REQUEST.document, boxes=(Box("a", (0, 0, 1, 1)),) * 1_000)
    ),
}


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("name", LARGE)
@pytest.mark.slow
def test_whatever_is_written_is_within_everybodys_limits_and_comes_back(tmp_path, suffix, name):
    path = tmp_path / f"out{suffix}"
    export_picture(picture(), LARGE[name], path)
    with Image.open(path) as opened:
        opened.load()
        assert opened.size == (256, 192)
    saved = read_settings(path)
    assert saved is not None
    assert saved.request is not None or suffix in (".jpg", ".jpeg")
    assert saved.parameters
    if suffix != ".png":
        return
    np.testing.assert_array_equal(cv2.imread(str(path))[..., ::-1], picture())  # by libpng
    assert saved.strokes
    assert saved.request == LARGE[name]
    found = chunks(path)
    assert max(length for kind, length in found if kind != b"IDAT") <= 1 << 20
    assert len(found) < 1000
    with Image.open(path) as opened:
        texts = [text for text in opened.info.values() if isinstance(text, str)]
    assert max(map(len, texts)) < 1 << 20


def test_a_drawing_that_fits_as_text_needs_no_chunk_of_its_own(tmp_path):
    ids = replace(REQUEST.document, boxes=(Box("a cat", (0, 0, 1, 1), id="b7"),))
    export_picture(picture(), replace(REQUEST, document=ids), tmp_path / "out.png")
    assert CHUNK not in dict(chunks(tmp_path / "out.png"))


def test_a_drawing_that_is_too_large_for_any_chunk_is_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr(export, "_MOST_CHUNKS", 1)
    export_picture(picture(), with_pictures(3), tmp_path / "out.png")
    saved = read_settings(tmp_path / "out.png")
    assert saved is not None
    assert saved.request is not None
    assert saved.strokes
    assert [box.picture for box in saved.request.document.boxes] == [b"", b"", b""]


@pytest.mark.parametrize("wrong", [b"", b"PK\x03\x04", bytes(2 << 20), "one less", "one changed"])
def test_a_strangers_chunk_does_no_harm(tmp_path, wrong):
    path = tmp_path / "out.png"
    export_picture(picture(), with_pictures(2), path)
    with Image.open(path) as whole:
        parts = [data for kind, data, *_ in whole.private_chunks if kind == CHUNK]
        info = PngImagePlugin.PngInfo()
        info.add_itxt("sketchpad", whole.info["sketchpad"], zip=True)
        if wrong == "one less":
            parts = parts[:-1]
        elif wrong == "one changed":
            parts[0] = parts[0][:500_000] + b"?" + parts[0][500_001:]
        else:
            parts = [wrong]
        for part in parts:
            info.add(CHUNK, part)
        whole.save(path, pnginfo=info)
    saved = read_settings(path)
    assert saved is not None
    assert saved.request is not None
    assert saved.request.document.strokes == REQUEST.document.strokes
    assert not any(box.picture for box in saved.request.document.boxes)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_no_path_of_this_machine_travels(tmp_path, suffix):
    request = Request(REQUEST.document, REQUEST.sampling, model="/home/somebody/secret/models/mine")
    export_picture(picture(), request, tmp_path / f"out{suffix}")
    saved = read_settings(tmp_path / f"out{suffix}")
    assert saved is not None
    assert saved.request is not None
    assert saved.request.model == ""
    assert saved.model_name == "mine"
    assert "secret" not in saved.parameters


def test_the_suffix_says_the_format(tmp_path):
    with pytest.raises(BadPicture):
        export_picture(picture(), REQUEST, tmp_path / "out.tga")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_full_disk_leaves_the_old_file(tmp_path, monkeypatch, suffix):
    path = tmp_path / f"out{suffix}"
    path.write_bytes(b"old")

    def full(_handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFull, match="full"):
        export_picture(picture(), REQUEST, path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


# --- What strangers' files say


def foreign(path, **texts):
    info = PngImagePlugin.PngInfo()
    for key, text in texts.items():
        info.add_text(key, text)
    Image.new("RGB", (8, 8)).save(path, pnginfo=info)
    return path


def test_a_picture_without_settings_says_nothing(tmp_path):
    for suffix in SUFFIXES:
        Image.new("RGB", (8, 8)).save(tmp_path / f"plain{suffix}")
        assert read_settings(tmp_path / f"plain{suffix}") is None


def test_other_programs_pictures_are_understood(tmp_path):
    text = (
        "a cat, sitting\non a mat\nNegative prompt: blurry\n"
        "Steps: 30, Sampler: DPM++ 2M Karras, CFG scale: 7, Seed: 42, Size: 500x768, Model hash: ab12, "
        'Model: some-model, ControlNet 0: "Module: canny, Weight: 1", Version: v1.9'
    )
    saved = read_settings(foreign(tmp_path / "a.png", parameters=text))
    assert saved is not None
    assert saved.request == Request(
        Document(512, 768, prompt="a cat, sitting\non a mat", negative_prompt="blurry"),
        Sampling(42, 30, 7.0, "dpm++_karras"),
    )


@pytest.mark.parametrize(
    ("told", "ours"),
    [
        ("Euler a", "euler_a"),
        ("Euler", "euler"),
        ("DPM++ 2M, Schedule type: Karras", "dpm++_karras"),
        ("DPM++ 2M", "dpm++"),
        ("LCM", "lcm"),
        ("UniPC", "unipc"),
        ("Heun", "ddim"),
    ],
)
def test_samplers_of_other_programs(told, ours):
    request = from_a1111_text(f"x\nSteps: 9, Sampler: {told}, Seed: 1")
    assert request is not None
    assert request.sampling.scheduler == ours


def test_numbers_out_of_bounds_come_back_as_the_nearest_allowed():
    request = from_a1111_text(
        "x\nSteps: 999999, CFG scale: 0.01, Seed: -1, Size: 1x99999, Sampler: ?"
    )
    assert request is not None
    assert request.sampling == Sampling(0, 150, 1.0, "ddim")
    assert (request.document.width, request.document.height) == (128, 2048)


@given(st.text(max_size=300))
def test_no_text_is_too_strange(text):
    from_a1111_text(text)
    from_a1111_text(text + "\nSteps: 3, Seed: " + text)
    assert metadata.from_text(text).request is None


@given(
    st.sampled_from(["a cat", "a\nb", "Negative prompt: x", ""]), st.sampled_from(["", "rain, fog"])
)
def test_our_own_line_is_read_like_anybodys(prompt, negative):
    request = Request(Document(prompt=prompt, negative_prompt=negative), Sampling(3, 20, 5.0))
    again = from_a1111_text(to_a1111_text(request))
    assert again is not None
    assert again.sampling == request.sampling


VALID = json.loads(metadata.to_text(REQUEST))


def changed(**changes):
    return {**VALID, "request": {**VALID["request"], **changes}}


HOSTILE = {
    "not JSON": "{",
    "deep": "[" * 100_000,
    "a list": "[]",
    "another schema": json.dumps({**VALID, "schema": 99}),
    "NaN": json.dumps(
        changed(sampling={**VALID["request"]["sampling"], "guidance_scale": float("nan")})
    ),
    "a giant number": '{"schema": 1, "request": ' + "9" * 5000 + "}",
    "a billion steps": json.dumps(
        changed(sampling={**VALID["request"]["sampling"], "steps": 10**9})
    ),
    "a giant picture": json.dumps(changed(width=2**30)),
    "an odd size": json.dumps(changed(width=100)),
    "a box outside": json.dumps(changed(boxes=[{"phrase": "x", "rect": [0, 0, 2, 2]}])),
    "a number as text": json.dumps(changed(prompt=3)),
    "a million boxes": json.dumps(changed(boxes=[{}] * 100_000)),
    "a strange method": json.dumps(changed(methods=[{"name": "os.system", "strength": 1}])),
    "an endless strength": json.dumps(changed(methods=[{"name": "gligen", "strength": 1e300}])),
    "a long prompt": json.dumps(changed(prompt="x" * 200_000)),
    "missing points": json.dumps({**VALID, "strokes": {**VALID["strokes"], "points": ""}}),
    "odd points": json.dumps({**VALID, "strokes": {**VALID["strokes"], "points": "AAAA"}}),
    "not base 64": json.dumps({**VALID, "strokes": {**VALID["strokes"], "points": "!"}}),
    "negative counts": json.dumps({**VALID, "strokes": {**VALID["strokes"], "counts": [-1, 4]}}),
    "true as a count": json.dumps({**VALID, "strokes": {**VALID["strokes"], "counts": [True, 2]}}),
    "strokes of another kind": json.dumps({**VALID, "strokes": [1]}),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_settings_are_no_request(tmp_path, text):
    saved = read_settings(foreign(tmp_path / "a.png", sketchpad=text))
    assert saved is not None
    assert saved.request is None


def test_a_model_in_a_file_is_not_used(tmp_path):
    text = json.dumps(changed(model="//evil/share"))
    saved = read_settings(foreign(tmp_path / "a.png", sketchpad=text))
    assert saved is not None
    assert saved.request is not None
    assert saved.request.model == ""


def test_a_bomb_in_exif_is_not_unpacked(tmp_path):
    exif = Image.Exif()
    bomb = zlib.compress(b"[" * 50_000_000, 9)
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.MakerNote] = b"sketchpad\0" + bomb
    Image.new("RGB", (8, 8)).save(tmp_path / "a.jpg", exif=exif)
    saved = read_settings(tmp_path / "a.jpg")
    assert saved is not None
    assert saved.request is None


def is_sound(saved, folder):
    """Nothing, or a request like any other: it names no folder, and can be written and read again."""
    if saved is None or saved.request is None:
        return True
    export_picture(picture(16, 16), saved.request, folder / "again.png")
    again = read_settings(folder / "again.png")
    return saved.request.model == "" and again is not None and again.request == saved.request


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("cut", [0.02, 0.1, 0.5])
def test_half_a_file_is_no_crash(tmp_path, suffix, cut):
    export_picture(picture(), REQUEST, tmp_path / f"whole{suffix}")
    data = (tmp_path / f"whole{suffix}").read_bytes()
    (tmp_path / f"cut{suffix}").write_bytes(data[: int(len(data) * cut)])
    with suppress(BadPicture):
        assert is_sound(read_settings(tmp_path / f"cut{suffix}"), tmp_path)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sampled_from(SUFFIXES), st.data())
def test_flipped_bytes_are_no_crash(tmp_path, suffix, data):
    whole = tmp_path / f"whole{suffix}"
    if not whole.exists():
        export_picture(picture(16, 16), REQUEST, whole)
    content = bytearray(whole.read_bytes())
    for where in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=5)):
        content[where] = data.draw(st.integers(0, 255))
    damaged = tmp_path / f"damaged{suffix}"
    damaged.write_bytes(content)
    with suppress(BadPicture, HugePicture):
        assert is_sound(read_settings(damaged), tmp_path)


def test_what_is_no_picture_is_said(tmp_path):
    (tmp_path / "a.png").write_text("hello")
    for path in (tmp_path / "a.png", tmp_path / "missing.png", tmp_path):
        with pytest.raises(BadPicture):
            read_settings(path)


# --- Sheets


def cells(count=4, width=256, height=192):
    document = REQUEST.document.resized(width, height)
    request = Request(document, REQUEST.sampling, REQUEST.methods)
    return [SheetCell(f"cell {n}", picture(width, height), request, 1.5 * n) for n in range(count)]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_sheet_remembers_its_settings(tmp_path, suffix):
    path = tmp_path / f"sheet{suffix}"
    export_sheet([tuple(cell) for cell in cells()], path)
    saved = read_settings(path)
    assert saved is not None
    assert saved.request == REQUEST


def test_no_folder_of_a_network_travels(tmp_path):
    net = MethodSettings("controlnet", 1.0, net="/home/ada/secret/canny")
    told = [cell._replace(request=cell.request.with_methods(net)) for cell in cells(2)]
    export_sheet(told, tmp_path / "sheet.png")
    export_picture(told[0].picture, told[0].request, tmp_path / "one.png")
    for path in tmp_path.iterdir():
        with Image.open(path) as image:
            said = repr(image.info)
        assert "ControlNet" in said
        assert "secret" not in said


def test_a_sheet_shows_every_picture_as_it_is(tmp_path):
    marked = []
    for number, cell in enumerate(cells()):
        shown = np.full_like(cell.picture, 40 * number + 30)
        marked.append(cell._replace(picture=shown))
    export_sheet(marked, tmp_path / "sheet.png")
    sheet = np.asarray(Image.open(tmp_path / "sheet.png"))
    for cell in marked:
        assert (sheet == cell.picture[0, 0]).all(axis=2).sum() >= 256 * 192


@pytest.mark.parametrize("count", [1, 5, 6, 13])
@pytest.mark.parametrize("size", [(128, 128), (2048, 128), (192, 512)])
def test_sheets_of_any_shape(tmp_path, count, size):
    export_sheet(cells(count, *size), tmp_path / "sheet.jpg")
    with Image.open(tmp_path / "sheet.jpg") as sheet:
        assert max(sheet.size) < 12_500


def test_the_window_says_it_in_its_own_language(tmp_path):
    words = SheetText(sketch="草图", settings="随机种子 {seed}")
    export_sheet(cells(), tmp_path / "a.png", words=words)
    export_sheet(cells(), tmp_path / "b.png")
    assert (tmp_path / "a.png").read_bytes() != (tmp_path / "b.png").read_bytes()


def test_a_sheet_that_does_not_fit_on_the_disk(tmp_path, monkeypatch):
    (tmp_path / "sheet.png").write_bytes(b"old")

    def full(_handle):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFull):
        export_sheet(cells(), tmp_path / "sheet.png")
    assert (tmp_path / "sheet.png").read_bytes() == b"old"
