"""The actions of the main window."""

from __future__ import annotations

from sketchpad.generation.methods.registry import METHODS, method_names
from sketchpad.ui.actions.action_set import ActionSpec, Table

# fmt: off
ACTIONS: Table = {
    "window": (
        ActionSpec("new", "&New", "Begin with an empty drawing", "Ctrl+N", "new"),
        ActionSpec("open", "&Open…", "Open a drawing, an SVG file or a picture with lines", "Ctrl+O", "open"),
        ActionSpec("open_sample", "Open sa&mple…", "Choose one of the drawings that come with Sketchpad",
                   "Ctrl+Shift+O", "samples"),
        ActionSpec("recoveries", "Recovered &drawings…", "Look at what was kept of drawings that no file holds",
                   "Ctrl+Alt+O", "history"),
        ActionSpec("import", "&Import lines…", "Add the lines of a picture or an SVG file to the drawing",
                   "Ctrl+I", "picture"),
        ActionSpec("save", "&Save", "Save the drawing", "Ctrl+S", "save"),
        ActionSpec("save_as", "Save &as…", "Save the drawing in another file", "Ctrl+Shift+S"),
        ActionSpec("export", "&Export picture…", "Save the picture with its settings in the file", "Ctrl+E",
                   "export"),
        ActionSpec("export_comparison", "Export &comparison…",
                   "Save the pictures of the comparison as one sheet", "Ctrl+Shift+E", "export"),
        ActionSpec("copy", "Cop&y picture", "Copy the picture to the clipboard", "Ctrl+Shift+C", "copy"),
        ActionSpec("quit", "&Quit", "Leave Sketchpad", "Ctrl+Q"),
        ActionSpec("paste", "&Paste", "Add copied boxes and lines; of a picture, choose what it becomes",
                   "Ctrl+V"),
        ActionSpec("known_words", "Known &words…", "Put words that the model knows into the prompt",
                   "Ctrl+Alt+W", short="Known words"),
        ActionSpec("generate", "&Generate", "Make a picture of the drawing", "Ctrl+Return Ctrl+Enter",
                   "generate"),
        ActionSpec("generate_at_once", "Generate at once",
                   "End the picture that is being made, and make this one instead of putting it into the queue",
                   "Ctrl+Alt+Return Ctrl+Alt+Enter", "generate"),
        ActionSpec("show_queue", "Queue", "What waits to be made, in order", "Ctrl+Shift+Q", "queue"),
        ActionSpec("show_batch", "All of the batch", "Look at the pictures that were made together",
                   "Ctrl+Alt+I", "grid"),
        ActionSpec("stop", "&Stop", "Stop; the last step stays in sight", "Esc", "stop"),
        ActionSpec("compare", "&Compare",
                   "Make the picture without guidance and with each method, from the same noise",
                   "Ctrl+Shift+Return Ctrl+Shift+Enter", "compare"),
        ActionSpec("best_of", "Best of se&veral seeds…",
                   "Make several pictures, and tell which one follows the drawing best", "Ctrl+Shift+R",
                   "dice"),
        ActionSpec("live", "Live", "Make a picture in few steps after every change, while you draw", "Ctrl+T",
                   "live", checkable=True),
        ActionSpec("keep_live", "Keep live &picture",
                   "Put the live picture into the gallery", "Ctrl+Shift+T", "keep"),
        ActionSpec("method_none", "&No guidance", "Let the prompt alone decide", "F5"),
        ActionSpec("use_as_base", "&Begin from this picture",
                   "Change the picture in sight instead of beginning from noise alone", "Ctrl+U", "picture"),
        ActionSpec("repaint", "Repaint a part of this",
                   "Mask what is to change in the picture in sight; all else stays as it is", "Ctrl+Shift+J", "mask"),
        ActionSpec("enlarge", "Enlarge &twice",
                   "Make the picture in sight at twice its size, with sharp edges", "Ctrl+Shift+F",
                   "enlarge"),
        ActionSpec("variations", "Variations of this",
                   "Make four more like the picture in sight, from noise near its own", "Ctrl+Shift+X",
                   "variations"),
        ActionSpec("base_from_file", "Begin from a picture &file…",
                   "Change a picture instead of beginning from noise alone", "Ctrl+Shift+U", "open"),
        ActionSpec("no_base", "Remove start&ing picture", "Begin from noise alone", "Ctrl+Alt+U"),
        ActionSpec("add_lora", "&Add a LoRA…",
                   "Choose a small file that teaches the model a style or a thing", "Ctrl+Alt+L", "add"),
        ActionSpec("choose_vae", "C&hoose a VAE…",
                   "Take another file for turning latents into pictures than the model's own", "Ctrl+Alt+V",
                   "open"),
        ActionSpec("save_preset", "Save guidance p&reset…",
                   "Keep the methods and their settings under a name", "Ctrl+Alt+K"),
        ActionSpec("new_seed", "Ne&w seed", "Start from other noise the next time", "Ctrl+R", "dice"),
        ActionSpec("lock_seed", "Loc&k seed", "Keep the seed for the next pictures", "Ctrl+L", "lock",
                   checkable=True),
        ActionSpec("use_settings", "&Use settings",
                   "Take over the settings and words that made this picture; can be undone", "Ctrl+Alt+T",
                   "sliders"),
        ActionSpec("use_drawing", "Use &drawing",
                   "Take over the drawing that this picture was made from; can be undone", "Ctrl+Alt+D", "pen"),
        ActionSpec("use_all", "Use ever&ything",
                   "Take over all that made this picture; can be undone", "Ctrl+Shift+D", "history"),
        ActionSpec("make_again", "Repeat e&xactly", "Make the same picture once more", "Ctrl+Shift+Y", "redo"),
        ActionSpec("show_gallery", "G&allery…", "Look for pictures made before", "Ctrl+J", "grid"),
        ActionSpec("link_views", "&Link zoom", "Drawing and result show the same place", "Ctrl+Shift+L",
                   "link", checkable=True),
        ActionSpec("show_result", "&Result", "Show or hide the result", "F9", checkable=True),
        ActionSpec("show_side", "Side &panel", "Show or hide prompt, guidance and settings", "F10",
                   checkable=True),
        ActionSpec("show_history", "Histor&y", "Show or hide the newest pictures of the gallery", "Ctrl+H",
                   checkable=True),
        ActionSpec("full_screen", "&Full screen", "Use the whole screen", "F11", checkable=True),
        ActionSpec("models", "&Models…", "Choose, download and delete models", "Ctrl+Shift+M", "folder"),
        ActionSpec("preferences", "Pre&ferences…", "Language, device, autosave, folders with models",
                   "Ctrl+,"),
        ActionSpec("command_palette", "&Find a command…", "Everything the program can do, found by its name",
                   "Ctrl+K"),
        ActionSpec("shortcuts", "&Keyboard shortcuts", "List all keys, and change them", "F1 ? Shift+?",
                   "help"),
        ActionSpec("log_folder", "Open &log folder", "Show where the log file is"),
        ActionSpec("about", "&About Sketchpad", "Version, model and licences"),
    ),
}

