"""The drawing surface: shows the page, its ink, boxes and result, and hands the pointer to the present tool."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QWidget

from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.tables import canvas as canvas_table
from sketchpad.ui.canvas.boxes.commands import BoxCommands
from sketchpad.ui.canvas.canvas_painter import CanvasPainter
from sketchpad.ui.canvas.commands import ActionStates, CanvasCommands
from sketchpad.ui.canvas.readout import Announcer
from sketchpad.ui.canvas.scene_painter import ResultMode, ResultOverlay
from sketchpad.ui.canvas.tool_bench import ToolBench
from sketchpad.ui.canvas.tools.tool import PointerRouter
from sketchpad.ui.canvas.view.viewport import Viewport
from sketchpad.ui.state.document_state import DocumentState

TABS = {int(Qt.Key.Key_Tab): 1, int(Qt.Key.Key_Backtab): -1}
LOST = (QEvent.Type.FocusOut, QEvent.Type.Hide, QEvent.Type.WindowDeactivate)  # no release is heard
PICTURE_LATER = 12
"""Milliseconds after which the canvas shows another picture under the drawing: not together with all else that shows
it, so that the pen comes in between."""
BARE = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class CanvasWidget(QWidget):
    """The canvas on `state`. It hears events and hands each to the part that it is for.

    Every ability is a QAction: `action("undo")`; `action_groups()` has them all, as in the table of the canvas.

    Attributes:
        viewport: what part of the page is shown, and how: zoom, pan, turn.
        bench: tools, ink, boxes, people and regions, and the pointer's router.
        overlay: the result on the canvas.
        painter: paints all of it; further layers are added there.
        menu: what the menu at the pointer offers.

    Signals:
        hint_changed: what the present tool's modifiers do, for the status bar.
        announced: what has just been selected or changed, in words, for the status bar and screen readers.
    """

    hint_changed = Signal(str)
    announced = Signal(str)

    def __init__(self, state: DocumentState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state = state
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(200, 200)
        page = QSizeF(state.document.width, state.document.height)
        self.viewport = Viewport(self, page)
        self.overlay = ResultOverlay(self)
        self.bench = ToolBench(self, state, self.viewport)
        self.painter = CanvasPainter(self.bench, self.overlay)
        self.bench.picture_colour = self._picture_colour
        self._announcer = Announcer(self, state)
        boxes = BoxCommands(state, self.bench.habits, self)
        self._commands = CanvasCommands(self.bench, self.overlay, boxes, self)
        self._actions = ActionSet(self, canvas_table.ACTIONS, self._commands.handlers())
        self._action_states = ActionStates(self._actions, state, self.overlay, self)
        self.menu = CanvasMenu(self, state, self._actions)
        self.keys = HeldKeys(self.bench.router, state, self.overlay, self._actions["peek"])
        self._picture_timer = QTimer(self, singleShot=True, interval=PICTURE_LATER)
        self._picture_timer.timeout.connect(self.bench.update_whole_page)
        self.overlay.picture_changed.connect(self._show_picture_soon)
        self.overlay.changed.connect(self.update)
        self.bench.hint_changed.connect(self.hint_changed)
        self.bench.announced.connect(self.announced)
        self._announcer.announced.connect(self.announced)
        self.bench.typing.edited.connect(boxes.rename)
        self.bench.show_tool()
        self._retranslate()

    def action(self, id: str) -> QAction:
        return self._actions[id]

    def action_groups(self) -> dict[str, dict[str, QAction]]:
        return self._actions.groups()

    def suggest(self, words: Iterable[str]) -> None:
        """Offer words while a phrase is typed on the canvas."""
        self.bench.typing.suggest(words)

    def _show_picture_soon(self) -> None:
        if not self._picture_timer.isActive():
            self._picture_timer.start()

    def _picture_colour(self, mode: ResultMode, at: QPointF) -> QColor | None:
        page = self.bench.shown
        return self.overlay.colour_at(mode, at.x() / page.width, at.y() / page.height)

    def _retranslate(self) -> None:
        self.bench.looks.missing = self.tr("what?")
        self.setAccessibleName(self.tr("Canvas"))
        self._announcer.describe()
        self._action_states.show_history()
        self.bench.tool_in_hand_changed()

    def sizeHint(self) -> QSize:
        return QSize(720, 720)

    # events

    def event(self, event: QEvent) -> bool:
        kind = event.type()
        if kind in LOST:
            self.bench.router.lost()
        if isinstance(event, QKeyEvent):
            if kind == QEvent.Type.ShortcutOverride and self.keys.claims(event):
                event.accept()
                return True
            if kind == QEvent.Type.KeyPress and self._goes_beneath(event):
                return True
        if kind == QEvent.Type.NativeGesture and self.viewport.gesture(event):
            return True
        if kind == QEvent.Type.DevicePixelRatioChange:
            self.viewport.look_again()
        handled = super().event(event)
        if kind == QEvent.Type.DevicePixelRatioChange:
            self.bench.follow_view()
        return handled

    def _goes_beneath(self, event: QKeyEvent) -> bool:
        """Tab goes through what the tool has, or the boxes under the pointer; past them, on to the next control."""
        way, at = TABS.get(event.key(), 0), self.bench.router.last
        tool = self.bench.tool
        return way != 0 and (tool.tab(way) or (at is not None and tool.cycle(at, way)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.keys.press(event):
            self.bench.router.keys_changed(event.modifiers())
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not self.keys.release(event):
            self.bench.router.keys_changed(event.modifiers())
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.keys.let_go()
        super().focusOutEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.bench.router.mouse_press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.bench.router.mouse_move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.bench.router.mouse_release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.bench.router.mouse_double_click(event)

    def tabletEvent(self, event: QTabletEvent) -> None:
        if event.type() == QEvent.Type.TabletPress:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.bench.router.tablet(event)
        event.accept()  # else Qt sends a mouse event, too

    def leaveEvent(self, event: QEvent) -> None:
        self.bench.router.leave()
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turned = event.angleDelta().y()
            if turned:
                self._commands.step_brush(1 if turned > 0 else -1)
        else:
            self.viewport.wheel(event)
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        pointer = self.bench.router.pointer_at(QPointF(event.pos()))
        if not by_mouse or self.bench.tool.pick(pointer):
            self.menu.popup(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.viewport.resized(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        self.painter.paint(QPainter(self), QRectF(event.rect()))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
        self.update()


class HeldKeys:
    """Keys that must not be taken by shortcuts of the window: they are claimed before those are looked up.

    Args:
        peek: the action whose shortcut, when held, shows the result alone.
    """

    def __init__(
        self, router: PointerRouter, state: DocumentState, overlay: ResultOverlay, peek: QAction
    ) -> None:
        self._router, self._state, self._overlay, self._peek = router, state, overlay, peek
        self._peek_key: int | None = None  # that is down
        self.escape_reserved = False

    def claims(self, event: QKeyEvent) -> bool:
        """Is this key for us, whatever shortcuts there are?"""
        if event.key() == Qt.Key.Key_Escape:
            state = self._state
            selected = bool(state.selection or state.stroke_selection or state.pose_selection)
            return self._router.tool.active or (selected and not self.escape_reserved)
        is_peek = QKeySequence(event.keyCombination()) == self._peek.shortcut()
        return event.key() == Qt.Key.Key_Space or self._tool_wants(event) or is_peek

    def press(self, event: QKeyEvent) -> bool:
        """True if the key was for us."""
        if not self.claims(event):
            return False
        if event.key() == Qt.Key.Key_Escape:
            if not self._router.cancel():
                self._state.deselect()
        elif self._tool_wants(event):
            self._router.tool.key(Qt.Key(event.key()))
        elif not event.isAutoRepeat():
            if event.key() == Qt.Key.Key_Space:
                self._router.set_panning(True)
            else:
                self._peek_at(event.key())
        return True

    def release(self, event: QKeyEvent) -> bool:
        """True if the key was for us."""
        ours = event.key() in (Qt.Key.Key_Space, self._peek_key)
        if ours and not event.isAutoRepeat():
            if event.key() == Qt.Key.Key_Space:
                self._router.set_panning(False)
            else:
                self._peek_at(None)
        return ours

    def let_go(self) -> None:
        """The keyboard belongs to another control now; releases will not be heard of."""
        self._router.set_panning(False)
        if self._peek_key is not None:
            self._peek_at(None)

    def _peek_at(self, key: int | None) -> None:
        self._peek_key = key
        self._overlay.set_peeking(key is not None)

    def _tool_wants(self, event: QKeyEvent) -> bool:
        return event.modifiers() in BARE and self._router.tool.wants(Qt.Key(event.key()))


class CanvasMenu:
    """What can be done with what is selected on the canvas.

    Attributes:
        lines, people, boxes: what is offered while such are selected. regions, mask: with the tool for those in hand.
    """

    def __init__(self, widget: QWidget, state: DocumentState, actions: ActionSet) -> None:
        self._widget, self._state = widget, state
        copied, deleted = actions["duplicate"], actions["delete"]
        roles = [actions[f"role_{role}"] for role in ("follow", "loose", "ignore")]
        self.lines: Sequence[QAction] = [copied, deleted, *roles]
        self.people: Sequence[QAction] = [copied, deleted]
        self.boxes: Sequence[QAction] = [actions["edit_phrase"], copied, deleted]
        self.regions: Sequence[QAction] = []
        self.mask: Sequence[QAction] = []

    def popup(self, at: QPoint) -> None:
        """At `at` of the screen; nothing where nothing is selected."""
        if self._state.stroke_selection:
            actions = self.lines
        elif self._state.pose_selection:
            actions = self.people
        elif self._state.selection:
            actions = self.boxes
        else:
            actions = {"region": self.regions, "mask": self.mask}.get(self._state.tool, [])
        if actions:
            menu = QMenu(self._widget)
            menu.addActions(actions)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(at)
