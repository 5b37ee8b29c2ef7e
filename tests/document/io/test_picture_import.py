"""Pictures with lines become strokes."""

from __future__ import annotations

import io
import struct
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageCms, features

from sketchpad.document.io import picture
from sketchpad.document.io.picture import encode, on_paper, png_of, read_picture
from sketchpad.document.io.picture_import import read_picture_lines, trace_lines
from sketchpad.document.io.quickdraw import from_quickdraw
from sketchpad.document.io.tracing import thin, trace
from sketchpad.document.model import Document, Stroke
from sketchpad.document.raster.raster import render_lines
from sketchpad.errors import BadPicture, HugePicture

CROSS = (
    Document()
    .with_stroke(Stroke([[40, 128], [216, 128]], 6))
    .with_stroke(Stroke([[128, 40], [128, 216]], 6))
)
FACE = from_quickdraw(
    [
        [[0, 60, 120, 180, 240, 180, 120, 60, 0], [120, 40, 10, 40, 120, 200, 240, 200, 120]],
        [[80, 85], [90, 100]],
        [[160, 165], [90, 100]],
        [[70, 120, 170], [160, 190, 160]],
    ]
)


def as_rgb(gray: np.ndarray) -> np.ndarray:
    return np.repeat(gray.astype(np.uint8)[..., None], 3, axis=2)


def dark_on_light(document: Document, size: int = 512) -> np.ndarray:
    return as_rgb(255 - render_lines(document, size, size))


def agreement(found: Document, drawn: Document, reach: int = 3) -> tuple[float, float]:
    """Shares of the drawn lines that were found, and of the found lines that were drawn."""
    a, b = (render_lines(one, 256, 256, line_width=2) > 100 for one in (found, drawn))
    near_a, near_b = (
        cv2.dilate(one.astype(np.uint8), np.ones((2 * reach + 1,) * 2)) > 0 for one in (a, b)
    )
    return float((b & near_a).sum() / b.sum()), float((a & near_b).sum() / a.sum())


def shaded(gray: np.ndarray) -> np.ndarray:
    """As if photographed: uneven light and some noise."""
    rng = np.random.default_rng(1)
    height, width = gray.shape
    light = np.linspace(0.55, 1, width)[None] * np.linspace(0.75, 1, height)[:, None]
    return np.clip(gray * light + rng.normal(0, 4, gray.shape), 0, 255)


LOOKS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "ink on paper": lambda lines: 255 - lines,
    "chalk on a board": lambda lines: lines,
    "pencil": lambda lines: 250 - lines * 0.35,
    "on grey": lambda lines: 120 + lines * 0.5,
    "photographed": lambda lines: shaded(235 - lines * 0.7),
}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("document", [CROSS, FACE], ids=["cross", "face"])
def test_the_lines_are_found_whatever_their_colour(look: str, document: Document) -> None:
    gray = LOOKS[look](render_lines(document, 512, 512).astype(np.float64))
    found = Document().with_strokes(trace_lines(as_rgb(gray), 256, 256))
    recall, precision = agreement(found, document)
    assert recall > 0.95
    assert precision > 0.95
    assert len(found.strokes) <= 12


def test_a_cross_is_two_lines_of_its_own_width() -> None:
    strokes = trace_lines(dark_on_light(CROSS), 256, 256)
    assert len(strokes) == 2
    for stroke in strokes:
        assert stroke.width == pytest.approx(6, abs=1)
        assert len(stroke.points) < 12


def test_a_ring_is_closed() -> None:
    angles = np.linspace(0, 2 * np.pi, 100)
    ring = Document().with_stroke(
        Stroke(np.stack([128 + 80 * np.cos(angles), 128 + 60 * np.sin(angles)], axis=1))
    )
    (stroke,) = trace_lines(dark_on_light(ring), 256, 256)
    assert np.abs(stroke.points[0] - stroke.points[-1]).max() < 2


def test_areas_become_outlines() -> None:
    areas = np.full((400, 400, 3), 230, np.uint8)
    cv2.circle(areas, (200, 200), 120, (60, 90, 200), cv2.FILLED)
    outline = Document().with_stroke(
        Stroke(
            [
                [128 + 76.8 * np.cos(a), 128 + 76.8 * np.sin(a)]
                for a in np.linspace(0, 2 * np.pi, 200)
            ]
        )
    )
    found = Document().with_strokes(trace_lines(areas, 256, 256))
    assert min(agreement(found, outline)) > 0.95


