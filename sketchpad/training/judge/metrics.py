"""How good a judge is, on scenes of held-out pictures, and where its yes begins."""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import torch

from sketchpad.metrics.boxes import crop_box
from sketchpad.metrics.judge import SIZE, parts_of
from sketchpad.metrics.judge_networks import ImageTextNetwork
from sketchpad.training.data.pictures import Picture
from sketchpad.training.data.scenes import Scene, SceneMaker
from sketchpad.training.diffusion.autoencoder import to_tensor
from sketchpad.training.judge.views import SCENE, crop_square, loose

SINGLES, SCENES = 600, 250
# fmt: off
FAMILIAR = (
    "airplane", "apple", "bicycle", "birthday cake", "butterfly", "cactus", "car", "cat",
    "cloud", "crab", "fish", "guitar", "hamburger", "house", "moon", "mushroom",
    "owl", "palm tree", "pear", "pineapple", "pizza", "sailboat", "snail", "snowman",
    "star", "strawberry", "sun", "teapot", "tree", "umbrella", "whale",
)
# fmt: on
"""The 31 words of the first judges, which knew no others: with them old and new ones can be compared."""
ACCEPTED = 0.005
"""Share of the names of things it was never shown that may be taken for one of its words."""


@dataclass(frozen=True)
class Question:
    """Is ``word`` in ``image``, uint8 (64, 64, 3)? ``boxed``: it is what a box holds, not a whole picture."""

    image: np.ndarray
    word: str
    yes: bool
    boxed: bool


