"""The file the drawing lives in: new, open, save, recover."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QStandardPaths, Signal

from sketchpad import paths
from sketchpad.document.io import project_file
from sketchpad.document.io.autosave import Recovery
from sketchpad.document.io.stamp import Stamp, is_changed
from sketchpad.document.io.tracing import Watch
from sketchpad.document.model import Document
from sketchpad.errors import BadPicture, CannotWrite, DiskFull, SketchpadError
from sketchpad.generation.request.defaults import fitted
from sketchpad.generation.request.method_settings import is_folder
from sketchpad.generation.request.request import Request
from sketchpad.models.hub.locate import portable
from sketchpad.ui.connections import errors_to
from sketchpad.ui.files.file_dialogs import FileDialogs
from sketchpad.ui.files.reading import lines_of, lines_of_svg, read_lines, read_saved
from sketchpad.ui.files.recent_files import RecentFiles
from sketchpad.ui.files.recovery_keeper import RecoveryKeeper, Work
from sketchpad.ui.files.remembered_folder import RememberedFolder
from sketchpad.ui.latest_task import LatestTask
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.state.preferences import PreferenceStore
from sketchpad.ui.state.run_settings import RunSettings, RunValues, usable
from sketchpad.ui.state.session import Result, Session

_log = logging.getLogger(__name__)
MOST_CHOSEN = 200
_Take = Callable[[Document, Document], object]  # what was read, and the drawing before


def documents_folder() -> Path:
    """Where the first save is proposed."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(folder) if folder else Path.home()


