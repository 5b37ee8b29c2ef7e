from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpad import paths
from sketchpad.document.prompt.known_words import (
    in_english,
    joined,
    known_to,
    known_words,
    nearest,
    offers,
    replaced,
    unknown,
)


@pytest.fixture(scope="module")
def words() -> tuple[str, ...]:
    return tuple(json.loads((paths.weights() / "sketchpad.json").read_text())["words"])


def test_every_word_of_the_embedded_model_is_in_the_table(words) -> None:
    table = {one.word: one for one in known_words()}
    assert set(words) <= set(table)
    assert all(table[word].chinese and table[word].group for word in words)
    assert len(table) == len(known_words())
    names = [name for one in known_words() for name in one.chinese]
    assert len(names) == len(set(names))
    near = [(one.word, name) for one in known_words() for name in one.near if name in words]
    assert near == []


@pytest.mark.parametrize(
    ("prompt", "odd"),
    [
        ("a red cat and two dogs on a blue background, flat illustration", ()),
        ("a kitten, a hot dog and some butterflies", ()),
        ("a robot", ("robot",)),
        ("a (zebra:1.3) beside mice BREAK unicorns", ("zebra", "mice", "unicorns")),
        ("hot robot dog", ("hot", "robot")),
        ("", ()),
        ("一只红色的猫和一辆汽车", ()),
        ("一只机器人和猫", ("机器人",)),
    ],
)
def test_unknown(words, prompt, odd) -> None:
    assert unknown(prompt, words) == odd


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("zebra", "horse"),
        ("robots", "laptop"),
        ("lions", "cat"),
        ("elefant", "elephant"),
        ("kiten", "cat"),
    ],
)
def test_nearest(words, word, near) -> None:
    assert near in nearest(word, words)
    assert all(one in words for one in nearest(word, words))


def test_nothing_is_near_to_nonsense(words) -> None:
    assert nearest("xqzzt", words) == ()


@pytest.mark.parametrize(
    ("prompt", "english"),
    [
        ("一只红色的猫", "a red cat"),
        ("猫和狗", "a cat and a dog"),
        (
            "一只猫、一只狗和一棵树，蓝色背景，剪贴画风格",
            "a cat, a dog and a tree, on a blue background, clip art illustration",
        ),
        ("苹果", "an apple"),
        ("猫头鹰", "an owl"),
        ("眼镜", "eyeglasses"),
        ("一只猫, flat sticker", "a cat, flat sticker"),
        ("a cat", "a cat"),
    ],
)
def test_chinese_prompts(prompt, english) -> None:
    assert in_english(prompt) == english


@given(st.text(max_size=60))
def test_any_prompt_can_be_looked_at(prompt) -> None:
    odd = unknown(prompt, ("cat", "dog"))
    assert all(isinstance(word, str) for word in odd)
    assert isinstance(in_english(prompt), str)


@pytest.mark.parametrize(
    ("before", "typed", "first"),
    [
        ("a ca", "ca", "camel"),
        ("a red car", "car", "carrot"),
        ("a police c", "police c", "police car"),
        ("a lion", "lion", "cat"),  # by meaning
        ("一只猫头", "猫头", "owl"),
        ("一", "", None),
        ("an", "", None),
        ("a cat", "cat", None),
        ("a cat, ", "", None),
    ],
)
def test_words_are_offered_by_their_first_letters_and_by_meaning(words, before, typed, first):
    of_typed, offered = offers(before, words)
    if first is None:
        assert offered == ()
    else:
        assert of_typed == typed
        assert first == offered[0].word or first in [word.word for word in offered]


@pytest.mark.parametrize(
    ("before", "word", "chinese", "put"),
    [
        ("", "cat", False, "a cat"),
        ("a cat", "tree", False, ", a tree"),
        ("a cat", "apple", False, ", an apple"),
        ("a red", "house", False, " house"),
        ("a cat and ", "owl", False, "an owl"),
        ("a cat", "flat", False, ", flat"),
        ("", "cat", True, "猫"),
        ("猫", "tree", True, "、树"),
        ("红色", "house", True, "房子"),
    ],
)
def test_a_word_is_joined_to_what_stands_before(words, before, word, chinese, put):
    (known,) = (one for one in known_words() if one.word == word)
    assert joined(before, known, chinese) == put
    assert unknown(before + put, words) == ()


def test_an_unknown_word_is_replaced_with_the_article_that_fits() -> None:
    assert (
        replaced("a zebra and Zebra, A zebrafish", "zebra", "owl") == "an owl and owl, A zebrafish"
    )


