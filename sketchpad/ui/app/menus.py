"""The menu bar: the window's actions, the canvas's, and choices of language and theme."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QLocale, QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMainWindow, QMenu

from sketchpad import paths
from sketchpad.document.io.samples import list_samples
from sketchpad.generation.methods.registry import method_names
from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.action_text import plain
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.style.language import LANGUAGES
from sketchpad.ui.style.panel import follow_language
from sketchpad.ui.style.shorthand import named

SEPARATOR = "-"
FILE = (
    "new", "open", "open_sample", "samples", "recent", "recoveries", "import", SEPARATOR, "save", "save_as", SEPARATOR,
    "export", "export_cut_out", "export_drawing", "export_layers", "export_comparison", SEPARATOR, "quit",
)  # fmt: skip
ROLES = {
    "preferences": QAction.MenuRole.PreferencesRole,
    "quit": QAction.MenuRole.QuitRole,
    "about": QAction.MenuRole.AboutRole,
}
SHOW = ("show_gallery", "show_result", "show_side", "show_history", "full_screen")
PROMPT = (
    "known_words", "prompt_history", "styles", "save_style", "import_styles", "negative_presets", "save_negative",
)  # fmt: skip
HELP = ("command_palette", "shortcuts", "log_folder", SEPARATOR, "about")


def picture_menu() -> tuple[str, ...]:
    """Ids of the actions of the menu "Picture", with a switch for each method."""
    return (
        "generate", "generate_at_once", "stop", "show_queue", "show_batch", "compare", "best_of",
        SEPARATOR, "live", "keep_live",
        SEPARATOR, "method_none", *(f"method_{name}" for name in method_names()), "save_preset",
        SEPARATOR, "enlarge", "variations", "repaint", "lay_under", "use_as_base", "base_from_file", "no_base",
        SEPARATOR, "models", "add_lora", "choose_vae", SEPARATOR, "new_seed", "lock_seed",
        SEPARATOR, "use_settings", "use_drawing", "use_all", "make_again",
    )  # fmt: skip


class Menus(QObject):
    """Builds the menu bar of `window` once; its words follow the language.

    Args:
        recent: the recent files, newest first.
        open_recent, clear_recent, open_sample: what the submenus do.
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
        self.boxes_menu, self.tools_menu, self.result_menu, self.prompt_menu = (
            QMenu(window) for _ in range(4)
        )
        self.language_menu, self.theme_menu = QMenu(window), QMenu(window)
        self.languages = self._choice("language", self.language_menu, ("", *LANGUAGES))
        self.themes = self._choice("theme", self.theme_menu, ("system", "light", "dark"))
        for name, role in ROLES.items():
            actions[name].setMenuRole(role)
        self._fill()
        self.recent_menu.aboutToShow.connect(self.fill_recent)
        self.samples_menu.aboutToShow.connect(self.fill_samples)
        follow_language(window, self.retranslate)

    def _choice(self, kind: str, menu: QMenu, names: tuple[str, ...]) -> QActionGroup:
        group = QActionGroup(menu)
        for name in names:
            action = named(menu.addAction(""), f"{kind}_{name or 'system'}")
            action.setCheckable(True)
            action.setData(name)
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
        for several in (
            [edit["undo"], edit["redo"]],
            [self._actions["copy"], self._actions["paste"], edit["clear"]],
            [edit["select_all"], edit["deselect"]],
            [self.boxes_menu.menuAction(), self.tools_menu.menuAction()],
        ):
            self.edit.addActions(several)
            self.edit.addSeparator()
        self.prompt_menu.addActions([self._actions[name] for name in PROMPT])
        self.edit.addActions([self.prompt_menu.menuAction(), self._actions["preferences"]])
        self.boxes_menu.addActions(list(canvas["boxes"].values()))
        for name in ("tools", "brush", "lines"):
            if not self.tools_menu.isEmpty():
                self.tools_menu.addSeparator()
            self.tools_menu.addActions(list(canvas[name].values()))
        self.view.addActions([*canvas["view"].values(), self._actions["link_views"]])
        self.result_menu.addActions(list(canvas["result"].values()))
        self.view.addMenu(self.result_menu)
        self.view.addSeparator()
        self.view.addActions([self._actions[name] for name in SHOW])
        self.view.addSeparator()
        self.view.addMenu(self.theme_menu)
        self.view.addMenu(self.language_menu)

    def shortcut_groups(self) -> dict[str, list[QAction]]:
        """All actions with their titles, for the list of keys."""
        canvas, submenus = self._canvas.action_groups(), (SEPARATOR, "recent", "samples")

        def own(ids: Iterable[str]) -> list[QAction]:
            return [self._actions[name] for name in ids if name not in submenus]

        def of(*groups: str) -> list[QAction]:
            return [action for name in groups for action in canvas.get(name, {}).values()]

        return {
            self.tr("Picture"): own(picture_menu()),
            self.tr("Tools"): of("tools", "brush", "lines"),
            self.tr("Edit"): [*of("edit"), *own(("copy", "paste", *PROMPT, "preferences"))],
            self.tr("Boxes"): of("boxes", "nudge"),
            **dict(group() for group in self.more_shortcuts),
            self.tr("View"): [
                *of("view", "result"),
                *own(("link_views", *SHOW)),
                *self.themes.actions(),
                *self.languages.actions(),
            ],
            self.tr("File"): own(FILE),
            self.tr("Help"): own(HELP),
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
        clear = self.recent_menu.addAction(self.tr("Clear list"))
        clear.triggered.connect(lambda _=False: self._clear_recent())

    def retranslate(self) -> None:
        for menu, title in (
            (self.file, self.tr("&File")),
            (self.edit, self.tr("&Edit")),
            (self.picture, self.tr("&Picture")),
            (self.view, self.tr("&View")),
            (self.help, self.tr("&Help")),
            (self.recent_menu, self.tr("Open &recent")),
            (self.samples_menu, self.tr("Sam&ples")),
            (self.boxes_menu, self.tr("&Boxes")),
            (self.tools_menu, self.tr("&Tools")),
            (self.prompt_menu, self.tr("Pro&mpt")),
            (self.result_menu, self.tr("Picture on the &drawing")),
            (self.theme_menu, self.tr("&Theme")),
        ):
            menu.setTitle(title)
        language = self.tr("Lan&guage")
        # Also in the other language, for a user who cannot read the present one.
        self.language_menu.setTitle(f"{language} / {'Language' if '语' in language else '语言'}")
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
