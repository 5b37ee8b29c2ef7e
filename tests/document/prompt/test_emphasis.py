from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpad.document.prompt.emphasis import Segment, segments, without_marks


def weights(prompt: str) -> list[tuple[str, float]]:
    return [(part.text, pytest.approx(part.weight)) for part in segments(prompt)]


# The examples that the web UI's own description gives, and what it makes of them.
@pytest.mark.parametrize(
    ("prompt", "parts"),
    [
        ("normal text", [("normal text", 1.0)]),
        ("an (important) word", [("an ", 1.0), ("important", 1.1), (" word", 1.0)]),
        ("(unbalanced", [("unbalanced", 1.1)]),
        (r"\(literal\]", [("(literal", 1.0), ("]", 1.0)]),
        ("(unnecessary)(parens)", [("unnecessary", 1.1), ("parens", 1.1)]),
        (
            "a (((house:1.3)) [on] a (hill:0.5), sun, (((sky))).",
            [
                ("a ", 1.0),
                ("house", 1.573),
                (" ", 1.1),
                ("on", 1.0),
                (" a ", 1.1),
                ("hill", 0.55),
                (", sun, ", 1.1),
                ("sky", 1.4641),
                (".", 1.1),
            ],
        ),
        ("[cat]", [("cat", 1 / 1.1)]),
        ("(cat:0)", [("cat", 0.0)]),
        ("a cat: red", [("a cat: red", 1.0)]),
        ("(cat:1.2.3)", [("cat:1.2.3)", 1.1)]),
        ("time 10:30)", [("time 10:30)", 1.0)]),
        ("]]a cat))", [("]]a cat))", 1.0)]),
        ("B (BLUE) BREAKING", [("B ", 1.0), ("BLUE", 1.1), (" BREAKING", 1.0)]),
        ("", []),
    ],
)
def test_weights(prompt, parts) -> None:
    assert weights(prompt) == parts


def test_break_begins_a_chunk() -> None:
    assert segments("a cat BREAK (a dog) BREAK") == (
        Segment("a cat ", 1.0, 0),
        Segment(" ", 1.0, 11, breaks=True),
        Segment("a dog", 1.1, 13),
        Segment(" ", 1.0, 19),
    )


def test_words_keep_their_place_without_marks() -> None:
    prompt = r"a (red:1.3) cat BREAK \(on\) [a] mat"
    plain = without_marks(prompt)
    assert plain == "a  red      cat        (on )  a  mat"
    assert plain.index("mat") == prompt.index("mat")


@given(st.text(alphabet="ab(:1.2)[]\\ BREAK", max_size=60))
def test_any_prompt_has_segments(prompt) -> None:
    parts = segments(prompt)
    assert all(prompt[part.start : part.start + len(part.text)] == part.text for part in parts)
    assert [part.start for part in parts] == sorted({part.start for part in parts})
    assert len(without_marks(prompt)) == len(prompt)


@given(st.text(alphabet=st.characters(blacklist_characters="()[]\\"), max_size=60))
def test_a_prompt_without_marks_is_one_segment(prompt) -> None:
    if "BREAK" not in prompt:
        assert segments(prompt) == ((Segment(prompt, 1.0, 0),) if prompt else ())


def test_brackets_beyond_measure_take_no_time() -> None:
    parts = segments("(a" * 20_000)
    assert sum(len(part.text) for part in parts) == 40_000 - 50
    assert parts[-1].weight == pytest.approx(10.0)


@pytest.mark.parametrize(
    ("prompt", "parts"),
    [
        ("((a):0.5)", [("a", 0.55)]),
        ("(a:99)", [("a", 10.0)]),
        ("(a:-99)", [("a", -10.0)]),
        ("((a:9)", [("a", 9 * 1.1)]),
        ("a:1.5)", [("a:1.5)", 1.0)]),
        ("a)b]c", [("a)b]c", 1.0)]),
        ("(a:1.2.3)b", [("a", 1.1)]),
        ("[a", [("a", 1 / 1.1)]),
        ("[[a]b]", [("a", 1 / 1.21), ("b", 1 / 1.1)]),
        ("(a)[b]", [("a", 1.1), ("b", 1 / 1.1)]),
        ("", []),
    ],
)
def test_more_weights(prompt, parts) -> None:
    found = weights(prompt)
    assert [weight for _, weight in found][: len(parts)] == [weight for _, weight in parts]
    if "1.2.3" not in prompt:
        assert found == parts


def test_neighbours_of_one_weight_are_one_stretch_unless_something_stands_between() -> None:
    assert segments("a b") == (Segment("a b", 1.0, 0),)
    assert segments("a()b") == (Segment("a", 1.0, 0), Segment("b", 1.0, 3))
    assert segments(r"a\(b") == (Segment("a", 1.0, 0), Segment("(b", 1.0, 2))
    assert segments("a BREAK b") == (Segment("a ", 1.0, 0), Segment(" b", 1.0, 7, True))
    assert segments("BREAKER BREAKS") == (Segment("BREAKER BREAKS", 1.0, 0),)


def test_brackets_beyond_the_deepest_are_letters() -> None:
    for bracket, factor in (("(", 1.1), ("[", 1 / 1.1)):
        (one,) = segments(bracket * 3 + "a")
        assert one.weight == pytest.approx(factor**3)
        deep = segments(bracket * 51 + "a")
        assert deep[0].text == bracket + "a"
        assert segments(bracket * 50 + "a")[0].text == "a"
