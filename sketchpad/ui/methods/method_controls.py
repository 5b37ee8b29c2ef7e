"""How strongly one method steers, and when: strength, share of the steps, and the rest behind a triangle."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QLabel, QPushButton, QWidget

from sketchpad.generation.methods.method import Option
from sketchpad.generation.methods.registry import METHODS
from sketchpad.generation.request.defaults import method_defaults
from sketchpad.generation.request.method_settings import MethodSettings
from sketchpad.settings import Value
from sketchpad.ui.methods.net_options import KindRow, NetOptions
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style.messages import setting_text
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import describe, hbox, label, named, vbox
from sketchpad.ui.widgets.curve_editor import SHAPES, CurveEditor
from sketchpad.ui.widgets.field import Choice, Disclosure, Field
from sketchpad.ui.widgets.range_slider import RangeSlider
from sketchpad.ui.widgets.value_slider import ValueSlider


class OptionField(QWidget):
    """A slider for a number, a check box for a switch, a list for a choice.

    Args:
        change: is called with the option as a keyword when the user has changed it.
    """

    def __init__(self, option: Option, change: Callable[..., Any], label_width: int) -> None:
        super().__init__()
        self.option, self._width, self._value = option, label_width, option.default
        self.slider = self.check = self.choice = self._field = None
        shown: QWidget
        if option.is_switch:
            shown = self.check = QCheckBox()
            shown.setObjectName("plain")
            self.check.clicked.connect(lambda on: change(**{option.name: on}))
        elif option.is_number:
            shown = self.slider = ValueSlider(option)
            self.slider.value_changed.connect(lambda value: change(**{option.name: value}))
        else:
            choice = self.choice = Choice()
            shown = self._field = Field(choice, label_width)
            choice.activated.connect(lambda _: change(**{option.name: choice.currentData()}))
        vbox(shown, on=self)
        self.retranslate()

    def retranslate(self) -> None:
        option = self.option
        short, label, note = (
            setting_text(text) for text in (option.short, option.label, option.note)
        )
        if self.slider is not None:
            self.slider.set_words(short, label, note, self._width)
        elif self.check is not None:
            self.check.setText(label)
            self.check.setToolTip(note)
            self.check.setAccessibleDescription(note)
        elif self.choice is not None and self._field is not None:
            self.choice.fill([(setting_text(text), value) for value, text in option.labels.items()])
            self._field.set_words(short, label, note)
            self.show_value(self._value)

    def show_value(self, value: Value) -> None:
        self._value = value
        if self.slider is not None:
            self.slider.set_value(float(value))
        elif self.check is not None:
            with QSignalBlocker(self.check):
                self.check.setChecked(bool(value))
        elif self.choice is not None and not self.choice.choose(value):
            self.choice.choose(self.option.default)

    def summary(self) -> str:
        """In words, unless it is as usual or in sight anyway."""
        if self.option.in_sight or self._value == self.option.default:
            return ""
        short = setting_text(self.option.short)
        return self.choice.currentText() if self.choice is not None else f"{short} {self._value:g}"


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
    ) -> None:
        super().__init__()
        self.name = name
        self._change = change
        self._method = MethodSettings(name, 1.0)
        self._model = ""
        known = METHODS[name]
        is_net = known.reads == "control_image"
        self.kind = KindRow(state, change, LABEL_WIDTH) if is_net else None
        self.closeness = _Segments(len(CLOSENESS)) if known.closeness else None
        self._settings = dict(zip(("strength", "start", "end"), known.settings, strict=True))
        self.strength = ValueSlider(self._settings["strength"])
        self.range = RangeSlider()
        self._range_label, self._range_text = QLabel(), label("number")
        self._range_text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
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
        self._range_label.setFixedWidth(LABEL_WIDTH)
        self._range_text.setFixedWidth(58)
        steps = hbox(self._range_label, (self.range, 1), self._range_text, spacing=10)
        seen = [field for field in self.fields.values() if field.option.in_sight]
        column = (self.kind, self.closeness, self.strength, steps, *seen, self.more)
        vbox(*column, on=self, margins=(0, 3, 0, 0), spacing=3)
        further = [field for field in self.fields.values() if not field.option.in_sight]
        for widget in (self.options, *further, self._shape_field, self.curve):
            if widget is not None:
                self.more.column.addWidget(widget)

    def _connect(self) -> None:
        self.strength.value_changed.connect(lambda value: self._change(strength=value))
        self.range.range_changed.connect(lambda a, b: self._change(start=a, end=b))
        self.curve.curve_changed.connect(lambda curve: self._change(curve=curve))
        self.shape.activated.connect(lambda _: self._on_shape(self.shape.currentData()))
        if self.closeness is not None:
            self.closeness.group.idClicked.connect(self._on_closeness)

    def retranslate(self) -> None:
        settings = self._settings
        name, note = (
            setting_text(t) for t in (settings["strength"].label, settings["strength"].note)
        )
        self.strength.set_words(self.tr("Strength"), name, note, LABEL_WIDTH)
        self._range_label.setText(self.tr("Steps"))
        start, end = (setting_text(settings[part].label) for part in ("start", "end"))
        tip = self.tr("The share of the steps during which the method steers")
        self.range.set_names(start, end, tip)
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
        name = self.tr("Shape of the strength over the steps")
        note = self.tr("How the strength changes while the picture is made")
        self._shape_field.set_words(self.tr("Curve"), name, note)
        for field in self.fields.values():
            field.retranslate()
        if self.closeness is not None:
            self.closeness.set_words(
                (self.tr("Loose"), self.tr("The lines are a hint")),
                (self.tr("Usual"), self.tr("The usual balance")),
                (self.tr("Close"), self.tr("The lines are followed closely")),
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
            names = enumerate(CLOSENESS)
            fitting = (n for n, name in names if closeness(self.name, name, model) == shown)
            self.closeness.show_choice(next(fitting, -1))
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


class _Segments(QWidget):
    """A few buttons of which one at most is down."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.group = QButtonGroup(self)
        for n in range(count):
            button = named(QPushButton(), "segment")
            button.setCheckable(True)
            self.group.addButton(button, n)
        buttons = ((button, 1) for button in self.group.buttons())
        hbox(*buttons, on=self, margins=(0, 2), spacing=4)

    def set_words(self, *words: tuple[str, str]) -> None:
        """Text and note of each button."""
        for n, (text, note) in enumerate(words):
            button = self.group.button(n)
            describe(button, text, note, text=text)
            button.setAccessibleDescription(note)

    def show_choice(self, n: int) -> None:
        """-1: none of them."""
        self.group.setExclusive(n >= 0)
        for button in self.group.buttons():
            button.setChecked(self.group.id(button) == n)
