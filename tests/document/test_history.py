"""Undo and redo."""

from __future__ import annotations

import sys

from hypothesis import given
from hypothesis import strategies as st

from sketchpad.document.history import Beside, History, common
from sketchpad.document.model import Box, Document, Paint, Stroke
from tests.document.strategies import Edit, documents, edits


@given(documents, st.lists(edits, max_size=12))
def test_undo_all_redo_all_gives_equal_drawings(document: Document, changes: list[Edit]) -> None:
    history = History(document)
    seen = [document]
    for edit in changes:
        seen += [history.current] if history.push(edit(history.current), "edit") else []
    for expected in reversed(seen[:-1]):
        assert history.undo() == expected
    assert not history.can_undo
    for expected in seen[1:]:
        assert history.redo() == expected
    assert not history.can_redo


@given(
    documents, st.lists(st.one_of(edits, st.sampled_from(["undo", "redo", "seal"])), max_size=20)
)
def test_any_walk_agrees_with_a_plain_list(document: Document, walk: list[object]) -> None:
    history, plain, position = History(document), [document], 0
    for move in walk:
        if move == "undo":
            position = max(0, position - 1)
            history.undo()
        elif move == "redo":
            position = min(len(plain) - 1, position + 1)
            history.redo()
        elif move == "seal":
            history.seal()
        else:
            changed = move(plain[position])  # type: ignore[operator]
            if history.push(changed, "edit"):
                plain = [*plain[: position + 1], changed]
                position += 1
        assert history.current == plain[position]
        assert history.index == position
        assert len(history.labels) == len(plain) - 1


@given(documents, st.lists(edits, min_size=2, max_size=8))
def test_edits_with_one_key_are_one_step(document: Document, changes: list[Edit]) -> None:
    history = History(document)
    for edit in changes:
        history.push(edit(history.current), "drag", merge_key="slider")
    last = history.current
    assert history.index == (last != document)
    assert history.undo() == document
    if last != document:
        assert history.redo() == last


def test_another_key_a_seal_or_an_undo_ends_the_row() -> None:
    history = History()
    history.push(Document(prompt="a"), "type", merge_key="prompt")
    history.push(Document(prompt="ab"), "type", merge_key="prompt")
    history.seal()
    history.push(Document(prompt="abc"), "type", merge_key="prompt")
    history.push(Document(prompt="abc", negative_prompt="x"), "type", merge_key="negative")
    history.push(Document(prompt="abcd", negative_prompt="x"), "type")
    history.push(Document(prompt="abcde", negative_prompt="x"), "type")
    assert history.index == 5
    history.undo()
    history.push(Document(prompt="z"), "type", merge_key="prompt")
    history.undo()
    history.redo()
    history.push(Document(prompt="zz"), "type", merge_key="prompt")
    assert history.index == 6
    assert [history.undo().prompt for _ in range(6)] == ["z", "abcd", "abc", "abc", "ab", ""]


def test_a_row_back_to_its_beginning_leaves_no_step() -> None:
    history = History(Document(prompt="a"))
    history.push(Document(prompt="ab"), "type", merge_key="prompt")
    history.push(Document(prompt="a"), "type", merge_key="prompt")
    assert not history.can_undo
    history.push(Document(prompt="b"), "type", merge_key="prompt")
    assert history.undo().prompt == "a"


def test_nothing_changed_is_no_step_and_forgets_nothing() -> None:
    history = History()
    history.push(Document(prompt="a"), "type")
    history.undo()
    assert not history.push(Document(), "type")
    assert history.can_redo


def test_a_new_edit_forgets_what_was_undone() -> None:
    history = History()
    history.push(Document(prompt="a"), "type")
    history.undo()
    history.push(Document(prompt="b"), "type")
    assert not history.can_redo
    assert history.redo().prompt == "b"


def test_labels_say_what_would_happen() -> None:
    history = History()
    assert (history.undo_label, history.redo_label) == ("", "")
    history.push(Document().with_stroke(Stroke([[1, 1]])), "Draw")
    history.push(history.current.with_box(Box("cat", (0, 0, 1, 1))), "Add box")
    assert (history.undo_label, history.redo_label) == ("Add box", "")
    history.undo()
    assert (history.undo_label, history.redo_label) == ("Draw", "Add box")
    assert history.labels == ("Draw", "Add box")


def test_going_to_a_step() -> None:
    history = History()
    for word in "abc":
        history.push(Document(prompt=word), word)
    assert history.go_to(1).prompt == "a"
    assert history.go_to(3).prompt == "c"
    assert history.go_to(-5).prompt == ""
    assert history.go_to(50).prompt == "c"


def test_saved_is_a_matter_of_value() -> None:
    history = History()
    assert history.is_saved
    history.push(Document(prompt="a"), "type")
    assert not history.is_saved
    history.mark_saved()
    history.undo()
    assert not history.is_saved
    history.push(Document(prompt="a"), "type")
    assert history.is_saved
    history.mark_unsaved()
    assert not history.is_saved


def test_thousands_of_strokes_do_not_cost_millions_of_references() -> None:
    history, count = History(), 2000
    for number in range(count):
        stroke, page = Stroke([[number % 200, number % 190]]), history.current
        history.push(page.with_stroke(stroke).with_paints((*page.paints, Paint(stroke))), "draw")
    held = sum(
        sys.getsizeof(step.rest_before)
        + sum(sys.getsizeof(items) for _, *both in step.changes for items in both)
        for step in history._undo
    )
    assert held < count * 1000
    assert not any(step.rest_before.strokes or step.rest_before.paints for step in history._undo)
    history.go_to(0)
    assert history.current == Document()
    assert len(history.go_to(count).strokes) == len(history.current.paints) == count


def test_what_lies_beside_is_undone_and_done_again() -> None:
    history = History(Document(prompt="a"))
    page = history.current
    assert history.push(page, "turn", beside=Beside("left", "right"))
    assert history.undo() == page
    assert history.beside == "left"
    assert history.redo() == page
    assert history.beside == "right"
    history.push(Document(prompt="ab"), "type")
    history.undo()
    assert history.beside == "right"  # that step had none


def test_a_row_with_something_beside_stays_a_step_where_the_page_is_as_before() -> None:
    history = History(Document(prompt="a"))
    history.push(Document(prompt="ab"), "turn", merge_key="turn")
    history.push(Document(prompt="a"), "turn", merge_key="turn", beside=Beside(1, 2))
    history.push(Document(prompt="abc"), "turn", merge_key="turn")
    assert history.index == 1
    assert history.undo().prompt == "a"


def test_saving_ends_a_row() -> None:
    history = History()
    history.push(Document(prompt="a"), "type", merge_key="prompt")
    history.mark_saved()
    history.push(Document(prompt="ab"), "type", merge_key="prompt")
    assert history.undo().prompt == "a"
    assert history.is_saved


def test_undo_shares_what_the_step_did_not_touch() -> None:
    history = History(Document(strokes=(Stroke([[1, 1]]),)))
    before = history.current.strokes
    history.push(history.current.with_prompt("a"), "type")
    assert history.undo().strokes is before
    assert history.redo().strokes is before


def test_what_two_lists_have_in_common() -> None:
    a, b, c, d = (Stroke([[n, n]]) for n in range(4))
    assert common((a, b, c), (a, d, c)) == (1, 1)
    assert common((a, b), (a, b, c)) == (2, 0)
    assert common((a, b, c), (c,)) == (0, 1)
    assert common((), (a,)) == common((a,), (b,)) == (0, 0)
