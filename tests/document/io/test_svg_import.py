"""SVG drawings: shapes to lines, and nothing else."""

from __future__ import annotations

import contextlib
import gzip
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from sketchpad.document.io import svg_import, svg_outline, svg_path, svg_style, svg_tree
from sketchpad.document.io.samples import open_drawing
from sketchpad.document.io.svg_export import to_svg
from sketchpad.document.io.svg_import import LINE_WIDTHS, MARGIN, read_svg
from sketchpad.document.io.svg_outline import area_of, filled, middle_of, pen_of
from sketchpad.document.io.svg_path import (
    TooManyPoints,
    ellipse_lines,
    number_pairs,
    path_lines,
    rect_lines,
)
from sketchpad.document.io.tracing import unwatched
from sketchpad.document.model import Document, Stroke
from sketchpad.errors import BadDocument

Reader = Callable[..., Document]
NAMESPACE = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    def read_text(body: str, view: str = 'viewBox="0 0 100 100"', before: str = "") -> Document:
        path = tmp_path / "a.svg"
        path.write_text(f"{before}<svg {NAMESPACE} {view}>{body}</svg>", encoding="utf-8")
        return read_svg(path)

    return read_text


def to_picture(x: float, y: float) -> tuple[float, float]:
    """Where a point of a 100 x 100 view lands in the picture."""
    room = 256 * (1 - 2 * MARGIN) / 100
    return 128 + (x - 50) * room, 128 + (y - 50) * room


def ends(text: str) -> list[list[tuple[float, float]]]:
    return [[tuple(point) for point in line[[0, -1]].tolist()] for line in path_lines(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("M1 2L3 4", [[1, 2], [3, 4]]),
        ("m1,2 2,2", [[1, 2], [3, 4]]),
        ("M1 2 3 4 5 6", [[1, 2], [3, 4], [5, 6]]),
        ("M1 2h5v-3H0V1", [[1, 2], [6, 2], [6, -1], [0, -1], [0, 1]]),
        ("M0 0L1 0 1 1z", [[0, 0], [1, 0], [1, 1], [0, 0]]),
        ("M.5-.5L1e1-2E-1", [[0.5, -0.5], [10, -0.2]]),
        ("M1 1L2 2L3 oops", [[1, 1], [2, 2]]),
        ("M1 1L2 2L3 1e99", [[1, 1], [2, 2]]),
    ],
)
def test_straight_paths(text: str, expected: list[list[float]]) -> None:
    (line,) = path_lines(text)
    np.testing.assert_allclose(line, expected)


@pytest.mark.parametrize("text", ["", "L1 2", "5 6 7", "hello", "M", "M1", "M1 2", "Z", "M1 2Z"])
def test_paths_without_a_line(text: str) -> None:
    assert path_lines(text) == []


def test_subpaths_and_where_a_closed_one_leaves_the_pen() -> None:
    assert ends("M0 0H1V1ZM5 5H6") == [[(0, 0), (0, 0)], [(5, 5), (6, 5)]]
    assert ends("M0 0H1V1zl9 9") == [[(0, 0), (0, 0)], [(0, 0), (9, 9)]]
    assert ends("M1 1H2V2zm4 4h1") == [[(1, 1), (1, 1)], [(5, 5), (6, 5)]]


def test_each_subpath_has_all_of_its_points() -> None:
    straight = [line.tolist() for line in path_lines("M0 0H1V1M5 5H6V7H8M9 9H3")]
    assert straight == [
        [[0, 0], [1, 0], [1, 1]],
        [[5, 5], [6, 5], [6, 7], [8, 7]],
        [[9, 9], [3, 9]],
    ]
    curved = path_lines("M0 0H1C1 1 2 2 3 0M5 5H6A2 2 0 0 1 9 5H7")
    assert [line[[0, 1, -1]].tolist() for line in curved] == [
        [[0, 0], [1, 0], [3, 0]],
        [[5, 5], [6, 5], [7, 5]],
    ]


def test_a_cubic_curve_passes_its_middle() -> None:
    (line,) = path_lines("M0 0C0 10 10 10 10 0", 20)
    assert np.abs(line - [5, 7.5]).sum(axis=1).min() < 0.2
    (relative,) = path_lines("M2 3c0 10 10 10 10 0", 20)
    np.testing.assert_allclose(relative - [2, 3], line)


def test_smooth_curves_mirror_the_last_control_point() -> None:
    for short, long in [
        ("M0 0C0 4 4 4 4 0S8-4 8 0", "M0 0C0 4 4 4 4 0C4-4 8-4 8 0"),
        ("M0 0Q2 4 4 0T8 0", "M0 0Q2 4 4 0Q6-4 8 0"),
        ("M0 0L4 0S8-4 8 0", "M0 0L4 0C4 0 8-4 8 0"),
        ("M0 0L4 0T8 0", "M0 0L4 0Q4 0 8 0"),
        ("M0 0q2 4 4 0t4 0", "M0 0Q2 4 4 0Q6-4 8 0"),
    ]:
        np.testing.assert_allclose(path_lines(short)[0], path_lines(long)[0], atol=1e-9)


@pytest.mark.parametrize("large", [0, 1])
@pytest.mark.parametrize("sweep", [0, 1])
def test_arcs_lie_on_their_circle(large: int, sweep: int) -> None:
    (line,) = path_lines(f"M10 0A10 10 0 {large}{sweep}0 10", 5)
    centre = np.array([0, 0]) if large != sweep else np.array([10, 10])
    np.testing.assert_allclose(np.linalg.norm(line - centre, axis=1), 10, atol=1e-6)
    length = np.linalg.norm(np.diff(line, axis=0), axis=1).sum()
    assert length == pytest.approx(10 * math.pi * (1.5 if large else 0.5), rel=0.02)


def test_arcs_with_run_together_flags_small_or_no_radii() -> None:
    np.testing.assert_allclose(path_lines("M0 0a5 5 0 01.5.5")[0][-1], [0.5, 0.5])
    np.testing.assert_allclose(path_lines("M0 0A1 1 0 0 1 20 0")[0][-1], [20, 0])
    assert np.abs(path_lines("M0 0A1 1 0 0 1 20 0")[0]).max() <= 20
    np.testing.assert_allclose(path_lines("M0 0A0 1 0 0 1 20 0")[0], [[0, 0], [20, 0]])
    np.testing.assert_allclose(path_lines("M3 3A5 5 0 0 1 3 3")[0], [[3, 3], [3, 3]])


def test_a_turned_ellipse() -> None:
    (line,) = path_lines("M-10 0A20 10 90 0 0 10 0", 5)
    np.testing.assert_allclose((line[:, 0] / 10) ** 2 + (line[:, 1] / 20) ** 2, 1, atol=1e-6)


def test_basic_shapes() -> None:
    np.testing.assert_allclose(
        rect_lines(1, 2, 3, 4, 0, 0)[0], [[1, 2], [4, 2], [4, 6], [1, 6], [1, 2]]
    )
    (soft,) = rect_lines(0, 0, 10, 10, 3, 50)
    assert soft.min() >= -1e-9
    assert soft.max() <= 10 + 1e-9
    assert rect_lines(0, 0, 0, 5, 0, 0) == []
    (ring,) = ellipse_lines(1, 2, 3, 4)
    np.testing.assert_allclose(((ring - [1, 2]) / [3, 4]) ** 2 @ [1, 1], 1)
    np.testing.assert_allclose(ring[0], ring[-1])
    assert ellipse_lines(0, 0, -1, 1) == []
    np.testing.assert_allclose(number_pairs("1,2 3-4 5"), [[1, 2], [3, -4]])


