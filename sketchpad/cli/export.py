"""`sketchpad export`: the picture or the drawing of a file in another form."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sketchpad.cli.shared.arguments import count, declare
from sketchpad.cli.shared.request_arguments import add_output_arguments
from sketchpad.cli.shared.target import taken
from sketchpad.document.io import project_file
from sketchpad.document.io.layered.files import SUFFIXES as LAYERED
from sketchpad.document.model import Document
from sketchpad.errors import BadDocument
from sketchpad.generation.export.drawing_file import (
    export_cut_out,
    export_drawing,
    export_layers,
)
from sketchpad.generation.export.picture import FORMATS, export_picture, from_png, read_settings
from sketchpad.generation.request.request import Request
from sketchpad.terminal import Misuse, ProgressLine

_DRAWINGS = (project_file.SUFFIX, ".svg")
_ALL = (*FORMATS, *_DRAWINGS, *LAYERED)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Write the picture that lies in a project, or a picture in another format, or the drawing of either as a "
        "project or an SVG, or both as layers of a Photoshop or OpenRaster file: what --out ends in says which."
    )
    declare(
        parser,
        f"""
        file FILE             a project, or a picture
        --out FILE            {", ".join(_ALL)}
        --cut-out             of the picture only the thing, on a transparent ground (PNG or WebP)
        --trim                the cut-out as large as the thing, not as the page (the default)
        --drawing             of the lines, instead of the picture
        --overwrite           replace it if it is there
        --quality N           of JPEG and WebP, 1 to 100
        """,
        out={"required": True},
        quality=count(100),
        trim={"action": argparse.BooleanOptionalAction, "default": True},
    )
    add_output_arguments(parser)


def run(args: argparse.Namespace) -> int:
    with taken(args.out, args.overwrite, _ALL) as target:
        suffix = target.suffix.lower()
        if suffix == project_file.SUFFIX:
            project_file.save(_drawing(args.file), target)
        elif suffix == ".svg" or (args.drawing and suffix in FORMATS):
            export_drawing(_drawing(args.file), target)
        elif suffix in LAYERED:
            picture = _picture(args.file)[0] if not args.drawing else None
            export_layers(_drawing(args.file), picture, target)
        else:
            _export(args, target)
        ProgressLine().result(target)
    return 0


def _drawing(path: Path) -> Document:
    if path.suffix.lower() == project_file.SUFFIX:
        return project_file.load(path)[0]
    saved = read_settings(path)
    if saved is None or saved.request is None or not saved.strokes:
        raise Misuse(f"“{path}” does not hold the drawing that it was made of")
    return saved.request.document


def _picture(path: Path) -> tuple[NDArray[np.uint8], Request | None]:
    """The picture that lies in a file, and what made it, as far as it says."""
    if path.suffix.lower() != project_file.SUFFIX:
        from sketchpad.document.io.picture import read_picture

        saved = read_settings(path)
        return read_picture(path), saved.request if saved else None
    document, extra = project_file.load(path)
    if extra.picture is None:
        raise Misuse(f"no picture lies in “{path}”")
    picture, saved = from_png(extra.picture, path.name)
    request = saved.request if saved else None
    about = extra.settings.get("picture")
    if request is not None and isinstance(about, dict) and about.get("of_this_drawing") is True:
        request = Request(document, request.sampling, request.methods, request.model)
    return picture, request


def _export(args: argparse.Namespace, target: Path) -> None:
    picture, request = _picture(args.file)
    if request is None and args.metadata:
        raise BadDocument(args.file, "unsaid")
    if args.cut_out:
        export_cut_out(picture, request, target, trim=args.trim, metadata=args.metadata)
    else:
        export_picture(picture, request if args.metadata else None, target, quality=args.quality)
