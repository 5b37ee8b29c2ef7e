"""`sketchpad batch`: a picture for each line of a table; what is done already is not made again."""

from __future__ import annotations

import argparse
import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from sketchpad.cli.history import gallery_folder
from sketchpad.cli.shared import arguments
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
from sketchpad.errors import BadPicture, HugePicture
from sketchpad.generation.comparison.matrix import Plan
from sketchpad.generation.request.request import Progress, Request
from sketchpad.outside import read_file
from sketchpad.terminal import Misuse, ProgressLine

LARGEST = 16 << 20  # bytes of a table
MOST = 100_000
_COLUMNS: dict[str, Callable[[str], object]] = {
    "prompt": str,
    "negative_prompt": str,
    "seed": arguments.number("seed"),
    "steps": arguments.number("steps"),
    "guidance_scale": arguments.number("guidance_scale"),
    "size": arguments.size,
    "method": arguments.methods,
    "name": str,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Make a picture for each line of a CSV table. Its first line names the columns, which may be "
        f"{', '.join(_COLUMNS)}; what a line does not say is as in the project and the options. A picture that is "
        "there already is not made again: a batch that was stopped goes on where it was."
    )
    declare(
        parser,
        """
        project FILE          the drawing
        table FILE            the CSV table
        --out-dir FOLDER      where the pictures go
        --format NAME         png, jpg or webp
        --gallery             put the pictures into the window's gallery, too
        """,
        out_dir={"required": True},
        format={"choices": ("png", "jpg", "webp"), "default": "png"},
    )
    add_drawing_arguments(parser)
    add_method_argument(parser)
    add_net_arguments(parser)
    add_sampling_arguments(parser)
    add_output_arguments(parser)


def run(args: argparse.Namespace) -> int:
    args.sketch = args.sketch or args.project
    if not args.out_dir.is_dir():
        raise Misuse(f"the folder “{args.out_dir}” is not there")
    lines = list(_lines(args.table))
    work = [(args.out_dir / name, _request(args, values, number)) for number, name, values in lines]
    if len({path for path, _ in work}) < len(work):
        raise Misuse("two lines have the same name")
    work = [(path.with_name(f"{path.name}.{args.format}"), request) for path, request in work]
    waiting = [(path, request) for path, request in work if not _is_done(path, request)]
    line = ProgressLine()
    done = len(work) - len(waiting)
    if done:
        line.say(f"{done} of {len(work)} are there already", event="skipped", count=done)
    for _, request in waiting:
        refuse_problems(request)
    failed = False
    for index, progress in _progress(args, [request for _, request in waiting]):
        line.step(progress, f"{done + index + 1} of {len(work)}")
        if progress.final and any(note.blocking for note in progress.notes):
            line.end(progress.notes)
            failed = True
        elif progress.final:
            _keep(*waiting[index], progress, args, line)
    return int(failed)


def _progress(
    args: argparse.Namespace, requests: Sequence[Request]
) -> Iterator[tuple[int, Progress]]:
    """One after the other on this computer, on a cluster all at once; there one that fails leaves the others alone."""
    if not args.cluster:
        for index, request in enumerate(requests):
            for progress in progress_of(args, request):
                yield index, progress
        return
    from sketchpad.cluster.pool import plans_on

    yield from plans_on(args.cluster, [Plan(request) for request in requests])


def _keep(
    path: Path, request: Request, progress: Progress, args: argparse.Namespace, line: ProgressLine
) -> None:
    from sketchpad.generation.export.picture import export_picture

    export_picture(progress.picture, request if args.metadata else None, path)
    if args.gallery:
        from sketchpad.gallery.library import Library
        from sketchpad.gallery.record import Finished

        with closing(Library(gallery_folder())) as library:
            library.add(Finished(request, progress.picture, progress.seconds))
    line.end(progress.notes)
    line.result(path, seed=request.sampling.seed, seconds=round(progress.seconds, 3))


def _lines(path: Path) -> Iterator[tuple[int, str, dict[str, object]]]:
    """Number, name of the picture without its suffix, and values of each line."""
    try:
        text = read_file(path, LARGEST).decode("utf-8-sig")
    except (OSError, ValueError) as error:
        raise Misuse(f"“{path}” could not be read as a table in UTF-8") from error
    rows = csv.DictReader(io.StringIO(text, newline=""))
    if odd := set(rows.fieldnames or ()) - _COLUMNS.keys():
        raise Misuse(
            f"“{path}”: no such column: {', '.join(sorted(odd))}; choose from {', '.join(_COLUMNS)}"
        )
    for number, row in enumerate(rows, 1):
        if number > MOST:
            raise Misuse(f"“{path}” has more than {MOST} lines")
        values: dict[str, object] = {}
        for name, value in row.items():
            if value is None or not value.strip():
                continue
            try:
                values[name] = _COLUMNS[name](value.strip())
            except argparse.ArgumentTypeError as error:
                raise Misuse(f"“{path}”, line {number + 1}: {error}") from None
        given = str(values.pop("name", ""))
        yield number, re.sub(r"[^\w\- .]", "_", given).strip(". ") or f"{number:04}", values


def _request(args: argparse.Namespace, values: dict[str, object], number: int) -> Request:
    said = argparse.Namespace(**vars(args))
    for name, value in values.items():
        setattr(said, name, [value] if name == "method" else value)
    if said.seed is None and "seed" not in values:
        said.seed = number  # else all of them would be alike
    return request_from(said)


def _is_done(path: Path, request: Request) -> bool:
    """Whether the picture of `request` is there. Raises Misuse where another one has its name."""
    if not path.exists():
        return False
    from sketchpad.generation.export.metadata import from_text, to_text
    from sketchpad.generation.export.picture import read_settings

    try:
        saved = read_settings(path)
    except (BadPicture, HugePicture):
        saved = None
    here = from_text(to_text(request, strokes=False)).request
    there = saved.request if saved else None
    if here is None or there is None or _plain(there) != _plain(here):
        raise Misuse(
            f"“{path}” is there already, and was made otherwise; choose another --out-dir or name"
        )
    return True


def _plain(request: Request) -> object:
    said = request.to_json(pictures=False)
    return {name: value for name, value in said.items() if name != "boxes"}
