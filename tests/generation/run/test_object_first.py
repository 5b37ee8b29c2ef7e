"""Objects first: made by itself, cut out, put into its box."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from sketchpad.document.box import Box
from sketchpad.document.model import Document, Paint, Stroke
from sketchpad.errors import BadMatrix
from sketchpad.generation.comparison.matrix import Plan, branch
from sketchpad.generation.request.request import (
    InitImage,
    MethodSettings,
    Request,
    Sampling,
)
from sketchpad.generation.run import object_first, object_first_run
from sketchpad.generation.run.generate import GenerateOptions, generate
from sketchpad.generation.run.object_first import cut_out
from sketchpad.generation.run.passes import passes
from sketchpad.guidance.latent_mask import LatentMask
from sketchpad.sampling.guidance import Step
from sketchpad.sampling.network_calls import run_eagerly
from tests.tiny import OneModel

FIRST = MethodSettings("gligen", 1.0, things_first=True)
DRAWING = Document(
    width=128,
    height=128,
    strokes=(
        Stroke([[20, 30, 1.0], [50, 60, 1.0]], 4.0),
        Stroke([[5, 120, 1.0], [120, 125, 1.0]], 4.0),
    ),
    boxes=(
        Box("cat", (0.1, 0.2, 0.5, 0.6)),
        Box("red ball", (0.4, 0.1, 0.95, 0.95)),
        Box("", (0.0, 0.0, 0.1, 0.1)),
        Box("dog", (0.0, 0.0, 0.1, 0.1), strength=0.0),
    ),
    prompt="a cat and a red ball, watercolor, on grass under a blue sky, a cat again",
)


def asked(*methods, document=DRAWING, base=None):
    return Request(document, Sampling(7, 6, 2.0), methods or (FIRST,), base=base)


def test_paint_goes_along_with_its_thing_and_not_what_is_behind_it(tiny_model):
    own = Paint(Stroke([[20, 30], [50, 60]], 9), "#ff0000")
    sky = Paint(Stroke([[0, 40], [64, 40], [128, 40]], 60), "#0000ff")
    page = replace(DRAWING, paints=(sky, own), denoising=0.4)
    ways = FIRST, MethodSettings("controlnet", 1.0)
    request = asked(*ways, document=page)
    alone = object_first.object_request(request, DRAWING.boxes[0], 0, tiny_model.info)
    assert [paint.colour for paint in alone.document.paints] == ["#ff0000"]
    assert np.array_equal(alone.document.paints[0].stroke.points, alone.document.strokes[0].points)
    assert alone.document.denoising == 0.4
    bare = asked(*ways, document=replace(page, paints=(sky,)))
    assert not object_first.object_request(bare, DRAWING.boxes[0], 0, tiny_model.info).is_painted


def disc(side=64, radius=20, colour=(200, 30, 30), ground=(255, 255, 255)):
    y, x = np.mgrid[:side, :side]
    picture = np.empty((side, side, 3), np.uint8)
    picture[:] = ground
    picture[(x - side / 2) ** 2 + (y - side / 2) ** 2 < radius**2] = colour
    return picture


def test_boxes_that_say_something_have_a_thing_the_largest_at_the_back():
    assert [box.phrase for box in object_first.object_boxes(asked())] == ["red ball", "cat"]


@pytest.mark.parametrize(
    "request_",
    [
        asked(MethodSettings("gligen", 1.0)),
        asked(replace(FIRST, strength=0.0)),
        asked(MethodSettings("controlnet", 1.0)),
        asked(base=InitImage("p.png", 0.5)),
    ],
)
def test_otherwise_there_are_none(request_):
    assert object_first.object_boxes(request_) == ()


def test_a_thing_is_asked_for_by_itself(tiny_model):
    ball, cat = object_first.object_boxes(asked())
    info = replace(tiny_model.info, native_size=128, words=())
    one = object_first.object_request(asked(), ball, 0, info)
    assert one.document.prompt == "a red ball on a white background, watercolor"
    assert one.document.boxes == ()
    assert one.methods == ()
    assert (one.document.width, one.document.height) == (128, 128)
    longer = replace(asked(), sampling=replace(asked().sampling, steps=20))
    assert (
        object_first.object_request(longer, ball, 0, info).sampling.steps == 8
    )  # the embedded model's card
    longer = replace(longer, model=str(tiny_model.info.folder))
    assert object_first.object_request(longer, ball, 0, info).sampling.steps == 20
    taught = replace(info, words=("cat", "ball"))
    assert (
        object_first.object_request(asked(), cat, 1, taught).document.prompt == "a cat, watercolor"
    )
    assert object_first.object_request(asked(), cat, 1, info).sampling.seed == one.sampling.seed + 1


@pytest.mark.parametrize(
    ("phrase", "prompt"),
    [("owl", "an owl"), ("the moon", "the moon"), ("two cats", "two cats"), ("a pig", "a pig")],
)
def test_phrases_become_prompts(phrase, prompt, tiny_model):
    info = replace(tiny_model.info, words=("cat",))
    box = Box(phrase, (0.1, 0.1, 0.5, 0.5))
    found = object_first.object_request(asked(document=Document(boxes=(box,))), box, 0, info)
    assert found.document.prompt == prompt


def test_lines_in_a_box_are_drawn_over_the_whole_page(tiny_model):
    info = replace(tiny_model.info, native_size=128)
    request = asked(FIRST, MethodSettings("controlnet", 1.5, region="boxes"))
    cat = request.document.boxes[0]
    one = object_first.object_request(request, cat, 0, info)
    assert one.document.strokes
    assert [method.name for method in one.methods] == ["controlnet"]
    assert one.methods[0].region == ""
    (stroke,) = one.document.strokes
    x0, y0, x1, y1 = cat.rect
    shares = (DRAWING.strokes[0].points[:, :2] / 128 - (x0, y0)) / (x1 - x0, y1 - y0)
    size = one.document.width, one.document.height
    assert np.allclose(stroke.points[:, :2], shares * size, atol=1e-3)
    ball = request.document.boxes[1]
    assert not object_first.object_request(request, ball, 0, info).document.strokes


def test_a_thing_is_cut_out_of_its_ground():
    alpha = cut_out(disc())
    assert alpha is not None
    assert alpha[32, 32] == pytest.approx(1.0)
    assert alpha[2, 2] == 0.0
    assert alpha.mean() == pytest.approx(np.pi * 20**2 / 64**2, rel=0.1)


def test_holes_and_white_parts_belong_to_it_scraps_do_not():
    picture = disc()
    picture[28:36, 28:36] = 255
    picture[2:4, 2:4] = 0
    alpha = cut_out(picture)
    assert alpha is not None
    assert alpha[32, 32] == pytest.approx(1.0)
    assert alpha[3, 3] == 0.0


@pytest.mark.parametrize(
    "picture",
    [
        np.full((64, 64, 3), 255, np.uint8),
        np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8),
    ],
    ids=["nothing", "noise"],
)
def test_where_no_thing_stands_out_there_is_none(picture):
    assert cut_out(picture) is None
    assert object_first.object_of(Box("cat", (0, 0, 1, 1)), picture, drawn=False) is None


def test_it_fits_into_the_middle_of_its_box():
    box = Box("ball", (0.25, 0.5, 0.75, 1.0), id="b1")
    thing = object_first.object_of(box, disc(radius=12), drawn=False)
    page = np.full((128, 128, 3), 255, np.uint8)
    made, covered = object_first.composite([thing], page)
    rows, columns = np.nonzero(covered > 0.5)
    assert rows.min() >= 64
    assert rows.max() <= 127
    assert columns.min() >= 32
    assert columns.max() < 96
    assert rows.max() - rows.min() > 55  # as large as the box
    assert (made[: rows.min() - 2] == 255).all()


def test_a_drawn_one_stays_where_it_was_drawn():
    box = Box("ball", (0.0, 0.0, 0.5, 0.5), id="b1")
    picture = np.full((64, 64, 3), 255, np.uint8)
    picture[40:60, 40:60] = (0, 0, 200)
    thing = object_first.object_of(box, picture, drawn=True)
    _, covered = object_first.composite([thing], np.full((128, 128, 3), 255, np.uint8))
    rows, columns = np.nonzero(covered > 0.5)
    assert (rows.min(), columns.min()) == (40, 40)
    assert rows.max() <= 60


@given(st.floats(0, 0.9), st.floats(0, 0.9), st.floats(0.01, 1), st.floats(0.01, 1), st.booleans())
def test_any_box_has_room_for_it(x, y, w, h, drawn):
    rect = (x, y, min(1.0, x + w), min(1.0, y + h))
    thing = object_first.object_of(Box("ball", rect, id="b1"), disc(), drawn)
    page = np.full((64, 96, 3), 128, np.uint8)
    made, covered = object_first.composite([thing], page)
    assert made.shape == page.shape
    assert 0.0 <= covered.min() <= covered.max() <= 1.0
    document = Document(192, 128, boxes=(Box("ball", rect, id="b1"),))
    inner = object_first.with_tight_boxes(document, [thing]).boxes[0].rect
    assert inner[0] < inner[2]
    assert inner[1] < inner[3]


def test_what_was_there_gives_way():
    box = Box("ball", (0.3, 0.3, 0.7, 0.7), id="b1")
    thing = object_first.object_of(box, disc(radius=12), drawn=False)
    page = np.full((128, 128, 3), (120, 200, 120), np.uint8)
    page[34:94, 62:66] = (0, 0, 255)  # something that looks out behind it
    page[0:8, 0:8] = (255, 255, 0)
    made = object_first.repaste([thing], page)
    assert np.abs(made[36, 64].astype(int) - (120, 200, 120)).max() < 40
    assert tuple(made[64, 64]) == (200, 30, 30)
    assert tuple(made[2, 2]) == (255, 255, 0)
    assert object_first.repaste([], page) is page


def test_latents_are_held_at_each_steps_noise():
    known, noise = torch.full((1, 2, 2, 2), 3.0), torch.full((1, 2, 2, 2), 5.0)
    mask = torch.tensor([[1.0, 0.0], [0.0, 0.0]])[None, None]
    step = Step(
        index=0, total=4, t=torch.tensor(1), x=noise, x_in=noise, alpha=0.0, sigma=1.0,
        check=lambda: None, x_next=torch.zeros(1, 2, 2, 2), sigma_next=0.6, scale_next=0.5,
    )  # fmt: skip
    held = LatentMask(known, mask, noise).hold(step)
    assert held[0, 0, 0, 0] == pytest.approx((0.8 * 3 + 0.6 * 5) / 0.5)
    assert held[0, 0, 1, 1] == 0.0


def run(model, request, cancelled=lambda: False, **more):
    options = GenerateOptions(**more)
    return list(run_eagerly(generate(request, cancelled, OneModel(model), options)))


@pytest.fixture
def standing_out(monkeypatch):
    """The tiny model paints noise: as if a disc had been cut out of it."""
    alpha = (disc()[..., 1] < 100).astype(np.float32)

    def found(box, picture, drawn):
        return object_first.BoxObject(
            box.id, box.rect, np.ascontiguousarray(picture[:64, :64]), alpha, drawn
        )

    monkeypatch.setattr(object_first, "object_of", found)


@pytest.mark.slow
@pytest.mark.parametrize(("scheduler", "side"), [("ddim", 128), ("euler", 256), ("unipc", 128)])
def test_pictures_are_made_around_the_things(side, scheduler, tiny_model, standing_out):
    request = asked(FIRST, MethodSettings("controlnet", 1.0), document=DRAWING.resized(side, side))
    request = replace(request, sampling=Sampling(7, 6, 2.0, scheduler, two_pass=True))
    *steps, final = run(tiny_model, request)
    assert [one.index for one in steps] == [0, 0, 1, 2, 3, 4, 5, 6]
    shown = [one.picture for one in steps[:2]]
    assert all(picture.shape == (side, side, 3) for picture in shown)
    assert 0 < (shown[0] < 250).mean() < (shown[1] < 250).mean()
    assert final.picture.shape == (side, side, 3)
    off = replace(request, methods=tuple(replace(m, things_first=False) for m in request.methods))
    assert not np.array_equal(final.picture, run(tiny_model, off)[-1].picture)


@pytest.mark.slow
def test_the_same_again(tiny_model, standing_out):
    one, other = (run(tiny_model, asked())[-1].picture for _ in range(2))
    assert np.array_equal(one, other)


@pytest.mark.slow
def test_nothing_to_cut_out_is_no_misfortune(tiny_model, monkeypatch):
    """The passes are those of a picture with things, whatever is found: runs can be taken up and branched."""
    monkeypatch.setattr(object_first, "object_of", lambda *_: None)
    kept = {}
    *steps, whole = run(tiny_model, asked(), on_latents=lambda n, x: kept.update({n: x.clone()}))
    assert [one.index for one in steps] == [1, 2, 3, 4, 5, 6]
    for step in (2, 4, 5):
        assert np.array_equal(
            run(tiny_model, asked(), resume_from=(step, kept[step]))[-1].picture, whole.picture
        )


def test_a_branch_has_things_first_where_its_origin_has_them():
    off = asked(replace(FIRST, things_first=False))
    for origin, other in ((asked(), off), (off, asked())):
        with pytest.raises(BadMatrix):
            branch(Plan(origin), 2, other)
    further = asked(FIRST, MethodSettings("controlnet", 1.0))
    assert branch(Plan(asked()), 2, further).step == 2


@pytest.mark.parametrize("asked_before", [3, 12, 20])
def test_it_is_stopped_while_things_are_made(asked_before, tiny_model, standing_out):
    """Also within one of them: every forward pass asks."""
    calls = []
    stop = lambda: calls.append(1) or len(calls) > asked_before  # noqa: E731
    found = run(tiny_model, asked(), cancelled=stop)
    assert not any(one.index for one in found)
    assert len(calls) == asked_before + 1


def test_there_is_always_a_pass_that_joins(tiny_model):
    found = passes(asked(), tiny_model.info, finished=True)
    assert [one.request.document.width for one in found] == [128, 128]
    assert found[1].skipped > found[0].skipped == 0


@pytest.mark.slow
def test_things_that_stay_as_they_are_are_made_once(tiny_model, standing_out, monkeypatch):
    """While one draws live, the picture changes many times and most of its things do not."""
    begun = []
    real = object_first_run.prepare
    monkeypatch.setattr(object_first_run, "prepare", lambda *a: begun.append(1) or real(*a))
    plain = run(tiny_model, asked())[-1].picture
    assert len(begun) == 2
    first = run(tiny_model, asked(), cache_objects=True)[-1].picture
    assert len(begun) == 4
    *steps, again = run(tiny_model, asked(), cache_objects=True)
    assert len(begun) == 4
    assert np.array_equal(plain, first)
    assert np.array_equal(plain, again.picture)
    assert [one.index for one in steps[:3]] == [0, 0, 1]
    other = replace(asked(), sampling=replace(asked().sampling, seed=8))
    run(tiny_model, other, cache_objects=True)
    assert len(begun) == 6
    run(tiny_model, asked(document=DRAWING.with_prompt("two things on grass")), cache_objects=True)
    assert len(begun) == 8  # the style after the first comma is theirs, too


@pytest.mark.slow
def test_a_thing_that_was_stopped_is_not_remembered(tiny_model, standing_out):
    calls = []
    stop = lambda: calls.append(1) or len(calls) > 6  # noqa: E731
    request = replace(asked(), sampling=Sampling(11, 6, 2.0))
    assert run(tiny_model, request, cancelled=stop, cache_objects=True) == []
    whole = run(tiny_model, request, cache_objects=True)[-1].picture
    assert np.array_equal(whole, run(tiny_model, request)[-1].picture)
