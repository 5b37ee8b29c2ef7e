"""Strokes as SVG, for other programs: one path each, as wide as the stroke is on average."""

from __future__ import annotations

from collections.abc import Iterable

from sketchpad.document.model import Role, Stroke

COLOURS: dict[Role, str] = {"follow": "#000000", "loose": "#808080", "ignore": "#6a9bd8"}
PAPER = "#ffffff"  # what an eraser leaves


def to_svg(strokes: Iterable[Stroke], width: float, height: float) -> str:
    """`strokes` on a page of `width` x `height` picture pixels. Pressure is lost; an eraser paints white."""
    paths = "\n".join(_path(stroke) for stroke in strokes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" fill="none" stroke-linecap="round" stroke-linejoin="round">\n'
        f"{paths}\n</svg>\n"
    )


def _path(stroke: Stroke) -> str:
    first, *rest = ([round(x, 2), round(y, 2)] for x, y in stroke.points[:, :2].tolist())
    way = " ".join(f"{x:g} {y:g}" for x, y in rest or [first])
    colour = PAPER if stroke.eraser else COLOURS[stroke.role]
    thick = float(stroke.widths.mean())
    return (
        f'<path d="M{first[0]:g} {first[1]:g}L{way}" stroke="{colour}" stroke-width="{thick:.3g}"/>'
    )
