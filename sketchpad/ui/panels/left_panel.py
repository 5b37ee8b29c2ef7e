"""The panel at the left: layers, boxes, checks, what the model sees, one page at a time."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from sketchpad.ui.style.panel import Panel

WIDTH = 292


class LeftPanel(Panel):
    """The panel at the left: layers, boxes, lint and model inputs, one page at a time.

    Signals:
        page_changed: the name of the page that is looked at; "" while the panel is hidden.
    """

    page_changed = Signal(str)

    def __init__(self, pages: dict[str, QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("layout_side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._names = tuple(pages)
        self._count = 0
        self.tabs = QTabBar()
        self.tabs.setObjectName("pages")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(True)
        self.tabs.setUsesScrollButtons(False)
        self.stack = QStackedWidget()
        for page in pages.values():
            self.tabs.addTab("")
            self.stack.addWidget(_scrolled(page))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(self.stack, 1)
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


def _scrolled(page: QWidget) -> QScrollArea:
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    page.setObjectName("layout_page")
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    scroll.setWidget(page)
    return scroll
