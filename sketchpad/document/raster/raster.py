"""The drawing as pixels: white lines on black, antialiased; and how closely each line is to be followed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import accumulate, groupby
from operator import itemgetter
from types import MappingProxyType

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.line_drawing import draw, draw_alike
from sketchpad.document.model import Document, Role, Stroke

WEIGHTS: Mapping[Role, float] = MappingProxyType({"follow": 1.0, "loose": 0.4, "ignore": 0.0})
GENTLEST = 0.5  # share of its weight that a line keeps at pressure 0
STEPS = 16  # of pressure that weights tell apart
COARSE = 64  # pixels of the side on which the ink of two drawings is compared
KEPT = 1 << 26  # bytes of pictures that a raster can go on from

_Scale = tuple[float, float]


class LineRaster:
    """Draws the strokes of drawings, and goes on from what it has drawn before where only strokes have been added."""

    def __init__(self) -> None:
        self._kept: list[tuple[Hashable, tuple[Stroke, ...], NDArray[np.uint8]]] = []
        self._lock = threading.Lock()

    def lines(
        self, document: Document, width: int, height: int, line_width: float | None = None
    ) -> NDArray[np.uint8]:
        """See `render_lines`."""
        fine = _oversampling(width, height)
        fixed = None if line_width is None else line_width * fine
        drawn = self._drawn(
            ("lines", fixed),
            document,
            (height * fine, width * fine),
            lambda canvas, strokes, scale: draw(canvas, strokes, scale, fixed=fixed),
        )
        return cv2.resize(drawn, (width, height), interpolation=cv2.INTER_AREA)

    def weights(self, document: Document, width: int, height: int) -> NDArray[np.float32]:
        """See `render_weights`."""
        fine = _oversampling(width, height)
        drawn = self._drawn("weights", document, (height * fine, width * fine), _weigh)
        size = (width, height)
        ink = cv2.resize((drawn > 0).astype(np.float32), size, interpolation=cv2.INTER_AREA)
        sums = cv2.resize(drawn.astype(np.float32), size, interpolation=cv2.INTER_AREA)
        weights = np.zeros((height, width), np.float32)
        np.divide(sums, 255 * ink, out=weights, where=ink > 0)
        return np.clip(weights, 0, 1, out=weights)

    def _drawn(
        self,
        kind: Hashable,
        document: Document,
        shape: tuple[int, int],
        more: Callable[[NDArray[np.uint8], Sequence[Stroke], _Scale], None],
    ) -> NDArray[np.uint8]:
        """A picture of this shape with all strokes that count, drawn by `more`; not to be written on."""
        scale = (shape[1] / document.width, shape[0] / document.height)
        key = (kind, shape, scale)
        strokes = tuple(stroke for stroke in document.strokes if stroke.role != "ignore")
        done, picture = self._begin(key, strokes)
        if picture is not None and done == len(strokes):
            return picture
        picture = np.zeros(shape, np.uint8) if picture is None else picture.copy()
        more(picture, strokes[done:], scale)
        self._keep(key, strokes, picture)
        return picture

    def _begin(
        self, key: Hashable, strokes: tuple[Stroke, ...]
    ) -> tuple[int, NDArray[np.uint8] | None]:
        """How many strokes are drawn already, and the picture of them."""
        with self._lock:
            kept = self._kept
        fitting = ((len(k), p) for other, k, p in kept if (other, k) == (key, strokes[: len(k)]))
        return max(fitting, key=itemgetter(0), default=(0, None))

    def _keep(self, key: Hashable, strokes: tuple[Stroke, ...], picture: NDArray[np.uint8]) -> None:
        with self._lock:
            kept = [(key, strokes, picture), *(one for one in self._kept if one[0] != key)]
            room = accumulate(one[2].nbytes for one in kept)
            self._kept = [one for one, taken in zip(kept, room, strict=True) if taken <= KEPT]


_shared = LineRaster()


def render_lines(
    document: Document, width: int, height: int, *, line_width: float | None = None
) -> NDArray[np.uint8]:
    """The strokes of `document` on a picture of `width` x `height` pixels.

    Args:
        line_width: give every pen stroke this width in pixels of the result, whatever its own (erasers keep theirs).

    Returns:
        uint8 (height, width): 255 on a line, 0 beside it, between at its rim. Pressure narrows a line
        (`Stroke.widths`); an eraser takes away what was drawn before it. Strokes to be ignored are not there.
    """
    return _shared.lines(document, width, height, line_width)


def render_weights(document: Document, width: int, height: int) -> NDArray[np.float32]:
    """How closely the lines of `document` are to be followed, on a picture of `width` x `height` pixels.

    Returns:
        float32 (height, width) in 0..1: where there is ink, the weight of its stroke's role (`WEIGHTS`) times
        `GENTLEST` at no pressure to 1 at full pressure; where lines cross, the greater weight; 0 where there is none.
        Rims are not faded: `render_lines` says how much ink there is, this says what it means.
    """
    return _shared.weights(document, width, height)


def ink_changed(before: Document, after: Document) -> float:
    """The share of the ink of both drawings, as a model sees them, that only one of them has (0..1)."""
    a, b = (render_lines(one.seen(), COARSE, COARSE) > 0 for one in (before, after))
    together = np.count_nonzero(a | b)
    return float(np.count_nonzero(a ^ b) / together) if together else 0.0


def _oversampling(width: int, height: int) -> int:
    return 4 if max(width, height) <= 1024 else 2


def _weigh(canvas: NDArray[np.uint8], strokes: Sequence[Stroke], scale: _Scale) -> None:
    for eraser, group in groupby(strokes, key=lambda stroke: stroke.eraser):
        alike = list(group)
        if eraser:
            draw_alike(canvas, alike, 0, scale)
            continue
        heavier = np.zeros_like(canvas)
        draw_alike(heavier, alike, np.concatenate([_levels(stroke) for stroke in alike]), scale)
        np.maximum(canvas, heavier, out=canvas)


def _levels(stroke: Stroke) -> NDArray[np.int64]:
    """The weight at each point, of 255, in `STEPS` steps of pressure."""
    pressure = np.rint(stroke.points[:, 2] * STEPS) / STEPS
    weights = WEIGHTS[stroke.role] * (GENTLEST + (1 - GENTLEST) * pressure)
    return np.rint(255 * weights).astype(np.int64)


def render_part(
    strokes: Sequence[Stroke], scale: float, x: int, y: int, width: int, height: int
) -> NDArray[np.uint8]:
    """The part at (`x`, `y`) of what `strokes` look like at `scale` pixels to a picture pixel; see `render_lines`.

    Parts fit together, to a quarter of a pixel. All strokes are drawn, whatever their role.
    """
    part = Part(strokes, scale, x, y, width, height)
    while not part.advance():
        pass
    return part.picture()


class Part:
    """`render_part` in small pieces of work."""

    OVERSAMPLING = 4
    PIECE = 1500  # points drawn in one go: a millisecond or two

    def __init__(
        self, strokes: Sequence[Stroke], scale: float, x: int, y: int, width: int, height: int
    ) -> None:
        fine = self.OVERSAMPLING
        self._strokes, self._next = strokes, 0
        self._size = (width, height)
        self._canvas = np.zeros((height * fine, width * fine), np.uint8)
        self._factor = scale * fine
        self._origin = (x * fine, y * fine)

    def advance(self) -> bool:
        """Draw a few more strokes; True when all are drawn."""
        first, points = self._next, 0
        while self._next < len(self._strokes) and points < self.PIECE:
            points += len(self._strokes[self._next].points)
            self._next += 1
        few = self._strokes[first : self._next]
        draw(self._canvas, few, (self._factor, self._factor), self._origin)
        return self._next == len(self._strokes)

    def picture(self) -> NDArray[np.uint8]:
        """The raster as uint8 (height, width)."""
        return cv2.resize(self._canvas, self._size, interpolation=cv2.INTER_AREA)
