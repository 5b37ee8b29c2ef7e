"""A picture from anywhere as PNG: capped before it is decoded, shrunk. For the reference picture, and for boxes."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QImage

from sketchpad.document.io.picture import MOST_PIXELS, read_picture
from sketchpad.document.reference import LARGEST, LONGEST
from sketchpad.errors import BadPicture, HugePicture
from sketchpad.ui.style.qimage import to_array

QUICK = [cv2.IMWRITE_PNG_COMPRESSION, 4]  # a large photograph in a fifth of a second


Source = Path | QImage | None


def read(what: Source, name: str, longest: int = LONGEST, largest: int = LARGEST) -> bytes:
    """PNG of a file, or of a copied or dropped picture.

    Args:
        name: what the picture is called in an error.
        longest: pixels of the longer side of the result. largest: bytes of the result.

    Raises: BadPicture or HugePicture.
    """
    if isinstance(what, Path):
        return encoded(read_picture(what, longest), largest)
    if what is None or what.isNull():
        raise BadPicture(name)
    width, height = what.width(), what.height()
    if width * height > MOST_PIXELS:
        raise HugePicture(name, width * height / 1e6, MOST_PIXELS / 1e6)
    if max(width, height) > longest:
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode
        what = what.scaled(longest, longest, keep, smooth.SmoothTransformation)
    return encoded(to_array(what), largest)


def picture_of(data: QMimeData) -> Source:
    """The file, else the picture, on a clipboard or in a drop; None where there is neither."""
    local = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if local:
        return local[0]
    image = data.imageData()
    return image if isinstance(image, QImage) and not image.isNull() else None


def encoded(picture: NDArray[np.uint8], largest: int = LARGEST) -> bytes:
    """Noise packs badly: made smaller until it fits."""
    while True:
        done, data = cv2.imencode(".png", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), QUICK)
        if done and len(data) <= largest:
            return data.tobytes()
        height, width = picture.shape[:2]
        smaller = max(1, width * 3 // 4), max(1, height * 3 // 4)
        picture = cv2.resize(picture, smaller, interpolation=cv2.INTER_AREA).astype(np.uint8)
