"""Consistency distillation: its formulas are the scheduler's own, and it teaches what it should."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from diffusers.schedulers.scheduling_ddim import DDIMScheduler
from diffusers.schedulers.scheduling_lcm import LCMScheduler
from torch import nn

from sketchpad.metrics.judge_networks import ImageTextNetwork
from sketchpad.models.lora.file import inspect_lora
from sketchpad.models.lora.merge import LoraMerger
from sketchpad.training.diffusion import autoencoder, consistency_distillation, networks
from sketchpad.training.diffusion.lora_layers import FILE, LoraLayers
from sketchpad.training.diffusion.model import Conditions, Model
from sketchpad.training.judge import train


class Exact(nn.Module):
    """A model whose pictures are all the same: it knows v exactly, with or without a prompt."""

    levels = Model.levels

    def __init__(self, picture: torch.Tensor) -> None:
        super().__init__()
        self.alphas_cumprod = DDIMScheduler(**networks.SCHEDULER).alphas_cumprod
        self.picture = picture

    def velocity(self, x, t, states, hint=None, gligen=None, maps=None):
        a, s = self.levels(t)
        # v = a noise - s picture, and x = a picture + s noise; at the noisiest step x is noise alone.
        return (a * x - self.picture) / s


NONE = Conditions("text", torch.zeros(1, 1, 1), None, None)


def test_times_are_those_at_which_the_scheduler_samples():
    scheduler = LCMScheduler(**{k: v for k, v in networks.SCHEDULER.items() if k != "steps_offset"})
    scheduler.set_timesteps(
        consistency_distillation.STEPS,
        original_inference_steps=consistency_distillation.SOLVER_STEPS,
    )
    t, later = consistency_distillation.times(4000, np.random.default_rng(0))
    assert {int(one) for one in scheduler.timesteps} <= set(t.tolist())
    assert int(t.max()) == 999
    assert int(later.min()) == 0
    assert bool((later < t).all())
    assert 0.1 < float((t == 999).float().mean()) < 0.25


def test_the_boundary_is_the_schedulers():
    scheduler = LCMScheduler()
    for t in (0, 19, 499, 999):
        skip, out = consistency_distillation.boundary(torch.tensor([t]))
        theirs = scheduler.get_scalings_for_boundary_condition_discrete(t)
        assert float(skip) == pytest.approx(float(theirs[0]), abs=1e-6)
        assert float(out) == pytest.approx(float(theirs[1]), abs=1e-6)


def test_the_teachers_step_follows_the_trajectory_also_from_pure_noise():
    picture = torch.randn(1, 8, 4, 4, generator=torch.Generator().manual_seed(0))
    model = Exact(picture)
    noise = torch.randn(1, 8, 4, 4, generator=torch.Generator().manual_seed(1))
    for t, later in ((999, 979), (499, 479), (19, 0)):
        a, s = model.levels(torch.tensor([t]))
        b, r = model.levels(torch.tensor([later]))
        x = a * picture + s * noise
        at = torch.tensor([t]), torch.tensor([later])
        found = consistency_distillation.taught(model, x, *at, NONE, NONE, 4.0)
        torch.testing.assert_close(found, b * picture + r * noise, atol=1e-3, rtol=1e-3)
        v = model.velocity(x, at[0], None)
        foreseen = consistency_distillation.consistent(model, x, at[0], v)
        torch.testing.assert_close(foreseen, picture, atol=2e-2, rtol=2e-2)


def test_guidance_is_folded_in():
    model = Exact(torch.zeros(1, 1, 1, 1))
    model.velocity = lambda x, t, states, **_: states * torch.ones_like(x)
    told, null = (Conditions("text", torch.tensor(v), None, None) for v in (3.0, 1.0))
    t, later = torch.tensor([499]), torch.tensor([479])
    x = torch.zeros(1, 1, 2, 2)
    a, s = model.levels(t)
    b, r = model.levels(later)
    v = 1.0 + 4.0 * (3.0 - 1.0)
    found = consistency_distillation.taught(model, x, t, later, told, null, 4.0)
    torch.testing.assert_close(found, (b * (-s * v) + r * (a * v)).expand_as(x))


def test_a_lora_begins_as_nothing_and_is_read_by_the_program(tmp_path):
    sizes = {"block_out_channels": (32, 32, 32, 64), "attention_head_dim": (1, 1, 1, 2)}
    unet = networks.build_unet(**sizes).eval()
    x, t, states = torch.randn(1, 8, 16, 16), torch.tensor([499]), torch.randn(1, 4, 256)
    with torch.no_grad():
        before = unet(x, t, states).sample
        lora = LoraLayers(unet, 2)
        assert torch.equal(unet(x, t, states).sample, before)
        for up in lora.up:
            nn.init.normal_(up.weight, std=0.05)
        changed = unet(x, t, states).sample
        lora.on = False
        assert torch.equal(unet(x, t, states).sample, before)
        assert not torch.allclose(changed, before, atol=1e-3)
        lora.save(tmp_path)
        lora.detach()
        again = LoraLayers(unet, 2)
        again.load(tmp_path)
        assert torch.allclose(unet(x, t, states).sample, changed, atol=2e-2)
        again.detach()
        merger = LoraMerger(unet, [])
        info = SimpleNamespace(context_width=256, family="sd1", name="tiny")
        assert merger.use(((str(tmp_path / FILE), 1.0),), info)
        torch.testing.assert_close(unet(x, t, states).sample, changed, atol=2e-2, rtol=2e-2)
    changes = inspect_lora(tmp_path / FILE).changes
    assert len(changes) == len(lora.names)
    assert not any("fuser" in change.module for change in changes)


def test_at_full_size_it_stays_small_and_everything_together_under_96_megabytes():
    with torch.device("meta"):
        unet = networks.build_unet()
        lora = LoraLayers(unet, consistency_distillation.RANK)
        others = [unet, networks.build_controlnet(unet), networks.build_controls(unet)]
        others += [autoencoder.build(), ImageTextNetwork(train.settings())]
    assert _bytes(lora) < 6e6
    text, edges, tokenizer = 10.6e6, 1.4e6, 0.8e6
    assert _bytes(lora) + sum(map(_bytes, others)) + text + edges + tokenizer < 96e6


def _bytes(network):
    """In half precision."""
    return 2 * sum(parameter.numel() for parameter in network.parameters())
