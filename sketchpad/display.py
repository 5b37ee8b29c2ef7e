"""Can a window open here? Asked before Qt is imported, because Qt's own answer is to abort the process.

Only Linux can say no: there Qt comes without the system libraries it needs, and there may be no display.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Mapping
from pathlib import Path

# Library -> Debian's package. tests/test_display.py compares these tables with what the installed Qt asks for.
EVERY_PLATFORM = {
    "libEGL.so.1": "libegl1", "libGL.so.1": "libgl1", "libX11.so.6": "libx11-6", "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1", "libfreetype.so.6": "libfreetype6", "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0", "libxcb.so.1": "libxcb1", "libxkbcommon.so.0": "libxkbcommon0",
    "libzstd.so.1": "libzstd1",
}  # fmt: skip
X11 = {
    "libX11-xcb.so.1": "libx11-xcb1", "libxcb-cursor.so.0": "libxcb-cursor0", "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0", "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0", "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0", "libxcb-shm.so.0": "libxcb-shm0", "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1", "libxcb-xfixes.so.0": "libxcb-xfixes0", "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}  # fmt: skip
WAYLAND = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}
_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
_FONT_SUFFIXES = {".ttf", ".otf", ".ttc", ".pfb"}
_FONT_PACKAGE = "fonts-dejavu-core"


def obstacle(environ: Mapping[str, str] | None = None) -> str | None:
    """Why no window can open here, in one sentence that says what to do; None when nothing is in the way."""
    if not sys.platform.startswith("linux"):
        return None
    env = os.environ if environ is None else environ
    platform = env.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if platform not in {"", "xcb", "wayland"}:
        return _missing(EVERY_PLATFORM)
    named = [env[name] for name in ("WAYLAND_DISPLAY", "DISPLAY") if env.get(name)]
    if not named:
        return (
            "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open; "
            + _without_window()
        )
    ways = []
    if platform != "xcb" and _wayland_answers(env):
        ways.append(WAYLAND)
    if platform != "wayland" and _x11_answers(env.get("DISPLAY")):
        ways.append(X11)
    if not ways:
        return f"The display {' or '.join(named)} does not answer, so no window can open; {_without_window()}"
    missing = [_missing(EVERY_PLATFORM | way) for way in ways]
    return None if None in missing else missing[0]


def _without_window() -> str:
    return f"`{command()} generate --sample cat --out cat.png` makes a picture without one."


def _wayland_answers(env: Mapping[str, str]) -> bool:
    name = env.get("WAYLAND_DISPLAY")
    return bool(name) and Path(env.get("XDG_RUNTIME_DIR", ""), str(name)).is_socket()


def _x11_answers(display: str | None) -> bool:
    """Connect as Qt would. Without the library to ask with, it is the library that is missing."""
    if not display:
        return False
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(display.encode(), None))
    answers = xcb.xcb_connection_has_error(connection) == 0
    xcb.xcb_disconnect(connection)
    return bool(answers)


def _missing(libraries: Mapping[str, str]) -> str | None:
    packages = missing_packages(libraries)
    sentence = (
        f"The window needs what this system does not have yet: {', '.join(packages)}. On Debian and Ubuntu "
        f"`sudo apt install {' '.join(sorted(set(packages.values())))}` installs it."
    )
    return sentence if packages else None


def missing_packages(libraries: Mapping[str, str]) -> dict[str, str]:
    """Of the libraries (name -> Debian package), and of fonts, those that are not here."""
    missing = {name: package for name, package in libraries.items() if not _loads(name)}
    files = (path for folder in _FONT_FOLDERS for path in Path(folder).expanduser().rglob("*"))
    if not any(path.suffix.lower() in _FONT_SUFFIXES for path in files):
        missing["a font"] = _FONT_PACKAGE
    return missing


def command() -> str:
    """How this program was called, so that a message can name a command that works as it stands."""
    if Path(sys.argv[0]).name != "main.py":
        return "sketchpad"
    python = Path(sys.executable)
    if python.is_relative_to(Path.cwd()):
        python = python.relative_to(Path.cwd())
    return f"{python} main.py"


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(obstacle())
