"""`sketchpad export`: the picture or the drawing of a file in another form."""

from __future__ import annotations

import argparse
from pathlib import Path

from sketchpad import atomic
from sketchpad.cli.progress import taken
from sketchpad.document.io import project_file
from sketchpad.document.io.svg_export import to_svg
from sketchpad.document.model import Document
from sketchpad.errors import BadDocument
from sketchpad.generation.export.picture import FORMATS, export_picture, from_png, read_settings
from sketchpad.generation.request.request import Request
from sketchpad.terminal import Misuse, ProgressLine

_DRAWINGS = (project_file.SUFFIX, ".svg")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "export",
        help="write the picture or the drawing of a file in another form",
        description="Write the picture that lies in a project, or a picture in another format, or the drawing "
        "of either as a project or an SVG: what --out ends in says which.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="a project, or a picture")
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FILE",
        help=f"{', '.join((*FORMATS, *_DRAWINGS))}",
    )
    parser.add_argument("--overwrite", action="store_true", help="replace it if it is there")
    parser.add_argument("--quality", type=int, choices=range(1, 101), metavar="1-100")
    parser.add_argument(
        "--metadata",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="write into the picture what made it (the default)",
    )


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
