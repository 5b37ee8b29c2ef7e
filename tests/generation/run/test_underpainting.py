"""Pictures that begin from the colour layer: it is held, then its colours, and what is not painted is free."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from sketchpad.document.model import Document, Paint, Stroke
from sketchpad.document.raster.paint_raster import underpainting
from sketchpad.generation.preflight.check import check
from sketchpad.generation.request.request import InitImage, Request, Sampling
from sketchpad.generation.run.generate import GenerateOptions, generate
from sketchpad.generation.run.init_image import keep_picture
from sketchpad.generation.run.setup import solver_for, start_noise
from sketchpad.generation.run.underpainting import underpainting_mask
from sketchpad.guidance.underpainting import Underpainting
from sketchpad.sampling.guidance import Step
from sketchpad.sampling.network_calls import run_eagerly
from tests.tiny import OneModel

LEFT = Paint(Stroke([(0, 0), (64, 0), (64, 128), (0, 128)], 1), "#2060a0", filled=True)
PAGE = Document(128, 128, prompt="a red cat", paints=(LEFT,), denoising=0.5)


def asked(document=PAGE, scheduler="ddim", base=None):
    return Request(document, Sampling(7, 4, 2.0, scheduler), base=base)


def made(model, request):
    """The latents after each step, and the picture."""
    seen = []
    options = GenerateOptions(on_latents=lambda _, latents: seen.append(latents))
    *_, last = run_eagerly(generate(request, store=OneModel(model), options=options))
    return seen, last.picture


@pytest.mark.parametrize("scheduler", ["ddim", "euler"])
def test_what_is_painted_is_held_and_all_else_is_free(scheduler, tiny_model):
    request = asked(scheduler=scheduler)
    noise = start_noise(request, tiny_model)
    mask = underpainting_mask(request, tiny_model, noise)
    assert mask._mask[..., :, : mask._mask.shape[-1] // 2].all()
    assert mask._mask.mean() == 0.5
    (_, second, *_), _ = made(tiny_model, request)
    # after the steps that the denoising strength leaves out, it is what an initial image would begin from
    solver = solver_for(request, tiny_model)
    known = (solver.alpha(2) * mask._latents + solver.sigma(2) * noise) / solver.scale(2)
    assert torch.allclose(second * mask._mask, known * mask._mask, atol=1e-4)
    assert not torch.allclose(second * (1 - mask._mask), known * (1 - mask._mask), atol=1e-2)


def test_without_paint_in_sight_nothing_changes(tiny_model, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    _, plain = made(tiny_model, asked(replace(PAGE, paints=())))
    _, painted = made(tiny_model, asked())
    assert not np.array_equal(painted, plain)
    for document in (PAGE.with_layer("colour", visible=False), replace(PAGE, denoising=1.0)):
        assert np.array_equal(made(tiny_model, asked(document))[1], plain)
    base = InitImage(str(keep_picture(plain)), 0.5)
    assert not asked(base=base).is_painted
    said = [[p.code for p in check(one)] for one in (asked(base=base), asked())]
    assert said == [["paint_unread"], []]
    pictures = [made(tiny_model, asked(one, base=base))[1] for one in (PAGE, PAGE.with_paints(()))]
    assert np.array_equal(*pictures)


def test_bare_pixels_take_the_colour_that_is_nearest() -> None:
    picture, painted = underpainting(PAGE)
    assert painted.mean() == 0.5
    assert (picture == [0x20, 0x60, 0xA0]).all()
    assert not underpainting(replace(PAGE, paints=()))[1].any()


def test_it_lets_go_first_of_what_is_fine() -> None:
    torch.manual_seed(1)
    known, noise, mask = (
        torch.randn(1, 4, 16, 16),
        torch.randn(1, 4, 16, 16),
        torch.zeros(1, 1, 16, 16),
    )
    mask[..., :8] = 1
    way, x_next = Underpainting(known, mask, noise, 0.75), torch.randn(1, 4, 16, 16)

    def held(index: int) -> torch.Tensor | None:
        step = Step(
            index=index, total=8, t=torch.tensor(1), x=noise, x_in=noise, alpha=0.0, sigma=1.0,
            check=lambda: None, x_next=x_next, sigma_next=0.0,
        )  # fmt: skip
        return way.hold(step)

    for index in (0, 1):
        assert torch.allclose(held(index)[..., :8], known[..., :8], atol=1e-6)
    for index in (2, 4):
        coarse = held(index)[..., :8]
        assert (coarse.mean() - known[..., :8].mean()).abs() < 0.02
        fine = coarse - x_next[..., :8]
        assert fine.std() < 0.5 * (known - x_next)[..., :8].std()
    for index in (0, 3):
        assert torch.equal(held(index)[..., 8:], x_next[..., 8:])
    assert held(5) is None
