"""The model that makes the pictures, to be chosen at the head of the settings."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QAction

from sketchpad.ui.models.manager import ModelManager
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import vbox
from sketchpad.ui.widgets.field import Choice, Field
from sketchpad.ui.widgets.problem_label import ProblemLabel

MORE = "\0more"


class ModelChoice(Panel):
    """`show_models`: the action that opens the list of models."""

    def __init__(self, manager: ModelManager, show_models: QAction, label_width: int) -> None:
        super().__init__()
        self._manager, self._show_models = manager, show_models
        self.choice, self.problem = Choice(), ProblemLabel("model")
        self.choice.setMinimumContentsLength(12)
        self._field = Field(self.choice, label_width)
        vbox(self._field, self.problem, on=self, spacing=6)
        self.choice.activated.connect(self._on_chosen)
        manager.models_changed.connect(self._fill)
        manager.used.connect(self._fill)
        self.retranslate()

    def retranslate(self) -> None:
        self._field.set_words(self.tr("Model"), self.tr("Model"))
        self._fill()

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
