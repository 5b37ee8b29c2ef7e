"""Choosing without knowing which is which: two pictures at a time, then what the answers say."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from sketchpad.generation.comparison.blind_ranking import (
    Duel,
    Standing,
    pairs,
    preferred,
    standings,
)
from sketchpad.ui.compare.cells.cell import Cell
from sketchpad.ui.compare.matrix.titles import cell_title, methods_title
from sketchpad.ui.style.qimage import to_image
from sketchpad.ui.widgets.picture_view import PictureView, ViewLink


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
        self.resize(980, 620)
        self.pages = QStackedWidget()
        self._ask, self._count = QLabel(self.tr("Which one do you prefer?")), QLabel()
        self._ask.setObjectName("big_title")
        self._count.setObjectName("note")
        self.left, self.right = PictureView(margin=6), PictureView(margin=6)
        link = ViewLink(self)
        self.buttons: list[QPushButton] = []
        self._build(link)
        column = QVBoxLayout(self)
        column.addWidget(self.pages)
        self._show_pair()

    def _build(self, link: ViewLink) -> None:
        page, grid = QWidget(), QGridLayout()
        page.setLayout(grid)
        grid.addWidget(self._ask, 0, 0, 1, 2, Qt.AlignmentFlag.AlignHCenter)
        grid.addWidget(self._count, 1, 0, 1, 2, Qt.AlignmentFlag.AlignHCenter)
        for place, view, name in (
            (0, self.left, self.tr("Left picture")),
            (1, self.right, self.tr("Right picture")),
        ):
            link.add(view)
            view.setAccessibleName(name)
            view.setMinimumSize(QSize(200, 200))
            grid.addWidget(view, 2, place)
        grid.setRowStretch(2, 1)
        row = QHBoxLayout()
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
            row.addWidget(button, 1)
            self.buttons.append(button)
        grid.addLayout(row, 3, 0, 1, 2)
        self.pages.addWidget(page)

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
            document = cell.request.document
            view.set_page_size(document.width, document.height)
            view.set_picture(None if cell.picture is None else to_image(cell.picture))
        self._count.setText(
            self.tr("Pair {number} of {count}").format(
                number=len(self.duels) + 1, count=len(self._pairs)
            )
        )

    def _show_summary(self) -> None:
        page, column = QWidget(), QVBoxLayout()
        page.setLayout(column)
        by_methods = standings(
            self.duels, [methods_title(cell.request.methods) for cell in self._cells]
        )
        by_cell = standings(self.duels, range(len(self._cells)))
        leader = preferred(by_methods) if len(by_methods) > 1 else None
        title = QLabel(self._verdict(leader, by_methods, by_cell))
        title.setObjectName("big_title")
        title.setWordWrap(True)
        column.addWidget(title)
        note = QLabel(
            self.tr(
                "Chance: how often it would win against an average one, judging by your answers."
            )
        )
        note.setObjectName("note")
        column.addWidget(note)
        table = QTreeWidget()
        table.setHeaderLabels(
            [
                self.tr("Picture"),
                self.tr("Won"),
                self.tr("Lost"),
                self.tr("Even"),
                self.tr("Chance"),
            ]
        )
        table.setRootIsDecorated(False)
        table.setAccessibleName(self.tr("What your answers say"))
        rankings = ((None, by_methods if len(by_methods) > 1 else []), (self._cells, by_cell))
        items: dict[str, QTreeWidgetItem] = {}
        for names, ranking in rankings:
            for one in ranking:
                name = (
                    str(one.key)
                    if names is None
                    else cell_title(self._cells[int(str(one.key))].place)
                )
                numbers = [str(one.won), str(one.lost), str(one.drawn)]
                item = QTreeWidgetItem([name, *numbers, f"{100 * one.strength:.0f} %"])
                if names is None:
                    font = item.font(0)
                    font.setBold(True)
                    item.setFont(0, font)
                table.addTopLevelItem(item)
                items[name] = item
        table.setColumnWidth(0, 480)
        column.addWidget(table, 1)
        self._best = self._best_of(leader, by_cell)
        if self._best is not None:  # the settings that are offered
            table.setCurrentItem(items[cell_title(self._best.place)])
        use = QPushButton(self.tr("Use these settings"))
        use.setObjectName("primary")
        use.setEnabled(self._best is not None)
        use.clicked.connect(self._on_use)
        column.addWidget(use, 0, Qt.AlignmentFlag.AlignRight)
        self.use = use
        self.pages.addWidget(page)
        self.pages.setCurrentWidget(page)
        use.setFocus()

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
        name = cell_title(self._cells[int(str(best))].place)
        return self.tr("You prefer {methods}").format(methods=name)

    def _best_of(self, leader: object, by_cell: Sequence[Standing]) -> Cell | None:
        """The best picture made with the methods that lead, or the one that leads by itself."""
        ranking = [self._cells[int(str(one.key))] for one in by_cell]
        if leader is not None:
            return next(c for c in ranking if methods_title(c.request.methods) == leader)
        return None if preferred(by_cell) is None else ranking[0]

    def _on_use(self) -> None:
        if self._best is not None:
            self.used.emit(self._best)
        self.accept()
