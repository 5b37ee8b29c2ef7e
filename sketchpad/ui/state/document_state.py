"""What the window looks at: the drawing, its history, the selection, the tool and the brush, in one observable place.

Panels and the canvas talk to this object, never to each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

from PySide6.QtCore import QObject, Signal

from sketchpad import settings
from sketchpad.document.history import Beside, History
from sketchpad.document.layers import LayerKind
from sketchpad.document.model import Box, Document, is_guarded, offended
from sketchpad.ui.state.drawing_settings import MaskBrush, PaintBrush, Pencil, RegionBrush
from sketchpad.ui.state.selections import PoseSelection, StrokeSelection

ToolName = Literal[
    "pen", "eraser", "line", "polyline", "rectangle", "ellipse", "bucket", "strokes", "lasso",
    "box", "select", "pose", "region", "mask", "paint", "reference", "crop",
    "pan",
]  # fmt: skip
TOOLS: tuple[ToolName, ...] = get_args(ToolName)
BrushName = Literal["pen", "eraser", "region", "mask", "paint"]
BRUSH_SETTINGS: dict[BrushName, str] = {
    "pen": "brush.width",
    "eraser": "eraser.width",
    "region": "region.width",
    "mask": "mask.width",
    "paint": "paint.width",
}
STROKE_TOOLS = ("strokes", "lasso", "pan")  # that leave selected strokes selected
POSE_TOOLS = ("pose", "pan")
USUAL_PAGE = 256  # pixels of the longer side for which the usual brush widths are meant


class DocumentState(QObject):
    """The drawing being worked on.

    Attributes:
        history: to look at (labels, index); changed only through this object.
        selection: ids of the selected boxes, in the order they were selected.

    Signals carry new values and come only when something changed:
        document_changed: the present document.
        history_changed: what undo and redo would do.
        selection_changed: `selection`.
        tool_changed: name of the tool.
        brush_changed: `brush_width` of the present tool.
        modified_changed: does the document differ from what was last saved?
        beside_restored: what an undo or redo brought back beside the drawing (see `apply`).
        refused: a Layer that cannot be changed, because it is locked or hidden.
    """

    document_changed = Signal(object)
    history_changed = Signal()
    selection_changed = Signal()
    tool_changed = Signal(str)
    brush_changed = Signal(float)
    modified_changed = Signal(bool)
    beside_restored = Signal(object)
    refused = Signal(object)

    def __init__(self, document: Document | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.history = History(document or Document())
        self._was_modified = False
        self.selection: tuple[str, ...] = ()
        self.tool: ToolName = "pen"
        self.pencil = Pencil(self)
        self.stroke_selection = StrokeSelection(self.document, self)
        self.stroke_selection.changed.connect(self._strokes_selected)
        self.pose_selection = PoseSelection(self.document, self)
        self.pose_selection.changed.connect(self._people_selected)
        self.region_brush = RegionBrush(self)
        self.mask_brush = MaskBrush(self)
        self.paint_brush = PaintBrush(self)
        self._widths: dict[str, float] = {}  # that the user has chosen

    @property
    def document(self) -> Document:
        return self.history.current

    @property
    def can_undo(self) -> bool:
        return self.history.can_undo

    @property
    def can_redo(self) -> bool:
        return self.history.can_redo

    @property
    def modified(self) -> bool:
        """Does the document differ from what was last saved or opened?"""
        return not self.history.is_saved

    def apply(
        self,
        document: Document,
        label: str,
        merge_key: object = None,
        *,
        whole: bool = False,
        beside: Beside | None = None,
    ) -> bool:
        """Make `document` the present one, as one step of the history called `label` (already translated).

        Steps in a row with the same `merge_key` become one, so that a word typed is undone at once. What would change
        a locked or a hidden layer is refused, unless it is another drawing as a `whole`: False. `beside`, as settings,
        is undone with it.
        """
        before = self.document
        layer = None if whole else offended(before, document)
        if layer is not None:
            self.refused.emit(layer)
            # What shows the change already shows the drawing again.
            self.document_changed.emit(before)
            return False
        if self.history.push(document, label, merge_key, beside):
            self._tell(before)
        return True

    def refuses(self, kind: LayerKind) -> bool:
        """Is this layer locked or hidden? Then `refused` is emitted."""
        layer = self.document.layer(kind)
        if is_guarded(layer):
            self.refused.emit(layer)
        return is_guarded(layer)

    def seal(self) -> None:
        """The next `apply` begins a new step, whatever its merge key."""
        self.history.seal()

    def undo(self) -> None:
        if self.can_undo:
            self.go_to(self.history.index - 1)

    def redo(self) -> None:
        if self.can_redo:
            self.go_to(self.history.index + 1)

    def go_to(self, index: int) -> None:
        """Undo or redo until `index` steps are done (see `history.labels`)."""
        before = self.document
        self.history.go_to(index)
        self._tell(before)

    def open(self, document: Document, *, saved: bool = True) -> None:
        """Work on another document: a new history, nothing selected. Not `saved`: no file holds it yet."""
        before = self.document
        self.deselect()
        self.history = History(document)
        if not saved:
            self.history.mark_unsaved()
        self._tell(before)

    def mark_saved(self) -> None:
        """The present document lies in a file now."""
        self.history.mark_saved()
        self._tell_modified()

    def _tell(self, before: Document) -> None:
        if self.document is not before:
            there = {box.id for box in self.document.boxes}
            if not there.issuperset(self.selection):
                self.select(one for one in self.selection if one in there)
            self.stroke_selection.follow(self.document)
            self.pose_selection.follow(self.document)
            self.document_changed.emit(self.document)
            if _longest(before) != _longest(self.document):
                self.brush_changed.emit(self.brush_width)
        self.history_changed.emit()
        self._tell_modified()
        restored, self.history.beside = self.history.beside, None
        if restored is not None:
            self.beside_restored.emit(restored)

    def _tell_modified(self) -> None:
        if self.modified != self._was_modified:
            self._was_modified = self.modified
            self.modified_changed.emit(self.modified)

    @property
    def selected_boxes(self) -> tuple[Box, ...]:
        return tuple(self.document.box(one) for one in self.selection)

    def select(self, ids: Iterable[str]) -> None:
        """Select exactly the boxes `ids`, and no strokes if there are any; KeyError if one is not there."""
        chosen = tuple(dict.fromkeys(ids))
        for one in chosen:
            self.document.box(one)
        if chosen:
            self.stroke_selection.select(())
            self.pose_selection.select(())
        if chosen != self.selection:
            self.selection = chosen
            self.selection_changed.emit()

    def deselect(self) -> None:
        """Select nothing at all."""
        self.select(())
        self.stroke_selection.select(())
        self.pose_selection.select(())

    def _strokes_selected(self) -> None:
        if self.stroke_selection:
            self.select(())
            self.pose_selection.select(())

    def _people_selected(self) -> None:
        if self.pose_selection:
            self.select(())
            self.stroke_selection.select(())

    def set_tool(self, tool: ToolName) -> None:
        if tool not in TOOLS:
            raise ValueError(f"no tool called {tool!r}")
        if tool != self.tool:
            self.tool = tool
            if tool not in STROKE_TOOLS:
                self.stroke_selection.select(())
            if tool not in POSE_TOOLS:
                self.pose_selection.select(())
            self.tool_changed.emit(tool)
            self.brush_changed.emit(self.brush_width)

    @property
    def brush_width(self) -> float:
        """Width at full pressure in picture pixels: of the tool in hand if it has its own, else the pen's."""
        return self.width_of(self._brush)

    @property
    def _brush(self) -> BrushName:
        return self.tool if self.tool in ("eraser", "region", "mask", "paint") else "pen"

    def width_of(self, tool: BrushName) -> float:
        """What the user has chosen, else what suits the size of the page."""
        if tool in self._widths:
            return self._widths[tool]
        usual = float(settings.default(BRUSH_SETTINGS[tool]))
        return _allowed(tool, round(2 * usual * _longest(self.document) / USUAL_PAGE) / 2)

    def set_brush_width(self, width: float) -> None:
        """Set `brush_width`; clamped to what the settings allow."""
        tool = self._brush
        width = _allowed(tool, float(width))
        if width != self.width_of(tool):
            self._widths[tool] = width
            self.brush_changed.emit(width)


class StateCommands(QObject):
    """What acts on a `state`."""

    def __init__(self, state: DocumentState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state


def _longest(document: Document) -> int:
    return max(document.width, document.height)


def _allowed(tool: BrushName, width: float) -> float:
    limits = settings.setting(BRUSH_SETTINGS[tool])
    return min(max(width, float(limits.low or 0)), float(limits.high or width))
