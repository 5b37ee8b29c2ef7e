"""What keyboard and menus do to the selected strokes, also through the clipboard: in a form of our own, and as SVG."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QByteArray, QMimeData

from sketchpad.document.edit import grouping
from sketchpad.document.io import drawing_json, svg_export
from sketchpad.document.model import Document, Role, Stroke
from sketchpad.document.stroke import all_transformed
from sketchpad.outside import parse_json
from sketchpad.ui.canvas.strokes import geometry
from sketchpad.ui.canvas.strokes.geometry import Matrix
from sketchpad.ui.state.document_state import StateCommands
from sketchpad.ui.style.shorthand import clipboard_data

ASIDE = 1 / 32  # of the page: where copies go
FORM = "application/x-sketchpad-strokes+json"
SVG = "image/svg+xml"
LARGEST = 64 << 20  # bytes
MOST_AS_SVG = 200_000  # points; more is nothing to paste as text
MOST_TIMES = 8


class StrokeCommands(StateCommands):
    def select_all(self) -> None:
        self._select_lines(0)

    def delete(self) -> None:
        self._remove(self.tr("Delete lines"))

    def cut(self) -> None:
        """Take the lines out of the drawing that `to_mime` has put on the clipboard."""
        self._remove(self.tr("Cut lines"))

    def _remove(self, label: str) -> None:
        document, gone = self._state.document, set(self._taken())
        kept = (stroke for i, stroke in enumerate(document.strokes) if i not in gone)
        self._state.apply(document.with_strokes(kept), label)

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
        moved = all_transformed([document.strokes[i] for i in taken], matrix)
        first = len(document.strokes)
        if taken and self._add(moved, self.tr("Duplicate lines")):
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

    def to_mime(self) -> QMimeData:
        """The selected lines, and what was erased of them, for the clipboard."""
        document = self._state.document
        return to_mime([document.strokes[i] for i in self._taken()], document)

    def paste(self) -> bool:
        """Put the lines of the clipboard where they were, aside of what is the same; False if there are none."""
        strokes = from_mime(clipboard_data())
        if strokes:
            document = self._state.document
            first = len(document.strokes)
            strokes = _free(_on_page(strokes, document), document)
            if self._add(strokes, self.tr("Paste lines")):
                self._state.set_tool("strokes")
                self._select_lines(first)
        return bool(strokes)

    def _add(self, strokes: Iterable[Stroke], label: str) -> bool:
        """False if that was refused."""
        document = self._state.document
        copies = grouping.stroke_copies(tuple(strokes), document.strokes)
        return self._state.apply(document.with_strokes((*document.strokes, *copies)), label)

    def _select_lines(self, first: int) -> None:
        """All from number `first` on; erasers are none."""
        strokes = self._state.document.strokes
        lines = (i for i in range(first, len(strokes)) if not strokes[i].eraser)
        self._state.stroke_selection.select(lines)

    def _taken(self) -> tuple[int, ...]:
        document = self._state.document
        return geometry.with_erasers(document.strokes, self._state.stroke_selection.indices)


def to_mime(strokes: Sequence[Stroke], page: Document) -> QMimeData:
    data = QMimeData()
    content = json.dumps(drawing_json.strokes_to_json(strokes), allow_nan=False)
    data.setData(FORM, QByteArray(content.encode("ascii")))
    if sum(len(stroke.points) for stroke in strokes) <= MOST_AS_SVG:
        drawn = svg_export.to_svg(strokes, page.width, page.height)
        data.setData(SVG, QByteArray(drawn.encode("ascii")))
        data.setText(drawn)
    return data


def from_mime(data: QMimeData) -> tuple[Stroke, ...]:
    """The lines on a clipboard that any program may have filled; none where that is something else."""
    raw = data.data(FORM)
    if not 0 < raw.size() <= LARGEST:
        return ()
    try:
        return drawing_json.strokes_from_json(parse_json(bytes(raw.data())))
    except ValueError:
        return ()


def _on_page(strokes: tuple[Stroke, ...], page: Document) -> tuple[Stroke, ...]:
    """In the middle of the page if they come from another one and lie beside this one."""
    area = geometry.bounds(strokes)
    assert area is not None
    if geometry.on_page(area, page):
        return strokes
    x, y = geometry.middle(area)
    return tuple(stroke.moved(page.width / 2 - x, page.height / 2 - y) for stroke in strokes)


def _free(strokes: tuple[Stroke, ...], page: Document) -> tuple[Stroke, ...]:
    """Aside, as often as needed, of strokes that are there already."""
    there = {stroke.with_group("") for stroke in page.strokes}
    for _ in range(MOST_TIMES):
        if there.isdisjoint(stroke.with_group("") for stroke in strokes):
            break
        strokes = tuple(stroke.moved(page.width * ASIDE, page.height * ASIDE) for stroke in strokes)
    return strokes
