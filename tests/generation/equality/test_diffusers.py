"""The same weights and noise through diffusers' own pipelines give the same latents."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import torch

from sketchpad.document.model import Box, Document, Stroke
from sketchpad.generation.request.request import MethodSettings, Request, Sampling
from sketchpad.generation.run.setup import branches_of, prepare, solver_for, start_noise
from sketchpad.hints.registry import make_hint
from sketchpad.sampling.denoiser import branches_for
from sketchpad.sampling.loop import SampleOptions, sample
from sketchpad.sampling.network_calls import run_eagerly
from tests.generation.stock import NOISY_SCHEDULERS, SCHEDULERS, largest, use_scheduler
from tests.tiny import in_one_process, load_tiny, shared_tiny_model

pytestmark = pytest.mark.slow

STEPS = 5
# Full pressure: what a light hand draws counts less, which stock pipelines do not know.
DRAWING = Document(
    width=128,
    height=192,
    strokes=(Stroke([[10, 20, 1.0], [90, 100, 1.0], [60, 180, 1.0]], 6.0),),
    boxes=(Box("cat", (0.1, 0.2, 0.5, 0.9)), Box("cat", (0.5, 0.1, 0.95, 0.6))),
    prompt="a red cat on the house",
    negative_prompt="dog",
)
CONTROLNET = MethodSettings("controlnet", 0.8, 0.2, 0.8)
GLIGEN = MethodSettings("gligen", 1.0, 0.0, 0.6)


KINDS = {
    "epsilon": {"prediction_type": "epsilon"},
    "v_prediction": {},
    "second": {"second": True},  # Stable Diffusion 2.x, which predicts the velocity
    "zero_snr": {"zero_snr": True},
}


@pytest.fixture(scope="module", params=[in_one_process(kind, "equal") for kind in KINDS])
def kind(request):
    return request.param


@pytest.fixture(scope="module")
def folder(kind):
    return shared_tiny_model(**KINDS[kind])


@pytest.fixture(scope="module")
def model(folder):
    return load_tiny(folder)


@pytest.fixture(scope="module")
def stock(folder):
    """diffusers' pipeline, loaded by diffusers."""
    from diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion import (
        StableDiffusionPipeline,
    )

    pipeline = StableDiffusionPipeline.from_pretrained(folder, local_files_only=True)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def paired(kind, turn):
    """The scheduler for a kind of model: text alone meets them all, each method each kind and each scheduler once."""
    return SCHEDULERS[(list(KINDS).index(kind) + turn) % len(SCHEDULERS)]


@cache
def ours(model, *methods, scheduler="ddim", guidance_scale=4.0, rescale=0.0):
    request = Request(DRAWING, Sampling(7, STEPS, guidance_scale, scheduler), methods)
    branches = branches_for(
        model.text.encode(DRAWING.prompt),
        model.text.encode(DRAWING.negative_prompt),
        guidance_scale,
    )
    solver = solver_for(request, model)
    guidance = prepare(request, model)
    noise = start_noise(request, model)
    *_, last = run_eagerly(
        sample(model.denoiser, solver, branches, guidance, noise, SampleOptions(rescale=rescale))
    )
    return last.x_next, request


