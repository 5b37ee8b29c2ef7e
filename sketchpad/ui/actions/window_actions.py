"""Everything the window can do, as QActions, so that menus, buttons, shortcuts and tests all see the same list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from sketchpad.generation.methods.registry import METHODS, method_names
from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.style.messages import method_menu, method_name


class Spec(NamedTuple):
    id: str
    keys: str = ""  # several are separated by spaces
    icon: str = ""
    checkable: bool = False


SPECS = (
    Spec("new", "Ctrl+N", "new"),
    Spec("open", "Ctrl+O", "open"),
    Spec("open_sample", "Ctrl+Shift+O", "samples"),
    Spec("import", "Ctrl+I", "picture"),
    Spec("save", "Ctrl+S", "save"),
    Spec("save_as", "Ctrl+Shift+S"),
    Spec("export", "Ctrl+E", "export"),
    Spec("export_comparison", "Ctrl+Shift+E", "export"),
    Spec("copy", "Ctrl+Shift+C", "copy"),
    Spec("quit", "Ctrl+Q"),
    Spec("paste", "Ctrl+V"),
    Spec("generate", "Ctrl+Return Ctrl+Enter", "generate"),
    Spec("stop", "Esc", "stop"),
    Spec("compare", "Ctrl+Shift+Return Ctrl+Shift+Enter", "compare"),
    Spec("best_of", "Ctrl+Shift+R", "dice"),
    Spec("live", "Ctrl+T", "live", checkable=True),
    Spec("keep_live", "Ctrl+Shift+T", "keep"),
    Spec("method_none", "F5"),
    Spec("use_as_base", "Ctrl+U", "picture"),
    Spec("enlarge", "Ctrl+Shift+F", "enlarge"),
    Spec("base_from_file", "Ctrl+Shift+U", "open"),
    Spec("no_base", "Ctrl+Alt+U"),
    Spec("add_lora", "Ctrl+Alt+L", "add"),
    Spec("choose_vae", "Ctrl+Alt+V", "open"),
    Spec("save_preset", "Ctrl+Alt+K"),
    Spec("new_seed", "Ctrl+R", "dice"),
    Spec("lock_seed", "Ctrl+L", "lock", checkable=True),
    Spec("restore_drawing", "Ctrl+Shift+D", "history"),
    Spec("link_views", "Ctrl+Shift+L", "link", checkable=True),
    Spec("show_result", "F9", checkable=True),
    Spec("show_side", "F10", checkable=True),
    Spec("show_history", "Ctrl+H", checkable=True),
    Spec("full_screen", "F11", checkable=True),
    Spec("models", "Ctrl+Shift+M", "folder"),
    Spec("preferences", "Ctrl+,"),
    Spec("command_palette", "Ctrl+K"),
    Spec("shortcuts", "F1 ? Shift+?", "help"),
    Spec("log_folder"),
    Spec("about"),
)


def _specs() -> Iterator[Spec]:
    """`SPECS`, with a switch for each method behind that for none."""
    for spec in SPECS:
        yield spec
        if spec.id == "method_none":
            for name in method_names():
                yield Spec(
                    f"method_{name}", METHODS[name].key, METHODS[name].icon_name, checkable=True
                )


class WindowActions(ActionSet):
    """The window's own actions by id; the canvas brings more. They do nothing until somebody connects them."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, _specs())
        self._actions["preferences"].setMenuRole(QAction.MenuRole.PreferencesRole)
        self._actions["quit"].setMenuRole(QAction.MenuRole.QuitRole)
        self._actions["about"].setMenuRole(QAction.MenuRole.AboutRole)

    def words(self) -> dict[str, tuple[str, str]]:
        return {
            "new": (self.tr("&New"), self.tr("Begin with an empty drawing")),
            "open": (
                self.tr("&Open…"),
                self.tr("Open a drawing, an SVG file or a picture with lines"),
            ),
            "open_sample": (
                self.tr("Open sa&mple…"),
                self.tr("Choose one of the drawings that come with Sketchpad"),
            ),
            "import": (
                self.tr("&Import lines…"),
                self.tr("Add the lines of a picture or an SVG file to the drawing"),
            ),
            "save": (self.tr("&Save"), self.tr("Save the drawing")),
            "save_as": (self.tr("Save &as…"), self.tr("Save the drawing in another file")),
            "export": (
                self.tr("&Export picture…"),
                self.tr("Save the picture with its settings in the file"),
            ),
            "export_comparison": (
                self.tr("Export &comparison…"),
                self.tr("Save the pictures of the comparison as one sheet"),
            ),
            "copy": (self.tr("Cop&y picture"), self.tr("Copy the picture to the clipboard")),
            "quit": (self.tr("&Quit"), self.tr("Leave Sketchpad")),
            "paste": (
                self.tr("&Paste"),
                self.tr("Add copied boxes and lines; of a picture, choose what it becomes"),
            ),
            "generate": (self.tr("&Generate"), self.tr("Make a picture of the drawing")),
            "stop": (self.tr("&Stop"), self.tr("Stop; the last step stays in sight")),
            "compare": (
                self.tr("&Compare"),
                self.tr(
                    "Make the picture without guidance and with each method, from the same noise"
                ),
            ),
            "best_of": (
                self.tr("Best of se&veral seeds…"),
                self.tr("Make several pictures, and tell which one follows the drawing best"),
            ),
            "live": (
                self.tr("Live"),
                self.tr("Make a picture in few steps after every change, while you draw"),
            ),
            "keep_live": (
                self.tr("Keep live &picture"),
                self.tr("Put the live picture among the pictures of this session"),
            ),
            "method_none": (self.tr("&No guidance"), self.tr("Let the prompt alone decide")),
            **{
                f"method_{name}": (
                    method_menu(name),
                    self.tr("Switch {method} on or off").format(method=method_name(name)),
                )
                for name in method_names()
            },
            "use_as_base": (
                self.tr("&Begin from this picture"),
                self.tr("Change the picture in sight instead of beginning from noise alone"),
            ),
            "enlarge": (
                self.tr("Enlarge &twice"),
                self.tr("Make the picture in sight at twice its size, with sharp edges"),
            ),
            "base_from_file": (
                self.tr("Begin from a picture &file…"),
                self.tr("Change a picture instead of beginning from noise alone"),
            ),
            "no_base": (self.tr("Begin from no&ise again"), self.tr("Use no base picture")),
            "add_lora": (
                self.tr("&Add a LoRA…"),
                self.tr("Choose a small file that teaches the model a style or a thing"),
            ),
            "choose_vae": (
                self.tr("Choose a &VAE…"),
                self.tr("Take another file for turning latents into pictures than the model's own"),
            ),
            "save_preset": (
                self.tr("Save way of stee&ring…"),
                self.tr("Keep the methods and their settings under a name"),
            ),
            "new_seed": (self.tr("Ne&w seed"), self.tr("Start from other noise the next time")),
            "lock_seed": (self.tr("Loc&k seed"), self.tr("Keep the seed for the next pictures")),
            "restore_drawing": (
                self.tr("Bring &drawing back"),
                self.tr("Go back to the drawing this picture was made from; can be undone"),
            ),
            "link_views": (
                self.tr("&Link zoom"),
                self.tr("Drawing and result show the same place"),
            ),
            "show_result": (self.tr("&Result"), self.tr("Show or hide the result")),
            "show_side": (
                self.tr("Side &panel"),
                self.tr("Show or hide prompt, guidance and settings"),
            ),
            "show_history": (
                self.tr("Histor&y"),
                self.tr("Show or hide the pictures of this session"),
            ),
            "full_screen": (self.tr("&Full screen"), self.tr("Use the whole screen")),
            "models": (
                self.tr("&Models…"),
                self.tr("Choose, download and delete models"),
            ),
            "preferences": (
                self.tr("Pre&ferences…"),
                self.tr("Language, device, autosave, folders with models"),
            ),
            "command_palette": (
                self.tr("&Find a command…"),
                self.tr("Everything the program can do, found by its name"),
            ),
            "shortcuts": (
                self.tr("&Keyboard shortcuts"),
                self.tr("List all keys, and change them"),
            ),
            "log_folder": (self.tr("Open &log folder"), self.tr("Show where the log file is")),
            "about": (self.tr("&About Sketchpad"), self.tr("Version, model and licences")),
        }
