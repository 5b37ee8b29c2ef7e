from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpad.metrics.report import Estimate, Table, estimate


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=40))
def test_the_mean_lies_in_its_interval(values):
    found = estimate(values)
    assert found.low - 1e-9 <= found.mean <= found.high + 1e-9
    assert found.count == len(values)


def test_the_interval_of_a_mean_is_that_of_theory():
    values = np.random.default_rng(3).normal(10, 2, 400)
    found = estimate(values.tolist())
    half = 1.96 * values.std() / 20
    assert found.low == pytest.approx(values.mean() - half, abs=0.05)
    assert found.high == pytest.approx(values.mean() + half, abs=0.05)


def test_values_of_one_group_are_not_independent():
    random = np.random.default_rng(0)
    drawings = random.normal(0, 1, 30)
    values = np.repeat(drawings, 10).tolist()
    groups = np.repeat(np.arange(30), 10).tolist()
    apart, together = estimate(values), estimate(values, groups)
    assert together.high - together.low > 2.5 * (apart.high - apart.low)


def test_groups_may_have_any_size():
    found = estimate([1.0, 1.0, 1.0, 0.0], ["a", "a", "a", "b"])
    assert found.mean == pytest.approx(0.75)
    assert (found.low, found.high) == (0.0, 1.0)


def test_the_same_values_give_the_same_interval():
    values = np.random.default_rng(0).random(20).tolist()
    assert estimate(values) == estimate(values)


def test_no_values_no_mean():
    with pytest.raises(ValueError, match="no values"):
        estimate([])


def test_words():
    found = Estimate(0.814, 0.75, 0.872, 60)
    assert found.percent() == "81 % (75 to 87)"
    assert found.share() == "0.81 (0.75 to 0.87)"
    assert found.signed() == "+0.81 (+0.75 to +0.87)"


def test_tables():
    table = Table(("method", "recall"), (("none", "0.2"), ("a|b", "0.85")), "Lines")
    assert table.markdown() == (
        "### Lines\n\n| method | recall |\n| --- | ---: |\n| none | 0.2 |\n| a\\|b | 0.85 |"
    )
    assert table.text().splitlines() == [
        "Lines", "", "method  recall", "------  ------", "none       0.2", "a|b       0.85",
    ]  # fmt: skip
