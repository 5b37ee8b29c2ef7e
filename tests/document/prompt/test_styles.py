"""Styles are words in the prompts: put in, known again, taken out; and read from the web UI's table."""

from __future__ import annotations

from pathlib import Path

import pytest

from sketchpad.document.model import Document
from sketchpad.document.prompt import styles
from sketchpad.document.prompt.history import LONGEST as LONGEST_PROMPT
from sketchpad.document.prompt.history import MOST, PromptHistory
from sketchpad.document.prompt.styles import (
    LONGEST,
    LONGEST_NAME,
    OwnStyles,
    Style,
    read_styles,
    shipped,
    style_called,
)
from sketchpad.errors import BadDocument, CannotWrite

AROUND = Style("around", "pixel art of {prompt}, small", "blurry")
BEHIND = Style("behind", "ink drawing")


def says(prompt: str, negative: str = "") -> Document:
    return Document(prompt=prompt, negative_prompt=negative)


@pytest.mark.parametrize("style", [AROUND, BEHIND, Style("b", "", "text"), *shipped()])
@pytest.mark.parametrize("document", [says("a cat"), says(""), says("a cat", "dogs")])
def test_what_is_put_in_is_known_and_can_be_taken_out(style: Style, document: Document) -> None:
    styled = style.added(document)
    assert style.is_in(styled)
    assert not style.is_in(document)
    assert style.removed(styled) == document


def test_the_words() -> None:
    assert AROUND.added(says("a cat", "dogs")) == says("pixel art of a cat, small", "dogs, blurry")
    assert BEHIND.added(says("a cat")).prompt == "a cat, ink drawing"
    assert BEHIND.added(says("")).prompt == "ink drawing"


def test_one_of_two_is_taken_out_and_others_words_stay() -> None:
    both = BEHIND.added(AROUND.added(says("a cat")))
    assert both.prompt == "pixel art of a cat, small, ink drawing"
    assert AROUND.removed(both).prompt == "a cat, ink drawing"
    assert BEHIND.removed(both).prompt == "pixel art of a cat, small"
    changed = says("pixel art by a cat")
    assert AROUND.removed(changed) == changed


