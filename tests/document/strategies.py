"""Random drawings, and random edits of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image

from sketchpad.document.edit import arrange, box_strokes, grouping
from sketchpad.document.edit.recrop import recropped
from sketchpad.document.layers import KINDS, SEVERAL, Layer, LayerContent, moved
from sketchpad.document.mask import MaskOptions
from sketchpad.document.model import (
    ROLES,
    Box,
    Document,
    Paint,
    Pose,
    Reference,
    Region,
    Stroke,
)
from sketchpad.document.paint import BLENDS, PRESSURES
from sketchpad.document.pose import JOINTS
from sketchpad.document.stroke import all_transformed

coordinates = st.floats(-1000, 3000, width=32)
pressures = st.floats(0, 1, width=32)
sizes = st.integers(2, 32).map(lambda n: n * 64)
texts = st.text(max_size=20)
fractions = st.floats(0, 1)


@st.composite
def strokes(draw: st.DrawFn) -> Stroke:
    count = draw(st.integers(1, 6))
    points = np.empty((count, 3), np.float32)
    points[:, :2] = draw(arrays.arrays(np.float32, (count, 2), elements=coordinates))
    points[:, 2] = draw(arrays.arrays(np.float32, (count,), elements=pressures))
    role = draw(st.sampled_from(ROLES))
    return Stroke(points, draw(st.floats(0.1, 100)), draw(st.booleans()), role)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    a, b = draw(st.tuples(fractions, fractions)), draw(st.tuples(fractions, fractions))
    return Box.between(draw(texts), a, b)


shares = st.floats(-8, 8)
joints = st.none() | st.tuples(shares, shares)
poses = (
    st.lists(joints, min_size=len(JOINTS), max_size=len(JOINTS))
    .filter(any)
    .map(lambda found: Pose(tuple(found)))
)
regions = st.builds(Region, texts, strokes(), st.booleans())
paints = st.builds(
    Paint,
    strokes(),
    st.integers(0, 0xFFFFFF).map("#{:06x}".format),
    st.booleans(),
    fractions,
    st.sampled_from(BLENDS),
    st.sampled_from(PRESSURES),
)
layers = st.builds(Layer, st.sampled_from(KINDS), st.booleans(), st.booleans(), st.floats(0, 1))
mask_options = st.builds(
    MaskOptions,
    st.booleans(),
    st.integers(-9, 9),
    st.integers(0, 9),
    st.booleans(),
    st.integers(0, 9),
)
spans = st.tuples(st.floats(-60, 0), st.floats(0.1, 60))


def noise_png(width: int, height: int, seed: int) -> bytes:
    """A PNG that hardly shrinks."""
    data = BytesIO()
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(data, "PNG")
    return data.getvalue()


references = st.builds(
    lambda png, across, down, options: Reference(
        png, (across[0], down[0], across[1], down[1]), "canny", tuple(options.items())
    ),
    st.builds(noise_png, st.integers(1, 9), st.integers(1, 9), st.integers(0, 99)),
    spans,
    spans,
    st.dictionaries(st.sampled_from(("low", "high")), st.floats(0, 255)),
)

grounds = references.map(lambda one: Reference(one.picture, one.rect))
contents = {
    "sketch": st.builds(LayerContent, st.lists(strokes(), max_size=3).map(tuple)),
    "colour": st.builds(
        LayerContent,
        paints=st.lists(paints, max_size=2).map(tuple),
        ground=st.none() | grounds,
    ),
}


@st.composite
def stacks(draw: st.DrawFn) -> tuple[Layer, ...]:
    """Some kinds once, sketch and colour perhaps several times."""
    stack = draw(st.lists(layers, unique_by=lambda one: one.kind, max_size=5))
    for number, kind in enumerate(draw(st.lists(st.sampled_from(sorted(SEVERAL)), max_size=2))):
        if any(one.kind == kind for one in stack):
            content = draw(contents[kind])
            other = Layer(kind, id=f"{kind} {number + 2}", name=draw(texts), content=content)
            stack.insert(draw(st.integers(0, len(stack))), other)
    return tuple(stack)


documents = st.builds(
    Document,
    width=sizes,
    height=sizes,
    strokes=st.lists(strokes(), max_size=5).map(tuple),
    boxes=st.lists(boxes(), max_size=3).map(tuple),
    prompt=texts,
    negative_prompt=texts,
    poses=st.lists(poses, max_size=2).map(tuple),
    regions=st.lists(regions, max_size=3).map(tuple),
    reference=st.none() | references,
    layers=stacks(),
    mask=st.lists(regions, max_size=2).map(tuple),
    mask_options=mask_options,
    paints=st.lists(paints, max_size=3).map(tuple),
    ground=st.none() | grounds,
    denoising=fractions,
)

Edit = Callable[[Document], Document]


def _without_stroke(where: int) -> Edit:
    return lambda doc: doc.without_stroke(where % len(doc.strokes)) if doc.strokes else doc


def _change_box(where: int, box: Box) -> Edit:
    return lambda doc: (
        doc.replace_box(doc.boxes[where % len(doc.boxes)].id, box) if doc.boxes else doc
    )


def _without_box(where: int) -> Edit:
    return lambda doc: doc.without_box(doc.boxes[where % len(doc.boxes)].id) if doc.boxes else doc


def _change_pose(where: int, joint: int, place: tuple[float, float]) -> Edit:
    return lambda doc: (
        doc.replace_pose(
            doc.poses[where % len(doc.poses)].id,
            doc.poses[where % len(doc.poses)].with_joint(joint, place),
        )
        if doc.poses
        else doc
    )


def _without_pose(where: int) -> Edit:
    return lambda doc: doc.without_pose(doc.poses[where % len(doc.poses)].id) if doc.poses else doc


def _rearrange(where: int, change: str) -> Edit:
    """Order, alignment, a box that takes its lines along, another page around the drawing."""

    def edit(doc: Document) -> Document:
        if not doc.boxes:
            return doc
        box = doc.boxes[where % len(doc.boxes)]
        if change in arrange.PLACES:
            return replace(doc, boxes=arrange.reordered(doc.boxes, [box.id], change))
        rects = [one.rect for one in doc.boxes]
        if change == "carry":
            (rect,) = arrange.aligned([box.rect], "left")
            return box_strokes.placed(doc, {box.id: rect}, carry=True)
        moved_rects = (
            arrange.distributed(rects, "across")
            if change == "distribute"
            else arrange.aligned(rects, change)
        )
        ids = [one.id for one in doc.boxes]
        return box_strokes.placed(doc, dict(zip(ids, moved_rects, strict=True)))

    return edit


def _dress_box(where: int, strength: float, locked: bool, colour: str) -> Edit:
    def edit(doc: Document) -> Document:
        if not doc.boxes:
            return doc
        box = doc.boxes[where % len(doc.boxes)]
        dressed = replace(box, strength=strength, locked=locked, colour=colour)
        if locked:
            doc = grouping.grouped(doc, [one.id for one in doc.boxes])
        return doc.replace_box(box.id, dressed)

    return edit


def _transform(where: int, angle: float) -> Edit:
    def edit(doc: Document) -> Document:
        matrix = [[np.cos(angle), -np.sin(angle), 5], [np.sin(angle), np.cos(angle), 2]]
        kept, moved_ones = doc.strokes[:where], doc.strokes[where:]
        return doc.with_strokes((*kept, *all_transformed(moved_ones, matrix)))

    return edit


places = st.integers(0, 100)
edits: st.SearchStrategy[Edit] = st.one_of(
    strokes().map(lambda stroke: lambda doc: doc.with_stroke(stroke)),
    boxes().map(lambda box: lambda doc: doc.with_box(box)),
    places.map(_without_stroke),
    st.builds(_change_box, places, boxes()),
    places.map(_without_box),
    texts.map(lambda text: lambda doc: doc.with_prompt(text)),
    texts.map(lambda text: lambda doc: doc.with_negative_prompt(text)),
    st.builds(lambda w, h: lambda doc: doc.resized(w, h), sizes, sizes),
    st.just(lambda doc: doc.cleared()),
    st.just(lambda doc: doc.with_strokes(reversed(doc.strokes))),
    poses.map(lambda pose: lambda doc: doc.with_pose(pose)),
    st.builds(_change_pose, places, st.integers(0, 17), st.tuples(shares, shares)),
    places.map(_without_pose),
    st.builds(
        _rearrange,
        places,
        st.sampled_from([*arrange.PLACES, *arrange.EDGES, "distribute", "carry"]),
    ),
    st.builds(
        _dress_box,
        places,
        st.floats(0, 1),
        st.booleans(),
        st.sampled_from(["", "#ff0080", "#123456"]),
    ),
    st.builds(_transform, st.integers(0, 4), st.floats(-3, 3)),
    st.builds(
        lambda role: lambda doc: doc.with_strokes(one.with_role(role) for one in doc.strokes),
        st.sampled_from(ROLES),
    ),
    st.builds(
        lambda w, h, x, y: lambda doc: recropped(doc, w, h, (x, y)),
        sizes,
        sizes,
        fractions,
        fractions,
    ),
    regions.map(lambda region: lambda doc: doc.with_region(region)),
    st.just(lambda doc: doc.with_regions(doc.regions[:-1])),
    paints.map(lambda paint: lambda doc: doc.with_paints((*doc.paints, paint))),
    st.just(lambda doc: doc.with_paints(doc.paints[1:])),
    (st.none() | grounds).map(lambda one: lambda doc: doc.with_ground(one)),
    fractions.map(lambda share: lambda doc: replace(doc, denoising=share)),
    (st.none() | references).map(lambda one: lambda doc: doc.with_reference(one)),
    layers.map(
        lambda one: (
            lambda doc: doc.with_layer(
                one.kind, visible=one.visible, locked=one.locked, opacity=one.opacity
            )
        )
    ),
    st.builds(
        lambda kind, place: lambda doc: doc.with_layers(moved(doc.layers, kind, place)),
        st.sampled_from(KINDS),
        st.integers(0, 4),
    ),
)
