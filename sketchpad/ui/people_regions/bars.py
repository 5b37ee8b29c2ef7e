"""The bars above the canvas with what the tools for people and regions need."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt

from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.action_text import action_button
from sketchpad.ui.canvas.regions import layer
from sketchpad.ui.people_regions.class_chooser import ClassChooser
from sketchpad.ui.people_regions.people_list import PeopleList
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style import icons
from sketchpad.ui.style.layer_text import class_label, joint_label
from sketchpad.ui.style.painting import swatch
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import describe, hbox, named, tool_button
from sketchpad.ui.style.theme import theme

PEOPLE = (
    "add_person", "mirror_people", "turn_people_left", "turn_people_right", "toggle_joint",
)  # fmt: skip


class ToolBar(Panel):
    """A card that floats on the canvas while its tool is in hand."""

    def __init__(self, actions: ActionSet, names: Iterable[str]) -> None:
        super().__init__()
        named(self, "tool_bar", styled=True)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.button = named(tool_button(), "secondary")
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setFixedHeight(30)
        buttons = [self.button, *(action_button(actions[name]) for name in names)]
        for button in buttons:
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        hbox(*buttons, on=self, margins=(5, 4), spacing=2)


class RegionBar(ToolBar):
    """The class in hand, and how it is painted."""

    def __init__(self, state: DocumentState, actions: ActionSet) -> None:
        super().__init__(actions, ("region_brush", "region_fill", "region_erase"))
        self._state = state
        self.chooser = ClassChooser(state, self)
        self.button.clicked.connect(self.choose)
        self.chooser.chosen.connect(state.region_brush.choose)
        state.region_brush.changed.connect(self.retranslate)
        theme().changed.connect(self.retranslate)
        self.retranslate()

    def choose(self) -> None:
        """Open the list of classes."""
        self.chooser.open_below(self.button)

    def retranslate(self) -> None:
        brush = self._state.region_brush
        self.button.setIcon(swatch(layer.colour(brush.name)))
        self.button.setText(f"{class_label(brush.name)}  ▾")
        name = self.tr("Class: {name}").format(name=class_label(brush.name))
        describe(self.button, name, self.tr("What the regions to come show (Q)"))


class PeopleBar(ToolBar):
    """Who is selected, and what can be done with them."""

    def __init__(self, state: DocumentState, actions: ActionSet) -> None:
        super().__init__(actions, PEOPLE)
        self._state = state
        self.people = PeopleList(state, self)
        icons.set_icon(self.button, "pose")
        self.button.clicked.connect(lambda _=False: self.people.open_below(self.button))
        state.document_changed.connect(self.retranslate)
        state.pose_selection.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        document, selection = self._state.document, self._state.pose_selection
        count = len(document.poses)
        if len(selection.ids) == 1:
            number = [pose.id for pose in document.poses].index(selection.ids[0]) + 1
            text = self.tr("Person {number} of {count}").format(number=number, count=count)
            if selection.joint is not None:
                text = joint_label(selection.joint)
        else:
            text = self.tr("People: {count}").format(count=count)
        describe(self.button, text, self.tr("People and their joints"), f"{text}  ▾")
