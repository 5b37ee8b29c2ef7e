"""Has a file been changed since it was read or written here?"""

from __future__ import annotations

import contextlib
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sketchpad.outside import open_file


@dataclass(frozen=True)
class Stamp:
    """A file as it was: its place on the disk, time and size, and a checksum of its contents."""

    status: tuple[int, int, int]
    digest: bytes

    def to_json(self) -> list[Any]:
        """Plain JSON values."""
        return [*self.status, self.digest.hex()]

    @staticmethod
    def from_json(value: object) -> Stamp | None:
        """Read what `to_json` made; None for anything else."""
        match value:
            case [int(place), int(time), int(size), str(digest)]:
                with contextlib.suppress(ValueError):
                    return Stamp((place, time, size), bytes.fromhex(digest))
        return None

    @staticmethod
    def of(path: Path) -> Stamp | None:
        """The file at `path` as it is now; None where there is none, or where it cannot be read."""
        try:
            with open_file(path) as file:
                digest = hashlib.sha256()
                while chunk := file.read(1 << 20):
                    digest.update(chunk)
                return Stamp(_status(file.fileno()), digest.digest())
        except OSError:
            return None


def is_changed(path: Path, known: Stamp | None) -> bool:
    """Is there another file at `path` than the `known` one? None for one that was never seen.

    One that is gone is not changed, nor is one that was only copied back or touched.
    """
    try:
        status = _status(path)
    except OSError:
        return path.exists()
    if known is not None and status == known.status:
        return False
    now = Stamp.of(path)
    return known is None or now is None or now.digest != known.digest


def _status(file: int | Path) -> tuple[int, int, int]:
    status = os.stat(file)  # noqa: PTH116 - takes a descriptor, too
    return status.st_ino, status.st_mtime_ns, status.st_size
