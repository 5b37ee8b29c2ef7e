"""How each box looks just now: where it is on the screen, its colour, whether it is selected, lit or being dragged."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtWidgets import QWidget

from sketchpad.document.box import Box
from sketchpad.ui.canvas.boxes import painter
from sketchpad.ui.canvas.boxes.interaction_state import BoxInteractionState
from sketchpad.ui.canvas.boxes.painter import BoxStyle
from sketchpad.ui.canvas.tools.box_tool import BoxTool
from sketchpad.ui.canvas.tools.tool import Tool
from sketchpad.ui.canvas.view.palette import BoxColours
from sketchpad.ui.canvas.view.viewport import Viewport
from sketchpad.ui.state.document_state import DocumentState


class Board(Protocol):
    """The bench, as far as boxes must know it."""

    @property
    def state(self) -> DocumentState: ...

    @property
    def tool(self) -> Tool: ...

    @property
    def viewport(self) -> Viewport: ...

    @property
    def widget(self) -> QWidget: ...

    @property
    def colours(self) -> BoxColours: ...

    @property
    def habits(self) -> BoxInteractionState: ...


class BoxStyles:
    def __init__(self, board: Board) -> None:
        self._board = board
        self.missing = ""  # the label of a box without a phrase

    def of(self, id: str) -> BoxStyle:
        """Raises: KeyError for an id that the drawing does not have."""
        return self._look(self._board.state.document.box(id))

    def all(self) -> tuple[BoxStyle, ...]:
        """The selected ones last, so that they lie on top."""
        looks = [self._look(box) for box in self._board.state.document.boxes]
        return tuple(sorted(looks, key=lambda look: look.selected))

    def grasped(self, looks: tuple[BoxStyle, ...]) -> BoxStyle | None:
        """What shows handles, while a tool for boxes is in hand."""
        if not isinstance(self._board.tool, BoxTool):
            return None
        return painter.group([look for look in looks if look.selected and not look.locked])

    def label_rect(self, id: str) -> QRectF:
        """Widget pixels of the straight page."""
        widget = self._board.widget
        return painter.label(self.of(id), widget.font(), self.missing, QRectF(widget.rect()))[0]

    def _look(self, box: Box) -> BoxStyle:
        tool, page = self._board.tool, self._board.viewport.page_rect()
        x0, y0, x1, y1 = tool.rects().get(box.id, box.rect)
        corner = QPointF(page.x() + x0 * page.width(), page.y() + y0 * page.height())
        rect = QRectF(corner, QSizeF((x1 - x0) * page.width(), (y1 - y0) * page.height()))
        hovered = isinstance(tool, BoxTool) and tool.hovered == box.id
        lit = hovered or box.id in self._board.habits.lit
        selected = box.id in self._board.state.selection
        return BoxStyle(
            box.id, box.phrase, rect, self._board.colours[box.id], selected, lit, box.locked
        )
