"""A picture to begin from (image to image): found, checked, fitted to the drawing, turned into latents.

Torch is imported only where latents are made, so that the check before a run stays light.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sketchpad import atomic, paths, settings
from sketchpad.document.io.picture import opened, read_picture
from sketchpad.errors import BadPicture, BadSetting, HugePicture, Problem
from sketchpad.generation.request.request import InitImage, Request
from sketchpad.hints.lines import fitted

if TYPE_CHECKING:
    from torch import Tensor

    from sketchpad.models.model import Model

KEPT = 50
"""So many pictures of `keep_picture` stay; the oldest go."""


def problems(base: InitImage) -> Iterator[Problem]:
    """What is wrong with a base, as far as it can be told without decoding the picture."""
    try:
        settings.check("base.strength", base.strength)
        path = _path(base)
        with opened(path):
            pass
    except (BadSetting, BadPicture, HugePicture) as error:
        yield Problem.from_error(error, "base")


def init_image_latents(request: Request, model: Model) -> Tensor:
    """The latents of the request's base picture, cut to the drawing's proportions. BadPicture, HugePicture."""
    assert request.base is not None
    path = _path(request.base)
    width, height = request.document.width, request.document.height
    status = path.stat()
    key = ("base", str(path), status.st_size, status.st_mtime_ns, width, height)

    def encode() -> Tensor:
        picture = fitted(read_picture(path), width, height)
        return model.codec.encode(picture.astype(np.float32) / np.float32(255))

    return model.kept.get(key, encode).to(model.place.device)


def keep_picture(picture: NDArray[np.uint8]) -> Path:
    """Write a picture, uint8 (height, width, 3), among the user's own files, and return where.

    Equal pictures share a file. Raises DiskFull or CannotWrite.
    """
    from PIL import Image

    name = hashlib.sha256(repr(picture.shape).encode() + picture.tobytes()).hexdigest()[:32]
    folder = paths.user_state() / "bases"
    path = folder / f"{name}.png"
    if path.is_file():
        os.utime(path)
        return path
    data = BytesIO()
    Image.fromarray(picture).save(data, "PNG")
    atomic.write_bytes(path, data.getvalue())
    oldest = sorted(folder.glob("*.png"), key=lambda p: p.stat().st_mtime_ns, reverse=True)
    for old in oldest[KEPT:]:
        old.unlink(missing_ok=True)
    return path


def _path(base: InitImage) -> Path:
    path = Path(base.picture).expanduser()
    if not path.is_file():  # neither a folder nor a pipe, from which reading would never end
        raise BadPicture(path, "missing")
    return path
