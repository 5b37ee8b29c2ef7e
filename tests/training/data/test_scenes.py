from __future__ import annotations

import numpy as np
import pytest

from sketchpad.training.data import sketch_lines
from sketchpad.training.data.backgrounds import make_background
from sketchpad.training.data.pictures import Picture
from sketchpad.training.data.preference import SHORT_PROMPTS
from sketchpad.training.data.scenes import SceneMaker, join_words


def test_the_same_seed_makes_the_same_scene(pack):
    maker = SceneMaker(pack)
    first, second = (maker.make(np.random.default_rng(4), 96, 64, 2) for _ in range(2))
    assert first.caption == second.caption
    assert np.array_equal(first.image, second.image)
    assert first.image.shape == (64, 96, 3)


@pytest.mark.parametrize("seed", range(12))
def test_boxes_hold_what_they_say(pack, seed):
    scene = SceneMaker(pack).make(np.random.default_rng(seed), 128, 128, 1 + seed % 3)
    for thing in scene.things:
        x0, y0, x1, y1 = thing.box
        assert 0 <= x0 < x1 <= 1
        assert 0 <= y0 < y1 <= 1
        outside = thing.alpha.copy()
        outside[int(y0 * 128) : round(y1 * 128), int(x0 * 128) : round(x1 * 128)] = 0
        assert outside.max() == 0
        assert thing.word in scene.caption


def test_what_lies_behind_is_covered(pack):
    maker = SceneMaker(pack)
    for seed in range(20):
        scene = maker.make(np.random.default_rng(seed), 128, 128, 3)
        covered = sum(thing.alpha.astype(int) for thing in scene.things)
        assert np.max(covered, initial=0) <= 256


def test_words_are_joined_as_people_do():
    assert join_words([]) == ""
    assert join_words(["a cat"]) == "a cat"
    assert join_words(["a cat", "a dog", "a tree"]) == "a cat, a dog and a tree"


def test_backgrounds_have_words():
    for seed in range(40):
        image, words = make_background(np.random.default_rng(seed), 48, 32)
        assert image.shape == (32, 48, 3)
        assert np.isfinite(image).all()
        assert words


def test_synonyms_stand_in_for_concepts(pack):
    maker = SceneMaker(pack, {"cat": ["kitty"], "apple": ["fruit"], "house": ["home"]})
    captions = " ".join(maker.make(np.random.default_rng(i), 64, 64, 1).caption for i in range(80))
    assert "kitty" in captions or "fruit" in captions or "home" in captions
    assert "cat" in captions


@pytest.mark.parametrize("seed", range(16))
def test_sketches_are_white_on_black_near_the_things(pack, seed):
    rng = np.random.default_rng(seed)
    scene = SceneMaker(pack).make(rng, 128, 128, 1, filling=1.0)
    drawn = sketch_lines.sketch(scene, rng)
    assert drawn.shape == (128, 128)
    assert drawn.dtype == np.uint8
    assert (drawn > 127).mean() < 0.5


