"""The rows of controls around the cells: what is compared and Start above, looks and overlays below it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QComboBox, QLabel, QMenu, QPushButton, QSlider, QToolButton

from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.action_text import action_button
from sketchpad.ui.compare.cells.overlays import INVENTED, MATCHED, MISSED
from sketchpad.ui.compare.compare_run import CompareRun
from sketchpad.ui.compare.look_pages import LOOKS
from sketchpad.ui.compare.matrix.metrics_text import ORDERS, order_name
from sketchpad.ui.style import icons
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import STRETCH, Part, describe, hbox, label, named, restyle
from sketchpad.ui.widgets.elided_label import ElidedLabel

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
