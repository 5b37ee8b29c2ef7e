"""Regions of the drawing for the words of the prompt, and the indices of their tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sketchpad.document.model import Document
from sketchpad.document.prompt.emphasis import without_marks
from sketchpad.document.prompt.noun_phrases import nouns, places
from sketchpad.guidance.silhouette import silhouette, within

if TYPE_CHECKING:
    from sketchpad.models.networks.prompt_tokens import PromptTokenizer


@dataclass(frozen=True, eq=False)
class Subject:
    """A phrase of the prompt with its region, float32 (height, width) in 0..1, and its token indices."""

    phrase: str
    region: NDArray[np.float32]
    tokens: tuple[int, ...]


def subjects(document: Document, tokenizer: PromptTokenizer) -> list[Subject]:
    """The phrases of the prompt that have a place in the drawing.

    These are the boxes whose phrase occurs in the prompt; without any, the drawn contour belongs to the first noun
    phrase of the prompt ("a bear" of "a bear in a forest"). Words beyond the tokenizer's limit are left out.
    """
    prompt = without_marks(document.prompt)
    placed = [
        Subject(box.phrase, within(document, box), tokens)
        for box in document.boxes
        if (tokens := tokenizer.positions(document.prompt, _spans(prompt, box.phrase)))
    ]
    if placed:
        return placed
    region = silhouette(document)
    things = nouns(prompt)
    if region is None or not things:
        return []
    first = things[0]
    tokens = tokenizer.positions(document.prompt, [(first.start, first.end)])
    return [Subject(first.phrase, region, tokens)] if tokens else []


def _spans(prompt: str, phrase: str) -> tuple[tuple[int, int], ...]:
    """Character spans of the phrase in the prompt, or at least of its last word."""
    if not phrase.strip():
        return ()
    return places(prompt, phrase) or places(prompt, phrase.rsplit(maxsplit=1)[-1])
