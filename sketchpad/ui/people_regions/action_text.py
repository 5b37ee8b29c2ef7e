"""Names of what can be done with people and regions, in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def of_actions() -> dict[str, tuple[str, str]]:
    """For each action its text in a menu, and one sentence for the status bar."""
    translate = QCoreApplication.translate
    return {
        "add_person": (
            translate("Figures", "&Add person"),
            translate("Figures", "Put somebody standing on the page, beside those who are there"),
        ),
        "people_of_boxes": (
            translate("Figures", "Make &pose of box"),
            translate(
                "Figures",
                "Put somebody standing into the selected boxes, or into all that name a person",
            ),
        ),
        "mirror_people": (
            translate("Figures", "&Mirror people"),
            translate("Figures", "What the left hand did, the right one does"),
        ),
        "turn_people_left": (
            translate("Figures", "Turn people &left"),
            translate("Figures", "Turn the selected people by five degrees"),
        ),
        "turn_people_right": (
            translate("Figures", "Turn people &right"),
            translate("Figures", "Turn the selected people by five degrees"),
        ),
        "toggle_joint": (
            translate("Figures", "&Hide or show joint"),
            translate("Figures", "A hidden joint is not told to the model: it is out of sight"),
        ),
        "region_brush": (
            translate("Figures", "Paint regions with a &brush"),
            translate("Figures", "Paint regions as with a pen"),
        ),
        "region_fill": (
            translate("Figures", "&Fill regions"),
            translate("Figures", "Click a place to fill it, or draw around one"),
        ),
        "region_erase": (
            translate("Figures", "&Erase regions"),
            translate("Figures", "Take away what regions cover; the drawing stays"),
        ),
        "choose_class": (
            translate("Figures", "Choose &class…"),
            translate("Figures", "Say what the regions to come show"),
        ),
        "class_of_box": (
            translate("Figures", "Class of the selected bo&x"),
            translate("Figures", "Paint regions of what the selected box speaks of"),
        ),
        "fill_rest": (
            translate("Figures", "Fill the &rest"),
            translate("Figures", "Fill all of the page that no region covers"),
        ),
        "region_of_box": (
            translate("Figures", "Region &of box"),
            translate("Figures", "Fill the selected boxes, each with what its phrase names"),
        ),
        "box_of_region": (
            translate("Figures", "Box o&f region"),
            translate(
                "Figures",
                "Make a box around the region under the pointer, or around all of the class",
            ),
        ),
        "clear_regions": (
            translate("Figures", "Remove all re&gions"),
            translate("Figures", "Take all regions away; can be undone"),
        ),
    }
