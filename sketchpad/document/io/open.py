"""Whatever file a drawing can come from: a project, an SVG, or a picture with lines."""

from __future__ import annotations

from pathlib import Path

from sketchpad.document.io.picture_import import read_picture_lines
from sketchpad.document.io.project_file import SUFFIX, Extra, load
from sketchpad.document.io.svg_import import read_svg
from sketchpad.document.model import Document

SVG_SUFFIXES = (".svg", ".svgz")


def open_drawing(
    path: str | Path, width: int = 256, height: int = 256
) -> tuple[Document, Extra | None]:
    """The drawing in `path`, and what a project saved beside it (None: the file was no project).

    SVGs and pictures are fitted into `width` x `height`; a project has a size of its own.

    Raises:
        BadDocument, NewerDocument, BadPicture, HugePicture
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix == SUFFIX:
        return load(path)
    if suffix in SVG_SUFFIXES:
        return read_svg(path, width, height), None
    return read_picture_lines(path, width, height), None
