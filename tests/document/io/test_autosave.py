"""What a crash leaves behind is found again."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sketchpad.document.io import autosave, project_file
from sketchpad.document.io.autosave import (
    Autosave,
    describe,
    prune,
    recoveries,
)
from sketchpad.document.model import Document, Stroke
from sketchpad.errors import BadDocument, DiskFull

DRAWING = Document(prompt="a cat").with_stroke(Stroke([[1, 2], [3, 4]]))


def crash(folder: Path, document: Document = DRAWING, origin: str | None = None) -> Path:
    """A recovery whose program is gone, though it never closed."""
    saver = Autosave(folder)
    saver.write(document, origin, {"seed": 3})
    path = saver.path
    assert path is not None
    assert saver._lock is not None
    saver._lock.close()
    return path


def age(path: Path, days: float) -> None:
    then = (datetime.now(UTC) - timedelta(days=days)).timestamp()
    os.utime(path, (then, then))


def test_a_running_program_is_not_a_recovery(tmp_path: Path) -> None:
    saver = Autosave(tmp_path)
    assert saver.write(DRAWING)
    assert saver.path is not None
    assert project_file.load(saver.path)[0] == DRAWING
    assert recoveries(tmp_path) == []
    prune(tmp_path, 0)
    assert saver.path.exists()
    saver.close(discard=True)


def test_a_crash_is_recovered(tmp_path: Path) -> None:
    crash(tmp_path, origin="/drawings/cat.sketchpad")
    (found,) = recoveries(tmp_path)
    assert found.crashed
    document, extra, origin = found.load()
    assert document == DRAWING
    assert dict(extra.settings) == {"seed": 3}
    assert origin == Path("/drawings/cat.sketchpad")
    assert describe(found) == {"strokes": 1, "boxes": 0, "prompt": "a cat", "origin": origin}
    found.discard()
    assert recoveries(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="a process cannot kill itself like this on Windows")
def test_a_killed_process_leaves_its_drawing(tmp_path: Path) -> None:
    program = (
        "import os, signal, sys\n"
        "from sketchpad.document.io.autosave import Autosave\n"
        "from sketchpad.document.model import Document\n"
        "saver = Autosave(sys.argv[1])\n"
        "saver.write(Document(prompt='a lost cat'))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    assert done.returncode != 0
    (found,) = recoveries(tmp_path)
    assert found.load()[0].prompt == "a lost cat"
    assert found.load()[2] is None


def test_the_same_drawing_is_not_written_twice(tmp_path: Path) -> None:
    saver = Autosave(tmp_path)
    assert saver.write(DRAWING)
    assert not saver.write(DRAWING.with_prompt("a cat"))
    assert saver.write(DRAWING, "elsewhere.sketchpad")
    assert saver.write(DRAWING.cleared().with_prompt(""))
    assert len(list(tmp_path.glob("*.sketchpad"))) == 1
    saver.close(discard=True)


def test_nothing_is_written_for_an_empty_drawing(tmp_path: Path) -> None:
    saver = Autosave(tmp_path / "recovery")
    assert not saver.write(Document())
    saver.close(discard=True)
    assert not (tmp_path / "recovery").exists()


def test_closing_in_order(tmp_path: Path) -> None:
    saver = Autosave(tmp_path)
    saver.write(DRAWING)
    saver.close(discard=True)
    assert list(tmp_path.iterdir()) == []
    saver.write(DRAWING)
    saver.close(discard=False)
    (found,) = recoveries(tmp_path)
    assert not found.crashed
    assert found.load()[0] == DRAWING
    saver.close(discard=True)
    assert len(recoveries(tmp_path)) == 1


def test_two_programs_do_not_meet(tmp_path: Path) -> None:
    first, second = Autosave(tmp_path), Autosave(tmp_path)
    first.write(DRAWING)
    second.write(DRAWING)
    assert first.path != second.path
    first.close(discard=True)
    assert second.path is not None
    assert second.path.exists()
    second.close(discard=True)


def test_the_newest_are_kept_and_come_first(tmp_path: Path) -> None:
    paths = [crash(tmp_path, DRAWING.with_prompt(str(days))) for days in range(5)]
    for days, path in enumerate(paths):
        age(path, days)
    assert [found.load()[0].prompt for found in recoveries(tmp_path)] == ["0", "1", "2", "3", "4"]
    saver = Autosave(tmp_path, keep=2)
    saver.write(DRAWING)
    assert [found.load()[0].prompt for found in recoveries(tmp_path)] == ["0", "1"]
    saver.close(discard=True)
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [
        ".lock",
        ".lock",
        ".sketchpad",
        ".sketchpad",
    ]


def test_locks_without_a_drawing_are_swept(tmp_path: Path) -> None:
    (tmp_path / "recovery-1.sketchpad.lock").write_bytes(b"")
    (tmp_path / "other.lock").write_bytes(b"")
    prune(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["other.lock"]


def test_a_damaged_recovery_says_so_and_hides_nothing(tmp_path: Path) -> None:
    crash(tmp_path).write_bytes(b"PK")
    crash(tmp_path)
    bad = next(found for found in recoveries(tmp_path) if found.path.stat().st_size == 2)
    assert describe(bad) == {}
    with pytest.raises(BadDocument):
        bad.load()
    assert len(recoveries(tmp_path)) == 2


def test_no_folder_no_recoveries(tmp_path: Path) -> None:
    assert recoveries(tmp_path / "none") == []


def test_a_folder_that_takes_no_locks_still_saves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise OSError("no locks here")

    monkeypatch.setattr(autosave, "_take", refuse)
    saver = Autosave(tmp_path)
    assert saver.write(DRAWING)
    saver.close(discard=False)


def test_a_full_disk_costs_no_older_recovery(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = [crash(tmp_path, DRAWING.with_prompt(str(number))) for number in range(3)]

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    saver = Autosave(tmp_path, keep=1)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(DiskFull):
            saver.write(DRAWING)
    assert all(path.exists() for path in kept)
    saver.write(DRAWING)
    assert [path.exists() for path in kept] == [False, False, True]
    saver.close(discard=True)


def test_a_clock_that_goes_backwards_neither_hides_nor_prunes_the_newest(tmp_path: Path) -> None:
    for number in range(3):
        age(crash(tmp_path, DRAWING.with_prompt(str(number))), days=-365 + number)
    crash(tmp_path, DRAWING.with_prompt("newest"))  # the clock is right again
    assert recoveries(tmp_path)[0].load()[0].prompt == "newest"
    saver = Autosave(tmp_path, keep=1)
    saver.write(DRAWING)
    assert [found.load()[0].prompt for found in recoveries(tmp_path)] == ["newest"]
    saver.close(discard=True)


def test_settings_are_work_too(tmp_path: Path) -> None:
    saver = Autosave(tmp_path)
    assert saver.write(DRAWING, settings={"seed": 1})
    assert not saver.write(DRAWING, settings={"seed": 1})
    assert saver.write(DRAWING, settings={"seed": 2})
    saver.close(discard=True)
