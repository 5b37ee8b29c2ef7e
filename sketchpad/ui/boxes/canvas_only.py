"""The whole screen for the drawing: everything else is hidden, and comes back as it was."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow, QWidget


class CanvasOnly(QObject):
    """Distraction-free mode: hides everything but the canvas, and brings it back as it was.

    Args:
        keep: stays in sight with all it lies in.
    """

    def __init__(self, window: QMainWindow, keep: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._keep = window, keep
        self._hidden: list[QWidget] = []
        self._was_full = False

    def set_on(self, on: bool) -> None:
        if on:
            self._hide_others()
        else:
            self._bring_back()
        self._keep.setFocus()

    def _hide_others(self) -> None:
        window = self._window
        self._hidden = []
        inner: QWidget = self._keep
        outer = inner.parentWidget()
        while outer is not None and inner is not window:
            for child in outer.children():
                if isinstance(child, QWidget) and not child.isWindow() and child is not inner:
                    self._hide(child, outer)
            inner, outer = outer, outer.parentWidget()
        self._was_full = window.isFullScreen()
        window.showFullScreen()

    def _hide(self, widget: QWidget, outer: QWidget) -> None:
        if widget.isVisibleTo(outer) and not widget.inherits("QSplitterHandle"):
            widget.hide()
            self._hidden.append(widget)

    def _bring_back(self) -> None:
        for widget in self._hidden:
            widget.show()
        self._hidden = []
        if not self._was_full:
            self._window.showNormal()
