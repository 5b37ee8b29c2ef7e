"""What a tool is, and which one an event of mouse or pen goes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent, QPainter, QPointingDevice, QTabletEvent

from sketchpad.document.layers import LayerKind
from sketchpad.document.model import Document
from sketchpad.ui.canvas.boxes.geometry import Rect
from sketchpad.ui.canvas.view.snapping import Modifier, MousePressure, Pointer
from sketchpad.ui.canvas.view.view import View
from sketchpad.ui.state.document_state import DocumentState

if TYPE_CHECKING:
    from sketchpad.ui.canvas.tool_bench import ToolBench

Button = Qt.MouseButton
BEGIN = (Button.LeftButton, Button.MiddleButton)  # buttons that begin a gesture


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


class PointerRouter(QObject):
    """Begins, follows and ends the gestures of mouse and pen; one that is never released ends all the same.

    What one of the two began, the other does not go on with. Fingers and palm are ignored while a pen is near.
    """

    def __init__(self, bench: ToolBench) -> None:
        super().__init__(bench)
        self._bench = bench
        self._mouse = MousePressure()
        self._button = Button.NoButton  # that began the gesture
        self._gesture: Tool | None = None
        self._held: Pointer | None = None  # where the gesture is
        self._by_pen = False  # the gesture
        self._pen_near = False
        self._feels: set[int] = set()  # pens that have told how hard they are pressed
        self._panning = False  # Space is held
        self._eraser_near = False
        self.last: Pointer | None = None  # None: the pointer is elsewhere
        app = QCoreApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._on_application)

    def _on_application(self, state: Qt.ApplicationState) -> None:
        if state != Qt.ApplicationState.ApplicationActive:  # a locked screen, for example
            self.lost()

    @property
    def tool(self) -> Tool:
        """The tool that has the pointer."""
        if self._gesture is not None:
            return self._gesture
        if self._panning:
            return self._bench.hand
        return self._bench.eraser if self._eraser_near else self._bench.tool

    def mouse_press(self, event: QMouseEvent) -> None:
        if self._is_palm(event):
            return
        if event.button() == self._button or not event.buttons() & self._button:
            self.lost()
        if self._gesture is None and event.button() in BEGIN:
            self._by_pen = False
            pressure = self._mouse.start(event.position(), event.timestamp())
            self._press(self._of_mouse(event, pressure), event.button())

    def mouse_move(self, event: QMouseEvent) -> None:
        if self._is_palm(event) or (self._gesture is not None and self._by_pen):
            return
        if self._gesture is not None and not event.buttons() & self._button:
            self.lost()
        pressure = 1.0
        if self._gesture is not None:
            pressure = self._mouse.move(event.position(), event.timestamp())
        else:
            self._eraser_near = False
        self._move(self._of_mouse(event, pressure))

    def mouse_release(self, event: QMouseEvent) -> None:
        begun = self._gesture is not None and not self._by_pen
        if begun and event.button() == self._button:
            pressure = self._mouse.move(event.position(), event.timestamp())
            self._release(self._of_mouse(event, pressure))

    def _is_palm(self, event: QMouseEvent) -> bool:
        return self._pen_near and event.pointerType() == QPointingDevice.PointerType.Finger

    def mouse_double_click(self, event: QMouseEvent) -> None:
        left = event.button() == Button.LeftButton
        free = self._gesture is None
        if not (free and left and self.tool.double_click(self._of_mouse(event, 1.0))):
            self.mouse_press(event)

    def tablet(self, event: QTabletEvent) -> None:
        self._eraser_near = event.pointerType() == QPointingDevice.PointerType.Eraser
        self._watch_pen(True)
        kind = event.type()
        begins = kind == QEvent.Type.TabletPress and event.button() in BEGIN
        if begins:
            still = self._gesture is not None and self._by_pen and event.buttons() & self._button
            begins = not still or event.button() == self._button
        if begins or (self._by_pen and kind == QEvent.Type.TabletMove and not event.buttons()):
            self.lost()
        pointer = replace(
            self._pointer(event.position(), self._hard(event, begins), event.modifiers()),
            eraser=self._eraser_near,
            is_pen=True,
        )
        if begins:
            self._by_pen = True
            self._press(pointer, event.button())
        elif self._gesture is not None and not self._by_pen:
            return
        elif kind == QEvent.Type.TabletMove:
            self._move(pointer)
        elif kind == QEvent.Type.TabletRelease and event.button() == self._button:
            self._release(pointer)

    def _hard(self, event: QTabletEvent, begins: bool) -> float:
        """How hard the pen is pressed; one that never tells is taken as a mouse."""
        if not self._bench.state.pencil.pressure:
            return 1.0
        pen = event.pointingDevice().systemId()
        if event.pressure() > 0:
            self._feels.add(pen)
        if pen in self._feels:
            return event.pressure()
        estimate = self._mouse.start if begins else self._mouse.move
        return estimate(event.position(), event.timestamp())

    def _watch_pen(self, near: bool) -> None:
        """Only the application hears when a pen goes."""
        app = QCoreApplication.instance()
        if near != self._pen_near and app is not None:
            self._pen_near = near
            (app.installEventFilter if near else app.removeEventFilter)(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.TabletLeaveProximity:
            self._watch_pen(False)
            self._eraser_near = False
            if self._by_pen:
                self.lost()
        return False

    def lost(self) -> None:
        """The release of what is being drawn will not be heard of: it ends where it is."""
        if self._gesture is not None and self._held is not None:
            self._release(self._held)

    def keys_changed(self, modifiers: Modifier) -> None:
        """A modifier was pressed or released while the pointer stands still."""
        if self.last is not None:
            page = self._bench.viewport.view.to_page(self.last.widget)
            self._move(replace(self.last, page=page, modifiers=modifiers))

    def set_panning(self, panning: bool) -> None:
        """With `panning` the hand has the pointer, whatever tool is chosen."""
        if panning != self._panning:
            self._panning = panning
            if panning:
                self._bench.tool.leave()
            elif self.last is not None:
                self.keys_changed(self.last.modifiers)
            self._bench.tool_in_hand_changed()

    def pointer_at(self, at: QPointF) -> Pointer:
        return self._pointer(at, 1.0, Modifier.NoModifier)

    def leave(self) -> None:
        self.last = None
        self._eraser_near = False
        if self._gesture is None:
            for tool in (self._bench.tool, self._bench.eraser, self._bench.hand):
                tool.leave()

    def cancel(self) -> bool:
        """End the gesture as if it had not begun; False if there was none."""
        if self._gesture is None:
            if not self._bench.tool.active:  # some gestures take several clicks
                return False
            self._bench.tool.cancel()
            self._bench.tool_in_hand_changed()
            return True
        self._gesture.cancel()
        self._end()
        return True

    def put_down(self) -> None:
        """Another tool is taken: what is being drawn with the pointer down is given up."""
        if self._gesture is not None:
            self.cancel()

    def _of_mouse(self, event: QMouseEvent, pressure: float) -> Pointer:
        return self._pointer(event.position(), pressure, event.modifiers())

    def _pointer(self, at: QPointF, pressure: float, modifiers: Modifier) -> Pointer:
        at = self._bench.viewport.straight(at)
        return Pointer(at, self._bench.viewport.view.to_page(at), pressure, modifiers)

    def _press(self, pointer: Pointer, button: Button) -> None:
        tool = self._bench.hand if button == Button.MiddleButton else self.tool
        if tool.layer is not None and self._bench.state.refuses(tool.layer):
            return
        if tool is not self._bench.tool:
            self._bench.tool.leave()
        self._gesture, self._button = tool, button
        self.last = self._held = pointer
        tool.press(pointer)
        self._bench.pressed.emit()
        self._bench.tool_in_hand_changed()

    def _move(self, pointer: Pointer) -> None:
        self.last = pointer
        if self._gesture is not None:
            self._held = pointer
            self._gesture.move(pointer)
        else:
            self.tool.hover(pointer)
            self._bench.tool_in_hand_changed()

    def _release(self, pointer: Pointer) -> None:
        assert self._gesture is not None
        self.last = pointer
        gesture, self._gesture = (
            self._gesture,
            None,
        )  # releasing may take the focus away, and so come here again
        gesture.release(pointer)
        self._end()

    def _end(self) -> None:
        self._gesture, self._button = None, Button.NoButton
        self._bench.tool_in_hand_changed()