def test_the_view_fits_the_picture(read: Reader) -> None:
    document = read('<line x1="0" y1="0" x2="100" y2="100" stroke="red" stroke-width="2"/>')
    (stroke,) = document.strokes
    np.testing.assert_allclose(
        stroke.points[:, :2], [to_picture(0, 0), to_picture(100, 100)], rtol=1e-5
    )
    assert stroke.width == pytest.approx(2 * 256 * (1 - 2 * MARGIN) / 100)
    assert (document.width, document.height) == (256, 256)


def test_proportions_are_kept_and_centred(read: Reader) -> None:
    (stroke,) = read('<circle cx="70" cy="15" r="5"/>', 'viewBox="20 10 100 10"').strokes
    np.testing.assert_allclose(stroke.points[:, :2].mean(axis=0), [128, 128], atol=4)
    size = np.ptp(stroke.points[:, :2], axis=0)
    np.testing.assert_allclose(size[0], size[1], rtol=0.05)


@pytest.mark.parametrize(
    "view", ['width="50mm" height="25mm"', "", 'viewBox="0 0 0 0"', 'viewBox="a b"', 'width="0"']
)
def test_any_way_to_give_a_size(read: Reader, view: str) -> None:
    assert len(read('<path d="M0 0L10 10"/>', view).strokes) == 1


def test_transforms_are_applied_from_the_inside_out(read: Reader) -> None:
    shared = '<defs><line id="l" x1="1" y1="1" x2="5" y2="1"/></defs>'
    for body in [
        '<g transform="translate(10 20)"><g transform="scale(2)"><line x1="1" y1="1" x2="5" y2="1"/></g></g>',
        '<line x1="1" y1="1" x2="5" y2="1" transform="translate(10,20) scale(2)"/>',
        '<line x1="1" y1="1" x2="5" y2="1" transform="matrix(2 0 0 2 10 20)"/>',
        f'{shared}<g transform="scale(2)"><use href="#l" x="5" y="10"/></g>',
        f'{shared}<use xlink:href="#l" transform="translate(10 20) scale(2)"/>',
    ]:
        (stroke,) = read(body).strokes
        np.testing.assert_allclose(
            stroke.points[:, :2], [to_picture(12, 22), to_picture(20, 22)], rtol=1e-5
        )


@pytest.mark.parametrize(
    ("transform", "expected"),
    [
        ("rotate(90)", (-20, 10)),
        ("rotate(90 10 20)", (10, 20)),
        ("skewX(45)", (30, 20)),
        ("skewY(45)", (10, 30)),
        ("scale(2,3)", (20, 60)),
        ("translate(5)", (15, 20)),
        ("nonsense(1) rotate() matrix(1)", (10, 20)),
    ],
)
def test_each_transform(transform: str, expected: tuple[float, float]) -> None:
    moved = svg_import._transform(transform) @ [10, 20, 1]
    np.testing.assert_allclose(moved[:2], expected, atol=1e-9)


def test_style_is_read_and_inherited(read: Reader) -> None:
    thin, thick, default = read(
        '<g style="stroke:#000; stroke-width: 0.001px"><path d="M0 0h9"/><path d="M0 0h9" style="stroke-width:99"/></g>'
        '<path d="M0 0h9"/>'
    ).strokes
    assert (thin.width, thick.width) == LINE_WIDTHS
    assert default.width == svg_import.DEFAULT_WIDTH


def test_rules_for_classes_as_drawing_programs_write_them(read: Reader) -> None:
    sheet = """
        @import url("http://example.invalid/a.css");
        /* .line{stroke-width:0} */
        .gone, .away { display: none }
        .line{fill:none;stroke:#000;stroke-width:5}
        path { stroke-width: 90 } #other{stroke-width:90}
        .wide{stroke-width:12;}
    """
    two, own, plain = read(
        f"<defs><style><![CDATA[{sheet}]]></style></defs>"
        '<path class="line" id="one" stroke-width="1" d="M0 0h9"/>'
        '<path class="line wide" style="stroke-width:3" d="M0 0h9"/>'
        '<path class="gone" d="M0 0h9"/><g class="line away"><path d="M0 0h9"/></g>'
        '<path class="unknown" d="M0 0h9"/>'
    ).strokes
    scale = 256 * (1 - 2 * MARGIN) / 100
    assert (two.width, own.width) == pytest.approx((5 * scale, 3 * scale))
    assert plain.width == svg_import.DEFAULT_WIDTH


@pytest.mark.parametrize(
    "sheet",
    [
        "a" * 2_000_000,
        ".a{" * 200_000,
        "/*" * 500_000,
        ".a{stroke:" + ";" * 1_000_000,
        "}" * 1_000_000,
    ],
)
def test_a_style_sheet_of_nonsense_is_passed_over(read: Reader, sheet: str) -> None:
    assert len(read(f"<style>{sheet}</style>" + '<path class="a" d="M0 0h9"/>').strokes) == 1


@pytest.mark.parametrize(
    "body",
    [
        '<path d="M0 0h9" fill="none"/>',
        '<path d="M0 0h9" display="none"/>',
        '<style>.a{fill:none}</style><path d="M0 0h9" class="a"/>',
        '<g visibility="hidden"><path d="M0 0h9"/></g>',
        '<rect width="100%" height="100%" fill="white"/>',
        '<defs><path d="M0 0h9"/></defs>',
        '<clipPath><path d="M0 0h9"/></clipPath>',
        "<text>hello</text>",
        '<script>alert("x")</script>',
        '<image href="http://example.invalid/x.png"/>',
        '<use href="http://example.invalid/x.svg#a"/>',
        '<use href="#nowhere"/>',
        '<g id="a"><use href="#a"/></g>',
        '<path d="M0 0h9" transform="scale(0)"/>',
        "",
    ],
)
def test_what_is_not_a_visible_line_is_left_out(read: Reader, body: str) -> None:
    with pytest.raises(BadDocument) as caught:
        read(body)
    assert caught.value.reason == "empty"


def test_symbols_are_drawn_where_they_are_used(read: Reader) -> None:
    assert (
        len(
            read(
                '<symbol id="s"><circle r="3"/></symbol><use href="#s"/><use href="#s" x="9"/>'
            ).strokes
        )
        == 2
    )


def test_a_doctype_without_entities_is_fine(read: Reader) -> None:
    kind = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    assert read('<path d="M0 0h9"/>', before=kind).strokes


@pytest.mark.parametrize(
    "inside",
    [
        '<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">',
        '<!ENTITY a SYSTEM "file:///etc/passwd">',
        '<!ENTITY % a SYSTEM "http://example.invalid/a.dtd"> %a;',
        '<!ENTITY a SYSTEM "a.gif" NDATA gif>',
        '<!ENTITY a PUBLIC "a" "http://example.invalid/a">',
        '<!ENTITY % a "aaaa">',
    ],
)
def test_entities_are_refused(read: Reader, inside: str) -> None:
    with pytest.raises(BadDocument) as caught:
        read("<path d='M0 0h9'/>", before=f"<!DOCTYPE svg [{inside}]>")
    assert caught.value.reason == "unsafe"


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"<svg>", b"<html/>", b"\x1f\x8b\x08", b"\xff\xfe<\x00", b"<a><b></a>"]
)
def test_other_files_are_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.svg").write_bytes(data)
    with pytest.raises(BadDocument) as caught:
        read_svg(tmp_path / "a.svg")
    assert caught.value.reason == "not_an_svg"


def test_missing_and_unreadable(tmp_path: Path) -> None:
    for path, reason in ((tmp_path / "none.svg", "missing"), (tmp_path, "unreadable")):
        with pytest.raises(BadDocument) as caught:
            read_svg(path)
        assert caught.value.reason == reason


