"""The judge as an image-text model, with an eye for colours put in by hand and a text tower that was taught them."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from torch.nn import functional

from sketchpad.errors import WeightsDamaged, WeightsMissing
from sketchpad.metrics.judge import Judge, parts_of
from sketchpad.metrics.judge_networks import ImageTextNetwork, JudgeNetwork, TextTower, tokens

WORDS = ["tomato", "leaf", "sky"]
SAID = {
    "tomato": ("a tomato", "red tomato", "tomatoes"),
    "leaf": ("a leaf", "leaves", "leaves leaves", "leaves " * 5),
    "sky": ("the sky", "skies"),
}
CONFIG = {
    "kind": "image-text",
    "widths": [3],
    "dim": 3,
    "dropout": 0.0,
    "text": {"buckets": 512, "width": 12},
    "words": WORDS,
    "synonyms": {"tomato": ["love apple"]},
    "threshold": 0.5,
    "near": 0.95,
}


@pytest.fixture(scope="module")
def judge_dir(tmp_path_factory):
    """Red is a tomato, green a leaf, blue the sky, and grey nothing of them."""
    folder = tmp_path_factory.mktemp("image-text")
    with torch.random.fork_rng():
        torch.manual_seed(0)
        network = ImageTextNetwork(CONFIG)
        _teach(network.text)
    with torch.no_grad():
        network.image.stem[0].weight.zero_()
        for channel in range(3):
            network.image.stem[0].weight[channel, channel, 1, 1] = 1.0
        network.image.project.weight.copy_(torch.eye(3))
        network.image.centre.running_mean.fill_(0.1)
        network.nothing.fill_(-1.0)
        network.there_bias.fill_(-5.0)
    save_file(network.state_dict(), folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps(CONFIG))
    return folder


def _teach(tower):
    """Each word and how else it is said becomes an axis, strangers lie between all of them."""
    phrases = [*WORDS, *(said for word in WORDS for said in SAID[word]), "zeppelin", "umbrella"]
    axes = torch.eye(3)
    wanted = [axes[n] for n in range(3)]
    wanted += [axes[n] for n, word in enumerate(WORDS) for _ in SAID[word]]
    wanted += [torch.full((3,), -(3**-0.5))] * 2
    optimizer = torch.optim.Adam(tower.parameters(), 0.02)
    for _ in range(80):
        optimizer.zero_grad()
        loss = (1 - (tower(phrases) * torch.stack(wanted)).sum(1)).mean()
        loss.backward()
        optimizer.step()
    assert float(loss.detach()) < 0.01


def colour(*rgb):
    return np.full((80, 80, 3), rgb, np.uint8)


PICTURES = np.stack([colour(255, 0, 0), colour(0, 255, 0), colour(0, 0, 255), colour(60, 60, 60)])


def test_it_ranks_its_words_and_leaves_a_share_for_nothing(judge_dir):
    judge = Judge.load(judge_dir)
    scores = judge.scores(PICTURES)
    assert scores.shape == (4, 3)
    assert scores.dtype == np.float32
    assert list(scores[:3].argmax(1)) == [0, 1, 2]
    assert scores[3].sum() < 0.1


def test_several_phrases_are_asked_one_by_one(judge_dir):
    judge = Judge.load(judge_dir)
    both = np.stack([colour(255, 255, 0)])
    assert judge.there(both, ["a tomato", "leaves", "the sky"]).tolist() == [[True, True, False]]
    assert not judge.there(PICTURES[3:], WORDS).any()
    alone = judge.presence(PICTURES, ["a leaf"])
    together = judge.presence(PICTURES, ["red tomato", "a leaf"])
    np.testing.assert_allclose(alone[:, 0], together[:, 1], atol=1e-6)
    many = np.repeat(PICTURES, 40, axis=0)
    np.testing.assert_allclose(
        judge.presence(many, ["sky"])[::40], judge.presence(PICTURES, ["sky"])
    )


def test_small_things_are_found_in_the_parts_of_a_picture(judge_dir):
    judge = Judge.load(judge_dir)
    corner = colour(60, 60, 60)
    corner[55:, 55:] = (255, 0, 0)
    shown = np.stack([corner, colour(60, 60, 60)])
    assert not judge.there(shown, ["tomato"]).any()
    found = judge.presence(shown, ["tomato", "leaf"], parts=True)
    assert (found >= judge.presence(shown, ["tomato", "leaf"])).all()
    assert judge.there(shown, ["tomato", "leaf"], parts=True).tolist() == [
        [True, False],
        [False] * 2,
    ]
    judge.threshold_parts = 2.0
    assert not judge.there(shown, ["tomato"], parts=True).any()


def test_the_parts_of_a_picture_cover_it():
    place = np.arange(70 * 33, dtype=np.int64).reshape(1, 70, 33, 1)
    whole, *parts = parts_of(place)
    assert whole is place
    assert len(parts) == 9
    assert {part.shape for part in parts} == {(1, 39, 19, 1)}
    assert len(np.unique(np.concatenate([part.ravel() for part in parts]))) == 70 * 33
    assert all(part.size for part in parts_of(np.zeros((1, 1, 2, 3), np.uint8)))


def test_unknown_looks_do_not_lead_away_from_the_word(judge_dir):
    judge = Judge.load(judge_dir)
    strange = judge.presence(PICTURES[:1], ["zeppelin tomato"])
    assert strange > judge.presence(PICTURES[1:2], ["zeppelin tomato"])


@pytest.mark.parametrize(
    ("phrase", "word"),
    [
        ("tomato", "tomato"),
        ("a big red tomato", "tomato"),
        ("two love apples", "tomato"),
        ("leaves", "leaf"),
        ("the skies", "sky"),
        ("zeppelin", None),
        ("umbrellas", None),
        ("", None),
    ],
)
def test_what_a_phrase_speaks_of(judge_dir, phrase, word):
    assert Judge.load(judge_dir).word_for(phrase) == word


def test_a_long_phrase_is_no_single_word(judge_dir):
    judge = Judge.load(judge_dir)
    assert judge.word_for("leaves, leaves") == "leaf"
    assert judge.word_for("leaves, leaves, leaves, leaves, leaves") is None


def test_a_judge_of_before_knows_its_list_only(tmp_path):
    config = {"widths": [3], "words": WORDS}
    with torch.random.fork_rng():
        torch.manual_seed(1)
        save_file(JudgeNetwork(config).state_dict(), tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_text(json.dumps(config))
    judge = Judge.load(tmp_path)
    scores = judge.scores(PICTURES)
    np.testing.assert_array_equal(
        judge.presence(PICTURES, ["the sky", "tomatoes"]), scores[:, [2, 0]]
    )
    np.testing.assert_array_equal(
        judge.there(PICTURES, WORDS), scores == scores.max(1, keepdims=True)
    )
    np.testing.assert_array_equal(
        judge.presence(PICTURES, WORDS, parts=True), judge.presence(PICTURES, WORDS)
    )
    assert judge.word_for("leaves") is None
    with pytest.raises(ValueError, match="zeppelin"):
        judge.presence(PICTURES, ["a zeppelin"])


@pytest.mark.parametrize(
    "change",
    [{"kind": "oracle"}, {"widths": [4]}, {"text": {}}, {"dim": "wide"}, {"threshold": "high"}],
)
def test_wrong_settings_are_said(judge_dir, tmp_path, change):
    save_file(load_file(judge_dir / "model.safetensors"), tmp_path / "model.safetensors")
    with pytest.raises(WeightsMissing):
        Judge.load(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps(CONFIG | change))
    with pytest.raises(WeightsDamaged):
        Judge.load(tmp_path)


# --- The text tower


def test_words_are_read_in_pieces():
    one, *rest = tokens("Cats", 10**9)
    assert not rest
    assert len(one) == 1 + 4 + 3 + 2  # <cats>; <ca cat ats ts>; <cat cats ats>; <cats cats>
    assert set(tokens("cats", 10**9, whole=False)[0]) < set(one)
    assert len(set(tokens("cat", 10**9)[0]) & set(one)) == 3


def test_neighbours_are_read_together():
    assert len(tokens("a red hot-dog", 512)) == 4 + 3
    assert len(tokens("a red hot-dog", 512, whole=False)) == 4
    assert tokens("hot dog", 512)[2] != tokens("dog hot", 512)[2]
    assert len(tokens("word " * 5000, 512)) == 24 + 23
    assert len(tokens("", 512)) == len(tokens("?!", 512)) == 1


def test_a_phrase_is_the_same_in_any_company():
    with torch.random.fork_rng():
        torch.manual_seed(0)
        tower = TextTower(256, 8, 6).eval()
    with torch.no_grad():
        found = tower(["a red car on the road", "cat", ""])
        for number, phrase in enumerate(["a red car on the road", "cat", ""]):
            torch.testing.assert_close(tower([phrase])[0], found[number])
        torch.testing.assert_close(found, functional.normalize(found, dim=1))
