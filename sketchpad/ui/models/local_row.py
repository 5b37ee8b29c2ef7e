"""A model that comes with Sketchpad, or one of the user's own."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from sketchpad.models.catalogue.local import LocalModel
from sketchpad.ui.models.model_text import family_text
from sketchpad.ui.style import icons
from sketchpad.ui.style.messages import sentence
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.widgets.elided_label import ElidedLabel


class LocalRow(Panel):
    """One row of the models dialog: a model on this computer.

    Args:
        reference: what a request calls it; empty for the model that comes with Sketchpad.
        listed: the place in the settings through which it was found, that can be taken out.

    Signals:
        used: its reference.
        taken_out: its reference.
    """

    used = Signal(str)
    taken_out = Signal(str)

    def __init__(
        self, reference: str, model: LocalModel, listed: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.reference, self.model, self._listed = reference, model, listed
        self._in_use = False
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        name = QLabel(model.name)
        name.setObjectName("section_title")
        name.setTextFormat(Qt.TextFormat.PlainText)
        self._tag = QLabel()
        self._tag.setObjectName("live")
        self._facts, self._place = QLabel(), ElidedLabel(str(model.path) if reference else "")
        self._facts.setObjectName("note")
        self._place.setObjectName("note")
        self._place.setToolTip(str(model.path))
        self._place.setVisible(bool(reference))
        self._error = QLabel(wordWrap=True)
        self._error.setObjectName("problem_text")
        self._error.setProperty("level", "warning")
        self._error.setTextFormat(Qt.TextFormat.PlainText)
        self.main, self.remove = QPushButton(), QToolButton()
        self.remove.setIconSize(QSize(16, 16))
        icons.set_icon(self.remove, "close", "muted")
        self.remove.setVisible(listed)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(name)
        head.addWidget(self._tag)
        head.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addLayout(head)
        for widget in (self._facts, self._place, self._error):
            words.addWidget(widget)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 10, 10)
        row.setSpacing(8)
        row.addLayout(words, 1)
        row.addWidget(self.main, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)
        self.main.clicked.connect(lambda: self.used.emit(self.reference))
        self.remove.clicked.connect(lambda: self.taken_out.emit(self.reference))
        self.retranslate()

    def show_in_use(self, in_use: bool) -> None:
        self._in_use = in_use
        self.retranslate()

    def retranslate(self) -> None:
        model = self.model
        use, take_out = self.tr("Use"), self.tr("Take out of the list; nothing is deleted")
        self.main.setText(use)
        self.main.setAccessibleName(f"{use}: {model.name}")
        self.main.setEnabled(not self._in_use and model.problem is None)
        self.remove.setToolTip(take_out)
        self.remove.setAccessibleName(f"{take_out}: {model.name}")
        self._tag.setText(self.tr("In use"))
        self._tag.setVisible(self._in_use)
        own = self.tr("Comes with Sketchpad") if not self.reference else family_text(model.family)
        size = self.tr("{size} pixels").format(size=model.picture) if model.picture else ""
        self._facts.setText(" · ".join(filter(None, (own, size))))
        self._facts.setVisible(bool(self._facts.text()))
        self._error.setText(sentence(model.problem) if model.problem else "")
        self._error.setVisible(model.problem is not None)
        self.setAccessibleName(f"{model.name}, {self._facts.text()}")
