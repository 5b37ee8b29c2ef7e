"""Looks at a picture: zoom at the pointer, pan, fit. Several of them can look at the same place (`ViewLink`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import (
    QEvent,
    QMimeData,
    QObject,
    QPoint,
    QPointF,
    QRectF,
    QSize,
    QSizeF,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QDrag,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from sketchpad.ui.canvas.view.palette import backdrop
from sketchpad.ui.canvas.view.view import View, fitted
from sketchpad.ui.connections import while_alive
from sketchpad.ui.style import icons
from sketchpad.ui.style.painting import dashed
from sketchpad.ui.style.qimage import scaled_to
from sketchpad.ui.style.theme import theme

MARGIN = 16.0
DRAGGED = 128  # pixels of a picture under the pointer
CRISP_FROM = 6.0  # zoom from which single pixels are shown as squares
PAN_KEYS = {
    Qt.Key.Key_Left: QPointF(40, 0),
    Qt.Key.Key_Right: QPointF(-40, 0),
    Qt.Key.Key_Up: QPointF(0, 40),
    Qt.Key.Key_Down: QPointF(0, -40),
}


@dataclass(frozen=True)
class Look:
    """Where a view looks, whatever the size of the widget: the page point in its middle (0..1), and the zoom.

    None as `zoom` is "the whole page".
    """

    zoom: float | None = None
    x: float = 0.5
    y: float = 0.5


class PictureView(QWidget):
    """Shows one picture on a page of `page_size`.

    Attributes:
        drag: gives the picture that a drag takes to another window, while the whole page is in view; else a drag pans.

    Signals:
        look_changed: the user zoomed or panned; the new `Look`.
        zoom_changed: widget pixels per page pixel.
        activated: double click or Enter.
        clicked: a point of the page, in its pixels; what follows a drag is no click.
    """

    look_changed = Signal(object)
    zoom_changed = Signal(float)
    activated = Signal()
    clicked = Signal(QPointF)

    def __init__(self, parent: QWidget | None = None, margin: float = MARGIN) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(96, 96)
        self._margin = margin
        self.drag: Callable[[], QMimeData | None] | None = None
        self._picture: QImage | None = None
        self._page = QSizeF(256, 256)
        self._view = View()
        self.look = Look()
        self._hint = ""
        self._hint_icon = "picture"
        self._dragged_from: QPointF | None = None
        self._pressed: QPointF | None = None  # until it is a drag
        self._fit()

    # what is shown

    @property
    def picture(self) -> QImage | None:
        return self._picture

    def set_picture(self, picture: QImage | None) -> None:
        self._picture = picture
        self.update()

    def set_page_size(self, width: int, height: int) -> None:
        if self._page != QSizeF(width, height):
            self._page = QSizeF(width, height)
            self.set_look(self.look)

    def set_hint(self, text: str, icon: str = "picture") -> None:
        """The words shown while there is no picture."""
        self._hint, self._hint_icon = text, icon
        self.setAccessibleDescription(text)
        self.update()

    # where one looks

    @property
    def zoom(self) -> float:
        return self._view.zoom

    def set_look(self, look: Look) -> None:
        """Look there; of the signals only `zoom_changed` is emitted."""
        self.look = look
        if look.zoom is None:
            self._fit()
            return
        point = QPointF(look.x * self._page.width(), look.y * self._page.height())
        corner = self._middle() - point * look.zoom
        self._set_view(View(look.zoom, corner.x(), corner.y()))

    def fit(self) -> None:
        self._tell(Look())
        self._fit()

    def set_zoom(self, zoom: float) -> None:
        self._by_user(self._view.zoomed(zoom, self._middle()))

    def zoom_step(self, direction: int) -> None:
        self._by_user(self._view.stepped(direction, self._middle()))

    def _middle(self) -> QPointF:
        return QPointF(self.width() / 2, self.height() / 2)

    def _fit(self) -> None:
        self._set_view(fitted(self._page, QSizeF(self.size()), self._margin))

    def _set_view(self, view: View) -> None:
        if view != self._view:
            zoomed = view.zoom != self._view.zoom
            self._view = view
            self.update()
            if zoomed:
                self.zoom_changed.emit(view.zoom)

    def _by_user(self, view: View) -> None:
        self._set_view(view.kept_in(self._page, QSizeF(self.size())))
        at = self._view.to_page(self._middle())
        x, y = at.x() / self._page.width(), at.y() / self._page.height()
        self._tell(Look(self._view.zoom, x, y))

    def _tell(self, look: Look) -> None:
        if look != self.look:
            self.look = look
            self.look_changed.emit(look)

    # events

    def sizeHint(self) -> QSize:
        return QSize(360, 360)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.set_look(self.look)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y()
        if turned:
            zoom = self._view.zoom * 1.2 ** (turned / 120)
            self._by_user(self._view.zoomed(zoom, event.position()))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._dragged_from = self._pressed = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged_from is None:
            return
        if self._pressed is not None:
            moved = event.position() - self._pressed
            if moved.manhattanLength() < QApplication.startDragDistance():
                return
            self._pressed = None
            left = bool(event.buttons() & Qt.MouseButton.LeftButton)
            if left and self.look.zoom is None and self._take_out():
                return
        self._by_user(self._view.moved(event.position() - self._dragged_from))
        self._dragged_from = event.position()

    def _take_out(self) -> bool:
        """Drag the picture to another window; False where there is none to be dragged."""
        data = self.drag() if self.drag is not None else None
        if data is None or self._picture is None:
            return False
        self._dragged_from = None
        self.unsetCursor()
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.setPixmap(QPixmap.fromImage(scaled_to(self._picture, DRAGGED)))
        drag.exec(Qt.DropAction.CopyAction)
        return True

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        pressed, self._dragged_from, self._pressed = self._pressed, None, None
        self.unsetCursor()
        if pressed is not None:
            self.clicked.emit(self._view.to_page(pressed))

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.activated.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in PAN_KEYS:
            self._by_user(self._view.moved(PAN_KEYS[key]))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_step(1)
        elif key == Qt.Key.Key_Minus:
            self.zoom_step(-1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.activated.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self.update()
        super().changeEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = theme().tokens
        painter = QPainter(self)
        painter.fillRect(self.rect(), backdrop(self.palette()))
        page = self._view.page_rect(self._page)
        picture = self.picture
        if picture is None:
            self._paint_empty(painter, page)
        else:
            smooth = QPainter.RenderHint.SmoothPixmapTransform
            painter.setRenderHint(smooth, self._view.zoom < CRISP_FROM)
            painter.drawImage(page, picture)
        if self.hasFocus():
            painter.setPen(QPen(tokens.colour("accent"), 2))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def _paint_empty(self, painter: QPainter, page: QRectF) -> None:
        tokens = theme().tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(dashed(tokens.colour("border_strong"), 1, 4, 4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(page.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        if not self._hint:
            return
        room = QRectF(self.rect()).intersected(page).adjusted(16, 16, -16, -16)
        wrap = int(Qt.AlignmentFlag.AlignHCenter) | int(Qt.TextFlag.TextWordWrap)
        room.setWidth(min(room.width(), 240.0))
        room.moveCenter(QRectF(self.rect()).intersected(page).center())
        needed = painter.boundingRect(room, wrap, self._hint)
        top = room.center().y() - (needed.height() + 44) / 2
        picture = icons.pixmap(
            self._hint_icon, tokens.colour("faint"), 32, painter.device().devicePixelRatioF()
        )
        painter.drawPixmap(QPoint(round(room.center().x() - 16), round(top)), picture)
        painter.setPen(tokens.colour("muted"))
        painter.drawText(
            QRectF(room.x(), top + 44, room.width(), needed.height() + 2), wrap, self._hint
        )


class ViewLink(QObject):
    """Views that look at the same place."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._views: list[PictureView] = []
        self.look = Look()

    def add(self, view: PictureView) -> None:
        self._views.append(view)
        view.set_look(self.look)
        view.look_changed.connect(self._spread)
        while_alive(self, view.destroyed, lambda *_: self._views.remove(view))

    def fit(self) -> None:
        self._spread(Look())

    def zoom_step(self, direction: int) -> None:
        if self._views:
            self._views[0].zoom_step(direction)

    def _spread(self, look: Look) -> None:
        self.look = look
        for view in self._views:
            if view.look != look:
                view.set_look(look)
