"""The decision record: one HTML page that shows, years later, what was drawn, made of it, and chosen."""

from __future__ import annotations

import base64
import html
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

import numpy as np

from sketchpad import atomic, paths
from sketchpad.document.io.picture import png_of
from sketchpad.document.model import Document
from sketchpad.generation.comparison.adherence import Adherence
from sketchpad.generation.comparison.method_summary import MethodSummary, called, details
from sketchpad.generation.export.a1111_text import SAMPLERS, to_a1111_text
from sketchpad.generation.export.metadata import SOFTWARE, model_name, vae_name
from sketchpad.generation.export.sheet import draw_sketch, same_drawing
from sketchpad.generation.request.request import Memory, MethodSettings, Request

_SKETCH_SIDE, _OWN_SIDE = 640, 320


@dataclass(frozen=True)
class ReportCell:
    """One finished picture, uint8 (h, w, 3) RGB. `mark`: "star", "reject" or nothing.

    `votes`: pairs looked at blind that it won and lost, and those without a difference.
    """

    title: str
    picture: np.ndarray
    request: Request
    seconds: float = 0.0
    adherence: Adherence | None = None
    settled: int | None = None
    mark: str = ""
    memory: Memory | None = None
    votes: tuple[int, int, int] = (0, 0, 0)


@dataclass(frozen=True)
class ReportText:
    """What the page says; a window in another language passes its own."""

    language: str = "en"
    title: str = "Decision record"
    sketch: str = "The drawing"
    boxes: str = "Boxes"
    candidates: str = "The candidates"
    chosen: str = "Chosen"
    starred: str = "Starred"
    rejected: str = "Rejected"
    nobody: str = "Nothing has been chosen yet."
    negative: str = "Not to be shown: {text}"
    settings: str = (
        "Seed {seed}, {steps} steps, guidance {guidance}, {scheduler}, {width} × {height} pixels"
    )
    strength: str = "{name}: strength {strength}, from {start} to {end} % of the steps"
    no_guidance: str = "No guidance: prompt only"
    drawing: str = "Made from this drawing"
    model: str = "Model: {model}"
    methods: MethodSummary = field(default_factory=MethodSummary)
    lines: str = (
        "Lines: {recall} % of the drawing is in the picture ({chance} % would be chance); "
        "{precision} % of the picture's edges were drawn."
    )
    box_hit: str = "Box “{phrase}”: the judge sees it there."
    box_miss: str = (
        "Box “{phrase}”: the judge sees “{seen}” there; this is its choice number {rank}."
    )
    box_unknown: str = "Box “{phrase}”: the judge does not know this thing."
    words: str = "Words: in the whole picture the judge sees “{seen}”; it gives “{word}” {share} %."
    clip: str = (
        "Words: {model} finds picture and prompt {similarity} alike "
        "(about 0.15 is something else, 0.3 fits well)."
    )
    no_clip: str = "Words: not measured, because no CLIP model is installed."
    settled: str = "Hardly changed after step {step} of {total}."
    votes: str = "Compared blind: preferred {won} times, not preferred {lost} times, {even} times no difference."
    seconds: str = "Made in {seconds} s."
    accelerator: str = "At most {size} MB were in use on the graphics card, with the model."
    process: str = "Making it took at most {size} MB of memory besides the model."
    made_by: str = (
        "Pictures made by an image model from the drawing (AI generated): {model}. {software}."
    )
    details: str = "All settings"


def export_report(
    cells: Sequence[ReportCell],
    path: str | Path,
    chosen: int | None = None,
    words: ReportText | None = None,
) -> None:
    """Write the page, with everything it shows inside of it.

    Drawing and prompt are those of the first of `cells`, others are shown where they differ; the cell of number
    `chosen` comes first. Raises DiskFull or CannotWrite.
    """
    atomic.write_bytes(path, report_page(cells, chosen, words or ReportText()).encode("utf-8"))


def report_page(cells: Sequence[ReportCell], chosen: int | None, words: ReportText) -> str:
    """The page as text."""
    first = cells[0].request
    document = first.visible.document
    order = sorted(range(len(cells)), key=lambda n: (n != chosen, cells[n].mark == "reject", n))
    boxes = "".join(
        f"<li>{_text(box.phrase)} <small>{', '.join(f'{edge:.2f}' for edge in box.rect)}</small></li>"
        for box in document.boxes
    )
    negative = _text(words.negative.format(text=document.negative_prompt))
    made_by = words.made_by.format(model=model_name(first) or "–", software=SOFTWARE)
    return _filled(
        "page",
        language=_text(words.language),
        software=_text(SOFTWARE),
        kind=_text(words.title),
        prompt=_text(document.prompt),
        negative=f"<p>{negative}</p>" if document.negative_prompt.strip() else "",
        settings=_text(_settings(first, words)),
        nobody="" if chosen is not None else f"<p>{_text(words.nobody)}</p>\n",
        sketch=_text(words.sketch),
        sketch_picture=_png(np.asarray(draw_sketch(document, _SKETCH_SIDE))),
        boxes=f"<div><h2>{_text(words.boxes)}</h2><ol>{boxes}</ol></div>" if boxes else "",
        candidates=_text(words.candidates),
        cards="\n".join(_card(cells[n], first, n == chosen, words) for n in order),
        made_by=_text(made_by),
    )