def arguments(model, request):
    return {
        "prompt": DRAWING.prompt,
        "negative_prompt": DRAWING.negative_prompt,
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


def test_weighted_and_long_prompts(model, stock):
    """Stock diffusers is given states that are weighted here, chunk by chunk."""

    def chunk(*pieces):
        tokenizer = stock.tokenizer
        ids, weights = [tokenizer.bos_token_id], [1.0]
        for text, weight in pieces:
            more = tokenizer(text, add_special_tokens=False).input_ids
            ids, weights = ids + more, weights + [weight] * len(more)
        room = tokenizer.model_max_length - len(ids)
        ids += [tokenizer.eos_token_id, *[tokenizer.pad_token_id] * (room - 1)]
        empty = [ids[0], tokenizer.eos_token_id, *[tokenizer.pad_token_id] * (len(ids) - 2)]
        with torch.no_grad():
            states, start = stock.text_encoder(torch.tensor([ids, empty])).last_hidden_state
        return (start + (states - start) * torch.tensor(weights + [1.0] * room)[:, None])[None]

    request = Request(
        replace(DRAWING, prompt="a (red:1.4) cat" + " on a house" * 12, negative_prompt="(dog)"),
        Sampling(7, STEPS, 4.0),
        (),
    )
    branches = branches_of(request, model)
    noise = start_noise(request, model)
    *_, last = run_eagerly(
        sample(model.denoiser, solver_for(request, model), branches, [], noise, SampleOptions())
    )
    use_scheduler(stock, "ddim")
    told = arguments(model, request)
    del told["prompt"], told["negative_prompt"]
    first = chunk(("a", 1.0), ("red", 1.4), ("cat" + " on a house" * 9, 1.0))
    theirs = stock(
        **told,
        prompt_embeds=torch.cat([first, chunk((" on a house" * 3, 1.0))], dim=1),
        negative_prompt_embeds=torch.cat([chunk(("dog", 1.1)), chunk()], dim=1),
    )[0]
    assert largest(last.x_next, theirs) < 1e-4


@pytest.mark.parametrize("scheduler", ["dpm++_karras", *NOISY_SCHEDULERS])
def test_other_schedulers(model, stock, scheduler):
    """Noise of the steps comes from the same generator as that of the start, as in the stock pipeline."""
    if scheduler == "dpm++_karras" and model.scheduler_config["rescale_betas_zero_snr"]:
        pytest.skip("diffusers spends most of its steps on pure noise there: test_zero_snr")
    request = Request(DRAWING, Sampling(7, STEPS, 1.5, scheduler))
    noise, generator = start_noise(request, model), torch.Generator("cpu").manual_seed(7)
    got = ours(model, scheduler=scheduler, guidance_scale=1.5)[0]
    use_scheduler(stock, scheduler)
    changes = {"latents": None, "generator": generator}
    assert largest(got, stock(**arguments(model, request) | changes)[0]) < 1e-4
    assert largest(noise, start_noise(request, model)) == 0.0


def test_guidance_rescale(model, stock, kind):
    scheduler = paired(kind, 0)
    got, request = ours(model, scheduler=scheduler, rescale=0.7)
    use_scheduler(stock, scheduler)
    expected = stock(**arguments(model, request), guidance_rescale=0.7)[0]
    assert largest(got, expected) < 1e-4
    assert largest(got, ours(model, scheduler=scheduler)[0]) > 1e-2


def test_without_classifier_free_guidance(model, stock):
    got, request = ours(model, guidance_scale=1.0)
    use_scheduler(stock, "ddim")
    assert largest(got, stock(**arguments(model, request))[0]) < 1e-4


def test_controlnet(model, stock, folder, kind):
    from diffusers.models.controlnets.controlnet import ControlNetModel
    from diffusers.pipelines.controlnet.pipeline_controlnet import StableDiffusionControlNetPipeline

    scheduler = paired(kind, 1)
    got, request = ours(model, CONTROLNET, scheduler=scheduler)
    network = ControlNetModel.from_pretrained(folder / "controlnet", local_files_only=True)
    pipeline = StableDiffusionControlNetPipeline(
        **{k: v for k, v in stock.components.items() if k != "controlnet"},
        controlnet=network,
        requires_safety_checker=False,
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


def test_gligen(model, stock, kind):
    from diffusers.pipelines.deprecated.stable_diffusion_gligen.pipeline_stable_diffusion_gligen import (
        StableDiffusionGLIGENPipeline,
    )

    scheduler = paired(kind, 2)
    got, request = ours(model, GLIGEN, scheduler=scheduler)
    parts = {k: v for k, v in stock.components.items() if k != "image_encoder"}
    pipeline = StableDiffusionGLIGENPipeline(**parts, requires_safety_checker=False)
    pipeline.set_progress_bar_config(disable=True)
    use_scheduler(pipeline, scheduler)
    expected = pipeline(
        **arguments(model, request),
        gligen_phrases=[box.phrase for box in DRAWING.boxes],
        gligen_boxes=[list(box.rect) for box in DRAWING.boxes],
        gligen_scheduled_sampling_beta=GLIGEN.end,
    )[0]
    pipeline.enable_fuser(True)
    assert largest(got, expected) < 1e-4
    assert largest(got, ours(model, scheduler=scheduler)[0]) > 1e-2


def test_pictures_too(model, stock):
    got, request = ours(model)
    use_scheduler(stock, "ddim")
    expected = stock(**arguments(model, request) | {"output_type": "np"})[0][0]
    assert np.abs(model.codec.decode(got) / 255.0 - expected).max() < 1.0 / 255


def test_the_seed_is_the_one_of_a_cpu_generator(model, stock):
    got, request = ours(model)
    use_scheduler(stock, "ddim")
    changes = {"latents": None, "generator": torch.Generator("cpu").manual_seed(7)}
    assert largest(got, stock(**arguments(model, request) | changes)[0]) < 1e-4
    other = replace(request, sampling=replace(request.sampling, seed=8))
    assert largest(start_noise(request, model), start_noise(other, model)) > 0.1
