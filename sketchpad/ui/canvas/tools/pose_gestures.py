"""What can be done to people with the pointer held down: place, drag joints, move, scale, turn. Each is one gesture."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt

from sketchpad.document.model import Document, Pose
from sketchpad.hints.openpose import standing
from sketchpad.ui.canvas.boxes.painter import arrow
from sketchpad.ui.canvas.poses import geometry
from sketchpad.ui.canvas.strokes import geometry as stroke_geometry
from sketchpad.ui.canvas.strokes.geometry import Matrix, Place, Rect
from sketchpad.ui.canvas.view.snapping import Pointer


class PoseGesture:
    """From press to release.

    Attributes:
        poses: people as they are shown meanwhile, and in the end; by id, "" for a new one.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, page: Document, start: Pointer) -> None:
        self._page, self._start = page, start.at
        self.poses: dict[str, Pose] = {}

    def move(self, pointer: Pointer) -> None: ...


class Put(PoseGesture):
    """A new person, as high as the drag."""

    def move(self, pointer: Pointer) -> None:
        rect = geometry.standing_at(self._page, self._start, pointer.at)
        self.poses = {"": standing(rect, self._page.width / self._page.height)}


class DragJoint(PoseGesture):
    """One joint; with Shift all that hangs on it goes along, with Alt the limb swings and keeps its length."""

    def __init__(self, page: Document, start: Pointer, pose: Pose, joint: int) -> None:
        super().__init__(page, start)
        here = geometry.place_of(pose, page, joint)
        self._pose = pose.with_joint(joint, (here[0] / page.width, here[1] / page.height))
        self._joint = joint
        self._grip = (here[0] - self._start[0], here[1] - self._start[1])

    def move(self, pointer: Pointer) -> None:
        x, y = pointer.at
        x, y = x + self._grip[0], y + self._grip[1]
        if pointer.alt:
            pose = geometry.swung(self._pose, self._page, self._joint, (x, y))
        else:
            place = geometry.bounded(x / self._page.width, y / self._page.height)
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
        matrix = self._matrix(pointer)
        self.poses = {pose.id: geometry.under(pose, self._page, matrix) for pose in self._before}

    def _way(self, pointer: Pointer) -> Place:
        return pointer.at[0] - self._start[0], pointer.at[1] - self._start[1]

    def _matrix(self, pointer: Pointer) -> Matrix:
        dx, dy = self._way(pointer)
        if pointer.shift:
            dx, dy = (dx, 0.0) if abs(dx) >= abs(dy) else (0.0, dy)
        return stroke_geometry.shift(dx, dy)


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

    def _matrix(self, pointer: Pointer) -> Matrix:
        return stroke_geometry.stretch(
            self._area,
            self._handle,
            self._way(pointer),
            proportional=all(self._handle) and not pointer.shift,
            from_centre=pointer.alt,
        )


class Turn(Move):
    """About their middle; with Shift by fifteen degrees."""

    cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, page: Document, start: Pointer, poses: Sequence[Pose], area: Rect) -> None:
        super().__init__(page, start, poses)
        self._centre = stroke_geometry.middle(area)

    def _matrix(self, pointer: Pointer) -> Matrix:
        return stroke_geometry.turn(self._centre, self._start, pointer.at, by_fifteen=pointer.shift)
