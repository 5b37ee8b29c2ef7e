"""The finished pictures of a comparison: a bounded part in memory, the rest in files. None is ever let go by itself."""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
import weakref
from collections import OrderedDict
from collections.abc import Hashable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_log = logging.getLogger(__name__)
MEMORY = 192 << 20


class PictureStore:
    """Pictures, uint8 (h, w, 3), by key. What was not looked at for longest goes to files when memory is full.

    Where a file cannot be written the picture stays in memory: it is somebody's work. For several threads.

    Args:
        memory: bytes held at most, as long as the disk takes the rest.
        folder: where the folder of files is made; by default where the system has its own.
    """

    def __init__(self, memory: int = MEMORY, folder: Path | None = None) -> None:
        self._memory, self._parent = memory, folder
        self._lock = threading.RLock()
        self._held: OrderedDict[Hashable, NDArray[np.uint8]] = OrderedDict()
        self._filed: dict[Hashable, Path] = {}
        self._folder: Path | None = None
        self._clean: weakref.finalize | None = None
        self._number = 0
        self.in_memory = 0

    def put(self, key: Hashable, picture: NDArray[np.uint8]) -> None:
        with self._lock:
            self.drop(key)
            self._held[key] = picture
            self.in_memory += picture.nbytes
            self._make_room()

    def get(self, key: Hashable) -> NDArray[np.uint8] | None:
        """None where there is none; the very array that was put, as long as it is in memory."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
            path = self._filed.get(key)
            if path is None:
                return None
            try:
                picture: NDArray[np.uint8] = np.load(path, allow_pickle=False)
            except (OSError, ValueError):
                _log.warning("A picture could not be read back", exc_info=True)
                return None
            picture.flags.writeable = False
            return picture

    def drop(self, key: Hashable) -> None:
        with self._lock:
            held = self._held.pop(key, None)
            if held is not None:
                self.in_memory -= held.nbytes
            path = self._filed.pop(key, None)
            if path is not None:
                path.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of everything; the shelf can be used again."""
        with self._lock:
            self._held.clear()
            self._filed.clear()
            self.in_memory = 0
            clean, self._folder, self._clean = self._clean, None, None
        if clean is not None:
            clean()

    def _make_room(self) -> None:
        while self.in_memory > self._memory and len(self._held) > 1:
            key, picture = next(iter(self._held.items()))
            try:
                path = self._write(picture)
            except OSError:
                _log.warning("A picture stays in memory, it could not be written", exc_info=True)
                return
            del self._held[key]
            self.in_memory -= picture.nbytes
            self._filed[key] = path

    def _write(self, picture: NDArray[np.uint8]) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="sketchpad-cells-", dir=self._parent))
            self._clean = weakref.finalize(self, shutil.rmtree, self._folder, True)
        self._number += 1
        path = self._folder / f"{self._number}.npy"
        np.save(path, picture, allow_pickle=False)
        return path
