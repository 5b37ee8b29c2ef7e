"""A U-Net that is told the guidance scale (latent consistency) gives what diffusers' own pipelines give."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
import torch

from sketchpad.document.model import Document, Stroke
from sketchpad.generation.request.request import MethodSettings, Request, Sampling
from sketchpad.generation.run.generate import generate
from sketchpad.generation.run.setup import prepare, solver_for, start_noise
from sketchpad.hints.registry import make_hint
from sketchpad.models.checkpoints.inspect import inspect_model
from sketchpad.sampling.denoiser import branches_for
from sketchpad.sampling.loop import sample
from sketchpad.sampling.network_calls import run_eagerly
from tests.generation.stock import largest, use_scheduler
from tests.tiny import OneModel, build_tiny_model, load_tiny

pytestmark = pytest.mark.slow

STEPS = 4
DRAWING = Document(
    width=128,
    height=128,
    strokes=(Stroke([[10, 20, 1.0], [90, 100, 1.0], [60, 110, 1.0]], 6.0),),
    prompt="a red cat on the house",
)
CONTROLNET = MethodSettings("controlnet", 0.8, 0.0, 1.0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return build_tiny_model(tmp_path_factory.mktemp("lcm"), told_scale=True, gated=False)


@pytest.fixture(scope="module")
def model(folder):
    return load_tiny(folder)


@pytest.fixture(scope="module")
def stock(folder):
    from diffusers.models.controlnets.controlnet import ControlNetModel
    from diffusers.pipelines.controlnet.pipeline_controlnet import StableDiffusionControlNetPipeline

    pipeline = StableDiffusionControlNetPipeline.from_pretrained(
        folder,
        controlnet=ControlNetModel.from_pretrained(folder / "controlnet", local_files_only=True),
        local_files_only=True,
    )
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def ours(model, *methods, scheduler="ddim", scale=5.0):
    request = Request(DRAWING, Sampling(7, STEPS, scale, scheduler), methods)
    text = model.text.encode(DRAWING.prompt)
    branches = branches_for(text, text, scale, embedded=model.denoiser.takes_guidance_scale)
    solver = solver_for(request, model)
    guidance = prepare(request, model)
    *_, last = run_eagerly(
        sample(model.denoiser, solver, branches, guidance, start_noise(request, model))
    )
    return last.x_next, start_noise(request, model)


@pytest.mark.parametrize("scheduler", ["ddim", "lcm"])
@pytest.mark.parametrize("strength", [0.0, 0.8])
def test_equal_to_diffusers(model, stock, scheduler, strength):
    got, _ = ours(model, replace(CONTROLNET, strength=strength), scheduler=scheduler)
    use_scheduler(stock, scheduler)
    hint = make_hint("scribble", DRAWING, DRAWING.width, DRAWING.height)
    expected = stock(
        prompt=DRAWING.prompt,
        image=torch.from_numpy(np.array(hint)).permute(2, 0, 1)[None],
        controlnet_conditioning_scale=strength,
        num_inference_steps=STEPS,
        guidance_scale=5.0,
        generator=torch.Generator("cpu").manual_seed(7),
        output_type="latent",
        return_dict=False,
    )[0]
    assert largest(got, expected) < 1e-4
    assert largest(got, ours(model, scheduler=scheduler, scale=1.5)[0]) > 1e-3


def test_with_the_edge_predictor_and_one_forward_pass_a_step(model, monkeypatch):
    asked = []
    real = model.denoiser.predict

    def predict(x, t, branches, look_at=()):
        asked.append(len(branches))
        return real(x, t, branches, look_at)

    monkeypatch.setattr(model.denoiser, "predict", predict)
    request = Request(
        DRAWING,
        Sampling(7, STEPS, 5.0, "lcm"),
        (CONTROLNET, MethodSettings("edge_predictor", 1.6, 0.0, 1.0)),
    )
    *_, last = run_eagerly(generate(request, store=OneModel(model)))
    assert last.final
    assert asked == [1] * STEPS


def test_it_begins_with_few_steps(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "model")
    (copy / "sketchpad.json").unlink()
    path = copy / "model_index.json"
    path.write_text(
        json.dumps(json.loads(path.read_text()) | {"_class_name": "LatentConsistencyModelPipeline"})
    )
    path = copy / "scheduler" / "scheduler_config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"_class_name": "LCMScheduler"}))
    info = inspect_model(copy)
    assert (info.steps, info.guidance_scale, info.scheduler) == (4, 8.5, "lcm")
