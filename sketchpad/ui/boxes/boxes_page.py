"""First page of the layout panel: the list of boxes, what can be done with them, and the inspector."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.action_text import name_after, plain
from sketchpad.ui.boxes.box_list import BoxList
from sketchpad.ui.boxes.commands import BoxActionHandlers
from sketchpad.ui.boxes.inspector import Inspector
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.connections import while_alive
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style import icons
from sketchpad.ui.style.panel import Panel

CANVAS = {"add_box": "add", "duplicate": "copy", "delete": "trash"}
ORDER = ("order_forward", "order_backward", "lock_boxes")
ALIGN = (
    "align_left",
    "align_centre",
    "align_right",
    "align_top",
    "align_middle",
    "align_bottom",
    "distribute_across",
    "distribute_down",
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
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._state = state
        self.list = BoxList(state, canvas)
        self.inspector = Inspector(state, canvas, commands)
        self.empty = QLabel(wordWrap=True)
        self.empty.setObjectName("note")
        self._buttons: list[QToolButton] = []
        tools = QHBoxLayout()
        tools.setSpacing(2)
        for name, icon in CANVAS.items():
            tools.addWidget(self._button(canvas.action(name), icon))
        tools.addStretch(1)
        for name in ORDER:
            tools.addWidget(self._button(actions[name]))
        align = QHBoxLayout()
        align.setSpacing(0)
        for number, name in enumerate(ALIGN):
            if number in (3, 6):
                align.addStretch(1)
            align.addWidget(self._button(actions[name]))
        line = QFrame()
        line.setObjectName("line")
        line.setFixedHeight(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.list, 1)
        column.addWidget(self.empty)
        column.addLayout(tools)
        column.addWidget(line)
        column.addLayout(align)
        column.addWidget(self.inspector)
        self.inspector.failed.connect(self.failed)
        self.list.renamed.connect(self._rename)
        self.list.reordered.connect(commands.reorder)
        state.document_changed.connect(self._show_empty)
        self._show_empty()
        self.retranslate()

    def _button(self, action: QAction, icon: str = "") -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        if icon:
            icons.set_icon(button, icon)
            while_alive(button, action.changed, lambda: button.setIcon(icons.icon(icon)))
        button.setIconSize(QSize(18, 18))
        button.setFixedSize(30, 30)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        name_after(button, action)
        self._buttons.append(button)
        return button

    def retranslate(self) -> None:
        self.list.setAccessibleName(self.tr("Boxes, the topmost first"))
        self.empty.setText(
            self.tr("No boxes yet. Take the box tool (C) and drag, or let the prompt make them.")
        )
        for button in self._buttons:
            button.setAccessibleName(plain(button.defaultAction().text()))
        self.list.refresh()

    def _show_empty(self) -> None:
        self.empty.setVisible(not self._state.document.boxes)

    def _rename(self, id: str, phrase: str) -> None:
        document = self._state.document
        changed = document.replace_box(id, document.box(id).with_phrase(phrase))
        self._state.apply(changed, self.tr("Name box"))
