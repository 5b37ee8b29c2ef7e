"""No two ways of steering are called the same."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sketchpad.document.model import Box, Document, Stroke
from sketchpad.generation.comparison.matrix import Change, titles
from sketchpad.generation.comparison.method_summary import (
    MethodSummary,
    called,
    details,
    sparkline,
)
from sketchpad.generation.export.html_report import ReportCell, ReportText, report_page
from sketchpad.generation.export.sheet import SheetCell, SheetText, _caption
from sketchpad.generation.request.request import MethodSettings, Request, Sampling

NET, GATES = MethodSettings("controlnet", 1.0), MethodSettings("gligen", 1.0)
VARIED = (
    NET,
    replace(NET, kind="canny"),
    replace(NET, strength=0.5),
    replace(NET, end=0.5),
    replace(NET, region="boxes"),
    replace(NET, region="strokes"),
    replace(NET, region="a cat"),
    replace(NET, emphasis="prompt"),
    replace(NET, emphasis="control"),
    replace(NET, guess=True),
    replace(NET, net="/nets/mine/"),
    replace(NET, net="sd15-canny"),
    replace(NET, curve=((0.0, 1.0), (1.0, 0.0))),
    replace(NET, curve=((0.0, 1.0), (0.4, 1.0), (0.7, 0.0))),
    GATES,
    replace(GATES, decay=0.3),
    replace(GATES, decay=0.5),
    replace(GATES, things_first=True),
    replace(NET, name="edge_predictor", text_pull=1.0),
    replace(NET, name="edge_predictor", text_pull=2.0),
    replace(NET, name="edge_predictor", look="features"),
)
DRAWING = Document(128, 128, (Stroke([[10, 10], [90, 90]], 5.0),), prompt="a cat")
REQUEST = Request(DRAWING, Sampling(7, 3, 4.0))


def test_titles_of_columns_differ() -> None:
    changes = [Change("methods", (method,)) for method in VARIED]
    called_ = titles([Change("methods", ()), *changes])
    assert len(set(called_.values())) == len(VARIED) + 1
    assert called_[changes[4]] == "ControlNet in the boxes"
    assert called_[changes[2]] == "ControlNet 0.5"


def test_titles_stay_short_where_they_can() -> None:
    short = Change("methods", (replace(NET, strength=0.5),)), Change("methods", (GATES,))
    assert list(titles(short).values()) == ["ControlNet", "GLIGEN"]
    models = Change("model", "/a/tiny"), Change("model", "/b/tiny")
    assert list(titles(models).values()) == ["/a/tiny", "/b/tiny"]


@pytest.mark.parametrize("beside", [(), (MethodSettings("t2i_adapter", 0.7),)])
def test_captions_on_a_sheet_differ(beside: tuple[MethodSettings, ...]) -> None:
    """Beside the title, which names the method."""
    picture = np.zeros((8, 8, 3), np.uint8)
    said = []
    for method in VARIED:
        request = REQUEST.with_methods(method, *beside)
        caption = _caption(SheetCell("", picture, request, 0), REQUEST, SheetText())
        said.append((called(method), caption))
    assert len(set(said)) == len(VARIED)
    assert all("T2I-Adapter 0.7" in caption for _, caption in said) == bool(beside)


def test_a_record_tells_them_apart() -> None:
    picture = np.zeros((8, 8, 3), np.uint8)
    cells = [ReportCell("", picture, REQUEST.with_methods(method)) for method in VARIED]
    page = report_page(cells, None, ReportText())
    told = [article.split("<ul>")[1].split("</ul>")[0] for article in page.split("<article")[1:]]
    assert len(set(told)) == len(VARIED)


def test_words_of_another_language() -> None:
    words = MethodSummary(
        texts={
            "in the boxes": "方框内",
            "ControlNet": "控制网",
            "fades over {share} %": "{share} 淡出",
        },
        kinds={"canny": "边缘"},
    )
    method = replace(NET, kind="canny", region="boxes", decay=0.25)
    assert called(method, words) == "控制网 边缘"
    assert details(method, words) == ["方框内", "25 淡出"]


def test_a_curve_in_letters() -> None:
    assert sparkline(((0.0, 1.0), (1.0, 0.0))) == "█▇▅▄▂▁"
    assert sparkline(((0.0, 0.5), (1.0, 2.0)))[-1] == "█"


def test_what_else_differs_is_said() -> None:
    picture = np.zeros((8, 8, 3), np.uint8)

    def caption(request: Request) -> str:
        return _caption(SheetCell("", picture, request, 0), REQUEST, SheetText())

    assert caption(REQUEST) == "prompt only"
    edited = replace(REQUEST, document=DRAWING.with_box(Box("cat", (0, 0, 1, 1))))
    assert caption(edited) == "another drawing"
    assert caption(replace(REQUEST, sampling=Sampling(9, 5, 4.0))) == "seed 9, 5 steps"


def test_the_record_shows_the_own_drawing_of_a_cell() -> None:
    picture = np.zeros((8, 8, 3), np.uint8)
    edited = replace(REQUEST, document=DRAWING.without_stroke(0))
    cells = [ReportCell("one", picture, REQUEST), ReportCell("two", picture, edited)]
    page = report_page(cells, None, ReportText())
    assert page.count("<img") == 4
    assert page.count(">Made from this drawing<") == 1
    assert report_page(cells[:1], None, ReportText()).count("<img") == 2
