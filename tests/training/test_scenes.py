from __future__ import annotations

import numpy as np
import pytest

from sketchpad.training import lines
from sketchpad.training.scenes import SceneMaker, join_words, make_background


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
    drawn = lines.sketch(scene, rng)
    assert drawn.shape == (128, 128)
    assert drawn.dtype == np.uint8
    assert (drawn > 127).mean() < 0.5


def test_outlines_follow_the_visible_edge(pack):
    scene = SceneMaker(pack).make(np.random.default_rng(1), 128, 128, 1, filling=1.0)
    drawn = lines.outlines(scene, np.random.default_rng(0)) > 100
    import cv2

    mask = (scene.things[0].alpha > 110).astype(np.uint8)
    edge = cv2.morphologyEx(mask, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    near = cv2.dilate(edge, np.ones((9, 9), np.uint8)) > 0
    assert drawn.any()
    assert near[drawn].mean() > 0.95
