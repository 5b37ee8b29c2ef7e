"""What waits: its order, and that nothing that was removed is lost."""

from __future__ import annotations

import pytest

from sketchpad.document.model import Document
from sketchpad.generation.request.request import Request, Sampling
from sketchpad.ui.engine.run_queue import Job, RunQueue


@pytest.fixture
def jobs() -> list[Job]:
    return [Job((Request(Document(prompt=str(n)), Sampling(n, 2, 1.0)),)) for n in range(4)]


@pytest.fixture
def queue(jobs: list[Job]) -> RunQueue:
    queue = RunQueue()
    for job in jobs:
        queue.add(job)
    return queue


def test_first_come_first_made_unless_it_is_paused(queue: RunQueue, jobs: list[Job]) -> None:
    assert queue.take() is jobs[0]
    queue.pause(True)
    assert queue.take() is None
    queue.pause(False)
    assert [queue.take() for _ in range(4)] == [*jobs[1:], None]


def test_jobs_are_moved(queue: RunQueue, jobs: list[Job]) -> None:
    a, b, c, d = jobs
    queue.move(c, -1)
    assert queue.jobs == (a, c, b, d)
    queue.move(a, -1)
    queue.move(d, 1)
    assert queue.jobs == (a, c, b, d)
    assert queue.take() is a
    queue.reorder([a, d, c])  # a drag that began before a did, and before b was there
    assert queue.jobs == (d, c, b)


def test_removed_jobs_come_back_to_their_places(queue: RunQueue, jobs: list[Job]) -> None:
    a, b, c, d = jobs
    queue.remove([b, d])
    queue.remove([c])
    queue.remove([])
    assert queue.jobs == (a,)
    queue.undo()
    assert queue.jobs == (a, c)
    queue.undo()
    assert queue.jobs == (a, b, c, d)
    assert not queue.can_undo
    queue.undo()
    queue.remove(queue.jobs)
    assert not queue.jobs
    queue.undo()
    assert queue.jobs == (a, b, c, d)
