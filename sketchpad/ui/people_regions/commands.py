"""What menus and keys do to regions."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QPointF

from sketchpad.document.box import Rect
from sketchpad.document.edit import region_fill
from sketchpad.document.model import Box, Document
from sketchpad.document.raster.region_raster import render_regions
from sketchpad.hints.segmentation import class_of
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style.class_names import class_label


class RegionCommands(QObject):
    def __init__(self, state: DocumentState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state

    @property
    def box_class(self) -> str:
        """What the selected box speaks of; empty where it is no class, or none or several are selected."""
        boxes = self._state.selected_boxes
        return class_of(boxes[0].phrase) if len(boxes) == 1 else ""

    def take_class_of_box(self) -> None:
        if self.box_class:
            self._state.region_brush.choose(self.box_class)
            self._state.set_tool("region")

    def fill_rest(self) -> None:
        state, document = self._state, self._state.document
        name = state.region_brush.name
        made = region_fill.rest(document, name)
        label = self.tr("Fill with {name}").format(name=class_label(name))
        state.apply(document.with_regions((*document.regions, *made)), label)

    def regions_of_boxes(self) -> None:
        """Each selected box filled with what its phrase names, else with the class in hand; they stay boxes."""
        document = self._state.document
        regions = list(document.regions)
        for box in self._state.selected_boxes:
            name = class_of(box.phrase) or self._state.region_brush.name
            regions.append(region_fill.of_box(document, box, name))
        self._state.apply(document.with_regions(regions), self.tr("Region of box"))

    def box_of_region(self, at: QPointF | None) -> bool:
        """A box around the patch at a place (page pixels); without one around all of the class in hand."""
        document = self._state.document
        found = None if at is None else region_fill.bounds(document, (at.x(), at.y()))
        if found is None:
            name = self._state.region_brush.name
            rect = _around(document, name)
            if rect is None:
                return False
            found = name, rect
        made = document.with_box(Box(found[0], found[1]))
        if self._state.apply(made, self.tr("Box of region")):
            self._state.select([made.boxes[-1].id])
        return True

    def clear(self) -> None:
        document = self._state.document
        self._state.apply(document.with_regions(()), self.tr("Remove all regions"))


def _around(document: Document, name: str) -> Rect | None:
    """Around all of a class, in shares of the page; None where it is nowhere."""
    seen = render_regions(document, document.width, document.height).mask(name)
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    if not len(rows):
        return None
    return (
        float(columns[0]) / document.width,
        float(rows[0]) / document.height,
        float(columns[-1] + 1) / document.width,
        float(rows[-1] + 1) / document.height,
    )
