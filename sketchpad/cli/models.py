"""`sketchpad models`: list what the catalogue knows, download, remove, verify, say where one lies."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from sketchpad.errors import DownloadFailed
from sketchpad.models.catalogue.catalogue import KINDS, Entry, catalogue, size_text
from sketchpad.models.checkpoints.model_info import FAMILY_LABELS
from sketchpad.models.hub.cache import (
    cache_folder,
    installed,
    partly_downloaded,
    remove,
)
from sketchpad.models.hub.locate import entry_for, locate
from sketchpad.terminal import Misuse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sketchpad.models.hub.download import Progress


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "models",
        help="list, download, verify and remove models",
        description="Models of the catalogue are kept in the model hub's own cache, which other programs share.",
    )
    verbs = parser.add_subparsers(dest="verb", metavar="what", required=True)
    listing = verbs.add_parser("list", help="what there is, with family, size, licence and state")
    listing.add_argument("--kind", choices=tuple(KINDS), help="only models of this kind")
    listing.add_argument(
        "--family", choices=tuple(FAMILY_LABELS), help="only models of this family"
    )
    listing.add_argument("--installed", action="store_true", help="only what is on this computer")
    listing.add_argument("--json", action="store_true", help="all that is known, as JSON")
    download = verbs.add_parser(
        "download", help="fetch models; a download that was stopped goes on where it was"
    )
    _names(download, "ids of the catalogue, or repositories of the hub (owner/name)")
    download.add_argument("--cache", type=Path, help="another cache than the hub's own")
    removal = verbs.add_parser(
        "remove", help="delete models, and what is left of stopped downloads"
    )
    _names(removal, "ids of the catalogue")
    look = verbs.add_parser(
        "check", help="what files and folders hold, in which precision, and what they lack"
    )
    look.add_argument("paths", nargs="+", metavar="path", help="files, folders, or ids")
    look.add_argument("--json", action="store_true", help="the same as JSON")
    check = verbs.add_parser("verify", help="compare installed models with the hub's checksums")
    check.add_argument(
        "names", nargs="*", metavar="name", help="ids; all that are installed if none"
    )
    where = verbs.add_parser("where", help="the folder or file of a model; alone: the cache")
    where.add_argument("name", nargs="?", help="id of the catalogue, or a repository of it")


def _names(parser: argparse.ArgumentParser, text: str) -> None:
    parser.add_argument("names", nargs="+", metavar="name", help=text)


def run(args: argparse.Namespace) -> int:
    verbs = {
        "list": _list,
        "download": _download,
        "remove": _remove,
        "check": _check,
        "verify": _verify,
        "where": _where,
    }
    return verbs[args.verb](args)


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
    return {
        "id": entry.id,
        "name": entry.name,
        "kind": entry.kind,
        "family": entry.family,
        "repo": entry.repo,
        "revision": entry.revision,
        "pinned": entry.pinned,
        "size": entry.size,
        "licence": entry.licence,
        "licence_url": entry.licence_url,
        "commercial": entry.commercial,
        "hints": list(entry.hints),
        "state": _state(entry),
        "path": str(place) if place else None,
    }


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
            if "Resume" in error.template:  # what the button in the window is called
                sys.stderr.write("To resume, give the same command again.\n")
            raise
        finally:
            line.end()
        print(place)
    return 0


def _entry_or_repository(name: str, hub: object) -> Entry:
    from sketchpad.models.catalogue.catalogue import add_model
    from sketchpad.models.entry import entry_from_hub
    from sketchpad.models.hub.client import Hub

    entry = entry_for(name)
    if entry is not None:
        return entry
    if "/" not in name:
        raise Misuse(_unknown(name))
    assert isinstance(hub, Hub)
    found = entry_from_hub(hub, name)
    add_model(found)
    return found


def _remove(args: argparse.Namespace) -> int:
    entries = _known(args.names)
    for entry in entries:
        freed = remove(entry)
        print(
            f"{entry.id}: {size_text(freed)} freed" if freed else f"{entry.id}: nothing to remove"
        )
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
    wrong = 0
    for entry in entries:
        found = damaged(entry)
        wrong += bool(found)
        said = f"damaged: {', '.join(found)}" if installed(entry) else "not on this computer"
        print(f"{entry.id}: {said if found else 'good'}")
    if wrong:
        sys.stderr.write("Remove what is damaged and download it again.\n")
    return 1 if wrong else 0


def _known(names: Sequence[str]) -> list[Entry]:
    entries = []
    for name in names:
        entry = entry_for(name)
        if entry is None:
            raise Misuse(_unknown(name))
        entries.append(entry)
    return entries


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


class _Line:
    """How far a download is, on standard error; ten lines in all where nobody looks on."""

    def __init__(self, entry: Entry) -> None:
        self._entry = entry
        self._terminal = sys.stderr.isatty()
        self._next = 0.0
        self._said = False
        if not installed(entry):
            licence = f"{entry.licence}, {entry.licence_url}"
            sys.stderr.write(f"{entry.name}: {size_text(entry.size)}, {licence}\n")
            if entry.version_note:
                sys.stderr.write(f"{entry.version_note}\n")

    def show(self, progress: Progress) -> None:
        share = progress.done / progress.total if progress.total else 1.0
        if self._terminal:
            if time.monotonic() < self._next and share < 1:
                return
            self._next = time.monotonic() + 0.1
        elif share < self._next:
            return
        else:
            self._next = share + 0.1
        text = f"{share:4.0%}  {size_text(progress.done)} of {size_text(progress.total)}  {progress.file}"
        sys.stderr.write(f"\r\033[K{text}" if self._terminal else f"{text}\n")
        sys.stderr.flush()
        self._said = True

    def end(self) -> None:
        if self._terminal and self._said:
            sys.stderr.write("\n")
