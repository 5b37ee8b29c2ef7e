"""Each thing first: what every box says is made by itself, cut out and put into its box; all goes on from there.

A network that is told of several things mixes them up; one at a time it knows them. This is layout-grounded
composition (Lian et al., "LLM-grounded Diffusion", TMLR 2024, section 3.2) with things cut out of their plain ground.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.box import Box, Rect
from sketchpad.document.edit import box_strokes
from sketchpad.document.model import Document
from sketchpad.document.stroke import all_transformed
from sketchpad.generation.methods.registry import reading
from sketchpad.generation.request.few_step import few_step_variant
from sketchpad.generation.request.request import Request
from sketchpad.generation.run.cutout import cut_out
from sketchpad.generation.run.passes import size_near
from sketchpad.models.checkpoints.inspect import ModelInfo

TIMES_FEW = 2
"""So many times the steps in which a model says nearly all it can say are enough for a thing, where it says so."""
PLAIN = "on a white background"
AROUND = 0.04
"""Of the longer side: so far around a thing the ground is painted anew, because something like it was there."""
SMALL = 256
"""Longest side, in pixels, at which that is done: a ground is smooth."""
MOST = 30
"""Things in one picture, as many as GLIGEN has slots."""
_PLACE = re.compile(r"(on|in|at|under|over|by|near|before|behind|with|against)\b", re.IGNORECASE)
"""How parts of a prompt begin that say where all of it is."""
_ARTICLE = re.compile(r"(a|an|the|one|two|three|four|some|many)\b", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class BoxObject:
    """What belongs into a rectangle (shares of the page), that of the box called `id`.

    Args:
        picture: uint8 (height, width, 3).
        alpha: float32 (height, width), how much of each pixel is the thing's.
        drawn: its page is exactly the rectangle; otherwise it is made to fit.
    """

    id: str
    rect: Rect
    picture: NDArray[np.uint8]
    alpha: NDArray[np.float32]
    drawn: bool


def wanted(request: Request) -> tuple[Box, ...]:
    """The boxes whose things are made first, the largest at the back."""
    return tuple(sorted(request.things_first, key=lambda box: -_area(box.rect))[:MOST])


def alone(request: Request, box: Box, number: int, info: ModelInfo) -> Request:
    """What makes the thing of a box by itself, in a small picture.

    Lines that belong to the box are drawn on the whole page. `number`: of the box; no two have the same noise.
    """
    document, sampling = request.document, request.sampling
    strokes = box_strokes.strokes_of(document, [box.id])
    ways = tuple(
        m for m in request.methods if m.name in reading("lines", "control_image") and not m.kind
    )
    drawn = bool(strokes) and any(m.strength for m in ways)
    square = size_near(info.native_size, 1.0, info.size_step)
    width, height = _page(box.rect, document, info) if drawn else square
    page = Document(
        width,
        height,
        prompt=_sentence(document, box.phrase, info),
        negative_prompt=document.negative_prompt,
    )
    if drawn:
        matrix = _onto_page(box.rect, document, width, height)
        page = page.with_strokes(all_transformed([document.strokes[n] for n in strokes], matrix))
    return replace(
        request,
        document=page,
        sampling=replace(
            sampling,
            seed=(sampling.seed + number) % 2**32,
            steps=_steps(request),
            two_pass=False,
        ),
        methods=tuple(m.replaced(region="") for m in ways) if drawn else (),
    )


def is_drawn(request: Request) -> bool:
    """Whether a request of `alone` follows lines."""
    return bool(request.document.strokes)


def object_of(box: Box, picture: NDArray[np.uint8], drawn: bool) -> BoxObject | None:
    """The thing in a picture made for `box`; None where none stands out from its ground."""
    alpha = cut_out(picture)
    if alpha is None:
        return None
    if drawn:
        return BoxObject(box.id, box.rect, picture, alpha, drawn)
    rows, columns = np.flatnonzero(alpha.max(axis=1)), np.flatnonzero(alpha.max(axis=0))
    y0, y1, x0, x1 = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    return BoxObject(box.id, box.rect, picture[y0:y1, x0:x1], alpha[y0:y1, x0:x1], drawn)


def with_objects(
    things: Iterable[BoxObject], picture: NDArray[np.uint8]
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """The things on `picture`, uint8 (height, width, 3), in order; and how much of each pixel is theirs, 0..1."""
    height, width = picture.shape[:2]
    made, covered = picture.astype(np.float32), np.zeros((height, width), np.float32)
    for thing in things:
        x, y, w, h = _place(thing, width, height)
        scaled = cv2.resize(thing.picture, (w, h), interpolation=_way(thing, w)).astype(np.float32)
        alpha = np.clip(cv2.resize(thing.alpha, (w, h), interpolation=_way(thing, w)), 0, 1)
        # What reaches over the rim after rounding is cut off.
        w, h = min(w, width - x), min(h, height - y)
        scaled, alpha = scaled[:h, :w], alpha[:h, :w]
        part = np.s_[y : y + h, x : x + w]
        made[part] += (scaled - made[part]) * alpha[..., None]
        covered[part] = np.maximum(covered[part], alpha)
    return np.clip(np.rint(made), 0, 255).astype(np.uint8), covered


def put_in(things: Iterable[BoxObject], picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The things on `picture`, uint8 (height, width, 3), in the place of what is there and around there."""
    things = tuple(things)
    if not things:
        return picture
    _, covered = with_objects(things, picture)
    height, width = covered.shape
    scale = min(1.0, SMALL / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    reach = 2 * round(AROUND * max(size)) + 1
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
    return with_objects(things, np.clip(np.rint(cleared), 0, 255).astype(np.uint8))[0]


def tightened(document: Document, things: Iterable[BoxObject]) -> Document:
    """`document` with boxes no larger than what was put into them: the rest of a box stays empty then."""
    for thing in things:
        x, y, w, h = _place(thing, document.width, document.height)
        x1, y1 = min(x + w, document.width), min(y + h, document.height)
        rect = (x / document.width, y / document.height, x1 / document.width, y1 / document.height)
        document = document.replace_box(thing.id, replace(document.box(thing.id), rect=rect))
    return document


def _place(thing: BoxObject, width: int, height: int) -> tuple[int, int, int, int]:
    """x, y, width, height in pixels: the rectangle, or what fits into its middle."""
    x0, y0, x1, y1 = thing.rect
    across, down = (x1 - x0) * width, (y1 - y0) * height
    if thing.drawn:
        w, h = max(1, round(across)), max(1, round(down))
    else:
        rows, columns = thing.alpha.shape
        scale = min(across / columns, down / rows)
        w, h = max(1, int(columns * scale)), max(1, int(rows * scale))
    x, y = x0 * width + (across - w) / 2, y0 * height + (down - h) / 2
    return min(max(0, int(x)), width - 1), min(max(0, int(y)), height - 1), w, h


def _way(thing: BoxObject, width: int) -> int:
    return cv2.INTER_AREA if width < thing.alpha.shape[1] else cv2.INTER_CUBIC


def _page(rect: Rect, document: Document, info: ModelInfo) -> tuple[int, int]:
    """A page of the box's shape, about as large as the model's own."""
    across, down = (rect[2] - rect[0]) * document.width, (rect[3] - rect[1]) * document.height
    return size_near(info.native_size, min(max(across / down, 0.5), 2.0), info.size_step)


def _onto_page(rect: Rect, document: Document, width: int, height: int) -> NDArray[np.float64]:
    """(2, 3), from the document's pixels to those of a page that shows `rect` alone."""
    x0, y0, x1, y1 = rect
    sx = width / ((x1 - x0) * document.width)
    sy = height / ((y1 - y0) * document.height)
    return np.array([[sx, 0.0, -x0 * document.width * sx], [0.0, sy, -y0 * document.height * sy]])


def _steps(request: Request) -> int:
    fast = few_step_variant(request.model)
    few = request.sampling.steps if fast is None or fast.lora else TIMES_FEW * fast.steps
    return min(request.sampling.steps, few)


def _sentence(document: Document, phrase: str, info: ModelInfo) -> str:
    """The phrase as a prompt, with the style that the prompt ends with ("..., watercolor"), not with the place."""
    phrase = phrase.strip()
    if not _ARTICLE.match(phrase):
        phrase = f"{'an' if phrase[0].lower() in 'aeiou' else 'a'} {phrase}"
    said = {word for box in document.boxes for word in re.findall(r"\w+", box.phrase.lower())}
    parts = [part.strip() for part in document.prompt.split(",")[1:]]
    style = [
        part
        for part in parts
        if part and not _PLACE.match(part) and not said & set(re.findall(r"\w+", part.lower()))
    ]
    # A model that lists its words was taught that a ground nobody names is white.
    ground = [] if info.words else [PLAIN]
    return ", ".join([" ".join([phrase, *ground]), *style])


def _area(rect: Rect) -> float:
    return (rect[2] - rect[0]) * (rect[3] - rect[1])
