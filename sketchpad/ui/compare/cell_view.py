"""One cell of the comparison: its name, its picture, how far it is, and what one can do with it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QToolButton, QVBoxLayout, QWidget

from sketchpad.ui import icons
from sketchpad.ui.compare.compare_run import Cell
from sketchpad.ui.messages import method_name, sentence
from sketchpad.ui.panel import Panel
from sketchpad.ui.pictures import to_image
from sketchpad.ui.widgets.elided_label import ElidedLabel
from sketchpad.ui.widgets.picture_view import PictureView, ViewLink


class CellView(Panel):
    """Signals:
    used: the user wants this picture and its settings.
    """

    used = Signal()

    def __init__(self, cell: Cell, link: ViewLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cell")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._cell = cell
        self._icon, self._title = QLabel(), QLabel()
        self._title.setObjectName("pane_title")
        if cell.mode != "none":
            icons.set_pixmap(self._icon, cell.mode, "accent_text", 18)
        self._icon.setVisible(cell.mode != "none")
        self._state = ElidedLabel()
        self._state.setObjectName("note")
        self._state.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.use = QToolButton()
        self.use.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.use.setIconSize(QSize(16, 16))
        self.use.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        icons.set_icon(self.use, "check")
        self.view = PictureView(margin=12)
        self.view.set_page_size(cell.request.document.width, cell.request.document.height)
        link.add(self.view)
        self.bar = QProgressBar(textVisible=False)
        self.bar.setFixedHeight(3)
        keep_room(self.bar)
        head = QHBoxLayout()
        head.setContentsMargins(12, 6, 6, 6)
        head.setSpacing(8)
        head.addWidget(self._icon)
        head.addWidget(self._title)
        head.addWidget(self._state, 1)
        head.addWidget(self.use)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.bar)
        column.addWidget(self.view, 1)
        self.use.clicked.connect(self.used)
        self.view.activated.connect(lambda: self.used.emit() if self.use.isEnabled() else None)
        self.retranslate()

    def retranslate(self) -> None:
        name = method_name(self._cell.mode)
        self._title.setText(name)
        self.view.setAccessibleName(name)
        self.bar.setAccessibleName(self.tr("Progress of {name}").format(name=name))
        self.use.setText(self.tr("Use"))
        self.use.setToolTip(self.tr("Use this picture and its settings in the main window"))
        self.use.setAccessibleName(self.tr("Use the result of {name}").format(name=name))
        self.show_cell(self._cell)

    def show_cell(self, cell: Cell) -> None:
        if cell.picture is not self._cell.picture:
            self.view.set_picture(None if cell.picture is None else to_image(cell.picture))
        self._cell = cell
        self.bar.setRange(0, max(1, cell.total))
        self.bar.setValue(cell.index)
        self.bar.setVisible(cell.phase in ("waiting", "running"))
        self.use.setEnabled(cell.phase == "done")
        text = self._words(cell)
        self._state.setText(text)
        self.view.setAccessibleDescription(text)
        if cell.picture is None:
            self.view.set_hint(text, "stop" if cell.phase == "stopped" else cell_icon(cell))

    def _words(self, cell: Cell) -> str:
        seconds = f"{cell.seconds:.1f}"
        if cell.phase == "failed" and cell.problem is not None:
            return sentence(cell.problem)
        if cell.phase == "done":
            return self.tr("{seconds} s").format(seconds=seconds)
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


def cell_icon(cell: Cell) -> str:
    return "picture" if cell.mode == "none" else cell.mode
