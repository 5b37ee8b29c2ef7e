"""The thing of a picture without its ground: sure inside and outside first, then the soft edge between them.

The inside is what stands out from a plain ground (`object_first.cut_out`), else what the drawn lines enclose, fitted to
the picture by GrabCut (Rother et al., SIGGRAPH 2004). In between, a pixel's coverage is where its colour lies between
the nearest colour outside and the nearest one inside, and its own colour is freed from the ground's share.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.model import Document
from sketchpad.generation.run.object_first import DIFFERENT, cut_out, filled, without_scraps
from sketchpad.guidance.silhouette import silhouette, within

Mask = NDArray[np.uint8]
Colours = NDArray[np.float32]
PLAIN = 0.7
"""Share of the rim that a plain ground has in one colour."""
EDGE = 0.004
"""Width of the soft edge on either side, as a share of the longer side; at least 1 pixel."""
SURE, NEAR = 0.03, 0.05
"""How far within the drawn lines is surely inside, and how far beyond them outside; as shares of the longer side."""
FITTED_SIDE = 384
"""Longer side in pixels at which the drawn lines are fitted to the picture."""
ROUNDS = 3


def cut_out_of(
    picture: NDArray[np.uint8], document: Document | None = None, *, trim: bool = True
) -> NDArray[np.uint8] | None:
    """The thing in `picture`, uint8 (height, width, 3), as uint8 RGBA; None where neither ground nor lines tell it.

    Args:
        document: the drawing that the picture was made from.
        trim: only as large as the thing, instead of the page.
    """
    inside = _on_plain_ground(picture)
    if inside is None and document is not None:
        inside = _within_lines(picture, document)
    if inside is None or not inside.any():
        return None
    result = _with_soft_edge(picture, inside)
    if trim:
        rows, columns = (np.flatnonzero(result[..., 3].any(axis=axis)) for axis in (1, 0))
        result = result[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return np.ascontiguousarray(result)


def _on_plain_ground(picture: NDArray[np.uint8]) -> Mask | None:
    rim = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]]).astype(int)
    far = np.abs(rim - np.median(rim, axis=0)).max(axis=1) > DIFFERENT
    alpha = cut_out(picture) if far.mean() <= 1 - PLAIN else None
    return None if alpha is None else (alpha > 0.5).astype(np.uint8)


def _within_lines(picture: NDArray[np.uint8], document: Document) -> Mask | None:
    """What the lines enclose, of each box by itself, fitted to the edges of the picture."""
    whole = silhouette(document)
    if whole is None:
        return None
    drawn = [within(document, box) for box in document.boxes] or [whole]
    height, width = picture.shape[:2]
    scale = min(1.0, FITTED_SIDE / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    enclosed = cv2.resize(np.max(drawn, axis=0), size, interpolation=cv2.INTER_LINEAR) > 0.5
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    reach = max(size)
    labels = np.where(enclosed, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    labels[_grown(enclosed, reach * NEAR) == 0] = cv2.GC_BGD
    labels[_grown(~enclosed, reach * SURE) == 0] = cv2.GC_FGD
    if len({cv2.GC_BGD, cv2.GC_PR_FGD, cv2.GC_PR_BGD} & set(np.unique(labels))) < 3:
        return None  # all of the page, or nothing of it
    cv2.setRNGSeed(0)  # it begins from clusters of colours
    cv2.grabCut(
        small, labels, None, np.zeros((1, 65)), np.zeros((1, 65)), ROUNDS, cv2.GC_INIT_WITH_MASK
    )
    inside = np.isin(labels, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    inside = filled(without_scraps(inside)).astype(np.float32)
    full = cv2.resize(inside, (width, height), interpolation=cv2.INTER_CUBIC)
    return (full > 0.5).astype(np.uint8)


def _with_soft_edge(picture: NDArray[np.uint8], inside: Mask) -> NDArray[np.uint8]:
    reach = max(1, round(EDGE * max(inside.shape)))
    core = _grown(1 - inside, reach) == 0
    beyond = _grown(inside, reach) == 0
    pixels = picture.astype(np.float32)
    alpha = cv2.GaussianBlur(inside.astype(np.float32), (3, 3), 0)
    if core.any() and beyond.any():
        thing, ground = _nearest(pixels, core), _nearest(pixels, beyond)
        way = thing - ground
        told = np.abs(way).max(axis=2) > DIFFERENT
        share = ((pixels - ground) * way).sum(axis=2) / np.maximum((way * way).sum(axis=2), 1)
        alpha = np.where(told, np.clip(share, 0, 1), alpha)
        alpha[core], alpha[beyond] = 1, 0
        part = np.maximum(alpha, 0.1)[..., None]
        pixels = np.where(alpha[..., None] < 1, (pixels - (1 - part) * ground) / part, pixels)
    rgba = np.dstack([np.clip(pixels, 0, 255), alpha * 255])
    return np.rint(rgba).astype(np.uint8)


def _grown(mask: NDArray[np.generic], reach: float) -> Mask:
    side = 2 * max(1, round(reach)) + 1
    brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    return cv2.dilate(mask.astype(np.uint8), brush)


def _nearest(pixels: Colours, there: NDArray[np.bool_]) -> Colours:
    """For each pixel the colour of the nearest one that is `there`."""
    _, labels = cv2.distanceTransformWithLabels(
        (~there).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    place = np.zeros(int(labels.max()) + 1, np.int64)
    place[labels[there]] = np.flatnonzero(there)
    return pixels.reshape(-1, 3)[place[labels]]
