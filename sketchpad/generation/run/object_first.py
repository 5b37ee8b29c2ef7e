"""Object-first composition: generate each box's object alone, paste it, then finish the picture.

A network mixes up several objects of one prompt, but draws each of them well alone. This is layout-grounded composition
(Lian et al., "LLM-grounded Diffusion", TMLR 2024, section 3.2) with objects cut out of a plain background.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.box import Box, Rect
from sketchpad.document.edit import box_strokes
from sketchpad.document.model import Document, Paint
from sketchpad.document.prompt.noun_phrases import alone
from sketchpad.document.stroke import all_transformed
from sketchpad.generation.methods.registry import reading
from sketchpad.generation.request.defaults import few_step_variant
from sketchpad.generation.request.request import SEEDS, Request
from sketchpad.generation.run.passes import size_near
from sketchpad.models.checkpoints.model_info import ModelInfo

FEW_STEP_FACTOR = 2
"""Steps for an object, as a multiple of those of the model's few-step variant, where it has one."""
BACKGROUND = "on a white background"
MARGIN = 0.04
"""Width of the border around an object that is inpainted with background, as a share of the longer side."""
INPAINT_SIDE = 256
"""Longest side in pixels at which the background is inpainted: it is smooth."""
MOST_OBJECTS = 30
"""Objects in a picture: the number of GLIGEN's slots."""
DIFFERENT = 28
"""From here on, in steps of 255 of its most different colour, a pixel is not of the ground."""
GAP = 0.03
"""Gaps up to this share of the longer side are closed: white parts of an object look like the background."""
SCRAP = 0.04
"""Parts smaller than this share of the largest one are dropped."""
LEAST, MOST = 0.01, 0.9
"""Smallest and largest share of the picture that an object covers."""


@dataclass(frozen=True, eq=False)
class BoxObject:
    """An object cut out of its picture, to be pasted into the box `id` at `rect` (xyxy in shares of the page).

    Args:
        picture: uint8 (height, width, 3).
        alpha: float32 (height, width), the object's coverage of each pixel, 0..1.
        drawn: it was generated from the box's lines, so its page is exactly the rectangle; else it is scaled to fit.
    """

    id: str
    rect: Rect
    picture: NDArray[np.uint8]
    alpha: NDArray[np.float32]
    drawn: bool


def object_boxes(request: Request) -> tuple[Box, ...]:
    """The boxes whose objects are generated first, the largest at the back."""
    return tuple(sorted(request.things_first, key=lambda box: -_area(box.rect))[:MOST_OBJECTS])


def object_request(request: Request, box: Box, number: int, info: ModelInfo) -> Request:
    """The request for a small picture of a box's object alone.

    Lines and paint that belong to the box are scaled to the whole page. `number`: index of the box, which gives its own
    noise.
    """
    document, sampling = request.document, request.sampling
    strokes = box_strokes.strokes_of(document, [box.id])
    ways = tuple(
        m for m in request.methods if m.name in reading("lines", "control_image") and not m.kind
    )
    drawn = bool(strokes) and any(m.strength for m in ways)
    shape = 1.0
    if drawn:  # a page of the box's aspect ratio, with about the area of the model's native size
        x0, y0, x1, y1 = box.rect
        across, down = (x1 - x0) * document.width, (y1 - y0) * document.height
        shape = min(max(across / down, 0.5), 2.0)
    width, height = size_near(info.native_size, shape, info.size_step)
    page = Document(
        width,
        height,
        # A model that lists its words was trained with a white background where the prompt names none.
        prompt=alone(box.phrase, document.prompt, document.boxes, "" if info.words else BACKGROUND),
        negative_prompt=document.negative_prompt,
    )
    if drawn:
        matrix = _onto_page(box.rect, document, width, height)
        page = page.with_strokes(all_transformed([document.strokes[n] for n in strokes], matrix))
        page = replace(page, paints=_paints_of(document, box, matrix), denoising=document.denoising)
    return replace(
        request,
        document=page,
        sampling=replace(
            sampling,
            seed=(sampling.seed + number) % SEEDS,
            variation_seed=(sampling.variation_seed + number) % SEEDS,
            steps=_steps(request),
            two_pass=False,
        ),
        methods=tuple(m.replaced(region="") for m in ways) if drawn else (),
    )


def object_of(box: Box, picture: NDArray[np.uint8], drawn: bool) -> BoxObject | None:
    """The object in a picture generated for `box`; None where nothing stands out from the background."""
    alpha = cut_out(picture)
    if alpha is None:
        return None
    if drawn:
        return BoxObject(box.id, box.rect, picture, alpha, drawn)
    rows, columns = np.flatnonzero(alpha.max(axis=1)), np.flatnonzero(alpha.max(axis=0))
    y0, y1, x0, x1 = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    return BoxObject(box.id, box.rect, picture[y0:y1, x0:x1], alpha[y0:y1, x0:x1], drawn)


