"""Opening an untrusted picture: few formats, a limit on pixels, one kind of array out."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sketchpad.errors import BadPicture, HugePicture
from sketchpad.outside import ODD, NotAFile, open_file

if TYPE_CHECKING:
    from PIL import Image  # imported where it is used: not before the first paint

FORMATS = ("PNG", "JPEG", "WEBP", "AVIF", "BMP", "GIF", "TIFF")
MOST_PIXELS = 64_000_000
LARGEST_TEXT = 16 << 20
"""Of profiles of printers, graphs of other programs: more than the megabyte that Pillow unpacks by itself."""
LARGEST_PROFILE = 16 << 20
DARKEST = 1 / 8  # of white: where the lightest of 16 bits is darker, it is no photograph
_HEIF = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_STRIP = 1 << 20  # pixels that are blended at once


def read_picture(
    path: str | Path, longest: int | None = None, data: bytes | None = None
) -> NDArray[np.uint8]:
    """The picture at `path` as uint8 (height, width, 3) RGB, turned upright, transparency on the paper that suits it.

    `longest`: shrink it so that no side is longer. `data`: as in `opened`.

    Raises:
        HugePicture: more than `MOST_PIXELS`, before they are decoded.
        BadPicture: missing, unreadable, damaged, or not one of `FORMATS` (whatever its name ends with).
    """
    with opened(path, data=data) as image:
        if longest is not None:
            image.draft("RGB", (longest, longest))  # JPEG only: decodes straight to a smaller size
        return _as_rgb(image, longest)


@contextmanager
def opened(
    path: str | Path, formats: tuple[str, ...] = FORMATS, data: bytes | None = None
) -> Iterator[Image.Image]:
    """Open the picture at `path`, or in `data` (`path` is then only its name), without decoding it.

    Errors of Pillow, here or inside the `with`, become HugePicture or BadPicture as in `read_picture`.
    """
    from PIL import Image, PngImagePlugin, UnidentifiedImageError

    PngImagePlugin.MAX_TEXT_CHUNK = LARGEST_TEXT
    path = Path(path)
    if formats is FORMATS and _knows_heif():
        formats = (*formats, "HEIF")
    try:
        # Pillow's remarks on odd files; its own pixel limit is above ours
        with (
            open_file(path) if data is None else BytesIO(data) as file,
            warnings.catch_warnings(action="ignore"),
            Image.open(file, formats=formats) as image,
        ):
            across, down = image.size
            if across * down > MOST_PIXELS:
                raise HugePicture(path, across * down / 1e6, MOST_PIXELS / 1e6)
            yield image
    except FileNotFoundError as error:
        raise BadPicture(path, "missing") from error
    except UnidentifiedImageError as error:
        raise BadPicture(path, "heif" if _is_heif(path, data) else "format") from error
    except Image.DecompressionBombError as error:
        raise HugePicture(path, 0, MOST_PIXELS / 1e6) from error
    except NotAFile as error:
        raise BadPicture(path, "not_a_file") from error
    except (PermissionError, IsADirectoryError) as error:
        raise BadPicture(path, "unreadable") from error
    except ODD as error:
        raise BadPicture(path, "damaged") from error


def encode(image: Image.Image, form: str, **options: Any) -> bytes:
    """An image as the contents of a file of a format of Pillow ("PNG", "WEBP", ...)."""
    file = BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def png_of(picture: NDArray[np.uint8]) -> bytes:
    """A uint8 (h, w, 3) RGB picture as a PNG file."""
    from PIL import Image

    return encode(Image.fromarray(picture), "PNG")


def _as_rgb(image: Image.Image, longest: int | None) -> NDArray[np.uint8]:
    from PIL import ImageOps

    upright = _in_srgb(ImageOps.exif_transpose(image))
    if upright.mode.startswith(("I", "F")):  # 16 bit and more
        return _in_8_bits(upright, longest)
    is_clear = upright.has_transparency_data
    seen = _shrunk(upright.convert("RGBA" if is_clear else "RGB"), longest)
    return on_paper(np.asarray(seen)) if is_clear else np.array(seen)


def _shrunk(image: Image.Image, longest: int | None) -> Image.Image:
    if longest is not None and max(image.size) > longest:
        from PIL import Image

        image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return image


def on_paper(rgba: NDArray[np.uint8], paper: int | None = None) -> NDArray[np.uint8]:
    """Without transparency: on `paper`, by default black where the picture is light, else white.

    In strips, to need little memory.
    """
    rows = max(1, _STRIP // rgba.shape[1])
    strips = [rgba[at : at + rows] for at in range(0, len(rgba), rows)]
    weight = sum(int(strip[..., 3].sum(dtype=np.int64)) for strip in strips)
    light = sum(
        float((strip[..., :3].mean(axis=2) * strip[..., 3]).sum(dtype=np.float64))
        for strip in strips
    )
    if paper is None:
        paper = 0 if weight and light / weight > 160 else 255
    result = np.empty((*rgba.shape[:2], 3), np.uint8)
    for number, strip in enumerate(strips):
        alpha = strip[..., 3:].astype(np.float32) / 255
        blended = strip[..., :3] * alpha + paper * (1 - alpha)
        result[number * rows : (number + 1) * rows] = np.rint(blended)
    return result


def _in_srgb(image: Image.Image) -> Image.Image:
    """With the colours that its profile means. A profile that is damaged or of another kind counts as none."""
    profile = image.info.get("icc_profile")
    if not isinstance(profile, bytes) or not 128 <= len(profile) <= LARGEST_PROFILE:
        return image
    if image.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return image
    from PIL import ImageCms

    try:
        theirs = ImageCms.ImageCmsProfile(BytesIO(profile))
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        seen = ImageCms.profileToProfile(image, theirs, _srgb(), outputMode=mode)
    except (ImageCms.PyCMSError, *ODD):
        return image
    if seen is None:
        return image
    if mode == "RGBA":
        seen.putalpha(image.getchannel("A"))
    return seen


@cache
def _srgb() -> Any:
    from PIL import ImageCms

    return ImageCms.createProfile("sRGB")


def _is_heif(path: Path, data: bytes | None) -> bool:
    """By the brand in its first bytes (ISO/IEC 23008-12)."""
    if data is None:
        with open_file(path) as file:
            data = file.read(12)
    return data[4:8] == b"ftyp" and data[8:12] in _HEIF


@cache
def _knows_heif() -> bool:
    """Photographs of telephones are read where pillow-heif is installed."""
    if find_spec("pillow_heif") is None:
        return False
    import_module("pillow_heif").register_heif_opener()
    return True


def _in_8_bits(image: Image.Image, longest: int | None) -> NDArray[np.uint8]:
    """A photograph in 16 bits keeps its contrast; what would be almost black is measured, as depth, and stretched."""
    from PIL import Image

    top = (1 << 16) - 1
    if image.mode.startswith("I;16") and np.asarray(image).max(initial=0) > top * DARKEST:
        values = np.asarray(image)
        gray = _shrunk(
            Image.fromarray((values // 257 + (values % 257 > 128)).astype(np.uint8)), longest
        )
        return np.repeat(np.asarray(gray)[..., None], 3, axis=2)
    if longest is not None and max(image.size) > longest:
        image = image.convert("F")
        image.thumbnail((longest, longest), Image.Resampling.BILINEAR)
    values = np.nan_to_num(np.asarray(image, np.float64), posinf=0.0, neginf=0.0)
    low, high = float(values.min()), float(values.max())
    stretched = np.rint((values - low) / max(high - low, 1e-9) * 255).astype(np.uint8)
    return np.repeat(stretched[..., None], 3, axis=2)
