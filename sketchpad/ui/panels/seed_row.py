"""The seed: a number, a dice and a lock."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QLabel

from sketchpad import settings
from sketchpad.ui.state.run_settings import RunSettings, RunValues
from sketchpad.ui.style import icons
from sketchpad.ui.style.messages import setting_label, setting_note
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import describe, hbox, tool_button
from sketchpad.ui.widgets.number_spin import BigSpin
from sketchpad.ui.widgets.value_slider import give_margins, ignore_wheel


class SeedRow(Panel):
    def __init__(self, run_settings: RunSettings, label_width: int) -> None:
        super().__init__()
        self._settings = run_settings
        self._label = QLabel()
        self._label.setFixedWidth(label_width)
        self.spin = BigSpin(int(settings.setting("seed").high or 0))
        ignore_wheel(self.spin)
        give_margins(self.spin)
        self._label.setBuddy(self.spin)
        self.dice = tool_button("dice", 18, square=32)
        self.lock = tool_button(size=18, square=32, checkable=True)
        hbox(self._label, 6, (self.spin, 1), self.dice, self.lock, on=self, spacing=4)
        self.spin.value_changed.connect(lambda value: run_settings.set_sampling(seed=value))
        self.dice.clicked.connect(run_settings.new_seed)
        self.lock.toggled.connect(run_settings.lock_seed)
        run_settings.changed.connect(self._show)
        self._show(run_settings.values)
        self.retranslate()

    def retranslate(self) -> None:
        self._label.setText(setting_label("seed"))
        describe(self.spin, setting_label("seed"), setting_note("seed"))
        self._label.setToolTip(setting_note("seed"))
        describe(self.dice, self.tr("Another seed"))
        self.lock.setAccessibleName(setting_label("seed.locked"))
        self._show(self._settings.values)

    def _show(self, values: RunValues) -> None:
        self.spin.set_value(values.sampling.seed)
        with QSignalBlocker(self.lock):
            self.lock.setChecked(values.seed_locked)
        icons.set_icon(self.lock, "lock" if values.seed_locked else "unlock")
        locked = self.tr("Locked: every picture starts from this noise")
        unlocked = self.tr("Open: generating again without a change takes another seed")
        self.lock.setToolTip(locked if values.seed_locked else unlocked)
