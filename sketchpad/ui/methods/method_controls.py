"""How strongly one method steers, and when: strength, share of the steps, and the rest behind a triangle."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sketchpad import settings
from sketchpad.generation.request.defaults import method_defaults
from sketchpad.generation.request.method_settings import MethodSettings
from sketchpad.settings import Setting
from sketchpad.ui.methods.net_options import KindRow, NetOptions
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style.messages import hint_label, setting_label, setting_note
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.widgets.curve_editor import SHAPES, CurveEditor
from sketchpad.ui.widgets.disclosure import Disclosure
from sketchpad.ui.widgets.field import Choice, Field
from sketchpad.ui.widgets.range_slider import RangeSlider
from sketchpad.ui.widgets.value_slider import ValueSlider

LABEL_WIDTH = 62
CLOSENESS = {"loose": (0.5, 0.6), "usual": (1.0, 1.0), "close": (1.5, 1.5)}
"""Of the edge predictor: factors on the strength that suits the model, and on the share of the steps."""
EXTRAS: dict[str, str] = {"edge_predictor": "text_pull", "gligen": "decay"}
"""The one further number of a method, a setting called `method.part`."""
NETS = ("controlnet", "t2i_adapter")


def closeness(name: str, model: str) -> tuple[float, float, float]:
    """Strength, start and end of the edge predictor under a name of `CLOSENESS`, with `model`."""
    usual = method_defaults("edge_predictor", model)
    strength, share = CLOSENESS[name]
    known = settings.setting("edge_predictor.strength")
    most = known.high if known.high is not None else usual.strength
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
        self.kind = KindRow(state, change, LABEL_WIDTH) if name in NETS else None
        self.closeness = _Segments(tuple(CLOSENESS)) if name == "edge_predictor" else None
        self.strength = ValueSlider(settings.setting(f"{name}.strength"))
        self.range = RangeSlider()
        self._range_label, self._range_text = QLabel(), QLabel()
        self._range_text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._range_text.setObjectName("number")
        self.more = Disclosure()
        self.options = (
            NetOptions(state, change, LABEL_WIDTH, may_be_adapter) if name in NETS else None
        )
        part = EXTRAS.get(name)
        self._extra_setting: Setting | None = settings.setting(f"{name}.{part}") if part else None
        self.extra = ValueSlider(self._extra_setting) if self._extra_setting else None
        self.things = QCheckBox() if name == "gligen" else None
        self.shape, self.curve = Choice(), CurveEditor()
        self._shape_field = Field(self.shape, LABEL_WIDTH)
        self.look = Choice() if name == "edge_predictor" else None
        self._look_field = Field(self.look, LABEL_WIDTH) if self.look is not None else None
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
        if self.things is not None:
            self.things.setObjectName("plain")
            column.addWidget(self.things)
        column.addWidget(self.more)
        for widget in (self._look_field, self.options, self.extra, self._shape_field, self.curve):
            if widget is not None:
                self.more.column.addWidget(widget)

    def _connect(self) -> None:
        self.strength.value_changed.connect(lambda value: self._change(strength=value))
        self.range.range_changed.connect(lambda a, b: self._change(start=a, end=b))
        self.curve.curve_changed.connect(lambda curve: self._change(curve=curve))
        self.shape.activated.connect(lambda _: self._on_shape(self.shape.currentData()))
        if self.things is not None:
            self.things.clicked.connect(lambda on: self._change(things_first=on))
        if self.look is not None:
            look = self.look
            look.activated.connect(lambda _: self._change(look=look.currentData()))
        if self.closeness is not None:
            self.closeness.group.idClicked.connect(self._on_closeness)
        if self.extra is not None:
            part = EXTRAS[self.name]
            self.extra.value_changed.connect(lambda value: self._change(**{part: value}))

    def retranslate(self) -> None:
        self.strength.set_words(
            self.tr("Strength"),
            setting_label(f"{self.name}.strength"),
            setting_note(f"{self.name}.strength"),
            LABEL_WIDTH,
        )
        self._range_label.setText(self.tr("Steps"))
        self.range.set_names(
            setting_label(f"{self.name}.start"),
            setting_label(f"{self.name}.end"),
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
        if self._extra_setting is not None and self.extra is not None:
            short = {"text_pull": self.tr("Words"), "decay": self.tr("Fades")}
            name = self._extra_setting.name
            self.extra.set_words(
                short[EXTRAS[self.name]], setting_label(name), setting_note(name), LABEL_WIDTH
            )
        if self.things is not None:
            self.things.setText(setting_label("gligen.things_first"))
            self.things.setToolTip(setting_note("gligen.things_first"))
            self.things.setAccessibleDescription(setting_note("gligen.things_first"))
        if self.look is not None and self._look_field is not None:
            self.look.fill(
                [
                    (self.tr("Predicted picture"), ""),
                    (self.tr("Inner features, as published"), "features"),
                ]
            )
            self.look.choose(self._look())
            self._look_field.set_words(
                self.tr("Looks at"),
                self.tr("Where the edge predictor looks for edges"),
                self.tr(
                    "The picture that each step foresees works with every model. Inner features need a network that "
                    "was trained for the model (Voynov et al. 2022)."
                ),
            )
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
        if self.extra is not None:
            self.extra.set_value(getattr(method, EXTRAS[self.name]))
        if self.things is not None:
            self.things.setChecked(method.things_first)
        if self.look is not None:
            self.look.choose(self._look())
        if self.closeness is not None:
            shown = method.strength, method.start, method.end
            found = [n for n, one in enumerate(CLOSENESS) if closeness(one, model) == shown]
            self.closeness.show_choice(found[0] if found else -1)
        self._summarise()

    def _look(self) -> str:
        return "features" if self._method.look == "features" else ""

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
        strength, start, end = closeness(tuple(CLOSENESS)[n], self._model)
        self._change(strength=strength, start=start, end=end)

    def _summarise(self) -> None:
        said = self.options.summary() if self.options is not None else []
        if self.extra is not None and getattr(self._method, EXTRAS[self.name]):
            value = getattr(self._method, EXTRAS[self.name])
            said.append(f"{self.extra.label.text()} {value:g}")
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
