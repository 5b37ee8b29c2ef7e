"""The dialogs of the comparison: choosing without knowing which is which, and going on from a step of a cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from sketchpad.document.model import Document
from sketchpad.errors import SketchpadError
from sketchpad.generation.comparison.axis_syntax import methods_from, written_methods
from sketchpad.generation.comparison.blind_ranking import (
    Duel,
    Standing,
    pairs,
    preferred,
    standings,
)
from sketchpad.generation.comparison.matrix import Plan, branch
from sketchpad.generation.request.method_settings import MethodSettings
from sketchpad.generation.request.request import Request
from sketchpad.ui.compare.cells.cell import Cell
from sketchpad.ui.compare.matrix.titles import axis_example, cell_title, methods_title
from sketchpad.ui.style.messages import sentence
from sketchpad.ui.style.qimage import to_image
from sketchpad.ui.style.shorthand import button_box, hbox, label, named, resize_on_screen, vbox
from sketchpad.ui.widgets.number_spin import WholeSpin
from sketchpad.ui.widgets.picture_view import PictureView, ViewLink
from sketchpad.ui.widgets.value_slider import give_margins


class BlindDialog(QDialog):
    """Shows the finished cells in pairs, names hidden.

    Signals:
        used: the Cell whose settings the user wants after all.
    """

    used = Signal(object)

    def __init__(self, cells: Sequence[Cell], seed: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cells = tuple(cells)
        self._pairs = pairs(len(self._cells), seed)
        self.duels: list[Duel] = []
        self._best: Cell | None = None
        self.setWindowTitle(self.tr("Choose blind"))
        resize_on_screen(self, QSize(980, 620))
        self.pages, self._count = QStackedWidget(), label("note")
        self.left, self.right = PictureView(margin=6), PictureView(margin=6)
        link, page = ViewLink(self), QWidget()
        names = (self.tr("Left picture"), self.tr("Right picture"))
        for view, name in zip((self.left, self.right), names, strict=True):
            link.add(view)
            view.setAccessibleName(name)
            view.setMinimumSize(QSize(200, 200))
        self.buttons: list[QPushButton] = []
        for text, keys, answer in (
            (self.tr("Left (1)"), ("1", "Left"), "left"),
            (self.tr("No difference (0)"), ("0", "Down"), ""),
            (self.tr("Right (2)"), ("2", "Right"), "right"),
        ):
            button = QPushButton(text)
            button.setMinimumHeight(38)
            button.clicked.connect(lambda _=False, a=answer: self.answer(a))
            for key in keys:
                QShortcut(QKeySequence(key), page, lambda a=answer: self.answer(a))
            self.buttons.append(button)
        middle = Qt.AlignmentFlag.AlignHCenter
        head = (
            (label("big_title", self.tr("Which one do you prefer?")), 0, middle),
            (self._count, 0, middle),
        )
        views, foot = hbox((self.left, 1), (self.right, 1)), hbox(*((b, 1) for b in self.buttons))
        vbox(*head, (views, 1), foot, on=page, margins=None)
        self.pages.addWidget(page)
        vbox(self.pages, on=self, margins=None)
        self._show_pair()

    def votes(self) -> list[tuple[Plan, tuple[int, int, int]]]:
        """Of each cell: won, lost, even."""
        by_cell = standings(self.duels, range(len(self._cells)))
        return [(self._cell(one.key).plan, (one.won, one.lost, one.drawn)) for one in by_cell]

    def answer(self, side: str) -> None:
        """ "left", "right", or nothing for no difference."""
        if len(self.duels) >= len(self._pairs):
            return
        left, right = self._pairs[len(self.duels)]
        self.duels.append(Duel(left, right, {"left": left, "right": right}.get(side)))
        self._show_pair()

    def _show_pair(self) -> None:
        if len(self.duels) >= len(self._pairs):
            self._show_summary()
            return
        for view, number in zip((self.left, self.right), self._pairs[len(self.duels)], strict=True):
            cell = self._cells[number]
            view.set_page_size(cell.request.document.width, cell.request.document.height)
            view.set_picture(None if cell.picture is None else to_image(cell.picture))
        text = self.tr("Pair {number} of {count}")
        self._count.setText(text.format(number=len(self.duels) + 1, count=len(self._pairs)))

    def _show_summary(self) -> None:
        methods = [methods_title(cell.request.methods) for cell in self._cells]
        by_methods = standings(self.duels, methods)
        by_cell = standings(self.duels, range(len(self._cells)))
        leader = preferred(by_methods) if len(by_methods) > 1 else None
        chance = self.tr(
            "Chance: how often it would win against an average one, judging by your answers."
        )
        table = QTreeWidget()
        heads = (
            self.tr("Picture"),
            self.tr("Won"),
            self.tr("Lost"),
            self.tr("Even"),
            self.tr("Chance"),
        )
        table.setHeaderLabels(heads)
        table.setRootIsDecorated(False)
        table.setAccessibleName(self.tr("What your answers say"))
        table.setColumnWidth(0, 480)
        items: dict[str, QTreeWidgetItem] = {}
        of_methods = [(str(one.key), one, True) for one in by_methods if len(by_methods) > 1]
        of_cells = [(cell_title(self._cell(one.key).place), one, False) for one in by_cell]
        for name, one, bold in (*of_methods, *of_cells):
            numbers = [str(one.won), str(one.lost), str(one.drawn)]
            items[name] = item = QTreeWidgetItem([name, *numbers, f"{100 * one.strength:.0f} %"])
            font = item.font(0)
            font.setBold(bold)
            item.setFont(0, font)
            table.addTopLevelItem(item)
        self._best = self._best_of(leader, by_cell)
        if self._best is not None:  # the settings that are offered
            table.setCurrentItem(items[cell_title(self._best.place)])
        self.use = named(QPushButton(self.tr("Use these settings")), "primary")
        self.use.setEnabled(self._best is not None)
        self.use.clicked.connect(self._on_use)
        title = label("big_title", self._verdict(leader, by_methods, by_cell), wrap=True)
        page, foot = QWidget(), (self.use, 0, Qt.AlignmentFlag.AlignRight)
        vbox(title, label("note", chance), (table, 1), foot, on=page, margins=None)
        self.pages.addWidget(page)
        self.pages.setCurrentWidget(page)
        self.use.setFocus()

    def _cell(self, number: object) -> Cell:
        return self._cells[int(str(number))]

    def _verdict(
        self, leader: object, by_methods: Sequence[Standing], by_cell: Sequence[Standing]
    ) -> str:
        if leader is not None:
            return self.tr("You prefer {methods}").format(methods=leader)
        if len(by_methods) > 1:
            return self.tr("No method is clearly ahead")
        best = preferred(by_cell)
        if best is None:
            return self.tr("No picture is clearly ahead")
        return self.tr("You prefer {methods}").format(methods=cell_title(self._cell(best).place))

    def _best_of(self, leader: object, by_cell: Sequence[Standing]) -> Cell | None:
        """The best picture made with the methods that lead, or the one that leads by itself."""
        ranking = [self._cell(one.key) for one in by_cell]
        if leader is not None:
            return next(c for c in ranking if methods_title(c.request.methods) == leader)
        return None if preferred(by_cell) is None else ranking[0]

    def _on_use(self) -> None:
        if self._best is not None:
            self.used.emit(self._best)
        self.accept()


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
            changed = replace(request, document=document, methods=methods)
            branch(self._cell.plan, self.step.value(), changed)
        except SketchpadError as error:
            self.problem.setText(sentence(error))
            self.problem.show()
            return
        self._request = changed
        self.accept()
