"""A disk that works for a while, then fails: as it is when it is full, or breaks."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from functools import partial
from typing import IO, Any, Self

import pytest


class FailingDisk:
    """Lets `allowed` operations pass, then fails each one with `number`."""

    def __init__(self, allowed: int, number: int) -> None:
        self.allowed = allowed
        self.number = number
        self.failed = False

    def check(self) -> None:
        if self.allowed <= 0:
            self.failed = True
            raise OSError(self.number, os.strerror(self.number))
        self.allowed -= 1

    def guard(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(*args: Any, **kwargs: Any) -> Any:
            self.check()
            return function(*args, **kwargs)

        return guarded

    def open(self, handle: int, mode: str) -> FailingFile:
        return FailingFile(os.open_descriptor(handle, mode), self)  # type: ignore[attr-defined]


class FailingFile:
    """A file on a failing disk; half of a failing write still reaches it."""

    def __init__(self, file: IO[bytes], disk: FailingDisk) -> None:
        self._file = file
        self._disk = disk

    def write(self, data: bytes) -> int:
        try:
            self._disk.check()
        except OSError:
            self._file.write(bytes(data)[: len(data) // 2])
            raise
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
    for name in ("fsync", "replace"):
        patch.setattr(os, name, disk.guard(getattr(os, name)))

    class Connection(sqlite3.Connection):
        """Every statement of a database is an operation."""

        def execute(self, *args: Any) -> sqlite3.Cursor:
            disk.check()
            return super().execute(*args)

    patch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Connection))
