"""When guidance acts and how strongly: windows, curves, skipped steps, and what gives way to networks."""

from __future__ import annotations

import pytest
import torch

from sketchpad.sampling.guidance import Guidance, Step, balance


def step_of(index, total, skipped=0):
    none = torch.zeros(1)
    return Step(index, total, none, none, none, 1.0, 0.0, lambda: None, skipped=skipped)


def reader(*settings):
    one = Guidance(*settings)
    one.reads_lines = True
    return one


def yielding(strength=1.0, beside=0.25):
    one = Guidance(strength)
    one.beside_lines = beside
    return one


def strengths(method, total):
    return [method.strength_at(index / total) for index in range(total)]


@pytest.mark.parametrize(
    ("index", "total", "skipped", "share"),
    [(0, 4, 0, 0.0), (3, 4, 0, 0.75), (0, 6, 2, 0.25), (3, 6, 2, 0.625)],
)
def test_skipped_steps_count_as_taken(index, total, skipped, share):
    step = step_of(index, total, skipped)
    assert step.share == share
    assert step.share_at(total) == 1.0


def test_strength_is_a_number_or_a_curve():
    assert Guidance(0.3).strength_at(0.9) == 0.3
    assert Guidance(lambda share: 2 * share).strength_at(0.25) == 0.5


@pytest.mark.parametrize(
    ("strength", "active"),
    [
        (0.0, []),
        (1.0, [0, 1, 2, 3]),
        (-1.0, [0, 1, 2, 3]),
        (lambda share: float(share in (0.25, 0.75)), [1, 3]),
    ],
)
def test_without_strength_it_does_not_act(strength, active):
    assert [i for i in range(4) if Guidance(strength).active(i, 4)] == active


def test_a_window_and_a_curve_must_both_allow_it():
    way = Guidance(lambda share: 0.0 if share < 0.5 else 1.0, (0.25, 0.75))
    assert [index for index in range(4) if way.active(index, 4)] == [2]


def test_a_method_that_overrides_nothing_does_nothing():
    way, step = Guidance(), step_of(0, 1)
    assert list(way.network_calls([], step)) == []
    assert way.improve(step) is way.hold(step) is way.free is None
    assert way.pulls_in(step) is False
    way.pulls = True
    assert way.pulls_in(step) is True


@pytest.mark.parametrize(
    ("readers", "expected"),
    [
        ([reader(1.0, (0.0, 0.5))], [0.2, 0.2, 0.8, 0.8]),
        ([reader(0.4)], [0.2] * 4),  # however weakly it reads
        ([reader(lambda share: float(share >= 0.75))], [0.8, 0.8, 0.8, 0.2]),
        ([reader(-1.0)], [0.8] * 4),
        ([reader(0.0), reader(1.0, (0.25, 0.5))], [0.8, 0.2, 0.8, 0.8]),
        ([Guidance(1.0)], [0.8] * 4),
        ([], [0.8] * 4),
    ],
)
def test_pulls_are_weaker_only_in_steps_in_which_a_network_reads_the_lines(readers, expected):
    pull = yielding(0.8)
    balance([*readers, pull], 4)
    assert strengths(pull, 4) == pytest.approx(expected)


def test_a_curve_is_weakened_too():
    pull = yielding(lambda share: 1.0 - share)
    balance([pull, reader(1.0, (0.5, 1.0))], 4)
    assert strengths(pull, 4) == pytest.approx([1.0, 0.75, 0.125, 0.0625])


@pytest.mark.parametrize(
    "methods", [[yielding(0.8)], [reader(0.8), reader(0.8)], [Guidance(0.8), yielding(0.8)]]
)
def test_strength_stays_the_number_where_nothing_gives_way(methods):
    balance(methods, 4)
    assert [method.strength for method in methods] == [0.8] * len(methods)


def test_only_what_gives_way_is_weakened():
    lines, pull, other = reader(0.8), yielding(0.8, beside=2.0), Guidance(0.8)
    balance([lines, pull, other], 4)
    assert (lines.strength, other.strength, pull.strength_at(0.0)) == (0.8, 0.8, 1.6)
