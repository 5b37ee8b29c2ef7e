"""What can be done with the reference picture: place, move, scale, remove, make a control image or strokes of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from sketchpad.document.edit import arrange
from sketchpad.document.io.picture_import import trace_ink
from sketchpad.document.io.tracing import Watch, find_ink
from sketchpad.document.model import Document, Reference, Stroke
from sketchpad.document.reference import Rect
from sketchpad.document.stroke import Role
from sketchpad.errors import BadPicture
from sketchpad.hints.reference import pixels, placed
from sketchpad.hints.registry import HINTS, make_hint
from sketchpad.ui.canvas import reference_file
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style import layer_text

IS_LINE = 0.4  # of full white: what of a soft edge is its middle


class ReferenceCommands(QObject):
    """Also what keys do while the reference tool is in hand: nudge, grow, delete."""

    def __init__(self, state: DocumentState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state

    @property
    def chosen(self) -> bool:
        """Is it what keys are for just now?"""
        state = self._state
        return state.tool == "reference" and state.document.reference is not None

    @property
    def reference(self) -> Reference | None:
        return self._state.document.reference

    def place(self, png: bytes) -> None:
        """A new picture, as large as the page has room for; made into what the one before was made into."""
        document, before = self._state.document, self._state.document.reference
        made = Reference(png)
        made = made.with_rect(arrange.picture_fitted(made.size, (document.width, document.height)))
        if before is not None:
            made = replace(made, kind=before.kind, options=before.options)
        changed = document.with_reference(made).with_layer("reference", visible=True, locked=False)
        self._state.apply(changed, layer_text.steps()["place"])
        self._state.set_tool("reference")

    def remove(self) -> None:
        self._state.apply(self._state.document.with_reference(None), layer_text.steps()["remove"])

    def fit(self) -> None:
        reference, page = self.reference, self._state.document
        if reference is not None:
            self.put(arrange.picture_fitted(reference.size, (page.width, page.height)), "scale")

    def put(self, rect: Rect, step: str, merge_key: object = None) -> None:
        """To another place; `step` is "move" or "scale"."""
        reference = self.reference
        if reference is not None:
            changed = self._state.document.with_reference(reference.with_rect(rect))
            self._state.apply(changed, layer_text.steps()[step], merge_key)

    # for keys

    def nudge(self, dx: int, dy: int) -> None:
        """By picture pixels; nudges in a row are undone at once."""
        reference, page = self.reference, self._state.document
        if reference is not None:
            rect = arrange.picture_moved(reference.rect, dx / page.width, dy / page.height)
            self.put(rect, "move", "nudge reference")

    def grow(self, dx: int, dy: int) -> None:
        """Move the right or the lower edge by picture pixels; the shape stays."""
        reference, page = self.reference, self._state.document
        if reference is not None:
            x1, y1 = reference.rect[2] + dx / page.width, reference.rect[3] + dy / page.height
            handle = (1 if dx else 0, 1 if dy else 0)
            self.put(
                arrange.picture_scaled(reference.rect, handle, x1, y1), "scale", "grow reference"
            )

    def delete(self) -> None:
        self.remove()

    def duplicate(self) -> None:
        """There is only one."""

    # what is made of it

    def set_kind(self, kind: str) -> None:
        """What it is made into: a name of `HINTS`, or "" for nothing."""
        reference = self.reference
        if reference is not None and reference.kind != kind:
            changed = replace(reference, kind=kind, options=())
            document = self._state.document.with_reference(changed)
            self._state.apply(document, layer_text.steps()["kind"])

    def set_option(self, name: str, value: float) -> None:
        """The moves of a slider are undone at once."""
        reference = self.reference
        if reference is not None:
            options = tuple({**dict(reference.options), name: value}.items())
            document = self._state.document.with_reference(replace(reference, options=options))
            self._state.apply(document, layer_text.steps()["kind"], ("reference option", name))

    def usual_options(self) -> None:
        reference = self.reference
        if reference is not None and reference.options:
            document = self._state.document.with_reference(replace(reference, options=()))
            self._state.apply(document, layer_text.steps()["kind"])

    def add_strokes(self, strokes: tuple[Stroke, ...], of: Reference) -> None:
        """Lines that were made of `of` become part of the sketch; it is only to be looked at from then on."""
        document = self._state.document
        changed = document.with_strokes((*document.strokes, *strokes))
        if document.reference == of:
            changed = changed.with_reference(replace(of, kind="", options=()))
        self._state.apply(changed, layer_text.steps()["trace"])


def read(what: Path | QImage, name: str, _watch: Watch) -> bytes:
    """PNG of a file or of a picture. Raises BadPicture or HugePicture."""
    if isinstance(what, Path):
        return reference_file.from_file(what)
    return reference_file.from_image(what, name)


def can_be_traced(document: Document) -> bool:
    """Are there lines in what the reference picture is made into?"""
    reference = document.reference
    if reference is None:
        return False
    return reference.kind not in HINTS or HINTS[reference.kind].lines


def traced(
    document: Document, width: float, role: Role, name: str, watch: Watch
) -> tuple[Stroke, ...]:
    """The lines that the reference picture is made into, or its own, less what was erased, as strokes.

    Raises BadPicture where there are none.
    """
    ink = _ink(document)
    if ink is None or not ink.any():
        raise BadPicture(name, "no_lines")
    found = trace_ink(ink, document.width, document.height, watch)
    if not found:
        raise BadPicture(name, "no_lines")
    return tuple(Stroke(stroke.points, width, role=role) for stroke in found)


def alone(document: Document) -> Document:
    """Its reference picture and what was erased, without anything else."""
    erasers = tuple(stroke for stroke in document.strokes if stroke.eraser)
    return Document(document.width, document.height, strokes=erasers, reference=document.reference)


def _ink(document: Document) -> np.ndarray | None:
    reference, size = document.reference, (document.width, document.height)
    if reference is None:
        return None
    if reference.kind in HINTS:
        hint = make_hint(reference.kind, alone(document), *size)
        return np.asarray(hint[..., 0] > IS_LINE)
    picture = pixels(reference)
    found = None if picture is None else placed(picture, reference.rect, *size)
    if found is None:
        return None
    part, left, top = found
    ink = np.zeros(size[::-1], bool)
    ink[top : top + part.shape[0], left : left + part.shape[1]] = find_ink(part)
    return ink
