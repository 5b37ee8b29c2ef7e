"""What side panels are made of: a line with a label and a control, a choice, a titled part, a part that folds away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from sketchpad.ui.style import icons
from sketchpad.ui.style.shorthand import STRETCH, describe, hbox, label, named, tool_button, vbox
from sketchpad.ui.widgets.elided_label import ElidedLabel
from sketchpad.ui.widgets.value_slider import ignore_wheel


class Field(QWidget):
    """`label` beside `control`; `set_words` gives both their words."""

    def __init__(self, control: QWidget, label_width: int, *more: QWidget) -> None:
        super().__init__()
        self.label, self.control = QLabel(), control
        self.label.setBuddy(control)
        self.label.setFixedWidth(label_width)
        middle = Qt.AlignmentFlag.AlignVCenter
        hbox((self.label, 0, middle), (control, 1), *more, on=self, spacing=10)

    def set_words(self, label: str, name: str, note: str = "") -> None:
        """The visible label, the name for screen readers, the tool tip."""
        self.label.setText(label)
        self.label.setToolTip(note or name)
        describe(self.control, name, note or name)
        self.control.setAccessibleDescription(note)


class Choice(QComboBox):
    """A choice of values with names; the wheel scrolls the panel, not the choice."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        ignore_wheel(self)

    def fill(self, items: Sequence[tuple[str, object]]) -> None:
        """Offer `items`, each with its name; what was chosen stays so where it is still there. Emits nothing."""
        if [*items] == [(self.itemText(n), self.itemData(n)) for n in range(self.count())]:
            return
        before = self.currentData()
        with QSignalBlocker(self):
            self.clear()
            for name, value in items:
                self.addItem(name, value)
            self.choose(before)

    def choose(self, value: object) -> bool:
        """Show `value` without a signal; False if it is not offered."""
        values = [self.itemData(n) for n in range(self.count())]
        if value in values:
            with QSignalBlocker(self):
                self.setCurrentIndex(values.index(value))
        return value in values


class Section(QWidget):
    """Title, room for small controls beside it, and a column of contents."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = label("section_title")
        self.head = hbox(self.title, STRETCH, spacing=2)
        self.column = vbox(self.head, on=self, spacing=7)


class Disclosure(QWidget):
    """Put the controls into `column`. Closed to begin with."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = named(tool_button(checkable=True), "disclosure")
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.summary = named(ElidedLabel(), "note")
        self._contents = QWidget()
        self.column = vbox(on=self._contents, margins=(0, 4, 0, 2), spacing=6)
        head = hbox(self.button, (self.summary, 1), spacing=8)
        vbox(head, self._contents, on=self, spacing=0)
        self.button.toggled.connect(self._show)
        self._show(False)

    def set_words(self, text: str, name: str) -> None:
        """What stands beside the triangle, and the whole of it for screen readers."""
        describe(self.button, name, text=text)

    def set_summary(self, text: str) -> None:
        """What is set in there, as far as it is not the usual; seen while it is closed."""
        self.summary.setText(text)
        self.button.setAccessibleDescription(text)

    def _show(self, is_open: bool) -> None:
        arrow = "chevron-down" if is_open else "chevron-right"
        icons.set_icon(self.button, arrow, "muted", "muted")
        self._contents.setVisible(is_open)
        self.summary.setVisible(not is_open)
