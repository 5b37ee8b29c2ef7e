"""Where to look in the gallery, and for what."""

from __future__ import annotations

import time
from dataclasses import replace

from PySide6.QtCore import QDate, QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem

from sketchpad.gallery.record import ANY, Filter
from sketchpad.generation.methods.registry import method_names
from sketchpad.ui.gallery.gallery import Gallery
from sketchpad.ui.style.messages import method_name
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import describe, hbox, label
from sketchpad.ui.widgets.field import Choice

TYPING = 120  # milliseconds after the last letter
PLACE = 256  # Qt's role for a user's data
DAYS = (0, 1, 7, 30, 365)


class FilterBar(Panel):
    """Words, method, model, time and size.

    Signals:
        changed: `wanted` is another one.
    """

    changed = Signal()

    def __init__(self, gallery: Gallery) -> None:
        super().__init__()
        self._gallery = gallery
        self.search = QLineEdit(clearButtonEnabled=True)
        self.method, self.model, self.time, self.size_ = choices = [Choice() for _ in range(4)]
        self.count = label("note")
        self.search.setMinimumWidth(140)
        hbox((self.search, 1), *choices, on=self, spacing=8)
        for choice in choices:
            # What is chosen is cut where there is no room, what can be chosen is not.
            choice.setMinimumContentsLength(7 if choice is self.method else 6)
            choice.setMaximumWidth(130)
            choice.view().setMinimumWidth(200)
            choice.activated.connect(self.changed)
        self._filling = QTimer(self, singleShot=True, interval=0)  # once the pictures are in sight
        self._filling.timeout.connect(self.fill)
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
        self.model.fill(
            [
                (self.tr("Any model"), ""),
                *((name or embedded, model) for model, name in models if model),
            ],
        )
        self.size_.fill(
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
            describe(widget, name)
        names = ("none", *method_names())
        self.method.fill(
            [(self.tr("Any method"), ""), *((method_name(name), name) for name in names)],
        )
        spans = (
            self.tr("Any time"), self.tr("Today"), self.tr("Last 7 days"), self.tr("Last 30 days"),
            self.tr("Last 365 days"),
        )  # fmt: skip
        self.time.fill(list(zip(spans, DAYS, strict=True)))
        self._filling.start()


class Places(QListWidget):
    """Everything, stars, comparisons, the boards and the bin.

    Signals:
        chosen: the user wants to look somewhere else.
    """

    chosen = Signal()

    def __init__(self, gallery: Gallery) -> None:
        super().__init__()
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
