"""The page's edges by the pointer: pulled inwards they cut it, outwards they make room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath

from sketchpad.document.box import Rect
from sketchpad.document.model import LARGEST_SIZE, SIZE_STEP, SMALLEST_SIZE, Document
from sketchpad.ui.canvas.boxes import painter as box_painter
from sketchpad.ui.canvas.boxes.painter import arrow
from sketchpad.ui.canvas.tools.tool import Tool
from sketchpad.ui.canvas.view import palette
from sketchpad.ui.canvas.view.snapping import Pointer
from sketchpad.ui.style.painting import faded, smoothly
from sketchpad.ui.style.theme import theme

if TYPE_CHECKING:
    from sketchpad.ui.canvas.tool_bench import ToolBench

KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PageTool(Tool):
    """Frames a new page.

    Attributes:
        frame: the page to be, xyxy in page pixels.

    Signals:
        framed: `frame` is another one.
        wanted: it is to be the page.
    """

    framed = Signal()
    wanted = Signal()

    def __init__(self, bench: ToolBench) -> None:
        super().__init__(bench)
        self._handle = (0, 0)
        self._begun: Rect = (0.0, 0.0, 0.0, 0.0)
        self.frame = page_of(self.state.document)
        self.state.document_changed.connect(lambda _: self.reset())

    @property
    def is_changed(self) -> bool:
        return self.frame != page_of(self.state.document)

    def hint(self) -> str:
        return self.tr(
            "Page: pull its edges, by steps of {step} pixels; outwards there is room to paint. Enter: use it"
        ).format(step=SIZE_STEP)

    def cursor(self, pointer: Pointer | None) -> Qt.CursorShape:
        handle = self._handle if self.active else self._handle_under(pointer)
        return arrow(handle) if handle else Qt.CursorShape.ArrowCursor

    def press(self, pointer: Pointer) -> None:
        handle = self._handle_under(pointer)
        self.active = handle is not None
        self._handle, self._begun = handle or (0, 0), self.frame

    def move(self, pointer: Pointer) -> None:
        if not self.active:
            return
        x0, y0, x1, y1 = self._begun
        across, down = self._handle
        x, y = pointer.page.x(), pointer.page.y()
        (x0, x1), (y0, y1) = _pulled(x0, x1, across, x), _pulled(y0, y1, down, y)
        self._set((x0, y0, x1, y1))

    def release(self, pointer: Pointer) -> None:
        self.move(pointer)
        self.active = False

    def cancel(self) -> None:
        if self.active:
            self.active = False
            self._set(self._begun)

    def double_click(self, pointer: Pointer) -> bool:
        self.wanted.emit()
        return True

    def wants(self, key: Qt.Key) -> bool:
        return key in KEYS

    def key(self, key: Qt.Key) -> None:
        self.wanted.emit()

    def reset(self) -> None:
        """Put the edges where they are."""
        self._set(page_of(self.state.document))

    def _set(self, frame: Rect) -> None:
        if frame != self.frame:
            self.frame = frame
            self.framed.emit()
            self.bench.update_overlay()

    def paint(self, painter: QPainter) -> None:
        frame, page = self._on_screen(), self.bench.viewport.page_rect()
        cut_off = QPainterPath()
        cut_off.addRect(page)
        inside = QPainterPath()
        inside.addRect(frame)
        with smoothly(painter):
            painter.fillPath(cut_off - inside, faded(palette.HINT, 0.5))
            painter.fillPath(inside - cut_off, faded(palette.PAPER, 0.6))
            painter.setPen(theme().tokens.colour("accent"))
            painter.drawRect(frame)
        box_painter.paint_handles(painter, frame, theme().tokens.colour("accent"))

    def _on_screen(self) -> QRectF:
        page, (x0, y0, x1, y1) = self.state.document, self.frame
        shares = x0 / page.width, y0 / page.height, x1 / page.width, y1 / page.height
        return self.bench.viewport.on_page(shares)

    def _handle_under(self, pointer: Pointer | None) -> tuple[int, int] | None:
        if pointer is None:
            return None
        return box_painter.grasped_handle(self._on_screen(), pointer.widget)


def page_of(document: Document) -> Rect:
    return 0.0, 0.0, float(document.width), float(document.height)


def _pulled(low: float, high: float, side: int, to: float) -> tuple[float, float]:
    """A span whose lower (-1), upper (1) or neither (0) end is pulled, to a length that a page can have."""
    length = (to - low if side > 0 else high - to) if side else high - low
    length = round(length / SIZE_STEP) * SIZE_STEP
    length = min(max(length, SMALLEST_SIZE), LARGEST_SIZE)
    return (high - length, high) if side < 0 else (low, low + length)
