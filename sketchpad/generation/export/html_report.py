"""The decision record: one HTML page that shows, years later, what was drawn, made of it, and chosen."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

from sketchpad import atomic
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
    """One finished picture, uint8 (h, w, 3) RGB. `mark`: "star", "reject" or nothing."""

    title: str
    picture: np.ndarray
    request: Request
    seconds: float = 0.0
    adherence: Adherence | None = None
    settled: int | None = None
    mark: str = ""
    memory: Memory | None = None


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

    Args:
        cells: at least one; drawing and prompt are those of the first, others are said where they differ.
        chosen: the number of the chosen one, which comes first.

    Raises DiskFull or CannotWrite.
    """
    atomic.write_bytes(path, report_page(cells, chosen, words or ReportText()).encode("utf-8"))


def report_page(cells: Sequence[ReportCell], chosen: int | None, words: ReportText) -> str:
    """The page as text."""
    first = cells[0].request
    document = first.told.document
    order = sorted(range(len(cells)), key=lambda n: (n != chosen, cells[n].mark == "reject", n))
    sketch = _png(np.asarray(draw_sketch(document, _SKETCH_SIDE)))
    boxes = "".join(
        f"<li>{_text(box.phrase)} <small>{', '.join(f'{edge:.2f}' for edge in box.rect)}</small></li>"
        for box in document.boxes
    )
    negative = (
        f"<p>{_text(words.negative.format(text=document.negative_prompt))}</p>"
        if document.negative_prompt.strip()
        else ""
    )
    made_by = words.made_by.format(model=model_name(first) or "–", software=SOFTWARE)
    cards = "\n".join(_card(cells[n], first, n == chosen, words) for n in order)
    nobody = "" if chosen is not None else f"<p>{_text(words.nobody)}</p>"
    return f"""<!doctype html>
<html lang="{_text(words.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="{_text(SOFTWARE)}">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>{_text(words.title)}: {_text(document.prompt)}</title>
<style>{_STYLE}</style>
</head>
<body>
<header>
<p class="kind">{_text(words.title)}</p>
<h1>{_text(document.prompt)}</h1>
{negative}<p>{_text(_settings(first, words))}</p>
{nobody}</header>
<section class="drawing">
<figure><img alt="{_text(words.sketch)}" src="{sketch}"><figcaption>{_text(words.sketch)}</figcaption></figure>
{f"<div><h2>{_text(words.boxes)}</h2><ol>{boxes}</ol></div>" if boxes else ""}
</section>
<h2>{_text(words.candidates)}</h2>
<section class="cells">
{cards}
</section>
<footer>{_text(made_by)}</footer>
</body>
</html>
"""


def _card(cell: ReportCell, first: Request, is_chosen: bool, words: ReportText) -> str:
    said = [_settings(cell.request, words)] if cell.request.sampling != first.sampling else []
    if cell.request.document.prompt != first.document.prompt:
        said.append(f"“{cell.request.document.prompt}”")
    if cell.request.model != first.model:
        said.append(words.model.format(model=model_name(cell.request) or "–"))
    methods = [m for m in cell.request.methods if m.strength]
    said += [_method(m, words) for m in methods] or [words.no_guidance]
    own = cell.request.told.document
    sketch = "" if same_drawing(own, first.told.document) else _own_sketch(own, words)
    measures = cell.adherence, cell.settled, cell.seconds, cell.memory
    numbers = measured(cell.request, *measures, words)
    mark = (
        words.chosen
        if is_chosen
        else {"star": words.starred, "reject": words.rejected}.get(cell.mark)
    )
    tag = f'<span class="mark">{_text(mark)}</span>' if mark else ""
    kind = "chosen" if is_chosen else cell.mark
    details = _text(
        to_a1111_text(cell.request, model_name(cell.request), SOFTWARE, vae_name(cell.request))
    )
    return f"""<article class="{_text(kind)}">
<img alt="{_text(cell.title)}" src="{_png(cell.picture)}">
<h3>{_text(cell.title)} {tag}</h3>
{sketch}<ul>{"".join(f"<li>{_text(one)}</li>" for one in said)}</ul>
<ul class="numbers">{"".join(f"<li>{_text(one)}</li>" for one in numbers)}</ul>
<details><summary>{_text(words.details)}</summary><pre>{details}</pre></details>
</article>"""


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
        seen = request.told.document.boxes
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


def _text_match(found: Adherence, words: ReportText) -> list[str]:
    if found.clip is not None:
        similarity = f"{found.clip.similarity:.2f}"
        return [words.clip.format(model=found.clip.model, similarity=similarity)]
    if found.lacks_clip:
        return [words.no_clip]
    if found.words is None:
        return []
    share = round(100 * found.words.probability)
    return [words.words.format(seen=found.words.seen, word=found.words.word, share=share)]


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
    encoded = io.BytesIO()
    Image.fromarray(picture).save(encoded, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(encoded.getvalue()).decode("ascii")


def _text(text: str) -> str:
    return html.escape(text, quote=True)


_STYLE = """
:root { color-scheme: light; }
body { font: 15px/1.5 system-ui, sans-serif; color: #1b1b1f; background: #f6f6f7; margin: 0 auto; max-width: 1180px;
  padding: 32px 28px; }
h1 { font-size: 26px; margin: 0 0 8px; } h2 { font-size: 18px; margin: 24px 0 10px; }
h3 { font-size: 16px; margin: 10px 0 4px; }
p { margin: 4px 0; } .kind, footer, figcaption, small, .numbers { color: #5d5d67; }
.drawing { display: flex; gap: 28px; flex-wrap: wrap; margin-top: 18px; } .drawing h2 { margin-top: 0; }
figure { margin: 0; } .drawing img { width: 320px; border: 1px solid #dcdce1; border-radius: 8px; display: block; }
.cells { display: grid; grid-template-columns: repeat(auto-fill, minmax(260px, 1fr)); gap: 18px; }
article { background: #fff; border: 1px solid #dcdce1; border-radius: 10px; padding: 12px; break-inside: avoid; }
article img { width: 100%; border-radius: 6px; display: block; image-rendering: auto; }
.own { display: flex; gap: 10px; align-items: center; margin: 6px 0; }
article .own img { width: 84px; border: 1px solid #dcdce1; }
article.chosen { border: 2px solid #5350c4; } article.reject { opacity: .6; }
.mark { font-size: 12px; font-weight: 600; color: #4744b5; background: #ecebfb; border-radius: 9px; padding: 2px 9px; }
ul { margin: 4px 0; padding-left: 18px; } pre { white-space: pre-wrap; font-size: 12px; }
footer { margin-top: 28px; font-size: 13px; }
@media print { body { background: #fff; padding: 0; } details { display: none; } }
"""
