"""How soon the gallery's window is open: `sketchpad bench --gallery` starts this as a program of its own.

``python -m sketchpad.benchmarks.probes.gallery`` opens the window, then the gallery's, and prints milliseconds of wall
clock and processor until that is painted, and the number of its pictures.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from sketchpad.benchmarks.probes.probe import open_window
from sketchpad.ui.app.main_window import MainWindow


def main() -> int:
    def make(window: MainWindow) -> Callable[[], None]:
        def show() -> None:
            begun, begun_own = time.perf_counter(), time.thread_time()
            window.actions_["show_gallery"].trigger()
            QCoreApplication.processEvents()
            wall, own = time.perf_counter() - begun, time.thread_time() - begun_own
            assert window.browsing.window is not None
            count = window.browsing.window.model.rowCount()
            print(json.dumps([1000 * wall, 1000 * own, count]), flush=True)
            QCoreApplication.exit(0)

        return show

    return open_window(make)


if __name__ == "__main__":
    sys.exit(main())
