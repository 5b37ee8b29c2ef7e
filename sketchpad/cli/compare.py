"""`sketchpad compare`: the same drawing without and with each method, from the same noise, as one sheet."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sketchpad.cli.progress import ProgressLine, Refused, check_target, refuse_problems
from sketchpad.cli.request_arguments import (
    add_drawing_arguments,
    add_method_argument,
    add_sampling_arguments,
    request_from,
)
from sketchpad.generation.compare import compare, compare_requests
from sketchpad.generation.preflight import blocking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sketchpad.errors import Problem
    from sketchpad.generation.request import Progress, Request

TITLES = {
    "none": "None",
    "edge_predictor": "Edge predictor",
    "controlnet": "ControlNet",
    "gligen": "GLIGEN",
}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "compare",
        help="make the same drawing's picture with every method, side by side",
        description="Make the same drawing's picture without and with each method, from the same noise, as one sheet. "
        "A method the drawing has nothing for (no boxes, no lines) is left out.",
    )
    add_drawing_arguments(parser)
    add_method_argument(parser)
    add_sampling_arguments(parser)
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="a .png, .jpg or .webp file"
    )
    parser.add_argument("--overwrite", action="store_true", help="replace FILE if it is there")


def run(args: argparse.Namespace) -> int:
    target = check_target(args.out, args.overwrite)
    modes = list(_possible(request_from(args)))
    line = ProgressLine()
    line.say("Loading the model...")
    finished: dict[int, Progress] = {}
    for cell, progress in compare([request for _name, request in modes]):
        line.step(progress, TITLES[modes[cell][0]])
        if progress.final:
            finished[cell] = progress
    line.end(note for progress in finished.values() for note in progress.notes)

    from sketchpad.generation.export import export_sheet

    export_sheet(
        [
            (TITLES[name], finished[cell].picture, request, finished[cell].seconds)
            for cell, (name, request) in enumerate(modes)
        ],
        target,
    )
    print(target)
    return 0


def _possible(request: Request) -> Iterator[tuple[str, Request]]:
    """The modes this drawing has something for. What stands in the way of all of them is refused."""
    refuse_problems(request.with_methods())
    left_out: list[Problem] = []
    only_plain = True
    for name, mode in compare_requests(request):
        problems = blocking(mode)
        if problems:
            left_out += problems
            sys.stderr.write(f"Note: {TITLES[name]} is left out. {problems[0].sentence}\n")
        else:
            only_plain = only_plain and not mode.methods
            yield name, mode
    if only_plain:
        raise Refused(left_out)
