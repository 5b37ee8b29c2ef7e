"""What tools and the router of the pointer work with: the drawing, the view, the ink, boxes, people and regions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from sketchpad.document.layers import Layer
from sketchpad.document.model import Document
from sketchpad.ui.canvas.boxes.painter import BoxInteractionState, BoxStyles
from sketchpad.ui.canvas.boxes.phrase_editor import PhraseEditor
from sketchpad.ui.canvas.ink.ink_layer import InkLayer, InkRenderer
from sketchpad.ui.canvas.layer_images import LayerImages
from sketchpad.ui.canvas.paint.layer import PaintLayer
from sketchpad.ui.canvas.poses.painter import PoseLayer
from sketchpad.ui.canvas.regions.layer import MaskLayer, RegionLayer
from sketchpad.ui.canvas.tools.brush_tool import BrushTool
from sketchpad.ui.canvas.tools.page_tool import PageTool
from sketchpad.ui.canvas.tools.tool import PointerRouter, Tool
from sketchpad.ui.canvas.tools.toolbox import make_tools
from sketchpad.ui.canvas.view.palette import BoxColours
from sketchpad.ui.canvas.view.snapping import Snapping
from sketchpad.ui.canvas.view.viewport import Viewport
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style import layer_text

if TYPE_CHECKING:
    from sketchpad.ui.canvas.scene_painter import ResultMode

MIRRORED = {
    Qt.CursorShape.SizeBDiagCursor: Qt.CursorShape.SizeFDiagCursor,
    Qt.CursorShape.SizeFDiagCursor: Qt.CursorShape.SizeBDiagCursor,
}


class ToolBench(QObject):
    """Everything that is at hand while one draws on `widget`; it follows the state.

    Attributes:
        shown: the document on the screen.
        habits: what boxes do besides: carry strokes, light up.
        looks: how each box looks just now. typing: the line in which a phrase is typed.
        router: hands the pointer to the present tool.
        picture_colour: the colour of the result at a place of the page; None unless it is shown in this way.

    Signals:
        hint_changed: what the present tool's modifiers do.
        announced: what has just been selected, changed or refused, in words.
        pressed: a tool begins with something.
    """

    hint_changed = Signal(str)
    announced = Signal(str)
    pressed = Signal()

    def __init__(self, widget: QWidget, state: DocumentState, viewport: Viewport) -> None:
        super().__init__(widget)
        self.widget, self.state, self.viewport = widget, state, viewport
        self.shown = state.document
        self.hint = ""
        self.images = LayerImages(self.shown, self)
        self.colours = BoxColours()
        self.colours.show(self.shown.boxes)
        self.habits, self.snapping = BoxInteractionState(self), Snapping(self)
        self.people, self.regions = PoseLayer(self), RegionLayer(self.shown, self)
        self.mask = MaskLayer(self.shown, self)
        self.picture_colour: Callable[[ResultMode, QPointF], QColor | None] = lambda *_: None
        self._tools = make_tools(self)
        self.router = PointerRouter(self)
        self.looks = BoxStyles(self)
        self.typing = PhraseEditor(widget, state, self.looks, viewport.seen_rect)
        self._connect()

    def _connect(self) -> None:
        state, update = self.state, self.widget.update
        self.viewport.view_changed.connect(self.follow_view)
        self.images.area_changed.connect(self.update_page)
        self.images.news.connect(self.update_whole_page)
        self.habits.lit_changed.connect(update)
        self.snapping.changed.connect(update)
        self.typing.ended.connect(update)
        state.document_changed.connect(self._show_document)
        state.refused.connect(self._say_refusal)
        state.selection_changed.connect(self._show_selection)
        state.tool_changed.connect(self.show_tool)
        state.brush_changed.connect(self._show_brush)
        state.pencil.changed.connect(update)
        state.stroke_selection.changed.connect(update)
        state.pose_selection.changed.connect(self._show_people)
        state.region_brush.changed.connect(self._show_people)
        state.mask_brush.changed.connect(self._show_people)
        state.paint_brush.changed.connect(self._show_people)

    @property
    def ink_renderer(self) -> InkRenderer:
        """Of the layer that is drawn on."""
        return self.images.ink

    @property
    def ink(self) -> InkLayer:
        return self.images.ink.layer

    @property
    def paint(self) -> PaintLayer:
        """Of the layer that is painted on."""
        return self.images.paint

    # tools

    @property
    def tool(self) -> Tool:
        return self._tools[self.state.tool]

    @property
    def eraser(self) -> Tool:
        """What the other end of a pen is: it takes away patches or paint with their tool in hand, else ink."""
        patches = self.state.tool in ("region", "mask", "paint")
        return self.tool if patches else self._tools["eraser"]

    @property
    def page_tool(self) -> PageTool:
        tool = self._tools["crop"]
        assert isinstance(tool, PageTool)
        return tool

    @property
    def hand(self) -> Tool:
        return self._tools["pan"]

    def unfinished(self) -> Document | None:
        """The drawing with what is being drawn just now, as far as it is; None where nothing is."""
        return self.router.tool.unfinished()

    def tool_in_hand_changed(self) -> None:
        """Cursor and hint may be other ones now."""
        tool = self.router.tool
        cursor = tool.cursor(self.router.last)
        if self.viewport.turning.mirrored:
            cursor = MIRRORED.get(cursor, cursor)
        if cursor != self.widget.cursor().shape():
            self.widget.setCursor(cursor)
        hint = tool.hint()
        if tool.active and tool.snaps and self.snapping.on:
            hint = f"{hint}. {self.tr('Ctrl: no snapping')}"
        if hint != self.hint:
            self.hint = hint
            self.hint_changed.emit(hint)

    def _say_refusal(self, layer: Layer) -> None:
        self.announced.emit(layer_text.refusal(layer))

    # what is repainted

    def update_page(self, area: QRectF) -> None:
        """Repaint `area` (page pixels)."""
        if not area.isEmpty():
            exposed = self.viewport.view.rect_to_widget(area).adjusted(-2, -2, 2, 2)
            self.widget.update(self.viewport.seen_rect(exposed).toAlignedRect())

    def update_whole_page(self) -> None:
        page = self.viewport.page_rect()
        self.widget.update(self.viewport.seen_rect(page).toAlignedRect())

    def update_overlay(self) -> None:
        """Repaint boxes, handles and whatever tools paint."""
        self.typing.place()
        self.widget.update()

    # following view and state

    def follow_view(self) -> None:
        self.images.set_scale(self.viewport.zoom)
        self.typing.place()

    def _show_document(self, document: Document) -> None:
        before, self.shown = self.shown, document
        resized = (before.width, before.height) != (document.width, document.height)
        lines_changed = resized or before.strokes is not document.strokes
        if lines_changed or edited(before) != edited(document):
            tool = self.router.tool
            if tool.active and tool is not self.hand:  # the change came from elsewhere
                self.router.cancel()
        self.colours.show(document.boxes)
        self.images.show(document)
        self.typing.follow(document)
        self.regions.show(document)
        self.mask.show(document)
        if resized:
            self.viewport.set_page_size(QSizeF(document.width, document.height))
        if _painted(before) != _painted(document) or before.is_empty != document.is_empty:
            self.widget.update()
        self.images.set_scale(self.viewport.zoom)

    def _show_selection(self) -> None:
        self.typing.follow_selection()
        self.widget.update()

    def _show_people(self) -> None:
        self.tool_in_hand_changed()
        self.widget.update()

    def show_tool(self) -> None:
        """Put the tool of the state in hand, and every other one down."""
        self.router.put_down()
        for tool in self._tools.values():
            if tool is not self.tool and tool.active:
                tool.put_down()
            tool.leave()
        self.tool_in_hand_changed()
        self.router.keys_changed(Qt.KeyboardModifier.NoModifier)
        self.widget.update()

    def _show_brush(self) -> None:
        for tool in self._tools.values():
            if isinstance(tool, BrushTool):
                tool.refresh()


def edited(document: Document) -> tuple[object, ...]:
    """What tools change besides ink."""
    fields = document.boxes, document.poses, document.regions, document.reference
    mask = document.mask and (document.mask, document.mask_options)
    return (*fields, document.paints, document.ground, mask)


def _painted(document: Document) -> tuple[object, ...]:
    """All that is painted anew as a whole, which ink is not."""
    return (*edited(document), document.layers)