def test_outlines_follow_the_visible_edge(pack):
    scene = SceneMaker(pack).make(np.random.default_rng(1), 128, 128, 1, filling=1.0)
    drawn = sketch_lines.outlines(scene, np.random.default_rng(0)) > 100
    import cv2

    mask = (scene.things[0].alpha > 110).astype(np.uint8)
    edge = cv2.morphologyEx(mask, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    near = cv2.dilate(edge, np.ones((9, 9), np.uint8)) > 0
    assert drawn.any()
    assert near[drawn].mean() > 0.95


def _variety() -> list[tuple[Picture, np.ndarray]]:
    """Two words in the usual style and another one; one of them is never called by its bare name."""
    made = []
    for word in ("apple", "house"):
        for source, shade in (("fluent-emoji-flat", 60), ("noto", 160)):
            concept = f"red {word}" if word == "apple" else word
            rgba = np.zeros((48, 32, 4), np.uint8)
            rgba[..., :3], rgba[..., 3] = shade, 255
            name = Picture(
                source, f"{word}-{source}", concept, word, "food-drink", True, 2, False, "MIT"
            )
            made.append((name, rgba))
    return made


def test_what_a_caption_leaves_out_is_always_the_same():
    maker = SceneMaker(_variety())
    short = 0
    for seed in range(300):
        rng = np.random.default_rng(seed)
        scene = maker.plain(rng, 96, 96) if seed % 2 else maker.make(rng, 96, 96, 1)
        thing = scene.things[0]
        if seed % 2 and "illustration" not in scene.caption:
            assert thing.picture.source == "fluent-emoji-flat"
        if (
            ", on " not in scene.caption
            and ", in " not in scene.caption
            and ", at " not in scene.caption
        ):
            assert scene.image[thing.alpha == 0].min() > 245  # white, but for a little noise
            short += 1
    assert short > 30


def test_a_word_that_is_never_said_bare_is_said_bare_too():
    maker = SceneMaker(_variety())
    captions = [maker.plain(np.random.default_rng(i), 64, 64).caption for i in range(80)]
    assert any(c.split(",")[0].split(" ", 1)[-1] == "apple" for c in captions)
    assert any("red apple" in c for c in captions)


def _picture(source: str, concept: str) -> tuple[Picture, np.ndarray]:
    picture = Picture(source, concept, concept, "apple", "food-drink", True, 2, False, "MIT")
    return picture, np.full((16, 16, 4), 255, np.uint8)


def test_the_usual_picture_is_of_a_usual_style_even_where_only_another_has_the_bare_name():
    named = ("noto", "green apple"), ("openclipart", "apple"), ("noto", "red apple")
    usual = SceneMaker([_picture(*name) for name in named]).usual["apple"]
    assert (usual.source, usual.concept) == ("noto", "red apple")


@pytest.mark.parametrize(
    ("kind", "usual", "white"), [("make", 0.7, 0.6), ("boxed", 0.7, 0.6), ("plain", 0.9, 0.8)]
)
def test_most_scenes_show_usual_pictures_on_the_white_page(kind, usual, white):
    maker = SceneMaker(_variety(), preference=SHORT_PROMPTS)
    scenes = [getattr(maker, kind)(np.random.default_rng(i), 64, 64) for i in range(300)]
    things = [thing for scene in scenes for thing in scene.things]
    shown = np.mean([thing.picture is maker.usual[thing.word] for thing in things])
    assert shown == pytest.approx(usual + (1 - usual) / 2, abs=0.07)  # the other one is as likely
    corners = np.mean([scene.image[0, 0].min() == 255 for scene in scenes])
    assert white - 0.08 < corners < white + 0.15  # of the other backgrounds some are white, too


@pytest.mark.parametrize(("width", "height", "axis"), [(128, 64, 0), (64, 128, 1)])
def test_plain_scenes_lie_in_the_order_of_their_captions(width, height, axis):
    maker = SceneMaker(_variety())
    for seed in range(20):
        scene = maker.plain(np.random.default_rng(seed), width, height, 2)
        first, second = scene.things
        assert first.box[axis + 2] <= second.box[axis] + 1e-6
        assert first.phrase in scene.caption.split(" and ")[0]
        middle = (first.box[1 - axis] + first.box[3 - axis]) / 2
        assert abs(middle - 0.5) < 0.15


def test_a_plain_thing_alone_is_large_and_in_the_middle():
    maker = SceneMaker(_variety())
    for seed in range(20):
        thing = maker.plain(np.random.default_rng(seed), 128, 128).things[0]
        x0, y0, x1, y1 = thing.box
        assert max(x1 - x0, y1 - y0) > 0.75
        assert abs((x0 + x1) / 2 - 0.5) < 0.06
        assert abs((y0 + y1) / 2 - 0.5) < 0.06


def test_a_pack_of_few_pictures_knows_what_is_usual_elsewhere():
    everything = _variety()
    rest = [p for p in everything if p[0].source == "noto"]
    maker = SceneMaker(rest, usual=SceneMaker(everything).usual)
    captions = [maker.plain(np.random.default_rng(i), 64, 64).caption for i in range(30)]
    assert all("shaded illustration" in caption for caption in captions)


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_boxed_things_lie_upright_in_the_middle_of_boxes_of_any_shape(count):
    maker = SceneMaker(_variety())
    shapes = []
    for seed in range(20):
        scene = maker.boxed(np.random.default_rng(seed), 128, 96, count)
        assert 1 <= len(scene.things) <= count
        for thing in scene.things:
            x0, y0, x1, y1 = thing.box
            assert 0 <= x0 < x1 <= 1
            assert 0 <= y0 < y1 <= 1
            shapes.append((x1 - x0) / (y1 - y0))
            rows, columns = np.nonzero(thing.alpha)
            assert rows.min() >= y0 * 96 - 1
            assert rows.max() <= y1 * 96
            assert columns.min() >= x0 * 128 - 1
            assert columns.max() <= x1 * 128
            assert abs((rows.min() + rows.max()) / 192 - (y0 + y1) / 2) < 0.1
            assert abs((columns.min() + columns.max()) / 256 - (x0 + x1) / 2) < 0.1
            assert thing.phrase in scene.caption
        if "illustration" not in scene.caption:
            assert {t.picture.source for t in scene.things} == {"fluent-emoji-flat"}
    assert min(shapes) < 0.75
    assert max(shapes) > 1.3
