"""Regions of the drawing for the words of the prompt, and the indices of their tokens."""

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
    """A phrase of the prompt with its region, float32 (height, width) in 0..1, and its token indices."""

    phrase: str
    region: NDArray[np.float32]
    tokens: tuple[int, ...]


def subjects(document: Document, tokenizer: Any) -> list[Subject]:
    """The phrases of the prompt that have a place in the drawing.

    These are the boxes whose phrase occurs in the prompt; without any, the drawn contour belongs to the first noun
    phrase of the prompt ("a bear" of "a bear in a forest"). Words beyond the tokenizer's limit are left out.
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
    """Token indices, in the encoded prompt, of character spans (start, end) of the prompt."""
    limit = tokenizer.model_max_length - 1
    found: list[int] = []
    for start, end in spans:
        # The prompt begins with a start token; tokens do not cross word boundaries.
        first = 1 + _length(tokenizer, prompt[:start])
        found += range(first, min(limit, 1 + _length(tokenizer, prompt[:end])))
    return tuple(dict.fromkeys(found))


def _spans(prompt: str, phrase: str) -> tuple[tuple[int, int], ...]:
    """Character spans of the phrase in the prompt, or at least of its last word."""
    if not phrase.strip():
        return ()
    return places(prompt, phrase) or places(prompt, phrase.rsplit(maxsplit=1)[-1])


def _length(tokenizer: Any, text: str) -> int:
    return len(tokenizer(text, add_special_tokens=False, truncation=False, verbose=False).input_ids)
