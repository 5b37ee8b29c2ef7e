"""`sketchpad models`: list what the catalogue knows, download, remove, verify, say where one lies."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sketchpad.cli.shared.arguments import declare
from sketchpad.errors import DownloadFailed
from sketchpad.models.catalogue.catalogue import KINDS, Entry, catalogue, size_text
from sketchpad.models.checkpoints.model_info import FAMILY_LABELS
from sketchpad.models.hub.cache import cache_folder, installed, partly_downloaded, remove
from sketchpad.models.hub.locate import entry_for, locate
from sketchpad.terminal import Misuse, ProgressLine

if TYPE_CHECKING:
    from sketchpad.models.hub.client import Hub
    from sketchpad.models.hub.download import Progress


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Models of the catalogue are kept in the model hub's own cache, which other programs share."
    )
    verbs = parser.add_subparsers(dest="verb", metavar="what", required=True)
    for verb, (act, summary, text) in _VERBS.items():
        own = verbs.add_parser(verb, help=summary)
        own.set_defaults(act=act)
        declare(own, text, kind=tuple(KINDS), family=tuple(FAMILY_LABELS))


def run(args: argparse.Namespace) -> int:
    return int(args.act(args))


def _list(args: argparse.Namespace) -> int:
    entries = [
        entry
        for entry in catalogue().values()
        if args.kind in (None, entry.kind)
        and args.family in (None, entry.family)
        and (not args.installed or installed(entry))
    ]
    if args.json:
        print(json.dumps([_facts(entry) for entry in entries], indent=1, ensure_ascii=False))
        return 0
    width = max((len(entry.id) for entry in entries), default=0)
    for entry in entries:
        print(
            f"{entry.id:{width}}  {entry.kind:11}  {entry.family:5} {size_text(entry.size):>7}  "
            f"{_state(entry):9}  {entry.name} ({entry.licence})"
        )
    return 0


def _facts(entry: Entry) -> dict[str, object]:
    place = installed(entry)
    names = ("id", "name", "kind", "family", "repo", "revision", "pinned", "size")
    more = ("licence", "licence_url", "commercial", "hints")
    facts = {name: getattr(entry, name) for name in (*names, *more)}
    return {**facts, "state": _state(entry), "path": str(place) if place else None}


def _state(entry: Entry) -> str:
    if installed(entry):
        return "installed"
    return "stopped" if partly_downloaded(entry) else "-"


def _download(args: argparse.Namespace) -> int:
    from sketchpad.models.hub.client import Hub
    from sketchpad.models.hub.download import Download

    hub = Hub()
    for entry in [_entry_or_repository(name, hub) for name in args.names]:
        line = _Line(entry)
        try:
            place = Download(entry, hub, args.cache, progress=line.show).run()
        except DownloadFailed as error:
            if "ry again" in error.template:
                line.say("To go on, give the same command again.")
            raise
        finally:
            line.end()
        line.result(place, id=entry.id)
    return 0


def _entry_or_repository(name: str, hub: Hub) -> Entry:
    from sketchpad.models.catalogue.catalogue import add_model
    from sketchpad.models.entry import entry_from_hub

    entry = entry_for(name)
    if entry is not None:
        return entry
    if "/" not in name:
        raise Misuse(_unknown(name))
    entry = entry_from_hub(hub, name)
    add_model(entry)
    return entry


def _remove(args: argparse.Namespace) -> int:
    line = ProgressLine()
    for entry in _known(args.names):
        freed = remove(entry)
        text = f"{size_text(freed)} freed" if freed else "nothing to remove"
        line.outcome(f"{entry.id}: {text}", event="removed", id=entry.id, bytes=freed)
    return 0


def _check(args: argparse.Namespace) -> int:
    from sketchpad.models.check import check_path

    places = [locate(path) if entry_for(path) else Path(path) for path in args.paths]
    reports = [check_path(place) for place in places]
    if args.json:
        print(json.dumps([one.to_json() for one in reports], indent=1, ensure_ascii=False))
    else:
        print("\n\n".join("\n".join(one.lines()) for one in reports))
    return 1 if any(one.problem for one in reports) else 0


def _verify(args: argparse.Namespace) -> int:
    from sketchpad.models.hub.cache import damaged

    entries = _known(args.names) or [e for e in catalogue().values() if installed(e)]
    line = ProgressLine()
    wrong = 0
    for number, entry in enumerate(entries):
        line.at(f"{entry.id}: {size_text(entry.size)} to read", number, len(entries))
        files = damaged(entry)
        wrong += bool(files)
        said = f"damaged: {', '.join(files)}" if installed(entry) else "not on this computer"
        line.end()
        text = f"{entry.id}: {said if files else 'good'}"
        line.outcome(text, event="verified", id=entry.id, good=not files, damaged=list(files))
    if wrong:
        line.note("remove what is damaged and download it again.")
    return 1 if wrong else 0


def _known(names: Sequence[str]) -> list[Entry]:
    entries = {name: entry_for(name) for name in names}
    for name, entry in entries.items():
        if entry is None:
            raise Misuse(_unknown(name))
    return [entry for entry in entries.values() if entry is not None]


def _where(args: argparse.Namespace) -> int:
    if args.name is None:
        print(cache_folder())
        return 0
    if entry_for(args.name) is None:
        raise Misuse(_unknown(args.name))
    print(locate(args.name))
    return 0


def _unknown(name: str) -> str:
    return f"there is no model called “{name}”; `sketchpad models list` shows all of them"


class _Line(ProgressLine):
    """How far a download is, on standard error; ten lines in all where that is no terminal."""

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self._next = 0.0
        if not installed(entry):
            licence = f"{entry.licence}, {entry.licence_url}"
            self.say(f"{entry.name}: {size_text(entry.size)}, {licence}")
            self.end()
            if entry.version_note:
                self.say(entry.version_note)
                self.end()

    def show(self, progress: Progress) -> None:
        share = progress.done / progress.total if progress.total else 1.0
        if self.is_terminal:
            if time.monotonic() < self._next and share < 1:
                return
            self._next = time.monotonic() + 0.1
        elif share < self._next:
            return
        else:
            self._next = share + 0.1
        text = f"{share:4.0%}  {size_text(progress.done)} of {size_text(progress.total)}  {progress.file}"
        self.at(text, progress.done, progress.total, file=progress.file)


_VERBS = {
    "list": (
        _list,
        "what there is, with family, size, licence and state",
        """
        --kind                only models of this kind
        --family              only models of this family
        --installed           only what is on this computer
        --json                all that is known, as JSON
        """,
    ),
    "download": (
        _download,
        "fetch models; a download that was stopped goes on where it was",
        """
        names name...         ids of the catalogue, or repositories of the hub (owner/name)
        --cache FOLDER        another cache than the hub's own
        --json                say everything as lines of JSON, for other programs
        """,
    ),
    "remove": (
        _remove,
        "delete models, and what is left of stopped downloads",
        """
        names name...         ids of the catalogue
        --json                a line of JSON for each
        """,
    ),
    "check": (
        _check,
        "what files and folders hold, in which precision, and what they lack",
        """
        paths path...         files, folders, or ids
        --json                the same as JSON
        """,
    ),
    "verify": (
        _verify,
        "compare installed models with the hub's checksums",
        """
        names [name...]       ids; all that are installed if none
        --json                say everything as lines of JSON, for other programs
        """,
    ),
    "where": (
        _where,
        "the folder or file of a model; alone: the cache",
        "name [name]  id of the catalogue, or a repository of it",
    ),
}
