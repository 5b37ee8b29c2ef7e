"""The actions of the canvas: tools, lines, boxes, view."""

from __future__ import annotations

from sketchpad.ui.actions.action_set import ActionSpec, Table

# fmt: off
ACTIONS: Table = {
    "tools": (
        ActionSpec("pen", "&Pen", "Draw lines", "B", choice="tool"),
        ActionSpec("eraser", "&Eraser", "Erase lines; the other end of a pen does so, too", "E",
                   choice="tool"),
        ActionSpec("line", "&Line", "Draw straight lines", "U", choice="tool"),
        ActionSpec("polyline", "P&olyline", "Draw from corner to corner", "Shift+U", choice="tool"),
        ActionSpec("rectangle", "&Rectangle", "Draw rectangles and squares", "Shift+R", choice="tool"),
        ActionSpec("ellipse", "Ell&ipse", "Draw ellipses and circles", "O", choice="tool"),
        ActionSpec("bucket", "B&ucket", "Fill what lines enclose", "G", choice="tool"),
        ActionSpec("strokes", "Select li&nes", "Select lines to move, scale, turn or copy them", "S",
                   choice="tool"),
        ActionSpec("lasso", "Lass&o", "Draw around lines to select them", "L", choice="tool"),
        ActionSpec("box", "&Box", "Drag a box and type what goes there", "C R", choice="tool"),
        ActionSpec("select", "&Select", "Select, move and resize boxes", "V", choice="tool"),
        ActionSpec("pose", "P&ose", "Place people and drag their joints", "K", choice="tool"),
        ActionSpec("region", "Re&gions", "Paint what is where: sky, water, a person", "A", choice="tool"),
        ActionSpec("mask", "&Mask", "Paint over what is to change in a picture", "J", choice="tool"),
        ActionSpec("paint", "&Colours", "Paint the colours that the picture begins from, under the lines", "D",
                   choice="tool"),
        ActionSpec("reference", "Re&ference", "Move and scale the reference picture", "T", choice="tool"),
        ActionSpec("crop", "P&age", "Cut the page, or pull its edges outwards to paint more", "Y", choice="tool"),
        ActionSpec("pan", "&Hand", "Move the page; with any tool: Space and drag", "H", choice="tool"),
    ),
    "edit": (
        ActionSpec("undo", "&Undo", "Take the last change back", "Ctrl+Z"),
        ActionSpec("redo", "&Redo", "Do again what was undone", "Ctrl+Shift+Z Ctrl+Y"),
        ActionSpec("clear", "&Clear drawing", "Remove all lines and boxes; can be undone", "Ctrl+Shift+Del"),
        ActionSpec("select_all", "Select &all", "Select all boxes; with a tool for lines, all lines",
                   "Ctrl+A", on_canvas=True),
        ActionSpec("deselect", "Select &nothing", "Deselect boxes and lines", "Ctrl+Shift+A"),
    ),
    "brush": (
        ActionSpec("brush_smaller", "S&maller brush", "Make pen or eraser finer; Ctrl+wheel does so, too",
                   "["),
        ActionSpec("brush_larger", "&Larger brush", "Make pen or eraser broader; Ctrl+wheel does so, too",
                   "]"),
    ),
    "lines": (
        ActionSpec("role_follow", "&Must follow",
                   "The picture follows these lines; the selected ones, if there are any", "1",
                   choice="role"),
        ActionSpec("role_loose", "Follow &loosely", "The picture follows these lines roughly", "2",
                   choice="role"),
        ActionSpec("role_ignore", "&Ignore", "Lines that help the hand; the model does not see them", "3",
                   choice="role"),
        ActionSpec("mirror_across", "Mirror left and &right", "Draw on both sides of the middle at once",
                   "Ctrl+M", checkable=True),
        ActionSpec("mirror_down", "Mirror top and &bottom", "Draw above and below the middle at once",
                   "Ctrl+Alt+M", checkable=True),
        ActionSpec("steady", "&Steady hand", "The line follows the pointer as on a string", "Shift+S",
                   checkable=True),
        ActionSpec("pressure", "Pen &pressure", "A pen's pressure changes the width of the line",
                   "Ctrl+Alt+P", checkable=True),
        ActionSpec("smooth", "Sm&ooth lines", "Take the hand's jitter out of lines", "Ctrl+Alt+S",
                   checkable=True),
    ),
    "boxes": (
        ActionSpec("add_box", "&Add box", "Put a box in the middle of the page and type what goes there",
                   "Ctrl+B"),
        ActionSpec("edit_phrase", "Edit p&hrase", "Type what goes into the selected box", "Return Enter F2",
                   on_canvas=True),
        ActionSpec("duplicate", "&Duplicate", "Duplicate the selected boxes or lines", "Ctrl+D",
                   on_canvas=True),
        ActionSpec("delete", "De&lete", "Delete the selected boxes or lines", "Del Backspace",
                   on_canvas=True),
        ActionSpec("next_box", "&Next box", "Select the next box", "N", on_canvas=True),
        ActionSpec("previous_box", "P&revious box", "Select the previous box", "Shift+N", on_canvas=True),
    ),
    "nudge": tuple(
        ActionSpec(f"{verb}_{way.lower()}{far}", f"{text}{by}", tip, f"{keys}{shift}{way}", on_canvas=True)
        for verb, keys, tip, texts in (
            ("nudge", "", "Move the selected boxes by 1 pixel, with Shift by 10",
             ("Nudge left", "Nudge right", "Nudge up", "Nudge down")),
            ("grow", "Ctrl+", "Move an edge of the selected boxes by 1 pixel, with Shift by 10",
             ("Make narrower", "Make wider", "Make lower", "Make higher")),
        )
        for far, shift, by in (("", "", ""), ("_far", "Shift+", " by 10 pixels"))
        for way, text in zip(("Left", "Right", "Up", "Down"), texts, strict=True)
    ),
    "view": (
        ActionSpec("zoom_in", "Zoom &in", "Show the page larger; the wheel zooms at the pointer",
                   "Ctrl++ Ctrl+="),
        ActionSpec("zoom_out", "Zoom &out", "Show the page smaller; the wheel zooms at the pointer",
                   "Ctrl+-"),
        ActionSpec("fit", "&Whole page", "Fit the page into the window", "Ctrl+0"),
        ActionSpec("actual_size", "&100 %", "One picture pixel on one pixel of the screen", "Ctrl+1"),
        ActionSpec("mirror_view", "&Mirror the view",
                   "Look at the drawing as in a mirror, to see its faults; it stays as it is", "M"),
        ActionSpec("turn_left", "Tur&n the view left",
                   "Turn the page under the hand; the drawing stays as it is", "4"),
        ActionSpec("turn_right", "T&urn the view right",
                   "Turn the page under the hand; the drawing stays as it is", "6"),
        ActionSpec("straighten", "&Straighten the view", "Neither turned nor mirrored", "5"),
    ),
    "result": (
        ActionSpec("result_under", "Picture &under the lines", "Show the picture beneath the drawing",
                   "Alt+1", choice="result"),
        ActionSpec("result_over", "Picture &over the lines", "Show the picture above the drawing", "Alt+2",
                   choice="result"),
        ActionSpec("result_hidden", "&Hide the picture", "Show the drawing alone", "Alt+3", choice="result"),
        ActionSpec("peek", "&Peek at the picture", "Show the picture alone while the key is held", "P",
                   checkable=True),
    ),
}
