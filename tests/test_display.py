from __future__ import annotations

import re
import socket
import struct
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from sketchpad import display

linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a question of Linux")

# Part of the C and C++ runtime: no Python would run without them.
ALWAYS_THERE = re.compile(
    r"(linux-vdso|ld-linux.*|libc|libm|libdl|librt|libpthread|libgcc_s|libstdc\+\+|libz)\.so"
)


@linux_only
def test_no_display_is_one_sentence_with_a_command_that_works() -> None:
    sentence = display.obstacle({})
    assert sentence is not None
    assert "no display" in sentence
    assert "generate --sample cat --out cat.png" in sentence
    assert "\n" not in sentence


@linux_only
def test_nothing_stands_in_the_way_of_drawing_into_memory() -> None:
    assert display.obstacle({"QT_QPA_PLATFORM": "offscreen"}) is None


@linux_only
def test_a_missing_library_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(display.X11, "libnot-here.so.7", "libnot-here7")
    monkeypatch.setattr(display, "_x11_answers", bool)
    sentence = display.obstacle({"DISPLAY": ":0"})
    assert sentence is not None
    assert "libnot-here.so.7" in sentence
    assert "sudo apt install" in sentence
    assert "libnot-here7" in sentence
    assert display.obstacle({"QT_QPA_PLATFORM": "offscreen"}) is None


@linux_only
@pytest.mark.parametrize(
    "environ", [{"DISPLAY": ":4711"}, {"WAYLAND_DISPLAY": "wayland-4711"}], ids=["X11", "Wayland"]
)
def test_a_display_that_does_not_answer_is_said(environ: dict[str, str]) -> None:
    sentence = display.obstacle(environ)
    assert sentence is not None
    assert "4711 does not answer" in sentence
    assert "generate --sample cat" in sentence


@linux_only
def test_either_display_will_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        monkeypatch.chdir(tmp_path)  # a socket's path must be short
        listening.bind("wayland-0")
        env = {"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": str(tmp_path), "DISPLAY": ":0"}
        monkeypatch.setattr(display, "_x11_answers", bool)
        monkeypatch.setattr(display, "EVERY_PLATFORM", {})
        monkeypatch.setattr(display, "X11", {})
        monkeypatch.setattr(display, "WAYLAND", {"libnot-here.so.7": "libnot-here7"})
        assert display.obstacle(env) is None
        assert "libnot-here7" in str(display.obstacle(env | {"QT_QPA_PLATFORM": "wayland"}))


def test_no_font_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(display, "_FONT_FOLDERS", (str(tmp_path),))
    assert display.missing_packages({}) == {"a font": "fonts-dejavu-core"}


def test_elsewhere_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert display.obstacle({}) is None


def test_the_command_is_the_one_that_was_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/opt/bin/sketchpad"])
    assert display.command() == "sketchpad"
    monkeypatch.setattr(sys, "argv", ["main.py"])
    monkeypatch.setattr(sys, "executable", str(Path.cwd() / ".venv/bin/python"))
    assert display.command() == f"{Path('.venv/bin/python')} main.py"


@linux_only
@pytest.mark.parametrize(
    ("parts", "table"),
    [
        (
            ["lib/libQt6Widgets.so.6", "lib/libQt6Svg.so.6", "plugins/platforms/libqoffscreen.so"],
            {},
        ),
        (["plugins/platforms/libqxcb.so", "lib/libQt6XcbQpa.so.6"], display.X11),
        (["plugins/platforms/libqwayland.so"], display.WAYLAND),
    ],
    ids=["every platform", "X11", "Wayland"],
)
def test_the_tables_name_what_the_installed_qt_asks_for(
    parts: list[str], table: dict[str, str]
) -> None:
    spec = find_spec("PySide6")
    assert spec is not None
    assert spec.origin is not None
    qt = Path(spec.origin).parent / "Qt"
    shipped = {path.name for path in (qt / "lib").iterdir()}
    needed: set[str] = set()
    for part in parts:
        needed |= direct_dependencies(qt / part)
    needed = {name for name in needed if name not in shipped and not ALWAYS_THERE.match(name)}
    assert needed <= set(display.EVERY_PLATFORM) | set(table)


def direct_dependencies(library: Path) -> set[str]:
    """Names a shared library asks for itself, read from the dynamic section of its ELF file (64 bit, little-endian)."""
    data = library.read_bytes()
    (table,) = struct.unpack_from("<Q", data, 40)
    size, count = struct.unpack_from("<HH", data, 58)
    sections = [struct.unpack_from("<IIQQQQIIQQ", data, table + i * size) for i in range(count)]
    dynamic = next(section for section in sections if section[1] == 6)
    start, length, strings = dynamic[4], dynamic[5], sections[dynamic[6]][4]
    entries = [struct.unpack_from("<QQ", data, at) for at in range(start, start + length, 16)]
    at = [strings + value for tag, value in entries if tag == 1]
    return {data[begin : data.index(b"\0", begin)].decode() for begin in at}
