"""From step k of a cell go on with something else."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from sketchpad.document.model import Document
from sketchpad.errors import SketchpadError
from sketchpad.generation.comparison.axis_syntax import methods_from, written_methods
from sketchpad.generation.comparison.matrix import branch
from sketchpad.generation.request.method_settings import MethodSettings
from sketchpad.generation.request.request import Request
from sketchpad.ui.compare.cells.cell import Cell
from sketchpad.ui.compare.matrix.titles import axis_example, cell_title
from sketchpad.ui.style.messages import sentence
from sketchpad.ui.style.shorthand import button_box, label, vbox
from sketchpad.ui.widgets.number_spin import WholeSpin
from sketchpad.ui.widgets.value_slider import give_margins


class BranchDialog(QDialog):
    """Asks where to leave `cell`, and what to change from there on.

    Args:
        step: that is proposed.
        drawing: the one on the canvas now; None where it is the cell's own or does not fit its size.
    """

    def __init__(
        self, cell: Cell, step: int, drawing: Document | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._cell, self._drawing = cell, drawing
        self._request: Request | None = None
        self.setWindowTitle(self.tr("Branch"))
        self.setMinimumWidth(460)
        text = self.tr(
            "“{name}” is kept as it is. A new cell goes on from one of its steps with what you change here."
        )
        about = QLabel(text.format(name=cell_title(cell.place)), wordWrap=True)
        self.step = WholeSpin()
        self.step.setRange(max(1, cell.plan.step + 1), max(1, cell.total - 1))
        self.step.setValue(step)
        self.methods = QLineEdit(written_methods(cell.request.methods, cell.request.model))
        self.methods.setToolTip(axis_example("methods"))
        self.prompt = QLineEdit(cell.request.document.prompt)
        give_margins(self.step)
        for line in (self.methods, self.prompt):
            line.setCursorPosition(0)
        self.edited = QCheckBox(self.tr("With the drawing as it is on the canvas now"))
        self.edited.setEnabled(drawing is not None)
        self.problem = label("matrix_problem", wrap=True)
        self.problem.hide()
        form = QFormLayout()
        for name, widget in (
            (self.tr("From step"), self.step),
            (self.tr("Methods"), self.methods),
            (self.tr("Prompt"), self.prompt),
        ):
            form.addRow(name, widget)
            widget.setAccessibleName(name)
        form.addRow("", self.edited)
        standard = QDialogButtonBox.StandardButton
        buttons = button_box(self, standard.Ok | standard.Cancel, self._on_accepted)
        buttons.button(standard.Ok).setText(self.tr("Make the branch"))
        buttons.button(standard.Cancel).setText(self.tr("Cancel"))
        vbox(about, form, self.problem, buttons, on=self, margins=None)

    @property
    def request(self) -> Request:
        """What the branch goes on with, once the dialog was accepted."""
        assert self._request is not None
        return self._request

    def _methods(self, request: Request) -> tuple[MethodSettings, ...]:
        """As typed; what was not touched stays exactly as it was."""
        text = self.methods.text()
        if text == written_methods(request.methods, request.model):
            return request.methods
        return methods_from(text, request)

    def _on_accepted(self) -> None:
        request = self._cell.request
        document = request.document
        if self.edited.isChecked() and self._drawing is not None:
            document = replace(self._drawing, negative_prompt=document.negative_prompt)
        document = document.with_prompt(self.prompt.text())
        try:
            methods = self._methods(request)
            made = replace(request, document=document, methods=methods)
            branch(self._cell.plan, self.step.value(), made)
        except SketchpadError as error:
            self.problem.setText(sentence(error))
            self.problem.show()
            return
        self._request = made
        self.accept()
