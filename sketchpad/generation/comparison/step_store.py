"""The pictures and latents of every step of a comparison, and the step from which on a picture has settled."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.generation.comparison.array_store import ArrayStore

MEMORY = 256 << 20
DISK = 4 << 30
SETTLED = 0.02
"""Mean difference to the last preview, in shares of full brightness, below which a picture counts as settled."""
_LOOK = 128  # longest side, in pixels, at which two previews are compared


class StepStore:
    """Arrays by cell (any hashable value) and step: pictures uint8 (h, w, 3), latents float32; see `ArrayStore`.

    Args:
        memory, disk: bytes at most.
        folder: where the folder of files is created.
    """

    def __init__(self, memory: int = MEMORY, disk: int = DISK, folder: Path | None = None) -> None:
        self._arrays = ArrayStore(memory, disk, folder)

    @property
    def in_memory(self) -> int:
        return self._arrays.in_memory

    @property
    def on_disk(self) -> int:
        return self._arrays.on_disk

    def add_picture(self, cell: Hashable, step: int, picture: NDArray[np.uint8]) -> None:
        self._arrays.put((cell, step, "picture"), picture)

    def add_latents(self, cell: Hashable, step: int, latents: NDArray[np.float32]) -> None:
        self._arrays.put((cell, step, "latents"), latents)

    def picture(self, cell: Hashable, step: int) -> NDArray[np.uint8] | None:
        """The preview after a step; None where there is none, or not any more."""
        return self._arrays.get((cell, step, "picture"))

    def latents(self, cell: Hashable, step: int) -> NDArray[np.float32] | None:
        return self._arrays.get((cell, step, "latents"))

    def steps(self, cell: Hashable) -> tuple[int, ...]:
        """The steps of a cell that have a picture, in order."""
        keys: Iterable[Any] = self._arrays.keys
        return tuple(sorted({step for c, step, kind in keys if kind == "picture" and c == cell}))

    def forget(self, cell: Hashable) -> None:
        """Forget all steps of a cell."""

        def is_of_cell(key: Any) -> bool:
            return bool(key[0] == cell)

        self._arrays.drop_where(is_of_cell)

    def close(self) -> None:
        """Forget everything and delete the files. The store can be used again."""
        self._arrays.close()


def settled_step(
    pictures: Sequence[NDArray[np.uint8]], threshold: float = SETTLED
) -> tuple[int, float] | None:
    """From which of `pictures` on, counted from 1, all stay within `threshold` of the last one.

    Args:
        pictures: the previews of all steps, of one kind.
        threshold: mean absolute difference in shares of full brightness.

    Returns:
        The place, and the largest difference from there on; None where fewer than two pictures are given.
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
