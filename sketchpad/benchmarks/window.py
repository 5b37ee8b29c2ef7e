"""The window's speed: it runs as a program of its own, so that nothing of the benchmark is in its way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from types import MappingProxyType

import numpy as np

from sketchpad import paths
from sketchpad.benchmarks.pictures import title
from sketchpad.metrics.report import Table
from sketchpad.terminal import Misuse

PROBE = "sketchpad.benchmarks.probes.events"
INK_PROBE = "sketchpad.benchmarks.probes.ink"
PAINT_PROBE = "sketchpad.benchmarks.probes.paint"
LIVE_PROBE = "sketchpad.benchmarks.probes.live"
CELLS_PROBE = "sketchpad.benchmarks.probes.cells"
GALLERY_PROBE = "sketchpad.benchmarks.probes.gallery"
PAINTED = "painted"
LONGEST = 600.0  # seconds that a measurement may take
INK_TITLES = {
    "empty": "empty page",
    "load": "one line, networks being read",
    "empty+": "one line, pictures being made",
    "full": "10,000 strokes",
    "full+": "10,000 strokes, pictures being made",
    "undo": "10,000 strokes cleared and brought back: pauses",
}
NOTES = (
    "The window ran in a program of its own, with a pen that drew all the time (8 ms between its moves); each "
    "method made one picture after the other meanwhile. "
    "First paint is counted from starting the program, with its modules compiled, as from the second start on."
)
INK_NOTES = (
    "Ink: a pen that reports 300 times a second; milliseconds from when a report was due until the canvas had been "
    "painted with it; for what is cleared and brought back: milliseconds between two turns of the window's event loop. "
    "Own: processor time of the window's thread for one report, one painting or one turn, without what else the "
    "machine was doing."
)


LIVE_TITLES = {
    "changed": "from pen up to the next picture",
    "current": "from pen up to the picture of all that is drawn",
    "age": "age of the picture in sight, looked at each 50 ms",
}
LIVE_NOTES = (
    "Live drawing in a window of its own: the strokes of samples, drawn at the speed of a hand with a rest after each; "
    "the model is in memory. Times in milliseconds."
)


@dataclass(frozen=True)
class Gaps:
    """Milliseconds between two ticks of the window's clock. `phase`: idle, loading, or what a picture was made with."""

    phase: str
    count: int
    p50: float
    p99: float
    longest: float

    @classmethod
    def of(cls, phase: str, gaps: Sequence[float]) -> Gaps:
        p50, p99 = np.percentile(gaps, [50, 99])
        return cls(phase, len(gaps), float(p50), float(p99), max(gaps))


def first_paint(repeats: int, on_screen: bool = False) -> list[float]:
    """Seconds from starting the program until its window is painted, each time but the first, which compiles it."""
    with tempfile.TemporaryDirectory() as compiled:
        compiling = {"PYTHONPYCACHEPREFIX": compiled, "PYTHONDONTWRITEBYTECODE": ""}
        return [_first_paint(on_screen, compiling) for _ in range(repeats + 1)][1:]


def _first_paint(on_screen: bool, environment: Mapping[str, str]) -> float:
    begun = time.perf_counter()
    with _probe(on_screen, PAINT_PROBE, environment=environment) as process:
        assert process.stdout is not None
        said = process.stdout.readline().strip()
        painted = time.perf_counter() - begun
        _, errors = process.communicate(timeout=LONGEST)
    if said != PAINTED:
        raise Misuse(f"the window could not be opened: {_last_line(errors)}")
    return painted


def gallery_opened(home: Path) -> tuple[float, float, int]:
    """Milliseconds of wall clock and processor until the gallery of `home` is open, and how many pictures it has."""
    with _probe(False, GALLERY_PROBE, environment={"SKETCHPAD_HOME": str(home)}) as process:
        said, errors = process.communicate(timeout=LONGEST)
    try:
        wall, own, count = json.loads(said)
    except ValueError as error:
        raise Misuse(f"the window could not be opened: {_last_line(errors)}") from error
    return wall, own, count


