"""What can be done with a picture once it is there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from sketchpad.document.history import Beside
from sketchpad.gallery.record import Record
from sketchpad.generation.run.passes import can_upscale
from sketchpad.ui.engine.runner import Runner
from sketchpad.ui.files.exporter import Exporter
from sketchpad.ui.files.project import Project
from sketchpad.ui.gallery.gallery import Gallery
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.state.run_settings import RunSettings
from sketchpad.ui.state.session import Result, Session


def may_be_larger(result: Result) -> bool:
    """Whether there is room for the picture at twice its size."""
    height, width = result.picture.shape[:2]
    return can_upscale(width, height)


class ResultCommands(QObject):
    """What can be done with a generated picture: use its settings, begin from it, upscale it.

    Signals:
        base_wanted: a Result to begin the next pictures from.
    """

    base_wanted = Signal(object)

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
        present, made = self._state.document, result.wanted.document
        words = present.with_prompt(made.prompt).with_negative_prompt(made.negative_prompt)
        before = self._settings.values
        self._settings.set(self._project.usable_values(result.wanted))
        beside = Beside(before, self._settings.values)
        self._state.apply(words, self.tr("Use settings"), whole=True, beside=beside)

    def use_drawing(self, result: Result) -> None:
        """What `result` was drawn like; words and settings stay."""
        present, made = self._state.document, result.wanted.document
        drawing = made.with_prompt(present.prompt).with_negative_prompt(present.negative_prompt)
        self._state.apply(drawing, self.tr("Use drawing"), whole=True)

    def use_all(self, result: Result) -> None:
        """Drawing, words and settings that made `result`."""
        before = self._settings.values
        self._settings.set(self._project.usable_values(result.wanted))
        beside = Beside(before, self._settings.values)
        made = result.wanted.document
        self._state.apply(made, self.tr("Use everything"), whole=True, beside=beside)

    def make_again(self, result: Result) -> None:
        """The same picture once more, from what it was made of; drawing and settings stay."""
        self._gallery.restore_base(result)
        request = self._project.usable_values(result.request).request(result.request.document)
        self._runner.make(request, None if result.wanted == result.request else result.wanted)

    def take_over(self, result: Result) -> None:
        """A picture from the comparison comes in sight, its settings those of the next."""
        self._session.add(result)
        self._settings.set(self._settings.values.like(result.request))
        self._window.raise_()
        self._window.activateWindow()

    def export(self, result: Result) -> None:
        self._exporter.export(result, self._project.name)

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
            (self.tr("Begin from this picture"), self.base_wanted.emit),
            (larger, self._runner.enlarge),
            (self.tr("Copy picture"), self._exporter.copy),
            (self.tr("Export picture…"), self.export),
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
