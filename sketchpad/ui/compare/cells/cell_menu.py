"""What can be done with one cell, as a menu of the window's actions."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu, QWidget

from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.compare.cells.cell import Cell
from sketchpad.ui.compare.compare_run import CompareRun
from sketchpad.ui.widgets import curve_clipboard


def show_menu(window: QWidget, actions: ActionSet, run: CompareRun, cell: Cell) -> None:
    """At the pointer; what cannot be done with `cell` now is grey."""
    menu = QMenu(window)
    busy, several = cell.phase in ("running", "waiting"), len(run.cells) > 1
    for name, allowed in (
        ("one", True),
        ("other", several),
        ("numbers", cell.phase == "done"),
        ("", True),
        ("use", cell.phase == "done"),
        ("base", cell.phase == "done"),
        ("branch", cell.index > 0 and cell.total > 1),
        ("best_of", True),
        ("", True),
        ("tracks", True),
        ("copy_tracks", bool(cell.request.methods)),
        ("paste_tracks", bool(cell.request.methods) and bool(curve_clipboard.tracks())),
        ("", True),
        ("star", True),
        ("reject", True),
        ("stop_cell", busy and run.busy),
        ("remake", not busy or not run.busy),
        ("remove", several),
    ):
        if not name:
            menu.addSeparator()
            continue
        action = actions[name]
        shown = menu.addAction(action.icon(), action.text())
        shown.setEnabled(allowed)
        shown.setShortcut(action.shortcut())
        shown.triggered.connect(lambda _=False, a=action: a.trigger())
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(QCursor.pos())
