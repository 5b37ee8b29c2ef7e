"""Every step of every cell, kept: a bounded part in memory, the rest in files that vanish with the store."""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
import weakref
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.generation.batching.layout import BatchLayout

_log = logging.getLogger(__name__)
MEMORY = 256 << 20
DISK = 4 << 30
MOST_SEATINGS = 4000
SETTLED = 0.02
"""Mean difference to the last preview, in shares of full brightness, below which a picture counts as settled."""
_LOOK = 128  # longest side, in pixels, at which two previews are compared
_Key = tuple[Hashable, int, str]


class StepStore:
    """Arrays by cell (any hashable value) and step: pictures uint8 (h, w, 3), latents float32. For several threads.

    What was not used for longest goes to files when memory is full; when the disk's share is full too, or the disk
    itself, it is forgotten. What comes back is read-only and equal to what went in, bit for bit.

    Args:
        memory, disk: bytes at most.
        folder: where the folder of files is made when the first is needed; by default where the system has its own.
    """

    def __init__(self, memory: int = MEMORY, disk: int = DISK, folder: Path | None = None) -> None:
        self._limits = memory, disk
        self._parent = folder
        self._lock = threading.Lock()
        self._held: OrderedDict[_Key, NDArray] = OrderedDict()
        self._filed: OrderedDict[_Key, tuple[Path, int]] = OrderedDict()
        self._folder: Path | None = None
        self._clean: weakref.finalize | None = None  # also at the end of the program
        self._number = 0
        self._seatings: OrderedDict[Hashable, BatchLayout] = OrderedDict()
        self.in_memory = 0
        self.on_disk = 0

    def add_picture(self, cell: Hashable, step: int, picture: NDArray[np.uint8]) -> None:
        self._add((cell, step, "picture"), picture)

    def add_latents(self, cell: Hashable, step: int, latents: NDArray[np.float32]) -> None:
        self._add((cell, step, "latents"), latents)

    def picture(self, cell: Hashable, step: int) -> NDArray[np.uint8] | None:
        """The preview after a step; None where there is none, or not any more."""
        return self._get((cell, step, "picture"))

    def latents(self, cell: Hashable, step: int) -> NDArray[np.float32] | None:
        return self._get((cell, step, "latents"))

    def add_seating(self, cell: Hashable, seating: BatchLayout) -> None:
        """How the batches were in which a cell was made; kept when its steps are forgotten."""
        with self._lock:
            self._seatings[cell] = seating
            self._seatings.move_to_end(cell)
            if len(self._seatings) > MOST_SEATINGS:
                self._seatings.popitem(last=False)

    def seating(self, cell: Hashable) -> BatchLayout | None:
        with self._lock:
            return self._seatings.get(cell)

    @property
    def seatings(self) -> dict[Hashable, BatchLayout]:
        """Of all cells, for `save_bundle`."""
        with self._lock:
            return dict(self._seatings)

    def steps(self, cell: Hashable) -> tuple[int, ...]:
        """The steps of a cell that have a picture, in order."""
        with self._lock:
            keys = [*self._held, *self._filed]
        return tuple(sorted({step for c, step, kind in keys if kind == "picture" and c == cell}))

    def forget(self, cell: Hashable) -> None:
        """Let go of all steps of a cell."""
        with self._lock:
            for key in [key for key in self._held if key[0] == cell]:
                self.in_memory -= self._held.pop(key).nbytes
            for key in [key for key in self._filed if key[0] == cell]:
                self._unfile(key)

    def close(self) -> None:
        """Let go of everything; the folder of files is deleted. The store can be used again."""
        with self._lock:
            self._held.clear()
            self._filed.clear()
            self._seatings.clear()
            self.in_memory = self.on_disk = 0
            clean, self._folder, self._clean = self._clean, None, None
        if clean is not None:
            clean()

    def _add(self, key: _Key, array: NDArray) -> None:
        # A copy unless nobody can change it: what is kept must stay what it was.
        kept = array if not array.flags.writeable and array.base is None else array.copy()
        kept.flags.writeable = False
        with self._lock:
            if key in self._filed:
                self._unfile(key)
            old = self._held.pop(key, None)
            self.in_memory += kept.nbytes - (0 if old is None else old.nbytes)
            self._held[key] = kept
            self._make_room()

    def _get(self, key: _Key) -> NDArray | None:
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
            if key not in self._filed:
                return None
            path, _size = self._filed[key]
            try:
                array: NDArray = np.load(path, allow_pickle=False)
            except (OSError, ValueError):
                _log.warning("A kept step could not be read back", exc_info=True)
                self._unfile(key)
                return None
            array.flags.writeable = False
            return array

    def _make_room(self) -> None:
        memory, disk = self._limits
        while self.in_memory > memory and self._held:
            key, array = self._held.popitem(last=False)
            self.in_memory -= array.nbytes
            self._file(key, array)
        while self.on_disk > disk and self._filed:
            self._unfile(next(iter(self._filed)))

    def _file(self, key: _Key, array: NDArray) -> None:
        try:
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix="sketchpad-steps-", dir=self._parent))
                self._clean = weakref.finalize(self, shutil.rmtree, self._folder, True)
            self._number += 1
            path = self._folder / f"{self._number}.npy"
            np.save(path, array, allow_pickle=False)
            size = path.stat().st_size
        except OSError:
            _log.warning("A step was let go because it could not be written", exc_info=True)
            return
        self._filed[key] = path, size
        self.on_disk += size

    def _unfile(self, key: _Key) -> None:
        path, size = self._filed.pop(key)
        self.on_disk -= size
        path.unlink(missing_ok=True)


def settled_step(
    pictures: Sequence[NDArray[np.uint8]], threshold: float = SETTLED
) -> tuple[int, float] | None:
    """From which of `pictures` on, counted from 1, all stay within `threshold` of the last one.

    Args:
        pictures: the previews of all steps, made the same way.
        threshold: mean absolute difference in shares of full brightness.

    Returns:
        The place, and the largest difference from there on; None where fewer than two pictures are given.
    """
    if len(pictures) < 2:
        return None
    small = [_small(picture) for picture in pictures]
    differences = [float(np.abs(one - small[-1]).mean()) for one in small]
    place = len(differences) - 1
    while place and differences[place - 1] <= threshold:
        place -= 1
    return place + 1, max(differences[place:])


def _small(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    height, width = picture.shape[:2]
    scale = min(1.0, _LOOK / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255.0
