"""What can be done with people and regions, as QActions: their keys here, their words in `words`."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QWidget

from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.people_regions import action_text as words


class Spec(NamedTuple):
    group: str
    id: str
    keys: str = ""  # several are separated by spaces
    icon: str = ""
    checkable: bool = False
    choice: str = ""  # actions of the same choice exclude each other


SPECS = (
    Spec("people", "add_person", "Shift+K", "add"),
    Spec("people", "people_of_boxes", "Ctrl+Alt+J"),
    Spec("people", "mirror_people", "Alt+Shift+K", "swap"),
    Spec("people", "turn_people_left", ",", "turn-left"),
    Spec("people", "turn_people_right", ".", "turn-right"),
    Spec("people", "toggle_joint", "Shift+J", "eye"),
    Spec("regions", "region_brush", "Shift+B", "region-brush", True, "mode"),
    Spec("regions", "region_fill", "Shift+F", "bucket", True, "mode"),
    Spec("regions", "region_erase", "Shift+E", "eraser", True),
    Spec("regions", "choose_class", "Q"),
    Spec("regions", "class_of_box", "Alt+Shift+A"),
    Spec("regions", "fill_rest", "Ctrl+Alt+F"),
    Spec("regions", "region_of_box", "Ctrl+Alt+A"),
    Spec("regions", "box_of_region", "Alt+Shift+B", "box"),
    Spec("regions", "clear_regions", "Alt+Shift+Del", "trash"),
)


class PeopleRegionActions(ActionSet):
    """The actions by id and by group.

    Args:
        window: gets all of them, so that their shortcuts work.
        handlers: what to do, by id.
    """

    def __init__(self, window: QWidget, handlers: dict[str, Callable[[], object]]) -> None:
        super().__init__(window, SPECS)
        choices: dict[str, QActionGroup] = {}
        for spec in SPECS:
            action, handler = self._actions[spec.id], handlers[spec.id]
            if spec.choice:
                choices.setdefault(spec.choice, QActionGroup(self)).addAction(action)
            action.triggered.connect(lambda *_, act=handler: act())

    def words(self) -> dict[str, tuple[str, str]]:
        return words.of_actions()

    def group(self, name: str) -> list[QAction]:
        return [self._actions[spec.id] for spec in SPECS if spec.group == name]
