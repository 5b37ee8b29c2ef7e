"""What a run asks of networks, written down before it is asked: who drives several runs can answer them together.

A question has rows, one for each branch. Rows of questions of one `kind` may share a forward pass, in any order.
"""

from __future__ import annotations

import hashlib
import time
from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import torch
from torch import Tensor

from sketchpad.sampling.guidance import Branch, Denoiser, Grounding, Text

T = TypeVar("T")
CallRow = tuple["NetworkCall", int]
"""A question, and the number of one of its rows."""


class NetworkCall(ABC):
    """`answers` has an entry for each row, None until it is given; `seconds` is this question's share of the time.

    `failed`: what came instead of an answer, to be raised where the question was asked.
    """

    def __init__(self, rows: int) -> None:
        self.answers: list[Any] = [None] * rows
        self.seconds = 0.0
        self.failed: BaseException | None = None

    @property
    def rows(self) -> int:
        return len(self.answers)

    @property
    def is_answered(self) -> bool:
        return self.failed is not None or all(one is not None for one in self.answers)

    @property
    @abstractmethod
    def kind(self) -> Hashable:
        """Questions with an equal one can be asked in one forward pass."""

    @abstractmethod
    def value(self, row: int) -> Hashable | None:
        """What a row's answer is made from: rows with an equal one have the same answer. None: nobody knows."""

    @abstractmethod
    def ask(self) -> list[Any]:
        """One forward pass of this question; an answer for each row."""

    @abstractmethod
    def ask_together(self, places: Sequence[CallRow]) -> list[Any]:
        """One forward pass of rows of questions of this kind; an answer for each."""

    def marked(self, answer: Any, value: Hashable) -> Any:
        """`answer`, knowing what it was made from."""
        return answer

    def answer(self) -> None:
        """Ask now and alone."""
        begun = time.perf_counter()
        self.answers = self.ask()
        self.seconds += time.perf_counter() - begun

    def given(self) -> list[Any]:
        """The answers; asks now where nobody has."""
        if self.failed is not None:
            raise self.failed
        if not self.is_answered:
            self.answer()
        return self.answers


class DenoiserCall(NetworkCall):
    """A prediction of the denoiser for some branches: see `Denoiser.predict`."""

    def __init__(
        self, denoiser: Denoiser, x: Tensor, t: Tensor, branches: Sequence[Branch]
    ) -> None:
        super().__init__(len(branches))
        self.denoiser, self.x, self.t, self.branches = denoiser, x, t, branches

    @property
    def kind(self) -> Hashable:
        boxes = [branch.grounding for branch in self.branches if branch.grounding is not None]
        network: Any = self.denoiser
        return network, batch_shape(self.x, self.t, self.branches[0].text), *map(_gates, boxes[:1])

    def value(self, row: int) -> Hashable | None:
        branch = self.branches[row]
        told = tuple(one.made_from for one in branch.residuals)
        if branch.adapters or None in told:
            return None
        boxes = None if branch.grounding is None else _boxes(branch.grounding)
        return digest(self.x), float(self.t), by_value(branch.text), branch.scale, boxes, told

    def ask(self) -> list[Tensor]:
        return list(self.denoiser.predict(self.x, self.t, self.branches).output.split(1))

    def ask_together(self, places: Sequence[CallRow]) -> list[Tensor]:
        x, t = inputs(places)
        branches = [
            question.branches[row] for question, row in places if isinstance(question, DenoiserCall)
        ]
        return list(self.denoiser.predict(x, t, branches).output.split(1))

    @property
    def output(self) -> Tensor:
        """(branches, channels, height, width), as `Prediction.output`."""
        return torch.cat(self.given())


def run_eagerly(run: Iterable[T | NetworkCall]) -> Iterator[T]:
    """`run` with every question answered at once and alone; what is left are its results.

    What goes wrong in a network is raised inside of `run`, where the question was asked.
    """
    for thing in run:
        if isinstance(thing, NetworkCall):
            try:
                with torch.no_grad():
                    thing.answer()
            except Exception as error:  # noqa: BLE001 - raised again by `given`
                thing.failed = error
        else:
            yield thing


def inputs(places: Sequence[CallRow]) -> tuple[Tensor, Tensor]:
    """Latents (n, channels, height, width) and timesteps (n) of rows of questions that have `x` and `t`."""
    asked: list[Any] = [question for question, _ in places]
    return torch.cat([one.x for one in asked]), torch.stack([one.t for one in asked])


def batch_shape(x: Tensor, t: Tensor, text: Text) -> Hashable:
    """What has to be alike in one batch."""
    return tuple(x.shape[1:]), x.dtype, t.dtype, tuple(text.tokens.shape[1:]), tuple(text.extra)


def digest(*tensors: Tensor | None) -> bytes:
    """Of the shapes, types and values of tensors."""
    told = hashlib.sha256()
    for tensor in tensors:
        if tensor is None:
            told.update(b"none")
            continue
        data = tensor.detach().contiguous().cpu()
        told.update(str((tuple(data.shape), data.dtype)).encode())
        told.update(data.reshape(-1).view(torch.uint8).numpy().tobytes())
    return told.digest()


_TEXTS: WeakKeyDictionary[Text, bytes] = WeakKeyDictionary()


def by_value(text: Text) -> bytes:
    """The digest of a text, remembered as long as the text lives."""
    if text not in _TEXTS:
        _TEXTS[text] = digest(text.tokens, text.pooled, *text.extra.values())
    return _TEXTS[text]


def _gates(boxes: Grounding) -> Hashable:
    return boxes.gates, boxes.masks.shape, boxes.weights is None, boxes.pictures is None


def _boxes(boxes: Grounding) -> Hashable:
    tensors = (boxes.boxes, boxes.masks, boxes.embeddings, boxes.weights)
    more = (boxes.pictures, boxes.said, boxes.shown)
    # Emptied slots may hold zeros of either sign.
    plain = [None if one is None else one + 0 for one in (*tensors, *more)]
    return digest(*plain), boxes.scale, boxes.gates