def test_proportions_are_kept() -> None:
    wide = np.full((100, 400, 3), 255, np.uint8)
    cv2.line(wide, (20, 50), (380, 50), (0, 0, 0), 4)
    (stroke,) = trace_lines(wide, 256, 256)
    np.testing.assert_allclose(stroke.points[:, 1], 128, atol=2)
    assert np.ptp(stroke.points[:, 0]) == pytest.approx(360 * 256 / 400, abs=4)


def test_specks_are_left_out() -> None:
    dirty = dark_on_light(CROSS)
    dirty[::37, ::41] = 0
    assert len(trace_lines(dirty, 256, 256)) <= 4


@pytest.mark.parametrize("colour", [0, 128, 255])
def test_an_empty_page_has_no_lines(tmp_path: Path, colour: int) -> None:
    assert trace_lines(np.full((90, 70, 3), colour, np.uint8), 256, 256) == ()
    Image.new("L", (90, 70), colour).save(tmp_path / "a.png")
    with pytest.raises(BadPicture) as caught:
        read_picture_lines(tmp_path / "a.png")
    assert caught.value.reason == "no_lines"


@pytest.mark.parametrize("size", [(1, 1), (1, 50), (3, 2), (2000, 8)])
def test_odd_sizes(size: tuple[int, int]) -> None:
    rng = np.random.default_rng(0)
    strokes = trace_lines(rng.integers(0, 255, (*size, 3), np.uint8), 128, 128)
    points = np.concatenate([stroke.points[:, :2] for stroke in strokes] or [np.zeros((1, 2))])
    assert ((points >= 0) & (points <= 128)).all()


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "bmp", "gif", "tiff"])
def test_every_format(tmp_path: Path, suffix: str) -> None:
    Image.fromarray(dark_on_light(CROSS)).save(tmp_path / f"a.{suffix}")
    document = read_picture_lines(tmp_path / f"a.{suffix}", 512, 256)
    assert (document.width, document.height) == (512, 256)
    assert len(document.strokes) == 2


def test_the_name_may_lie(tmp_path: Path) -> None:
    Image.fromarray(dark_on_light(CROSS)).save(tmp_path / "a.jpg", format="PNG")
    assert len(read_picture_lines(tmp_path / "a.jpg").strokes) == 2


@pytest.mark.parametrize(
    "mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I", "I;16", "F", "YCbCr"]
)
def test_every_kind_of_pixels(tmp_path: Path, mode: str) -> None:
    gray = Image.fromarray(dark_on_light(CROSS)[..., 0])
    if mode == "I;16":
        image = Image.fromarray(np.asarray(gray).astype(np.uint16) * 257)
    else:
        image = gray.convert("RGB").convert(mode) if mode not in ("I", "F") else gray.convert(mode)
    image.save(tmp_path / "a", format="TIFF")
    found = read_picture(tmp_path / "a")
    assert found.shape == (512, 512, 3)
    assert found[5, 5].min() > 200
    assert found[256, 256].max() < 60


@pytest.mark.parametrize(("ink", "paper"), [(0, 255), (255, 0)])
def test_transparent_paper_suits_the_lines(tmp_path: Path, ink: int, paper: int) -> None:
    rgba = np.full((512, 512, 4), ink, np.uint8)
    rgba[..., 3] = render_lines(CROSS, 512, 512)
    Image.fromarray(rgba).save(tmp_path / "a.png")
    assert read_picture(tmp_path / "a.png")[5, 5, 0] == paper
    assert len(read_picture_lines(tmp_path / "a.png").strokes) == 2


def test_the_camera_was_held_sideways(tmp_path: Path) -> None:
    image = Image.new("L", (60, 40), 255)
    exif = Image.Exif()
    exif[0x0112] = 6
    image.save(tmp_path / "a.jpg", exif=exif)
    assert read_picture(tmp_path / "a.jpg").shape == (60, 40, 3)


def test_a_large_picture_is_shrunk(tmp_path: Path) -> None:
    for suffix in ("png", "jpg"):
        Image.new("RGB", (1200, 300), (9, 99, 199)).save(tmp_path / f"a.{suffix}")
        assert read_picture(tmp_path / f"a.{suffix}", 400).shape == (100, 400, 3)


def test_a_huge_picture_is_refused_before_it_is_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.new("1", (20_000, 5_000)).save(tmp_path / "a.png")
    with pytest.raises(HugePicture) as caught:
        read_picture(tmp_path / "a.png")
    assert "100 megapixels" in str(caught.value)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    with pytest.raises(HugePicture):
        read_picture(tmp_path / "a.png")


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"%PDF-1.4", b"<svg/>", b"P6 5 5 255 " + bytes(75)]
)
def test_other_files_are_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.png").write_bytes(data)
    with pytest.raises(BadPicture) as caught:
        read_picture(tmp_path / "a.png")
    assert caught.value.reason == "format"


