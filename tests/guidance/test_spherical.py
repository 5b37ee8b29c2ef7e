"""Moves on the sphere of noise, against plain formulas."""

from __future__ import annotations

import math

import pytest
import torch

from sketchpad.guidance.spherical import LONGEST, project_to_sphere, slerp
from tests.guidance.fakes import step_of

CLOSE = {"rtol": 1e-5, "atol": 1e-6}


def row(*values):
    return torch.tensor(values, dtype=torch.float32).reshape(1, 1, 1, -1)


def at_noise(noise, sigma=1.0, scale=1.0, picture=None):
    """A step whose next latents, times `scale`, are `picture` and this noise."""
    picture = torch.zeros_like(noise) if picture is None else picture
    next_ = (noise + math.sqrt(max(1 - sigma**2, 0.0)) * picture) / scale
    return step_of(x_next=next_, denoised=picture, sigma_next=sigma, scale_next=scale)


@pytest.mark.parametrize("length", [0.1, 1.0, 1.3])
def test_the_noise_is_turned_by_a_length_and_keeps_its_norm(length):
    noise, gradient = row(1.0, -2.0, 0.5, 0.0), row(0.0, 3.0, 4.0, 1.0)
    step = at_noise(noise, 0.8, 2.0, row(5.0, -1.0, 2.0, 3.0))
    length = min(length, LONGEST * 0.8 * 2)  # of four values
    moved = noise - length * gradient / gradient.norm()
    expected = noise - moved / moved.norm() * noise.norm()
    torch.testing.assert_close(project_to_sphere(step, gradient, length), expected, **CLOSE)


def test_no_move_is_longer_than_the_noise_allows():
    noise, gradient = row(*[1.0, -1.0] * 8), row(*range(16))
    step = at_noise(noise, 0.5)
    moved = noise - LONGEST * 0.5 * 4 * gradient / gradient.norm()
    expected = noise - moved / moved.norm() * 4
    torch.testing.assert_close(project_to_sphere(step, gradient, 100.0), expected, **CLOSE)


def test_noise_a_little_louder_than_all_has_no_picture_beside_it():
    noise = row(1.0, 0.0)
    step = at_noise(noise, 1.0 + 1e-6, picture=row(9.0, 9.0))
    change = project_to_sphere(step, row(0.0, 1.0), 0.5)
    angle = math.atan(0.5)
    torch.testing.assert_close(change, row(1 - math.cos(angle), math.sin(angle)), **CLOSE)


@pytest.mark.parametrize(
    ("noise", "gradient", "length"),
    [
        (row(1.0, 0.0), row(0.0, 0.0), 0.5),
        (row(1.0, 0.0), row(0.0, 2.0), 0.0),
        (row(0.5, 0.0), row(0.5, 0.0), 0.5),  # nothing would be left to turn
    ],
    ids=["no slope", "no length", "no noise left"],
)
def test_where_there_is_no_direction_nothing_changes(noise, gradient, length):
    assert project_to_sphere(at_noise(noise), gradient, length) is None


def test_lengths_of_one_are_not_taken_for_none():
    assert project_to_sphere(at_noise(row(3.0, 0.0)), row(0.0, 1.0), 0.5) is not None
    assert project_to_sphere(at_noise(row(3.0, 0.0, 0.0)), row(0.0, 2.0, 0.0), 1.0) is not None
    left = project_to_sphere(at_noise(row(1.5, 0.0)), row(1.0, 0.0), 0.5)  # a noise of 1
    torch.testing.assert_close(left, row(0.0, 0.0))


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 1.0])
@pytest.mark.parametrize("degrees", [30, 90, 150])
def test_the_way_between_two_noises_is_an_arc(share, degrees):
    angle = math.radians(degrees)
    one, other = row(2.0, 0.0), row(2 * math.cos(angle), 2 * math.sin(angle))
    between = row(2 * math.cos(share * angle), 2 * math.sin(share * angle))
    torch.testing.assert_close(slerp(one, other, share), between, **CLOSE)


def test_of_one_noise_and_itself_there_is_no_way():
    for seed in range(20):  # of some the cosine is above 1, by rounding
        noise = torch.randn(1, 1, 3, 7, generator=torch.Generator().manual_seed(seed))
        torch.testing.assert_close(slerp(noise, noise.clone(), 0.3), noise)
    assert slerp(row(2.0, 0.0), row(2.0, 0.0), 0.3).tolist() == row(2.0, 0.0).tolist()


def test_louder_noises_weigh_more():
    torch.testing.assert_close(
        slerp(row(4.0, 0.0), row(0.0, 1.0), 0.5), row(4 * math.sqrt(0.5), math.sqrt(0.5)), **CLOSE
    )
