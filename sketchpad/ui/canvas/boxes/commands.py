"""What the keyboard and the menus do to the selected boxes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from sketchpad.document.edit import box_strokes, grouping
from sketchpad.document.model import Box
from sketchpad.ui.canvas.boxes import geometry
from sketchpad.ui.canvas.boxes.geometry import Rect
from sketchpad.ui.canvas.boxes.painter import BoxInteractionState
from sketchpad.ui.state.document_state import DocumentState, StateCommands

FAR = 10  # picture pixels of a nudge with Shift


class BoxCommands(StateCommands):
    """Commands on the selected boxes, by keyboard and menus.

    Args:
        habits: whether boxes take their strokes along.
    """

    def __init__(self, state: DocumentState, habits: BoxInteractionState, parent: QObject) -> None:
        super().__init__(state, parent)
        self._habits = habits

    def add(self) -> str:
        """A box in the middle of the page, or aside of one that is there already; its id, "" if it was refused."""
        state = self._state
        rect: Rect = (0.3, 0.3, 0.7, 0.7)
        taken = {tuple(round(v, 3) for v in box.rect) for box in state.document.boxes}
        while tuple(round(v, 3) for v in rect) in taken and rect[2] < 0.95:
            (rect,) = geometry.moved([rect], 1 / 32, 1 / 32)
        document = state.document.with_box(Box("", rect))
        if not state.apply(document, self.tr("Add box")):
            return ""
        new = document.boxes[-1].id
        state.select([new])
        return new

    def duplicate(self) -> None:
        state = self._state
        boxes = state.selected_boxes
        if not boxes:
            return
        document = state.document
        rects = geometry.copied([box.rect for box in boxes])
        for box, rect in zip(grouping.copies(boxes, document.boxes), rects, strict=True):
            document = document.with_box(box.copied(rect))
        if state.apply(document, self.tr("Duplicate")):
            state.select(box.id for box in document.boxes[-len(boxes) :])

    def delete(self) -> None:
        self._remove(self.tr("Delete"))

    def _remove(self, label: str) -> None:
        document = self._state.document
        for box in self._free():
            document = document.without_box(box.id)
        self._state.apply(document, label)

    def nudge(self, dx: int, dy: int) -> None:
        """By picture pixels; nudges in a row are undone at once."""
        page = self._state.document
        self._place(
            lambda rects: geometry.moved(rects, dx / page.width, dy / page.height),
            self.tr("Nudge"),
            "nudge",
        )

    def grow(self, dx: int, dy: int) -> None:
        """Move the right and lower edges by picture pixels."""
        page = self._state.document
        self._place(
            lambda rects: [geometry.grown(r, dx / page.width, dy / page.height) for r in rects],
            self.tr("Resize box"),
            "grow",
        )

    def _place(
        self,
        change: Callable[[Sequence[Rect]], Sequence[Rect]],
        label: str,
        merge_key: object = None,
    ) -> None:
        boxes = self._free()
        changed = change([box.rect for box in boxes])
        rects = {box.id: rect for box, rect in zip(boxes, changed, strict=True)}
        placed = box_strokes.placed(self._state.document, rects, carry=self._habits.carry)
        self._state.apply(placed, label, merge_key and (merge_key, self._state.selection))

    def _free(self) -> list[Box]:
        """The selected boxes that are not locked."""
        return [box for box in self._state.selected_boxes if not box.locked]

    def select_all(self) -> None:
        self._state.select(box.id for box in self._state.document.boxes)

    def cycle(self, direction: int) -> None:
        """Select the next (+1) or the previous (-1) box."""
        ids = [box.id for box in self._state.document.boxes]
        if not ids:
            return
        selected = self._state.selection
        at = ids.index(selected[-1]) + direction if selected else min(direction - 1, 0)
        self._state.select([ids[at % len(ids)]])

    def rename(self, id: str, phrase: str) -> None:
        """Letter by letter one step of the history, until the typing is over (`DocumentState.seal`)."""
        document = self._state.document
        changed = document.replace_box(id, document.box(id).with_phrase(phrase))
        self._state.apply(changed, self.tr("Name box"), ("phrase", id))
