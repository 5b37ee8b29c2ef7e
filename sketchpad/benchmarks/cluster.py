"""How a comparison would scale over workers: the schedule of `sketchpad.cluster` in simulated time.

Nothing is computed: a cell takes the time that is given, a model takes time to be loaded, workers die by chance. So the
figures show what the way of handing out cells costs against the ideal, all work divided evenly and no model loaded.
"""

from __future__ import annotations

import heapq
import random
from dataclasses import dataclass

from sketchpad.cluster.schedule import Schedule
from sketchpad.metrics.report import Table

CELLS = 1000
WORKERS = (1, 2, 4, 16, 64)


@dataclass(frozen=True)
class Study:
    """What is simulated; times in seconds.

    Args:
        models: different models among the cells, in turn.
        overhead: of a cell besides computing: scheduling and transfer.
        deaths: the share of the workers that die, each in the middle of a cell, and come back without a model.
    """

    cells: int = CELLS
    models: int = 3
    seconds: float = 4.0
    loading: float = 20.0
    overhead: float = 0.06
    restart: float = 8.0
    deaths: float = 0.0
    resident: bool = True
    """False: workers take the next cell whatever model they have."""


@dataclass(frozen=True)
class Outcome:
    seconds: float
    ideal: float
    loads: int
    lost: int

    @property
    def efficiency(self) -> float:
        """The share of the ideal speed."""
        return self.ideal / self.seconds


def simulate(study: Study, workers: int, seed: int = 0) -> Outcome:
    """The course of one run on a number of workers."""
    chance = random.Random(seed)
    models = [cell % study.models for cell in range(study.cells)]
    has: list[int | None] = [None] * workers
    schedule = Schedule(models, has)
    dying = set(chance.sample(range(workers), round(study.deaths * workers)))
    free = [(0.0, worker) for worker in range(workers)]
    running: list[tuple[float, int, int]] = []
    end = loads = lost = 0.0
    pending_order = iter(range(study.cells)) if not study.resident else None
    while free or running:
        while free:
            now, worker = heapq.heappop(free)
            wanted = has[worker]
            if pending_order is not None:  # as if no worker kept anything
                wanted = models[next(pending_order, 0)]
            taken = schedule.take(wanted)
            if not taken:
                continue
            [cell] = taken
            seconds = study.overhead + study.seconds * chance.uniform(0.9, 1.1)
            if models[cell] != has[worker]:
                seconds += study.loading
                loads += 1
            has[worker] = models[cell]
            if worker in dying:
                dying.discard(worker)
                lost += 1
                now += seconds * chance.random() + study.restart
                schedule.lost(taken)
                has[worker] = None
                heapq.heappush(free, (now, worker))
                continue
            heapq.heappush(running, (now + seconds, worker, cell))
        if running:
            end, worker, cell = heapq.heappop(running)
            schedule.done(cell)
            heapq.heappush(free, (end, worker))
    return Outcome(end, study.cells * study.seconds / workers, int(loads), int(lost))


def cluster_table(seed: int = 0) -> Table:
    """1,000 cells of three models over 1 to 64 workers."""
    studies = {
        "cells go to their model": Study(),
        "cells in their order": Study(resident=False),
        "one worker in ten dies": Study(deaths=0.1),
    }
    rows = []
    for name, study in studies.items():
        for workers in WORKERS:
            outcome = simulate(study, workers, seed)
            rows.append(
                [
                    name,
                    str(workers),
                    f"{outcome.seconds:.0f}",
                    f"{outcome.ideal:.0f}",
                    f"{outcome.efficiency:.2f}",
                    str(outcome.loads),
                    str(outcome.lost),
                ]
            )
    head = (
        "study",
        "workers",
        "seconds",
        "ideal",
        "share of the ideal speed",
        "models loaded",
        "lost",
    )
    return Table(head, tuple(map(tuple, rows)), "A thousand cells on a cluster, simulated")
