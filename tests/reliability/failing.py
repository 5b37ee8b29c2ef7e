"""Each writer is killed at every operation and by chance, and meets a full disk at every size of its files.

    python -m tests.reliability.failing

Afterwards the old or the new is there, whole, and writing once more works. Each attempt is a process of its own, forked
from this one. POSIX only. `tests/test_writers.py` has failing operations without a kill.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from sketchpad.errors import CannotWrite, DiskFull
from tests.failing_disk import Killer, on
from tests.writers import WRITERS

DONE, REFUSED, WRONG = range(3)  # statuses of an attempt
SIZES = (*range(0, 1000, 97), *range(1000, 100_000, 3001), 200_000, 400_000)
"""Largest sizes of a file in bytes, in turn: SQLite's has pages of 4096 bytes, and its shared memory 32 KiB."""


def attempt(work: Callable[[], object], kill_after: float | None = None) -> int:
    """Do `work` in a process of its own; how it ended: a status, or the negative number of a signal."""
    process = os.fork()
    if process == 0:
        status = WRONG
        try:
            work()
            status = DONE
        except (DiskFull, CannotWrite):
            status = REFUSED
        finally:
            os._exit(status)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(process, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def killed_at(allowed: int, work: Callable[[], object]) -> None:
    on(Killer(allowed), pytest.MonkeyPatch())
    work()


def without_room(largest: int, work: Callable[[], object]) -> None:
    """No file may become longer than `largest` bytes: what crosses it is written in part."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))
    work()


def attempts(name: str, folder: Path, by_chance: int) -> Iterator[tuple[str, int]]:
    """Try everything with one writer: of what kind each trial was, and how it ended."""
    writer, home, before = WRITERS[name], folder / "home", folder / "before"
    os.environ["SKETCHPAD_HOME"] = str(home)
    path = home / f"a{writer.suffix}"
    writer.write(path, 0)
    old, new = writer.read(path), set(writer.after)
    home.rename(before)

    def tried(
        fault: Callable[[Callable[[], object]], object], kill_after: float | None = None
    ) -> int:
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(before, home)
        status = attempt(lambda: fault(lambda: writer.write(path, 1)), kill_after)
        there = writer.read(path)
        assert status != WRONG, f"{name}: ended with something else than a sentence"
        assert there in ([new] if status == DONE and not writer.silent else [old, new]), (
            f"{name}: {there}"
        )
        writer.write(path, 1)
        assert writer.read(path) >= new if writer.several else writer.read(path) == new, name
        return status

    allowed = 0
    while (status := tried(lambda work, n=allowed: killed_at(n, work))) < 0:  # type: ignore[misc]
        yield "killed at an operation", status
        allowed += 1
    chance = random.Random(name)
    begun = time.perf_counter()
    tried(lambda work: work())
    longest = time.perf_counter() - begun
    for _ in range(by_chance):
        yield "killed by chance", tried(lambda work: work(), chance.uniform(0, longest))
    for largest in SIZES:
        status = tried(lambda work, n=largest: without_room(n, work))  # type: ignore[misc]
        yield "no room", status
        if status == DONE and not writer.silent:
            break


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("writers", nargs="*", default=list(WRITERS))
    parser.add_argument("--by-chance", type=int, default=20)
    arguments = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QApplication([])
    logging.disable()
    whole: dict[str, int] = {}
    for name in arguments.writers:
        counts: dict[str, int] = {}
        with tempfile.TemporaryDirectory() as folder:
            for kind, _status in attempts(name, Path(folder), arguments.by_chance):
                counts[kind] = counts.get(kind, 0) + 1
                whole[kind] = whole.get(kind, 0) + 1
        sys.stdout.write(f"{name}: {counts}\n")
        sys.stdout.flush()
    sys.stdout.write(f"all: {whole}, {sum(whole.values())} together, nothing lost\n")
    application.quit()


if __name__ == "__main__":
    main()
