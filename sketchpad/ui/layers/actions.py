"""What can be done with layers and with the reference picture, as QActions."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.layers import layer_text as words


class Spec(NamedTuple):
    group: str
    id: str
    keys: str = ""
    icon: str = ""
    checkable: bool = False


SPECS = (
    Spec("layer", "layer_visible", "Alt+Shift+E", "eye"),
    Spec("layer", "layer_locked", "Alt+Shift+L", "lock"),
    Spec("layer", "layer_raise", "Ctrl+PgUp", "raise"),
    Spec("layer", "layer_lower", "Ctrl+PgDown", "lower"),
    Spec("reference", "reference_place", "Ctrl+Shift+I", "picture"),
    Spec("reference", "reference_paste", "Ctrl+Shift+V"),
    Spec("reference", "reference_fit", "Ctrl+Alt+0", "fit"),
    Spec("reference", "reference_remove", "Ctrl+Shift+Backspace", "trash"),
    Spec("reference", "reference_strokes", "Alt+Shift+S", "strokes"),
    Spec("reference", "reference_pixels", "Alt+Shift+N", "controlnet"),
)


class LayerActions(ActionSet):
    """The actions on layers and on the reference picture.

    Args:
        window: gets all of them, so that their shortcuts work.
        handlers: what to do, by id.
    """

    def __init__(self, window: QWidget, handlers: dict[str, Callable[[], object]]) -> None:
        super().__init__(window, SPECS)
        for spec in SPECS:
            act = handlers[spec.id]
            self._actions[spec.id].triggered.connect(lambda *_, act=act: act())

    def words(self) -> dict[str, tuple[str, str]]:
        return words.of_actions()

    def retranslate(self) -> None:
        super().retranslate()
        for name, text in words.short().items():
            self._actions[name].setIconText(text)

    def group(self, name: str) -> list[QAction]:
        return [self._actions[spec.id] for spec in SPECS if spec.group == name]
