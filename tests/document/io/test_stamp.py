"""A file that somebody else has changed is noticed; one that was only touched is not."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from sketchpad.document.io.stamp import Stamp, is_changed


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "a").write_bytes(b"old")
    return tmp_path / "a"


def test_a_file_as_it_was_is_not_changed(path: Path) -> None:
    assert not is_changed(path, Stamp.of(path))


def test_a_file_that_was_touched_or_put_back_is_not_changed(path: Path) -> None:
    known = Stamp.of(path)
    os.utime(path, (1, 1))
    assert not is_changed(path, known)
    shutil.copy(path, path.with_name("b"))
    path.with_name("b").replace(path)
    assert not is_changed(path, known)


def test_other_contents_are_a_change_even_of_the_same_size(path: Path) -> None:
    known = Stamp.of(path)
    path.with_name("b").write_bytes(b"new")
    path.with_name("b").replace(path)
    assert is_changed(path, known)


def test_a_file_that_is_gone_is_not_changed_and_one_that_came_is(path: Path) -> None:
    known = Stamp.of(path)
    path.unlink()
    assert Stamp.of(path) is None
    assert not is_changed(path, known)
    path.write_bytes(b"new")
    assert is_changed(path, known)
    assert is_changed(path, None)


def test_a_stamp_is_kept_as_json(path: Path) -> None:
    known = Stamp.of(path)
    assert known is not None
    assert Stamp.from_json(json.loads(json.dumps(known.to_json()))) == known


@pytest.mark.parametrize("value", [None, [], "x", [1, 2, 3, "no digest"], [1, 2, "3", "ab"], {}])
def test_what_is_no_stamp_is_none(value: object) -> None:
    assert Stamp.from_json(value) is None


def test_what_cannot_be_looked_at_is_no_reason_to_ask(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = Stamp.of(path)
    assert is_changed(path.parent / "none", known) is False
    with monkeypatch.context() as patch:
        patch.setattr(Stamp, "of", staticmethod(lambda _: None))  # not read, and another time
        os.utime(path, (1, 1))
        assert is_changed(path, known)
    with monkeypatch.context() as patch:
        patch.setattr(os, "stat", refuse)
        patch.setattr(Path, "exists", lambda _: True)
        assert is_changed(path, known)


def refuse(*_: object, **__: object) -> None:
    raise PermissionError
