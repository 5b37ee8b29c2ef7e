"""Checkpoints with nine channels make whole pictures from words, as stock diffusers' inpainting pipeline does."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from sketchpad.models.checkpoints.inspect import inspect_model
from sketchpad.sampling.denoiser import branches_for
from sketchpad.sampling.loop import sample
from sketchpad.sampling.network_calls import run_eagerly
from sketchpad.sampling.solvers import make_solver
from tests.models.inpainting import build_inpainting_model
from tests.tiny import load_tiny


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return build_inpainting_model(tmp_path_factory.mktemp("inpainting") / "model")


@pytest.fixture(scope="module")
def model(folder):
    return load_tiny(folder)


def test_the_whole_picture_is_made(folder, model):
    from diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion_inpaint import (
        StableDiffusionInpaintPipeline,
    )

    assert inspect_model(folder).inpaints
    noise = torch.randn(1, 4, 8, 16, generator=torch.Generator().manual_seed(3))
    branches = branches_for(model.text.encode("a red cat"), model.text.encode("dog"), 4.0)
    solver = make_solver("ddim", model.scheduler_config, 3)
    *_, last = run_eagerly(sample(model.denoiser, solver, branches, (), noise))
    stock = StableDiffusionInpaintPipeline.from_pretrained(
        folder, local_files_only=True, safety_checker=None
    )
    stock.set_progress_bar_config(disable=True)
    expected = stock(
        "a red cat",
        negative_prompt="dog",
        image=torch.zeros(1, 3, 64, 128),
        mask_image=torch.ones(1, 1, 64, 128),
        masked_image_latents=model.codec.encode(np.full((64, 128, 3), 0.5, np.float32)),
        height=64,
        width=128,
        strength=1.0,
        num_inference_steps=3,
        guidance_scale=4.0,
        latents=noise,
        output_type="latent",
        return_dict=False,
    )[0]
    assert (last.x_next - expected).abs().max() < 1e-4


def test_a_controlnet_of_the_family_fits(model):
    """It reads the latents, and neither mask nor picture."""
    assert model.nets.controlnet().network.config.in_channels == 4


def test_the_grey_picture_is_encoded_once_a_size(model):
    first = model.codec.grey(8, 8)
    assert model.codec.grey(8, 8) is first
    assert model.codec.grey(8, 16).shape == (1, 4, 8, 16)
