"""The actions of people and regions."""

from __future__ import annotations

from sketchpad.ui.actions.action_set import ActionSpec, Table

# fmt: off
ACTIONS: Table = {
    "people": (
        ActionSpec("add_person", "&Add person",
                   "Put somebody standing on the page, beside those who are there", "Shift+K", "add"),
        ActionSpec("people_of_boxes", "Make &pose of box",
                   "Put somebody standing into the selected boxes, or into all that name a person",
                   "Ctrl+Alt+J"),
        ActionSpec("mirror_people", "&Mirror people", "What the left hand did, the right one does",
                   "Alt+Shift+K", "swap"),
        ActionSpec("turn_people_left", "Turn people &left", "Turn the selected people by five degrees", ",",
                   "turn-left"),
        ActionSpec("turn_people_right", "Turn people &right", "Turn the selected people by five degrees", ".",
                   "turn-right"),
        ActionSpec("toggle_joint", "&Hide or show joint",
                   "A hidden joint is not told to the model: it is out of sight", "Shift+J", "eye"),
    ),
    "regions": (
        ActionSpec("region_brush", "Paint regions with a &brush", "Paint regions as with a pen", "Shift+B",
                   "region-brush", choice="mode"),
        ActionSpec("region_fill", "&Fill regions", "Click a place to fill it, or draw around one", "Shift+F",
                   "bucket", choice="mode"),
        ActionSpec("region_erase", "&Erase regions", "Take away what regions cover; the drawing stays",
                   "Shift+E", "eraser", checkable=True),
        ActionSpec("choose_class", "Choose &class…", "Say what the regions to come show", "Q"),
        ActionSpec("class_of_box", "Class of the selected bo&x",
                   "Paint regions of what the selected box speaks of", "Alt+Shift+A"),
        ActionSpec("fill_rest", "Fill the &rest", "Fill all of the page that no region covers", "Ctrl+Alt+F"),
        ActionSpec("region_of_box", "Region &of box",
                   "Fill the selected boxes, each with what its phrase names", "Ctrl+Alt+A"),
        ActionSpec("box_of_region", "Box o&f region",
                   "Make a box around the region under the pointer, or around all of the class",
                   "Alt+Shift+B", "box"),
        ActionSpec("clear_regions", "Remove all re&gions", "Take all regions away; can be undone",
                   "Alt+Shift+Del", "trash"),
    ),
}
