from __future__ import annotations

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sketchpad.cluster.schedule import MOST_TRIES, Schedule


def test_a_worker_keeps_to_its_model_while_there_are_cells_for_it() -> None:
    schedule = Schedule(["a", "b", "a", "b", "a"])
    first = schedule.take(None)
    taken = [first, *(schedule.take("a") for _ in range(4))]
    assert taken == [[0], [2], [4], [1], [3]]
    assert schedule.take("b") == []


def test_workers_spread_over_models() -> None:
    schedule = Schedule(["a"] * 4 + ["b"] * 4)
    assert [schedule.take(None), schedule.take(None)] == [[0], [4]]


def test_a_worker_with_room_takes_several_cells_and_near_the_end_its_share() -> None:
    schedule = Schedule(["a"] * 10 + ["b"] * 3, [None, None])
    assert schedule.take(None, 4) == [0, 1, 2, 3]
    assert schedule.take("b", 8) == [10, 11, 12]  # of one model only
    assert schedule.take("a", 8) == [4, 5, 6]
    assert schedule.take("a", 8) == [7, 8]


def test_the_cells_of_a_lost_worker_keep_their_order() -> None:
    schedule = Schedule(["a"] * 3)
    assert schedule.take(None, 3) == [0, 1, 2]
    assert schedule.lost([1, 2]) == []
    schedule.done(0)
    assert schedule.take(None, 3) == [1, 2]


def test_what_a_lost_worker_had_is_taken_again_and_again_but_not_for_ever() -> None:
    schedule = Schedule(["a"])
    for tries in range(1, MOST_TRIES + 1):
        assert schedule.take(None) == [0]
        assert not schedule.is_over
        assert schedule.lost([0]) == [0] * (tries == MOST_TRIES)
    assert schedule.is_over


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.sampled_from("abc"), max_size=30),
    st.integers(1, 5),
    st.integers(1, 4),
    st.integers(0),
)
def test_every_cell_is_computed_once_whoever_dies(models, workers, room, seed) -> None:
    chance = random.Random(seed)
    resident = [None] * workers
    schedule = Schedule(models, resident)
    done, failed = [], []
    while not schedule.is_over:
        worker = chance.randrange(workers)
        cells = schedule.take(resident[worker], room)
        assert len({models[cell] for cell in cells}) == 1
        resident[worker] = models[cells[0]]
        if chance.random() < 0.3:
            resident[worker] = None
            failed += schedule.lost(cells)
            continue
        for cell in cells:
            schedule.done(cell)
        done += cells
    assert sorted(done + failed) == list(range(len(models)))
