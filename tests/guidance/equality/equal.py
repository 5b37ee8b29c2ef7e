"""One drawing through our loop and through diffusers' pipelines."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from sketchpad.document.model import Document, Stroke
from sketchpad.generation.request.request import MethodSettings, Request, Sampling
from sketchpad.generation.run.setup import prepare, start_noise
from sketchpad.hints.registry import make_hint
from sketchpad.models.model import Model
from sketchpad.sampling.denoiser import branches_for
from sketchpad.sampling.loop import sample
from sketchpad.sampling.network_calls import run_eagerly
from sketchpad.sampling.solvers import make_solver
from tests.generation.stock import SCHEDULERS, use_scheduler

STEPS = 4
# Full pressure: what a light hand draws counts less, which stock pipelines do not know.
DRAWING = Document(
    width=128,
    height=192,
    strokes=(Stroke([[10, 20, 1.0], [90, 100, 1.0], [60, 180, 1.0]], 6.0),),
    prompt="a red cat on the house",
    negative_prompt="dog",
)


def paired(family: str, turn: int) -> str:
    """Every other scheduler for each family ("sd", "xl"): over both, a test with two turns meets them all."""
    return SCHEDULERS[(("sd", "xl").index(family) + turn) % len(SCHEDULERS)]


def ours(model: Model, *methods: MethodSettings, scheduler: str) -> torch.Tensor:
    """The latents at the end of our loop."""
    request = Request(DRAWING, Sampling(7, STEPS, 4.0, scheduler), methods)
    branches = branches_for(
        model.text.encode(DRAWING.prompt), model.text.negative(DRAWING.negative_prompt), 4.0
    )
    solver = make_solver(scheduler, model.scheduler_config, STEPS)
    guidance = prepare(request, model)
    *_, last = run_eagerly(
        sample(model.denoiser, solver, branches, guidance, start_noise(request, model))
    )
    return last.x_next


def theirs(pipeline: Any, model: Model, scheduler: str, **more: Any) -> torch.Tensor:
    """The latents at the end of a pipeline of diffusers."""
    use_scheduler(pipeline, scheduler)
    return pipeline(
        prompt=DRAWING.prompt,
        negative_prompt=DRAWING.negative_prompt,
        num_inference_steps=STEPS,
        guidance_scale=4.0,
        latents=start_noise(Request(DRAWING, Sampling(7, STEPS, 4.0)), model),
        width=DRAWING.width,
        height=DRAWING.height,
        output_type="latent",
        return_dict=False,
        **more,
    )[0]


def picture(kind: str) -> torch.Tensor:
    """The control image as pipelines want it: (1, 3, height, width) in 0..1."""
    hint = make_hint(kind, DRAWING, DRAWING.width, DRAWING.height)
    return torch.from_numpy(np.array(hint)).permute(2, 0, 1)[None]