class Project(QObject):
    """Keeps the drawing in `state` in a file, and out of danger.

    Signals:
        path_changed: the file, or None, is another one.
        notified: a sentence for the user.
        failed: SketchpadError; the drawing is as it was.
        recent_changed: the list of recent files.
        sample_opened: a drawing without settings of its own is on the page.
    """

    path_changed = Signal()
    notified = Signal(str)
    failed = Signal(object)
    recent_changed = Signal()
    sample_opened = Signal()

    _folder = RememberedFolder("drawings", documents_folder)

    def __init__(
        self,
        state: DocumentState,
        settings: RunSettings,
        session: Session,
        preferences: PreferenceStore,
        questions: FileDialogs,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._state, self._settings, self._session = state, settings, session
        self._preferences, self._questions = preferences, questions
        self.path: Path | None = None
        self._stamp: Stamp | None = None  # of the file at `path`, as it was read or written here
        self.recent = RecentFiles()
        self.reading = LatestTask(self)
        self._chosen = RecentFiles("chosen.json", MOST_CHOSEN)
        self.recovery = RecoveryKeeper(self._work, int(preferences["autosave.keep"]), self)
        self.recovery.failed.connect(self._tell_unsafe)
        self._settled = (
            self._note()
        )  # the settings that are in the file, or were there from the start
        state.document_changed.connect(self.recovery.follow)
        settings.changed.connect(self._remember_chosen)
        settings.changed.connect(self.recovery.follow)

    @property
    def name(self) -> str:
        return self.path.stem if self.path is not None else self.tr("Untitled")

    # what the menu asks for; True when it was done, or is being done in the background

    def new(self) -> bool:
        if not self.may_leave():
            return False
        size = self._state.document
        self._take(Document(size.width, size.height), None)
        return True

    def open(self, path: Path | None = None) -> bool:
        """Open `path` (a drawing, an SVG, a picture), or whatever the user chooses."""
        if not self.may_leave():
            return False
        path = path or self._questions.open_path(self._folder)
        return path is not None and self.open_now(path)

    def open_now(self, path: Path) -> bool:
        """Open `path` in place of the present drawing, without a question."""
        before, stamp, done = self._state.document, Stamp.of(path), [True]

        def take(saved: object) -> None:
            # A drawing that was changed while the file was read is asked about again.
            if self._state.document is before or self.may_leave():
                self._take_saved(path, saved, stamp)

        def fail(error: SketchpadError) -> None:
            done[0] = False
            self.failed.emit(error)

        says = self.tr("Reading “{name}”…").format(name=path.name)
        self.reading.quick(path.name, lambda watch: read_saved(path, watch), take, fail, says)
        return done[0]

    def _take_saved(self, path: Path, saved: Any, stamp: Stamp | None) -> None:
        if saved is None:
            self._read_lines(path, self._take_traced)
            return
        document, extra = saved
        is_own = path.suffix.lower() == project_file.SUFFIX
        self._take(document, path if is_own else None, saved=is_own)
        self._use_settings(extra.settings, document)
        self._settled = self._note()
        if is_own:
            self._show_picture(extra, document)
            self._stamp = stamp
            self._remember(path)

    def _take_traced(self, traced: Document, before: Document) -> None:
        if self._state.document is before or self.may_leave():
            self._take(traced, None, saved=False)

    def open_sample(self, path: Path) -> bool:
        """A sample is a template: saving it asks for a file."""
        if self.may_leave():
            with errors_to(self.failed.emit):
                document, _ = project_file.load(path)
                self._take(fitted(document, self._settings.values.model), None)
                self.sample_opened.emit()
                return True
        return False

    def import_lines(self, path: Path | None = None) -> bool:
        """Add the lines of a picture or SVG to the drawing; can be undone."""
        path = path or self._questions.import_path(self._folder)
        if path is None:
            return False
        self._folder = path.parent
        self._read_lines(path, partial(self._add_strokes, name=path.name))
        return True

    def import_picture(self, picture: NDArray[np.uint8]) -> None:
        """Add the lines of a pasted picture, uint8 RGB (height, width, 3); can be undone."""
        name, page = self.tr("Clipboard"), self._state.document
        self._read(name, lambda watch: lines_of(picture, name, page, watch), self._add_strokes)

    def import_svg(self, data: bytes) -> None:
        """Add the lines of a pasted SVG; can be undone."""
        name, page = self.tr("Clipboard"), self._state.document
        self._read(name, lambda watch: lines_of_svg(data, name, page, watch), self._add_strokes)

    def _read_lines(self, path: Path, then: _Take) -> None:
        page = self._state.document
        self._read(path.name, lambda watch: read_lines(path, page, watch), then)

    def _read(self, name: str, work: Callable[[Watch], Document], then: _Take) -> None:
        before = self._state.document

        def done(traced: object) -> None:
            assert isinstance(traced, Document)
            then(traced, before)

        self.reading.start(name, work, done, self.failed.emit)

    def _add_strokes(self, traced: Document, _before: Document, name: str = "") -> None:
        if not traced.strokes:  # of layers, none of which is a sketch
            self.failed.emit(BadPicture(name, "no_lines"))
            return
        present = self._state.document
        changed = present.with_strokes((*present.strokes, *traced.strokes))
        self._state.apply(changed, self.tr("Import lines"))

    def save(self) -> bool:
        return self._save_to(self.path) if self.path is not None else self.save_as()

    def save_as(self) -> bool:
        proposed = self.path or self._folder / f"{self.name}{project_file.SUFFIX}"
        path = self._questions.save_path(proposed)
        return path is not None and self._save_to(path)

    def may_leave(self) -> bool:
        """May the present drawing be replaced? Asks about unsaved changes."""
        if not self._state.modified:
            return True
        answer = self._questions.unsaved(self.name)
        return self.save() if answer == "save" else answer == "discard"

    # safety

    def _work(self) -> Work:
        document, note = self._state.document, self._note()
        safe = note == self._settled and not self._state.modified
        stamp = self._stamp.to_json() if self._stamp else None
        return Work(document, self.path, note | {"stamp": stamp}, safe)

    def _tell_unsafe(self, error: SketchpadError) -> None:
        """Of the drawing, not of a file that the user has never heard of."""
        if isinstance(error, DiskFull | CannotWrite) and not error.reason:
            error = type(error)(self.name, "recovery", folder=str(self.recovery.folder))
        self.failed.emit(error)

    def recover(self, recovery: Recovery) -> bool:
        """Work on what is in `recovery`, which stays until another file holds it. False where the user declined."""
        if not self.may_leave():
            return False
        with errors_to(self.failed.emit):
            document, saved, origin = recovery.load()
            there = origin is not None and origin.is_file()
            self._take(document, origin if there else None, saved=False)
            self._stamp = Stamp.from_json(saved.get("stamp"))
            self._use_settings(saved, document)
            self.recovery.brought_back = recovery
            self.recovery.write()
        return True

    def may_throw_away(self, name: str) -> bool:
        """Is the recovery with this name wanted no more?"""
        return self._questions.throws_away(name)

    def close(self) -> None:
        """The window goes; the user has answered all questions."""
        self.reading.close()
        self.recovery.close()

    # parts

    def _take(self, document: Document, path: Path | None, *, saved: bool = True) -> None:
        self.recovery.forget()
        self.path, self._stamp = path, None
        self._settled = self._note()
        self._session.show(None)  # made of another drawing
        self._state.open(document, saved=saved)
        if path is not None:
            self._folder = path.parent
        self.path_changed.emit()

    def _save_to(self, path: Path) -> bool:
        if path == self.path and is_changed(path, self._stamp):
            answer = self._questions.changed_outside(path.name)
            if answer != "replace":
                return answer == "save_as" and self.save_as()
        extra = project_file.Extra(*self._with_picture(self._note()))
        try:
            try:
                project_file.save(self._state.document, path, extra)
            except CannotWrite as error:
                if error.reason != "protected":
                    raise
                answer = self._questions.protected(path.name)
                if answer != "replace":
                    return answer == "save_as" and self.save_as()
                project_file.save(self._state.document, path, extra, replace_protected=True)
        except SketchpadError as error:
            self.failed.emit(error)
            return False
        self.path, self._folder, self._stamp = path, path.parent, Stamp.of(path)
        self._state.mark_saved()
        self._settled = self._note()
        brought_back = self.recovery.brought_back
        self.recovery.forget()
        if brought_back is not None:
            brought_back.discard()
        self._remember(path)
        self.path_changed.emit()
        self.notified.emit(self.tr("Saved as “{name}”.").format(name=path.name))
        return True

    def _note(self) -> dict[str, Any]:
        request = self._settings.values.request(self._state.document)
        return {"request": request.to_json(drawing=False)}

    def _with_picture(self, note: dict[str, Any]) -> tuple[dict[str, Any], bytes | None]:
        """Add what is to be known of the picture in sight to `note`; and that picture as a PNG."""
        result = self._session.current
        if result is None:
            return note, None
        from sketchpad.generation.export.picture import to_png

        same = result.request.document == self._state.document
        picture = {"seconds": result.seconds, "of_this_drawing": same}
        png = to_png(result.picture, result.request, drawing=not same)
        return {**note, "picture": picture}, png

    def _show_picture(self, extra: project_file.Extra, document: Document) -> None:
        """Look at the picture that was saved with `document`."""
        if extra.picture is None:
            return
        from sketchpad.generation.export.picture import from_png

        try:
            picture, kept = from_png(extra.picture, "picture.png")
        except SketchpadError:
            _log.info("The picture beside the drawing could not be used", exc_info=True)
            return
        note = extra.settings.get("picture")
        note = note if isinstance(note, dict) else {}
        request = kept.request if kept is not None else None
        if request is None:
            request = self._settings.values.request(document)
        elif note.get("of_this_drawing") is True:
            request = replace(request, document=document)
        seconds = note.get("seconds")
        seconds = float(seconds) if isinstance(seconds, int | float) else 0.0
        self._session.show(Result(request, picture, seconds))

    def _use_settings(self, saved: Any, document: Document) -> None:
        if not isinstance(request := saved.get("request"), dict):
            return
        try:
            wanted = Request.from_json(request, document)
        except SketchpadError:
            _log.info("The settings beside the drawing could not be used")
            return
        self._settings.set(self.usable_values(wanted))

    def usable_values(self, made: Request) -> RunValues:
        """The present settings with what made a picture or drawing.

        A file must not choose a folder of this machine, nor values that no control can show.
        """
        present = self._settings.values
        return usable(present.like(made), present, self._is_chosen)

    def _is_chosen(self, path: str) -> bool:
        """Did the user choose this file here, or did the program write it itself?"""
        own = paths.user_state() / "bases"
        return Path(path).parent == own or self._chosen.has(Path(path))

    def _remember_chosen(self, values: RunValues) -> None:
        named = [net.net for net in values.nets if is_folder(net.net)]
        named += [lora.path for lora in values.loras]
        named += [values.vae] if values.vae and not portable(values.vae) else []
        named += [values.base.picture] if values.base else []
        for path in named:
            if not self._is_chosen(path):
                self._chosen.add(Path(path))

    def _remember(self, path: Path) -> None:
        self.recent.add(path)
        self.recent_changed.emit()
