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
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sketchpad.document.io.svg_outline import area_of, middle_of, pen_of
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
from sketchpad.document.io.svg_style import FAINTEST, is_colour, opacity_of
from sketchpad.document.io.svg_tree import DEEPEST, Element, every, read_tree
from sketchpad.document.io.tracing import Cancelled, Watch, part, unwatched
from sketchpad.document.model import Document, Stroke
from sketchpad.errors import BadDocument, SketchpadError
from sketchpad.outside import numbers, refused_as

MARGIN = 0.04  # of the picture, left free on each side
LINE_WIDTHS = (1.0, 24.0)  # picture pixels
DEFAULT_WIDTH = 3.0  # picture pixels, of a shape without a stroke of its own
MOST_POINTS = 1_000_000
MOST_STROKES = 20_000
DEEPEST_USE = 8
FEWEST_CORNERS = 12  # of a shape that a pen has drawn
MOST_PIXELS = 8_000_000  # in which such shapes are filled; what is beyond stays an outline
MOST_TRANSFORMS = 100  # of one element
MOST_WORK = 200_000  # elements, transforms and segments, elements of every `use` counted again
_LOOK_UP = 500  # so much of it between two calls of the watch
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
    view: tuple[float, float]  # width and height that percentages are of
    stroke: bool = False
    fill: bool = True
    width: float = 1.0
    visible: bool = True
    opacity: float = 1.0
    even_odd: bool = False


def read_svg(
    path: str | Path,
    width: int = 256,
    height: int = 256,
    data: bytes | None = None,
    watch: Watch = unwatched,
) -> Document:
    """The drawing in the SVG file `path`, as large as it fits into the picture, its proportions kept.

    `data` is the SVG itself, where there is no file; `path` is what it is called then.

    Raises BadDocument (not an SVG, unsafe, too large, or without a single line), and what `watch` raises.
    """
    path = Path(path)
    with refused_as(lambda: BadDocument(path), (SketchpadError, Cancelled)):
        return _read(path, width, height, data, watch)


def _read(path: Path, width: int, height: int, data: bytes | None, watch: Watch) -> Document:
    root = read_tree(path, data, part(watch, 0.0, 0.3))
    x, y, across, down = _view(root)
    inner = (width * (1 - 2 * MARGIN), height * (1 - 2 * MARGIN))
    shift = _translation(width * MARGIN, height * MARGIN)
    walk = _Walk(path, root, part(watch, 0.3, 1.0))
    with np.errstate(all="ignore"):
        place = shift @ _fitted((x, y, across, down), inner, "")
        walk.page = (place @ [[x, x + across], [y, y + down], [1, 1]])[:2].T
        strokes = tuple(walk.strokes(_Paint(place, (across, down))))
    if not strokes:
        raise BadDocument(path, "empty")
    return Document(width, height, strokes)


