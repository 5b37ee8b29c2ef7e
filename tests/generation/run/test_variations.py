"""Pictures from noise between that of two seeds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from sketchpad.document.model import Document
from sketchpad.errors import BadSetting
from sketchpad.generation.export.a1111_text import from_a1111_text, to_a1111_text
from sketchpad.generation.export.metadata import from_text, to_text
from sketchpad.generation.preflight.check import check
from sketchpad.generation.request.request import SEEDS, Request, Sampling
from sketchpad.generation.run.generate import generate
from sketchpad.generation.run.setup import start_noise
from sketchpad.guidance.spherical import slerp
from sketchpad.sampling.network_calls import run_eagerly
from tests.tiny import OneModel


@pytest.fixture
def request_(tiny_model_dir):
    return Request(Document(128, 128, prompt="a cat"), Sampling(5, 2, 4.0), (), str(tiny_model_dir))


def varied(request, strength, seed=9, **more):
    sampling = replace(request.sampling, variation_seed=seed, variation_strength=strength, **more)
    return replace(request, sampling=sampling)


def last_picture(request, model):
    return list(run_eagerly(generate(request, store=OneModel(model))))[-1].picture


def test_strength_zero_equals_the_plain_picture_to_the_bit(request_, tiny_model):
    plain, none = (last_picture(one, tiny_model) for one in (request_, varied(request_, 0.0)))
    assert np.array_equal(plain, none)


@pytest.mark.parametrize("scheduler", ["ddim", "euler_a"])
def test_strength_one_equals_the_other_seed_to_the_bit(request_, tiny_model, scheduler):
    request = varied(request_, 1.0, scheduler=scheduler)
    other = varied(request_, 0.0, scheduler=scheduler).with_seed(9)
    pictures = [last_picture(one, tiny_model) for one in (request, other)]
    assert np.array_equal(*pictures)


def test_noise_between_two_seeds_is_noise_and_nearer_to_the_nearer(request_, tiny_model):
    request = varied(request_, 0.25)
    mixed = start_noise(request, tiny_model)
    ends = [start_noise(request_.with_seed(seed), tiny_model) for seed in (5, 9)]
    norms = [float(torch.linalg.vector_norm(noise)) for noise in (mixed, *ends)]
    assert min(norms[1:]) * 0.99 <= norms[0] <= max(norms[1:]) * 1.01
    near, far = (float(torch.linalg.vector_norm(mixed - end)) for end in ends)
    assert near < 0.5 * far


def test_the_way_from_a_noise_to_itself_stays_there():
    noise = torch.randn(1, 4, 8, 8, generator=torch.Generator().manual_seed(1))
    assert torch.equal(slerp(noise, noise, 0.3), noise)
    other = torch.randn(1, 4, 8, 8, generator=torch.Generator().manual_seed(2))
    assert torch.allclose(slerp(noise, other, 0.3), slerp(other, noise, 0.7), atol=1e-6)


def test_a_batch_counts_seeds_on_or_variations(request_):
    top = request_.with_seed(SEEDS - 1)
    assert [one.sampling.seed for one in top.batch(3)] == [SEEDS - 1, 0, 1]
    four = varied(request_, 0.2).batch(4)
    assert [(one.sampling.seed, one.sampling.variation_seed) for one in four] == [
        (5, 9), (5, 10), (5, 11), (5, 12),
    ]  # fmt: skip


def test_a_variation_travels_and_older_texts_have_none(request_):
    request = replace(varied(request_, 0.35, seed=2**63), model="")
    text = to_a1111_text(request)
    assert f"Variation seed: {2**63}, Variation seed strength: 0.35" in text
    for read in (from_a1111_text(text), from_text(to_text(request)).request):
        assert read is not None
        assert read.sampling == request.sampling
    assert "Variation" not in to_a1111_text(request_)
    old = request.to_json()
    del old["sampling"]["variation_seed"], old["sampling"]["variation_strength"]
    assert Request.from_json(old).sampling.variation_strength == 0


def test_a_strength_beyond_one_is_refused(request_):
    (problem,) = check(varied(request_, 1.5))
    assert (problem.where, problem.blocking) == ("variation_strength", True)
    assert problem.code == BadSetting.code
