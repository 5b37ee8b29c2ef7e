"""Stable Diffusion XL: the same weights and noise through diffusers' own pipelines give the same latents."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import torch

from sketchpad.document.model import Box, Document, Stroke
from sketchpad.generation.preflight.check import check
from sketchpad.generation.request.request import MethodSettings, Request, Sampling
from sketchpad.generation.run.generate import generate
from sketchpad.generation.run.setup import prepare, start_noise
from sketchpad.hints.registry import make_hint
from sketchpad.models.model import load_model
from sketchpad.models.runtime.device import DeviceChoice
from sketchpad.sampling.denoiser import branches_for
from sketchpad.sampling.loop import SampleOptions, sample
from sketchpad.sampling.network_calls import run_eagerly
from sketchpad.sampling.solvers import make_solver
from tests.generation.stock import SCHEDULERS, largest, use_scheduler
from tests.tiny import OneModel, in_one_process, load_tiny, shared_tiny_model

pytestmark = pytest.mark.slow

STEPS = 5
DRAWING = Document(
    width=128,
    height=192,
    strokes=(Stroke([[10, 20, 1.0], [90, 100, 1.0], [60, 180, 1.0]], 6.0),),
    boxes=(Box("cat", (0.1, 0.2, 0.5, 0.9)),),
    prompt="a red cat on the house",
    negative_prompt="dog",
)
CONTROLNET = MethodSettings("controlnet", 0.8, 0.2, 0.8)
EDGES = MethodSettings("edge_predictor", 1.6, 0.0, 0.5)


PREDICTIONS = ("epsilon", "v_prediction")


@pytest.fixture(scope="module", params=[in_one_process(kind, "equal-xl") for kind in PREDICTIONS])
def kind(request):
    return request.param


@pytest.fixture(scope="module")
def folder(kind):
    return shared_tiny_model(xl=True, prediction_type=kind)


@pytest.fixture(scope="module")
def model(folder):
    return load_tiny(folder)


@pytest.fixture(scope="module")
def stock(folder):
    """diffusers' pipeline, loaded by diffusers."""
    from diffusers.pipelines.stable_diffusion_xl.pipeline_stable_diffusion_xl import (
        StableDiffusionXLPipeline,
    )

    pipeline = StableDiffusionXLPipeline.from_pretrained(
        folder, local_files_only=True, add_watermarker=False
    )
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def paired(kind, turn):
    """Every other scheduler for each kind of model, so that each method meets all; text alone meets all pairs."""
    return SCHEDULERS[(PREDICTIONS.index(kind) + turn) % len(SCHEDULERS)]


@cache
def ours(model, *methods, scheduler="ddim", drawing=DRAWING, guidance_scale=4.0, rescale=0.0):
    request = Request(drawing, Sampling(7, STEPS, guidance_scale, scheduler), methods)
    branches = branches_for(
        model.text.encode(drawing.prompt),
        model.text.negative(drawing.negative_prompt),
        guidance_scale,
    )
    solver = make_solver(scheduler, model.scheduler_config, STEPS)
    guidance = prepare(request, model)
    noise = start_noise(request, model)
    *_, last = run_eagerly(
        sample(model.denoiser, solver, branches, guidance, noise, SampleOptions(rescale=rescale))
    )
    return last.x_next, request


def arguments(model, request):
    return {
        "prompt": request.document.prompt,
        "negative_prompt": request.document.negative_prompt or None,
        "num_inference_steps": STEPS,
        "guidance_scale": request.sampling.guidance_scale,
        "latents": start_noise(request, model),
        "width": DRAWING.width,
        "height": DRAWING.height,
        "output_type": "latent",
        "return_dict": False,
    }


@pytest.mark.parametrize("scheduler", SCHEDULERS)
def test_text_only(model, stock, scheduler):
    got, request = ours(model, scheduler=scheduler)
    use_scheduler(stock, scheduler)
    assert largest(got, stock(**arguments(model, request))[0]) < 1e-4


def test_an_empty_negative_prompt_is_what_the_model_was_trained_with(model, stock):
    got, request = ours(model, drawing=replace(DRAWING, negative_prompt=""))
    use_scheduler(stock, "ddim")
    assert largest(got, stock(**arguments(model, request))[0]) < 1e-4
    spoken = stock(**arguments(model, request) | {"negative_prompt": ""})[0]
    assert largest(got, spoken) > 1e-3


