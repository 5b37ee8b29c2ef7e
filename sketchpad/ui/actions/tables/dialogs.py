"""The actions of the dialogs of models and of preferences."""

from __future__ import annotations

from sketchpad.ui.actions.action_set import ActionSpec, Table

# fmt: off
MODELS: Table = {
    "add": (
        ActionSpec("add_folder", "Add folder…", "Use a model in diffusers' layout, or all models of a folder",
                   "Ctrl+Shift+O"),
        ActionSpec("add_file", "Add file…", "Use a single .safetensors file", "Ctrl+O"),
        ActionSpec("add_hub", "Add from hub…", "Put another repository of the hub on the list", "Ctrl+H"),
    ),
    "row": (
        ActionSpec("main", "Download, pause or use", "Download, pause or use", "Ctrl+Return"),
        ActionSpec("stop", "Cancel the download", "Cancel the download", "Ctrl+Backspace"),
        ActionSpec("remove", "Delete the model", "Delete the model", "Del"),
    ),
}
PREFERENCES: Table = {
    "preferences": (
        ActionSpec("add", "Add folder…", "Add folder…", "Ins"),
        ActionSpec("take_out", "Take out", "Take out", "Del"),
        ActionSpec("defaults", "Restore defaults", "Restore defaults", "Ctrl+Backspace"),
    ),
}
FOLDER: Table = {
    "folder": (
        ActionSpec("choose_folder", "Choose…", "Take another folder", "Ctrl+O"),
        ActionSpec("usual_folder", "Usual folder", "Take the folder that is used without a choice", "Ctrl+U"),
    ),
}
