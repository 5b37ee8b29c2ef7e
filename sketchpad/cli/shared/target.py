"""Where a command writes: checked before anything is computed, and taken, so that no other program writes there."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sketchpad import atomic
from sketchpad.generation.export.picture import FORMATS
from sketchpad.terminal import Misuse

_CAN_LOCK = sys.platform != "win32"


def check_target(path: Path, overwrite: bool, formats: Iterable[str] = FORMATS) -> Path:
    """`path` if a file of one of `formats` (suffixes) can be written there, asked before anything is computed."""
    if path.suffix.lower() not in formats:
        raise Misuse(f"“{path}” must end in {', '.join(formats)}")
    folder = path.absolute().parent
    if not folder.is_dir():
        raise Misuse(f"the folder of “{path}” is not there")
    if not os.access(folder, os.W_OK):
        raise Misuse(f"the folder of “{path}” may not be written")
    if not overwrite and path.exists() and (path.stat().st_size or not _CAN_LOCK):
        raise _in_the_way(path)
    return path


@contextmanager
def taken(path: Path, overwrite: bool, formats: Iterable[str] = FORMATS) -> Iterator[Path]:
    """`path`, after `check_target`, taken while something is made for it: two programs never write the same file.

    An empty file stands for it meanwhile, which goes where the work comes to nothing. One that a killed program has
    left is taken over.
    """
    target = check_target(path, overwrite, formats)
    if overwrite:
        yield target
        return
    try:
        handle = _reserved(target)
    except (FileExistsError, BlockingIOError):
        raise _in_the_way(path) from None
    except OSError as error:
        raise atomic.write_error(path, error) from error
    try:
        yield target
    finally:
        if target.exists() and not target.stat().st_size:
            target.unlink()
        if handle is not None:
            os.close(handle)


def _reserved(target: Path) -> int | None:
    """An empty file at `target`, locked where that does not hinder its replacement. Raises OSError."""
    if sys.platform == "win32":
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        return None
    import fcntl

    handle = os.open(target, os.O_CREAT | os.O_RDWR, 0o666)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        status = os.fstat(handle)
        # Another program may have replaced the file just before it let go of it.
        if status.st_size or not os.path.samestat(status, target.stat()):
            raise FileExistsError(target)
    except BaseException:
        os.close(handle)
        raise
    return handle


def _in_the_way(path: Path) -> Misuse:
    return Misuse(f"“{path}” is there already; --overwrite replaces it")
