"""The actions of the mask, and of the page's edges."""

from __future__ import annotations

from sketchpad.ui.actions.action_set import ActionSpec, Table

# fmt: off
ACTIONS: Table = {
    "mask": (
        ActionSpec("mask_brush", "Paint the mask with a &brush", "Paint over what is to change", "Shift+M",
                   "region-brush", choice="mask_mode"),
        ActionSpec("mask_fill", "Mask with a &lasso", "Draw around what is to change, or click a place between lines",
                   "Shift+L", "lasso", choice="mask_mode"),
        ActionSpec("mask_rectangle", "Mask with a &rectangle", "Drag a rectangle over what is to change", "Shift+W",
                   "rectangle", choice="mask_mode"),
        ActionSpec("mask_erase", "&Erase the mask", "Take away what the mask covers; the drawing stays", "Alt+Shift+O",
                   "eraser", checkable=True),
    ),
    "edit_mask": (
        ActionSpec("mask_boxes", "Mask b&oxes", "Mask the selected boxes, or all of them", "Alt+Shift+J", "box"),
        ActionSpec("mask_region", "Mask re&gion", "Mask all that is painted of the class in hand", "Alt+Shift+R",
                   "region"),
        ActionSpec("mask_lines", "Mask the selected li&nes", "Mask the selected lines and what they enclose",
                   "Alt+Shift+T", "strokes"),
        ActionSpec("mask_invert", "&Invert the mask", "Change what was kept, and keep what was to change", "Shift+I",
                   "swap", checkable=True),
        ActionSpec("mask_only", "Paint the masked part &alone",
                   "At the size that the model was trained for: finer where the part is small", "Ctrl+Alt+N",
                   "enlarge", checkable=True),
        ActionSpec("mask_grow", "Gro&w the mask", "Make the mask larger on all sides", "Alt+Shift+P"),
        ActionSpec("mask_shrink", "&Shrink the mask", "Make the mask smaller on all sides", "Alt+Shift+W"),
        ActionSpec("mask_softer", "So&fter edge of the mask", "Let the new picture pass into the old one more slowly",
                   "Alt+Shift+F"),
        ActionSpec("mask_harder", "&Harder edge of the mask", "Let the new picture pass into the old one more quickly",
                   "Alt+Shift+Z"),
        ActionSpec("clear_mask", "&Clear the mask", "Take the mask away; can be undone", "Ctrl+Alt+E", "trash"),
    ),
    "page": (
        ActionSpec("apply_page", "&Use this page", "Cut the page, or make it larger and mask what is new", "Shift+P",
                   "check"),
        ActionSpec("reset_page", "Lea&ve the page as it is", "Put the edges back", "Shift+Y", "close"),
    ),
}
