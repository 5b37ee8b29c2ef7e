"""ControlNets over a picture to begin from give the latents of diffusers' own pipeline."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from sketchpad.generation.request.request import (
    InitImage,
    MethodSettings,
    Request,
    Sampling,
)
from sketchpad.generation.run.init_image import init_image_latents
from sketchpad.generation.run.setup import (
    prepare,
    solver_for,
    start_latents,
    start_noise,
)
from sketchpad.sampling.denoiser import branches_for
from sketchpad.sampling.loop import SampleOptions, sample
from sketchpad.sampling.network_calls import run_eagerly
from tests.generation.stock import SCHEDULERS, largest, use_scheduler
from tests.guidance.equality.equal import DRAWING, picture
from tests.nets import write_controlnet

pytestmark = pytest.mark.slow

WAYS = (
    MethodSettings("controlnet", 0.8, 0.0, 0.5),
    MethodSettings("controlnet", 0.6, 0.25, 1.0, kind="canny"),
)


@pytest.fixture(scope="module")
def net(tiny_model_dir, tmp_path_factory):
    return write_controlnet(tmp_path_factory.mktemp("nets") / "other", tiny_model_dir, seed=3)


@pytest.fixture(scope="module")
def pipeline(tiny_model_dir, net):
    from diffusers.models.controlnets.controlnet import ControlNetModel
    from diffusers.models.controlnets.multicontrolnet import MultiControlNetModel
    from diffusers.pipelines.controlnet.pipeline_controlnet_img2img import (
        StableDiffusionControlNetImg2ImgPipeline,
    )

    nets = [ControlNetModel.from_pretrained(path) for path in (tiny_model_dir / "controlnet", net)]
    made = StableDiffusionControlNetImg2ImgPipeline.from_pretrained(
        tiny_model_dir,
        controlnet=MultiControlNetModel(nets),
        local_files_only=True,
        requires_safety_checker=False,
    )
    made.set_progress_bar_config(disable=True)
    return made


@pytest.mark.parametrize("scheduler", SCHEDULERS)
def test_equal_to_diffusers(scheduler, tiny_model, pipeline, net, tmp_path):
    path = tmp_path / "photo.png"
    pixels = np.random.default_rng(1).integers(0, 255, (24, 40, 3), np.uint8)
    Image.fromarray(pixels).resize((200, 120)).save(path)
    ways = (WAYS[0], replace(WAYS[1], net=str(net)))
    request = Request(DRAWING, Sampling(7, 6, 3.0, scheduler), ways, base=InitImage(str(path), 0.7))
    text, noise = tiny_model.text, start_noise(request, tiny_model)
    branches = branches_for(
        text.encode(DRAWING.prompt), text.negative(DRAWING.negative_prompt), 3.0
    )
    solver = solver_for(request, tiny_model)
    assert solver.total == 4
    *_, last = run_eagerly(
        sample(
            tiny_model.denoiser,
            solver,
            branches,
            prepare(request, tiny_model),
            noise,
            SampleOptions(latents=start_latents(request, tiny_model, solver, noise)),
        )
    )
    use_scheduler(pipeline, scheduler)
    expected = pipeline(
        prompt=DRAWING.prompt,
        negative_prompt=DRAWING.negative_prompt,
        image=init_image_latents(request, tiny_model),
        control_image=[picture("scribble"), picture("canny")],
        strength=0.7,
        num_inference_steps=6,
        guidance_scale=3.0,
        width=DRAWING.width,
        height=DRAWING.height,
        controlnet_conditioning_scale=[0.8, 0.6],
        control_guidance_start=[0.0, 0.25],
        control_guidance_end=[0.5, 1.0],
        generator=torch.Generator("cpu").manual_seed(7),
        output_type="latent",
        return_dict=False,
    )[0]
    assert largest(last.x_next, expected) < 1e-4
