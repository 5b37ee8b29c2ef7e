"""How soon live drawing answers, timed from inside: what `sketchpad bench --live` starts as a program.

``python -m sketchpad.benchmarks.probes.live 0 SAMPLES,FILM`` opens the window, reads the model, turns live drawing on
and draws the strokes of SAMPLES (comma-separated names) with a pen at `SPEED`, resting `REST` seconds after each. As
JSON it prints milliseconds: "changed", from each pen up to the next picture; "current", to the picture of all that is
drawn by then (none where the next stroke comes first); "age", how old the drawing is that the picture in sight is of.
FILM, where it is not empty, is the path of a moving picture of the window (WebP).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QEvent, QPointF, Qt

from sketchpad import paths
from sketchpad.benchmarks.probes.probe import Probe, open_window, send_mouse
from sketchpad.document.io import project_file
from sketchpad.document.model import Document
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.engine.runner import RunStatus
from sketchpad.ui.style.qimage import to_array

TICK = 10  # milliseconds between two reports of the pen
SPEED = 600.0
"""Of the pen in shares of a page 1000 wide, a second: of what people draw at ease."""
REST = 0.7
LOOK = 5  # ticks between two looks at the age
FRAME = 12  # ticks between two frames of the film
WIDTH = 880
Report = tuple[QEvent.Type, float, float] | None
"""What the pen does, and where it is in shares of the page; None: it rests."""


def hand(document: Document) -> Iterator[Report]:
    """What a hand does that draws the strokes of `document`, a report a tick."""
    for stroke in document.strokes:
        points = stroke.points[:, :2] / (document.width, document.height)
        lengths = np.hypot(*np.diff(points, axis=0).T).cumsum() if len(points) > 1 else np.zeros(1)
        lengths = np.concatenate(([0.0], lengths))[: len(points)]
        count = max(2, round(1000 * lengths[-1] / SPEED * 1000 / TICK))
        ways = np.linspace(0.0, lengths[-1], count)
        xs, ys = (np.interp(ways, lengths, points[:, axis]) for axis in (0, 1))
        for n, (x, y) in enumerate(zip(xs, ys, strict=True)):
            ends = {0: QEvent.Type.MouseButtonPress, count - 1: QEvent.Type.MouseButtonRelease}
            yield ends.get(n, QEvent.Type.MouseMove), float(x), float(y)
        yield from [None] * round(REST * 1000 / TICK)


class LiveProbe(Probe):
    """Draws and times the pictures."""

    def __init__(self, window: MainWindow, samples: list[str], film: str) -> None:
        super().__init__(window, 0.0, samples)
        self._film = Path(film) if film else None
        self._frames: list[Image.Image] = []
        self._found: dict[str, list[float]] = {"changed": [], "current": [], "age": []}
        self._lifted: float | None = None  # when the pen was; None: it is down, or answered
        self._fresh = False  # a picture has come since
        self._drawn: list[tuple[Document, float]] = []
        self._shown = time.perf_counter()  # when what is in sight was drawn
        self._timer.setInterval(TICK)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)

    def start(self) -> None:
        self._window.state.set_tool("pen")
        self._window.live.changed.connect(self._on_live)
        self._window.state.document_changed.connect(self._on_document)
        self._window.engine.model_ready.connect(super().start)
        self._window.engine.warm_up(self._window.settings.values.model)

    def _begin_phase(self) -> None:
        self._times = dict(self._found)  # by what is measured, not by the sample
        document, _ = project_file.load(paths.resources() / "samples" / f"{self._phase}.sketchpad")
        page = self._window.state.document
        self._window.state.open(page.with_strokes(()).with_prompt(document.prompt))
        self._window.live.set_on(True)
        self._reports = enumerate(hand(document))
        self._timer.start()

    def _on_document(self) -> None:
        self._drawn = [*self._drawn[-200:], (self._window.state.document, time.perf_counter())]

    def _on_live(self) -> None:
        last = self._window.live.last
        if last is None or self._window.live.status.phase != "shown":
            return
        now = time.perf_counter()
        # A picture of a stroke that is still being drawn is of no document of this list.
        known = [
            at for document, at in self._drawn if document.strokes == last.wanted.document.strokes
        ]
        self._shown = max(self._shown, *known) if known else now
        if self._lifted is None:
            return
        if not self._fresh:
            self._found["changed"].append((now - self._lifted) * 1000)
            self._fresh = True
        if last.wanted.document.strokes == self._window.state.document.strokes:
            self._found["current"].append((now - self._lifted) * 1000)
            self._lifted = None

    def _tick(self) -> None:
        number, report = next(self._reports, (0, None))
        if report is None and number == 0:
            self._window.live.set_on(False)
            self._end_phase()
            return
        if report is not None:
            self._send(*report)
        if number % LOOK == 0:
            newest = self._drawn[-1][1] if self._drawn else self._shown
            late = time.perf_counter() - self._shown if newest > self._shown else 0.0
            self._found["age"].append(late * 1000)
        if self._film is not None and number % FRAME == 0:
            self._shoot()

    def _send(self, kind: QEvent.Type, x: float, y: float) -> None:
        page = self._canvas.viewport.page_rect()
        at = QPointF(page.x() + x * page.width(), page.y() + y * page.height())
        send_mouse(self._canvas, kind, at)
        if kind == QEvent.Type.MouseButtonRelease:
            self._lifted, self._fresh = time.perf_counter(), False
        elif kind == QEvent.Type.MouseButtonPress:
            self._lifted = None

    def _shoot(self) -> None:
        picture = Image.fromarray(to_array(self._window.grab().toImage()))
        height = round(picture.height * WIDTH / picture.width)
        self._frames.append(picture.resize((WIDTH, height), Image.Resampling.LANCZOS))

    def _next(self) -> None:
        if self._phase and self._frames and self._film is not None:
            first, *rest = self._frames
            first.save(
                self._film,
                save_all=True,
                append_images=rest,
                duration=FRAME * TICK,
                loop=0,
                quality=70,
            )
        super()._next()

    def _on_status(self, status: RunStatus) -> None:
        pass


def main(_seconds: str, told: str) -> int:
    """Run the measurement; see the module."""
    *samples, film = told.split(",")
    return open_window(lambda window: LiveProbe(window, samples, film).start)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
