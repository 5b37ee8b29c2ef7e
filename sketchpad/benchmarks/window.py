"""The window's speed: it runs as a program of its own, so that nothing of the benchmark is in its way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sketchpad.terminal import Misuse

PROBE = "sketchpad.benchmarks.probes.events"
PAINT_PROBE = "sketchpad.benchmarks.probes.paint"
PAINTED = "painted"
LONGEST = 600.0  # seconds that a measurement may take


@dataclass(frozen=True)
class Gaps:
    """Milliseconds between two ticks of the window's clock. `phase`: idle, loading, or what a picture was made with."""

    phase: str
    count: int
    p50: float
    p99: float
    longest: float


def first_paint(repeats: int, on_screen: bool = False) -> list[float]:
    """Seconds from starting the program until its window is painted, each time."""
    return [_paint_once(on_screen) for _ in range(repeats)]


def _paint_once(on_screen: bool) -> float:
    with tempfile.TemporaryDirectory() as home:
        begun = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, "-m", PAINT_PROBE],
            env=probe_environment(home, on_screen),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout is not None
            said = process.stdout.readline().strip()
            taken = time.perf_counter() - begun
            _, errors = process.communicate(timeout=LONGEST)
        if said != PAINTED:
            raise Misuse(f"the window could not be opened: {last_line(errors)}")
        return taken


def event_gaps(seconds: float, modes: Sequence[str], on_screen: bool = False) -> list[Gaps]:
    """Draw without rest for `seconds` in each phase: nothing else going on, model being read, each mode at work."""
    with tempfile.TemporaryDirectory() as home:
        finished = subprocess.run(
            [sys.executable, "-m", PROBE, "events", str(seconds), ",".join(modes)],
            env=probe_environment(home, on_screen),
            capture_output=True,
            text=True,
            timeout=LONGEST + 10 * seconds * (len(modes) + 2),
            check=False,
        )
    if finished.returncode:
        raise Misuse(f"the window stopped: {last_line(finished.stderr)}")
    measured = json.loads(finished.stdout.splitlines()[-1])
    return [summed_up(phase, gaps) for phase, gaps in measured.items()]


def summed_up(phase: str, gaps: Sequence[float]) -> Gaps:
    p50, p99 = np.percentile(gaps, [50, 99])
    return Gaps(phase, len(gaps), float(p50), float(p99), max(gaps))


def probe_environment(home: str, on_screen: bool) -> dict[str, str]:
    changes = {"SKETCHPAD_HOME": home, "HF_HUB_OFFLINE": "1"}
    if not on_screen:
        changes["QT_QPA_PLATFORM"] = "offscreen"
    return {**os.environ, **changes}


def last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "it said nothing"
