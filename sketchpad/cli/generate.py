"""`sketchpad generate`: a picture from a drawing, without a window."""

from __future__ import annotations

import argparse
from pathlib import Path

from sketchpad import atomic
from sketchpad.cli.shared.arguments import declare
from sketchpad.cli.shared.request_arguments import (
    add_drawing_arguments,
    add_method_argument,
    add_net_arguments,
    add_output_arguments,
    add_sampling_arguments,
    progress_of,
    refuse_problems,
    request_from,
)
from sketchpad.cli.shared.target import taken
from sketchpad.document.io.picture import png_of
from sketchpad.generation.run.passes import can_upscale, upscaled
from sketchpad.terminal import Misuse, ProgressLine


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "Make a picture from a drawing. Nothing is downloaded."
    add_drawing_arguments(parser)
    add_method_argument(parser)
    add_net_arguments(parser)
    add_sampling_arguments(parser)
    declare(
        parser,
        """
        --out FILE            a .png, .jpg or .webp file
        --overwrite           replace FILE if it is there
        --enlarge             then make it again at twice its size, with sharp edges
        --steps-dir FOLDER    keep the picture of each step here
        """,
        out={"required": True},
    )
    add_output_arguments(parser)


def run(args: argparse.Namespace) -> int:
    with taken(args.out, args.overwrite) as target:
        return _run(args, target)


def _run(args: argparse.Namespace, target: Path) -> int:
    request = request_from(args)
    notes = refuse_problems(request)
    if args.enlarge and not can_upscale(request.document.width, request.document.height):
        raise Misuse("--enlarge: there is no room for a picture of twice this size")
    line = ProgressLine()
    line.say("Loading the model...")
    if args.steps_dir:
        try:
            args.steps_dir.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise atomic.write_error(args.steps_dir, error) from error

    # From here on torch is loaded, which takes seconds.
    from sketchpad.generation.export.picture import export_picture
    from sketchpad.generation.run.init_image import keep_picture

    for progress in progress_of(args, request):
        line.step(progress)
        if args.steps_dir and not progress.final and progress.index:
            path = args.steps_dir / f"step-{progress.index:03}.png"
            atomic.write_bytes(path, png_of(progress.picture))
    notes += progress.notes
    if args.enlarge:
        height, width = progress.picture.shape[:2]
        request = upscaled(request, keep_picture(progress.picture), width, height)
        for progress in progress_of(args, request):
            line.step(progress)
    export_picture(progress.picture, request if args.metadata else None, target)
    line.end(notes)
    line.result(target, seed=request.sampling.seed, seconds=round(progress.seconds, 3))
    return 0
