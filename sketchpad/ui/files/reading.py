"""Reads what can become a drawing: projects, exported pictures, and the lines of pictures and SVG files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sketchpad.document.io import project_file
from sketchpad.document.io.tracing import Watch, unwatched
from sketchpad.document.model import Document
from sketchpad.errors import BadPicture
from sketchpad.ui.files.file_dialogs import EXPORT_SUFFIXES, LAYERED_SUFFIXES


def read_saved(path: Path, watch: Watch = unwatched) -> tuple[Document, project_file.Extra] | None:
    """The drawing in a project or in a picture that Sketchpad exported; None if its lines must be traced."""
    if path.suffix.lower() == project_file.SUFFIX:
        return project_file.load(path, watch=watch)
    if path.suffix.lower() in EXPORT_SUFFIXES:
        from sketchpad.generation.export.picture import read_settings

        kept = read_settings(path)
        if kept is not None and kept.request is not None and kept.strokes:
            settings = kept.request.to_json(drawing=False)
            return kept.request.document, project_file.Extra({"request": settings})
    return None


def read_lines(path: Path, page: Document, watch: Watch = unwatched) -> Document:
    """The lines of a picture or SVG, or the layers of a layered file, on a page of the size of `page`.

    Raises BadDocument, BadPicture or HugePicture.
    """
    if path.suffix.lower() in (".svg", ".svgz"):
        from sketchpad.document.io.svg_import import read_svg

        return read_svg(path, page.width, page.height, watch=watch)
    if path.suffix.lower() in LAYERED_SUFFIXES:
        from sketchpad.document.io.layered.files import read_layered

        return read_layered(path, page.width, page.height, watch)
    from sketchpad.document.io.picture_import import read_picture_lines

    return read_picture_lines(path, page.width, page.height, watch)


def lines_of(picture: NDArray[np.uint8], name: str, page: Document, watch: Watch) -> Document:
    """The lines of a picture without a file. Raises BadPicture where there are none."""
    from sketchpad.document.io.picture_import import trace_lines

    strokes = trace_lines(picture, page.width, page.height, watch)
    if not strokes:
        raise BadPicture(name, "no_lines")
    return Document(page.width, page.height, strokes)


def lines_of_svg(data: bytes, name: str, page: Document, watch: Watch = unwatched) -> Document:
    """The lines of an SVG without a file. Raises BadDocument."""
    from sketchpad.document.io.svg_import import read_svg

    return read_svg(name, page.width, page.height, data, watch)
