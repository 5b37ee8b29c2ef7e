"""The actions of layers and of the reference picture."""

from __future__ import annotations

from sketchpad.ui.actions.action_set import ActionSpec, Table

# fmt: off
ACTIONS: Table = {
    "layer": (
        ActionSpec("layer_visible", "Show or &hide the layer",
                   "A hidden layer is neither seen nor told to the model", "Alt+Shift+E", "eye"),
        ActionSpec("layer_locked", "Loc&k or unlock the layer",
                   "What lies on a locked layer is not changed by accident", "Alt+Shift+L", "lock"),
        ActionSpec("layer_raise", "&Raise the layer", "Put the layer one place higher", "Ctrl+PgUp", "raise"),
        ActionSpec("layer_lower", "&Lower the layer", "Put the layer one place lower", "Ctrl+PgDown",
                   "lower"),
        ActionSpec("layer_add", "&New layer", "One more layer of lines or of colour, just above this one",
                   "Ctrl+Alt+Shift+L", "plus"),
        ActionSpec("layer_duplicate", "&Duplicate the layer", "The same once more on a layer of its own",
                   "Ctrl+Alt+Shift+J", "copy"),
        ActionSpec("layer_merge", "Merge do&wn", "Make one layer of this one and the next lower one of its kind",
                   "Ctrl+Alt+Shift+E", "merge"),
        ActionSpec("layer_rename", "Rena&me the layer…", "Give the layer a name of its own", "Ctrl+Alt+Shift+R"),
        ActionSpec("layer_remove", "Delete the la&yer", "Remove the layer and what is on it; can be undone",
                   "Ctrl+Alt+Shift+D", "trash"),
    ),
    "reference": (
        ActionSpec("reference_place", "Place reference &picture…",
                   "Lay a picture under the drawing, to trace it or to steer by it", "Ctrl+Shift+I",
                   "picture"),
        ActionSpec("reference_paste", "Paste as re&ference picture",
                   "Lay the copied picture under the drawing", "Ctrl+Shift+V"),
        ActionSpec("reference_fit", "Fit the reference picture to the pa&ge",
                   "Make the reference picture as large as the page has room for", "Ctrl+Alt+0", "fit"),
        ActionSpec("reference_remove", "Re&move the reference picture",
                   "Take the reference picture away; can be undone", "Ctrl+Shift+Backspace", "trash"),
        ActionSpec("reference_strokes", "Reference picture as &strokes",
                   "Make strokes of the reference picture's lines, to edit them", "Alt+Shift+S", "strokes",
                   short="As strokes"),
        ActionSpec("reference_pixels", "Reference picture as &control image",
                   "Turn ControlNet on with what the reference picture is made into", "Alt+Shift+N",
                   "controlnet", short="As control image"),
    ),
}
