"""Whether a box holds the object it names: an image classifier (the judge) sees nothing but the box.

The judge knows a list of words. A box *holds* its object when the word of its phrase is the judge's first choice
(``top1``), or among its first five (``top5``). Guessing hits 1 or 5 of all words (`chance`); since an object in the
middle of the picture fills many boxes by itself, a box should also be compared with the same box on a picture that was
generated without it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.model import Box

MARGIN = 0.06
"""Margin around the box, as a share of its longer side, so that objects that touch the rim are seen whole."""
SIDE = 128
"""Side of the square crop that the judge sees, in pixels."""
TOP = 5
FAINT, PLAIN = 10.0, 40.0
"""Distances from the background colour in Lab: foreground begins at the first, counts in full from the second."""
LEAST = 0.005
"""Smallest share of the picture that counts as foreground."""

Picture = NDArray[np.uint8]


class Judges(Protocol):
    """Protocol of the judge (`sketchpad.metrics.judge.Judge`)."""

    @property
    def words(self) -> tuple[str, ...]: ...

    def scores(self, images: NDArray[np.uint8], /) -> NDArray[np.float32]:
        """(n, len(words)) probabilities for uint8 (n, h, w, 3)."""

    def word_for(self, phrase: str, /) -> str | None:
        """The one of `words` that a phrase speaks of; None where it knows none."""


@dataclass(frozen=True)
class Verdict:
    """The judge's answer for one picture or crop.

    Args:
        word: the expected word.
        rank: of that word among all, 0 is the judge's first choice.
        probability: of that word, 0..1.
        seen: the judge's first choice.
    """

    word: str
    rank: int
    probability: float
    seen: str

    @property
    def top1(self) -> bool:
        return self.rank == 0

    @property
    def top5(self) -> bool:
        return self.rank < TOP


def chance(judge: Judges, top: int = 1) -> float:
    """Probability that a blind guess of `top` words is right."""
    return min(1.0, top / len(judge.words))


def word_of(phrase: str, words: Sequence[str]) -> str | None:
    """The longest of `words` that `phrase` speaks of ("a red hot dog": "hot dog"), the last of equals; None without."""
    said = " ".join(re.findall(r"[^\W_]+", phrase.lower()))
    spoken = [
        word
        for word in words
        if re.search(rf"(?<!\w){re.escape(' '.join(word.lower().split()))}(?:s|es)?(?!\w)", said)
    ]
    return max(spoken, key=lambda word: (len(word), said.rfind(word.lower())), default=None)


def judge_pictures(
    pictures: Sequence[Picture], words: Sequence[str], judge: Judges
) -> list[Verdict]:
    """A verdict on each of `pictures` (uint8 RGB, any sizes) about its word, which the judge must know."""
    if not pictures:
        return []
    columns = {word: column for column, word in enumerate(judge.words)}
    shown = np.stack([_square(picture) for picture in pictures])
    verdicts = []
    for word, scores in zip(words, judge.scores(shown), strict=True):
        own = scores[columns[word]]
        # Of equal scores the others come first, so that a judge who knows nothing is not counted as right.
        rank = int((scores >= own).sum()) - 1
        seen = judge.words[int(scores.argmax())]
        verdicts.append(Verdict(word, rank, float(own), seen))
    return verdicts


def box_hit(picture: Picture, box: Box, judge: Judges) -> Verdict | None:
    """Whether `box` holds its thing in `picture`; None where the judge knows no word of its phrase."""
    word = judge.word_for(box.phrase)
    if word is None:
        return None
    return judge_pictures([crop_box(picture, box.rect)], [word], judge)[0]


def share_inside(picture: Picture, rect: tuple[float, float, float, float]) -> float | None:
    """Share of the foreground that lies in `rect` (xyxy, 0..1) and `MARGIN` around it.

    The background is the median colour of the picture's rim; a pixel counts as foreground by its distance from that
    colour in Lab, between `FAINT` and `PLAIN`. This says where something lies; the judge says what.

    Returns:
        0..1, or None for a picture without foreground.
    """
    height, width = picture.shape[:2]
    lab = cv2.cvtColor(picture.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    rim = np.concatenate([lab[0], lab[-1], lab[:, 0], lab[:, -1]])
    apart = np.linalg.norm(lab - np.median(rim, axis=0), axis=2)
    weight = np.clip((apart - FAINT) / (PLAIN - FAINT), 0, 1)
    if weight.mean() < LEAST:
        return None
    left, top, right, bottom = _span(rect, width, height)
    return float(weight[top:bottom, left:right].sum() / weight.sum())


def crop_box(picture: Picture, rect: tuple[float, float, float, float]) -> Picture:
    """Crop `rect` (xyxy, 0..1) and `MARGIN` around it to a square.

    A box that is not square is padded in the colour of its rim, not with what lies beside it: that might be the
    object.
    """
    left, top, right, bottom = _span(rect, picture.shape[1], picture.shape[0])
    return _square(picture[top:bottom, left:right])


def _span(
    rect: tuple[float, float, float, float], width: int, height: int
) -> tuple[int, int, int, int]:
    """`rect` and `MARGIN` around it in pixels: left, top, right, bottom; at least one pixel."""
    x0, y0, x1, y1 = rect[0] * width, rect[1] * height, rect[2] * width, rect[3] * height
    margin = MARGIN * max(x1 - x0, y1 - y0)
    left = min(max(0, round(x0 - margin)), width - 1)
    top = min(max(0, round(y0 - margin)), height - 1)
    right = max(min(width, round(x1 + margin)), left + 1)
    bottom = max(min(height, round(y1 + margin)), top + 1)
    return left, top, right, bottom


def _square(picture: Picture) -> Picture:
    """`picture` in the middle of a square of `SIDE` pixels, bars in the median colour of its rim."""
    height, width = picture.shape[:2]
    if height != width:
        rim = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
        colour = [int(value) for value in np.median(rim, axis=0)]
        more = max(height, width) - np.array([height, width])
        (top, left), (bottom, right) = more // 2, more - more // 2
        picture = cv2.copyMakeBorder(
            picture, int(top), int(bottom), int(left), int(right), cv2.BORDER_CONSTANT, value=colour
        )
    if picture.shape[0] == SIDE:
        return picture
    how = cv2.INTER_AREA if picture.shape[0] > SIDE else cv2.INTER_LINEAR
    return cv2.resize(picture, (SIDE, SIDE), interpolation=how)
