"""A stroke as a value: one movement of the pen, and how closely the picture follows it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

FURTHEST = 1.0e6  # pixels from the origin; anything beyond is not a drawing
LIGHTEST = 0.2  # share of its width that a line keeps at pressure 0

Role = Literal["follow", "loose", "ignore"]
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True, eq=False)
class Stroke:
    """One movement of the pen.

    Args:
        points: (n, 3) of x, y in picture pixels and pressure 0..1 (or (n, 2): pressure 1), n >= 1; kept as read-only
            float32. Pressure is clipped; coordinates that are not finite or absurdly far away raise ValueError.
        width: line width in picture pixels at pressure 1, > 0.
        eraser: takes away what strokes before it drew.
        role: "follow": the picture follows the line; "loose": roughly; "ignore": a help for the hand, which the model
            never sees. An eraser has none: it is kept as "follow".
        group: strokes of the same name were drawn in one go, and are selected together; empty for none.
    """

    points: NDArray[np.float32]
    width: float = 4.0
    eraser: bool = False
    role: Role = "follow"
    group: str = ""
    _hash: int = field(init=False, repr=False, default=0)
    _bounds: tuple[float, float, float, float] | None = field(init=False, repr=False, default=None)

    def __init__(
        self,
        points: ArrayLike,
        width: float = 4.0,
        eraser: bool = False,
        role: Role = "follow",
        group: str = "",
    ) -> None:
        set_ = object.__setattr__
        set_(self, "points", _points(points))
        width = float(width)
        if not (math.isfinite(width) and 0 < width <= FURTHEST):
            raise ValueError(f"a stroke needs a width above 0, not {width}")
        if role not in ROLES:
            raise ValueError(f"no role called {role!r}")
        set_(self, "width", width)
        set_(self, "eraser", bool(eraser))
        set_(self, "role", "follow" if eraser else role)
        set_(self, "group", str(group))
        set_(self, "_hash", _hash_of(self))
        set_(self, "_bounds", None)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Stroke):
            return NotImplemented
        return (
            self._hash == other._hash
            and self.width == other.width
            and self.eraser == other.eraser
            and self.role == other.role
            and self.group == other.group
            and np.array_equal(self.points, other.points)
        )

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> tuple[Any, ...]:
        return Stroke, (np.array(self.points), self.width, self.eraser, self.role, self.group)

    @property
    def widths(self) -> NDArray[np.float32]:
        """(n,) line width at each point in picture pixels: how pressure becomes width, for canvas and raster alike."""
        return self.width * (LIGHTEST + (1 - LIGHTEST) * self.points[:, 2])

    def with_role(self, role: Role) -> Stroke:
        """The same line in another role; an eraser stays as it is."""
        if self.eraser or role == self.role:
            return self
        if role not in ROLES:
            raise ValueError(f"no role called {role!r}")
        return _unchecked(self, role=role)

    def with_group(self, group: str) -> Stroke:
        """The same line in another group."""
        return self if group == self.group else _unchecked(self, group=group)

    def with_width(self, width: float) -> Stroke:
        """The same line `width` picture pixels wide."""
        return Stroke(self.points, width, self.eraser, self.role, self.group)

    def scaled(self, sx: float, sy: float) -> Stroke:
        """The stroke on a canvas `sx` times as wide and `sy` times as high; the width grows by their geometric mean."""
        factors = np.array([sx, sy, 1.0], np.float32)
        width = self.width * math.sqrt(sx * sy)
        return Stroke(self.points * factors, width, self.eraser, self.role, self.group)

    def moved(self, dx: float, dy: float) -> Stroke:
        """The stroke shifted by (`dx`, `dy`) picture pixels."""
        offset = np.array([dx, dy, 0.0], np.float32)
        return Stroke(self.points + offset, self.width, self.eraser, self.role, self.group)

    def transformed(self, matrix: ArrayLike) -> Stroke:
        """The stroke under the affine `matrix` (2, 3) in picture pixels; the width grows with the root of the area.

        ValueError for a matrix that squeezes it to nothing.
        """
        return all_transformed([self], matrix)[0]

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """x0, y0, x1, y1 in picture pixels, with half the line width around the points."""
        if self._bounds is None:
            low, high = self.points[:, :2].min(axis=0), self.points[:, :2].max(axis=0)
            half = self.width / 2
            x0, y0, x1, y1 = np.concatenate((low - half, high + half)).tolist()
            object.__setattr__(self, "_bounds", (x0, y0, x1, y1))
        assert self._bounds is not None
        return self._bounds


def all_transformed(strokes: Sequence[Stroke], matrix: ArrayLike) -> list[Stroke]:
    """What `Stroke.transformed` makes of each of `strokes`, many times faster where they are many."""
    if not strokes:
        return []
    affine = np.asarray(matrix, np.float64)
    growth = math.sqrt(abs(float(np.linalg.det(affine[:, :2]))))
    if growth == 0:
        raise ValueError("a stroke needs a width above 0, not 0")
    points = np.concatenate([stroke.points for stroke in strokes]).astype(np.float64)
    points[:, :2] = points[:, :2] @ affine[:, :2].T + affine[:, 2]
    placed = _points(points)
    ends = np.cumsum([len(stroke.points) for stroke in strokes])
    starts = np.concatenate(([0], ends[:-1]))
    half = np.array([[stroke.width * growth / 2] for stroke in strokes], np.float32)
    low = np.minimum.reduceat(placed[:, :2], starts) - half
    high = np.maximum.reduceat(placed[:, :2], starts) + half
    bounds = np.concatenate((low, high), axis=1).tolist()
    return [
        _unchecked(old, points=placed[start:end], width=old.width * growth, _bounds=(*box,))
        for old, start, end, box in zip(
            strokes, starts.tolist(), ends.tolist(), bounds, strict=True
        )
    ]


def _hash_of(stroke: Stroke) -> int:
    return hash((stroke.points.tobytes(), stroke.width, stroke.eraser, stroke.role, stroke.group))


def _unchecked(old: Stroke, **changes: Any) -> Stroke:
    """`old` with other values, which are known to be good."""
    stroke = object.__new__(Stroke)
    vars(stroke).update(vars(old) | changes)
    object.__setattr__(stroke, "_hash", _hash_of(stroke))
    return stroke


def _points(points: ArrayLike) -> NDArray[np.float32]:
    given = np.asarray(points)
    if given.ndim != 2 or given.shape[1] not in (2, 3) or given.shape[0] == 0:
        raise ValueError(f"a stroke needs points of shape (n, 3), not {given.shape}")
    checked = np.ones((given.shape[0], 3), np.float32)
    with np.errstate(over="ignore"):
        checked[:, : given.shape[1]] = given
    if not np.isfinite(checked).all() or np.abs(checked[:, :2]).max() > FURTHEST:
        raise ValueError("a stroke's points must be finite and near the canvas")
    np.clip(checked[:, 2], 0.0, 1.0, out=checked[:, 2])
    checked += 0.0  # -0.0 becomes 0.0: equal strokes have equal bytes and hashes
    checked.flags.writeable = False
    return checked
