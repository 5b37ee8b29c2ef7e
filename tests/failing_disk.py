"""A disk that works for a while, then fails, as it is when it is full or breaks; or a program that is killed then."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Callable
from functools import partial
from typing import IO, Any, Self

import pytest


class FailingDisk:
    """Lets `allowed` operations pass, then fails each one with `number`, or the next one alone."""

    def __init__(self, allowed: int, number: int, *, once: bool = False) -> None:
        self.allowed = allowed
        self.number = number
        self.once = once
        self.failed = False

    def check(self, half: Callable[[], object] = lambda: None) -> None:
        """Count an operation; where it fails, `half` of it is done all the same."""
        if self.allowed <= 0 and not (self.once and self.failed):
            self.failed = True
            half()
            self.fail()
        self.allowed -= 1

    def fail(self) -> None:
        raise OSError(self.number, os.strerror(self.number))

    def guard(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(*args: Any, **kwargs: Any) -> Any:
            self.check()
            return function(*args, **kwargs)

        return guarded

    def open(self, handle: int, mode: str) -> FailingFile:
        return FailingFile(os.open_descriptor(handle, mode), self)  # type: ignore[attr-defined]


class Killer(FailingDisk):
    """Lets `allowed` operations pass, then kills the program."""

    def __init__(self, allowed: int) -> None:
        super().__init__(allowed, 0)

    def fail(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


class FailingFile:
    """A file on a failing disk; half of a failing write still reaches it."""

    def __init__(self, file: IO[bytes], disk: FailingDisk) -> None:
        self._file = file
        self._disk = disk

    def write(self, data: bytes) -> int:
        def half() -> None:
            self._file.write(bytes(data)[: len(data) // 2])
            self._file.flush()

        self._disk.check(half)
        return self._file.write(data)

    def flush(self) -> None:
        self._disk.check()
        self._file.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def on(disk: FailingDisk, patch: pytest.MonkeyPatch) -> None:
    """Have everything that is written from now on go to `disk`, statements of databases too."""
    patch.setattr(os, "open_descriptor", os.fdopen, raising=False)
    patch.setattr(os, "fdopen", disk.open)
    for name in ("mkdir", "fsync", "replace", "rename"):
        patch.setattr(os, name, disk.guard(getattr(os, name)))
    read, write = os.open, disk.guard(os.open)

    def opened(path: Any, flags: int, *args: Any, **kwargs: Any) -> int:
        return (write if flags & (os.O_WRONLY | os.O_RDWR) else read)(path, flags, *args, **kwargs)

    patch.setattr(os, "open", opened)
    if isinstance(
        disk, Killer
    ):  # what cleans up after a failure works; what is killed does not clean up
        patch.setattr(os, "unlink", disk.guard(os.unlink))

    class Connection(sqlite3.Connection):
        """Every statement of a database is an operation."""

        def execute(self, *args: Any) -> sqlite3.Cursor:
            disk.check()
            return super().execute(*args)

        def executemany(self, *args: Any) -> sqlite3.Cursor:
            disk.check()
            return super().executemany(*args)

    patch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Connection))
