"""The journal holds the drawing, whatever was done to it and wherever its file ends."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpad.document.io import journal
from sketchpad.document.io.journal import Journal, State
from sketchpad.document.layers import Layer, LayerContent
from sketchpad.document.model import Box, Document, Paint, Reference, Stroke
from sketchpad.errors import BadDocument, CannotWrite, NewerDocument
from sketchpad.outside import png_size
from tests.document.strategies import Edit, documents, edits, noise_png

SETTINGS = st.dictionaries(st.sampled_from(("seed", "steps", "method")), st.integers(0, 9))
LINE = Stroke([[1, 2], [3, 4]])


def written(path: Path, *states: State) -> Journal:
    one = Journal(path)
    for state in states:
        one.write(state)
    one.close()
    return one


@given(documents, st.lists(st.tuples(edits, SETTINGS), max_size=12))
def test_it_holds_the_drawing_after_every_edit(
    tmp_path: Path, document: Document, changes: list[tuple[Edit, dict[str, int]]]
) -> None:
    path, state = tmp_path / "a.journal", State(document)
    one = Journal(path)
    one.write(state)
    for edit, settings in changes:
        state = State(edit(state.document), settings)
        one.write(state)
        assert journal.read(path) == state
    one.close()
    assert journal.read(path) == state


def test_cut_anywhere_in_the_last_record_it_holds_what_was_before(tmp_path: Path) -> None:
    path, before, after = (
        tmp_path / "a.journal",
        State(Document(prompt="a")),
        State(Document(strokes=(LINE,))),
    )
    written(path, before)
    start = path.stat().st_size
    path.unlink()
    written(path, before, after)
    data = path.read_bytes()
    for end in range(start, len(data)):
        path.write_bytes(data[:end])
        assert journal.read(path) == before
    path.write_bytes(data + b"\0" * 7)
    assert journal.read(path) == after
    for end in range(start):
        path.write_bytes(data[:end])
        with pytest.raises(BadDocument):
            journal.read(path)


@given(place=st.integers(0, 10**6), bit=st.integers(0, 7))
def test_a_damaged_byte_costs_no_more_than_what_follows(
    tmp_path: Path, place: int, bit: int
) -> None:
    states = [State(Document(prompt="a" * number)) for number in range(4)]
    written(tmp_path / "a.journal", *states)
    data = bytearray((tmp_path / "a.journal").read_bytes())
    data[place % len(data)] ^= 1 << bit
    (tmp_path / "a.journal").write_bytes(data)
    try:
        assert journal.read(tmp_path / "a.journal") in states[:-1]
    except BadDocument:
        assert place % len(data) < len(data) // 2


def test_changes_are_small(tmp_path: Path) -> None:
    """A box with a picture, a reference picture, many lines: what does not change is not written again."""
    boxes = (Box("a cat", (0, 0, 0.5, 0.5), picture=noise_png(100, 100, 1)),)
    shown = Reference(noise_png(100, 100, 2))
    painted = (Paint(LINE, "#ff0000"),) * 50
    document = Document(strokes=(LINE,) * 500, boxes=boxes, reference=shown)
    document = replace(document, paints=painted, ground=Reference(noise_png(100, 100, 3)))
    state = State(document, {"words": "x" * 9000})
    edits = [
        lambda doc: doc.with_stroke(LINE),
        lambda doc: doc.without_stroke(7),
        lambda doc: doc.replace_box("b1", replace(doc.boxes[0], phrase="a dog")),
        lambda doc: doc.with_reference(doc.reference.with_rect((0, 0, 0.5, 0.5))),
        lambda doc: doc.with_prompt("a house"),
        lambda doc: doc.with_box(doc.boxes[0].copied()),
        lambda doc: doc.with_paints((*doc.paints, Paint(LINE))),
        lambda doc: doc.with_ground(doc.ground.with_rect((0, 0, 0.5, 0.5))),
    ]
    for edit in edits:
        after = State(edit(state.document), state.settings)
        record = journal.record_of(state, after)
        assert len(record) < 1500
        assert journal.applied(state, record, tmp_path) == after
        state = after


def test_a_long_one_is_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "SHORT", 4000)
    one, document = Journal(tmp_path / "a.journal"), Document()
    sizes = []
    for number in range(40):
        document = document.with_prompt(str(number))
        one.write(State(document))
        sizes.append(one.path.stat().st_size)
        assert journal.read(one.path).document == document
    one.close()
    assert max(sizes) < 6500
    assert sizes != sorted(sizes)


def test_where_there_is_no_room_for_a_second_one_the_first_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "MOST_RECORDS", 3)

    def refuse(*_: object) -> None:
        raise OSError("no second copy here")

    one, document = Journal(tmp_path / "a.journal"), Document(prompt="a")
    one.write(State(document))
    monkeypatch.setattr(os, "replace", refuse)
    for number in range(9):
        document = document.with_prompt(str(number))
        one.write(State(document))
        assert journal.read(one.path).document == document
    one.close()


@pytest.mark.skipif(os.name == "nt", reason="open files are not deleted on Windows")
def test_a_file_that_somebody_deleted_comes_back(tmp_path: Path) -> None:
    one = Journal(tmp_path / "a.journal")
    one.write(State(Document(prompt="a")))
    one.path.unlink()
    one.write(State(Document(prompt="b")))
    assert journal.read(one.path).document.prompt == "b"
    one.close()


def test_many_strokes_are_written_in_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "PIECE", 4)
    strokes = tuple(Stroke([[number, 0]]) for number in range(10))
    state = State(Document(512, 256, strokes, prompt="a"), {"seed": 1})
    assert len(list(journal.records_of(state))) == 3
    written(tmp_path / "a.journal", state)
    assert journal.read(tmp_path / "a.journal") == state


def test_what_is_beyond_all_limits_leaves_the_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = Journal(tmp_path / "a.journal")
    one.write(State(Document(prompt="a")))
    monkeypatch.setitem(journal.project_file.LIMITS, "settings.json", 1000)
    with pytest.raises(CannotWrite):
        one.write(State(Document(), {"words": "x" * 2000}))
    one.write(State(Document(prompt="b")))
    one.close()
    assert journal.read(one.path).document.prompt == "b"


@pytest.mark.parametrize("data", [b"", b"PK", journal.MAGIC, journal.MAGIC + b"\xff" * 50])
def test_anything_else_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.journal"
    with pytest.raises(BadDocument):
        journal.read(path)
    path.write_bytes(data)
    with pytest.raises(BadDocument):
        journal.read(path)


def test_a_journal_of_the_first_version_opens() -> None:
    """Written once by `written`, and kept."""
    state = journal.read(Path(__file__).parent / "kept" / "recovery-1.journal")
    assert state.settings == {"seed": 5}
    (box,) = state.document.boxes
    assert box.phrase == "a dog"
    assert png_size(box.picture) == (8, 8)
    assert [len(stroke.points) for stroke in state.document.strokes] == [2, 1]
    assert state.document.prompt == "a house"


def test_what_lies_on_other_layers_is_not_written_again(tmp_path: Path) -> None:
    lines = LayerContent((LINE,) * 300)
    paint = LayerContent((), (Paint(LINE),) * 300, Reference(noise_png(100, 100, 4)))
    layers = (
        Layer("sketch"), Layer("sketch", id="s", content=lines),
        Layer("colour"), Layer("colour", id="c", content=paint),
    )  # fmt: skip
    state = State(Document(layers=layers))
    for document in (
        state.document.with_stroke(LINE),
        state.document.with_layers((*layers[:3], replace(layers[3], visible=False))),
        state.document.with_layers((layers[2], layers[3], layers[0], layers[1])),
    ):
        record = journal.record_of(state, State(document))
        assert len(record) < 1500
        assert journal.applied(state, record, tmp_path) == State(document)
    another = replace(layers[1], content=LayerContent((LINE,) * 299))
    changed = State(Document(layers=(layers[0], another, *layers[2:])))
    assert journal.applied(state, journal.record_of(state, changed), tmp_path) == changed


def test_another_reference_or_ground_is_written_whole(tmp_path: Path) -> None:
    one, other = (Reference(noise_png(8, 8, seed)) for seed in (1, 2))
    states = [
        State(Document(reference=a, ground=b))
        for a in (None, one, other)
        for b in (None, one, other)
    ]
    states.append(State(Document(reference=replace(one, kind="depth", options=(("low", 2.0),)))))
    for before in states:
        for after in states:
            assert journal.applied(before, journal.record_of(before, after), tmp_path) == after


def test_records_that_do_not_fit_the_state_are_refused(tmp_path: Path) -> None:
    shown = Reference(noise_png(8, 8, 1))
    boxed = Document(boxes=(Box("a", (0, 0, 1, 1), "b1", picture=noise_png(8, 8, 2)),))
    for before, after in (
        (Document(reference=shown), Document(reference=shown.with_rect((0, 0, 2, 2)))),
        (Document(ground=shown), Document(ground=shown.with_rect((0, 0, 2, 2)))),
        (boxed, replace(boxed, boxes=(replace(boxed.boxes[0], phrase="b"),))),
    ):
        record = journal.record_of(State(before), State(after))
        assert journal.applied(State(before), record, tmp_path).document == after
        with pytest.raises(BadDocument):
            journal.applied(State(), record, tmp_path)


def test_it_is_written_anew_when_the_changes_outweigh_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "MOST_RECORDS", 3)
    one = Journal(tmp_path / "a.journal")
    counts = []
    for number in range(9):
        one.write(State(Document(prompt=str(number))))
        with one.path.open("rb") as file:
            file.read(len(journal.MAGIC))
            counts.append(len(list(journal._records(file))))
    one.close()
    assert counts == [1, 2, 3, 4, 1, 2, 3, 4, 1]


def test_settings_stay_until_there_are_others(tmp_path: Path) -> None:
    before = State(Document(), {"seed": 1})
    same = journal.record_of(before, State(Document(prompt="a"), {"seed": 1}))
    assert journal.applied(before, same, tmp_path).settings == {"seed": 1}
    none = journal.record_of(before, State(Document(prompt="a")))
    assert journal.applied(before, none, tmp_path).settings == {}


def test_pieces_and_a_page_of_another_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "PIECE", 4)
    for count, pieces in ((0, 1), (4, 1), (5, 2), (8, 2), (9, 3)):
        state = State(Document(512, 128, (LINE,) * count))
        assert len(list(journal.records_of(state))) == pieces
        written(tmp_path / f"{count}.journal", state)
        assert journal.read(tmp_path / f"{count}.journal") == state


def test_why_it_cannot_be_read(tmp_path: Path) -> None:
    for path, reason in ((tmp_path / "none", "missing"), (tmp_path, "unreadable")):
        with pytest.raises(BadDocument) as caught:
            journal.read(path)
        assert caught.value.reason == reason
    path = tmp_path / "a.journal"
    path.write_bytes(b"PK" + bytes(100))
    with pytest.raises(BadDocument) as caught:
        journal.read(path)
    assert caught.value.reason == "not_a_project"


def test_a_journal_of_a_newer_program_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path / "a.journal", State(Document(prompt="a")))
    monkeypatch.setattr(journal.project_file, "VERSION", 0)
    with pytest.raises(NewerDocument):
        journal.read(tmp_path / "a.journal")
