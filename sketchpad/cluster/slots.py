"""The places of a cluster where pictures are made, each with a worker of its own."""

from __future__ import annotations

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
        if self._missing(parcels):
            # One worker at a time: others on its machine then have it, and the line out of here is no faster for two.
            with self._cluster.sending:
                for parcel in self._missing(parcels):
                    if not self._send(parcel, is_stopping):
                        return False
        self._has.update(parcel.key for parcel in parcels)
        return True

    def _missing(self, parcels: Sequence[Parcel]) -> list[Parcel]:
        unsure = {parcel.key: parcel for parcel in parcels if parcel.key not in self._has}
        if not unsure:
            return []
        missing = self._cluster.ask(self.actor.missing.remote(list(unsure)))
        return [unsure[key] for key in missing]

    def _send(self, parcel: Parcel, is_stopping: Callable[[], bool]) -> bool:
        ask, actor = self._cluster.ask, self.actor
        ask(actor.receive.remote(parcel.key))
        for name, path in parcel.files().items():
            for piece in pieces(path):
                if is_stopping():
                    return False
                ask(actor.add.remote(name, self._cluster.put(piece)))
        ask(actor.finish.remote())
        return True
