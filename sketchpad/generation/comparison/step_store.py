"""The pictures and latents of every step of a comparison, and the step from which on a picture has settled."""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
import weakref
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

MEMORY = 256 << 20
DISK = 4 << 30
SETTLED = 0.02
"""Mean difference to the last preview, in shares of full brightness, below which a picture counts as settled."""
_LOOK = 128  # longest side, in pixels, at which two previews are compared


class StepStore:
    """Arrays by cell (any hashable value) and step: pictures uint8 (h, w, 3), latents float32; see `ArrayStore`."""

    def __init__(self, memory: int = MEMORY, disk: int = DISK, folder: Path | None = None) -> None:
        self.arrays = ArrayStore(memory, disk, folder)

    def add_picture(self, cell: Hashable, step: int, picture: NDArray[np.uint8]) -> None:
        self.arrays.put((cell, step, "picture"), picture)

    def add_latents(self, cell: Hashable, step: int, latents: NDArray[np.float32]) -> None:
        self.arrays.put((cell, step, "latents"), latents)

    def picture(self, cell: Hashable, step: int) -> NDArray[np.uint8] | None:
        """The preview after a step; None where there is none, or not any more."""
        return self.arrays.get((cell, step, "picture"))

    def latents(self, cell: Hashable, step: int) -> NDArray[np.float32] | None:
        return self.arrays.get((cell, step, "latents"))

    def steps(self, cell: Hashable) -> tuple[int, ...]:
        """The steps of a cell that have a picture, in order."""
        keys: Iterable[Any] = self.arrays.keys
        return tuple(sorted({step for c, step, kind in keys if kind == "picture" and c == cell}))

    def forget(self, cell: Hashable) -> None:
        """Forget all steps of a cell."""
        for key in self.arrays.keys:
            if key[0] == cell:  # type: ignore[index]
                self.arrays.drop(key)

    def close(self) -> None:
        """Forget everything and delete the files. The store can be used again."""
        self.arrays.close()


def settled_step(
    pictures: Sequence[NDArray[np.uint8]], threshold: float = SETTLED
) -> tuple[int, float] | None:
    """From which of `pictures` on, counted from 1, all stay within `threshold` of the last one.

    Returns the place, and the largest difference from there on (mean absolute difference in shares of full brightness);
    None where fewer than two pictures are given.
    """
    if len(pictures) < 2:
        return None
    small = [small_preview(picture).astype(np.float32) / 255.0 for picture in pictures]
    differences = [float(np.abs(one - small[-1]).mean()) for one in small]
    place = len(differences) - 1
    while place and differences[place - 1] <= threshold:
        place -= 1
    return place + 1, max(differences[place:])


def small_preview(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """`picture` with its longer side at most 128 pixels, at which previews are compared."""
    height, width = picture.shape[:2]
    scale = min(1.0, _LOOK / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))


_log = logging.getLogger(__name__)


class ArrayStore:
    """A mapping from hashable keys to arrays, for several threads.

    What was not used for longest goes to files when memory is full. Arrays come back read-only, equal bit for bit.

    Args:
        memory: bytes held in memory at most, as long as the disk takes the rest.
        disk: bytes in files at most; beyond that, or where a file cannot be written, the oldest arrays are forgotten.
            None: nothing is ever forgotten, and stays in memory where a file cannot be written.
        folder: where the folder of files is created when the first is needed; by default the system's.
    """

    def __init__(self, memory: int, disk: int | None = None, folder: Path | None = None) -> None:
        self._memory, self._disk, self._parent = memory, disk, folder
        self._lock = threading.Lock()
        self._held: OrderedDict[Hashable, NDArray] = OrderedDict()
        self._filed: OrderedDict[Hashable, tuple[Path, int]] = OrderedDict()
        self._folder: Path | None = None
        self._clean: weakref.finalize | None = None  # also at the end of the program
        self._number = 0
        self.in_memory = 0
        self.on_disk = 0

    def put(self, key: Hashable, array: NDArray) -> None:
        # A copy unless it cannot change: what is kept must stay what it was.
        kept = array if not array.flags.writeable and array.base is None else array.copy()
        kept.flags.writeable = False
        with self._lock:
            self._drop(key)
            self._held[key] = kept
            self.in_memory += kept.nbytes
            self._make_room()

    def get(self, key: Hashable) -> NDArray | None:
        """None where there is none, or not any more."""
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
                _log.warning("A kept array could not be read back", exc_info=True)
                self._drop(key)
                return None
            array.flags.writeable = False
            return array

    @property
    def keys(self) -> list[Hashable]:
        with self._lock:
            return [*self._held, *self._filed]

    def drop(self, key: Hashable) -> None:
        """Forget an array; no effect where there is none."""
        with self._lock:
            self._drop(key)

    def close(self) -> None:
        """Forget everything and delete the files. The store can be used again."""
        with self._lock:
            self._held.clear()
            self._filed.clear()
            self.in_memory = self.on_disk = 0
            clean, self._folder, self._clean = self._clean, None, None
        if clean is not None:
            clean()

    def _drop(self, key: Hashable) -> None:
        held = self._held.pop(key, None)
        if held is not None:
            self.in_memory -= held.nbytes
        if key in self._filed:
            path, size = self._filed.pop(key)
            self.on_disk -= size
            path.unlink(missing_ok=True)

    def _make_room(self) -> None:
        while self.in_memory > self._memory and self._held:
            key, array = next(iter(self._held.items()))
            file = self._write(array)
            if file is None and self._disk is None:
                return
            self._drop(key)
            if file is not None:
                self._filed[key] = file
                self.on_disk += file[1]
        while self._disk is not None and self.on_disk > self._disk and self._filed:
            self._drop(next(iter(self._filed)))

    def _write(self, array: NDArray) -> tuple[Path, int] | None:
        """The file and its size in bytes; None where it cannot be written."""
        try:
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix="sketchpad-arrays-", dir=self._parent))
                self._clean = weakref.finalize(self, shutil.rmtree, self._folder, True)
            self._number += 1
            path = self._folder / f"{self._number}.npy"
            np.save(path, array, allow_pickle=False)
            return path, path.stat().st_size
        except OSError:
            _log.warning("An array could not be written to a file", exc_info=True)
            return None
