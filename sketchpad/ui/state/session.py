"""The pictures made since the program started, newest last, and the one that is looked at."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QObject, Signal

from sketchpad.generation.request.request import Request

KEPT = 200
_numbers = itertools.count(1)


@dataclass(frozen=True, eq=False)
class Result:
    """A finished picture with everything that made it. `picture` is uint8 RGB (height, width, 3).

    `usual`: of a picture made live, what Generate would have been asked for in its place. `before`: of an enlarged
    one, what the user had set for the one that it was made of.
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


class Session(QObject):
    """Results of this session. The oldest go when there are more than `KEPT`.

    Signals:
        added: a new Result (it is also the current one now).
        removed: a Result that is gone.
        current_changed: the Result looked at now, or None.
    """

    added = Signal(object)
    removed = Signal(object)
    current_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._results: list[Result] = []
        self.current: Result | None = None

    @property
    def results(self) -> tuple[Result, ...]:
        return tuple(self._results)

    def keeps(self, result: Result | None) -> bool:
        """Is it one of the results? A live picture in sight is none until it is kept."""
        return result in self._results

    def add(self, result: Result) -> None:
        self._results.append(result)
        self.added.emit(result)
        self.show(result)
        for old in self._results[:-KEPT]:
            self.remove(old)

    def show(self, result: Result | None) -> None:
        """Look at `result`; None for nothing."""
        if result is not self.current:
            self.current = result
            self.current_changed.emit(result)

    def remove(self, result: Result) -> None:
        self._results.remove(result)
        self.removed.emit(result)
        if result is self.current:
            self.show(self._results[-1] if self._results else None)

    def find(self, wanted: Callable[[Result], bool]) -> Result | None:
        """The newest result of which `wanted` is true."""
        return next((r for r in reversed(self._results) if wanted(r)), None)
