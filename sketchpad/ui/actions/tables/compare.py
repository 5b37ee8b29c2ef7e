"""The actions of the comparison."""

from __future__ import annotations

from sketchpad.ui.actions.action_set import ActionSpec, Table

# fmt: off
ACTIONS: Table = {
    "compare": (
        ActionSpec("fit", "Whole picture", keys="Ctrl+0", icon="fit"),
        ActionSpec("zoom_in", "Zoom in", keys="Ctrl++ Ctrl+=", icon="zoom-in"),
        ActionSpec("zoom_out", "Zoom out", keys="Ctrl+-", icon="zoom-out"),
        ActionSpec("export", "Export sheet…", keys="Ctrl+E", icon="export"),
        ActionSpec("export_steps", "Export steps as animation…", keys="Ctrl+Alt+E"),
        ActionSpec("export_record", "Export decision record…", keys="Ctrl+Alt+R"),
        ActionSpec("export_bundle", "Export bundle…", keys="Ctrl+Alt+B"),
        ActionSpec("again", "Compare again", keys="Ctrl+Return Ctrl+Enter"),
        ActionSpec("stop", "Stop", keys="Esc"),
        ActionSpec("close", "Close", keys="Ctrl+W"),
        ActionSpec("grid", "All cells", keys="G", icon="grid", choice="look"),
        ActionSpec("one", "One cell", keys="Z", icon="picture", choice="look"),
        ActionSpec("swipe", "Swipe between two", keys="W", icon="swipe", choice="look"),
        ActionSpec("difference", "Difference of two", keys="D", icon="difference", choice="look"),
        ActionSpec("sketch", "Sketch and boxes over the pictures", keys="K", icon="pen", checkable=True),
        ActionSpec("matches", "Lines matched, missed and invented", keys="L", icon="edge_predictor",
                   checkable=True),
        ActionSpec("fainter", "Overlay fainter", keys="["),
        ActionSpec("stronger", "Overlay stronger", keys="]"),
        ActionSpec("back", "One step back", keys=","),
        ActionSpec("forth", "One step on", keys="."),
        ActionSpec("play", "Play the steps", keys="P"),
        ActionSpec("next", "Next cell", keys="Ctrl+Right N"),
        ActionSpec("previous", "Previous cell", keys="Ctrl+Left Shift+N"),
        ActionSpec("other", "Compare others with this cell", keys="M"),
        ActionSpec("swap", "Swap both pictures", keys="C"),
        ActionSpec("star", "Star", keys="S"),
        ActionSpec("reject", "Reject", keys="X"),
        ActionSpec("use", "Use picture and settings", keys="U", icon="check"),
        ActionSpec("base", "Begin from this picture", keys="Ctrl+U", icon="picture"),
        ActionSpec("branch", "Branch from a step…", keys="B", icon="link"),
        ActionSpec("remake", "Make again", keys="R", icon="generate"),
        ActionSpec("stop_cell", "Stop this cell", keys="Shift+Esc", icon="stop"),
        ActionSpec("remove", "Remove cell", keys="Del", icon="close"),
        ActionSpec("restore", "Bring removed cells back", keys="Ctrl+Z", icon="undo"),
        ActionSpec("blind", "Choose blind…", keys="Ctrl+B", icon="eye"),
        ActionSpec("best_of", "Best of several seeds…", keys="Ctrl+Shift+R", icon="dice"),
        ActionSpec("tracks", "Guidance over time", keys="T", icon="sliders", checkable=True),
        ActionSpec("copy_tracks", "Copy tracks of guidance", keys="Ctrl+C", icon="copy"),
        ActionSpec("paste_tracks", "Paste tracks as a further cell", keys="Ctrl+V", icon="paste"),
        ActionSpec("order", "Next order of the cells", keys="O"),
        ActionSpec("numbers", "What the numbers mean", keys="I", icon="info"),
        ActionSpec("shortcuts", "Keyboard shortcuts", keys="F1", icon="help"),
    ),
}