class Exam:
    """Always the same views of pictures that are not trained on. Without such pictures it has no figures."""

    def __init__(self, unseen: list[tuple[Picture, np.ndarray]], words: tuple[str, ...]) -> None:
        self._words = words
        self._maker = SceneMaker(unseen) if unseen else None
        self._singles = self._alone() if self._maker else []

    def short(self, network: ImageTextNetwork) -> dict[str, float]:
        """The share of first choices that are right: for a log."""
        if not self._singles:
            return {}
        network.eval()
        right = self._first(network, self._words) == self._labels()
        network.train()
        return {"held_out_top1": float(right.mean())}

    def calibrate(self, network: ImageTextNetwork) -> tuple[float, dict[str, Any]]:
        """Where yes begins, and all figures.

        The bias of yes is moved so that its probability is 0.5 where most answers about boxes are right. Returned is
        the probability for whole pictures, of which all parts are looked at. Both are measured on some scenes, the
        shares of right answers on others.
        """
        if self._maker is None:
            return 0.5, {}
        tried = self.questions(3)
        logits, yes, boxed = self._answers(network, tried)
        about_boxes = best_threshold(logits[boxed], yes[boxed])
        about_pictures = best_threshold(logits[~boxed], yes[~boxed]) - about_boxes
        with torch.no_grad():
            network.there_bias.sub_(about_boxes)
        logits, yes, boxed = self._answers(network, self.questions(4))
        right = (logits >= np.where(boxed, 0.0, about_pictures)) == yes
        figures = {
            **self._ranking(network),
            "yes_no": float(right.mean()),
            "yes_no_boxes": float(right[boxed].mean()),
            "yes_no_pictures": float(right[~boxed].mean()),
        }
        return 1 / (1 + math.exp(-about_pictures)), figures

    def nearness(self, network: ImageTextNetwork, unknown: Sequence[str]) -> float:
        """How near a phrase must be to a word to be taken for it: `ACCEPTED` of the strangers not trained with are."""
        fresh = [name for name in unknown if kept_back(name)]
        if not fresh:
            return 1.0
        with torch.no_grad():
            nearest = (network.text(fresh) @ network.text(self._words).T).max(1).values
        return float(nearest.cpu().float().quantile(1 - ACCEPTED))

    def questions(self, seed: int) -> list[Question]:
        """As many to be answered with yes as with no, about boxes and about whole pictures."""
        assert self._maker is not None
        rng = np.random.default_rng(seed)
        questions: list[Question] = []
        for _ in range(SCENES):
            scene = self._maker.make(rng, SCENE, SCENE, int(rng.integers(1, 4)))
            questions += self._about(scene, rng)
        return questions

    def _about(self, scene: Scene, rng: np.random.Generator) -> list[Question]:
        there = [thing.word for thing in scene.things]
        absent = [word for word in self._words if word not in there]
        if not there or not absent:
            return []

        def other(first: str) -> str:
            beside = [word for word in there if word != first]
            if beside and rng.random() < 0.5:
                return beside[rng.integers(len(beside))]
            return absent[rng.integers(len(absent))]

        questions = []
        for thing in scene.things:
            cut = crop_box(scene.image, loose(thing.box, rng))
            questions.append(Question(cut, thing.word, True, True))
            questions.append(Question(cut, other(thing.word), False, True))
        questions.append(Question(scene.image, there[rng.integers(len(there))], True, False))
        questions.append(Question(scene.image, absent[rng.integers(len(absent))], False, False))
        return questions

    def _alone(self) -> list[tuple[np.ndarray, str, str]]:
        """Loose crops of single things, their words and categories."""
        assert self._maker is not None
        rng = np.random.default_rng(1)
        singles: list[tuple[np.ndarray, str, str]] = []
        while len(singles) < SINGLES:
            for thing in (scene := self._maker.make(rng, SCENE, SCENE, 1, 0.5)).things:
                cut = crop_square(scene.image, loose(thing.box, rng))
                singles.append((cut, thing.word, thing.picture.group))
        return singles

    def _labels(self) -> np.ndarray:
        return np.array([word for _, word, _ in self._singles])

    @torch.no_grad()
    def _first(self, network: ImageTextNetwork, words: Sequence[str]) -> np.ndarray:
        """The first choice to each single thing; "" where it is nothing."""
        texts = torch.cat([network.text(words), network.nowhere()])
        seen = _see(network, [image for image, _, _ in self._singles])
        named = np.array([*words, ""])
        first: np.ndarray = named[(seen @ texts.T).argmax(1).cpu().numpy()]
        return first

    def _ranking(self, network: ImageTextNetwork) -> dict[str, Any]:
        labels = self._labels()
        right = self._first(network, self._words) == labels
        figures: dict[str, Any] = {"held_out_top1": float(right.mean())}
        if set(FAMILIAR) <= set(self._words):
            asked = np.isin(labels, FAMILIAR)
            among = self._first(network, FAMILIAR) == labels
            figures["held_out_top1_of_31"] = float(among[asked].mean())
        groups = np.array([group for _, _, group in self._singles])
        figures["by_category"] = {
            str(group): float(right[groups == group].mean()) for group in np.unique(groups)
        }
        return figures

    @torch.no_grad()
    def _answers(
        self, network: ImageTextNetwork, questions: Sequence[Question]
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Logits of yes, whether it should be, and whether that was asked about a box."""
        texts = network.text([question.word for question in questions])
        yes = np.array([question.yes for question in questions])
        boxed = np.array([question.boxed for question in questions])
        logits = np.empty(len(questions), np.float32)
        for few, looks in ((boxed, 1), (~boxed, None)):
            chosen = np.flatnonzero(few)
            parts = [parts_of(questions[int(i)].image[None])[:looks] for i in chosen]
            seen = _see(network, [look[0] for part in parts for look in part])
            cosines = (seen.view(len(chosen), -1, seen.shape[1]) * texts[chosen, None]).sum(2)
            logits[few] = network.there(cosines.max(1).values).cpu().numpy()
        return logits, yes, boxed


@torch.no_grad()
def _see(network: ImageTextNetwork, images: Sequence[np.ndarray]) -> torch.Tensor:
    """Directions (n, dim) of pictures of any size."""
    device = next(network.parameters()).device
    small = [cv2.resize(image, (SIZE, SIZE), interpolation=cv2.INTER_AREA) for image in images]
    parts = [small[at : at + 128] for at in range(0, len(small), 128)]
    return torch.cat([network.image(to_tensor(part, device)) for part in parts])


def best_threshold(logits: np.ndarray, yes: np.ndarray) -> float:
    """Where to divide so that most are right: in the middle of the widest of the best places."""
    order = np.argsort(logits)
    values, right = logits[order], yes[order]
    # With the first k of them answered by no: that many noes are right, and the yeses after them.
    score = np.concatenate([[0], np.cumsum(~right)]) + np.concatenate(
        [np.cumsum(right[::-1])[::-1], [0]]
    )
    edges = np.concatenate([[values[0] - 1], values, [values[-1] + 1]])
    best = np.flatnonzero(score == score.max())
    widest = best[np.argmax(edges[best + 1] - edges[best])]
    return float((edges[widest] + edges[widest + 1]) / 2)


def kept_back(name: str) -> bool:
    """Of the names of strangers one in five is not trained with."""
    return zlib.crc32(name.encode()) % 5 == 0
