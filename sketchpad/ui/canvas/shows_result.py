"""The canvas as those see it who show the result on it."""

from __future__ import annotations

from PySide6.QtGui import QImage

from sketchpad.ui.canvas.result_overlay import ResultMode, ResultOverlay


class ShowsResult:
    """Subclasses make `_overlay`."""

    _overlay: ResultOverlay

    @property
    def overlay(self) -> ResultOverlay:
        return self._overlay

    @property
    def result(self) -> QImage | None:
        return self._overlay.picture

    def set_result(self, picture: QImage | None) -> None:
        """Show `picture` (any size, scaled to the page); None takes it away. Cheap enough for 20 a second."""
        self._overlay.set_picture(picture)

    @property
    def result_mode(self) -> ResultMode:
        return self._overlay.mode

    def set_result_mode(self, mode: ResultMode) -> None:
        self._overlay.set_mode(mode)

    @property
    def result_opacity(self) -> float:
        return self._overlay.opacity

    def set_result_opacity(self, opacity: float) -> None:
        """Set the opacity of the result on the canvas, 0..1."""
        self._overlay.set_opacity(opacity)

    @property
    def peeking(self) -> bool:
        """Is the result shown alone?"""
        return self._overlay.peeking

    def set_peeking(self, peeking: bool) -> None:
        self._overlay.set_peeking(peeking)
