"""A picture for a box: read from a file, the clipboard or a drop, made small, kept as PNG."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QImage

from sketchpad.document.box import LARGEST_REFERENCE, LONGEST_REFERENCE, is_reference
from sketchpad.document.io.picture import read_picture
from sketchpad.errors import BadPicture
from sketchpad.ui.style.qimage import to_array


def from_file(path: Path) -> bytes:
    """PNG of the picture at `path`. Raises BadPicture or HugePicture."""
    return _encoded(read_picture(path, LONGEST_REFERENCE))


def from_mime(data: QMimeData, name: str) -> bytes:
    """PNG of what was dropped or pasted; `name` says what it is in an error. Raises BadPicture or HugePicture."""
    local = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
    if local:
        return from_file(Path(local[0]))
    image = data.imageData()
    if not isinstance(image, QImage) or image.isNull():
        raise BadPicture(name)
    if max(image.width(), image.height()) > LONGEST_REFERENCE:
        image = image.scaled(
            LONGEST_REFERENCE,
            LONGEST_REFERENCE,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    return _encoded(to_array(image))


def _encoded(picture: np.ndarray) -> bytes:
    """Noise packs badly: made smaller until it fits."""
    image = Image.fromarray(picture)
    while True:
        file = BytesIO()
        image.save(file, "PNG", optimize=True)
        if len(file.getvalue()) <= LARGEST_REFERENCE:
            break
        image = image.resize((max(1, image.width * 3 // 4), max(1, image.height * 3 // 4)))
    made = file.getvalue()
    assert is_reference(made)
    return made
