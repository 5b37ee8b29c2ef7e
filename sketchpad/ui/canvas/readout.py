"""The canvas in words, for screen readers and the status bar: "box 2, dog, left third"."""

from __future__ import annotations

from PySide6.QtCore import QObject

from sketchpad.document.model import Box, Document


class Readout(QObject):
    def box(self, document: Document, box: Box) -> str:
        number = document.boxes.index(box) + 1
        phrase = box.phrase or self.tr("no phrase yet")
        said = self.tr("box {number}, {phrase}, {place}").format(
            number=number, phrase=phrase, place=self.place(box)
        )
        return self.tr("{box}, locked").format(box=said) if box.locked else said

    def place(self, box: Box) -> str:
        x0, y0, x1, y1 = box.rect
        if x1 - x0 > 0.75 and y1 - y0 > 0.75:
            return self.tr("nearly the whole page")
        across = (self.tr("left third"), self.tr("middle third"), self.tr("right third"))
        down = (self.tr("top"), self.tr("half way down"), self.tr("bottom"))
        place = self.tr("full width") if x1 - x0 > 0.75 else across[min(int((x0 + x1) * 1.5), 2)]
        if y1 - y0 > 0.75:
            return self.tr("{place}, full height").format(place=place)
        return self.tr("{place}, {down}").format(
            place=place, down=down[min(int((y0 + y1) * 1.5), 2)]
        )

    def selection(self, document: Document, boxes: tuple[Box, ...]) -> str:
        if not boxes:
            return self.tr("nothing selected")
        if len(boxes) == 1:
            return self.box(document, boxes[0])
        names = "; ".join(self.box(document, box) for box in boxes)
        return self.tr("{count} boxes: {names}").format(count=len(boxes), names=names)

    def lines(self, count: int) -> str:
        if not count:
            return self.tr("nothing selected")
        return self.tr("lines selected: {count}").format(count=count)

    def page(self, document: Document, boxes: tuple[Box, ...]) -> str:
        return self.tr(
            "Page of {width} by {height} pixels. Strokes: {strokes}. Boxes: {boxes}. Selection: {selection}."
        ).format(
            width=document.width,
            height=document.height,
            strokes=len(document.strokes),
            boxes=len(document.boxes),
            selection=self.selection(document, boxes),
        )
