"""What can be done with a layout, as QActions: their keys here, their words in `words`."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.boxes import action_text as words


class Spec(NamedTuple):
    group: str
    id: str
    keys: str = ""  # several are separated by spaces
    icon: str = ""
    checkable: bool = False


SPECS = (
    Spec("align", "align_left", "Alt+Shift+Left", "align-left"),
    Spec("align", "align_centre", "Alt+Shift+C", "align-centre"),
    Spec("align", "align_right", "Alt+Shift+Right", "align-right"),
    Spec("align", "align_top", "Alt+Shift+Up", "align-top"),
    Spec("align", "align_middle", "Alt+Shift+M", "align-middle"),
    Spec("align", "align_bottom", "Alt+Shift+Down", "align-bottom"),
    Spec("align", "distribute_across", "Alt+Shift+H", "distribute-across"),
    Spec("align", "distribute_down", "Alt+Shift+V", "distribute-down"),
    Spec("order", "order_front", "Ctrl+Shift+]"),
    Spec("order", "order_forward", "Ctrl+]", "raise"),
    Spec("order", "order_backward", "Ctrl+[", "lower"),
    Spec("order", "order_back", "Ctrl+Shift+["),
    Spec("boxes", "copy_boxes", "Ctrl+C"),
    Spec("boxes", "cut_boxes", "Ctrl+X"),
    Spec("boxes", "group_boxes", "Ctrl+Alt+G"),
    Spec("boxes", "ungroup_boxes", "Ctrl+Alt+Shift+G"),
    Spec("boxes", "lock_boxes", "Ctrl+Shift+K", "lock"),
    Spec("boxes", "carry_strokes", "Shift+C", checkable=True),
    Spec("boxes", "box_of_strokes", "Ctrl+Shift+B"),
    Spec("prompt", "boxes_from_prompt", "Ctrl+Alt+B"),
    Spec("prompt", "prompt_from_boxes", "Ctrl+Shift+P"),
    Spec("page", "show_grid", "Ctrl+G", checkable=True),
    Spec("page", "show_thirds", "Ctrl+Shift+G", checkable=True),
    Spec("page", "snap", "Shift+G", checkable=True),
    Spec("page", "show_rulers", "Ctrl+Alt+R", checkable=True),
    Spec("page", "page_size", "Ctrl+Alt+C"),
    Spec("page", "canvas_only", "F12", checkable=True),
    Spec("panels", "show_boxes", "F4", checkable=True),
    Spec("panels", "show_layers", "Shift+F3"),
    Spec("panels", "show_checks", "Shift+F4"),
    Spec("panels", "show_sees", "F3"),
)


class BoxActions(ActionSet):
    """The actions by id and by group.

    Args:
        window: gets all of them, so that their shortcuts work.
        handlers: what to do, by id; a checkable action's handler gets its new state.
    """

    def __init__(self, window: QWidget, handlers: dict[str, Callable[..., object]]) -> None:
        super().__init__(window, SPECS)
        for spec in SPECS:
            action, handler = self._actions[spec.id], handlers[spec.id]
            if spec.checkable:
                action.toggled.connect(handler)
            else:
                action.triggered.connect(lambda *_, act=handler: act())

    def words(self) -> dict[str, tuple[str, str]]:
        return words.of_actions()

    def group(self, name: str) -> list[QAction]:
        return [self._actions[spec.id] for spec in SPECS if spec.group == name]

    def enable(self, ids: tuple[str, ...], enabled: bool) -> None:
        for one in ids:
            self._actions[one].setEnabled(enabled)
