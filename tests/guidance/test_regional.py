"""Boxes without GLIGEN's gates: exact attention maps and outputs, with the shapes of Stable Diffusion 1, 2 and XL."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from sketchpad.document.model import Box
from sketchpad.generation.comparison.run_plans import compare
from sketchpad.generation.request.request import MethodSettings, Request, Sampling
from sketchpad.generation.run.generate import generate
from sketchpad.guidance.attention_guidance import attention_layers
from sketchpad.guidance.regional import RegionalGuidance
from sketchpad.models.model import load_model
from sketchpad.models.networks.regional import map_size
from sketchpad.models.runtime.device import DeviceChoice
from sketchpad.sampling.denoiser import branches_for
from sketchpad.sampling.network_calls import run_eagerly
from tests.tiny import OneModel, load_tiny, shared_tiny_model

pytestmark = pytest.mark.slow

FAMILIES = {
    "sd1": {"gated": False},
    "sd2": {"gated": False, "second": True},
    "sdxl": {"xl": True},
}
BOX = (0.0, 0.0, 0.5, 1.0)


@pytest.fixture(scope="module", params=FAMILIES)
def model(request):
    return load_tiny(shared_tiny_model(**FAMILIES[request.param]))


def regions_of(model, document, scale=1.0):
    guidance = RegionalGuidance(scale)
    guidance.prepare(model, document)
    return replace(guidance._regions, scale=scale)


def predicted(model, document, scale, look_at=(), guidance_scale=4.0):
    """The output and the attention maps with regions in the prompt's branch; None: without."""
    branches = branches_for(*model.text.pair(document.prompt, ""), guidance_scale)
    if scale is not None:
        branches[-1].regions = regions_of(model, document, scale)
    height, width = model.codec.latent_size(document.width, document.height)
    x = torch.randn(1, 4, height, width, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        return model.denoiser.predict(x, torch.tensor(500), branches, look_at)


@pytest.fixture
def cat_left(drawing):
    return replace(drawing, strokes=(), prompt="a cat and a dog", boxes=(Box("cat", BOX),))


def test_the_words_of_a_box_get_no_attention_outside_of_it(model, cat_left):
    layers = attention_layers(model.denoiser.unet, 16)
    plain, steered = (predicted(model, cat_left, scale, layers).features for scale in (None, 1.0))
    [cat] = model.text.prompts.positions(cat_left.prompt, [(2, 5)])
    for layer in layers:
        for row, expected in ((0, plain), (1, steered)):
            seen = steered[layer][row].mean(0)
            height, width = map_size(len(seen), (16, 16))
            seen = seen.reshape(height, width, -1)
            assert torch.allclose(seen.sum(-1), torch.ones(height, width), atol=1e-5)
            inside, outside = seen[:, : width // 2, cat], seen[:, width // 2 :, cat]
            assert bool((inside > 0).all())
            assert bool((outside == 0).all()) == (expected is steered)


def test_half_the_strength_halves_how_much_they_count(model, cat_left):
    layer = next(name for name, _ in model.denoiser.unet.named_modules() if name.endswith(".attn2"))
    [cat] = model.text.prompts.positions(cat_left.prompt, [(2, 5)])
    plain, half = (
        predicted(model, cat_left, scale, [layer]).features[layer][1].double()
        for scale in (None, 0.5)
    )  # of the first layer, which nothing has changed before
    weight = torch.ones(plain.shape[1:], dtype=torch.float64)
    _, width = map_size(len(weight), (16, 16))
    weight.unflatten(0, (-1, width))[:, width // 2 :, cat] = 0.5
    counted = plain * weight
    assert torch.allclose(half, counted / counted.sum(-1, keepdim=True), atol=1e-6)


def test_inside_the_box_its_own_prompt_is_read(model, cat_left):
    """With a box around everything the picture is that of the phrase; the pooled text of XL stays the prompt's."""
    whole = replace(cat_left, boxes=(Box("dog", (0, 0, 1, 1)),))
    prompt = model.text.encode(whole.prompt)
    alone = replace(model.text.encode("a dog"), pooled=prompt.pooled, extra=prompt.extra)
    negative = model.text.negative("")
    x = torch.randn(1, 4, 16, 16, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        expected = model.denoiser.predict(
            x, torch.tensor(500), branches_for(alone, negative, 4.0)
        ).output
    got = predicted(model, whole, 1.0).output
    assert torch.allclose(got, expected, atol=1e-5)
    assert not torch.allclose(got[1], predicted(model, whole, None).output[1], atol=1e-3)


def test_boxes_that_overlap_share_what_they_have_in_common(tiny_model, drawing):
    boxes = (Box("cat", (0, 0, 1, 1)), Box("house", (0, 0, 1, 1)))
    both = predicted(tiny_model, replace(drawing, boxes=boxes), 1.0).output
    swapped = predicted(tiny_model, replace(drawing, boxes=boxes[::-1]), 1.0).output
    assert torch.allclose(both, swapped, atol=1e-5)


def test_a_boxs_strength_counts(tiny_model, drawing):
    weak = replace(drawing, boxes=tuple(replace(box, strength=0.5) for box in drawing.boxes))
    boxed, plain = (predicted(tiny_model, drawing, s).output[1] for s in (1.0, None))
    change, less = (predicted(tiny_model, d, 1.0).output[1] - plain for d in (drawing, weak))
    assert less.norm() < change.norm()
    assert torch.isfinite(boxed).all()


def test_long_phrases_and_prompts_of_several_chunks(tiny_model, drawing):
    long = replace(drawing, prompt="a cat BREAK a dog", boxes=(Box("cat " * 40, BOX),))
    assert torch.isfinite(predicted(tiny_model, long, 1.0).output).all()


def test_in_half_precision(drawing):
    place = DeviceChoice(torch.device("cpu"), torch.bfloat16)
    model = load_model(shared_tiny_model(gated=False), place)
    exact = predicted(load_tiny(shared_tiny_model(gated=False)), drawing, 1.0).output
    assert torch.allclose(predicted(model, drawing, 1.0).output, exact, atol=0.1)


def test_the_words_pull_beside_it(latents):
    pull = MethodSettings("edge_predictor", 1.0, 0.0, 0.5, text_pull=1.0)
    both = latents(pull, MethodSettings("regional", 1.0))
    assert torch.isfinite(both).all()
    assert not torch.equal(both, latents(pull))


def test_cells_of_one_batch_are_as_if_made_alone(tiny_model, drawing):
    requests = [
        Request(drawing, Sampling(5, 2, 4.0), methods)
        for methods in (
            (),
            (MethodSettings("regional", 1.0),),
            (MethodSettings("regional", 0.5, 0.5, 1.0), MethodSettings("gligen", 1.0)),
        )
    ]
    store = OneModel(tiny_model)
    together = dict(compare(requests, store=store))
    for number, request in enumerate(requests):
        *_, alone = run_eagerly(generate(request, store=store))
        difference = together[number].picture.astype(int) - alone.picture
        assert np.abs(difference).max() <= 1
