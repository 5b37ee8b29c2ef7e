"""The hub's own cache on this disk: its layout, what of the catalogue lies in it, taking something away again.

``models--owner--name/{blobs/<etag>, refs/<branch>, snapshots/<commit>/<path> -> ../../blobs/<etag>}`` under the folder
that every program with the hub's library uses, so that a model is downloaded and stored once for all of them.
Layout and environment variables: huggingface_hub, "Manage your cache" and "Environment variables". No network here.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sketchpad import atomic
from sketchpad.models.catalogue.catalogue import Entry, is_commit

PARTIAL = ".sketchpad.incomplete"
"""Ending of a blob on its way; the hub's library lists and cleans up whatever ends in .incomplete."""
CHUNK = 256 << 10


def cache_folder() -> Path:
    """The cache of this user: HF_HUB_CACHE, HF_HOME/hub, or ~/.cache/huggingface/hub, as the hub's library has it.

    With SKETCHPAD_HOME set and none of those, it lies there with everything else.
    """
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"):
        if os.environ.get(name):
            return _path(os.environ[name])
    if os.environ.get("HF_HOME"):
        return _path(os.environ["HF_HOME"]) / "hub"
    if os.environ.get("SKETCHPAD_HOME"):
        return _path(os.environ["SKETCHPAD_HOME"]) / "cache" / "huggingface" / "hub"
    common = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return _path(common) / "huggingface" / "hub"


def _path(text: str) -> Path:
    return Path(os.path.expandvars(text)).expanduser().absolute()


@dataclass(frozen=True)
class Repo:
    """One repository in the cache folder `cache`; it need not be there yet."""

    cache: Path
    name: str

    @property
    def folder(self) -> Path:
        return self.cache / self.key

    @property
    def key(self) -> str:
        return "models--" + self.name.replace("/", "--")

    def blob(self, etag: str) -> Path:
        return self.folder / "blobs" / etag

    def partial(self, etag: str) -> Path:
        return self.folder / "blobs" / f"{etag}{PARTIAL}"

    def lock(self, etag: str) -> Path:
        """The lock that the hub's library takes, too, while it writes this blob."""
        return self.cache / ".locks" / self.key / f"{etag}.lock"

    def snapshot(self, commit: str) -> Path:
        return self.folder / "snapshots" / commit

    def commit(self, revision: str) -> str:
        """The commit of a revision as of the last download; empty without one."""
        if is_commit(revision):
            return revision
        try:
            text = self._ref(revision).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return ""
        return text if is_commit(text) else ""

    def note(self, revision: str, commit: str) -> None:
        """Remember which commit `revision` is. Raises DiskFull or CannotWrite."""
        if not is_commit(revision):
            atomic.write_bytes(self._ref(revision), commit.encode("ascii"))

    def link(self, commit: str, path: str, etag: str) -> None:
        """Link `path` of the snapshot to the blob `etag`.

        Without symbolic links (Windows without developer mode) it is a hard link or a copy, which the hub's library
        accepts as well. Raises DiskFull or CannotWrite.
        """
        blob, pointer = self.blob(etag), self.snapshot(commit) / path
        if pointer.is_file():
            return
        try:
            pointer.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(FileNotFoundError):
                pointer.unlink()  # a link into nowhere
            try:
                pointer.symlink_to(os.path.relpath(blob, pointer.parent))
            except OSError:
                _link_or_copy(blob, pointer)
        except OSError as error:
            raise atomic.write_error(pointer, error) from error

    def partials(self) -> list[Path]:
        """What we began to download here and have not finished."""
        return sorted(self.folder.glob(f"blobs/*{PARTIAL}"))

    def _ref(self, revision: str) -> Path:
        return self.folder / "refs" / revision


def _link_or_copy(blob: Path, pointer: Path) -> None:
    try:
        pointer.hardlink_to(blob)
    except OSError:
        copy = pointer.with_name(f"{pointer.name}{PARTIAL}")
        try:
            shutil.copyfile(blob, copy)
            copy.replace(pointer)
        finally:
            copy.unlink(missing_ok=True)


def installed(entry: Entry, cache: Path | None = None) -> Path | None:
    """Where a model of the catalogue lies: its folder, or its only file. None if it is not all there."""
    repo = Repo(cache or cache_folder(), entry.repo)
    commit = repo.commit(entry.revision)
    if not commit:
        return None
    folder = repo.snapshot(commit)
    if not all((folder / file.path).is_file() for file in entry.files):
        return None
    return folder / entry.single if entry.single else folder


def partly_downloaded(entry: Entry, cache: Path | None = None) -> int:
    """Bytes of a download that was stopped before it was complete."""
    repo = Repo(cache or cache_folder(), entry.repo)
    if installed(entry, repo.cache):
        return 0
    size = 0
    for path in [*repo.partials(), *_loose(repo)]:
        with contextlib.suppress(OSError):
            size += path.stat().st_size
    return size


def _loose(repo: Repo) -> Iterator[Path]:
    """Finished blobs that no snapshot names yet."""
    blobs = repo.folder / "blobs"
    if not blobs.is_dir():
        return
    used = _used(repo)
    for path in blobs.iterdir():
        if path.is_file() and "." not in path.name and path.name not in used:
            yield path


def _used(repo: Repo) -> set[str]:
    return {
        pointer.readlink().name
        for pointer in repo.folder.glob("snapshots/**/*")
        if pointer.is_symlink()
    }


def remove(entry: Entry, cache: Path | None = None) -> int:
    """Delete what belongs to this model and to nothing else in the cache; bytes that became free.

    Files of the same repository that another program downloaded stay, and so does a file that another commit shares.
    Raises CannotWrite.
    """
    repo = Repo(cache or cache_folder(), entry.repo)
    freed = 0
    try:
        commit = repo.commit(entry.revision)
        for file in reversed(entry.files):  # model_index.json last
            pointer = repo.snapshot(commit or "-") / file.path
            if pointer.is_symlink():
                pointer.unlink()
            elif pointer.is_file():
                status = pointer.stat()
                freed += status.st_size if status.st_nlink == 1 else 0  # else the blob still counts
                pointer.unlink()
        for path in [*repo.partials(), *_loose(repo)]:
            freed += path.stat().st_size
            path.unlink()
        _drop_empty(repo)
    except OSError as error:
        raise atomic.write_error(repo.folder, error) from error
    return freed


def discard(entry: Entry, cache: Path | None = None) -> None:
    """Delete what a download that was given up has left behind. Raises CannotWrite."""
    if not installed(entry, cache):
        remove(entry, cache)


def _drop_empty(repo: Repo) -> None:
    """Folders that have nothing in them any more; with the last snapshot the branches go, too."""
    if not repo.folder.is_dir():
        return
    for folder in sorted(repo.folder.glob("snapshots/**/"), key=lambda p: -len(p.parts)):
        with contextlib.suppress(OSError):
            folder.rmdir()
    if not (repo.folder / "snapshots").exists() and not any(repo.folder.glob("blobs/*")):
        shutil.rmtree(repo.folder)
        shutil.rmtree(repo.lock("-").parent, ignore_errors=True)


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
