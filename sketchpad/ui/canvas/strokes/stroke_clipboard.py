"""Lines through the clipboard: a form of our own, and SVG for everybody else."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QMimeData
from PySide6.QtGui import QGuiApplication

from sketchpad.document.edit import grouping
from sketchpad.document.io import drawing_json, svg_export
from sketchpad.document.model import Document, Stroke
from sketchpad.outside import parse_json
from sketchpad.ui.canvas.strokes import geometry
from sketchpad.ui.files.clipboard import Clipboard
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style import undo_text

FORM = "application/x-sketchpad-strokes+json"
SVG = "image/svg+xml"
LARGEST = 64 << 20  # bytes
MOST_AS_SVG = 200_000  # points; more is nothing to paste as text
ASIDE = 1 / 32  # of the page: where lines go that are pasted onto themselves
MOST_TIMES = 8


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
    """The lines on a clipboard that anybody may have filled; none where that is something else."""
    raw = data.data(FORM)
    if not 0 < raw.size() <= LARGEST:
        return ()
    try:
        return drawing_json.strokes_from_json(parse_json(bytes(raw.data())))
    except ValueError:
        return ()


class StrokeClipboard:
    """Copies, cuts and pastes the selected lines of `state`."""

    def __init__(self, state: DocumentState, board: Clipboard) -> None:
        self._state, self._board = state, board

    @property
    def chosen(self) -> bool:
        return bool(self._state.stroke_selection)

    def copy(self) -> None:
        document = self._state.document
        taken = [document.strokes[i] for i in self._taken()]
        self._board.put(FORM, to_mime(taken, document))

    def cut(self) -> None:
        self.copy()
        document, gone = self._state.document, set(self._taken())
        kept = [stroke for i, stroke in enumerate(document.strokes) if i not in gone]
        self._state.apply(document.with_strokes(kept), undo_text.steps()["cut_lines"])

    def paste(self) -> bool:
        """Put the lines of the clipboard where they were, aside of what is the same; False if there are none."""
        strokes = from_mime(QGuiApplication.clipboard().mimeData())
        if not strokes:
            return False
        state, document = self._state, self._state.document
        strokes = _free(_on_page(strokes, document), document)
        strokes = grouping.stroke_copies(strokes, document.strokes)
        first = len(document.strokes)
        changed = document.with_strokes((*document.strokes, *strokes))
        state.apply(changed, undo_text.steps()["paste_lines"])
        if state.document == changed:  # the layer may be locked
            state.set_tool("strokes")
            state.stroke_selection.select(
                first + i for i, stroke in enumerate(strokes) if not stroke.eraser
            )
        return True

    def _taken(self) -> tuple[int, ...]:
        document = self._state.document
        return geometry.with_erasers(document.strokes, self._state.stroke_selection.indices)


def _on_page(strokes: tuple[Stroke, ...], page: Document) -> tuple[Stroke, ...]:
    """In the middle of the page if they come from another one and lie beside this one."""
    area = geometry.bounds(strokes)
    assert area is not None
    x0, y0, x1, y1 = area
    if x0 < page.width and y0 < page.height and x1 > 0 and y1 > 0:
        return strokes
    dx, dy = (page.width - x0 - x1) / 2, (page.height - y0 - y1) / 2
    return tuple(stroke.moved(dx, dy) for stroke in strokes)


def _free(strokes: tuple[Stroke, ...], page: Document) -> tuple[Stroke, ...]:
    """Aside, as often as needed, of strokes that are there already."""
    there = {stroke.with_group("") for stroke in page.strokes}
    for _ in range(MOST_TIMES):
        if there.isdisjoint(stroke.with_group("") for stroke in strokes):
            break
        strokes = tuple(stroke.moved(page.width * ASIDE, page.height * ASIDE) for stroke in strokes)
    return strokes
