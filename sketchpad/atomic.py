"""Writing a file so that, whatever happens, either the old one or the new one is there, whole."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from sketchpad.errors import CannotWrite, DiskFull

_TEMPORARY = re.compile(r"\..{1,40}\.[a-z0-9_]{8}\.tmp", re.DOTALL)
_OLD = 3600  # seconds
_FULL = {errno.ENOSPC, errno.EFBIG} | ({errno.EDQUOT} if hasattr(errno, "EDQUOT") else set())


@contextlib.contextmanager
def atomic_writer(
    path: str | os.PathLike[str], *, replace_protected: bool = False
) -> Iterator[BinaryIO]:
    """Open `path` for writing bytes; it is replaced only when the block ends without an exception.

    Temporary file in the same folder, flush, fsync, replace, fsync of the folder. A symbolic link is followed and the
    rights of a file that is replaced are kept. Raises DiskFull or CannotWrite; the old file is then as it was. A file
    that may not be written to is left ("protected") without `replace_protected`.
    """
    path = Path(path)
    try:
        target = Path(os.path.realpath(path))
        if not replace_protected and _is_protected(target):
            raise CannotWrite(path, "protected")
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(
            prefix=f".{target.name[:40]}.", suffix=".tmp", dir=target.parent
        )
    except OSError as error:
        raise write_error(path, error) from error
    temporary = Path(name)
    try:
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            _copy_rights(target, temporary)
            temporary.replace(target)
        except OSError as error:
            raise write_error(path, error) from error
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    with contextlib.suppress(OSError):  # the new file is in place; some systems cannot sync folders
        _sync_folder(target.parent)


def write_bytes(path: str | os.PathLike[str], data: bytes) -> None:
    """`atomic_writer` for data that is complete already."""
    with atomic_writer(path) as file:
        file.write(data)


def sweep(folder: str | os.PathLike[str]) -> None:
    """Delete temporary files in `folder` that writing left behind where it was killed. Never raises.

    Those of the last hour stay: another program may be about to finish one.
    """
    with contextlib.suppress(OSError):
        for path in Path(folder).iterdir():
            with contextlib.suppress(OSError):
                if _TEMPORARY.fullmatch(path.name) and time.time() - path.stat().st_mtime > _OLD:
                    path.unlink()


def write_error(path: str | os.PathLike[str], error: OSError) -> DiskFull | CannotWrite:
    """The error a user should see for a failed write of `path`."""
    kind = DiskFull if error.errno in _FULL else CannotWrite
    return kind(os.fspath(path))


def _is_protected(path: Path) -> bool:
    """Also for a user whom rights do not hinder."""
    try:
        return not path.stat().st_mode & 0o222 or not os.access(path, os.W_OK)
    except FileNotFoundError:
        return False


def _copy_rights(old: Path, new: Path) -> None:
    with contextlib.suppress(OSError):
        if old.exists():
            new.chmod(old.stat().st_mode & 0o777)
        else:
            mask = os.umask(0)
            os.umask(mask)
            new.chmod(0o666 & ~mask)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows cannot open a folder; NTFS journals the rename
        return
    handle = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
