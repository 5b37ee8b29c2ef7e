"""`sketchpad desktop`: into the desktop's menu and out of it again, for this user alone."""

from __future__ import annotations

import argparse
import sys

from sketchpad.cli import desktop_files
from sketchpad.cli.arguments import declare
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
    share = (args.folder or desktop_files.share_folder()).expanduser().absolute()
    try:
        if args.install:
            command = ("sketchpad",) if args.folder else desktop_files.start_command()
            done = desktop_files.install(share, command)
        else:
            done = desktop_files.remove(share)
    except OSError as error:
        raise CannotWrite(error.filename or share) from error
    for path in done:
        print(path)
    if args.remove and not done:
        print("There was nothing to take out.")
    return 0