def _filled(name: str, **parts: str) -> str:
    """The template `name` of resources/report with these parts, which are HTML already."""
    template = (paths.resources() / "report" / f"{name}.html").read_text(encoding="utf-8")
    return Template(template).substitute(parts)


def _card(cell: ReportCell, first: Request, is_chosen: bool, words: ReportText) -> str:
    request = cell.request
    said = [_settings(request, words)] if request.sampling != first.sampling else []
    if request.document.prompt != first.document.prompt:
        said.append(f"“{request.document.prompt}”")
    if request.model != first.model:
        said.append(words.model.format(model=model_name(request) or "–"))
    said += [_method(m, words) for m in request.methods if m.strength] or [words.no_guidance]
    own = request.visible.document
    marks = {"star": words.starred, "reject": words.rejected}
    mark = words.chosen if is_chosen else marks.get(cell.mark)
    measures = cell.adherence, cell.settled, cell.seconds, cell.memory
    numbers = measured(request, *measures, words)
    if any(cell.votes):
        won, lost, even = cell.votes
        numbers.append(words.votes.format(won=won, lost=lost, even=even))
    parameters = to_a1111_text(request, model_name(request), SOFTWARE, vae_name(request))
    return _filled(
        "card",
        kind=_text("chosen" if is_chosen else cell.mark),
        title=_text(cell.title),
        picture=_png(cell.picture),
        tag=f'<span class="mark">{_text(mark)}</span>' if mark else "",
        sketch="" if same_drawing(own, first.visible.document) else _own_sketch(own, words),
        said="".join(f"<li>{_text(one)}</li>" for one in said),
        numbers="".join(f"<li>{_text(one)}</li>" for one in numbers),
        details=_text(words.details),
        parameters=_text(parameters),
    )


def _method(method: MethodSettings, words: ReportText) -> str:
    said = words.strength.format(
        name=called(method, words.methods),
        strength=f"{method.strength:g}",
        start=round(100 * method.start),
        end=round(100 * method.end),
    )
    return ", ".join([said, *details(method, words.methods)])


def _own_sketch(document: Document, words: ReportText) -> str:
    """Of a cell that was made from another drawing than the first one."""
    picture = _png(np.asarray(draw_sketch(document, _OWN_SIDE)))
    name = _text(words.drawing)
    return f'<figure class="own"><img alt="{name}" src="{picture}"><figcaption>{name}</figcaption></figure>\n'


def measured(
    request: Request,
    adherence: Adherence | None,
    settled: int | None,
    seconds: float,
    memory: Memory | None,
    words: ReportText,
) -> list[str]:
    """What was measured of a picture, a sentence each; nothing of what is None or 0."""
    said = []
    if adherence is not None and (lines := adherence.lines) is not None:
        shares = (round(100 * share) for share in (lines.recall, lines.chance, lines.precision))
        recall, chance, precision = shares
        said.append(words.lines.format(recall=recall, chance=chance, precision=precision))
    if adherence is not None:
        seen = request.visible.document.boxes
        for box, verdict in zip(request.document.boxes, adherence.boxes, strict=False):
            if box not in seen:
                continue
            if verdict is None:
                said.append(words.box_unknown.format(phrase=box.phrase))
                continue
            text = words.box_hit if verdict.top1 else words.box_miss
            said.append(text.format(phrase=box.phrase, seen=verdict.seen, rank=verdict.rank + 1))
        said += _text_match(adherence, words)
    if settled is not None:
        said.append(words.settled.format(step=settled, total=request.steps_taken))
    if seconds:
        said.append(words.seconds.format(seconds=f"{seconds:.1f}"))
    if memory is not None:
        text = {"accelerator": words.accelerator, "process": words.process}[memory.kind]
        said.append(text.format(size=round(memory.bytes / 1e6)))
    return said


def _text_match(adherence: Adherence, words: ReportText) -> list[str]:
    if adherence.clip is not None:
        similarity = f"{adherence.clip.similarity:.2f}"
        return [words.clip.format(model=adherence.clip.model, similarity=similarity)]
    if adherence.lacks_clip:
        return [words.no_clip]
    if adherence.words is None:
        return []
    share = round(100 * adherence.words.probability)
    return [words.words.format(seen=adherence.words.seen, word=adherence.words.word, share=share)]


def _settings(request: Request, words: ReportText) -> str:
    document, sampling = request.document, request.sampling
    return words.settings.format(
        seed=sampling.seed,
        steps=sampling.steps,
        guidance=sampling.guidance_text,
        scheduler=SAMPLERS.get(sampling.scheduler, sampling.scheduler),
        width=document.width,
        height=document.height,
    )


def _png(picture: np.ndarray) -> str:
    return "data:image/png;base64," + base64.b64encode(png_of(picture)).decode("ascii")


def _text(text: str) -> str:
    return html.escape(text, quote=True)
