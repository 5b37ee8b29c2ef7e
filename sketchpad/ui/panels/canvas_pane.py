"""The drawing: brush width above, the canvas, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from sketchpad import settings
from sketchpad.document.model import Document
from sketchpad.errors import Problem
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.connections import while_alive
from sketchpad.ui.panels.line_options import LineOptions
from sketchpad.ui.panels.overlay_button import OverlayButton
from sketchpad.ui.panels.pane_head import PaneHead
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style.messages import setting_label
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.widgets.elided_label import ElidedLabel
from sketchpad.ui.widgets.problem_label import ProblemLabel
from sketchpad.ui.widgets.value_slider import ValueSlider

WIDEST_ON_SLIDER = 40.0
DRAWING_TOOLS = ("pen", "eraser", "line", "polyline", "rectangle", "ellipse", "bucket", "region")


class CanvasPane(Panel):
    def __init__(
        self,
        state: DocumentState,
        canvas: CanvasWidget,
        open_sample: QAction,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._state, self.canvas = state, canvas
        self.head = PaneHead()
        self._about = ElidedLabel()
        self._about.setObjectName("note")
        self.brush = ValueSlider(settings.setting("brush.width"), WIDEST_ON_SLIDER)
        self.brush.setMaximumWidth(210)
        self.overlay = OverlayButton(canvas)
        self.problem = ProblemLabel()
        self.problem.setProperty("floats", True)
        self.head.row.addSpacing(4)
        self.head.row.addWidget(self._about, 1)
        self.head.row.addWidget(self.brush, 2)
        self.lines = LineOptions(canvas)
        self.head.row.addWidget(self.lines)
        self.head.row.addWidget(self.overlay)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(canvas, 1)
        # It lies on the canvas: the drawing does not jump when a problem comes or goes.
        self._floating = floating = QVBoxLayout(canvas)
        floating.setContentsMargins(12, 10, 12, 56)
        floating.addWidget(
            self.problem, 0, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        )
        self.problem.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.sample = QPushButton()
        self.sample.setCursor(Qt.CursorShape.ArrowCursor)
        self.sample.clicked.connect(open_sample.trigger)
        floating.addStretch(1)
        floating.addWidget(self.sample, 0, Qt.AlignmentFlag.AlignHCenter)
        self.brush.value_changed.connect(state.set_brush_width)
        state.brush_changed.connect(self._show_brush)
        state.document_changed.connect(self._show_document)
        while_alive(
            self, canvas.viewport.zoom_changed, lambda _: self._show_document(state.document)
        )
        self.setFocusProxy(canvas)
        self._show_brush()
        self.retranslate()

    def add_bar(self, bar: QWidget) -> None:
        """A bar for a tool, above the page; it floats, too."""
        self._floating.insertWidget(0, bar, 0, Qt.AlignmentFlag.AlignHCenter)

    def retranslate(self) -> None:
        self.head.title.setText(self.tr("Drawing"))
        self.canvas.setAccessibleName(self.tr("Drawing"))
        self.sample.setText(self.tr("Open sample…"))
        self._name_brush()
        self._show_document(self._state.document)

    def show_problems(self, problems: Iterable[Problem], urgent: bool) -> None:
        self.problem.show_problems((p for p in problems if p.where in ("canvas", "boxes")), urgent)

    def _show_document(self, document: Document) -> None:
        drawn = document != document.cleared() or document.reference is not None
        self.sample.setVisible(not drawn)
        size = f"{document.width} × {document.height}"
        self._about.set_texts(f"{size} · {self.canvas.viewport.zoom * 100:.0f} %", size)

    def _show_brush(self) -> None:
        self.brush.set_value(self._state.brush_width)
        self.brush.setEnabled(self._state.tool in DRAWING_TOOLS)
        self._name_brush()

    def _name_brush(self) -> None:
        tool = self._state.tool
        name = setting_label(f"{tool}.width" if tool in ("eraser", "region") else "brush.width")
        labels = {"eraser": self.tr("Eraser"), "region": self.tr("Brush")}
        label = labels.get(tool, self.tr("Pen"))
        self.brush.set_words(label, name, self.tr("{name}, in picture pixels").format(name=name))
        self.brush.label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
