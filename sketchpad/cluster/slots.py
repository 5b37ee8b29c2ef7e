"""The places of a cluster where pictures are made, each with a worker of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from sketchpad.cluster.parcels import Parcel, pieces

if TYPE_CHECKING:
    from sketchpad.cluster.pool import Cluster

CELLS_OF_GPU = 8
"""Cells that a worker with a GPU computes together, in batches as large as fit there; others compute one at a time."""


class Gone(Exception):
    """A worker has died."""


class Slot:
    """A worker's share of the cluster; a worker that died is replaced."""

    def __init__(self, cluster: Cluster, options: dict[str, float]) -> None:
        self._cluster, self._options = cluster, options
        self.room = CELLS_OF_GPU if options.get("num_gpus") else 1
        self._sending = threading.Lock()
        self._begin()

    def _begin(self) -> None:
        self.actor = self._cluster.make(self._options)
        self.resident: str | None = None
        self._has: set[str] = set()

    def renew(self) -> None:
        """A new worker instead of the one that has died."""
        self.end()
        self._begin()

    def end(self) -> None:
        self._cluster.kill(self.actor)

    def bring(self, parcels: Sequence[Parcel], is_stopping: Callable[[], bool]) -> bool:
        """Send what this worker lacks; whether that came to its end before nobody wanted it any more. Raises Gone."""
        ask, actor = self._cluster.ask, self.actor
        with self._sending:  # a run that was stopped may still be at it
            unsure = {parcel.key: parcel for parcel in parcels if parcel.key not in self._has}
            for key in ask(actor.missing.remote(list(unsure))) if unsure else ():
                ask(actor.receive.remote(key))
                for name, path in unsure[key].files().items():
                    for piece in pieces(path):
                        if is_stopping():
                            return False
                        ask(actor.add.remote(name, piece))
                ask(actor.finish.remote())
            self._has |= unsure.keys()
        return True
