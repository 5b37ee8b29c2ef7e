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


def first(document: Document, code: str, facts: Facts = ALL) -> Finding:
    return next(one for one in lint.lint(document, facts) if one.code == code)


def test_words_that_a_model_does_not_know() -> None:
    facts = replace(ALL, words=("cat", "horse"))
    document = Document(prompt="a zebra and a qqqq and a cat")
    zebra, qqqq = lint.lint(document, facts)
    assert (zebra.code, dict(zebra.fields), zebra.mends) == (
        "unknown_word", {"word": "zebra", "near": "horse"}, ("use_nearest",),
    )  # fmt: skip
    assert (qqqq.code, dict(qqqq.fields), qqqq.mends) == (
        "unknown_word_alone", {"word": "qqqq", "near": ""}, (),
    )  # fmt: skip
    mended = mend(document, zebra, "use_nearest", facts)
    assert mended.prompt == "a horse and a qqqq and a cat"
    many = Document(prompt=" ".join(f"qq{letter}" for letter in "abcdefgh"))
    assert len(found(many, facts)) == lint.MOST_UNKNOWN
    assert found(document) == []  # it does not say which it knows
    assert found(Document(prompt=" "), facts) == []


def test_how_much_of_a_prompt_is_read() -> None:
    for read, codes in ((5, ["prompt_cut"]), (11, ["prompt_cut"]), (12, []), (99, []), (None, [])):
        facts = replace(ALL, read=read)
        assert found(Document(prompt="a cat, a dog  "), facts) == codes
    cut = first(Document(prompt="a cat, a dog"), "prompt_cut", replace(ALL, read=6))
    assert dict(cut.fields) == {"lost": "a dog"}
    document = Document(prompt="a cat, a dog")
    assert mend(document, cut, "cut_prompt", replace(ALL, read=6)).prompt == "a cat"
    assert mend(document, cut, "cut_prompt", ALL) == document


def test_boxes_up_to_the_most() -> None:
    boxes = tuple(
        Box("dog", (n / 8, 0.0, (n + 1) / 8, 0.5 if n == 1 else 0.25), f"b{n}") for n in range(4)
    )
    document = boxed(*boxes)
    assert found(document, replace(ALL, most_boxes=4)) == []
    facts = replace(ALL, most_boxes=3)
    finding = first(document, "too_many_boxes", facts)
    assert dict(finding.fields) == {"count": 4, "limit": 3}
    kept = mend(document, finding, "keep_largest", facts).boxes
    assert [box.id for box in kept] == ["b0", "b1", "b2"]
    kept = mend(document, finding, "keep_largest", replace(ALL, most_boxes=1)).boxes
    assert [box.id for box in kept] == ["b1"]


@pytest.mark.parametrize(
    ("rect", "code"),
    [
        ((0.0, 0.0, 0.7, 1.0), ["same_boxes"]),  # just seven tenths of the other one
        ((0.0, 0.0, 0.69, 1.0), []),
        ((0.3, 0.0, 1.0, 1.0), ["same_boxes"]),
        ((0.0, 0.31, 1.0, 1.0), []),
    ],
)
def test_when_two_boxes_are_meant_as_one(rect: tuple[float, ...], code: list[str]) -> None:
    page = Document(
        prompt="a dog in a field",
        boxes=(Box("dog", (0.0, 0.0, 1.0, 1.0)), Box("Dog ", rect)),  # type: ignore[arg-type]
    )
    assert [one for one in found(page) if one == "same_boxes"] == code
    other = replace(page, boxes=(page.boxes[0], replace(page.boxes[1], phrase="field")))
    assert "same_boxes" not in found(other)
    empty = replace(page, boxes=tuple(replace(box, phrase=" ") for box in page.boxes))
    assert "same_boxes" not in found(empty)


def test_of_two_boxes_for_one_the_second_goes() -> None:
    page = boxed(replace(DOG, id="b1"), replace(DOG, id="b2"), replace(DOG, id="b3"))
    findings = [one for one in lint.lint(page, ALL) if one.code == "same_boxes"]
    assert [one.ids for one in findings] == [("b1", "b2"), ("b2", "b3")]
    left = mend(page, findings[0], "delete_second", ALL)
    assert [box.id for box in left.boxes] == ["b1", "b3"]


@pytest.mark.parametrize(
    ("rect", "tiny"),
    [
        ((0.5, 0.5, 0.5 + 16 / 256, 0.5 + 16 / 128), False),
        ((0.5, 0.5, 0.5 + 15 / 256, 0.9), True),
        ((0.1, 0.5, 0.9, 0.5 + 15 / 128), True),
    ],
)
def test_when_a_box_is_tiny(rect: tuple[float, float, float, float], tiny: bool) -> None:
    page = replace(GOOD, width=256, height=128, boxes=(replace(DOG, rect=rect, id="b1"),))
    assert found(page) == (["tiny_box"] if tiny else [])
    if tiny:
        finding = first(page, "tiny_box")
        assert dict(finding.fields) == {"phrase": "dog", "pixels": 16}
        x0, y0, x1, y1 = mend(page, finding, "enlarge", ALL).boxes[0].rect
        assert x1 - x0 == pytest.approx(max(rect[2] - rect[0], 32 / 256))
        assert y1 - y0 == pytest.approx(max(rect[3] - rect[1], 32 / 128))
        assert (x0 + x1, y0 + y1) == pytest.approx((rect[0] + rect[2], rect[1] + rect[3]))


