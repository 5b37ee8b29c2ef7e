"""Composed training scenes: things cut out of the picture set, put on a background, with exact captions and boxes.

A scene knows its layers, so boxes, masks, order and outlines are exact; nothing has to be detected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import cv2
import numpy as np

from sketchpad.training.data.backgrounds import WHITE, make_background, white, with_article
from sketchpad.training.data.pictures import Picture, trimmed
from sketchpad.training.data.preference import EVEN, Preference

HUES = {
    "red": 0.0,
    "orange": 0.075,
    "yellow": 0.15,
    "green": 0.33,
    "blue": 0.6,
    "purple": 0.76,
    "pink": 0.92,
}
USUAL = ("fluent-emoji-flat", "noto", "twemoji", "emojione", "fxemoji", "noto-v1")
"""Sources in the order in which they show what a word means where no style is named."""
MIRRORED = 0.3
BENT = 0.5
"""Share of the things in varied scenes that are out of proportion, as hands draw them: lines say how, so that a drawing
wins over the usual picture of its word."""
NAMED = 0.4
"""How often a caption says what would be taken for granted: the usual style, a white background."""
SAID = 0.95
"""How often it says another style in scenes that are not plain: there lines may show what the style would tell."""
RECOLOURED = 0.15
"""How often a man-made thing has another colour, which its caption says."""
SIDES = ((0.4, 0.98), (0.32, 0.62), (0.28, 0.5), (0.25, 0.45))
"""Least and greatest side of a box among one, two, three and four, as shares of the picture's."""
LIVING = frozenset({"animals-nature", "food-drink", "smileys-emotion", "people-body"})

Rect = tuple[float, float, float, float]


@dataclass(frozen=True)
class Thing:
    """One pasted picture: its words, its box (xyxy, 0..1 of the scene) and its visible alpha (h, w) uint8."""

    picture: Picture
    phrase: str
    word: str
    box: Rect
    alpha: np.ndarray


@dataclass(frozen=True)
class Scene:
    """image: uint8 (h, w, 3) RGB; ``things`` back to front."""

    image: np.ndarray
    caption: str
    things: tuple[Thing, ...]


