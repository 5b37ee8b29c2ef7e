"""The panel at the left: layers, boxes, checks, what the model sees, one page at a time."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import named, scrolled, vbox

WIDTH = 292


class LeftPanel(Panel):
    """The panel at the left: layers, boxes, lint and model inputs, one page at a time.

    Signals:
        page_changed: the name of the page that is looked at; "" while the panel is hidden.
    """

    page_changed = Signal(str)

    def __init__(self, pages: dict[str, QWidget]) -> None:
        super().__init__()
        named(self, "layout_side", styled=True)
        self._names = tuple(pages)
        self._count = 0
        self.tabs = named(QTabBar(), "pages")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(True)
        self.tabs.setUsesScrollButtons(False)
        self.stack = QStackedWidget()
        for page in pages.values():
            self.tabs.addTab("")
            self.stack.addWidget(scrolled(named(page, "layout_page", styled=True)))
        vbox(self.tabs, (self.stack, 1), on=self, spacing=0)
        self.tabs.currentChanged.connect(self._on_page)
        self.setMinimumWidth(WIDTH - 20)
        self.setMaximumWidth(480)
        self.retranslate()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, super().sizeHint().height())

    @property
    def page(self) -> str:
        return self._names[self.tabs.currentIndex()]

    def show_page(self, name: str) -> None:
        self.tabs.setCurrentIndex(self._names.index(name))

    def count_checks(self, count: int) -> None:
        """How many things there are to mend, for the title of that page."""
        self._count = count
        self.retranslate()

    def retranslate(self) -> None:
        self.tabs.setAccessibleName(self.tr("Layout"))
        checks = self.tr("Checks")
        titles = {
            "layers": self.tr("Layers"),
            "boxes": self.tr("Boxes"),
            "checks": f"{checks} · {self._count}" if self._count else checks,
            "sees": self.tr("Model sees"),
        }
        for number, name in enumerate(self._names):
            self.tabs.setTabText(number, titles[name])

    def _on_page(self, number: int) -> None:
        self.stack.setCurrentIndex(number)
        self.page_changed.emit(self._names[number])
