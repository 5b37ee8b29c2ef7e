"""The result on the canvas: which picture, where, how strongly. Observable; knows nothing of painting."""

from __future__ import annotations

from typing import Literal, get_args

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from sketchpad import settings

ResultMode = Literal["under", "over", "hidden"]
RESULT_MODES: tuple[ResultMode, ...] = get_args(ResultMode)


class ResultOverlay(QObject):
    """Which result is shown on the canvas, where, and how opaque.

    Signals:
        picture_changed: another picture, perhaps none.
        changed: anything else; or there is a picture now and was none before, or the other way round.
    """

    picture_changed = Signal()
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.picture: QImage | None = None
        self.mode: ResultMode = "under"
        self.opacity = float(settings.default("result.opacity"))
        self.peeking = False

    def set_picture(self, picture: QImage | None) -> None:
        """Converted once to the form that is painted fastest."""
        appeared = (picture is None) != (self.picture is None)
        if picture is not None:
            has_alpha = picture.hasAlphaChannel()
            fast = (
                QImage.Format.Format_ARGB32_Premultiplied
                if has_alpha
                else QImage.Format.Format_RGB32
            )
            picture = picture.convertToFormat(fast)
            picture.setDevicePixelRatio(1.0)
        self.picture = picture
        self.picture_changed.emit()
        if appeared:
            self.changed.emit()

    def set_mode(self, mode: ResultMode) -> None:
        if mode not in RESULT_MODES:
            raise ValueError(f"no way to show a result called {mode!r}")
        if mode != self.mode:
            self.mode = mode
            self.changed.emit()

    def set_opacity(self, opacity: float) -> None:
        opacity = min(max(float(opacity), 0.0), 1.0)
        if opacity != self.opacity:
            self.opacity = opacity
            self.changed.emit()

    def set_peeking(self, peeking: bool) -> None:
        if peeking != self.peeking:
            self.peeking = peeking
            self.changed.emit()

    @property
    def alone(self) -> QImage | None:
        """The picture, if it is shown without the drawing."""
        return self.picture if self.peeking else None
