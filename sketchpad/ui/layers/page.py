"""The page of the side panel with the list of layers and the reference picture."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame

from sketchpad.settings import Setting
from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.action_text import action_button
from sketchpad.ui.layers.layer_list import LayerCommands, LayerList
from sketchpad.ui.layers.reference_panel import ReferencePanel
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style import icons, layer_text
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import STRETCH, hbox, named, vbox
from sketchpad.ui.widgets.value_slider import ValueSlider

OPACITY = Setting("layer.opacity", 100, 0, 100, step=1)
BUTTONS = ("layer_visible", "layer_locked", "layer_raise", "layer_lower")


class LayersPage(Panel):
    def __init__(
        self,
        state: DocumentState,
        commands: LayerCommands,
        actions: ActionSet,
        reference: ReferencePanel,
    ) -> None:
        super().__init__()
        self._state, self._commands, self._actions = state, commands, actions
        self.list = LayerList(state, commands)
        self.opacity = ValueSlider(OPACITY)
        self.opacity.spin.setSuffix(" %")
        self.reference = reference
        buttons = [action_button(actions[name], 30) for name in BUTTONS]
        for button in buttons:
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = hbox(*buttons, STRETCH, spacing=2)
        line = named(QFrame(), "line")
        line.setFixedHeight(1)
        parts = self.list, self.opacity, row, line, reference, STRETCH
        vbox(*parts, on=self, margins=(12, 10, 12, 12), spacing=8)
        self.list.reordered.connect(commands.reorder)
        self.opacity.value_changed.connect(
            lambda value: commands.set_opacity(commands.current, value / 100)
        )
        self.opacity.slider.sliderReleased.connect(state.seal)
        state.document_changed.connect(self.refresh)
        commands.current_changed.connect(self.refresh)
        self.retranslate()

    def refresh(self) -> None:
        """Show the chosen layer as it is now."""
        layer = self._commands.layer
        self.opacity.set_value(round(100 * layer.opacity))
        name = layer_text.name_of(layer.kind)
        self.opacity.set_words(
            self.tr("Opacity"), self.tr("Opacity of “{layer}”").format(layer=name)
        )
        for action, icon in (
            ("layer_visible", "eye" if layer.visible else "eye-off"),
            ("layer_locked", "lock" if layer.locked else "unlock"),
        ):
            if self._actions[action].property("icon_name") != icon:
                icons.set_icon(self._actions[action], icon)
        self._actions["layer_raise"].setEnabled(self._commands.can_move(1))
        self._actions["layer_lower"].setEnabled(self._commands.can_move(-1))

    def retranslate(self) -> None:
        self.list.setAccessibleName(self.tr("Layers, the topmost first"))
        self.list.refresh()
        self.refresh()
