"""Shows the picture in the making, and the present result, on the canvas."""

from __future__ import annotations

from PySide6.QtCore import QObject

from sketchpad.generation.request.request import Progress
from sketchpad.ui.canvas.result_overlay import ResultOverlay
from sketchpad.ui.engine.runner import Runner
from sketchpad.ui.live.live import Live
from sketchpad.ui.state.session import Result, Session
from sketchpad.ui.style.qimage import to_image


class ResultOnCanvas(QObject):
    """`overlay` follows runs, live pictures and the session."""

    def __init__(
        self,
        overlay: ResultOverlay,
        runner: Runner,
        live: Live,
        session: Session,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._overlay, self._runner = overlay, runner
        runner.progressed.connect(self._show_progress)
        live.progressed.connect(self._show_progress)
        session.current_changed.connect(self._show_current)

    def _show_progress(self, progress: Progress) -> None:
        self._overlay.set_picture(to_image(progress.picture))

    def _show_current(self, result: Result | None) -> None:
        if result is not None:
            self._overlay.set_picture(to_image(result.picture))
        elif not self._runner.status.busy:
            self._overlay.set_picture(None)
