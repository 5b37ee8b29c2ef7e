"""Another page around the same drawing: cropped or extended at the sides, nothing scaled."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from sketchpad.document.box import Box
from sketchpad.document.model import Document
from sketchpad.document.pose import Pose
from sketchpad.document.reference import Reference

SMALLEST = 1 / 64  # of the page: what is left of a box below that is no box


def recropped(
    document: Document, width: int, height: int, anchor: tuple[float, float] = (0.5, 0.5)
) -> Document:
    """`document` on a page of another size, without scaling.

    Args:
        anchor: where the old page lies on the new one: (0, 0) at the top left, (1, 1) at the bottom right.

    Lines, regions, poses and the reference picture beside the new page are kept: they come back when the page is made
    larger again. Boxes are cut at its edge; those that lie beside it altogether go, and so do poses and a reference
    picture that would lie many pages away.
    """
    dx = (width - document.width) * anchor[0]
    dy = (height - document.height) * anchor[1]
    boxes = []
    for box in document.boxes:
        placed = _placed(box, document, (width, height), (dx, dy))
        if placed is not None:
            boxes.append(placed)
    strokes, regions = document.strokes, document.regions
    if (dx, dy) != (0.0, 0.0):
        strokes = tuple(stroke.moved(dx, dy) for stroke in strokes)
        regions = tuple(r.with_stroke(r.stroke.moved(dx, dy)) for r in regions)
    sx, sy = document.width / width, document.height / height
    way = (sx, sy, dx / width, dy / height)
    poses = (_near(pose, way) for pose in document.poses)
    return replace(
        document,
        width=width,
        height=height,
        strokes=strokes,
        boxes=tuple(boxes),
        regions=regions,
        poses=tuple(pose for pose in poses if pose is not None),
        reference=_moved(document.reference, way),
    )


def _near(pose: Pose, way: tuple[float, float, float, float]) -> Pose | None:
    with suppress(ValueError):  # too far away for a pose
        return pose.placed(*way)
    return None


def _moved(reference: Reference | None, way: tuple[float, float, float, float]) -> Reference | None:
    if reference is None:
        return None
    x0, y0, x1, y1 = reference.rect
    sx, sy, left, top = way
    with suppress(ValueError):
        return reference.with_rect((x0 * sx + left, y0 * sy + top, x1 * sx + left, y1 * sy + top))
    return None


def _placed(
    box: Box, page: Document, size: tuple[int, int], offset: tuple[float, float]
) -> Box | None:
    spans = []
    for at, old, new in ((0, page.width, size[0]), (1, page.height, size[1])):
        low = min(max((box.rect[at] * old + offset[at]) / new, 0.0), 1.0)
        high = min(max((box.rect[at + 2] * old + offset[at]) / new, 0.0), 1.0)
        if high - low < SMALLEST:
            return None
        spans.append((low, high))
    (x0, x1), (y0, y1) = spans
    return box.with_rect((x0, y0, x1, y1))