def composite(
    objects: Iterable[BoxObject], picture: NDArray[np.uint8]
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """`picture`, uint8 (height, width, 3), with the objects pasted in order; and their coverage of each pixel, 0..1."""
    height, width = picture.shape[:2]
    canvas, covered = picture.astype(np.float32), np.zeros((height, width), np.float32)
    for item in objects:
        x, y, w, h = _place(item, width, height)
        how = cv2.INTER_AREA if w < item.alpha.shape[1] else cv2.INTER_CUBIC
        scaled = cv2.resize(item.picture, (w, h), interpolation=how).astype(np.float32)
        alpha = np.clip(cv2.resize(item.alpha, (w, h), interpolation=how), 0, 1)
        # What reaches over the rim after rounding is cut off.
        w, h = min(w, width - x), min(h, height - y)
        scaled, alpha = scaled[:h, :w], alpha[:h, :w]
        part = np.s_[y : y + h, x : x + w]
        canvas[part] += (scaled - canvas[part]) * alpha[..., None]
        covered[part] = np.maximum(covered[part], alpha)
    return np.clip(np.rint(canvas), 0, 255).astype(np.uint8), covered


def repaste(objects: Iterable[BoxObject], picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """`picture`, uint8 (height, width, 3), with the objects in place of what is there, their surroundings inpainted."""
    objects = tuple(objects)
    if not objects:
        return picture
    cleared = without(picture, composite(objects, picture)[1])
    return composite(objects, cleared)[0]


def without(picture: NDArray[np.uint8], covered: NDArray[np.float32]) -> NDArray[np.uint8]:
    """`picture`, uint8 (height, width, 3), inpainted where it is `covered`, 0..1, and a little around."""
    height, width = covered.shape
    scale = min(1.0, INPAINT_SIDE / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    reach = 2 * round(MARGIN * max(size)) + 1
    near = cv2.dilate(
        (cv2.resize(covered, size, interpolation=cv2.INTER_AREA) > 0.02).astype(np.uint8),
        np.ones((reach, reach), np.uint8),
    )
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    ground = cv2.inpaint(small, near, 5, cv2.INPAINT_TELEA).astype(np.float32)
    ground = cv2.resize(ground, (width, height), interpolation=cv2.INTER_CUBIC)
    soft = cv2.GaussianBlur(near.astype(np.float32), (5, 5), 0)
    soft = cv2.resize(soft, (width, height), interpolation=cv2.INTER_LINEAR)[..., None]
    cleared = picture + (ground - picture) * soft
    return np.clip(np.rint(cleared), 0, 255).astype(np.uint8)


def with_tight_boxes(document: Document, objects: Iterable[BoxObject]) -> Document:
    """`document` with boxes shrunk to the objects in them: the rest of a box stays empty."""
    for item in objects:
        x, y, w, h = _place(item, document.width, document.height)
        x1, y1 = min(x + w, document.width), min(y + h, document.height)
        rect = (x / document.width, y / document.height, x1 / document.width, y1 / document.height)
        document = document.replace_box(item.id, replace(document.box(item.id), rect=rect))
    return document


def _place(item: BoxObject, width: int, height: int) -> tuple[int, int, int, int]:
    """x, y, width, height in pixels: the rectangle, or the largest fit in its centre."""
    x0, y0, x1, y1 = item.rect
    across, down = (x1 - x0) * width, (y1 - y0) * height
    if item.drawn:
        w, h = max(1, round(across)), max(1, round(down))
    else:
        rows, columns = item.alpha.shape
        scale = min(across / columns, down / rows)
        w, h = max(1, int(columns * scale)), max(1, int(rows * scale))
    x, y = x0 * width + (across - w) / 2, y0 * height + (down - h) / 2
    return min(max(0, int(x)), width - 1), min(max(0, int(y)), height - 1), w, h


def _paints_of(document: Document, box: Box, matrix: NDArray[np.float64]) -> tuple[Paint, ...]:
    """The patches that belong to the box as lines do: not the sky behind its object."""
    shown = [one.id for one in document.layers if one.kind == "colour"]
    paints = [paint for layer in shown for paint in document.content_of(layer).paints]
    lines = tuple(paint.stroke for paint in paints)
    numbers = box_strokes.strokes_of(document.with_strokes(lines), [box.id])
    placed = all_transformed([lines[n] for n in numbers], matrix)
    return tuple(paints[n].with_stroke(line) for n, line in zip(numbers, placed, strict=True))


def _onto_page(rect: Rect, document: Document, width: int, height: int) -> NDArray[np.float64]:
    """Affine matrix (2, 3) from the document's pixels to those of a page that shows `rect` alone."""
    x0, y0, x1, y1 = rect
    sx = width / ((x1 - x0) * document.width)
    sy = height / ((y1 - y0) * document.height)
    return np.array([[sx, 0.0, -x0 * document.width * sx], [0.0, sy, -y0 * document.height * sy]])


def _steps(request: Request) -> int:
    fast = few_step_variant(request.model)
    few = request.sampling.steps if fast is None or fast.lora else FEW_STEP_FACTOR * fast.steps
    return min(request.sampling.steps, few)


def _area(rect: Rect) -> float:
    return (rect[2] - rect[0]) * (rect[3] - rect[1])


def cut_out(picture: NDArray[np.uint8]) -> NDArray[np.float32] | None:
    """The object's coverage of each pixel, float32 (height, width) in 0..1.

    Args:
        picture: uint8 (height, width, 3).

    Returns:
        None where no object stands out from the background.
    """
    pixels = picture.astype(np.float32)
    rim = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    ground = np.median(rim, axis=0)
    mask = (np.abs(pixels - ground).max(axis=2) > DIFFERENT).astype(np.uint8)
    side = 2 * round(GAP * max(mask.shape) / 2) + 1
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    mask = filled(without_scraps(mask))
    if not LEAST <= float(mask.mean()) <= MOST:
        return None
    return cv2.GaussianBlur(mask.astype(np.float32), (3, 3), 0)


def without_scraps(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    count, parts, facts, _ = cv2.connectedComponentsWithStats(mask)
    if count < 2:
        return mask
    areas = facts[:, cv2.CC_STAT_AREA]
    large = [n for n in range(1, count) if areas[n] >= SCRAP * areas[1:].max()]
    return np.isin(parts, large).astype(np.uint8)


def filled(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """With its holes: what cannot be reached from outside belongs to it."""
    outside = (1 - np.pad(mask, 1)).astype(np.uint8)
    cv2.floodFill(outside, None, (0, 0), 0)
    return mask | outside[1:-1, 1:-1]