class SceneMaker:
    """Makes scenes from a pack; each call uses only the generator that it is given.

    What a caption leaves out is always the same: the usual picture of a word, a white background. So a short prompt
    has one meaning, which a small network learns in a fraction of the time that a mixture of all would take.
    """

    def __init__(
        self,
        pack: list[tuple[Picture, np.ndarray]],
        synonyms: dict[str, list[str]] | None = None,
        usual: Mapping[str, Picture] | None = None,
        preference: Preference = EVEN,
    ) -> None:
        """``usual``: of another maker, for a pack that holds not all pictures."""
        self._preference = preference
        self._by_word: dict[str, list[tuple[Picture, np.ndarray]]] = {}
        for picture, rgba in pack:
            self._by_word.setdefault(picture.base, []).append((picture, _premultiply(rgba)))
        self.words = sorted(self._by_word)
        own = {
            word: min((picture for picture, _ in pictures), key=_how_unusual)
            for word, pictures in self._by_word.items()
        }
        self.usual = {**own, **(usual or {})}
        """The picture that each word means where nothing else is said."""
        self._synonyms = synonyms or {}

    def make(
        self,
        rng: np.random.Generator,
        width: int,
        height: int,
        things: int = 1,
        filling: float = 0.5,
    ) -> Scene:
        """A scene of ``things`` things; ``filling`` is the share of single things that fill the picture."""
        image, ground = self._ground(rng, width, height, "varied")
        usual = bool(rng.random() < self._preference.usual["varied"])
        placed: list[Thing] = []
        style = None
        for _ in range(things):
            picture, rgba = self._pick(rng, style, usual)
            style = picture.source
            thing = self._paste(rng, image, picture, rgba, placed, things, filling)
            if thing is not None:
                placed = [_covered(other, thing.alpha) for other in placed]
                placed.append(thing)
        caption = self._caption(rng, placed, ground)
        return Scene(np.clip(image, 0, 255).astype(np.uint8), caption, tuple(placed))

    def plain(self, rng: np.random.Generator, width: int, height: int, things: int = 1) -> Scene:
        """A scene that its caption alone describes: things upright, large, in a row in the order of the caption."""
        slots = [_slot(width, height, place, things) for place in range(things)]
        scene, ground = self._upright(rng, width, height, slots, "plain")
        return replace(scene, caption=self._caption(rng, list(scene.things), ground, plain=True))

    def boxed(self, rng: np.random.Generator, width: int, height: int, things: int = 1) -> Scene:
        """A scene that its caption and its boxes describe: things upright, each in the middle of a box of any shape."""
        boxes = _apart(rng, things)
        slots = [(x * width, y * height, (r - x) * width, (b - y) * height) for x, y, r, b in boxes]
        scene, ground = self._upright(rng, width, height, slots, "boxed")
        placed = [replace(t, box=box) for t, box in zip(scene.things, boxes, strict=True)]
        caption = self._caption(rng, placed, ground, plain=True, ordered=False)
        return Scene(scene.image, caption, tuple(placed))

    def _upright(
        self,
        rng: np.random.Generator,
        width: int,
        height: int,
        slots: list[Rect],
        kind: str,
    ) -> tuple[Scene, str]:
        """A thing in the middle of each slot (x, y, width, height), without a caption; and the background's words."""
        image, ground = self._ground(rng, width, height, kind)
        usual = bool(rng.random() < self._preference.usual[kind])
        style = None
        placed: list[Thing] = []
        for slot in slots:
            picture, rgba = self._pick(rng, style, usual)
            style = picture.source
            rgba, colour = self._recoloured(rng, picture, rgba)
            name = f"{colour} {self._name(rng, picture)}".strip()
            placed.append(_stamp(image, picture, rgba, _fitted(rng, rgba, slot), name))
        return Scene(np.clip(image, 0, 255).astype(np.uint8), "", tuple(placed)), ground

    def _ground(
        self, rng: np.random.Generator, width: int, height: int, kind: str
    ) -> tuple[np.ndarray, str]:
        """A background for a kind of scene, and its words."""
        if rng.random() < self._preference.white[kind]:
            return white(width, height)
        return make_background(rng, width, height)

    def _pick(
        self, rng: np.random.Generator, style: str | None, usual: bool = False
    ) -> tuple[Picture, np.ndarray]:
        word = self.words[rng.integers(len(self.words))]
        choices = self._by_word[word]
        if usual:
            choices = [c for c in choices if c[0] is self.usual[word]] or choices
        choices = [c for c in choices if c[0].source == style] or choices
        return choices[rng.integers(len(choices))]

    def _recoloured(
        self, rng: np.random.Generator, picture: Picture, rgba: np.ndarray
    ) -> tuple[np.ndarray, str]:
        """Some man-made things in another colour, with its name."""
        if (
            picture.group not in LIVING
            and picture.base == picture.concept
            and rng.random() < RECOLOURED
        ):
            return _recolour(rng, rgba)
        return rgba, ""

    def _paste(
        self,
        rng: np.random.Generator,
        image: np.ndarray,
        picture: Picture,
        rgba: np.ndarray,
        placed: list[Thing],
        things: int,
        filling: float,
    ) -> Thing | None:
        height, width = image.shape[:2]
        rgba, colour = self._recoloured(rng, picture, rgba)
        if rng.random() < MIRRORED:
            rgba = rgba[:, ::-1]
        if rng.random() < 0.35:
            rgba = _rotate(rgba, rng.uniform(-12, 12))
        bent = rng.random() < BENT
        if bent:
            rgba = _bend(rgba, rng)
        span = min(width, height)
        for _ in range(12):
            if things == 1:
                size = span * (
                    rng.uniform(0.72, 0.96) if rng.random() < filling else rng.uniform(0.3, 0.72)
                )
            else:
                size = span * rng.uniform(0.28, 0.72 if things == 2 else 0.5)
            stretch = np.exp(rng.uniform(-0.35, 0.35) if bent else rng.uniform(-0.12, 0.12))
            scale = size / max(rgba.shape[:2])
            w = max(8, min(width, round(rgba.shape[1] * scale * stretch)))
            h = max(8, min(height, round(rgba.shape[0] * scale / stretch)))
            x = int(rng.integers(0, width - w + 1))
            y = int(rng.integers(0, height - h + 1))
            box = (x / width, y / height, (x + w) / width, (y + h) / height)
            if all(_overlap(box, other.box) < 0.15 for other in placed):
                break
        else:
            return None
        name = f"{colour} {self._name(rng, picture)}".strip()
        return _stamp(image, picture, rgba, (x, y, w, h), name)

    def _name(self, rng: np.random.Generator, picture: Picture) -> str:
        others = self._synonyms.get(picture.concept)
        if others and rng.random() < 0.12:
            return others[rng.integers(len(others))]
        if picture is self.usual[picture.base] and rng.random() < 0.5:
            return picture.base
        return picture.concept

    def _caption(
        self,
        rng: np.random.Generator,
        placed: list[Thing],
        ground: str,
        plain: bool = False,
        ordered: bool = True,
    ) -> str:
        """``plain``: everything unusual is said; ``ordered``: then also in the order of the things."""
        names = [with_article(thing.phrase) for thing in placed]
        if rng.random() < 0.1:
            names = [thing.phrase for thing in placed]
        order = range(len(names)) if plain and ordered else rng.permutation(len(names))
        words = join_words([names[i] for i in order]) or "an empty page"
        parts = [words]
        styles = {thing.picture.style for thing in placed}
        usual = all(thing.picture is self.usual[thing.word] for thing in placed)
        said = NAMED if usual else 1.0 if plain else SAID
        if len(styles) == 1 and rng.random() < said:
            style = next(iter(styles))
            parts.append(
                f"{style} illustration" if "3D" not in style and "clip" not in style else style
            )
        if ground != WHITE or rng.random() < NAMED:
            parts.append(ground)
        return ", ".join(parts)


