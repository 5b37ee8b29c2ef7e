"""Prompts as tokens: emphasis, chunks for long prompts, words that stand for learnt vectors.

A prompt longer than the text encoder reads is cut into chunks that are encoded one by one and laid end to end, as in
AUTOMATIC1111's web UI; BREAK begins another chunk (there is no search for the last comma before the cut).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import torch
from torch import Tensor

from sketchpad.document.prompt.emphasis import MOST_CHUNKS, segments


class Token(NamedTuple):
    """One token; `vector` names a learnt vector, (word, row), that stands in its place."""

    id: int
    weight: float = 1.0
    vector: tuple[str, int] | None = None


class Tokens(NamedTuple):
    """A prompt for a text encoder: ids and weights (chunks, length), learnt vectors by (chunk, place in the chunk)."""

    ids: Tensor
    weights: Tensor
    vectors: Mapping[tuple[int, int], tuple[str, int]]

    @property
    def is_weighted(self) -> bool:
        return bool((self.weights != 1).any())


class _Piece(NamedTuple):
    text: str
    start: int
    weight: float
    breaks: bool
    word: str


class PromptTokenizer:
    """Cuts prompts into tokens with a CLIP `tokenizer`.

    Args:
        lengths: numbers of learnt vectors of the words that stand for some, in lower case.
    """

    def __init__(self, tokenizer: Any, lengths: Mapping[str, int] | None = None) -> None:
        self.tokenizer = tokenizer
        self.room = int(tokenizer.model_max_length) - 2
        self.lengths = lengths or {}

    def tokens(self, prompt: str, least: int = 1) -> Tokens:
        """At least `least` chunks, at most MOST_CHUNKS; each with the tokens that mark its beginning and end."""
        chunks = self._chunks(prompt)[:MOST_CHUNKS]
        chunks += [[]] * (least - len(chunks))
        tokenizer = self.tokenizer
        shape = (len(chunks), self.room + 2)
        ids = torch.full(shape, int(tokenizer.pad_token_id))
        weights = torch.ones(shape)
        vectors = {}
        for row, chunk in enumerate(chunks):
            ids[row, 0] = tokenizer.bos_token_id
            ids[row, 1 + len(chunk)] = tokenizer.eos_token_id
            for place, token in enumerate(chunk, 1):
                ids[row, place], weights[row, place] = token.id, token.weight
                if token.vector is not None:
                    vectors[row, place] = token.vector
        return Tokens(ids, weights, vectors)

    def count(self, prompt: str) -> int:
        """The number of chunks that are encoded."""
        return min(len(self._chunks(prompt)), MOST_CHUNKS)

    def ignored(self, prompt: str) -> str:
        """The end of a prompt that is too long to be read; empty when all of it is."""
        rest = [token.id for chunk in self._chunks(prompt)[MOST_CHUNKS:] for token in chunk]
        return str(self.tokenizer.decode(rest)).strip() if rest else ""

    def positions(self, prompt: str, spans: Iterable[tuple[int, int]]) -> tuple[int, ...]:
        """Indices, in the encoded prompt, of the tokens of character spans (start, end) of the prompt."""
        places = [
            chunk * (self.room + 2) + 1 + place
            for chunk, tokens in enumerate(self._chunks(prompt)[:MOST_CHUNKS])
            for place in range(len(tokens))
        ]
        pieces = list(self._pieces(prompt))
        indices: list[int] = []
        for start, end in spans:
            indices += places[self._before(pieces, start) : self._before(pieces, end)]
        return tuple(dict.fromkeys(indices))

    def _before(self, pieces: list[_Piece], at: int) -> int:
        """The number of tokens before a character; tokens do not cross the borders of words."""
        number = 0
        for piece in pieces:
            if piece.word:
                number += self.lengths[piece.word] * (piece.start + len(piece.text) <= at)
            else:
                number += len(self._ids(piece.text[: max(at - piece.start, 0)]))
        return number

    def _chunks(self, prompt: str) -> list[list[Token]]:
        chunks: list[list[Token]] = [[]]
        for piece in self._pieces(prompt):
            if piece.breaks and chunks[-1]:
                chunks.append([])
            for token in self._tokens(piece):
                if len(chunks[-1]) == self.room:
                    chunks.append([])
                chunks[-1].append(token)
        return chunks

    def _tokens(self, piece: _Piece) -> Iterator[Token]:
        if piece.word:
            for row in range(self.lengths[piece.word]):
                yield Token(self.tokenizer.bos_token_id, piece.weight, (piece.word, row))
        else:
            for number in self._ids(piece.text):
                yield Token(number, piece.weight)

    def _pieces(self, prompt: str) -> Iterator[_Piece]:
        names = "|".join(map(re.escape, sorted(self.lengths, key=len, reverse=True)))
        words = re.compile(rf"(?<!\w)(?:{names})(?!\w)", re.IGNORECASE) if names else None
        for segment in segments(prompt):
            at, breaks = 0, segment.breaks
            for match in words.finditer(segment.text) if words else ():
                if before := segment.text[at : match.start()]:
                    yield _Piece(before, segment.start + at, segment.weight, breaks, "")
                    breaks = False
                start = segment.start + match.start()
                yield _Piece(match[0], start, segment.weight, breaks, match[0].lower())
                at, breaks = match.end(), False
            if rest := segment.text[at:]:
                yield _Piece(rest, segment.start + at, segment.weight, breaks, "")

    def _ids(self, text: str) -> list[int]:
        plain = {"add_special_tokens": False, "truncation": False, "verbose": False}
        return list(self.tokenizer(text, **plain).input_ids)


def weighted(states: Tensor, empty: Tensor, weights: Tensor) -> Tensor:
    """Hidden states at the distance from those of the empty prompt that their weights say, as ComfyUI weights them.

    Args:
        states: (chunks, length, width). empty: (1, length, width). weights: (chunks, length).
    """
    return empty + (states - empty) * weights.to(states)[..., None]
