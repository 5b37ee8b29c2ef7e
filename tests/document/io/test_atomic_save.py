"""Whatever fails while saving, the old drawing or the new one can be opened, whole."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from sketchpad import atomic
from sketchpad.document.io import project_file
from sketchpad.document.model import Document, Stroke
from sketchpad.errors import CannotWrite, DiskFull
from tests.failing_disk import FailingDisk, on

OLD = Document(prompt="old").with_stroke(Stroke([[1, 2], [3, 4]]))
NEW = Document(prompt="new").with_stroke(Stroke([[5, 6], [7, 8], [9, 9]]))


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_old_or_new_after_any_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    path = tmp_path / "a.sketchpad"
    for allowed in range(200):
        project_file.save(OLD, path)
        disk = FailingDisk(allowed, number)
        outcome: Exception | None = None
        with monkeypatch.context() as patch:
            on(disk, patch)
            try:
                project_file.save(NEW, path)
            except (DiskFull, CannotWrite) as error:
                outcome = error
        assert project_file.load(path)[0] == (OLD if outcome else NEW)
        assert [found.name for found in tmp_path.iterdir()] == ["a.sketchpad"]
        if outcome is not None:
            assert isinstance(outcome, DiskFull if number == errno.ENOSPC else CannotWrite)
            assert "a.sketchpad" in str(outcome)
        if not disk.failed:
            break
    else:
        pytest.fail("saving never came to an end")
    assert allowed > 5


def test_a_first_save_that_fails_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        on(FailingDisk(2, errno.ENOSPC), patch)
        with pytest.raises(DiskFull):
            project_file.save(NEW, tmp_path / "a.sketchpad")
    assert list(tmp_path.iterdir()) == []


def test_a_failure_of_ours_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    atomic.write_bytes(path, b"old")

    def interrupted() -> None:
        with atomic.atomic_writer(path) as file:
            file.write(b"new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_is_made(tmp_path: Path) -> None:
    project_file.save(NEW, tmp_path / "new" / "folder" / "a.sketchpad")
    assert project_file.load(tmp_path / "new" / "folder" / "a.sketchpad")[0] == NEW


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(CannotWrite):
        project_file.save(NEW, tmp_path / "file" / "a.sketchpad")


@pytest.mark.skipif(os.name == "nt", reason="rights and links of POSIX")
def test_rights_and_links_are_kept(tmp_path: Path) -> None:
    real, link = tmp_path / "real.sketchpad", tmp_path / "link.sketchpad"
    project_file.save(OLD, real)
    real.chmod(0o640)
    link.symlink_to(real)
    project_file.save(NEW, link)
    assert link.is_symlink()
    assert project_file.load(real)[0] == NEW
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_a_protected_file_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.sketchpad"
    project_file.save(OLD, path)
    path.chmod(0o444)
    with pytest.raises(CannotWrite) as caught:
        project_file.save(NEW, path)
    assert caught.value.reason == "protected"
    assert project_file.load(path)[0] == OLD
    assert list(tmp_path.iterdir()) == [path]
    project_file.save(NEW, path, replace_protected=True)
    assert project_file.load(path)[0] == NEW


def test_what_a_killed_program_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.sketchpad"
    with atomic.atomic_writer(path) as file:
        (left,) = tmp_path.iterdir()
        (tmp_path / f"{left.name[:-12]}abcd_123.tmp").write_bytes(b"half")
        file.write(b"whole")
    (killed,) = (one for one in tmp_path.iterdir() if one != path)
    kept = [tmp_path / name for name in (".a.tmp", "a.12345678.tmp", ".a.12345678.tmpx", ".bashrc")]
    for one in kept:
        one.write_bytes(b"")
    atomic.sweep(tmp_path)
    assert killed.exists()  # just now: it may be another program's
    for one in (killed, *kept):
        os.utime(one, (1, 1))
    atomic.sweep(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([path, *kept])
    atomic.sweep(tmp_path / "none")
