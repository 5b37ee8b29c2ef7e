"""Brings people and regions into the window: actions, menus, the bars above the canvas."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

import cv2
import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from sketchpad.document.box import Rect
from sketchpad.document.edit import region_fill
from sketchpad.document.model import Box, Document, Region
from sketchpad.document.raster.region_raster import render_regions
from sketchpad.hints.segmentation import class_of
from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.tables import people_regions as people_regions_table
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.canvas.poses.commands import PoseCommands, people_boxes
from sketchpad.ui.canvas.regions import layer
from sketchpad.ui.canvas.tools.region_tool import RegionTool
from sketchpad.ui.people_regions.class_chooser import ClassChooser, PeopleList, box_class
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style import icons
from sketchpad.ui.style.layer_text import class_label, joint_label
from sketchpad.ui.style.painting import swatch
from sketchpad.ui.style.panel import follow_language
from sketchpad.ui.style.shorthand import describe
from sketchpad.ui.style.theme import theme
from sketchpad.ui.widgets.tool_bar import ToolBar

NEED_PEOPLE = ("mirror_people", "turn_people_left", "turn_people_right")
PEOPLE = (
    "add_person", "mirror_people", "turn_people_left", "turn_people_right", "toggle_joint",
)  # fmt: skip


class PeopleRegionsController(QObject):
    def __init__(self, window: QWidget, state: DocumentState, canvas: CanvasWidget) -> None:
        super().__init__(window)
        self._state, self._canvas = state, canvas
        self.people = PoseCommands(state, self)
        self.actions = ActionSet(window, people_regions_table.ACTIONS, self._handlers())
        self.region_bar = RegionBar(state, self.actions)
        self.people_bar = PeopleBar(state, self.actions)
        self.bars = (self.region_bar, self.people_bar)
        self.menu = QMenu(window)
        self.menu.addActions(self.actions.group("people"))
        self.menu.addSeparator()
        self.menu.addActions(self.actions.group("regions"))
        action = canvas.action
        people = [self.actions[one] for one in ("mirror_people", "toggle_joint")]
        canvas.menu.people = [action("duplicate"), *people, action("delete")]
        separator = QAction(self)
        separator.setSeparator(True)
        of_boxes = [self.actions[one] for one in ("people_of_boxes", "region_of_box")]
        canvas.menu.boxes = [*canvas.menu.boxes, separator, *of_boxes]
        offered = ("choose_class", "box_of_region", "fill_rest", "clear_regions")
        canvas.menu.regions = [self.actions[one] for one in offered]
        for signal in (
            state.document_changed,
            state.tool_changed,
            state.selection_changed,
            state.pose_selection.changed,
            state.region_brush.changed,
        ):
            signal.connect(self._enable)
        self._enable()
        follow_language(window, lambda: self.menu.setTitle(self.tr("Peop&le and regions")))

    def _handlers(self) -> dict[str, Callable[..., object]]:
        people, brush = self.people, self._state.region_brush
        return {
            "add_person": self._add_person,
            "people_of_boxes": self._people_of_boxes,
            "mirror_people": people.mirror,
            "turn_people_left": lambda: people.turn(-1),
            "turn_people_right": lambda: people.turn(1),
            "toggle_joint": people.toggle_joint,
            "region_brush": lambda: self._take_region_tool(lambda: brush.set_mode("brush")),
            "region_fill": lambda: self._take_region_tool(lambda: brush.set_mode("fill")),
            "region_erase": self._erase_regions,
            "choose_class": lambda: self._take_region_tool(self.region_bar.choose),
            "class_of_box": self._class_of_box,
            "fill_rest": self._fill_rest,
            "region_of_box": self._regions_of_boxes,
            "box_of_region": self._box_of_region,
            "clear_regions": lambda: self._set_regions((), self.tr("Remove all regions")),
        }

    def shortcut_group(self) -> tuple[str, list[QAction]]:
        """Title and actions, for the list of keys."""
        return self.tr("People and regions"), list(self.actions.all())

    def _add_person(self) -> None:
        self._state.set_tool("pose")
        self.people.add()
        self._canvas.setFocus()

    def _people_of_boxes(self) -> None:
        self.people.from_boxes()
        self._state.set_tool("pose")
        self._canvas.setFocus()

    def _take_region_tool(self, act: Callable[[], object]) -> None:
        self._state.set_tool("region")
        act()
        self._enable()

    def _erase_regions(self, on: bool) -> None:
        brush = self._state.region_brush
        if on != brush.erasing:
            self._take_region_tool(lambda: brush.set_erasing(on))

    def _class_of_box(self) -> None:
        name = box_class(self._state)
        if name:
            self._state.region_brush.choose(name)
            self._state.set_tool("region")
        self._canvas.bench.announced.emit(class_label(self._state.region_brush.name))

    def _set_regions(self, regions: Iterable[Region], label: str) -> None:
        self._state.apply(self._state.document.with_regions(regions), label)

    def _fill_rest(self) -> None:
        document, name = self._state.document, self._state.region_brush.name
        label = self.tr("Fill with {name}").format(name=class_label(name))
        self._set_regions((*document.regions, *region_fill.rest(document, name)), label)

    def _regions_of_boxes(self) -> None:
        """Each selected box filled with what its phrase names, else with the class in hand; they stay boxes."""
        document, present = self._state.document, self._state.region_brush.name
        filled = (
            region_fill.of_box(document, box, class_of(box.phrase) or present)
            for box in self._state.selected_boxes
        )
        self._set_regions((*document.regions, *filled), self.tr("Region of box"))

    def _box_of_region(self) -> None:
        """A box around the patch at the pointer, else around all of the class in hand."""
        document, tool = self._state.document, self._canvas.bench.tool
        at = tool.place if isinstance(tool, RegionTool) else None
        patch = None if at is None else region_fill.bounds(document, (at.x(), at.y()))
        name, rect = patch or (self._state.region_brush.name, None)
        rect = rect or _around(document, name)
        if rect is None:
            self._canvas.bench.announced.emit(self.tr("Nothing is painted of this class"))
            return
        document = document.with_box(Box(name, rect))
        if self._state.apply(document, self.tr("Box of region")):
            self._state.select([document.boxes[-1].id])
        self._state.set_tool("select")

    def _enable(self) -> None:
        state, document, actions = self._state, self._state.document, self.actions
        selection, brush = state.pose_selection, state.region_brush
        boxes = state.selected_boxes
        self.region_bar.setVisible(state.tool == "region")
        self.people_bar.setVisible(state.tool == "pose")
        actions.enable(NEED_PEOPLE, bool(selection))
        actions.enable(("toggle_joint",), selection.joint is not None)
        actions.enable(("people_of_boxes",), bool(boxes or people_boxes(document)))
        actions.enable(("class_of_box",), bool(box_class(state)))
        actions.enable(("region_of_box",), bool(boxes))
        actions.enable(("box_of_region", "clear_regions"), bool(document.regions))
        actions[f"region_{brush.mode}"].setChecked(True)
        actions["region_erase"].setChecked(brush.erasing)


def _around(document: Document, name: str) -> Rect | None:
    """Around all of a class, in shares of the page; None where it is nowhere."""
    width, height = document.width, document.height
    x, y, wide, high = cv2.boundingRect(
        render_regions(document, width, height).mask(name).astype(np.uint8)
    )
    return (x / width, y / height, (x + wide) / width, (y + high) / height) if wide else None


class RegionBar(ToolBar):
    """The class in hand, and how it is painted."""

    def __init__(self, state: DocumentState, actions: ActionSet) -> None:
        super().__init__(actions, ("region_brush", "region_fill", "region_erase"))
        self._state = state
        self.button.clicked.connect(self.choose)
        state.region_brush.changed.connect(self.retranslate)
        theme().changed.connect(self.retranslate)
        self.retranslate()

    @cached_property
    def chooser(self) -> ClassChooser:
        """The list of classes, made when it is first wanted."""
        chooser = ClassChooser(self._state, self)
        chooser.chosen.connect(self._state.region_brush.choose)
        return chooser

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
        icons.set_icon(self.button, "pose")
        self.button.clicked.connect(lambda _=False: self.people.open_below(self.button))
        state.document_changed.connect(self.retranslate)
        state.pose_selection.changed.connect(self.retranslate)
        self.retranslate()

    @cached_property
    def people(self) -> PeopleList:
        """Who is there, made when it is first wanted."""
        return PeopleList(self._state, self)

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
