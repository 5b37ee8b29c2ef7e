"""Prompt and phrases: what belongs together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpad.document.model import Box
from sketchpad.document.prompt import noun_phrases


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("a red house by the sea", ["red house", "sea"]),
        ("a photo of a dog and two cats in a field of wheat", ["dog", "cats", "field of wheat"]),
        ("a cat, a tree, flat illustration, highly detailed", ["cat", "tree"]),
        ("a dog and the dog", ["dog"]),
        ("一只猫和一座房子在海边，插画", ["猫", "房子", "海边"]),
        ("a cat on the left of a dog, a tree in the middle", ["cat", "dog", "tree"]),
        ("a dog chasing a cat under a street light", ["dog", "cat", "street light"]),
        ("the king the queen", ["king", "queen"]),
        ("a light bulb and an oil lamp, oil painting", ["light bulb", "oil lamp"]),
        ("a fluffy white and brown dog", ["fluffy white and brown dog"]),
        ("a bowl of the fruit in the style of van gogh", ["bowl of the fruit"]),
        ("very detailed fur, a cartoon cat, soft light", ["cartoon cat"]),
        ("一只猫在草地上和一条狗在树下", ["猫", "草地", "狗", "树"]),
        ("", []),
        ("1234 ... --", []),
    ],
)
def test_nouns_of_a_prompt(prompt: str, expected: list[str]) -> None:
    found = noun_phrases.nouns(prompt)
    assert [noun.phrase for noun in found] == expected
    assert [prompt[noun.start : noun.end] for noun in found] == expected


@given(st.text(max_size=60))
def test_nouns_are_parts_of_the_prompt(prompt: str) -> None:
    for noun in noun_phrases.nouns(prompt):
        assert prompt[noun.start : noun.end] == noun.phrase
        assert noun_phrases.in_prompt(prompt, noun.phrase) or not noun.phrase[-1].isalnum()


def test_where_a_phrase_stands() -> None:
    assert noun_phrases.places("a Dog, hotdogs and two dogs", "the dog") == ((2, 5), (23, 27))
    assert noun_phrases.places("一只猫", "猫") == ((2, 3),)
    assert noun_phrases.places("a dog", "") == ()


@pytest.mark.parametrize(
    ("phrase", "there"),
    [("dog", True), ("a small dog", True), ("dogs", True), ("hound", False), ("", False)],
)
def test_is_it_in_the_prompt(phrase: str, there: bool) -> None:
    assert noun_phrases.in_prompt("the dog by the sea", phrase) is there


def test_boxes_at_a_word() -> None:
    boxes = [Box("dog", (0, 0, 1, 1), "1"), Box("the sea", (0, 0, 1, 1), "2")]
    prompt = "a dog by the sea"
    assert noun_phrases.boxes_at(prompt, boxes, 3) == ("1",)
    assert noun_phrases.boxes_at(prompt, boxes, prompt.index("sea")) == ("2",)
    assert noun_phrases.boxes_at(prompt, boxes, 6) == ()


def test_missing_phrases_go_before_the_manner() -> None:
    boxes = [Box(p, (0, 0, 1, 1)) for p in ("dog", "a sun", "dog", " ")]
    assert noun_phrases.missing("a dog", boxes) == ("a sun",)
    assert noun_phrases.with_phrases("a dog, flat illustration", ["a sun"]) == (
        "a dog, a sun, flat illustration"
    )
    assert noun_phrases.with_phrases("", ["a sun", "a cat"]) == "a sun, a cat"
    assert noun_phrases.with_phrases("一只狗，插画", ["猫"]) == "一只狗，猫，插画"
    assert noun_phrases.with_phrases("a dog", []) == "a dog"


@pytest.mark.parametrize(
    ("phrase", "alone"),
    [
        ("cat", "a cat on grass, watercolor"),
        ("owl", "an owl on grass, watercolor"),
        ("Owl", "an Owl on grass, watercolor"),
        ("two cats", "two cats on grass, watercolor"),
        (" the cat ", "the cat on grass, watercolor"),
        ("onesie", "an onesie on grass, watercolor"),
    ],
)
def test_one_thing_alone_keeps_the_style_that_ends_the_prompt(phrase: str, alone: str) -> None:
    boxes = [Box("a dog", (0, 0, 1, 1)), Box("red house", (0, 0, 1, 1))]
    prompt = "a cat and a dog, under a tree, a small Dog, watercolor, , the House"
    assert noun_phrases.alone(phrase, prompt, boxes, "on grass") == alone


def test_one_thing_alone_without_ground_style_or_boxes() -> None:
    assert noun_phrases.alone("cat", "", []) == "a cat"
    assert noun_phrases.alone("cat", "a dog", []) == "a cat"
    assert noun_phrases.alone("cat", "a dog, flat, oil", []) == "a cat, flat, oil"


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("red big old soft wet dog", []),  # more than five words are a sentence
        ("big old soft wet dog", ["big old soft wet dog"]),
        ("a photo of", []),
        ("a cat in the style of a dog", ["cat"]),
        ("a picture of a house of cards", ["house of cards"]),
        ("highly unusual thing", []),
        ("在树上的鸟", ["树上的鸟"]),
        ("在桌子上", ["桌子"]),
        ("桌子上", ["桌子上"]),
        ("猫，桌子上", ["猫", "桌子上"]),
        ("a dog,", ["dog"]),
        ("  a   dog  ", ["dog"]),
        ("7 8", []),
        ("watercolor", []),
        ("猫，水彩", ["猫"]),
        ("the one dog", ["dog"]),
        ("Dog and dog", ["Dog"]),
    ],
)
def test_more_nouns(prompt: str, expected: list[str]) -> None:
    assert [noun.phrase for noun in noun_phrases.nouns(prompt)] == expected


@pytest.mark.parametrize(
    ("prompt", "phrase", "there"),
    [
        ("two horses", "horse", True),
        ("a horse by a tree", "white horses", True),
        ("a horse by a tree", "TREES", True),
        ("a dress", "dress", True),
        ("boxes", "a box", True),
        ("a box", "boxes", True),
        ("a bu", "bus", False),  # too short to be the singular
        ("a horseman", "horse", False),
        ("a seahorse", "horse", False),
        ("red\n house", "red house", True),
        ("anything", "the", False),
        ("anything", "a the ", False),
    ],
)
def test_more_of_what_is_in_a_prompt(prompt: str, phrase: str, there: bool) -> None:
    assert noun_phrases.in_prompt(prompt, phrase) is there


def test_a_box_is_at_each_letter_of_its_phrase_and_no_other() -> None:
    boxes = [Box("dog", (0, 0, 1, 1), "1")]
    found = [noun_phrases.boxes_at("a dog.", boxes, n) for n in range(7)]
    assert found == [(), (), ("1",), ("1",), ("1",), (), ()]


@pytest.mark.parametrize(
    ("prompt", "phrases", "made"),
    [
        ("flat illustration", ["a cat"], "a cat, flat illustration"),
        ("a dog", ["a cat"], "a dog, a cat"),
        ("a dog, oil painting, highly detailed", ["a cat", "a sun"],
         "a dog, a cat, a sun, oil painting, highly detailed"),
        ("sketch, a dog", ["a cat"], "sketch, a dog, a cat"),
        ("", ["猫", "狗"], "猫，狗"),
        (" a dog , ,", ["a cat"], "a dog, a cat"),
    ],
)  # fmt: skip
def test_where_phrases_are_put(prompt: str, phrases: list[str], made: str) -> None:
    assert noun_phrases.with_phrases(prompt, phrases) == made
