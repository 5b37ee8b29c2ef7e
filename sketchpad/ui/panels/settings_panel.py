"""Seed, steps, guidance scale, scheduler, size."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QLabel

from sketchpad import settings
from sketchpad.generation.export.a1111_text import SAMPLERS
from sketchpad.ui.models.model_choice import ModelChoice
from sketchpad.ui.panels.size_row import SizeRow
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.state.run_settings import RunSettings, RunValues
from sketchpad.ui.style import icons
from sketchpad.ui.style.messages import setting_label, setting_note
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import describe, hbox, named, tool_button, vbox
from sketchpad.ui.widgets.field import Choice, Disclosure, Field, Section
from sketchpad.ui.widgets.number_spin import BigSpin
from sketchpad.ui.widgets.problem_label import ProblemLabel
from sketchpad.ui.widgets.value_slider import ValueSlider, give_margins, ignore_wheel


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


LABEL_WIDTH = 92
SLIDER_STEPS = 50  # where the sliders end; the numbers go further
SLIDER_SCALE = 15.0


class SettingsPanel(Panel):
    def __init__(
        self, state: DocumentState, run_settings: RunSettings, base_size: int, model: ModelChoice
    ) -> None:
        super().__init__()
        self._section = Section()
        self.seed = SeedRow(run_settings, LABEL_WIDTH)
        self.steps = ValueSlider(settings.setting("steps"), SLIDER_STEPS)
        self.scale = ValueSlider(settings.setting("guidance_scale"), SLIDER_SCALE)
        self.rescale = ValueSlider(settings.setting("guidance_rescale"))
        self.more, self.two_pass = Disclosure(), named(QCheckBox(), "plain")
        self.variation = ValueSlider(settings.setting("variation_strength"))
        self.variation_seed = BigSpin(int(settings.setting("variation_seed").high or 0))
        ignore_wheel(self.variation_seed)
        give_margins(self.variation_seed)
        self._variation_field = Field(self.variation_seed, LABEL_WIDTH)
        for widget in (self.rescale, self.variation, self._variation_field, self.two_pass):
            self.more.column.addWidget(widget)
        self.scheduler = Choice()
        self.scheduler.fill([(label, name) for name, label in SAMPLERS.items()])
        self._scheduler_field = Field(self.scheduler, LABEL_WIDTH)
        self.size_row = SizeRow(state, LABEL_WIDTH, base_size)
        self.problem, self.size_problem = ProblemLabel("settings"), ProblemLabel("size")
        self.model = model
        for part in (
            model, self.size_row, self.size_problem, self.seed, self.steps, self.scale, self._scheduler_field,
            self.more, self.problem,
        ):  # fmt: skip
            self._section.column.addWidget(part)
        vbox(self._section, on=self)
        self.steps.value_changed.connect(lambda v: run_settings.set_sampling(steps=round(v)))
        self.scale.value_changed.connect(lambda v: run_settings.set_sampling(guidance_scale=v))
        self.rescale.value_changed.connect(lambda v: run_settings.set_sampling(guidance_rescale=v))
        self.variation.value_changed.connect(
            lambda v: run_settings.set_sampling(variation_strength=v)
        )
        self.variation_seed.value_changed.connect(
            lambda v: run_settings.set_sampling(variation_seed=v)
        )
        self.two_pass.clicked.connect(lambda on: run_settings.set_sampling(two_pass=on))
        self.scheduler.activated.connect(
            lambda _: run_settings.set_sampling(scheduler=self.scheduler.currentData())
        )
        run_settings.changed.connect(self._show)
        self._show(run_settings.values)
        self.retranslate()

    def retranslate(self) -> None:
        self._section.title.setText(self.tr("Settings"))
        for slider, name, short in (
            (self.steps, "steps", ""),
            (self.scale, "guidance_scale", ""),
            (self.rescale, "guidance_rescale", self.tr("Rescale")),
            (self.variation, "variation_strength", ""),
        ):
            label = setting_label(name)
            slider.set_words(short or label, label, setting_note(name), LABEL_WIDTH)
        name = setting_label("variation_seed")
        self._variation_field.set_words(name, name, setting_note("variation_seed"))
        self.more.set_words(self.tr("More"), self.tr("More settings"))
        self.two_pass.setText(setting_label("two_pass"))
        self.two_pass.setToolTip(setting_note("two_pass"))
        self.two_pass.setAccessibleDescription(setting_note("two_pass"))
        self._sum_up()
        name = setting_label("scheduler")
        self._scheduler_field.set_words(name, name, setting_note("scheduler"))

    def _show(self, values: RunValues) -> None:
        self.steps.set_value(values.sampling.steps)
        self.scale.set_value(values.sampling.guidance_scale)
        self.scheduler.choose(values.sampling.scheduler)
        self.rescale.set_value(values.sampling.guidance_rescale)
        self.two_pass.setChecked(values.sampling.two_pass)
        self.variation.set_value(values.sampling.variation_strength)
        self.variation_seed.set_value(values.sampling.variation_seed)
        self._sum_up()

    def _sum_up(self) -> None:
        rescale = self.rescale.value
        said = [f"{setting_label('guidance_rescale')} {rescale:g}"] if rescale else []
        if self.variation.value:
            said.append(f"{setting_label('variation_strength')} {self.variation.value:g}")
        if not self.two_pass.isChecked():
            said.append(self.tr("one pass"))
        self.more.set_summary(" · ".join(said))