def event_gaps(seconds: float, modes: Sequence[str], on_screen: bool = False) -> list[Gaps]:
    """Draw without rest for `seconds` in each phase: nothing else going on, model being read, each mode at work."""
    return _measured(PROBE, seconds, modes, on_screen)


def ink_times(
    seconds: float, phases: Sequence[str] = tuple(INK_TITLES), on_screen: bool = False
) -> list[Gaps]:
    """From the pen to the ink on the screen, drawing for `seconds` in each of `phases`."""
    times = _measured(INK_PROBE, seconds, phases, on_screen)
    return sorted(times, key=lambda time: time.phase.startswith("own "))


def cells_times(seconds: float, count: int, on_screen: bool = False) -> list[Gaps]:
    """Draw while the cluster of SKETCHPAD_CLUSTER makes a comparison of `count` cells; at first with nothing else."""
    return _measured(CELLS_PROBE, seconds, [str(count)], on_screen)


def live_times(
    samples: Sequence[str], film: Path | None = None, on_screen: bool = False
) -> list[Gaps]:
    """How soon live drawing answers while the strokes of `samples` are drawn; `film`: a moving picture to write."""
    return _measured(LIVE_PROBE, 0.0, (*samples, str(film or "")), on_screen)


def live_table(times: Sequence[Gaps]) -> Table:
    rows = tuple(
        (LIVE_TITLES[t.phase], f"{t.p50:.0f}", f"{t.p99:.0f}", f"{t.longest:.0f}", str(t.count))
        for t in times
    )
    return Table(("ms", "half", "99 of 100", "longest", "count"), rows, "Live drawing")


def _measured(probe: str, seconds: float, phases: Sequence[str], on_screen: bool) -> list[Gaps]:
    with _probe(on_screen, probe, str(seconds), ",".join(phases)) as process:
        said, errors = process.communicate(timeout=LONGEST + 10 * seconds * (len(phases) + 2))
    if process.returncode:
        raise Misuse(f"the window stopped: {_last_line(errors)}")
    return [Gaps.of(phase, gaps) for phase, gaps in json.loads(said.splitlines()[-1]).items()]


@contextmanager
def _probe(
    on_screen: bool, *command: str, environment: Mapping[str, str] = MappingProxyType({})
) -> Iterator[subprocess.Popen[str]]:
    """A module as a program of its own, with a home of its own."""
    with tempfile.TemporaryDirectory() as home:
        changes = {"SKETCHPAD_HOME": home, "HF_HUB_OFFLINE": "1", **environment}
        # Graphs that have been compiled before, as in a program that is not started for the first time.
        with suppress(OSError):
            (Path(home) / "cache").mkdir()
            (Path(home) / "cache" / "graphs").symlink_to(paths.user_cache() / "graphs")
        if not on_screen:
            changes["QT_QPA_PLATFORM"] = "offscreen"
        with subprocess.Popen(
            [sys.executable, "-m", *command],
            env={**os.environ, **changes},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                yield process
            except BaseException:
                process.kill()
                raise


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "it said nothing"


def window_table(painted: Sequence[float], gaps: Sequence[Gaps]) -> Table | None:
    """How soon the window is there, and how smooth it stays."""
    if not gaps:
        return None
    paint = f"first paint after {median(painted):.2f} s (of {len(painted)}: {min(painted):.2f} to {max(painted):.2f} s)"
    rows = {title(gap.phase): gap for gap in gaps}
    return _table("drawing meanwhile, ms between events", rows, f"The window: {paint}")


def ink_table(times: Sequence[Gaps]) -> Table:
    """How soon the ink appears under the pen."""
    rows = {}
    for gaps in times:
        phase = gaps.phase.removeprefix("own ")
        rows[f"{'own: ' * (phase != gaps.phase)}{INK_TITLES[phase]}"] = gaps
    return _table("drawing on", rows, "From the pen to the ink, ms at 300 reports a second")


def _table(first: str, gaps: Mapping[str, Gaps], title: str) -> Table:
    rows = (
        (name, f"{g.p50:.1f}", f"{g.p99:.1f}", f"{g.longest:.1f}", str(g.count))
        for name, g in gaps.items()
    )
    return Table((first, "half", "99 of 100", "longest", "events"), tuple(rows), title)
