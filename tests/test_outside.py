"""The door for what comes from outside: only regular files, only sane numbers, nothing that takes long."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path

import pytest

from sketchpad import outside
from sketchpad.document.io import project_file
from sketchpad.document.io.picture import read_picture
from sketchpad.document.io.picture_import import read_picture_lines
from sketchpad.document.io.quickdraw import read_quickdraw
from sketchpad.document.io.svg_import import read_svg
from sketchpad.errors import BadDocument, SketchpadError
from sketchpad.generation.export.bundle import load_bundle
from sketchpad.generation.export.picture import read_settings
from sketchpad.models.checkpoints.safetensors_io import check_header, read_json
from sketchpad.models.lora.file import inspect_lora
from sketchpad.outside import (
    NotAFile,
    is_file,
    numbers,
    open_file,
    parse_json,
    read_file,
    refused_as,
)


def in_time(act, *arguments):
    """What `act` returns, or what it raises; fails where it waits for something that never comes."""
    result: list[object] = []

    def run() -> None:
        try:
            result.append(act(*arguments))
        except Exception as error:  # noqa: BLE001 - handed on
            result.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(60)
    assert result, f"{act} waits for ever"
    return result[0]


@pytest.fixture(params=["pipe", "socket", "device", "link to a device"])
def odd(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """What has the name of a file and is none."""
    path = tmp_path / "odd.png"
    if request.param == "pipe":
        os.mkfifo(path)
    elif request.param == "socket":
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(os.path.relpath(path))
    elif request.param == "device":
        path = Path("/dev/zero")
    else:
        path.symlink_to("/dev/zero")
    return path


def test_only_regular_files_are_opened(odd: Path) -> None:
    for act in (open_file, lambda path: read_file(path, 10)):
        assert isinstance(in_time(act, odd), NotAFile)
    assert not is_file(odd)


def test_folders_and_impossible_names_are_errors_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        open_file(tmp_path)
    for name in ("none", "zero\0byte", "x" * 5000):
        with pytest.raises(OSError, match=r"."):
            open_file(tmp_path / name)
        assert not is_file(tmp_path / name)


def test_a_file_is_read_up_to_a_size(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    assert read_file(tmp_path / "a", 5) == b"12345"
    assert is_file(tmp_path / "a")
    with pytest.raises(ValueError, match="more than 4"):
        read_file(tmp_path / "a", 4)


@pytest.mark.parametrize(
    "text",
    [
        "Infinity", "-Infinity", "NaN", "[1e999]", "9" * 400, "-" + "9" * 400, "9" * 5000, "1" * 30,
        "0." + "1" * 400 + "e999",
        "[" * 100_000, '{"a":' * 100_000, "", "{", b"\xff\xfe\x00", b'"\xff"',
    ],
)  # fmt: skip
def test_what_is_no_sane_json_is_a_value_error(text: str | bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_json(text)


def test_sane_json_is_read() -> None:
    assert parse_json(b'\xef\xbb\xbf{"a": [1, -2.5e3, "\xc3\xa4", null, true]}') == {
        "a": [1, -2500.0, "ä", None, True]
    }
    assert parse_json(str(2**64 - 1)) == 2**64 - 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1 2,3", [1, 2, 3]),
        ("1-2+3", [1, -2, 3]),
        (".5.5", [0.5, 0.5]),
        ("1e2 1E-2 1e", [100, 0.01, 1]),
        ("a1b2", [1, 2]),
        ("", []),
        ("1" * 100 + " 2", [2]),
    ],
)
def test_numbers(text: str, found: list[float]) -> None:
    assert list(numbers(text, 10)) == found


def test_numbers_are_capped_and_want_something_between_separators() -> None:
    assert list(numbers("1 2 3", 2)) == [1, 2]
    for text in ("," * 2000, "1" + " " * 2000 + "2"):
        with pytest.raises(ValueError, match="separators"):
            list(numbers(text, 10))


def test_whatever_is_raised_becomes_the_error_of_the_door() -> None:
    for kind in outside.ODD:
        with pytest.raises(BadDocument), refused_as(lambda: BadDocument("a"), SketchpadError):
            raise kind
    with (
        pytest.raises(BadDocument, match="newer"),
        refused_as(lambda: BadDocument("a"), SketchpadError),
    ):
        raise BadDocument("newer", "missing")
    with pytest.raises(KeyboardInterrupt), refused_as(lambda: BadDocument("a"), SketchpadError):
        raise KeyboardInterrupt


READERS = {
    "picture": read_picture,
    "settings": read_settings,
    "svg": read_svg,
    "lines": read_picture_lines,
    "project": project_file.load,
    "bundle": load_bundle,
    "quickdraw": read_quickdraw,
    "lora": lambda path: inspect_lora(path.with_suffix(".safetensors")),
    "weights": check_header,
    "configuration": read_json,
}


@pytest.mark.parametrize("name", READERS)
def test_no_reader_waits_for_what_is_no_file(name: str, odd: Path) -> None:
    assert isinstance(in_time(READERS[name], odd), SketchpadError)


CONTENTS = (b"", b"\0" * 100, b"[" * 5000, b"[1]", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"<svg>")


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("content", CONTENTS, ids=range(len(CONTENTS)))
def test_every_reader_refuses_with_an_error_of_ours(
    name: str, content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / os.fsdecode(b"na\xffme.safetensors")  # not in UTF-8
    path.write_bytes(content)
    if name == "quickdraw" and not content:
        assert READERS[name](path) == []
        return
    with pytest.raises(SketchpadError) as caught:
        READERS[name](path)
    sentence = str(caught.value)
    assert sentence == sentence.encode("utf-8", "replace").decode("utf-8")
    assert "\ufffd" in sentence
