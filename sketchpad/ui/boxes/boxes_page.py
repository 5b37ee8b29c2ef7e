"""First page of the layout panel: the list of boxes, what can be done with them, and the inspector."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QRect, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QPainter
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListWidgetItem, QToolButton

from sketchpad.document.model import Box
from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.action_text import action_button
from sketchpad.ui.boxes.commands import BoxActionHandlers
from sketchpad.ui.boxes.inspector import Inspector
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.canvas.readout import Readout
from sketchpad.ui.connections import while_alive
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style import icons
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import STRETCH, hbox, label, named, vbox
from sketchpad.ui.style.theme import theme
from sketchpad.ui.widgets.row_list import FLAGS, THING, RowList, paint_mark, paint_text

CANVAS = {"add_box": "add", "duplicate": "copy", "delete": "trash"}
ORDER = ("order_forward", "order_backward", "lock_boxes")
ALIGN = (
    ("align_left", "align_centre", "align_right"),
    ("align_top", "align_middle", "align_bottom"),
    ("distribute_across", "distribute_down"),
)
ROW = 30
SWATCH = 10


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


class BoxList(RowList):
    """The boxes of the drawing.

    Signals:
        renamed: id of a box and its new phrase.
    """

    renamed = Signal(str, str)

    def __init__(self, state: DocumentState, canvas: CanvasWidget) -> None:
        super().__init__(ROW, self._paint_box, "id")
        self._state, self._canvas = state, canvas
        self._readout = Readout(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.DoubleClicked | trigger.EditKeyPressed)
        self.itemSelectionChanged.connect(self._on_selected)
        self.itemChanged.connect(self._on_changed)
        self.itemEntered.connect(lambda item: canvas.bench.habits.light([item.data(THING).id]))
        state.document_changed.connect(self.refresh)
        state.selection_changed.connect(self._show_selection)
        self.refresh()

    def refresh(self) -> None:
        document = self._state.document
        boxes = document.boxes[::-1]
        with QSignalBlocker(self):
            if [box.id for box in boxes] != self.keys():
                self.clear()  # what was selected may lie in another row
            items = self.fill(boxes, FLAGS | Qt.ItemFlag.ItemIsEditable)
            for item, box in zip(items, boxes, strict=True):
                item.setText(box.phrase)
                spoken = self._readout.box(document, box)
                item.setToolTip(spoken)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
        self._show_selection()
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(240, min(max(self.count(), 3), 9) * ROW + 14)

    def leaveEvent(self, event: QEvent) -> None:
        self._canvas.bench.habits.light()
        super().leaveEvent(event)

    def _on_selected(self) -> None:
        ids = self.keys()
        self._state.select(ids[row] for row in self._rows())

    def _rows(self) -> list[int]:
        return sorted(index.row() for index in self.selectedIndexes())

    def _show_selection(self) -> None:
        chosen, ids = set(self._state.selection), self.keys()
        if {ids[row] for row in self._rows()} == chosen:
            return
        model, flag = self.selectionModel(), QItemSelectionModel.SelectionFlag
        with QSignalBlocker(self):
            model.clearSelection()
            for row, one in enumerate(ids):
                if one in chosen:
                    index = self.model().index(row, 0)
                    model.select(index, flag.Select)
                    if len(chosen) == 1:
                        model.setCurrentIndex(index, flag.NoUpdate)
                        self.scrollTo(index)

    def _on_changed(self, item: QListWidgetItem) -> None:
        box, phrase = item.data(THING), item.text().strip()
        if box is not None and phrase != box.phrase:
            self.renamed.emit(box.id, phrase)

    def _paint_box(self, painter: QPainter, rect: QRect, box: Box, _near: bool) -> None:
        """A swatch, the phrase, and at the right what is special: picture, strength, lock."""
        tokens = theme().tokens
        top = rect.center().y() - SWATCH // 2 + 1
        painter.setBrush(self._canvas.bench.colours[box.id])
        painter.drawRoundedRect(QRect(rect.left() + 10, top, SWATCH, SWATCH), 3, 3)
        right = rect.right() - 8
        for name, shown in (("lock", box.locked), ("picture", bool(box.picture))):
            if shown:
                place = QRect(right - 16, rect.top(), 16, rect.height())
                paint_mark(painter, place, name, "muted", 16)
                right -= 20
        if box.strength != 1.0:
            text = f"{box.strength:g}×"
            width = painter.fontMetrics().horizontalAdvance(text)
            right -= width
            place = QRect(right, rect.top(), width, rect.height())
            paint_text(painter, place, text, tokens.colour("muted"))
            right -= 8
        font = painter.font()
        font.setItalic(not box.phrase)
        painter.setFont(font)
        room = QRect(rect.left() + 28, rect.top(), right - rect.left() - 30, rect.height())
        colour = tokens.colour("text" if box.phrase else "muted")
        paint_text(painter, room, box.phrase or self.tr("what?"), colour)
