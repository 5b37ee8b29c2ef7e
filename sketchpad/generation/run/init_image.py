"""The init image of img2img: read, checked, cropped to the drawing, encoded.

Torch is imported only where latents are computed, so that the check before a run stays light.
"""

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sketchpad import atomic, paths, settings
from sketchpad.document.io.picture import opened, png_of, read_picture
from sketchpad.errors import BadPicture, BadSetting, HugePicture, Problem
from sketchpad.generation.request.request import InitImage, Request
from sketchpad.hints.lines import fitted

if TYPE_CHECKING:
    from torch import Tensor

    from sketchpad.models.model import Model

KEPT = 50
"""Number of pictures of `keep_picture` that stay; the oldest are deleted."""
HELD = 4
"""Number of pictures of `hold_picture` that stay in memory."""
_held: OrderedDict[Path, NDArray[np.uint8]] = OrderedDict()


def problems(base: InitImage) -> Iterator[Problem]:
    """Problems of an init image that show without decoding the picture."""
    try:
        settings.check("base.strength", base.strength)
        if Path(base.picture) in _held:
            return
        path = _path(base)
        with opened(path):
            pass
    except (BadSetting, BadPicture, HugePicture) as error:
        yield Problem.from_error(error, "base")


def init_image(request: Request) -> NDArray[np.uint8]:
    """The request's init image, uint8 (height, width, 3) of its page: scaled and cropped. BadPicture, HugePicture."""
    assert request.base is not None
    picture = _held.get(Path(request.base.picture))
    if picture is None:
        picture = read_picture(_path(request.base))
    return fitted(picture, request.document.width, request.document.height)


def init_image_latents(request: Request, model: Model) -> Tensor:
    """The latents of the request's init image, cropped to the drawing's aspect ratio. BadPicture, HugePicture."""
    assert request.base is not None
    width, height = request.document.width, request.document.height
    if Path(request.base.picture) in _held:  # named after its pixels
        key: tuple[object, ...] = ("base", request.base.picture, width, height)
    else:
        path = _path(request.base)
        status = path.stat()
        key = ("base", str(path), status.st_size, status.st_mtime_ns, width, height)
    return model.kept.get(key, lambda: encoded(init_image(request), model))


def encoded(picture: NDArray[np.uint8], model: Model, noisy: bool = False) -> Tensor:
    """The latents (1, channels, height, width) of a picture, uint8 (height, width, 3), on the model's device.

    `noisy`: see `VAE.encode`.
    """
    latents = model.codec.encode(picture.astype(np.float32) / np.float32(255), noisy)
    return latents.to(model.place.device)


def keep_picture(picture: NDArray[np.uint8]) -> Path:
    """Write a picture, uint8 (height, width, 3), among the user's own files, and return its path.

    Equal pictures share a file. Raises DiskFull or CannotWrite.
    """
    path = _place_of(picture)
    if path.is_file():
        os.utime(path)
        return path
    atomic.write_bytes(path, png_of(picture))
    oldest = sorted(path.parent.glob("*.png"), key=lambda p: p.stat().st_mtime_ns, reverse=True)
    for old in oldest[KEPT:]:
        old.unlink(missing_ok=True)
    return path


def hold_picture(picture: NDArray[np.uint8]) -> Path:
    """Begin runs of this process from `picture` without a file: the path at which `keep_picture` would write it."""
    path = _place_of(picture)
    _held[path] = picture
    _held.move_to_end(path)
    while len(_held) > HELD:
        _held.popitem(last=False)
    return path


def _place_of(picture: NDArray[np.uint8]) -> Path:
    return paths.user_state() / "bases" / f"{picture_digest(picture)}.png"


def picture_digest(picture: NDArray[np.uint8]) -> str:
    """32 hexadecimal digits that tell pictures apart by their size and pixels."""
    return hashlib.sha256(repr(picture.shape).encode() + picture.tobytes()).hexdigest()[:32]


def _path(base: InitImage) -> Path:
    path = Path(base.picture).expanduser()
    if not path.is_file():  # neither a folder nor a pipe, from which reading would never end
        raise BadPicture(path, "missing")
    return path
