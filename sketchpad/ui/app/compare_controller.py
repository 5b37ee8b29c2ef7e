"""The comparison and its window, made when first asked for."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from sketchpad.document.model import Document
from sketchpad.generation.comparison.matrix import Change, Matrix
from sketchpad.generation.request.request import Request
from sketchpad.ui.app.notifications import ExportNotifications
from sketchpad.ui.compare.cells.cell import Cell
from sketchpad.ui.compare.compare_run import CompareRun
from sketchpad.ui.compare.exports import ComparisonExports
from sketchpad.ui.connections import errors_to
from sketchpad.ui.engine.engine import Engine
from sketchpad.ui.engine.runner import Runner
from sketchpad.ui.files.exporter import Exporter
from sketchpad.ui.files.file_dialogs import FileDialogs
from sketchpad.ui.files.project import Project
from sketchpad.ui.state.session import Result
from sketchpad.ui.style.shorthand import open_dialog

if TYPE_CHECKING:  # read when first asked for: the program's own window does not wait for them
    from sketchpad.ui.compare.compare_window import CompareWindow


class CompareController(QObject):
    """Opens the comparison window and passes on what the user takes over from it.

    Signals:
        used: a Result the user took over from the comparison.
        base_chosen: a Result whose picture the user wants to begin from.
        repaint_chosen: a Result of which a part is to be repainted.
    """

    used = Signal(object)
    base_chosen = Signal(object)
    repaint_chosen = Signal(object)

    def __init__(
        self,
        engine: Engine,
        runner: Runner,
        exporter: Exporter,
        project: Project,
        questions: FileDialogs,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._questions, self._count = questions, 0
        self._before: Matrix | None = None  # what was compared before the present seeds
        self._runner, self._exporter, self._project = runner, exporter, project
        self.run = CompareRun(engine, self)
        self._exports = ComparisonExports(self.run, exporter, self)
        self.window: CompareWindow | None = None

    def open(self) -> None:
        """Compare the present drawing; after a best of several, with the rows and columns before it."""
        before, self._before = self._before, None
        busy = before is None or self.run.busy
        self._opened().open_and_start(None if busy else self._matrix(before))

    def show(self) -> None:
        """Show the window with what is compared at present."""
        self._before = None
        window = self._opened()
        window.open()
        self.run.started.emit()

    def best_of(self) -> None:
        """Make the present picture with several seeds, and tell which one follows best."""
        from sketchpad.ui.compare.further_cells import matrix_of

        if self.run.busy:
            self.open()
            return
        request = self._runner.request
        if not self._may_run(request) or (count := self._ask_count(None)) is None:
            return
        if self._before is None:
            self._before = self.run.matrix
        self._opened().best.expect()
        self.make(matrix_of(request, count))

    def make(self, matrix: Matrix) -> None:
        """Show the window and make what is missing of `matrix`."""
        self._opened().open_and_start(matrix)

    def _opened(self) -> CompareWindow:
        if self.window is None:
            from sketchpad.ui.compare.compare_window import CompareWindow

            # No parent: it may lie behind the main window, and on another screen.
            self.window = window = CompareWindow(self.run, self._matrix)
            ExportNotifications(self._exporter, window.notice, window)
            window.used.connect(lambda cell: self._hand_over(self.used, cell))
            window.base_wanted.connect(lambda cell: self._hand_over(self.base_chosen, cell))
            window.repaint_wanted.connect(lambda cell: self._hand_over(self.repaint_chosen, cell))
            window.branch_wanted.connect(self._on_branch)
            window.blind_wanted.connect(self._on_blind)
            window.best_wanted.connect(self._on_best)
            window.export_wanted.connect(self.export)
        return self.window

    def export(self, kind: str = "sheet") -> None:
        """The finished cells as one sheet; or "steps", "record", "bundle"."""
        self._exports.export(kind or "sheet", self._project.name)

    def close(self) -> None:
        self.run.close()
        if self.window is not None:
            self.window.close()
            self.window.deleteLater()
            self.window = None

    def _matrix(self, old: Matrix | None = None) -> Matrix | None:
        """The present drawing with the rows and columns there were; at first without and with each method.

        None, after the reason was given, where even the plain picture cannot be made.
        """
        request = self._runner.request
        if not self._may_run(request):
            return None
        old = old or self.run.matrix
        if old is not None and old.base == request:
            return old
        if old is not None:
            return Matrix(request, old.rows, old.columns)
        from sketchpad.generation.comparison.run_plans import compare_requests

        modes = compare_requests(request)
        return Matrix(request, (), tuple(Change("methods", mode.methods) for _, mode in modes))

    def _may_run(self, request: Request) -> bool:
        # What one method lacks is said in its cell; what all of them lack, here.
        blocking = [p for p in self._runner.check(request.with_methods()) if p.blocking]
        if blocking:
            self._runner.refuse(blocking[0])
        return not blocking

    def _on_branch(self, cell: Cell, step: int) -> None:
        matrix = self.run.matrix
        if matrix is None or cell.place not in matrix.cells:
            return
        from sketchpad.ui.compare.dialogs import BranchDialog

        dialog = BranchDialog(cell, step, self._drawing_for(cell), self.window)
        window = self.window
        if dialog.exec() != QDialog.DialogCode.Accepted or window is None:
            return
        with errors_to(window.notice.tell_error):
            self.run.start(matrix.with_branch(cell.place, dialog.step.value(), dialog.request))
            last = len(self.run.cells) - 1  # the branch, to be compared with what it left
            origin = (n for n, one in enumerate(self.run.cells) if one.place == cell.place)
            window.pages.bring(last, next(origin, last))

    def _on_best(self) -> None:
        """More seeds of what is compared."""
        window = self.window
        if window is None or window.pages.cell is None:
            return
        if (count := self._ask_count(window)) is not None:
            window.best.start(window.pages.cell, count)

    def _ask_count(self, window: QWidget | None) -> int | None:
        from sketchpad.ui.compare.further_cells import MOST, USUAL

        count = self._questions.how_many(self._count or USUAL, MOST, window)
        self._count = count or self._count
        return count

    def _on_blind(self) -> None:
        cells = [cell for cell in self.run.finished if cell.mark != "reject"]
        if len(cells) < 2:
            return
        from sketchpad.ui.compare.dialogs import BlindDialog

        dialog = BlindDialog(cells, secrets.randbelow(1 << 16), self.window)
        dialog.used.connect(lambda cell: self._hand_over(self.used, cell))
        dialog.finished.connect(lambda _: self.run.vote(dialog.votes()))
        open_dialog(dialog)

    def _drawing_for(self, cell: Cell) -> Document | None:
        """The drawing on the canvas, if it was edited since and still has the cell's size."""
        from sketchpad.generation.export.sheet import same_drawing

        now, then = self._runner.request.document, cell.request.document
        fits = (now.width, now.height) == (then.width, then.height)
        edited = not same_drawing(now.seen(), then.seen())
        return now if fits and edited else None

    def _hand_over(self, signal: object, cell: Cell) -> None:
        if cell.picture is not None:
            signal.emit(Result(cell.request, cell.picture, cell.seconds))  # type: ignore[attr-defined]
