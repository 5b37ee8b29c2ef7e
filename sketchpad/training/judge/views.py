"""What the judge sees in training: boxes cut from composed scenes, whole scenes, and places with nothing in them.

The augmentations are not those of the generator's training.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from sketchpad.metrics.boxes import crop_box
from sketchpad.metrics.judge import SIZE
from sketchpad.training.data.backgrounds import make_background
from sketchpad.training.data.scenes import HUES, Rect, Scene, SceneMaker, Thing
from sketchpad.training.judge.texts import STYLE_WORDS

SCENE = 128
OTHERS = 0.2
WHOLE, EMPTY, STYLE, TRUE_COLOURS = 0.4, 0.15, 0.15, 0.35
"""How often a scene is shown as a whole, a place in it without a thing; a style is asked; colours are as they are."""


@dataclass(frozen=True)
class Aside:
    """One right answer among phrases about the same view: a colour, a style, a background."""

    options: tuple[str, ...]
    right: int


@dataclass(frozen=True)
class View:
    """A picture, uint8 (64, 64, 3), and the numbers of the names it shows; none of them where it shows nothing.

    ``unsure``: numbers of names of which something may be in view.
    """

    image: np.ndarray
    names: tuple[int, ...]
    unsure: tuple[int, ...] = ()
    asides: tuple[Aside, ...] = ()


class Viewer:
    """Makes views.

    Args:
        numbers: name -> number.
        grounds: what is said of backgrounds.
        others: makes one scene in five, of things that the judge is not asked to rank.
    """

    strength = 1.0
    """Of the augmentations, 0 to 1."""

    def __init__(
        self,
        maker: SceneMaker,
        numbers: Mapping[str, int],
        grounds: tuple[str, ...],
        others: SceneMaker | None = None,
    ) -> None:
        self._maker, self._others = maker, others
        self._numbers, self._grounds = numbers, grounds

    def views(self, rng: np.random.Generator) -> list[View]:
        """Of one new scene, or of a background alone."""
        if rng.random() < 0.06:
            return [self._background(rng)]
        maker = self._others if self._others and rng.random() < OTHERS else self._maker
        scene = maker.make(rng, SCENE, SCENE, int(rng.integers(1, 4)), 0.5)
        things = [thing for thing in scene.things if thing.alpha.max() > 128]
        views = [self._boxed(rng, scene, thing) for thing in things]
        if rng.random() < WHOLE:
            views.append(self._whole(rng, scene, things))
        if rng.random() < EMPTY and (place := empty_place(scene, rng)) is not None:
            image, _ = augment(_resized(crop_box(scene.image, place)), rng, self.strength)
            views.append(View(image, ()))
        return views

    def _background(self, rng: np.random.Generator) -> View:
        image, ground = make_background(rng, SCENE, SCENE)
        shown = np.clip(image, 0, 255).astype(np.uint8)
        x, y = rng.uniform(0, 0.6, 2)
        side = float(rng.uniform(0.3, 1.0))
        shown, true = augment(
            _resized(crop_box(shown, (x, y, min(1, x + side), min(1, y + side)))), rng
        )
        asides = self._ground_aside(ground, rng) if true and side > 0.8 else ()
        return View(shown, (), asides=asides)

    def _boxed(self, rng: np.random.Generator, scene: Scene, thing: Thing) -> View:
        square = rng.random() < 0.5
        rect = loose(thing.box, rng)
        cut = crop_square(scene.image, rect) if square else _resized(crop_box(scene.image, rect))
        image, true = augment(cut, rng, self.strength)
        beside = tuple(
            self._numbers[other.word]
            for other in scene.things
            if other.word != thing.word and not _apart(rect, other.box)
        )
        asides: tuple[Aside, ...] = (_style_aside(thing, rng),) if rng.random() < STYLE else ()
        if true:
            asides += _colour_aside(thing)
        return View(image, (self._numbers[thing.word],), beside, asides)

    def _whole(self, rng: np.random.Generator, scene: Scene, things: list[Thing]) -> View:
        image, true = augment(_resized(scene.image), rng, self.strength)
        names = tuple({self._numbers[thing.word] for thing in things})
        spoken = next((g for g in self._grounds if scene.caption.endswith(g)), "")
        return View(image, names, asides=self._ground_aside(spoken, rng) if true else ())

    def _ground_aside(self, ground: str, rng: np.random.Generator) -> tuple[Aside, ...]:
        if ground not in self._grounds:
            return ()
        others = [other for other in self._grounds if other != ground]
        chosen = rng.choice(len(others), min(5, len(others)), replace=False)
        return (Aside((ground, *(others[i] for i in chosen)), 0),)


def _style_aside(thing: Thing, rng: np.random.Generator) -> Aside:
    options = STYLE_WORDS
    if rng.random() < 0.5:
        options = tuple(f"{thing.word}, {style}" for style in STYLE_WORDS)
    return Aside(options, STYLE_WORDS.index(thing.picture.style))


def _colour_aside(thing: Thing) -> tuple[Aside, ...]:
    """Which colour, of things that were given one of a known name."""
    colour, _, name = thing.phrase.partition(" ")
    if colour not in HUES or name != thing.picture.concept:
        return ()
    return (Aside(tuple(f"{hue} {name}" for hue in HUES), list(HUES).index(colour)),)


def augment(
    image: np.ndarray, rng: np.random.Generator, strength: float = 1.0
) -> tuple[np.ndarray, bool]:
    """Turning, colour, contrast, blur, few pixels, noise, compression, erasing: a judge must not care for any of them.

    ``strength`` 0 to 1: how often and how much. Returns the picture and whether its colours are still true.
    """

    def now(share: float) -> bool:
        return rng.random() < share * strength

    image = _turned(image, rng, strength)
    work: np.ndarray = image.astype(np.float32)
    true = not now(1 - TRUE_COLOURS)
    if not true:
        work = _recoloured(work, rng)
    if now(0.35):
        work = cv2.GaussianBlur(work, (0, 0), float(rng.uniform(0.4, 2.0)))
    if now(0.25):
        few = int(rng.integers(20, 48))
        small = cv2.resize(work, (few, few), interpolation=cv2.INTER_AREA)
        work = cv2.resize(small, work.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    if now(0.35):
        work += rng.normal(0, rng.uniform(3, 18), work.shape)
    if now(0.3):
        side = work.shape[0]
        x, y = rng.integers(0, side * 3 // 4, 2)
        work[y : y + side // 4, x : x + side // 4] = rng.uniform(0, 255, 3)
    image = np.clip(work, 0, 255).astype(np.uint8)
    if now(0.3):
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(15, 70))]
        _, packed = cv2.imencode(".jpg", image, quality)
        image = np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR))
    return image, true


def _turned(image: np.ndarray, rng: np.random.Generator, strength: float) -> np.ndarray:
    size = image.shape[0]
    angle, scale = strength * rng.uniform(-20, 20), 1 + strength * rng.uniform(-0.2, 0.15)
    matrix = cv2.getRotationMatrix2D((size / 2, size / 2), float(angle), float(scale))
    matrix[:, :2] += rng.normal(0, 0.06, (2, 2)) * strength
    return cv2.warpAffine(image, matrix, (size, size), borderMode=cv2.BORDER_REFLECT_101)


def _recoloured(work: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    if rng.random() < 0.25:
        work = np.repeat(work.mean(axis=2, keepdims=True), 3, axis=2)
    work = work * rng.uniform(0.6, 1.4, 3 if rng.random() < 0.5 else 1) + rng.uniform(-35, 35)
    return 255 - work if rng.random() < 0.1 else work


def loose(box: Rect, rng: np.random.Generator) -> Rect:
    """``box`` up to 30 % larger or 5 % smaller, pushed about a little."""
    side = max(box[2] - box[0], box[3] - box[1])
    width, height = ((box[2] - box[0]), (box[3] - box[1])) * rng.uniform(0.95, 1.3, 2)
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    x, y = (x, y) + rng.uniform(-0.07, 0.07, 2) * side
    return (x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def crop_square(image: np.ndarray, rect: Rect) -> np.ndarray:
    """A square around ``rect`` with what lies beside it, at the judge's size; beyond the rim its colours go on."""
    height, width = image.shape[:2]
    x0, y0, x1, y1 = rect[0] * width, rect[1] * height, rect[2] * width, rect[3] * height
    scale = SIZE / max(x1 - x0, y1 - y0)
    x, y = (x0 + x1) / 2 * scale, (y0 + y1) / 2 * scale
    matrix = np.array([[scale, 0, SIZE / 2 - x], [0, scale, SIZE / 2 - y]])
    return cv2.warpAffine(
        image, matrix, (SIZE, SIZE), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )


def empty_place(scene: Scene, rng: np.random.Generator) -> Rect | None:
    """A place apart from all things; None where none turns up."""
    for _ in range(6):
        side = float(rng.uniform(0.15, 0.4))
        x, y = rng.uniform(0, 1 - side, 2)
        place = (x, y, x + side, y + side)
        if all(_apart(place, thing.box) for thing in scene.things):
            return place
    return None


def _resized(image: np.ndarray) -> np.ndarray:
    how = cv2.INTER_AREA if image.shape[0] > SIZE else cv2.INTER_LINEAR
    return cv2.resize(image, (SIZE, SIZE), interpolation=how)


def _apart(a: Rect, b: Rect) -> bool:
    return a[2] < b[0] or b[2] < a[0] or a[3] < b[1] or b[3] < a[1]
