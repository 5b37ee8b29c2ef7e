"""Repainting a part: nothing outside of mask and feather changes, and methods steer inside."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from sketchpad.document.edit.mask_patches import of_rect
from sketchpad.document.model import Box, Document, Stroke
from sketchpad.document.raster.mask_raster import render_mask
from sketchpad.generation.comparison.run_plans import compare
from sketchpad.generation.preflight.check import check
from sketchpad.generation.request.request import InitImage, MethodSettings, Request, Sampling
from sketchpad.generation.run.generate import generate
from sketchpad.generation.run.passes import upscaled
from sketchpad.generation.run.repaint import part_of, repaint_of
from sketchpad.sampling.network_calls import run_eagerly
from tests.tiny import OneModel

DRAWING = Document(
    192,
    128,
    strokes=(Stroke([[40, 40], [90, 70], [60, 100]], 6.0),),
    boxes=(Box("cat", (0.2, 0.2, 0.6, 0.9)),),
    prompt="a red cat",
)
METHODS = tuple(MethodSettings(name, 1.0) for name in ("edge_predictor", "controlnet", "gligen"))


@pytest.fixture(scope="module")
def photo(tmp_path_factory):
    path = tmp_path_factory.mktemp("photo") / "photo.png"
    pixels = np.random.default_rng(1).integers(0, 256, (128, 192, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(path)
    return path


def masked(**options):
    patches = (of_rect((40, 30, 110, 100)), replace(of_rect((60, 50, 80, 70)), name=""))
    return DRAWING.with_mask(patches, **options)


def request_for(photo, document, *methods, strength=0.7):
    base = InitImage(str(photo), strength)
    return Request(document, Sampling(7, 2, 2.0), methods, base=base)


def pictures(model, request):
    return [step.picture for step in run_eagerly(generate(request, store=OneModel(model)))]


@pytest.mark.parametrize(("options", "methods"), [
    ({}, METHODS),
    ({"feather": 0}, ()),
    ({"grow": -5, "feather": 3}, ()),
    ({"inverted": True, "grow": 4}, ()),
    ({"only_masked": True, "padding": 8}, METHODS),
], ids=str)  # fmt: skip
def test_not_one_pixel_outside_of_mask_and_feather_changes(options, methods, tiny_model, photo):
    request = request_for(photo, masked(**options), *methods)
    before = np.asarray(Image.open(photo))
    mask = render_mask(request.document, 192, 128)
    for picture in pictures(tiny_model, request):
        changed = (picture != before).any(axis=2)
        assert not changed[mask == 0].any()
    assert changed[mask == 1].mean() > 0.9
    assert 0.02 < (mask == 0).mean() < 0.95


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_all_methods_steer_inside(method, tiny_model, photo):
    for options in ({}, {"only_masked": True}):
        free, led = (
            pictures(tiny_model, request_for(photo, masked(**options), *methods))[-1]
            for methods in ((), (method,))
        )
        assert (led != free).any()


def test_things_of_masked_boxes_are_made_first(tiny_model, photo):
    """And those of other boxes stay as they are in the picture."""
    gligen = MethodSettings("gligen", 1.0, things_first=True)
    other = Box("dog", (0.75, 0.1, 0.95, 0.9))
    document = masked().with_box(other)
    request = request_for(photo, document, gligen)
    assert repaint_of(request, tiny_model.info).of_objects.document.boxes == document.boxes[:1]
    before, mask = np.asarray(Image.open(photo)), render_mask(document, 192, 128)
    for picture in pictures(tiny_model, request):
        assert (picture[mask == 0] == before[mask == 0]).all()
    without = pictures(tiny_model, request.with_methods(gligen.replaced(things_first=False)))[-1]
    assert (picture != without).any()


def test_pure_noise_leaves_nothing_of_the_picture_inside(tiny_model, photo, tmp_path):
    """With a strength of 1 what is under the mask has no say."""
    other = np.array(Image.open(photo))
    other[30:100, 40:110] = 0
    path = tmp_path / "other.png"
    Image.fromarray(other).save(path)
    whole = DRAWING.with_mask((of_rect((40, 30, 110, 100)),), feather=0)
    free = (render_mask(whole, 192, 128) == 1).nonzero()
    one, two = (
        pictures(tiny_model, request_for(p, whole, strength=1.0))[-1] for p in (photo, path)
    )
    assert np.abs(one[free].astype(int) - two[free]).mean() < 30


def test_a_part_is_painted_at_the_models_size_or_its_own(tiny_model):
    info = replace(tiny_model.info, native_size=256)
    mask = np.zeros((512, 512), np.float32)
    mask[100:140, 60:120] = 1
    (x0, y0, x1, y1), (width, height) = part_of(mask, 16, info)
    assert max(x0 - 44, 136 - x1, y0 - 84, 156 - y1) <= 0
    assert width * height == pytest.approx(256**2, rel=0.3)
    assert (x1 - x0) / (y1 - y0) == pytest.approx(width / height, rel=0.02)
    mask[20:500, 20:500] = 1
    assert part_of(mask, 0, info)[1] == (512, 512) or part_of(mask, 0, info)[1] == (448, 448)
    mask[:] = 1
    assert part_of(mask, 64, info) == ((0, 0, 512, 512), (512, 512))


def test_compared_side_by_side(tiny_model, photo):
    request = request_for(photo, masked())
    cells = compare([request, request.with_methods(METHODS[1])], store=OneModel(tiny_model))
    final = {number: step.picture for number, step in cells if step.final}
    before, mask = np.asarray(Image.open(photo)), render_mask(request.document, 192, 128)
    assert all((picture[mask == 0] == before[mask == 0]).all() for picture in final.values())
    alone = pictures(tiny_model, request)[-1].astype(int)
    assert np.abs(final[0] - alone).max() <= 1
    assert (final[0] != final[1]).any()


def test_a_hidden_mask_repaints_all(tiny_model, photo):
    hidden = masked().with_layer("mask", visible=False)
    one, all_of_it = (
        pictures(tiny_model, request_for(photo, document))[-1] for document in (hidden, DRAWING)
    )
    assert (one == all_of_it).all()


def test_what_is_wrong_with_a_mask_is_said_before_a_run(tiny_model_dir, photo):
    def said(document, base):
        request = Request(document, Sampling(7, 3, 2.0), (), str(tiny_model_dir), base=base)
        return [(p.code, p.where) for p in check(request) if p.blocking]

    base = InitImage(str(photo))
    assert said(masked(), base) == []
    assert said(masked(), None) == [("mask_without_picture", "base")]
    assert said(DRAWING.with_mask((of_rect((500, 500, 600, 600)),)), base) == [
        ("empty_mask", "mask")
    ]
    assert said(masked(grow=-60), base) == [("empty_mask", "mask")]
    assert said(masked().with_layer("mask", visible=False), None) == []


def test_all_of_a_repainted_picture_is_refined_when_it_is_enlarged(photo):
    assert upscaled(request_for(photo, masked()), photo, 192, 128).document.mask == ()
