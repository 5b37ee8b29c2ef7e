"""`sketchpad desktop`: into the desktop's menu and out of it again, for this user alone."""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from sketchpad import atomic, paths
from sketchpad.cli.shared.arguments import declare
from sketchpad.errors import CannotWrite
from sketchpad.terminal import Misuse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Add Sketchpad to your desktop's menu, so that drawings open with a double click; or take it out again. Only "
        "your own folders are changed. For Linux; elsewhere the installer does this."
    )
    what = parser.add_mutually_exclusive_group(required=True)
    declare(what, "--install  add it\n--remove  take it out again")
    declare(
        parser, "--folder FOLDER  another share folder than your own, for people who make packages"
    )


def run(args: argparse.Namespace) -> int:
    if args.folder is None and not sys.platform.startswith("linux"):
        raise Misuse("this is for Linux desktops; here, make a shortcut to the sketchpad command")
    share = (args.folder or share_folder()).expanduser().absolute()
    try:
        if args.install:
            command = ("sketchpad",) if args.folder else start_command()
            done = install(share, command)
        else:
            done = remove(share)
    except OSError as error:
        raise CannotWrite(error.filename or share) from error
    for path in done:
        print(path)
    if args.remove and not done:
        print("There was nothing to take out.")
    return 0


_log = logging.getLogger(__name__)
APP_ID = "io.sketchpad.Sketchpad"
DRAWING_ICON = "application-vnd.sketchpad.drawing+zip"
SECONDS = 60  # that one of the desktop's own tools may take


def share_folder() -> Path:
    """Where a user's own desktop files lie."""
    named = os.environ.get("XDG_DATA_HOME", "")
    return Path(named) if Path(named).is_absolute() else Path.home() / ".local" / "share"


def start_command() -> tuple[str, ...]:
    """What starts this very Sketchpad, from wherever it was installed."""
    installed = Path(sys.executable).with_name("sketchpad")
    if installed.is_file():
        return (str(installed),)
    checkout = paths.resources().parent / "main.py"
    if checkout.is_file():
        return (sys.executable, str(checkout))
    return (sys.executable, "-m", "sketchpad")


def placed(share: Path) -> dict[Path, Path]:
    """Each file that is installed under `share`, with where it comes from."""
    source, icons = paths.resources() / "desktop", share / "icons" / "hicolor" / "scalable"
    icon = paths.resources() / "icons" / "sketchpad.svg"
    return {
        share / "applications" / f"{APP_ID}.desktop": source / f"{APP_ID}.desktop",
        share / "metainfo" / f"{APP_ID}.metainfo.xml": source / f"{APP_ID}.metainfo.xml",
        share / "mime" / "packages" / f"{APP_ID}.xml": source / f"{APP_ID}.mime.xml",
        icons / "apps" / f"{APP_ID}.svg": icon,
        icons / "mimetypes" / f"{DRAWING_ICON}.svg": icon,
    }


def install(share: Path, command: Sequence[str]) -> list[Path]:
    """Write the files under `share`, with `command` to start the program. Raises DiskFull or CannotWrite."""
    for target, source in placed(share).items():
        text = source.read_text("utf-8")
        if target.suffix == ".desktop":
            text = with_command(text, command)
        target.parent.mkdir(parents=True, exist_ok=True)
        atomic.write_bytes(target, text.encode())
    refresh(share)
    return list(placed(share))


def remove(share: Path) -> list[Path]:
    """Delete what `install` wrote, and nothing else; what was there is returned."""
    gone = []
    for target in placed(share):
        if target.is_file():
            target.unlink()
            gone.append(target)
    if gone:
        refresh(share)
    return gone


def with_command(text: str, command: Sequence[str]) -> str:
    """A desktop entry that starts the program by `command`."""
    line = " ".join(quoted(word) for word in command)
    lines = [f"Exec={line} %f" if old.startswith("Exec=") else old for old in text.splitlines()]
    return "\n".join(lines) + "\n"


def quoted(word: str) -> str:
    """An argument as the Desktop Entry Specification wants it in Exec, inside of a value of type string."""
    # A "%" begins a field code; inside of quotes four signs need a backslash; the value's own escapes come on top.
    inner = "".join(f"\\{c}" if c in '"`$\\' else c for c in word.replace("%", "%%"))
    return f'"{inner}"'.replace("\\", "\\\\")


def refresh(share: Path) -> None:
    """Have the desktop look again. Its tools may be missing; then it looks by itself at the next login."""
    for command in (
        ("update-desktop-database", "-q", str(share / "applications")),
        ("update-mime-database", str(share / "mime")),
        ("gtk-update-icon-cache", "-q", "-f", "-t", str(share / "icons" / "hicolor")),
    ):
        program = shutil.which(command[0])
        if program is None:
            continue
        try:
            subprocess.run(
                (program, *command[1:]), check=False, capture_output=True, timeout=SECONDS
            )
        except (OSError, subprocess.SubprocessError):
            _log.info("%s could not be run", command[0], exc_info=True)
