"""`sketchpad export`: the picture or the drawing of a file in another form."""

from __future__ import annotations

import argparse
from pathlib import Path

from sketchpad import atomic
from sketchpad.cli.shared.arguments import count, declare
from sketchpad.cli.shared.request_arguments import add_output_arguments, taken
from sketchpad.document.io import project_file
from sketchpad.document.io.svg_export import to_svg
from sketchpad.document.model import Document
from sketchpad.errors import BadDocument
from sketchpad.generation.export.picture import FORMATS, export_picture, from_png, read_settings
from sketchpad.generation.request.request import Request
from sketchpad.terminal import Misuse, ProgressLine

_DRAWINGS = (project_file.SUFFIX, ".svg")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Write the picture that lies in a project, or a picture in another format, or the drawing of either as a "
        "project or an SVG: what --out ends in says which."
    )
    declare(
        parser,
        f"""
        file FILE             a project, or a picture
        --out FILE            {", ".join((*FORMATS, *_DRAWINGS))}
        --overwrite           replace it if it is there
        --quality N           of JPEG and WebP, 1 to 100
        """,
        out={"required": True},
        quality=count(100),
    )
    add_output_arguments(parser)


def run(args: argparse.Namespace) -> int:
    with taken(args.out, args.overwrite, (*FORMATS, *_DRAWINGS)) as target:
        if target.suffix.lower() in _DRAWINGS:
            document = _drawing(args.file)
            if target.suffix.lower() == ".svg":
                svg = to_svg(document.strokes, document.width, document.height)
                atomic.write_bytes(target, svg.encode())
            else:
                project_file.save(document, target)
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


def _export(args: argparse.Namespace, target: Path) -> None:
    request: Request | None
    if args.file.suffix.lower() == project_file.SUFFIX:
        document, extra = project_file.load(args.file)
        if extra.picture is None:
            raise Misuse(f"no picture lies in “{args.file}”")
        picture, saved = from_png(extra.picture, args.file.name)
        request = saved.request if saved else None
        about = extra.settings.get("picture")
        if request is not None and isinstance(about, dict) and about.get("of_this_drawing") is True:
            request = Request(document, request.sampling, request.methods, request.model)
    else:
        from sketchpad.document.io.picture import read_picture

        picture, saved = read_picture(args.file), read_settings(args.file)
        request = saved.request if saved else None
    if request is None and args.metadata:
        raise BadDocument(args.file, "unsaid")
    export_picture(picture, request if args.metadata else None, target, quality=args.quality)
