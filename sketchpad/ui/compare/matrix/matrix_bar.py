"""What the columns and rows of the comparison are: for each a choice, and a line to type in."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QMenu, QToolButton

from sketchpad.errors import SketchpadError
from sketchpad.generation.comparison.axis_syntax import changes_from, methods_from, text_of
from sketchpad.generation.comparison.matrix import AXES, Axis, Change, Matrix
from sketchpad.generation.methods.controlnet import CONTROLNET, EMPHASIS
from sketchpad.generation.methods.registry import METHODS, method_names, together
from sketchpad.generation.request.defaults import method_defaults
from sketchpad.hints.registry import HINTS
from sketchpad.ui.compare.matrix.titles import axis_example, axis_name, change_title
from sketchpad.ui.style.messages import sentence
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import describe, label, tool_button
from sketchpad.ui.widgets.field import Choice


class _Side:
    """The controls of the rows or of the columns."""

    def __init__(self) -> None:
        self.label, self.axis, self.text = label("field_label"), Choice(), QLineEdit()
        self.axis.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContents)
        self.label.setBuddy(self.axis)
        self.add = tool_button("plus")
        self.add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self.add)
        self.add.setMenu(self.menu)

    @property
    def chosen(self) -> Axis | None:
        return self.axis.currentData()


class MatrixBar(Panel):
    """Edits what the columns and rows of the comparison change.

    Signals:
        edited: the Matrix the user wants; rows and columns that cannot be are reported here and change nothing.
    """

    edited = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._matrix: Matrix | None = None
        self.columns, self.rows = _Side(), _Side()
        self.problem = label("matrix_problem", wrap=True)
        self.problem.hide()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        for place, side in enumerate((self.columns, self.rows)):
            for column, widget in enumerate((side.label, side.axis, side.text, side.add)):
                grid.addWidget(widget, 0, 5 * place + column)
            grid.setColumnStretch(5 * place + 2, 1)
            side.axis.activated.connect(lambda _n, s=side: self._on_axis(s))
            side.text.editingFinished.connect(self._on_typed)
            side.menu.aboutToShow.connect(lambda s=side: self._fill_menu(s))
        grid.setColumnMinimumWidth(4, 10)
        grid.addWidget(self.problem, 1, 0, 1, 10)
        self.retranslate()

    def retranslate(self) -> None:
        for side, name, add in (
            (self.columns, self.tr("Columns"), self.tr("Add a column")),
            (self.rows, self.tr("Rows"), self.tr("Add a row")),
        ):
            side.label.setText(name)
            describe(side.axis, name, tip="")
            side.text.setAccessibleName(self.tr("{name}, as text").format(name=name))
            describe(side.add, add)
            side.axis.fill([(self.tr("None"), None), *((axis_name(axis), axis) for axis in AXES)])
        self._show()

    def show_matrix(self, matrix: Matrix) -> None:
        self._matrix = matrix
        self._tell(None)
        self._show()

    def _show(self) -> None:
        if self._matrix is None:
            return
        for side, changes in ((self.columns, self._matrix.columns), (self.rows, self._matrix.rows)):
            side.axis.choose(changes[0].axis if changes else None)
            with QSignalBlocker(side.text):
                side.text.setText(text_of(changes, self._matrix.base.model))
            side.text.setCursorPosition(0)
            self._explain(side)

    def _explain(self, side: _Side) -> None:
        example = axis_example(side.chosen or "")
        side.text.setPlaceholderText(example)
        side.text.setToolTip(self.tr("For example: {example}").format(example=example))
        side.text.setEnabled(side.chosen is not None)
        side.add.setEnabled(side.chosen is not None)

    def _on_axis(self, side: _Side) -> None:
        """Something to begin with instead of an empty line."""
        assert self._matrix is not None
        base, axis = self._matrix.base, side.chosen
        sampling = base.sampling
        first = {
            "methods": "none, controlnet" if base.visible.document.strokes else "none, gligen",
            "seed": f"{sampling.seed}, {sampling.seed + 1}",
            "prompt": base.document.prompt,
            "strength": "0.5, 1, 1.5",
            "steps": f"{max(1, sampling.steps // 2)}, {sampling.steps}",
            "model": base.model or "embedded",
        }
        other = self.rows if side is self.columns else self.columns
        if axis is not None and other.chosen == axis:  # both cannot change the same
            other.axis.setCurrentIndex(0)
            other.text.clear()
            self._explain(other)
        side.text.setText(first.get(axis or "", ""))
        self._explain(side)
        self._on_typed()

    def _on_typed(self) -> None:
        if self._matrix is None:
            return
        try:
            columns, rows = (self._changes(side) for side in (self.columns, self.rows))
            there = (None, *rows), (None, *columns)
            removed = self._matrix.removed
            kept = frozenset(s for s in removed if s.row in there[0] and s.column in there[1])
            matrix = Matrix(self._matrix.base, rows, columns, kept, self._matrix.branches)
        except SketchpadError as error:
            self._tell(error)
            return
        self._tell(None)
        if matrix != self._matrix:
            self._matrix = matrix
            self.edited.emit(matrix)

    def _changes(self, side: _Side) -> tuple[Change, ...]:
        assert self._matrix is not None
        axis = side.chosen
        if axis is None:
            return ()
        # What a method does not say it takes from the base; what is said as before stays as it was.
        model = self._matrix.base.model
        known = {text_of((one,), model): one for one in (*self._matrix.columns, *self._matrix.rows)}
        return changes_from(axis, side.text.text(), self._matrix.base, known)

    def _tell(self, error: SketchpadError | None) -> None:
        self.problem.setVisible(error is not None)
        self.problem.setText("" if error is None else sentence(error))

    def _fill_menu(self, side: _Side) -> None:
        side.menu.clear()
        for title, text in self._proposals(side):
            side.menu.addAction(title).triggered.connect(lambda _=False, t=text: self._add(side, t))

    def _proposals(self, side: _Side) -> list[tuple[str, str]]:
        assert self._matrix is not None
        base = self._matrix.base
        changes = self._matrix.columns if side is self.columns else self._matrix.rows
        here = {change.value for change in changes}
        match side.chosen:
            case "methods":
                return self._stacks()
            case "seed":
                seed = max([int(v) for v in here], default=base.sampling.seed)
                return [
                    (self.tr("The next seed"), str(seed + 1)),
                    (self.tr("The next four seeds"), f"{seed + 1}-{seed + 4}"),
                ]
            case "strength":
                return [(f"× {n:g}", f"{n:g}") for n in (0, 0.25, 0.5, 1, 1.5, 2) if n not in here]
            case "steps":
                return [(f"{n}", f"{n}") for n in (4, 8, 12, 20, 30, 50) if n not in here]
            case "prompt":
                return [(base.document.prompt, base.document.prompt)]
            case _:
                return [(self.tr("Embedded model"), "embedded")]

    def _stacks(self) -> list[tuple[str, str]]:
        """Each method, with words, after each kind of control image, where it counts, and some together."""
        assert self._matrix is not None
        base = self._matrix.base
        texts = ["none", *method_names(), "edge_predictor^2"]
        texts += [f"controlnet:{name}" for name in HINTS if name != "scribble"]
        texts += ["controlnet;in=boxes"] if base.document.boxes else []
        usual = method_defaults(CONTROLNET.name, base.model).emphasis
        texts += [f"controlnet;emphasis={n}" for n in EMPHASIS.choices if n != usual]
        texts += ["controlnet+gligen", "edge_predictor+gligen", "+".join(together(METHODS))]
        changes = [Change("methods", methods_from(text, base.with_methods())) for text in texts]
        return [(change_title(c, base.model), t) for c, t in zip(changes, texts, strict=True)]

    def _add(self, side: _Side, text: str) -> None:
        separator = " | " if side.chosen in ("prompt", "model") else ", "
        before = side.text.text().strip()
        side.text.setText(f"{before}{separator}{text}" if before else text)
        self._on_typed()
