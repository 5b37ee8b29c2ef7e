from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from sketchpad.cluster.schedule import MOST_TRIES, Schedule


def test_a_worker_keeps_to_its_model_while_there_are_cells_for_it() -> None:
    schedule = Schedule(["a", "b", "a", "b", "a"])
    first = schedule.take(None)
    taken = [first, *(schedule.take("a") for _ in range(4))]
    assert taken == [0, 2, 4, 1, 3]
    assert schedule.take("b") is None


def test_workers_spread_over_models() -> None:
    schedule = Schedule(["a"] * 4 + ["b"] * 4)
    assert {schedule.take(None), schedule.take(None)} == {0, 4}


def test_what_a_lost_worker_had_is_taken_again_and_again_but_not_for_ever() -> None:
    schedule = Schedule(["a"])
    for tries in range(1, MOST_TRIES + 1):
        assert schedule.take(None) == 0
        assert not schedule.is_over
        assert schedule.lost(0) == (tries < MOST_TRIES)
    assert schedule.is_over


@given(
    st.lists(st.sampled_from("abc"), max_size=30),
    st.integers(1, 5),
    st.randoms(use_true_random=False),
)
def test_every_cell_is_computed_once_whoever_dies(models, workers, chance: random.Random) -> None:
    schedule = Schedule(models)
    resident = [None] * workers
    done, failed = [], []
    while not schedule.is_over:
        worker = chance.randrange(workers)
        cell = schedule.take(resident[worker])
        assert cell is not None
        resident[worker] = models[cell]
        if chance.random() < 0.3:
            resident[worker] = None
            if not schedule.lost(cell):
                failed.append(cell)
        else:
            schedule.done(cell)
            done.append(cell)
    assert sorted(done + failed) == list(range(len(models)))
