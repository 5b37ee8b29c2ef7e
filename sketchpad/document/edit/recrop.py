"""Another page around the same drawing: cropped or extended at the sides, nothing scaled."""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import replace
from itertools import islice

import numpy as np

from sketchpad.document.box import Box, Rect
from sketchpad.document.model import Document, LayerContent
from sketchpad.document.pose import Pose
from sketchpad.document.reference import Reference
from sketchpad.document.stroke import all_transformed

Way = tuple[float, float, float, float]  # factors, then shifts in shares of the new page
SMALLEST = 1 / 64  # of the page: what is left of a box below that is no box


def recropped(
    document: Document, width: int, height: int, anchor: tuple[float, float] = (0.5, 0.5)
) -> Document:
    """`document` on a page of another size, without scaling.

    Args:
        anchor: where the old page lies on the new one: (0, 0) at the top left, (1, 1) at the bottom right.

    Lines, regions, mask, paint, poses and pictures beside the new page are kept: they come back when it is made larger
    again. Boxes are cut at its edge; those that lie beside it altogether go, and so do poses and pictures that would
    lie many pages away.
    """
    left = (document.width - width) * anchor[0]
    top = (document.height - height) * anchor[1]
    return cut(document, (left, top, left + width, top + height), width, height)


def cut(document: Document, rect: Rect, width: int, height: int) -> Document:
    """The part `rect` of `document` (xyxy in page pixels, also beyond it) as a page of `width` x `height`."""
    x0, y0, across, down = rect[0], rect[1], rect[2] - rect[0], rect[3] - rect[1]
    sx, sy = width / across, height / down
    matrix = np.array([[sx, 0.0, -x0 * sx], [0.0, sy, -y0 * sy]])
    patches = (*document.regions, *document.mask)
    lines = [*document.strokes, *(p.stroke for p in patches), *(p.stroke for p in document.paints)]
    if (x0, y0, sx, sy) != (0.0, 0.0, 1.0, 1.0):
        lines = all_transformed(lines, matrix)
    moved = iter(lines)
    strokes = tuple(islice(moved, len(document.strokes)))
    regions, mask = (
        tuple(patch.with_stroke(next(moved)) for patch in several)
        for several in (document.regions, document.mask)
    )
    paints = tuple(paint.with_stroke(next(moved)) for paint in document.paints)
    way = (document.width / across, document.height / down, -x0 / across, -y0 / down)
    boxes = (_cropped(box, way) for box in document.boxes)
    poses = (_near(pose, way) for pose in document.poses)
    return replace(
        document,
        width=width,
        height=height,
        strokes=strokes,
        boxes=tuple(box for box in boxes if box is not None),
        regions=regions,
        mask=mask,
        mask_options=document.mask_options.scaled(math.hypot(sx, sy) / math.sqrt(2)),
        poses=tuple(pose for pose in poses if pose is not None),
        reference=_moved(document.reference, way),
        paints=paints,
        ground=_moved(document.ground, way),
    ).with_contents(
        lambda content: LayerContent(
            tuple(all_transformed(content.strokes, matrix)),
            tuple(
                paint.with_stroke(line)
                for paint, line in zip(
                    content.paints,
                    all_transformed([paint.stroke for paint in content.paints], matrix),
                    strict=True,
                )
            ),
            _moved(content.ground, way),
        )
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
