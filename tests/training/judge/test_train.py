"""The judge's training: what it is shown, what it is told, and that it learns from both."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from sketchpad.metrics.boxes import word_of
from sketchpad.metrics.judge import SIZE, Judge
from sketchpad.metrics.judge_networks import ImageTextNetwork, JudgeNetwork
from sketchpad.training.core.trainer import Budget
from sketchpad.training.data.backgrounds import make_background
from sketchpad.training.data.scenes import HUES, SceneMaker
from sketchpad.training.data.vocabulary import chosen_synonyms, core_words
from sketchpad.training.judge import train as judge
from sketchpad.training.judge.metrics import Exam, best_threshold, kept_back
from sketchpad.training.judge.texts import (
    STYLE_WORDS,
    Sayings,
    ground_words,
    plural,
    strangers,
    with_plurals,
)
from sketchpad.training.judge.views import (
    Aside,
    View,
    Viewer,
    augment,
    empty_place,
    loose,
)

pytestmark = pytest.mark.slow

WORDS = ("apple", "cat", "house")
CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def views(pack):
    """Views of many scenes of the three things."""
    viewer = Viewer(SceneMaker(pack), {w: n for n, w in enumerate(WORDS)}, ground_words())
    rng = np.random.default_rng(3)
    return [view for _ in range(150) for view in viewer.views(rng)]


# --- What it is shown


def test_views_say_what_they_show(views):
    assert all(view.image.shape == (SIZE, SIZE, 3) for view in views)
    assert all(view.image.dtype == np.uint8 for view in views)
    assert {len(view.names) for view in views} == {0, 1, 2, 3}
    assert {name for view in views for name in view.names} == {0, 1, 2}
    assert any(view.unsure for view in views)
    assert not any(set(view.names) & set(view.unsure) for view in views)


def test_beside_the_thing_its_colour_style_and_background_are_asked(views):
    asides = [aside for view in views for aside in view.asides]
    assert all(0 <= aside.right < len(set(aside.options)) for aside in asides)
    right = {aside.options[aside.right] for aside in asides}
    assert right & set(ground_words())
    assert right & {f"{word}, flat sticker" for word in WORDS}
    assert right & {f"{hue} {word}" for hue in HUES for word in WORDS}


def test_pictures_look_different_each_time(pack):
    image = SceneMaker(pack).make(np.random.default_rng(0), 64, 64).image
    rng = np.random.default_rng(0)
    seen = [augment(image, rng) for _ in range(40)]
    assert len({shown.tobytes() for shown, _ in seen}) == 40
    assert {true for _, true in seen} == {True, False}
    again, _ = augment(image, np.random.default_rng(0))
    np.testing.assert_array_equal(again, seen[0][0])


def test_empty_places_are_apart_from_things(pack):
    rng = np.random.default_rng(5)
    maker = SceneMaker(pack)
    scenes = [maker.make(rng, 96, 96, 2) for _ in range(40)]
    found = [(scene, place) for s in scenes if (place := empty_place(scene := s, rng))]
    assert len(found) > 10
    for scene, (x0, y0, x1, y1) in found:
        part = (slice(round(y0 * 96), round(y1 * 96)), slice(round(x0 * 96), round(x1 * 96)))
        assert all(thing.alpha[part].max() < 128 for thing in scene.things)


def test_loose_boxes_stay_about_their_thing():
    rng = np.random.default_rng(0)
    for _ in range(50):
        x0, y0, x1, y1 = loose((0.2, 0.4, 0.6, 0.5), rng)
        assert 0.36 <= x1 - x0 <= 0.53
        assert 0.09 <= y1 - y0 <= 0.14
        assert abs((x0 + x1) / 2 - 0.4) < 0.03


# --- What it is told


def test_a_word_is_said_in_many_ways():
    sayings = Sayings({"dog": ["puppy", "hound"]})
    rng = np.random.default_rng(0)
    said = {sayings.say("dog", rng) for _ in range(400)}
    assert {"dog", "a dog", "puppy", "dogs", "the hound"} <= said
    assert any(phrase.endswith(tuple(STYLE_WORDS)) for phrase in said)
    assert any(set(phrase.split()) & set(HUES) for phrase in said)
    assert {Sayings().say("ant", rng).split(",")[0].split()[-1] for _ in range(60)} == {
        "ant",
        "ants",
    }


def test_plurals_that_are_more_than_an_ending_are_synonyms():
    found = with_plurals(("mouse", "car", "cherry"), {"car": ["auto", "lorry"]})
    assert found == {"mouse": ["mice"], "car": ["auto", "lorry", "lorries"], "cherry": ["cherries"]}


@pytest.mark.parametrize(
    ("word", "several"),
    [
        ("birthday cake", "birthday cakes"),
        ("strawberry", "strawberries"),
        ("toy", "toys"),
        ("paintbrush", "paintbrushes"),
        ("mouse", "mice"),
        ("fish", "fish"),
    ],
)
def test_several(word, several):
    assert plural(word) == several


def test_strangers_have_nothing_of_its_words():
    words, synonyms = core_words(), chosen_synonyms()
    found = strangers(words, synonyms)
    assert len(found) > 1000
    assert not {"dog", "puppy", "red apple"} & set(found)
    assert all(word_of(name, words) is None for name in found)
    assert 0.1 < np.mean([kept_back(name) for name in found]) < 0.3


def test_all_backgrounds_have_words():
    said = ground_words()
    rng = np.random.default_rng(77)
    assert {make_background(rng, 4, 4)[1] for _ in range(300)} <= set(said)


# --- What it learns


def view_of(*names, unsure=(), asides=()):
    return View(np.full((SIZE, SIZE, 3), 90, np.uint8), names, unsure, asides)


@pytest.fixture
def network(tiny):
    with torch.random.fork_rng():
        torch.manual_seed(0)
        yield ImageTextNetwork(judge.settings()).eval()


def losses(network, *views):
    said = judge.Lesson(("apple", "a cat", "houses", "zeppelin"), (True, True, False, True), 3)
    return [float(part.detach()) for part in judge.losses_of(network, views, said, CPU)]


def test_what_may_be_in_view_is_no_mistake(network):
    first, there, _ = losses(network, view_of(0))
    softer = losses(network, view_of(0, unsure=(1, 2)))
    assert softer[0] < first
    assert softer[1] < there


def test_asides_are_asked_only_where_there_are_some(network):
    assert losses(network, view_of(0))[2] == 0
    asked = Aside(("red apple", "blue apple"), 1)
    assert losses(network, view_of(0, asides=(asked,)))[2] > 0


def test_every_loss_moves_the_towers_it_should(network):
    said = judge.Lesson(("apple", "a cat", "houses", "zeppelin"), (True,) * 4, 3)
    asked = Aside(("red apple", "blue apple"), 1)
    views = [view_of(0, asides=(asked,)), view_of(), view_of(1, 2)]
    for part in judge.losses_of(network.train(), views, said, CPU):
        network.zero_grad()
        part.backward(retain_graph=True)
        assert network.image.project.weight.grad.abs().sum() > 0
        assert network.text.pieces.weight.grad.abs().sum() > 0
    assert network.nothing.grad is None or network.nothing.grad.abs().sum() == 0


def test_it_goes_on_from_a_judge_of_either_kind(network, tmp_path):
    (tmp_path / "export").mkdir()
    path = tmp_path / "export" / "model.safetensors"
    first = JudgeNetwork({"widths": judge.WIDTHS, "words": WORDS})
    save_file(first.state_dict(), path)
    judge.begin(network, tmp_path)
    assert torch.equal(network.image.blocks[1].conv2.weight, first.blocks[1].conv2.weight)
    save_file({k: v.half() for k, v in network.state_dict().items() if v.is_floating_point()}, path)
    later = ImageTextNetwork(judge.settings())
    judge.begin(later, tmp_path)
    for name, value in later.named_parameters():
        torch.testing.assert_close(value, network.get_parameter(name), atol=1e-3, rtol=1e-3)
    (tmp_path / "state.safetensors").touch()
    again = ImageTextNetwork(judge.settings())
    judge.begin(again, tmp_path)
    assert not torch.equal(again.nothing, later.nothing)


def test_reading_wants_words_apart_from_each_other_and_from_strangers(network):
    def loss(*phrases):
        said = judge.Lesson(phrases, (True,) * len(phrases), 3)
        return judge.reading(network, WORDS, said)

    assert loss("apple", "cat", "house") < loss("cat", "apple", "house")
    assert loss("apple", "cat", "house") < loss("apple", "cat", "house", "a cat")
    loss("apples", "a cat", "houses").backward()
    assert network.text.pieces.weight.grad.abs().sum() > 0
    assert network.image.project.weight.grad is None


def test_it_learns_goes_on_and_is_written(tiny, pack_file, tmp_path):
    synonyms = {"cat": ["kitty"], "house": ["home"], "zebra": ["horse"]}

    def train(steps):
        return judge.train(pack_file, tmp_path, Budget(600, steps), WORDS, 0, 24, synonyms)

    train(20)
    run = train(120)
    assert run.step == 120
    config = json.loads((tmp_path / "export" / "config.json").read_text())
    assert config["kind"] == "image-text"
    assert config["synonyms"] == {"cat": ["kitty", "kitties"], "house": ["home"]}
    assert 0 < config["threshold_parts"] < 1
    figures = config["figures"]
    assert figures["held_out_top1"] > 0.6
    assert figures["yes_no"] > 0.6
    assert set(figures["by_category"]) == {"objects"}
    assert 0 < config["near"] <= 1
    known = Judge.load(tmp_path / "export")
    assert known.words == WORDS
    assert known.word_for("a blue kitty") == "cat"
    blank = np.full((1, 80, 80, 3), 250, np.uint8)
    assert known.presence(blank, ["a house"]).shape == (1, 1)


def test_pictures_of_other_words_are_shown_but_not_ranked(tiny, pack_file, tmp_path):
    judge.train(pack_file, tmp_path, Budget(600, 2), ("cat", "house"), 0, 8)
    config = json.loads((tmp_path / "export" / "config.json").read_text())
    assert config["words"] == ["cat", "house"]
    assert "held_out_top1_of_31" not in config["figures"]


# --- How good it is


def test_questions_are_half_yes_half_no_and_true(tiny, pack):
    exam = Exam(pack, WORDS)
    questions = exam.questions(3)
    assert np.mean([question.yes for question in questions]) == pytest.approx(0.5, abs=0.02)
    assert {question.boxed for question in questions} == {True, False}
    again = exam.questions(3)
    assert [q.word for q in again] == [q.word for q in questions]


def test_without_held_out_pictures_there_are_no_figures(network):
    exam = Exam([], WORDS)
    assert exam.short(network) == {}
    assert exam.calibrate(network) == (0.5, {})


def test_where_yes_begins():
    logits = np.array([-3.0, 2.0, -1.0, 4.0, 1.0])
    yes = np.array([False, True, False, True, False])
    assert best_threshold(logits, yes) == pytest.approx(1.5)
    assert best_threshold(logits, np.ones(5, bool)) < -3
    assert best_threshold(logits, np.zeros(5, bool)) > 4
