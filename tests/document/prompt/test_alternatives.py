from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sketchpad.document.model import Document
from sketchpad.document.prompt import alternatives
from sketchpad.document.prompt.alternatives import is_open, resolved
from sketchpad.errors import BadPrompt
from sketchpad.generation.export.a1111_text import to_a1111_text
from sketchpad.generation.preflight.check import check
from sketchpad.generation.request.request import Request, Sampling


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("SKETCHPAD_HOME", str(tmp_path))
    folder = tmp_path / "data" / "wildcards"
    folder.mkdir(parents=True)
    return folder


def request(prompt: str, seed: int = 1) -> Request:
    return Request(Document(prompt=prompt), Sampling(seed, 4, 4.0))


@pytest.mark.parametrize(
    "prompt", ["a cat", "a (red:1.2) cat", "a_b c__d", r"\{literally\}", "{", "a}b{"]
)
def test_a_prompt_without_choices_stays(prompt) -> None:
    assert resolved(prompt, 1) == prompt.replace("\\", "")
    assert not is_open(prompt)


def test_the_seed_decides_and_nothing_else() -> None:
    prompt = "a {red|blue|green} {cat|dog} on {the {sea|moon}|a hill}"
    assert is_open(prompt)
    first = {seed: resolved(prompt, seed) for seed in range(50)}
    assert first == {seed: resolved(prompt, seed) for seed in range(50)}
    assert len(set(first.values())) > 10
    assert not any(mark in text for text in first.values() for mark in "{|}")


def test_weights() -> None:
    count = Counter(resolved("{9::cat|1::dog}", seed) for seed in range(300))
    assert 240 < count["cat"] < 295
    assert resolved("{0::cat|dog}", 5) == "dog"


def test_wildcard_files(folder) -> None:
    (folder / "animals").mkdir()
    (folder / "animals" / "small.txt").write_text(
        "# pets\ncat  # purrs\n\n{old|young} dog\n", "utf-8"
    )
    made = {resolved("a __animals/small__!", seed) for seed in range(40)}
    assert made == {"a cat!", "a old dog!", "a young dog!"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "missing"),
        ("", "missing"),
        ("__me__", "loop"),
        ("__me__ __me__", "too_long"),
        ("x" * (2 << 20), "missing"),
    ],
)
def test_bad_wildcards_are_said_at_the_prompt(folder, content, reason) -> None:
    if content is not None:
        (folder / "me.txt").write_text(content, "utf-8")
    with pytest.raises(BadPrompt) as caught:
        resolved("a __me__", 1)
    assert caught.value.reason == reason
    problems = [one for one in check(request("a __me__")) if one.code == "bad_prompt"]
    assert [(one.where, one.blocking) for one in problems] == [("prompt", True)]
    assert request("a __me__").visible.document.prompt == "a __me__"


@pytest.mark.parametrize("name", ["../../secret", "/etc/passwd", "a/../../b"])
def test_a_name_leads_nowhere_else(name) -> None:
    with pytest.raises(BadPrompt):
        resolved(f"__{name}__", 1)


def test_the_model_reads_the_resolved_prompt_and_the_file_says_both() -> None:
    wanted = request("a {red|blue} cat", 7)
    read = wanted.visible.document.prompt
    assert read in ("a red cat", "a blue cat")
    text = to_a1111_text(wanted, "model", "software", "")
    assert text.startswith(read)
    assert 'Template: "a {red|blue} cat"' in text or "Template: a {red|blue} cat" in text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="ab{|}_\\:1.", max_size=60), st.integers(0, 2**64 - 1))
def test_any_prompt_ends(prompt, seed) -> None:
    try:
        assert len(resolved(prompt, seed)) <= 20_000
    except BadPrompt:
        return


def test_choices_up_to_their_limits(monkeypatch) -> None:
    monkeypatch.setattr(alternatives, "MOST_CHOICES", 3)
    assert resolved("{a}{b}{c}", 1) == "abc"
    with pytest.raises(BadPrompt) as caught:
        resolved("{a}{b}{c}{d}", 1)
    assert caught.value.reason == "too_long"
    monkeypatch.setattr(alternatives, "LONGEST", 5)
    assert resolved("{12345}", 1) == "12345"
    with pytest.raises(BadPrompt) as caught:
        resolved("{123456}", 1)
    assert caught.value.reason == "too_long"
    assert resolved("1234567", 1) == "1234567"  # leaves no choice


def test_choices_within_choices_up_to_the_deepest(folder) -> None:
    for depth, fine in ((19, True), (20, False)):
        prompt = "{" * depth + "a" + "}" * depth
        if fine:
            assert resolved(prompt, 1) == "a"
        else:
            with pytest.raises(BadPrompt) as caught:
                resolved(prompt, 1)
            assert caught.value.reason == "loop"
    (folder / "one.txt").write_text("__two__", "utf-8")
    (folder / "two.txt").write_text("cat", "utf-8")
    assert resolved("a __one__", 1) == "a cat"


@pytest.mark.parametrize(
    ("prompt", "made"),
    [
        ("{ cat }", {"cat"}),
        ("{|cat}", {"", "cat"}),
        ("{0::a|0::b}", {"a", "b"}),
        ("{0::a|b}", {"b"}),
        ("{1.5::a|0.0::b}", {"a"}),
        ("{10000::a|b}", {"10000::a", "b"}),
        ("{ 2:: a}", {"a"}),
        (r"\{a|b} {c}", {"{a|b} c"}),
    ],
)
def test_what_can_be_chosen(prompt: str, made: set[str]) -> None:
    assert {resolved(prompt, seed) for seed in range(40)} == made


def test_a_weight_is_worth_so_many_choices() -> None:
    count = Counter(resolved("{3::a|b}", seed) for seed in range(400))
    assert 270 < count["a"] < 330


def test_a_wildcard_file_of_the_largest_size(folder, monkeypatch) -> None:
    (folder / "me.txt").write_bytes(b"\xef\xbb\xbfcat#1\n")
    monkeypatch.setattr(alternatives, "LARGEST_FILE", 9)
    assert resolved("__me__", 1) == "cat"
    monkeypatch.setattr(alternatives, "LARGEST_FILE", 8)
    for content in (None, b"\xff"):
        if content:
            (folder / "me.txt").write_bytes(content)
        with pytest.raises(BadPrompt) as caught:
            resolved("__me__", 1)
        assert caught.value.reason == "missing"


def test_choices_of_both_kinds_are_counted_together(folder, monkeypatch) -> None:
    (folder / "one.txt").write_text("__two__", "utf-8")
    (folder / "two.txt").write_text("cat", "utf-8")
    assert resolved("{a {big}} __one__", 1) == "a big cat"
    monkeypatch.setattr(alternatives, "MOST_CHOICES", 3)
    assert resolved("{a} {b} __two__", 1) == "a b cat"
    with pytest.raises(BadPrompt) as caught:
        resolved("{a} {b} __two__ __two__", 1)
    assert caught.value.reason == "too_long"


def test_files_elsewhere_are_not_read_even_where_they_are_there(folder) -> None:
    for name in ("secret", "wildcards/own"):
        (folder.parent / f"{name}.txt").write_text("hidden", "utf-8")
    assert resolved("__own__", 1) == "hidden"
    for name in ("../secret", str(folder.parent / "secret")):
        with pytest.raises(BadPrompt) as caught:
            alternatives._lines(name)
        assert caught.value.reason == "missing"
