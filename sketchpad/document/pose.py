"""A body pose as a value: 18 joints in OpenPose's order."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

JOINTS = (
    "nose", "neck", "right shoulder", "right elbow", "right wrist", "left shoulder", "left elbow", "left wrist",
    "right hip", "right knee", "right ankle", "left hip", "left knee", "left ankle", "right eye", "left eye",
    "right ear", "left ear",
)  # fmt: skip
LIMBS = (
    (1, 2), (1, 5), (2, 3), (3, 4), (5, 6), (6, 7), (1, 8), (8, 9), (9, 10), (1, 11), (11, 12), (12, 13), (1, 0),
    (0, 14), (14, 16), (0, 15), (15, 17),
)  # fmt: skip
SIDES = ((2, 5), (3, 6), (4, 7), (8, 11), (9, 12), (10, 13), (14, 15), (16, 17))
"""Joints of the right side, and the same of the left."""
FURTHEST = 8.0  # pages from the corner; a joint may lie beside the page

Joint = tuple[float, float] | None
Matrix = tuple[tuple[float, float, float], tuple[float, float, float]]


@dataclass(frozen=True)
class Pose:
    """One person.

    Args:
        joints: one (x, y) in shares of the page for each of `JOINTS`, None for one that is not seen; at least one is.
        id: stable within a document; a document names poses that come without one.

    Raises ValueError: anything else.
    """

    joints: tuple[Joint, ...]
    id: str = ""

    def __post_init__(self) -> None:
        joints = tuple(
            None if j is None else (float(j[0]) + 0.0, float(j[1]) + 0.0) for j in self.joints
        )
        if len(joints) != len(JOINTS):
            raise ValueError(f"a pose has {len(JOINTS)} joints, not {len(joints)}")
        seen = [value for joint in joints if joint is not None for value in joint]
        if not seen:
            raise ValueError("a pose has at least one joint")
        if not all(math.isfinite(value) and abs(value) <= FURTHEST for value in seen):
            raise ValueError("a pose's joints must be finite and near the page")
        object.__setattr__(self, "joints", joints)

    def with_joint(self, index: int, place: Joint) -> Pose:
        """The pose with joint number `index` at `place`; None hides it."""
        joints = list(self.joints)
        joints[index] = place
        return replace(self, joints=tuple(joints))

    def moved(self, dx: float, dy: float) -> Pose:
        """The pose shifted by shares of the page."""
        return self.placed(1.0, 1.0, dx, dy)

    def placed(self, sx: float, sy: float, dx: float, dy: float) -> Pose:
        """Every joint at (x * sx + dx, y * sy + dy)."""
        return self.transformed(((sx, 0.0, dx), (0.0, sy, dy)))

    def transformed(self, matrix: Matrix) -> Pose:
        """Every joint under the affine `matrix` ((a, b, c), (d, e, f)) in shares of the page.

        ValueError where one would come to lie too far from the page.
        """
        (a, b, c), (d, e, f) = matrix
        joints = tuple(
            None if j is None else (a * j[0] + b * j[1] + c, d * j[0] + e * j[1] + f)
            for j in self.joints
        )
        return replace(self, joints=joints)

    def mirrored(self) -> Pose:
        """As in a mirror, in the same place: what the left hand did, the right one does."""
        x0, _, x1, _ = self.bounds
        joints = [None if j is None else (x0 + x1 - j[0], j[1]) for j in self.joints]
        for right, left in SIDES:
            joints[right], joints[left] = joints[left], joints[right]
        return replace(self, joints=tuple(joints))

    @property
    def seen(self) -> int:
        """How many joints are not hidden."""
        return sum(joint is not None for joint in self.joints)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """x0, y0, x1, y1 of the joints that are seen, in shares of the page."""
        seen = [joint for joint in self.joints if joint is not None]
        across, down = [x for x, _ in seen], [y for _, y in seen]
        return min(across), min(down), max(across), max(down)
