"""What a cluster costs and gains: on one that is there, and the schedule of `sketchpad.cluster` in simulated time.

In the simulation nothing is computed: a cell takes the time that is given, a model takes time to be loaded, workers die
by chance. So the figures show what the way of handing out cells costs against the ideal, all work divided evenly and no
model loaded.
"""

from __future__ import annotations

import heapq
import random
import time
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from sketchpad.benchmarks.pictures import drawing
from sketchpad.benchmarks.window import Gaps
from sketchpad.cluster.pool import Cluster
from sketchpad.cluster.schedule import Schedule
from sketchpad.generation.comparison.matrix import Plan
from sketchpad.generation.request.request import Progress, Request, Sampling
from sketchpad.metrics.report import Table
from sketchpad.terminal import ProgressLine

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


PICTURES, SMALL = 20, 128
SCALED = 12
WINDOW_CELLS = 200


def overhead(cluster: Cluster, count: int = PICTURES) -> tuple[list[float], list[float]]:
    """Milliseconds of small pictures besides computing, made here and there by turns.

    What a run itself counts as its seconds is taken off, so neither figure depends on how fast the picture is made.
    """
    from sketchpad.generation.run.generate import generate
    from sketchpad.sampling.network_calls import run_eagerly

    here: list[float] = []
    there: list[float] = []
    for number in range(count + 2):
        request = Request(drawing(0, SMALL, SMALL), Sampling(number, 4, 3.0))
        for times, steps in (
            (here, run_eagerly(generate(request))),
            (there, (progress for _, progress in cluster.run_plans([Plan(request)]))),
        ):
            begun = time.perf_counter()
            last = _last(steps)
            times.append((time.perf_counter() - begun - last.seconds) * 1000)
    return here[2:], there[2:]  # the first ones load the model


def _last(steps: Iterable[Progress]) -> Progress:
    *_, last = steps
    return last


@dataclass(frozen=True)
class Scaling:
    """Seconds of `SCALED` cells on some workers: by the clock, and of each worker's processor."""

    seconds: float
    busy: tuple[float, ...]


def scaling(cluster: Cluster, request: Request) -> Scaling:
    """The same cells for each number of workers; their models are loaded before."""
    warm = [Plan(request.with_seed(1000 + number)) for number in range(len(cluster.slots))]
    _made(cluster, warm)
    before = _spent(cluster)
    begun = time.perf_counter()
    _made(cluster, [Plan(request.with_seed(number)) for number in range(SCALED)])
    seconds = time.perf_counter() - begun
    busy = zip(_spent(cluster), before, strict=True)
    return Scaling(seconds, tuple(after - earlier for after, earlier in busy))


def _made(cluster: Cluster, plans: list[Plan]) -> None:
    finals = [progress for _, progress in cluster.run_plans(plans) if progress.final]
    assert len(finals) == len(plans)
    assert not any(note.blocking for progress in finals for note in progress.notes)


def _spent(cluster: Cluster) -> list[float]:
    return [cluster.ask(slot.actor.process.remote())[1] for slot in cluster.slots]


def measured_table(address: str, request: Request, line: ProgressLine) -> Table:
    """A cluster of workers with one core each: what it adds to a picture, and what a second worker gains."""
    rows = []
    scaled = []
    for most in (1, 2):
        line.say(f"{SCALED} cells on {most} worker(s)...")
        cluster = Cluster(address, cores=1, most=most)
        try:
            scaled.append(scaling(cluster, request))
            if most == 1:
                line.say(f"{PICTURES} small pictures here and there...")
                here, there = overhead(cluster)
        finally:
            cluster.close()
    one, two = scaled
    rows = [
        ("besides computing, here", f"{median(here):.1f} ms", f"{min(here):.1f} ms"),
        ("besides computing, on the cluster", f"{median(there):.1f} ms", f"{min(there):.1f} ms"),
        ("the cluster adds", f"{median(there) - median(here):.1f} ms", f"{min(there) - min(here):.1f} ms"),
        (f"{SCALED} cells, one worker", f"{one.seconds:.1f} s", f"{max(one.busy):.1f} s"),
        (f"{SCALED} cells, two workers", f"{two.seconds:.1f} s", f"{max(two.busy):.1f} s"),
        ("times as fast", f"{one.seconds / two.seconds:.2f}", f"{max(one.busy) / max(two.busy):.2f}"),
    ]  # fmt: skip
    head = ("", "median; by the clock", "least; processor of the busiest worker")
    return Table(head, tuple(rows), f"On {address}")


def window_table(gaps: Iterable[Gaps]) -> Table:
    """How smooth the window stays while a cluster makes a comparison."""
    titles = {"idle": "nothing else", "cells": f"{WINDOW_CELLS} cells on the cluster"}
    rows = tuple(
        (f"{'own: ' * gap.phase.startswith('own ')}{titles[gap.phase.removeprefix('own ')]}",
         f"{gap.p50:.1f}", f"{gap.p99:.1f}", f"{gap.longest:.1f}", str(gap.count))
        for gap in gaps
    )  # fmt: skip
    head = ("drawing meanwhile, ms between events", "half", "99 of 100", "longest", "events")
    return Table(head, rows, "The window")
