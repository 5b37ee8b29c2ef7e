"""The strength over the steps, drawn as a line through points: by mouse, by keys, or by numbers.

A click sets a point or takes hold of one, a drag moves it, a double click or Delete removes it. With keys: Left and
Right choose a point; Up and Down change its height; Ctrl with Left and Right moves it; Insert or Enter adds one.
Ctrl+C and Ctrl+V carry a curve from one method to another.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QContextMenuEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from sketchpad.generation.request.method_settings import MOST_POINTS, Curve, factor_at
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.theme import theme
from sketchpad.ui.widgets import curve_clipboard

HIGHEST = 2.0  # of the factor, at the upper edge
STEP = 0.05
COPY, PASTE = QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.Paste
DELETE = Qt.Key.Key_Delete
REACH = 11.0  # logical pixels, within which a point is taken hold of
MARGIN = 8.0
CONSTANT: Curve = ((0.0, 1.0), (1.0, 1.0))
SHAPES: dict[str, Curve] = {
    "constant": (),
    "fade_out": ((0.0, 1.0), (1.0, 0.0)),
    "early": ((0.0, 1.0), (0.4, 1.0), (0.7, 0.0)),
    "fade_in": ((0.0, 0.0), (1.0, 1.0)),
    "middle": ((0.0, 0.2), (0.5, 1.0), (1.0, 0.2)),
}
_LINES = (0.25, 0.5, 0.75)  # shares of the steps
_RADIUS = 4.5


def is_constant(curve: Curve) -> bool:
    return all(factor == 1.0 for _, factor in curve)


class CurveEditor(Panel):
    """Edits a strength curve over the steps.

    Signals:
        curve_changed: the user drew another one: points (share of the steps, factor), empty for a constant 1.
    """

    curve_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self._points: list[tuple[float, float]] = list(CONSTANT)
        self._present = 0
        self._dragged = False
        self._window = (0.0, 1.0)
        self.retranslate()

    @property
    def curve(self) -> Curve:
        """Empty where nothing differs from a constant 1."""
        points = tuple(self._points)
        return () if is_constant(points) else points

    @property
    def present(self) -> tuple[float, float]:
        """The chosen point."""
        return self._points[self._present]

    def set_curve(self, curve: Curve) -> None:
        """Show `curve` without a signal."""
        if curve == self.curve:
            return
        self._points = list(curve or CONSTANT)
        self._present = min(self._present, len(self._points) - 1)
        self._refresh()

    def set_window(self, start: float, end: float) -> None:
        """Outside of this share of the steps the method does nothing: shown in grey."""
        if (start, end) != self._window:
            self._window = (start, end)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(180, 84)

    def minimumSizeHint(self) -> QSize:
        return QSize(100, 84)

    # words

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Strength over the steps"))
        self.setToolTip(
            self.tr(
                "Click to set a point, drag to move it, double-click to remove it. Keys: Left and Right choose, "
                "Up and Down change the height, Ctrl+Left and Ctrl+Right move, Insert adds, Delete removes, "
                "Ctrl+C copies the curve, Ctrl+V pastes one."
            )
        )
        self._refresh()

    def _refresh(self) -> None:
        share, factor = self.present
        text = self.tr(
            "Point {n} of {count}: at {share} % of the steps, {factor} times the strength"
        )
        n, count, percent = self._present + 1, len(self._points), round(share * 100)
        spoken = text.format(n=n, count=count, share=percent, factor=f"{factor:.2f}")
        if spoken != self.accessibleDescription():
            self.setAccessibleDescription(spoken)
            if self.hasFocus():
                event = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
                QAccessible.updateAccessibility(event)
        self.update()

    # changes

    def move_present(self, share: float, factor: float) -> None:
        """Move the chosen point, between its neighbours."""
        n = self._present
        low = self._points[n - 1][0] + STEP / 5 if n else 0.0
        high = self._points[n + 1][0] - STEP / 5 if n + 1 < len(self._points) else 1.0
        share, factor = min(max(share, low), max(low, high)), min(max(factor, 0.0), HIGHEST)
        point = (round(share, 3), round(factor, 3))
        if point != self._points[n]:
            self._points[n] = point
            self._tell()

    def add(self, share: float, factor: float) -> None:
        """A further point, which is the chosen one then."""
        if len(self._points) >= MOST_POINTS:
            return
        shares = [one for one, _ in self._points]
        if any(abs(share - one) < STEP / 5 for one in shares):
            return
        self._present = sum(one < share for one in shares)
        point = (round(share, 3), round(min(max(factor, 0.0), HIGHEST), 3))
        self._points.insert(self._present, point)
        self._tell()

    def remove_present(self) -> None:
        """One point at least stays."""
        if len(self._points) > 1:
            del self._points[self._present]
            self._present = min(self._present, len(self._points) - 1)
            self._tell()

    def _tell(self) -> None:
        self._refresh()
        self.curve_changed.emit(self.curve)

    def _choose(self, n: int) -> None:
        self._present = min(max(n, 0), len(self._points) - 1)
        self._refresh()

    def copy(self) -> None:
        """Put the curve on the clipboard."""
        curve_clipboard.put(self.curve)

    def paste(self) -> None:
        """Take the curve that is on the clipboard, if there is one."""
        curve = curve_clipboard.get()
        if curve is not None and curve != self.curve:
            self.set_curve(curve)
            self.curve_changed.emit(self.curve)

    # keys

    def event(self, event: QEvent) -> bool:
        # The windows have keys like these, too.
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and (event.matches(COPY) or event.matches(PASTE) or event.key() == DELETE)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        share, factor = self.present
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        key = event.key()
        if event.matches(COPY):
            self.copy()
        elif event.matches(PASTE):
            self.paste()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            turn = 1 if key == Qt.Key.Key_Right else -1
            if ctrl:
                self.move_present(share + turn * STEP, factor)
            else:
                self._choose(self._present + turn)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_present(share, factor + (STEP if key == Qt.Key.Key_Up else -STEP))
        elif key in (Qt.Key.Key_Insert, Qt.Key.Key_Return, Qt.Key.Key_Enter) and not ctrl:
            self._add_beside()
        elif key in (DELETE, Qt.Key.Key_Backspace):
            self.remove_present()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._choose(0 if key == Qt.Key.Key_Home else len(self._points) - 1)
        else:
            super().keyPressEvent(event)

    def _add_beside(self) -> None:
        share = self.present[0]
        later = self._points[self._present + 1 :]
        following = later[0][0] if later else 1.0
        if following - share < 2 * STEP / 5:  # no room behind it
            following, share = share, self._points[self._present - 1][0] if self._present else 0.0
        middle = (share + following) / 2
        self.add(middle, factor_at(tuple(self._points), middle))

    # mouse

    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)

    def place_of(self, share: float, factor: float) -> QPointF:
        """Where a point is painted."""
        area = self._area()
        return QPointF(
            area.left() + share * area.width(), area.bottom() - factor / HIGHEST * area.height()
        )

    def _value_at(self, at: QPointF) -> tuple[float, float]:
        area = self._area()
        share = (at.x() - area.left()) / max(1.0, area.width())
        factor = (area.bottom() - at.y()) / max(1.0, area.height()) * HIGHEST
        factor = round(factor / STEP) * STEP
        return min(max(share, 0.0), 1.0), min(max(factor, 0.0), HIGHEST)

    def _near(self, at: QPointF) -> int | None:
        far = [(self.place_of(*point) - at).manhattanLength() for point in self._points]
        nearest = min(far)
        return far.index(nearest) if nearest <= REACH * 1.4 else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        near = self._near(event.position())
        if near is not None:
            self._choose(near)
        else:
            self.add(*self._value_at(event.position()))
        self._dragged = True

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged:
            self.move_present(*self._value_at(event.position()))
        else:
            near, shape = self._near(event.position()) is not None, Qt.CursorShape
            self.setCursor(shape.PointingHandCursor if near else shape.CrossCursor)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._dragged = False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        near = self._near(event.position())
        if near is not None:
            self._choose(near)
            self.remove_present()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Copy curve"), self.copy)
        paste = menu.addAction(self.tr("Paste curve"), self.paste)
        paste.setEnabled(curve_clipboard.get() is not None)
        menu.popup(event.globalPos())

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)  # type: ignore[arg-type]
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, tokens, area = QPainter(self), theme().tokens, self._area()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(tokens.colour("accent" if self.hasFocus() else "border"), 1))
        painter.setBrush(tokens.colour("window"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setPen(QPen(tokens.colour("border"), 1))
        for share in _LINES:
            x = round(area.left() + share * area.width()) + 0.5
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        painter.setPen(QPen(tokens.colour("border_strong"), 1, Qt.PenStyle.DotLine))
        painter.drawLine(self.place_of(0, 1), self.place_of(1, 1))
        places = [self.place_of(*point) for point in self._points]
        self._paint_curve(painter, area, places)
        for n, place in enumerate(places):
            chosen = n == self._present and self.hasFocus()
            painter.setPen(QPen(tokens.colour("accent_text" if chosen else "accent"), 2))
            painter.setBrush(tokens.colour("accent" if chosen else "surface"))
            painter.drawEllipse(place, _RADIUS, _RADIUS)

    def _paint_curve(self, painter: QPainter, area: QRectF, places: list[QPointF]) -> None:
        """The line through `places` and what is under it; grey where the method does not act."""
        tokens, (start, end) = theme().tokens, self._window
        first, last = (QPointF(area.left(), places[0].y()), QPointF(area.right(), places[-1].y()))
        line = QPolygonF([first, *places, last])
        under = QPolygonF([area.bottomLeft(), *line.toList(), area.bottomRight()])
        for shares, colour, fill in (
            ((0.0, 1.0), "border_strong", "hover"),
            ((start, end), "accent", "accent_soft"),
        ):
            left, right = (self.place_of(share, 0).x() for share in shares)
            painter.setClipRect(QRectF(left, 0, right - left, area.bottom() + area.top()))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.colour(fill))
            painter.drawPolygon(under)
            painter.setPen(QPen(tokens.colour(colour), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(line)
        painter.setClipping(False)