def _how_unusual(picture: Picture) -> tuple[bool, bool, int, int, str, str]:
    """Least for the picture that stands for its word: of a usual style, called so or nearly so ("red apple")."""
    known = picture.source in USUAL
    place = USUAL.index(picture.source) if known else len(USUAL)
    other = picture.concept != picture.base
    return not known, other, place, len(picture.concept), picture.concept, picture.id


def _slot(width: int, height: int, place: int, count: int) -> Rect:
    """x, y, width, height of one of ``count`` equal parts along the longer side."""
    if width >= height:
        return width * place / count, 0.0, width / count, float(height)
    return 0.0, height * place / count, float(width), height / count


def _apart(rng: np.random.Generator, count: int) -> list[Rect]:
    """Boxes (xyxy, 0..1) of any shape that hardly overlap, ``count`` of them or as many as find room."""
    low, high = SIDES[min(count, len(SIDES)) - 1]
    placed: list[Rect] = []
    for _ in range(30 * count):
        width, height = rng.uniform(low, high, 2)
        x, y = rng.uniform(0, 1 - width), rng.uniform(0, 1 - height)
        box = (float(x), float(y), float(x + width), float(y + height))
        if all(_overlap(box, other) < 0.05 for other in placed):
            placed.append(box)
        if len(placed) == count:
            break
    return placed


def _fitted(rng: np.random.Generator, rgba: np.ndarray, slot: Rect) -> tuple[int, int, int, int]:
    """x, y, width, height of a picture in the middle of its slot, nearly as large as fits."""
    left, top, across, down = slot
    scale = rng.uniform(0.84, 0.94) * min(across / rgba.shape[1], down / rgba.shape[0])
    w, h = max(8, int(rgba.shape[1] * scale)), max(8, int(rgba.shape[0] * scale))
    x, y = left + (across - w) * rng.uniform(0.45, 0.55), top + (down - h) * rng.uniform(0.45, 0.55)
    return int(x), int(y), w, h


