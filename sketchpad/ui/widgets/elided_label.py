"""A label of one or two lines that ends in an ellipsis where there is no room, with the whole text as its tool tip."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout
from PySide6.QtWidgets import QLabel, QWidget


class ElidedLabel(QLabel):
    """With `two_lines` it is always as high as these."""

    def __init__(
        self, text: str = "", parent: QWidget | None = None, *, two_lines: bool = False
    ) -> None:
        super().__init__(text, parent)
        self._two_lines, self._short = two_lines, ""

    def setText(self, text: str) -> None:
        self.set_texts(text)

    def set_texts(self, text: str, short: str = "") -> None:
        """`short` is shown where there is no room for all of `text`."""
        self._short = short
        super().setText(text)
        self.setToolTip(text)

    def minimumSizeHint(self) -> QSize:
        lines = 2 * self.fontMetrics().lineSpacing() if self._two_lines else 0
        return QSize(24, max(super().minimumSizeHint().height(), lines))

    def shown(self, width: int) -> str:
        """The text as it is shown in so many pixels: with an ellipsis, and in two lines with a line break."""
        text, rest = self.text(), ""
        if self._two_lines:
            end = self._end_of_line(text, width)
            text, rest = text[:end].rstrip(), text[end:]
        metrics, right = self.fontMetrics(), Qt.TextElideMode.ElideRight
        if self._short and metrics.horizontalAdvance(text) > width:
            text = self._short
        first = metrics.elidedText(text, right, width)
        return f"{first}\n{metrics.elidedText(rest, right, width)}" if rest else first

    def _end_of_line(self, text: str, width: int) -> int:
        layout = QTextLayout(text, self.font())
        layout.beginLayout()
        line = layout.createLine()
        if line.isValid():
            line.setLineWidth(width)
        layout.endLayout()
        return line.textLength() if line.isValid() else 0

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        room, how = self.contentsRect(), int(self.alignment())
        text, role = self.shown(room.width()), self.foregroundRole()
        self.style().drawItemText(painter, room, how, self.palette(), self.isEnabled(), text, role)
