from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from sketchpad.document.model import Box
from sketchpad.errors import UnsupportedGuidance
from sketchpad.generation.request.request import MethodSettings
from sketchpad.guidance.gligen import SLOTS, GligenGuidance
from sketchpad.models.networks.grounding import gates
from sketchpad.sampling.denoiser import Branch
from tests.tiny import build_tiny_model, load_tiny

FULL = MethodSettings("gligen", 1.0)


def grounding(model, document, strength=1.0):
    way = GligenGuidance(strength)
    way.prepare(model, document)
    branches = [Branch(model.text.encode(""), null=True), Branch(model.text.encode("a"))]

    class AnyStep:
        share = 0.0

    way.condition(branches, AnyStep())
    return branches[0].grounding, branches[1].grounding


def test_boxes_fill_the_first_of_thirty_slots(tiny_model, drawing):
    _, told = grounding(tiny_model, drawing)
    assert told.boxes.shape == (1, SLOTS, 4)
    assert told.masks[0].tolist() == [1.0, 1.0] + [0.0] * 28
    assert told.boxes[0, 0].tolist() == pytest.approx(list(drawing.boxes[0].rect))
    assert torch.equal(told.embeddings[0, 1], tiny_model.text.phrase("house")[0])


def test_the_other_branch_gets_empty_slots(tiny_model, drawing):
    null, _ = grounding(tiny_model, drawing)
    assert not null.masks.any()


def test_equal_phrases_are_told_apart_by_their_boxes(latents, drawing):
    one = replace(drawing, boxes=(Box("cat", (0.0, 0.0, 0.5, 0.5)),))
    two = replace(drawing, boxes=(*one.boxes, Box("cat", (0.5, 0.5, 1.0, 1.0))))
    assert not torch.equal(latents(FULL, document=one), latents(FULL, document=two))


def test_place_and_phrase_matter(latents, drawing):
    here = replace(drawing, boxes=(Box("cat", (0.0, 0.0, 0.5, 0.5)),))
    there = replace(drawing, boxes=(Box("cat", (0.5, 0.5, 1.0, 1.0)),))
    other = replace(drawing, boxes=(Box("dog", (0.0, 0.0, 0.5, 0.5)),))
    a, b, c = (latents(FULL, document=d) for d in (here, there, other))
    assert not torch.allclose(a, b, atol=1e-4)
    assert not torch.allclose(a, c, atol=1e-4)


def test_more_boxes_than_slots_are_cut(tiny_model, drawing):
    boxes = tuple(Box("cat", (0.0, 0.0, 0.5, 0.01 * (n + 2))) for n in range(40))
    _, told = grounding(tiny_model, replace(drawing, boxes=boxes))
    assert int(told.masks.sum()) == SLOTS


def test_strength_scales_the_gates_as_trained_weights_would(latents, tiny_model):
    """Halving what the gates let through is the same as gates trained to let half as much through."""
    half = latents(MethodSettings("gligen", 0.5))
    changed = []
    with torch.no_grad():
        for gate in gates(tiny_model.denoiser.unet):
            for alpha in (gate.alpha_attn, gate.alpha_dense):
                changed.append((alpha, alpha.clone()))
                alpha.copy_(torch.atanh(0.5 * torch.tanh(alpha)))
    try:
        assert torch.allclose(half, latents(FULL), atol=1e-4)
    finally:
        with torch.no_grad():
            for alpha, value in changed:
                alpha.copy_(value)


def test_a_model_without_gates_refuses(tmp_path, drawing):
    model = load_tiny(build_tiny_model(tmp_path, gated=False))
    with pytest.raises(UnsupportedGuidance):
        GligenGuidance().prepare(model, drawing)


def with_strengths(document, *strengths):
    boxes = [replace(box, strength=s) for box, s in zip(document.boxes, strengths, strict=True)]
    return replace(document, boxes=tuple(boxes))


def test_a_box_of_strength_zero_is_absent_to_the_bit(latents, drawing):
    without = replace(drawing, boxes=drawing.boxes[:1])
    assert torch.equal(
        latents(FULL, document=with_strengths(drawing, 1, 0)), latents(FULL, document=without)
    )
    nobody = replace(drawing, boxes=())
    assert torch.equal(
        latents(FULL, document=with_strengths(drawing, 0, 0)), latents(FULL, document=nobody)
    )


def test_a_boxs_strength_is_continuous_from_absent_to_full(latents, drawing):
    def difference(a, b):
        return float((a - b).abs().max())

    absent, faint, half, near, full = (
        latents(FULL, document=with_strengths(drawing, 1, s)) for s in (0, 1e-4, 0.5, 1 - 1e-4, 1)
    )
    assert difference(absent, faint) < 1e-3
    assert difference(near, full) < 1e-3
    assert difference(absent, full) > difference(half, full) > 1e-3


def test_a_strong_box_is_listened_to_more(latents, drawing):
    strong = latents(FULL, document=with_strengths(drawing, 1, 2))
    assert torch.isfinite(strong).all()
    assert not torch.allclose(strong, latents(FULL, document=drawing), atol=1e-3)


def test_decay_ends_in_absence(run):
    """Of four steps, the last two fall to half and to nothing."""
    steady, falling = run(FULL), run(MethodSettings("gligen", 1.0, decay=0.5))
    assert torch.equal(steady[1].x_next, falling[1].x_next)
    assert not torch.equal(steady[2].x_next, falling[2].x_next)
    halved = run(
        MethodSettings("gligen", 1.0, 0.0, 0.75, curve=((0.0, 1.0), (0.25, 1.0), (0.5, 0.5)))
    )
    assert torch.equal(halved[3].x_next, falling[3].x_next)


def test_weak_boxes_leave_no_trace(run, latents, drawing, tiny_model):
    before = latents()
    latents(FULL, document=with_strengths(drawing, 0.3, 1.7))
    assert torch.equal(latents(), before)
    kinds = {type(g.attn.processor).__module__ for g in gates(tiny_model.denoiser.unet)}
    assert kinds == {"diffusers.models.attention_processor"}
