"""A long day in short: draw, generate, undo, save, again and again: `python -m tests.reliability.soak --cycles 300`.

Prints by how much a cycle makes the process larger once everything that is kept on purpose (pictures of the session,
caches) has filled; with `--trace`, which lines of Python hold what has grown.
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from sketchpad.document.io import project_file
from sketchpad.ui.app.app import make_application, make_window
from sketchpad.ui.gallery import thumbnails
from sketchpad.ui.state import session
from tests.reliability.surroundings import resident, slope, surroundings


def cycle(window: Any, chance: random.Random, folder: Path) -> None:
    """A line, a picture, a look at it, undo, save."""
    canvas = window.canvas
    middle = canvas.rect().center()
    window.state.set_tool("pen")
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=middle)
    for _ in range(12):
        QTest.mouseMove(canvas, middle + QPoint(chance.randint(-90, 90), chance.randint(-90, 90)))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=middle)
    before = window.session.current
    window.actions_["generate"].trigger()
    while window.runner.status.busy or window.session.current in (None, before):
        QTest.qWait(5)
    project_file.save(window.state.document, folder / "a.sketchpad")
    window.state.undo()


def soak(cycles: int, folder: Path, model: Path, trace: bool) -> list[float]:
    """Megabytes after each cycle."""
    session.KEPT = thumbnails.KEPT = 5  # else 200 pictures and 400 thumbnails are kept, on purpose
    app = make_application()
    window = make_window(app)
    window.settings.set(replace(window.settings.values, model=str(model)))
    window.settings.set_sampling(steps=1)
    window.state.open(window.state.document.resized(128, 128).with_prompt("a cat"))
    window.show()
    chance, sizes, first = random.Random(0), [], None
    for number in range(cycles):
        if trace and number == cycles // 3:
            gc.collect()
            tracemalloc.start(8)
            first = tracemalloc.take_snapshot()
        cycle(window, chance, folder)
        sizes.append(resident())
    if first is not None:
        gc.collect()
        for line in tracemalloc.take_snapshot().compare_to(first, "traceback")[:12]:
            print(f"{line.size_diff / 1e3:+.1f} KB, {line.count_diff:+} objects", *line.traceback.format()[-6:], sep="\n")  # fmt: skip  # noqa: E501, T201
    window.state.mark_saved()
    window.close()
    return sizes


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cycles", type=int, default=300)
    options.add_argument("--trace", action="store_true")
    said = options.parse_args()
    with surroundings() as (folder, model):
        sizes = soak(said.cycles, folder, model, said.trace)
    grown = f"{len(sizes)} cycles, {sizes[0]:.0f} to {sizes[-1]:.0f} MB, {slope(sizes):+.4f}"
    print(f"{grown} MB a cycle")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
