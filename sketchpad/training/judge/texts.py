"""What the judge reads in training: a thing's word said in many ways, names of other things, words beside things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sketchpad.metrics.boxes import word_of
from sketchpad.training.data.backgrounds import make_background
from sketchpad.training.data.pictures import STYLES
from sketchpad.training.data.scenes import HUES
from sketchpad.training.data.vocabulary import concept_rows

LOOKS = (*HUES, "black", "white", "brown", "small", "big", "little", "cute", "happy", "old", "new")
COUNTS = ("two", "three", "some", "many")
STYLE_WORDS = tuple(sorted(set(STYLES.values())))
_IRREGULAR = {"mouse": "mice", "knife": "knives", "scissors": "scissors", "sheep": "sheep"} | {
    word: word for word in ("fish", "headphones", "eyeglasses")
}


class Sayings:
    """Ways to say the judge's words.

    Args:
        synonyms: word -> others for the same thing.
    """

    def __init__(self, synonyms: Mapping[str, Sequence[str]] | None = None) -> None:
        self._synonyms = synonyms or {}

    def say(self, word: str, rng: np.random.Generator) -> str:
        """``word`` or a synonym, now and then as several, with an article, with a look or a style, or misspelt."""
        others = self._synonyms.get(word)
        said = others[int(rng.integers(len(others)))] if others and rng.random() < 0.45 else word
        if rng.random() < 0.06:
            said = _misspelt(said, rng)
        before = ""
        chance = rng.random()
        if chance < 0.25:
            said = plural(said)
            before = COUNTS[rng.integers(len(COUNTS))] if rng.random() < 0.3 else ""
        elif chance < 0.55:
            before = str(rng.choice(["a", "an", "the"]))
        if rng.random() < 0.25:
            said = f"{LOOKS[rng.integers(len(LOOKS))]} {said}"
        if rng.random() < 0.08:
            said = f"{said}, {STYLE_WORDS[rng.integers(len(STYLE_WORDS))]}"
        return f"{before} {said}".strip()


def plural(phrase: str) -> str:
    """The last word of a phrase as several: "birthday cakes"."""
    start, space, last = phrase.rpartition(" ")
    if last in _IRREGULAR:
        return f"{start}{space}{_IRREGULAR[last]}"
    if last.endswith("y") and last[-2:-1] not in "aeiou":
        return f"{start}{space}{last[:-1]}ies"
    end = "es" if last.endswith(("s", "x", "ch", "sh")) else "s"
    return f"{phrase}{end}"


def with_plurals(
    words: Sequence[str], synonyms: Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    """``synonyms`` and of all the plurals that are not only an ending: "cherries", "mice"."""
    result = {}
    for word in words:
        others = list(synonyms.get(word, ()))
        several = [(said, plural(said)) for said in (word, *others)]
        others += [many for said, many in several if not many.startswith(said)]
        if others:
            result[word] = others
    return result


def _misspelt(word: str, rng: np.random.Generator) -> str:
    """Two neighbouring letters in the wrong order."""
    if len(word) < 5:
        return word
    at = int(rng.integers(1, len(word) - 2))
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def strangers(words: Sequence[str], synonyms: Mapping[str, Sequence[str]]) -> list[str]:
    """Names of things that the judge is not shown: none of its words, nor anything with one of them in it."""
    known = (*words, *(other for word in words for other in synonyms.get(word, ())))
    names = {concept.lower() for concept, _ in concept_rows()}
    return sorted(name for name in names if word_of(name, known) is None)


def ground_words() -> tuple[str, ...]:
    """What is said of the backgrounds of composed scenes."""
    rng = np.random.default_rng(0)
    return tuple(sorted({make_background(rng, 4, 4)[1] for _ in range(1500)}))
