"""Opening a picture from a stranger: few formats, a limit on pixels, one kind of array out."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from sketchpad.errors import BadPicture, HugePicture

FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF")
MOST_PIXELS = 64_000_000
_DAMAGE = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    TypeError,
    OverflowError,
    MemoryError,
)


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
def opened(path: str | Path, formats: tuple[str, ...] = FORMATS) -> Iterator[Image.Image]:
    """The picture at `path`, open and not yet decoded. Whatever Pillow says of it, here or inside of the `with`,
    becomes HugePicture or BadPicture, as `read_picture` says."""
    path = Path(path)
    try:
        # Pillow's remarks on odd files; its own pixel limit is above ours
        with warnings.catch_warnings(action="ignore"), Image.open(path, formats=formats) as image:
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
    except (PermissionError, IsADirectoryError) as error:
        raise BadPicture(path, "unreadable") from error
    except _DAMAGE as error:
        raise BadPicture(path, "damaged") from error


def _as_rgb(image: Image.Image, longest: int | None) -> NDArray[np.uint8]:
    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith(("I", "F")):  # 16 bit and more: stretch what there is to 8 bit
        return _stretched(upright, longest)
    seen = upright.convert("RGBA")
    if longest is not None and max(seen.size) > longest:
        seen.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    rgba = np.asarray(seen)
    alpha = rgba[..., 3:].astype(np.float32) / 255
    if alpha.min() == 1:
        return np.ascontiguousarray(rgba[..., :3])
    weight = float(alpha.sum())
    light = (
        float((rgba[..., :3].mean(axis=2, keepdims=True) * alpha).sum()) / weight if weight else 0.0
    )
    paper = 0 if light > 160 else 255
    return np.rint(rgba[..., :3] * alpha + paper * (1 - alpha)).astype(np.uint8)


def _stretched(image: Image.Image, longest: int | None) -> NDArray[np.uint8]:
    if longest is not None and max(image.size) > longest:
        image = image.convert("F")
        image.thumbnail((longest, longest), Image.Resampling.BILINEAR)
    values = np.nan_to_num(np.asarray(image, np.float64), posinf=0.0, neginf=0.0)
    low, high = float(values.min()), float(values.max())
    gray = np.rint((values - low) / max(high - low, 1e-9) * 255).astype(np.uint8)
    return np.repeat(gray[..., None], 3, axis=2)
