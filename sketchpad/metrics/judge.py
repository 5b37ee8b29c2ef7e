"""The embedded judge: says what a picture, or a crop of one, shows, and whether the thing of a phrase is in it.

A small image-text model trained on the same picture set with augmentations of its own; it never sees a generated
picture in training, so that it can be used to measure them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from sketchpad.errors import WeightsDamaged, WeightsMissing
from sketchpad.metrics.boxes import word_of
from sketchpad.metrics.judge_networks import ImageTextNetwork, JudgeNetwork, tokens

SIZE = 64
IMAGE_TEXT, CLASSIFIER = "image-text", "classifier"
"""Kinds of judges, as ``config.json`` names them; without a name it is a classifier."""
PART = 9 / 16
"""Of a picture's sides: a part of it that is looked at by itself."""
MOST_AT_ONCE = 64
MOST_WORDS = 4
"""Of a phrase that is held against the words as a whole."""


class Judge:
    """``words``: what it knows, in the order of its scores; ``synonyms``: further words -> one of them.

    ``threshold``: from which `presence` on a thing counts as there; without one, when it is the first choice.
    ``threshold_parts``: the same where all parts of a picture were looked at, which finds more that is not there.
    """

    def __init__(
        self,
        sight: _Classifier,
        words: tuple[str, ...],
        synonyms: Mapping[str, str] | None = None,
        threshold: float | None = None,
        threshold_parts: float | None = None,
    ) -> None:
        self.words = words
        self.synonyms = dict(synonyms or {})
        self.threshold = threshold
        self.threshold_parts = threshold if threshold_parts is None else threshold_parts
        self._sight = sight

    @classmethod
    def load(cls, folder: Path) -> Judge:
        """Read ``config.json`` and ``model.safetensors``; raises WeightsMissing or WeightsDamaged."""
        from safetensors.torch import load_file

        config_path, weights_path = folder / "config.json", folder / "model.safetensors"
        for path in (config_path, weights_path):
            if not path.is_file():
                raise WeightsMissing(path, "train it with `sketchpad train judge`")
        try:
            config = json.loads(config_path.read_text(encoding="utf-8"))
            words = tuple(str(word) for word in config["words"])
            tensors = load_file(weights_path)
            floats = {k: v.float() if v.is_floating_point() else v for k, v in tensors.items()}
            sight = _SIGHTS[config.get("kind", CLASSIFIER)](config, floats, words)
            names = ("threshold", "threshold_parts")
            thresholds = [float(config[name]) if name in config else None for name in names]
        except Exception as problem:
            raise WeightsDamaged(
                folder, "its settings are wrong: {detail}", detail=str(problem)[:200]
            ) from problem
        return cls(sight, words, _synonyms(config.get("synonyms"), words), *thresholds)

    @torch.no_grad()
    def scores(self, images: np.ndarray) -> np.ndarray:
        """Probabilities float32 (n, len(words)) for uint8 (n, h, w, 3); what is none of the words takes the rest."""
        ranks = [self._sight.ranks(x) for x in _tensors(images).split(MOST_AT_ONCE)]
        return torch.cat(ranks)[:, : len(self.words)].numpy()

    @torch.no_grad()
    def presence(
        self, images: np.ndarray, phrases: Sequence[str], parts: bool = False
    ) -> np.ndarray:
        """Probabilities float32 (n, len(phrases)) that what a phrase says is in a picture; uint8 (n, h, w, 3).

        Each phrase is a question of its own: several may be true. Raises ValueError for a phrase of which a judge that
        only knows a list knows no word.

        Args:
            parts: look at all parts of the picture too, for small things; the best of them counts. Judges without a
                threshold know what a picture shows as a whole only.
        """
        known = [self.word_for(phrase) for phrase in phrases]
        looks = parts_of(images) if parts and self.threshold is not None else [images]
        splits = [_tensors(look).split(MOST_AT_ONCE) for look in looks]
        each = [[self._sight.presence(x, phrases, known) for x in split] for split in splits]
        return np.max([torch.cat(rows).numpy() for rows in each], axis=0)

    def there(self, images: np.ndarray, phrases: Sequence[str], parts: bool = False) -> np.ndarray:
        """Whether what a phrase says is in a picture, bool (n, len(phrases)); arguments and errors as of `presence`."""
        presence = self.presence(images, phrases, parts)
        threshold = self.threshold_parts if parts else self.threshold
        if threshold is not None:
            return presence >= threshold
        return presence >= self.scores(images).max(axis=1, keepdims=True)

    def word_for(self, phrase: str) -> str | None:
        """The judge's word that a phrase speaks of, by itself, by a synonym or as the nearest; None without."""
        word = word_of(phrase, (*self.words, *self.synonyms)) or self._sight.nearest(phrase)
        return None if word is None else self.synonyms.get(word, word)


