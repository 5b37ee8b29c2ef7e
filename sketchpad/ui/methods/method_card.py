"""One way of steering: switch, one line on what it does, and its controls."""

from __future__ import annotations

import itertools
from functools import cached_property, partial

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QLabel, QWidget

from sketchpad.generation.methods.registry import METHODS, NET
from sketchpad.ui.connections import discard
from sketchpad.ui.methods.method_controls import MethodControls
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.state.run_settings import MOST_NETS, RunSettings, RunValues
from sketchpad.ui.style import icons
from sketchpad.ui.style.messages import method_name, method_note
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import (
    STRETCH,
    describe,
    hbox,
    label,
    named,
    restyle,
    tab_after,
    tool_button,
    vbox,
)
from sketchpad.ui.widgets.problem_label import ProblemLabel


class MethodCard(Panel):
    """The method `name`: opens when it is chosen."""

    def __init__(self, name: str, run_settings: RunSettings, state: DocumentState) -> None:
        super().__init__()
        self.name = name
        self._settings, self._state = run_settings, state
        named(self, "card", styled=True)
        self.check = QCheckBox()
        self._icon, self._note = QLabel(), label("note", wrap=True)
        shown = (n for n, method in METHODS.items() if name in (n, method.shown_on))
        self.problem = ProblemLabel(*(f"method:{n}" for n in shown))
        self.further: list[AdditionalControl] = []
        self.add = tool_button("add", role="muted")
        self.remove_first = tool_button("close", role="muted")
        self._build()
        self.check.toggled.connect(lambda on: self._settings.choose(self.name, on))
        self.add.clicked.connect(run_settings.add_net)
        self.remove_first.clicked.connect(lambda: run_settings.remove_net(0))
        run_settings.changed.connect(self.show_values)
        self.retranslate()
        self.show_values(run_settings.values)

    @cached_property
    def controls(self) -> MethodControls:
        """Made when they are first wanted: most cards stay closed."""
        change = partial(self._settings.set_method, self.name)
        controls = MethodControls(self.name, self._state, change)
        self._column.insertWidget(1, controls)
        tab_after(self.remove_first, controls)
        tab_after(controls, self.add)
        values = self._settings.values
        controls.show_method(values.method(self.name), values.model)
        return controls

    def _build(self) -> None:
        self._rows, self._first_head = QWidget(), QWidget()
        self._first_title, self._nets = label("section_title"), vbox(spacing=6)
        hbox((self._first_title, 1), self.remove_first, on=self._first_head, margins=(0, 4, 0, 0))
        self._first_head.hide()
        self.add.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.add.setVisible(self.name == NET)
        parts = (self._first_head, self._nets, hbox(self.add, STRETCH))
        self._column = vbox(*parts, on=self._rows, spacing=6)
        head = hbox((self.check, 1), self._icon, spacing=8)
        whole = (head, self._note, self._rows, self.problem)
        vbox(*whole, on=self, margins=(12, 8), spacing=2)

    def retranslate(self) -> None:
        self.check.setText(method_name(self.name))
        self.check.setAccessibleDescription(method_note(self.name))
        self._note.setText(method_note(self.name))
        self._first_title.setText(f"{method_name(self.name)} 1")
        tip = self.tr("Let a second network read the drawing in another way")
        describe(self.add, self.tr("Add a control"), tip, text=self.tr("Add control"))
        describe(self.remove_first, self.tr("Remove the first control"))

    def show_values(self, values: RunValues) -> None:
        """Show the method as it stands in `values`."""
        chosen = self.name in values.chosen
        with QSignalBlocker(self.check):
            self.check.setChecked(chosen)
        if chosen or "controls" in vars(self):
            self.controls.show_method(values.method(self.name), values.model)
        if self.name == NET:
            self._show_nets(values)
        self._rows.setVisible(chosen)
        if restyle(self, chosen=chosen):
            role = "accent_text" if chosen else "muted"
            icons.set_pixmap(self._icon, METHODS[self.name].icon_name, role, 20)

    def _show_nets(self, values: RunValues) -> None:
        more = values.more
        pairs = zip(self.further, more, strict=False)
        same = itertools.takewhile(lambda pair: pair[0].controls.name == pair[1].name, pairs)
        n = sum(1 for _ in same)
        for gone in self.further[n:]:
            self._nets.removeWidget(gone)
            discard(gone)
        del self.further[n:]
        for index in range(n, len(more)):
            row = AdditionalControl(more[index].name, index + 1, self._settings, self._state)
            self._nets.addWidget(row)
            tab_after(self.further[-1] if self.further else self.controls, row)
            tab_after(row, self.add)
            self.further.append(row)
        for row, method in zip(self.further, more, strict=True):
            row.controls.show_method(method, values.model)
        self.add.setVisible(len(values.nets) < MOST_NETS)
        self._first_head.setVisible(bool(more))
        self.remove_first.setVisible(any(net.name == NET for net in more))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The closed card is one big switch."""
        inside = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and inside and not self.check.isChecked():
            self.check.setChecked(True)


class AdditionalControl(Panel):
    """The second and later ControlNets and adapters: `RunValues.nets[index]`."""

    def __init__(
        self, name: str, index: int, run_settings: RunSettings, state: DocumentState
    ) -> None:
        super().__init__()
        self._index = index
        change = partial(run_settings.set_net, index)
        self.controls = MethodControls(name, state, change, may_be_adapter=True)
        self._title, self.remove = label("section_title"), tool_button("close", role="muted")
        self.remove.clicked.connect(lambda: run_settings.remove_net(index))
        line = named(QWidget(), "line", styled=True)
        line.setFixedHeight(1)
        head = hbox((self._title, 1), self.remove)
        vbox(line, head, self.controls, on=self, margins=(0, 2, 0, 0), spacing=4)
        self.retranslate()

    def retranslate(self) -> None:
        self._title.setText(f"{method_name(self.controls.name)} {self._index + 1}")
        name = self.tr("Remove control {n}").format(n=self._index + 1)
        describe(self.remove, name)
