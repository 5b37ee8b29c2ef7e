from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpad.generation.comparison.blind_ranking import (
    OPPONENTS,
    SMALL,
    Duel,
    pairs,
    preferred,
    standings,
)


@given(st.integers(0, 40), st.integers(0, 5))
def test_everyone_meets_enough_others_and_all_are_connected(count: int, seed: int) -> None:
    met = pairs(count, seed)
    assert len({frozenset(pair) for pair in met}) == len(met)
    assert all(left != right for left, right in met)
    if count <= SMALL:
        assert len(met) == count * (count - 1) // 2
        return
    games = [sum(n in pair for pair in met) for n in range(count)]
    assert set(games) == {OPPONENTS}
    reached = {0}
    for _ in range(count):
        reached |= {n for pair in met if reached & set(pair) for n in pair}
    assert reached == set(range(count))


def test_sides_are_random_but_repeatable() -> None:
    assert pairs(6, 1) == pairs(6, 1)
    assert pairs(6, 1) != pairs(6, 2)
    rising = [left < right for seed in range(20) for left, right in pairs(6, seed)]
    assert 0.35 < sum(rising) / len(rising) < 0.65


def test_a_constant_taste_is_found() -> None:
    taste = [3, 0, 2, 1]  # best first
    duels = [Duel(a, b, min((a, b), key=taste.index)) for a, b in pairs(4)]
    ranking = standings(duels, range(4))
    assert [one.key for one in ranking] == taste
    assert [(one.won, one.lost) for one in ranking] == [(3, 0), (2, 1), (1, 2), (0, 3)]
    assert preferred(ranking) == 3
    assert all(a.strength > b.strength for a, b in itertools.pairwise(ranking))


def test_groups_are_judged_over_all_their_pictures() -> None:
    # Two seeds of two methods: whoever shows the same method on both sides says nothing.
    keys = ["none", "net", "none", "net"]
    duels = [Duel(0, 1, 1), Duel(2, 3, 3), Duel(0, 2, 0), Duel(1, 3, None), Duel(2, 1, 1)]
    ranking = standings(duels, keys)
    assert [(one.key, one.won, one.lost, one.drawn) for one in ranking] == [
        ("net", 3, 0, 0),
        ("none", 0, 3, 0),
    ]
    assert preferred(ranking) == "net"


def test_no_difference_prefers_nobody() -> None:
    ranking = standings([Duel(0, 1), Duel(0, 1)], ["a", "b"])
    assert ranking[0].strength == pytest.approx(0.5)
    assert preferred(ranking) is None
    assert preferred([]) is None
    assert preferred(standings([], ["a", "b"])) is None


def test_one_win_is_no_certainty() -> None:
    one = standings([Duel(0, 1, 0)], ["a", "b"])
    many = standings([Duel(0, 1, 0)] * 20, ["a", "b"])
    assert 0.5 < one[0].strength < 0.75 < many[0].strength < 1
