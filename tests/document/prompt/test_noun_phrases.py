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
