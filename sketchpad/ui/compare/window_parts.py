"""The rows of controls around the cells: what is compared and Start above, looks and steps below it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QMenu,
    QPushButton,
    QSlider,
    QStyle,
    QStyleOptionSlider,
    QToolButton,
)

from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.action_text import action_button
from sketchpad.ui.compare.cells.overlays import INVENTED, MATCHED, MISSED
from sketchpad.ui.compare.compare_run import CompareRun
from sketchpad.ui.compare.look_pages import LOOKS
from sketchpad.ui.compare.matrix.metrics_text import ORDERS, order_name
from sketchpad.ui.style import icons
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import (
    STRETCH,
    Part,
    describe,
    hbox,
    label,
    named,
    restyle,
    tool_button,
)
from sketchpad.ui.style.theme import theme
from sketchpad.ui.widgets.elided_label import ElidedLabel

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


EXPORTS = ("export", "export_steps", "export_record", "export_bundle")
BUTTON = 34  # pixels


class Head(Panel):
    """What is compared, choosing blind, export, and Compare, which is Stop while cells are made."""

    def __init__(self, actions: ActionSet) -> None:
        super().__init__()
        self._about, self._words = named(ElidedLabel(), "made_by"), label("note")
        self.again = named(QPushButton(), "primary")
        self.again.setIconSize(QSize(18, 18))
        self.again.setMinimumHeight(36)
        names = ("best_of", "blind", "export")
        best_of, blind, self._export = (action_button(actions[name], BUTTON) for name in names)
        menu = QMenu(self._export)
        menu.addActions([actions[name] for name in EXPORTS])
        self._export.setMenu(menu)
        self._export.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        buttons = (best_of, blind, self._export, 4, self.again)
        hbox((self._about, 1), self._words, 8, *buttons, on=self, spacing=6)

    def show_run(self, run: CompareRun) -> None:
        """What is compared, and whether it goes on."""
        text = self.tr("Stop") if run.busy else self.tr("Compare again")
        self.again.setText(text)
        self.again.setAccessibleName(text)
        if restyle(self.again, runs=run.busy):
            icon = ("stop", "text") if run.busy else ("compare", "on_accent")
            icons.set_icon(self.again, *icon)
        self._export.setEnabled(bool(run.finished))
        if run.matrix is not None:
            request = run.matrix.base
            self._about.setText(request.document.prompt.strip())
            words = self.tr("seed {seed} · {steps} steps · same noise for each seed")
            sampling = request.sampling
            self._words.setText(words.format(seed=sampling.seed, steps=sampling.steps))


class Tools(Panel):
    """Looks, what lies over the pictures, zoom, and the order of the cells."""

    def __init__(self, actions: ActionSet) -> None:
        super().__init__()
        self.order, self.legend = QComboBox(), QLabel(textFormat=Qt.TextFormat.RichText)
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(10, 100)
        self.opacity.setValue(80)
        self.opacity.setFixedWidth(90)

        def buttons(*names: str) -> list[QToolButton]:
            return [action_button(actions[name], BUTTON) for name in names]

        over: list[Part] = [*buttons("sketch", "matches"), 6, self.opacity, 8, self.legend]
        order: list[Part] = [
            *buttons("zoom_out", "zoom_in", "fit"),
            10,
            self.order,
            6,
            *buttons("tracks"),
        ]
        hbox(*buttons(*LOOKS), 14, *over, STRETCH, *order, on=self, spacing=2)
        self.retranslate()

    def retranslate(self) -> None:
        describe(
            self.opacity,
            self.tr("Opacity of what lies over the pictures"),
            self.tr("Opacity of what lies over the pictures ([ and ])"),
        )
        describe(
            self.order,
            self.tr("Order of the cells"),
            self.tr("Order of the cells (O: the next one)"),
        )
        at = max(0, self.order.currentIndex())
        self.order.clear()
        for order in ORDERS:
            self.order.addItem(order_name(order), order)
        self.order.setCurrentIndex(at)
        names = (self.tr("matched"), self.tr("missed"), self.tr("invented"))
        self.legend.setText(
            " &nbsp; ".join(
                f'<span style="color:rgb{colour}">●</span> {name}'
                for colour, name in zip((MATCHED, MISSED, INVENTED), names, strict=True)
            )
        )

    def choose_order(self, order: str) -> None:
        """One of `ORDERS`; emits nothing."""
        self.order.setCurrentIndex(max(0, self.order.findData(order)))

    def next_order(self) -> None:
        at = (self.order.currentIndex() + 1) % self.order.count()
        self.order.setCurrentIndex(at)
        self.order.activated.emit(at)

    def fade(self, by: int) -> None:
        """Make what lies over the pictures stronger, or fainter where `by` is below 0."""
        self.opacity.setValue(self.opacity.value() + by)
