"""A cell of a comparison: what it is to make, and how far it is."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from sketchpad.errors import Problem
from sketchpad.generation.comparison.matrix import Cell as Place
from sketchpad.generation.comparison.matrix import Plan
from sketchpad.generation.request.request import Memory, Request

if TYPE_CHECKING:
    from sketchpad.generation.comparison.adherence import Adherence

Phase = Literal["waiting", "running", "done", "failed", "stopped"]
Mark = Literal["", "star", "reject"]
_numbers = itertools.count(1)


@dataclass(frozen=True, eq=False)
class Cell:
    """One picture among those compared, at its `place` in the matrix.

    Args:
        read: brings its newest picture, which need not be in memory.
        settled: the step from which on its preview hardly changed; None where that is not known.
        memory: the most that was in use while it was made; None where that is not known.
        votes: how often it was preferred, not preferred, and found alike, when it was looked at blind.
        number: another one for each making of a picture.
    """

    place: Place
    read: Callable[[Cell], np.ndarray | None] = lambda _cell: None
    phase: Phase = "waiting"
    index: int = 0
    total: int = 0
    seconds: float = 0.0
    problem: Problem | None = None
    adherence: Adherence | None = None
    settled: int | None = None
    memory: Memory | None = None
    mark: Mark = ""
    votes: tuple[int, int, int] = (0, 0, 0)
    number: int = field(default_factory=_numbers.__next__)

    @property
    def picture(self) -> np.ndarray | None:
        """The newest, uint8 (h, w, 3); read from a file where it was put into one."""
        return self.read(self)

    @property
    def plan(self) -> Plan:
        return self.place.plan

    @property
    def request(self) -> Request:
        return self.place.plan.request

    @property
    def own_steps(self) -> int:
        """Without those that a branch takes from its origin."""
        return max(0, self.total - self.plan.step)

    @property
    def left(self) -> int:
        """Steps that are still to be made."""
        return max(0, self.total - max(self.index, self.plan.step))
