"""From the pen to the ink on the screen: measured in a program of its own (`sketchpad.benchmarks.probes.ink`)."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence

from sketchpad.benchmarks.window import (
    LONGEST,
    Gaps,
    last_line,
    probe_environment,
    summed_up,
)
from sketchpad.metrics.report import Table
from sketchpad.terminal import Misuse

PROBE = "sketchpad.benchmarks.probes.ink"
PHASES = ("empty", "load", "empty+", "full", "full+", "undo")
TITLES = {
    "empty": "empty page",
    "load": "one line, networks being read",
    "empty+": "one line, pictures being made",
    "full": "10,000 strokes",
    "full+": "10,000 strokes, pictures being made",
    "undo": "10,000 strokes cleared and brought back: pauses",
}
NOTE = (
    "Ink: a pen that reports 300 times a second; milliseconds from when a report was due until the canvas had been "
    "painted with it; for what is cleared and brought back: milliseconds between two turns of the window's event loop. "
    "Own: processor time of the window's thread for one report, one painting or one turn, without what else the "
    "machine was doing."
)


def ink_times(
    seconds: float, phases: Sequence[str] = PHASES, on_screen: bool = False
) -> list[Gaps]:
    """Draw for `seconds` in each of `phases`."""
    with tempfile.TemporaryDirectory() as home:
        finished = subprocess.run(
            [sys.executable, "-m", PROBE, str(seconds), ",".join(phases)],
            env=probe_environment(home, on_screen),
            capture_output=True,
            text=True,
            timeout=LONGEST + 10 * seconds * len(phases),
            check=False,
        )
    if finished.returncode:
        raise Misuse(f"the window stopped: {last_line(finished.stderr)}")
    measured = json.loads(finished.stdout.splitlines()[-1])
    ordered = sorted(measured, key=lambda phase: phase.startswith("own "))
    return [summed_up(phase, measured[phase]) for phase in ordered]


def _title(phase: str) -> str:
    own = phase.startswith("own ")
    title = TITLES[phase.removeprefix("own ")]
    return f"own: {title}" if own else title


def ink_table(times: Sequence[Gaps]) -> Table:
    rows = tuple(
        (
            _title(one.phase),
            f"{one.p50:.1f}",
            f"{one.p99:.1f}",
            f"{one.longest:.1f}",
            str(one.count),
        )
        for one in times
    )
    headings = ("drawing on", "half", "99 of 100", "longest", "events")
    return Table(headings, rows, "From the pen to the ink, ms at 300 reports a second")
