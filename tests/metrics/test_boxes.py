"""What a box holds, told by a judge who sees colours."""

from __future__ import annotations

import numpy as np
import pytest

from sketchpad.document.model import Box
from sketchpad.metrics.boxes import (
    SIDE,
    box_hit,
    chance,
    crop_box,
    judge_pictures,
    share_inside,
    word_of,
)

RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 180, 30), (30, 30, 220), (250, 250, 250)


class ColourJudge:
    """Sees an apple in red, a tree in green and a car in blue; other words are never likely."""

    words = ("apple", "tree", "car", "hot dog", "dog", "cat", "sun")

    def __init__(self):
        self.shown = []

    def scores(self, images):
        assert images.dtype == np.uint8
        self.shown += list(images)
        scores = np.zeros((len(images), len(self.words)), np.float32)
        scores[:, 3:] = 0.01
        for number, image in enumerate(images):
            for column, colour in enumerate((RED, GREEN, BLUE)):
                near = np.abs(image.astype(int) - colour).max(axis=2) < 60
                scores[number, column] = near.mean()
        return scores

    def word_for(self, phrase):
        return word_of(phrase, self.words)


class Ignorant:
    words = ("apple", "tree", "car")

    def scores(self, images):
        return np.full((len(images), 3), 1 / 3, np.float32)

    def word_for(self, phrase):
        return word_of(phrase, self.words)


def scene():
    """A red thing in the upper left, a green one in the lower right."""
    picture = np.full((200, 300, 3), WHITE, np.uint8)
    picture[20:80, 30:120] = RED
    picture[110:190, 180:290] = GREEN
    return picture


UPPER_LEFT, LOWER_RIGHT = (0.1, 0.1, 0.4, 0.4), (0.6, 0.55, 0.97, 0.95)


@pytest.mark.parametrize(
    ("phrase", "rect", "holds"),
    [
        ("a red apple", UPPER_LEFT, True),
        ("an apple", LOWER_RIGHT, False),
        ("a tree", LOWER_RIGHT, True),
        ("a tree", UPPER_LEFT, False),
    ],
)
def test_a_box_holds_its_thing_or_not(phrase, rect, holds):
    verdict = box_hit(scene(), Box(phrase, rect), ColourJudge())
    assert verdict is not None
    assert verdict.top1 == holds
    assert (verdict.seen == verdict.word) == holds


def test_words_the_judge_does_not_know_have_no_verdict():
    assert box_hit(scene(), Box("a zeppelin", UPPER_LEFT), ColourJudge()) is None


def test_a_judge_who_knows_nothing_is_not_counted_as_right():
    verdict = box_hit(scene(), Box("apple", UPPER_LEFT), Ignorant())
    assert verdict is not None
    assert not verdict.top1
    assert verdict.rank == 2


def test_chance():
    assert chance(ColourJudge()) == pytest.approx(1 / 7)
    assert chance(ColourJudge(), 5) == pytest.approx(5 / 7)
    assert chance(Ignorant(), 5) == 1.0


def test_top5():
    judge = ColourJudge()
    [verdict] = judge_pictures([scene()], ["car"], judge)
    assert verdict.rank == 6
    assert not verdict.top5
    [verdict] = judge_pictures([scene()], ["apple"], judge)
    assert verdict.top5


@pytest.mark.parametrize(
    ("phrase", "word"),
    [
        ("a red hot dog", "hot dog"),
        ("Two cats!", "cat"),
        ("a dog and a cat", "cat"),
        ("a category of suns", "sun"),
        ("education", None),
        ("", None),
        ("汽车", None),
    ],
)
def test_the_word_of_a_phrase(phrase, word):
    assert word_of(phrase, ColourJudge.words) == word


def test_only_the_box_is_seen():
    crop = crop_box(scene(), (0.1, 0.1, 0.4, 0.9))
    assert crop.shape == (SIDE, SIDE, 3)
    green = np.abs(crop.astype(int) - GREEN).max(axis=2) < 60
    assert not green.any()


def test_bars_have_the_colour_of_the_rim():
    crop = crop_box(scene(), (0.0, 0.05, 1.0, 0.2))
    assert tuple(crop[0, 0]) == WHITE
    assert tuple(crop[-1, -1]) == WHITE


@pytest.mark.parametrize(
    "rect", [(0, 0, 1, 1), (0.999, 0.999, 1, 1), (0, 0, 0.001, 1), (0.2, 0, 0.9, 0.01)]
)
def test_boxes_of_any_shape(rect):
    assert crop_box(scene(), rect).shape == (SIDE, SIDE, 3)


def test_no_pictures_no_verdicts():
    assert judge_pictures([], [], ColourJudge()) == []


def test_what_stands_out_lies_in_its_box():
    alone = np.full((200, 300, 3), WHITE, np.uint8)
    alone[20:80, 30:120] = RED
    assert share_inside(alone, UPPER_LEFT) == pytest.approx(1.0)
    assert share_inside(alone, LOWER_RIGHT) == 0.0
    assert share_inside(alone, (0.1, 0.1, 0.25, 0.4)) == pytest.approx(0.5, abs=0.1)
    both = share_inside(scene(), UPPER_LEFT)
    assert both == pytest.approx(60 * 90 / (60 * 90 + 80 * 110), abs=0.05)


def test_nothing_stands_out_from_plain_ground():
    plain = np.full((64, 64, 3), BLUE, np.uint8)
    plain[::2] += 2
    assert share_inside(plain, UPPER_LEFT) is None