class _Classifier:
    """A network that knows a list of words and nothing else, for pictures, float (n, 3, 64, 64) in -1..1."""

    network: type[Any] = JudgeNetwork

    def __init__(
        self, config: dict[str, Any], tensors: dict[str, Tensor], words: tuple[str, ...]
    ) -> None:
        self._words = words
        self._network = self.network(config)
        self._network.load_state_dict(tensors)
        self._network.eval().requires_grad_(False)

    def ranks(self, x: Tensor) -> Tensor:
        """Probabilities (n, words + 1); the last is that of none."""
        probabilities: Tensor = self._network(x).softmax(dim=1)
        return probabilities

    def presence(self, x: Tensor, phrases: Sequence[str], known: Sequence[str | None]) -> Tensor:
        """Probabilities (n, phrases) that each is there. ``known``: their words, None where there is none."""
        columns = []
        for phrase, word in zip(phrases, known, strict=True):
            if word is None:
                raise ValueError(f"the judge knows no word of “{phrase}”")
            columns.append(self._words.index(word))
        return self.ranks(x)[:, columns]

    def nearest(self, phrase: str) -> str | None:
        """The word that a phrase with none of the words is most like, where it is like one at all."""
        return None


class _ImageText(_Classifier):
    """A network that reads phrases; its words are the phrases that it ranks."""

    network = ImageTextNetwork

    def __init__(
        self, config: dict[str, Any], tensors: dict[str, Tensor], words: tuple[str, ...]
    ) -> None:
        super().__init__(config, tensors, words)
        self._near = float(config.get("near", 0.8))
        self._known = self._network.text(words)

    def ranks(self, x: Tensor) -> Tensor:
        network = self._network
        cosines = network.image(x) @ torch.cat([self._known, network.nowhere()]).T
        probabilities: Tensor = network.ranks(cosines).softmax(dim=1)
        return probabilities

    def presence(self, x: Tensor, phrases: Sequence[str], known: Sequence[str | None]) -> Tensor:
        """Half by the phrase, half by its word: "a red sports car" must not leave the cars."""
        network = self._network
        anchors = [word or phrase for phrase, word in zip(phrases, known, strict=True)]
        directions = (network.text(phrases) + network.text(anchors)) / 2
        probabilities: Tensor = network.there(network.image(x) @ directions.T).sigmoid()
        return probabilities

    def nearest(self, phrase: str) -> str | None:
        """The word whose direction the phrase has, where one is near enough."""
        cosines = (self._network.text([phrase]) @ self._known.T)[0]
        if len(tokens(phrase, 1, False)) > MOST_WORDS:
            return None
        best = int(cosines.argmax())
        return self._words[best] if float(cosines[best]) >= self._near else None


_SIGHTS = {CLASSIFIER: _Classifier, IMAGE_TEXT: _ImageText}


def parts_of(images: np.ndarray) -> list[np.ndarray]:
    """Pictures (n, h, w, 3) as a whole, and nine parts of them that overlap."""
    height, width = images.shape[1:3]
    rows, columns = (
        [round(side * share * (1 - PART)) for share in (0, 0.5, 1)] for side in (height, width)
    )
    tall, wide = max(1, round(height * PART)), max(1, round(width * PART))
    return [images] + [images[:, y : y + tall, x : x + wide] for y in rows for x in columns]


def _tensors(images: np.ndarray) -> Tensor:
    x = torch.from_numpy(np.ascontiguousarray(images)).permute(0, 3, 1, 2).float() / 127.5 - 1
    return functional.interpolate(
        x, (SIZE, SIZE), mode="area" if images.shape[1] > SIZE else "bilinear"
    )


def _synonyms(listed: Any, words: tuple[str, ...]) -> dict[str, str]:
    """Word -> word of the judge, from lists by word; what is no such thing is left out."""
    synonyms: dict[str, str] = {}
    for word in words:
        others = listed.get(word) if isinstance(listed, dict) else None
        for other in others if isinstance(others, list) else ():
            if other not in words:
                synonyms[str(other)] = word
    return synonyms
