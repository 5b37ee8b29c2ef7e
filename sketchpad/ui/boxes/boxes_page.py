"""First page of the layout panel: the list of boxes, what can be done with them, and the inspector."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QToolButton

from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.action_text import action_button
from sketchpad.ui.boxes.box_list import BoxList
from sketchpad.ui.boxes.commands import BoxActionHandlers
from sketchpad.ui.boxes.inspector import Inspector
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.connections import while_alive
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style import icons
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import STRETCH, hbox, label, named, vbox

CANVAS = {"add_box": "add", "duplicate": "copy", "delete": "trash"}
ORDER = ("order_forward", "order_backward", "lock_boxes")
ALIGN = (
    ("align_left", "align_centre", "align_right"),
    ("align_top", "align_middle", "align_bottom"),
    ("distribute_across", "distribute_down"),
)


class BoxesPage(Panel):
    """The list of boxes, what is done with the selected ones, and their values.

    Signals:
        failed: SketchpadError, of a picture that a box cannot take.
    """

    failed = Signal(object)

    def __init__(
        self,
        state: DocumentState,
        canvas: CanvasWidget,
        actions: ActionSet,
        commands: BoxActionHandlers,
    ) -> None:
        super().__init__()
        self._state = state
        self.list = BoxList(state, canvas)
        self.inspector = Inspector(state, canvas, commands)
        self.empty = label("note", wrap=True)
        of_canvas = [_canvas_button(canvas.action(name), icon) for name, icon in CANVAS.items()]
        order = [_button(actions[name]) for name in ORDER]
        left, middle, right = ([_button(actions[name]) for name in group] for group in ALIGN)
        tools = hbox(*of_canvas, STRETCH, *order, spacing=2)
        align = hbox(*left, STRETCH, *middle, STRETCH, *right, spacing=0)
        line = named(QFrame(), "line")
        line.setFixedHeight(1)
        parts = ((self.list, 1), self.empty, tools, line, align, self.inspector)
        vbox(*parts, on=self, margins=(12, 10, 12, 12), spacing=8)
        self.inspector.failed.connect(self.failed)
        self.list.renamed.connect(self._rename)
        self.list.reordered.connect(commands.reorder)
        state.document_changed.connect(self._show_empty)
        self._show_empty()
        self.retranslate()

    def retranslate(self) -> None:
        self.list.setAccessibleName(self.tr("Boxes, the topmost first"))
        self.empty.setText(
            self.tr("No boxes yet. Take the box tool (C) and drag, or let the prompt make them.")
        )
        self.list.refresh()

    def _show_empty(self) -> None:
        self.empty.setVisible(not self._state.document.boxes)

    def _rename(self, id: str, phrase: str) -> None:
        document = self._state.document
        changed = document.replace_box(id, document.box(id).with_phrase(phrase))
        self._state.apply(changed, self.tr("Name box"))


def _button(action: QAction) -> QToolButton:
    button = action_button(action, 30)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _canvas_button(action: QAction, icon: str) -> QToolButton:
    """For an action that has no icon of its own."""
    button = _button(action)
    icons.set_icon(button, icon)
    while_alive(button, action.changed, lambda: button.setIcon(icons.icon(icon)))
    return button
