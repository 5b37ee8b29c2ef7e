"""Autosave, and what a crash left behind.

Each running program keeps one recovery file, named by date and process, and holds a lock beside it. Closing in order
removes the file only if the drawing is safe elsewhere; the newest few of programs that are gone are kept.
"""

from __future__ import annotations

import contextlib
import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from sketchpad.document.io import project_file
from sketchpad.document.model import Document
from sketchpad.errors import SketchpadError

KEEP = 10
_PREFIX = "recovery-"
_CLOSED = "-closed"
_NOTE = "recovery"  # key among the settings that are saved beside the drawing


class Autosave:
    """The recovery file of this program, in `folder`, where at most `keep` of earlier programs are left.

    Not for use by two threads at once.
    """

    def __init__(self, folder: str | Path, keep: int = KEEP) -> None:
        self._folder = Path(folder)
        self._keep = keep
        self._lock: IO[bytes] | None = None
        self._path: Path | None = None
        self._last: tuple[Document, Path | None, dict[str, Any] | None] | None = None

    @property
    def path(self) -> Path | None:
        """The recovery file, once there is one."""
        return self._path

    def write(
        self,
        document: Document,
        origin: str | Path | None = None,
        settings: dict[str, Any] | None = None,
    ) -> bool:
        """Write `document`, unless it and its settings are those written last. Raises DiskFull or CannotWrite.

        `origin` is the file that the drawing was opened from; `settings`, JSON values, are saved beside it.
        """
        origin = None if origin is None else Path(origin)
        if (document, origin, settings) == self._last or (document.is_empty and self._last is None):
            return False
        path = self._path or self._begin()
        note = {"origin": "" if origin is None else str(origin), "process": os.getpid()}
        project_file.save(document, path, project_file.Extra({**(settings or {}), _NOTE: note}))
        if self._last is None:
            # Not before: what is deleted may have been the only copy of what is written now.
            prune(self._folder, self._keep)
        self._last = (document, origin, settings)
        _date_last(path)
        return True

    def close(self, *, discard: bool) -> None:
        """End in order. `discard`: the drawing is saved elsewhere or not wanted; else it stays among the recoveries."""
        if self._path is not None and self._last is not None:
            with contextlib.suppress(OSError):
                if discard:
                    self._path.unlink()
                else:
                    self._path.rename(self._path.with_stem(self._path.stem + _CLOSED))
        if self._lock is not None and self._path is not None:
            self._lock.close()
            with contextlib.suppress(OSError):
                _lock_path(self._path).unlink()
        self._lock = self._path = self._last = None

    def _begin(self) -> Path:
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        path = self._folder / f"{_PREFIX}{stamp}-{os.getpid()}{project_file.SUFFIX}"
        with contextlib.suppress(OSError):  # without a lock it is only offered too often
            self._lock = _lock_path(path).open("ab")
            _take(self._lock)
        self._path = path
        return path


@dataclass(frozen=True)
class Recovery:
    """A drawing that another program left. `crashed`: it did not end in order."""

    path: Path
    written: datetime
    crashed: bool

    def load(self) -> tuple[Document, project_file.Extra, Path | None]:
        """The drawing, what was saved beside it, and the file it came from, if any. Raises BadDocument."""
        document, extra = project_file.load(self.path)
        settings = dict(extra.settings)
        note = settings.pop(_NOTE, {})
        origin = note.get("origin") if isinstance(note, dict) else None
        place = Path(origin) if origin and isinstance(origin, str) else None
        return document, project_file.Extra(settings, extra.picture), place

    def discard(self) -> None:
        for path in (self.path, _lock_path(self.path)):
            with contextlib.suppress(OSError):
                path.unlink()


def recoveries(folder: str | Path) -> list[Recovery]:
    """What programs that no longer run have left in `folder`, newest first."""
    left = []
    for path in Path(folder).glob(f"{_PREFIX}*{project_file.SUFFIX}"):
        with contextlib.suppress(OSError):
            if _is_held(_lock_path(path)):
                continue
            written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            left.append(Recovery(path, written, not path.stem.endswith(_CLOSED)))
    return sorted(left, key=lambda one: (one.written, one.path.name), reverse=True)


def prune(folder: str | Path, keep: int = KEEP) -> None:
    """Delete all but the newest `keep` recoveries of programs that no longer run, and what they left beside them."""
    for old in recoveries(folder)[keep:]:
        old.discard()
    for lock in Path(folder).glob(f"{_PREFIX}*.lock"):
        if not lock.with_suffix("").exists() and not _is_held(lock):
            with contextlib.suppress(OSError):
                lock.unlink()


def describe(recovery: Recovery) -> dict[str, Any]:
    """What a list of recoveries shows: strokes, boxes, prompt, origin. Empty for one that cannot be opened."""
    try:
        document, _, origin = recovery.load()
    except SketchpadError:
        return {}
    return {
        "strokes": len(document.strokes),
        "boxes": len(document.boxes),
        "prompt": document.prompt,
        "origin": origin,
    }


def _date_last(path: Path) -> None:
    """Date `path` after all other recoveries, also where the clock has gone backwards since they were written."""
    with contextlib.suppress(OSError):
        all_files = path.parent.glob(f"{_PREFIX}*{project_file.SUFFIX}")
        newest = max((p.stat().st_mtime_ns for p in all_files if p != path), default=0)
        if path.stat().st_mtime_ns <= newest:
            os.utime(path, ns=(newest + 1_000_000,) * 2)


def _lock_path(path: Path) -> Path:
    return path.with_name(path.name + ".lock")


def _is_held(lock: Path) -> bool:
    if not lock.exists():
        return False
    with lock.open("ab") as file:
        try:
            _take(file)
        except OSError:
            return True
    return False


def _take(file: IO[bytes]) -> None:
    """Lock `file` until it is closed, also by a crash; OSError if another program, or we, hold it."""
    if sys.platform == "win32":
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
