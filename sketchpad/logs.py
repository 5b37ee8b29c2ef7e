"""The log file and the crash file. Neither is ever shown whole to a user; messages name them.

A crash file is written by `faulthandler` when the process dies inside native code. It is empty while all is well and
removed at a clean exit, so one with text in it means that an earlier session ended badly.
"""

from __future__ import annotations

import atexit
import contextlib
import faulthandler
import logging
import os
import platform
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TextIO

from sketchpad import __version__, paths

_log = logging.getLogger(__name__)
_earlier_crash: Crash | None = None
_close: Callable[[], None] = logging.shutdown

_MAX_BYTES = 1_000_000
_BACKUPS = 3
_SEEN_KEPT = 5
_EMPTY_KEPT_SECONDS = 30 * 24 * 3600
_FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"


@dataclass(frozen=True)
class Crash:
    """What an earlier session left behind when it died."""

    path: Path
    text: str


def log_path() -> Path:
    """The log file, whether or not anything was written to it yet."""
    return paths.user_logs() / "sketchpad.log"


def start_logging(level: int = logging.INFO) -> Crash | None:
    """Log to the platform's place, catch native crashes, and return the newest crash that was not shown yet.

    Never fails: a program that cannot write its log still draws. Called again, it returns the same and does nothing.
    """
    global _earlier_crash  # noqa: PLW0603
    root = logging.getLogger()
    if any(isinstance(handler, RotatingFileHandler) for handler in root.handlers):
        return _earlier_crash
    # A full disk or a second window rotating the file must not spill tracebacks over the terminal.
    logging.raiseExceptions = False
    folder = paths.user_logs()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            log_path(), maxBytes=_MAX_BYTES, backupCount=_BACKUPS, encoding="utf-8"
        )
    except OSError:
        root.addHandler(logging.NullHandler())
        return None
    handler.setFormatter(logging.Formatter(_FORMAT))
    root.addHandler(handler)
    root.setLevel(level)
    crash = _earlier_crash = _unseen_crash(folder)
    _catch_crashes(folder)
    _catch_exceptions()
    _log.info(
        "Sketchpad %s, Python %s, %s", __version__, platform.python_version(), platform.platform()
    )
    if crash is not None:
        _log.warning("An earlier session crashed; its report is %s", crash.path)
    return crash


def end() -> None:
    """Close both files, where the process ends without Python's own end."""
    _close()
    logging.shutdown()


def _unseen_crash(folder: Path) -> Crash | None:
    """The newest crash report with text in it; all such reports are marked as seen."""
    newest: Crash | None = None
    with contextlib.suppress(OSError):
        for path in sorted(folder.glob("crash-*.log"), key=lambda p: p.stat().st_mtime):
            text = path.read_text(encoding="utf-8", errors="replace")
            if text.strip():
                seen = path.with_suffix(".seen.txt")
                path.replace(seen)
                newest = Crash(seen, text)
            elif time.time() - path.stat().st_mtime > _EMPTY_KEPT_SECONDS:
                path.unlink()
        seen_reports = sorted(folder.glob("crash-*.seen.txt"), key=lambda p: p.stat().st_mtime)
        for old in seen_reports[:-_SEEN_KEPT]:
            old.unlink()
    return newest


def _catch_crashes(folder: Path) -> None:
    path = folder / f"crash-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.log"
    try:
        # Stays open for as long as the process lives: faulthandler writes to its descriptor.
        stream = path.open("w", encoding="utf-8")
    except OSError:
        return
    faulthandler.enable(stream)
    global _close  # noqa: PLW0603
    _close = partial(_close_crash_file, stream, path)
    atexit.register(_close)


def _close_crash_file(stream: TextIO, path: Path) -> None:
    faulthandler.disable()
    stream.close()
    with contextlib.suppress(OSError):
        if path.stat().st_size == 0:
            path.unlink()


def _catch_exceptions() -> None:
    """Uncaught exceptions go to the log with their traceback, to the terminal in one sentence."""

    def on_exception(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        _log.critical("Uncaught exception", exc_info=(kind, error, trace))
        if sys.stderr is not None:
            sys.stderr.write(f"{unexpected(error)}\n")

    def on_thread_exception(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            on_exception(args.exc_type, args.exc_value, args.exc_traceback)

    sys.excepthook = on_exception
    threading.excepthook = on_thread_exception


def unexpected(error: BaseException) -> str:
    """One sentence for an error that no part of the program expected."""
    return f"Something went wrong ({type(error).__name__}). The details are in {log_path()}"
