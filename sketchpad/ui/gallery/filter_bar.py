"""Where to look in the gallery, and for what."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QDate, QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from sketchpad.gallery.record import ANY, Filter
from sketchpad.generation.methods.registry import method_names
from sketchpad.ui.gallery.gallery import Gallery
from sketchpad.ui.style.messages import method_name
from sketchpad.ui.style.panel import Panel

TYPING = 120  # milliseconds after the last letter
PLACE = 256  # Qt's role for a user's data
DAYS = (0, 1, 7, 30, 365)


class FilterBar(Panel):
    """Words, method, model, time and size.

    Signals:
        changed: `wanted` is another one.
    """

    changed = Signal()

    def __init__(self, gallery: Gallery, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gallery = gallery
        self.search = QLineEdit(clearButtonEnabled=True)
        self.method, self.model, self.time, self.size_ = (QComboBox() for _ in range(4))
        self.count = QLabel()
        self.count.setObjectName("note")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.search, 1)
        for combo in (self.method, self.model, self.time, self.size_):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            combo.setMaximumWidth(200)
            combo.activated.connect(self.changed)
            row.addWidget(combo)
        row.addWidget(self.count)
        self._typing = QTimer(self, singleShot=True, interval=TYPING)
        self._typing.timeout.connect(self.changed)
        self.search.textChanged.connect(lambda _text: self._typing.start())
        self.retranslate()

    @property
    def wanted(self) -> Filter:
        days = self.time.currentData()
        since = None
        if days:
            begin = QDate.currentDate().addDays(1 - days)
            since = time.mktime((begin.year(), begin.month(), begin.day(), 0, 0, 0, 0, 0, -1))
        return Filter(
            self.search.text(),
            self.method.currentData() or "",
            model=self.model.currentData() or "",
            since=since,
            size=self.size_.currentData(),
        )

    def fill(self) -> None:
        """Offer the models and sizes there are."""
        models = self._gallery.read(lambda library: library.models()) or []
        sizes = self._gallery.read(lambda library: library.sizes()) or []
        embedded = self.tr("Embedded model")
        _fill(
            self.model,
            [
                (self.tr("Any model"), ""),
                *((name or embedded, model) for model, name in models if model),
            ],
        )
        _fill(
            self.size_,
            [
                (self.tr("Any size"), None),
                *((f"{width} × {height}", (width, height)) for width, height in sizes),
            ],
        )

    def retranslate(self) -> None:
        self.search.setPlaceholderText(self.tr("Words of the prompt"))
        for widget, name in (
            (self.search, self.tr("Search")),
            (self.method, self.tr("Method")),
            (self.model, self.tr("Model")),
            (self.time, self.tr("Time")),
            (self.size_, self.tr("Size")),
        ):
            widget.setAccessibleName(name)
            widget.setToolTip(name)
        names = ("none", *method_names())
        _fill(
            self.method,
            [(self.tr("Any method"), ""), *((method_name(name), name) for name in names)],
        )
        spans = (
            self.tr("Any time"), self.tr("Today"), self.tr("Last 7 days"), self.tr("Last 30 days"),
            self.tr("Last 365 days"),
        )  # fmt: skip
        _fill(self.time, list(zip(spans, DAYS, strict=True)))
        self.fill()


class Places(QListWidget):
    """Everything, stars, comparisons, the boards and the bin.

    Signals:
        chosen: the user wants to look somewhere else.
    """

    chosen = Signal()

    def __init__(self, gallery: Gallery, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page_list")
        self._gallery = gallery
        self.fill()
        self.setCurrentRow(0)
        self.currentRowChanged.connect(lambda _row: self.chosen.emit())

    def fill(self) -> None:
        """Offer the boards there are."""
        present = self.currentItem().data(PLACE) if self.currentItem() else ""
        boards = self._gallery.read(lambda library: library.boards()) or []
        places = (
            (self.tr("All pictures"), ""), (self.tr("With a star"), "star"),
            (self.tr("Comparisons"), "comparisons"), *((name, f"board:{name}") for name in boards),
            (self.tr("Bin"), "bin"),
        )  # fmt: skip
        with QSignalBlocker(self):
            self.clear()
            for name, place in places:
                item = QListWidgetItem(name, self)
                item.setData(PLACE, place)
                if place == present:
                    self.setCurrentItem(item)
        if self.currentItem() is None:
            self.setCurrentRow(0)
        self.setAccessibleName(self.tr("Where to look"))

    def narrowed(self, wanted: Filter) -> Filter:
        """`wanted`, in the chosen place."""
        place = str(self.currentItem().data(PLACE)) if self.currentItem() else ""
        kind, _, board = place.partition(":")
        return replace(
            wanted,
            star=kind == "star",
            board=board,
            comparison=ANY if kind == "comparisons" else "",
            in_bin=kind == "bin",
        )


def _fill(combo: QComboBox, choices: Sequence[tuple[str, object]]) -> None:
    """Offer `choices`, what they are called and their values; what was chosen stays so."""
    present = combo.currentData()
    with QSignalBlocker(combo):
        combo.clear()
        for name, value in choices:
            combo.addItem(name, value)
        values = [value for _, value in choices]
        combo.setCurrentIndex(values.index(present) if present in values else 0)
