"""One line of a panel: a label of a fixed width and a control, or several."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from sketchpad.ui.style import icons
from sketchpad.ui.widgets.elided_label import ElidedLabel
from sketchpad.ui.widgets.value_slider import ignore_wheel


class Field(QWidget):
    """`label` beside `control`; `set_words` gives both their words."""

    def __init__(self, control: QWidget, label_width: int, *more: QWidget) -> None:
        super().__init__()
        self.label, self.control = QLabel(), control
        self.label.setBuddy(control)
        self.label.setFixedWidth(label_width)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.label, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(control, 1)
        for widget in more:
            row.addWidget(widget)

    def set_words(self, label: str, name: str, note: str = "") -> None:
        """The visible label, the name for screen readers, the tool tip."""
        self.label.setText(label)
        self.control.setAccessibleName(name)
        self.control.setAccessibleDescription(note)
        for widget in (self.label, self.control):
            widget.setToolTip(note or name)
        if isinstance(self.control, QComboBox):
            self.control.view().setAccessibleName(name)


class Choice(QComboBox):
    """A choice of values with names; the wheel scrolls the panel, not the choice."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        ignore_wheel(self)

    def fill(self, items: list[tuple[str, object]]) -> None:
        """Offer `items`, each with its name; what was chosen stays so where it is still there. Tells nobody."""
        if items == [(self.itemText(n), self.itemData(n)) for n in range(self.count())]:
            return
        before, blocked = self.currentData(), self.blockSignals(True)
        self.clear()
        for name, value in items:
            self.addItem(name, value)
        self.choose(before)
        self.blockSignals(blocked)

    def choose(self, value: object) -> bool:
        """Show `value` without telling anybody; False if it is not offered."""
        for n in range(self.count()):
            if self.itemData(n) == value:
                blocked = self.blockSignals(True)
                self.setCurrentIndex(n)
                self.blockSignals(blocked)
                return True
        return False


class Section(QWidget):
    """Title, room for small controls beside it, and a column of contents."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel()
        self.title.setObjectName("section_title")
        self.head = QHBoxLayout()
        self.head.setContentsMargins(0, 0, 0, 0)
        self.head.setSpacing(2)
        self.head.addWidget(self.title)
        self.head.addStretch(1)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(7)
        self.column.addLayout(self.head)


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
