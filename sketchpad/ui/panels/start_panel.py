"""What a picture begins from besides noise, and what changes the model: base picture, LoRA files, another VAE."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QMenu, QToolButton

from sketchpad import settings
from sketchpad.document.io.picture import read_picture
from sketchpad.generation.request.request import Lora
from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.connections import discard
from sketchpad.ui.latest_task import LatestTask
from sketchpad.ui.state.run_settings import RunSettings, RunValues
from sketchpad.ui.style.messages import setting_label, setting_note
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.qimage import scaled_to, to_image
from sketchpad.ui.style.shorthand import describe, hbox, named, tool_button, vbox
from sketchpad.ui.widgets.elided_label import ElidedLabel
from sketchpad.ui.widgets.problem_label import ProblemLabel
from sketchpad.ui.widgets.value_slider import ValueSlider

THUMBNAIL = 44
LABEL_WIDTH = 72


class StartPanel(Panel):
    """Two quiet buttons; what has been chosen stands in cards above them."""

    def __init__(self, run_settings: RunSettings, actions: ActionSet) -> None:
        super().__init__()
        self._settings = run_settings
        self.base, self.vae = InitImageCard(run_settings), VaeCard(run_settings)
        self.base_problem, self.lora_problem = ProblemLabel("base"), ProblemLabel("loras")
        self.choose_base, self.add_lora = _quiet_button(), _quiet_button()
        menu = QMenu(self.choose_base)
        menu.addActions([actions[name] for name in ("use_as_base", "base_from_file")])
        self.choose_base.setMenu(menu)
        self.choose_base.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.add_lora.clicked.connect(actions["add_lora"].trigger)
        self.loras: list[LoraCard] = []
        self._cards = vbox(spacing=6)
        left = Qt.AlignmentFlag.AlignLeft
        base = (self.base, self.base_problem, (self.choose_base, 0, left))
        loras = (self._cards, self.lora_problem, (self.add_lora, 0, left))
        vbox(*base, self.vae, *loras, on=self, spacing=6)
        run_settings.changed.connect(self.show_values)
        self.retranslate()
        self.show_values(run_settings.values)

    def retranslate(self) -> None:
        base = self.tr("Change a picture instead of beginning from noise alone")
        lora = self.tr("A small file that teaches the model a style or a thing")
        for button, text, note in (
            (self.choose_base, self.tr("Begin from a picture"), base),
            (self.add_lora, self.tr("Add a LoRA"), lora),
        ):
            describe(button, text, note, text=text)

    def show_values(self, values: RunValues) -> None:
        self.base.show_values(values)
        self.vae.show_values(values)
        self.choose_base.setVisible(values.base is None)
        while len(self.loras) > len(values.loras):
            gone = self.loras.pop()
            self._cards.removeWidget(gone)
            discard(gone)
        while len(self.loras) < len(values.loras):
            card = LoraCard(len(self.loras), self._change_lora, self._remove_lora)
            self._cards.addWidget(card)
            self.loras.append(card)
        for card, lora in zip(self.loras, values.loras, strict=True):
            card.show_lora(lora)

    def _change_lora(self, index: int, strength: float) -> None:
        loras = list(self._settings.values.loras)
        loras[index] = replace(loras[index], strength=strength)
        self._settings.set_loras(tuple(loras))

    def _remove_lora(self, index: int) -> None:
        loras = self._settings.values.loras
        self._settings.set_loras(loras[:index] + loras[index + 1 :])


class _NamedCard(Panel):
    """Picture, name and a cross."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "card", styled=True)
        self.picture, self.name = QLabel(), ElidedLabel()
        self.remove = tool_button("close", role="muted")
        head = hbox(self.picture, (self.name, 1), self.remove, spacing=10)
        self.column = vbox(head, on=self, margins=(12, 8), spacing=4)


class VaeCard(_NamedCard):
    """The VAE that was chosen instead of the model's own; hidden without one."""

    def __init__(self, run_settings: RunSettings) -> None:
        super().__init__()
        self.picture.hide()
        self.remove.clicked.connect(lambda: run_settings.set_vae(""))
        self.retranslate()

    def retranslate(self) -> None:
        describe(self.remove, self.tr("Use the model's own VAE"))
        self.name.setAccessibleName(self.tr("Chosen VAE"))

    def show_values(self, values: RunValues) -> None:
        self.setVisible(bool(values.vae))
        self.name.setText(f"VAE: {Path(values.vae).stem}")
        self.name.setToolTip(values.vae)


class _Card(_NamedCard):
    """And a number below."""

    def __init__(self, setting: str) -> None:
        super().__init__()
        self._setting = setting
        self.strength = ValueSlider(settings.setting(setting))
        self.column.addWidget(self.strength)

    def set_words(self, label: str, remove: str) -> None:
        name, note = setting_label(self._setting), setting_note(self._setting)
        self.strength.set_words(label, name, note, LABEL_WIDTH)
        describe(self.remove, remove)


class InitImageCard(_Card):
    """The picture to begin from, and how much of it may change."""

    def __init__(self, run_settings: RunSettings) -> None:
        super().__init__("base.strength")
        self._shown = ""
        self._settings = run_settings
        self._reading = LatestTask(self)
        self.remove.clicked.connect(lambda: run_settings.set_base(None))
        self.strength.value_changed.connect(self._on_strength)
        self.retranslate()

    def retranslate(self) -> None:
        self.set_words(self.tr("Denoising"), self.tr("Remove starting picture"))
        self.name.setAccessibleName(self.tr("Picture to begin from"))
        self._shown = ""
        self.show_values(self._settings.values)

    def show_values(self, values: RunValues) -> None:
        self.setVisible(values.base is not None)
        if values.base is None:
            return
        self.strength.set_value(values.base.strength)
        if values.base.picture != self._shown:
            self._shown = values.base.picture
            path = Path(values.base.picture)
            own = path.parent.name == "bases"
            self.name.setText(self.tr("A picture made before") if own else path.name)
            self.picture.clear()
            side = round(THUMBNAIL * self.devicePixelRatioF())
            read = partial(read_picture, path, 2 * side)
            self._reading.quick(path.name, lambda _: read(), self._show_picture, lambda _: None)

    def _show_picture(self, pixels: Any) -> None:
        ratio = self.devicePixelRatioF()
        picture = QPixmap.fromImage(scaled_to(to_image(pixels), round(THUMBNAIL * ratio)))
        picture.setDevicePixelRatio(ratio)
        self.picture.setPixmap(picture)

    def _on_strength(self, strength: float) -> None:
        base = self._settings.values.base
        if base is not None:
            self._settings.set_base(replace(base, strength=strength))


class LoraCard(_Card):
    """One LoRA file and how strongly it counts."""

    def __init__(
        self, index: int, change: Callable[[int, float], object], remove: Callable[[int], object]
    ) -> None:
        super().__init__("lora.strength")
        self.picture.hide()
        self.remove.clicked.connect(lambda: remove(index))
        self.strength.value_changed.connect(lambda strength: change(index, strength))
        self.retranslate()

    def retranslate(self) -> None:
        self.set_words(self.tr("Strength"), self.tr("Remove the LoRA"))

    def show_lora(self, lora: Lora) -> None:
        self.name.setText(Path(lora.path).stem)
        self.name.setToolTip(lora.path)
        self.strength.set_value(lora.strength)


def _quiet_button() -> QToolButton:
    button = named(tool_button("add", role="muted"), "disclosure")
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return button
