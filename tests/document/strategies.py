"""Random drawings, and random edits of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from sketchpad.document.model import ROLES, Box, Document, Stroke

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


documents = st.builds(
    Document,
    width=sizes,
    height=sizes,
    strokes=st.lists(strokes(), max_size=5).map(tuple),
    boxes=st.lists(boxes(), max_size=3).map(tuple),
    prompt=texts,
    negative_prompt=texts,
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
)
