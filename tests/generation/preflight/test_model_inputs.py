"""The maps that are shown are the ones the methods get."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sketchpad.document.model import Box, Document, Paint, Region, Stroke
from sketchpad.generation.preflight.model_inputs import box_map, model_inputs
from sketchpad.generation.request.request import MethodSettings, Request, Sampling
from sketchpad.hints.openpose import standing
from sketchpad.hints.registry import make_hint

LINE = Stroke([[20, 20, 1], [200, 100, 1]], 6)
DRAWING = Document(
    256, 128, strokes=(LINE,), boxes=(Box("dog", (0.25, 0.0, 0.5, 0.5), "b1"),), prompt="a dog"
)


def asked(*methods: MethodSettings, document: Document = DRAWING) -> Request:
    return Request(document, Sampling(1, 4, 2.0), methods)


def test_no_method_gets_nothing() -> None:
    assert model_inputs(asked(), 8, {}) == ()


def test_controlnet_gets_its_control_image_in_the_pictures_size() -> None:
    (one,) = model_inputs(asked(MethodSettings("controlnet", 1.0, kind="canny")), 8, {})
    assert (one.what, one.kind) == ("control_image", "canny")
    expected = make_hint("canny", DRAWING, 256, 128)
    np.testing.assert_array_equal(one.picture, np.rint(expected * 255).astype(np.uint8))


def test_where_a_control_counts_is_shown_in_latents() -> None:
    method = MethodSettings("controlnet", 1.0, region="dog")
    image, mask = model_inputs(asked(method), 8, {})
    assert image.what == "control_image"
    assert mask.what == "mask"
    assert mask.picture.shape == (16, 32, 3)
    assert mask.picture[4, 12].tolist() == [255] * 3
    assert mask.picture[12, 12].tolist() == [0] * 3


def test_loose_lines_show_in_the_weights_of_the_edge_predictor() -> None:
    method = MethodSettings("edge_predictor", 1.0)
    assert [one.what for one in model_inputs(asked(method), 8, {})] == ["control_image"]
    loose = replace(DRAWING, strokes=(LINE.with_role("loose"),))
    found = model_inputs(asked(method, document=loose), 8, {})
    assert [one.what for one in found] == ["control_image", "weights"]
    assert found[1].picture.shape == (16, 32, 3)
    assert found[1].picture.max() < 255


def test_boxes_in_the_grid_of_latents() -> None:
    (one,) = model_inputs(asked(MethodSettings("gligen", 1.0)), 8, {"b1": (200, 0, 0)})
    assert one.picture.shape == (16, 32, 3)
    inside = one.picture[2, 10]
    assert inside[0] > 200
    assert inside[1] < 80
    assert one.picture[12, 20].tolist() == [255] * 3


def test_a_weak_box_is_pale_and_a_cell_touched_in_part_tinted_in_part() -> None:
    box = DRAWING.boxes[0]
    weak = replace(DRAWING, boxes=(replace(box, strength=0.25),))
    strong, pale = (box_map(d, 32, 16, {})[2, 10].min() for d in (DRAWING, weak))
    assert strong < pale < 255
    half = replace(DRAWING, boxes=(box.with_rect((0.0, 0.0, 1.5 / 32, 0.5)),))
    row = box_map(half, 32, 16, {})[2, :3, 0].tolist()
    assert row[0] < row[1] < row[2] == 255


def test_what_cannot_be_made_is_not_shown() -> None:
    empty = replace(DRAWING, strokes=(), boxes=())
    methods = (MethodSettings("controlnet", 1.0), MethodSettings("controlnet", 1.0, kind="no_such"))
    assert model_inputs(asked(*methods, document=empty), 8, {}) == ()


def test_people_and_regions_are_shown_as_the_network_gets_them() -> None:
    painted = DRAWING.with_region(Region("sky", Stroke([[0, 20], [256, 20]], 30)))
    document = painted.with_pose(standing((0.1, 0.1, 0.4, 0.9)))
    for kind in ("segmentation", "openpose"):
        method = MethodSettings("controlnet", 1.0, kind=kind)
        (one,) = model_inputs(asked(method, document=document), 8, {})
        expected = np.rint(make_hint(kind, document, 256, 128) * 255).astype(np.uint8)
        np.testing.assert_array_equal(one.picture, expected)
        layer = "regions" if kind == "segmentation" else "poses"
        hidden = model_inputs(
            asked(method, document=document.with_layer(layer, visible=False)), 8, {}
        )
        assert not hidden or (hidden[0].picture != one.picture).any()


def test_the_colours_that_it_begins_from_come_first_and_grey_is_free() -> None:
    half = Paint(Stroke([(0, 0), (64, 0), (64, 128), (0, 128)], 1), "#2060a0", filled=True)
    page = Document(128, 128, paints=(half,))
    request = Request(page, Sampling(1, 4, 2.0))
    (seen,) = model_inputs(request, 8, {})
    assert (seen.what, seen.method, seen.picture.shape) == ("paint", None, (16, 16, 3))
    assert (seen.picture[:, :8] == (0x20, 0x60, 0xA0)).all()
    assert (seen.picture[:, 8:] == 128).all()
    hidden = replace(request, document=page.with_layer("colour", visible=False))
    assert model_inputs(hidden, 8, {}) == ()