def test_a_model_with_words_of_its_own_has_them_in_a_group(words) -> None:
    groups = known_to((*words, "sextant"))
    assert [word.word for word in groups["other"]] == ["sextant"]
    assert {word.word for group in groups.values() for word in group} >= {*words}


@pytest.mark.parametrize(
    ("prompt", "odd"),
    [
        ("cats dogs boxes", ("boxes",)),
        ("a cat, x", ()),  # one letter is no word
        ("a cat, zz", ("zz",)),
        ("Robot robot ROBOT", ("robot",)),
        ("cat_dog2", ()),
        ("berries", ("berries",)),
        ("red cats behind his house", ("house",)),
        ("一只机器人, robot", ("robot", "机器人")),
        ("猫x", ()),
        ("   ", ()),
    ],
)
def test_unknown_to_a_model_of_two_words(prompt: str, odd: tuple[str, ...]) -> None:
    assert unknown(prompt, ("cat", "dog")) == odd
    assert "berries" not in unknown("berries", ("berry",))


def test_the_nearest_are_few_by_meaning_first_and_only_known_ones(words) -> None:
    assert len(nearest("lion", words)) <= 3
    assert nearest("lion", words)[0] == nearest("LION", words)[0] == "cat"
    assert nearest("lion", ("dog",)) == ()
    assert nearest("sextent", ("sextant",)) == ("sextant",)
    assert nearest("sxtnt", ("sextant",)) == ("sextant",)
    assert nearest("sets", ("sextant",)) == ()


@pytest.mark.parametrize(
    ("prompt", "english"),
    [
        ("猫", "a cat"),
        ("红色猫狗", "a red cat and a dog"),
        ("猫狗树", "a cat, a dog and a tree"),
        ("红色", ""),
        ("红色背景", "on a red background"),
        ("猫 and the rest", "a cat, and the rest"),
        ("机器人", ""),
        ("剪刀", "scissors"),
    ],
)
def test_more_chinese_prompts(prompt: str, english: str) -> None:
    assert in_english(prompt) == english


def test_offers_are_few_and_what_is_typed_in_full_is_none(words) -> None:
    assert offers("a ca", words)[0] == "ca"
    assert [len(offers(f"a {typed}", words)[1]) for typed in ("ca", "ba")] == [8, 7]
    assert [one.word for one in offers("a li", words)[1] if "lion" in one.near] == []
    assert [one.word for one in offers("a lio", words)[1] if "lion" in one.near][:1] == ["cat"]
    assert offers("under", words) == ("", ())
    assert offers("", words) == ("", ())
    assert offers("我有一只猫头", words)[0] == "猫头"
    assert offers("警", words)[0] == "警"


@pytest.mark.parametrize(
    ("before", "word", "chinese", "put"),
    [
        ("a cat,", "tree", False, " a tree"),
        ("a cat ", "tree", False, "a tree"),
        ("a big", "house", False, " house"),
        ("a blue background", "tree", False, ", a tree"),
        ("a red", "eyeglasses", False, " eyeglasses"),
        ("", "eyeglasses", False, "eyeglasses"),
        ("a cat", "red", False, ", red"),
        ("猫，", "tree", True, "树"),
        ("猫和", "tree", True, "树"),
        ("蓝", "tree", True, "树"),
        ("  ", "cat", False, "a cat"),
    ],
)
def test_more_words_that_are_joined(before: str, word: str, chinese: bool, put: str) -> None:
    (known,) = (one for one in known_words() if one.word == word)
    assert joined(before, known, chinese) == put


def test_what_is_replaced_is_a_whole_word_in_any_case() -> None:
    assert replaced("a zebra", "zebra", "horse") == "a horse"
    assert replaced("an ant", "ant", "owl") == "an owl"
    assert replaced("zebras zebra.", "zebra", "horse") == "zebras horse."
    assert replaced("a a.b", "a.b", "cat") == "a cat"
    assert replaced("axb", "a.b", "cat") == "axb"
    assert replaced("a pair", "pair", "scissors") == "scissors"


def test_what_a_model_knows_in_groups() -> None:
    groups = known_to(("cat", "zzz", "aaa"))
    assert [one.word for one in groups["other"]] == ["aaa", "zzz"]
    assert {"colours", "styles", "other"} < set(groups)
    assert sum(one.word == "cat" for group in groups.values() for one in group) == 1
    assert not any(one.word == "dog" for group in groups.values() for one in group)
    assert "other" not in known_to(("cat",))
