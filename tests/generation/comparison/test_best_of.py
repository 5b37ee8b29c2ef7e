"""Several seeds, ranked by how well they follow."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sketchpad.document.model import Document, Stroke
from sketchpad.errors import BadSetting
from sketchpad.generation.comparison.adherence import Adherence, best_of, in_order, seeds_of
from sketchpad.generation.request.request import MethodSettings, Request, Sampling
from sketchpad.generation.run.generate import generate
from sketchpad.metrics.lines import LineAgreement
from sketchpad.sampling.network_calls import run_eagerly
from tests.tiny import OneModel


@pytest.fixture
def request_(tiny_model_dir: Path) -> Request:
    document = Document(128, 128, (Stroke([[10, 10], [90, 90]], 5.0),), prompt="a cat")
    control = MethodSettings("controlnet", 1.0)
    return Request(document, Sampling(40, 1, 4.0), (control,), str(tiny_model_dir))


def by_mean(picture: np.ndarray, _request: Request) -> Adherence:
    """The brighter the better."""
    share = float(picture.mean()) / 255
    return Adherence(LineAgreement(share, share, share))


def test_the_best_of_several_seeds_comes_first(request_, tiny_model) -> None:
    store = OneModel(tiny_model)
    made = list(best_of(request_, 5, store=store, measured=by_mean))  # type: ignore[arg-type]
    order = in_order(made)
    assert sorted(one.seed for one in order) == [40, 41, 42, 43, 44]
    means = [float(one.progress.picture.mean()) for one in order]
    assert means == sorted(means, reverse=True)
    assert len(set(means)) == 5
    best = order[0]
    alone = list(run_eagerly(generate(request_.with_seed(best.seed), store=store)))[-1].picture  # type: ignore[arg-type]
    assert np.abs(alone.astype(int) - best.progress.picture).max() <= 1


def test_stopped_halfway_those_that_are_done_are_ranked(request_, tiny_model) -> None:
    made: list = []
    store = OneModel(tiny_model)
    for one in best_of(request_, 5, lambda: len(made) == 2, store, measured=by_mean):  # type: ignore[arg-type]
        made.append(one)  # noqa: PERF402 - each one decides whether to stop
    assert len(made) == 2
    assert {one.seed for one in in_order(made)} == {one.seed for one in made}


def test_what_cannot_be_measured_comes_last(request_, tiny_model) -> None:
    def odd(picture: np.ndarray, request: Request) -> Adherence:
        return (
            Adherence()
            if by_mean(picture, request).score == brightest
            else by_mean(picture, request)
        )

    store = OneModel(tiny_model)
    first = in_order(list(best_of(request_, 3, store=store, measured=by_mean)))  # type: ignore[arg-type]
    brightest = first[0].adherence.score
    again = in_order(list(best_of(request_, 3, store=store, measured=odd)))  # type: ignore[arg-type]
    assert [one.seed for one in again] == [one.seed for one in (*first[1:], first[0])]


def test_seeds_go_on_from_the_requests_own(request_: Request) -> None:
    largest = 2**64 - 1
    near = seeds_of(request_.with_seed(largest), 3)
    assert [plan.request.sampling.seed for plan in near] == [largest, 0, 1]


@pytest.mark.parametrize("count", [0, 401])
def test_how_many_is_bounded(request_: Request, count: int) -> None:
    with pytest.raises(BadSetting):
        seeds_of(request_, count)
