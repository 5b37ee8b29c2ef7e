"""The model that makes the pictures, to be chosen at the head of the settings."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sketchpad.errors import Problem
from sketchpad.ui.models.manager import ModelManager
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.widgets.problem_label import ProblemLabel
from sketchpad.ui.widgets.value_slider import ignore_wheel

MORE = "\0more"


class ModelChoice(Panel):
    """`show_models`: the action that opens the list of models."""

    def __init__(
        self,
        manager: ModelManager,
        show_models: QAction,
        label_width: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._manager, self._show_models = manager, show_models
        self._label, self.choice = QLabel(), QComboBox()
        self._label.setFixedWidth(label_width)
        self._label.setBuddy(self.choice)
        self.choice.setMinimumContentsLength(12)
        self.choice.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        ignore_wheel(self.choice)
        self.problem = ProblemLabel()
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self._label)
        row.addWidget(self.choice, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self.problem)
        self.choice.activated.connect(self._on_chosen)
        manager.models_changed.connect(self._fill)
        manager.used.connect(self._fill)
        self.retranslate()

    def retranslate(self) -> None:
        self._label.setText(self.tr("Model"))
        self.choice.setAccessibleName(self.tr("Model"))
        self.choice.view().setAccessibleName(self.tr("Model"))
        self._fill()

    def show_problems(self, problems: tuple[Problem, ...], urgent: bool) -> None:
        self.problem.show_problems((p for p in problems if p.where == "model"), urgent)

    def _fill(self) -> None:
        with QSignalBlocker(self.choice):
            self.choice.clear()
            for name, reference in self._manager.choices():
                self.choice.addItem(name, reference)
            self.choice.insertSeparator(self.choice.count())
            self.choice.addItem(self.tr("More models…"), MORE)
            self.choice.setCurrentIndex(max(0, self.choice.findData(self._manager.present)))
        self.choice.setToolTip(self.choice.currentText())

    def _on_chosen(self, index: int) -> None:
        reference = self.choice.itemData(index)
        if reference == MORE:
            self._fill()
            self._show_models.trigger()
        elif reference is not None:
            self._manager.use(reference)
