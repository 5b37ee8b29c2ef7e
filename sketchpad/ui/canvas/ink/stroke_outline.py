"""The outline of a stroke: polygons around its points, as wide as the pressure says. Knows no Qt."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sketchpad.document.model import Stroke

SHARPEST = math.cos(math.radians(35))  # a sharper turn gets a round corner of its own
LONGEST = 160.0  # pixels of one ribbon: short ones have small bounding boxes
THINNEST = 0.5  # radius in pixels below which a line would break up into dots


def stroke_outlines(
    stroke: Stroke, scale: float, origin: tuple[float, float] = (0.0, 0.0)
) -> Iterator[NDArray[np.float64]]:
    """Polygons (k, 2) with round ends that together cover `stroke`, to be filled by the winding rule.

    Args:
        scale: pixels of the result per page pixel.
        origin: where the page's corner lies in the result.
    """
    points = stroke.points[:, :2].astype(np.float64) * scale + origin
    radii = np.maximum(stroke.widths.astype(np.float64) * (scale / 2), THINNEST)
    steps = np.diff(points, axis=0)
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    moving = lengths > 0.02
    if not moving.all():
        kept = np.flatnonzero(np.concatenate(([True], moving)))
        points, radii = points[kept], np.maximum.reduceat(radii, kept)
        steps = np.diff(points, axis=0)
        lengths = np.hypot(steps[:, 0], steps[:, 1])
    if len(points) == 1 or not lengths.all():
        yield _dot(points[0], float(radii.max()))
        return
    along = steps / lengths[:, None]
    turns = (along[:-1] * along[1:]).sum(axis=1)
    sharp = np.flatnonzero(turns < SHARPEST) + 1
    travelled = np.concatenate(([0.0], np.cumsum(lengths)))
    far = np.flatnonzero(np.diff(travelled // LONGEST) > 0)
    cuts = np.unique(np.concatenate(([0], sharp, far, [len(points) - 1])))
    for first, last in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True):
        part = slice(first, last + 1)
        yield _ribbon(points[part], radii[part], along[first:last])


def _dot(centre: NDArray[np.float64], radius: float) -> NDArray[np.float64]:
    angles = np.linspace(0, 2 * math.pi, 2 * _arc_points(radius), endpoint=False)
    return centre + radius * np.column_stack((np.cos(angles), np.sin(angles)))


def _ribbon(
    points: NDArray[np.float64], radii: NDArray[np.float64], along: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The outline of points without sharp turns; `along` (n - 1, 2) are the unit vectors between them."""
    sums = along[:-1] + along[1:]
    half = np.hypot(sums[:, 0], sums[:, 1])  # twice the cosine of half the turn
    tangents = np.concatenate((along[:1], sums / half[:, None], along[-1:]))
    reach = radii.copy()
    reach[1:-1] *= 2 / half
    normals = np.column_stack((-tangents[:, 1], tangents[:, 0]))
    aside = normals * reach[:, None]
    end = _cap(points[-1], normals[-1], tangents[-1], radii[-1])
    start = _cap(points[0], -normals[0], -tangents[0], radii[0])
    return np.concatenate((points + aside, end, (points - aside)[::-1], start))


def _cap(
    centre: NDArray[np.float64],
    normal: NDArray[np.float64],
    ahead: NDArray[np.float64],
    radius: float,
) -> NDArray[np.float64]:
    """The inner points of the half circle from `normal` through `ahead` to the other side."""
    angles = np.linspace(0, math.pi, _arc_points(radius))[1:-1, None]
    return centre + radius * (np.cos(angles) * normal + np.sin(angles) * ahead)


def _arc_points(radius: float) -> int:
    """Enough points for half a circle that its chords stay within a tenth of a pixel."""
    return 4 + math.ceil(3.6 * math.sqrt(radius))
