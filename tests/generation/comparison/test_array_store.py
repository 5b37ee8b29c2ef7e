"""Pictures that are never forgotten: beyond their share of memory they go to files. See also test_step_store."""

from __future__ import annotations

import errno
from pathlib import Path

import numpy as np
import pytest

from sketchpad.generation.comparison import step_store
from sketchpad.generation.comparison.step_store import ArrayStore


def grey(value: int, side: int = 64) -> np.ndarray:
    return np.full((side, side, 3), value, np.uint8)


def test_pictures_come_back_from_files_bit_for_bit(tmp_path: Path) -> None:
    store = ArrayStore(3 * grey(0).nbytes, folder=tmp_path)
    for value in range(10):
        store.put(value, grey(value))
    assert store.in_memory <= 3 * grey(0).nbytes
    assert all(np.array_equal(store.get(value), grey(value)) for value in range(10))
    store.drop(0)
    assert store.get(0) is None
    folder = next(tmp_path.iterdir())
    assert len(list(folder.iterdir())) == 6
    store.close()
    assert not folder.exists()


def test_on_a_full_disk_no_picture_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(step_store.np, "save", full)
    store = ArrayStore(grey(0).nbytes, folder=tmp_path)
    for value in range(5):
        store.put(value, grey(value))
    assert all(np.array_equal(store.get(value), grey(value)) for value in range(5))
