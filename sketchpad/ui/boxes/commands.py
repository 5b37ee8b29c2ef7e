"""What the actions of the layout do to the drawing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from PySide6.QtCore import QByteArray, QMimeData, QObject

from sketchpad.document.box import Rect
from sketchpad.document.edit import arrange, box_strokes, grouping
from sketchpad.document.io.drawing_json import box_to_json
from sketchpad.document.model import Box, Document
from sketchpad.document.prompt import noun_phrases
from sketchpad.outside import ODD, parse_json, typed
from sketchpad.ui.canvas.boxes import geometry
from sketchpad.ui.canvas.boxes.commands import BoxCommands
from sketchpad.ui.canvas.boxes.painter import BoxInteractionState
from sketchpad.ui.canvas.strokes import commands as stroke_commands
from sketchpad.ui.canvas.strokes.commands import StrokeCommands
from sketchpad.ui.files.drop_and_paste import Clipboard
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style.shorthand import clipboard_data

FORM = "application/x-sketchpad-boxes+json"
LARGEST = 96 << 20  # bytes
MOST = 1000  # boxes pasted at once
MOST_NEW = 12  # boxes from a prompt at once
COLUMNS = 3


class BoxActionHandlers(BoxCommands):
    """Handlers of the actions that arrange and edit boxes, and of copying, which is for lines, too."""

    def __init__(self, state: DocumentState, habits: BoxInteractionState, parent: QObject) -> None:
        super().__init__(state, habits, parent)
        self.board = Clipboard()
        self._lines = StrokeCommands(state, self)

    def align(self, edge: arrange.Edge) -> None:
        self._place(lambda rects: arrange.aligned(rects, edge), self.tr("Align boxes"))

    def distribute(self, axis: arrange.Axis) -> None:
        self._place(lambda rects: arrange.distributed(rects, axis), self.tr("Distribute boxes"))

    def order(self, place: arrange.Place) -> None:
        document = self._state.document
        boxes = arrange.reordered(document.boxes, self._state.selection, place)
        self._state.apply(replace(document, boxes=boxes), self.tr("Change order"))

    def reorder(self, ids: Sequence[str]) -> None:
        """Bring the boxes into this order, the topmost last."""
        document = self._state.document
        if sorted(ids) == sorted(box.id for box in document.boxes):
            boxes = tuple(document.box(one) for one in ids)
            self._state.apply(replace(document, boxes=boxes), self.tr("Change order"))

    def lock(self) -> None:
        """Lock the selected boxes; unlock them where all are locked."""
        boxes = self._state.selected_boxes
        locked = not all(box.locked for box in boxes)
        self.change(self.tr("Lock boxes") if locked else self.tr("Unlock boxes"), locked=locked)

    def group(self) -> None:
        """The selected boxes are selected together from now on."""
        grouped = grouping.grouped(self._state.document, self._state.selection)
        self._state.apply(grouped, self.tr("Group boxes"))

    def ungroup(self) -> None:
        ungrouped = grouping.ungrouped(self._state.document, self._state.selection)
        self._state.apply(ungrouped, self.tr("Dissolve group"))

    def copy(self) -> None:
        """The selected boxes or lines."""
        if self._state.stroke_selection:
            self.board.put(stroke_commands.FORM, self._lines.to_mime())
        elif self._state.selection:
            self.board.put(FORM, to_mime(self._state.selected_boxes))

    def cut(self) -> None:
        self.copy()
        if self._state.stroke_selection:
            self._lines.cut()
        else:
            self._remove(self.tr("Cut boxes"))

    def paste(self) -> bool:
        """Put the boxes or lines of the clipboard into the drawing, aside of the same ones; False if there are none."""
        if self._lines.paste():
            return True
        boxes = from_mime(clipboard_data())
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
        if self._state.apply(document, self.tr("Paste boxes")):
            self._state.select(box.id for box in document.boxes[-len(boxes) :])
        return True

    def box_of_strokes(self) -> None:
        """A box around the selected strokes, else around the whole sketch."""
        document = self._state.document
        chosen = [document.strokes[n] for n in self._state.stroke_selection.indices]
        rect = box_strokes.rect_around(document, chosen or document.strokes)
        if rect is None:
            return
        document = document.with_box(Box("", rect))
        if self._state.apply(document, self.tr("Box around the lines")):
            self._state.select([document.boxes[-1].id])

    def boxes_from_prompt(self) -> None:
        """A box for each thing in the prompt that no box speaks of, side by side where there is room."""
        document = self._state.document
        phrases = {box.phrase.casefold() for box in document.boxes}
        free = [
            noun.phrase
            for noun in noun_phrases.nouns(document.prompt)
            if not any(phrase and noun_phrases.in_prompt(noun.phrase, phrase) for phrase in phrases)
        ][:MOST_NEW]
        before = len(document.boxes)
        for phrase, rect in zip(free, slots(len(free), document.boxes), strict=True):
            document = document.with_box(Box(phrase, rect))
        if self._state.apply(document, self.tr("Boxes from the prompt")):
            self._state.select(box.id for box in document.boxes[before:])

    def prompt_from_boxes(self) -> None:
        document = self._state.document
        missing = noun_phrases.missing(document.prompt, document.boxes)
        prompt = noun_phrases.with_phrases(document.prompt, missing)
        self._state.apply(document.with_prompt(prompt), self.tr("Boxes into the prompt"))

    def change(self, label: str, merge_key: object = None, **values: Any) -> None:
        """Give the selected boxes other values: strength, picture, locked, colour, phrase."""
        document = self._state.document
        for box in self._state.selected_boxes:
            document = document.replace_box(box.id, replace(box, **values))
        self._state.apply(document, label, merge_key and (merge_key, self._state.selection))

    def set_edge(self, index: int, value: float) -> None:
        """Move (0: left, 1: top) or resize (2: width, 3: height) the selected boxes to `value`, a share of the page."""

        def place(rect: Rect) -> Rect:
            numbers = [rect[0], rect[1], rect[2] - rect[0], rect[3] - rect[1]]
            numbers[index] = value
            across, down = (min(max(side, geometry.SMALLEST), 1.0) for side in numbers[2:])
            left = min(max(numbers[0], 0.0), 1.0 - across)
            top = min(max(numbers[1], 0.0), 1.0 - down)
            return left, top, min(left + across, 1.0), min(top + down, 1.0)

        label = self.tr("Place box")
        self._place(lambda rects: [place(rect) for rect in rects], label, ("place", index))

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
    corners = (
        (gap + column * (wide + gap), top + row * (high + gap))
        for row, column in product(range(rows), range(columns))
    )
    places = [(x, y, x + wide, y + high) for x, y in corners]
    places.sort(key=lambda rect: bool(geometry.touching(boxes, rect)))
    return places[:count]


def to_mime(boxes: Sequence[Box]) -> QMimeData:
    """Boxes in a form of our own, and their phrases for other programs."""
    data = QMimeData()
    content = {"boxes": [box_to_json(box, id=False) for box in boxes]}
    data.setData(FORM, QByteArray(json.dumps(content, allow_nan=False).encode("ascii")))
    data.setText("\n".join(box.phrase for box in boxes))
    return data


def from_mime(data: QMimeData) -> tuple[Box, ...]:
    """The boxes on a clipboard that any program may have filled; none where that is something else."""
    raw = data.data(FORM)
    if not 0 < raw.size() <= LARGEST:
        return ()
    try:
        listed = parse_json(bytes(raw.data()))["boxes"]
        if not isinstance(listed, list) or len(listed) > MOST:
            return ()
        return tuple(typed(Box, one).copied() for one in listed)
    except ODD:
        return ()