def _stamp(
    image: np.ndarray,
    picture: Picture,
    rgba: np.ndarray,
    place: tuple[int, int, int, int],
    phrase: str,
) -> Thing:
    """Paint a cut-out (premultiplied) onto ``image`` at x, y, width, height."""
    x, y, w, h = place
    height, width = image.shape[:2]
    shrinks = max(w / rgba.shape[1], h / rgba.shape[0]) < 1
    small = cv2.resize(rgba, (w, h), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    alpha = small[..., 3:].astype(np.float32) / 255
    target = image[y : y + h, x : x + w]
    target *= 1 - alpha
    target += small[..., :3]
    whole = np.zeros((height, width), np.uint8)
    whole[y : y + h, x : x + w] = small[..., 3]
    box = (x / width, y / height, (x + w) / width, (y + h) / height)
    return Thing(picture, phrase, picture.base, box, whole)


def join_words(names: list[str]) -> str:
    """ "a cat, a dog and a tree"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _premultiply(rgba: np.ndarray) -> np.ndarray:
    alpha = rgba[..., 3:].astype(np.uint16)
    colour = (rgba[..., :3].astype(np.uint16) * alpha + 127) // 255
    return np.concatenate([colour.astype(np.uint8), rgba[..., 3:]], axis=2)


def _recolour(rng: np.random.Generator, rgba: np.ndarray) -> tuple[np.ndarray, str]:
    """Turn the hue of the most coloured part to a named colour; dull pictures stay as they are."""
    hsv = cv2.cvtColor(np.ascontiguousarray(rgba[..., :3]), cv2.COLOR_RGB2HSV)
    solid = (hsv[..., 1] > 90) & (hsv[..., 2] > 60) & (rgba[..., 3] > 128)
    if solid.sum() < 0.25 * (rgba[..., 3] > 128).sum():
        return rgba, ""
    counts = np.bincount(hsv[..., 0][solid], minlength=180)
    main = int(np.argmax(np.convolve(np.r_[counts, counts[:10]], np.ones(10), "valid")[:180])) + 5
    name = list(HUES)[rng.integers(len(HUES))]
    shift = round(HUES[name] * 180) - main
    near = np.abs((hsv[..., 0].astype(int) - main + 90) % 180 - 90) < 16
    hsv[..., 0] = np.where(near, (hsv[..., 0].astype(int) + shift) % 180, hsv[..., 0])
    changed = rgba.copy()
    changed[..., :3] = cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)
    return changed, name


def _rotate(rgba: np.ndarray, degrees: float) -> np.ndarray:
    height, width = rgba.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    cos, sin = abs(matrix[0, 0]), abs(matrix[0, 1])
    new = (int(height * sin + width * cos) + 1, int(height * cos + width * sin) + 1)
    matrix[:, 2] += (new[0] - width) / 2, (new[1] - height) / 2
    turned = cv2.warpAffine(np.ascontiguousarray(rgba), matrix, new, flags=cv2.INTER_LINEAR)
    return trimmed(turned)


def _bend(rgba: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A picture (premultiplied) pulled about smoothly, by up to a tenth of its size."""
    height, width = rgba.shape[:2]
    side = max(height, width)
    room = side // 8
    cells = int(rng.integers(3, 6))
    field = rng.normal(0, rng.uniform(0.01, 0.05) * side, (2, cells, cells)).astype(np.float32)
    field = field.clip(-0.1 * side, 0.1 * side)
    size = (width + 2 * room, height + 2 * room)
    dx, dy = (cv2.resize(one, size, interpolation=cv2.INTER_CUBIC) for one in field)
    xs, ys = np.meshgrid(*(np.arange(n, dtype=np.float32) - room for n in size))
    bent = cv2.remap(np.ascontiguousarray(rgba), xs + dx, ys + dy, cv2.INTER_LINEAR, borderValue=0)
    visible = trimmed(bent)
    return visible if min(visible.shape[:2]) >= 8 else rgba


def _covered(thing: Thing, above: np.ndarray) -> Thing:
    visible = (thing.alpha.astype(np.uint16) * (255 - above) // 255).astype(np.uint8)
    return replace(thing, alpha=visible)


def _overlap(a: Rect, b: Rect) -> float:
    """Intersection over the smaller of the two boxes."""
    w = max(0.0, min(a[2], b[2]) - max(a[0], b[0]))
    h = max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
    return w * h / min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]))
