"""Which words of the prompt belong where in the drawing, and which tokens they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sketchpad.document.model import Document
from sketchpad.document.prompt.noun_phrases import nouns, places
from sketchpad.guidance.silhouette import silhouette, within


@dataclass(frozen=True, eq=False)
class Subject:
    """Words and their place: `region` float32 (h, w) in 0..1, `tokens` places in the encoded prompt."""

    phrase: str
    region: NDArray[np.float32]
    tokens: tuple[int, ...]


def subjects(document: Document, tokenizer: Any) -> list[Subject]:
    """What the drawing says of where the words of the prompt belong.

    Boxes whose phrase stands in the prompt say it; where none does, the drawn contour is that of the prompt's first
    thing ("a bear" of "a bear in a forest"). Words that the tokenizer has cut off belong nowhere.
    """
    prompt = document.prompt
    placed = [
        Subject(box.phrase, within(document, box), tokens)
        for box in document.boxes
        if (tokens := positions(tokenizer, prompt, _spans(prompt, box.phrase)))
    ]
    if placed:
        return placed
    region = silhouette(document)
    things = nouns(prompt)
    if region is None or not things:
        return []
    first = things[0]
    tokens = positions(tokenizer, prompt, [(first.start, first.end)])
    return [Subject(first.phrase, region, tokens)] if tokens else []


def positions(tokenizer: Any, prompt: str, spans: Iterable[tuple[int, int]]) -> tuple[int, ...]:
    """The places, in the encoded prompt, of the tokens of parts of the prompt given as (start, end) of characters."""
    limit = tokenizer.model_max_length - 1
    found: list[int] = []
    for start, end in spans:
        # Every prompt begins with one token of its own; words do not reach into each other's tokens.
        first = 1 + _length(tokenizer, prompt[:start])
        found += range(first, min(limit, 1 + _length(tokenizer, prompt[:end])))
    return tuple(dict.fromkeys(found))


def _spans(prompt: str, phrase: str) -> tuple[tuple[int, int], ...]:
    """Where the phrase stands in the prompt, or at least its last word."""
    if not phrase.strip():
        return ()
    return places(prompt, phrase) or places(prompt, phrase.rsplit(maxsplit=1)[-1])


def _length(tokenizer: Any, text: str) -> int:
    return len(tokenizer(text, add_special_tokens=False, truncation=False, verbose=False).input_ids)
