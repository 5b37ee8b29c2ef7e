"""The rows of controls around the cells: what is compared and Start above, looks and overlays below it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSlider,
    QToolButton,
    QWidget,
)

from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.action_text import action_button
from sketchpad.ui.compare.cells.overlays import INVENTED, MATCHED, MISSED
from sketchpad.ui.compare.compare_run import CompareRun
from sketchpad.ui.compare.look_pages import LOOKS
from sketchpad.ui.compare.matrix.metrics_text import ORDERS, order_name
from sketchpad.ui.style import icons
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.widgets.elided_label import ElidedLabel

EXPORTS = ("export", "export_steps", "export_record", "export_bundle")


class Head(Panel):
    """What is compared, choosing blind, export, and Compare, which is Stop while cells are made."""

    def __init__(self, actions: ActionSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._about, self._words = ElidedLabel(), QLabel()
        self._about.setObjectName("made_by")
        self._words.setObjectName("note")
        self.again = QPushButton()
        self.again.setObjectName("primary")
        self.again.setMinimumHeight(36)
        self.again.setIconSize(QSize(18, 18))
        self._export = action_button(actions["export"])
        menu = QMenu(self._export)
        for name in EXPORTS:
            menu.addAction(actions[name])
        self._export.setMenu(menu)
        self._export.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._about, 1)
        row.addWidget(self._words)
        row.addSpacing(8)
        for name in ("best_of", "blind"):
            row.addWidget(action_button(actions[name]))
        row.addWidget(self._export)
        row.addSpacing(4)
        row.addWidget(self.again)

    def show_run(self, run: CompareRun) -> None:
        """What is compared, and whether it goes on."""
        text = self.tr("Stop") if run.busy else self.tr("Compare again")
        if self.again.text() != text or self.again.property("runs") != run.busy:
            self.again.setText(text)
            self.again.setAccessibleName(text)
            self.again.setProperty("runs", run.busy)
            self.again.style().unpolish(self.again)
            self.again.style().polish(self.again)
            icons.set_icon(
                self.again,
                "stop" if run.busy else "compare",
                "text" if run.busy else "on_accent",
            )
        self._export.setEnabled(bool(run.finished))
        if run.matrix is not None:
            request = run.matrix.base
            self._about.setText(request.document.prompt.strip())
            self._words.setText(
                self.tr("seed {seed} · {steps} steps · same noise for each seed").format(
                    seed=request.sampling.seed, steps=request.sampling.steps
                )
            )


class Tools(Panel):
    """Looks, what lies over the pictures, zoom, and the order of the cells."""

    def __init__(self, actions: ActionSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.order = QComboBox()
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(10, 100)
        self.opacity.setValue(80)
        self.opacity.setFixedWidth(90)
        self.legend = QLabel()
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for name in LOOKS:
            row.addWidget(action_button(actions[name]))
        row.addSpacing(14)
        for name in ("sketch", "matches"):
            row.addWidget(action_button(actions[name]))
        row.addSpacing(6)
        row.addWidget(self.opacity)
        row.addSpacing(8)
        row.addWidget(self.legend)
        row.addStretch(1)
        for name in ("zoom_out", "zoom_in", "fit"):
            row.addWidget(action_button(actions[name]))
        row.addSpacing(10)
        row.addWidget(self.order)
        row.addSpacing(6)
        row.addWidget(action_button(actions["tracks"]))
        self.retranslate()

    def retranslate(self) -> None:
        self.opacity.setAccessibleName(self.tr("Opacity of what lies over the pictures"))
        self.opacity.setToolTip(self.tr("Opacity of what lies over the pictures ([ and ])"))
        self.order.setAccessibleName(self.tr("Order of the cells"))
        self.order.view().setAccessibleName(self.tr("Order of the cells"))
        self.order.setToolTip(self.tr("Order of the cells (O: the next one)"))
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
        """One of `ORDERS`; tells nobody."""
        self.order.setCurrentIndex(max(0, self.order.findData(order)))

    def next_order(self) -> None:
        at = (self.order.currentIndex() + 1) % self.order.count()
        self.order.setCurrentIndex(at)
        self.order.activated.emit(at)

    def fade(self, by: int) -> None:
        """Make what lies over the pictures stronger, or fainter where `by` is below 0."""
        self.opacity.setValue(self.opacity.value() + by)
