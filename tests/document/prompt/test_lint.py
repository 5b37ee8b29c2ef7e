"""Each remark is made where it belongs, not elsewhere, and is gone once mended."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from sketchpad.document.model import Box, Document, Pose, Region, Stroke
from sketchpad.document.prompt import lint
from sketchpad.document.prompt.lint import Facts, Finding, can_mend, mend
from tests.document.strategies import documents

ALL = Facts(reads=frozenset({"boxes", "control_image"}))
LINE = Stroke([[20, 20, 1], [200, 200, 1]], 4)
DOG = Box("dog", (0.1, 0.1, 0.4, 0.4))
GOOD = Document(prompt="a dog in a field", strokes=(LINE,), boxes=(DOG,))


def found(document: Document, facts: Facts = ALL) -> list[str]:
    return [finding.code for finding in lint.lint(document, facts)]


def test_a_good_drawing_gets_no_remarks() -> None:
    assert found(GOOD) == []
    assert found(Document()) == []


def boxed(*boxes: Box) -> Document:
    return replace(GOOD, boxes=boxes)


CASES = {
    "prompt_cut": (GOOD, replace(ALL, read=5)),
    "phrase_not_in_prompt": (boxed(replace(DOG, phrase="cat")), ALL),
    "no_phrase": (boxed(replace(DOG, phrase=" ")), ALL),
    "too_many_boxes": (
        boxed(*(replace(DOG, rect=(n / 40, 0.0, n / 40 + 0.1, 0.2)) for n in range(31))),
        ALL,
    ),
    "same_boxes": (boxed(DOG, replace(DOG, phrase="Dog ", rect=(0.1, 0.1, 0.4, 0.42))), ALL),
    "tiny_box": (boxed(replace(DOG, rect=(0.98, 0.1, 1.0, 0.9))), ALL),
    "covered_box": (boxed(DOG, replace(DOG, phrase="field", rect=(0.05, 0.05, 0.9, 0.9))), ALL),
    "all_ignored": (replace(GOOD, strokes=(LINE.with_role("ignore"),)), ALL),
    "nothing_to_see": (replace(GOOD, strokes=(LINE, Stroke(LINE.points, 30, eraser=True))), ALL),
    "thin_lines": (replace(GOOD, strokes=(LINE, Stroke(LINE.points, 1))), ALL),
    "odd_size": (replace(GOOD, width=320), replace(ALL, size_step=128)),
}


@pytest.mark.parametrize("code", CASES)
def test_each_is_found_and_mended(code: str) -> None:
    document, facts = CASES[code]
    findings = [f for f in lint.lint(document, facts) if f.code == code]
    assert findings
    for how in findings[0].mends:
        if not can_mend(how):
            continue
        mended = document
        while left := [f for f in lint.lint(mended, facts) if f.code == code]:
            after = mend(mended, left[0], how, facts)
            assert after != mended
            mended = after
            facts = replace(facts, read=None)
        assert code not in found(mended, facts)


def test_lines_beside_the_page_leave_nothing_to_see() -> None:
    assert found(replace(GOOD, strokes=(LINE.moved(900, 0),))) == ["nothing_to_see"]


def test_two_dogs_at_two_places_are_two_dogs() -> None:
    assert found(boxed(DOG, replace(DOG, rect=(0.6, 0.6, 0.9, 0.9)))) == []


def test_a_small_box_upon_a_large_one_is_not_covered() -> None:
    field = replace(DOG, phrase="field", rect=(0.0, 0.0, 1.0, 1.0))
    assert found(boxed(field, DOG)) == []


def test_a_picture_says_what_is_in_a_box() -> None:
    from tests.document.test_box import png

    assert "no_phrase" not in found(boxed(replace(DOG, phrase="", picture=png())))


def test_what_no_method_uses() -> None:
    none = replace(ALL, reads=frozenset(), boxes_by="gligen")
    assert found(GOOD, none) == ["boxes_unused", "lines_unused"]
    unused = list(lint.lint(GOOD, none))
    assert [f.mends for f in unused] == [("use:gligen",), ("use:controlnet",)]
    assert not can_mend("use:gligen")


def test_people_and_regions_that_nothing_reads() -> None:
    region = Region("sky", Stroke([(0, 0), (90, 90)], 20))
    document = GOOD.with_region(region).with_pose(Pose(((0.5, 0.5), *[None] * 17)))
    assert found(document) == ["regions_unused", "poses_unused"]
    assert found(document, replace(ALL, kinds=frozenset({"depth"}))) == ["poses_unused"]
    assert found(document, replace(ALL, kinds=frozenset({"openpose", "segmentation"}))) == []
    assert found(GOOD.with_region(replace(region, name=""))) == []
    assert not can_mend("use:openpose")


@given(documents)
def test_any_drawing_can_be_looked_at_and_mended(document: Document) -> None:
    facts = replace(ALL, read=3, size_step=128)
    for finding in lint.lint(document, facts):
        for how in finding.mends:
            if can_mend(how):
                assert isinstance(mend(document, finding, how, facts), Document)


def test_a_finding_is_a_value() -> None:
    assert Finding("a", fields={"x": 1}) == Finding("a", fields={"x": 1})


def test_two_things_on_one_place_cannot_both_be_on_top() -> None:
    document = boxed(DOG, replace(DOG, phrase="field"))
    (finding,) = lint.lint(document, ALL)
    assert (finding.code, finding.mends) == ("covered_box", ("delete_box",))
