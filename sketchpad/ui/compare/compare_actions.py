"""Everything the comparison can do, as actions with keys, in one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from sketchpad.ui.actions.action_text import tip_of
from sketchpad.ui.style import icons

translate = QCoreApplication.translate

# name: keys, icon, can be on or off
SPECS: dict[str, tuple[str, str, bool]] = {
    "fit": ("Ctrl+0", "fit", False),
    "zoom_in": ("Ctrl++ Ctrl+=", "zoom-in", False),
    "zoom_out": ("Ctrl+-", "zoom-out", False),
    "export": ("Ctrl+E", "export", False),
    "export_steps": ("Ctrl+Alt+E", "", False),
    "export_record": ("Ctrl+Alt+R", "", False),
    "export_bundle": ("Ctrl+Alt+B", "", False),
    "again": ("Ctrl+Return Ctrl+Enter", "", False),
    "stop": ("Esc", "", False),
    "close": ("Ctrl+W", "", False),
    "grid": ("G", "grid", True),
    "one": ("Z", "picture", True),
    "swipe": ("W", "swipe", True),
    "difference": ("D", "difference", True),
    "sketch": ("K", "pen", True),
    "matches": ("L", "edge_predictor", True),
    "fainter": ("[", "", False),
    "stronger": ("]", "", False),
    "back": (",", "", False),
    "forth": (".", "", False),
    "play": ("P", "", False),
    "next": ("Ctrl+Right N", "", False),
    "previous": ("Ctrl+Left Shift+N", "", False),
    "other": ("M", "", False),
    "swap": ("C", "", False),
    "star": ("S", "", False),
    "reject": ("X", "", False),
    "use": ("U", "check", False),
    "base": ("Ctrl+U", "picture", False),
    "branch": ("B", "link", False),
    "remake": ("R", "generate", False),
    "stop_cell": ("Shift+Esc", "stop", False),
    "remove": ("Del", "close", False),
    "restore": ("Ctrl+Z", "undo", False),
    "blind": ("Ctrl+B", "eye", False),
    "best_of": ("Ctrl+Shift+R", "dice", False),
    "tracks": ("T", "sliders", True),
    "copy_tracks": ("Ctrl+C", "copy", False),
    "paste_tracks": ("Ctrl+V", "paste", False),
    "order": ("O", "", False),
    "numbers": ("I", "info", False),
    "shortcuts": ("F1", "help", False),
}


def words() -> dict[str, str]:
    return {
        "fit": translate("CompareActions", "Whole picture"),
        "zoom_in": translate("CompareActions", "Zoom in"),
        "zoom_out": translate("CompareActions", "Zoom out"),
        "export": translate("CompareActions", "Export sheet…"),
        "export_steps": translate("CompareActions", "Export steps as animation…"),
        "export_record": translate("CompareActions", "Export decision record…"),
        "export_bundle": translate("CompareActions", "Export bundle…"),
        "again": translate("CompareActions", "Compare again"),
        "stop": translate("CompareActions", "Stop"),
        "close": translate("CompareActions", "Close"),
        "grid": translate("CompareActions", "All cells"),
        "one": translate("CompareActions", "One cell"),
        "swipe": translate("CompareActions", "Swipe between two"),
        "difference": translate("CompareActions", "Difference of two"),
        "sketch": translate("CompareActions", "Sketch and boxes over the pictures"),
        "matches": translate("CompareActions", "Lines matched, missed and invented"),
        "fainter": translate("CompareActions", "Overlay fainter"),
        "stronger": translate("CompareActions", "Overlay stronger"),
        "back": translate("CompareActions", "One step back"),
        "forth": translate("CompareActions", "One step on"),
        "play": translate("CompareActions", "Play the steps"),
        "next": translate("CompareActions", "Next cell"),
        "previous": translate("CompareActions", "Previous cell"),
        "other": translate("CompareActions", "Compare others with this cell"),
        "swap": translate("CompareActions", "Swap both pictures"),
        "star": translate("CompareActions", "Star"),
        "reject": translate("CompareActions", "Reject"),
        "use": translate("CompareActions", "Use picture and settings"),
        "base": translate("CompareActions", "Use as base picture"),
        "branch": translate("CompareActions", "Branch from a step…"),
        "remake": translate("CompareActions", "Make again"),
        "stop_cell": translate("CompareActions", "Stop this cell"),
        "remove": translate("CompareActions", "Remove cell"),
        "restore": translate("CompareActions", "Bring removed cells back"),
        "blind": translate("CompareActions", "Choose blind…"),
        "best_of": translate("CompareActions", "Best of several seeds…"),
        "tracks": translate("CompareActions", "Guidance over time"),
        "copy_tracks": translate("CompareActions", "Copy tracks of guidance"),
        "paste_tracks": translate("CompareActions", "Paste tracks as a further cell"),
        "order": translate("CompareActions", "Next order of the cells"),
        "numbers": translate("CompareActions", "What the numbers mean"),
        "shortcuts": translate("CompareActions", "Keyboard shortcuts"),
    }


def make_actions(
    owner: QWidget, handlers: Mapping[str, Callable[[], object]]
) -> dict[str, QAction]:
    """An action of `owner` for each of SPECS; those that can be on are handled when that changes by hand."""
    made = {}
    for name, (keys, icon, checkable) in SPECS.items():
        action = QAction(owner)
        action.setShortcuts([QKeySequence(key) for key in keys.split()])
        action.setCheckable(checkable)
        action.triggered.connect(lambda _=False, act=handlers[name]: act())
        if icon:
            icons.set_icon(action, icon)
        owner.addAction(action)
        made[name] = action
    return made


def retranslate(actions: Mapping[str, QAction]) -> None:
    for name, text in words().items():
        actions[name].setText(text)
        actions[name].setToolTip(tip_of(actions[name]))
