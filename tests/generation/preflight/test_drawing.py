"""What a method needs of the drawing is said before a run."""

from __future__ import annotations

from sketchpad.document.model import Box, Document, Pose, Region, Stroke
from sketchpad.generation.preflight.drawing import problems
from sketchpad.generation.request.request import MethodSettings, Request, Sampling
from sketchpad.hints.openpose import STANDING

LINES = Document(strokes=(Stroke([[10, 10], [90, 90]]),))
BOXES = Document(boxes=(Box("a cat", (0.1, 0.1, 0.5, 0.5)),))
PERSON = Document(boxes=(Box("an old man", (0.1, 0.1, 0.5, 0.5)),))


def said(document, *methods):
    request = Request(document, Sampling(1, 4, 4.0), methods)
    return [(problem.code, problem.blocking) for problem in problems(request)]


def net(kind="", **more):
    return MethodSettings("controlnet", 1.0, kind=kind, **more)


def test_each_kind_asks_for_what_it_is_made_of():
    assert said(LINES, net(), net("canny"), net("depth"), net("tile")) == []
    assert said(BOXES, net("depth"), net("segmentation")) == []
    assert said(PERSON, net("openpose")) == []
    assert said(BOXES, net(), net("canny")) == [("no_strokes", True)]
    needs = [("no_regions", True), ("no_poses", True)]
    assert said(LINES, net("segmentation"), net("openpose")) == needs
    assert said(Document(), net("normal")) == [("no_strokes", True)]
    assert said(Document(), MethodSettings("t2i_adapter", 1.0)) == [("no_strokes", True)]
    assert said(Document(), MethodSettings("controlnet", 0.0)) == []


def test_the_catalogue_knows_what_a_network_reads():
    assert said(PERSON, net(net="sd15-openpose")) == []
    assert said(LINES, net(net="sd15-openpose")) == [("no_poses", True)]


def test_an_unknown_kind():
    assert said(LINES, net("magic")) == [("bad_setting", True)]


def test_regions_and_poses_are_enough():
    painted = Document().with_region(Region("sky", Stroke([[10, 10], [90, 90]], 20)))
    assert said(painted, net("segmentation"), net("depth")) == []
    erased = Document().with_region(Region("", Stroke([[10, 10], [90, 90]], 20)))
    assert said(erased, net("segmentation")) == [("no_regions", True)]
    assert said(BOXES.with_pose(Pose(STANDING)), net("openpose")) == []
    unknown = Document().with_region(Region("quux", Stroke([[10, 10], [90, 90]], 20)))
    assert said(unknown, net("segmentation")) == [("no_class", False)]


def test_an_empty_control_image_is_a_remark():
    assert said(BOXES, net("openpose")) == [("no_person", False)]
    quux = Document(boxes=(Box("quux", (0.1, 0.1, 0.5, 0.5)),))
    assert said(quux, net("segmentation")) == [("no_class", False)]


def test_a_region_that_is_nowhere_is_a_remark():
    assert said(LINES, net(region="strokes")) == []
    assert said(LINES, net(region="boxes")) == [("empty_region", False)]
    both = LINES.with_box(Box("A cat", (0.1, 0.1, 0.5, 0.5)))
    assert said(both, net(region="a CAT ")) == []
    assert said(both, net(region="a dog"), net(region="a dog", guess=True)) == [
        ("empty_region", False)
    ]
