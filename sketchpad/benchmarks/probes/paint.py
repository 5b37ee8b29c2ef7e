"""The time to the first paint, taken from outside: `sketchpad bench` starts this as a program of its own.

``python -m sketchpad.benchmarks.probes.paint`` opens the window as the program does, tells when it is painted,
and ends.
"""

from __future__ import annotations

import sys

from sketchpad import startup

PAINTED = "painted"


def main() -> int:
    """Open the window once."""
    startup.begin()
    from PySide6.QtCore import QCoreApplication, QTimer

    from sketchpad.ui.app.app import make_application, make_window

    def say() -> None:
        """The window and all in it has been painted: this comes after the events that do so."""
        print(PAINTED, flush=True)
        QCoreApplication.exit(0)

    app = make_application()
    window = make_window(app)
    window.resize(1280, 800)
    window.painted.connect(lambda: QTimer.singleShot(0, say))
    window.show()
    status = app.exec()
    window.engine.close()
    return status


if __name__ == "__main__":
    sys.exit(main())
