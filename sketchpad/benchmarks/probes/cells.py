"""The window while a cluster makes a comparison: what `sketchpad bench --cluster ADDRESS` starts as a program.

``python -m sketchpad.benchmarks.probes.cells SECONDS COUNT`` draws as `events` does, at first for SECONDS with nothing
else going on, then while COUNT small pictures are made on the cluster of SKETCHPAD_CLUSTER, with the comparison's
window open. As JSON it prints, for "idle" and "cells", the milliseconds between its ticks, and as "own idle" and "own
cells" the processor time of the window's thread in each of them, however busy the machine is otherwise.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Iterator

from sketchpad.benchmarks.probes.events import EventProbe
from sketchpad.benchmarks.probes.probe import open_window
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.compare.further_cells import matrix_of

SIDE, STEPS = 128, 4


class CellsProbe(EventProbe):
    """Draws while a comparison is made."""

    def __init__(self, window: MainWindow, seconds: float, count: int) -> None:
        super().__init__(window, seconds, [])
        self._count = count
        self._own = 0.0

    def _sequence(self, _modes: list[str]) -> Iterator[str]:
        yield "idle"
        yield "cells"

    def _begin_phase(self) -> None:
        self._times[f"own {self._phase}"] = []
        super()._begin_phase()
        self._last, self._own = time.perf_counter(), time.thread_time()  # the window is open

    def _choose(self, _mode: str) -> None:
        self._until = math.inf
        self._window.settings.set_sampling(steps=STEPS)
        state = self._window.state
        state.open(state.document.resized(SIDE, SIDE).with_strokes(()))
        comparing = self._window.comparing
        comparing.run.failed.connect(lambda error: self._fail(str(error)))
        comparing.run.ended.connect(self._on_ended)
        comparing.make(matrix_of(self._window.runner.request, self._count))

    def _on_ended(self) -> None:
        run = self._window.comparing.run
        if len(run.finished) < self._count:
            self._fail(f"{len(run.finished)} of {self._count} cells were made")
        self._until = 0.0

    def _tick(self) -> None:
        own = time.thread_time()
        self._times[f"own {self._phase}"].append((own - self._own) * 1000)
        self._own = own
        super()._tick()


def main(seconds: str, count: str) -> int:
    """Run the measurement; see the module."""
    return open_window(lambda window: CellsProbe(window, float(seconds), int(count)).start)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
