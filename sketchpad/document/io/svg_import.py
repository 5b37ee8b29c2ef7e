"""SVG drawings as strokes: outlines of paths and basic shapes, with groups, transforms, `use` and viewBox.

Fills, text, pictures, gradients, scripts and links are ignored, of style sheets all but the rules for classes; nothing
outside the file is ever touched.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sketchpad.document.io.svg_path import (
    FURTHEST,
    Line,
    Outline,
    TooManyPoints,
    ellipse_lines,
    number_pairs,
    parse_path,
    rect_lines,
)
from sketchpad.document.io.svg_tree import (
    DEEPEST,
    Element,
    every,
    read_tree,
)
from sketchpad.document.io.tracing import (
    Cancelled,
    Watch,
    part,
    unwatched,
)
from sketchpad.document.model import Document, Stroke
from sketchpad.errors import BadDocument, SketchpadError
from sketchpad.outside import numbers, refused_as

MARGIN = 0.04  # of the picture, left free on each side
LINE_WIDTHS = (1.0, 24.0)  # picture pixels
DEFAULT_WIDTH = 3.0  # picture pixels, of a shape without a stroke of its own
MOST_POINTS = 2_000_000
MOST_STROKES = 50_000
DEEPEST_USE = 8
MOST_TRANSFORMS = 100  # of one element
MOST_WORK = 200_000  # elements, transforms and segments, elements of every `use` counted again
_LOOK_UP = 500  # so much of it between two looks at whether anybody still waits
_LONGEST_LENGTH = 100  # characters

_GROUPS = frozenset({"svg", "g", "a", "switch"})
_UNSEEN = frozenset({"none", "hidden", "collapse"})
_LENGTH = re.compile(
    r"([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(px|pt|pc|mm|cm|in|%)?", re.ASCII
)
_UNITS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
Matrix = NDArray[np.float64]  # (3, 3)


@dataclass(frozen=True)
class _Paint:
    """What an element inherits."""

    matrix: Matrix
    stroke: bool = False
    fill: bool = True
    width: float = 1.0


def read_svg(
    path: str | Path,
    width: int = 256,
    height: int = 256,
    data: bytes | None = None,
    watch: Watch = unwatched,
) -> Document:
    """The drawing in the SVG file `path`, as large as it fits into the picture, its proportions kept.

    Args:
        data: the SVG itself, where there is no file; `path` is what it is called then.
        watch: is told how far it is; what it raises ends the work.

    Raises:
        BadDocument: not an SVG, unsafe, too large, or without a single line.
    """
    path = Path(path)
    with refused_as(lambda: BadDocument(path), (SketchpadError, Cancelled)):
        return _read(path, width, height, data, watch)


def _read(path: Path, width: int, height: int, data: bytes | None, watch: Watch) -> Document:
    root = read_tree(path, data, part(watch, 0.0, 0.3))
    x, y, across, down = _view(root)
    room = min(width, height) * (1 - 2 * MARGIN) / max(across, down, 1e-9)
    if across > 0 and down > 0:
        room = min(width * (1 - 2 * MARGIN) / across, height * (1 - 2 * MARGIN) / down)
    place = np.array(
        [
            [room, 0, width / 2 - room * (x + across / 2)],
            [0, room, height / 2 - room * (y + down / 2)],
            [0, 0, 1],
        ]
    )
    walk = _Walk(path, root, (across, down), part(watch, 0.3, 1.0))
    with np.errstate(all="ignore"):
        strokes = tuple(walk.strokes(_Paint(place)))
    if not strokes:
        raise BadDocument(path, "empty")
    return Document(width, height, strokes)


class _Walk:
    """Goes through the elements, and again through what is used again; how much of it there may be is counted."""

    def __init__(self, path: Path, root: Element, view: tuple[float, float], watch: Watch) -> None:
        self._path = path
        self._root = root
        self._view = view
        self._watch = watch
        self._named = {one.attributes["id"]: one for one in every(root) if "id" in one.attributes}
        self._outlines: dict[int, Outline] = {}
        self._points = self._work = self._made = 0

    def strokes(self, paint: _Paint) -> Iterator[Stroke]:
        """The strokes of the root and what is in it. What is to come lies on a stack, however deep it is nested."""
        waiting = [
            (self._root, paint, 0, 0)
        ]  # the last: how many `use` we came through, and elements
        while waiting:
            element, paint, used, depth = waiting.pop()
            if depth > DEEPEST:
                raise BadDocument(self._path, "too_large")
            attributes = element.attributes
            self._spend(1 + attributes.get("transform", "").count(")"))
            if attributes.get("display") == "none" or attributes.get("visibility") in _UNSEEN:
                continue
            paint = _inherit(paint, attributes, self._view)
            if element.name in _GROUPS or (element.name == "symbol" and used):
                if element is not self._root:
                    paint = _nested(paint, element)
                waiting += [(child, paint, used, depth + 1) for child in reversed(element.children)]
                self._spend(len(element.children) // 8)
            elif element.name == "use":
                target = self._named.get(attributes.get("href", "").removeprefix("#"))
                if (
                    attributes.get("href", "").startswith("#")
                    and target is not None
                    and used < DEEPEST_USE
                ):
                    shift = _translation(_length(attributes.get("x")), _length(attributes.get("y")))
                    matrix = paint.matrix @ shift
                    waiting.append((target, replace(paint, matrix=matrix), used + 1, depth + 1))
            elif paint.stroke or paint.fill:
                yield from self._shape(element, paint)

    def _spend(self, work: int) -> None:
        before = self._work // _LOOK_UP
        self._work += work
        if self._work > MOST_WORK:
            raise BadDocument(self._path, "too_large")
        if self._work // _LOOK_UP > before:
            self._watch(self._work / MOST_WORK)

    def _outline(self, element: Element) -> Outline:
        """Of a path, read once however often it is used."""
        if id(element) not in self._outlines:
            outline = parse_path(element.attributes.get("d", ""), self._spend)
            self._outlines[id(element)] = outline
        return self._outlines[id(element)]

    def _shape(self, element: Element, paint: _Paint) -> Iterator[Stroke]:
        scale = math.sqrt(abs(float(np.linalg.det(paint.matrix[:2, :2]))))
        if not math.isfinite(scale) or scale == 0 or self._is_paper(element, paint):
            return
        low, high = LINE_WIDTHS
        thick = min(high, max(low, paint.width * scale)) if paint.stroke else DEFAULT_WIDTH
        try:
            lines = (
                self._outline(element).lines(scale)
                if element.name == "path"
                else _lines(element, scale, self._view)
            )
        except TooManyPoints as error:
            raise BadDocument(self._path, "too_large") from error
        for line in lines:
            self._spend(1)
            placed = line @ paint.matrix[:2, :2].T + paint.matrix[:2, 2]
            self._points += len(placed)
            self._made += 1
            if self._points > MOST_POINTS or self._made > MOST_STROKES:
                raise BadDocument(self._path, "too_large")
            if np.isfinite(placed).all() and np.abs(placed).max(initial=0) < 1e5 and len(placed):
                yield Stroke(placed, thick)

    def _is_paper(self, element: Element, paint: _Paint) -> bool:
        """A rectangle under everything, without an outline: the colour of the page, not a line of the drawing."""
        if element.name != "rect" or paint.stroke:
            return False
        across = _length(element.attributes.get("width"), self._view[0])
        down = _length(element.attributes.get("height"), self._view[1])
        return across >= 0.98 * self._view[0] and down >= 0.98 * self._view[1]


def _lines(element: Element, scale: float, view: tuple[float, float]) -> list[Line]:
    get = element.attributes.get

    def of(name: str, axis: int = 0, default: str = "0") -> float:
        return _length(get(name) or default, view[axis])

    if element.name == "line":
        return [np.array([[of("x1"), of("y1", 1)], [of("x2"), of("y2", 1)]])]
    if element.name in ("polyline", "polygon"):
        points = number_pairs(get("points", ""))
        closed = element.name == "polygon" and len(points) > 2
        return [np.vstack([points, points[:1]]) if closed else points] if len(points) else []
    if element.name == "rect":
        rx, ry = get("rx", "auto"), get("ry", "auto")
        rx, ry = (ry if rx == "auto" else rx), (rx if ry == "auto" else ry)
        radii = (
            _length("0" if rx == "auto" else rx, view[0]),
            _length("0" if ry == "auto" else ry, view[1]),
        )
        return rect_lines(of("x"), of("y", 1), of("width"), of("height", 1), *radii, scale)
    if element.name == "circle":
        return ellipse_lines(of("cx"), of("cy", 1), of("r"), of("r"), scale)
    if element.name == "ellipse":
        return ellipse_lines(of("cx"), of("cy", 1), of("rx"), of("ry", 1), scale)
    return []


def _inherit(paint: _Paint, attributes: dict[str, str], view: tuple[float, float]) -> _Paint:
    changed = paint
    if "transform" in attributes:
        changed = replace(changed, matrix=changed.matrix @ _transform(attributes["transform"]))
    if "stroke" in attributes:
        changed = replace(changed, stroke=attributes["stroke"] not in ("none", "transparent"))
    if "fill" in attributes:
        changed = replace(changed, fill=attributes["fill"] not in ("none", "transparent"))
    if "stroke-width" in attributes:
        changed = replace(changed, width=_length(attributes["stroke-width"], max(view)))
    return changed


def _nested(paint: _Paint, element: Element) -> _Paint:
    if element.name != "svg":
        return paint
    shift = _translation(_length(element.attributes.get("x")), _length(element.attributes.get("y")))
    return replace(paint, matrix=paint.matrix @ shift)


def _view(root: Element) -> tuple[float, float, float, float]:
    """x, y, width, height of the part of the plane that is shown."""
    box = list(numbers(root.attributes.get("viewBox", ""), 5))
    if len(box) == 4 and 0 < box[2] < FURTHEST and 0 < box[3] < FURTHEST:
        return box[0], box[1], box[2], box[3]
    across = _length(root.attributes.get("width", "300"), 300) or 300.0
    down = _length(root.attributes.get("height", "150"), 150) or 150.0
    return 0.0, 0.0, abs(across), abs(down)


def _length(text: str | None, whole: float = 0.0) -> float:
    match = _LENGTH.match((text or "0").strip()[:_LONGEST_LENGTH])
    if match is None:
        return 0.0
    number = float(match[1])
    if not abs(number) < 1e9:
        return 0.0
    return number / 100 * whole if match[2] == "%" else number * _UNITS[match[2] or ""]


def _transform(text: str) -> Matrix:
    matrix = np.eye(3)
    for one in text.split(")", MOST_TRANSFORMS)[:MOST_TRANSFORMS]:
        kind, bracket, inside = one.partition("(")
        if bracket:
            matrix = matrix @ _one_transform(kind.strip(" ,\t\r\n\f"), list(numbers(inside, 7)))
    return matrix


def _one_transform(kind: str, n: list[float]) -> Matrix:
    if kind == "matrix" and len(n) == 6:
        return np.array([[n[0], n[2], n[4]], [n[1], n[3], n[5]], [0, 0, 1]])
    if kind == "translate" and n:
        return _translation(n[0], n[1] if len(n) > 1 else 0.0)
    if kind == "scale" and n:
        return np.diag([n[0], n[1] if len(n) > 1 else n[0], 1.0])
    if kind == "rotate" and n and math.isfinite(n[0]):
        angle = math.radians(n[0])
        cos, sin = math.cos(angle), math.sin(angle)
        turn = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]])
        return _translation(*n[1:3]) @ turn @ _translation(-n[1], -n[2]) if len(n) == 3 else turn
    if kind in ("skewX", "skewY") and len(n) == 1 and math.isfinite(n[0]):
        skew = np.eye(3)
        skew[(0, 1) if kind == "skewX" else (1, 0)] = math.tan(math.radians(n[0]))
        return skew
    return np.eye(3)


def _translation(x: float, y: float) -> Matrix:
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1.0]])
