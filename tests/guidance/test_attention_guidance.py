"""The words are pulled into what the drawn contour encloses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from sketchpad.document.model import Box, Document, Stroke
from sketchpad.generation.request.request import MethodSettings
from sketchpad.guidance.attention_guidance import (
    FORMULAS,
    AttentionGuidance,
    attention_layers,
    misplaced,
)
from sketchpad.guidance.controlnet import ControlNetGuidance
from sketchpad.guidance.edge_predictor import EdgeGuidance
from sketchpad.guidance.silhouette import silhouette, subjects, within
from sketchpad.guidance.spherical import YIELDING
from sketchpad.models.networks.regional import map_size
from sketchpad.sampling.denoiser import branches_for
from sketchpad.sampling.guidance import balance
from sketchpad.sampling.loop import sample
from sketchpad.sampling.network_calls import run_eagerly
from sketchpad.sampling.solvers import make_solver

pytestmark = pytest.mark.slow

ROUND = [(64 + 30 * np.cos(a), 64 + 30 * np.sin(a)) for a in np.linspace(0, 2 * np.pi, 40)]


def circle(upto=40, width=3.0):
    return Document(128, 128, strokes=(Stroke(ROUND[:upto], width),), prompt="a red cat on a house")


def text_pull(strength, edge=1e-6, **more):
    return MethodSettings("edge_predictor", edge, 0.0, 0.5, text_pull=strength, **more)


# What the contour encloses


def test_a_closed_contour_is_filled():
    area = float(silhouette(circle()).mean())
    assert area == pytest.approx(np.pi * 31.5**2 / 128**2, rel=0.03)


def test_small_gaps_are_closed():
    closed, gap = silhouette(circle()), silhouette(circle(38))
    assert float(np.minimum(closed, gap).sum() / np.maximum(closed, gap).sum()) > 0.95


def test_an_open_drawing_counts_with_its_hull():
    half = silhouette(circle(20))
    assert float(half.mean()) == pytest.approx(0.5 * np.pi * 31.5**2 / 128**2, rel=0.1)


def test_a_hole_between_two_contours_belongs_to_the_thing():
    inner = Stroke([(64 + 12 * np.cos(a), 64 + 12 * np.sin(a)) for a in np.linspace(0, 7, 40)], 3.0)
    ring = circle().with_stroke(inner)
    assert np.array_equal(silhouette(ring), silhouette(circle()))


def test_nothing_drawn_encloses_nothing():
    assert silhouette(Document(128, 128)) is None
    ignored = Stroke(ROUND, 3.0, role="ignore")
    assert silhouette(Document(128, 128, strokes=(ignored,))) is None


def test_it_has_the_pictures_shape():
    wide = circle().resized(256, 128)
    assert silhouette(wide).shape == (96, 192)


def test_a_box_takes_the_strokes_inside_or_else_itself():
    document = circle().with_stroke(Stroke([(2, 2), (9, 2), (9, 9), (2, 9), (2, 2)], 1.0))
    around = within(document, Box("cat", (0.2, 0.2, 0.8, 0.8)))
    assert np.array_equal(around > 0, silhouette(circle()) > 0)
    empty = within(document, Box("cat", (0.0, 0.5, 0.2, 1.0)))
    assert float(empty.mean()) == pytest.approx(0.1, rel=0.05)


# Which words


def test_the_first_thing_of_the_prompt_is_the_subject(tiny_model):
    (found,) = subjects(circle(), tiny_model.text.prompts)
    assert found.phrase == "red cat"
    ids = tiny_model.text.tokenizer("a red cat on a house").input_ids
    assert tiny_model.text.tokenizer.decode([ids[i] for i in found.tokens]) == "red cat"


def test_boxes_say_it_better(tiny_model):
    document = circle().with_box(Box("house", (0.0, 0.0, 0.5, 0.5)))
    (found,) = subjects(document.with_box(Box("dog", (0.5, 0.5, 1, 1))), tiny_model.text.prompts)
    ids = tiny_model.text.tokenizer(document.prompt).input_ids
    assert tiny_model.text.tokenizer.decode([ids[i] for i in found.tokens]) == "house"


def test_words_that_are_cut_off_belong_nowhere(tiny_model):
    prompts = tiny_model.text.prompts
    assert prompts.positions("a " * 240 + "cat", [(480, 483)]) == ()
    assert prompts.positions("a " * 40 + "cat", [(80, 83)]) == (32 + 1 + 10,)
    assert prompts.positions("a (cat:1.3)", [(3, 6)]) == (2,)
    assert prompts.positions("a cat", [(2, 5)]) == (2,)


@pytest.mark.parametrize("document", [Document(128, 128, prompt="a cat"), circle().with_prompt("")])
def test_without_a_place_or_a_word_it_is_absent(document, tiny_model):
    way = AttentionGuidance(1.0)
    way.prepare(tiny_model, document)
    assert not way.pulls


# The energy


def test_the_energy_is_the_share_outside():
    seen = torch.zeros(1, 2, 16, 5)
    seen[..., 3] = 0.1
    region = torch.zeros(1, 1, 8, 8)
    region[..., :4] = 1.0

    def energy():
        return float(misplaced({"a": seen}, ("a",), [([3], region)], (8, 8)))

    assert energy() == pytest.approx(0.25)  # half outside, squared
    seen.unflatten(2, (4, 4))[..., :2, 3] = 0.9
    assert energy() == pytest.approx(0.01)
    seen.unflatten(2, (4, 4))[..., 2:, 3] = 0.0
    assert energy() == pytest.approx(0.0)


def test_presence_is_what_the_places_inside_pay_to_other_words():
    seen = torch.zeros(1, 1, 16, 5)
    seen[..., 0] = 0.5  # of the token that begins every prompt nobody speaks
    seen[..., 2] = 0.3
    seen[..., 3] = 0.2
    region = torch.zeros(1, 1, 4, 4)
    region[..., :2] = 1.0

    def energy(formula):
        return float(misplaced({"a": seen}, ("a",), [([3], region)], (4, 4), formula))

    assert energy("presence") == pytest.approx(0.6**2)
    assert energy("both") == pytest.approx(0.5 * (0.6**2 + 0.4**2))
    seen.unflatten(2, (4, 4))[..., :2, 2] = 0.0
    assert energy("presence") == pytest.approx(0.0)
    seen.unflatten(2, (4, 4))[..., 2:, 3] = 0.0
    assert energy("both") == pytest.approx(0.0)


def test_sizes_of_maps():
    assert map_size(64 * 64, (64, 64)) == (64, 64)
    assert map_size(12 * 20, (48, 80)) == (12, 20)
    assert map_size(5 * 3, (18, 9)) == (5, 3)


def test_maps_that_say_what_is_where(tiny_model):
    unet = tiny_model.denoiser.unet
    names = attention_layers(unet, 16)
    assert all(name.endswith("attn2") for name in names)
    assert {name.split(".attentions")[0] for name in names} == {
        "mid_block",
        "up_blocks.0",
        "up_blocks.1",
    }
    assert {n.split(".attentions")[0] for n in attention_layers(unet, 64)} == {
        "mid_block",
        "up_blocks.0",
    }


# The pull


def outside(model, document, step):
    way = AttentionGuidance(1.0)
    way.prepare(model, document)
    text = branches_for(model.text.encode(document.prompt), model.text.encode(""), 1.0)
    step.features = model.denoiser.predict(step.x_in, step.t, text, way.look_at).features
    return float(way.energy(step))


@pytest.mark.parametrize("formula", FORMULAS)
def test_it_brings_the_words_into_the_contour(run, tiny_model, formula, monkeypatch):
    monkeypatch.setattr(AttentionGuidance, "formula", formula)
    document = circle()
    free = run(document=document, steps=8)
    pulled = run(text_pull(1.0), document=document, steps=8)
    assert outside(tiny_model, document, pulled[4]) < outside(tiny_model, document, free[4])


def test_zero_is_absence_to_the_bit(latents):
    edge = MethodSettings("edge_predictor", 1.0, 0.0, 0.5)
    assert torch.equal(latents(replace(edge, text_pull=0.0)), latents(edge))
    assert torch.equal(latents(text_pull(1.0, edge=0.0)), latents())
    assert not torch.equal(latents(replace(edge, text_pull=0.5)), latents(edge))


def test_only_steps_in_its_window_differ(run):
    free, pulled = run(), run(MethodSettings("edge_predictor", 1e-9, 0.5, 1.0, text_pull=1.0))
    assert torch.equal(free[1].x_next, pulled[1].x_next)
    assert not torch.allclose(free[2].x_next, pulled[2].x_next, atol=1e-4)


def test_order_does_not_matter_and_nothing_stays(latents, tiny_model):
    before = latents()
    ways = (
        text_pull(0.5, edge=1.0),
        MethodSettings("controlnet", 1.0),
        MethodSettings("gligen", 0.7),
    )
    assert torch.equal(latents(*ways), latents(*ways[::-1]))
    assert torch.equal(latents(), before)
    unet = tiny_model.denoiser.unet
    assert not any(m._forward_hooks for m in unet.modules())
    kinds = {type(p).__module__ for p in unet.attn_processors.values()}
    assert kinds == {"diffusers.models.attention_processor"}


def test_through_the_prompts_branch_alone(tiny_model):
    seen = []
    predict = tiny_model.denoiser.predict

    class Watched:
        provides = tiny_model.denoiser.provides - {"gradients"}

        def predict(self, x, t, branches, look_at=()):
            seen.append(([branch.null for branch in branches], torch.is_grad_enabled()))
            return predict(x, t, branches, look_at)

    way = AttentionGuidance(0.5, (0.0, 0.5))
    way.prepare(tiny_model, circle())
    text = tiny_model.text.encode
    solver = make_solver("ddim", tiny_model.scheduler_config, 2)
    branches = branches_for(text("a red cat"), text(""), 3.0)
    list(run_eagerly(sample(Watched(), solver, branches, [way], torch.randn(1, 4, 16, 16))))
    assert seen == [([False], True), ([True], False), ([True, False], False)]


@pytest.mark.parametrize("precision", [torch.bfloat16, torch.float16])
def test_it_is_finite_in_low_precision(precision, tiny_model_dir):
    from sketchpad.models.model import load_model
    from sketchpad.models.runtime.device import DeviceChoice

    model = load_model(tiny_model_dir, DeviceChoice(torch.device("cpu"), precision))
    way = AttentionGuidance(0.5)
    way.prepare(model, circle())
    solver = make_solver("unipc", model.scheduler_config, 3)
    branches = branches_for(model.text.encode("a red cat"), model.text.encode(""), 3.0)
    steps = list(
        run_eagerly(sample(model.denoiser, solver, branches, [way], torch.randn(1, 4, 16, 16)))
    )
    assert torch.isfinite(steps[-1].x_next).all()
    assert not any(step.notes for step in steps)


def test_on_a_model_shaped_like_stable_diffusion_xl(tmp_path):
    """Lines by the edge predictor and a ControlNet, words by their attention; GLIGEN has no gates for it."""
    from sketchpad.generation.request.request import Request, Sampling
    from sketchpad.generation.run.setup import prepare, start_noise
    from tests.tiny import build_tiny_model, load_tiny

    model = load_tiny(build_tiny_model(tmp_path, xl=True, gated=False))
    ways = (text_pull(0.5, edge=1.0), MethodSettings("controlnet", 1.0))

    def latents(*methods):
        request = Request(circle(), Sampling(3, 4, 4.0), methods)
        text = model.text
        branches = branches_for(text.encode(circle().prompt), text.negative(""), 4.0)
        solver = make_solver("ddim", model.scheduler_config, 4)
        guidance = prepare(request, model)
        *_, last = run_eagerly(
            sample(model.denoiser, solver, branches, guidance, start_noise(request, model))
        )
        return last.x_next

    together = latents(*ways)
    assert torch.isfinite(together).all()
    assert torch.equal(together, latents(*ways[::-1]))
    without_words = latents(replace(ways[0], text_pull=0.0), ways[1])
    assert not torch.equal(together, without_words)


@pytest.mark.parametrize("kind", [AttentionGuidance, EdgeGuidance])
def test_it_is_weaker_in_steps_in_which_a_controlnet_reads_the_lines(kind):
    """Known before the loop, whatever the order; a ControlNet of other things or outside its window does not count."""
    late, other, off = (ControlNetGuidance(one, (0.5, 1.0)) for one in (0.8, 0.8, 0.0))
    late.reads_lines = off.reads_lines = True
    for ways in ([late], [other], [off], [other, late]):
        for flip in (1, -1):
            way = kind(1.5)
            balance([*ways, way][::flip], 4)
            weaker = 1.5 * YIELDING if late in ways else 1.5
            strengths = [way.strength_at(index / 4) for index in range(4)]
            assert strengths == [1.5, 1.5, pytest.approx(weaker), pytest.approx(weaker)]


def test_a_curve_is_weakened_too():
    late = ControlNetGuidance(1.0, (0.5, 1.0))
    late.reads_lines = True
    way = EdgeGuidance(lambda share: 1.0 + share)
    balance([way, late], 2)
    assert way.strength_at(0.0) == 1.0
    assert way.strength_at(0.5) == pytest.approx(1.5 * YIELDING)
