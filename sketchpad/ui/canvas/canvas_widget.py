"""The drawing surface: shows the page, its ink, boxes and result, and hands the pointer to the present tool."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPointF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
)
from PySide6.QtWidgets import QWidget

from sketchpad.document.layers import Layer
from sketchpad.document.model import Document
from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.tables import canvas as canvas_table
from sketchpad.ui.canvas import mirror_axis
from sketchpad.ui.canvas.action_states import ActionStates
from sketchpad.ui.canvas.announcer import Announcer
from sketchpad.ui.canvas.boxes.commands import BoxCommands
from sketchpad.ui.canvas.boxes.interaction_state import BoxInteractionState
from sketchpad.ui.canvas.boxes.phrase_typing import PhraseTyping
from sketchpad.ui.canvas.boxes.styles import BoxStyles
from sketchpad.ui.canvas.commands import CanvasCommands
from sketchpad.ui.canvas.context_menu import CanvasMenu
from sketchpad.ui.canvas.held_keys import HeldKeys
from sketchpad.ui.canvas.ink.ink_renderer import InkRenderer
from sketchpad.ui.canvas.offers_menus import OffersMenus
from sketchpad.ui.canvas.painted_view import PaintedView, edited, seen
from sketchpad.ui.canvas.poses.layer import PoseLayer
from sketchpad.ui.canvas.regions.layer import RegionLayer
from sketchpad.ui.canvas.result_overlay import ResultOverlay
from sketchpad.ui.canvas.shows_result import ShowsResult
from sketchpad.ui.canvas.tools.brush_tool import BrushTool
from sketchpad.ui.canvas.tools.router import PointerRouter
from sketchpad.ui.canvas.tools.toolbox import make_tools
from sketchpad.ui.canvas.view.palette import BoxColours
from sketchpad.ui.canvas.view.snapping import Snapping
from sketchpad.ui.layers import layer_text as layer_words
from sketchpad.ui.state.document_state import DocumentState

MIRRORED = {
    Qt.CursorShape.SizeBDiagCursor: Qt.CursorShape.SizeFDiagCursor,
    Qt.CursorShape.SizeFDiagCursor: Qt.CursorShape.SizeBDiagCursor,
}


class CanvasWidget(OffersMenus, ShowsResult, PaintedView):
    """The canvas on `state`.

    Every ability is a QAction: `action("undo")`; `action_groups()` has them all, in the order menus should have them:
        tools: pen, eraser, box, select, pan (checkable, exclusive)
        edit: undo, redo, clear, select_all, deselect
        brush: brush_smaller, brush_larger
        boxes: add_box, edit_phrase, duplicate, delete, next_box, previous_box
        nudge: nudge_left ... nudge_down_far, grow_left ... grow_down_far
        view: zoom_in, zoom_out, fit, actual_size, mirror_view, turn_left, turn_right, straighten
        result: result_under, result_over, result_hidden (exclusive), peek
    `actions()` is Qt's own list of the same actions. Their words follow the language by themselves.

    Signals:
        hint_changed: what the present tool's modifiers do, for the status bar.
        result_changed: mode, opacity, peek or whether there is a picture.
        announced: what has just been selected or changed, in words, for the status bar and screen readers.
    """

    hint_changed = Signal(str)
    result_changed = Signal()
    announced = Signal(str)

    def __init__(self, state: DocumentState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._shown = state.document  # the document on the screen
        self._ink = InkRenderer(self._shown, self)
        self._colours = BoxColours()
        self._colours.show(self._shown.boxes)
        self._habits = BoxInteractionState(self)
        self._snapping = Snapping(self)
        self._layers = []
        self._content = {}
        self._overlay = ResultOverlay(self)
        self._people = PoseLayer(self)
        self._regions = RegionLayer(self._shown, self)
        self._tools = make_tools(self, self)
        self._router = PointerRouter(self, self)
        self._looks = BoxStyles(self, self._colours, self._habits)
        self._typing = PhraseTyping(self, state, self._looks, self.seen_rect)
        self._announcer = Announcer(self, state)
        self._hint = ""
        boxes = BoxCommands(state, self, lambda: self._habits.carry)
        self._commands = CanvasCommands(self, boxes, self)
        self._actions = ActionSet(self, canvas_table.ACTIONS, self._commands.handlers())
        self._action_states = ActionStates(self._actions, state, self._overlay, self)
        self._menu = CanvasMenu(self, state, self._actions)
        self._keys = HeldKeys(self._router, state, self._overlay, self._actions["peek"])
        self.add_layer(lambda p: self._people.paint(p, self._shown, self._view), "poses")
        self.add_layer(lambda p: self._regions.paint(p, self.page_rect()), "regions")
        self.add_layer(lambda p: self._snapping.paint(p, self._view))
        self.add_layer(lambda p: mirror_axis.paint(p, self.page_rect(), state.pencil.mirror))

        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(200, 200)

        self._typing.edited.connect(boxes.rename)
        self._connect()
        self._show_tool()
        self._retranslate()

    def _connect(self) -> None:
        state, overlay = self._state, self._overlay
        self.view_changed.connect(self._follow_view)
        self._ink.area_changed.connect(self.update_page)
        self._ink.news.connect(self._update_page_rect)
        overlay.picture_changed.connect(self._update_page_rect)
        overlay.changed.connect(self.update)
        overlay.changed.connect(self.result_changed)
        self._habits.lit_changed.connect(self.update)
        self._snapping.changed.connect(self.update)
        self._typing.ended.connect(self.update)
        self._announcer.announced.connect(self.announced)
        state.document_changed.connect(self._show_document)
        state.refused.connect(self._say_refusal)
        state.selection_changed.connect(self._show_selection)
        state.tool_changed.connect(self._show_tool)
        state.brush_changed.connect(self._show_brush)
        state.pencil.changed.connect(self.update)
        state.stroke_selection.changed.connect(self.update)
        state.pose_selection.changed.connect(self._show_people)
        state.region_brush.changed.connect(self._show_people)

    # the page

    def page_size(self) -> QSizeF:
        return QSizeF(self._shown.width, self._shown.height)

    def _follow_view(self) -> None:
        self._ink.set_scale(self.zoom)
        self._typing.place()

    # actions and words

    def action(self, id: str) -> QAction:
        return self._actions[id]

    def action_groups(self) -> dict[str, dict[str, QAction]]:
        return self._actions.groups()

    def hint(self) -> str:
        return self._hint

    def box_colour(self, id: str) -> QColor:
        """The colour of the box `id`, for lists that show boxes too."""
        return self._colours[id]

    def set_phrase_suggestions(self, words: Iterable[str]) -> None:
        """Words offered while a phrase is typed on the canvas."""
        self._typing.suggest(words)

    def set_escape_reserved(self, reserved: bool) -> None:
        """While a run is going, Escape belongs to Stop; the canvas takes it only to leave a gesture or a phrase."""
        self._keys.escape_reserved = reserved

    def step_brush(self, direction: int) -> None:
        self._commands.step_brush(direction)

    def finish_ink(self) -> None:
        """Draw at once what is still to be drawn at the present zoom (for screenshots)."""
        self._ink.finish()

    # what tools and the router ask for

    def tool_in_hand_changed(self) -> None:
        tool = self._router.tool
        cursor = tool.cursor(self._router.last)
        if self.turning.mirrored:
            cursor = MIRRORED.get(cursor, cursor)
        if cursor != self.cursor().shape():
            self.setCursor(cursor)
        hint = tool.hint()
        if tool.active and tool.snaps and self._snapping.on:
            freely = self.tr("Ctrl: no snapping")
            hint = f"{hint}. {freely}"
        if hint != self._hint:
            self._hint = hint
            self.hint_changed.emit(self._hint)

    def _say_refusal(self, layer: Layer) -> None:
        self.say(layer_words.refusal(layer))

    def say(self, words: str) -> None:
        self.announced.emit(words)

    # following the state

    def _show_document(self, document: Document) -> None:
        before, self._shown = self._shown, document
        resized = (before.width, before.height) != (document.width, document.height)
        lines_changed = resized or before.strokes is not document.strokes
        if lines_changed or edited(before) != edited(document):
            tool = self._router.tool
            if tool.active and tool is not self.hand:  # the change came from elsewhere
                self._router.cancel()
        self._colours.show(document.boxes)
        if lines_changed:
            self._ink.show(document)
        self._typing.follow(document)
        self._regions.show(document)
        if resized:
            self.fit()
        if seen(before) != seen(document) or before.is_empty != document.is_empty:
            self.update()
        self._ink.set_scale(self.zoom)

    def _show_selection(self) -> None:
        self._typing.follow_selection()
        self.update()

    def _show_people(self) -> None:
        self.tool_in_hand_changed()
        self.update()

    def _show_tool(self) -> None:
        self._router.put_down()
        for tool in self._tools.values():
            if tool is not self.tool and tool.active:
                tool.put_down()
            tool.leave()
        self.tool_in_hand_changed()
        self._router.keys_changed(Qt.KeyboardModifier.NoModifier)
        self.update()

    def _show_brush(self) -> None:
        for tool in self._tools.values():
            if isinstance(tool, BrushTool):
                tool.refresh()

    # words

    def _retranslate(self) -> None:
        self._looks.missing = self.tr("what?")
        self.setAccessibleName(self.tr("Canvas"))
        self._announcer.describe()
        self._action_states.show_history()
        self.tool_in_hand_changed()

    # geometry and painting

    def sizeHint(self) -> QSize:
        return QSize(720, 720)

    def _update_page_rect(self) -> None:
        self.update(self.seen_rect(self.page_rect()).toAlignedRect())

    def invitation(self) -> tuple[str, str]:
        return (
            self.tr("Draw here, or open a sample"),
            self.tr("Press C and drag to say what goes where"),
        )

    # events

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._follow_view()
        return handled

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        if by_mouse and not self.tool.pick(self._router.pointer_at(QPointF(event.pos()))):
            return
        self._menu.popup(event.globalPos())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
        self.update()
