"""Brings the layout's parts into the window: actions, menu, the panel at the left, the prompt's words, full screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QPlainTextEdit, QSplitter, QWidget

from sketchpad.document.edit import arrange
from sketchpad.document.model import Document
from sketchpad.document.prompt import noun_phrases
from sketchpad.generation.preflight.model_inputs import Colour
from sketchpad.generation.request.request import Request
from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.tables import boxes as boxes_table
from sketchpad.ui.boxes.boxes_page import BoxesPage
from sketchpad.ui.boxes.commands import BoxActionHandlers
from sketchpad.ui.boxes.lint_page import LintPage, LintResult, LintWorker
from sketchpad.ui.boxes.model_inputs_page import ModelInputsPage
from sketchpad.ui.canvas.boxes.painter import BoxInteractionState
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.canvas.view.guides import Guides, Rulers
from sketchpad.ui.dialogs.page_size import PageDialog
from sketchpad.ui.panels.left_panel import LeftPanel
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style.panel import follow_language
from sketchpad.ui.style.shorthand import open_dialog

NEEDS_ONE = (
    "align_left", "align_centre", "align_right", "align_top", "align_middle", "align_bottom",
    "order_front", "order_forward", "order_backward", "order_back", "lock_boxes",
)  # fmt: skip
NEEDS_THREE = ("distribute_across", "distribute_down")
WORDS_AFTER = 300  # milliseconds without a letter, after which words are offered as phrases


class BoxesController(QObject):
    """Puts the box tools into the window: actions, menu, left panel and prompt highlighting.

    Args:
        split: gets the panel as its first part.
        before: the menu before which the layout's own is put.
        words: what the model knows, offered as phrases together with the prompt's words.
        request: what would be asked of the model now. use_method: turns a method on.
        layers: the page with the layers.

    Signals:
        failed: SketchpadError, of a picture that a box cannot take.
    """

    failed = Signal(object)

    def __init__(
        self,
        window: QMainWindow,
        state: DocumentState,
        canvas: CanvasWidget,
        prompt: QPlainTextEdit,
        split: QSplitter,
        before: QMenu,
        words: Callable[[], Iterable[str]],
        request: Callable[[], Request],
        use_method: Callable[[str], object],
        layers: QWidget,
    ) -> None:
        super().__init__(window)
        self._state, self._canvas, self._words = state, canvas, words
        self.commands = BoxActionHandlers(state, canvas.bench.habits, self)
        self._window = window
        self._guides = Guides(canvas)
        self.rulers = Rulers(canvas, canvas.viewport)
        self._canvas_only = CanvasOnly(window, canvas, self)
        self.actions = ActionSet(window, boxes_table.ACTIONS, self._handlers())
        self.boxes = BoxesPage(state, canvas, self.actions, self.commands)
        self.boxes.failed.connect(self.failed)
        self.checks = LintPage(state, canvas, use_method)
        self.sees = ModelInputsPage()
        self.side = LeftPanel(
            {"boxes": self.boxes, "layers": layers, "checks": self.checks, "sees": self.sees}
        )
        self.lookout = LintWorker(request, self._colours, self)
        self.lookout.looked.connect(self._show_view)
        self.side.page_changed.connect(self._watch)
        self.hover = PromptHover(prompt, state, canvas.bench.habits)
        split.insertWidget(0, self.side)
        split.setStretchFactor(0, 0)
        self.side.hide()
        self.menu, self.align_menu, self.order_menu = QMenu(window), QMenu(window), QMenu(window)
        self._fill(window, before)
        self._pause = QTimer(self, singleShot=True, interval=WORDS_AFTER)
        self._pause.timeout.connect(self.offer_words)
        self._prompt = state.document.prompt
        state.document_changed.connect(self._follow)
        state.selection_changed.connect(self._enable)
        state.stroke_selection.changed.connect(self._enable)
        canvas.bench.habits.carry_changed.connect(self.actions["carry_strokes"].setChecked)
        self.actions["snap"].setChecked(canvas.bench.snapping.on)
        self._enable()
        self.offer_words()
        follow_language(window, self._retranslate)

    def _handlers(self) -> dict[str, Callable[..., object]]:
        commands = self.commands
        return {
            **{f"align_{edge}": partial(commands.align, edge) for edge in arrange.EDGES},
            "distribute_across": partial(commands.distribute, "across"),
            "distribute_down": partial(commands.distribute, "down"),
            **{f"order_{place}": partial(commands.order, place) for place in arrange.PLACES},
            "copy_boxes": commands.copy,
            "cut_boxes": commands.cut,
            "group_boxes": commands.group,
            "ungroup_boxes": commands.ungroup,
            "lock_boxes": commands.lock,
            "carry_strokes": self._canvas.bench.habits.set_carry,
            "box_of_strokes": self._box_of_strokes,
            "boxes_from_prompt": self._boxes_from_prompt,
            "prompt_from_boxes": commands.prompt_from_boxes,
            "show_grid": self._guides.show_grid,
            "show_thirds": self._guides.show_thirds,
            "snap": self._canvas.bench.snapping.set_on,
            "show_rulers": self.rulers.show,
            "page_size": self.ask_page_size,
            "canvas_only": self._canvas_only.set_on,
            "show_boxes": self._show_side,
            "show_layers": partial(self.show_page, "layers"),
            "show_checks": partial(self.show_page, "checks"),
            "show_sees": partial(self.show_page, "sees"),
        }

    def _fill(self, window: QMainWindow, before: QMenu) -> None:
        actions, menu = self.actions, self.menu
        self.align_menu.addActions(actions.group("align"))
        self.order_menu.addActions(actions.group("order"))
        menu.addActions([actions["copy_boxes"], actions["cut_boxes"]])
        menu.addSeparator()
        menu.addMenu(self.align_menu)
        menu.addMenu(self.order_menu)
        menu.addActions([actions["group_boxes"], actions["ungroup_boxes"]])
        menu.addActions([actions["lock_boxes"], actions["carry_strokes"]])
        menu.addSeparator()
        menu.addActions([actions["box_of_strokes"], *actions.group("prompt")])
        menu.addSeparator()
        menu.addActions(actions.group("page"))
        menu.addSeparator()
        menu.addActions(actions.group("panels"))
        window.menuBar().insertMenu(before.menuAction(), menu)
        canvas = self._canvas.action
        separator = QAction(window)
        separator.setSeparator(True)
        self._canvas.menu.boxes = [
            canvas("edit_phrase"), canvas("duplicate"), actions["copy_boxes"], separator,
            actions["order_forward"], actions["order_backward"], actions["lock_boxes"], separator,
            canvas("delete"),
        ]  # fmt: skip

    def shortcut_group(self) -> tuple[str, list[QAction]]:
        """Title and actions, for the list of keys."""
        return self.tr("Layout"), list(self.actions.all())

    def show_page(self, name: str) -> None:
        self.actions["show_boxes"].setChecked(True)
        self.side.show_page(name)

    def offer_words(self) -> None:
        """The words of the prompt, and those of the model, while a phrase is typed."""
        nouns = [noun.phrase for noun in noun_phrases.nouns(self._prompt)]
        suggestions = [*nouns, *self._words()]
        self._canvas.suggest(suggestions)
        self.boxes.inspector.set_suggestions(suggestions)

    def _follow(self, document: Document) -> None:
        if document.prompt != self._prompt:
            self._prompt = document.prompt
            self._pause.start()
        self._enable()
        self.lookout.edited()

    def _colours(self) -> dict[str, Colour]:
        colours = self._canvas.bench.colours
        rgb = {box.id: colours[box.id] for box in self._state.document.boxes}
        return {name: (one.red(), one.green(), one.blue()) for name, one in rgb.items()}

    def _watch(self) -> None:
        shown = self.actions["show_boxes"].isChecked()
        self.lookout.watch(shown, shown and self.side.page == "sees")

    def _show_view(self, view: LintResult) -> None:
        self.checks.show_findings(view.findings, view.facts)
        self.side.count_checks(len(view.findings))
        if view.maps is not None:
            self.sees.show_maps(view.maps, view.request.document.prompt, view.facts.read)

    def ask_page_size(self) -> None:
        """In a dialog."""
        dialog = PageDialog(self._state.document, self._window)
        dialog.chosen.connect(lambda document: self._state.apply(document, self.tr("Change size")))
        open_dialog(dialog)

    def close(self) -> None:
        """Before the window goes."""
        self.lookout.close()
        self.commands.board.let_go()

    def _enable(self) -> None:
        document, selected = self._state.document, len(self._state.selection)
        for names, enabled in (
            (NEEDS_ONE, selected > 0),
            (("copy_boxes", "cut_boxes"), selected > 0 or self._state.stroke_selection),
            (("group_boxes",), selected > 1),
            (("ungroup_boxes",), any(box.group for box in self._state.selected_boxes)),
            (NEEDS_THREE, selected > 2),
            (("box_of_strokes",), document.strokes),
            (("boxes_from_prompt",), document.prompt.strip()),
            (("prompt_from_boxes",), document.boxes),
        ):
            self.actions.enable(names, bool(enabled))

    def _show_side(self, shown: bool) -> None:
        self.side.setVisible(shown)
        self._watch()

    def _box_of_strokes(self) -> None:
        before = len(self._state.document.boxes)
        self.commands.box_of_strokes()
        if len(self._state.document.boxes) > before:
            self._state.set_tool("select")
            self._canvas.bench.typing.begin(self._state.document.boxes[-1].id)

    def _boxes_from_prompt(self) -> None:
        self.commands.boxes_from_prompt()
        if self._state.selection and self._state.tool not in ("box", "select"):
            self._state.set_tool("select")
        self._canvas.setFocus()

    def _retranslate(self) -> None:
        self.menu.setTitle(self.tr("&Layout"))
        self.align_menu.setTitle(self.tr("&Align"))
        self.order_menu.setTitle(self.tr("O&rder"))


class CanvasOnly(QObject):
    """Distraction-free mode: hides everything but the canvas, and brings it back as it was.

    Args:
        keep: stays in sight with all it lies in.
    """

    def __init__(self, window: QMainWindow, keep: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._keep = window, keep
        self._hidden: list[QWidget] = []
        self._was_full = False

    def set_on(self, on: bool) -> None:
        if on:
            self._hide_others()
        else:
            for widget in self._hidden:
                widget.show()
            self._hidden = []
            if not self._was_full:
                self._window.showNormal()
        self._keep.setFocus()

    def _hide_others(self) -> None:
        window = self._window
        inner: QWidget = self._keep
        outer = inner.parentWidget()
        while outer is not None and inner is not window:
            for child in outer.children():
                if isinstance(child, QWidget) and not child.isWindow() and child is not inner:
                    self._hide(child, outer)
            inner, outer = outer, outer.parentWidget()
        self._was_full = window.isFullScreen()
        window.showFullScreen()

    def _hide(self, widget: QWidget, outer: QWidget) -> None:
        if widget.isVisibleTo(outer) and not widget.inherits("QSplitterHandle"):
            widget.hide()
            self._hidden.append(widget)


class PromptHover(QObject):
    """Pointing at a word of the prompt lights the boxes that speak of it, and their lines."""

    def __init__(
        self, edit: QPlainTextEdit, state: DocumentState, habits: BoxInteractionState
    ) -> None:
        super().__init__(edit)
        self._edit, self._state, self._habits = edit, state, habits
        edit.viewport().setMouseTracking(True)
        edit.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            cursor = self._edit.cursorForPosition(event.position().toPoint())
            place = self._edit.cursorRect(cursor)
            beside = abs(event.position().x() - place.center().x()) > 2 * place.height()
            at = cursor.position() - (1 if place.center().x() > event.position().x() else 0)
            text, boxes = self._edit.toPlainText(), self._state.document.boxes
            self._habits.light(noun_phrases.boxes_at(text, boxes, -1 if beside else at))
        elif event.type() == QEvent.Type.Leave:
            self._habits.light()
        return super().eventFilter(watched, event)
