"""The methods, to be combined, and ways of steering under a name in a menu beside the title."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton

from sketchpad.document.model import Document
from sketchpad.generation.methods.registry import method_names
from sketchpad.generation.request.presets import LONGEST_NAME, SHIPPED, Preset, Presets
from sketchpad.generation.request.request import Request
from sketchpad.ui.connections import errors_to
from sketchpad.ui.files.file_dialogs import FileDialogs
from sketchpad.ui.methods.method_card import MethodCard
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.state.run_settings import RunSettings, RunValues
from sketchpad.ui.style import icons
from sketchpad.ui.style.panel import Panel, follow_language
from sketchpad.ui.style.shorthand import describe, label, named, vbox
from sketchpad.ui.widgets.field import Section


class PresetButton(QToolButton):
    """The menu of guidance presets.

    Signals:
        failed: SketchpadError; nothing was changed.
    """

    failed = Signal(object)

    def __init__(self, run_settings: RunSettings, questions: FileDialogs, save: QAction) -> None:
        super().__init__()
        self._settings, self.questions, self._save = run_settings, questions, save
        self._presets = Presets()
        self._all: tuple[Preset, ...] = SHIPPED
        named(self, "segment")
        self.setIconSize(QSize(12, 12))
        icons.set_icon(self, "chevron-down", "muted")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow behind the name
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.presets_menu, self.remove_menu = QMenu(self), QMenu(self)
        self.setMenu(self.presets_menu)
        self.presets_menu.aboutToShow.connect(self.fill)
        save.triggered.connect(self.save)
        run_settings.changed.connect(self._show)
        follow_language(self, self.retranslate)

    def retranslate(self) -> None:
        self.remove_menu.setTitle(self.tr("Delete preset"))
        self.fill()
        self._show(self._settings.values)

    def _show(self, values: RunValues) -> None:
        """The name of the preset that is set just so, if there is one."""
        present = values.request(Document()).methods
        shown = next((p for p in self._all if p.methods == present), None)
        name = self.tr("Presets") if shown is None else preset_name(shown)
        describe(self, self.tr("Presets"), self.tr("Guidance presets"), text=name)

    def fill(self) -> None:
        """Show what there is now."""
        own = self._presets.present()
        self._all = (*SHIPPED, *own)
        self.presets_menu.clear()
        self.remove_menu.clear()
        for preset in SHIPPED:
            self._add(self.presets_menu, preset_name(preset), preset)
        if own:
            self.presets_menu.addSeparator()
        for preset in own:
            name = self._add(self.presets_menu, preset.name, preset)
            action = self.remove_menu.addAction(name)
            action.triggered.connect(lambda _=False, name=preset.name: self.remove(name))
        self.presets_menu.addSeparator()
        self.presets_menu.addAction(self._save)
        if own:
            self.presets_menu.addMenu(self.remove_menu)

    def _add(self, menu: QMenu, name: str, preset: Preset) -> str:
        action = menu.addAction(name.replace("&", "&&"))
        action.triggered.connect(lambda _=False: self.use(preset))
        return action.text()

    def use(self, preset: Preset) -> None:
        """Steer as `preset` says from now on."""
        self._settings.set(with_preset(self._settings.values, preset))

    def save(self) -> None:
        """Keep the present way of steering under a name that is asked for."""
        name = (self.questions.preset_name() or "").strip()[:LONGEST_NAME]
        if not name:
            return
        methods = self._settings.values.request(Document()).methods
        with errors_to(self.failed.emit):
            self._presets.save(Preset(name, methods))

    def remove(self, name: str) -> None:
        with errors_to(self.failed.emit):
            self._presets.remove(name)


def with_preset(values: RunValues, preset: Preset) -> RunValues:
    """`values` with the preset's methods and no others; seed, steps, model and so on stay."""
    request = Request(
        Document(), values.sampling, preset.methods, values.model, values.base, values.loras
    )
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
