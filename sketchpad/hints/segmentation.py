"""What is where, in the colours of ADE20K's 150 classes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from sketchpad import paths
from sketchpad.document.model import Document
from sketchpad.document.raster.region_raster import render_regions
from sketchpad.errors import AnnotatorMissing
from sketchpad.hints import learned
from sketchpad.hints.lines import Hint
from sketchpad.hints.regions import labelled

Colour = tuple[int, int, int]

ANIMALS = frozenset(
    (
        "bear", "bird", "cat", "cow", "deer", "dog", "duck", "elephant", "fish", "fox", "giraffe", "goat", "horse",
        "lion", "monkey", "mouse", "owl", "pig", "rabbit", "sheep", "tiger", "turtle", "whale", "wolf", "zebra",
    )
)  # fmt: skip
PEOPLE = frozenset(
    ("baby", "boy", "child", "children", "girl", "man", "men", "people", "player", "woman", "women")
)
OTHERS: Mapping[str, str] = MappingProxyType(
    {
        "bike": "bicycle", "couch": "sofa", "ground": "earth", "hill": "hill", "ocean": "sea", "plane": "airplane",
        "street": "road", "television": "television receiver", "tv": "television receiver", "window": "windowpane",
        "cup": "glass", "forest": "tree", "lawn": "grass", "meadow": "field", "fridge": "refrigerator",
        "cottage": "house", "lorry": "truck", "motorbike": "minibike", "motorcycle": "minibike", "bush": "plant",
        "stone": "rock", "beach": "sand", "carpet": "rug", "picture": "painting", "cloud": "sky",
    }
)  # fmt: skip
BACKGROUND = frozenset(
    (
        "wall", "sky", "floor", "ceiling", "road", "grass", "sidewalk", "earth", "water", "sea", "rug", "field",
        "sand", "path", "river", "land", "lake",
    )
)  # fmt: skip
"""Classes of what lies behind or below the things."""
GROUND = BACKGROUND - {"wall", "sky", "ceiling"}
"""Of these, what one stands on."""
_NEAR = 6  # of 255: so much may a colour of a saved segmentation differ


@cache
def palette() -> Mapping[str, Colour]:
    """All classes and their colours, from resources/palettes/ade20k.json."""
    path = paths.resources() / "palettes" / "ade20k.json"
    rows = json.loads(path.read_text(encoding="utf-8"))["classes"]
    return MappingProxyType({name: (red, green, blue) for name, red, green, blue in rows})


def class_of(phrase: str) -> str:
    """The class that a phrase like "two small dogs" speaks of, the last one it names; "" where it names none."""
    words = re.findall(r"[a-z]+", phrase.lower())
    for end in range(len(words), 0, -1):
        for begin in range(max(0, end - 3), end):
            name = _known(" ".join(words[begin:end]))
            if name:
                return name
    return ""


def from_drawing(document: Document, width: int, height: int) -> Hint:
    """The painted regions in the colours of their classes; all else stays black.

    Where none is painted: boxes, or what was drawn in them, as what their phrases name.
    """
    hint = np.zeros((height, width, 3), np.float32)
    areas = labelled(document, width, height)
    for area in sorted(areas, key=lambda region: -int(region.mask.sum())):  # small ones on top
        name = class_of(area.phrase)
        if name:
            hint[area.mask] = np.array(palette()[name], np.float32) / 255
    painted = render_regions(document, width, height)
    colours = np.array([(0, 0, 0), *map(colour_of, painted.names)], np.float32) / 255
    covered = painted.labels > 0
    hint[covered] = colours[painted.labels[covered]]
    return hint


def colour_of(name: str) -> Colour:
    """Of a region called `name`; one of no class is black, as unknown places are."""
    return palette().get(name) or palette().get(class_of(name), (0, 0, 0))


def from_picture(picture: NDArray[np.uint8]) -> Hint:
    """A picture that is a segmentation in these colours, each pixel brought to its class's own.

    Raises AnnotatorMissing for any other: nothing here can tell what a photograph shows.
    """
    colours = np.array([(0, 0, 0), *palette().values()], np.int16)
    flat, places = np.unique(picture.reshape(-1, 3), axis=0, return_inverse=True)
    if len(flat) <= 50_000:
        apart = np.abs(flat[:, None].astype(np.int16) - colours[None]).max(axis=2)
        nearest, error = apart.argmin(axis=1), apart.min(axis=1)
        if (error[places] <= _NEAR).mean() >= 0.9:
            snapped = colours[nearest][places].reshape(picture.shape)
            return snapped.astype(np.float32) / np.float32(255)
    raise AnnotatorMissing("segmentation", learned.folder(), "none")


def _known(words: str) -> str:
    for word in (words, words.removesuffix("s"), words.removesuffix("es")):
        if word in palette():
            return word
        if word in OTHERS:
            return OTHERS[word]
        if word in ANIMALS:
            return "animal"
        if word in PEOPLE:
            return "person"
    return ""
