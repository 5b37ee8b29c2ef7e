"""The window's gallery: read at once, written on a thread of its own, so that no picture is lost and nothing waits."""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThreadPool, Signal

from sketchpad.errors import BadDocument, BadPicture, HugePicture, OutOfMemory, SketchpadError
from sketchpad.gallery.database import DamagedDatabase
from sketchpad.gallery.library import Library, put_database_aside, usual_folder
from sketchpad.gallery.rebuild import open_library, take_in_new
from sketchpad.gallery.record import Finished, Record
from sketchpad.generation.run.init_image import keep_picture, picture_digest
from sketchpad.ui.gallery.thumbnails import Thumbnails
from sketchpad.ui.latest_task import MOMENT, step_back
from sketchpad.ui.state.preferences import PreferenceStore
from sketchpad.ui.state.session import Result

_log = logging.getLogger(__name__)
_Found = TypeVar("_Found")
Work = Callable[[Library], object]
GIGABYTE = 1_000_000_000
DAY = 24 * 3600.0
PRUNE_AFTER = 50  # pictures between two looks at the limits


class Gallery(QObject):
    """Every picture that appears goes through `keep`.

    Where the user wants none kept, they lie in a folder that goes with the program.

    Signals:
        changed: there are other pictures in it, or other marks.
        failed: SketchpadError. Pictures that could not be written are held, and written with the next one.
        pruned: ids of pictures that went into the bin, because the limits were reached.
    """

    changed = Signal()
    failed = Signal(object)
    pruned = Signal(object)
    _done = Signal(object, object)

    def __init__(self, preferences: PreferenceStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self.thumbnails = Thumbnails(self)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._reader: Library | None = None
        self._writer: Library | None = None  # of the other thread
        self._passing: tempfile.TemporaryDirectory[str] | None = None
        self._held: list[
            tuple[Finished, Callable[[Record], object]]
        ] = []  # that could not be written
        self._ids: dict[int, int] = {}  # number of a Result -> id
        self._since_prune = self._changes = 0
        self._closing = False
        self._folder = self._chosen_folder()
        self._done.connect(self._on_done)
        preferences.changed.connect(self._on_preference)

    # read

    @property
    def folder(self) -> Path:
        return self._folder

    def read(self, look: Callable[[Library], _Found]) -> _Found | None:
        """What `look` finds, on the window's thread; None, after `failed`, where that is not possible."""
        try:
            if self._reader is None:
                self._reader = Library(self._folder)
            return look(self._reader)
        except DamagedDatabase:
            self._close_reader()
            self.write(_check)
        except (SketchpadError, OSError) as error:
            _log.warning("The gallery could not be read", exc_info=True)
            self.failed.emit(error if isinstance(error, SketchpadError) else SketchpadError())
        return None

    def result(self, record: Record) -> Result | None:
        """The picture with all that made it; None, after `failed`, where it cannot be read."""

        def look(library: Library) -> Result:
            request, wanted = library.request(record), library.wanted(record)
            before = None if wanted == request else wanted
            return Result(request, library.picture(record), record.seconds, before=before)

        result = self.read(look)
        if result is not None:
            self.note(result, record)
        return result

    def id_of(self, result: Result | None) -> int | None:
        """Which picture of the gallery `result` is; None where it is none, or not written yet."""
        if result is None or not result.is_kept:
            return None
        if result.number not in self._ids:
            digest = picture_digest(result.picture)
            records = self.read(lambda library: library.with_digest(digest))
            if not records:
                return None
            self._ids[result.number] = records[0].id
        return self._ids[result.number]

    def restore_base(self, result: Result) -> None:
        """Write the picture that `result` began from once more, where it is gone from its place but in the gallery."""
        base = result.request.base
        if base is None or Path(base.picture).is_file():
            return
        digest = Path(base.picture).stem
        picture = self.read(lambda library: _picture(library, library.with_digest(digest)))
        if picture is not None:
            try:
                keep_picture(picture)
            except SketchpadError as error:
                self.failed.emit(error)

    # written

    def start(self) -> None:
        """Take in what the last session had no time for, and look at the limits. To be called once."""
        self.write(
            lambda library: None if library.is_incomplete else take_in_new(library), quiet=True
        )
        self._prune()

    def keep(self, finished: Finished, then: Callable[[Record], object]) -> None:
        """Write a finished picture, and call `then` when it is written."""
        self._held.append((finished, then))
        self.retry()

    def note(self, result: Result, record: Record) -> None:
        """`result` is the picture of `record`."""
        self._ids[result.number] = record.id

    @property
    def holds(self) -> bool:
        """Are there pictures that could not be written?"""
        return bool(self._held)

    def unwritten(self) -> int:
        """How many pictures cannot be written, after one more try."""
        self.retry()
        self.flush()
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall)
        return len(self._held)

    def retry(self) -> None:
        """Write what could not be written before."""
        held, self._held = self._held, []
        for pair in held:
            self._submit(*pair)

    def look_for_others(self) -> None:
        """Show what another window, or another program, has changed."""
        changes = self.read(lambda library: library.changes)
        if changes is not None and changes != self._changes:
            self._changes = changes
            self.changed.emit()

    def _submit(self, finished: Finished, then: Callable[[Record], object]) -> None:
        def hold(error: SketchpadError) -> None:
            self._held.append((finished, then))
            self.failed.emit(error)

        def take(record: object) -> None:
            assert isinstance(record, Record)
            then(record)
            self._since_prune += 1
            if self._since_prune >= PRUNE_AFTER:
                self._prune()

        def add(library: Library) -> Record:
            if not self._closing:
                time.sleep(MOMENT)  # the window shows it first
            return library.add(finished)

        self.write(add, take, hold)

    def write(
        self,
        work: Work,
        then: Callable[[object], object] | None = None,
        failed: Callable[[SketchpadError], object] | None = None,
        *,
        quiet: bool = False,
    ) -> None:
        """Do `work` on the other thread, then `then` with its result on this one; `changed` comes after it.

        Args:
            failed: called instead of `then` where it could not be done.
            quiet: nothing changes that is in sight.
        """

        def finish(value: object) -> None:
            if isinstance(value, SketchpadError):
                (failed or self.failed.emit)(value)
                return
            if then is not None:
                then(value)
            if not quiet:
                self.changed.emit()

        self._pool.start(lambda: self._do(work, finish))

    def flush(self) -> None:
        """Wait until all is written that can be."""
        self._pool.waitForDone()

    def close(self) -> None:
        """Write what waits, and close the files."""
        self.thumbnails.close()
        self.retry()
        self._closing = True
        self.flush()
        for library in (self._reader, self._writer):
            if library is not None:
                library.close()
        self._reader = self._writer = None
        if self._passing is not None:
            self._passing.cleanup()

    def _on_done(self, then: Callable[[object], object], value: object) -> None:
        if not self._closing:
            then(value)

    def _do(self, work: Work, finish: Callable[[object], object]) -> None:
        """On the other thread."""
        value: object
        step_back()
        try:
            value = self._work(work)
        except SketchpadError as error:
            _log.warning("The gallery could not be written", exc_info=True)
            value = error
        except MemoryError:
            value = OutOfMemory()
        except Exception:  # noqa: BLE001 - whatever it is, the window must hear of it
            _log.exception("The gallery failed")
            value = SketchpadError()
        if not self._closing:
            self._done.emit(finish, value)

    def _work(self, work: Work) -> object:
        try:
            return work(self._opened())
        except DamagedDatabase as error:
            if self._writer is not None:
                self._writer.close()
                self._writer = None
            put_database_aside(self._folder)
            self._done.emit(self.failed.emit, error)
            return work(self._opened())

    def _opened(self) -> Library:
        if self._writer is None:
            self._writer = open_library(self._folder)
        return self._writer

    def _prune(self) -> None:
        self._since_prune = 0
        largest = int(self._preferences["gallery.size"]) * GIGABYTE
        days = int(self._preferences["gallery.days"])
        oldest = time.time() - days * DAY if days else 0.0

        def tell(gone: object) -> None:
            if gone:
                self.pruned.emit(gone)

        self.write(
            lambda library: library.prune(largest, oldest), tell, quiet=not (largest or days)
        )

    # which folder

    def _on_preference(self, name: str) -> None:
        if name in ("gallery.size", "gallery.days"):
            self._prune()
        if name in ("gallery.keep", "gallery.folder") and self._chosen_folder() != self._folder:
            self.flush()
            self._close_reader()
            if self._writer is not None:
                self._writer.close()
                self._writer = None
            self._ids.clear()
            self._folder = self._chosen_folder()
            self.changed.emit()

    def _chosen_folder(self) -> Path:
        if not self._preferences["gallery.keep"]:
            if self._passing is None:
                self._passing = tempfile.TemporaryDirectory(prefix="sketchpad-")
            return Path(self._passing.name)
        chosen = str(self._preferences["gallery.folder"])
        return Path(chosen).expanduser().absolute() if chosen else usual_folder()

    def _close_reader(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None


def _check(library: Library) -> None:
    """Raise DamagedDatabase where there is reason to."""
    if library.database.read("PRAGMA quick_check(1)")[0][0] != "ok":
        raise DamagedDatabase


def _picture(library: Library, records: Sequence[Record]) -> NDArray[np.uint8] | None:
    """The first of `records` that can be read."""
    for record in records:
        with suppress(BadDocument, BadPicture, HugePicture):
            return library.picture(record)
    return None
