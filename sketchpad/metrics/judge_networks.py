"""The judge's networks: an image tower, a text tower that can read any phrase, and both in one space.

The judges of before were classifiers of a list of words (`JudgeNetwork`); they can still be loaded.
"""

from __future__ import annotations

import itertools
import re
import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

GRAMS = (3, 4, 5)
"""Lengths of the pieces of a word."""
LONGEST = 24
"""Words of a phrase; what comes after them is not read."""


class _Block(nn.Module):
    def __init__(self, before: int, after: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(before, after, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(after)
        self.conv2 = nn.Conv2d(after, after, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(after)
        same = before == after and stride == 1
        self.skip = nn.Identity() if same else nn.Conv2d(before, after, 1, stride, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        y = self.norm2(self.conv2(functional.relu(self.norm1(self.conv1(x)))))
        return functional.relu(y + self.skip(x))


def _stem(width: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(3, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU())


def _blocks(widths: Sequence[int]) -> nn.Sequential:
    return nn.Sequential(*(_Block(a, b, 2) for a, b in itertools.pairwise(widths)))


class JudgeNetwork(nn.Module):
    """float (n, 3, 64, 64) in -1..1 to logits (n, words + 1); the last one means none of the words."""

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__()
        widths = [int(n) for n in config["widths"]]
        self.stem, self.blocks = _stem(widths[0]), _blocks(widths)
        self.dropout = nn.Dropout(float(config.get("dropout", 0.2)))
        self.head = nn.Linear(widths[-1], len(config["words"]) + 1)

    def forward(self, x: Tensor) -> Tensor:
        pooled = self.blocks(self.stem(x)).mean(dim=(2, 3))
        return self.head(self.dropout(pooled))


class ImageTower(nn.Module):
    """float (n, 3, 64, 64) in -1..1 to directions (n, dim)."""

    def __init__(self, widths: Sequence[int], dim: int, dropout: float) -> None:
        super().__init__()
        self.stem, self.blocks = _stem(widths[0]), _blocks(widths)
        self.dropout = nn.Dropout(dropout)
        self.project = nn.Linear(widths[-1], dim, bias=False)
        self.centre = nn.BatchNorm1d(dim, affine=False)

    def forward(self, x: Tensor) -> Tensor:
        pooled = self.blocks(self.stem(x)).mean(dim=(2, 3))
        return functional.normalize(self.centre(self.project(self.dropout(pooled)).float()), dim=1)


class TextTower(nn.Module):
    """Phrases to directions (n, dim).

    A word is the mean of the embeddings of its pieces, letters that follow each other (as fastText does, Bojanowski et
    al. 2017), so that plurals, misspelt and unknown words lie near their like. How much each word and each pair of
    neighbours counts in a phrase is learnt: "a red car" is a car, "hot dog" is no dog.
    """

    def __init__(self, buckets: int, width: int, dim: int) -> None:
        super().__init__()
        self.buckets = buckets
        self.pieces = nn.EmbeddingBag(buckets, width, mode="mean")
        self.word = nn.Sequential(
            nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width)
        )
        self.importance = nn.Linear(width, 1)
        self.phrase = nn.Sequential(nn.Linear(width, 2 * dim), nn.GELU(), nn.Linear(2 * dim, dim))
        for layer in (*self.word, *self.phrase):
            if isinstance(layer, nn.Linear):
                nn.init.zeros_(layer.bias)  # else all phrases begin in nearly the same direction

    def forward(self, phrases: Sequence[str], whole: Sequence[bool] | None = None) -> Tensor:
        """``whole``: of each phrase, whether its words are also read as such; training does without at times."""
        whole = whole or [True] * len(phrases)
        read = [tokens(phrase, self.buckets, w) for phrase, w in zip(phrases, whole, strict=True)]
        flat = [token for phrase in read for token in phrase]
        offsets = np.cumsum([0] + [len(token) for token in flat[:-1]])
        device = self.pieces.weight.device
        numbers = torch.tensor([n for token in flat for n in token], device=device)
        embedded = self.pieces(numbers, torch.from_numpy(offsets).to(device))
        embedded = embedded + self.word(embedded)
        counts = [len(phrase) for phrase in read]
        padded = nn.utils.rnn.pad_sequence(list(embedded.split(counts)), batch_first=True)
        blank = (
            torch.arange(padded.shape[1], device=device)
            >= torch.tensor(counts, device=device)[:, None]
        )
        weight = self.importance(padded)[..., 0].float().masked_fill(blank, -torch.inf).softmax(1)
        pooled = (padded * weight[..., None].to(padded.dtype)).sum(1)
        return functional.normalize(self.phrase(pooled).float(), dim=1)


class ImageTextNetwork(nn.Module):
    """Pictures and phrases as directions of one space: what is to be seen lies near its words.

    `nothing` is the direction of pictures that show no thing. The exponential of `rank_scale` makes logits for a
    softmax over phrases; that of `there_scale` and `there_bias` make those for a yes or no to each phrase by itself.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__()
        dim, text = int(config["dim"]), config["text"]
        widths = [int(n) for n in config["widths"]]
        self.image = ImageTower(widths, dim, float(config.get("dropout", 0.2)))
        self.text = TextTower(int(text["buckets"]), int(text["width"]), dim)
        self.nothing = nn.Parameter(torch.randn(dim))
        self.rank_scale = nn.Parameter(torch.tensor(2.8))
        self.there_scale = nn.Parameter(torch.tensor(2.3))
        self.there_bias = nn.Parameter(torch.tensor(-4.0))

    def nowhere(self) -> Tensor:
        """The direction of `nothing`, (1, dim)."""
        return functional.normalize(self.nothing[None].float(), dim=1)

    def ranks(self, cosines: Tensor) -> Tensor:
        """Logits of a softmax over phrases and nothing."""
        return cosines * self.rank_scale.exp()

    def there(self, cosines: Tensor) -> Tensor:
        """Logits of yes."""
        return cosines * self.there_scale.exp() + self.there_bias


def tokens(phrase: str, buckets: int, whole: bool = True) -> list[tuple[int, ...]]:
    """The words of a phrase and its pairs of neighbours, each as the numbers of its pieces; one for an empty phrase."""
    said = re.findall(r"[^\W_]+", phrase.lower())[:LONGEST]
    pairs = [f"{a} {b}" for a, b in itertools.pairwise(said)] if whole else []
    return [_pieces(word, buckets, whole) for word in (*said, *pairs) or ("",)]


@lru_cache(maxsize=65536)
def _pieces(word: str, buckets: int, whole: bool) -> tuple[int, ...]:
    """Numbers of a word's pieces; of a pair of words only the pair."""
    framed = f"<{word}>"
    pieces = {framed} if whole or len(framed) <= GRAMS[0] else set()
    if " " not in word:
        for length in GRAMS:
            pieces |= {framed[at : at + length] for at in range(len(framed) - length + 1)}
    return tuple(sorted(zlib.crc32(piece.encode()) % buckets for piece in pieces))
