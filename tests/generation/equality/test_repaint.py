"""Repainting a part equals diffusers' own inpainting pipelines, with four channels and with nine."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from sketchpad.document.edit.mask_patches import of_rect
from sketchpad.document.model import Document
from sketchpad.generation.request.request import InitImage, Request, Sampling
from sketchpad.generation.run.init_image import init_image_latents
from sketchpad.generation.run.repaint import repaint_of
from sketchpad.generation.run.setup import branches_of, solver_for, start_noise
from sketchpad.sampling.loop import SampleOptions, sample
from sketchpad.sampling.network_calls import run_eagerly
from tests.generation.stock import NOISY_SCHEDULERS, SCHEDULERS, largest, use_scheduler
from tests.models.inpainting import build_inpainting_model
from tests.tiny import load_tiny, shared_tiny_model

pytestmark = pytest.mark.slow

# On whole places of the latents: diffusers reads a mask at the first pixel of each.
DRAWING = Document(
    128, 128, prompt="a red cat", negative_prompt="dog", mask=(of_rect((24, 32, 88, 104)),)
).with_mask((of_rect((24, 32, 88, 104)),), feather=0)


@pytest.fixture(scope="module")
def kind(request):
    """Channels of the U-Net; of Stable Diffusion XL?"""
    return request.param


@pytest.fixture(scope="module")
def folder(kind, tmp_path_factory):
    channels, xl = kind
    if channels == 4:
        return shared_tiny_model(prediction_type="epsilon", xl=xl)
    return build_inpainting_model(tmp_path_factory.mktemp("inpainting") / "model", xl=xl)


@pytest.fixture(scope="module")
def model(folder):
    return load_tiny(folder)


@pytest.fixture(scope="module")
def stock(folder, kind):
    from diffusers.pipelines.stable_diffusion import pipeline_stable_diffusion_inpaint as plain
    from diffusers.pipelines.stable_diffusion_xl import pipeline_stable_diffusion_xl_inpaint as xl

    if kind[1]:
        pipeline = xl.StableDiffusionXLInpaintPipeline.from_pretrained(
            folder, local_files_only=True, add_watermarker=False
        )
    else:
        pipeline = plain.StableDiffusionInpaintPipeline.from_pretrained(
            folder, local_files_only=True, safety_checker=None
        )
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


@pytest.fixture(scope="module")
def photo(tmp_path_factory):
    path = tmp_path_factory.mktemp("photo") / "photo.png"
    pixels = np.random.default_rng(1).integers(0, 255, (16, 16, 3), np.uint8)
    Image.fromarray(pixels).resize((128, 128)).save(path)
    return path


def latents(model, request):
    repaint = repaint_of(request, model.info)
    solver, noise = solver_for(request, model), start_noise(request, model)
    options = SampleOptions(latents=repaint.first_latents(model, solver, noise))
    guidance = [repaint.guidance(model, noise)]
    steps = sample(model.denoiser, solver, branches_of(request, model), guidance, noise, options)
    return list(run_eagerly(steps))[-1].x_next


CASES = [
    ((channels, xl), scheduler)
    for xl, schedulers in ((False, (*SCHEDULERS, *NOISY_SCHEDULERS)), (True, ("euler", "ddim")))
    for channels in (4, 9)
    for scheduler in schedulers
]


@pytest.mark.parametrize("strength", [0.6, 1.0])
@pytest.mark.parametrize(("kind", "scheduler"), CASES, indirect=["kind"])
def test_equal_to_diffusers(scheduler, strength, kind, model, stock, photo):
    request = Request(DRAWING, Sampling(7, 5, 2.0, scheduler), base=InitImage(str(photo), strength))
    if scheduler == "unipc" and kind[0] == 4:
        pytest.skip("diffusers lets its corrector undo what was held; see Solver.edited")
    use_scheduler(stock, scheduler)
    mask = torch.zeros(1, 1, 128, 128)
    mask[..., 32:104, 24:88] = 1
    picture = np.asarray(Image.open(photo)).astype(np.float32) / 255
    masked = model.codec.encode(np.where(mask[0, 0, ..., None] > 0, np.float32(0.5), picture))
    expected = stock(
        prompt=DRAWING.prompt,
        negative_prompt=DRAWING.negative_prompt,
        image=init_image_latents(request, model),
        mask_image=mask,
        masked_image_latents=masked,
        width=128,
        height=128,
        strength=strength,
        num_inference_steps=5,
        guidance_scale=2.0,
        generator=torch.Generator("cpu").manual_seed(7),
        output_type="latent",
        return_dict=False,
    )[0]
    got = latents(model, request)
    assert largest(got, expected) < 1e-4
    moved = replace(DRAWING, mask=(of_rect((0, 0, 64, 64)),))
    assert largest(got, latents(model, replace(request, document=moved))) > 1e-2
