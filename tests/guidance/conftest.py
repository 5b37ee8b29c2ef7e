"""A drawing that every method can use, and the latents that a request ends with."""

from __future__ import annotations

import pytest
import torch

from sketchpad.document.model import Box, Document, Stroke
from sketchpad.generation.request.request import Request, Sampling
from sketchpad.generation.run.setup import prepare, start_noise
from sketchpad.sampling.denoiser import branches_for
from sketchpad.sampling.loop import sample
from sketchpad.sampling.network_calls import run_eagerly
from sketchpad.sampling.solvers import make_solver


@pytest.fixture
def drawing() -> Document:
    return Document(
        width=128,
        height=128,
        strokes=(Stroke([[20, 20], [100, 30], [90, 110], [20, 20]], 6.0),),
        boxes=(Box("cat", (0.1, 0.2, 0.6, 0.9)), Box("house", (0.5, 0.1, 0.9, 0.5))),
        prompt="a red cat",
    )


@pytest.fixture
def run(tiny_model, drawing):
    """run(*methods, document=..., steps=4, scheduler="ddim") -> all steps of the loop."""

    def steps_of(*methods, document=drawing, steps=4, scheduler="ddim", guidance_scale=4.0):
        request = Request(document, Sampling(5, steps, guidance_scale, scheduler), methods)
        branches = branches_for(
            tiny_model.text.encode(document.prompt), tiny_model.text.encode(""), guidance_scale
        )
        solver = make_solver(scheduler, tiny_model.scheduler_config, steps)
        guidance = prepare(request, tiny_model)
        noise = start_noise(request, tiny_model)
        return list(run_eagerly(sample(tiny_model.denoiser, solver, branches, guidance, noise)))

    return steps_of


@pytest.fixture
def latents(run):
    def last(*methods, **settings) -> torch.Tensor:
        return run(*methods, **settings)[-1].x_next

    return last
