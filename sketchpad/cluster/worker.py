"""The actor on a cluster that makes pictures and keeps one model resident."""

from __future__ import annotations

import os
import platform
import threading
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
    """A plan that is being computed on a thread of its own."""

    def __init__(self, plan: bytes, places: Mapping[str, str]) -> None:
        self.cancelled = threading.Event()
        self._changed = threading.Condition()
        self._events: list[Event] = []
        self._over = False
        self._thread = threading.Thread(target=self._work, args=(plan, places), daemon=True)
        self._thread.start()

    def poll(self, after: int, seconds: float) -> tuple[Sequence[Event], bool]:
        """The events after the first `after`, and whether they are all; waits for one at most `seconds`."""
        with self._changed:
            self._changed.wait_for(lambda: self._over or len(self._events) > after, seconds)
            return self._events[after:], self._over

    def _work(self, plan: bytes, places: Mapping[str, str]) -> None:
        from sketchpad.generation.comparison.run_plans import run_plans

        try:
            here = with_references(unpack_plan(plan), lambda key: places.get(key, key))
            for _, progress in run_plans([here], self.cancelled.is_set):
                with self._changed:
                    self._events.append(pack_progress(progress))
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
        """A parcel follows."""
        self._receiver = Receiver(key)

    def add(self, name: str, piece: bytes) -> None:
        """The next piece of a file of the parcel."""
        assert self._receiver is not None
        self._receiver.add(name, piece)

    def finish(self) -> None:
        """The parcel is whole. Raises SketchpadError where it is not."""
        assert self._receiver is not None
        self._receiver.finish()
        self._receiver = None

    def start(self, run: str, plan: bytes, keys: Sequence[str]) -> None:
        """Begin to compute a plan whose models and files are named by the keys of parcels."""
        places = {key: local_reference(key) or "" for key in keys}
        self._runs[run] = _Run(plan, places)

    def poll(self, run: str, after: int, seconds: float) -> tuple[Sequence[Event], bool]:
        """The events of a run after the first `after`, and whether it has ended; waits at most `seconds` for one."""
        found = self._runs[run].poll(after, seconds)
        if found[1]:
            del self._runs[run]
        return found

    def cancel(self, run: str) -> None:
        """End a run at its next forward pass."""
        if run in self._runs:
            self._runs[run].cancelled.set()

    def process(self) -> int:
        """The id of the process this worker is."""
        return os.getpid()
