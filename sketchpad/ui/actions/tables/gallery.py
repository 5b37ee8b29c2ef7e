"""The actions of the gallery's window."""

from __future__ import annotations

from sketchpad.ui.actions.action_set import ActionSpec, Table

# fmt: off
ACTIONS: Table = {
    "gallery": (
        ActionSpec("use_settings", "Use settings", "Take over settings and words; can be undone", "Ctrl+Alt+T",
                   "sliders"),
        ActionSpec("use_drawing", "Use drawing", "Take over the drawing; can be undone", "Ctrl+Alt+D", "pen"),
        ActionSpec("use_all", "Use everything", "Take over drawing, words and settings; can be undone", "Ctrl+Shift+D",
                   "history"),
        ActionSpec("make_again", "Repeat exactly", "Make the same picture once more", "Ctrl+Shift+Y", "redo"),
        ActionSpec("variations", "Variations of this", "Make four more from noise near its own", "Ctrl+Shift+X",
                   "variations"),
        ActionSpec("look", "Show beside the drawing", "Show the picture in the main window", "Ctrl+Return Ctrl+Enter",
                   "picture"),
        ActionSpec("base", "Begin from this picture", "Change it instead of beginning from noise alone", "Ctrl+U",
                   "picture"),
        ActionSpec("repaint", "Repaint a part of this", "Mask what is to change; all else stays as it is",
                   "Ctrl+Shift+N", "mask"),
        ActionSpec("star", "Star", "Stars are never pruned", "S", "star"),
        ActionSpec("board", "Boards", "Put the pictures on a board, or take them off", "B", "layout"),
        ActionSpec("side_by_side", "Side by side", "Look at the chosen pictures side by side", "C", "swipe"),
        ActionSpec("comparison", "Open comparison", "Open the comparison that the picture belongs to", "O",
                   "compare"),
        ActionSpec("copy", "Copy picture", "Copy the picture to the clipboard", "Ctrl+C", "copy"),
        ActionSpec("export", "Export…", "Write the chosen pictures into a folder", "Ctrl+E", "export"),
        ActionSpec("folder", "Show folder", "Show where the pictures lie", "Ctrl+Shift+O", "folder"),
        ActionSpec("delete", "Put into the bin", "Can be undone until the bin is emptied", "Del", "trash"),
        ActionSpec("restore", "Take out of the bin", "Put the pictures back where they were", "Shift+Del", "undo"),
        ActionSpec("empty_bin", "Empty bin…", "Delete for good what is in the bin", "Ctrl+Shift+Del", "clear"),
        ActionSpec("undo", "Undo", "Take back the last deletion", "Ctrl+Z", "undo"),
        ActionSpec("search", "Search", "Go to the search field", "Ctrl+F", "help"),
        ActionSpec("close", "Close", "Close the gallery", "Ctrl+W", "close"),
    ),
}
SIDE_BY_SIDE: Table = {
    "side_by_side": (
        ActionSpec("fit", "Whole picture", "Show all of the pictures", "Ctrl+0", "fit"),
        ActionSpec("close_side_by_side", "Close", "Close this window", "Esc Ctrl+W"),
    ),
}
# fmt: on
