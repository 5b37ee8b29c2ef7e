"""The canvas as its tools and the router of the pointer see it."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from sketchpad.document.model import Document
from sketchpad.ui.canvas.boxes.interaction_state import BoxInteractionState
from sketchpad.ui.canvas.boxes.painter import BoxStyle
from sketchpad.ui.canvas.boxes.phrase_typing import PhraseTyping
from sketchpad.ui.canvas.boxes.styles import BoxStyles
from sketchpad.ui.canvas.ink.ink_layer import InkLayer
from sketchpad.ui.canvas.ink.ink_renderer import InkRenderer
from sketchpad.ui.canvas.input import InputView
from sketchpad.ui.canvas.poses.layer import PoseLayer
from sketchpad.ui.canvas.regions.layer import RegionLayer
from sketchpad.ui.canvas.tools.tool import Tool
from sketchpad.ui.canvas.view.palette import BoxColours
from sketchpad.ui.canvas.view.snapping import Snapping
from sketchpad.ui.state.document_state import DocumentState, ToolName


class ToolBench(InputView):
    """What is at hand while one draws. Subclasses make the parts."""

    _state: DocumentState
    _ink: InkRenderer
    _colours: BoxColours
    _habits: BoxInteractionState
    _snapping: Snapping
    _people: PoseLayer
    _regions: RegionLayer
    _tools: dict[ToolName, Tool]
    _looks: BoxStyles
    _typing: PhraseTyping

    # what there is

    @property
    def state(self) -> DocumentState:
        return self._state

    @property
    def ink(self) -> InkLayer:
        return self._ink.layer

    @property
    def colours(self) -> BoxColours:
        return self._colours

    @property
    def habits(self) -> BoxInteractionState:
        return self._habits

    @property
    def people(self) -> PoseLayer:
        return self._people

    @property
    def regions(self) -> RegionLayer:
        return self._regions

    @property
    def snapping(self) -> Snapping:
        return self._snapping

    # tools

    @property
    def tool(self) -> Tool:
        return self._tools[self._state.tool]

    @property
    def eraser(self) -> Tool:
        """What the other end of a pen is: it takes away regions with the tool for those in hand, else ink."""
        return self._tools["region" if self._state.tool == "region" else "eraser"]

    @property
    def hand(self) -> Tool:
        return self._tools["pan"]

    def refuses(self, tool: Tool) -> bool:
        """Can the layer that `tool` changes not be changed? Then that is said."""
        return tool.layer is not None and self._state.refuses(tool.layer)

    def cancel_gesture(self) -> bool:
        return self._router.cancel()

    def unfinished(self) -> Document | None:
        """The drawing with what is being drawn just now, as far as it is; None where nothing is."""
        return self._router.tool.unfinished()

    # what they ask for

    def look_of(self, id: str) -> BoxStyle:
        return self._looks.of(id)

    def label_rect(self, id: str) -> QRectF:
        return self._looks.label_rect(id)

    def edit_phrase(self, id: str) -> None:
        """Open the line in which the phrase of the box `id` is typed."""
        self._typing.begin(id)

    def update_page(self, area: QRectF) -> None:
        if not area.isEmpty():
            exposed = self._view.rect_to_widget(area).adjusted(-2, -2, 2, 2)
            self.update(self.seen_rect(exposed).toAlignedRect())

    def show_ink(self, document: Document) -> None:
        """Show the strokes of `document` instead, until another one is shown: while strokes are dragged."""
        self._ink.show(document)

    def update_overlay(self) -> None:
        self._typing.place()
        self.update()
