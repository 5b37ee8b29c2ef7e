"""Brings people and regions into the window: actions, menus, the bars above the canvas."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from sketchpad.hints.segmentation import class_of
from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.tables import people_regions as people_regions_table
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.canvas.poses.commands import PoseCommands, people_boxes
from sketchpad.ui.canvas.tools.region_tool import RegionTool
from sketchpad.ui.people_regions.bars import PeopleBar, RegionBar
from sketchpad.ui.people_regions.commands import RegionCommands
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style.class_names import class_label

NEED_PEOPLE = ("mirror_people", "turn_people_left", "turn_people_right")


class PeopleRegionsController(QObject):
    def __init__(self, window: QWidget, state: DocumentState, canvas: CanvasWidget) -> None:
        super().__init__(window)
        self._state, self._canvas = state, canvas
        self.people, self.regions = PoseCommands(state, self), RegionCommands(state, self)
        self.actions = ActionSet(window, people_regions_table.ACTIONS, self._handlers())
        self.region_bar = RegionBar(state, self.regions, self.actions)
        self.people_bar = PeopleBar(state, self.actions)
        self.menu = QMenu(window)
        self.menu.addActions(self.actions.group("people"))
        self.menu.addSeparator()
        self.menu.addActions(self.actions.group("regions"))
        action = canvas.action
        people = [self.actions[one] for one in ("mirror_people", "toggle_joint")]
        canvas.menu.set_of_people([action("duplicate"), *people, action("delete")])
        separator = QAction(self)
        separator.setSeparator(True)
        of_boxes = [self.actions[one] for one in ("people_of_boxes", "region_of_box")]
        canvas.menu.add_of_boxes([separator, *of_boxes])
        offered = ("choose_class", "box_of_region", "fill_rest", "clear_regions")
        canvas.menu.set_of_regions([self.actions[one] for one in offered])
        for signal in (
            state.document_changed,
            state.tool_changed,
            state.selection_changed,
            state.pose_selection.changed,
            state.region_brush.changed,
        ):
            signal.connect(self._enable)
        window.installEventFilter(self)
        self._enable()
        self.retranslate()

    def _handlers(self) -> dict[str, Callable[..., object]]:
        people, regions, brush = self.people, self.regions, self._state.region_brush
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
            "fill_rest": regions.fill_rest,
            "region_of_box": regions.regions_of_boxes,
            "box_of_region": self._box_of_region,
            "clear_regions": regions.clear,
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
        self.regions.take_class_of_box()
        self._canvas.bench.say(class_label(self._state.region_brush.name))

    def _box_of_region(self) -> None:
        tool = self._canvas.bench.tool
        at = tool.place if isinstance(tool, RegionTool) else None
        if self.regions.box_of_region(at):
            self._state.set_tool("select")
        else:
            self._canvas.bench.say(self.tr("Nothing is painted of this class"))

    def _enable(self) -> None:
        state, document, actions = self._state, self._state.document, self.actions
        selection, brush = state.pose_selection, state.region_brush
        boxes = state.selected_boxes
        self.region_bar.setVisible(state.tool == "region")
        self.people_bar.setVisible(state.tool == "pose")
        for name in NEED_PEOPLE:
            actions[name].setEnabled(bool(selection))
        actions["toggle_joint"].setEnabled(selection.joint is not None)
        actions["people_of_boxes"].setEnabled(bool(boxes or people_boxes(document)))
        actions["class_of_box"].setEnabled(len(boxes) == 1 and bool(class_of(boxes[0].phrase)))
        actions["region_of_box"].setEnabled(bool(boxes))
        for name in ("box_of_region", "clear_regions"):
            actions[name].setEnabled(bool(document.regions))
        actions[f"region_{brush.mode}"].setChecked(True)
        actions["region_erase"].setChecked(brush.erasing)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LanguageChange and watched is self.parent():
            self.retranslate()
        return super().eventFilter(watched, event)

    def retranslate(self) -> None:
        self.menu.setTitle(self.tr("Peop&le and regions"))
