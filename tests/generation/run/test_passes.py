"""Large pictures: composed at the model's own size, then finished."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import torch

from sketchpad.document.box import Box
from sketchpad.document.model import Document, Stroke
from sketchpad.errors import BadMatrix
from sketchpad.generation.comparison.matrix import Plan, branch
from sketchpad.generation.export.a1111_text import from_a1111_text, to_a1111_text
from sketchpad.generation.request.request import (
    InitImage,
    MethodSettings,
    Request,
    Sampling,
)
from sketchpad.generation.run.generate import GenerateOptions, generate
from sketchpad.generation.run.passes import (
    LARGEST_AREA,
    UPSCALE_STRENGTH,
    can_upscale,
    pass_sizes,
    passes,
    size_near,
    upscaled,
)
from sketchpad.sampling.network_calls import run_eagerly
from sketchpad.sampling.solvers import NAMES
from tests.tiny import OneModel

pytestmark = pytest.mark.slow

DRAWING = Document(
    width=256,
    height=256,
    strokes=(Stroke([[40, 30, 1.0], [200, 220, 1.0]], 6.0),),
    boxes=(Box("cat", (0.1, 0.2, 0.6, 0.9)),),
    prompt="a red cat",
)


@pytest.fixture
def small(tiny_model):
    """The tiny model as one that composes at 128 px."""
    before = tiny_model.info
    tiny_model.info = replace(before, native_size=128)
    yield tiny_model
    tiny_model.info = before


def request(steps=6, scheduler="ddim", *methods, document=DRAWING, two_pass=True):
    sampling = Sampling(7, steps, 2.0, scheduler, two_pass=two_pass)
    return Request(document, sampling, methods)


def run(model, asked, **more):
    return list(
        run_eagerly(generate(asked, store=OneModel(model), options=GenerateOptions(**more)))
    )


@pytest.mark.parametrize("scheduler", NAMES)
def test_every_step_is_seen_at_full_size(scheduler, small):
    *steps, final = run(small, request(6, scheduler))
    assert [one.index for one in steps] == [1, 2, 3, 4, 5, 6]
    assert {one.total for one in steps} == {6}
    assert {one.picture.shape for one in (*steps, final)} == {(256, 256, 3)}
    assert final.final


def test_the_first_pass_is_the_picture_of_the_models_own_size(small):
    """So a seed means the same composition at every size."""
    kept = {}
    run(small, request(10), on_latents=lambda step, latents: kept.update({step: latents.clone()}))
    own = {}
    alone = request(6, document=DRAWING.resized(128, 128))
    run(small, alone, on_latents=lambda step, latents: own.update({step: latents.clone()}))
    assert torch.equal(kept[6], own[6])
    assert kept[7].shape[-1] == 2 * own[6].shape[-1]


def test_what_is_made_in_one_pass_stays_as_it_was(small):
    page = DRAWING.resized(128, 128)
    assert len(passes(request(document=page), small.info)) == 1
    one, other = (run(small, request(document=page, two_pass=on))[-1] for on in (True, False))
    assert np.array_equal(one.picture, other.picture)


def test_two_passes_change_the_picture(small):
    one, other = (run(small, request(two_pass=on))[-1].picture for on in (True, False))
    assert not np.array_equal(one, other)


@pytest.mark.parametrize(
    "method",
    [
        MethodSettings("controlnet", 1.0),
        MethodSettings("gligen", 1.0),
        MethodSettings("edge_predictor", 1.6, 0.0, 1.0),
    ],
    ids=lambda method: method.name,
)
def test_methods_steer_both_passes(method, small):
    kept, plain = {}, {}
    run(small, request(6, "ddim", method), on_latents=lambda n, x: kept.update({n: x.clone()}))
    start = 4, kept[4]  # the end of the first pass
    run(small, request(6), resume_from=start, on_latents=lambda n, x: plain.update({n: x.clone()}))
    assert set(plain) == {5, 6}
    assert not torch.equal(kept[6], plain[6])


def test_a_method_that_ends_early_is_not_heard_while_the_picture_is_finished(small):
    early = MethodSettings("controlnet", 1.0, 0.0, 0.5)
    kept, plain = {}, {}
    run(small, request(10, "ddim", early), on_latents=lambda n, x: kept.update({n: x.clone()}))
    start = 6, kept[6]
    run(small, request(10), resume_from=start, on_latents=lambda n, x: plain.update({n: x.clone()}))
    assert torch.equal(kept[10], plain[10])


@pytest.mark.parametrize("step", [2, 4, 5])
@pytest.mark.parametrize("scheduler", ["ddim", "euler_a", "lcm"])
def test_a_run_that_is_taken_up_ends_the_same(step, scheduler, small):
    kept = {}
    *_, whole = run(
        small, request(6, scheduler), on_latents=lambda n, x: kept.update({n: x.clone()})
    )
    *_, rest = run(small, request(6, scheduler), resume_from=(step, kept[step]))
    assert np.array_equal(whole.picture, rest.picture)


def test_a_branch_keeps_its_passes():
    plan = Plan(request())
    with pytest.raises(BadMatrix):
        branch(plan, 2, request(two_pass=False))


@pytest.mark.parametrize("steps", [1, 2, 3, 4, 20, 150])
@pytest.mark.parametrize("side", [128, 192, 256, 512, 1024, 2048])
def test_the_passes_make_the_steps_that_were_asked_for(steps, side, tiny_model):
    info = replace(tiny_model.info, native_size=128)
    asked = request(steps, document=DRAWING.resized(side, side))
    found = passes(asked, info)
    assert sum(one.count for one in found) == asked.steps_taken == steps
    assert found[-1].request.document.width == side
    assert all(one.count >= 1 and one.share <= 1 for one in found)
    for before, after in pairwise(found):
        assert after.first == before.first + before.count
        assert before.request.document.width < after.request.document.width
        assert after.skipped + after.count == after.request.sampling.steps


def test_a_picture_to_begin_from_is_not_composed_anew(small, tmp_path):
    from sketchpad.generation.request.request import InitImage

    asked = replace(request(), base=InitImage(str(tmp_path / "p.png"), 0.5))
    assert [one.request for one in passes(asked, small.info)] == [asked]


@pytest.mark.parametrize(
    ("width", "height"), [(256, 128), (128, 256), (192, 192), (512, 256), (384, 320), (2048, 128)]
)
def test_sizes_are_such_as_models_take(width, height, tiny_model):
    info = replace(tiny_model.info, native_size=128)
    sizes = pass_sizes(width, height, info)
    assert sizes[-1] == (width, height)
    assert all(side % 64 == 0 and side >= 128 for size in sizes for side in size)
    if len(sizes) > 1:
        assert sizes[0][0] * sizes[0][1] <= 2 * LARGEST_AREA * 128**2 or width / height > 4


def test_the_shape_counts_for_more_than_the_size():
    assert size_near(128, 1.0, 32) == (128, 128)
    assert size_near(128, 2.0, 32) == (256, 128)
    assert size_near(512, 1.5, 64) == (640, 448) or size_near(512, 1.5, 64)[0] / 64 >= 9
    width, height = size_near(512, 1.0, 48)
    assert width % 192 == height % 192 == 0


def test_it_is_written_down_and_read_again():
    asked = request()
    assert Request.from_json(asked.to_json()).sampling.two_pass
    assert not Request.from_json(request(two_pass=False).to_json()).sampling.two_pass
    read = from_a1111_text(to_a1111_text(asked))
    assert read is not None
    assert read.sampling.two_pass
    old = asked.to_json()
    del old["sampling"]["two_pass"]
    assert not Request.from_json(old).sampling.two_pass  # made in one pass before there were two


# a finished picture, larger


def test_the_drawing_grows_along_and_the_picture_is_begun_from(tmp_path):
    drawing = Document(
        256,
        128,
        strokes=(Stroke([[8, 8, 1], [40, 20, 1]], 4),),
        boxes=(Box("cat", (0.1, 0.1, 0.7, 0.7)),),
        prompt="a cat",
    )
    asked = Request(drawing, Sampling(3, 10, 2.0), (MethodSettings("controlnet", 1.0),), "model")
    found = upscaled(asked, tmp_path / "a.png", 256, 128)
    assert (found.document.width, found.document.height) == (512, 256)
    assert found.document.strokes[0].points[1][:2] == pytest.approx((80, 40))
    assert found.document.boxes == drawing.boxes
    assert found.base == InitImage(str(tmp_path / "a.png"), UPSCALE_STRENGTH)
    assert (found.sampling, found.methods, found.model) == (asked.sampling, asked.methods, "model")
    again = upscaled(asked, tmp_path / "b.png", 512, 256)
    assert (again.document.width, again.document.height) == (1024, 512)


def test_upscaling_has_an_end():
    assert can_upscale(1024, 512)
    assert not can_upscale(1024, 1088)
