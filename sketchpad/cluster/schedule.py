"""Which cell a worker takes next: cells go where their model is already (no Ray here, no clock)."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Sequence

MOST_TRIES = 3


class Schedule:
    """The cells of a run that wait for a worker.

    Args:
        models: for each cell the model that it needs.
        most_tries: a cell whose worker dies is taken again until it was tried this many times.
    """

    def __init__(self, models: Sequence[Hashable], most_tries: int = MOST_TRIES) -> None:
        self._models, self._most_tries = models, most_tries
        self._waiting: dict[Hashable, deque[int]] = defaultdict(deque)
        for cell, model in enumerate(models):
            self._waiting[model].append(cell)
        self._tries = Counter[int]()
        self._workers = Counter[Hashable]()
        """How many workers have each model."""
        self.running: set[int] = set()

    @property
    def waiting(self) -> int:
        """The number of cells that nobody has taken."""
        return sum(map(len, self._waiting.values()))

    @property
    def is_over(self) -> bool:
        """Whether nothing waits and nothing runs."""
        return not self.running and not self.waiting

    def take(self, resident: Hashable | None) -> int | None:
        """A cell for a worker that has the model `resident`; None where nothing waits.

        A worker keeps to its model while there are cells for it; then it goes where most cells wait for each worker.
        """
        model: Hashable = resident
        if not self._waiting.get(resident):
            waiting = [m for m, cells in self._waiting.items() if cells]
            if not waiting:
                return None
            model = max(waiting, key=lambda m: len(self._waiting[m]) / (1 + self._workers[m]))
            self._workers[model] += 1
            if resident is not None:
                self._workers[resident] -= 1
        cell = self._waiting[model].popleft()
        self.running.add(cell)
        self._tries[cell] += 1
        return cell

    def done(self, cell: int) -> None:
        """A cell has ended, in whatever way."""
        self.running.discard(cell)

    def lost(self, cell: int) -> bool:
        """A cell's worker has died; whether the cell is taken again."""
        self.running.discard(cell)
        model = self._models[cell]
        self._workers[model] = max(0, self._workers[model] - 1)
        if self._tries[cell] >= self._most_tries:
            return False
        self._waiting[model].appendleft(cell)
        return True

    def clear(self) -> None:
        """Nothing waits any more."""
        self._waiting.clear()
