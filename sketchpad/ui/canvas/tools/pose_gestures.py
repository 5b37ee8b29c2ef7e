"""What can be done to people with the pointer held down: place, drag joints, move, scale, turn. Each is one gesture."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt

from sketchpad.document.model import Document, Pose
from sketchpad.document.pose import FURTHEST
from sketchpad.hints.openpose import standing
from sketchpad.ui.canvas.poses import geometry
from sketchpad.ui.canvas.strokes import geometry as stroke_geometry
from sketchpad.ui.canvas.strokes.geometry import Place, Rect
from sketchpad.ui.canvas.tools.box_gestures import arrow
from sketchpad.ui.canvas.view.pointer import Pointer


class PoseGesture:
    """From press to release.

    Attributes:
        poses: people as they are shown meanwhile, and in the end; by id, "" for a new one.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, page: Document, start: Pointer) -> None:
        self._page = page
        self._start = _place(start)
        self.poses: dict[str, Pose] = {}

    def move(self, pointer: Pointer) -> None: ...


class Put(PoseGesture):
    """Somebody new, as high as the drag."""

    def move(self, pointer: Pointer) -> None:
        rect = geometry.standing_at(self._page, self._start, _place(pointer))
        self.poses = {"": standing(rect, self._page.width / self._page.height)}


class DragJoint(PoseGesture):
    """One joint; with Shift all that hangs on it goes along, with Alt the limb swings and keeps its length."""

    def __init__(self, page: Document, start: Pointer, pose: Pose, joint: int) -> None:
        super().__init__(page, start)
        here = geometry.places(pose, page)[joint]
        here = here or geometry.guessed(pose, page, joint)
        self._pose = pose.with_joint(joint, (here[0] / page.width, here[1] / page.height))
        self._joint = joint
        self._grip = (here[0] - self._start[0], here[1] - self._start[1])

    def move(self, pointer: Pointer) -> None:
        x, y = _place(pointer)
        x, y = x + self._grip[0], y + self._grip[1]
        if pointer.alt:
            pose = geometry.swung(self._pose, self._page, self._joint, (x, y))
        else:
            place = _near(x / self._page.width), _near(y / self._page.height)
            try:
                pose = geometry.with_joint(self._pose, self._joint, place, along=pointer.shift)
            except ValueError:  # what hangs on it would come too far away
                return
        self.poses = {self._pose.id: pose}


class Move(PoseGesture):
    """People to another place, with Shift straight across or down."""

    cursor = Qt.CursorShape.SizeAllCursor

    def __init__(self, page: Document, start: Pointer, poses: Sequence[Pose]) -> None:
        super().__init__(page, start)
        self._before = poses

    def move(self, pointer: Pointer) -> None:
        (x, y), (x0, y0) = _place(pointer), self._start
        dx, dy = x - x0, y - y0
        if pointer.shift:
            dx, dy = (dx, 0.0) if abs(dx) >= abs(dy) else (0.0, dy)
        self._put(stroke_geometry.shift(dx, dy))

    def _put(self, matrix: stroke_geometry.Matrix) -> None:
        self.poses = {pose.id: geometry.under(pose, self._page, matrix) for pose in self._before}


class Scale(Move):
    """By a handle of the frame around them: in proportion, each way for itself with Shift, from the middle with Alt."""

    def __init__(
        self,
        page: Document,
        start: Pointer,
        poses: Sequence[Pose],
        area: Rect,
        handle: tuple[int, int],
    ) -> None:
        super().__init__(page, start, poses)
        self.cursor = arrow(handle)
        self._area, self._handle = area, handle

    def move(self, pointer: Pointer) -> None:
        (x, y), (x0, y0) = _place(pointer), self._start
        in_proportion = all(self._handle) and not pointer.shift
        matrix = stroke_geometry.stretch(
            self._area,
            self._handle,
            (x - x0, y - y0),
            proportional=in_proportion,
            from_centre=pointer.alt,
        )
        self._put(matrix)


class Turn(Move):
    """About their middle; with Shift by fifteen degrees."""

    cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, page: Document, start: Pointer, poses: Sequence[Pose], area: Rect) -> None:
        super().__init__(page, start, poses)
        self._centre = ((area[0] + area[2]) / 2, (area[1] + area[3]) / 2)

    def move(self, pointer: Pointer) -> None:
        matrix = stroke_geometry.turn(
            self._centre, self._start, _place(pointer), by_fifteen=pointer.shift
        )
        self._put(matrix)


def _place(pointer: Pointer) -> Place:
    return pointer.page.x(), pointer.page.y()


def _near(share: float) -> float:
    return min(max(share, -FURTHEST), FURTHEST)