def test_limits(read: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = '<path d="M0 0h9"/>' * 50
    deep = "<g>" * 50 + "</g>" * 50
    for module, name, body in [
        (svg_tree, "LARGEST_FILE", lines),
        (svg_tree, "MOST_ELEMENTS", lines),
        (svg_tree, "DEEPEST", deep),
        (svg_import, "MOST_POINTS", lines),
        (svg_import, "MOST_STROKES", lines),
    ]:
        with monkeypatch.context() as patch:
            patch.setattr(module, name, 10)
            with pytest.raises(BadDocument) as caught:
                read(body)
            assert caught.value.reason == "too_large"


@pytest.mark.slow
def test_copies_of_copies_do_not_explode(read: Reader, monkeypatch) -> None:
    monkeypatch.setattr(svg_import, "MOST_WORK", 20_000)  # of 40 to the power of 7
    levels = "".join(f'<g id="l{n + 1}">' + f'<use href="#l{n}"/>' * 40 + "</g>" for n in range(7))
    with pytest.raises(BadDocument) as caught:
        read(f'<defs><path id="l0" d="M0 0h9"/>{levels}</defs><use href="#l7"/>')
    assert caught.value.reason == "too_large"


@given(st.text("MmZzLlHhVvCcSsQqTtAa0123456789.,-+e ", max_size=60), st.floats(0.001, 1000))
def test_any_path_is_drawn_or_left_out(text: str, scale: float) -> None:
    for line in path_lines("M0 0" + text, scale):
        assert line.shape[1] == 2
        assert len(line) > 1
        assert np.isfinite(line).all()


@given(st.text(max_size=80))
def test_any_body_is_drawn_or_refused(tmp_path: Path, body: str) -> None:
    path = tmp_path / "a.svg"
    path.write_bytes(f'<svg {NAMESPACE}><path d="M0 0h5"/>{body}</svg>'.encode("utf-8", "replace"))
    with contextlib.suppress(BadDocument):
        assert read_svg(path).strokes


# view boxes within view boxes


def bounds(document: Document) -> list[float]:
    points = np.concatenate([stroke.points[:, :2] for stroke in document.strokes])
    return [*points.min(axis=0).tolist(), *points.max(axis=0).tolist()]


def square(x0: float, y0: float, x1: float, y1: float) -> list[float]:
    return [*to_picture(x0, y0), *to_picture(x1, y1)]


BOX = '<rect width="10" height="10" fill="none" stroke="#000"/>'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f'<svg viewBox="0 0 10 10">{BOX}</svg>', (0, 0, 100, 100)),
        (f'<svg x="50" width="50" height="50" viewBox="0 0 10 10">{BOX}</svg>', (50, 0, 100, 50)),
        (f'<svg width="50%" viewBox="5 5 10 10">{BOX}</svg>', (-25, 0, 25, 50)),
        (f'<svg width="80" height="40" viewBox="0 0 10 10">{BOX}</svg>', (20, 0, 60, 40)),
        (
            f'<svg width="80" height="40" viewBox="0 0 10 10" preserveAspectRatio="xMinYMin">{BOX}</svg>',
            (0, 0, 40, 40),
        ),
        (
            f'<svg width="80" height="40" viewBox="0 0 10 10" preserveAspectRatio="xMaxYMid meet">{BOX}</svg>',
            (40, 0, 80, 40),
        ),
        (
            f'<svg width="80" height="40" viewBox="0 0 10 10" preserveAspectRatio="xMidYMax slice">{BOX}</svg>',
            (0, -40, 80, 40),
        ),
        (
            f'<svg width="80" height="40" viewBox="0 0 10 10" preserveAspectRatio="none">{BOX}</svg>',
            (0, 0, 80, 40),
        ),
        (
            '<svg viewBox="0 0 10 10"><rect width="50%" height="50%" fill="none" stroke="#000"/></svg>',
            (0, 0, 50, 50),
        ),
        (
            f'<symbol id="a" viewBox="0 0 10 10">{BOX}</symbol><use href="#a" x="10" y="20" width="30" height="30"/>',
            (10, 20, 40, 50),
        ),
        (f'<symbol id="a" viewBox="0 0 10 10">{BOX}</symbol><use href="#a"/>', (0, 0, 100, 100)),
        (f'<symbol id="a">{BOX}</symbol><use href="#a" x="10" y="20"/>', (10, 20, 20, 30)),
        (
            f'<defs><svg id="a" viewBox="0 0 10 10" width="5">{BOX}</svg></defs><use href="#a" x="10" width="20"/>',
            (10, 40, 30, 60),
        ),
    ],
)
def test_view_boxes_of_parts(read: Reader, body: str, expected: tuple[float, ...]) -> None:
    assert bounds(read(body)) == pytest.approx(square(*expected), abs=0.01)


# style sheets

LINE = '<path d="M0 {y}h9"/>'


@pytest.mark.parametrize(
    ("sheet", "shown"),
    [
        ("path{fill:none;stroke:#000} #b{display:none} g.c path{stroke:none}", "ad"),
        ("*{fill:none} .x path{stroke:red}", "c"),
        ("path{fill:none} g>path{stroke:red}", "cd"),
        ("path{fill:none} svg>path{stroke:red}", "ab"),
        ("path{fill:none} svg path#b, g.c #c{stroke:red}", "bc"),
        ("path{fill:none} path.y{stroke:red}", "a"),
        ("path{fill:none;stroke:red} .y{stroke:none}", "bcd"),
        (".y{stroke:none} path{fill:none;stroke:red}", "bcd"),
        ("path{fill:none;stroke:none!important} path#b{stroke:red}", ""),
        ("path{fill:none} path:hover, path[d], a + path, a ~ path{stroke:red} #a{stroke:red}", "a"),
        ("path{fill:none} g g path{stroke:red} #d{stroke:red}", "d"),
        ("path{fill:none} @media screen { #a{stroke:red} }", "a"),
    ],
)
def test_style_rules(read: Reader, sheet: str, shown: str) -> None:
    body = (
        f'<style>{sheet}</style><path id="a" class="y" d="M0 10h9"/><path id="b" d="M0 20h9"/>'
        '<g class="c x"><path id="c" d="M0 30h9"/></g><g><path id="d" d="M0 40h9"/></g>'
    )
    places = {round(to_picture(0, 10 * (n + 1))[1]): name for n, name in enumerate("abcd")}
    found = read(body).strokes if shown else ()
    if not shown:
        with pytest.raises(BadDocument, match="no lines"):
            read(body)
    assert "".join(places[round(float(s.points[0, 1]))] for s in found) == shown


@pytest.mark.parametrize(
    ("attributes", "seen"),
    [
        ('opacity="0"', False), ('opacity="0%"', False), ('opacity="0.5"', True), ('opacity="oops"', True),
        ('stroke-opacity="0"', False), ('stroke="rgba(0,0,0,0)"', False), ('stroke="#0000"', False),
        ('stroke="#00000000"', False), ('stroke="#000f"', True), ('stroke="#000000"', True),
        ('stroke-width="0"', False), ('style="visibility:hidden"', False), ('visibility="visible"', True),
    ],
)  # fmt: skip
def test_what_is_seen_through_is_not_there(read: Reader, attributes: str, seen: bool) -> None:
    body = (
        f'<g fill="none" stroke="#000"><path d="M0 0h9"/><g><path d="M0 9h9" {attributes}/></g></g>'
    )
    if attributes.startswith("stroke="):
        body = body.replace(
            f'<g><path d="M0 9h9" {attributes}/>', f'<g {attributes}><path d="M0 9h9"/>'
        )
    assert len(read(body).strokes) == 1 + seen


