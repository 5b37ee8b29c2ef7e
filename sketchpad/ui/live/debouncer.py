"""Changes are answered together, a moment after the last of them."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal

PAUSE = 150  # milliseconds without a change, until it is answered
LATEST = 500  # milliseconds after the first change, however many more follow


class Debouncer(QObject):
    """Collects changes and says when they are due to be answered.

    Signals:
        due: what has changed is to be answered now.
    """

    due = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._first: float | None = None
        self._held = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.due)

    @property
    def any(self) -> bool:
        """Is there a change that is neither answered nor forgotten?"""
        return self._first is not None

    def note(self) -> None:
        """Something has changed."""
        now = time.monotonic()
        if self._first is None:
            self._first = now
        if not self._held:
            left = LATEST - 1000 * (now - self._first)
            self._timer.start(max(0, min(PAUSE, round(left))))

    def take(self) -> None:
        """All of it is answered or forgotten."""
        self._first = None
        self._timer.stop()

    def hold(self, held: bool) -> None:
        """While `held`, changes are noted, but none is due."""
        self._held = held
        if held:
            self._timer.stop()
        elif self.any:
            self._timer.start(PAUSE)
