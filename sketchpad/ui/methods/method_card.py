"""One way of steering: switch, one line on what it does, and its controls."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from sketchpad.generation.methods.registry import METHODS
from sketchpad.generation.request.method_settings import MethodSettings
from sketchpad.ui.connections import discard
from sketchpad.ui.methods.method_controls import MethodControls
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.state.run_settings import MOST_NETS, RunSettings, RunValues
from sketchpad.ui.style import icons
from sketchpad.ui.style.messages import method_name, method_note
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.widgets.problem_label import ProblemLabel


class MethodCard(Panel):
    """The method `name`: opens when it is chosen."""

    def __init__(
        self,
        name: str,
        run_settings: RunSettings,
        state: DocumentState,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.name = name
        self._settings, self._state = run_settings, state
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.check = QCheckBox()
        self._icon, self._note = QLabel(), QLabel(wordWrap=True)
        self._note.setObjectName("note")
        self.controls = MethodControls(name, state, partial(run_settings.set_method, name))
        self.problem = ProblemLabel()
        self.further: list[AdditionalControl] = []
        self.remove_first, self.add = QToolButton(), QToolButton()
        self._build()
        self.check.toggled.connect(lambda on: self._settings.choose(self.name, on))
        self.add.clicked.connect(run_settings.add_net)
        self.remove_first.clicked.connect(lambda: run_settings.remove_net(0))
        run_settings.changed.connect(self.show_values)
        self.retranslate()
        self.show_values(run_settings.values)

    @property
    def strength(self) -> QWidget:
        return self.controls.strength

    @property
    def range(self) -> QWidget:
        return self.controls.range

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.check, 1)
        head.addWidget(self._icon)
        self._rows = QWidget()
        rows = QVBoxLayout(self._rows)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        self._first_title = QLabel()
        self._first_title.setObjectName("section_title")
        self._first_head = QWidget()
        first = QHBoxLayout(self._first_head)
        first.setContentsMargins(0, 4, 0, 0)
        first.addWidget(self._first_title, 1)
        first.addWidget(self.remove_first)
        self._first_head.hide()
        rows.addWidget(self._first_head)
        rows.addWidget(self.controls)
        self._nets = QVBoxLayout()
        self._nets.setSpacing(6)
        rows.addLayout(self._nets)
        for button, icon in ((self.add, "add"), (self.remove_first, "close")):
            button.setIconSize(QSize(16, 16))
            icons.set_icon(button, icon, "muted")
        self.add.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        foot = QHBoxLayout()
        foot.addWidget(self.add)
        foot.addStretch(1)
        rows.addLayout(foot)
        self.add.setVisible(self.name == "controlnet")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(12, 8, 12, 8)
        whole.setSpacing(2)
        whole.addLayout(head)
        whole.addWidget(self._note)
        whole.addWidget(self._rows)
        whole.addWidget(self.problem)

    def retranslate(self) -> None:
        self.check.setText(method_name(self.name))
        self.check.setAccessibleDescription(method_note(self.name))
        self._note.setText(method_note(self.name))
        self._first_title.setText(f"{method_name(self.name)} 1")
        self.add.setText(self.tr("Add control"))
        self.add.setAccessibleName(self.tr("Add a control"))
        self.add.setToolTip(self.tr("Let a second network read the drawing in another way"))
        self.remove_first.setAccessibleName(self.tr("Remove the first control"))
        self.remove_first.setToolTip(self.tr("Remove the first control"))

    def show_values(self, values: RunValues) -> None:
        """Show the method as it stands in `values`."""
        chosen = self.name in values.chosen
        with QSignalBlocker(self.check):
            self.check.setChecked(chosen)
        self.controls.show_method(values.method(self.name), values.model)
        if self.name == "controlnet":
            self._show_nets(values)
        self._rows.setVisible(chosen)
        if self.property("chosen") != chosen:
            self.setProperty("chosen", chosen)
            self.style().unpolish(self)
            self.style().polish(self)
            icons.set_pixmap(
                self._icon, METHODS[self.name].icon_name, "accent_text" if chosen else "muted", 20
            )

    def _show_nets(self, values: RunValues) -> None:
        more = values.more
        for n, shown in enumerate(self.further):
            if n >= len(more) or more[n].name != shown.controls.name:
                break
        else:
            n = len(self.further)
        for gone in self.further[n:]:
            self._nets.removeWidget(gone)
            discard(gone)
        del self.further[n:]
        for index in range(n, len(more)):
            row = AdditionalControl(more[index].name, index + 1, self._settings, self._state)
            self._nets.addWidget(row)
            self.further.append(row)
        for row, method in zip(self.further, more, strict=True):
            row.show_method(method, values.model)
        self.add.setVisible(len(values.nets) < MOST_NETS)
        self._first_head.setVisible(bool(more))
        self.remove_first.setVisible(any(net.name == "controlnet" for net in more))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The closed card is one big switch."""
        inside = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and inside and not self.check.isChecked():
            self.check.setChecked(True)


class AdditionalControl(Panel):
    """The second and later ControlNets and adapters: `RunValues.nets[index]`."""

    def __init__(
        self,
        name: str,
        index: int,
        run_settings: RunSettings,
        state: DocumentState,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._index = index
        change = partial(run_settings.set_net, index)
        self.controls = MethodControls(name, state, change, may_be_adapter=True)
        self._title, self.remove = QLabel(), QToolButton()
        self._title.setObjectName("section_title")
        self.remove.setIconSize(QSize(16, 16))
        icons.set_icon(self.remove, "close", "muted")
        self.remove.clicked.connect(lambda: run_settings.remove_net(index))
        line = QWidget()
        line.setObjectName("line")
        line.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        line.setFixedHeight(1)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(4)
        column.addWidget(line)
        column.addLayout(head)
        column.addWidget(self.controls)
        self.retranslate()

    def retranslate(self) -> None:
        self._title.setText(f"{method_name(self.controls.name)} {self._index + 1}")
        name = self.tr("Remove control {n}").format(n=self._index + 1)
        self.remove.setAccessibleName(name)
        self.remove.setToolTip(name)

    def show_method(self, method: MethodSettings, model: str) -> None:
        self.controls.show_method(method, model)
