"""What waits to be made, as a list in a card: reordered, removed and brought back, paused."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QWidget

from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.action_text import action_button
from sketchpad.ui.actions.tables import window as window_table
from sketchpad.ui.engine.run_queue import Job, RunQueue
from sketchpad.ui.style import icons
from sketchpad.ui.style.shorthand import STRETCH, hbox, label, vbox
from sketchpad.ui.style.theme import theme
from sketchpad.ui.widgets.popup_card import PopupCard
from sketchpad.ui.widgets.row_list import THING, RowList, paint_text

ROW = 46
SIZE = 340, 320  # pixels of the card
MARGIN = 10


class QueueList(RowList):
    """The next job first; a drag reorders."""

    def __init__(self, queue: RunQueue) -> None:
        super().__init__(ROW, self._paint_job, "job")
        self._queue = queue
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.reordered.connect(lambda jobs: queue.reorder(jobs[::-1]))

    def chosen(self) -> list[Job]:
        return [item.data(THING).job for item in sorted(self.selectedItems(), key=self.row)]

    def refresh(self) -> None:
        """Show what waits; what was chosen stays so."""
        chosen = self.chosen()
        rows = [Row(job) for job in self._queue.jobs]
        for item, row in zip(self.fill(rows), rows, strict=True):
            item.setText(f"{row.job.requests[0].document.prompt.strip()}, {self._details(row.job)}")
            item.setSelected(row.job in chosen)

    def _details(self, job: Job) -> str:
        first = job.requests[0]
        text = self.tr("seed {seed} · {steps} steps · {width} × {height}").format(
            seed=first.sampling.seed_text,
            steps=first.steps_taken,
            width=first.document.width,
            height=first.document.height,
        )
        count = self.tr("{count} pictures").format(count=len(job.requests))
        return f"{count} · {text}" if len(job.requests) > 1 else text

    def _paint_job(self, painter: QPainter, rect: QRect, row: Row, _near: bool) -> None:
        tokens, job = theme().tokens, row.job
        half = rect.height() // 2
        upper = QRect(rect.left() + MARGIN, rect.top() + 3, rect.width() - 2 * MARGIN, half - 2)
        prompt = job.requests[0].document.prompt.strip().replace("\n", " ")
        paint_text(painter, upper, prompt, tokens.colour("text"))
        lower = upper.translated(0, half - 3)
        paint_text(painter, lower, self._details(job), tokens.colour("muted"))


class Row:
    """A row of the list, known by its job."""

    def __init__(self, job: Job) -> None:
        self.job = job


class QueueCard(PopupCard):
    """The list, and below it what can be done; with keys of its own, as it is a window of its own.

    Args:
        button: beside which it opens.
    """

    def __init__(self, queue: RunQueue, button: QWidget, window: QWidget) -> None:
        super().__init__(*SIZE, window)
        self._queue, self._button, self.list = queue, button, QueueList(queue)
        handlers: dict[str, Callable[..., object]] = {
            "queue_pause": queue.pause,
            "queue_earlier": lambda: self._move(-1),
            "queue_later": lambda: self._move(1),
            "queue_remove": lambda: queue.remove(self.list.chosen()),
            "queue_clear": lambda: queue.remove(queue.jobs),
            "queue_undo": queue.undo,
        }
        self.actions_ = ActionSet(self, window_table.QUEUE, handlers)
        self._title, self._empty = label("section_title"), label("note", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        pause, earlier, later, remove, undo, clear = map(action_button, self.actions_.all())
        head = hbox(self._title, STRETCH, pause)
        foot = hbox(earlier, later, remove, STRETCH, undo, clear, spacing=2)
        vbox(head, (self.list, 1), (self._empty, 1), foot, on=self, margins=12, spacing=8)
        queue.changed.connect(self._show)
        self.list.itemSelectionChanged.connect(self._enable)
        self.retranslate()

    def retranslate(self) -> None:
        self.list.setAccessibleName(self.tr("What waits to be made, the next first"))
        self._empty.setText(
            self.tr("Press Generate while a picture is being made: what you ask for waits here.")
        )
        self._show()

    def open(self) -> None:
        self.show_below(self._button, self.list)

    def _move(self, by: int) -> None:
        for job in self.list.chosen()[::-by]:
            self._queue.move(job, by)

    def _show(self) -> None:
        queue = self._queue
        words = self.tr("Queue, paused") if queue.paused else self.tr("Queue")
        self._title.setText(words)
        pause = self.actions_["queue_pause"]
        pause.setChecked(queue.paused)
        icons.set_icon(pause, "play" if queue.paused else "pause")
        self.list.refresh()
        self.list.setVisible(bool(queue.jobs))
        self._empty.setVisible(not queue.jobs)
        self._enable()

    def _enable(self) -> None:
        chosen = bool(self.list.selectedItems())
        self.actions_.enable(("queue_earlier", "queue_later", "queue_remove"), chosen)
        self.actions_["queue_clear"].setEnabled(bool(self._queue.jobs))
        self.actions_["queue_undo"].setEnabled(self._queue.can_undo)
