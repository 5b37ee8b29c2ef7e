"""Seed, steps, guidance scale, scheduler, size."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from sketchpad import settings
from sketchpad.errors import Problem
from sketchpad.generation.export.a1111_text import SAMPLERS
from sketchpad.ui.models.model_choice import ModelChoice
from sketchpad.ui.panels.seed_row import SeedRow
from sketchpad.ui.panels.size_row import SizeRow
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.state.run_settings import RunSettings, RunValues
from sketchpad.ui.style.messages import setting_label, setting_note
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.widgets.field import Choice, Disclosure, Field, Section
from sketchpad.ui.widgets.problem_label import ProblemLabel
from sketchpad.ui.widgets.value_slider import ValueSlider

LABEL_WIDTH = 92
SLIDER_STEPS = 50  # where the sliders end; the numbers go further
SLIDER_SCALE = 15.0


class SettingsPanel(Panel):
    def __init__(
        self,
        state: DocumentState,
        run_settings: RunSettings,
        base_size: int = 256,
        model: ModelChoice | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._section = Section()
        self.seed = SeedRow(run_settings, LABEL_WIDTH)
        self.steps = ValueSlider(settings.setting("steps"), SLIDER_STEPS)
        self.scale = ValueSlider(settings.setting("guidance_scale"), SLIDER_SCALE)
        self.rescale = ValueSlider(settings.setting("guidance_rescale"))
        self.more = Disclosure()
        self.more.column.addWidget(self.rescale)
        self.two_pass = QCheckBox()
        self.two_pass.setObjectName("plain")
        self.more.column.addWidget(self.two_pass)
        self.scheduler = Choice()
        self.scheduler.fill([(label, name) for name, label in SAMPLERS.items()])
        self._scheduler_field = Field(self.scheduler, LABEL_WIDTH)
        self.size_row = SizeRow(state, LABEL_WIDTH, base_size)
        self.problem, self.size_problem = ProblemLabel(), ProblemLabel()
        self.model = model
        if model is not None:
            self._section.column.addWidget(model)
        for widget in (
            self.size_row, self.size_problem, self.seed, self.steps, self.scale, self._scheduler_field,
            self.more, self.problem,
        ):  # fmt: skip
            self._section.column.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._section)
        self.steps.value_changed.connect(lambda v: run_settings.set_sampling(steps=round(v)))
        self.scale.value_changed.connect(lambda v: run_settings.set_sampling(guidance_scale=v))
        self.rescale.value_changed.connect(lambda v: run_settings.set_sampling(guidance_rescale=v))
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
        ):
            label = setting_label(name)
            slider.set_words(short or label, label, setting_note(name), LABEL_WIDTH)
        self.more.set_words(self.tr("More"), self.tr("More settings"))
        self.two_pass.setText(setting_label("two_pass"))
        self.two_pass.setToolTip(setting_note("two_pass"))
        self.two_pass.setAccessibleDescription(setting_note("two_pass"))
        self._sum_up()
        self._scheduler_field.set_words(
            setting_label("scheduler"), setting_label("scheduler"), setting_note("scheduler")
        )

    def show_problems(self, problems: Iterable[Problem], urgent: bool) -> None:
        found = tuple(problems)
        if self.model is not None:
            self.model.show_problems(found, urgent)
        self.size_problem.show_problems((p for p in found if p.where == "size"), urgent)
        self.problem.show_problems((p for p in found if p.where == "settings"), urgent)

    def _show(self, values: RunValues) -> None:
        self.steps.set_value(values.sampling.steps)
        self.scale.set_value(values.sampling.guidance_scale)
        self.scheduler.choose(values.sampling.scheduler)
        self.rescale.set_value(values.sampling.guidance_rescale)
        self.two_pass.setChecked(values.sampling.two_pass)
        self._sum_up()

    def _sum_up(self) -> None:
        rescale = self.rescale.value
        said = [f"{setting_label('guidance_rescale')} {rescale:g}"] if rescale else []
        if not self.two_pass.isChecked():
            said.append(self.tr("one pass"))
        self.more.set_summary(" · ".join(said))
