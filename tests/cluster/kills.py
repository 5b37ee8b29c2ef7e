"""Nothing is lost while workers die: `python -m tests.cluster.kills --kills 50`.

A comparison runs on two workers with one core each, of which one or the other is killed again and again, at any time
after it has begun. At the end each cell must have its picture, once, and equal to the one that this process makes.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from sketchpad.cluster.pool import LOCAL, Cluster
from sketchpad.cluster.slots import Gone
from sketchpad.document.model import Document, Stroke
from sketchpad.generation.comparison.matrix import Plan
from sketchpad.generation.comparison.run_plans import run_plans
from sketchpad.generation.request.request import MethodSettings, Request, Sampling
from tests.reliability.surroundings import surroundings

DRAWING = Document(128, 128, strokes=(Stroke([(20, 20), (100, 90)], 3.0),), prompt="a red cat")


@dataclass
class Outcome:
    """What became of the cells: how many ends each had, which were given up, and which came out otherwise."""

    killed: int = 0
    ends: Counter[int] = field(default_factory=Counter)
    given_up: set[int] = field(default_factory=set)
    different: set[int] = field(default_factory=set)

    def lost(self, cells: int) -> list[int]:
        """The cells without exactly one picture that is as it must be."""
        bad = self.given_up | self.different
        return [cell for cell in range(cells) if self.ends[cell] != 1 or cell in bad]


def plans_of(model: Path, cells: int) -> list[Plan]:
    """The same small drawing with `cells` seeds."""
    methods = (MethodSettings("controlnet", 1.0),)
    return [Plan(Request(DRAWING, Sampling(n, 4, 4.0), methods, str(model))) for n in range(cells)]


def kill_workers(
    cluster: Cluster, plans: Sequence[Plan], kills: int, say: Callable[[str], object] = str
) -> Outcome:
    """Make `plans` and kill a worker each time that a few steps have come, until `kills` are dead."""
    chance, outcome = random.Random(0), Outcome()
    here = {cell: one.picture for cell, one in run_plans(plans) if one.final}
    left = 3
    for cell, progress in cluster.run_plans(plans):
        if progress.final:
            outcome.ends[cell] += 1
            difference = np.abs(progress.picture.astype(int) - here[cell]).max()
            if any(note.blocking for note in progress.notes):
                outcome.given_up.add(cell)
            elif difference > 1:
                outcome.different.add(cell)
        left -= 1
        if left <= 0 and outcome.killed < kills:
            try:
                process, _ = cluster.ask(chance.choice(cluster.slots).actor.process.remote())
            except Gone:
                continue
            os.kill(process, signal.SIGKILL)
            outcome.killed += 1
            left = chance.randint(8, 24)
            say(f"{outcome.killed} killed, {len(outcome.ends)} of {len(plans)} cells done")
    return outcome


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=50)
    said = options.parse_args()
    os.environ |= {
        "SKETCHPAD_DEVICE": "cpu",
        "SKETCHPAD_PRECISION": "float32",
        "SKETCHPAD_RUNTIME": "torch",
        "RAY_worker_niceness": "0",
    }
    with surroundings() as (_, model):
        say = lambda text: print(text, flush=True)  # noqa: E731, T201
        cells = 5 * said.kills
        cluster = Cluster(LOCAL, cores=1, most=2)
        try:
            outcome = kill_workers(cluster, plans_of(model, cells), said.kills, say)
        finally:
            cluster.close()
    lost = outcome.lost(cells)
    say(
        f"{outcome.killed} workers killed, {cells} cells, {len(lost)} lost, {len(outcome.given_up)} of them given up"
    )
    return min(1, len(lost))


if __name__ == "__main__":
    sys.exit(main())
