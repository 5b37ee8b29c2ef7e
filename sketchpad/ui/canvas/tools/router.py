"""Decides which tool an event of mouse or pen goes to.

The one chosen, except: the eraser for the other end of a pen, the hand with Space or the middle button.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QPointingDevice, QTabletEvent

from sketchpad.ui.canvas.tools.tool import Tool
from sketchpad.ui.canvas.view.pointer import Modifier, MousePressure, Pointer

if TYPE_CHECKING:
    from sketchpad.ui.canvas.tool_bench import ToolBench

Button = Qt.MouseButton
BEGIN = (Button.LeftButton, Button.MiddleButton)  # buttons that begin a gesture


class PointerRouter(QObject):
    def __init__(self, bench: ToolBench) -> None:
        super().__init__(bench)
        self._bench = bench
        self._mouse = MousePressure()
        self._button = Button.NoButton  # that began the gesture
        self._gesture: Tool | None = None
        self._panning = False  # Space is held
        self._eraser_near = False
        self.last: Pointer | None = None  # None: the pointer is elsewhere

    @property
    def tool(self) -> Tool:
        """The tool that has the pointer."""
        if self._gesture is not None:
            return self._gesture
        if self._panning:
            return self._bench.hand
        return self._bench.eraser if self._eraser_near else self._bench.tool

    def mouse_press(self, event: QMouseEvent) -> None:
        if self._gesture is None and event.button() in BEGIN:
            pressure = self._mouse.start(event.position(), event.timestamp())
            self._press(self._of_mouse(event, pressure), event.button())

    def mouse_move(self, event: QMouseEvent) -> None:
        pressure = 1.0
        if self._gesture is not None:
            pressure = self._mouse.move(event.position(), event.timestamp())
        else:
            self._eraser_near = False
        self._move(self._of_mouse(event, pressure))

    def mouse_release(self, event: QMouseEvent) -> None:
        if self._gesture is not None and event.button() == self._button:
            pressure = self._mouse.move(event.position(), event.timestamp())
            self._release(self._of_mouse(event, pressure))

    def mouse_double_click(self, event: QMouseEvent) -> None:
        left = event.button() == Button.LeftButton
        free = self._gesture is None
        if not (free and left and self.tool.double_click(self._of_mouse(event, 1.0))):
            self.mouse_press(event)

    def tablet(self, event: QTabletEvent) -> None:
        self._eraser_near = event.pointerType() == QPointingDevice.PointerType.Eraser
        hard = event.pressure() if self._bench.state.pencil.pressure else 1.0
        pointer = replace(
            self._pointer(event.position(), hard, event.modifiers()),
            eraser=self._eraser_near,
            is_pen=True,
        )
        kind = event.type()
        if kind == QEvent.Type.TabletPress:
            if self._gesture is None and event.button() in BEGIN:
                self._press(pointer, event.button())
        elif kind == QEvent.Type.TabletMove:
            self._move(pointer)
        elif kind == QEvent.Type.TabletRelease and event.button() == self._button:
            self._release(pointer)

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
        self.last = pointer
        tool.press(pointer)
        self._bench.tool_in_hand_changed()

    def _move(self, pointer: Pointer) -> None:
        self.last = pointer
        if self._gesture is not None:
            self._gesture.move(pointer)
        else:
            self.tool.hover(pointer)
            self._bench.tool_in_hand_changed()

    def _release(self, pointer: Pointer) -> None:
        assert self._gesture is not None
        self.last = pointer
        self._gesture.release(pointer)
        self._end()

    def _end(self) -> None:
        self._gesture, self._button = None, Button.NoButton
        self._bench.tool_in_hand_changed()
