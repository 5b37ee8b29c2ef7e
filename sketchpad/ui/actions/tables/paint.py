"""The actions of the colour layer."""

from __future__ import annotations

from sketchpad.ui.actions.action_set import ActionSpec, Table

# fmt: off
ACTIONS: Table = {
    "paint": (
        ActionSpec("paint_brush", "Paint colours with a &brush", "Paint colours as with a brush", "Shift+D",
                   "region-brush", choice="paint"),
        ActionSpec("paint_fill", "&Fill with colour", "Click a place between lines to fill it", "F", "bucket",
                   choice="paint"),
        ActionSpec("paint_pick", "&Take a colour", "Click a colour in sight to paint with it; Alt does so, too",
                   "I", "picker"),
        ActionSpec("paint_erase", "&Erase paint", "Take paint away; lines stay", "Shift+X", "eraser",
                   checkable=True),
        ActionSpec("paint_multiply", "&Multiply", "Paint darkens what lies below it instead of covering it",
                   "Alt+Shift+I", "overlay", checkable=True),
        ActionSpec("choose_colour", "Choose &colour…", "Palettes, recent colours, opacity", "Shift+Q"),
        ActionSpec("more_colours", "&Other colour…", "Mix any colour", "Alt+Shift+Q", short="Other…"),
        ActionSpec("open_palette", "Open pa&lette…", "Take the colours of a .gpl file", "Ctrl+Alt+Shift+O",
                   "open"),
        ActionSpec("picture_to_page", "&Put the picture onto the page",
                   "Paint on the picture in sight, and begin the next one from it", "Alt+Shift+G", "picture"),
        ActionSpec("clear_paint", "&Remove all paint", "Take all paint away; can be undone", "Alt+Shift+D",
                   "trash"),
    ),
}
