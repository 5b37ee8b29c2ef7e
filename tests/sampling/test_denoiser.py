"""Branches of classifier-free guidance and what they carry."""

from __future__ import annotations

import pytest
import torch

from sketchpad.sampling.denoiser import Branch, Grounding, Regions, Residuals, Text, branches_for

PROMPT, NEGATIVE = Text(torch.ones(1, 2, 3)), Text(torch.zeros(1, 2, 3))


@pytest.mark.parametrize("scale", [1.001, 1.5, 2.0, 7.5])
def test_two_branches_whose_weights_sum_to_one(scale):
    null, asked = branches_for(PROMPT, NEGATIVE, scale)
    assert (null.text, null.null, asked.text, asked.null) == (NEGATIVE, True, PROMPT, False)
    assert (null.weight, asked.weight) == (1.0 - scale, scale)
    assert null.scale == asked.scale == 1.0


@pytest.mark.parametrize("scale", [0.0, 0.5, 1.0])
def test_without_guidance_the_prompt_is_enough(scale):
    (only,) = branches_for(PROMPT, NEGATIVE, scale)
    assert (only.text, only.null, only.weight, only.scale) == (PROMPT, False, 1.0, 1.0)


@pytest.mark.parametrize("scale", [1.0, 8.0])
def test_a_network_that_is_told_the_scale_has_one_branch(scale):
    (only,) = branches_for(PROMPT, NEGATIVE, scale, embedded=True)
    assert (only.text, only.null, only.weight, only.scale) == (PROMPT, False, 1.0, scale)


@pytest.mark.parametrize("shown", [None, torch.ones(1, 2)])
def test_emptied_slots_keep_their_number_and_weights(shown):
    weights = torch.tensor([[1.0, 0.5]])
    full = Grounding(
        torch.rand(1, 2, 4), torch.ones(1, 2), torch.randn(1, 2, 5), 0.7, weights, shown=shown
    )
    empty = full.emptied()
    for name in ("boxes", "masks", "embeddings"):
        part = getattr(empty, name)
        assert torch.equal(part, torch.zeros_like(getattr(full, name)))
    assert empty.pictures is None
    assert (empty.shown is None) if shown is None else torch.equal(empty.shown, shown * 0)
    assert (empty.scale, empty.weights) == (0.7, weights)
    assert full.masks.all()


def test_a_fresh_branch_keeps_the_text_alone():
    tensor = torch.zeros(1, 1, 1, 1)
    used = Branch(
        PROMPT,
        -2.0,
        True,
        Grounding(tensor, tensor, tensor),
        [Residuals((tensor,), tensor)],
        [(tensor,)],
        Regions(tensor, tensor, tensor),
        8.0,
        tensor,
    )
    assert used.fresh() == Branch(PROMPT, -2.0, True, scale=8.0)
    assert used.fresh().residuals is not used.fresh().residuals