def test_the_table_of_the_web_ui(tmp_path: Path) -> None:
    path = tmp_path / "styles.csv"
    path.write_text(
        '\ufeffname,prompt,negative_prompt\nNone,,\n"--- Artists ---",,\nMine,"{prompt}, by me","ugly\nbad"\n'
        "Bad,,blurry\n",
        encoding="utf-8",
    )
    assert read_styles(path) == (
        Style("Mine", "{prompt}, by me", "ugly\nbad"),
        Style("Bad", "", "blurry"),
    )
    path.write_text("name,text\nOld,oil\n", encoding="utf-8")
    assert read_styles(path) == (Style("Old", "oil"),)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\x00",
        b"a,b\n1,2\n",
        b"name,prompt\n",
        b'name,prompt\na,"' + b"x" * 200_000,
        b"name,prompt\na," + b"x" * (LONGEST + 1),
        b"name,prompt\n" + b"a,b\n" * 300_000,
    ],
)
def test_a_broken_table_gets_a_sentence(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "broken.csv"
    path.write_bytes(data)
    with pytest.raises(BadDocument, match=r"broken.csv.*(styles|read)"):
        read_styles(path)


def test_own_ones_are_kept_and_come_before_shipped_ones() -> None:
    name = shipped()[0].name
    OwnStyles().save(AROUND, Style(name, "mine"))
    OwnStyles().save(Style("around", "changed"))
    assert OwnStyles().present() == (Style("around", "changed"), Style(name, "mine"))
    assert style_called(name.upper()) == Style(name, "mine")
    OwnStyles().remove(name)
    assert style_called(name) == shipped()[0]
    assert style_called("nothing of the kind") is None
    with pytest.raises(CannotWrite):
        OwnStyles().save(*(Style(str(n), "a") for n in range(1001)))


def test_recent_prompts_are_kept_once_and_no_more_than_so_many() -> None:
    history = PromptHistory()
    for n in range(MOST + 5):
        history.add(f"a {n}", "b")
    history.add("a 9", "b")
    history.add("  ", "b")
    history.add("x" * 5000, "")
    kept = PromptHistory().present()
    assert len(kept) == MOST
    assert kept[:2] == (("a 9", "b"), (f"a {MOST + 4}", "b"))
    assert kept.count(("a 9", "b")) == 1


def test_a_style_up_to_its_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "styles.csv"

    def read(*rows: str) -> list[str]:
        path.write_text("name,prompt,negative_prompt\nkept,a,\n" + "\n".join(rows), "utf-8")
        return [one.name for one in read_styles(path)][1:]

    name, text = "n" * LONGEST_NAME, "x" * LONGEST
    assert read(f"{name},{text},{text}") == [name]
    assert read(f"n{name},a,") == read(f"n,{text}x,") == read(f"n,,{text}x") == read(",a,") == []
    assert read("n,,") == read("n") == []
    assert read("n,,a") == read("n,a") == ["n"]
    assert read("kept,b,", "n,a,") == ["n"]
    monkeypatch.setattr(styles, "MOST", 2)
    assert read("n,a,", "o,a,") == ["n"]


def test_a_style_is_in_only_with_both_of_its_texts() -> None:
    assert Style("a", "", "b").negative_only
    assert Style("a", "  ", "b").negative_only
    assert not AROUND.negative_only
    full = AROUND.added(says("a cat"))
    assert not AROUND.is_in(full.with_negative_prompt(""))
    assert not AROUND.is_in(full.with_prompt("a cat"))
    assert AROUND.removed(full.with_negative_prompt("x")) == says("a cat", "x")
    assert AROUND.removed(full.with_prompt("x")) == says("x", "")


@pytest.mark.parametrize(
    ("prompt", "text", "left"),
    [
        ("a, b, c", "b", "a, c"),
        ("b", "b", ""),
        (" b ", "b", ""),
        ("b", "b {prompt}", None),
        ("xy", "xy{prompt}", ""),
        ("ab", "ab{prompt}b", None),  # its end would begin within its beginning
        ("abb", "ab{prompt}b", ""),
        ("1 x 2 x", "{prompt} x", "1 x 2"),
        ("anything", "", "anything"),
    ],
)
def test_words_are_taken_out_once(prompt: str, text: str, left: str | None) -> None:
    document = says(prompt)
    expected = document if left is None else says(left)
    assert Style("s", text).removed(document) == expected
    assert Style("s", text).is_in(document) == (left is not None)


def test_why_a_table_cannot_be_read(tmp_path: Path) -> None:
    for path, reason in ((tmp_path / "none", "missing"), (tmp_path, "unreadable")):
        with pytest.raises(BadDocument) as caught:
            read_styles(path)
        assert caught.value.reason == reason


def test_prompts_up_to_the_longest_are_kept(tmp_path: Path) -> None:
    history, long = PromptHistory(tmp_path / "own.json"), "x" * LONGEST_PROMPT
    history.add(long, "")
    history.add(" b ", long)
    history.add(long + "x", "")
    history.add("c", long + "x")
    assert history.present() == (("b", long), (long, ""))
    before = (tmp_path / "own.json").read_bytes()
    history.add("b", long)  # the newest already
    assert (tmp_path / "own.json").read_bytes() == before


def test_what_of_the_file_of_prompts_makes_no_sense_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    path.write_text('[["a", "b"], 5, ["c"], ["a", "b"], ["d", 7], ["e", "f"]]', "utf-8")
    assert PromptHistory(path).present() == (("a", "b"), ("e", "f"))
    many = ", ".join(f'["{n}", ""]' for n in range(MOST + 1))
    path.write_text(f"[{many}]", "utf-8")
    assert len(PromptHistory(path).present()) == MOST
