"""What the model sees of a drawing: for each method the very maps that it gets, cell for cell (no torch here)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.model import Document
from sketchpad.document.raster.paint_raster import COVERED, underpainting
from sketchpad.errors import SketchpadError
from sketchpad.generation.methods.registry import reads_of
from sketchpad.generation.request.request import MethodSettings, Request
from sketchpad.guidance.lines import line_hint, line_weights, residual_mask
from sketchpad.hints.registry import HINTS
from sketchpad.models.controlnets.inspect import usual_hint

Picture = NDArray[np.uint8]
Colour = tuple[int, int, int]
GREY = (128, 128, 128)


@dataclass(frozen=True, eq=False)
class ModelInput:
    """One map.

    Args:
        what: "control_image", "mask" (where it counts), "weights" (how closely lines are followed), "boxes" or "paint".
        method: the settings of the method that gets it; None for the colours that the picture begins from.
        kind: of a control image.
        picture: uint8 RGB (height, width, 3), one pixel for each value the model gets.
    """

    what: str
    method: MethodSettings | None
    picture: Picture = field(repr=False)
    kind: str = ""


def model_inputs(
    request: Request, pixels_per_latent: int, colours: Mapping[str, Colour]
) -> tuple[ModelInput, ...]:
    """The maps of all methods of `request`, in their order.

    Args:
        colours: of the boxes by id, so that they look as on the canvas; in the map a weak box is pale.
    """
    document = request.visible.document
    width, height = (
        max(1, side // pixels_per_latent) for side in (document.width, document.height)
    )
    inputs: list[ModelInput] = []
    if request.is_painted:
        inputs.append(ModelInput("paint", None, paint_map(document, width, height)))
    for method in request.methods:
        reads = reads_of(method.name)
        if reads == "boxes":
            inputs.append(ModelInput("boxes", method, box_map(document, width, height, colours)))
        elif reads == "lines":
            inputs.append(
                ModelInput("control_image", method, _grey(line_hint(document)), "scribble")
            )
            weights = line_weights(document, width, height)
            if weights.min() < 1:
                inputs.append(ModelInput("weights", method, _grey(weights)))
        elif reads == "control_image":
            inputs += _control(document, method, (width, height))
    return tuple(inputs)


def box_map(document: Document, width: int, height: int, colours: Mapping[str, Colour]) -> Picture:
    """The boxes as a picture of `width` x `height` cells; a cell that a box touches in part is tinted in part."""
    picture = np.full((height, width, 3), 255, np.float32)
    for box in document.boxes:
        x0, y0, x1, y1 = box.rect
        cover = np.outer(_covered(y0, y1, height), _covered(x0, x1, width))
        cover = (cover * 0.75 * min(box.strength, 1.0))[..., None]
        colour = np.array(colours.get(box.id, GREY), np.float32)
        picture = picture * (1 - cover) + colour * cover
    return np.rint(picture).astype(np.uint8)


def paint_map(document: Document, width: int, height: int) -> Picture:
    """The colours that the picture begins from, on `width` x `height` cells; those that are free are grey."""
    picture, painted = underpainting(document)
    size, how = (width, height), cv2.INTER_AREA
    share = cv2.resize(painted.astype(np.float32), size, interpolation=how)
    cells = cv2.resize(picture, size, interpolation=how)
    return np.where(share[..., None] >= COVERED, cells, np.uint8(GREY[0])).astype(np.uint8)


def _covered(low: float, high: float, count: int) -> NDArray[np.float32]:
    """(count,) share of each cell that lies between `low` and `high`, in shares of the whole."""
    edges = np.arange(count + 1, dtype=np.float32)
    inside = np.clip(edges, low * count, high * count)
    return np.diff(inside).astype(np.float32)


def _control(
    document: Document, method: MethodSettings, latents: tuple[int, int]
) -> Iterator[ModelInput]:
    try:
        kind = method.kind or usual_hint(method.net)
    except SketchpadError:  # preflight reports a missing net
        kind = method.kind or "scribble"
    if kind not in HINTS or not HINTS[kind].can_be_made(document):
        return
    try:
        hint = line_hint(document, kind)
    except SketchpadError:  # preflight reports a reference picture that it cannot be made of
        return
    yield ModelInput("control_image", method, _grey(hint), kind)
    mask = residual_mask(document, method.region, *latents)
    if mask is not None:
        yield ModelInput("mask", method, _grey(mask))


def _grey(values: NDArray[np.float32]) -> Picture:
    """0..1, (h, w) or (h, w, 3), as RGB."""
    unit = np.rint(np.clip(values, 0, 1) * 255).astype(np.uint8)
    return unit if unit.ndim == 3 else np.repeat(unit[..., None], 3, axis=2)
