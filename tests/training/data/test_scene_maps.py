"""Maps of composed scenes say the same, in the same colours, as those that are made of a drawing."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from sketchpad.document.model import Box, Document, Stroke
from sketchpad.hints.registry import make_hint
from sketchpad.hints.segmentation import palette
from sketchpad.training.data import scene_maps
from sketchpad.training.data.scenes import Scene, SceneMaker, Thing

SIZE = 128


def _circle(x, y, radius):
    turn = np.linspace(0, 2 * np.pi, 60)
    return np.stack([x + radius * np.cos(turn), y + radius * np.sin(turn)], 1)


def _thing(pack, word, x, y, radius):
    alpha = np.zeros((SIZE, SIZE), np.uint8)
    cv2.circle(alpha, (x, y), radius, 255, -1)
    box = tuple(v / SIZE for v in (x - radius, y - radius, x + radius, y + radius))
    picture = next(p for p, _ in pack if p.base == word)
    return Thing(picture, word, word, box, alpha)


@pytest.fixture
def both(pack):
    """A cat farther away than a house, once as a scene and once as a person's drawing with boxes."""
    places = (("cat", 34, 64, 22), ("house", 94, 64, 26))
    things = tuple(_thing(pack, *place) for place in places)
    scene = Scene(np.zeros((SIZE, SIZE, 3), np.uint8), "a cat and a house", things)
    drawing = Document(
        SIZE,
        SIZE,
        tuple(Stroke(_circle(x, y, r), 2) for _, x, y, r in places),
        tuple(Box(t.word, t.box) for t in things),
    )
    return scene, drawing


@pytest.mark.parametrize("kind", scene_maps.KINDS)
def test_they_agree_with_what_hints_make_of_a_drawing(both, kind):
    scene, drawing = both
    exact = getattr(scene_maps, kind)(scene)
    drawn = np.rint(make_hint(kind, drawing, SIZE, SIZE) * 255)
    assert exact.shape == (SIZE, SIZE, 3)
    assert exact.dtype == np.uint8
    apart = np.abs(exact.astype(float) - drawn).max(axis=2)
    assert np.median(apart) == 0  # what lies behind
    for x in (34, 94):
        assert apart[50:78, x - 12 : x + 12].mean() < 6
    assert (apart > 24).mean() < 0.12  # rims


def test_near_is_bright_and_in_front_is_near(both):
    scene, _ = both
    depth = scene_maps.depth(scene)[..., 0]
    assert depth[64, 94] > depth[64, 34] > depth[4, 4] == 0
    swapped = scene_maps.depth(replace(scene, things=scene.things[::-1]))[..., 0]
    assert swapped[64, 34] > swapped[64, 94]


def test_what_has_no_class_stays_black_and_phrases_may_say_more(pack):
    things = (_thing(pack, "cat", 40, 40, 20), _thing(pack, "apple", 90, 90, 20))
    fuller = replace(things[0], phrase="a kitty")
    scene = Scene(np.zeros((SIZE, SIZE, 3), np.uint8), "", (fuller, things[1]))
    found = scene_maps.segmentation(scene)
    assert tuple(found[40, 40]) == palette()["animal"]
    assert not found[90, 90].any()


@pytest.mark.parametrize("seed", range(8))
def test_maps_for_training_are_of_all_kinds(pack, seed):
    rng = np.random.default_rng(seed)
    scene = SceneMaker(pack).make(rng, 128, 64, 2)
    found = scene_maps.any_map(scene, rng)
    assert found.shape == (64, 128, 3)
    assert found.dtype == np.uint8
    grey = (found == found[..., :1]).all()
    blue = (found[..., 2] >= 127).all()
    colours = {tuple(int(v) for v in c) for c in np.unique(found.reshape(-1, 3), axis=0)}
    assert grey or blue or colours <= {(0, 0, 0), *palette().values()}
