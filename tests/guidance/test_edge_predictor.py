from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from sketchpad.document.model import Stroke
from sketchpad.generation.request.request import MethodSettings
from sketchpad.guidance.edge_predictor import EdgeGuidance, edge_target, near_lines
from sketchpad.models.model import load_model
from sketchpad.sampling.denoiser import branches_for
from sketchpad.sampling.loop import sample
from sketchpad.sampling.network_calls import run_eagerly
from sketchpad.sampling.solvers import make_solver
from tests.tiny import build_tiny_model, load_tiny

pytestmark = pytest.mark.slow


def through_features(strength):
    way = EdgeGuidance(strength)
    way.configure(MethodSettings("edge_predictor", strength, look="features"))
    return way


def distance(model, drawing, steps):
    """Of the edges that the predictor sees in each step, from the drawn ones, with no pull at work."""
    probe = through_features(1.0)
    probe.prepare(model, drawing)
    seen = []
    for step in steps:
        t, x = step.t, step.x_in
        branch = branches_for(model.text.encode(drawing.prompt), model.text.encode(""), 1.0)
        step.features = model.denoiser.predict(x, t, branch, probe.look_at).features
        seen.append(float(probe.energy(step)))
    return seen


def test_the_pull_brings_the_edges_nearer(run, tiny_model, drawing):
    free = run(steps=20)
    pulled = run(MethodSettings("edge_predictor", 1.6, 0.0, 1.0, look="features"), steps=20)
    assert (
        distance(tiny_model, drawing, pulled[-1:])[0] < distance(tiny_model, drawing, free[-1:])[0]
    )


def test_a_pull_is_about_strength_times_the_step_beside_it(run):
    free, pulled = run(), run(MethodSettings("edge_predictor", 0.2, 0.0, 0.25))
    made = torch.linalg.vector_norm(free[0].x_next - free[0].x)
    taken = torch.linalg.vector_norm(pulled[0].x_next - free[0].x_next)
    assert float(taken / made) == pytest.approx(0.2, rel=0.05)


@pytest.mark.parametrize("scheduler", ["ddim", "euler"])
@pytest.mark.parametrize("strength", [0.1, 1.6, 10.0])
def test_a_pull_turns_the_noise_and_does_not_make_it_louder(run, strength, scheduler):
    way = MethodSettings("edge_predictor", strength, 0.0, 0.25)
    free, pulled = run(scheduler=scheduler)[0], run(way, scheduler=scheduler)[0]
    scale = free.scale_next
    before = free.x_next * scale - (1 - free.sigma_next**2) ** 0.5 * free.denoised
    after = pulled.x_next * scale - (1 - free.sigma_next**2) ** 0.5 * free.denoised
    loud = torch.linalg.vector_norm(before)
    assert torch.allclose(torch.linalg.vector_norm(after), loud, rtol=1e-4)
    cosine = float((before * after).sum() / loud**2)
    assert 0.7 < cosine < 0.999999  # at most 0.7 of the noise, and so less than 45 degrees


def test_the_energy_counts_near_the_lines(tiny_model, drawing):
    corner = replace(drawing, strokes=(Stroke([[8, 8], [24, 8]], 4.0),))
    near = near_lines(tiny_model, corner)[0, 0]
    assert near.shape == (16, 16)
    assert near[0, 1] > 0.9
    assert near[12, 12] < 1e-3
    assert torch.equal(near_lines(tiny_model, drawing.cleared()), torch.ones(1, 1, 16, 16))


def test_loose_lines_pull_less(tiny_model, drawing):
    loose = replace(drawing, strokes=tuple(replaced(s, "loose") for s in drawing.strokes))
    assert near_lines(tiny_model, loose).max() < near_lines(tiny_model, drawing).max()


def replaced(stroke, role):
    return Stroke(stroke.points, stroke.width, stroke.eraser, role=role)


