"""Names of what can be done with a layout, in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def of_actions() -> dict[str, tuple[str, str]]:
    """For each action its text in a menu, and one sentence for the status bar."""
    tr = QCoreApplication.translate
    return {
        "align_left": (
            tr("Layout", "Align &left edges"),
            tr("Layout", "Align the left edges of the selected boxes; of one box, with the page"),
        ),
        "align_centre": (
            tr("Layout", "Align &centres"),
            tr("Layout", "Put the selected boxes one above the other, centred"),
        ),
        "align_right": (
            tr("Layout", "Align &right edges"),
            tr("Layout", "Align the right edges of the selected boxes; of one box, with the page"),
        ),
        "align_top": (
            tr("Layout", "Align &top edges"),
            tr("Layout", "Align the top edges of the selected boxes; of one box, with the page"),
        ),
        "align_middle": (
            tr("Layout", "Align &middles"),
            tr("Layout", "Put the selected boxes side by side at the same height"),
        ),
        "align_bottom": (
            tr("Layout", "Align &bottom edges"),
            tr("Layout", "Align the bottom edges of the selected boxes; of one box, with the page"),
        ),
        "distribute_across": (
            tr("Layout", "Distribute &across"),
            tr("Layout", "Make the gaps between three or more boxes equal, from left to right"),
        ),
        "distribute_down": (
            tr("Layout", "Distribute &down"),
            tr("Layout", "Make the gaps between three or more boxes equal, from top to bottom"),
        ),
        "order_front": (
            tr("Layout", "Bring to &front"),
            tr("Layout", "Put the selected boxes on top of all others"),
        ),
        "order_forward": (
            tr("Layout", "&Raise"),
            tr("Layout", "Put the selected boxes one place higher"),
        ),
        "order_backward": (
            tr("Layout", "&Lower"),
            tr("Layout", "Put the selected boxes one place lower"),
        ),
        "order_back": (
            tr("Layout", "Send to &back"),
            tr("Layout", "Put the selected boxes beneath all others"),
        ),
        "copy_boxes": (
            tr("Layout", "&Copy boxes"),
            tr("Layout", "Copy the selected boxes; Paste puts them into any drawing"),
        ),
        "cut_boxes": (
            tr("Layout", "Cu&t boxes"),
            tr("Layout", "Copy the selected boxes and delete them here"),
        ),
        "lock_boxes": (
            tr("Layout", "Loc&k or unlock"),
            tr("Layout", "A locked box is not moved, resized or deleted by accident"),
        ),
        "carry_strokes": (
            tr("Layout", "Boxes take their &lines along"),
            tr("Layout", "Lines inside a box go along when it is moved or resized"),
        ),
        "box_of_strokes": (
            tr("Layout", "&Box around the lines"),
            tr("Layout", "Make a box around the selected lines, or around the whole sketch"),
        ),
        "boxes_from_prompt": (
            tr("Layout", "B&oxes from the prompt"),
            tr("Layout", "Make a box for each thing in the prompt that has none yet, to be placed"),
        ),
        "prompt_from_boxes": (
            tr("Layout", "Boxes into the &prompt"),
            tr("Layout", "Add the phrases of all boxes to the prompt that are missing there"),
        ),
        "show_boxes": (
            tr("Layout", "Layout pa&nel"),
            tr("Layout", "Show or hide the list of boxes, the checks and what the model sees"),
        ),
        "show_checks": (
            tr("Layout", "Checks of the layo&ut"),
            tr("Layout", "Show what in this layout the model could misunderstand, with remedies"),
        ),
        "show_sees": (
            tr("Layout", "&What the model sees"),
            tr("Layout", "Show the maps that each method gets, at the model's resolution"),
        ),
    }


def steps() -> dict[str, str]:
    """What undo says it would take back."""
    tr = QCoreApplication.translate
    return {
        "align": tr("Layout", "Align boxes"),
        "distribute": tr("Layout", "Distribute boxes"),
        "order": tr("Layout", "Change order"),
        "cut": tr("Layout", "Cut boxes"),
        "paste": tr("Layout", "Paste boxes"),
        "lock": tr("Layout", "Lock boxes"),
        "unlock": tr("Layout", "Unlock boxes"),
        "box_of_strokes": tr("Layout", "Box around the lines"),
        "boxes_from_prompt": tr("Layout", "Boxes from the prompt"),
        "prompt_from_boxes": tr("Layout", "Boxes into the prompt"),
        "strength": tr("Layout", "Change strength"),
        "colour": tr("Layout", "Change colour"),
        "picture": tr("Layout", "Change picture of a box"),
        "place": tr("Layout", "Place box"),
        "phrase": tr("Layout", "Name box"),
    }
