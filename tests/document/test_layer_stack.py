"""Several layers of lines and of paint: what is current, what the model sees, merging."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpad.document import layer_stack
from sketchpad.document.edit.recrop import recropped
from sketchpad.document.eraser import erased
from sketchpad.document.layer_stack import (
    can_add,
    layer_below,
    merged_down,
    with_current,
    with_layer_above,
    without_layer,
)
from sketchpad.document.layers import MOST_LAYERS, Layer, LayerContent
from sketchpad.document.model import Document, Paint, Reference, Stroke, offended
from sketchpad.document.raster.paint_raster import render_paint
from sketchpad.document.raster.raster import render_lines
from tests.document.strategies import documents, noise_png

ROUGH = Stroke([(20, 128), (236, 128)], 4)
CLEAN = Stroke([(128, 20), (128, 236)], 4)
ERASER = Stroke([(128, 128)], 40, eraser=True)
RED = Paint(Stroke([(40, 40), (200, 40), (200, 200)], 30), "#ff0000", filled=True)
BLUE = Paint(Stroke([(20, 60), (230, 160)], 30), "#0000ff")


def two_layers() -> Document:
    document = Document(strokes=(ROUGH,), paints=(RED,))
    document = with_layer_above(document, "sketch").with_strokes((CLEAN, ERASER))
    return with_layer_above(document, "colour").with_paints((BLUE,))


def test_another_layer_becomes_the_current_one() -> None:
    document = two_layers()
    assert [layer.id for layer in document.layers if layer.kind == "sketch"] == [
        "sketch",
        "sketch 2",
    ]
    assert document.layer("sketch").id == "sketch 2"
    assert document.content_of("sketch") == LayerContent((ROUGH,))
    back = with_current(document, "sketch")
    assert back.strokes == (ROUGH,)
    assert back.content_of("sketch 2").strokes == (CLEAN, ERASER)
    assert with_current(back, "sketch 2") == document
    assert with_current(document, "sketch 2") is document
    with pytest.raises(KeyError):
        with_current(document, "sketch 3")
    with pytest.raises(ValueError, match="current"):
        document.with_layers([Layer("sketch"), Layer("sketch", id="other")])
    with pytest.raises(ValueError, match="but one"):
        Layer("boxes", content=LayerContent())
    with pytest.raises(ValueError, match="too long"):
        Layer("boxes", name="x" * 101)


@given(documents)
def test_choosing_a_layer_changes_nothing_that_is_seen(document: Document) -> None:
    for layer in document.layers:
        chosen = with_current(document, layer.id)
        assert chosen.seen().strokes == document.seen().strokes
        assert chosen.is_empty == document.is_empty
        assert offended(document, chosen) is None
        assert with_current(chosen, document.layer(layer.kind).id) == document


def test_an_eraser_takes_away_from_its_own_layer_only() -> None:
    document = two_layers()
    seen = render_lines(document.seen(), 256, 256)
    below = render_lines(Document(strokes=(ROUGH,)), 256, 256)
    above = render_lines(Document(strokes=(CLEAN, ERASER)), 256, 256)
    together = np.maximum(below, above)
    assert (seen[128, 20:236] > 0).all()
    assert not seen[112:120, 128].any()
    # The ends of what is left are round, not hollow.
    assert np.mean(seen != together) < 0.001
    hidden = with_current(document, "sketch").with_layer("sketch", visible=False).seen()
    np.testing.assert_array_equal(render_lines(hidden, 256, 256), above)
    rough = document.with_layer("sketch", visible=False).seen()
    assert rough.strokes == (ROUGH,)


@given(st.integers(0, 10_000))
def test_lines_are_cut_where_an_eraser_took_them(seed: int) -> None:
    rng = np.random.default_rng(seed)
    strokes = [
        Stroke(rng.uniform(0, 256, (4, 2)), 24 if eraser else 4, eraser)
        for eraser in (False, False, True, False, True)
    ]
    cut = erased(tuple(strokes))
    assert not any(stroke.eraser for stroke in cut)
    real, drawn = (
        render_lines(Document(strokes=tuple(lines)), 256, 256) > 128 for lines in (strokes, cut)
    )
    away = np.abs(np.indices((256, 256))[:, drawn ^ real]).shape[1]
    assert away <= 0.15 * max(real.sum(), 400)
    assert erased(tuple(s for s in strokes if not s.eraser)) == tuple(
        s for s in strokes if not s.eraser
    )


def test_an_erased_dot_is_gone_and_one_beside_it_stays() -> None:
    dots = Stroke([(128, 128)], 4), Stroke([(30, 30)], 4)
    assert erased((*dots, ERASER)) == (dots[1],)


def test_paint_of_all_visible_layers_lies_over_each_other() -> None:
    document = two_layers()
    canvas = render_paint(document, 256, 256)
    assert canvas[60, 190].tolist() == [255, 0, 0, 255]  # the lower layer
    assert canvas[110, 125].tolist() == [0, 0, 255, 255]  # the upper one
    lower = with_current(document, "colour")
    np.testing.assert_array_equal(render_paint(lower, 256, 256), canvas)
    hidden = render_paint(lower.with_layer("colour", visible=False).seen(), 256, 256)
    assert hidden[60, 190].tolist() == [0, 0, 0, 0]
    assert hidden[110, 125].tolist() == [0, 0, 255, 255]
    assert lower.with_layer("colour", visible=False).seen().is_painted


@pytest.mark.parametrize(
    "upper",
    [
        LayerContent(paints=(BLUE,)),
        LayerContent(paints=(BLUE, Paint(ERASER))),
        LayerContent(paints=(replace(BLUE, blend="multiply"),)),
        LayerContent(ground=Reference(noise_png(16, 16, 1), (0.2, 0.2, 0.7, 0.7))),
    ],
)
def test_merging_paint_keeps_its_look(upper: LayerContent) -> None:
    document = with_layer_above(Document(paints=(RED,)), "colour").with_content("colour", upper)
    merged = merged_down(document, "colour 2")
    assert merged.layer("colour").id == "colour"
    assert len(merged.layers) == len(Document().layers)
    before, after = (render_paint(one, 256, 256).astype(int) for one in (document, merged))
    assert np.abs(before - after).max() <= 2


def test_merging_lines_keeps_the_lower_name_and_place() -> None:
    document = two_layers().with_layer("sketch", name="Clean")
    assert layer_below(document, "sketch") is None
    below = layer_below(document, "sketch 2")
    assert below is not None
    assert below.id == "sketch"
    merged = merged_down(document, "sketch 2")
    assert (merged.layer("sketch").id, merged.layer("sketch").name) == ("sketch", "")
    assert merged.strokes == document.seen().strokes
    with pytest.raises(ValueError, match="no layer"):
        merged_down(merged, "sketch")


def test_a_layer_is_duplicated_and_removed() -> None:
    document = two_layers()
    copied = with_layer_above(document, "sketch", duplicate=True)
    assert copied.layer("sketch").id == "sketch 3"
    assert copied.strokes == (ROUGH,)
    assert copied.content_of("sketch").strokes == (ROUGH,)
    assert [one.id for one in copied.layers if one.kind == "sketch"] == [
        "sketch",
        "sketch 3",
        "sketch 2",
    ]
    gone = without_layer(copied, "sketch 3")
    assert (gone.layer("sketch").id, gone.strokes) == ("sketch", (ROUGH,))
    assert without_layer(gone, "sketch").strokes == (CLEAN, ERASER)
    full = document
    while layer_stack.can_add(full, "sketch"):
        full = with_layer_above(full, "sketch")
    assert len(full.layers) == MOST_LAYERS
    assert not layer_stack.can_add(document, "boxes")


def test_a_locked_layer_is_guarded_whether_it_is_current_or_not() -> None:
    document = two_layers().with_layer("sketch", locked=True)
    other = with_current(document, "sketch")
    assert offended(other, other.with_strokes(())) is None
    guarded = offended(document, document.with_strokes(()))
    assert guarded is not None
    assert guarded.id == "sketch 2"
    assert offended(other, without_layer(other, "sketch 2")) is not None
    assert offended(other, merged_down(other, "sketch 2")) is not None


def test_the_page_of_all_layers_is_resized_cropped_and_cleared() -> None:
    document = with_current(two_layers(), "sketch")
    half = document.resized(128, 128)
    assert half.content_of("sketch 2").strokes == (CLEAN.scaled(0.5, 0.5), ERASER.scaled(0.5, 0.5))
    wide = recropped(document, 320, 256)
    assert wide.content_of("sketch 2").strokes[0] == CLEAN.moved(32, 0)
    assert wide.content_of("colour").paints[0].stroke == RED.stroke.moved(32, 0)
    assert not any(layer.content for layer in document.cleared().layers)
    empty = Document(layers=with_layer_above(Document(), "sketch").layers)
    assert empty.is_empty
    assert not with_current(
        with_layer_above(Document(strokes=(ROUGH,)), "sketch"), "sketch 2"
    ).is_empty


def test_where_a_layer_can_be_added() -> None:
    page = Document()
    assert can_add(page, "sketch")
    assert not can_add(page, "boxes")
    full = page
    while can_add(full, "colour"):
        full = with_layer_above(full, "colour")
    assert len(full.layers) == MOST_LAYERS
    assert not can_add(full, "sketch")


def test_a_new_layer_lies_just_above_and_looks_like_the_one_below() -> None:
    page = two_layers().with_layer("sketch", opacity=0.25, locked=True)
    name = page.layer("sketch").id
    made = with_layer_above(page, name)
    new = made.layer("sketch")
    assert made.layers.index(new) == made.layers.index(made.layer_of(name)) + 1
    assert (new.opacity, new.locked, new.content, made.strokes) == (0.25, False, None, ())
    twin = with_layer_above(page, name, duplicate=True)
    assert twin.strokes == page.strokes
    assert twin.content_of(name).strokes == page.strokes
    assert not twin.layer("sketch").locked


def test_the_lowest_layer_goes_and_the_next_one_is_current() -> None:
    page = with_layer_above(Document(strokes=(ROUGH,)), "sketch").with_strokes([CLEAN])
    upper = page.layer("sketch").id
    assert layer_below(page, "sketch") is None
    assert layer_below(page, upper) == page.layer_of("sketch")
    with pytest.raises(ValueError, match="no layer to merge"):
        merged_down(page, "sketch")
    alone = without_layer(with_current(page, "sketch"), "sketch")
    assert alone.layer("sketch").id == upper
    assert alone.strokes == (CLEAN,)
    other = without_layer(page, "sketch")
    assert other.strokes == (CLEAN,)
    assert without_layer(page, upper).strokes == (ROUGH,)
