"""Names of what can be done with a layout, in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def of_actions() -> dict[str, tuple[str, str]]:
    """For each action its text in a menu, and one sentence for the status bar."""
    translate = QCoreApplication.translate
    return {
        "align_left": (
            translate("Layout", "Align &left edges"),
            translate(
                "Layout", "Align the left edges of the selected boxes; of one box, with the page"
            ),
        ),
        "align_centre": (
            translate("Layout", "Align &centres"),
            translate("Layout", "Put the selected boxes one above the other, centred"),
        ),
        "align_right": (
            translate("Layout", "Align &right edges"),
            translate(
                "Layout", "Align the right edges of the selected boxes; of one box, with the page"
            ),
        ),
        "align_top": (
            translate("Layout", "Align &top edges"),
            translate(
                "Layout", "Align the top edges of the selected boxes; of one box, with the page"
            ),
        ),
        "align_middle": (
            translate("Layout", "Align &middles"),
            translate("Layout", "Put the selected boxes side by side at the same height"),
        ),
        "align_bottom": (
            translate("Layout", "Align &bottom edges"),
            translate(
                "Layout", "Align the bottom edges of the selected boxes; of one box, with the page"
            ),
        ),
        "distribute_across": (
            translate("Layout", "Distribute &across"),
            translate(
                "Layout", "Make the gaps between three or more boxes equal, from left to right"
            ),
        ),
        "distribute_down": (
            translate("Layout", "Distribute &down"),
            translate(
                "Layout", "Make the gaps between three or more boxes equal, from top to bottom"
            ),
        ),
        "order_front": (
            translate("Layout", "Bring to &front"),
            translate("Layout", "Put the selected boxes on top of all others"),
        ),
        "order_forward": (
            translate("Layout", "&Raise"),
            translate("Layout", "Put the selected boxes one place higher"),
        ),
        "order_backward": (
            translate("Layout", "&Lower"),
            translate("Layout", "Put the selected boxes one place lower"),
        ),
        "order_back": (
            translate("Layout", "Send to &back"),
            translate("Layout", "Put the selected boxes beneath all others"),
        ),
        "copy_boxes": (
            translate("Layout", "&Copy boxes or lines"),
            translate(
                "Layout",
                "Copy what is selected; Paste puts it into any drawing, lines also into other programs",
            ),
        ),
        "cut_boxes": (
            translate("Layout", "Cu&t boxes or lines"),
            translate("Layout", "Copy what is selected and delete it here"),
        ),
        "group_boxes": (
            translate("Layout", "&Join to a group"),
            translate(
                "Layout", "The selected boxes are selected together; a second click means one"
            ),
        ),
        "ungroup_boxes": (
            translate("Layout", "&Dissolve the group"),
            translate("Layout", "Each box is selected by itself again"),
        ),
        "lock_boxes": (
            translate("Layout", "Loc&k or unlock"),
            translate("Layout", "A locked box is not moved, resized or deleted by accident"),
        ),
        "carry_strokes": (
            translate("Layout", "Boxes take their &lines along"),
            translate("Layout", "Lines inside a box go along when it is moved or resized"),
        ),
        "box_of_strokes": (
            translate("Layout", "&Box around the lines"),
            translate("Layout", "Make a box around the selected lines, or around the whole sketch"),
        ),
        "boxes_from_prompt": (
            translate("Layout", "B&oxes from the prompt"),
            translate(
                "Layout", "Make a box for each thing in the prompt that has none yet, to be placed"
            ),
        ),
        "prompt_from_boxes": (
            translate("Layout", "Boxes into the &prompt"),
            translate(
                "Layout", "Add the phrases of all boxes to the prompt that are missing there"
            ),
        ),
        "show_grid": (
            translate("Layout", "&Grid"),
            translate("Layout", "Show a grid on the page; it is not part of the drawing"),
        ),
        "show_thirds": (
            translate("Layout", "T&hirds"),
            translate("Layout", "Show lines at the thirds of the page to compose by"),
        ),
        "snap": (
            translate("Layout", "&Snap"),
            translate(
                "Layout",
                "What is dragged snaps to edges and middles of page, boxes and lines; Ctrl while dragging: not",
            ),
        ),
        "show_rulers": (
            translate("Layout", "Rul&ers"),
            translate("Layout", "Show rulers at the edges of the canvas, in picture pixels"),
        ),
        "page_size": (
            translate("Layout", "Page si&ze…"),
            translate("Layout", "Crop, extend or scale the page"),
        ),
        "canvas_only": (
            translate("Layout", "Can&vas only"),
            translate(
                "Layout", "The whole screen for the drawing, without panels; again to return"
            ),
        ),
        "show_boxes": (
            translate("Layout", "Layout pa&nel"),
            translate(
                "Layout", "Show or hide the list of boxes, the checks and what the model sees"
            ),
        ),
        "show_layers": (
            translate("Layout", "Layers and re&ference picture"),
            translate(
                "Layout", "Show the list of layers, and what is made of the reference picture"
            ),
        ),
        "show_checks": (
            translate("Layout", "Checks of the layo&ut"),
            translate(
                "Layout", "Show what in this layout the model could misunderstand, with remedies"
            ),
        ),
        "show_sees": (
            translate("Layout", "&What the model sees"),
            translate("Layout", "Show the maps that each method gets, at the model's resolution"),
        ),
    }


def steps() -> dict[str, str]:
    """What undo says it would take back."""
    translate = QCoreApplication.translate
    return {
        "align": translate("Layout", "Align boxes"),
        "distribute": translate("Layout", "Distribute boxes"),
        "order": translate("Layout", "Change order"),
        "group": translate("Layout", "Group boxes"),
        "ungroup": translate("Layout", "Dissolve group"),
        "cut": translate("Layout", "Cut boxes"),
        "paste": translate("Layout", "Paste boxes"),
        "cut_lines": translate("Layout", "Cut lines"),
        "paste_lines": translate("Layout", "Paste lines"),
        "lock": translate("Layout", "Lock boxes"),
        "unlock": translate("Layout", "Unlock boxes"),
        "box_of_strokes": translate("Layout", "Box around the lines"),
        "boxes_from_prompt": translate("Layout", "Boxes from the prompt"),
        "prompt_from_boxes": translate("Layout", "Boxes into the prompt"),
        "strength": translate("Layout", "Change strength"),
        "colour": translate("Layout", "Change colour"),
        "picture": translate("Layout", "Change picture of a box"),
        "place": translate("Layout", "Place box"),
        "phrase": translate("Layout", "Name box"),
        "page_size": translate("Layout", "Change size"),
    }
