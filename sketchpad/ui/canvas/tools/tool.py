"""What a tool is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QPainter

from sketchpad.document.layers import LayerKind
from sketchpad.document.model import Document
from sketchpad.ui.canvas.boxes.geometry import Rect
from sketchpad.ui.canvas.view.pointer import Pointer
from sketchpad.ui.canvas.view.view import View
from sketchpad.ui.state.document_state import DocumentState

if TYPE_CHECKING:
    from sketchpad.ui.canvas.tool_bench import ToolBench


class Tool(QObject):
    """One way of using the pointer.

    Between `press` and `release` (or `cancel`) a gesture is going on: `active`. The document changes only when it ends,
    so that a cancelled gesture leaves nothing behind.

    Attributes:
        layer: what it changes lies on this layer of the drawing; None: it changes nothing.
        snaps: what it drags snaps to what is near.
        hovered: what is under the pointer.
    """

    layer: LayerKind | None = None
    snaps = False
    hovered: object = None

    def __init__(self, bench: ToolBench) -> None:
        super().__init__(bench)
        self.bench = bench
        self.active = False

    @property
    def state(self) -> DocumentState:
        return self.bench.state

    @property
    def view(self) -> View:
        return self.bench.viewport.view

    def hint(self) -> str:
        """What its modifiers do, in one line."""
        return ""

    def cursor(self, pointer: Pointer | None) -> Qt.CursorShape:
        return Qt.CursorShape.ArrowCursor

    def press(self, pointer: Pointer) -> None: ...

    def move(self, pointer: Pointer) -> None:
        """The pointer moves within a gesture."""

    def hover(self, pointer: Pointer) -> None:
        """The pointer moves with nothing pressed, or a modifier key changes."""

    def set_hovered(self, hovered: object) -> None:
        if hovered != self.hovered:
            self.hovered = hovered
            self.bench.update_overlay()

    def release(self, pointer: Pointer) -> None: ...

    def double_click(self, pointer: Pointer) -> bool:
        """False: to be taken as a press."""
        return False

    def cycle(self, pointer: Pointer, direction: int) -> bool:
        """Select the next of the things at the pointer, or with -1 the previous; False if there is no choice."""
        return False

    def tab(self, direction: int) -> bool:
        """On to the next thing, or with -1 back, wherever the pointer is; False past the last: to the next control."""
        return False

    def pick(self, pointer: Pointer) -> bool:
        """Select what a menu at the pointer is for, unless it is selected; False if there is nothing."""
        return False

    def cancel(self) -> None:
        """End the gesture as if it had not begun."""

    def put_down(self) -> None:
        """Another tool is taken in the middle of a gesture."""
        self.cancel()

    def wants(self, key: Qt.Key) -> bool:
        """Is this key, without modifiers, for the tool just now, whatever shortcuts there are?"""
        return False

    def key(self, key: Qt.Key) -> None:
        """A key that it `wants`."""

    def leave(self) -> None:
        """The pointer has left the canvas, or another tool is taken."""
        self.set_hovered(None)

    def rects(self) -> Mapping[str, Rect]:
        """Boxes that are just being dragged, and where they are shown meanwhile."""
        return {}

    def unfinished(self) -> Document | None:
        """The drawing as it would be if the gesture ended now; None where that is of no use."""
        return None

    def paint(self, painter: QPainter) -> None:
        """Paint over everything, in widget pixels."""
