"""What keyboard and menus do to the selected people and joints."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

from sketchpad.document.model import Box, Document, Pose
from sketchpad.document.pose import JOINTS
from sketchpad.hints.openpose import standing
from sketchpad.hints.segmentation import class_of
from sketchpad.ui.canvas.poses import geometry
from sketchpad.ui.canvas.strokes import geometry as stroke_geometry
from sketchpad.ui.canvas.strokes.geometry import Matrix, Place
from sketchpad.ui.state.document_state import StateCommands

ASIDE = 1 / 16  # of the page: where copies go
STEP = math.pi / 36  # five degrees: one turn by key


class PoseCommands(StateCommands):
    # which

    def select_all(self) -> None:
        self._state.pose_selection.select(pose.id for pose in self._state.document.poses)

    def step(self, direction: int) -> bool:
        """On to the next person or joint, or back: a person, its joints, the next person. False past the last."""
        selection, poses = self._state.pose_selection, self._state.document.poses
        stops = [(pose.id, joint) for pose in poses for joint in (None, *range(len(JOINTS)))]
        if not stops:
            return False
        at = -1 if direction > 0 else len(stops)
        if selection:
            at = stops.index((selection.ids[-1], selection.joint))
        following = at + direction
        if not 0 <= following < len(stops):
            return False
        one, joint = stops[following]
        selection.select([one], joint)
        return True

    def next_person(self, direction: int = 1) -> None:
        """Without its joints, and from the last on to the first."""
        selection = self._state.pose_selection
        ids = [pose.id for pose in self._state.document.poses]
        if ids:
            at = ids.index(selection.ids[-1]) if selection else min(-direction, 0)
            selection.select([ids[(at + direction) % len(ids)]])

    # make and unmake

    def add(self, at: Place | None = None) -> None:
        """A person standing at `at` (page pixels), else beside those who are there."""
        page = self._state.document
        if at is None:
            right = max((pose.bounds[2] for pose in page.poses), default=0.0)
            room = right + 0.14 if page.poses and right + 0.3 <= 1.0 else 0.5
            at = (room * page.width, 0.55 * page.height)
        rect = geometry.standing_at(page, at)
        self.add_all([standing(rect, page.width / page.height)], self.tr("Place person"))

    def add_all(self, poses: Iterable[Pose], label: str) -> None:
        """They are selected then."""
        document = self._state.document
        count = len(document.poses)
        for pose in poses:
            document = document.with_pose(replace(pose, id=""))
        self._state.apply(document, label)
        if len(self._state.document.poses) > count:  # not refused
            self._state.pose_selection.select(pose.id for pose in document.poses[count:])

    def from_boxes(self) -> None:
        """A person standing in each selected box, or in each whose phrase names a person."""
        document = self._state.document
        boxes = self._state.selected_boxes or people_boxes(document)
        shape = document.width / document.height
        self.add_all([standing(box.rect, shape) for box in boxes], self.tr("Make pose"))

    def delete(self) -> None:
        """A joint is hidden; a person goes."""
        selection, document = self._state.pose_selection, self._state.document
        if selection.joint is not None:
            if selection.poses[0].joints[selection.joint] is not None:
                self.toggle_joint()
            return
        for one in selection.ids:
            document = document.without_pose(one)
        self._state.apply(document, self.tr("Delete people"))

    def duplicate(self) -> None:
        """Copies aside, to the other side where the page ends."""
        poses = self._state.pose_selection.poses
        if not poses:
            return
        right = max(pose.bounds[2] for pose in poses)
        dx = ASIDE if right + ASIDE <= 1.0 else -ASIDE
        self.add_all([pose.moved(dx, 0.0) for pose in poses], self.tr("Duplicate people"))

    # change

    def change(self, poses: Mapping[str, Pose], label: str, merge_key: object = None) -> None:
        """Put these in the places of those with their ids."""
        document = self._state.document
        for one, pose in poses.items():
            document = document.replace_pose(one, pose)
        self._state.apply(document, label, merge_key)

    def toggle_joint(self) -> None:
        """Hide the selected joint, or show it again; the last one that is seen stays."""
        selection, page = self._state.pose_selection, self._state.document
        if selection.joint is None:
            return
        (pose,) = selection.poses
        if pose.joints[selection.joint] is None:
            x, y = geometry.guessed(pose, page, selection.joint)
            place = geometry.bounded(x / page.width, y / page.height)
            shown = pose.with_joint(selection.joint, place)
            self.change({pose.id: shown}, self.tr("Show joint"))
        elif pose.seen > 1:
            self.change({pose.id: pose.with_joint(selection.joint, None)}, self.tr("Hide joint"))

    def nudge(self, dx: int, dy: int) -> None:
        """The joint, else the people, by picture pixels; nudges in a row are undone at once."""
        selection, page = self._state.pose_selection, self._state.document
        key = ("nudge people", selection.ids, selection.joint)
        if selection.joint is not None:
            (pose,) = selection.poses
            at = pose.joints[selection.joint]
            if at is not None:
                place = geometry.bounded(at[0] + dx / page.width, at[1] + dy / page.height)
                moved = pose.with_joint(selection.joint, place)
                self.change({pose.id: moved}, self.tr("Move joint"), key)
            return
        self._transform(stroke_geometry.shift(dx, dy), self.tr("Move people"), key)

    def grow(self, dx: int, dy: int) -> None:
        """Move the right or the lower edge of the people by picture pixels."""
        poses = self._state.pose_selection.poses
        area = geometry.bounds(poses, self._state.document)
        if area is not None:
            matrix = stroke_geometry.stretch(area, (1 if dx else 0, 1 if dy else 0), (dx, dy))
            key = ("grow people", self._state.pose_selection.ids)
            self._transform(matrix, self.tr("Scale people"), key)

    def turn(self, direction: int) -> None:
        """By five degrees about their middle, clockwise for 1."""
        poses = self._state.pose_selection.poses
        area = geometry.bounds(poses, self._state.document)
        if area is not None:
            x, y = stroke_geometry.middle(area)
            end = (x + math.cos(STEP), y + direction * math.sin(STEP))
            matrix = stroke_geometry.turn((x, y), (x + 1, y), end)
            key = ("turn people", self._state.pose_selection.ids)
            self._transform(matrix, self.tr("Turn people"), key)

    def mirror(self) -> None:
        """Left for right, each in its own place."""
        poses = self._state.pose_selection.poses
        self.change({pose.id: pose.mirrored() for pose in poses}, self.tr("Mirror people"))

    def _transform(self, matrix: Matrix, label: str, merge_key: object = None) -> None:
        page = self._state.document
        poses = self._state.pose_selection.poses
        moved = {pose.id: geometry.under(pose, page, matrix) for pose in poses}
        self.change(moved, label, merge_key)


def people_boxes(document: Document) -> list[Box]:
    """The boxes whose phrases name a person."""
    return [box for box in document.boxes if class_of(box.phrase) == "person"]
