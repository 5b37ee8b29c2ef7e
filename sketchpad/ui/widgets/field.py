"""One line of a panel: a label of a fixed width and a control, or several."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

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

    def fill(self, items: Sequence[tuple[str, object]]) -> None:
        """Offer `items`, each with its name; what was chosen stays so where it is still there. Tells nobody."""
        if [*items] == [(self.itemText(n), self.itemData(n)) for n in range(self.count())]:
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
