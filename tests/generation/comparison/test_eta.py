from __future__ import annotations

import pytest

from sketchpad.generation.comparison.eta import EtaEstimator, seconds_left


def test_each_cell_goes_at_its_own_pace() -> None:
    slow, fast = EtaEstimator("edge", 2, 8, 6.0), EtaEstimator("none", 5, 5, 1.0)
    assert seconds_left([slow, fast]) == pytest.approx(8 * 3.0 + 5 * 0.2)


def test_nothing_is_said_before_there_is_anything_to_judge_by() -> None:
    assert seconds_left([]) is None
    assert seconds_left([EtaEstimator("none", 0, 10, 0.0), EtaEstimator("none", 1, 9, 4.0)]) is None


def test_those_that_wait_go_by_others_of_their_manner() -> None:
    made = [EtaEstimator("edge", 4, 0, 8.0), EtaEstimator("none", 4, 0, 2.0)]
    assert seconds_left([*made, EtaEstimator("edge", 0, 4, 0.0)]) == pytest.approx(8.0)
    assert seconds_left([*made, EtaEstimator("none", 1, 3, 9.0)]) == pytest.approx(1.5)
    assert seconds_left([*made, EtaEstimator("gligen", 0, 4, 0.0)]) == pytest.approx(4 * 1.25)


def test_what_comes_between_is_counted_in() -> None:
    cells = [EtaEstimator("none", 4, 4, 2.0), EtaEstimator("edge", 4, 2, 6.0)]
    assert seconds_left(cells) == pytest.approx(2.0 + 3.0)
    assert seconds_left(cells, passed=16.0) == pytest.approx(2 * 5.0)
