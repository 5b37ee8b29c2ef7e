"""Another page around the same drawing: cropped or extended at the sides, nothing scaled."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from sketchpad.document.box import Box, Rect
from sketchpad.document.model import Document
from sketchpad.document.pose import Pose
from sketchpad.document.reference import Reference

Way = tuple[float, float, float, float]  # factors, then shifts in shares of the new page
SMALLEST = 1 / 64  # of the page: what is left of a box below that is no box


def recropped(
    document: Document, width: int, height: int, anchor: tuple[float, float] = (0.5, 0.5)
) -> Document:
    """`document` on a page of another size, without scaling.

    Args:
        anchor: where the old page lies on the new one: (0, 0) at the top left, (1, 1) at the bottom right.

    Lines, regions, paint, poses and pictures beside the new page are kept: they come back when it is made larger again.
    Boxes are cut at its edge; those that lie beside it altogether go, and so do poses and pictures that would lie many
    pages away.
    """
    dx = (width - document.width) * anchor[0]
    dy = (height - document.height) * anchor[1]
    strokes, regions, paints = document.strokes, document.regions, document.paints
    if (dx, dy) != (0.0, 0.0):
        strokes = tuple(stroke.moved(dx, dy) for stroke in strokes)
        regions = tuple(r.with_stroke(r.stroke.moved(dx, dy)) for r in regions)
        paints = tuple(p.with_stroke(p.stroke.moved(dx, dy)) for p in paints)
    sx, sy = document.width / width, document.height / height
    way = (sx, sy, dx / width, dy / height)
    boxes = (_cropped(box, way) for box in document.boxes)
    poses = (_near(pose, way) for pose in document.poses)
    return replace(
        document,
        width=width,
        height=height,
        strokes=strokes,
        boxes=tuple(box for box in boxes if box is not None),
        regions=regions,
        poses=tuple(pose for pose in poses if pose is not None),
        reference=_moved(document.reference, way),
        paints=paints,
        ground=_moved(document.ground, way),
    )


def _near(pose: Pose, way: Way) -> Pose | None:
    with suppress(ValueError):  # too far away for a pose
        return pose.placed(*way)
    return None


def _moved(reference: Reference | None, way: Way) -> Reference | None:
    with suppress(ValueError):  # likewise
        return reference and reference.with_rect(_placed(reference.rect, way))
    return None


def _cropped(box: Box, way: Way) -> Box | None:
    x0, y0, x1, y1 = (min(max(edge, 0.0), 1.0) for edge in _placed(box.rect, way))
    return box.with_rect((x0, y0, x1, y1)) if min(x1 - x0, y1 - y0) >= SMALLEST else None


def _placed(rect: Rect, way: Way) -> Rect:
    x0, y0, x1, y1 = rect
    sx, sy, left, top = way
    return x0 * sx + left, y0 * sy + top, x1 * sx + left, y1 * sy + top
