"""The picture that is looked at."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QObject, Signal

from sketchpad.generation.request.request import Request

_numbers = itertools.count(1)


@dataclass(frozen=True, eq=False)
class Result:
    """A finished picture with everything that made it. `picture` is uint8 RGB (height, width, 3).

    `number`: another one for each, 0 for a live picture that is not kept. `usual`: of a picture made live, what
    Generate would have been asked for in its place. `before`: of an enlarged one, what the user had set for the one
    that it was made of.
    """

    request: Request
    picture: np.ndarray = field(repr=False)
    seconds: float
    number: int = field(default_factory=_numbers.__next__)
    usual: Request | None = None
    before: Request | None = None

    @property
    def wanted(self) -> Request:
        """What the user had set; for a picture made live, not the few steps that it was made in."""
        return self.usual or self.before or self.request

    @property
    def is_kept(self) -> bool:
        return self.number != 0


class Session(QObject):
    """What is in sight.

    Signals:
        added: a new Result, to be kept.
        current_changed: the Result looked at now, or None.
        batch_shown: `batch` is looked at, to choose one of it.

    Attributes:
        batch: Results that were made together last.
    """

    added = Signal(object)
    current_changed = Signal(object)
    batch_shown = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._current: Result | None = None
        self.batch: tuple[Result, ...] = ()

    @property
    def current(self) -> Result | None:
        return self._current

    def keep(self, result: Result) -> None:
        self.added.emit(result)

    def add(self, result: Result) -> None:
        """Keep `result`, and look at it."""
        self.keep(result)
        self.show(result)

    def show_batch(self, results: Sequence[Result]) -> None:
        """Look at several at once; at none of them alone."""
        self.batch = tuple(results)
        self.show(None)
        self.batch_shown.emit()

    def show(self, result: Result | None) -> None:
        """Look at `result`; None for nothing."""
        if result is not self._current:
            self._current = result
            self.current_changed.emit(result)
