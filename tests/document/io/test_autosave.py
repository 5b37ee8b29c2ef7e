"""What a crash leaves behind is found again."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sketchpad.document.io import autosave, journal, project_file
from sketchpad.document.io.autosave import Autosave, prune, recoveries
from sketchpad.document.io.journal import Journal
from sketchpad.document.model import Document, Stroke
from sketchpad.errors import BadDocument, DiskFull
from tests import crashes

DRAWING = Document(prompt="a cat").with_stroke(Stroke([[1, 2], [3, 4]]))


def crash(folder: Path, document: Document = DRAWING, origin: str | None = None) -> Path:
    return crashes.crash(document, folder, origin).path


def crash_of_earlier_version(folder: Path, prompt: str, stamp: str = "20260102T030405") -> Path:
    path = folder / f"recovery-{stamp}000000-4711.sketchpad"
    note = {"seed": 3, "recovery": {"origin": "/drawings/cat.sketchpad", "process": 4711}}
    project_file.save(DRAWING.with_prompt(prompt), path, project_file.Extra(note))
    path.with_name(path.name + ".lock").touch()
    return path


def age(path: Path, days: float) -> None:
    then = (datetime.now(UTC) - timedelta(days=days)).timestamp()
    os.utime(path, (then, then))


def prompts(folder: Path) -> list[str]:
    return [one.load()[0].prompt for one in recoveries(folder)]


def test_a_running_program_is_not_a_recovery(tmp_path: Path) -> None:
    saver = Autosave(tmp_path)
    saver.write(DRAWING).result()
    assert saver.path is not None
    assert journal.read(saver.path).document == DRAWING
    assert recoveries(tmp_path) == []
    prune(tmp_path, 0)
    assert saver.path.exists()
    saver.close()


def test_a_crash_is_recovered(tmp_path: Path) -> None:
    crash(tmp_path, origin="/drawings/cat.sketchpad")
    (left,) = recoveries(tmp_path)
    assert left.load() == (DRAWING, {"seed": 3}, Path("/drawings/cat.sketchpad"))
    left.discard()
    assert list(tmp_path.iterdir()) == []


def test_what_is_left_is_found_by_all_who_look_at_once(tmp_path: Path) -> None:
    """At the start one thread looks for what to offer while another sweeps."""
    left = tmp_path / f"recovery-00000001-7{journal.SUFFIX}"
    left.write_bytes(b"")
    left.with_name(left.name + ".lock").write_bytes(b"")
    found: list[int] = []

    def look() -> None:
        found.extend(len(recoveries(tmp_path)) for _ in range(300))

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [1] * 1200


def test_what_earlier_versions_left_still_opens(tmp_path: Path) -> None:
    damaged_path = tmp_path / "recovery-20240102T030405000000-4711-closed.sketchpad"
    damaged_path.write_bytes(b"PK")
    older_path = crash_of_earlier_version(tmp_path, "older", "20250102T030405")
    for days, path in (
        (0, crash_of_earlier_version(tmp_path, "old")),
        (1, older_path),
        (2, damaged_path),
    ):
        age(path, days)
    crash(tmp_path, DRAWING.with_prompt("new"))
    new, old, older, damaged = recoveries(tmp_path)
    assert [one.load()[0].prompt for one in (new, old, older)] == ["new", "old", "older"]
    assert old.load()[1:] == ({"seed": 3}, Path("/drawings/cat.sketchpad"))
    with pytest.raises(BadDocument):
        damaged.load()


@pytest.mark.skipif(os.name == "nt", reason="a process cannot kill itself like this on Windows")
def test_a_killed_process_leaves_its_drawing(tmp_path: Path) -> None:
    program = (
        "import os, signal, sys\n"
        "from sketchpad.document.io.autosave import Autosave\n"
        "from sketchpad.document.model import Document\n"
        "saver = Autosave(sys.argv[1])\n"
        "saver.write(Document(prompt='a lost cat')).result()\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    assert done.returncode != 0
    (found,) = recoveries(tmp_path)
    assert found.load()[0].prompt == "a lost cat"
    assert found.load()[2] is None


def test_the_same_drawing_is_not_written_twice(tmp_path: Path) -> None:
    saver = Autosave(tmp_path)
    sizes = []

    def write(document: Document, *more: Any) -> None:
        saver.write(document, *more).result()
        assert saver.path is not None
        sizes.append(saver.path.stat().st_size)

    write(DRAWING)
    write(DRAWING.with_prompt("a cat"))
    assert sizes[0] == sizes[1]
    write(DRAWING, "elsewhere.sketchpad")
    write(DRAWING, None, {"seed": 2})  # settings are work too
    write(DRAWING.cleared().with_prompt(""))
    assert sizes[1:] == sorted(set(sizes))
    assert len(list(tmp_path.glob("*.journal"))) == 1
    saver.close()


def test_nothing_is_written_for_an_empty_drawing(tmp_path: Path) -> None:
    saver = Autosave(tmp_path / "recovery")
    saver.write(Document()).result()
    saver.close()
    assert not (tmp_path / "recovery").exists()


def test_what_is_safe_elsewhere_goes_and_all_else_stays(tmp_path: Path) -> None:
    saver = Autosave(tmp_path)
    saver.write(DRAWING)
    saver.discard().result()
    assert list(tmp_path.iterdir()) == []
    saver.write(DRAWING)
    saver.close()
    assert prompts(tmp_path) == ["a cat"]


def test_of_many_that_wait_the_newest_is_written(tmp_path: Path) -> None:
    saver = Autosave(tmp_path)
    waits = threading.Event()
    saver._pool.submit(waits.wait)
    written = [saver.write(DRAWING.with_prompt(str(number))) for number in range(9)]
    dropped = [saver.discard(), saver.write(DRAWING.with_prompt("last"))]
    waits.set()
    for done in written + dropped:
        done.result()
    assert saver.path is not None
    assert len(list(tmp_path.glob("*.journal"))) == 1
    one = Journal(tmp_path / "expected")
    assert saver._last is not None
    one.write(saver._last)
    one.close()
    assert saver.path.read_bytes() == one.path.read_bytes()
    saver.close()


def test_a_recovery_goes_only_when_what_replaces_it_is_safe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = crash(tmp_path)
    (left,) = recoveries(tmp_path)
    saver = Autosave(tmp_path)
    with monkeypatch.context() as full:
        full.setattr(os, "fsync", no_space)
        with pytest.raises(DiskFull):
            saver.write(DRAWING, replaces=left).result()
    assert left.load()[0] == DRAWING
    saver.write(Document(), replaces=left).result()  # of which nothing is written
    assert path.exists()
    saver.write(DRAWING, replaces=left).result()
    assert not path.exists()
    assert saver.path is not None
    assert journal.read(saver.path).document == DRAWING
    saver.close()


def test_two_programs_do_not_meet(tmp_path: Path) -> None:
    first, second = Autosave(tmp_path), Autosave(tmp_path)
    for saver in (first, second):
        saver.write(DRAWING).result()
    assert first.path != second.path
    first.discard().result()
    assert second.path is not None
    assert second.path.exists()
    for saver in (first, second):
        saver.close()


def test_a_program_with_the_same_number_elsewhere_is_passed_over(tmp_path: Path) -> None:
    """Two machines that share a home folder may give their programs the same number."""
    (tmp_path / f"recovery-00000001-{os.getpid()}.journal.lock").touch()
    saver = Autosave(tmp_path)
    saver.write(DRAWING).result()
    assert saver.path is not None
    assert saver.path.name.startswith("recovery-00000002-")
    saver.close()


def test_the_newest_are_kept_and_come_first_whatever_the_clock_says(tmp_path: Path) -> None:
    for number in range(5):
        age(crash(tmp_path, DRAWING.with_prompt(str(number))), days=number)
    crash_of_earlier_version(tmp_path, "old")
    assert prompts(tmp_path) == ["4", "3", "2", "1", "0", "old"]
    saver = Autosave(tmp_path, keep=2)
    saver.write(DRAWING).result()
    assert prompts(tmp_path) == ["4", "3"]
    saver.close()
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".journal"] * 3 + [".lock"] * 2


def test_what_a_killed_program_left_half_written_is_swept(tmp_path: Path) -> None:
    saver = Autosave(tmp_path)
    saver.write(DRAWING).result()
    assert saver.path is not None
    (tmp_path / f".{saver.path.name}.abcd_123.tmp").touch()  # its program still writes it
    for number, name in enumerate(("recovery-1-1.journal", "recovery-2025T1-1.sketchpad")):
        (tmp_path / f".{name}.abcd_12{number}.tmp").touch()
    (tmp_path / ".other.abcd_123.tmp").touch()
    prune(tmp_path)
    left = {path.name for path in tmp_path.iterdir()} - {saver.path.name, f"{saver.path.name}.lock"}
    assert left == {f".{saver.path.name}.abcd_123.tmp", ".other.abcd_123.tmp"}
    saver.close()


def test_locks_without_a_drawing_are_swept(tmp_path: Path) -> None:
    (tmp_path / "recovery-1.sketchpad.lock").write_bytes(b"")
    (tmp_path / "other.lock").write_bytes(b"")
    prune(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["other.lock"]


def test_a_damaged_recovery_says_so_and_hides_nothing(tmp_path: Path) -> None:
    crash(tmp_path)
    crash(tmp_path).write_bytes(b"PK")
    bad, good = recoveries(tmp_path)
    with pytest.raises(BadDocument):
        bad.load()
    assert good.load()[0] == DRAWING


def test_no_folder_no_recoveries(tmp_path: Path) -> None:
    assert recoveries(tmp_path / "none") == []


def test_a_folder_that_takes_no_locks_still_saves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_file: object, _shared: bool) -> None:
        raise OSError("no locks here")

    monkeypatch.setattr(autosave, "_lock", refuse)
    saver = Autosave(tmp_path)
    saver.write(DRAWING).result()
    saver.close()
    assert len(list(tmp_path.glob("*.journal"))) == 1


def no_space(_handle: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_costs_no_older_recovery(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = [crash(tmp_path, DRAWING.with_prompt(str(number))) for number in range(3)]
    saver = Autosave(tmp_path, keep=1)
    with monkeypatch.context() as full:
        full.setattr(os, "fsync", no_space)
        with pytest.raises(DiskFull):
            saver.write(DRAWING).result()
    assert all(path.exists() for path in kept)
    saver.write(DRAWING).result()
    assert [path.exists() for path in kept] == [False, False, True]
    saver.close()
