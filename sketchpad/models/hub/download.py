"""A model from the hub into the hub's cache: whole and checked, or not at all.

Each file grows under a name of its own in ``blobs`` and is compared with the checksum the hub has for it; only when all
of them are there, the snapshot is made that shows them as a model. So a download can be stopped, or the computer
switched off, at any moment; the next one goes on at the same byte.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sketchpad import atomic
from sketchpad.errors import DiskFull, DownloadFailed, SketchpadError
from sketchpad.models.catalogue.catalogue import CatalogueFile, Entry, size_text
from sketchpad.models.checkpoints.safetensors_io import check_header
from sketchpad.models.hub.cache import Repo, cache_folder, checksum, installed
from sketchpad.models.hub.client import Hub, Listing, RangeRefused, RemoteFile, Stream

CHUNK = 256 << 10
GROWN = 2  # times what the catalogue says of a branch: more was not what the user agreed to
RESERVE = 256 << 20  # bytes that stay free on the disk
LARGEST = 64 << 30  # bytes of one model
RETRIES = 4  # after a broken connection, one after the other, as long as nothing more arrives
PASSING = ("server", "no_network")  # faults of the hub and the line that may be over in a moment
LOCK_SECONDS = 2.0


@dataclass(frozen=True)
class Progress:
    """How far a download is: bytes `done` of `total`, and the file that is being fetched."""

    done: int
    total: int
    file: str = ""


class Stopped(Exception):
    """The download was stopped. What has arrived is kept, and the next one continues there."""


class Download:
    """One model on its way.

    Args:
        progress: called after each piece that arrived, from the thread that runs.
        stopped: asked often; True ends with `Stopped`.
        pause: waits that many seconds before it tries again.
    """

    def __init__(
        self,
        entry: Entry,
        hub: Hub,
        cache: Path | None = None,
        *,
        progress: Callable[[Progress], object] = lambda _: None,
        stopped: Callable[[], bool] = lambda: False,
        pause: Callable[[float], object] = time.sleep,
    ) -> None:
        self._entry, self._hub = entry, hub
        self._repo = Repo(cache or cache_folder(), entry.repo)
        self._progress, self._stopped, self._pause = progress, stopped, pause
        self._done = self._total = 0
        self._file = ""

    def run(self) -> Path:
        """Fetch what is missing; the model's folder, or its file if it is a single one.

        Raises DownloadFailed, WeightsDamaged, DiskFull, CannotWrite or Stopped. What can be used again is kept.
        """
        entry, repo = self._entry, self._repo
        if there := installed(entry, repo.cache):
            return there
        listing = self._hub.describe(entry.repo, entry.revision, entry.name)
        files = [self._remote(listing, file) for file in entry.files]
        self._begin(listing, files)
        for file in files:
            self._check_stopped()
            if not self._has(listing, file):
                with self._locked(file):
                    self._fetch(listing, file)
        repo.note(entry.revision, listing.commit)
        for file in reversed(files):  # model_index.json last: until then it is no model
            repo.link(listing.commit, file.path, file.etag)
        there = installed(entry, repo.cache)
        if there is None:
            raise self._failed("strange")
        return there

    def _remote(self, listing: Listing, file: CatalogueFile) -> RemoteFile:
        """What the hub has of a file; DownloadFailed where that is not the file that the catalogue knows."""
        try:
            remote = listing.files[file.path]
        except KeyError:
            raise self._failed("no_file", file=file.path) from None
        if file.sha256 and remote.etag != file.sha256:
            raise self._failed("changed", file=file.path)
        return remote

    def _has(self, listing: Listing, file: RemoteFile) -> bool:
        """Whether the file is there already, perhaps by another program."""
        for path in (self._repo.blob(file.etag), self._repo.snapshot(listing.commit) / file.path):
            with contextlib.suppress(OSError):
                if path.stat().st_size == file.size:
                    return True
        return False

    def _begin(self, listing: Listing, files: list[RemoteFile]) -> None:
        """Count, and look whether there is room, before anything is written."""
        unique = {file.etag: file for file in files}.values()
        self._total = sum(file.size for file in unique)
        missing = 0
        for file in unique:
            if self._has(listing, file):
                self._done += file.size
            else:
                part = _size(self._repo.partial(file.etag))
                missing += file.size - min(part, file.size)
        if self._total > LARGEST:
            raise self._failed("strange")
        if not self._entry.pinned and self._total > GROWN * self._entry.size:
            size = size_text(self._total)
            raise self._failed("grown", size=size)
        blobs = self._repo.folder / "blobs"
        try:
            blobs.mkdir(parents=True, exist_ok=True)
            free = shutil.disk_usage(blobs).free
        except OSError as error:
            raise self._not_written(error) from error
        if missing and free < missing + RESERVE:
            raise self._failed(
                "no_room",
                needed=size_text(missing),
                free=size_text(max(0, free - RESERVE)),
                folder=str(self._repo.cache),
            )
        self._tell()

    def _fetch(self, listing: Listing, file: RemoteFile) -> None:
        """Bring one file, in as many attempts as it takes."""
        base = self._done  # bytes of the other files
        self._file, partial = file.path, self._repo.partial(file.etag)
        tries, refused = 0, False
        while not self._has(listing, file) and (
            (begun := _size(partial)) < file.size or not partial.exists()
        ):
            self._check_stopped()
            try:
                self._receive(listing, file, partial, base)
            except RangeRefused:
                if refused:
                    raise self._failed("range") from None
                refused = True
                partial.unlink(missing_ok=True)
            except (ConnectionError, DownloadFailed) as error:
                if isinstance(error, DownloadFailed) and error.reason not in PASSING:
                    raise
                tries = 0 if _size(partial) > begun else tries + 1
                if tries > RETRIES:
                    raise self._broken(error) from error
                self._pause(min(8.0, 0.5 * 2**tries))
        if not self._has(listing, file):  # else another program was faster
            self._settle(file, partial)
        self._done = base + file.size
        self._tell()

    def _receive(self, listing: Listing, file: RemoteFile, partial: Path, base: int) -> None:
        """Append what arrives to `partial`. Raises ConnectionError where the line breaks before the end."""
        with self._hub.open(listing, file.path, _size(partial), self._entry.name) as stream:
            size = stream.start
            try:
                with partial.open("ab" if size else "wb") as out:
                    for data in self._pieces(stream):
                        size += len(data)
                        if size > file.size:
                            break
                        out.write(data)
                        self._done = base + size
                        self._tell()
            except ConnectionError:
                raise
            except OSError as error:
                raise self._not_written(error) from error
        if size > file.size:
            partial.unlink(missing_ok=True)
            raise self._failed("checksum", file=file.path)
        if size < file.size:
            raise ConnectionError

    def _pieces(self, stream: Stream) -> Iterator[bytes]:
        while True:
            self._check_stopped()
            try:
                data = stream.read(CHUNK)
            except OSError as error:  # of the line, not of the disk
                raise ConnectionError(str(error)) from error
            if not data:
                return
            yield data

    def _settle(self, file: RemoteFile, partial: Path) -> None:
        """Check a complete file against the hub's checksum, and move it to its place."""
        if self._checksum(file, partial) != file.etag:
            partial.unlink(missing_ok=True)
            raise self._failed("checksum", file=file.path)
        if file.path.endswith(".safetensors"):
            try:
                check_header(partial)
            except SketchpadError as error:
                partial.unlink(missing_ok=True)
                why = str(error.fields.get("reason", "")).replace(partial.name, file.path)
                raise self._failed("not_a_model", why=why) from error
        try:
            with partial.open("rb") as data:
                os.fsync(data.fileno())
            partial.replace(self._repo.blob(file.etag))
        except OSError as error:
            raise self._not_written(error) from error

    def _checksum(self, file: RemoteFile, path: Path) -> str:
        return checksum(path, file.size, file.large, self._check_stopped)

    @contextlib.contextmanager
    def _locked(self, file: RemoteFile) -> Iterator[None]:
        """Alone with this blob, also among the programs that use the hub's library."""
        from filelock import Timeout
        from huggingface_hub.utils import WeakFileLock

        path = self._repo.lock(file.etag)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._not_written(error) from error
        with contextlib.ExitStack() as stack:
            try:
                stack.enter_context(WeakFileLock(path, timeout=LOCK_SECONDS))
            except Timeout:
                raise self._failed("locked") from None
            except OSError as error:
                raise self._not_written(error) from error
            yield

    def _check_stopped(self) -> None:
        if self._stopped():
            raise Stopped

    def _tell(self) -> None:
        self._progress(Progress(self._done, self._total, self._file))

    def _broken(self, error: Exception) -> DownloadFailed:
        if isinstance(error, DownloadFailed):
            return error
        done, total = size_text(self._done), size_text(self._total)
        return self._failed("dropped", done=done, total=total)

    def _not_written(self, error: OSError) -> SketchpadError:
        if isinstance(atomic.write_error(self._repo.folder, error), DiskFull):
            return self._failed(
                "disk_full", done=size_text(self._done), total=size_text(self._total)
            )
        return self._failed("not_writable", folder=str(self._repo.cache))

    def _failed(self, reason: str, **fields: object) -> DownloadFailed:
        return DownloadFailed(reason, name=self._entry.name, host=self._hub.host, **fields)


def download(
    entry: Entry, hub: Hub, cache: Path | None = None, **how: Callable[..., object]
) -> Path:
    """`Download` in one call."""
    return Download(entry, hub, cache, **how).run()  # type: ignore[arg-type]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
