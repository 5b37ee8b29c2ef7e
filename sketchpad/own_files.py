"""The program's own files, as preferences and presets: JSON that is read, changed and written again.

A file that cannot be read is put aside under another name before anything is written in its place; a listener hears of
it.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from sketchpad import atomic
from sketchpad.errors import CannotWrite
from sketchpad.outside import parse_json, read_file

_log = logging.getLogger(__name__)
LARGEST = 1 << 20  # bytes
_TRIES, _PAUSE = 3, 0.02  # seconds; another program may just be replacing the file
_Content = TypeVar("_Content")


@dataclass(frozen=True)
class PutAside:
    """A file that could not be read, and what it is called now: `path` itself where it could not be moved."""

    path: Path
    kept: Path


class OwnFile(Generic[_Content]):
    """A file that holds one JSON `list` or `dict`, of at most `largest` bytes.

    `usable` says whether this version of the program understands the content.
    """

    def __init__(
        self,
        path: Path,
        kind: type[_Content],
        usable: Callable[[Any], bool] = lambda _: True,
        largest: int = LARGEST,
    ) -> None:
        self.path = path
        self._kind, self._usable, self._largest = kind, usable, largest

    def read(self) -> _Content:
        """What is in the file; empty where there is none, or where it cannot be used and was put aside."""
        for pause in (*(_PAUSE,) * (_TRIES - 1), None):
            try:
                return self._read()
            except FileNotFoundError:
                _stuck.discard(self.path)
                break
            except (OSError, ValueError, TypeError, KeyError) as error:
                if not isinstance(error, OSError) or pause is None:
                    self._put_aside()
                    break
                time.sleep(pause)
        return self._kind()

    def change(self, changed: Callable[[_Content], _Content]) -> None:
        """Write `changed` of what is in the file at this moment, atomically.

        Raises DiskFull or CannotWrite, also where what is there can be neither read nor put aside, or where it would
        become larger than what is read. The file is then as it was.
        """
        content = changed(self.read())
        text = json.dumps(content, indent=1, ensure_ascii=False)
        data = text.encode("utf-8", "surrogatepass") + b"\n"
        if len(data) > self._largest:
            raise CannotWrite(self.path, "no_room")
        if self.path in _stuck:
            raise CannotWrite(self.path)
        atomic.write_bytes(self.path, data)

    def _read(self) -> _Content:
        data = read_file(self.path, self._largest)
        content = parse_json(data.decode("utf-8", "surrogatepass"))
        if not isinstance(content, self._kind) or not self._usable(content):
            raise ValueError("something else")
        _stuck.discard(self.path)
        return content

    def _put_aside(self) -> None:
        _log.warning("%s could not be read", self.path, exc_info=True)
        kept = free_name(self.path)
        try:
            if self.path.is_dir():
                raise IsADirectoryError(self.path)
            self.path.rename(kept)
            _stuck.discard(self.path)
        except OSError:
            _log.warning("%s could not be put aside", self.path, exc_info=True)
            if self.path in _stuck:  # said already
                return
            _stuck.add(self.path)
            kept = self.path
        _tell(PutAside(self.path, kept))


def listen(listener: Callable[[PutAside], object] | None) -> None:
    """Have `listener` called, on whatever thread, for each file that is put aside, and for those that were already."""
    global _listener  # noqa: PLW0603
    with _lock:
        _listener = listener
        waiting = _waiting.copy() if listener else []
        if listener:
            _waiting.clear()
    for one in waiting:
        _tell(one)


def _tell(one: PutAside) -> None:
    with _lock:
        listener = _listener
        if listener is None:
            _waiting.append(one)
    if listener is not None:
        listener(one)


def free_name(path: Path) -> Path:
    """Return a name beside `path` for what is put aside, where nothing is yet."""
    number, free = 1, path.with_stem(f"{path.stem}-damaged")
    while free.exists():
        number += 1
        free = path.with_stem(f"{path.stem}-damaged-{number}")
    return free


_lock = threading.Lock()
_listener: Callable[[PutAside], object] | None = None
_waiting: list[PutAside] = []
_stuck: set[Path] = set()  # files that could be neither read nor put aside