def test_missing_and_unreadable(tmp_path: Path) -> None:
    for path, reason in ((tmp_path / "none.png", "missing"), (tmp_path, "unreadable")):
        with pytest.raises(BadPicture) as caught:
            read_picture(path)
        assert caught.value.reason == reason


@given(st.data(), st.sampled_from(["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"]))
def test_a_damaged_picture_is_read_or_refused(
    tmp_path: Path, data: st.DataObject, kind: str
) -> None:
    buffer = io.BytesIO()
    Image.fromarray(dark_on_light(CROSS, 64)).save(buffer, kind)
    whole = bytearray(buffer.getvalue())
    for _ in range(data.draw(st.integers(0, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    (tmp_path / "a").write_bytes(whole[: data.draw(st.integers(1, len(whole)))])
    try:
        found = read_picture(tmp_path / "a", 64)
    except (BadPicture, HugePicture):
        return
    assert found.dtype == np.uint8
    assert found.shape[2] == 3


def test_a_skeleton_is_thin_and_in_the_middle() -> None:
    ink = np.zeros((40, 80), bool)
    ink[15:24, 10:70] = True
    rows, columns = np.nonzero(thin(ink))
    assert len(np.unique(columns)) == len(columns)
    assert set(rows) <= {18, 19, 20}


def test_ways_through_a_skeleton() -> None:
    skeleton = np.zeros((30, 30), bool)
    skeleton[10, 5:25] = True
    skeleton[0:20, 15] = True
    skeleton[28, 28] = True
    ways = trace(skeleton)
    assert sorted(len(way) for way in ways) == [1, 20, 20]
    assert trace(np.zeros((5, 5), bool)) == []
    spur = np.zeros((30, 30), bool)
    spur[10, 5:25] = True
    spur[8:10, 15] = True
    assert [len(way) for way in trace(spur, thickness=5)] == [20]


def test_formats_are_few() -> None:
    assert set(picture.FORMATS) == {"PNG", "JPEG", "WEBP", "AVIF", "BMP", "GIF", "TIFF"}


# colours


def profile_of(gamma: float, swap: bool = False) -> bytes:
    """A profile like sRGB's, with other primaries (red and green exchanged) if wanted."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    if swap:
        count = struct.unpack(">L", data[128:132])[0]
        tags = {bytes(data[132 + 12 * n : 136 + 12 * n]): 132 + 12 * n for n in range(count)}
        red, green = tags[b"rXYZ"], tags[b"gXYZ"]
        data[red + 4 : red + 12], data[green + 4 : green + 12] = (
            data[green + 4 : green + 12],
            data[red + 4 : red + 12],
        )
    return bytes(data)


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_colours_are_those_that_the_profile_means(tmp_path: Path, mode: str) -> None:
    image = Image.new("RGB", (8, 8), (200, 40, 90)).convert(mode)
    image.save(tmp_path / "plain.png", icc_profile=profile_of(2.2))
    image.save(tmp_path / "other.png", icc_profile=profile_of(2.2, swap=True))
    assert np.abs(read_picture(tmp_path / "plain.png").astype(int) - (200, 40, 90)).max() <= 1
    assert np.abs(read_picture(tmp_path / "other.png").astype(int) - (40, 200, 90)).max() <= 2


@pytest.mark.parametrize("profile", [b"x" * 200, bytes(200), b"", profile_of(2.2)[:300]])
def test_a_profile_that_is_none_is_passed_over(tmp_path: Path, profile: bytes) -> None:
    Image.new("RGB", (8, 8), (200, 40, 90)).save(
        tmp_path / "a.jpg", quality=100, icc_profile=profile
    )
    assert np.abs(read_picture(tmp_path / "a.jpg").astype(int) - (200, 40, 90)).max() <= 3


def test_a_profile_of_more_than_a_megabyte(tmp_path: Path) -> None:
    profile = profile_of(2.2) + bytes(3 << 20)
    Image.new("RGB", (8, 8), (200, 40, 90)).save(tmp_path / "a.png", icc_profile=profile)
    assert np.abs(read_picture(tmp_path / "a.png").astype(int) - (200, 40, 90)).max() <= 1


def gray16(path: Path, low: int, high: int) -> NDArray[np.uint8]:
    values = np.linspace(low, high, 64 * 64).reshape(64, 64).astype(np.uint16)
    Image.fromarray(values).save(path)
    return read_picture(path)


def test_a_photograph_in_16_bits_keeps_its_contrast(tmp_path: Path) -> None:
    seen = gray16(tmp_path / "a.png", 20_000, 30_000)
    assert (seen.min(), seen.max()) == (78, 117)
    assert read_picture(tmp_path / "a.png", 16).shape == (16, 16, 3)


def test_depth_in_millimetres_is_stretched(tmp_path: Path) -> None:
    seen = gray16(tmp_path / "a.png", 500, 4_000)
    assert (seen.min(), seen.max()) == (0, 255)


def test_avif_is_read(tmp_path: Path) -> None:
    if not features.check("avif"):
        pytest.skip("this Pillow was built without it")
    Image.new("RGB", (32, 32), (200, 40, 90)).save(tmp_path / "a.avif", quality=95)
    assert np.abs(read_picture(tmp_path / "a.avif").astype(int) - (200, 40, 90)).max() <= 6


HEIC = b"\0\0\0\x1cftypheic\0\0\0\0mif1heicmiaf"


def test_heic_is_read_where_its_library_is(tmp_path: Path) -> None:
    heif = pytest.importorskip("pillow_heif")
    heif.register_heif_opener()
    Image.new("RGB", (64, 48), (200, 40, 90)).save(tmp_path / "a.heic", quality=95)
    seen = read_picture(tmp_path / "a.heic")
    assert seen.shape == (48, 64, 3)
    assert np.abs(seen.astype(int) - (200, 40, 90)).max() <= 6


def test_heic_is_called_by_its_name_where_its_library_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture, "_knows_heif", lambda: False)
    (tmp_path / "a.jpg").write_bytes(HEIC)
    for data in (None, HEIC):
        with pytest.raises(BadPicture, match="pip install pillow-heif"):
            read_picture(tmp_path / "a.jpg", data=data)


def test_a_large_transparent_picture_needs_little_more_than_itself(tmp_path: Path) -> None:
    side = 2000
    Image.new("RGBA", (side, side), (9, 99, 199, 100)).save(tmp_path / "a.png")
    tracemalloc.start()
    seen = read_picture(tmp_path / "a.png")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert seen.shape == (side, side, 3)
    assert most < 17 * side * side + (60 << 20)


def test_a_profile_is_read_up_to_its_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    profile = profile_of(2.2, swap=True)
    Image.new("RGB", (8, 8), (200, 40, 90)).save(tmp_path / "a.png", icc_profile=profile)
    monkeypatch.setattr(picture, "LARGEST_PROFILE", len(profile))
    assert np.abs(read_picture(tmp_path / "a.png").astype(int) - (40, 200, 90)).max() <= 2
    monkeypatch.setattr(picture, "LARGEST_PROFILE", len(profile) - 1)
    assert (read_picture(tmp_path / "a.png") == (200, 40, 90)).all()


@pytest.mark.parametrize("profile", [None, "text", b"x" * 127, b"x" * 128, profile_of(2.2)[:200]])
def test_what_is_no_profile_never_gets_to_the_library(
    profile: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    real = ImageCms.ImageCmsProfile
    monkeypatch.setattr(ImageCms, "ImageCmsProfile", lambda file: asked.append(1) or real(file))
    image = Image.new("RGB", (4, 4), (200, 40, 90))
    image.info["icc_profile"] = profile
    assert picture._in_srgb(image) is image
    assert bool(asked) == (isinstance(profile, bytes) and len(profile) >= 128)


@pytest.mark.parametrize("mode", ["1", "P", "LA", "YCbCr", "I;16"])
def test_profiles_of_other_modes_are_passed_over(mode: str) -> None:
    image = Image.new(mode, (4, 4))
    image.info["icc_profile"] = profile_of(2.2, swap=True)
    assert picture._in_srgb(image) is image


def test_transparency_stays_where_colours_are_changed() -> None:
    image = Image.new("RGBA", (4, 4), (200, 40, 90, 77))
    image.info["icc_profile"] = profile_of(2.2, swap=True)
    seen = picture._in_srgb(image)
    assert seen.mode == "RGBA"
    assert seen.getpixel((1, 1))[3] == 77  # type: ignore[index]


def test_as_many_pixels_as_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Image.new("RGB", (20, 5)).save(tmp_path / "a.png")
    monkeypatch.setattr(picture, "MOST_PIXELS", 100)
    assert read_picture(tmp_path / "a.png").shape == (5, 20, 3)
    monkeypatch.setattr(picture, "MOST_PIXELS", 99)
    with pytest.raises(HugePicture):
        read_picture(tmp_path / "a.png")


@pytest.mark.parametrize("strip", [1, 20, 1 << 20])
def test_on_paper(strip: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "_STRIP", strip)
    rgba = np.zeros((5, 7, 4), np.uint8)
    rgba[:2] = (200, 100, 0, 255)
    rgba[2:4] = (200, 100, 0, 51)
    for paper in (0, 100, 255):
        faint = [round(colour * 0.2 + paper * 0.8) for colour in (200, 100, 0)]
        seen = on_paper(rgba, paper)
        assert seen[:2].reshape(-1, 3).tolist() == [[200, 100, 0]] * 14
        assert seen[2:4].reshape(-1, 3).tolist() == [faint] * 14
        assert (seen[4] == paper).all()
    for gray, paper in ((160, 255), (161, 0)):
        light = np.full((3, 3, 4), gray, np.uint8)
        light[1:, :, :3], light[1:, :, 3] = 0, 0  # what is not seen does not count
        assert (on_paper(light)[2] == paper).all()
    assert (on_paper(np.zeros((2, 2, 4), np.uint8)) == 255).all()


def test_sixteen_bits_are_rounded_to_eight(tmp_path: Path) -> None:
    values = np.array([[0, 128, 129, 257, 257 * 9 + 128, 257 * 9 + 129, 65535]], np.uint16)
    Image.fromarray(values).save(tmp_path / "a.png")
    assert read_picture(tmp_path / "a.png")[0, :, 0].tolist() == [0, 0, 1, 1, 9, 10, 255]


@pytest.mark.parametrize(
    ("values", "seen"),
    [
        ([[100, 200, 8191]], [0, 3, 255]),  # nothing lighter than an eighth: measured, not seen
        ([[100, 200, 8192]], [0, 1, 32]),
        ([[7, 7, 7]], [0, 0, 0]),
    ],
)
def test_from_which_lightness_on_it_is_a_photograph(
    tmp_path: Path, values: list[list[int]], seen: list[int]
) -> None:
    Image.fromarray(np.array(values, np.uint16)).save(tmp_path / "a.png")
    assert read_picture(tmp_path / "a.png")[0, :, 2].tolist() == seen


def test_numbers_that_are_none_are_dark(tmp_path: Path) -> None:
    values = np.array([[0.0, np.nan, np.inf, -np.inf, 5.0, 10.0]], np.float32)
    Image.fromarray(values).save(tmp_path / "a.tiff")
    assert read_picture(tmp_path / "a.tiff")[0, :, 0].tolist() == [0, 0, 0, 0, 128, 255]


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_whatever_its_depth_it_is_shrunk_only_where_it_is_larger(tmp_path: Path, dtype) -> None:
    values = np.linspace(0, 200, 40 * 20).reshape(20, 40).astype(dtype)
    Image.fromarray(values).save(tmp_path / "a.tiff")
    for longest, shape in ((39, (20, 39, 3)), (40, (20, 40, 3)), (20, (10, 20, 3))):
        found = read_picture(tmp_path / "a.tiff", longest)
        assert found.shape == shape
        assert found[0, 0, 0] < found[-1, -1, 0]


def test_a_jpeg_is_decoded_no_finer_than_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    data = encode(Image.new("RGB", (800, 400), (9, 99, 199)), "JPEG")
    sizes: list[tuple[int, int]] = []
    real = picture._as_rgb
    monkeypatch.setattr(
        picture, "_as_rgb", lambda image, longest: sizes.append(image.size) or real(image, longest)
    )
    assert read_picture("a.jpg", 100, data).shape == (50, 100, 3)
    assert read_picture("a.jpg", data=data).shape == (400, 800, 3)
    assert sizes[0] < (400, 200)
    assert sizes[1] == (800, 400)


def test_a_picture_becomes_a_file_and_one_again() -> None:
    pixels = np.random.default_rng(3).integers(0, 256, (6, 9, 3), np.uint8)
    assert (read_picture("a", data=png_of(pixels)) == pixels).all()


def test_a_small_picture_is_as_large_as_it_fits_in_the_middle(tmp_path: Path) -> None:
    page = np.full((50, 200, 3), 255, np.uint8)
    page[10, 20:180] = 0
    Image.fromarray(page).save(tmp_path / "a.png")
    told: list[float] = []
    drawn = read_picture_lines(tmp_path / "a.png", 512, 512, told.append)
    (line,) = drawn.strokes
    np.testing.assert_allclose(line.points[:, 1], (512 - 128) / 2 + 10.5 * 2.56, atol=1)
    assert min(line.points[:, 0].tolist()) == pytest.approx(20 * 2.56, abs=4)
    assert (told[0], told[-1]) == (0.2, 1.0)
