"""The drawing surface: shows the page, its ink, boxes and result, and hands the pointer to the present tool."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QColor, QImage
from PySide6.QtWidgets import QWidget

from sketchpad.ui.state import DocumentState

ResultMode = Literal["under", "over", "hidden"]


class CanvasWidget(QWidget):
    """The canvas on `state`.

    Every ability is a QAction: `action("undo")`; `action_groups()` has them all, in the order menus should have them:
        tools: pen, eraser, box, select, pan (checkable, exclusive)
        edit: undo, redo, clear, select_all_boxes, deselect
        brush: brush_smaller, brush_larger
        boxes: edit_phrase, duplicate, delete, nudge_left ... nudge_down_far
        view: zoom_in, zoom_out, fit, actual_size, result_under, result_over, result_hidden (exclusive), peek
    `actions()` is Qt's own list of the same actions. Their texts follow the language by themselves.

    Signals:
        hint_changed: what the present tool's modifiers do, for the status bar.
        zoom_changed: widget pixels per page pixel.
        result_changed: mode, opacity, peek or the picture itself changed.
        announced: what has just been selected or done, in words, for the status bar and screen readers.
    """

    hint_changed = Signal(str)
    zoom_changed = Signal(float)
    result_changed = Signal()
    announced = Signal(str)

    def __init__(self, state: DocumentState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state

    @property
    def state(self) -> DocumentState:
        return self._state

    # the result

    @property
    def result(self) -> QImage | None: ...

    def set_result(self, picture: QImage | None) -> None:
        """Show `picture` (any size, scaled to the page); None takes it away. Cheap enough for 20 a second."""

    @property
    def result_mode(self) -> ResultMode: ...

    def set_result_mode(self, mode: ResultMode) -> None: ...

    @property
    def result_opacity(self) -> float: ...

    def set_result_opacity(self, opacity: float) -> None:
        """0..1"""

    # the view

    @property
    def zoom(self) -> float: ...

    def set_zoom(self, zoom: float) -> None:
        """Zoom about the middle of the widget."""

    def zoom_in(self) -> None: ...

    def zoom_out(self) -> None: ...

    def fit(self) -> None:
        """Show the whole page, and keep doing so while the widget is resized, until the user zooms or pans."""

    # actions and words

    def action(self, id: str) -> QAction: ...

    def action_groups(self) -> dict[str, dict[str, QAction]]: ...

    def hint(self) -> str: ...

    def box_colour(self, id: str) -> QColor:
        """The colour of the box `id`, for lists that show boxes too."""

    def set_phrase_suggestions(self, words: Iterable[str]) -> None:
        """Words offered while a phrase is typed on the canvas."""

    def set_escape_reserved(self, reserved: bool) -> None:
        """While a run is going, Escape belongs to Stop; the canvas takes it only to leave a gesture or a phrase."""
