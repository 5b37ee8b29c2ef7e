from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sketchpad.generation.comparison.step_store import StepStore, settled_step

SIZE = 8 * 8 * 3


def picture(number: int) -> np.ndarray:
    return np.random.default_rng(number).integers(0, 256, (8, 8, 3)).astype(np.uint8)


def test_what_was_put_in_comes_back_bit_for_bit_from_memory_and_from_disk(tmp_path: Path) -> None:
    store = StepStore(memory=3 * SIZE, folder=tmp_path)
    latents = np.random.default_rng(0).normal(size=(1, 4, 2, 2)).astype(np.float32)
    for step in range(1, 11):
        store.add_picture("cell", step, picture(step))
        store.add_latents("cell", step, latents * step)
    assert store.arrays.in_memory <= 3 * SIZE
    assert len(list(tmp_path.rglob("*.npy"))) > 10
    for step in range(1, 11):
        kept = store.picture("cell", step)
        assert kept is not None
        assert not kept.flags.writeable
        assert np.array_equal(kept, picture(step))
        assert np.array_equal(store.latents("cell", step), latents * step)  # type: ignore[arg-type]
    assert store.steps("cell") == tuple(range(1, 11))
    store.close()
    assert list(tmp_path.iterdir()) == []
    assert store.picture("cell", 1) is None


def test_the_folder_goes_with_the_store(tmp_path: Path) -> None:
    store = StepStore(memory=0, folder=tmp_path)
    store.add_picture("cell", 1, picture(1))
    assert len(list(tmp_path.iterdir())) == 1
    del store
    assert list(tmp_path.iterdir()) == []


def test_memory_and_disk_have_their_bounds(tmp_path: Path) -> None:
    store = StepStore(memory=4 * SIZE, disk=6 * (SIZE + 128), folder=tmp_path)
    for cell in range(20):
        for step in (1, 2):
            store.add_picture(cell, step, picture(cell))
            assert store.arrays.in_memory <= 4 * SIZE
            assert store.arrays.on_disk <= 6 * (SIZE + 128)
    assert len(list(tmp_path.rglob("*.npy"))) == 6
    assert store.picture(0, 1) is None
    assert store.picture(19, 2) is not None


def test_a_later_change_of_the_array_changes_nothing() -> None:
    store = StepStore()
    mine = picture(1)
    store.add_picture("cell", 1, mine)
    mine[:] = 0
    assert np.array_equal(store.picture("cell", 1), picture(1))  # type: ignore[arg-type]


def test_forgetting_one_cell_keeps_the_others(tmp_path: Path) -> None:
    store = StepStore(memory=SIZE, folder=tmp_path)
    for cell in ("a", "b"):
        for step in (1, 2):
            store.add_picture(cell, step, picture(step))
    store.forget("a")
    assert store.steps("a") == ()
    assert store.steps("b") == (1, 2)
    store.forget("b")
    assert store.arrays.in_memory == store.arrays.on_disk == 0


def test_where_nothing_can_be_written_steps_are_let_go(tmp_path: Path) -> None:
    store = StepStore(memory=SIZE, folder=tmp_path / "missing")
    for step in (1, 2, 3):
        store.add_picture("cell", step, picture(step))
    assert store.steps("cell") == (3,)


def test_a_file_that_somebody_damaged_is_no_step_any_more(tmp_path: Path) -> None:
    store = StepStore(memory=0, folder=tmp_path)
    store.add_picture("cell", 1, picture(1))
    next(tmp_path.rglob("*.npy")).write_bytes(b"nonsense")
    assert store.picture("cell", 1) is None
    assert store.steps("cell") == ()


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["add", "forget", "get"]), st.integers(0, 2), st.integers(1, 4)),
        max_size=40,
    )
)
def test_it_is_a_dictionary_whatever_is_asked(
    tmp_path_factory: pytest.TempPathFactory, deeds: list[tuple[str, int, int]]
) -> None:
    store = StepStore(memory=2 * SIZE, folder=tmp_path_factory.mktemp("steps"))
    model: dict[tuple[int, int], np.ndarray] = {}
    for number, (deed, cell, step) in enumerate(deeds):
        if deed == "add":
            model[cell, step] = picture(number)
            store.add_picture(cell, step, model[cell, step])
        elif deed == "forget":
            store.forget(cell)
            model = {key: value for key, value in model.items() if key[0] != cell}
        found, expected = store.picture(cell, step), model.get((cell, step))
        assert (found is None) == (expected is None)
        if found is not None and expected is not None:
            assert np.array_equal(found, expected)
        assert store.arrays.in_memory <= 2 * SIZE
        assert store.steps(cell) == tuple(sorted(s for c, s in model if c == cell))
    store.close()


def test_two_threads_do_not_disturb_each_other(tmp_path: Path) -> None:
    store = StepStore(memory=5 * SIZE, folder=tmp_path)

    def write(cell: int) -> None:
        for step in range(50):
            store.add_picture(cell, step, picture(cell))

    threads = [threading.Thread(target=write, args=(cell,)) for cell in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for cell in range(3):
        assert store.steps(cell) == tuple(range(50))
        assert np.array_equal(store.picture(cell, 7), picture(cell))  # type: ignore[arg-type]
    store.close()


def test_settled_is_where_all_that_follow_stay_close_to_the_last() -> None:
    levels = [200, 100, 52, 90, 51, 49, 50]
    pictures = [np.full((300, 200, 3), level, np.uint8) for level in levels]
    found = settled_step(pictures, threshold=0.02)
    assert found is not None
    assert found[0] == 5
    assert found[1] == pytest.approx(1 / 255, abs=1e-6)
    assert settled_step(pictures, threshold=1.0) == (1, pytest.approx(150 / 255))
    assert settled_step(pictures[:1]) is None
