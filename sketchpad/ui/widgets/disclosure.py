"""A triangle that shows and hides what is not needed every day, and says in a few words what it hides."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from sketchpad.ui.style import icons
from sketchpad.ui.widgets.elided_label import ElidedLabel


class Disclosure(QWidget):
    """Put the controls into `column`. Closed to begin with."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = QToolButton()
        self.button.setCheckable(True)
        self.button.setObjectName("disclosure")
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setIconSize(QSize(16, 16))
        self.summary = ElidedLabel()
        self.summary.setObjectName("note")
        self._contents = QWidget()
        self.column = QVBoxLayout(self._contents)
        self.column.setContentsMargins(0, 4, 0, 2)
        self.column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.button)
        head.addWidget(self.summary, 1)
        head.addStretch(0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(head)
        whole.addWidget(self._contents)
        self.button.toggled.connect(self._show)
        self._show(False)

    @property
    def is_open(self) -> bool:
        return self.button.isChecked()

    def set_open(self, is_open: bool) -> None:
        self.button.setChecked(is_open)

    def set_words(self, text: str, name: str) -> None:
        """What stands beside the triangle, and the whole of it for screen readers."""
        self.button.setText(text)
        self.button.setAccessibleName(name)
        self.button.setToolTip(name)

    def set_summary(self, text: str) -> None:
        """What is set in there, as far as it is not the usual; seen while it is closed."""
        self.summary.setText(text)
        self.button.setAccessibleDescription(text)

    def _show(self, is_open: bool) -> None:
        icons.set_icon(
            self.button, "chevron-down" if is_open else "chevron-right", "muted", "muted"
        )
        self._contents.setVisible(is_open)
        self.summary.setVisible(not is_open)
