"""Brings layers and the reference picture into the window: actions, menu, page, what is painted and what is dropped."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QImage, QStatusTipEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from sketchpad.document.io.tracing import Watch
from sketchpad.document.model import Document
from sketchpad.errors import BadPicture, SketchpadError
from sketchpad.generation.methods.registry import NET
from sketchpad.hints.registry import HINTS
from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.tables import layers as layers_table
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.canvas.reference_commands import (
    ReferenceCommands,
    can_be_traced,
    picture_of,
    read,
    traced,
)
from sketchpad.ui.files.project import documents_folder, read_saved
from sketchpad.ui.latest_task import LatestTask
from sketchpad.ui.layers.layer_list import LayerCommands, LayersPage
from sketchpad.ui.layers.live_hint import LiveHint, ReferenceLayer
from sketchpad.ui.layers.reference_panel import ReferencePanel
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.state.run_settings import RunSettings
from sketchpad.ui.style.panel import follow_language
from sketchpad.ui.style.shorthand import clipboard_data

FINEST, FINE = 2.0, 128
"""Traced lines are no broader than this share of the page, so that details do not run together; in picture pixels."""
Take = Callable[[Path | QImage], object]


class Layers(QObject):
    """Puts layers and the reference picture into the window.

    Args:
        reading: the background in which pictures are read and lines are traced.
        choose: asks for a picture file, beginning in a folder.

    Signals:
        failed: SketchpadError; the drawing is as it was.
        page_wanted: the page of layers is to be seen.
    """

    failed = Signal(object)
    page_wanted = Signal()

    def __init__(
        self,
        window: QWidget,
        state: DocumentState,
        canvas: CanvasWidget,
        settings: RunSettings,
        reading: LatestTask,
        choose: Callable[[Path], Path | None],
    ) -> None:
        super().__init__(window)
        self._window, self._state, self._canvas = window, state, canvas
        self._settings, self._reading, self._choose = settings, reading, choose
        self._folder = documents_folder()
        self.commands = LayerCommands(state, self)
        self.reference = ReferenceCommands(state, self)
        self.live = LiveHint(state, self)
        self.painted = ReferenceLayer(canvas, self.live)
        self.actions = ActionSet(window, layers_table.ACTIONS, self._handlers())
        panel = ReferencePanel(state, self.reference, self.actions, self.live)
        self.page = LayersPage(state, self.commands, self.actions, panel)
        self.menu = QMenu(window)
        self.menu.addActions(self.actions.group("layer"))
        self.menu.addSeparator()
        self.menu.addActions(self.actions.group("reference"))
        state.document_changed.connect(self._enable)
        state.tool_changed.connect(self._follow_tool)
        self.live.changed.connect(lambda: self._enable(state.document))
        self._enable(state.document)
        follow_language(window, lambda: self.menu.setTitle(self.tr("La&yers")))

    def _handlers(self) -> dict[str, Callable[[], object]]:
        layers, reference = self.commands, self.reference
        return {
            "layer_visible": layers.toggle_visible,
            "layer_locked": layers.toggle_locked,
            "layer_raise": partial(layers.move, 1),
            "layer_lower": partial(layers.move, -1),
            "layer_add": layers.add,
            "layer_duplicate": layers.duplicate,
            "layer_merge": layers.merge_down,
            "layer_rename": self._rename,
            "layer_remove": layers.remove,
            "reference_place": self.choose,
            "reference_paste": self.paste,
            "reference_fit": reference.fit,
            "reference_remove": reference.remove,
            "reference_strokes": self.make_strokes,
            "reference_pixels": self.use_as_control_image,
        }

    def shortcut_group(self) -> tuple[str, list[QAction]]:
        """Title and actions, for the list of keys."""
        return self.tr("Layers"), list(self.actions.all())

    def choose(self) -> None:
        """A picture file becomes the reference picture."""
        path = self._choose(self._folder)
        if path is not None:
            self._folder = path.parent
            self.take(path)

    def paste(self) -> None:
        picture = picture_of(clipboard_data())
        if picture is None:
            self.failed.emit(BadPicture(self.tr("Clipboard")))
        else:
            self.take(picture)

    def take(self, what: Path | QImage) -> None:
        """A file or a picture becomes the reference picture; large ones take a moment."""
        name = what.name if isinstance(what, Path) else self.tr("Clipboard")

        def done(png: object) -> None:
            assert isinstance(png, bytes)
            self.reference.place(png)
            self._canvas.setFocus()

        says = self.tr("Reading “{name}”…").format(name=name)
        self._reading.start(name, lambda _watch: read(what, name), done, self.failed.emit, says)

    def make_strokes(self) -> None:
        """The lines of the reference picture become strokes of the sketch, in the pen's role, and fine."""
        document = self._state.document
        reference = document.reference
        if reference is None or not can_be_traced(document) or self._state.refuses("sketch"):
            return
        name, role = self.tr("Reference picture"), self._state.pencil.role
        fine = max(FINEST, max(document.width, document.height) / FINE)
        width = min(self._state.width_of("pen"), fine)

        def work(watch: Watch) -> object:
            return traced(document, width, role, name, watch)

        def done(strokes: object) -> None:
            assert isinstance(strokes, tuple)
            self.reference.add_strokes(strokes, reference)

        self._reading.start(name, work, done, self.failed.emit)

    def use_as_control_image(self) -> None:
        """Turn on a ControlNet that reads the control image of the reference picture."""
        reference = self._state.document.reference
        if reference is None or reference.kind not in HINTS:
            return
        values = self._settings.values
        if reference.kind not in [net.kind or "scribble" for net in values.nets]:
            values = values.with_net(0, kind=reference.kind)
        self._settings.set(values.with_chosen(NET, True))

    def _follow_tool(self) -> None:
        """Opacity, eye and lock are at hand for the layer that the tool in hand changes."""
        layer = self._canvas.bench.tool.layer
        if layer is not None:
            self.commands.choose_kind(layer)

    def _rename(self) -> None:
        """Type the name in the list."""
        self.page_wanted.emit()
        self.page.list.edit_current()

    def close(self) -> None:
        """Before the window goes."""
        self.live.close()

    def _enable(self, document: Document) -> None:
        reference, actions = document.reference, self.actions
        there = reference is not None
        actions.enable(("reference_fit", "reference_remove"), there)
        kind = reference.kind if reference is not None else ""
        actions["reference_strokes"].setEnabled(can_be_traced(document))
        actions["reference_pixels"].setEnabled(kind in HINTS and self.live.error is None)