@pytest.mark.parametrize("look", ["features", "picture"])
def test_beside_a_controlnet_it_only_helps_along(run, look):
    net, way = (
        MethodSettings("controlnet", 1.0),
        MethodSettings("edge_predictor", 0.5, 0.0, 0.25, look=look),
    )

    def turned(*others):
        free, pulled = run(*others)[0], run(*others, way)[0]
        taken = torch.linalg.vector_norm(pulled.x_next - free.x_next)
        return float(taken / torch.linalg.vector_norm(free.x_next - free.x))

    assert 0.0 < turned(net) < 0.3 * turned()
    # What reads no lines, or is silent in this step, does not tell them.
    assert turned(MethodSettings("controlnet", 1.0, kind="segmentation")) > 0.5 * turned()
    silent = MethodSettings("controlnet", 1.0, curve=((0.0, 0.0), (0.5, 0.0), (1.0, 1.0)))
    assert turned(silent) > 0.5 * turned()


def test_the_target_is_the_codecs_view_of_white_lines_on_black(tiny_model, drawing):
    target = edge_target(tiny_model, drawing)
    assert target.shape == (1, 4, 16, 16)
    assert torch.equal(target, edge_target(tiny_model, drawing))
    assert not torch.equal(target, edge_target(tiny_model, drawing.cleared()))


def test_the_prompts_branch_alone_is_differentiated(tiny_model, drawing, monkeypatch):
    batches = []
    predict = tiny_model.denoiser.predict

    class Watched:
        provides = tiny_model.denoiser.provides - {"gradients"}

        def predict(self, x, t, branches, look_at=()):
            batches.append(([branch.null for branch in branches], torch.is_grad_enabled()))
            return predict(x, t, branches, look_at)

    way = EdgeGuidance(1.6, (0.0, 0.5))
    way.prepare(tiny_model, drawing)
    text = tiny_model.text.encode
    solver = make_solver("ddim", tiny_model.scheduler_config, 2)
    list(
        run_eagerly(
            sample(
                Watched(),
                solver,
                branches_for(text("a cat"), text(""), 3.0),
                [way],
                torch.randn(1, 4, 16, 16),
            )
        )
    )
    assert batches == [([False], True), ([True], False), ([True, False], False)]


@pytest.mark.parametrize("kind", ["mlp", "conv"])
@pytest.mark.parametrize("noise", ["level", "map"])
def test_every_kind_of_predictor_pulls(kind, noise, tmp_path, drawing):
    model = load_tiny(build_tiny_model(tmp_path, edge_kind=kind, edge_noise=noise))
    way = through_features(1.6)
    way.prepare(model, drawing)
    solver = make_solver("euler", model.scheduler_config, 2)
    branches = branches_for(model.text.encode("a cat"), model.text.encode(""), 3.0)
    *_, last = run_eagerly(
        sample(model.denoiser, solver, branches, [way], torch.randn(1, 4, 16, 16))
    )
    assert torch.isfinite(last.x_next).all()


@pytest.mark.parametrize("look", ["picture", "features"])
@pytest.mark.parametrize("precision", [torch.bfloat16, torch.float16])
def test_it_is_finite_in_low_precision(precision, look, tiny_model_dir, drawing):
    from sketchpad.models.runtime.device import DeviceChoice

    model = load_model(tiny_model_dir, DeviceChoice(torch.device("cpu"), precision))
    way = EdgeGuidance(1.6)
    way.configure(MethodSettings("edge_predictor", 1.6, look=look))
    way.prepare(model, drawing)
    solver = make_solver("ddim", model.scheduler_config, 3)
    branches = branches_for(model.text.encode("a cat"), model.text.encode(""), 3.0)
    steps = list(
        run_eagerly(sample(model.denoiser, solver, branches, [way], torch.randn(1, 4, 16, 16)))
    )
    assert torch.isfinite(steps[-1].x_next).all()
    assert not any(step.notes for step in steps)


def test_a_predictor_gone_mad_is_left_out_and_said(run, latents, tiny_model, monkeypatch):
    free = latents()
    network = tiny_model.edge_predictor()
    monkeypatch.setattr(network, "_encode", lambda noise: torch.full((1, 4, 1, 1), float("nan")))
    steps = run(MethodSettings("edge_predictor", 1.6, 0.0, 0.5, look="features"))
    assert [note.code for step in steps for note in step.notes] == ["pull_skipped"] * 2
    assert torch.allclose(steps[-1].x_next, free, atol=1e-4)
