"""How boxes look, and painting them, their handles and labels, in widget pixels: alike at any zoom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from sketchpad.document.model import Box, Stroke
from sketchpad.ui.canvas.boxes.geometry import HANDLES, Rect, handle_point
from sketchpad.ui.canvas.view import palette
from sketchpad.ui.canvas.view.view import Turning, View
from sketchpad.ui.style.painting import faded, smoothly

if TYPE_CHECKING:
    from sketchpad.ui.canvas.tool_bench import ToolBench
from PySide6.QtCore import QObject, Signal

HANDLE = 9.0  # widget pixels across
GRASP = 8.0  # widget pixels from a handle's middle at which it is caught
GROUP = QColor(72, 72, 80)
GHOST_POINTS = 64  # of a stroke, while it is dragged along
ROOM_FOR_MIDDLES = 40.0  # a side shorter than this shows no handle in its middle


@dataclass(frozen=True)
class BoxStyle:
    """A box as it is to be painted; `rect` in widget pixels."""

    id: str
    phrase: str
    rect: QRectF
    colour: QColor
    selected: bool = False
    hovered: bool = False
    locked: bool = False


class BoxStyles:
    """How each box looks at the moment.

    Attributes:
        missing: the label of a box without a phrase.
    """

    def __init__(self, bench: ToolBench) -> None:
        self._bench = bench
        self.missing = ""

    def of(self, id: str) -> BoxStyle:
        """Raises: KeyError for an id that the drawing does not have."""
        return self._look(self._bench.state.document.box(id))

    def all(self) -> tuple[BoxStyle, ...]:
        """The selected ones last, so that they lie on top."""
        looks = [self._look(box) for box in self._bench.state.document.boxes]
        return tuple(sorted(looks, key=lambda look: look.selected))

    def grasped(self, looks: tuple[BoxStyle, ...]) -> BoxStyle | None:
        """What shows handles, while a tool for boxes is in hand."""
        if self._bench.tool.layer != "boxes":
            return None
        return group([look for look in looks if look.selected and not look.locked])

    def label_rect(self, id: str) -> QRectF:
        widget = self._bench.widget
        return label(self.of(id), widget.font(), self.missing, QRectF(widget.rect()))[0]

    def _look(self, box: Box) -> BoxStyle:
        bench = self._bench
        rect = bench.viewport.on_page(bench.tool.rects().get(box.id, box.rect))
        hovered = bench.tool.layer == "boxes" and bench.tool.hovered == box.id
        lit = hovered or box.id in bench.habits.lit
        selected = box.id in bench.state.selection
        return BoxStyle(box.id, box.phrase, rect, bench.colours[box.id], selected, lit, box.locked)


def group(looks: Sequence[BoxStyle]) -> BoxStyle | None:
    """What handles are shown around: the only box, or all together; None without any."""
    if len(looks) < 2:
        return looks[0] if looks else None
    rect = looks[0].rect
    for look in looks[1:]:
        rect = rect.united(look.rect)
    return BoxStyle("", "", rect, GROUP, selected=True)


def paint_tints(painter: QPainter, looks: Iterable[BoxStyle]) -> None:
    """The colour within; painted before the ink, which stays black."""
    for look in looks:
        alpha = 0.13 if look.selected else 0.1 if look.hovered else 0.05
        painter.fillRect(look.rect, faded(look.colour, alpha))


def paint_frames(painter: QPainter, looks: Iterable[BoxStyle]) -> None:
    """Dashed where the phrase is still missing."""
    with smoothly(painter):
        for look in looks:
            width = 2.0 if look.selected or look.hovered else 1.5
            frame = look.rect.adjusted(width / 2, width / 2, -width / 2, -width / 2)
            painter.setPen(_pen(QColor(255, 255, 255, 150), width + 2))
            painter.drawRect(frame)
            pen = _pen(look.colour, width)
            if not look.phrase:
                pen.setDashPattern([4, 3])
            painter.setPen(pen)
            painter.drawRect(frame)


def paint_handles(painter: QPainter, rect: QRectF, colour: QColor) -> None:
    with smoothly(painter, _pen(colour, 1.5)):
        if colour is GROUP:
            painter.drawRect(rect)
        painter.setBrush(palette.PAPER)
        half = HANDLE / 2
        for handle in shown_handles(rect):
            at = handle_at(rect, handle)
            painter.drawRoundedRect(QRectF(at.x() - half, at.y() - half, HANDLE, HANDLE), 2, 2)


def paint_marquee(painter: QPainter, rect: QRectF, colour: QColor) -> None:
    painter.save()
    painter.setBrush(faded(colour, 0.12))
    painter.setPen(_pen(colour, 1))
    painter.drawRect(rect)
    painter.restore()


def paint_ghosts(painter: QPainter, strokes: Iterable[Stroke], view: View) -> None:
    """Where strokes will be that go along with a box: thin lines along their middles."""
    with smoothly(painter, _pen(QColor(90, 90, 90), 1.5)):
        for stroke in strokes:
            if not stroke.eraser:
                points = stroke.points[:: max(1, len(stroke.points) // GHOST_POINTS)]
                painter.drawPolyline(view.polygon(points))


def paint_labels(
    painter: QPainter,
    looks: Iterable[BoxStyle],
    font: QFont,
    missing: str,
    within: QRectF,
    turning: Turning,
) -> None:
    """A chip with the phrase at each box; `missing` where there is none yet."""
    for look in looks:
        chip, text, chip_font = label(look, font, missing, within)
        with turning.readable(painter, chip), smoothly(painter, brush=QColor(255, 255, 255, 150)):
            painter.drawRoundedRect(chip.adjusted(-1, -1, 1, 1), 5, 5)
            painter.setBrush(look.colour)
            painter.drawRoundedRect(chip, 4, 4)
            painter.setFont(chip_font)
            painter.setPen(palette.text_on(look.colour))
            painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)


def label(look: BoxStyle, font: QFont, missing: str, within: QRectF) -> tuple[QRectF, str, QFont]:
    """Where the chip of a box goes, its text and font: above the box, inside it where there is no room above."""
    chip_font = QFont(font)
    chip_font.setItalic(not look.phrase)
    metrics = QFontMetricsF(chip_font)
    most = min(max(look.rect.width(), 120.0), 280.0)
    text = metrics.elidedText(look.phrase or missing, Qt.TextElideMode.ElideRight, most)
    size = metrics.size(Qt.TextFlag.TextSingleLine, text)
    width, height = size.width() + 14, size.height() + 5
    x, y = look.rect.x(), look.rect.y() - height - 4
    if y < within.top():
        y = max(look.rect.y() + 5, within.top() + 3)
        x += 5
    x = min(max(x, within.left() + 2), max(within.right() - width - 2, within.left() + 2))
    return QRectF(round(x), round(y), round(width), round(height)), text, chip_font


def shown_handles(rect: QRectF) -> list[tuple[int, int]]:
    """The handles a box of this size on the screen has room for."""
    return [
        (across, down)
        for across, down in HANDLES
        if (across or rect.width() >= ROOM_FOR_MIDDLES)
        and (down or rect.height() >= ROOM_FOR_MIDDLES)
    ]


def handle_at(rect: QRectF, handle: tuple[int, int]) -> QPointF:
    corners: Rect = (rect.left(), rect.top(), rect.right(), rect.bottom())
    return QPointF(*handle_point(corners, handle))


def grasped_handle(rect: QRectF | None, at: QPointF) -> tuple[int, int] | None:
    """The handle of a frame under the pointer; corners win over middles."""
    if rect is None:
        return None
    return next((one for one in shown_handles(rect) if grasps(handle_at(rect, one), at)), None)


def grasps(handle: QPointF, at: QPointF) -> bool:
    offset = handle - at
    return abs(offset.x()) <= GRASP and abs(offset.y()) <= GRASP


def arrow(handle: tuple[int, int]) -> Qt.CursorShape:
    """The cursor over a handle."""
    across, down = handle
    if across and down:
        rising = across != down
        return Qt.CursorShape.SizeBDiagCursor if rising else Qt.CursorShape.SizeFDiagCursor
    return Qt.CursorShape.SizeHorCursor if across else Qt.CursorShape.SizeVerCursor


def _pen(colour: QColor, width: float) -> QPen:
    return QPen(
        colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.MiterJoin
    )


class BoxInteractionState(QObject):
    """Observable state of the boxes beyond the drawing: carrying strokes, highlighting.

    Signals:
        carry_changed: do boxes take their strokes along when they are moved or scaled?
        lit_changed: other boxes are lit now, because their word in the prompt, or their line in a list, is pointed at.
    """

    carry_changed = Signal(bool)
    lit_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.carry = False
        self.lit: frozenset[str] = frozenset()

    def set_carry(self, carry: bool) -> None:
        if carry != self.carry:
            self.carry = carry
            self.carry_changed.emit(carry)

    def light(self, ids: Iterable[str] = ()) -> None:
        """Light exactly the boxes `ids`; ids of boxes that are gone do no harm."""
        lit = frozenset(ids)
        if lit != self.lit:
            self.lit = lit
            self.lit_changed.emit()
