"""The ink and the paint of each layer of the drawing as pixels."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, QPointF, QRectF, Signal
from PySide6.QtGui import QColor

from sketchpad.document.layers import Layer
from sketchpad.document.model import Document
from sketchpad.ui.canvas.ink.ink_layer import InkLayer, InkRenderer
from sketchpad.ui.canvas.paint.layer import PaintLayer


class LayerImages(QObject):
    """What is on the layers of strokes and of paint, by the layers' ids. To choose another layer draws nothing anew.

    Signals:
        area_changed: a part of the page shows other ink now, in page pixels.
        news: more of something is shown now, anywhere on the page.
    """

    area_changed = Signal(QRectF)
    news = Signal()

    def __init__(self, document: Document, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._scale = 1.0
        self._renderers: dict[str, InkRenderer] = {}
        self._pages: dict[str, Document] = {}  # what each renderer shows
        self.paints: dict[str, PaintLayer] = {}
        self.show(document)

    @property
    def ink(self) -> InkRenderer:
        """Of the layer that is drawn on."""
        return self._renderers[self._document.layer("sketch").id]

    @property
    def paint(self) -> PaintLayer:
        """Of the layer that is painted on."""
        return self.paints[self._document.layer("colour").id]

    @property
    def inks(self) -> Mapping[str, InkLayer]:
        return {name: renderer.layer for name, renderer in self._renderers.items()}

    def show(self, document: Document) -> None:
        """Show the layers of `document`; what takes longer than a moment comes by and by."""
        self._document = document
        for layer in document.layers:
            if layer.kind == "sketch":
                self._show_ink(layer)
            elif layer.kind == "colour":
                self._show_paint(layer)
        there = {layer.id for layer in document.layers}
        for name in self._renderers.keys() - there:
            self._renderers.pop(name).deleteLater()
            del self._pages[name]
        for name in self.paints.keys() - there:
            self.paints.pop(name).deleteLater()

    def set_scale(self, scale: float) -> None:
        """Screen pixels per page pixel."""
        self._scale = scale
        for renderer in self._renderers.values():
            renderer.set_scale(scale)

    def finish(self) -> None:
        """Draw at once what is still to be drawn."""
        for renderer in self._renderers.values():
            renderer.finish()
        for paint in self.paints.values():
            paint.finish()

    def colour_at(self, at: QPointF) -> QColor | None:
        """Of the topmost visible layer that is painted at a place of the page, on white; None where none is."""
        shown = [one for one in self._document.layers if one.kind == "colour" and one.visible]
        colours = (self.paints[layer.id].colour_at(at) for layer in reversed(shown))
        return next(filter(None, colours), None)

    def _show_ink(self, layer: Layer) -> None:
        page, before = self._alone(layer), self._pages.get(layer.id)
        self._pages[layer.id] = page
        if before is None:
            renderer = InkRenderer(Document(*_size(page)), self)
            renderer.area_changed.connect(self.area_changed)
            renderer.news.connect(self.news)
            self._renderers[layer.id] = renderer
            renderer.show(page)
            renderer.set_scale(self._scale)
        elif _size(before) != _size(page) or before.strokes is not page.strokes:
            self._renderers[layer.id].show(page)

    def _show_paint(self, layer: Layer) -> None:
        page = self._alone(layer)
        if layer.id in self.paints:
            self.paints[layer.id].show(page)
        else:
            self.paints[layer.id] = PaintLayer(page, self)
            self.paints[layer.id].changed.connect(self.news)

    def _alone(self, layer: Layer) -> Document:
        page = Document(self._document.width, self._document.height)
        return page.with_content(layer.kind, self._document.content_of(layer.id))


def _size(document: Document) -> tuple[int, int]:
    return document.width, document.height
