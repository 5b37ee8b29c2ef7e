"""What the actions of the layout do to the drawing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from sketchpad.document.box import Rect
from sketchpad.document.edit import arrange, box_strokes, grouping
from sketchpad.document.model import Box, Document
from sketchpad.document.prompt import noun_phrases
from sketchpad.ui.boxes import box_clipboard
from sketchpad.ui.canvas.boxes import geometry
from sketchpad.ui.canvas.boxes.interaction_state import BoxInteractionState
from sketchpad.ui.canvas.strokes.stroke_clipboard import StrokeClipboard
from sketchpad.ui.files.drop_and_paste import Clipboard
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style import undo_text

MOST_NEW = 12  # boxes made of a prompt at once
COLUMNS = 3


class BoxActionHandlers(QObject):
    """Handlers of the actions that arrange and edit boxes.

    Args:
        habits: whether boxes take their strokes along.
    """

    def __init__(
        self, state: DocumentState, habits: BoxInteractionState, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._state, self._habits = state, habits
        self.board = Clipboard()
        self._lines = StrokeClipboard(state, self.board)

    def align(self, edge: arrange.Edge) -> None:
        self._place(lambda rects: arrange.aligned(rects, edge), undo_text.steps()["align"])

    def distribute(self, axis: arrange.Axis) -> None:
        self._place(lambda rects: arrange.distributed(rects, axis), undo_text.steps()["distribute"])

    def order(self, place: arrange.Place) -> None:
        document = self._state.document
        boxes = arrange.reordered(document.boxes, self._state.selection, place)
        self._state.apply(replace(document, boxes=boxes), undo_text.steps()["order"])

    def reorder(self, ids: Sequence[str]) -> None:
        """Bring the boxes into this order, the topmost last."""
        document = self._state.document
        if sorted(ids) == sorted(box.id for box in document.boxes):
            boxes = tuple(document.box(one) for one in ids)
            self._state.apply(replace(document, boxes=boxes), undo_text.steps()["order"])

    def lock(self) -> None:
        """Lock the selected boxes; unlock them where all are locked."""
        boxes = self._state.selected_boxes
        locked = not all(box.locked for box in boxes)
        self.change(undo_text.steps()["lock" if locked else "unlock"], locked=locked)

    def group(self) -> None:
        """The selected boxes are selected together from now on."""
        document = self._state.document
        self._state.apply(
            grouping.grouped(document, self._state.selection), undo_text.steps()["group"]
        )

    def ungroup(self) -> None:
        document = self._state.document
        self._state.apply(
            grouping.ungrouped(document, self._state.selection), undo_text.steps()["ungroup"]
        )

    def copy(self) -> None:
        """The selected boxes or lines."""
        if self._lines.chosen:
            self._lines.copy()
        elif self._state.selection:
            self.board.put(box_clipboard.FORM, box_clipboard.to_mime(self._state.selected_boxes))

    def cut(self) -> None:
        if self._lines.chosen:
            self._lines.cut()
            return
        self.copy()
        document = self._state.document
        for box in self._free():
            document = document.without_box(box.id)
        self._state.apply(document, undo_text.steps()["cut"])

    def paste(self) -> bool:
        """Put the boxes or lines of the clipboard into the drawing, aside of the same ones; False if there are none."""
        if self._lines.paste():
            return True
        boxes = box_clipboard.from_mime(QGuiApplication.clipboard().mimeData())
        if not boxes:
            return False
        document = self._state.document
        taken = {box.rect for box in document.boxes}
        rects = [box.rect for box in boxes]
        for _ in range(8):
            if not taken.intersection(rects):
                break
            rects = geometry.copied(rects)
        for box, rect in zip(grouping.copies(boxes, document.boxes), rects, strict=True):
            document = self._with_box(document, box.copied(rect))
        self._state.apply(document, undo_text.steps()["paste"])
        if self._state.document == document:  # the layer may be locked
            self._state.select(box.id for box in document.boxes[-len(boxes) :])
        return True

    def box_of_strokes(self) -> None:
        """A box around the selected strokes, else around the whole sketch."""
        document = self._state.document
        chosen = [document.strokes[n] for n in self._state.stroke_selection.indices]
        rect = box_strokes.rect_around(document, chosen or document.strokes)
        if rect is None:
            return
        made = document.with_box(Box("", rect))
        if self._state.apply(made, undo_text.steps()["box_of_strokes"]):
            self._state.select([made.boxes[-1].id])

    def boxes_from_prompt(self) -> None:
        """A box for each thing in the prompt that no box speaks of, side by side where there is room."""
        document = self._state.document
        said = {box.phrase.casefold() for box in document.boxes}
        free = [
            noun.phrase
            for noun in noun_phrases.nouns(document.prompt)
            if not any(phrase and noun_phrases.in_prompt(noun.phrase, phrase) for phrase in said)
        ][:MOST_NEW]
        before = len(document.boxes)
        for phrase, rect in zip(free, slots(len(free), document.boxes), strict=True):
            document = document.with_box(Box(phrase, rect))
        if self._state.apply(document, undo_text.steps()["boxes_from_prompt"]):
            self._state.select(box.id for box in document.boxes[before:])

    def prompt_from_boxes(self) -> None:
        document = self._state.document
        missing = noun_phrases.missing(document.prompt, document.boxes)
        prompt = noun_phrases.with_phrases(document.prompt, missing)
        self._state.apply(document.with_prompt(prompt), undo_text.steps()["prompt_from_boxes"])

    def change(self, label: str, merge_key: object = None, **values: Any) -> None:
        """Give the selected boxes other values: strength, picture, locked, colour, phrase."""
        document = self._state.document
        for box in self._state.selected_boxes:
            document = document.replace_box(box.id, replace(box, **values))
        self._state.apply(document, label, merge_key and (merge_key, self._state.selection))

    def set_edge(self, index: int, value: float) -> None:
        """Move (0: left, 1: top) or resize (2: width, 3: height) the selected boxes to `value`, a share of the page."""

        def place(rect: Rect) -> Rect:
            x0, y0, x1, y1 = rect
            across, down = x1 - x0, y1 - y0
            if index == 2:
                across = value
            elif index == 3:
                down = value
            across = min(max(across, geometry.SMALLEST), 1.0)
            down = min(max(down, geometry.SMALLEST), 1.0)
            left = min(max(value if index == 0 else x0, 0.0), 1.0 - across)
            top = min(max(value if index == 1 else y0, 0.0), 1.0 - down)
            return left, top, min(left + across, 1.0), min(top + down, 1.0)

        self._place(
            lambda rects: [place(rect) for rect in rects],
            undo_text.steps()["place"],
            ("place", index),
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
        return [box for box in self._state.selected_boxes if not box.locked]

    @staticmethod
    def _with_box(document: Document, box: Box) -> Document:
        try:
            return document.with_box(box)
        except ValueError:  # more pictures than a drawing can keep: the box comes without
            return document.with_box(replace(box, picture=b""))


def slots(count: int, boxes: Sequence[Box]) -> list[Rect]:
    """Places for `count` new boxes, in rows, those first that touch no box that is there."""
    columns = min(COLUMNS, max(count, 1))
    rows = max(-(-count // columns), 1)
    gap = 0.05
    wide, high = (1 - gap * (columns + 1)) / columns, min((1 - gap * (rows + 1)) / rows, 0.4)
    top = (1 - rows * high - (rows - 1) * gap) / 2
    places: list[Rect] = []
    for row in range(rows):
        for column in range(columns):
            x, y = gap + column * (wide + gap), top + row * (high + gap)
            places.append((x, y, x + wide, y + high))
    places.sort(key=lambda rect: bool(geometry.touching(boxes, rect)))
    return places[:count]
