"""Role, steadiness and mirror of the lines to come; strokes that stay selected; brushes that suit the page."""

from __future__ import annotations

import numpy as np
import pytest

from sketchpad.document.model import Box, Document, Stroke
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.state.drawing_settings import Pencil
from sketchpad.ui.state.preferences import PreferenceStore, save_pencil

LINE = Stroke([[10, 20, 1], [30, 40, 0.5]], 4, role="loose")
PAGE = Document(256, 128)


@pytest.mark.parametrize(
    ("mirror", "starts"),
    [
        ("off", [(10, 20)]),
        ("across", [(10, 20), (246, 20)]),
        ("down", [(10, 20), (10, 108)]),
        ("both", [(10, 20), (246, 20), (10, 108), (246, 108)]),
    ],
)
def test_mirror_images(mirror, starts):
    pencil = Pencil()
    pencil.set_mirror(mirror)
    made = pencil.mirrored(LINE, PAGE)
    assert [tuple(np.round(one.points[0, :2])) for one in made] == starts
    assert all((one.width, one.role) == (4, "loose") for one in made)
    assert all((one.points[:, 2] == LINE.points[:, 2]).all() for one in made)


def test_the_pencil_tells_of_changes_only(qtbot):
    pencil = Pencil()
    for change in (
        lambda: pencil.set_role("ignore"),
        lambda: pencil.set_mirror("both"),
        lambda: pencil.set_steadiness(7),
        lambda: pencil.set_smooth(False),
    ):
        with qtbot.waitSignal(pencil.changed):
            change()
        with qtbot.assertNotEmitted(pencil.changed):
            change()
    assert pencil.steadiness == 1
    for wrong in (lambda: pencil.set_role("obey"), lambda: pencil.set_mirror("inside out")):
        with pytest.raises(ValueError, match="called"):
            wrong()


@pytest.mark.parametrize(("size", "pen", "eraser"), [(128, 2, 8), (256, 4, 16), (512, 8, 32)])
def test_the_usual_brush_suits_the_page(size, pen, eraser):
    state = DocumentState(Document(size, 128))
    assert (state.width_of("pen"), state.width_of("eraser")) == (pen, eraser)


def test_a_brush_that_was_chosen_stays(qtbot):
    state = DocumentState()
    state.set_brush_width(7)
    state.open(Document(128, 128))
    assert state.width_of("pen") == 7
    assert state.width_of("eraser") == 8
    with qtbot.waitSignal(state.brush_changed):
        state.open(Document(256, 256))


@pytest.fixture
def state() -> DocumentState:
    lines = tuple(Stroke([[0, 10 * i], [50, 10 * i]]) for i in range(4))
    return DocumentState(Document(strokes=lines, boxes=(Box("dog", (0.1, 0.1, 0.5, 0.5)),)))


def test_what_is_selected_stays_so_when_others_go(state):
    state.stroke_selection.select([3, 1])
    assert state.stroke_selection.indices == (1, 3)
    state.apply(state.document.without_stroke(0), "Delete")
    assert state.stroke_selection.indices == (0, 2)
    state.apply(state.document.without_stroke(2), "Delete")
    assert state.stroke_selection.indices == (0,)


def test_a_stroke_that_was_moved_is_still_the_same(state, qtbot):
    state.stroke_selection.select([1])
    strokes = list(state.document.strokes)
    strokes[1] = strokes[1].moved(5, 5)
    with qtbot.waitSignal(state.stroke_selection.changed):
        state.apply(state.document.with_strokes(strokes), "Move")
    assert state.stroke_selection.strokes == (strokes[1],)
    state.undo()
    assert state.stroke_selection.indices == (1,)


def test_boxes_or_strokes_are_selected_never_both(state):
    state.stroke_selection.select([0, 1])
    state.select(["b1"])
    assert not state.stroke_selection
    state.stroke_selection.select([2])
    assert state.selection == ()


def test_a_stroke_that_is_not_there_cannot_be_selected(state):
    with pytest.raises(IndexError):
        state.stroke_selection.select([4])
    state.stroke_selection.select([0])
    state.open(Document())
    assert not state.stroke_selection


def test_what_the_pencil_remembers(qapp):
    store = PreferenceStore()
    pencil = Pencil()
    save_pencil(pencil, store)
    pencil.set_steadiness(0.333)
    pencil.set_smooth(False)
    pencil.set_pressure(False)
    pencil.set_mirror("both")
    pencil.set_role("ignore")
    store.flush()
    again, later = Pencil(), PreferenceStore()
    save_pencil(again, later)
    assert (again.steadiness, again.smooth, again.pressure) == (0.33, False, False)
    assert (again.mirror, again.role) == ("off", "follow")
    store.set("brush.smooth", True)  # in the preferences
    assert pencil.smooth
    assert pencil.steadiness == pytest.approx(0.33)
    store.flush()
