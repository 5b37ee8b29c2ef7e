"""What can be done with a picture once it is there, and how the window's actions keep in step with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMimeData, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from sketchpad.document.history import Beside
from sketchpad.gallery.record import Record
from sketchpad.generation.methods.registry import method_names
from sketchpad.generation.run.passes import can_upscale
from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.canvas.canvas_widget import HeldKeys
from sketchpad.ui.compare.compare_run import CompareRun
from sketchpad.ui.engine.runner import Runner
from sketchpad.ui.files.exporter import Exporter
from sketchpad.ui.files.project import Project
from sketchpad.ui.gallery.gallery import Gallery
from sketchpad.ui.latest_task import LatestTask
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.state.run_settings import RunSettings, RunValues
from sketchpad.ui.state.session import Result, Session
from sketchpad.ui.style.qimage import to_image


def may_be_larger(result: Result) -> bool:
    """Whether there is room for the picture at twice its size."""
    height, width = result.picture.shape[:2]
    return can_upscale(width, height)


class ResultCommands(QObject):
    """What can be done with a generated picture: use its settings, begin from it, upscale it.

    Signals:
        base_wanted: a Result to begin the next pictures from. ground_wanted: one to paint on.
        repaint_wanted: a Result of which a part is to be repainted.
        reference_wanted: a QImage to be laid under the drawing.
    """

    base_wanted = Signal(object)
    ground_wanted = Signal(object)
    repaint_wanted = Signal(object)
    reference_wanted = Signal(object)

    def __init__(
        self,
        state: DocumentState,
        settings: RunSettings,
        session: Session,
        project: Project,
        exporter: Exporter,
        runner: Runner,
        gallery: Gallery,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._state, self._settings, self._session = state, settings, session
        self._project, self._exporter, self._window = project, exporter, window
        self._runner, self._gallery = runner, gallery
        state.beside_restored.connect(settings.set)

    def look(self, record: Record) -> None:
        """Look at a picture of the gallery; nothing else changes."""
        result = self._gallery.result(record)
        if result is not None:
            self._session.show(result)

    # what changes drawing or settings: one step back takes all of it back

    def use_settings(self, result: Result) -> None:
        """The settings and words that made `result`; the drawing stays."""
        present, then = self._state.document, result.wanted.document
        words = present.with_prompt(then.prompt).with_negative_prompt(then.negative_prompt)
        before = self._settings.values
        self._settings.set(self._project.usable_values(result.wanted))
        beside = Beside(before, self._settings.values)
        self._state.apply(words, self.tr("Use settings"), whole=True, beside=beside)

    def use_drawing(self, result: Result) -> None:
        """What `result` was drawn like; words and settings stay."""
        present, then = self._state.document, result.wanted.document
        drawing = then.with_prompt(present.prompt).with_negative_prompt(present.negative_prompt)
        self._state.apply(drawing, self.tr("Use drawing"), whole=True)

    def use_all(self, result: Result) -> None:
        """Drawing, words and settings that made `result`."""
        before = self._settings.values
        self._settings.set(self._project.usable_values(result.wanted))
        beside = Beside(before, self._settings.values)
        then = result.wanted.document
        self._state.apply(then, self.tr("Use everything"), whole=True, beside=beside)

    def make_again(self, result: Result) -> None:
        """The same picture once more, from what it was made of; drawing and settings stay."""
        self._gallery.restore_base(result)
        request = self._project.usable_values(result.request).request(result.request.document)
        self._runner.make(request, None if result.wanted == result.request else result.wanted)

    def vary(self, result: Result) -> None:
        """More pictures from noise near that of `result`; drawing and settings stay."""
        self._gallery.restore_base(result)
        then = result.wanted
        self._runner.vary(self._project.usable_values(then).request(then.document))

    def take_over(self, result: Result) -> None:
        """A picture from the comparison comes in sight, its settings those of the next."""
        self._session.add(result)
        self._settings.set(self._settings.values.like(result.request))
        self._window.raise_()
        self._window.activateWindow()

    def export(self, result: Result) -> None:
        self._exporter.export(result, self._project.name)

    def lay_under(self, result: Result) -> None:
        """The picture becomes the reference picture of the page."""
        self.reference_wanted.emit(to_image(result.picture))

    def export_cut_out(self, result: Result) -> None:
        self._exporter.export_cut_out(result, self._project.name)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Of the actions about the drawing and the picture in sight, by id."""
        state, session, name = self._state, self._session, lambda: self._project.name
        own: dict[str, Callable[[], object]] = {
            "generate_at_once": lambda: self._runner.generate(at_once=True),
            "show_batch": self.show_batch,
            "export_drawing": lambda: self._exporter.export_drawing(state.document, name()),
            "export_layers": lambda: self._exporter.export_layers(
                state.document, session.current, name()
            ),
        }
        return own | {
            name: self.of_current(act)
            for name, act in (
                ("export", self.export),
                ("export_cut_out", self.export_cut_out),
                ("lay_under", self.lay_under),
                ("copy", self._exporter.copy),
                ("enlarge", self._runner.enlarge),
                ("variations", self.vary),
                ("use_settings", self.use_settings),
                ("use_drawing", self.use_drawing),
                ("use_all", self.use_all),
                ("make_again", self.make_again),
            )
        }

    def mime_of_current(self) -> QMimeData | None:
        """The picture in sight on its way to another program."""
        current = self._session.current
        return None if current is None else self._exporter.mime_of([current])

    def show_batch(self) -> None:
        """Look at the pictures that were made together last."""
        if self._session.batch:
            self._session.show_batch(self._session.batch)

    def of_current(self, act: Callable[[Result], object]) -> Callable[[], None]:
        """`act` with the picture in sight, if there is one."""

        def do() -> None:
            if self._session.current is not None:
                act(self._session.current)

        return do

    def show_menu(self, record: Record, position: QPoint) -> None:
        """What can be done with a picture of the gallery, at a global position."""
        menu = QMenu(self._window)
        larger = self.tr("Enlarge twice")
        for text, handler in (
            (self.tr("Use settings"), self.use_settings),
            (self.tr("Use drawing"), self.use_drawing),
            (self.tr("Use everything"), self.use_all),
            (self.tr("Repeat exactly"), self.make_again),
            (self.tr("Variations of this"), self.vary),
            (self.tr("Begin from this picture"), self.base_wanted.emit),
            (self.tr("Repaint a part of this"), self.repaint_wanted.emit),
            (self.tr("Put onto the page"), self.ground_wanted.emit),
            (larger, self._runner.enlarge),
            (self.tr("Copy picture"), self._exporter.copy),
            (self.tr("Use as reference picture"), self.lay_under),
            (self.tr("Export picture…"), self.export),
            (self.tr("Export cut-out…"), self.export_cut_out),
        ):
            action = QAction(text, menu)
            action.triggered.connect(lambda _=False, act=handler: self._with(record, act))
            menu.addAction(action)
            if text == larger:
                action.setEnabled(can_upscale(record.width, record.height))
        star = self.tr("Take star off") if record.star else self.tr("Star")
        ids, is_new = [record.id], not record.star
        for text, work in (
            (star, lambda library: library.set_star(ids, is_new)),
            (self.tr("Put into the bin"), lambda library: library.delete(ids)),
        ):
            action = QAction(text, menu)
            action.triggered.connect(lambda _=False, do=work: self._gallery.write(do))
            menu.addAction(action)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(position)

    def _with(self, record: Record, act: Callable[[Result], object]) -> None:
        current = self._session.current
        if current is not None and self._gallery.id_of(current) == record.id:
            act(current)
            return
        result = self._gallery.result(record)
        if result is not None:
            act(result)


