"""The drawing, its picture and both together as files for other programs."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sketchpad import atomic
from sketchpad.document.io.layered.files import SUFFIXES as LAYERED
from sketchpad.document.io.layered.files import write_layered
from sketchpad.document.io.svg_export import to_svg
from sketchpad.document.model import Document
from sketchpad.document.raster.paint_raster import on_paper, render_paint
from sketchpad.document.raster.raster import render_lines
from sketchpad.errors import BadPicture
from sketchpad.generation.export.cut_out import cut_out_of
from sketchpad.generation.export.picture import FORMATS, export_picture
from sketchpad.generation.request.request import Request

SUFFIXES = (".svg", *FORMATS)


def export_drawing(document: Document, path: str | Path) -> None:
    """Write the lines, black on white, as an SVG; or over the paint as a picture. Raises as `export_picture`."""
    seen = document.seen()
    if Path(path).suffix.lower() == ".svg":
        svg = to_svg(seen.strokes, document.width, document.height)
        atomic.write_bytes(path, svg.encode())
        return
    size = document.width, document.height
    light = 255 - render_lines(seen, *size)[..., None].astype(np.uint16)
    export_picture(
        (on_paper(render_paint(seen, *size)) * light // 255).astype(np.uint8), None, path
    )


def export_cut_out(
    picture: np.ndarray,
    request: Request | None,
    path: str | Path,
    *,
    trim: bool = True,
    metadata: bool = True,
) -> None:
    """Write the thing in `picture`, without its ground (see `cut_out_of`); `request` made it.

    Raises as `export_picture`, and BadPicture where nothing stands out.
    """
    document = None if request is None else request.visible.document
    cut = cut_out_of(picture, document, trim=trim)
    if cut is None:
        raise BadPicture(path, "no_thing")
    export_picture(cut, request if metadata else None, path, quality=100)  # no fringe


def export_layers(document: Document, picture: np.ndarray | None, path: str | Path) -> None:
    """Write the drawing over its `picture` as layers; of another shape than the page, the picture is left out.

    Raises DiskFull, CannotWrite, and BadPicture for another suffix than those of layered files.
    """
    if Path(path).suffix.lower() not in LAYERED:
        raise BadPicture(path, "format")
    if picture is not None:
        height, width = picture.shape[:2]
        if abs(width * document.height - height * document.width) > document.width + width:
            picture = None
    write_layered(path, document, picture)
