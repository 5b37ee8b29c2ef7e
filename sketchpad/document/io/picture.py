"""Opening a picture from a stranger: few formats, a limit on pixels, one kind of array out."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from sketchpad.errors import BadPicture, HugePicture
from sketchpad.outside import ODD, NotAFile, open_file

FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF")
MOST_PIXELS = 64_000_000
_STRIP = 1 << 20  # pixels that are blended at once


def read_picture(path: str | Path, longest: int | None = None) -> NDArray[np.uint8]:
    """The picture at `path` as uint8 (height, width, 3) RGB, turned upright, transparency on the paper that suits it.

    Args:
        longest: shrink it so that no side is longer.

    Raises:
        HugePicture: more than `MOST_PIXELS`; found out before they are decoded.
        BadPicture: missing, unreadable, damaged, or not one of `FORMATS` (whatever its name ends with).
    """
    with opened(path) as image:
        if longest is not None:
            image.draft("RGB", (longest, longest))  # JPEG only: decodes straight to a smaller size
        return _as_rgb(image, longest)


@contextmanager
def opened(
    path: str | Path, formats: tuple[str, ...] = FORMATS, data: bytes | None = None
) -> Iterator[Image.Image]:
    """Open the picture at `path` without decoding it.

    Args:
        data: the contents, where they lie in another file; `path` is then only what the picture is called.

    Errors of Pillow, here or inside the `with`, become HugePicture or BadPicture as in `read_picture`.
    """
    path = Path(path)
    try:
        # Pillow's remarks on odd files; its own pixel limit is above ours
        with (
            open_file(path) if data is None else io.BytesIO(data) as file,
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
        raise BadPicture(path, "format") from error
    except Image.DecompressionBombError as error:
        raise HugePicture(path, 0, MOST_PIXELS / 1e6) from error
    except NotAFile as error:
        raise BadPicture(path, "not_a_file") from error
    except (PermissionError, IsADirectoryError) as error:
        raise BadPicture(path, "unreadable") from error
    except ODD as error:
        raise BadPicture(path, "damaged") from error


def _as_rgb(image: Image.Image, longest: int | None) -> NDArray[np.uint8]:
    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith(("I", "F")):  # 16 bit and more: stretch what there is to 8 bit
        return _stretched(upright, longest)
    if not upright.has_transparency_data:
        seen = upright.convert("RGB")
        if longest is not None and max(seen.size) > longest:
            seen.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        return np.array(seen)
    seen = upright if upright.mode == "RGBA" else upright.convert("RGBA")
    if longest is not None and max(seen.size) > longest:
        seen.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return _on_paper(np.asarray(seen))


def _on_paper(rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Without transparency: on black where the picture is light, else on white. In strips, to need little memory."""
    rows = max(1, _STRIP // rgba.shape[1])
    strips = [rgba[at : at + rows] for at in range(0, len(rgba), rows)]
    weight = sum(int(strip[..., 3].sum(dtype=np.int64)) for strip in strips)
    light = sum(
        float((strip[..., :3].mean(axis=2) * strip[..., 3]).sum(dtype=np.float64))
        for strip in strips
    )
    paper = 0 if weight and light / weight > 160 else 255
    result = np.empty((*rgba.shape[:2], 3), np.uint8)
    for number, strip in enumerate(strips):
        alpha = strip[..., 3:].astype(np.float32) / 255
        blended = strip[..., :3] * alpha + paper * (1 - alpha)
        result[number * rows : (number + 1) * rows] = np.rint(blended)
    return result


def _stretched(image: Image.Image, longest: int | None) -> NDArray[np.uint8]:
    if longest is not None and max(image.size) > longest:
        image = image.convert("F")
        image.thumbnail((longest, longest), Image.Resampling.BILINEAR)
    values = np.nan_to_num(np.asarray(image, np.float64), posinf=0.0, neginf=0.0)
    low, high = float(values.min()), float(values.max())
    gray = np.rint((values - low) / max(high - low, 1e-9) * 255).astype(np.uint8)
    return np.repeat(gray[..., None], 3, axis=2)
