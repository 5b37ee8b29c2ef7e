"""The methods, to be combined as one likes."""

from __future__ import annotations

from sketchpad.generation.methods.registry import method_names
from sketchpad.ui.methods.method_card import MethodCard
from sketchpad.ui.methods.preset_button import PresetButton
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.state.run_settings import RunSettings, RunValues
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import label, vbox
from sketchpad.ui.widgets.section import Section


class MethodPanel(Panel):
    def __init__(
        self, run_settings: RunSettings, state: DocumentState, presets: PresetButton
    ) -> None:
        super().__init__()
        self.presets, self._none = presets, label("note", wrap=True)
        self.cards = {name: MethodCard(name, run_settings, state) for name in method_names()}
        self._section = Section()
        self._section.head.addWidget(presets)
        for widget in (*self.cards.values(), self._none):
            self._section.column.addWidget(widget)
        vbox(self._section, on=self)
        run_settings.changed.connect(self._show)
        self._show(run_settings.values)
        self.retranslate()

    def retranslate(self) -> None:
        self._section.title.setText(self.tr("Guidance"))
        self._none.setText(
            self.tr("Nothing steers the picture: only the prompt counts, the drawing is ignored.")
        )

    def _show(self, values: RunValues) -> None:
        self._none.setVisible(not values.chosen)