QUEUE: Table = {
    "queue": (
        ActionSpec("queue_pause", "Pause", "Begin nothing more by itself; what is being made goes on", "Space",
                   "pause", checkable=True),
        ActionSpec("queue_earlier", "Earlier", "Make what is chosen before the one above it", "Alt+Up", "raise"),
        ActionSpec("queue_later", "Later", "Make what is chosen after the one below it", "Alt+Down", "lower"),
        ActionSpec("queue_remove", "Remove", "Take what is chosen off the queue", "Del", "trash"),
        ActionSpec("queue_undo", "Bring back", "Bring back what was removed last", "Ctrl+Z", "undo"),
        ActionSpec("queue_clear", "Remove all", "Take everything off the queue", "Ctrl+Shift+Del", "close"),
    ),
}

CHANGES: Table = {
    "changes": (
        ActionSpec("show_changes", "&Changes", "Show or hide the list of changes", "Ctrl+Shift+H", "history",
                   checkable=True),
    ),
}
# fmt: on


def actions() -> Table:
    """`ACTIONS`, and a switch for each method of the registry."""
    return {
        **ACTIONS,
        "methods": tuple(
            ActionSpec(
                f"method_{name}",
                METHODS[name].menu,
                "Switch {method} on or off",
                METHODS[name].key,
                METHODS[name].icon_name,
                checkable=True,
                method=name,
            )
            for name in method_names()
        ),
    }
