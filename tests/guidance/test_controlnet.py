from __future__ import annotations

import torch

from sketchpad.generation.request.request import MethodSettings
from sketchpad.guidance.controlnet import ControlNetGuidance
from sketchpad.sampling.denoiser import branches_for
from sketchpad.sampling.loop import sample
from sketchpad.sampling.network_calls import run_eagerly
from sketchpad.sampling.solvers import make_solver


def test_outside_its_window_the_network_is_not_run(run, tiny_model):
    calls = []
    handle = tiny_model.nets.controlnet().network.register_forward_hook(lambda *_: calls.append(1))
    run(MethodSettings("controlnet", 1.0, 0.25, 0.75))
    handle.remove()
    assert len(calls) == 2


def test_the_hint_is_encoded_once_a_drawing(run, tiny_model, drawing):
    calls = []
    encode = tiny_model.nets.controlnet()._embedding
    handle = encode.register_forward_hook(lambda *_: calls.append(1))
    document = drawing.resized(192, 192)
    run(MethodSettings("controlnet", 1.0), document=document)
    run(MethodSettings("controlnet", 0.5), document=document)
    handle.remove()
    assert len(calls) == 1


def test_residuals_of_several_nets_add_up(tiny_model, drawing):
    def last(*strengths):
        ways = [ControlNetGuidance(strength) for strength in strengths]
        for way in ways:
            way.prepare(tiny_model, drawing)
        solver = make_solver("ddim", tiny_model.scheduler_config, 3)
        text = tiny_model.text.encode
        noise = torch.randn(1, 4, 16, 16, generator=torch.Generator().manual_seed(0))
        branches = branches_for(text("a cat"), text(""), 3.0)
        return list(run_eagerly(sample(tiny_model.denoiser, solver, branches, ways, noise)))[
            -1
        ].x_next

    assert torch.allclose(last(0.3, 0.5), last(0.8), atol=1e-4)


def test_the_lines_matter(latents, drawing):
    way = MethodSettings("controlnet", 1.0)
    assert not torch.allclose(latents(way), latents(way, document=drawing.cleared()), atol=1e-3)
