"""Beside lines errors count more, the noisier the step the more."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from sketchpad.training.diffusion import model as base
from sketchpad.training.diffusion import networks
from sketchpad.training.diffusion.examples import Example


def test_lines_reach_the_latents_beside_them():
    hint = torch.zeros(1, 3, 64, 64)
    hint[:, :, 20, 8:48] = 1.0
    near = base.near_lines(hint)
    assert near.shape == (1, 1, 8, 8)
    expected = torch.zeros(8, 8)
    expected[1:4, 0:7] = 1.0
    assert torch.equal(near[0, 0], expected)


@pytest.mark.parametrize("kind", ["lines", "text"])
def test_an_error_beside_a_line_counts_more_than_one_far_from_all(
    kind, tiny, tmp_path, monkeypatch
):
    model = base.Model(networks.build_tokenizer({"cat": 3, "house": 2}, tmp_path, 700))
    hint = np.zeros((128, 128), np.uint8)
    hint[20] = 255
    example = Example(torch.randn(8, 16, 16), hint, "a cat", ("cat",), ((0.1, 0.1, 0.9, 0.9),))
    times = torch.full((1,), 980)
    monkeypatch.setattr(model, "times", lambda count, noisy: times)

    def loss(row):
        def velocity(x, t, states, hint=None, gligen=None, maps=None):
            a, s = model.levels(t)
            wrong = torch.zeros_like(x)
            wrong[:, :, row] = 0.1
            return (a * x - example.latents) / s + wrong

        monkeypatch.setattr(model, "velocity", velocity)
        torch.manual_seed(0)
        rng = np.random.default_rng(0)
        return float(base.loss_of(model, [example], rng, True, kind=kind)[0])

    near, far = loss(2), loss(12)
    if kind == "lines":
        assert 2.5 < near / far < 3.5  # at this step nearly all is noise
    else:
        assert near == pytest.approx(far, rel=0.01)


def test_lines_read_once_for_two_noise_levels_give_the_same_gradient(tiny, tmp_path):
    model = base.Model(networks.build_tokenizer({"cat": 3, "house": 2}, tmp_path, 700))
    torch.nn.init.normal_(model.controlnet.controlnet_cond_embedding.conv_out.weight)
    for zero in model.controlnet.controlnet_down_blocks:
        torch.nn.init.normal_(zero.weight)
    hints = np.random.default_rng(0).integers(0, 256, (2, 64, 64), np.uint8)
    examples = [
        Example(torch.randn(8, 8, 8), hint, "a cat", ("cat",), ((0.1, 0.1, 0.9, 0.9),))
        for hint in hints
    ]
    found = []
    for repeats in (1, 2):
        torch.manual_seed(0)
        model.zero_grad()
        rng = np.random.default_rng(0)
        base.loss_of(model, examples * 2, rng, False, kind="both", repeats=repeats)[0].backward()
        first = model.controlnet.controlnet_cond_embedding.conv_in.weight.grad
        found.append(torch.cat([first.flatten(), model.unet.conv_in.weight.grad.flatten()]))
    assert float((found[0] - found[1]).norm() / found[0].norm()) < 0.02


def test_the_pooled_state_of_a_text_does_not_need_its_padding(tiny, tmp_path):
    model = base.Model(networks.build_tokenizer({"cat": 3, "house": 2}, tmp_path, 700)).eval()
    texts = ["a cat", "a house and a cat", ""]
    padded, short = (model.encode_text(texts, pooled=pooled)[1] for pooled in (False, True))
    assert torch.allclose(padded, short, atol=1e-5)