class DropOffer(QObject):
    """Asks what a dropped or pasted picture should become.

    Args:
        reference, lines, base: get the file or picture, whatever the user chooses.
        drawing: gets a picture file that Sketchpad has exported, to open the drawing in it.
    """

    def __init__(
        self,
        window: QWidget,
        reference: Take,
        lines: Take,
        base: Take,
        drawing: Callable[[Path], object],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._takers = reference, lines, base
        self._drawing = drawing
        self.menu: QMenu | None = None

    def ask(self, what: Path | QImage, at: QPoint) -> None:
        """At a place of the screen; to press Escape leaves everything as it is."""
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if isinstance(what, Path) and _brings_drawing(what):
            tip = self.tr("The drawing and the settings from which the picture was made")
            action = menu.addAction(self.tr("&Open the drawing in it"), lambda: self._drawing(what))
            action.setStatusTip(tip)
        for (name, tip), take in zip(self._words(), self._takers, strict=True):
            action = menu.addAction(name)
            action.setStatusTip(tip)
            action.triggered.connect(lambda _=False, take=take: take(what))
        menu.hovered.connect(lambda action: self._say(action.statusTip()))
        menu.aboutToHide.connect(lambda: self._say(""))
        menu.setActiveAction(menu.actions()[0])
        self.menu = menu
        menu.popup(at)

    def _say(self, tip: str) -> None:
        """In the status bar, which hears by itself only of menus of the menu bar."""
        QApplication.sendEvent(self._window, QStatusTipEvent(tip))

    def _words(self) -> tuple[tuple[str, str], ...]:
        return (
            (
                self.tr("Use as &reference picture"),
                self.tr(
                    "It lies under the drawing, to be traced or to steer by. Ctrl+Shift+V pastes it so at once"
                ),
            ),
            (
                self.tr("Import its &lines"),
                self.tr("Its lines become strokes, which can be edited"),
            ),
            (
                self.tr("&Begin from this picture"),
                self.tr("It is changed, instead of beginning from noise alone"),
            ),
        )


def _brings_drawing(path: Path) -> bool:
    """Has Sketchpad written the drawing into this picture?"""
    try:
        return read_saved(path) is not None
    except SketchpadError:
        return False
