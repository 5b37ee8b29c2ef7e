"""Which joint or limb a pointer means, and how people move: arithmetic in page pixels. Knows no Qt."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cache

import cv2
import numpy as np

from sketchpad.document.edit import arrange
from sketchpad.document.model import Document, Pose
from sketchpad.document.pose import FURTHEST, LIMBS, Joint
from sketchpad.hints.openpose import STANDING, WIDEST
from sketchpad.ui.canvas.strokes.geometry import Matrix, Place, Rect, distance_from

NECK = 1
TORSO = (2, 5, 11, 8)
USUAL_HEIGHT = 0.6  # of the page, of a person placed by a click
LEAST_HEIGHT = 1 / 32  # of the page
_EXAMPLE = tuple((x * WIDEST, y) for x, y in (joint or (0.0, 0.0) for joint in STANDING))


def places(pose: Pose, page: Document) -> tuple[Place | None, ...]:
    return tuple(
        None if j is None else (j[0] * page.width, j[1] * page.height) for j in pose.joints
    )


def place_of(pose: Pose, page: Document, joint: int) -> Place:
    """Of a joint in page pixels; where a hidden one would be."""
    return places(pose, page)[joint] or guessed(pose, page, joint)


def bounded(x: float, y: float) -> tuple[float, float]:
    """A joint's place in shares of the page, no further away than a pose may reach."""
    return min(max(x, -FURTHEST), FURTHEST), min(max(y, -FURTHEST), FURTHEST)


def joint_at(pose: Pose, page: Document, at: Place, slack: float) -> tuple[float, int] | None:
    """The nearest joint at most `slack` away, seen or hidden: how far, and its number."""
    best = min(
        (math.dist(place or guessed(pose, page, number), at), number)
        for number, place in enumerate(places(pose, page))
    )
    return best if best[0] <= slack else None


def is_on(pose: Pose, page: Document, at: Place, slack: float) -> bool:
    """Is `at` on a limb, or within the body?"""
    points = places(pose, page)
    for start, end in LIMBS:
        a, b = points[start], points[end]
        if a is not None and b is not None and distance_from(np.array((a, b)), at) <= slack:
            return True
    torso = [point for point in (points[number] for number in TORSO) if point is not None]
    if len(torso) < len(TORSO):
        return False
    return cv2.pointPolygonTest(np.array(torso, np.float32), at, measureDist=False) >= 0


@cache
def below(joint: int) -> frozenset[int]:
    """The joint and all that hangs on it; the neck holds the whole body."""
    hanging = {joint}
    for start, end in LIMBS:  # a limb comes after the one it hangs on
        if start in hanging and end != NECK:
            hanging.add(end)
    return frozenset(hanging)


@cache
def parent(joint: int) -> int | None:
    """The joint that it hangs on; None for the neck."""
    return next((start for start, end in LIMBS if end == joint), None)


def guessed(pose: Pose, page: Document, joint: int) -> Place:
    """Where a hidden joint would be: as far from its nearest neighbour as in a standing person."""
    points = places(pose, page)
    scale = _scale(points, page)
    ring, met = [joint], {joint}
    while ring:
        for one in ring:
            at = points[one]
            if at is not None:
                (x, y), (x0, y0) = _EXAMPLE[joint], _EXAMPLE[one]
                return at[0] + (x - x0) * scale, at[1] + (y - y0) * scale
        near = {b if a in ring else a for a, b in LIMBS if (a in ring) != (b in ring)}
        ring = sorted(near - met)
        met |= near
    raise ValueError("a pose without joints")


def _scale(points: Sequence[Place | None], page: Document) -> float:
    """Page pixels for the height of a standing person."""
    ratios = []
    for start, end in LIMBS:
        a, b = points[start], points[end]
        if a is not None and b is not None:
            ratios.append(math.dist(a, b) / math.dist(_EXAMPLE[start], _EXAMPLE[end]))
    return float(np.median(ratios)) if ratios else USUAL_HEIGHT * page.height


def with_joint(pose: Pose, joint: int, place: Joint, *, along: bool = False) -> Pose:
    """The joint at `place` (shares of the page); `along`: with all that hangs on it."""
    before = pose.joints[joint]
    if not along or before is None or place is None:
        return pose.with_joint(joint, place)
    dx, dy = place[0] - before[0], place[1] - before[1]
    for one in below(joint):
        old = pose.joints[one]
        if old is not None:
            pose = pose.with_joint(one, (old[0] + dx, old[1] + dy))
    return pose


def swung(pose: Pose, page: Document, joint: int, towards: Place) -> Pose:
    """The limb that ends in `joint`, and all that hangs on it, turned towards a point (page pixels); lengths stay."""
    above = parent(joint)
    points = places(pose, page)
    root, tip = None if above is None else points[above], points[joint]
    if root is None or tip is None:
        return pose
    angle = math.atan2(towards[1] - root[1], towards[0] - root[0])
    angle -= math.atan2(tip[1] - root[1], tip[0] - root[0])
    cos, sin = math.cos(angle), math.sin(angle)
    for one in below(joint):
        old = points[one]
        if old is not None:
            x, y = old[0] - root[0], old[1] - root[1]
            x, y = root[0] + cos * x - sin * y, root[1] + sin * x + cos * y
            pose = pose.with_joint(one, (x / page.width, y / page.height))
    return pose


def under(pose: Pose, page: Document, matrix: Matrix) -> Pose:
    """`pose` under a matrix of page pixels; as it was where that would take it too far away."""
    size = np.diag([page.width, page.height, 1.0])
    whole = np.vstack((matrix, (0.0, 0.0, 1.0)))
    a, b = (np.linalg.inv(size) @ whole @ size)[:2].tolist()
    try:
        return pose.transformed(((a[0], a[1], a[2]), (b[0], b[1], b[2])))
    except ValueError:
        return pose


def bounds(poses: Iterable[Pose], page: Document) -> Rect | None:
    """Around all joints that are seen, in page pixels; None without any."""
    rects = [pose.bounds for pose in poses]
    if not rects:
        return None
    x0, y0, x1, y1 = arrange.frame(rects)
    return x0 * page.width, y0 * page.height, x1 * page.width, y1 * page.height


def standing_at(page: Document, start: Place, end: Place | None = None) -> Rect:
    """The box, in shares of the page, of a person placed by a click at `start`, or by a drag from there to `end`."""
    if end is None:
        high = USUAL_HEIGHT
        middle, top = start[0] / page.width, start[1] / page.height - high / 2
    else:
        high = max(abs(end[1] - start[1]) / page.height, LEAST_HEIGHT)
        middle = (start[0] + end[0]) / 2 / page.width
        top = min(start[1], end[1]) / page.height
    wide = WIDEST * high * page.height / page.width
    return middle - wide / 2, top, middle + wide / 2, top + high
