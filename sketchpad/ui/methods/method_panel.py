"""The methods, to be combined, and ways of steering under a name in a menu beside the title."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction

from sketchpad.document.model import Document
from sketchpad.generation.methods.registry import method_names
from sketchpad.generation.request.presets import LONGEST_NAME, SHIPPED, Preset, Presets
from sketchpad.generation.request.request import Request
from sketchpad.generation.request.required_weights import possible_instead
from sketchpad.ui.files.file_dialogs import FileDialogs
from sketchpad.ui.methods.method_card import MethodCard
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.state.run_settings import RunSettings, RunValues, known_model
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import describe, label, vbox
from sketchpad.ui.widgets.field import Section
from sketchpad.ui.widgets.named_menu import NamedMenu


class PresetButton(NamedMenu):
    """The menu of guidance presets."""

    def __init__(self, run_settings: RunSettings, questions: FileDialogs, save: QAction) -> None:
        self._settings, self.questions = run_settings, questions
        super().__init__(Presets(), SHIPPED, [save])
        save.triggered.connect(self.save)
        run_settings.changed.connect(self._show)

    def retranslate(self) -> None:
        super().retranslate()
        self.remove_menu.setTitle(self.tr("Delete preset"))
        self._show(self._settings.values)

    def _show(self, values: RunValues) -> None:
        """The name of the preset that is set just so, if there is one."""
        present = values.request(Document()).methods
        shown = next((p for p in self.all if p.methods == present), None)
        name = self.tr("Presets") if shown is None else preset_name(shown)
        describe(self, self.tr("Presets"), self.tr("Guidance presets"), text=name)

    def name_of(self, preset: Preset) -> str:
        return preset_name(preset)

    def use(self, preset: Preset) -> None:
        """Steer as `preset` says from now on."""
        self._settings.set(with_preset(self._settings.values, preset))

    def save(self) -> None:
        """Keep the present way of steering under a name that is asked for."""
        name = (self.questions.preset_name() or "").strip()[:LONGEST_NAME]
        if name:
            self.keep(Preset(name, self._settings.values.request(Document()).methods))


def with_preset(values: RunValues, preset: Preset) -> RunValues:
    """`values` with the preset's methods and no others, as the model can do them; seed, steps, model and so on stay."""
    info = known_model(values.model)
    methods = tuple(one if info is None else possible_instead(one, info) for one in preset.methods)
    request = Request(Document(), values.sampling, methods, values.model, values.base, values.loras)
    return values.like(request)


def preset_name(preset: Preset) -> str:
    """The name of a shipped preset in the user's language."""
    return QCoreApplication.translate("Preset", preset.name)


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
