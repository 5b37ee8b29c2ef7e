"""What waits for the engine: runs that the user asked for while another one goes on."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from sketchpad.generation.request.request import Request


@dataclass(frozen=True, eq=False)
class Job:
    """Pictures that are made together; `before`: what the user had set in the place of an enlarged one."""

    requests: tuple[Request, ...]
    before: Request | None = None


class RunQueue(QObject):
    """Jobs in the order in which they are made; what is removed can be brought back.

    Signals:
        changed: `jobs`, `paused` or `can_undo` is another one.
        resumed: there may be a job again that `take` gives.
    """

    changed = Signal()
    resumed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs: tuple[Job, ...] = ()
        self.paused = False
        self._removed: list[list[tuple[int, Job]]] = []

    @property
    def can_undo(self) -> bool:
        return bool(self._removed)

    def add(self, job: Job) -> None:
        self._set((*self.jobs, job))

    def take(self) -> Job | None:
        """The job to be made now, which leaves the queue; None where there is none, or while it is paused."""
        if self.paused or not self.jobs:
            return None
        first, *rest = self.jobs
        self._set(rest)
        return first

    def remove(self, jobs: Container[Job]) -> None:
        gone = [(place, job) for place, job in enumerate(self.jobs) if job in jobs]
        if gone:
            self._removed.append(gone)
            self._set([job for job in self.jobs if job not in jobs])

    def undo(self) -> None:
        """Bring back what was removed last, to where it was as nearly as there is such a place."""
        if self._removed:
            jobs = list(self.jobs)
            for place, job in self._removed.pop():
                jobs.insert(place, job)
            self._set(jobs)
            self.resumed.emit()

    def reorder(self, jobs: Sequence[Job]) -> None:
        """Put them in this order. One that began meanwhile is left out, one that came meanwhile goes behind."""
        kept = [job for job in jobs if job in self.jobs]
        self._set([*kept, *(job for job in self.jobs if job not in kept)])

    def move(self, job: Job, by: int) -> None:
        """Nearer to its turn (-1), or further from it (+1)."""
        jobs = [one for one in self.jobs if one is not job]
        jobs.insert(max(0, self.jobs.index(job) + by), job)
        self._set(jobs)

    def pause(self, paused: bool) -> None:
        """While it is paused, no job begins by itself."""
        if paused != self.paused:
            self.paused = paused
            self.changed.emit()
            if not paused:
                self.resumed.emit()

    def _set(self, jobs: Sequence[Job]) -> None:
        self.jobs = tuple(jobs)
        self.changed.emit()
