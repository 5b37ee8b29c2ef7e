"""Exact maps of composed scenes: what is where, how near, and which way it faces.

The same colours, near and far and relief as `hints/` makes out of a drawing; scenes know their layers, so nothing has
to be guessed. What people draw is coarser than a cut-out, so a share of the maps is coarse, too.
"""

from __future__ import annotations

import cv2
import numpy as np

from sketchpad.hints.depth import FARTHEST, NEAREST, ROUND, dome, normals
from sketchpad.hints.segmentation import class_of, palette
from sketchpad.training.data.scenes import Scene, Thing

KINDS = ("segmentation", "depth", "normal")
SOLID = 110
"""Alpha from which a pixel belongs to its thing."""
_COARSE = 0.4
_BOXED = 0.15


def any_map(scene: Scene, rng: np.random.Generator) -> np.ndarray:
    """One of the kinds, as a person's drawing would make it: uint8 (h, w, 3)."""
    kind = KINDS[rng.integers(len(KINDS))]
    masks = [_as_drawn(thing, rng) for thing in scene.things]
    if kind == "segmentation":
        return segmentation(scene, masks)
    relief = float(rng.uniform(0.5, 1.5)) * ROUND
    return depth(scene, masks, relief) if kind == "depth" else normal(scene, masks, relief)


def segmentation(scene: Scene, masks: list[np.ndarray] | None = None) -> np.ndarray:
    """uint8 (h, w, 3) in the colours of ADE20K; black where a thing has no class there, and between them.

    Args:
        masks: of the things, bool (h, w), back to front; by default what is visible of them.
    """
    colours = np.zeros(scene.image.shape, np.uint8)
    for thing, mask in zip(scene.things, _masks(scene, masks), strict=True):
        name = class_of(thing.phrase) or class_of(thing.word)
        colours[mask] = palette()[name] if name else (0, 0, 0)
    return colours


def depth(scene: Scene, masks: list[np.ndarray] | None = None, relief: float = ROUND) -> np.ndarray:
    """uint8 (h, w, 3), near is bright; things are round bodies, `relief` nearer in their middles than at their rims."""
    return _pixels(np.repeat(_depth(scene, masks, relief)[..., None], 3, 2))


def normal(
    scene: Scene, masks: list[np.ndarray] | None = None, relief: float = ROUND
) -> np.ndarray:
    """uint8 (h, w, 3): blue faces the viewer, red faces left, green faces up."""
    return _pixels(normals(_depth(scene, masks, relief)))


def _depth(scene: Scene, masks: list[np.ndarray] | None, relief: float) -> np.ndarray:
    near = np.zeros(scene.image.shape[:2], np.float32)
    bodies = _masks(scene, masks)
    for number, mask in enumerate(bodies):
        rim = FARTHEST + (NEAREST - FARTHEST) * (number + 1) / len(bodies)
        near[mask] = (rim + relief * dome(mask))[mask]
    return np.clip(near, 0, 1)


def _masks(scene: Scene, given: list[np.ndarray] | None) -> list[np.ndarray]:
    return given if given is not None else [thing.alpha > SOLID for thing in scene.things]


def _as_drawn(thing: Thing, rng: np.random.Generator) -> np.ndarray:
    """The visible part of a thing, sometimes with a simplified outline, sometimes only its box."""
    mask = thing.alpha > SOLID
    chance = rng.random()
    if chance < _BOXED:
        height, width = mask.shape
        x0, y0, x1, y1 = thing.box
        mask = np.zeros_like(mask)
        mask[round(y0 * height) : round(y1 * height), round(x0 * width) : round(x1 * width)] = True
    elif chance < _BOXED + _COARSE:
        outlines, _ = cv2.findContours(
            mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
        )
        tolerance = float(rng.uniform(0.005, 0.02)) * max(mask.shape)
        simple = np.zeros(mask.shape, np.uint8)
        cv2.fillPoly(simple, [cv2.approxPolyDP(one, tolerance, True) for one in outlines], 1)
        mask = simple > 0
    return mask


def _pixels(hint: np.ndarray) -> np.ndarray:
    return np.rint(hint * 255).astype(np.uint8)
