"""What keyboard and menus do to the selected strokes."""

from __future__ import annotations

from PySide6.QtCore import QObject

from sketchpad.document.edit import grouping
from sketchpad.document.model import Role
from sketchpad.document.stroke import all_transformed
from sketchpad.ui.canvas.strokes import geometry
from sketchpad.ui.canvas.strokes.geometry import Matrix
from sketchpad.ui.state.document_state import DocumentState

ASIDE = 1 / 32  # of the page: where copies go


class StrokeCommands(QObject):
    def __init__(self, state: DocumentState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state

    @property
    def chosen(self) -> bool:
        return bool(self._state.stroke_selection)

    def select_all(self) -> None:
        strokes = self._state.document.strokes
        self._state.stroke_selection.select(
            i for i, stroke in enumerate(strokes) if not stroke.eraser
        )

    def deselect(self) -> None:
        self._state.stroke_selection.select(())

    def delete(self) -> None:
        document = self._state.document
        gone = set(self._taken())
        kept = (stroke for i, stroke in enumerate(document.strokes) if i not in gone)
        self._state.apply(document.with_strokes(kept), self.tr("Delete lines"))

    def duplicate(self) -> None:
        """Copies aside, to the other side where the page ends; they are selected then."""
        document = self._state.document
        area = geometry.bounds(self._state.stroke_selection.strokes)
        if area is None:
            return
        dx, dy = document.width * ASIDE, document.height * ASIDE
        dx = dx if area[2] + dx <= document.width else -dx
        dy = dy if area[3] + dy <= document.height else -dy
        self.copy(geometry.shift(dx, dy))

    def copy(self, matrix: Matrix) -> None:
        """Copies of the selected lines under `matrix`; they are selected then."""
        state, document = self._state, self._state.document
        taken, selected = self._taken(), set(state.stroke_selection.indices)
        if not taken:
            return
        moved = all_transformed([document.strokes[i] for i in taken], matrix)
        copies = grouping.stroke_copies(moved, document.strokes)
        first = len(document.strokes)
        changed = document.with_strokes((*document.strokes, *copies))
        if state.apply(changed, self.tr("Duplicate lines")):
            state.stroke_selection.select(first + n for n, i in enumerate(taken) if i in selected)

    def transform(self, matrix: Matrix, label: str, merge_key: object = None) -> None:
        """The selected lines, and what was erased of them, under `matrix`."""
        document = self._state.document
        strokes = list(document.strokes)
        taken = self._taken()
        moved = all_transformed([strokes[i] for i in taken], matrix)
        for i, stroke in zip(taken, moved, strict=True):
            strokes[i] = stroke
        self._state.apply(document.with_strokes(strokes), label, merge_key)

    def nudge(self, dx: int, dy: int) -> None:
        """By picture pixels; nudges in a row are undone at once."""
        key = ("nudge lines", self._state.stroke_selection.indices)
        self.transform(geometry.shift(dx, dy), self.tr("Move lines"), key)

    def grow(self, dx: int, dy: int) -> None:
        """Move the right or the lower edge of what is selected by picture pixels."""
        area = geometry.bounds(self._state.stroke_selection.strokes)
        if area is not None:
            matrix = geometry.stretch(area, (1 if dx else 0, 1 if dy else 0), (dx, dy))
            key = ("grow lines", self._state.stroke_selection.indices)
            self.transform(matrix, self.tr("Scale lines"), key)

    def set_role(self, role: Role) -> None:
        document = self._state.document
        strokes = list(document.strokes)
        for i in self._state.stroke_selection.indices:
            strokes[i] = strokes[i].with_role(role)
        self._state.apply(document.with_strokes(strokes), self.tr("Role of lines"))

    def _taken(self) -> tuple[int, ...]:
        document = self._state.document
        return geometry.with_erasers(document.strokes, self._state.stroke_selection.indices)
