"""Drawings with one key have one control image."""

from __future__ import annotations

import pytest

from sketchpad.document.model import Box, Document, Region, Stroke
from sketchpad.guidance.lines import hint_key
from sketchpad.hints.openpose import standing
from sketchpad.hints.registry import HINTS, make_hint

RING = Stroke([(60, 60), (120, 60), (120, 120), (60, 120), (60, 61)])


@pytest.mark.parametrize("name", list(HINTS))
def test_what_a_kind_is_made_of_is_in_its_key(name: str) -> None:
    document = Document(boxes=(Box("a dog", (0.6, 0.6, 0.9, 0.9)),))
    for other in (
        document.with_region(Region("sky", Stroke([(0, 32), (256, 32)], 60))),
        document.with_pose(standing((0.1, 0.1, 0.4, 0.9))),
        document.without_box("b1"),
        document.with_stroke(RING),
    ):
        same_key = hint_key(document, name) == hint_key(other, name)
        pictures = [make_hint(name, one, 128, 128) for one in (document, other)]
        assert not same_key or (pictures[0] == pictures[1]).all()


def test_poses_and_regions_change_the_key_of_what_is_made_of_them() -> None:
    document = Document()
    person = document.with_pose(standing((0.1, 0.1, 0.4, 0.9)))
    sky = document.with_region(Region("sky", RING))
    for name, kind in HINTS.items():
        assert (hint_key(person, name) != hint_key(document, name)) == ("poses" in kind.needs)
        assert (hint_key(sky, name) != hint_key(document, name)) == ("regions" in kind.needs)
