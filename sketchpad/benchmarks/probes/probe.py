"""What the probes share: the program's own window, opened, drawn in and timed from inside."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from sketchpad.ui.app.app import make_application, make_window
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.engine.runner import RunStatus

SETTLE = 500  # milliseconds between a phase and the next


def open_window(make: Callable[[MainWindow], Callable[[], object]], delay: int = SETTLE) -> int:
    """Open the window and run it to its end; what `make` returns is called `delay` milliseconds after the paint.

    Without a delay it comes right after the window and all in it have been painted, before all else that waits.
    """
    app = make_application()
    window = make_window(app)
    window.resize(1280, 800)
    begin = make(window)
    first = _First(window, begin)
    window.painted.connect(lambda: QTimer.singleShot(delay, begin) if delay else first.post())
    window.show()
    status = app.exec()
    window.engine.close()
    return status


class _First(QObject):
    """Calls `call` before all other events that wait."""

    def __init__(self, parent: QObject, call: Callable[[], object]) -> None:
        super().__init__(parent)
        self._call = call

    def post(self) -> None:
        priority = Qt.EventPriority.HighEventPriority.value
        QCoreApplication.postEvent(self, QEvent(QEvent.Type.User), priority)

    def customEvent(self, event: QEvent) -> None:
        self._call()


def send_mouse(widget: QWidget, kind: QEvent.Type, at: QPointF) -> None:
    """Press, drag or release the left button over `widget`."""
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    button = none if kind == QEvent.Type.MouseMove else left
    held = none if kind == QEvent.Type.MouseButtonRelease else left
    place = QPointF(widget.mapToGlobal(at))
    event = QMouseEvent(kind, at, place, button, held, Qt.KeyboardModifier.NoModifier)
    QCoreApplication.sendEvent(widget, event)


class Probe(QObject):
    """Goes through phases, one after the other, and prints the milliseconds measured in each, as JSON.

    Args:
        seconds: how long each phase takes, at least.
    """

    def __init__(self, window: MainWindow, seconds: float, phases: Iterable[str]) -> None:
        super().__init__(window)
        self._window, self._canvas, self._seconds = window, window.canvas, seconds
        self._phases = iter(phases)
        self._times: dict[str, list[float]] = {}
        self._phase = ""
        self._last = 0.0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        runner = self._window.runner
        runner.status_changed.connect(self._on_status)
        runner.failed.connect(lambda error, _where: self._fail(str(error)))
        self._next()

    def _next(self) -> None:
        self._phase = next(self._phases, "")
        if not self._phase:
            print(json.dumps(self._times), flush=True)
            QCoreApplication.exit(0)  # not quit(): it would ask whether to save the drawing
            return
        self._times[self._phase] = []
        self._begin_phase()

    def _end_phase(self) -> None:
        self._timer.stop()
        self._window.runner.stop()
        QTimer.singleShot(SETTLE, self._next)

    def _fail(self, sentence: str) -> None:
        sys.stderr.write(f"{sentence}\n")
        QCoreApplication.exit(1)

    def _position(self, turn: float, stroke: int) -> QPointF:
        """Where the pen is on its way over the page, in pixels of the canvas."""
        page = self._canvas.viewport.page_rect()
        x = page.center().x() + page.width() * 0.4 * math.sin(turn)
        return QPointF(x, page.center().y() + page.height() * 0.4 * math.sin(1.3 * turn + stroke))

    def _begin_phase(self) -> None:
        raise NotImplementedError

    def _tick(self) -> None:
        raise NotImplementedError

    def _on_status(self, status: RunStatus) -> None:
        raise NotImplementedError
