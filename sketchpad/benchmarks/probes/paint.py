"""The time to the first paint, taken from outside: `sketchpad bench` starts this as a program of its own.

``python -m sketchpad.benchmarks.probes.paint`` opens the window as the program does, prints when it is painted,
and ends.
"""

from __future__ import annotations

import sys

from sketchpad import startup

PAINTED = "painted"


def main() -> int:
    """Open the window once."""
    startup.begin()
    from PySide6.QtCore import QCoreApplication

    from sketchpad.benchmarks.probes.probe import open_window

    def say() -> None:
        """The window and all in it has been painted: this comes after the events that do so."""
        print(PAINTED, flush=True)
        QCoreApplication.exit(0)

    return open_window(lambda _window: say, delay=0)


if __name__ == "__main__":
    sys.exit(main())
