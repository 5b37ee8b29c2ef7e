"""A picture from anywhere as a reference picture: capped before it is decoded, shrunk, kept as PNG."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QImage

from sketchpad.document.io.picture import MOST_PIXELS, read_picture
from sketchpad.document.reference import LARGEST, LONGEST, is_picture
from sketchpad.errors import BadPicture, HugePicture
from sketchpad.ui.style.qimage import to_array

QUICK = 4  # of zlib's levels: a large photograph in a fifth of a second


def from_file(path: Path) -> bytes:
    """PNG of the picture at `path`. Raises BadPicture or HugePicture."""
    return encoded(read_picture(path, LONGEST))


def from_image(image: QImage, name: str) -> bytes:
    """PNG of a copied or dropped picture; `name` says what it is in an error. Raises BadPicture or HugePicture."""
    if image.isNull():
        raise BadPicture(name)
    if image.width() * image.height() > MOST_PIXELS:
        raise HugePicture(name, image.width() * image.height() / 1e6, MOST_PIXELS / 1e6)
    if max(image.width(), image.height()) > LONGEST:
        image = image.scaled(
            LONGEST,
            LONGEST,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    return encoded(to_array(image))


def picture_of(data: QMimeData) -> Path | QImage | None:
    """The file, else the picture, on a clipboard or in a drop; None where there is neither."""
    local = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if local:
        return local[0]
    image = data.imageData()
    return image if isinstance(image, QImage) and not image.isNull() else None


def encoded(picture: NDArray[np.uint8]) -> bytes:
    """Noise packs badly: made smaller until it fits."""
    while True:
        made, data = cv2.imencode(
            ".png",
            cv2.cvtColor(picture, cv2.COLOR_RGB2BGR),
            [cv2.IMWRITE_PNG_COMPRESSION, QUICK],
        )
        if made and len(data) <= LARGEST:
            break
        height, width = picture.shape[:2]
        smaller = max(1, width * 3 // 4), max(1, height * 3 // 4)
        picture = cv2.resize(picture, smaller, interpolation=cv2.INTER_AREA).astype(np.uint8)
    found = data.tobytes()
    assert is_picture(found)
    return found
