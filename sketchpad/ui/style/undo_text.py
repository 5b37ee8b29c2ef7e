"""What undo says of changes to boxes, in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


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
