"""OpenRaster files (.ora), which Krita, MyPaint and GIMP read and write: a ZIP of PNG files and a list of them.

Source: the OpenRaster specification, version 0.0.5.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.parsers.expat import ExpatError

import numpy as np
from PIL import Image

from sketchpad.document.io import svg_tree
from sketchpad.document.io.layered.layered import (
    MOST_LAYERS,
    Layered,
    PixelLayer,
    Pixels,
    check_layers,
    check_size,
)
from sketchpad.document.io.picture import encode, on_paper, opened, png_of
from sketchpad.document.io.svg_tree import Element
from sketchpad.document.io.tracing import Cancelled, Watch, unwatched
from sketchpad.document.io.zip_reader import LARGEST_CONTENT, read_members, write_package
from sketchpad.document.stroke import FURTHEST
from sketchpad.errors import BadDocument, BadPicture, SketchpadError
from sketchpad.outside import refused_as

KIND = b"image/openraster"
STACK, MERGED, THUMBNAIL = "stack.xml", "mergedimage.png", "Thumbnails/thumbnail.png"
LARGEST_STACK = 1 << 20
THUMBNAIL_SIDE = 256
DEEPEST = 50


def write_ora(path: str | Path, layered: Layered) -> None:
    """Write `layered` to `path`, atomically. Raises DiskFull or CannotWrite."""
    merged = layered.merged if layered.merged is not None else on_paper(layered.flat(), 255)
    small = Image.fromarray(merged)
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    members = {"mimetype": KIND, STACK: b""}
    rows = []
    for number, layer in reversed(list(enumerate(layered.layers))):
        file = f"data/layer{number}.png"
        members[file] = encode(Image.fromarray(layer.picture), "PNG")
        shown = "visible" if layer.visible else "hidden"
        rows.append(
            f'<layer name="{_escaped(layer.name)}" src="{file}" x="{layer.x}" y="{layer.y}" '
            f'opacity="{layer.opacity:g}" visibility="{shown}"/>'
        )
    size = f'w="{layered.width}" h="{layered.height}"'
    members[STACK] = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<image version="0.0.5" {size}>\n<stack>\n'
        + "\n".join(rows)
        + "\n</stack>\n</image>\n"
    ).encode()
    members |= {MERGED: png_of(merged), THUMBNAIL: encode(small, "PNG")}
    write_package(Path(path), members, dict.fromkeys(members, LARGEST_CONTENT))


def read_ora(path: str | Path, data: bytes | None = None, watch: Watch = unwatched) -> Layered:
    """The layers of an OpenRaster file; groups are opened up.

    Args:
        data: the file itself; `path` is then only what it is called.

    Raises BadDocument, BadPicture or HugePicture, before anything large is decoded; and what `watch` raises.
    """
    path = Path(path)
    with refused_as(lambda: BadPicture(path, "damaged"), (SketchpadError, Cancelled)):
        try:
            stack = svg_tree.parse(_member(path, STACK, LARGEST_STACK, data), unwatched)
        except (ExpatError, svg_tree.Refused) as error:
            raise BadPicture(path, "damaged") from error
        if stack is None or stack.name != "image":
            raise BadPicture(path, "damaged")
        width, height = (int(stack.attributes[side]) for side in ("w", "h"))
        check_size(path, width, height)
        found = [one for one in _layers(stack) if one[0]]
    check_layers(path, [(1, 1)] * len(found))
    names = {source for source, _ in found} | {MERGED}
    files = read_members(path, dict.fromkeys(names, LARGEST_CONTENT), data=data, watch=watch)
    sizes = []
    for source, _ in found:
        with opened(path, ("PNG",), files.get(source, b"")) as image:
            sizes.append(image.size)
    check_layers(path, sizes)
    layers = tuple(replace(layer, picture=_rgba(path, files[name])) for name, layer in found[::-1])
    merged = None
    if MERGED in files:
        whole = _rgba(path, files[MERGED])
        merged = on_paper(whole) if whole.shape[:2] == (height, width) else None
    return Layered(width, height, layers, merged)


def _escaped(text: str) -> str:
    """`text` inside quotation marks of XML; `xml.sax.saxutils` would import what asks the network."""
    return html.escape(text).replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")


def _member(path: Path, name: str, most: int, data: bytes | None) -> bytes:
    members = read_members(path, {name: most}, data=data)
    if name not in members:
        raise BadDocument(path)
    return members[name]


def _rgba(path: Path, data: bytes) -> Pixels:
    with opened(path, ("PNG",), data) as image:
        return np.array(image.convert("RGBA"))


def _number(text: str) -> float:
    value = float(text)
    if not abs(value) <= FURTHEST:  # nor is it one where it is no number
        raise ValueError("no layer lies there")
    return value


def _layers(
    stack: Element, visible: bool = True, opacity: float = 1.0, depth: int = 0
) -> Iterator[tuple[str, PixelLayer]]:
    """Each layer's file and the layer, still without its picture, the topmost first. ValueError where it is odd."""
    nothing = np.zeros((1, 1, 4), np.uint8)
    if depth > DEEPEST:
        raise ValueError("nested too deeply")
    for number, child in enumerate(stack.children):
        if number > MOST_LAYERS:
            raise ValueError("too many layers")
        said = child.attributes
        share = opacity * min(max(_number(said.get("opacity", "1")), 0.0), 1.0)
        shown = visible and said.get("visibility", "visible") == "visible"
        if child.name == "stack":
            yield from _layers(child, shown, share, depth + 1)
        elif child.name == "layer":
            x, y = (round(_number(said.get(side, "0"))) for side in ("x", "y"))
            layer = PixelLayer(said.get("name", ""), nothing, x, y, shown, share)
            yield said.get("src", ""), layer
