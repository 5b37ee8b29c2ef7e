"""The drawing: brush width above, the canvas, and what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget

from sketchpad import settings
from sketchpad.document.model import Document
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.connections import while_alive
from sketchpad.ui.panels.result_pane import PaneHead
from sketchpad.ui.panels.slider_menu import LineOptions, OverlayButton
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style.messages import setting_label
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import STRETCH, describe, named, vbox
from sketchpad.ui.widgets.elided_label import ElidedLabel
from sketchpad.ui.widgets.problem_label import ProblemLabel
from sketchpad.ui.widgets.value_slider import ValueSlider

WIDEST_ON_SLIDER = 40.0
ROOM = 20  # pixels below what floats on the canvas
DRAWING_TOOLS = (
    "pen",
    "eraser",
    "line",
    "polyline",
    "rectangle",
    "ellipse",
    "bucket",
    "region",
    "mask",
    "paint",
)


class CanvasPane(Panel):
    def __init__(self, state: DocumentState, canvas: CanvasWidget, open_sample: QAction) -> None:
        super().__init__()
        self._state, self.canvas = state, canvas
        self._about = named(ElidedLabel(), "note")
        self.brush = ValueSlider(settings.setting("brush.width"), WIDEST_ON_SLIDER)
        self.brush.setMaximumWidth(210)
        self.lines, self.overlay = LineOptions(canvas), OverlayButton(canvas)
        # A sign, and the way back: a mirrored page looks like a straight one.
        self.turned = named(QPushButton(), "segment")
        self.turned.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.turned.clicked.connect(canvas.viewport.straighten)
        parts = (self.turned, (self.brush, 2), self.lines, self.overlay)
        self.head = PaneHead((self._about, 1), *parts)
        vbox(self.head, (canvas, 1), on=self, spacing=0)
        # It lies on the canvas: the drawing does not jump when a problem comes or goes.
        self.problem = ProblemLabel("canvas", "boxes", "mask")
        self.problem.setProperty("floats", True)
        self.sample = QPushButton()
        self.sample.setCursor(Qt.CursorShape.ArrowCursor)
        self.sample.clicked.connect(open_sample.trigger)
        middle = Qt.AlignmentFlag.AlignHCenter
        problem, sample = (
            (self.problem, 0, middle | Qt.AlignmentFlag.AlignTop),
            (self.sample, 0, middle),
        )
        self._floating = vbox(problem, STRETCH, sample, on=canvas, margins=(12, 10, 12, ROOM))
        self.brush.value_changed.connect(state.set_brush_width)
        state.brush_changed.connect(self._show_brush)
        state.document_changed.connect(self._show_document)
        show = self._show_document
        while_alive(self, canvas.viewport.zoom_changed, lambda _: show(state.document))
        while_alive(self, canvas.viewport.view_changed, self._show_turning)
        self.setFocusProxy(canvas)
        self._show_brush()
        self.retranslate()

    def add_bar(self, bar: QWidget) -> None:
        """A bar for a tool, above the page; it floats, too."""
        self._floating.insertWidget(0, bar, 0, Qt.AlignmentFlag.AlignHCenter)

    def keep_clear(self, height: int) -> None:
        """Something covers so much of the pane's foot: what floats there moves up."""
        self._floating.setContentsMargins(12, 10, 12, ROOM + height)

    def retranslate(self) -> None:
        self.head.title.setText(self.tr("Drawing"))
        self.canvas.setAccessibleName(self.tr("Drawing"))
        self.sample.setText(self.tr("Open sample…"))
        self._name_brush()
        self._show_turning()
        self._show_document(self._state.document)

    def _show_turning(self) -> None:
        turning = self.canvas.viewport.turning
        turned = f"{turning.angle}°" if turning.angle else ""
        mirrored = self.tr("Mirrored") if turning.mirrored else ""
        text = " ".join(filter(None, (mirrored, turned)))
        note = self.tr("The view is turned or mirrored. Press to straighten it.")
        describe(self.turned, text or note, note, text)
        self.turned.setVisible(bool(text))

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
        name = setting_label(
            f"{tool}.width" if tool in ("eraser", "region", "mask", "paint") else "brush.width"
        )
        labels = {
            "eraser": self.tr("Eraser"),
            "region": self.tr("Brush"),
            "mask": self.tr("Brush"),
            "paint": self.tr("Brush"),
        }
        label = labels.get(tool, self.tr("Pen"))
        self.brush.set_words(label, name, self.tr("{name}, in picture pixels").format(name=name))
        self.brush.label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
