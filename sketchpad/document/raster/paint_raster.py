"""The colour layer as pixels: patches of paint laid over each other, and over the picture that is painted on."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from functools import lru_cache, reduce

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.line_drawing import draw_alike
from sketchpad.document.model import Document, LayerContent, Paint, Reference
from sketchpad.document.raster.reference_raster import placed, premultiplied

FINE = 4  # times as fine as the picture in which patches are drawn; half of it where they are large
LARGE = 1 << 20  # pixels
STEPS = 16  # of pressure that opacities tell apart
MARK = 32  # patches from one mark to the next
KEPT = 1 << 25  # bytes of marks
MOST = 3  # sizes that are kept to go on from
OTHERS = 8  # pictures of layers that are not current, which are kept
COVERED = 0.5  # coverage by paint from which a pixel counts as painted
_SHIFT = 4  # fractional bits of the coordinates handed to OpenCV

Canvas = NDArray[np.uint8]
Part = tuple[int, int, int, int]
"""x0, y0, x1, y1 in pixels."""


class PaintRaster:
    """Paints the colour layers of drawings, and goes on from what it has painted before.

    Attributes:
        canvas: uint8 (height, width, 4), premultiplied RGBA; to be changed only here.
    """

    def __init__(self) -> None:
        self.canvas: Canvas = np.zeros((1, 1, 4), np.uint8)
        self._key: tuple[object, ...] = ()
        self._paints: tuple[Paint, ...] = ()  # that are on the canvas
        self._marks: list[
            tuple[tuple[Paint, ...], Canvas]
        ] = []  # states to go back to, ever longer ones

    def paint(self, document: Document, width: int, height: int, seconds: float = math.inf) -> bool:
        """Have the canvas, of `width` x `height` pixels, show the colour layer of `document`.

        Works for about `seconds`; False: more is still to be painted.
        """
        deadline = time.perf_counter() + seconds
        key = (document.width, document.height, width, height, document.ground)
        if key != self._key:
            self._key, self._paints = key, ()
            self.canvas = _grounded(document, width, height)
            self._marks = [((), self.canvas.copy())]
        paints, scale = document.paints, scale_of(document, width, height)
        if paints[: len(self._paints)] != self._paints:
            while self._marks[-1][0] != paints[: len(self._marks[-1][0])]:
                self._marks.pop()
            self._paints, kept = self._marks[-1]
            self.canvas = kept.copy()
        count = len(self._paints)
        for one in paints[count:]:
            part = part_of(one, scale, width, height)
            lay(self.canvas, part, coverage(one, scale, part), one)
            count += 1
            if count % MARK == 0:
                self._mark(paints[:count])
            if time.perf_counter() > deadline:
                break
        self._paints = paints[:count]
        return count == len(paints)

    def _mark(self, paints: tuple[Paint, ...]) -> None:
        """Keep the canvas. Of too many marks the one goes whose gap is the smallest, seen from here."""
        marks = self._marks
        marks.append((paints, self.canvas.copy()))
        if len(marks) > max(3, KEPT // self.canvas.nbytes):
            at = [len(done) for done, _ in marks]
            spare = range(1, len(marks) - 1)
            marks.pop(min(spare, key=lambda n: (at[n + 1] - at[n - 1]) / (at[-1] - at[n - 1])))


_shared: OrderedDict[tuple[int, ...], PaintRaster] = OrderedDict()
_lock = threading.Lock()


def render_paint(document: Document, width: int, height: int) -> Canvas:
    """The visible colour layers of `document`: uint8 (height, width, 4), premultiplied RGBA."""
    page = document.width, document.height
    canvases = [
        _current(document, width, height)
        if one.content is None
        else _other(one.content, page, width, height)
        for one in document.layers
        if one.kind == "colour" and one.visible
    ]
    return reduce(_over, canvases, np.zeros((height, width, 4), np.uint8))


def flattened(document: Document, contents: Iterable[LayerContent]) -> Reference:
    """What lies on layers of paint, the lowest first, as one picture of the page of `document`."""
    width, height = page = document.width, document.height
    canvases = (_other(content, page, width, height) for content in contents)
    canvas = reduce(_over, canvases, np.zeros((height, width, 4), np.uint8))
    _, png = cv2.imencode(".png", cv2.cvtColor(straight(canvas), cv2.COLOR_RGBA2BGRA))
    return Reference(png.tobytes())


def straight(canvas: Canvas) -> Canvas:
    """Premultiplied RGBA (..., 4) as RGBA whose colours are not multiplied by their alpha."""
    share = np.maximum(canvas[..., 3:].astype(np.float32), 1) / 255
    colours = np.clip(np.rint(canvas[..., :3] / share), 0, 255)
    return np.dstack([colours, canvas[..., 3]]).astype(np.uint8)


def _over(below: Canvas, above: Canvas) -> Canvas:
    """Premultiplied RGBA on premultiplied RGBA."""
    bare = 255 - above[..., 3:].astype(np.uint16)
    return (above + (below * bare + 127) // 255).astype(np.uint8)


@lru_cache(maxsize=OTHERS)
def _other(content: LayerContent, page: tuple[int, int], width: int, height: int) -> Canvas:
    document = Document(*page, paints=content.paints, ground=content.ground)
    raster = PaintRaster()
    raster.paint(document, width, height)
    return raster.canvas


def _current(document: Document, width: int, height: int) -> Canvas:
    size = document.width, document.height, width, height
    with _lock:
        raster = _shared.setdefault(size, PaintRaster())
        _shared.move_to_end(size)
        if len(_shared) > MOST:
            _shared.popitem(last=False)
        raster.paint(document, width, height)
        return raster.canvas.copy()


def underpainting(document: Document) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """The colour layer as a picture, uint8 (height, width, 3), and where it is painted, bool (height, width).

    Bare pixels have the colour of the paint that is nearest, so that no white gets into latents at the rims.
    """
    canvas = render_paint(document, document.width, document.height)
    painted = canvas[..., 3] >= 255 * COVERED
    picture = on_paper(canvas)
    if painted.any() and not painted.all():
        bare = (~painted).astype(np.uint8)
        _, nearest = cv2.distanceTransformWithLabels(
            bare, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
        )
        colours = np.zeros((int(nearest.max()) + 1, 3), np.uint8)
        colours[nearest[painted]] = picture[painted]
        picture = colours[nearest]
    return picture, painted


def on_paper(canvas: Canvas) -> NDArray[np.uint8]:
    """Premultiplied RGBA (..., 4) on white: RGB (..., 3)."""
    return canvas[..., :3] + (255 - canvas[..., 3:])


def scale_of(document: Document, width: int, height: int) -> tuple[float, float]:
    """Pixels to a page pixel, across and down."""
    return width / document.width, height / document.height


def part_of(paint: Paint, scale: tuple[float, float], width: int, height: int) -> Part:
    """The part of a picture of `width` x `height` pixels that a patch can touch; empty where x0 >= x1 or y0 >= y1."""
    x0, y0, x1, y1 = paint.stroke.bounds
    return (
        max(0, math.floor(x0 * scale[0]) - 1),
        max(0, math.floor(y0 * scale[1]) - 1),
        min(width, math.ceil(x1 * scale[0]) + 1),
        min(height, math.ceil(y1 * scale[1]) + 1),
    )


def coverage(paint: Paint, scale: tuple[float, float], part: Part) -> NDArray[np.uint8]:
    """How much of each pixel of `part` a patch covers, of 255; less where a pen pressed lightly on its opacity."""
    x0, y0, x1, y1 = part
    width, height = max(0, x1 - x0), max(0, y1 - y0)
    if not width * height:
        return np.zeros((height, width), np.uint8)
    fine = FINE if width * height <= LARGE else FINE // 2
    across, down = scale[0] * fine, scale[1] * fine
    canvas = np.zeros((height * fine, width * fine), np.uint8)
    origin, stroke = (x0 * fine, y0 * fine), paint.stroke
    if paint.filled:
        # Pixel centres: OpenCV's coordinate 0 is the middle of the first pixel, ours is its left edge.
        at = stroke.points[:, :2].astype(np.float64) * (across, down) - origin - 0.5
        corners = np.rint(at * (1 << _SHIFT)).astype(np.int32)
        cv2.fillPoly(canvas, [corners], 255, cv2.LINE_8, _SHIFT)
    else:
        fixed = None if paint.pressure != "opacity" else stroke.width * math.sqrt(across * down)
        fades = paint.pressure != "width"
        levels = np.rint(np.rint(stroke.points[:, 2] * STEPS) * (255 / STEPS)).astype(np.int64)
        colour = levels if fades else 255
        draw_alike(canvas, [stroke], colour, (across, down), origin, fixed)
    return cv2.resize(canvas, (width, height), interpolation=cv2.INTER_AREA)


def lay(canvas: Canvas, part: Part, cover: NDArray[np.uint8], paint: Paint) -> None:
    """Mix the colour of `paint` into `part` of `canvas`, as far as `cover` says."""
    x0, y0, x1, y1 = part
    place, at = canvas[y0:y1, x0:x1], cover.nonzero()
    under = place[at].astype(np.float32)
    share = (cover[at] * np.float32(paint.opacity / 255))[:, None]
    over = np.zeros_like(under)
    if not paint.stroke.eraser:
        over[:] = (*paint.rgb, 255)
        if paint.blend == "multiply":
            over[:, :3] *= (255 - under[:, 3:] + under[:, :3]) / 255
    place[at] = np.rint(under + (over - under) * share)


def _grounded(document: Document, width: int, height: int) -> Canvas:
    canvas = np.zeros((height, width, 4), np.uint8)
    picture = premultiplied(document.ground) if document.ground is not None else None
    if document.ground is not None and picture is not None:
        part = placed(picture, document.ground.rect, width, height)
        if part is not None:
            rgba, left, top = part
            canvas[top : top + rgba.shape[0], left : left + rgba.shape[1]] = rgba
    return canvas
