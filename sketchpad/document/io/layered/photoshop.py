"""Photoshop files (.psd), by psd-tools; see docs/decisions/0037."""

from __future__ import annotations

import io
import struct
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sketchpad import atomic
from sketchpad.document.io.layered.layered import Layered, PixelLayer, check_layers, check_size
from sketchpad.document.io.picture import on_paper
from sketchpad.document.io.tracing import Watch, unwatched
from sketchpad.errors import BadPicture, HugePicture
from sketchpad.outside import ODD, read_file, reason_of

LARGEST_FILE = 256 << 20
MOST_BYTES = 2 << 30  # that one picture may take while it is decoded
MOST_OBJECTS = 300_000  # that a file may describe
LONGEST_NAME = 255  # characters
_HEADER = struct.Struct(">4sH6xH2L2H")


def write_psd(path: str | Path, layered: Layered) -> None:
    """Write `layered` to `path`, atomically. Raises DiskFull or CannotWrite."""
    from psd_tools import PSDImage

    merged = layered.merged if layered.merged is not None else on_paper(layered.flat(), 255)
    # Of a page without transparency, that of the layers would become masks.
    page = PSDImage.frompil(Image.fromarray(merged).convert("RGBA"))
    for layer in layered.layers:
        made = page.create_pixel_layer(
            Image.fromarray(layer.picture),
            top=layer.y,
            left=layer.x,
            opacity=round(255 * layer.opacity),
        )
        made.name = layer.name[:LONGEST_NAME]
        made.visible = layer.visible
    file = io.BytesIO()
    page._record.write(file)  # `save` would make the merged picture anew, which needs SciPy
    atomic.write_bytes(path, file.getvalue())


def read_psd(path: str | Path, data: bytes | None = None, watch: Watch = unwatched) -> Layered:
    """The layers of pixels of a Photoshop file; groups are opened up, effects and blend modes lost.

    Args:
        data: the file itself; `path` is then only what it is called.

    Raises BadPicture or HugePicture, by its header before anything is decoded; and what `watch` raises.
    """
    path = Path(path)
    data = _content(path) if data is None else data
    try:
        kind, version, _channels, height, width, _depth, _mode = _HEADER.unpack_from(data)
    except struct.error as error:
        raise BadPicture(path, "damaged") from error
    if kind != b"8BPS" or version not in (1, 2):
        raise BadPicture(path, "damaged")
    check_size(path, width, height)
    watch(0.0)
    with warnings.catch_warnings():  # psd-tools' remarks on odd files
        warnings.simplefilter("ignore")
        try:
            return _read(path, data, watch)
        except (*ODD, Warning) as error:
            raise BadPicture(path, "damaged") from error


def _content(path: Path) -> bytes:
    try:
        return read_file(path, LARGEST_FILE)
    except OSError as error:
        raise BadPicture(path, reason_of(error)) from error
    except ValueError as error:
        raise HugePicture(path, 0, 64) from error


def _read(path: Path, data: bytes, watch: Watch) -> Layered:
    from psd_tools import ParseLimits, PSDImage
    from psd_tools.compression import PSDDecompressionWarning

    warnings.simplefilter("error", PSDDecompressionWarning)  # it would show black instead
    limits = ParseLimits(max_total_bytes=2 * LARGEST_FILE, max_objects=MOST_OBJECTS)
    page = PSDImage.open(io.BytesIO(data), max_alloc_bytes=MOST_BYTES, parse_limits=limits)
    there = [layer for layer in page.descendants() if not layer.is_group() and layer.has_pixels()]
    masks = [layer.mask.size for layer in there if layer.mask is not None]
    check_layers(path, [*(layer.size for layer in there), *masks])
    layers = []
    for number, layer in enumerate(there):
        watch(number / len(there))
        image = layer.topil()
        if image is not None:
            layers.append(_layer(layer, image))
    whole = page.topil()
    merged = None if whole is None else on_paper(np.array(whole.convert("RGBA")))
    return Layered(page.width, page.height, tuple(layers), merged)


def _layer(layer: Any, image: Image.Image) -> PixelLayer:
    opacity, above = layer.opacity, layer.parent
    while getattr(above, "parent", None) is not None:
        opacity, above = opacity * above.opacity / 255, above.parent
    pixels = np.array(image.convert("RGBA"))
    mask = layer.mask
    if mask is not None and not mask.disabled:
        pixels[..., 3] = pixels[..., 3].astype(np.uint16) * _mask(layer, mask) // 255
    shown, share = bool(layer.is_visible()), opacity / 255
    return PixelLayer(str(layer.name), pixels, layer.left, layer.top, shown, share)


def _mask(layer: Any, mask: Any) -> NDArray[np.uint8]:
    """How much of the layer its mask leaves, uint8 (height, width) of the layer."""
    whole = Image.new("L", layer.size, mask.background_color)
    shown = mask.topil() if min(mask.size) > 0 else None
    if shown is not None:
        whole.paste(shown.convert("L"), (mask.left - layer.left, mask.top - layer.top))
    return np.asarray(whole)
