"""The dialogs that the main window opens: the gallery, preferences, commands, keys, about."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from sketchpad.ui.actions.command_palette import CommandPalette
from sketchpad.ui.app.menus import Menus
from sketchpad.ui.files.project import Project
from sketchpad.ui.state.preferences import PreferenceStore
from sketchpad.ui.style.language import Language
from sketchpad.ui.style.shorthand import open_dialog

if TYPE_CHECKING:
    from sketchpad.ui.actions.shortcut_store import ShortcutStore


class WindowDialogs(QObject):
    """Each is made when it is asked for, and read in only then."""

    def __init__(
        self,
        window: QWidget,
        language: Language,
        preferences: PreferenceStore,
        project: Project,
        menus: Menus,
        shortcuts: ShortcutStore,
    ) -> None:
        super().__init__(window)
        self._window, self._language, self._preferences = window, language, preferences
        self._project, self._menus, self._shortcuts = project, menus, shortcuts

    def handlers(self) -> dict[str, Callable[[], None]]:
        """By the id of the action that opens each."""
        return {
            "open_sample": self.choose_sample,
            "recoveries": self.show_recoveries,
            "preferences": self.show_preferences,
            "command_palette": self.show_palette,
            "shortcuts": self.show_shortcuts,
            "about": self.show_about,
        }

    def choose_sample(self) -> None:
        """Open the gallery."""
        from sketchpad.ui.dialogs.samples import SamplesDialog

        dialog = SamplesDialog(self._language.present, self._window)
        dialog.picked.connect(self._project.open_sample)
        open_dialog(dialog)

    def show_recoveries(self) -> None:
        from sketchpad.ui.dialogs.recoveries import RecoveriesDialog

        project = self._project
        folder, ask = project.recovery.folder, project.may_throw_away
        dialog = RecoveriesDialog(folder, ask, self._window)
        dialog.picked.connect(project.recover)
        open_dialog(dialog)

    def show_preferences(self) -> None:
        from sketchpad.ui.preferences.dialog import PreferencesDialog

        open_dialog(PreferencesDialog(self._preferences, self._window))

    def show_palette(self) -> None:
        palette = CommandPalette(self._menus.shortcut_groups(), self._window)
        palette.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        palette.open_over(self._window)

    def show_shortcuts(self) -> None:
        from sketchpad.ui.dialogs.shortcuts import ShortcutsDialog

        open_dialog(ShortcutsDialog(self._menus.shortcut_groups(), self._window, self._shortcuts))

    def show_about(self) -> None:
        from sketchpad.ui.dialogs.about import AboutDialog

        open_dialog(AboutDialog(self._window))
