"""Brings the colour layer into the window: actions, menu, the bar above the canvas."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import QColorDialog, QMenu, QWidget

from sketchpad.document.edit.painting import grounded
from sketchpad.document.palette import OWN
from sketchpad.errors import SketchpadError
from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.tables import paint as paint_table
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.canvas.tools.paint_tool import PaintTool
from sketchpad.ui.connections import errors_to
from sketchpad.ui.files.project import documents_folder
from sketchpad.ui.paint.colour_card import ColourCard
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.state.preferences import PreferenceStore
from sketchpad.ui.state.session import Result, Session
from sketchpad.ui.style.painting import swatch
from sketchpad.ui.style.panel import follow_language
from sketchpad.ui.style.shorthand import describe, open_dialog
from sketchpad.ui.style.theme import theme
from sketchpad.ui.widgets.tool_bar import ToolBar

BAR = ("paint_brush", "paint_fill", "paint_pick", "paint_erase", "paint_multiply")


class Paints(QObject):
    """Puts the colour layer into the window.

    Args:
        choose: asks for a palette's file, beginning in a folder.

    Signals:
        failed: SketchpadError; the palette is the one it was.
    """

    failed = Signal(object)

    def __init__(
        self,
        window: QWidget,
        state: DocumentState,
        canvas: CanvasWidget,
        session: Session,
        preferences: PreferenceStore,
        choose: Callable[[Path], Path | None],
    ) -> None:
        super().__init__(window)
        self._window, self._state, self._canvas, self._session = window, state, canvas, session
        self._preferences, self._choose = preferences, choose
        self._brush, self._folder = state.paint_brush, documents_folder()
        self.actions = ActionSet(window, paint_table.ACTIONS, self._handlers())
        self.bar = PaintBar(state, self.actions, self._prepare)
        self.menu = QMenu(window)
        self.menu.addActions(self.actions.group("paint"))
        for signal in (
            state.document_changed,
            state.tool_changed,
            self._brush.changed,
            session.current_changed,
        ):
            signal.connect(self._enable)
        self._enable()
        follow_language(window, lambda: self.menu.setTitle(self.tr("C&olours")))

    def _prepare(self, card: ColourCard) -> None:
        preferences = self._preferences
        try:
            card.show_palette(str(preferences["paint.palette"]))
        except SketchpadError:  # a file that is gone
            card.show_palette(OWN[0])
        card.palette_changed.connect(lambda name: preferences.set("paint.palette", name))

    def _handlers(self) -> dict[str, Callable[..., object]]:
        brush = self._brush
        return {
            "paint_brush": lambda: self._take_tool(lambda: brush.set_mode("brush")),
            "paint_fill": lambda: self._take_tool(lambda: brush.set_mode("fill")),
            "paint_pick": lambda: self._take_tool(self._pick),
            "paint_erase": lambda on: self._switch(on, brush.erasing, brush.set_erasing),
            "paint_multiply": lambda on: self._switch(
                on,
                brush.blend == "multiply",
                lambda on: brush.set_blend("multiply" if on else "normal"),
            ),
            "choose_colour": lambda: self._take_tool(self.bar.choose),
            "more_colours": self._mix,
            "open_palette": self._open_palette,
            "picture_to_page": self._put_current,
            "clear_paint": self._clear,
        }

    def shortcut_group(self) -> tuple[str, list[QAction]]:
        """Title and actions, for the list of keys."""
        return self.tr("Colours"), list(self.actions.all())

    def put(self, result: Result) -> None:
        """A picture goes onto the page, to be painted on."""
        document = grounded(self._state.document.with_paints(()), result.picture)
        shown = document.with_layer("colour", visible=True, locked=False)
        if self._state.apply(shown, self.tr("Put the picture onto the page")):
            self._state.set_tool("paint")

    def _put_current(self) -> None:
        if self._session.current is not None:
            self.put(self._session.current)

    def _clear(self) -> None:
        document = self._state.document.with_paints(()).with_ground(None)
        self._state.apply(document, self.tr("Remove all paint"))

    def _take_tool(self, act: Callable[[], object]) -> None:
        self._state.set_tool("paint")
        act()
        self._enable()

    def _switch(self, on: bool, now: bool, switch: Callable[[bool], object]) -> None:
        if on != now:
            self._take_tool(lambda: switch(on))

    def _pick(self) -> None:
        tool = self._canvas.bench.tool
        if isinstance(tool, PaintTool):
            tool.picks = True
            self._canvas.bench.tool_in_hand_changed()
            self._canvas.setFocus()

    def _mix(self) -> None:
        dialog = QColorDialog(QColor(self._brush.colour), self._window)
        dialog.colorSelected.connect(lambda colour: self._brush.choose(colour.name()))
        open_dialog(dialog)

    def _open_palette(self) -> None:
        path = self._choose(self._folder)
        if path is not None:
            self._folder = path.parent
            with errors_to(self.failed.emit):
                self.bar.card.show_palette(str(path))

    def _enable(self) -> None:
        actions, brush, state = self.actions, self._brush, self._state
        self.bar.setVisible(state.tool == "paint")
        actions["picture_to_page"].setEnabled(self._session.current is not None)
        actions["clear_paint"].setEnabled(state.document.is_painted)
        actions[f"paint_{brush.mode}"].setChecked(True)
        actions["paint_erase"].setChecked(brush.erasing)
        actions["paint_multiply"].setChecked(brush.blend == "multiply")


class PaintBar(ToolBar):
    """The colour in hand, and how it is painted."""

    def __init__(
        self, state: DocumentState, actions: ActionSet, prepare: Callable[[ColourCard], None]
    ) -> None:
        super().__init__(actions, BAR)
        self._state, self._actions, self._prepare = state, actions, prepare
        self._brush = state.paint_brush
        self.button.clicked.connect(self.choose)
        self._brush.changed.connect(self.retranslate)
        theme().changed.connect(self.retranslate)
        self.retranslate()

    @cached_property
    def card(self) -> ColourCard:
        """Palettes and more, made when it is first wanted."""
        card = ColourCard(self._state, self._actions, self)
        self._prepare(card)
        return card

    def choose(self) -> None:
        """Open the card with the palettes."""
        self.card.open_below(self.button)

    def retranslate(self) -> None:
        colour, share = self._brush.colour, round(100 * self._brush.opacity)
        self.button.setIcon(swatch(QColor(colour)))
        faint = f"  {share} %" if share < 100 else ""
        name = self.tr("Colour: {colour}").format(colour=colour)
        tip = self.tr("Palettes, recent colours, opacity (Shift+Q)")
        describe(self.button, name, tip, f"{colour}{faint}  ▾")
