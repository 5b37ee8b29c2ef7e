"""One cell of the comparison: its name, its picture, how far it is, its numbers, and what one can do with it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QToolButton, QVBoxLayout, QWidget

from sketchpad.ui.compare.cells.cell import Cell
from sketchpad.ui.compare.cells.image_cache import Shown
from sketchpad.ui.compare.cells.image_source import ImageSource
from sketchpad.ui.compare.cells.layered_view import Layer, LayeredView
from sketchpad.ui.compare.matrix.metrics_text import numbers_line, numbers_tip
from sketchpad.ui.compare.matrix.titles import cell_title
from sketchpad.ui.style import icons
from sketchpad.ui.style.messages import sentence
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.widgets.elided_label import ElidedLabel
from sketchpad.ui.widgets.picture_view import ViewLink

STATE = 140  # pixels of how it is going that its name does not take away
ROOMY = 360  # pixels from which the button to use a picture has its word beside it


class CellView(Panel):
    """One cell of the comparison: title, picture, progress, metrics and menu.

    Signals:
        used: the user wants this picture and its settings.
        chosen: it is the one that keys act on now.
        menu_wanted: what else can be done with it.
        star_wanted, reject_wanted, stop_wanted: the small buttons.
    """

    used = Signal()
    chosen = Signal()
    menu_wanted = Signal()
    star_wanted = Signal()
    reject_wanted = Signal()
    stop_wanted = Signal()

    def __init__(
        self,
        cell: Cell,
        link: ViewLink,
        sight: ImageSource,
        *,
        short: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("cell")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._cell, self._sight, self._short = cell, sight, short
        self._shown: Shown | None = None
        self._rank: int | None = None
        self._title, self._state = ElidedLabel(), ElidedLabel()
        self._title.setObjectName("pane_title")
        self._state.setObjectName("note")
        self._state.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._numbers = ElidedLabel()
        self._numbers.setObjectName("note")
        self.use, self.star, self.reject, self.stop, self.more = (QToolButton() for _ in range(5))
        for button, icon in (
            (self.use, "check"),
            (self.star, "star"),
            (self.reject, "close"),
            (self.stop, "stop"),
            (self.more, "more"),
        ):
            button.setIconSize(QSize(16, 16))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            icons.set_icon(button, icon)
        for button in (self.star, self.reject):
            button.setCheckable(True)
        self.view = LayeredView(margin=6)
        self.view.set_page_size(cell.request.document.width, cell.request.document.height)
        self.view.setMinimumSize(110, 110)
        link.add(self.view)
        self.bar = QProgressBar(textVisible=False)
        self.bar.setFixedHeight(3)
        keep_room(self.bar)
        self._build()
        for signal, told in (
            (self.use.clicked, self.used),
            (self.star.clicked, self.star_wanted),
            (self.reject.clicked, self.reject_wanted),
            (self.stop.clicked, self.stop_wanted),
            (self.more.clicked, self.menu_wanted),
            (self.view.chosen, self.chosen),
        ):
            signal.connect(told)
        self.view.installEventFilter(self)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self.menu_wanted)
        self.retranslate()

    def _build(self) -> None:
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.setContentsMargins(10, 4, 4, 4)
        head.setSpacing(4)
        head.addWidget(self._title, 1)
        head.addWidget(self._state)
        head.addWidget(self.stop)
        head.addWidget(self.more)
        foot.setContentsMargins(10, 2, 4, 4)
        foot.setSpacing(2)
        foot.addWidget(self._numbers, 1)
        for button in (self.star, self.reject, self.use):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.bar)
        column.addWidget(self.view, 1)
        column.addLayout(foot)

    @property
    def cell(self) -> Cell:
        return self._cell

    @property
    def _headed(self) -> bool:
        return self._short and not self._cell.place.branch

    def set_rank(self, rank: int | None) -> None:
        """Its place in the order; None where the order says nothing."""
        if rank != self._rank:
            self._rank = rank
            self.retranslate()

    def set_current(self, current: bool) -> None:
        if bool(self.property("current")) == current:
            return
        self.setProperty("current", current)
        self.style().unpolish(self)
        self.style().polish(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.view and event.type() == QEvent.Type.FocusIn:
            self.chosen.emit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= ROOMY
        style = Qt.ToolButtonStyle
        self.use.setToolButtonStyle(
            style.ToolButtonTextBesideIcon if wide else style.ToolButtonIconOnly
        )

    def retranslate(self) -> None:
        name = cell_title(self._cell.place)
        title = cell_title(self._cell.place, short=self._short)
        self._title.setText(title if self._rank is None else f"{self._rank} · {title}")
        self._title.setToolTip(name)
        # In a matrix the headings say which cell it is; the room is for how it is going.
        self._title.setVisible(not self._headed)
        side = Qt.AlignmentFlag.AlignLeft if self._headed else Qt.AlignmentFlag.AlignRight
        self._state.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        self.view.setAccessibleName(name)
        self.bar.setAccessibleName(self.tr("Progress of {name}").format(name=name))
        self.use.setText(self.tr("Use"))
        for button, tip, spoken in (
            (
                self.use,
                self.tr("Use this picture and its settings in the main window"),
                self.tr("Use the result of {name}"),
            ),
            (self.star, self.tr("Star (S)"), self.tr("Star {name}")),
            (self.reject, self.tr("Reject (X)"), self.tr("Reject {name}")),
            (self.stop, self.tr("Stop this cell"), self.tr("Stop {name}")),
            (self.more, self.tr("More"), self.tr("More for {name}")),
        ):
            button.setToolTip(tip)
            button.setAccessibleName(spoken.format(name=name))
        self.show_cell(self._cell)

    def show_cell(self, cell: Cell) -> None:
        """`cell` as it is now, its picture too unless a step is looked at."""
        self._cell = cell
        self.bar.setRange(0, max(1, cell.total))
        self.bar.setValue(cell.index)
        self.bar.setVisible(cell.phase in ("waiting", "running"))
        self.stop.setVisible(cell.phase in ("waiting", "running"))
        self.use.setEnabled(cell.phase == "done")
        self.star.setChecked(cell.mark == "star")
        self.reject.setChecked(cell.mark == "reject")
        self.setProperty("rejected", cell.mark == "reject")
        text = self._words(cell)
        self._state.setText(text)
        needs = self._state.fontMetrics().horizontalAdvance(text) + 2
        self._state.setMinimumWidth(0 if self._headed else min(needs, STATE))
        self._numbers.setText(numbers_line(cell))
        tip = numbers_tip(cell)
        for widget in (self._numbers, self._state):
            widget.setToolTip(tip)
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
            self.view.set_source(self._sight.source(shown, self._cell.request.document))

    def show_overlays(self, layers: tuple[Layer, ...], opacity: float) -> None:
        self.view.set_overlays(layers, opacity)

    def _words(self, cell: Cell) -> str:
        seconds = f"{cell.seconds:.1f}"
        if cell.phase == "failed" and cell.problem is not None:
            return sentence(cell.problem)
        if cell.phase == "done":
            parts = [self.tr("{seconds} s").format(seconds=seconds)]
            if cell.settled is not None and self._headed:  # there is room
                parts.append(self.tr("settled at {step}").format(step=cell.settled))
            return " · ".join(parts)
        if cell.phase == "stopped":
            if not cell.index:
                return self.tr("Not made")
            return self.tr("Stopped at step {index} of {total}").format(
                index=cell.index, total=cell.total
            )
        if cell.phase == "running":
            return self.tr("Step {index} of {total} · {seconds} s").format(
                index=cell.index, total=cell.total, seconds=seconds
            )
        return self.tr("Waiting")


def keep_room(widget: QWidget) -> None:
    """Nothing jumps when `widget` is hidden."""
    policy = widget.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    widget.setSizePolicy(policy)


def heading(text: str, detail: str = "", *, two_lines: bool = False) -> ElidedLabel:
    """Of a row or column; what does not fit is in its tool tip."""
    label = ElidedLabel(two_lines=two_lines)
    label.setText(text)
    label.setObjectName("pane_title")
    label.setToolTip(f"{text}\n{detail}".strip())
    return label
