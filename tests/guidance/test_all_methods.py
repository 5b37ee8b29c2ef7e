"""What every way of steering has to keep."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
import torch

from sketchpad.document.model import Document
from sketchpad.generation.methods.registry import method_names
from sketchpad.generation.request.request import (
    MethodSettings,
    Request,
    Sampling,
)
from sketchpad.generation.run.generate import generate
from sketchpad.sampling.network_calls import run_eagerly
from tests.tiny import OneModel

pytestmark = pytest.mark.slow

BROKEN = "broken in the middle"
ALL = (
    MethodSettings("edge_predictor", 1.6, 0.0, 0.5),
    MethodSettings("controlnet", 1.0),
    MethodSettings("gligen", 0.7, 0.0, 0.75),
    MethodSettings("regional", 0.6, 0.0, 0.75),
)


@pytest.mark.parametrize("name", method_names())
def test_it_changes_the_picture(name, latents):
    change = (latents(MethodSettings(name, 1.0)) - latents()).abs().max()
    assert change > 1e-3
    assert torch.isfinite(change)


@pytest.mark.parametrize("name", method_names())
def test_strength_zero_is_absence_to_the_bit(name, latents):
    others = tuple(m for m in ALL if m.name != name)
    assert torch.equal(latents(MethodSettings(name, 0.0)), latents())
    assert torch.equal(latents(*others, MethodSettings(name, 0.0)), latents(*others))


@pytest.mark.parametrize("name", method_names())
def test_a_window_without_a_whole_step_is_absence_to_the_bit(name, latents):
    assert torch.equal(latents(MethodSettings(name, 1.0, 0.5, 0.6)), latents())


@pytest.mark.parametrize("name", method_names())
def test_only_steps_in_the_window_differ(name, run):
    free, steered = run(), run(MethodSettings(name, 1.0, 0.5, 1.0))
    assert torch.equal(free[1].x_next, steered[1].x_next)
    assert not torch.equal(free[2].x_next, steered[2].x_next)


@pytest.mark.parametrize("name", method_names())
def test_it_is_continuous_in_its_strength(name, latents):
    small = (latents(MethodSettings(name, 1e-4)) - latents()).abs().max()
    assert 0 < small < 0.01


def test_order_does_not_matter_to_the_bit(latents):
    first, *others = (latents(*order) for order in itertools.permutations(ALL))
    assert all(torch.equal(first, other) for other in others)


@pytest.mark.parametrize("scheduler", ["ddim", "euler", "dpm++", "unipc"])
def test_all_three_work_together_with_every_scheduler(scheduler, run):
    steps = run(*ALL, scheduler=scheduler)
    assert torch.isfinite(steps[-1].x_next).all()
    assert not any(step.notes for step in steps)


def test_a_run_leaves_no_trace(latents, tiny_model):
    before = latents()
    latents(*ALL)
    assert torch.equal(latents(), before)
    network = tiny_model.denoiser.unet
    assert not any(m._forward_hooks or m._forward_pre_hooks for m in network.modules())
    assert not any(p.requires_grad or p.grad is not None for p in network.parameters())


@pytest.mark.parametrize(
    ("end", "calls"),
    [
        ("left", 1),
        ("cancel", 1),
        ("cancel", 2),
        ("cancel", 3),
        ("error", 1),
        ("error", 2),
        ("error", 4),
    ],
)
def test_nothing_stays_after_a_run_that_does_not_end(end, calls, latents, tiny_model, drawing):
    """Stopped between any two forward passes, broken in the middle of one, or simply not asked for more."""
    edge = replace(ALL[0], end=1.0, text_pull=0.5)
    request = Request(drawing, Sampling(5, 2, 4.0, "ddim"), (edge, *ALL[1:]))
    unet = tiny_model.denoiser.unet
    before, told = latents(), list(unet.attn_processors.items())
    names = [name for name, _ in unet.named_modules()]
    asked = 0

    def counted(*_):
        nonlocal asked
        asked += 1
        if end == "error" and asked == calls:
            raise RuntimeError(BROKEN)

    handle = unet.mid_block.resnets[1].register_forward_pre_hook(counted)
    run = run_eagerly(
        generate(request, lambda: end == "cancel" and asked >= calls, OneModel(tiny_model))
    )
    try:
        if end == "left":
            next(run)
            run.close()
        elif end == "cancel":
            assert not any(progress.final for progress in run)
        else:
            with pytest.raises(RuntimeError, match=BROKEN):
                list(run)
    finally:
        handle.remove()
    assert [name for name, _ in unet.named_modules()] == names
    assert list(unet.attn_processors.items()) == told
    assert not any(m._forward_hooks or m._forward_pre_hooks for m in unet.modules())
    assert not any(p.requires_grad or p.grad is not None for p in unet.parameters())
    assert torch.is_grad_enabled()
    assert torch.equal(latents(), before)


@pytest.mark.parametrize("size", [(192, 128), (128, 256)])
def test_pictures_need_not_be_square(size, latents, drawing):
    width, height = size
    got = latents(*ALL, document=drawing.resized(width, height))
    assert got.shape == (1, 4, height // 8, width // 8)


def test_without_classifier_free_guidance(latents):
    assert torch.isfinite(latents(*ALL, guidance_scale=1.0)).all()


def test_drawings_with_equal_lines_share_what_was_encoded(latents, drawing, tiny_model):
    latents(*ALL)
    kept = len(tiny_model.kept)
    latents(*ALL, document=replace(drawing, prompt="a dog"))
    assert len(tiny_model.kept) == kept


def test_a_drawing_without_lines_or_boxes_does_no_harm(latents):
    assert torch.isfinite(latents(*ALL, document=Document(128, 128, prompt="a"))).all()
