"""Which cells a worker takes next: cells go where their model is already (no Ray here, no clock)."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Sequence

MOST_TRIES = 5


class Schedule:
    """The cells of a run that wait for a worker.

    Args:
        models: for each cell the model that it needs.
        residents: for each worker the model that it has.
        most_tries: a cell whose worker dies is taken again until it was tried this many times.
    """

    def __init__(
        self,
        models: Sequence[Hashable],
        residents: Sequence[Hashable | None] = (None,),
        most_tries: int = MOST_TRIES,
    ) -> None:
        self._models, self._most_tries = models, most_tries
        self._waiting: dict[Hashable, deque[int]] = defaultdict(deque)
        for cell, model in enumerate(models):
            self._waiting[model].append(cell)
        self._tries = Counter[int]()
        self._count = len(residents)
        self._workers = Counter[Hashable](model for model in residents if model is not None)
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

    def take(self, resident: Hashable | None, most: int = 1) -> list[int]:
        """Cells of one model for a worker that has the model `resident`; none where nothing waits.

        A worker keeps to its model while there are cells for it; then it goes where most cells wait for each worker.

        Args:
            most: cells that the worker can compute together; near the end it gets its share of what is left.
        """
        model: Hashable = resident
        if not self._waiting.get(resident):
            waiting = [m for m, cells in self._waiting.items() if cells]
            if not waiting:
                return []
            model = max(waiting, key=lambda m: len(self._waiting[m]) / (1 + self._workers[m]))
            self._workers[model] += 1
            if resident is not None:
                self._workers[resident] -= 1
        share = -(-self.waiting // self._count)
        queue = self._waiting[model]
        cells = [queue.popleft() for _ in range(min(most, share, len(queue)))]
        self.running.update(cells)
        self._tries.update(cells)
        return cells

    def done(self, cell: int) -> None:
        """A cell has ended, in whatever way."""
        self.running.discard(cell)

    def lost(self, cells: Sequence[int]) -> list[int]:
        """The worker that computed `cells`, all of one model, has died; those that are not taken again."""
        self.running.difference_update(cells)
        model = self._models[cells[0]]
        self._workers[model] = max(0, self._workers[model] - 1)
        given_up = [cell for cell in cells if self._tries[cell] >= self._most_tries]
        self._waiting[model].extendleft(cell for cell in reversed(cells) if cell not in given_up)
        return given_up

    def clear(self) -> list[int]:
        """Nothing waits any more; the cells that did."""
        cells = [cell for queue in self._waiting.values() for cell in queue]
        self._waiting.clear()
        return cells
