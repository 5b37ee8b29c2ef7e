"""The reference picture: read, place, move, scale, remove, make a control image or strokes of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QImage

from sketchpad.document.edit import arrange
from sketchpad.document.io.picture import MOST_PIXELS, read_picture
from sketchpad.document.io.picture_import import trace_ink
from sketchpad.document.io.tracing import Watch, find_ink
from sketchpad.document.model import Document, Reference, Stroke
from sketchpad.document.raster.reference_raster import pixels, placed
from sketchpad.document.reference import LARGEST, LONGEST, Rect
from sketchpad.document.stroke import Role
from sketchpad.errors import BadPicture, HugePicture
from sketchpad.hints.registry import HINTS, make_hint
from sketchpad.ui.state.document_state import StateCommands
from sketchpad.ui.style.qimage import to_array

IS_LINE = 0.4  # of full white: what of a soft edge is its middle
QUICK = [cv2.IMWRITE_PNG_COMPRESSION, 4]  # a large photograph in a fifth of a second


Source = Path | QImage | None


class ReferenceCommands(StateCommands):
    """Also what keys do while the reference tool is in hand: nudge, grow, delete."""

    @property
    def reference(self) -> Reference | None:
        return self._state.document.reference

    def place(self, png: bytes) -> None:
        """A new picture, as large as the page has room for; converted as the one before was."""
        document, before = self._state.document, self._state.document.reference
        new = Reference(png)
        new = new.with_rect(arrange.picture_fitted(new.size, (document.width, document.height)))
        if before is not None:
            new = replace(new, kind=before.kind, options=before.options)
        changed = document.with_reference(new).with_layer("reference", visible=True, locked=False)
        self._state.apply(changed, self.tr("Place reference picture"))
        self._state.set_tool("reference")

    def remove(self) -> None:
        self._state.apply(
            self._state.document.with_reference(None), self.tr("Remove reference picture")
        )

    def fit(self) -> None:
        reference, page = self.reference, self._state.document
        if reference is not None:
            self.put(arrange.picture_fitted(reference.size, (page.width, page.height)), scaled=True)

    def put(self, rect: Rect, *, scaled: bool, merge_key: object = None) -> None:
        """To another place; `scaled`: of another size."""
        reference = self.reference
        if reference is not None:
            label = (
                self.tr("Scale reference picture") if scaled else self.tr("Move reference picture")
            )
            self._change(reference.with_rect(rect), label, merge_key)

    def _change(self, reference: Reference, label: str, merge_key: object = None) -> None:
        self._state.apply(self._state.document.with_reference(reference), label, merge_key)

    # for keys

    def nudge(self, dx: int, dy: int) -> None:
        """By picture pixels; nudges in a row are undone at once."""
        reference, page = self.reference, self._state.document
        if reference is not None:
            rect = arrange.picture_moved(reference.rect, dx / page.width, dy / page.height)
            self.put(rect, scaled=False, merge_key="nudge reference")

    def grow(self, dx: int, dy: int) -> None:
        """Move the right or the lower edge by picture pixels; the shape stays."""
        reference, page = self.reference, self._state.document
        if reference is not None:
            x1, y1 = reference.rect[2] + dx / page.width, reference.rect[3] + dy / page.height
            handle = (1 if dx else 0, 1 if dy else 0)
            rect = arrange.picture_scaled(reference.rect, handle, x1, y1)
            self.put(rect, scaled=True, merge_key="grow reference")

    delete = remove

    def duplicate(self) -> None:
        """There is only one."""

    # its control image, its lines

    def set_kind(self, kind: str) -> None:
        """What it is converted to: a name of `HINTS`, or "" for nothing."""
        reference = self.reference
        if reference is not None and reference.kind != kind:
            self._set(replace(reference, kind=kind, options=()))

    def set_option(self, name: str, value: float) -> None:
        """The moves of a slider are undone at once."""
        reference = self.reference
        if reference is not None:
            options = tuple({**dict(reference.options), name: value}.items())
            self._set(replace(reference, options=options), ("reference option", name))

    def usual_options(self) -> None:
        reference = self.reference
        if reference is not None and reference.options:
            self._set(replace(reference, options=()))

    def _set(self, reference: Reference, merge_key: object = None) -> None:
        self._change(reference, self.tr("Control image of the reference picture"), merge_key)

    def add_strokes(self, strokes: tuple[Stroke, ...], of: Reference) -> None:
        """Lines traced from `of` become part of the sketch; it is only shown from then on."""
        document = self._state.document
        changed = document.with_strokes((*document.strokes, *strokes))
        if document.reference == of:
            changed = changed.with_reference(replace(of, kind="", options=()))
        self._state.apply(changed, self.tr("Lines of the reference picture"))


def can_be_traced(document: Document) -> bool:
    """Are there lines in what the reference picture is converted to?"""
    reference = document.reference
    if reference is None:
        return False
    return reference.kind not in HINTS or HINTS[reference.kind].lines


def traced(
    document: Document, width: float, role: Role, name: str, watch: Watch
) -> tuple[Stroke, ...]:
    """The lines of the control image, or of the reference picture itself, less what was erased, as strokes.

    Raises BadPicture where there are none.
    """
    ink = _ink(document)
    if ink is None or not ink.any():
        raise BadPicture(name, "no_lines")
    lines = trace_ink(ink, document.width, document.height, watch)
    if not lines:
        raise BadPicture(name, "no_lines")
    return tuple(Stroke(line.points, width, role=role) for line in lines)


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
    visible = None if picture is None else placed(picture, reference.rect, *size)
    if visible is None:
        return None
    part, left, top = visible
    ink = np.zeros(size[::-1], bool)
    ink[top : top + part.shape[0], left : left + part.shape[1]] = find_ink(part)
    return ink


def read(what: Source, name: str, longest: int = LONGEST, largest: int = LARGEST) -> bytes:
    """PNG of a file, or of a copied or dropped picture.

    Args:
        name: what the picture is called in an error.
        longest: pixels of the longer side of the result. largest: bytes of the result.

    Raises: BadPicture or HugePicture.
    """
    if isinstance(what, Path):
        return encoded(read_picture(what, longest), largest)
    if what is None or what.isNull():
        raise BadPicture(name)
    width, height = what.width(), what.height()
    if width * height > MOST_PIXELS:
        raise HugePicture(name, width * height / 1e6, MOST_PIXELS / 1e6)
    if max(width, height) > longest:
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode
        what = what.scaled(longest, longest, keep, smooth.SmoothTransformation)
    return encoded(to_array(what), largest)


def picture_of(data: QMimeData) -> Source:
    """The file, else the picture, on a clipboard or in a drop; None where there is neither."""
    local = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if local:
        return local[0]
    image = data.imageData()
    return image if isinstance(image, QImage) and not image.isNull() else None


def encoded(picture: NDArray[np.uint8], largest: int = LARGEST) -> bytes:
    """As PNG; shrunk until it fits, because noise packs badly."""
    while True:
        done, data = cv2.imencode(".png", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), QUICK)
        if done and len(data) <= largest:
            return data.tobytes()
        height, width = picture.shape[:2]
        smaller = max(1, width * 3 // 4), max(1, height * 3 // 4)
        picture = cv2.resize(picture, smaller, interpolation=cv2.INTER_AREA).astype(np.uint8)