@pytest.mark.parametrize("turn", [0, 2])
def test_guidance_rescale(model, stock, kind, turn):
    scheduler = paired(kind, turn)
    got, request = ours(model, scheduler=scheduler, rescale=0.7)
    use_scheduler(stock, scheduler)
    expected = stock(**arguments(model, request), guidance_rescale=0.7)[0]
    assert largest(got, expected) < 1e-4
    assert largest(got, ours(model, scheduler=scheduler)[0]) > 1e-2


def test_without_classifier_free_guidance(model, stock):
    got, request = ours(model, guidance_scale=1.0)
    use_scheduler(stock, "ddim")
    assert largest(got, stock(**arguments(model, request))[0]) < 1e-4


@pytest.mark.parametrize("turn", [1, 3])
def test_controlnet(model, stock, folder, kind, turn):
    scheduler = paired(kind, turn)
    from diffusers.models.controlnets.controlnet import ControlNetModel
    from diffusers.pipelines.controlnet.pipeline_controlnet_sd_xl import (
        StableDiffusionXLControlNetPipeline,
    )

    got, request = ours(model, CONTROLNET, scheduler=scheduler)
    network = ControlNetModel.from_pretrained(folder / "controlnet", local_files_only=True)
    pipeline = StableDiffusionXLControlNetPipeline(
        **{k: v for k, v in stock.components.items() if k != "controlnet"},
        controlnet=network,
        add_watermarker=False,
    )
    pipeline.set_progress_bar_config(disable=True)
    use_scheduler(pipeline, scheduler)
    hint = make_hint("scribble", DRAWING, DRAWING.width, DRAWING.height)
    expected = pipeline(
        **arguments(model, request),
        image=torch.from_numpy(np.array(hint)).permute(2, 0, 1)[None],
        controlnet_conditioning_scale=CONTROLNET.strength,
        control_guidance_start=CONTROLNET.start,
        control_guidance_end=CONTROLNET.end,
    )[0]
    assert largest(got, expected) < 1e-4
    assert largest(got, ours(model, scheduler=scheduler)[0]) > 1e-2


def test_pictures_too(model, stock):
    got, request = ours(model)
    use_scheduler(stock, "ddim")
    expected = stock(**arguments(model, request) | {"output_type": "np"})[0][0]
    assert np.abs(model.codec.decode(got) / 255.0 - expected).max() < 1.0 / 255


@pytest.mark.parametrize("turn", [0, 2])
def test_edge_predictor_and_controlnet_work_together(model, kind, turn):
    scheduler = paired(kind, turn)
    both, _ = ours(model, CONTROLNET, EDGES, scheduler=scheduler)
    assert torch.isfinite(both).all()
    for one in (CONTROLNET, EDGES):
        assert largest(both, ours(model, one, scheduler=scheduler)[0]) > 1e-3
    assert torch.equal(both, ours(model, EDGES, CONTROLNET, scheduler=scheduler)[0])


@pytest.mark.parametrize("method", [CONTROLNET, EDGES], ids=lambda method: method.name)
def test_strength_zero_is_absence_to_the_bit(model, method):
    off = replace(method, strength=0.0)
    assert torch.equal(ours(model, off)[0], ours(model)[0])


def test_gligen_is_refused_with_its_reason(folder):
    gligen = MethodSettings("gligen", 1.0)
    request = Request(DRAWING, Sampling(7, STEPS, 4.0), (gligen,), str(folder))
    (problem,) = check(request)
    assert (problem.code, problem.where) == ("unsupported_guidance", "method:gligen")
    assert "Stable Diffusion 1.x only" in problem.sentence


def test_a_whole_run(model, folder):
    request = Request(DRAWING, Sampling(7, 4, 4.0), (CONTROLNET, EDGES), str(folder))
    assert check(request) == []
    *steps, final = run_eagerly(generate(request, store=OneModel(model)))
    assert [step.index for step in steps] == [1, 2, 3, 4]
    assert final.final
    assert final.picture.shape == (192, 128, 3)


def test_its_vae_stays_in_full_precision_where_half_would_overflow(folder):
    half = load_model(folder, DeviceChoice(torch.device("cpu"), torch.float16))
    assert half.denoiser.dtype == torch.float16
    assert half.codec.dtype == torch.float32


def test_half_precision_is_near_full_precision(model, folder):
    half = load_model(folder, DeviceChoice(torch.device("cpu"), torch.bfloat16))
    near, exact = (ours(m, CONTROLNET, guidance_scale=1.5)[0] for m in (half, model))
    assert (near - exact).abs().mean() < 0.1 * exact.std()
