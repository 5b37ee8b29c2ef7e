"""What the window looks at: the drawing, its history, the selection, the tool and the brush, in one observable place.

Panels and the canvas talk to this object, never to each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

from PySide6.QtCore import QObject, Signal

from sketchpad import settings
from sketchpad.document.history import History
from sketchpad.document.model import Box, Document

ToolName = Literal["pen", "eraser", "box", "select", "pan"]
TOOLS: tuple[ToolName, ...] = get_args(ToolName)
BRUSH_SETTINGS = {"pen": "brush.width", "eraser": "eraser.width"}


class DocumentState(QObject):
    """The drawing being worked on.

    Signals carry new values and come only when something changed:
        document_changed: the present document.
        history_changed: what undo and redo would do.
        selection_changed: `selection`.
        tool_changed: name of the tool.
        brush_changed: `brush_width` of the present tool.
        modified_changed: does the document differ from what was last saved?
    """

    document_changed = Signal(object)
    history_changed = Signal()
    selection_changed = Signal()
    tool_changed = Signal(str)
    brush_changed = Signal(float)
    modified_changed = Signal(bool)

    def __init__(self, document: Document | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history = History(document or Document())
        self._saved = self._history.current
        self._was_modified = False
        self._selection: tuple[str, ...] = ()
        self._tool: ToolName = "pen"
        self._widths = {
            tool: float(settings.default(name)) for tool, name in BRUSH_SETTINGS.items()
        }

    @property
    def document(self) -> Document:
        return self._history.current

    @property
    def history(self) -> History:
        return self._history

    @property
    def can_undo(self) -> bool:
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        return self._history.can_redo

    @property
    def modified(self) -> bool:
        """Does the document differ from what was last saved or opened?"""
        return self.document != self._saved

    def apply(self, document: Document, label: str, merge_key: str | None = None) -> None:
        """Make `document` the present one, as one step of the history called `label` (already translated).

        Steps in a row with the same `merge_key` become one, so that a drag or a word typed is undone at once.
        """
        if document != self.document:
            self._show(self._history.push(document, label, merge_key))

    def undo(self) -> None:
        if self.can_undo:
            self._show(self._history.undo())

    def redo(self) -> None:
        if self.can_redo:
            self._show(self._history.redo())

    def open(self, document: Document) -> None:
        """Work on another document: a new history, nothing selected, nothing to save."""
        self._saved = document
        self.select(())
        self._show(History(document))

    def mark_saved(self) -> None:
        """The present document lies in a file now."""
        self._saved = self.document
        self._tell_modified()

    def _show(self, history: History) -> None:
        before, self._history = self.document, history
        if self.document is not before:
            there = {box.id for box in self.document.boxes}
            if not there.issuperset(self._selection):
                self.select(id for id in self._selection if id in there)
            self.document_changed.emit(self.document)
        self.history_changed.emit()
        self._tell_modified()

    def _tell_modified(self) -> None:
        modified = self.modified
        if modified != self._was_modified:
            self._was_modified = modified
            self.modified_changed.emit(modified)

    @property
    def selection(self) -> tuple[str, ...]:
        """Ids of the selected boxes, in the order they were selected."""
        return self._selection

    @property
    def selected_boxes(self) -> tuple[Box, ...]:
        return tuple(self.document.box(id) for id in self._selection)

    def select(self, ids: Iterable[str]) -> None:
        """Select exactly the boxes `ids`; KeyError if one is not there."""
        chosen = tuple(dict.fromkeys(ids))
        for id in chosen:
            self.document.box(id)
        if chosen != self._selection:
            self._selection = chosen
            self.selection_changed.emit()

    @property
    def tool(self) -> ToolName:
        return self._tool

    def set_tool(self, tool: ToolName) -> None:
        if tool not in TOOLS:
            raise ValueError(f"no tool called {tool!r}")
        if tool != self._tool:
            self._tool = tool
            self.tool_changed.emit(tool)
            self.brush_changed.emit(self.brush_width)

    @property
    def brush_width(self) -> float:
        """Width at full pressure in picture pixels: the eraser's with the eraser in hand, else the pen's."""
        return self.width_of("eraser" if self._tool == "eraser" else "pen")

    def width_of(self, tool: Literal["pen", "eraser"]) -> float:
        return self._widths[tool]

    def set_brush_width(self, width: float) -> None:
        """Set `brush_width`; clamped to what the settings allow."""
        tool: Literal["pen", "eraser"] = "eraser" if self._tool == "eraser" else "pen"
        limits = settings.setting(BRUSH_SETTINGS[tool])
        width = min(max(float(width), float(limits.low or 0)), float(limits.high or width))
        if width != self._widths[tool]:
            self._widths[tool] = width
            self.brush_changed.emit(width)
