"""A drawing as layers of pixels, as painting programs have them, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from operator import is_
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sketchpad.document.box import Box
from sketchpad.document.io.picture import MOST_PIXELS, on_paper, png_of
from sketchpad.document.io.picture_import import WORKING_SIZE, trace_lines
from sketchpad.document.io.tracing import Watch, part, unwatched
from sketchpad.document.layer_stack import with_layer_above
from sketchpad.document.layers import LONGEST_NAME, LayerKind
from sketchpad.document.model import LARGEST_SIZE, SIZE_STEP, SMALLEST_SIZE, Document
from sketchpad.document.raster.paint_raster import render_paint, straight
from sketchpad.document.raster.raster import render_lines
from sketchpad.document.reference import LONGEST, Reference, is_picture
from sketchpad.errors import BadPicture, HugePicture

Pixels = NDArray[np.uint8]
SKETCH, RESULT, COLOUR, BOX = "Sketch", "Result", "Colour", "Box: "
SKETCHES = (
    "sketch", "lines", "line art", "lineart", "ink", "inks", "drawing", "outline", "outlines", "pencil", "doodle",
    "草图", "草稿", "线稿", "线条",
)  # fmt: skip
"""Names of layers, or their beginnings, that are taken for lines; without regard to case."""
COLOURS = ("colour", "color", "paint", "flats", "上色", "色彩", "颜色")
"""The same for those that are painted on."""
MOST_LAYERS = 500
MOST_READ = 20  # layers of lines, and of paint, that become layers of a drawing: the upper ones
MOST_LAYER_PIXELS = 2 * MOST_PIXELS  # of all layers together
FRAME = 0.006  # width of a box's lines, as a share of the longer side
FRAME_COLOUR = (83, 80, 196)


@dataclass(frozen=True, eq=False)
class PixelLayer:
    """One layer: uint8 RGBA (height, width, 4), whose top left corner lies at `x`, `y` of the page."""

    name: str
    picture: Pixels
    x: int = 0
    y: int = 0
    visible: bool = True
    opacity: float = 1.0


@dataclass(frozen=True, eq=False)
class Layered:
    """A page of layers, the lowest first.

    `merged`: all that is visible, uint8 RGB (height, width, 3), as the program saw it that wrote them; None where the
    file does not say.
    """

    width: int
    height: int
    layers: tuple[PixelLayer, ...]
    merged: Pixels | None = None

    def flat(self, wanted: Callable[[PixelLayer], bool] = lambda layer: layer.visible) -> Pixels:
        """The layers that are `wanted`, one over the other, uint8 RGBA (height, width, 4). Blend modes are lost."""
        page = Image.new("RGBA", (self.width, self.height), (255, 255, 255, 0))
        for layer in filter(wanted, self.layers):
            image = Image.fromarray(layer.picture)
            if layer.opacity < 1:
                image.putalpha(image.getchannel("A").point(lambda a, o=layer.opacity: a * o))
            corner = max(layer.x, 0), max(layer.y, 0)
            part = (max(-layer.x, 0), max(-layer.y, 0), self.width - layer.x, self.height - layer.y)
            part = (*part[:2], min(part[2], image.width), min(part[3], image.height))
            if part[0] < part[2] and part[1] < part[3]:
                page.alpha_composite(image, corner, part)
        return np.asarray(page)


def check_size(path: str | Path, width: int, height: int) -> None:
    """Raise HugePicture for a page that is not decoded, BadPicture for none."""
    if min(width, height) < 1:
        raise BadPicture(path, "damaged")
    if width * height > MOST_PIXELS:
        raise HugePicture(path, width * height / 1e6, MOST_PIXELS / 1e6)


def check_layers(path: str | Path, sizes: Iterable[tuple[int, int]]) -> None:
    """Raise HugePicture for more layers, or more in them, than are decoded."""
    pixels = [max(width, 0) * max(height, 0) for width, height in sizes]
    if len(pixels) > MOST_LAYERS or sum(pixels) > MOST_LAYER_PIXELS:
        raise HugePicture(path, sum(pixels) / 1e6, MOST_LAYER_PIXELS / 1e6)


def layers_of(document: Document, picture: Pixels | None = None) -> Layered:
    """The sketches over boxes, each a layer with its phrase, over the `picture`, uint8 RGB, over the layers of paint.

    All in the size of the picture.
    """
    seen = document.seen()
    height, width = (document.height, document.width) if picture is None else picture.shape[:2]
    layers = []
    for name, alone in _each(document, "colour", COLOUR):
        if alone.is_painted:
            layers.append(PixelLayer(name, straight(render_paint(alone, width, height))))
    if picture is not None:
        layers.append(PixelLayer(RESULT, _opaque(picture)))
    thick = max(1, round(FRAME * max(width, height)))
    for box in seen.boxes:
        x0, y0, x1, y1 = (
            round(edge * side) for edge, side in zip(box.rect, (width, height) * 2, strict=True)
        )
        frame = np.zeros((max(1, y1 - y0), max(1, x1 - x0), 4), np.uint8)
        frame[...] = (*FRAME_COLOUR, 255)
        frame[thick:-thick, thick:-thick] = 0
        layers.append(PixelLayer(BOX + box.phrase.strip(), frame, x0, y0))
    for name, alone in _each(document, "sketch", SKETCH):
        ink = np.zeros((height, width, 4), np.uint8)
        ink[..., 3] = render_lines(alone, width, height)
        layers.append(PixelLayer(name, ink))
    page = Layered(width, height, tuple(layers))
    return replace(page, merged=on_paper(page.flat(), 255))


def _each(document: Document, kind: LayerKind, word: str) -> Iterator[tuple[str, Document]]:
    """Names of the visible layers of this kind, each beginning with `word`, and what is on each, alone on a page."""
    page = Document(document.width, document.height)
    for number, layer in enumerate(
        one for one in document.layers if one.kind == kind and one.visible
    ):
        name = f"{word}: {layer.name}" if layer.name else f"{word} {number + 1}" if number else word
        yield name, page.with_content(kind, document.content_of(layer.id))


def document_of(layered: Layered, width: int, height: int, watch: Watch = unwatched) -> Document:
    """The layers as a drawing of `width` x `height`, or of their own size where a page can have that.

    Layers named like a sketch (`SKETCHES`) become layers of lines, those named “Box: ...” boxes with these words, those
    named like colours (`COLOURS`) layers that are painted on; what else is visible is the reference picture. Hidden
    layers are left out.
    """
    if all(_fits(side) for side in (layered.width, layered.height)):
        width, height = layered.width, layered.height
    document = Document(width, height)
    scale = min(width / layered.width, height / layered.height)
    left, top = (width - layered.width * scale) / 2, (height - layered.height * scale) / 2

    def rect(x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        return (
            (left + x0 * scale) / width,
            (top + y0 * scale) / height,
            (left + x1 * scale) / width,
            (top + y1 * scale) / height,
        )

    boxes = [layer for layer in layered.layers if layer.visible and _phrase(layer) is not None]
    for layer in boxes:
        down, across = layer.picture.shape[:2]
        place = np.clip(rect(layer.x, layer.y, layer.x + across, layer.y + down), 0, 1).tolist()
        if place[0] < place[2] and place[1] < place[3]:
            document = document.with_box(Box(_phrase(layer) or "", tuple(place)))
    watch(0.2)
    whole = rect(0, 0, layered.width, layered.height)
    sketches = [layer for layer in layered.layers if _is_sketch(layer)][-MOST_READ:]
    for number, layer in enumerate(sketches):
        lines = _shrunk(on_paper(layered.flat(partial(is_, layer))), WORKING_SIZE)
        done = (0.2 + 0.7 * (number + share) / len(sketches) for share in (0, 1))
        document = _above(document, "sketch", number, layer.name)
        document = document.with_strokes(trace_lines(lines, width, height, part(watch, *done)))
    for number, layer in enumerate([one for one in layered.layers if _is_colour(one)][-MOST_READ:]):
        document = _above(document, "colour", number, layer.name)
        painted = Reference(_small_png(layered.flat(partial(is_, layer))), whole)
        document = document.with_ground(painted)
    rest = [layer for layer in layered.layers if _is_rest(layer)]
    if rest or not layered.layers:
        merged = layered.merged if len(rest) == len(layered.layers) else None
        picture = on_paper(layered.flat(_is_rest)) if merged is None else merged
        document = document.with_reference(Reference(_small_png(picture), whole))
    watch(1.0)
    return document


def _above(document: Document, kind: LayerKind, number: int, name: str) -> Document:
    """The first one goes onto the layer that is there, each other one onto a layer of its own."""
    if number:
        document = with_layer_above(document, document.layer(kind).id)
    known = {"sketch": SKETCH, "colour": COLOUR}[kind]
    given = name.strip().removeprefix(known).lstrip(": ")[:LONGEST_NAME]
    return document.with_layer(kind, name="" if given.isdecimal() else given)


def _is_sketch(layer: PixelLayer) -> bool:
    return layer.visible and layer.name.strip().casefold().startswith(SKETCHES)


def _is_colour(layer: PixelLayer) -> bool:
    return layer.visible and layer.name.strip().casefold().startswith(COLOURS)


def _phrase(layer: PixelLayer) -> str | None:
    """Of a box; None for another layer."""
    name = layer.name.strip()
    is_box = name.casefold().startswith(BOX.strip().casefold())
    return name[len(BOX.strip()) :].strip() if is_box else None


def _is_rest(layer: PixelLayer) -> bool:
    known = _is_sketch(layer) or _is_colour(layer) or _phrase(layer) is not None
    return layer.visible and not known


def _fits(side: int) -> bool:
    return SMALLEST_SIZE <= side <= LARGEST_SIZE and side % SIZE_STEP == 0


def _opaque(picture: Pixels) -> Pixels:
    return np.dstack([picture, np.full(picture.shape[:2], 255, np.uint8)])


def _small_png(picture: Pixels) -> bytes:
    """As a picture of a drawing may be."""
    png = png_of(_shrunk(picture, LONGEST))
    return png if is_picture(png) else png_of(_shrunk(picture, LONGEST // 2))


def _shrunk(picture: Pixels, longest: int) -> Pixels:
    height, width = picture.shape[:2]
    scale = longest / max(height, width)
    if scale >= 1:
        return picture
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
