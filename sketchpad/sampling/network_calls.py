"""Calls of networks as values, so that the calls of several runs can be computed together.

A call has rows, one for each branch. Rows of calls of one `kind` may share a forward pass, in any order.
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

from sketchpad.sampling.denoiser import Branch, Denoiser, Grounding, Text

T = TypeVar("T")
CallRow = tuple["NetworkCall", int]
"""A call and the index of one of its rows."""


class NetworkCall(ABC):
    """A forward pass that a run waits for.

    Attributes:
        results: one for each row, None until it is computed.
        seconds: this call's share of the time of its forward passes.
        error: the exception that came instead of a result; raised by `result`.
    """

    def __init__(self, rows: int) -> None:
        self.results: list[Any] = [None] * rows
        self.seconds = 0.0
        self.error: BaseException | None = None

    @property
    def rows(self) -> int:
        return len(self.results)

    @property
    def is_done(self) -> bool:
        return self.error is not None or all(result is not None for result in self.results)

    @property
    @abstractmethod
    def kind(self) -> Hashable:
        """Calls of equal kind can be computed in one forward pass."""

    @abstractmethod
    def cache_key(self, row: int) -> Hashable | None:
        """The value of a row's inputs: rows with equal keys have equal results. None: unknown."""

    @abstractmethod
    def forward(self) -> list[Any]:
        """One forward pass of this call; a result for each row."""

    @abstractmethod
    def forward_rows(self, rows: Sequence[CallRow]) -> list[Any]:
        """One forward pass of rows of calls of this kind; a result for each."""

    def keyed(self, result: Any, key: Hashable) -> Any:
        """`result`, carrying the key of the inputs that it was computed from."""
        return result

    def run(self) -> None:
        """Compute the results now and alone."""
        begun = time.perf_counter()
        self.results = self.forward()
        self.seconds += time.perf_counter() - begun

    def result(self) -> list[Any]:
        """The results of all rows; computed now unless they are there."""
        if self.error is not None:
            raise self.error
        if not self.is_done:
            self.run()
        return self.results


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
        steered = any(branch.regions for branch in self.branches)
        shape = batch_shape(self.x, self.t, self.branches[0].text)
        return network, shape, steered, *map(_gates, boxes[:1])

    def cache_key(self, row: int) -> Hashable | None:
        branch = self.branches[row]
        residuals = tuple(one.made_from for one in branch.residuals)
        if branch.adapters or None in residuals:
            return None
        boxes = None if branch.grounding is None else _boxes(branch.grounding)
        parts = branch.regions
        regions = parts and (digest(parts.masks, parts.tokens, parts.words), parts.scale)
        return (
            digest(self.x),
            float(self.t),
            text_digest(branch.text),
            branch.scale,
            boxes,
            regions,
            residuals,
            None if branch.inpaint is None else digest(branch.inpaint),
        )

    def forward(self) -> list[Tensor]:
        return list(self.denoiser.predict(self.x, self.t, self.branches).output.split(1))

    def forward_rows(self, rows: Sequence[CallRow]) -> list[Tensor]:
        x, t = stacked_inputs(rows)
        branches = [call.branches[row] for call, row in rows if isinstance(call, DenoiserCall)]
        return list(self.denoiser.predict(x, t, branches).output.split(1))

    @property
    def output(self) -> Tensor:
        """(branches, channels, height, width), as `Prediction.output`."""
        return torch.cat(self.result())


class GradientCall(DenoiserCall):
    """Gradients with respect to the latents, by those with respect to the prediction of one branch.

    A row for each of `grads`, (1, channels, height, width): see `Denoiser.gradient`.
    """

    def __init__(
        self, denoiser: Denoiser, x: Tensor, t: Tensor, branch: Branch, grads: Sequence[Tensor]
    ) -> None:
        super().__init__(denoiser, x, t, [branch] * len(grads))
        self.grads = grads

    @property
    def kind(self) -> Hashable:
        return "gradient", super().kind

    def cache_key(self, row: int) -> Hashable | None:
        return None

    def forward(self) -> list[Tensor]:
        return self.forward_rows([(self, row) for row in range(self.rows)])

    def forward_rows(self, rows: Sequence[CallRow]) -> list[Tensor]:
        x, t = stacked_inputs(rows)
        own = [(call, row) for call, row in rows if isinstance(call, GradientCall)]
        branches = [call.branches[row] for call, row in own]
        grads = torch.cat([call.grads[row] for call, row in own])
        return list(self.denoiser.gradient(x, t, branches, grads).split(1))


def run_eagerly(run: Iterable[T | NetworkCall]) -> Iterator[T]:
    """The items of `run` without its network calls, each of which is computed at once and alone.

    An exception of a network is raised inside of `run`, where the call was yielded.
    """
    for item in run:
        if isinstance(item, NetworkCall):
            try:
                with torch.no_grad():
                    item.run()
            except Exception as error:  # noqa: BLE001 - raised again by `result`
                item.error = error
        else:
            yield item


def stacked_inputs(rows: Sequence[CallRow]) -> tuple[Tensor, Tensor]:
    """Latents (n, channels, height, width) and timesteps (n) of rows of calls that have `x` and `t`."""
    calls: list[Any] = [call for call, _ in rows]
    return torch.cat([call.x for call in calls]), torch.stack([call.t for call in calls])


def batch_shape(x: Tensor, t: Tensor, text: Text) -> Hashable:
    """Shapes and types that must be equal within a batch."""
    return tuple(x.shape[1:]), x.dtype, t.dtype, tuple(text.tokens.shape[1:]), tuple(text.extra)


def digest(*tensors: Tensor | None) -> bytes:
    """SHA-256 of the shapes, types and values of tensors."""
    sha = hashlib.sha256()
    for tensor in tensors:
        if tensor is None:
            sha.update(b"none")
            continue
        data = tensor.detach().contiguous().cpu()
        sha.update(str((tuple(data.shape), data.dtype)).encode())
        sha.update(data.reshape(-1).view(torch.uint8).numpy().tobytes())
    return sha.digest()


_TEXTS: WeakKeyDictionary[Text, bytes] = WeakKeyDictionary()


def text_digest(text: Text) -> bytes:
    """The digest of an encoded text, cached for the lifetime of the text."""
    if text not in _TEXTS:
        _TEXTS[text] = digest(text.tokens, text.pooled, *text.extra.values())
    return _TEXTS[text]


def _gates(boxes: Grounding) -> Hashable:
    return boxes.gates, boxes.masks.shape, boxes.weights is None, boxes.pictures is None


def _boxes(boxes: Grounding) -> Hashable:
    tensors = (boxes.boxes, boxes.masks, boxes.embeddings, boxes.weights)
    more = (boxes.pictures, boxes.said, boxes.shown)
    # Emptied slots may hold zeros of either sign.
    unsigned = [None if tensor is None else tensor + 0 for tensor in (*tensors, *more)]
    return digest(*unsigned), boxes.scale, boxes.gates
