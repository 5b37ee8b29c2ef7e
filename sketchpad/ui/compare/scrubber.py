"""One slider for the steps of all cells, and a button that plays them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider

from sketchpad.ui.style import icons
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import describe, hbox, label, tool_button
from sketchpad.ui.style.theme import theme

INTERVAL = 180  # milliseconds a step is shown while playing
HOLD = 6  # intervals the end is shown


class Scrubber(Panel):
    """Positions are 1 to `total`; `total` is the finished picture.

    Signals:
        moved: the position; None at the end, where the newest picture is shown.
    """

    moved = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.play = tool_button("play", 18, square=34, checkable=True)
        self.play.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.slider = _Marked(Qt.Orientation.Horizontal)
        self.slider.setRange(1, 1)
        self.slider.setPageStep(5)
        self._words = label("number")
        self._words.setMinimumWidth(130)
        self._timer = QTimer(self, interval=INTERVAL)
        self._held = 0
        self._done = True
        hbox(self.play, (self.slider, 1), self._words, on=self, spacing=10)
        self._timer.timeout.connect(self._tick)
        self.play.toggled.connect(self._on_play)
        self.slider.valueChanged.connect(self._tell)
        self.retranslate()

    @property
    def position(self) -> int | None:
        """The step that is looked at; None for the newest picture."""
        value = self.slider.value()
        return None if value >= self.slider.maximum() else value

    def set_total(self, total: int) -> None:
        """Another number of steps; who looked at the end still does."""
        total = max(1, total)
        if total != self.slider.maximum():
            at_end = self.position is None
            with QSignalBlocker(self.slider):
                self.slider.setRange(1, total)
                if at_end:
                    self.slider.setValue(total)
            self._tell()
        self.slider.setEnabled(total > 1)
        self.play.setEnabled(total > 1)

    def set_done(self, done: bool) -> None:
        """Whether the end is a finished picture, or the newest there is."""
        if done != self._done:
            self._done = done
            self._show()

    def set_marks(self, steps: tuple[int, ...]) -> None:
        """Where cells settled."""
        self.slider.marks = steps
        self.slider.update()

    def step(self, by: int) -> None:
        self.slider.setValue(self.slider.value() + by)

    def toggle(self) -> None:
        if self.play.isEnabled():
            self.play.toggle()

    def retranslate(self) -> None:
        describe(self.play, self.tr("Play the steps"), self.tr("Play the steps (P)"))
        tip = self.tr("Look at a step of all cells at once (, and .). Dots: where cells settled.")
        describe(self.slider, self.tr("Step of all cells"), tip)
        self._show()

    def _show(self) -> None:
        position = self.position
        if position is None:
            self._words.setText(self.tr("Finished") if self._done else self.tr("Newest"))
        else:
            text, total = self.tr("Step {index} of {total}"), self.slider.maximum()
            self._words.setText(text.format(index=position, total=total))

    def _tell(self) -> None:
        self._show()
        self.moved.emit(self.position)

    def _on_play(self, on: bool) -> None:
        icons.set_icon(self.play, "pause" if on else "play")
        if on:
            self._held = 0
            if self.position is None:
                self.slider.setValue(1)
            self._timer.start()
        else:
            self._timer.stop()

    def _tick(self) -> None:
        if self.position is not None:
            self.step(1)
            return
        self._held += 1
        if self._held >= HOLD:
            self._held = 0
            self.slider.setValue(1)


class _Marked(QSlider):
    """A slider with dots above its groove."""

    marks: tuple[int, ...] = ()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        span = self.maximum() - self.minimum()
        if not self.marks or span < 1:
            return
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = self.style().pixelMetric(QStyle.PixelMetric.PM_SliderLength, option, self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().tokens.colour("accent_text"))
        for step in set(self.marks):
            at = handle / 2 + (step - self.minimum()) * (self.width() - handle) / span
            painter.drawEllipse(QPointF(at, 3.0), 2.5, 2.5)
