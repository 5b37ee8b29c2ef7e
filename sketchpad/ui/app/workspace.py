"""The middle of the window: drawing and result side by side, looking at the same place; the history below."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QSplitter, QWidget

from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.canvas.view.view import View
from sketchpad.ui.panels.canvas_pane import CanvasPane
from sketchpad.ui.panels.history_strip import HistoryStrip
from sketchpad.ui.panels.result_pane import ResultPane
from sketchpad.ui.style.shorthand import named, vbox
from sketchpad.ui.widgets.notice_bar import NoticeBar
from sketchpad.ui.widgets.picture_view import Look, PictureView


class Workspace(QWidget):
    def __init__(
        self, canvas: CanvasPane, result: ResultPane, history: HistoryStrip, notice: NoticeBar
    ) -> None:
        super().__init__()
        self.canvas, self.result, self.history, self.notice = canvas, result, history, notice
        self.panes = named(QSplitter(Qt.Orientation.Horizontal), "panes")
        self.panes.setChildrenCollapsible(False)
        self.panes.setHandleWidth(1)
        self.panes.addWidget(canvas)
        self.panes.addWidget(result)
        self.panes.setSizes([1000, 1000])
        self.panes.setStretchFactor(0, 1)
        self.panes.setStretchFactor(1, 1)
        vbox(notice, (self.panes, 1), history, on=self, spacing=0)
        self.link = CanvasLink(canvas.canvas, result.view)


class CanvasLink:
    """Canvas and result look at the same place while `on`."""

    def __init__(self, canvas: CanvasWidget, view: PictureView) -> None:
        self._canvas, self._view = canvas, view
        self._following = False
        self.on = True
        canvas.viewport.view_changed.connect(self._follow_canvas)
        view.look_changed.connect(self._follow_view)

    def set_on(self, on: bool) -> None:
        self.on = on
        self._follow_canvas()

    def _follow_canvas(self) -> None:
        if not self.on or self._following:
            return
        if self._canvas.viewport.fitting:
            self._view.set_look(Look())
            return
        page, shown = self._canvas.state.document, self._canvas.viewport.view
        middle = shown.to_page(QPointF(self._canvas.width() / 2, self._canvas.height() / 2))
        self._view.set_look(Look(shown.zoom, middle.x() / page.width, middle.y() / page.height))

    def _follow_view(self, look: Look) -> None:
        if not self.on:
            return
        self._following = True
        try:
            if look.zoom is None:
                self._canvas.viewport.fit()
                return
            page = self._canvas.state.document
            x = self._canvas.width() / 2 - look.x * page.width * look.zoom
            y = self._canvas.height() / 2 - look.y * page.height * look.zoom
            self._canvas.viewport.set_view(View(look.zoom, x, y))
        finally:
            self._following = False
