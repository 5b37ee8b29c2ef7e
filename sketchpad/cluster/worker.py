"""The actor on a cluster that makes pictures and keeps one model resident."""

from __future__ import annotations

import os
import platform
import threading
import time
from collections.abc import Mapping, Sequence

from sketchpad import __version__
from sketchpad.cluster.parcels import Receiver, local_reference
from sketchpad.cluster.wire import Event, pack_progress, unpack_plan, with_references


def versions() -> dict[str, str]:
    """What must be the same on both sides: the minor version of Python, the version of Sketchpad."""
    return {
        "python": ".".join(platform.python_version_tuple()[:2]),
        "sketchpad": __version__,
    }


class _Run:
    """Plans that are being computed together on a thread of their own."""

    def __init__(self, plans: Sequence[bytes], places: Mapping[str, str]) -> None:
        self._dropped: set[int] = set()
        self._count = len(plans)
        self._changed = threading.Condition()
        self._events: list[tuple[int, Event]] = []
        self._over = False
        self._thread = threading.Thread(target=self._work, args=(plans, places), daemon=True)
        self._thread.start()

    def poll(self, after: int, seconds: float) -> tuple[Sequence[tuple[int, Event]], bool]:
        """The events after the first `after`, and whether they are all; waits for one at most `seconds`."""
        with self._changed:
            self._changed.wait_for(lambda: self._over or len(self._events) > after, seconds)
            return self._events[after:], self._over

    def cancel(self, number: int | None) -> None:
        """End a plan, or all of them, at the next forward pass."""
        self._dropped.update(range(self._count) if number is None else [number])

    def _work(self, plans: Sequence[bytes], places: Mapping[str, str]) -> None:
        from sketchpad.generation.comparison.run_plans import run_plans

        def is_cancelled() -> bool:
            return len(self._dropped) == self._count

        def is_wanted(number: int) -> bool:
            return number not in self._dropped

        try:
            here = [
                with_references(unpack_plan(p), lambda key: places.get(key, key)) for p in plans
            ]
            for number, progress in run_plans(here, is_cancelled, wanted=is_wanted):
                with self._changed:
                    self._events.append((number, pack_progress(progress)))
                    self._changed.notify_all()
        finally:  # without a last event the other side says that the cell failed
            with self._changed:
                self._over = True
                self._changed.notify_all()


class Worker:
    """Made by Ray in a process of its own; its methods are called at the same time, on several threads.

    Everything that arrives are bytes, numbers and text; models come from this machine's disk, or as parcels.
    """

    def __init__(self) -> None:
        self._runs: dict[str, _Run] = {}
        self._receiver: Receiver | None = None

    def versions(self) -> dict[str, str]:
        """See `versions`."""
        return versions()

    def missing(self, keys: Sequence[str]) -> list[str]:
        """The parcels that are not on this machine."""
        return [key for key in keys if local_reference(key) is None]

    def receive(self, key: str) -> None:
        """A parcel follows; one that is not whole is not wanted any more."""
        if self._receiver is not None:
            self._receiver.drop()
        self._receiver = Receiver(key)

    def add(self, name: str, piece: bytes) -> None:
        """The next piece of a file of the parcel."""
        assert self._receiver is not None
        self._receiver.add(name, piece)

    def finish(self) -> None:
        """The parcel is whole. Raises SketchpadError where it is not."""
        assert self._receiver is not None
        receiver, self._receiver = self._receiver, None
        receiver.finish()

    def start(self, run: str, plans: Sequence[bytes], keys: Sequence[str]) -> None:
        """Begin to compute plans, all of one model, whose models and files are named by the keys of parcels."""
        places = {key: local_reference(key) or "" for key in keys}
        self._runs[run] = _Run(plans, places)

    def poll(
        self, run: str, after: int, seconds: float
    ) -> tuple[Sequence[tuple[int, Event]], bool]:
        """What a run has reported after the first `after` times, with the numbers of plans, and whether it has ended.

        Waits at most `seconds` for news.
        """
        news, is_over = self._runs[run].poll(after, seconds)
        if is_over:
            del self._runs[run]
        return news, is_over

    def cancel(self, run: str, number: int | None = None) -> None:
        """End a plan of a run, or the run, at its next forward pass."""
        if run in self._runs:
            self._runs[run].cancel(number)

    def process(self) -> tuple[int, float]:
        """The id of the process this worker is, and the seconds of processor time that it has taken."""
        return os.getpid(), time.process_time()
