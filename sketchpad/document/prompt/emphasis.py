"""Emphasis in prompts, as AUTOMATIC1111's web UI reads it: (word), (word:1.3), [word], BREAK, and \\( for a bracket.

Each pair of round brackets multiplies the weight of what stands inside by 1.1, each pair of square ones divides it by
1.1, and a number sets the factor. BREAK, in capitals, begins another chunk of tokens. What a weight does to the encoded
prompt: `models.networks.prompt_tokens.weighted`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

ROUND, SQUARE = 1.1, 1 / 1.1
STRONGEST = 10.0
MOST_CHUNKS = 8
"""Chunks of tokens that are read of one prompt."""
DEEPEST = 50
"""Brackets open at a time; further ones are letters."""
_PART = re.compile(
    r"\\[()\[\]\\]|\\|\(|\[|:[ \t]*([+-]?[.\d]{1,12})[ \t]*\)|\)|\]|\bBREAK\b|[^\\()\[\]:B]+|:|B",
    re.DOTALL,
)


@dataclass(frozen=True)
class Segment:
    """A stretch of a prompt with one weight, from letter `start` on; `breaks`: another chunk of tokens begins."""

    text: str
    weight: float
    start: int
    breaks: bool = False


@dataclass
class _Piece:
    text: str
    start: int
    breaks: bool
    weight: float = 1.0


def segments(prompt: str) -> tuple[Segment, ...]:
    """The prompt in stretches of equal weight, without the marks; one stretch where there are none.

    A bracket that is never closed counts until the end, as in the web UI.
    """
    pieces: list[_Piece] = []
    open_round: list[int] = []
    open_square: list[int] = []
    breaks = False

    def multiply(first: int, factor: float) -> None:
        for piece in pieces[first:]:
            piece.weight = min(max(piece.weight * factor, -STRONGEST), STRONGEST)

    for match in _PART.finditer(prompt):
        part, start = match[0], match.start()
        number = _number(match[1]) if open_round else None
        if part == "(" and len(open_round) < DEEPEST:
            open_round.append(len(pieces))
        elif part == "[" and len(open_square) < DEEPEST:
            open_square.append(len(pieces))
        elif number is not None:
            multiply(open_round.pop(), number)
        elif part == ")" and open_round:
            multiply(open_round.pop(), ROUND)
        elif part == "]" and open_square:
            multiply(open_square.pop(), SQUARE)
        elif part == "BREAK":
            breaks = True
        else:
            if len(part) == 2 and part[0] == "\\":
                part, start = part[1], start + 1
            pieces.append(_Piece(part, start, breaks))
            breaks = False
    for first in open_round:
        multiply(first, ROUND)
    for first in open_square:
        multiply(first, SQUARE)
    return tuple(_joined(pieces))


def without_marks(prompt: str) -> str:
    """The prompt with a space for each letter of its marks, so that every word keeps its place."""
    letters = [" "] * len(prompt)
    for segment in segments(prompt):
        letters[segment.start : segment.start + len(segment.text)] = segment.text
    return "".join(letters)


def _number(text: str | None) -> float | None:
    try:
        return None if text is None else float(text)
    except ValueError:
        return None


def _joined(pieces: list[_Piece]) -> list[Segment]:
    """Neighbours of one weight as one segment."""
    joined: list[Segment] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if (
            last is not None
            and not piece.breaks
            and last.weight == piece.weight
            and last.start + len(last.text) == piece.start
        ):
            joined[-1] = Segment(last.text + piece.text, last.weight, last.start, last.breaks)
        else:
            joined.append(Segment(piece.text, piece.weight, piece.start, piece.breaks))
    return joined
