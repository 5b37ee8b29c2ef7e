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
from sketchpad.outside import ODD, parse_json, read_file

_log = logging.getLogger(__name__)
LARGEST = 1 << 20  # bytes
_TRIES, _PAUSE = 3, 0.02  # seconds; another program may just be replacing the file
VERSION = 1
"""Of the files with things that have names."""
_Content = TypeVar("_Content")
_Thing = TypeVar("_Thing")


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


class NamedFile(Generic[_Thing]):
    """Things of the user's that have a `name`, in the list `key` of a JSON file, in the order they were first saved in.

    What makes no sense in the file is left out, and stays in it: a newer version may have written it.

    Args:
        read: a thing from its JSON value; None, or one of `ODD`, where there is none in it.
        write: the opposite.
        most: things in the file.
    """

    def __init__(
        self,
        path: Path,
        key: str,
        read: Callable[[Any], _Thing | None],
        write: Callable[[_Thing], dict[str, Any]],
        most: int,
    ) -> None:
        self._key, self._from, self._to, self._most = key, read, write, most
        self._file: OwnFile[dict[str, Any]] = OwnFile(path, dict, self._is_known)

    def present(self) -> tuple[_Thing, ...]:
        """The things in the file, of several with a name the last."""
        listed = self._file.read().get(self._key, [])
        read = {_name(one): thing for one in listed if (thing := self._read(one)) is not None}
        return tuple(read.values())[: self._most]

    def save(self, *things: _Thing) -> None:
        """Keep `things`, in place of those of the same names. Raises DiskFull or CannotWrite, also for too many."""
        new = {one["name"]: one for one in map(self._to, things)}

        def changed(listed: list[Any]) -> list[Any]:
            names = [name if isinstance(name := _name(one), str) else "" for one in listed]
            kept = [new.pop(name, one) for name, one in zip(names, listed, strict=True)]
            if new and len(kept) + len(new) > self._most:
                raise CannotWrite(self._file.path, "no_room")
            return [*kept, *new.values()]

        self._change(changed)

    def remove(self, name: str) -> None:
        """Forget one. Raises as `save`."""
        self._change(lambda listed: [one for one in listed if _name(one) != name])

    def _change(self, changed: Callable[[list[Any]], list[Any]]) -> None:
        self._file.change(
            lambda content: {"version": VERSION, self._key: changed(content.get(self._key, []))}
        )

    def _is_known(self, content: dict[str, Any]) -> bool:
        return content["version"] == VERSION and isinstance(content[self._key], list)

    def _read(self, data: Any) -> _Thing | None:
        try:
            return self._from(data)
        except ODD:
            return None


def _name(data: object) -> object:
    return data.get("name") if isinstance(data, dict) else None


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
