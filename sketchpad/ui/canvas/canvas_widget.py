"""The drawing surface: shows the page, its ink, boxes and result, and hands the pointer to the present tool."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Literal, get_args

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAction,
    QColor,
    QContextMenuEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QWidget

from sketchpad import settings
from sketchpad.document.model import Document
from sketchpad.ui.canvas import box_painter, page_painter, palette
from sketchpad.ui.canvas.actions import CanvasActions
from sketchpad.ui.canvas.box_commands import FAR, BoxCommands
from sketchpad.ui.canvas.box_painter import BoxLook
from sketchpad.ui.canvas.ink_layer import InkLayer
from sketchpad.ui.canvas.palette import BoxColours
from sketchpad.ui.canvas.phrase_editor import PhraseEditor
from sketchpad.ui.canvas.pointer_router import PointerRouter
from sketchpad.ui.canvas.readout import Readout
from sketchpad.ui.canvas.tools.box_tool import BoxTool
from sketchpad.ui.canvas.tools.pan_tool import PanTool
from sketchpad.ui.canvas.tools.pen_tool import PenTool
from sketchpad.ui.canvas.tools.tool import Tool
from sketchpad.ui.canvas.view import View, centred, fitted
from sketchpad.ui.state import TOOLS, DocumentState

ResultMode = Literal["under", "over", "hidden"]
RESULT_MODES: tuple[ResultMode, ...] = get_args(ResultMode)
INK_SLICE = 0.008  # seconds of drawing strokes anew before events are looked at again
WHEEL_NOTCH = 120  # Qt's unit
ZOOM_PER_NOTCH = 1.2


class CanvasWidget(QWidget):
    """The canvas on `state`.

    Every ability is a QAction: `action("undo")`; `action_groups()` has them all, in the order menus should have them:
        tools: pen, eraser, box, select, pan (checkable, exclusive)
        edit: undo, redo, clear, select_all, deselect
        brush: brush_smaller, brush_larger
        boxes: add_box, edit_phrase, duplicate, delete, next_box, previous_box
        nudge: nudge_left ... nudge_down_far, grow_left ... grow_down_far
        view: zoom_in, zoom_out, fit, actual_size
        result: result_under, result_over, result_hidden (exclusive), peek
    `actions()` is Qt's own list of the same actions. Their words follow the language by themselves.

    Signals:
        hint_changed: what the present tool's modifiers do, for the status bar.
        zoom_changed: screen pixels per picture pixel, 1.0 is 100 %.
        view_changed: another part of the page is looked at, or another zoom; see `view` and `fitting`.
        result_changed: mode, opacity, peek or whether there is a picture.
        announced: what has just been selected or changed, in words, for the status bar and screen readers.
    """

    hint_changed = Signal(str)
    zoom_changed = Signal(float)
    view_changed = Signal()
    result_changed = Signal()
    announced = Signal(str)

    def __init__(self, state: DocumentState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._view = View()
        self._fitting = True
        self._ink = InkLayer()
        self._colours = BoxColours()
        self._shown = Document()  # the document on the screen
        self._result: QImage | None = None
        self._result_mode: ResultMode = "under"
        self._result_opacity = float(settings.default("result.opacity"))
        self._peeking = False
        self._escape_reserved = False
        self._tools: dict[str, Tool] = {
            "pen": PenTool(self, "pen", self),
            "eraser": PenTool(self, "eraser", self),
            "box": BoxTool(self, "box", self),
            "select": BoxTool(self, "select", self),
            "pan": PanTool(self, self),
        }
        self._router = PointerRouter(self, self)
        self._boxes = BoxCommands(state, self)
        self._readout = Readout(self)
        self._hint = ""
        self._actions = CanvasActions(self, self._handlers())
        self._editor = PhraseEditor(self)
        self._editor.phrase_edited.connect(self._boxes.rename)
        self._editor.closed.connect(self._phrase_done)
        self._ink_timer = QTimer(self)
        self._ink_timer.setInterval(0)
        self._ink_timer.timeout.connect(self._advance_ink)

        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(200, 200)

        state.document_changed.connect(self._show_document)
        state.history_changed.connect(self._show_history)
        state.selection_changed.connect(self._show_selection)
        state.tool_changed.connect(self._show_tool)
        state.brush_changed.connect(self._show_brush)
        self._show_document(state.document)
        self._show_history()
        self._show_tool(state.tool)
        self._actions["result_under"].setChecked(True)
        self._retranslate()

    # the result

    @property
    def result(self) -> QImage | None:
        return self._result

    def set_result(self, picture: QImage | None) -> None:
        """Show `picture` (any size, scaled to the page); None takes it away. Cheap enough for 20 a second."""
        appeared = (picture is None) != (self._result is None)
        if picture is not None:
            fast = (
                QImage.Format.Format_ARGB32_Premultiplied
                if picture.hasAlphaChannel()
                else QImage.Format.Format_RGB32
            )
            picture = picture.convertToFormat(fast)
            picture.setDevicePixelRatio(1.0)
        self._result = picture
        self.update(self._page_rect().toAlignedRect())
        if appeared:
            self.result_changed.emit()

    @property
    def result_mode(self) -> ResultMode:
        return self._result_mode

    def set_result_mode(self, mode: ResultMode) -> None:
        if mode not in RESULT_MODES:
            raise ValueError(f"no way to show a result called {mode!r}")
        self._actions[f"result_{mode}"].setChecked(True)
        if mode != self._result_mode:
            self._result_mode = mode
            self.update()
            self.result_changed.emit()

    @property
    def result_opacity(self) -> float:
        return self._result_opacity

    def set_result_opacity(self, opacity: float) -> None:
        """0..1"""
        opacity = min(max(float(opacity), 0.0), 1.0)
        if opacity != self._result_opacity:
            self._result_opacity = opacity
            self.update()
            self.result_changed.emit()

    @property
    def peeking(self) -> bool:
        """Is the result shown alone?"""
        return self._peeking

    def set_peeking(self, peeking: bool) -> None:
        if peeking != self._peeking:
            self._peeking = peeking
            self._actions["peek"].setChecked(peeking)
            self.update()
            self.result_changed.emit()

    # the view

    @property
    def zoom(self) -> float:
        """Screen pixels per picture pixel."""
        return self._view.zoom * self.devicePixelRatioF()

    def set_zoom(self, zoom: float) -> None:
        """Zoom about the middle of the widget."""
        self.set_view(self._view.zoomed(zoom / self.devicePixelRatioF(), self._middle()))

    def zoom_in(self) -> None:
        self.set_view(self._view.stepped(1, self._middle(), self.devicePixelRatioF()))

    def zoom_out(self) -> None:
        self.set_view(self._view.stepped(-1, self._middle(), self.devicePixelRatioF()))

    def fit(self) -> None:
        """Show the whole page, and keep doing so while the widget is resized, until the user zooms or pans."""
        self._fitting = True
        self._look(fitted(self._page_size(), QSizeF(self.size())))

    @property
    def fitting(self) -> bool:
        """Is the whole page shown, and kept so while the widget is resized?"""
        return self._fitting

    def actual_size(self) -> None:
        """One picture pixel on one pixel of the screen, the page in the middle."""
        zoom = 1 / self.devicePixelRatioF()
        self.set_view(centred(self._page_size(), QSizeF(self.size()), zoom))

    @property
    def view(self) -> View:
        return self._view

    def set_view(self, view: View) -> None:
        """Look at the page otherwise; it does not leave the widget altogether."""
        self._fitting = False
        self._look(view)

    def _look(self, view: View) -> None:
        view = view.kept_in(self._page_size(), QSizeF(self.size()))
        ratio = self.devicePixelRatioF()
        view = View(view.zoom, round(view.x * ratio) / ratio, round(view.y * ratio) / ratio)
        before, self._view = self._view, view
        self._ink.set_scale(view.zoom * ratio)
        self._advance_ink()
        self._place_editor()
        self.update()
        if view.zoom != before.zoom:
            self.zoom_changed.emit(self.zoom)
        if view != before:
            self.view_changed.emit()

    # actions and words

    def action(self, id: str) -> QAction:
        return self._actions[id]

    def action_groups(self) -> dict[str, dict[str, QAction]]:
        return self._actions.groups()

    def hint(self) -> str:
        return self._hint

    def box_colour(self, id: str) -> QColor:
        """The colour of the box `id`, for lists that show boxes too."""
        return self._colours[id]

    def set_phrase_suggestions(self, words: Iterable[str]) -> None:
        """Words offered while a phrase is typed on the canvas."""
        self._editor.set_suggestions(words)

    def set_escape_reserved(self, reserved: bool) -> None:
        """While a run is going, Escape belongs to Stop; the canvas takes it only to leave a gesture or a phrase."""
        self._escape_reserved = reserved

    def edit_phrase(self, id: str) -> None:
        """Open the line in which the phrase of the box `id` is typed."""
        self._editor.edit(id, self._state.document.box(id).phrase, self._colours[id])
        self._place_editor()

    def finish_ink(self) -> None:
        """Draw at once what is still to be drawn at the present zoom (for screenshots)."""
        self._advance_ink(float("inf"))

    # what tools and the router ask for

    @property
    def state(self) -> DocumentState:
        return self._state

    @property
    def ink(self) -> InkLayer:
        return self._ink

    @property
    def colours(self) -> BoxColours:
        return self._colours

    @property
    def tool(self) -> Tool:
        return self._tools[self._state.tool]

    @property
    def eraser(self) -> Tool:
        return self._tools["eraser"]

    @property
    def hand(self) -> Tool:
        return self._tools["pan"]

    def tool_in_hand_changed(self) -> None:
        tool = self._router.tool
        self.setCursor(tool.cursor(self._router.last))
        if tool.hint() != self._hint:
            self._hint = tool.hint()
            self.hint_changed.emit(self._hint)

    def look_of(self, id: str) -> BoxLook:
        box = self._state.document.box(id)
        x0, y0, x1, y1 = self.tool.rects().get(id, box.rect)
        page = self._page_rect()
        corner = QPointF(page.x() + x0 * page.width(), page.y() + y0 * page.height())
        rect = QRectF(corner, QSizeF((x1 - x0) * page.width(), (y1 - y0) * page.height()))
        tool = self.tool
        hovered = isinstance(tool, BoxTool) and tool.hovered == id
        selected = id in self._state.selection
        return BoxLook(id, box.phrase, rect, self._colours[id], selected, hovered)

    def label_rect(self, id: str) -> QRectF:
        look = self.look_of(id)
        return box_painter.label(look, self.font(), self._missing(), QRectF(self.rect()))[0]

    def update_page(self, area: QRectF) -> None:
        if not area.isEmpty():
            exposed = self._view.rect_to_widget(area).adjusted(-2, -2, 2, 2)
            self.update(exposed.toAlignedRect())

    def update_overlay(self) -> None:
        self._place_editor()
        self.update()

    # following the state

    def _show_document(self, document: Document) -> None:
        before, self._shown = self._shown, document
        resized = (before.width, before.height) != (document.width, document.height)
        lines_changed = resized or before.strokes is not document.strokes
        if lines_changed or before.boxes != document.boxes:
            tool = self._router.tool
            if tool.active and tool is not self.hand:  # the change came from elsewhere
                self._router.cancel()
        self._colours.update(box.id for box in document.boxes)
        if lines_changed:
            self.update_page(self._ink.show(document))
        if self._editor.box_id is not None:
            there = {box.id for box in document.boxes}
            if self._editor.box_id in there:
                self._place_editor()
            else:
                self._editor.close_editor()
        if resized:
            self.fit()
        if before.boxes != document.boxes or before.is_empty != document.is_empty:
            self.update()
        if before.boxes != document.boxes and self._state.selection:
            self._announce(self._readout.selection(document, self._state.selected_boxes))
        self._ink.set_scale(self._view.zoom * self.devicePixelRatioF())
        self._advance_ink()
        self._describe()

    def _show_history(self) -> None:
        history = self._state.history
        self._actions.enable(("undo",), self._state.can_undo)
        self._actions.enable(("redo",), self._state.can_redo)
        self._actions.name_undo(history.undo_label, history.redo_label)
        document = self._state.document
        self._actions.enable(("clear",), bool(document.strokes or document.boxes))
        self._actions.enable(("select_all", "next_box", "previous_box"), bool(document.boxes))

    def _show_selection(self) -> None:
        boxes = self._state.selected_boxes
        groups = self._actions.groups()
        self._actions.enable(("edit_phrase",), len(boxes) == 1)
        self._actions.enable(("duplicate", "delete", "deselect", *groups["nudge"]), bool(boxes))
        if self._editor.box_id is not None and self._editor.box_id not in self._state.selection:
            self._editor.close_editor()
        self._announce(self._readout.selection(self._state.document, boxes))
        self._describe()
        self.update()

    def _show_tool(self, name: str) -> None:
        self._router.cancel()
        for tool in self._tools.values():
            tool.leave()
        self._actions[name].setChecked(True)
        self.tool_in_hand_changed()
        self._router.keys_changed(Qt.KeyboardModifier.NoModifier)
        self.update()

    def _show_brush(self) -> None:
        for tool in self._tools.values():
            if isinstance(tool, PenTool):
                tool.refresh()

    def _phrase_done(self) -> None:
        self._state.seal()
        self.update()

    def _advance_ink(self, seconds: float = INK_SLICE) -> None:
        if self._ink.advance(seconds):
            self.update(self._page_rect().toAlignedRect())
        if self._ink.is_complete:
            self._ink_timer.stop()
        elif not self._ink_timer.isActive():
            self._ink_timer.start()

    def _place_editor(self) -> None:
        if self._editor.box_id is not None:
            self._editor.place(self.look_of(self._editor.box_id).rect, self.rect())

    # words

    def _missing(self) -> str:
        return self.tr("what?")

    def _announce(self, words: str) -> None:
        self.announced.emit(words)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def _describe(self) -> None:
        self.setAccessibleDescription(
            self._readout.page(self._state.document, self._state.selected_boxes)
        )

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Canvas"))
        self._actions.retranslate()
        self._show_history()
        self._show_selection()
        self.tool_in_hand_changed()

    # commands

    def _handlers(self) -> dict[str, Callable[..., object]]:
        boxes = self._boxes
        ways = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
        steps = {
            f"{verb}_{way}{far}": partial(command, dx * by, dy * by)
            for verb, command in (("nudge", boxes.nudge), ("grow", boxes.grow))
            for way, (dx, dy) in ways.items()
            for far, by in (("", 1), ("_far", FAR))
        }
        return {
            **{name: partial(self._state.set_tool, name) for name in TOOLS},
            **{f"result_{mode}": partial(self.set_result_mode, mode) for mode in RESULT_MODES},
            **steps,
            "undo": self._undo,
            "redo": self._state.redo,
            "clear": self._clear,
            "select_all": self._select_all,
            "deselect": boxes.deselect,
            "brush_smaller": partial(self._step_brush, -1),
            "brush_larger": partial(self._step_brush, 1),
            "add_box": self._add_box,
            "edit_phrase": self._edit_selected,
            "duplicate": boxes.duplicate,
            "delete": boxes.delete,
            "next_box": partial(boxes.cycle, 1),
            "previous_box": partial(boxes.cycle, -1),
            "zoom_in": self.zoom_in,
            "zoom_out": self.zoom_out,
            "fit": self.fit,
            "actual_size": self.actual_size,
            "peek": self.set_peeking,
        }

    def _undo(self) -> None:
        if not self._router.cancel():
            self._state.undo()

    def _clear(self) -> None:
        self._router.cancel()
        self._state.apply(self._state.document.cleared(), self.tr("Clear drawing"))

    def _select_all(self) -> None:
        self._take_box_tool()
        self._boxes.select_all()

    def _add_box(self) -> None:
        self._take_box_tool()
        self.edit_phrase(self._boxes.add())

    def _edit_selected(self) -> None:
        if len(self._state.selection) == 1:
            self.edit_phrase(self._state.selection[0])

    def _take_box_tool(self) -> None:
        if not isinstance(self.tool, BoxTool):
            self._state.set_tool("select")

    def _step_brush(self, direction: int) -> None:
        width = self._state.brush_width
        step = 0.5 if width + direction / 2 < 3 else 1 if width + direction < 12 else 4
        step = 8 if width + direction * step > 48 else step
        self._state.set_brush_width(width + direction * step)

    # geometry and painting

    def sizeHint(self) -> QSize:
        return QSize(720, 720)

    def _page_size(self) -> QSizeF:
        return QSizeF(self._shown.width, self._shown.height)

    def _page_rect(self) -> QRectF:
        return self._view.page_rect(self._page_size())

    def _middle(self) -> QPointF:
        return QRectF(self.rect()).center()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setClipRect(event.rect())
        page, ratio = self._page_rect(), self.devicePixelRatioF()
        dark = palette.is_dark(self.palette())
        surround = palette.backdrop(self.palette())
        page_painter.paint_surround(painter, QRectF(event.rect()), page, surround, dark)
        painter.fillRect(page, palette.PAPER)
        if self._peeking and self._result is not None:
            page_painter.paint_result(painter, self._result, page, ratio, 1.0)
            return
        shown = self._result if self._result_mode != "hidden" else None
        if shown is not None and self._result_mode == "under":
            page_painter.paint_result(painter, shown, page, ratio, self._result_opacity)
        painter.save()
        painter.setClipRect(page, Qt.ClipOperation.IntersectClip)
        page_painter.paint_ink(painter, self._ink, page, ratio, self._view.zoom)
        painter.restore()
        if shown is not None and self._result_mode == "over":
            page_painter.paint_result(painter, shown, page, ratio, self._result_opacity)
        if shown is None and not (
            self._shown.strokes or self._shown.boxes or self._router.in_gesture
        ):
            title = self.tr("Draw here, or open a sample")
            more = self.tr("Press C and drag to say what goes where")
            page_painter.paint_invitation(painter, page, self.font(), title, more)
        self._paint_boxes(painter)
        self._router.tool.paint(painter)

    def _paint_boxes(self, painter: QPainter) -> None:
        looks = [self.look_of(box.id) for box in self._shown.boxes]
        looks.sort(key=lambda look: look.selected)
        box_painter.paint_boxes(painter, looks)
        if isinstance(self.tool, BoxTool) and len(self._state.selection) == 1:
            only = looks[-1]
            box_painter.paint_handles(painter, only.rect, only.colour)
        labelled = [look for look in looks if look.id != self._editor.box_id]
        within = QRectF(self.rect())
        box_painter.paint_labels(painter, labelled, self.font(), self._missing(), within)

    # events

    def event(self, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if self._takes(event):
                event.accept()
                return True
        elif kind == QEvent.Type.NativeGesture and isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                zoom = self._view.zoom * (1 + event.value())
                self.set_view(self._view.zoomed(zoom, event.position()))
                return True
        elif kind == QEvent.Type.DevicePixelRatioChange:
            self.fit() if self._fitting else self.set_view(self._view)
        return super().event(event)

    def _takes(self, event: QKeyEvent) -> bool:
        """Keys that are held or that end something come to `keyPressEvent`, not to a shortcut."""
        if event.key() == Qt.Key.Key_Escape:
            selected = bool(self._state.selection) and not self._escape_reserved
            return self._router.in_gesture or selected
        return event.key() == Qt.Key.Key_Space or self._is_peek(event)

    def _is_peek(self, event: QKeyEvent) -> bool:
        sequence = self._actions["peek"].shortcut()
        return sequence.count() == 1 and event.keyCombination() == sequence[0]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._takes(event):
            if not self._router.cancel():
                self._state.select(())
        elif event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._router.panning = True
                self.tool.leave()
                self.tool_in_hand_changed()
        elif self._is_peek(event):
            if not event.isAutoRepeat():
                self.set_peeking(True)
        else:
            self._router.keys_changed(event.modifiers())
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat():
            return
        if event.key() == Qt.Key.Key_Space:
            self._router.panning = False
            self._router.keys_changed(event.modifiers())
            self.tool_in_hand_changed()
        elif self._actions["peek"].shortcut().toString() == event.keyCombination().key().name[4:]:
            self.set_peeking(False)
        else:
            self._router.keys_changed(event.modifiers())
            super().keyReleaseEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._router.mouse_press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._router.mouse_move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._router.mouse_release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._router.mouse_double_click(event)

    def tabletEvent(self, event: QTabletEvent) -> None:
        self._router.tablet(event)
        event.accept()  # else Qt sends a mouse event, too

    def leaveEvent(self, event: QEvent) -> None:
        self._router.leave()
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = (event.angleDelta().y() or event.angleDelta().x()) / WHEEL_NOTCH
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if notches:
                self._step_brush(1 if notches > 0 else -1)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.set_view(self._view.moved(QPointF(notches * 60, 0)))
        elif notches:
            zoom = self._view.zoom * ZOOM_PER_NOTCH**notches
            self.set_view(self._view.zoomed(zoom, event.position()))
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if not isinstance(self.tool, BoxTool) or not self._state.selection:
            return
        menu = QMenu(self)
        menu.addActions([self._actions[id] for id in ("edit_phrase", "duplicate", "delete")])
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._fitting:
            self.fit()
        else:
            grown = event.size() - event.oldSize()
            self.set_view(self._view.moved(QPointF(grown.width() / 2, grown.height() / 2)))

    def focusOutEvent(self, event: QEvent) -> None:
        self._router.panning = False
        self.set_peeking(False)
        self.tool_in_hand_changed()
        super().focusOutEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
        self.update()
