"""What a window's gallery holds."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from sketchpad.gallery.record import Filter, Record
from sketchpad.ui.app.main_window import MainWindow


def settle(window: MainWindow) -> None:
    """Wait until everything is written, and the window knows of it."""
    for _ in range(3):  # what is written may have something written in its turn
        window.gallery.flush()
        QCoreApplication.sendPostedEvents(window.gallery)


def kept(window: MainWindow, wanted: Filter = Filter()) -> list[Record]:  # noqa: B008 - a value
    """The pictures in the gallery, the newest first."""
    settle(window)
    found = window.gallery.read(lambda library: library.records(library.ids(wanted)))
    assert found is not None
    assert window.history.model.rowCount() == len(kept_ids(window))
    return found


def kept_ids(window: MainWindow) -> list[int]:
    found = window.gallery.read(lambda library: list(library.ids()))
    assert found is not None
    return found
