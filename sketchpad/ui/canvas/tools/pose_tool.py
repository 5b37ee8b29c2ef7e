"""People by the pointer and by keys: place, select, drag joints, move, scale, turn, hide a joint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from sketchpad.document.model import Pose
from sketchpad.ui.canvas.boxes.painter import grasped_handle
from sketchpad.ui.canvas.poses import geometry
from sketchpad.ui.canvas.poses import painter as pose_painter
from sketchpad.ui.canvas.poses.commands import PoseCommands
from sketchpad.ui.canvas.strokes import selection_painter
from sketchpad.ui.canvas.tools.pose_gestures import DragJoint, Move, PoseGesture, Put, Scale, Turn
from sketchpad.ui.canvas.tools.tool import Tool
from sketchpad.ui.canvas.view.snapping import Pointer
from sketchpad.ui.style.layer_text import joint_label

if TYPE_CHECKING:
    from sketchpad.ui.canvas.tool_bench import ToolBench

REACH = 9.0  # widget pixels from a joint, and from a limb's middle, at which it is caught
ROOM = 16.0  # widget pixels between people and their frame
SHOW_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PoseTool(Tool):
    layer = "poses"
    hovered: tuple[str, int | None] | None = None  # a person, perhaps a joint

    def __init__(self, bench: ToolBench) -> None:
        super().__init__(bench)
        self._commands = PoseCommands(self.state, self)
        self._gesture: PoseGesture | None = None
        self._start = Pointer(QPointF(), QPointF())
        self._moving = False  # farther than in a click
        self._click_selects: str | None = None
        self._copies = False

    def hint(self) -> str:
        if not self.state.pose_selection:
            return self.tr(
                "Pose: click to place a person, or drag for its height. Click a person to select it. "
                "Tab: next person or joint"
            )
        return self.tr(
            "Pose: drag a joint; Shift: with what hangs on it, Alt: the limb keeps its length. Double-click: hide or "
            "show it. Drag the body to move, with Alt a copy. Handles: scale, Shift: freely. Round handle: turn"
        )

    # where things are

    def _frame(self) -> QRectF | None:
        area = geometry.bounds(self._selected(), self.state.document)
        return selection_painter.frame_around(area, self.view, ROOM)

    def _selected(self) -> list[Pose]:
        """As they are shown."""
        chosen = self.state.pose_selection.ids
        return [p for p in self.bench.people.shown(self.state.document) if p.id in chosen]

    def _under(self, pointer: Pointer) -> tuple[str, int | None] | None:
        """A joint of a selected person before others; hidden joints only of those; then bodies, the topmost first."""
        page, selected = self.state.document, self.state.pose_selection.ids
        at, slack = pointer.at, REACH / self.view.zoom
        joints = []
        for order, pose in enumerate(reversed(page.poses)):
            near = geometry.joint_at(pose, page, at, slack)
            chosen = pose.id in selected
            if near is not None and (chosen or pose.joints[near[1]] is not None):
                joints.append((not chosen, near[0], order, pose.id, near[1]))
        if joints:
            *_, one, joint = min(joints)
            return one, joint
        for pose in reversed(page.poses):
            if geometry.is_on(pose, page, at, slack):
                return pose.id, None
        return None

    def cursor(self, pointer: Pointer | None) -> Qt.CursorShape:
        if self._gesture is not None:
            return self._gesture.cursor
        if pointer is None:
            return Qt.CursorShape.CrossCursor
        on_handle = selection_painter.cursor_on(self._frame(), pointer.widget)
        if on_handle is not None:
            return on_handle
        under = self._under(pointer)
        if under is None:
            empty = self.state.pose_selection
            return Qt.CursorShape.ArrowCursor if empty else Qt.CursorShape.CrossCursor
        on_joint = under[1] is not None
        return Qt.CursorShape.PointingHandCursor if on_joint else Qt.CursorShape.SizeAllCursor

    # the gesture

    def press(self, pointer: Pointer) -> None:
        self.active = True
        self._start, self._moving, self._copies = pointer, False, False
        self._click_selects = self.hovered = None
        page, frame, selected = self.state.document, self._frame(), self._selected()
        area = geometry.bounds(selected, page)
        if area is not None and selection_painter.grasps_knob(frame, pointer.widget):
            self._gesture = Turn(page, pointer, selected, area)
            return
        handle = grasped_handle(frame, pointer.widget)
        if area is not None and handle is not None:
            self._gesture = Scale(page, pointer, selected, area, handle)
            return
        under = self._under(pointer)
        if under is None:
            self._gesture = Put(page, pointer)
        elif under[1] is not None:
            self.state.pose_selection.select([under[0]], under[1])
            self._gesture = DragJoint(page, pointer, page.pose(under[0]), under[1])
        else:
            self._press_on_body(pointer, under[0])
        self.bench.update_overlay()

    def _press_on_body(self, pointer: Pointer, id: str) -> None:
        selection = self.state.pose_selection
        if pointer.shift:
            rest = [one for one in selection.ids if one != id]
            selection.select(rest if id in selection.ids else [*selection.ids, id])
        elif id in selection.ids:
            self._click_selects = id
        else:
            selection.select([id])
        self._copies = pointer.alt
        self._gesture = Move(self.state.document, pointer, self._selected())

    def move(self, pointer: Pointer) -> None:
        gesture = self._gesture
        if gesture is None:
            return
        if not self._moving and pointer.is_click(self._start):
            return
        self._moving = True
        gesture.move(pointer)
        shown = gesture.poses
        if self._copies:
            shown = {f"{one} copied": pose for one, pose in shown.items()}
        self.bench.people.drag(shown)
        self.bench.update_overlay()

    def release(self, pointer: Pointer) -> None:
        self.move(pointer)
        gesture, moved, clicked = self._gesture, self._moving, self._click_selects
        self.cancel()
        if isinstance(gesture, Put):
            self._put(gesture, moved)
        elif gesture is not None and moved and gesture.poses:
            if self._copies:
                self._commands.add_all(gesture.poses.values(), self.tr("Duplicate people"))
            else:
                self._commands.change(gesture.poses, self._label(gesture))
        elif clicked is not None:
            self.state.pose_selection.select([clicked])
        self.hover(pointer)

    def _put(self, gesture: Put, moved: bool) -> None:
        if moved:
            self._commands.add_all(gesture.poses.values(), self.tr("Place person"))
        elif self.state.pose_selection:
            self.state.pose_selection.select(())
        else:
            self._commands.add(self._start.at)

    def _label(self, gesture: PoseGesture) -> str:
        if isinstance(gesture, DragJoint):
            return self.tr("Move joint")
        if isinstance(gesture, Scale):
            return self.tr("Scale people")
        return self.tr("Turn people") if isinstance(gesture, Turn) else self.tr("Move people")

    def double_click(self, pointer: Pointer) -> bool:
        under = self._under(pointer)
        if under is None or under[1] is None:
            return False
        self.state.pose_selection.select([under[0]], under[1])
        self._commands.toggle_joint()
        return True

    def hover(self, pointer: Pointer) -> None:
        self.set_hovered(None if self.active else self._under(pointer))

    def pick(self, pointer: Pointer) -> bool:
        under, selection = self._under(pointer), self.state.pose_selection
        if under is not None and (under[0] not in selection.ids or under[1] is not None):
            selection.select([under[0]], under[1])
        return under is not None

    def cancel(self) -> None:
        self.active = False
        self._gesture, self._moving = None, False
        self.bench.people.drag({})
        self.bench.update_overlay()

    # keys

    def tab(self, direction: int) -> bool:
        return self._commands.step(direction)

    def wants(self, key: Qt.Key) -> bool:
        if key == Qt.Key.Key_N:
            return bool(self.state.document.poses)
        return key in SHOW_KEYS and self.state.pose_selection.joint is not None

    def key(self, key: Qt.Key) -> None:
        if key == Qt.Key.Key_N:
            self._commands.next_person()
        else:
            self._commands.toggle_joint()

    # painting

    def paint(self, painter: QPainter) -> None:
        page, view = self.state.document, self.view
        if not page.layer("poses").visible:
            return
        selected, frame = self._selected(), self._frame()
        for pose in selected:
            pose_painter.paint_ghosts(painter, pose, page, view)
        if frame is not None:
            handles = None if self._moving else frame
            selection_painter.paint_frame(painter, QPolygonF(frame), handles)
        joint = self.state.pose_selection.joint
        if joint is not None and selected:
            self._paint_joint(painter, selected[0], joint, chosen=True)
        if self.hovered is not None and self.hovered[1] is not None:
            for pose in page.poses:
                if pose.id == self.hovered[0]:
                    self._paint_joint(painter, pose, self.hovered[1], chosen=False)

    def _paint_joint(self, painter: QPainter, pose: Pose, joint: int, *, chosen: bool) -> None:
        page, view = self.state.document, self.view
        at = view.to_widget(QPointF(*geometry.place_of(pose, page, joint)))
        radius = pose_painter.thickness(page, view.zoom) * 0.72
        pose_painter.paint_ring(painter, at, radius, chosen=chosen)
        if chosen and self.hovered is not None and self.hovered[1] is not None:
            return  # one name is enough
        text = joint_label(joint)
        if pose.joints[joint] is None:
            text = self.tr("{joint}, hidden").format(joint=text)
        font = painter.font()
        chip = pose_painter.chip_rect(at, text, font, QRectF(painter.viewport()))
        pose_painter.paint_chip(painter, chip, text, font, self.bench.viewport.turning)
