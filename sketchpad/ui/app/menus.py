"""The menu bar: the window's actions, the canvas's, and choices of language and theme."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QLocale, QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMainWindow, QMenu

from sketchpad import paths
from sketchpad.document.io.samples import list_samples
from sketchpad.generation.methods.registry import method_names
from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.action_text import plain
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.style.language import LANGUAGES

SEPARATOR = "-"
FILE = (
    "new", "open", "open_sample", "samples", "recent", "import", SEPARATOR, "save", "save_as", SEPARATOR,
    "export", "export_comparison", "copy", SEPARATOR, "quit",
)  # fmt: skip
ROLES = {
    "preferences": QAction.MenuRole.PreferencesRole,
    "quit": QAction.MenuRole.QuitRole,
    "about": QAction.MenuRole.AboutRole,
}
HELP = ("command_palette", "shortcuts", "log_folder", SEPARATOR, "about")


def picture_menu() -> tuple[str, ...]:
    """Ids of the actions of the menu "Picture", with a switch for each method."""
    return (
        "generate", "stop", "compare", "best_of", SEPARATOR, "live", "keep_live",
        SEPARATOR, "method_none", *(f"method_{name}" for name in method_names()), "save_preset",
        SEPARATOR, "enlarge", "use_as_base", "base_from_file", "no_base",
        SEPARATOR, "models", "add_lora", "choose_vae", SEPARATOR, "new_seed", "lock_seed",
        SEPARATOR, "use_settings", "use_drawing", "use_all", "make_again",
    )  # fmt: skip


class Menus(QObject):
    """Builds the menu bar of `window` once; its words follow the language.

    Args:
        recent: the recent files, newest first.
        open_recent, clear_recent, open_sample: what the submenus do.
        choose_language, choose_theme: get a key of `LANGUAGES` or "", and "system", "light" or "dark".
    """

    def __init__(
        self,
        window: QMainWindow,
        actions: ActionSet,
        canvas: CanvasWidget,
        recent: Callable[[], tuple[Path, ...]],
        open_recent: Callable[[Path], object],
        clear_recent: Callable[[], object],
        open_sample: Callable[[Path], object],
    ) -> None:
        super().__init__(window)
        self._actions, self._canvas = actions, canvas
        self._recent, self._open_recent, self._clear_recent = recent, open_recent, clear_recent
        self.more_shortcuts: list[Callable[[], tuple[str, list[QAction]]]] = []
        bar = window.menuBar()
        self.file, self.edit, self.picture, self.view, self.help = (
            bar.addMenu("") for _ in range(5)
        )
        self.recent_menu, self.samples_menu = QMenu(window), QMenu(window)
        self._open_sample = open_sample
        self.boxes_menu, self.tools_menu, self.result_menu = (QMenu(window) for _ in range(3))
        self.language_menu, self.theme_menu = QMenu(window), QMenu(window)
        self.languages = self._choice("language", self.language_menu, ("", *LANGUAGES))
        self.themes = self._choice("theme", self.theme_menu, ("system", "light", "dark"))
        for name, role in ROLES.items():
            actions[name].setMenuRole(role)
        self._fill()
        self.recent_menu.aboutToShow.connect(self.fill_recent)
        self.samples_menu.aboutToShow.connect(self.fill_samples)
        window.installEventFilter(self)
        self.retranslate()

    def _choice(self, kind: str, menu: QMenu, names: tuple[str, ...]) -> QActionGroup:
        group = QActionGroup(menu)
        for name in names:
            action = menu.addAction("")
            action.setCheckable(True)
            action.setData(name)
            action.setObjectName(f"{kind}_{name or 'system'}")
            group.addAction(action)
        return group

    def check(self, group: QActionGroup, name: str) -> None:
        """Show `name` as the present choice of `languages` or `themes`."""
        for action in group.actions():
            action.setChecked(action.data() == name)

    def _fill(self) -> None:
        canvas = self._canvas.action_groups()
        for menu, ids in ((self.file, FILE), (self.picture, picture_menu()), (self.help, HELP)):
            for name in ids:
                if name == SEPARATOR:
                    menu.addSeparator()
                elif name == "recent":
                    menu.addMenu(self.recent_menu)
                elif name == "samples":
                    menu.addMenu(self.samples_menu)
                else:
                    menu.addAction(self._actions[name])
        edit = canvas["edit"]
        self.edit.addActions([edit["undo"], edit["redo"]])
        self.edit.addSeparator()
        self.edit.addActions([self._actions["paste"], edit["clear"]])
        self.edit.addSeparator()
        self.edit.addActions([edit["select_all"], edit["deselect"]])
        self.boxes_menu.addActions(list(canvas["boxes"].values()))
        self.tools_menu.addActions(list(canvas["tools"].values()))
        self.tools_menu.addSeparator()
        self.tools_menu.addActions(list(canvas["brush"].values()))
        self.tools_menu.addSeparator()
        self.tools_menu.addActions(list(canvas["lines"].values()))
        self.edit.addSeparator()
        self.edit.addMenu(self.boxes_menu)
        self.edit.addMenu(self.tools_menu)
        self.edit.addSeparator()
        self.edit.addAction(self._actions["preferences"])
        self.view.addActions([*canvas["view"].values()])
        self.view.addAction(self._actions["link_views"])
        self.result_menu.addActions(list(canvas["result"].values()))
        self.view.addMenu(self.result_menu)
        self.view.addSeparator()
        for name in ("show_gallery", "show_result", "show_side", "show_history", "full_screen"):
            self.view.addAction(self._actions[name])
        self.view.addSeparator()
        self.view.addMenu(self.theme_menu)
        self.view.addMenu(self.language_menu)

    def shortcut_groups(self) -> dict[str, list[QAction]]:
        """All actions with their titles, for the list of keys."""
        canvas = self._canvas.action_groups()
        return {
            self.tr("Picture"): [self._actions[i] for i in picture_menu() if i != SEPARATOR],
            self.tr("Tools"): [
                *canvas["tools"].values(),
                *canvas["brush"].values(),
                *canvas["lines"].values(),
            ],
            self.tr("Edit"): [
                *canvas["edit"].values(),
                self._actions["paste"],
                self._actions["preferences"],
            ],
            self.tr("Boxes"): [*canvas["boxes"].values(), *canvas.get("nudge", {}).values()],
            **dict(group() for group in self.more_shortcuts),
            self.tr("View"): [
                *canvas["view"].values(),
                *canvas["result"].values(),
                *(
                    self._actions[i]
                    for i in (
                        "link_views",
                        "show_gallery",
                        "show_result",
                        "show_side",
                        "show_history",
                        "full_screen",
                    )
                ),
                *self.themes.actions(),
                *self.languages.actions(),
            ],
            self.tr("File"): [
                self._actions[i] for i in FILE if i not in (SEPARATOR, "recent", "samples")
            ],
            self.tr("Help"): [self._actions[i] for i in HELP if i != SEPARATOR],
        }

    def fill_samples(self) -> None:
        """Show the samples under their names in the present language."""
        self.samples_menu.clear()
        language = QLocale().name()
        for sample in list_samples(paths.resources() / "samples"):
            action = self.samples_menu.addAction(sample.title(language).replace("&", "&&"))
            action.triggered.connect(lambda _=False, p=sample.path: self._open_sample(p))

    def fill_recent(self) -> None:
        """Show the recent files as they are now."""
        self.recent_menu.clear()
        for number, path in enumerate(self._recent(), 1):
            action = self.recent_menu.addAction(f"&{number % 10}  {path.name.replace('&', '&&')}")
            action.setToolTip(str(path))
            action.setStatusTip(str(path))
            action.triggered.connect(lambda _=False, p=path: self._open_recent(p))
        if self.recent_menu.isEmpty():
            self.recent_menu.addAction(self.tr("None yet")).setEnabled(False)
            return
        self.recent_menu.addSeparator()
        self.recent_menu.addAction(self.tr("Clear list")).triggered.connect(
            lambda _=False: self._clear_recent()
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LanguageChange and watched is self.parent():
            self.retranslate()
        return super().eventFilter(watched, event)

    def retranslate(self) -> None:
        self.file.setTitle(self.tr("&File"))
        self.edit.setTitle(self.tr("&Edit"))
        self.picture.setTitle(self.tr("&Picture"))
        self.view.setTitle(self.tr("&View"))
        self.help.setTitle(self.tr("&Help"))
        self.recent_menu.setTitle(self.tr("Open &recent"))
        self.samples_menu.setTitle(self.tr("Sam&ples"))
        self.boxes_menu.setTitle(self.tr("&Boxes"))
        self.tools_menu.setTitle(self.tr("&Tools"))
        self.result_menu.setTitle(self.tr("Picture on the &drawing"))
        language = self.tr("Lan&guage")
        # Also in the other language, so that whoever is lost finds the way.
        self.language_menu.setTitle(f"{language} / {'Language' if '语' in language else '语言'}")
        self.theme_menu.setTitle(self.tr("&Theme"))
        themes = {
            "system": self.tr("Like the &system"),
            "light": self.tr("&Light"),
            "dark": self.tr("&Dark"),
        }
        for action in self.themes.actions():
            _name(action, themes[action.data()], plain(self.tr("&Theme")))
        for action in self.languages.actions():
            name = action.data()
            text = LANGUAGES[name] if name else self.tr("Like the &system")
            _name(action, text, plain(language))
        self.fill_recent()


def _name(action: QAction, text: str, title: str) -> None:
    """In its menu by its own name, in lists of all actions with the menu's."""
    action.setText(text)
    action.setIconText(f"{title}: {plain(text)}")
    action.setToolTip(action.iconText())
    action.setStatusTip(action.iconText())