class _Walk:
    """Goes through the elements, and again through what is used again; how much of it there may be is counted."""

    def __init__(self, path: Path, root: Element, watch: Watch) -> None:
        self._path = path
        self._root = root
        self.page = np.zeros((2, 2))  # corners of what the file shows, in the picture
        self._watch = watch
        self._named = {one.attributes["id"]: one for one in every(root) if "id" in one.attributes}
        self._outlines: dict[int, Outline] = {}
        self._points = self._work = self._made = self._pixels = 0

    def strokes(self, paint: _Paint) -> Iterator[Stroke]:
        """The strokes of the root and what is in it. What is to come lies on a stack, however deep it is nested."""
        # The last two: how many `use` we came through, and elements.
        waiting = [(self._root, paint, 0, 0)]
        while waiting:
            element, paint, used, depth = waiting.pop()
            if depth > DEEPEST:
                raise BadDocument(self._path, "too_large")
            attributes = element.attributes
            self._spend(1 + attributes.get("transform", "").count(")"))
            if attributes.get("display") == "none":
                continue
            paint = _inherit(paint, attributes)
            if paint.opacity < FAINTEST:
                continue
            if element.name in _GROUPS or (element.name == "symbol" and used):
                if element.name == "svg" and element is not self._root:
                    paint = _in_viewport(paint, element, attributes)
                waiting += [(child, paint, used, depth + 1) for child in reversed(element.children)]
                self._spend(len(element.children) // 8)
            elif element.name == "use":
                sign, name = attributes.get("href", "")[:1], attributes.get("href", "")[1:]
                target = self._named.get(name) if sign == "#" else None
                if target is not None and used < DEEPEST_USE:
                    across, down = paint.view
                    shift = _translation(
                        _length(attributes.get("x"), across), _length(attributes.get("y"), down)
                    )
                    inside = replace(paint, matrix=paint.matrix @ shift)
                    if target.name == "symbol":
                        inside = _in_viewport(inside, target, _sizes(target, attributes))
                    elif target.name == "svg":
                        target = Element("svg", _sizes(target, attributes), target.children)
                    waiting.append((target, inside, used + 1, depth + 1))
            elif paint.visible and (paint.stroke or paint.fill):
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
        if not math.isfinite(scale) or scale == 0:
            return
        low, high = LINE_WIDTHS
        thick = min(high, max(low, paint.width * scale)) if paint.stroke else DEFAULT_WIDTH
        try:
            lines = (
                self._outline(element).lines(scale)
                if element.name == "path"
                else _lines(element, scale, paint.view)
            )
        except TooManyPoints as error:
            raise BadDocument(self._path, "too_large") from error
        placed = []
        for line in lines:
            self._spend(1)
            at = line @ paint.matrix[:2, :2].T + paint.matrix[:2, 2]
            self._points += len(at)
            self._made += 1
            if self._points > MOST_POINTS or self._made > MOST_STROKES:
                raise BadDocument(self._path, "too_large")
            if np.isfinite(at).all() and np.abs(at).max(initial=0) < 1e5 and len(at):
                placed.append(at)
        if paint.fill and not paint.stroke and element.name in ("path", "polygon", "rect"):
            placed = [line for line in placed if not self._is_paper(line)]
            yield from self._pen_strokes(placed, paint)
        else:
            yield from (Stroke(line, thick) for line in placed)

    def _pen_strokes(self, lines: list[Line], paint: _Paint) -> Iterator[Stroke]:
        """What a pen has drawn as one line in its middle; the outlines of whatever else is filled."""
        low, high = LINE_WIDTHS
        drawn: tuple[Stroke, ...] = ()
        pen = pen_of(lines, float(np.ptp(self.page, axis=0).max())) if lines else 0.0
        if pen and sum(map(len, lines)) >= FEWEST_CORNERS:
            self._pixels += area_of(lines, pen)
            if self._pixels <= MOST_PIXELS:
                drawn = middle_of(lines, pen, paint.even_odd, self._look)
        for stroke in drawn:
            yield stroke.with_width(min(high, max(low, stroke.width)))
        if not drawn:
            yield from (Stroke(line, DEFAULT_WIDTH) for line in lines)

    def _look(self, _share: float) -> None:
        self._watch(min(1.0, self._work / MOST_WORK))

    def _is_paper(self, line: Line) -> bool:
        """A rectangle as large as the page, without an outline: its colour, not a line of the drawing."""
        near = 0.02 * (self.page[1] - self.page[0])
        low, high = line.min(axis=0), line.max(axis=0)
        if not ((low <= self.page[0] + near).all() and (high >= self.page[1] - near).all()):
            return False
        on_edge = (np.abs(line - low) <= near) | (np.abs(line - high) <= near)
        return bool(on_edge.any(axis=1).all())


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
        # "auto" of both is no length, so none.
        radii = (_length(rx, view[0]), _length(ry, view[1]))
        return rect_lines(of("x"), of("y", 1), of("width"), of("height", 1), *radii, scale)
    if element.name == "circle":
        return ellipse_lines(of("cx"), of("cy", 1), of("r"), of("r"), scale)
    if element.name == "ellipse":
        return ellipse_lines(of("cx"), of("cy", 1), of("rx"), of("ry", 1), scale)
    return []


def _inherit(paint: _Paint, attributes: dict[str, str]) -> _Paint:
    changes: dict[str, Any] = {}
    if "visibility" in attributes:
        changes["visible"] = attributes["visibility"] not in _UNSEEN
    if "opacity" in attributes:
        changes["opacity"] = paint.opacity * opacity_of(attributes["opacity"])
    if "fill-rule" in attributes:
        changes["even_odd"] = attributes["fill-rule"] == "evenodd"
    if "transform" in attributes:
        changes["matrix"] = paint.matrix @ _transform(attributes["transform"])
    for name in ("stroke", "fill"):
        if name in attributes:
            changes[name] = is_colour(attributes[name], getattr(paint, name))
        if opacity_of(attributes.get(f"{name}-opacity")) < FAINTEST:
            changes[name] = False
    if "stroke-width" in attributes:
        changes["width"] = _length(attributes["stroke-width"], max(paint.view))
        if changes["width"] == 0:
            changes["stroke"] = False
    return replace(paint, **changes) if changes else paint


def _sizes(target: Element, use: dict[str, str]) -> dict[str, str]:
    """Attributes of what is used, with the size that the `use` asks for; the place is in the matrix already."""
    named: dict[str, str] = {name: use[name] for name in ("width", "height") if name in use}
    own = {} if target.name == "svg" else {"x": "0", "y": "0"}
    return {**target.attributes, **own, **named}


def _in_viewport(paint: _Paint, element: Element, attributes: dict[str, str]) -> _Paint:
    """Inside of an `svg` or a used `symbol`: in the place it takes, and in units of its view box."""
    get, (across, down) = attributes.get, paint.view
    size = (_length(get("width") or "100%", across), _length(get("height") or "100%", down))
    matrix = paint.matrix @ _translation(_length(get("x"), across), _length(get("y"), down))
    box = _view_box(element)
    if box is None:
        return replace(paint, matrix=matrix, view=size)
    fitted = _fitted(box, size, element.attributes.get("preserveAspectRatio", ""))
    return replace(paint, matrix=matrix @ fitted, view=box[2:])


def _fitted(box: tuple[float, float, float, float], size: tuple[float, float], how: str) -> Matrix:
    """From units of a view box to those of a place of this `size` at 0, 0 (SVG 2, 8.2)."""
    x, y, across, down = box
    sx, sy = size[0] / across, size[1] / down
    words = how[:_LONGEST_LENGTH].split()
    align = words[0] if words else "xMidYMid"
    if align != "none":
        sx = sy = max(sx, sy) if "slice" in words else min(sx, sy)
    free = (size[0] - sx * across, size[1] - sy * down)
    shares = {"Min": 0.0, "Mid": 0.5, "Max": 1.0}
    left = 0.0 if align == "none" else free[0] * shares.get(align[1:4], 0.5)
    top = 0.0 if align == "none" else free[1] * shares.get(align[5:8], 0.5)
    return np.array([[sx, 0, left - sx * x], [0, sy, top - sy * y], [0, 0, 1]])


def _view(root: Element) -> tuple[float, float, float, float]:
    """x, y, width, height of the part of the plane that is shown."""
    box = _view_box(root)
    if box is not None:
        return box
    across = _length(root.attributes.get("width", "300"), 300) or 300.0
    down = _length(root.attributes.get("height", "150"), 150) or 150.0
    return 0.0, 0.0, abs(across), abs(down)


def _view_box(element: Element) -> tuple[float, float, float, float] | None:
    box = list(numbers(element.attributes.get("viewBox", ""), 5))
    if len(box) == 4 and 0 < box[2] < FURTHEST and 0 < box[3] < FURTHEST:
        return box[0], box[1], box[2], box[3]
    return None


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
