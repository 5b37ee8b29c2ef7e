"""Autosave, and what a crash left behind.

Each running program keeps one recovery, a journal named by a number that counts up and by process, and holds a lock
beside it. It goes when the drawing is safe elsewhere; the newest few of programs that are gone are kept.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import IO, Any

from sketchpad.document.io import journal, project_file
from sketchpad.document.io.journal import Journal, State
from sketchpad.document.model import Document

KEEP = 10
TRIES = 5
PAUSE = 0.004  # seconds between two of them
_PREFIX = "recovery-"
_SUFFIXES = (
    journal.SUFFIX,
    project_file.SUFFIX,
)  # the latter is of earlier versions, which knew no journals
_NUMBER = re.compile(re.escape(_PREFIX) + r"(\d{1,15})-\d+" + re.escape(journal.SUFFIX))
_NOTE = "recovery"  # key among the settings that are saved beside the drawing


class Autosave:
    """The recovery of this program, in `folder`, where at most `keep` of earlier programs are left.

    All work on files is done in order on a thread of its own.
    """

    def __init__(self, folder: str | Path, keep: int = KEEP) -> None:
        self._folder = Path(folder)
        self._keep = keep
        self._pool = ThreadPoolExecutor(1, "autosave")
        self._newest: tuple[State, Recovery | None] | None = None
        self._discarding: Future[None] = Future()
        self._discarding.set_result(None)
        # of the thread
        self._lock: IO[bytes] | None = None
        self._journal: Journal | None = None
        self._last: State | None = None

    @property
    def path(self) -> Path | None:
        """The recovery, once there is one."""
        return self._journal.path if self._journal is not None else None

    def write(
        self,
        document: Document,
        origin: str | Path | None = None,
        settings: dict[str, Any] | None = None,
        replaces: Recovery | None = None,
    ) -> Future[None]:
        """Keep `document`. The result raises DiskFull or CannotWrite.

        Of several that wait only the newest is written; nothing is before there is anything in the drawing.

        Args:
            origin: the file that the drawing was opened from.
            settings: JSON values that are saved beside it.
            replaces: a recovery that this drawing was begun with, which goes when this one is safe.
        """
        note = {"origin": "" if origin is None else str(origin), "process": os.getpid()}
        self._newest = State(document, {**(settings or {}), _NOTE: note}), replaces
        return self._pool.submit(self._write, self._newest)

    def discard(self) -> Future[None]:
        """The drawing is saved elsewhere or not wanted: the recovery goes. What is written next begins another."""
        if self._newest is not None:
            self._newest = None
            self._discarding = self._pool.submit(self._end, discard=True)
        return self._discarding

    def close(self) -> None:
        """Wait until all is done; what was written and not discarded is left to be recovered."""
        self._pool.shutdown()
        self._end(discard=False)

    def _write(self, wanted: tuple[State, Recovery | None]) -> None:
        state, replaces = wanted
        if wanted is not self._newest or (state.document.is_empty and self._last is None):
            return
        if state != self._last:
            if self._journal is None:
                self._journal = self._begin()
            self._journal.write(state)
            if self._last is None:
                # Not before: what is deleted may have been the only copy of what is written now.
                prune(self._folder, self._keep)
            self._last = state
        if replaces is not None:
            replaces.discard()

    def _end(self, *, discard: bool) -> None:
        if self._journal is not None:
            self._journal.close()
            if discard:
                with contextlib.suppress(OSError):
                    self._journal.path.unlink()
            if self._lock is not None:
                self._lock.close()
            with contextlib.suppress(OSError):
                _lock_path(self._journal.path).unlink()
        self._lock = self._journal = self._last = None

    def _begin(self) -> Journal:
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
        highest = max(map(_number, self._folder.glob(f"{_PREFIX}*")), default=0)
        for number in count(highest + 1):
            path = self._folder / f"{_PREFIX}{number:08}-{os.getpid()}{journal.SUFFIX}"
            lock = _lock_path(path)
            with contextlib.suppress(OSError):  # without a lock it is only offered too often
                try:
                    self._lock = lock.open("xb")
                except FileExistsError:
                    continue
                _take(self._lock)
                if not lock.exists():  # another program has just swept it away
                    continue
            return Journal(path)
        raise AssertionError


@dataclass(frozen=True)
class Recovery:
    """A drawing that another program left."""

    path: Path
    written: datetime

    def load(self) -> tuple[Document, dict[str, Any], Path | None]:
        """The drawing, the settings beside it, and the file it came from, if any. Raises BadDocument."""
        if self.path.suffix == journal.SUFFIX:
            state = journal.read(self.path)
            document, settings = state.document, dict(state.settings)
        else:
            document, extra = project_file.load(self.path)
            settings = dict(extra.settings)
        note = settings.pop(_NOTE, {})
        origin = note.get("origin") if isinstance(note, dict) else None
        return document, settings, Path(origin) if origin and isinstance(origin, str) else None

    def discard(self) -> None:
        for path in (self.path, _lock_path(self.path)):
            with contextlib.suppress(OSError):
                path.unlink()


def recoveries(folder: str | Path) -> list[Recovery]:
    """What programs that no longer run have left in `folder`, newest first, whatever the clock said."""
    left = []
    for path in Path(folder).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if path.suffix in _SUFFIXES and not _is_held(_lock_path(path)):
                left.append(Recovery(path, datetime.fromtimestamp(path.stat().st_mtime, UTC)))
    return sorted(left, key=lambda one: (_number(one.path), one.written), reverse=True)


def prune(folder: str | Path, keep: int = KEEP) -> None:
    """Delete all but the newest `keep` recoveries of programs that no longer run, and what they left beside them."""
    for old in recoveries(folder)[keep:]:
        old.discard()
    leftovers = [(path, path.with_suffix("")) for path in Path(folder).glob(f"{_PREFIX}*.lock")]
    leftovers = [pair for pair in leftovers if not pair[1].exists()]
    for path in Path(folder).glob(f".{_PREFIX}*.tmp"):  # as `atomic` names them
        leftovers.append((path, path.with_name(path.name[1:]).with_suffix("").with_suffix("")))
    for path, owner in leftovers:
        with contextlib.suppress(OSError):
            if not _is_held(_lock_path(owner)):
                path.unlink()


def _number(path: Path) -> int:
    """Later recoveries have higher numbers; those of earlier versions have none."""
    match = _NUMBER.match(path.name)
    return int(match[1]) if match else 0


def _lock_path(path: Path) -> Path:
    return path.with_name(path.name + ".lock")


def _is_held(lock: Path) -> bool:
    """Whether a program that runs holds `lock`. Any number of threads and programs may ask at the same moment."""
    if not lock.exists():
        return False
    with lock.open("ab") as file:
        try:
            _take(file, shared=True)
        except OSError:
            return True
    return False


def _take(file: IO[bytes], *, shared: bool = False) -> None:
    """Lock `file` until it is closed, also by a crash; OSError if another program, or we, hold it.

    Those that only ask, `shared`, hold it for an instant; so it is tried several times before somebody counts as its
    owner.
    """
    for left in reversed(range(TRIES)):
        try:
            _lock(file, shared)
        except OSError:
            if not left:
                raise
            time.sleep(PAUSE)
        else:
            return


def _lock(file: IO[bytes], shared: bool) -> None:
    if sys.platform == "win32":  # which knows no shared ones
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file.fileno(), (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
