"""The comparison and its window, made when first asked for."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from sketchpad.generation.request import Request
from sketchpad.ui.compare.compare_run import Cell, CompareRun
from sketchpad.ui.compare.compare_window import CompareWindow, Modes
from sketchpad.ui.engine import Engine
from sketchpad.ui.exporting import Exporter
from sketchpad.ui.project import Project
from sketchpad.ui.runner import Runner
from sketchpad.ui.session import Result


class Comparing(QObject):
    """Signals:
    used: a Result the user took over from the comparison.
    """

    used = Signal(object)

    def __init__(
        self, engine: Engine, runner: Runner, exporter: Exporter, project: Project, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._runner, self._exporter, self._project = runner, exporter, project
        self.run = CompareRun(engine, self)
        self.window: CompareWindow | None = None

    def open(self) -> None:
        """Compare the present drawing."""
        if self.window is None:
            # No parent: it may lie behind the main window, and on another screen.
            self.window = CompareWindow(self.run, self._modes)
            self.window.used.connect(self._on_used)
            self.window.export_wanted.connect(self.export)
        self.window.open_and_start()

    def export(self) -> None:
        """The finished cells as one sheet."""
        if self.run.finished:
            self._exporter.export_sheet(self.run.finished, self._project.name)

    def close(self) -> None:
        self.run.stop()
        if self.window is not None:
            self.window.close()
            self.window.deleteLater()
            self.window = None

    def _modes(self) -> Modes:
        """The four modes of the present drawing; none, after the reason was told, if even the plain one cannot run."""
        from sketchpad.generation.compare import compare_requests

        return compare_requests(self._runner.request) if self._may_run(self._runner.request) else ()

    def _may_run(self, request: Request) -> bool:
        # What one method lacks is told in its cell; what all of them lack, here.
        blocking = [p for p in self._runner.check(request.with_methods()) if p.blocking]
        if blocking:
            self._runner.refuse(blocking[0])
        return not blocking

    def _on_used(self, cell: Cell) -> None:
        if cell.picture is not None:
            self.used.emit(Result(cell.request, cell.picture, cell.seconds))