def test_a_tiny_box_at_an_edge_is_enlarged_inwards() -> None:
    for low, high, expected in ((0.0, 0.01, (0.0, 0.125)), (0.99, 1.0, (0.875, 1.0))):
        page = boxed(replace(DOG, rect=(low, low, high, high), id="b1"))
        made = mend(page, first(page, "tiny_box"), "enlarge", ALL).boxes[0].rect
        assert made == pytest.approx((expected[0], expected[0], expected[1], expected[1]))
    huge = Facts(reads=ALL.reads, pixels_per_latent=500)
    page = boxed(replace(DOG, id="b1"))
    assert mend(page, first(page, "tiny_box", huge), "enlarge", huge).boxes[0].rect == (0, 0, 1, 1)


@pytest.mark.parametrize(("right", "covered"), [(0.95, True), (0.94, False)])
def test_when_a_box_is_covered(right: float, covered: bool) -> None:
    page = boxed(
        Box("dog", (0.0, 0.0, 1.0, 0.5), "low"), Box("field", (0.0, 0.0, right, 1.0), "high"),
        Box("dog", (0.0, 0.75, 0.25, 1.0), "top"),
    )  # fmt: skip
    assert ("covered_box" in found(page)) == covered
    if covered:
        finding = first(page, "covered_box")
        assert (finding.ids, dict(finding.fields), finding.mends) == (
            ("low", "high"), {"phrase": "dog", "other": "field"}, ("raise",),
        )  # fmt: skip
        raised = mend(page, finding, "raise", ALL)
        assert [box.id for box in raised.boxes] == ["high", "low", "top"]


def test_boxes_count_where_a_map_is_made_of_them() -> None:
    for kind, codes in (("openpose", []), ("depth", []), ("canny", ["boxes_unused"])):
        facts = Facts(reads=frozenset({"control_image"}), kinds=frozenset({kind}))
        assert found(GOOD, facts) == codes
    unused = first(GOOD, "boxes_unused", replace(ALL, reads=frozenset({"lines"})))
    assert (dict(unused.fields), unused.mends) == ({"count": 1}, ())


def test_lines_are_pointed_at_by_their_places_on_the_current_layer() -> None:
    thin, eraser = Stroke(LINE.points, 1), Stroke([[9, 9]], 4, eraser=True)
    page = replace(GOOD, strokes=(LINE, thin, eraser))
    (finding,) = lint.lint(page, ALL, (eraser, LINE, thin))
    assert (finding.code, finding.strokes, dict(finding.fields), finding.mends) == (
        "thin_lines", (2,), {"count": 1, "pixels": "2"}, ("thicken",),
    )  # fmt: skip
    mended = mend(replace(page, strokes=(eraser, LINE, thin)), finding, "thicken", ALL)
    assert [one.width for one in mended.strokes] == [4, 4, 4]
    assert found(replace(GOOD, strokes=(eraser,)), Facts()) == ["boxes_unused"]
    for width, codes in ((2.0, []), (1.99, ["thin_lines"])):
        assert found(replace(GOOD, strokes=(Stroke(LINE.points, width),))) == codes
    soft = Stroke([[20, 20, 0.2], [200, 200, 0.5]], 3)  # 1.8 pixels at most
    assert found(replace(GOOD, strokes=(soft,))) == ["thin_lines"]


def test_ignored_and_erased_lines_are_all_pointed_at() -> None:
    ignored, eraser = LINE.with_role("ignore"), Stroke(LINE.points, 30, eraser=True)
    page = replace(GOOD, strokes=(ignored, Stroke([[9, 9]], eraser=True), ignored))
    assert first(page, "all_ignored").strokes == (0, 2)
    assert found(replace(GOOD, strokes=(ignored, LINE))) == []
    page = replace(GOOD, strokes=(LINE, LINE, eraser))
    assert first(page, "nothing_to_see").strokes == (0, 1)
    assert mend(page, first(page, "nothing_to_see"), "delete_lines", ALL).strokes == ()
    assert {
        one.role for one in mend(page, first(page, "nothing_to_see"), "follow_all", ALL).strokes
    } == {"follow"}


@pytest.mark.parametrize(
    ("size", "step", "mended"),
    [
        ((320, 256), 128, (256, 256)),
        ((448, 320), 128, (512, 256)),
        ((128, 2048), 192, (192, 1920)),
        ((256, 192), 96, (192, 192)),
        ((128, 256), 512, (512, 512)),
        ((2048, 128), 1000, (2048, 128)),
    ],
)
def test_the_nearest_size(size: tuple[int, int], step: int, mended: tuple[int, int]) -> None:
    facts, page = replace(ALL, size_step=step), Document(*size, strokes=(LINE,))
    finding = first(page, "odd_size", facts)
    assert dict(finding.fields) == {"width": size[0], "height": size[1], "step": step}
    if step != 1000:  # of which no page is a multiple
        made = mend(page, finding, "fit_size", facts)
        assert (made.width, made.height) == mended
    assert "odd_size" not in found(Document(384, 768), replace(ALL, size_step=192))
    for wide, high in ((384, 256), (256, 384)):
        assert "odd_size" in found(Document(wide, high), replace(ALL, size_step=256))


def test_who_can_mend_what() -> None:
    assert can_mend("raise")
    assert not can_mend("edit_phrase")
    with pytest.raises(KeyError):
        mend(GOOD, Finding("a"), "edit_phrase", ALL)
    assert dict(Finding("a", fields={"b": 1}).fields) == {"b": 1}


def test_phrases_are_missed_in_a_prompt_where_there_is_one() -> None:
    page = boxed(replace(DOG, phrase="cat", id="b1"), replace(DOG, rect=(0.5, 0.5, 1, 1), id="b2"))
    finding = first(page, "phrase_not_in_prompt")
    assert (finding.ids, dict(finding.fields)) == (("b1",), {"phrase": "cat"})
    assert mend(page, finding, "add_to_prompt", ALL).prompt == "a dog in a field, cat"
    assert found(replace(page, prompt=" ")) == []
