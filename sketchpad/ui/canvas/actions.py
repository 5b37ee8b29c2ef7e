"""Every ability of the canvas as a QAction, for menus, toolbars, shortcuts and a palette of commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QWidget

from sketchpad.ui.actions.action_text import plain, tip_of

ANYWHERE = Qt.ShortcutContext.WindowShortcut
ON_CANVAS = (
    Qt.ShortcutContext.WidgetShortcut
)  # keys that mean something else elsewhere: arrows, Delete, Enter


class Spec(NamedTuple):
    """How an action is made. Its words are in `CanvasActions._words`."""

    group: str
    id: str
    keys: str = ""  # several are separated by spaces
    context: Qt.ShortcutContext = ANYWHERE
    choice: str = ""  # actions of the same choice are checkable and exclude each other
    checkable: bool = False


SPECS = (
    Spec("tools", "pen", "B", choice="tool"),
    Spec("tools", "eraser", "E", choice="tool"),
    Spec("tools", "line", "U", choice="tool"),
    Spec("tools", "polyline", "Shift+U", choice="tool"),
    Spec("tools", "rectangle", "Shift+R", choice="tool"),
    Spec("tools", "ellipse", "O", choice="tool"),
    Spec("tools", "bucket", "G", choice="tool"),
    Spec("tools", "strokes", "S", choice="tool"),
    Spec("tools", "lasso", "L", choice="tool"),
    Spec("tools", "box", "C R", choice="tool"),
    Spec("tools", "select", "V", choice="tool"),
    Spec("tools", "pose", "K", choice="tool"),
    Spec("tools", "region", "A", choice="tool"),
    Spec("tools", "reference", "T", choice="tool"),
    Spec("tools", "pan", "H", choice="tool"),
    Spec("edit", "undo", "Ctrl+Z"),
    Spec("edit", "redo", "Ctrl+Shift+Z Ctrl+Y"),
    Spec("edit", "clear", "Ctrl+Shift+Del"),
    Spec("edit", "select_all", "Ctrl+A", ON_CANVAS),
    Spec("edit", "deselect", "Ctrl+Shift+A"),
    Spec("brush", "brush_smaller", "["),
    Spec("brush", "brush_larger", "]"),
    Spec("lines", "role_follow", "1", choice="role"),
    Spec("lines", "role_loose", "2", choice="role"),
    Spec("lines", "role_ignore", "3", choice="role"),
    Spec("lines", "mirror_across", "Ctrl+M", checkable=True),
    Spec("lines", "mirror_down", "Ctrl+Alt+M", checkable=True),
    Spec("lines", "steady", "Shift+S", checkable=True),
    Spec("lines", "pressure", "Ctrl+Alt+P", checkable=True),
    Spec("lines", "smooth", "Ctrl+Alt+S", checkable=True),
    Spec("boxes", "add_box", "Ctrl+B"),
    Spec("boxes", "edit_phrase", "Return Enter F2", ON_CANVAS),
    Spec("boxes", "duplicate", "Ctrl+D", ON_CANVAS),
    Spec("boxes", "delete", "Del Backspace", ON_CANVAS),
    Spec("boxes", "next_box", "N", ON_CANVAS),
    Spec("boxes", "previous_box", "Shift+N", ON_CANVAS),
    *(
        Spec(group, f"{verb}_{way.lower()}{far}", f"{keys}{shift}{way}", ON_CANVAS)
        for group, verb, keys in (("nudge", "nudge", ""), ("nudge", "grow", "Ctrl+"))
        for far, shift in (("", ""), ("_far", "Shift+"))
        for way in ("Left", "Right", "Up", "Down")
    ),
    Spec("view", "zoom_in", "Ctrl++ Ctrl+="),
    Spec("view", "zoom_out", "Ctrl+-"),
    Spec("view", "fit", "Ctrl+0"),
    Spec("view", "actual_size", "Ctrl+1"),
    Spec("view", "mirror_view", "M"),
    Spec("view", "turn_left", "4"),
    Spec("view", "turn_right", "6"),
    Spec("view", "straighten", "5"),
    Spec("result", "result_under", "Alt+1", choice="result"),
    Spec("result", "result_over", "Alt+2", choice="result"),
    Spec("result", "result_hidden", "Alt+3", choice="result"),
    Spec("result", "peek", "P", checkable=True),
)


class CanvasActions(QObject):
    """The actions, by id and by group.

    Args:
        widget: gets all of them, so that their shortcuts work.
        handlers: what to do, by id; a handler of a checkable action that is no choice gets its new state.
    """

    def __init__(self, widget: QWidget, handlers: dict[str, Callable[..., object]]) -> None:
        super().__init__(widget)
        self._actions: dict[str, QAction] = {}
        self._choices: dict[str, QActionGroup] = {}
        for spec in SPECS:
            action = QAction(self)
            action.setObjectName(spec.id)
            action.setShortcuts([QKeySequence(keys) for keys in spec.keys.split()])
            action.setShortcutContext(spec.context)
            action.setCheckable(spec.checkable or bool(spec.choice))
            if spec.choice:
                choice = self._choices.setdefault(spec.choice, QActionGroup(self))
                choice.setExclusive(True)
                choice.addAction(action)
            self._connect(action, handlers[spec.id], takes_state=spec.checkable)
            widget.addAction(action)
            self._actions[spec.id] = action
        self.retranslate()

    @staticmethod
    def _connect(action: QAction, handler: Callable[..., object], *, takes_state: bool) -> None:
        if takes_state:
            action.toggled.connect(handler)
        else:
            action.triggered.connect(lambda *_: handler())

    def __getitem__(self, id: str) -> QAction:
        return self._actions[id]

    def groups(self) -> dict[str, dict[str, QAction]]:
        groups: dict[str, dict[str, QAction]] = {}
        for spec in SPECS:
            groups.setdefault(spec.group, {})[spec.id] = self._actions[spec.id]
        return groups

    def enable(self, ids: tuple[str, ...], enabled: bool) -> None:
        for one in ids:
            self._actions[one].setEnabled(enabled)

    def name_undo(self, undo: str, redo: str) -> None:
        """Say what undo and redo would do."""
        for one, label, bare, full in (
            ("undo", undo, self.tr("&Undo"), self.tr("&Undo: {label}")),
            ("redo", redo, self.tr("&Redo"), self.tr("&Redo: {label}")),
        ):
            self._actions[one].setText(full.format(label=label) if label else bare)
            self._actions[one].setIconText(plain(bare))

    def retranslate(self) -> None:
        for one, (text, tip) in self._words().items():
            action = self._actions[one]
            action.setText(text)
            action.setToolTip(tip_of(action))
            action.setStatusTip(tip)

    def _words(self) -> dict[str, tuple[str, str]]:
        words = {
            "pen": (self.tr("&Pen"), self.tr("Draw lines")),
            "eraser": (
                self.tr("&Eraser"),
                self.tr("Erase lines; the other end of a pen does so, too"),
            ),
            "line": (self.tr("&Line"), self.tr("Draw straight lines")),
            "polyline": (self.tr("P&olyline"), self.tr("Draw from corner to corner")),
            "rectangle": (self.tr("&Rectangle"), self.tr("Draw rectangles and squares")),
            "ellipse": (self.tr("Ell&ipse"), self.tr("Draw ellipses and circles")),
            "bucket": (self.tr("B&ucket"), self.tr("Fill what lines enclose")),
            "strokes": (
                self.tr("Select li&nes"),
                self.tr("Select lines to move, scale, turn or copy them"),
            ),
            "lasso": (self.tr("Lass&o"), self.tr("Draw around lines to select them")),
            "box": (self.tr("&Box"), self.tr("Drag a box and type what goes there")),
            "select": (self.tr("&Select"), self.tr("Select, move and resize boxes")),
            "pose": (self.tr("P&ose"), self.tr("Place people and drag their joints")),
            "region": (
                self.tr("Re&gions"),
                self.tr("Paint what is where: sky, water, a person"),
            ),
            "reference": (
                self.tr("Re&ference"),
                self.tr("Move and scale the reference picture"),
            ),
            "pan": (self.tr("&Hand"), self.tr("Move the page; with any tool: Space and drag")),
            "undo": (self.tr("&Undo"), self.tr("Take the last change back")),
            "redo": (self.tr("&Redo"), self.tr("Do again what was undone")),
            "clear": (
                self.tr("&Clear drawing"),
                self.tr("Remove all lines and boxes; can be undone"),
            ),
            "select_all": (
                self.tr("Select &all"),
                self.tr("Select all boxes; with a tool for lines, all lines"),
            ),
            "deselect": (self.tr("Select &nothing"), self.tr("Deselect boxes and lines")),
            "brush_smaller": (
                self.tr("S&maller brush"),
                self.tr("Make pen or eraser finer; Ctrl+wheel does so, too"),
            ),
            "brush_larger": (
                self.tr("&Larger brush"),
                self.tr("Make pen or eraser broader; Ctrl+wheel does so, too"),
            ),
            "role_follow": (
                self.tr("&Must follow"),
                self.tr("The picture follows these lines; the selected ones, if there are any"),
            ),
            "role_loose": (
                self.tr("Follow &loosely"),
                self.tr("The picture follows these lines roughly"),
            ),
            "role_ignore": (
                self.tr("&Ignore"),
                self.tr("Lines that help the hand; the model does not see them"),
            ),
            "mirror_across": (
                self.tr("Mirror left and &right"),
                self.tr("Draw on both sides of the middle at once"),
            ),
            "mirror_down": (
                self.tr("Mirror top and &bottom"),
                self.tr("Draw above and below the middle at once"),
            ),
            "steady": (
                self.tr("&Steady hand"),
                self.tr("The line follows the pointer as on a string"),
            ),
            "pressure": (
                self.tr("Pen &pressure"),
                self.tr("A pen's pressure changes the width of the line"),
            ),
            "smooth": (self.tr("Sm&ooth lines"), self.tr("Take the hand's jitter out of lines")),
            "add_box": (
                self.tr("&Add box"),
                self.tr("Put a box in the middle of the page and type what goes there"),
            ),
            "edit_phrase": (
                self.tr("Edit p&hrase"),
                self.tr("Type what goes into the selected box"),
            ),
            "duplicate": (self.tr("&Duplicate"), self.tr("Duplicate the selected boxes or lines")),
            "delete": (self.tr("De&lete"), self.tr("Delete the selected boxes or lines")),
            "next_box": (self.tr("&Next box"), self.tr("Select the next box")),
            "previous_box": (self.tr("P&revious box"), self.tr("Select the previous box")),
            "zoom_in": (
                self.tr("Zoom &in"),
                self.tr("Show the page larger; the wheel zooms at the pointer"),
            ),
            "zoom_out": (
                self.tr("Zoom &out"),
                self.tr("Show the page smaller; the wheel zooms at the pointer"),
            ),
            "fit": (self.tr("&Whole page"), self.tr("Fit the page into the window")),
            "actual_size": (
                self.tr("&100 %"),
                self.tr("One picture pixel on one pixel of the screen"),
            ),
            "mirror_view": (
                self.tr("&Mirror the view"),
                self.tr("Look at the drawing as in a mirror, to see its faults; it stays as it is"),
            ),
            "turn_left": (
                self.tr("Tur&n the view left"),
                self.tr("Turn the page under the hand; the drawing stays as it is"),
            ),
            "turn_right": (
                self.tr("T&urn the view right"),
                self.tr("Turn the page under the hand; the drawing stays as it is"),
            ),
            "straighten": (
                self.tr("&Straighten the view"),
                self.tr("Neither turned nor mirrored"),
            ),
            "result_under": (
                self.tr("Picture &under the lines"),
                self.tr("Show the picture beneath the drawing"),
            ),
            "result_over": (
                self.tr("Picture &over the lines"),
                self.tr("Show the picture above the drawing"),
            ),
            "result_hidden": (self.tr("&Hide the picture"), self.tr("Show the drawing alone")),
            "peek": (
                self.tr("&Peek at the picture"),
                self.tr("Show the picture alone while the key is held"),
            ),
        }
        ways = {
            "left": (self.tr("Nudge left"), self.tr("Make narrower")),
            "right": (self.tr("Nudge right"), self.tr("Make wider")),
            "up": (self.tr("Nudge up"), self.tr("Make lower")),
            "down": (self.tr("Nudge down"), self.tr("Make higher")),
        }
        for way, (nudge, grow) in ways.items():
            for verb, text, what in (
                ("nudge", nudge, self.tr("Move the selected boxes by 1 pixel, with Shift by 10")),
                (
                    "grow",
                    grow,
                    self.tr("Move an edge of the selected boxes by 1 pixel, with Shift by 10"),
                ),
            ):
                words[f"{verb}_{way}"] = (text, what)
                words[f"{verb}_{way}_far"] = (
                    self.tr("{action} by 10 pixels").format(action=text),
                    what,
                )
        return words