def test_what_is_visible_within_the_hidden(read: Reader) -> None:
    body = '<g visibility="hidden"><path d="M0 0h9"/><path visibility="visible" d="M0 9h9"/></g>'
    assert len(read(body).strokes) == 1


def test_opacities_multiply(read: Reader) -> None:
    with pytest.raises(BadDocument, match="no lines"):
        read('<g opacity="0.1"><g opacity="0.1"><path d="M0 0h9"/></g></g>')


@pytest.mark.parametrize(
    "ground",
    [
        '<path d="M0 0h100v100h-100z" fill="#fff"/>',
        '<path d="M0 0H100V100H0Z" fill="#fff"/>',
        '<polygon points="0,0 100,0 100,100 0,100" fill="#eee"/>',
        '<g transform="scale(10)"><rect width="10" height="10" fill="#fff"/></g>',
        '<rect x="-10" y="-10" width="120" height="120" fill="#fff"/>',
    ],
)
def test_a_ground_is_no_line(read: Reader, ground: str) -> None:
    assert len(read(ground + '<path d="M10 10h50" stroke="#000"/>').strokes) == 1


def test_a_frame_with_an_outline_is_one(read: Reader) -> None:
    assert len(read('<rect width="100" height="100" fill="#fff" stroke="#000"/>').strokes) == 1


# files as programs write them


def test_packed_files(tmp_path: Path) -> None:
    plain = f'<svg {NAMESPACE} viewBox="0 0 9 9"><path d="M0 0h9"/></svg>'.encode()
    for name in ("a.svgz", "a.svg"):
        (tmp_path / name).write_bytes(gzip.compress(plain))
        assert len(open_drawing(tmp_path / name)[0].strokes) == 1
    (tmp_path / "bomb.svgz").write_bytes(gzip.compress(bytes(svg_tree.LARGEST_FILE + 1)))
    with pytest.raises(BadDocument, match="larger than"):
        read_svg(tmp_path / "bomb.svgz")
    (tmp_path / "cut.svgz").write_bytes(gzip.compress(plain)[:30])
    with pytest.raises(BadDocument, match="not an SVG"):
        read_svg(tmp_path / "cut.svgz")


@pytest.mark.parametrize(
    "encoding",
    ["GB2312", "gbk", "GB18030", "Big5", "Shift_JIS", "EUC-JP", "EUC-KR", "windows-1251", "ISO-8859-2",
     "KOI8-R", "utf-16"],
)  # fmt: skip
def test_declared_encodings(encoding: str) -> None:
    word = {"big5": "線條", "shift_jis": "線", "euc-jp": "線", "euc-kr": "한글"}.get(
        encoding.lower(), "线条"
    )
    if encoding in ("windows-1251", "KOI8-R"):
        word = "линия"
    if encoding == "ISO-8859-2":
        word = "čára"
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><svg {NAMESPACE} viewBox="0 0 9 9">'
        f'<g id="{word}"><path d="M0 0h9"/></g></svg>'
    )
    root = svg_tree.parse(text.encode(encoding))
    assert root is not None
    assert root.children[0].attributes["id"] == word


@pytest.mark.parametrize("encoding", ["zip", "idna", "unicode_escape", "utf-7", "nonsense", "hex"])
def test_encodings_that_are_none(encoding: str) -> None:
    with pytest.raises(BadDocument):
        read_svg("a.svg", data=f'<?xml version="1.0" encoding="{encoding}"?><svg/>'.encode())


def test_short_entities_as_illustrator_writes_them(read: Reader) -> None:
    entities = '<!ENTITY st0 "fill:none;stroke:#000000;stroke-width:4;"><!ENTITY ns "http://www.example.com/">'
    drawn = read(
        '<circle style="&st0;" cx="50" cy="50" r="35"/>', before=f"<!DOCTYPE svg [{entities}]>"
    )
    assert drawn.strokes[0].width == pytest.approx(4 * 256 * (1 - 2 * MARGIN) / 100)


@pytest.mark.parametrize(
    "inside",
    [
        "".join(f'<!ENTITY a{n} "x">' for n in range(200)),
        f'<!ENTITY a "{"x" * 2000}">',
        '<!ENTITY a "&#60;path/>">',
        '<!ENTITY a "&b;">',
    ],
)
def test_entities_that_could_grow(read: Reader, inside: str) -> None:
    with pytest.raises(BadDocument, match="entity"):
        read("<path d='M0 0h9'/>", before=f"<!DOCTYPE svg [{inside}]>")


def test_many_uses_of_a_long_entity(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(svg_tree, "LARGEST_EXPANSION", 1 << 20)
    head = f'<!DOCTYPE svg [<!ENTITY a "{"x" * 1000}">]>'
    text = f"{head}<svg {NAMESPACE}><text>{'&a;' * 9000}</text></svg>"
    with pytest.raises(BadDocument, match="entity"):
        read_svg("a.svg", data=text.encode())


# pens


def pen_outline(points: NDArray[np.float64], width: float) -> str:
    """A stroke as a whiteboard exports it: its outline, filled."""
    along = np.gradient(points, axis=0)
    across = np.stack([-along[:, 1], along[:, 0]], axis=1) / np.hypot(*along.T)[:, None] * width / 2
    outline = np.concatenate([points + across, (points - across)[::-1]])
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in outline) + "Z"


def dense(points: NDArray[np.floating]) -> NDArray[np.floating]:
    """The same way with twenty points for one."""
    at = np.linspace(0, len(points) - 1, 20 * len(points))
    return np.stack([np.interp(at, range(len(points)), axis) for axis in points.T], axis=1)


def wave() -> NDArray[np.float64]:
    x = np.linspace(10, 90, 80)
    return np.stack([x, 50 + 20 * np.sin(x / 10)], axis=1)


def ring() -> NDArray[np.float64]:
    angle = np.linspace(0, 1.9 * np.pi, 120)
    return np.stack([50 + 30 * np.cos(angle), 50 + 30 * np.sin(angle)], axis=1)


def knot() -> NDArray[np.float64]:
    angle = np.linspace(0, 2 * np.pi, 200)
    return np.stack([50 + 35 * np.sin(angle), 50 + 25 * np.sin(2 * angle + 0.3)], axis=1)


@pytest.mark.parametrize("way", [wave(), ring()], ids=["wave", "ring"])
@pytest.mark.parametrize("width", [2.0, 4.0])
def test_a_filled_outline_of_a_pen_is_one_line_in_its_middle(
    read: Reader, way: NDArray[np.float64], width: float
) -> None:
    ground = '<rect width="100" height="100" fill="#ffffff"/>'
    (stroke,) = read(ground + f'<path d="{pen_outline(way, width)}"/>').strokes
    room = 256 * (1 - 2 * MARGIN) / 100
    assert stroke.width == pytest.approx(width * room, rel=0.3)
    middle = dense(np.array([to_picture(*point) for point in way]))
    away = np.hypot(*(dense(stroke.points[:, :2])[:, None] - middle[None]).transpose(2, 0, 1))
    assert away.min(axis=1).max() < 0.4 * width * room  # it stays in the middle
    assert away.min(axis=0).max() < width * room  # and leaves nothing out


def test_a_pen_that_crosses_itself_leaves_no_hole(read: Reader) -> None:
    drawn = read(f'<path d="{pen_outline(knot(), 3)}"/>').strokes
    length = sum(float(np.hypot(*np.diff(s.points[:, :2], axis=0).T).sum()) for s in drawn)
    whole = float(np.hypot(*np.diff([to_picture(*p) for p in knot()], axis=0).T).sum())
    assert length == pytest.approx(whole, rel=0.1)


