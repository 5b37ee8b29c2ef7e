"""What one needs at hand with the tools for people and regions, in the bar above the canvas."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.action_text import plain
from sketchpad.ui.canvas.readout import Readout
from sketchpad.ui.canvas.regions import layer
from sketchpad.ui.people_regions.class_chooser import ClassChooser, swatch
from sketchpad.ui.people_regions.commands import RegionCommands
from sketchpad.ui.people_regions.people_list import PeopleList
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style import icons
from sketchpad.ui.style.class_names import class_label
from sketchpad.ui.style.joint_names import joint_label
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.theme import theme


class ToolBar(Panel):
    """A card that floats on the canvas while its tool is in hand."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tool_bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(5, 4, 5, 4)
        self.row.setSpacing(2)
        self.button = QToolButton()
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setObjectName("secondary")
        self.button.setIconSize(QSize(16, 16))
        self.button.setFixedHeight(30)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.buttons: list[QToolButton] = []
        self.row.addWidget(self.button)

    def add_actions(self, actions: Iterable[QAction]) -> None:
        for action in actions:
            button = QToolButton()
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            button.setIconSize(QSize(18, 18))
            button.setFixedSize(32, 32)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.row.addWidget(button)
            self.buttons.append(button)
        self.retranslate()

    def retranslate(self) -> None:
        for button in self.buttons:
            button.setAccessibleName(plain(button.defaultAction().text()))


class RegionBar(ToolBar):
    """The class in hand, and how it is painted."""

    def __init__(
        self,
        state: DocumentState,
        commands: RegionCommands,
        actions: ActionSet,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._state, self._commands = state, commands
        self.chooser = ClassChooser(state, self)
        self.button.clicked.connect(self.choose)
        self.chooser.chosen.connect(state.region_brush.choose)
        self.add_actions(actions[one] for one in ("region_brush", "region_fill", "region_erase"))
        state.region_brush.changed.connect(self.show_brush)
        theme().changed.connect(self.show_brush)
        self.show_brush()

    def choose(self) -> None:
        """Open the list of classes."""
        self.chooser.box_class = self._commands.box_class
        self.chooser.open_below(self.button)

    def show_brush(self) -> None:
        brush = self._state.region_brush
        self.button.setIcon(swatch(layer.colour(brush.name)))
        self.button.setText(f"{class_label(brush.name)}  ▾")
        name = self.tr("Class: {name}").format(name=class_label(brush.name))
        self.button.setAccessibleName(name)
        self.button.setToolTip(self.tr("What the regions to come show (Q)"))

    def retranslate(self) -> None:
        super().retranslate()
        if hasattr(self, "_state"):
            self.show_brush()


class PeopleBar(ToolBar):
    """Who is selected, and what can be done with them."""

    def __init__(
        self, state: DocumentState, actions: ActionSet, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._state = state
        self._readout = Readout(self)
        self.people = PeopleList(state, self)
        icons.set_icon(self.button, "pose")
        self.button.clicked.connect(lambda _=False: self.people.open_below(self.button))
        self.add_actions(
            actions[one]
            for one in (
                "add_person",
                "mirror_people",
                "turn_people_left",
                "turn_people_right",
                "toggle_joint",
            )
        )
        state.document_changed.connect(self.show_people)
        state.pose_selection.changed.connect(self.show_people)
        self.show_people()

    def show_people(self) -> None:
        document, selection = self._state.document, self._state.pose_selection
        count = len(document.poses)
        if len(selection.ids) == 1:
            number = [pose.id for pose in document.poses].index(selection.ids[0]) + 1
            text = self.tr("Person {number} of {count}").format(number=number, count=count)
            if selection.joint is not None:
                text = joint_label(selection.joint)
        else:
            text = self.tr("People: {count}").format(count=count)
        self.button.setText(f"{text}  ▾")
        self.button.setAccessibleName(text)
        self.button.setToolTip(self.tr("People and their joints"))

    def retranslate(self) -> None:
        super().retranslate()
        if hasattr(self, "_state"):
            self.show_people()
