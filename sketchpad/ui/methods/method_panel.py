"""The methods, to be combined as one likes."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from sketchpad.errors import Problem
from sketchpad.generation.methods.registry import METHODS, method_names
from sketchpad.ui.methods.method_card import MethodCard
from sketchpad.ui.methods.preset_button import PresetButton
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.state.run_settings import RunSettings, RunValues
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.widgets.field import Section


class MethodPanel(Panel):
    def __init__(
        self, run_settings: RunSettings, state: DocumentState, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._section = Section()
        self.cards = {name: MethodCard(name, run_settings, state) for name in method_names()}
        self._none = QLabel(wordWrap=True)
        self._none.setObjectName("note")
        self.presets: PresetButton | None = None
        for card in self.cards.values():
            self._section.column.addWidget(card)
        self._section.column.addWidget(self._none)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._section)
        run_settings.changed.connect(self._show)
        self._show(run_settings.values)
        self.retranslate()

    def set_presets(self, button: PresetButton) -> None:
        """The button for ways of steering under a name, beside the title."""
        self.presets = button
        self._section.head.addWidget(button)

    def retranslate(self) -> None:
        self._section.title.setText(self.tr("Guidance"))
        self._none.setText(
            self.tr("Nothing steers the picture: only the prompt counts, the drawing is ignored.")
        )

    def show_problems(self, problems: Iterable[Problem], urgent: bool) -> None:
        """Each at the card it belongs to."""
        found = tuple(problems)
        for name, card in self.cards.items():
            places = [f"method:{n}" for n, m in METHODS.items() if name in (n, m.shown_on)]
            card.problem.show_problems((p for p in found if p.where in places), urgent)

    def _show(self, values: RunValues) -> None:
        self._none.setVisible(not values.chosen)