@pytest.mark.parametrize(
    "shape",
    [
        '<circle cx="50" cy="50" r="30"/>',
        '<path d="M10 10h80v80h-80z"/>',
        '<path d="M50 10L90 90H10Z"/>',
        '<path d="M10 10h80v4h-80z"/>',
    ],
)
def test_filled_shapes_stay_outlines(read: Reader, shape: str) -> None:
    (stroke,) = read(shape).strokes
    assert stroke.width == svg_import.DEFAULT_WIDTH


def test_the_rules_of_filling() -> None:
    twice = [
        np.array([[1, 1], [9, 1], [9, 9], [1, 9]], float),
        np.array([[3, 3], [7, 3], [7, 7], [3, 7]], float),
    ]
    whole, holed = filled(twice, 10, 10), filled(twice, 10, 10, even_odd=True)
    assert whole.sum() == 64
    assert holed.sum() == 64 - 16
    assert filled([twice[0], twice[1][::-1]], 10, 10).sum() == 64 - 16


def test_many_pens_are_counted(monkeypatch: pytest.MonkeyPatch, read: Reader) -> None:
    monkeypatch.setattr(svg_import, "MOST_PIXELS", 100_000)
    strokes = read(f'<path d="{pen_outline(wave(), 2)}"/>' * 20).strokes
    assert len(strokes) == 20
    outlines = sum(len(stroke.points) > 150 for stroke in strokes)
    assert 10 < outlines < 20


# limits to the letter


def entities(*values: str) -> bytes:
    said = "".join(f'<!ENTITY a{n:03} "{value}">' for n, value in enumerate(values))
    return f"<!DOCTYPE svg [{said}]><svg {NAMESPACE}/>".encode()


