"""Is a file what the hub gave out?"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

from sketchpad.models.catalogue.catalogue import Entry
from sketchpad.models.hub.cache import Repo, cache_folder

CHUNK = 256 << 10


def checksum(
    path: Path, size: int, large: bool, between: Callable[[], object] = lambda: None
) -> str:
    """What the hub calls a file of `size` bytes: its sha256 if it is `large`, else the sha1 that git gives it."""
    as_git = hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)
    digest = hashlib.sha256() if large else as_git
    with path.open("rb") as data:
        while piece := data.read(CHUNK):
            between()
            digest.update(piece)
    return digest.hexdigest()


def damaged(entry: Entry, cache: Path | None = None) -> list[str]:
    """The files of an installed model that are not what the hub gave out: a disk forgets. Needs no network.

    In the cache each file is called by its checksum; where there are no symbolic links, only what the catalogue knows
    can be compared, and any other file is taken as it is.
    """
    repo = Repo(cache or cache_folder(), entry.repo)
    folder = repo.snapshot(repo.commit(entry.revision) or "-")
    wrong = []
    for file in entry.files:
        path = folder / file.path
        etag = file.sha256 or (path.resolve().name if path.is_symlink() else "")
        known = re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", etag)
        if not path.is_file() or (
            known and checksum(path, path.stat().st_size, len(etag) == 64) != etag
        ):
            wrong.append(file.path)
    return wrong
