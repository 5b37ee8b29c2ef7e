"""One way of steering: switch, one line on what it does, strength, and during which share of the steps."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sketchpad import settings
from sketchpad.ui import icons
from sketchpad.ui.messages import method_name, method_note, setting_label, setting_note
from sketchpad.ui.panel import Panel
from sketchpad.ui.run_settings import RunSettings, RunValues
from sketchpad.ui.widgets.problem_label import ProblemLabel
from sketchpad.ui.widgets.range_slider import RangeSlider
from sketchpad.ui.widgets.value_slider import ValueSlider

LABEL_WIDTH = 58


class MethodCard(Panel):
    """The method `name`: opens when it is chosen."""

    def __init__(self, name: str, run_settings: RunSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self._settings = run_settings
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.check = QCheckBox()
        self._icon, self._note = QLabel(), QLabel(wordWrap=True)
        self._note.setObjectName("note")
        self.strength = ValueSlider(settings.setting(f"{name}.strength"))
        self.range = RangeSlider()
        self._range_label, self._range_text = QLabel(), QLabel()
        self._range_text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._range_text.setObjectName("number")
        self.problem = ProblemLabel()
        self._build()
        self.check.toggled.connect(lambda on: self._settings.choose(self.name, on))
        self.strength.value_changed.connect(
            lambda value: self._settings.set_method(self.name, strength=value)
        )
        self.range.range_changed.connect(
            lambda start, end: self._settings.set_method(self.name, start=start, end=end)
        )
        run_settings.changed.connect(self.show_values)
        self.show_values(run_settings.values)
        self.retranslate()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.check, 1)
        head.addWidget(self._icon)
        rows = QWidget()
        column = QVBoxLayout(rows)
        column.setContentsMargins(0, 3, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.strength)
        steps = QHBoxLayout()
        steps.setSpacing(10)
        self._range_label.setFixedWidth(LABEL_WIDTH)
        self._range_text.setFixedWidth(58)
        steps.addWidget(self._range_label)
        steps.addWidget(self.range, 1)
        steps.addWidget(self._range_text)
        column.addLayout(steps)
        self._rows = rows
        whole = QVBoxLayout(self)
        whole.setContentsMargins(12, 8, 12, 8)
        whole.setSpacing(2)
        whole.addLayout(head)
        whole.addWidget(self._note)
        whole.addWidget(rows)
        whole.addWidget(self.problem)

    def retranslate(self) -> None:
        name = method_name(self.name)
        self.check.setText(name)
        self.check.setAccessibleDescription(method_note(self.name))
        self._note.setText(method_note(self.name))
        self.strength.set_words(
            self.tr("Strength"),
            setting_label(f"{self.name}.strength"),
            setting_note(f"{self.name}.strength"),
            LABEL_WIDTH,
        )
        self._range_label.setText(self.tr("Steps"))
        self.range.set_names(
            setting_label(f"{self.name}.start"),
            setting_label(f"{self.name}.end"),
            self.tr("The share of the steps during which the method steers"),
        )

    def show_values(self, values: RunValues) -> None:
        """Show the method as it stands in `values`."""
        mine, chosen = values.method(self.name), self.name in values.chosen
        with QSignalBlocker(self.check):
            self.check.setChecked(chosen)
        self.strength.set_value(mine.strength)
        self.range.set_range(mine.start, mine.end)
        self._range_text.setText(f"{mine.start * 100:.0f}–{mine.end * 100:.0f} %")
        self._rows.setVisible(chosen)
        if self.property("chosen") != chosen:
            self.setProperty("chosen", chosen)
            self.style().unpolish(self)
            self.style().polish(self)
            icons.set_pixmap(self._icon, self.name, "accent_text" if chosen else "muted", 20)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The closed card is one big switch."""
        inside = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and inside and not self.check.isChecked():
            self.check.setChecked(True)
