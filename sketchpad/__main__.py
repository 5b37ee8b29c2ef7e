"""`sketchpad`: the window when called with nothing or with drawings to open, a command otherwise."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path


def main(argv: Sequence[str] | None = None) -> int:
    """Run Sketchpad and return the exit status: 0 done, 1 it failed, 2 it was called wrongly, 130 Ctrl+C, 143 ended."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments and not _is_drawing(arguments[0]):
        try:
            from sketchpad.cli.main import main as run_command

            return run_command(arguments)
        except KeyboardInterrupt:  # while that was being imported
            return 130
    return _open_window(arguments)


def _is_drawing(argument: str) -> bool:
    """A file to open: a desktop starts the program with one when a drawing is double-clicked."""
    return not argument.startswith("-") and (Path(argument).suffix != "" or Path(argument).exists())


def _open_window(files: list[str]) -> int:
    from sketchpad import display, logs, startup

    obstacle = display.obstacle()
    if obstacle is not None:
        sys.stderr.write(f"{obstacle}\n")
        return 1
    logs.start_logging()
    startup.begin()
    from sketchpad.ui.app.app import main as run_window

    return run_window(files)


if __name__ == "__main__":
    sys.exit(main())
