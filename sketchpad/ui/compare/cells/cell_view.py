"""One cell of the comparison: its name, its picture, how far it is, its numbers, and what one can do with it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent

from sketchpad.ui.compare.cells.cell import Cell
from sketchpad.ui.compare.cells.image_source import ImageSource, Shown
from sketchpad.ui.compare.cells.layered_view import LayeredView
from sketchpad.ui.compare.matrix.metrics_text import numbers_line, numbers_tip
from sketchpad.ui.compare.matrix.titles import cell_title
from sketchpad.ui.style.messages import sentence
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import (
    describe,
    hbox,
    named,
    progress_bar,
    restyle,
    set_progress,
    tool_button,
    vbox,
)
from sketchpad.ui.widgets.elided_label import ElidedLabel
from sketchpad.ui.widgets.picture_view import ViewLink

STATE = 140  # pixels of how it is going that its name does not take away
USUAL, LEAST = QSize(362, 433), QSize(127, 183)
ROOMY = 360  # pixels from which the button to use a picture has its word beside it


class CellView(Panel):
    """One cell of the comparison: title, picture, progress, metrics and menu.

    Signals:
        chosen: it is the one that keys act on now.
        menu_wanted: what else can be done with it.
    """

    chosen = Signal()
    menu_wanted = Signal()

    def __init__(
        self, cell: Cell, link: ViewLink, sight: ImageSource, *, short: bool = False
    ) -> None:
        super().__init__()
        named(self, "cell", styled=True)
        self.cell, self._sight, self._short = cell, sight, short
        self._shown: Shown | None = None
        self._rank: int | None = None
        self._title = named(ElidedLabel(), "pane_title")
        self._state, self._numbers = named(ElidedLabel(), "note"), named(ElidedLabel(), "note")
        self.use, self.stop, self.more = (tool_button(i) for i in ("check", "stop", "more"))
        self.star, self.reject = (tool_button(i, checkable=True) for i in ("star", "close"))
        self.view, self.bar = LayeredView(margin=6), progress_bar(3)
        self.view.set_page_size(cell.request.document.width, cell.request.document.height)
        self.view.setMinimumSize(110, 110)
        link.add(self.view)
        above, below = (self._state, self.stop, self.more), (self.star, self.reject, self.use)
        head = hbox((self._title, 1), *above, margins=(10, 4, 4, 4), spacing=4)
        foot = hbox((self._numbers, 1), *below, margins=(10, 2, 4, 4), spacing=2)
        vbox(head, self.bar, (self.view, 1), foot, on=self, margins=1, spacing=0)
        self.more.clicked.connect(self.menu_wanted)
        self.view.chosen.connect(self.chosen)
        self.view.installEventFilter(self)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self.menu_wanted)
        self.retranslate()

    @property
    def _headed(self) -> bool:
        return self._short and not self.cell.place.branch

    # Whatever is written in it: else each step of one cell lays out all of them.

    def sizeHint(self) -> QSize:
        return USUAL

    def minimumSizeHint(self) -> QSize:
        return LEAST if self._headed else LEAST + QSize(STATE - 44, 0)

    def set_rank(self, rank: int | None) -> None:
        """Its place in the order; None where the order says nothing."""
        if rank != self._rank:
            self._rank = rank
            self.retranslate()

    def set_current(self, current: bool) -> None:
        restyle(self, current=current)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.view and event.type() == QEvent.Type.FocusIn:
            self.chosen.emit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        styles, wide = Qt.ToolButtonStyle, self.width() >= ROOMY
        style = styles.ToolButtonTextBesideIcon if wide else styles.ToolButtonIconOnly
        self.use.setToolButtonStyle(style)

    def retranslate(self) -> None:
        name = cell_title(self.cell.place)
        title = cell_title(self.cell.place, short=self._short)
        self._title.setText(title if self._rank is None else f"{self._rank} · {title}")
        self._title.setToolTip(name)
        # In a matrix the headings say which cell it is; the room is for how it is going.
        self._title.setVisible(not self._headed)
        side = Qt.AlignmentFlag.AlignLeft if self._headed else Qt.AlignmentFlag.AlignRight
        self._state.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        self.view.setAccessibleName(name)
        self.bar.setAccessibleName(self.tr("Progress of {name}").format(name=name))
        self.use.setText(self.tr("Use"))
        use = self.tr("Use this picture and its settings in the main window")
        for button, tip, spoken in (
            (self.use, use, self.tr("Use the result of {name}")),
            (self.star, self.tr("Star (S)"), self.tr("Star {name}")),
            (self.reject, self.tr("Reject (X)"), self.tr("Reject {name}")),
            (self.stop, self.tr("Stop this cell"), self.tr("Stop {name}")),
            (self.more, self.tr("More"), self.tr("More for {name}")),
        ):
            describe(button, spoken.format(name=name), tip)
        self.show_cell(self.cell)

    def show_cell(self, cell: Cell) -> None:
        """`cell` as it is now, its picture too unless a step is looked at."""
        self.cell = cell
        self.bar.setRange(0, max(1, cell.total))
        set_progress(self.bar, cell.index)
        for widget in (self.bar, self.stop):
            widget.setVisible(cell.phase in ("waiting", "running"))
        self.use.setEnabled(cell.phase == "done")
        self.star.setChecked(cell.mark == "star")
        self.reject.setChecked(cell.mark == "reject")
        self.setProperty("rejected", cell.mark == "reject")
        text = self._words(cell)
        self._state.setText(text)
        needs = self._state.fontMetrics().horizontalAdvance(text) + 2
        self._state.setMinimumWidth(0 if self._headed else min(needs, STATE))
        self._numbers.setText(numbers_line(cell))
        for part in (self._numbers, self._state):
            part.setToolTip(numbers_tip(cell))
        self.view.setAccessibleDescription(f"{text}. {numbers_line(cell)}".strip(". "))
        if not cell.index:
            self.view.set_hint(text, "stop" if cell.phase == "stopped" else "picture")

    @property
    def picture(self) -> np.ndarray | None:
        """What is looked at now."""
        return None if self._shown is None else self._shown.read()

    def show_picture(self, shown: Shown) -> None:
        """What is looked at: the newest picture, or that of a step."""
        if shown != self._shown:
            self._shown = shown
            self.view.set_source(self._sight.source(shown, self.cell.request.document))

    def _words(self, cell: Cell) -> str:
        seconds, index, total = f"{cell.seconds:.1f}", cell.index, cell.total
        if cell.phase == "failed" and cell.problem is not None:
            return sentence(cell.problem)
        if cell.phase == "done":
            text = self.tr("{seconds} s").format(seconds=seconds)
            if cell.settled is None or not self._headed:  # there is no room
                return text
            settled = self.tr("settled at {step}")
            return f"{text} · {settled.format(step=cell.settled)}"
        if cell.phase == "stopped" and not index:
            return self.tr("Not made")
        text = {
            "stopped": self.tr("Stopped at step {index} of {total}"),
            "running": self.tr("Step {index} of {total} · {seconds} s"),
        }.get(cell.phase, self.tr("Waiting"))
        return text.format(index=index, total=total, seconds=seconds)


def heading(text: str, detail: str = "", *, two_lines: bool = False) -> ElidedLabel:
    """Of a row or column; what does not fit is in its tool tip."""
    label = named(ElidedLabel(text, two_lines=two_lines), "pane_title")
    label.setToolTip(f"{text}\n{detail}".strip())
    return label
