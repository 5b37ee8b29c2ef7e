"""Whatever fails, and whenever, each file that the program writes holds what it held or what it was to hold."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from sketchpad.document.io import journal
from sketchpad.document.io.autosave import Autosave
from sketchpad.errors import CannotWrite, DiskFull
from tests.failing_disk import FailingDisk, on
from tests.writers import WRITERS, drawing


@pytest.mark.parametrize(
    ("number", "once"),
    [(errno.ENOSPC, False), (errno.EIO, True)],
    ids=["full for good", "broken once"],
)
@pytest.mark.parametrize("name", WRITERS)
def test_old_or_new_after_any_failure(
    qapp: QApplication,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    number: int,
    once: bool,
) -> None:
    writer, home, before = WRITERS[name], tmp_path / "home", tmp_path / "before"
    monkeypatch.setenv("SKETCHPAD_HOME", str(home))
    path = home / f"a{writer.suffix}"
    writer.write(path, 0)
    old = writer.read(path)
    home.rename(before)
    for allowed in range(200):
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(before, home)
        disk = FailingDisk(allowed, number, once=once)
        refused = False
        with monkeypatch.context() as patch:
            on(disk, patch)
            try:
                writer.write(path, 1)
            except (DiskFull, CannotWrite):
                refused = True
        there, new = writer.read(path), set(writer.after)
        if (refused and writer.several) or (disk.failed and writer.silent):
            assert there in (old, new)
        else:
            assert there == (old if refused else new)
        left = {left.name for left in home.rglob("*")}
        assert not [one for one in left if ".tmp" in one or "damaged" in one]
        if not disk.failed:
            break
    else:
        pytest.fail("writing never came to an end")
    assert allowed >= 3


@pytest.mark.parametrize("anew", [False, True])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_recovery_is_the_old_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, anew: bool
) -> None:
    """Also where the journal has become long and is written anew; and what comes after a failure is kept again."""
    if anew:
        monkeypatch.setattr(journal, "MOST_RECORDS", 0)
    disk = FailingDisk(0, number)
    on(disk, monkeypatch)
    for allowed in range(200):
        disk.allowed, disk.failed, failed = 1000, False, False
        saver = Autosave(tmp_path / str(allowed))
        saver.write(drawing(0)).result()
        disk.allowed = allowed
        try:
            saver.write(drawing(1)).result()
        except (DiskFull, CannotWrite):
            failed = True
        assert saver.path is not None
        there = journal.read(saver.path).document
        assert there == drawing(1) or (failed and there == drawing(0))
        disk.allowed = 1000
        saver.write(drawing(2)).result()
        assert journal.read(saver.path).document == drawing(2)
        saver.discard()
        saver.close()
        assert list((tmp_path / str(allowed)).iterdir()) == []
        if not disk.failed:
            break
    else:
        pytest.fail("writing never came to an end")
    assert allowed >= (6 if anew else 3)
