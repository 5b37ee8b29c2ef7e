"""What ADE20K's classes are called in the language of the window."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication

from sketchpad.hints.segmentation import palette


def class_label(name: str) -> str:
    return QCoreApplication.translate("Class", name)


def texts() -> Iterator[str]:
    """All that is to be translated in the context "Class"."""
    yield from palette()
