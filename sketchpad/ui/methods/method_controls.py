"""How strongly one method steers, and when: strength, share of the steps, and the rest behind a triangle."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sketchpad.generation.methods.registry import METHODS
from sketchpad.generation.request.defaults import method_defaults
from sketchpad.generation.request.method_settings import MethodSettings
from sketchpad.ui.methods.net_options import KindRow, NetOptions
from sketchpad.ui.methods.option_field import OptionField
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style.messages import hint_label, setting_text
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.widgets.curve_editor import SHAPES, CurveEditor
from sketchpad.ui.widgets.field import Choice, Disclosure, Field
from sketchpad.ui.widgets.range_slider import RangeSlider
from sketchpad.ui.widgets.value_slider import ValueSlider

LABEL_WIDTH = 62
CLOSENESS = {"loose": (0.5, 0.6), "usual": (1.0, 1.0), "close": (1.5, 1.5)}
"""Factors on the strength that suits the model, and on the share of the steps."""


def closeness(method: str, name: str, model: str) -> tuple[float, float, float]:
    """Strength, start and end of a method under a name of `CLOSENESS`, with `model`."""
    usual = method_defaults(method, model)
    strength, share = CLOSENESS[name]
    most = METHODS[method].most
    length = usual.end - usual.start
    return (
        round(min(usual.strength * strength, most), 2),
        usual.start,
        round(min(usual.start + length * share, 1.0), 2),
    )


class MethodControls(Panel):
    """The controls of one `MethodSettings`.

    Args:
        name: of the method.
        change: is called with what the user changed.
        may_be_adapter: a further net, which can be of another sort.
    """

    def __init__(
        self,
        name: str,
        state: DocumentState,
        change: Callable[..., Any],
        may_be_adapter: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.name = name
        self._change = change
        self._method = MethodSettings(name, 1.0)
        self._model = ""
        known = METHODS[name]
        is_net = known.reads == "control_image"
        self.kind = KindRow(state, change, LABEL_WIDTH) if is_net else None
        self.closeness = _Segments(tuple(CLOSENESS)) if known.closeness else None
        self._settings = dict(zip(("strength", "start", "end"), known.settings, strict=True))
        self.strength = ValueSlider(self._settings["strength"])
        self.range = RangeSlider()
        self._range_label, self._range_text = QLabel(), QLabel()
        self._range_text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._range_text.setObjectName("number")
        self.more = Disclosure()
        self.options = NetOptions(state, change, LABEL_WIDTH, may_be_adapter) if is_net else None
        self.fields = {
            option.name: OptionField(option, change, LABEL_WIDTH)
            for option in known.options
            if option.short or option.in_sight
        }
        self.shape, self.curve = Choice(), CurveEditor()
        self._shape_field = Field(self.shape, LABEL_WIDTH)
        self._build()
        self._connect()
        self.retranslate()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 3, 0, 0)
        column.setSpacing(3)
        if self.kind is not None:
            column.addWidget(self.kind)
        if self.closeness is not None:
            column.addWidget(self.closeness)
        column.addWidget(self.strength)
        steps = QHBoxLayout()
        steps.setSpacing(10)
        self._range_label.setFixedWidth(LABEL_WIDTH)
        self._range_text.setFixedWidth(58)
        steps.addWidget(self._range_label)
        steps.addWidget(self.range, 1)
        steps.addWidget(self._range_text)
        column.addLayout(steps)
        fields = self.fields.values()
        for field in (field for field in fields if field.option.in_sight):
            column.addWidget(field)
        column.addWidget(self.more)
        if self.options is not None:
            self.more.column.addWidget(self.options)
        further = [field for field in fields if not field.option.in_sight]
        for widget in (*further, self._shape_field, self.curve):
            self.more.column.addWidget(widget)

    def _connect(self) -> None:
        self.strength.value_changed.connect(lambda value: self._change(strength=value))
        self.range.range_changed.connect(lambda a, b: self._change(start=a, end=b))
        self.curve.curve_changed.connect(lambda curve: self._change(curve=curve))
        self.shape.activated.connect(lambda _: self._on_shape(self.shape.currentData()))
        if self.closeness is not None:
            self.closeness.group.idClicked.connect(self._on_closeness)

    def retranslate(self) -> None:
        self.strength.set_words(
            self.tr("Strength"),
            setting_text(self._settings["strength"].label),
            setting_text(self._settings["strength"].note),
            LABEL_WIDTH,
        )
        self._range_label.setText(self.tr("Steps"))
        self.range.set_names(
            setting_text(self._settings["start"].label),
            setting_text(self._settings["end"].label),
            self.tr("The share of the steps during which the method steers"),
        )
        self.more.set_words(self.tr("More"), self.tr("More settings of the method"))
        shapes = {
            "constant": self.tr("Constant"),
            "fade_out": self.tr("Fades out"),
            "early": self.tr("Early, then free"),
            "fade_in": self.tr("Fades in"),
            "middle": self.tr("Most in the middle"),
        }
        self.shape.fill([(shapes[name], name) for name in SHAPES])
        self._show_shape()
        self._shape_field.set_words(
            self.tr("Curve"),
            self.tr("Shape of the strength over the steps"),
            self.tr("How the strength changes while the picture is made"),
        )
        for field in self.fields.values():
            field.retranslate()
        if self.closeness is not None:
            self.closeness.set_words(
                {
                    "loose": (self.tr("Loose"), self.tr("The lines are a hint")),
                    "usual": (self.tr("Usual"), self.tr("The usual balance")),
                    "close": (self.tr("Close"), self.tr("The lines are followed closely")),
                }
            )
        self._summarise()

    def show_method(self, method: MethodSettings, model: str) -> None:
        """Show `method` as it is with `model`."""
        self._method, self._model = method, model
        self.strength.set_value(method.strength)
        self.range.set_range(method.start, method.end)
        self._range_text.setText(f"{method.start * 100:.0f}–{method.end * 100:.0f} %")
        self.curve.set_window(method.start, method.end)
        self.curve.set_curve(method.curve)
        self._show_shape()
        if self.kind is not None:
            self.kind.show_method(method)
        if self.options is not None:
            self.options.show_method(method, model)
        for name, field in self.fields.items():
            field.show_value(getattr(method, name))
        if self.closeness is not None:
            shown = method.strength, method.start, method.end
            found = [
                n for n, one in enumerate(CLOSENESS) if closeness(self.name, one, model) == shown
            ]
            self.closeness.show_choice(found[0] if found else -1)
        self._summarise()

    def _show_shape(self) -> None:
        custom = self.shape.findData("custom")
        curve = self._method.curve
        if self.shape.choose(next((n for n, shape in SHAPES.items() if shape == curve), None)):
            if custom >= 0:
                self.shape.removeItem(custom)
            return
        if custom < 0:
            self.shape.addItem(self.tr("Your own"), "custom")
        self.shape.choose("custom")

    def _on_shape(self, value: object) -> None:
        if value != "custom":
            self._change(curve=SHAPES[str(value)])

    def _on_closeness(self, n: int) -> None:
        strength, start, end = closeness(self.name, tuple(CLOSENESS)[n], self._model)
        self._change(strength=strength, start=start, end=end)

    def _summarise(self) -> None:
        said = self.options.summary() if self.options is not None else []
        said += filter(None, (field.summary() for field in self.fields.values()))
        if self._method.curve:
            said.append(self.shape.currentText())
        self.more.set_summary(" · ".join(said))

    @property
    def title(self) -> str:
        """What this one reads, for a heading."""
        return hint_label(self._method.kind)


class _Segments(QWidget):
    """A few buttons of which one at most is down."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__()
        self._names = names
        self.group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(4)
        for n, _ in enumerate(names):
            button = QPushButton()
            button.setCheckable(True)
            button.setObjectName("segment")
            self.group.addButton(button, n)
            row.addWidget(button, 1)

    def set_words(self, words: dict[str, tuple[str, str]]) -> None:
        for n, name in enumerate(self._names):
            button = self.group.button(n)
            text, note = words[name]
            button.setText(text)
            button.setToolTip(note)
            button.setAccessibleName(text)
            button.setAccessibleDescription(note)

    def show_choice(self, n: int) -> None:
        """-1: none of them."""
        self.group.setExclusive(n >= 0)
        for button in self.group.buttons():
            button.setChecked(self.group.id(button) == n)
