"""Pictures on their way between numpy (uint8 RGB, what the engine speaks) and Qt."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage


def to_image(picture: np.ndarray) -> QImage:
    """A QImage of its own from uint8 RGB of shape (height, width, 3), in the format that paints fastest."""
    rows = np.ascontiguousarray(picture)
    height, width, _ = rows.shape
    image = QImage(rows.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    return image.convertToFormat(QImage.Format.Format_RGB32)


def to_array(image: QImage) -> np.ndarray:
    """uint8 RGB of shape (height, width, 3); what is transparent becomes white."""
    flat = image.convertToFormat(QImage.Format.Format_RGBA8888)
    height, width = flat.height(), flat.width()
    rows = np.frombuffer(flat.constBits(), np.uint8).reshape(height, flat.bytesPerLine())
    rgba = rows[:, : 4 * width].reshape(height, width, 4).astype(np.uint16)
    alpha = rgba[..., 3:]
    return ((rgba[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)


def scaled_to(image: QImage, side: int) -> QImage:
    """`image`, smooth, with its longer side at `side` pixels."""
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return image.scaled(side, side, keep, smooth)
