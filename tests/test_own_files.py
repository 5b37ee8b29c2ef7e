"""The program's own files: never lost, whatever is in them and whatever fails."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sketchpad import own_files
from sketchpad.errors import CannotWrite, DiskFull
from sketchpad.own_files import OwnFile, PutAside

DAMAGED = {
    "nothing": b"",
    "half": b'{"a": [1, 2',
    "another kind": b"[1]",
    "no text": b"\xff\xfe\x00",
    "deep": b"[" * 100_000,
    "a giant number": b'{"a": ' + b"9" * 10_000 + b"}",
    "long": b'{"a": "' + b"x" * own_files.LARGEST + b'"}',
}


@pytest.fixture
def aside() -> Iterator[list[PutAside]]:
    """What was put aside since."""
    heard: list[PutAside] = []
    own_files.listen(heard.append)
    yield heard
    own_files.listen(None)


@pytest.fixture
def file(tmp_path: Path) -> OwnFile[dict[str, Any]]:
    return OwnFile(tmp_path / "own.json", dict)


def with_b(content: dict[str, Any]) -> dict[str, Any]:
    return {**content, "b": "猫\ud83d"}


def test_what_is_written_is_read(file: OwnFile[dict[str, Any]], aside: list[PutAside]) -> None:
    assert file.read() == {}
    file.change(lambda _: {"a": 1})
    file.change(with_b)
    assert file.read() == {"a": 1, "b": "猫\ud83d"}
    assert aside == []


@pytest.mark.parametrize("name", DAMAGED)
def test_what_cannot_be_read_is_put_aside_and_told(
    file: OwnFile[dict[str, Any]], aside: list[PutAside], name: str
) -> None:
    file.path.write_bytes(DAMAGED[name])
    file.change(with_b)
    kept = file.path.with_name("own-damaged.json")
    assert aside == [PutAside(file.path, kept)]
    assert kept.read_bytes() == DAMAGED[name]
    assert list(file.read()) == ["b"]


def test_nothing_that_was_put_aside_is_written_over(
    file: OwnFile[dict[str, Any]], aside: list[PutAside]
) -> None:
    for number in range(3):
        file.path.write_bytes(b"%d" % number)
        assert file.read() == {}
    kept = [file.path.with_name(f"own-damaged{end}.json") for end in ("", "-2", "-3")]
    assert [one.kept for one in aside] == kept
    assert [path.read_bytes() for path in kept] == [b"0", b"1", b"2"]


def test_what_a_newer_version_wrote_is_put_aside(tmp_path: Path, aside: list[PutAside]) -> None:
    file: OwnFile[dict[str, Any]] = OwnFile(tmp_path / "a.json", dict, lambda c: c["version"] == 1)
    for content in ('{"version": 2}', "{}"):
        file.path.write_text(content)
        assert file.read() == {}
    assert len(aside) == 2


def failing(monkeypatch: pytest.MonkeyPatch, place: object, name: str, times: int) -> None:
    """`place.name` fails so many times."""
    real, left = getattr(place, name), [times]

    def fail(*args: Any, **kwargs: Any) -> Any:
        if left[0]:
            left[0] -= 1
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(*args, **kwargs)

    monkeypatch.setattr(place, name, fail)


@pytest.mark.parametrize("times", range(5))
def test_reads_that_fail_cost_nothing(
    file: OwnFile[dict[str, Any]],
    aside: list[PutAside],
    monkeypatch: pytest.MonkeyPatch,
    times: int,
) -> None:
    file.change(lambda _: {"a": 1})
    with monkeypatch.context() as patch:
        failing(patch, own_files, "read_file", times)
        file.change(with_b)
    if aside:
        assert json.loads(aside[0].kept.read_bytes()) == {"a": 1}
        assert list(file.read()) == ["b"]
    else:
        assert list(file.read()) == ["a", "b"]
    assert bool(aside) == (times >= own_files._TRIES)


def test_what_can_be_neither_read_nor_put_aside_stays(
    file: OwnFile[dict[str, Any]], aside: list[PutAside], monkeypatch: pytest.MonkeyPatch
) -> None:
    file.path.write_bytes(b"{")
    with monkeypatch.context() as patch:
        failing(patch, Path, "rename", 9)
        for _ in range(2):
            with pytest.raises(CannotWrite):
                file.change(with_b)
    assert file.path.read_bytes() == b"{"
    assert aside == [PutAside(file.path, file.path)]
    file.change(with_b)
    assert list(file.read()) == ["b"]


def test_a_folder_in_its_place_stays(tmp_path: Path, aside: list[PutAside]) -> None:
    file: OwnFile[list[Any]] = OwnFile(tmp_path / "own.json", list)
    file.path.mkdir()
    with pytest.raises(CannotWrite):
        file.change(lambda content: [*content, 1])
    assert file.path.is_dir()
    assert aside == [PutAside(file.path, file.path)]


def test_a_full_disk_leaves_the_old(
    file: OwnFile[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    file.change(lambda _: {"a": 1})

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(DiskFull):
            file.change(with_b)
    assert file.read() == {"a": 1}


def test_more_than_is_read_is_not_written(tmp_path: Path, aside: list[PutAside]) -> None:
    file: OwnFile[list[Any]] = OwnFile(tmp_path / "a.json", list, largest=100)
    file.change(lambda _: ["a"])
    with pytest.raises(CannotWrite) as caught:
        file.change(lambda _: ["a" * 100])
    assert caught.value.reason == "no_room"
    assert file.read() == ["a"]
    assert aside == []


def test_what_was_put_aside_before_somebody_listened_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"{")
    assert OwnFile(tmp_path / "a.json", dict).read() == {}
    heard: list[PutAside] = []
    own_files.listen(heard.append)
    own_files.listen(None)
    assert [one.path.name for one in heard] == ["a.json"]
