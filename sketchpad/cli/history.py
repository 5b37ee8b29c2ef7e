"""`sketchpad history`: the pictures of the gallery, without its window."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sketchpad import paths
from sketchpad.cli.shared.arguments import declare
from sketchpad.gallery.database import DamagedDatabase
from sketchpad.gallery.library import Library, put_database_aside, usual_folder
from sketchpad.gallery.rebuild import open_library
from sketchpad.gallery.record import Filter, Record
from sketchpad.generation.methods.registry import method_names
from sketchpad.settings import Preferences
from sketchpad.terminal import Misuse, ProgressLine

_DAY = "%Y-%m-%d"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "The pictures that were made in the window, the newest first."
    declare(
        parser,
        """
        action                list, search or export
        words [WORD...]       of the prompt, or their beginnings
        --method NAME         only those of a method, or none
        --model ID            only those of a model
        --since YYYY-MM-DD    that day and later
        --until YYYY-MM-DD    before that day
        --board NAME          only those on a board
        --star                only those with a star
        --most N              no more than N
        --to FOLDER           export: where to
        --format NAME         export: png, jpg or webp
        --overwrite           export: replace what is there
        --gallery FOLDER      another gallery than that of the window
        --json                a line of JSON for each picture
        """,
        action=("list", "search", "export"),
        method={"choices": ("none", *method_names()), "default": ""},
        model="",
        since=_day,
        until=_day,
        board="",
        most=-1,
        format={"choices": ("png", "jpg", "webp"), "default": "png"},
    )


def run(args: argparse.Namespace) -> int:
    if args.action == "search" and not args.words:
        raise Misuse("say which words to search for")
    if args.action == "export" and (args.to is None or not args.to.is_dir()):
        raise Misuse("--to must name a folder that is there")
    wanted = Filter(
        " ".join(args.words),
        args.method,
        args.model,
        args.since,
        args.until,
        star=args.star,
        board=args.board,
    )
    with _opened(args.gallery) as library:
        ids = library.ids(wanted, args.most)
        if args.action == "export":
            return _export(library, library.records(ids), args)
        for start in range(0, len(ids), 500):
            for record in library.records(ids[start : start + 500]):
                _tell(library, record, args.json)
    return 0


def gallery_folder() -> Path:
    """The folder of the window's gallery, as the preferences say."""
    chosen = str(Preferences.load(paths.user_config() / "preferences.json")["gallery.folder"])
    return Path(chosen).expanduser() if chosen else usual_folder()


@contextmanager
def _opened(chosen: Path | None) -> Iterator[Library]:
    folder = chosen or gallery_folder()
    if not folder.is_dir():
        raise Misuse(f"there is no gallery in “{folder}” yet")
    try:
        library = open_library(folder)
    except DamagedDatabase as error:
        ProgressLine().note(str(error))
        put_database_aside(folder)
        library = open_library(folder)
    with closing(library):
        yield library


def _tell(library: Library, record: Record, as_json: bool) -> None:
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(record.created))
    path = library.path(record)
    if not as_json:
        words = " ".join(record.prompt.split()) or "(no prompt)"
        print(f"{when}  {path}  {'* ' if record.star else ''}{words}")
        return
    about: dict[str, Any] = {
        "file": str(path),
        "created": record.created,
        "prompt": record.prompt,
        "methods": list(record.method_names),
        "model": record.model,
        "model_name": record.model_name,
        "model_checksum": record.checksum,
        "seed": record.seed,
        "width": record.width,
        "height": record.height,
        "seconds": record.seconds,
        "score": record.score_values.get("score"),
        "star": bool(record.star),
        "parent": record.parent,
        "comparison": record.comparison,
    }
    print(json.dumps(about))


def _export(library: Library, records: list[Record], args: argparse.Namespace) -> int:
    from sketchpad.generation.export.picture import export_picture

    line = ProgressLine()
    for record in records:
        target = args.to / Path(record.file).with_suffix(f".{args.format}").name
        if target.exists() and not args.overwrite:
            line.say(f"{target} is there already", event="skipped", file=str(target))
            continue
        export_picture(library.picture(record), library.request(record), target)
        line.result(target)
    return 0


def _day(text: str) -> float:
    try:
        return time.mktime(time.strptime(text, _DAY))
    except (ValueError, OverflowError):
        raise argparse.ArgumentTypeError(
            f'"{text}" is not a day: write it like 2026-01-31'
        ) from None