OF_RESULT = (
    "export", "copy", "use_settings", "use_drawing", "use_all", "make_again", "use_as_base", "enlarge", "variations",
    "export_cut_out", "lay_under", "repaint",
)  # fmt: skip


class WindowActionStates(QObject):
    """The window's actions follow settings, runs, readings, the present result and the comparison.

    Args:
        keys: of the canvas, which leave Escape to Stop while there is something to stop.
    """

    def __init__(
        self,
        actions: ActionSet,
        settings: RunSettings,
        runner: Runner,
        reading: LatestTask,
        session: Session,
        comparison: CompareRun,
        keys: HeldKeys,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._actions, self._runner, self._reading = actions, runner, reading
        self._comparison, self._keys, self._session = comparison, keys, session
        settings.changed.connect(self._show_values)
        for signal in (runner.status_changed, reading.began, reading.ended):
            signal.connect(self._show_stop)
        session.current_changed.connect(self._show_current)
        session.batch_shown.connect(self._show_current)
        for signal in (comparison.started, comparison.cell_changed):
            signal.connect(self._show_comparison)
        self._show_values(settings.values)
        self._show_stop()
        self._show_current(session.current)
        self._show_comparison()

    def _show_values(self, values: RunValues) -> None:
        self._actions["lock_seed"].setChecked(values.seed_locked)
        self._actions["no_base"].setEnabled(values.base is not None)
        for name in method_names():
            self._actions[f"method_{name}"].setChecked(name in values.chosen)

    def _show_stop(self) -> None:
        busy = self._runner.status.busy or self._reading.busy
        self._actions["stop"].setEnabled(busy)
        self._keys.escape_reserved = busy

    def _show_current(self, result: Result | None = None) -> None:
        self._actions.enable(OF_RESULT, result is not None)
        self._actions["enlarge"].setEnabled(result is not None and may_be_larger(result))
        self._actions["show_batch"].setEnabled(bool(self._session.batch))

    def _show_comparison(self) -> None:
        self._actions["export_comparison"].setEnabled(bool(self._comparison.finished))