def test_entities_up_to_their_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    many = entities(*["x"] * svg_tree.MOST_ENTITIES)
    long = entities("x" * svg_tree.LONGEST_ENTITY)
    for good in (many, long):
        assert svg_tree.parse(good) is not None
    monkeypatch.setattr(svg_tree, "LARGEST_EXPANSION", len(long) * 1000 // 6 + 1)  # by "&a000;"
    assert svg_tree.parse(long) is not None
    bad = [entities(*["x"] * (svg_tree.MOST_ENTITIES + 1)), entities("x" * 1001)]
    bad += [entities(letter) for letter in ("&#37;", "&#38;#60;", "&#60;")]
    monkeypatch.setattr(svg_tree, "LARGEST_EXPANSION", len(long) * 1000 // 6 - 1)
    for data in (*bad, long):
        with pytest.raises(svg_tree.Refused, match="unsafe"):
            svg_tree.parse(data)


def test_elements_up_to_their_limits(monkeypatch: pytest.MonkeyPatch, read: Reader) -> None:
    body = "<g><g>" + '<path d="M0 0h9"/>' * 2 + "</g></g>"
    for name, just in (("MOST_ELEMENTS", 5), ("DEEPEST", 4)):
        with monkeypatch.context() as patch:
            patch.setattr(svg_tree, name, just)
            assert len(read(body).strokes) == 2
            patch.setattr(svg_tree, name, just - 1)
            with pytest.raises(BadDocument) as caught:
                read(body)
            assert caught.value.reason == "too_large"


def test_a_file_of_just_the_largest_size(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    plain = f'<svg {NAMESPACE} viewBox="0 0 9 9"><path d="M0 0h9"/></svg>'.encode()
    path = tmp_path / "a.svg"
    for data in (plain, gzip.compress(plain)):
        path.write_bytes(data)
        with monkeypatch.context() as patch:
            patch.setattr(svg_tree, "LARGEST_FILE", len(plain))
            assert svg_tree.read_tree(path).name == "svg"
            assert svg_tree.read_tree(path, data).name == "svg"
            patch.setattr(svg_tree, "LARGEST_FILE", len(plain) - 1)
            for given_data in (None, data):
                with pytest.raises(BadDocument) as caught:
                    svg_tree.read_tree(path, given_data)
                assert caught.value.reason == "too_large"


def refused_as_too_large(read: Reader, body: str) -> None:
    with pytest.raises(BadDocument) as caught:
        read(body)
    assert caught.value.reason == "too_large"


def test_rules_are_counted_while_they_are_tried(
    monkeypatch: pytest.MonkeyPatch, read: Reader
) -> None:
    body = "<style>path{stroke:red}</style>" + '<path d="M0 0h9"/>' * 10
    monkeypatch.setattr(svg_tree, "MOST_TRIES", 10)
    assert len(read(body).strokes) == 10
    monkeypatch.setattr(svg_tree, "MOST_TRIES", 9)
    refused_as_too_large(read, body)


def test_all_elements_in_their_order() -> None:
    root = svg_tree.parse(b"<svg><g id='a'><path id='b'/></g><s:path xmlns:s='s' s:id='c'/></svg>")
    assert root is not None
    assert [(one.name, one.attributes.get("id")) for one in svg_tree.every(root)] == [
        ("svg", None), ("g", "a"), ("path", "b"), ("path", "c"),
    ]  # fmt: skip


def test_an_own_style_counts_more_than_a_rule_and_less_than_an_important_one() -> None:
    root = svg_tree.parse(
        b"<svg><style>a{stroke:red;fill:red!important;opacity:1}</style>"
        b"<a style='stroke:blue;fill:blue' stroke='green' opacity='0.5'/></svg>"
    )
    assert root is not None
    said = root.children[1].attributes
    assert (said["stroke"], said["fill"], said["opacity"]) == ("blue", "red", "1")


# the style sheet


@pytest.mark.parametrize(
    ("text", "inherited", "seen"),
    [
        ("inherit", True, True), ("inherit", False, False), ("none", True, False),
        ("transparent", True, False), ("red", False, True), ("#fff", False, True),
        ("#fff0", True, False), ("#fff1", False, True), ("#ffffff00", True, False),
        ("#ffffff10", False, True), ("#000000", False, True), ("rgba(0,0,0,0.01)", True, False),
        ("rgba(1, 2, 3, 2% )", False, True), ("hsla(1,1%,1%,0)", True, False),
        ("rgba(0,0,0,1)", False, True),
    ],
)  # fmt: skip
def test_which_colours_are_seen(text: str, inherited: bool, seen: bool) -> None:
    assert svg_style.is_colour(text, inherited) is seen


@pytest.mark.parametrize(
    ("text", "opacity"),
    [
        ("0.25", 0.25),
        ("25%", 0.25),
        ("", 1),
        (None, 1),
        ("oops", 1),
        ("-3", 0),
        ("7", 1),
        ("300%", 1),
    ],
)
def test_opacities(text: str | None, opacity: float) -> None:
    assert svg_style.opacity_of(text) == opacity


def rules(sheet: str, *above: str, **attributes: str) -> tuple[dict[str, str], dict[str, str]]:
    places = [svg_style.Described.of(name, {}) for name in above]
    return svg_style.Sheet([sheet]).of(svg_style.Described.of("path", attributes), places)


def test_selectors_of_which_parts_have_a_limit() -> None:
    deep = ["g"] * (svg_style.MOST_PARTS - 1)
    just, more = " ".join([*deep, "path"]), " ".join(["g", *deep, "path"])
    assert rules(f"{just}{{fill:red}}", *deep, "g") == ({"fill": "red"}, {})
    assert rules(f"{more}{{fill:red}}", *deep, "g") == ({}, {})
    assert rules("g>path{fill:red}", "g", "a") == ({}, {})
    assert rules("g > a > path{fill:red}", "g", "a") == ({"fill": "red"}, {})
    assert rules("svg g>path{fill:red}", "svg", "g", "a", "g") == ({"fill": "red"}, {})
    assert rules("a a path{fill:red}", "a") == ({}, {})
    assert rules("#a#b{fill:red} #a{opacity:0}", id="a") == ({"opacity": "0"}, {})
    assert rules("#a#b{fill:red}", id="ab") == ({}, {})
    assert rules("a>b path{fill:red}", "a", "b", "x") == ({"fill": "red"}, {})
    assert rules("a>b path{fill:red}", "a", "x", "b") == ({}, {})
    assert rules("a b>path{fill:red}", "a", "x", "b") == ({"fill": "red"}, {})
    assert rules(".a.b{fill:red} .a.c{opacity:0}", **{"class": "b a"}) == ({"fill": "red"}, {})
    assert rules("path{fill:red;color:red;stroke:blue ! important}") == (
        {"fill": "red"}, {"stroke": "blue"},
    )  # fmt: skip


def test_rules_beyond_the_most_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(svg_style, "MOST_RULES", 3)
    sheet = "path{fill:red} a{fill:red} path{stroke:red}"
    assert rules(sheet)[0] == {"fill": "red", "stroke": "red"}
    assert rules("b{fill:red} " + sheet)[0] == {"fill": "red"}
    assert rules("a,b,c,path{fill:red}")[0] == {}
    classes = " ".join(f"c{n}" for n in range(svg_style.MOST_CLASSES + 1))
    assert rules(".c31{fill:red} .c32{stroke:red}", **{"class": classes})[0] == {"fill": "red"}


# paths to the letter


def test_a_path_ends_where_it_would_have_too_many_points(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "M0 0C0 9 9 9 9 0"
    count = len(path_lines(text, 5)[0]) - 1
    monkeypatch.setattr(svg_path, "MOST_POINTS", count)
    assert len(path_lines(text, 5)[0]) == count + 1
    monkeypatch.setattr(svg_path, "MOST_POINTS", count - 1)
    with pytest.raises(TooManyPoints):
        path_lines(text, 5)
    assert number_pairs("1 2 1e9 3 4").tolist() == [[1, 2], [3, 4]]
    monkeypatch.setattr(svg_path, "MOST_POINTS", 2)
    assert len(number_pairs("1 2 3 4 5 6")) == 2


def test_a_quadratic_curve_passes_its_middle() -> None:
    (line,) = path_lines("M1 2Q6 12 11 4", 40)
    for share in (0.25, 0.5, 0.75):
        back = 1 - share
        at = [
            1 * back**2 + 12 * back * share + 11 * share**2,
            2 * back**2 + 24 * back * share + 4 * share**2,
        ]
        assert np.abs(line - at).sum(axis=1).min() < 0.3
    (long,) = path_lines("M0 0Q5 30 60 90", 40)
    (cubic,) = path_lines("M0 0C3.3333333333 20 23.3333333333 50 60 90", 40)
    np.testing.assert_allclose(long, cubic, atol=1e-6)


def test_curves_are_cut_finer_the_larger_they_are_shown() -> None:
    counts = [len(path_lines("M0 0C0 9 9 9 9 0", scale)[0]) for scale in (0.001, 1, 4, 1e6)]
    assert counts == [5, 1 + int(2 * math.sqrt(27)), 1 + int(4 * math.sqrt(27)), 97]
    arcs = [len(path_lines("M-9 0A9 9 0 0 1 9 0", scale)[0]) for scale in (0.001, 1, 1e6)]
    assert arcs == [5, 1 + int(3 * math.sqrt(9 * math.pi)), 97]
    rings = [len(ellipse_lines(0, 0, 3, 9, scale)[0]) for scale in (0.001, 1, 1e6)]
    assert rings == [13, 1 + int(3 * math.sqrt(18 * math.pi)), 97]


def test_after_a_closed_subpath_the_next_begins_where_that_did() -> None:
    assert ends("M1 1h4v4zzh2") == [[(1, 1), (1, 1)], [(1, 1), (3, 1)]]
    assert ends("M1 1zh2") == [[(1, 1), (3, 1)]]
    assert ends("M1 1 2 2 M5 5 M6 6h1") == [[(1, 1), (2, 2)], [(6, 6), (7, 6)]]
    assert ends("M1 1h2 3zm1 1h1 z 5 5") == [[(1, 1), (1, 1)], [(2, 2), (2, 2)]]


def test_an_arc_begins_and_ends_where_it_should() -> None:
    for text in ("M2 3A5 9 30 0 1 8 7", "M2 3A5 9 30 1 0 8 7", "M2 3a-5 9 30 1 1 6 4"):
        (line,) = path_lines(text, 9)
        np.testing.assert_allclose(line[[0, -1]], [[2, 3], [8, 7]], atol=1e-9)
        turn = np.exp(-1j * math.radians(30))
        seen = (line @ [1, 1j]) * turn
        # On an ellipse of these radii: the middle is what all points are one away from.
        rows = np.stack([seen.real / 25, seen.imag / 81, np.ones(len(seen))], axis=1) * 2
        middle = np.linalg.lstsq(rows, (seen.real / 5) ** 2 + (seen.imag / 9) ** 2, rcond=None)[0]
        away = ((seen.real - middle[0]) / 5) ** 2 + ((seen.imag - middle[1]) / 9) ** 2
        np.testing.assert_allclose(away, 1, atol=1e-6)


def test_a_rounded_rectangle() -> None:
    (soft,) = rect_lines(10, 20, 40, 30, 8, 6, 4)
    assert soft.min(axis=0).tolist() == pytest.approx([10, 20])
    assert soft.max(axis=0).tolist() == pytest.approx([50, 50])
    np.testing.assert_allclose(soft[[0, -1]], [[18, 20], [18, 20]])
    corner = soft[(soft[:, 0] < 18) & (soft[:, 1] < 26)]
    np.testing.assert_allclose(((corner - [18, 26]) / [8, 6]) ** 2 @ [1, 1], 1)
    (pill,) = rect_lines(0, 0, 10, 4, -50, 50)
    assert len(pill) > 8
    assert [0, 2] in pill.round(6).tolist()
    for wide, high in ((0, 5), (5, 0), (-1, 5)):
        assert rect_lines(0, 0, wide, high, 1, 1) == []
    assert len(rect_lines(0, 0, 9, 9, 0, 5)[0]) == 5
    assert ellipse_lines(0, 0, 1, 0) == ellipse_lines(0, 0, 0, 1) == []
    (ring_,) = ellipse_lines(10, 20, 3, 4)
    assert ring_[0].tolist() == [13, 20]
    assert ring_[1, 1] > 20


# shapes and what they inherit


@pytest.mark.parametrize(
    ("shape", "points"),
    [
        ('<polyline points="0,0 50,0 50,50"/>', [(0, 0), (50, 0), (50, 50)]),
        ('<polygon points="0,0 50,0 50,50"/>', [(0, 0), (50, 0), (50, 50), (0, 0)]),
        ('<polygon points="0,0 50,0"/>', [(0, 0), (50, 0)]),
        ('<line x1="10%" y1="20%" x2="30%" y2="1in"/>', [(10, 20), (30, 96)]),
        ('<line y1="5" x2="7"/>', [(0, 5), (7, 0)]),
        ('<rect x="1" y="2" width="3" height="4" rx="0"/>', [(1, 2), (4, 2), (4, 6), (1, 6), (1, 2)]),
    ],
)  # fmt: skip
def test_where_shapes_lie(read: Reader, shape: str, points: list[tuple[float, float]]) -> None:
    (stroke,) = read(f'<g fill="none" stroke="#000">{shape}</g>').strokes
    expected = [to_picture(*point) for point in points]
    np.testing.assert_allclose(stroke.points[:, :2], expected, atol=0.01)


@pytest.mark.parametrize(
    ("shape", "box"),
    [
        ('<circle cx="30" cy="40" r="10"/>', (20, 30, 40, 50)),
        ('<ellipse cx="30" cy="40" rx="10" ry="20"/>', (20, 20, 40, 60)),
        ('<rect x="10" y="20" width="30" height="40" rx="5"/>', (10, 20, 40, 60)),
    ],
)
def test_how_large_round_shapes_are(read: Reader, shape: str, box: tuple[float, ...]) -> None:
    drawn = read(f'<g fill="none" stroke="#000">{shape}</g>')
    assert bounds(drawn) == pytest.approx(square(*box), abs=0.7)
    corner = np.array(to_picture(box[0], box[1]))
    assert np.abs(drawn.strokes[0].points[:, :2] - corner).max(axis=1).min() > 1


def test_radii_stand_for_each_other(read: Reader) -> None:
    rect = '<rect width="40" height="40" fill="none" stroke="#000" {}/>'
    one, other, both = (
        read(rect.format(said)).strokes[0] for said in ('rx="9"', 'ry="9"', 'rx="9" ry="9"')
    )
    assert one == other == both


@pytest.mark.parametrize(
    ("text", "length"),
    [("3", 3), ("3px", 3), ("3pt", 4), ("1pc", 16), ("2.54cm", 96), ("25.4mm", 96), ("50%", 40),
     ("-2", -2), (".5e1", 5), ("", 0), (None, 0), ("oops", 0), ("1e9", 0), ("1e8", 1e8)],
)  # fmt: skip
def test_lengths(text: str | None, length: float) -> None:
    assert svg_import._length(text, 80) == pytest.approx(length)


@pytest.mark.parametrize(
    ("attributes", "shown"),
    [
        ({}, (0, 0, 300, 150)),
        ({"width": "0", "height": "x"}, (0, 0, 300, 150)),
        ({"width": "100", "height": "-200"}, (0, 0, 100, 200)),
        ({"width": "50%", "height": "50%"}, (0, 0, 150, 75)),
        ({"viewBox": "5 6 60 30", "width": "9"}, (5, 6, 60, 30)),
        ({"viewBox": "0 0 60 0"}, (0, 0, 300, 150)),
        ({"viewBox": "0 0 0 60"}, (0, 0, 300, 150)),
        ({"viewBox": "0 0 1e9 1"}, (0, 0, 300, 150)),
        ({"viewBox": "0 0 1 1e9"}, (0, 0, 300, 150)),
        ({"viewBox": "0 0 1 2 3"}, (0, 0, 300, 150)),
    ],
)
def test_what_of_the_plane_is_shown(attributes: dict[str, str], shown: tuple[float, ...]) -> None:
    assert svg_import._view(svg_tree.Element("svg", attributes)) == shown


def test_strokes_without_colour_or_width_are_none(read: Reader) -> None:
    body = '<g fill="none" stroke="#000" stroke-width="{}"><path d="M0 0h9"/></g><path d="M0 9h9"/>'
    assert len(read(body.format("0")).strokes) == 1
    assert len(read(body.format("0.01")).strokes) == 2
    (line, _) = read(body.format("5%")).strokes
    assert line.width == pytest.approx(5 * 256 * (1 - 2 * MARGIN) / 100)


def test_a_picture_of_another_shape_keeps_its_margins(tmp_path: Path) -> None:
    svg = f'<svg {NAMESPACE} viewBox="0 0 100 100"><path d="M0 0L100 100" stroke="#000"/></svg>'
    drawn = read_svg("a.svg", 512, 256, svg.encode())
    room = 256 * (1 - 2 * MARGIN)
    expected = [256 - room / 2, 128 - room / 2, 256 + room / 2, 128 + room / 2]
    assert bounds(drawn) == pytest.approx(expected)


def test_how_often_things_may_be_used(monkeypatch: pytest.MonkeyPatch, read: Reader) -> None:
    chain = "".join(f'<g id="g{n}"><use href="#g{n + 1}"/></g>' for n in range(3))
    body = f'<defs>{chain}<path id="g3" d="M0 0h9"/></defs><use href="#g0"/><path d="M0 9h9"/>'
    monkeypatch.setattr(svg_import, "DEEPEST_USE", 4)
    assert len(read(body).strokes) == 2
    monkeypatch.setattr(svg_import, "DEEPEST_USE", 3)
    assert len(read(body).strokes) == 1


def test_lines_and_points_up_to_their_limits(monkeypatch: pytest.MonkeyPatch, read: Reader) -> None:
    body = '<path d="M0 0h9v9"/>' * 4
    for name, just in (("MOST_POINTS", 12), ("MOST_STROKES", 4)):
        with monkeypatch.context() as patch:
            patch.setattr(svg_import, name, just)
            assert len(read(body).strokes) == 4
            patch.setattr(svg_import, name, just - 1)
            with pytest.raises(BadDocument) as caught:
                read(body)
            assert caught.value.reason == "too_large"
    monkeypatch.setattr(svg_path, "MOST_POINTS", 3)
    with pytest.raises(BadDocument) as caught:
        read('<path d="M0 0C0 9 9 9 9 0"/>')
    assert caught.value.reason == "too_large"


# pens, and what is drawn here


def test_the_width_of_a_pen() -> None:
    bar = np.array([[0, 0], [60, 0], [60, 4], [0, 4]], float)
    assert pen_of([bar], 100) == pytest.approx(4)
    assert pen_of([bar * 2 + 7], 200) == pytest.approx(8)
    assert pen_of([bar], 49) == 0  # too wide for such a page
    assert pen_of([bar[:, ::-1]], 100) == pytest.approx(4)
    assert pen_of([np.array([[0, 0], [19, 0], [19, 4], [0, 4]], float)], 100) == 0  # a dot
    assert pen_of([np.array([[0, 0], [9, 0], [9, 9], [0, 9]], float)], 999) == 0
    assert pen_of([np.zeros((3, 2))], 100) == pen_of([], 100) == 0
    assert pen_of([np.array([[0, 0], [60, 0]], float)], 100) == 0


def test_the_middle_of_a_bar_reaches_its_ends() -> None:
    bar = np.array([[10, 20], [70, 20], [70, 24], [10, 24]], float)
    (stroke,) = middle_of([bar], 4.0, False, unwatched)
    x = sorted(stroke.points[:, 0].tolist())
    assert (x[0], x[-1]) == (pytest.approx(12, abs=1), pytest.approx(68, abs=1))
    np.testing.assert_allclose(stroke.points[:, 1], 22, atol=0.5)
    assert stroke.width == pytest.approx(4, rel=0.3)
    assert area_of([bar], 4.0) == int((60 * 1.5 + 8) * (4 * 1.5 + 8))
    assert middle_of([bar], 0.001, False, unwatched) == ()  # finer than any picture of it
    wide = np.array([[0, 0], [60, 0], [60, 60], [0, 60]], float)
    assert middle_of([wide], 4.0, False, unwatched) == ()


def test_lines_are_written_as_paths_that_are_read_again() -> None:
    strokes = [
        Stroke([(10, 20), (30.126, 40)], 4),
        Stroke([(50, 60, 0.5)], 10, role="loose"),
        Stroke([(0, 0), (9, 9)], 3, role="ignore"),
        Stroke([(1, 1), (2, 2)], 8, eraser=True),
    ]
    text = to_svg(strokes, 128, 64.5)
    assert 'width="128" height="64.5" viewBox="0 0 128 64.5"' in text
    assert [line for line in text.splitlines() if line.startswith("<path")] == [
        '<path d="M10 20L30.13 40" stroke="#000000" stroke-width="4"/>',
        '<path d="M50 60L50 60" stroke="#808080" stroke-width="6"/>',
        '<path d="M0 0L9 9" stroke="#6a9bd8" stroke-width="3"/>',
        '<path d="M1 1L2 2" stroke="#ffffff" stroke-width="8"/>',
    ]
    assert len(read_svg("a.svg", data=text.encode()).strokes) == 4


@pytest.mark.parametrize("end", [(40, 20), (0, 20), (20, 40), (20, 0)])
def test_a_shortened_line_goes_on_to_half_a_width_from_the_rim(end: tuple[int, int]) -> None:
    ink = np.zeros((41, 41), bool)
    ink[18:23], ink[:, 18:23] = True, True  # a cross that reaches all sides of the picture
    along = np.sign(np.subtract(end, 20))
    points = np.array([(20, 20) + 3 * n * along for n in range(5)], float)
    bent = np.vstack([[(0, 33)], points[-3:]])  # the last three say where it goes
    for line in (points, points[-2:], bent):
        np.testing.assert_allclose(svg_outline._tip(line, ink, 5.0), points[-1] + 6.5 * along)
        np.testing.assert_allclose(svg_outline._tip(line, ink, 8.0), points[-1] + 5 * along)
    ink[:, 36:], ink[:, :5], ink[36:], ink[:5] = False, False, False, False
    np.testing.assert_allclose(svg_outline._tip(points, ink, 6.0), points[-1] + 0.5 * along)
    np.testing.assert_allclose(svg_outline._tip(points, ink, 30.0), points[-1])
    inside = np.ones((99, 99), bool)  # never farther than two widths
    np.testing.assert_allclose(svg_outline._tip(points, inside, 2.0), points[-1] + 2.5 * along)
    np.testing.assert_allclose(svg_outline._tip(np.full((4, 2), 20.0), inside, 2.0), [20, 20])


@pytest.mark.parametrize(
    ("outline", "pixels"),
    [
        ([(2, 1), (7, 1), (7, 4), (2, 4)], {(x, y) for x in range(2, 7) for y in range(1, 4)}),
        ([(-5, -5), (2, -5), (2, 2), (-5, 2)], {(0, 0), (0, 1), (1, 0), (1, 1)}),
        ([(7, 4), (99, 4), (99, 99), (7, 99)], {(7, 4), (8, 4), (7, 5), (8, 5)}),
        ([(0, 0), (4, 0), (0, 4)], {(0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (0, 2)}),
        ([(2, 1), (6, 1), (2, 5)], {(2, 1), (3, 1), (4, 1), (2, 2), (3, 2), (2, 3)}),
        ([(1.4, 1.4), (2.6, 1.4), (2.6, 2.6), (1.4, 2.6)], {(1, 1), (2, 1), (1, 2), (2, 2)}),
        ([(1.6, 1.6), (2.4, 1.6), (2.4, 2.4), (1.6, 2.4)], set()),
    ],
)
def test_pixels_are_filled_whose_centre_lies_inside(outline, pixels) -> None:
    for line in (outline, outline[::-1], outline[2:] + outline[:2]):
        for even_odd in (False, True):
            ink = filled([np.array(line, float)], 9, 6, even_odd)
            assert ink.shape == (6, 9)
            assert {(x, y) for y, x in np.argwhere(ink).tolist()} == pixels


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f'<symbol id="a" x="50" y="50" viewBox="0 0 10 10">{BOX}</symbol><use href="#a" width="30" height="30"/>',
         (0, 0, 30, 30)),
        (f'<defs><svg id="a" x="9" y="20" width="30" viewBox="0 0 10 10">{BOX}</svg></defs><use href="#a" x="5"/>',
         (14, 55, 44, 85)),
        (f'<defs><svg id="a" x="10">{BOX}</svg></defs><use href="#a"/>', (10, 0, 20, 10)),
        (f'<svg x="10%" y="20%">{BOX}</svg>', (10, 20, 20, 30)),
        (f'<svg width="50%" height="20"><svg width="100%" height="100%" viewBox="0 0 10 10">{BOX}</svg></svg>',
         (15, 0, 35, 20)),
        ('<path d="M0 0h50v50" transform="translate(10) scale(0.5)" fill="none" stroke="#000"/>', (10, 0, 35, 25)),
    ],
)  # fmt: skip
def test_where_used_parts_lie(read: Reader, body: str, expected: tuple[float, ...]) -> None:
    assert bounds(read(body)) == pytest.approx(square(*expected), abs=0.01)


def test_lines_far_away_are_left_out(read: Reader) -> None:
    room = 256 * (1 - 2 * MARGIN) / 100
    near, far = f"{99_000 / room:.0f}", f"{101_000 / room:.0f}"
    line = '<path d="M0 {}h9" stroke="#000" fill="none"/>'
    assert len(read(line.format(near) + line.format(far)).strokes) == 1
    huge = '<path d="M0 0h9" transform="scale(1e200) scale(1e200)" stroke="#000"/>'
    assert len(read(line.format(5) + huge).strokes) == 1


def test_work_up_to_its_limit(monkeypatch: pytest.MonkeyPatch, read: Reader) -> None:
    monkeypatch.setattr(svg_import, "_LOOK_UP", 1)
    # The root, a path, a transform, three segments and the end of the path, one line.
    body = '<path d="M0 0h9v9" transform="scale(1)" stroke="#000"/>'
    monkeypatch.setattr(svg_import, "MOST_WORK", 8)
    assert len(read(body).strokes) == 1
    monkeypatch.setattr(svg_import, "MOST_WORK", 7)
    refused_as_too_large(read, body)


def test_reading_tells_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(svg_import, "_LOOK_UP", 5)
    monkeypatch.setattr(svg_import, "MOST_WORK", 100)
    told: list[float] = []
    body = '<path d="M0 0h9" stroke="#000"/>' * 5
    read_svg("a.svg", data=f"<svg {NAMESPACE}>{body}</svg>".encode(), watch=told.append)
    assert told[0] == 0
    assert told == sorted(told)
    assert len(told) > 3
    assert 0.3 < told[-1] < 0.6


def test_how_deep_what_is_used_may_lie(monkeypatch: pytest.MonkeyPatch, read: Reader) -> None:
    body = '<g><g><path d="M0 0h9"/></g></g>'
    monkeypatch.setattr(svg_import, "DEEPEST", 3)
    assert len(read(body).strokes) == 1
    monkeypatch.setattr(svg_import, "DEEPEST", 2)
    refused_as_too_large(read, body)


def test_numbers_as_long_as_they_may_be() -> None:
    just = "0." + "1" * 62
    assert len(path_lines(f"M0 0H{just}")) == 1
    assert path_lines(f"M0 0H{just}1") == []
    assert len(path_lines("M0 0H-999999999")) == 1
    assert path_lines("M0 0H1e9") == path_lines("M0 0H-1e9") == []


@pytest.mark.parametrize(
    ("shape", "paper"),
    [
        ('<path d="M0 0h100v100h-100z"/>', True),
        ('<path d="M1.9 1.9h96.2v96.2h-96.2z"/>', True),
        ('<path d="M2.1 0h97.9v100h-97.9z"/>', False),
        ('<path d="M0 2.1h100v97.9h-100z"/>', False),
        ('<path d="M0 0h97.9v100h-97.9z"/>', False),
        ('<path d="M0 0h100v97.9h-100z"/>', False),
        ('<path d="M0 0h100v100L50 50z"/>', False),
    ],
)
def test_what_is_paper(read: Reader, shape: str, paper: bool) -> None:
    assert len(read(shape + '<path d="M10 10h50" stroke="#000"/>').strokes) == 2 - paper
