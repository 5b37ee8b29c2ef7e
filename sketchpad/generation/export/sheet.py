"""A comparison as one picture: the sketch, and beside it what each way of steering made of it, labelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

from sketchpad.document.model import Document
from sketchpad.document.raster.raster import render_lines
from sketchpad.generation.comparison.method_summary import MethodSummary, called, details
from sketchpad.generation.export.a1111_text import SAMPLERS
from sketchpad.generation.export.sheet_layout import LARGEST_SHEET, Layout
from sketchpad.generation.export.text_drawing import Family, cut, family_for
from sketchpad.generation.request.request import Request

if TYPE_CHECKING:
    from PIL import Image, ImageDraw  # imported where they are used: not before the first paint

    from sketchpad.generation.export.text_drawing import Font

PAPER, CARD, RIM = (244, 245, 247), (255, 255, 255), (216, 219, 224)
INK, SOFT = (32, 33, 36), (95, 99, 104)
BOX_COLOURS = (
    (37, 99, 235), (217, 70, 11), (5, 130, 92), (147, 51, 214), (190, 24, 74), (133, 100, 4),
)  # fmt: skip


class SheetCell(NamedTuple):
    """One finished picture: uint8 (h, w, 3) RGB."""

    title: str
    picture: np.ndarray
    request: Request
    seconds: float


@dataclass(frozen=True)
class SheetText:
    """What the labels say; a window in another language passes its own."""

    sketch: str = "Sketch"
    negative: str = "without: {text}"
    settings: str = "seed {seed}  ·  {steps} steps  ·  guidance {guidance}  ·  {scheduler}  ·  {width} x {height}"
    seed: str = "seed {seed}"
    strength: str = "strength {strength}"
    named_strength: str = "{name} {strength}"
    part: str = "steps {start}-{end} %"
    seconds: str = "{seconds} s"
    no_guidance: str = "prompt only"
    no_prompt: str = "(no prompt)"
    drawing: str = "another drawing"
    steps: str = "{steps} steps"
    made_with: str = "Sketchpad"
    methods: MethodSummary = field(default_factory=MethodSummary)


def draw_sheet(
    cells: Sequence[SheetCell],
    words: SheetText,
    model: str = "",
    across: int = 0,
    places: Sequence[int] = (),
    largest: int = LARGEST_SHEET,
) -> Image.Image:
    """The sheet of `cells` (at least one); prompt, sketch and common settings are those of the first.

    Args:
        across: cells in each row, beside the sketch: the columns of a matrix; 0 for as many as look well.
        places: where each of `cells` lies, row by row, where some places stay empty.
        largest: pixels of the sheet's longer side, at most.
    """
    from PIL import Image, ImageDraw

    first = cells[0].request
    drawn = first.document
    shapes = [(drawn.height, drawn.width), *(cell.picture.shape[:2] for cell in cells)]
    layout = Layout.of(shapes, _family(cells, words, model), across, places, largest)
    sheet = Image.new("RGB", layout.size, PAPER)
    pen = ImageDraw.Draw(sheet)
    _header(pen, layout, first, words, model)
    seen = first.visible.document
    sketch = draw_sketch(seen, layout.side, layout.family)
    _cell(sheet, pen, layout, 0, sketch, words.sketch, _box_list(seen), "")
    for number, cell in enumerate(cells, 1):
        caption = _caption(cell, first, words)
        seconds = words.seconds.format(seconds=f"{cell.seconds:.1f}") if cell.seconds else ""
        _cell(
            sheet, pen, layout, number, Image.fromarray(cell.picture), cell.title, caption, seconds
        )
    return sheet


def draw_sketch(document: Document, longest: int, family: Family | None = None) -> Image.Image:
    """The drawing as it looks on paper: dark lines, coloured boxes with their phrases."""
    from PIL import Image, ImageDraw

    scale = longest / max(document.width, document.height)
    width, height = (max(1, round(side * scale)) for side in (document.width, document.height))
    ink = render_lines(document, width, height)
    paper = Image.new("RGB", (width, height), (255, 255, 255))
    paper.paste(INK, mask=Image.fromarray(ink))
    pen = ImageDraw.Draw(paper)
    line = max(2, round(longest / 160))
    family = family or family_for(_box_list(document))
    for number, box in enumerate(document.boxes):
        colour = BOX_COLOURS[number % len(BOX_COLOURS)]
        x0, y0, x1, y1 = (
            round(edge * (side - 1))
            for edge, side in zip(box.rect, (width, height, width, height), strict=True)
        )
        pen.rectangle((x0, y0, x1, y1), outline=colour, width=line)
        if box.phrase.strip():
            _tag(pen, (x0, y0), box.phrase, colour, family.sized(longest / 20), (width, height))
    return paper


def _tag(
    pen: ImageDraw.ImageDraw,
    corner: tuple[int, int],
    phrase: str,
    colour: tuple[int, int, int],
    font: Font,
    within: tuple[int, int],
) -> None:
    pad = font.size * 0.35
    text = cut(phrase, font, within[0] - 2 * pad)
    across, down = font.getlength(text) + 2 * pad, font.size * 1.4
    x = min(corner[0], within[0] - across)
    y = corner[1] - down if corner[1] >= down else corner[1]  # above its box where there is room
    pen.rectangle((x, y, x + across, y + down), fill=colour)
    pen.text((x + pad, y + down / 2), text, (255, 255, 255), font, anchor="lm")


def _header(
    pen: ImageDraw.ImageDraw, layout: Layout, request: Request, words: SheetText, model: str
) -> None:
    document, sampling, left = request.document, request.sampling, layout.px(18)
    width = layout.size[0] - 2 * left
    mark = layout.font(12)
    made_with = mark.getlength(words.made_with)
    pen.text((left + width, layout.px(21)), words.made_with, SOFT, mark, anchor="rm")
    prompt = document.prompt.strip() or words.no_prompt
    title = layout.font(19)
    room = width - made_with - layout.px(20)
    pen.text((left, layout.px(21)), cut(prompt, title, room), INK, title, anchor="lm")
    sentence = words.settings.format(
        seed=sampling.seed,
        steps=sampling.steps,
        guidance=sampling.guidance_text,
        scheduler=SAMPLERS.get(sampling.scheduler, sampling.scheduler),
        width=document.width,
        height=document.height,
    )
    negative = words.negative.format(text=document.negative_prompt.strip())
    parts = [sentence, model, negative if document.negative_prompt.strip() else ""]
    line = "  ·  ".join(part for part in parts if part)
    small = layout.font(11.5)
    pen.text((left, layout.px(43)), cut(line, small, width), SOFT, small, anchor="lm")


def _cell(
    sheet: Image.Image,
    pen: ImageDraw.ImageDraw,
    layout: Layout,
    number: int,
    picture: Image.Image,
    title: str,
    caption: str,
    right: str,
) -> None:
    x, y = layout.corner(number)
    across, down = layout.cell
    scaled = _fitted(picture, layout.side)
    left, top = x + (across - scaled.width) // 2, y + (down - scaled.height) // 2
    pen.rectangle((x - 1, y - 1, x + across, y + down), fill=CARD, outline=RIM)
    sheet.paste(scaled, (left, top))
    small = layout.font(12)
    taken = small.getlength(right) + layout.px(8) if right else 0
    pen.text((x + across, y + down + layout.px(15)), right, SOFT, small, anchor="rm")
    bold = layout.font(14)
    pen.text(
        (x, y + down + layout.px(15)), cut(title, bold, across - taken), INK, bold, anchor="lm"
    )
    font = layout.font(11)
    pen.text((x, y + down + layout.px(32)), cut(caption, font, across), SOFT, font, anchor="lm")


def _fitted(picture: Image.Image, longest: int) -> Image.Image:
    from PIL import Image

    scale = longest / max(picture.size)
    if scale == 1:
        return picture
    size = tuple(max(1, round(side * scale)) for side in picture.size)
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return Image.fromarray(cv2.resize(np.asarray(picture.convert("RGB")), size, interpolation=how))


def _caption(cell: SheetCell, first: Request, words: SheetText) -> str:
    request = cell.request
    parts = _differences(request, first, words)
    active = [method for method in request.methods if method.strength]
    for method in active:
        strength = f"{method.strength:g}"
        if len(active) > 1:
            name = called(method, words.methods)
            said = [words.named_strength.format(name=name, strength=strength)]
        else:
            said = [words.strength.format(strength=strength)]
        if (method.start, method.end) != (0.0, 1.0):
            start, end = round(method.start * 100), round(method.end * 100)
            said.append(words.part.format(start=start, end=end))
        parts.append(" · ".join([*said, *details(method, words.methods)]))
    return ", ".join(parts) or words.no_guidance


def _differences(request: Request, first: Request, words: SheetText) -> list[str]:
    """What else than methods is not as in the request whose settings stand at the top."""
    parts = []
    document, other = request.visible.document, first.visible.document
    if document.prompt != other.prompt:
        parts.append(f"“{document.prompt}”")
    if not same_drawing(document, other):
        parts.append(words.drawing)
    if request.sampling.seed != first.sampling.seed:
        parts.append(words.seed.format(seed=request.sampling.seed))
    if request.sampling.steps != first.sampling.steps:
        parts.append(words.steps.format(steps=request.sampling.steps))
    return parts


def same_drawing(one: Document, other: Document) -> bool:
    """Whether both have the same lines, boxes, people, regions and paint."""
    drawn = ("strokes", "boxes", "poses", "regions", "paints", "ground", "mask")
    return all(getattr(one, name) == getattr(other, name) for name in drawn)


def _box_list(document: Document) -> str:
    return ", ".join(
        dict.fromkeys(box.phrase.strip() for box in document.boxes if box.phrase.strip())
    )


def _family(cells: Sequence[SheetCell], words: SheetText, model: str) -> Family:
    """One family for the whole sheet, with all the letters that it needs."""
    documents = [cell.request.document for cell in cells]
    said = [text for d in documents for text in (d.prompt, d.negative_prompt, _box_list(d))]
    labels = [label for label in vars(words).values() if isinstance(label, str)]
    captions = [_caption(cell, cells[0].request, words) for cell in cells]
    return family_for("".join([*labels, *captions, *(cell.title for cell in cells), *said, model]))
