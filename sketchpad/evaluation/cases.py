"""What is evaluated: drawings, where their boxes lie, and the ways of making a picture of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sketchpad import paths
from sketchpad.document.io.quickdraw import from_quickdraw
from sketchpad.document.model import Box, Document
from sketchpad.errors import BadDocument
from sketchpad.generation.methods.registry import METHODS, method_names, together
from sketchpad.generation.request.request import MethodSettings
from sketchpad.outside import ODD, open_file, parse_json
from sketchpad.terminal import Misuse

DRAWN, BOXED = "drawings", "boxes"
SUITES = (DRAWN, BOXED)
_SIZES = (0.42, 0.54, 0.66)  # of the picture
_PLACES = ((0, 0), (1, 1), (1, 0), (0, 1), (0, 0.5), (1, 0.5), (0.5, 1), (0.5, 0))
_RIM = 0.04  # left free between a box and the edge of the picture
_LONGEST_LINE = 4 << 20


def modes() -> tuple[str, ...]:
    """Without guidance, with each method, and with all of them."""
    return ("none", *method_names(), "all")


def boxed_modes() -> tuple[str, ...]:
    """Those that boxes make a difference to."""
    return ("none", *method_names("boxes"), "all")


def chosen_modes(names: str | None, known: Iterable[str]) -> list[str]:
    """Those of `known` that a list of names separated by commas picks, all without one. Raises Misuse."""
    known = list(known)
    wanted = [name.strip() for name in names.split(",")] if names else known
    if unknown := set(wanted) - set(known):
        raise Misuse(f"no such mode: {', '.join(sorted(unknown))}; choose from {', '.join(known)}")
    return [mode for mode in known if mode in wanted]


def mode_title(mode: str) -> str:
    """A mode's name in a table."""
    known = {"none": "no guidance", "all": "all together"}
    return METHODS[mode].term if mode in METHODS else known.get(mode, mode)


@dataclass(frozen=True)
class Case:
    """A drawing in one place: the lines, a box around them with the word in it, and the prompt "a WORD"."""

    suite: str
    name: str
    word: str
    document: Document

    @property
    def box(self) -> Box:
        return self.document.boxes[0]


def read_drawings(path: Path | None = None, limit: int | None = None) -> list[dict[str, Any]]:
    """The Quick, Draw! drawings in `path`, by default the 60 that come with the program; see `spread` for `limit`.

    Raises BadDocument.
    """
    path = path or paths.resources() / "evaluation" / "quickdraw-60.ndjson"
    drawings: list[dict[str, Any]] = []
    try:
        with open_file(path) as file:
            while line := file.readline(_LONGEST_LINE):
                if line.strip():
                    drawing = parse_json(line)
                    from_quickdraw(drawing)
                    str(drawing["word"])
                    drawings.append(drawing)
    except FileNotFoundError as error:
        raise BadDocument(path, "missing") from error
    except OSError as error:
        raise BadDocument(path, "unreadable") from error
    except ODD as error:
        raise BadDocument(path, "not_quickdraw") from error
    if not drawings:
        raise BadDocument(path, "not_quickdraw")
    return drawings if limit is None else spread(drawings, limit)


def spread(drawings: Sequence[dict[str, Any]], limit: int) -> list[dict[str, Any]]:
    """The first drawing of each word, then the second of each, up to `limit`; in the order of the file."""
    seen: Counter[str] = Counter()
    ranked = []
    for place, drawing in enumerate(drawings):
        ranked.append((seen[drawing["word"]], place))
        seen[drawing["word"]] += 1
    return [drawings[place] for place in sorted(place for _, place in sorted(ranked)[:limit])]


def make_cases(
    drawings: Iterable[dict[str, Any]], width: int, height: int, suite: str
) -> list[Case]:
    """Each drawing as a case of `suite`: filling the picture, or off its middle in boxes of several sizes."""
    cases = []
    for number, drawing in enumerate(drawings):
        word = str(drawing["word"]).lower()
        document = (
            from_quickdraw(drawing, width, height)
            if suite == DRAWN
            else _aside(drawing, width, height, number)
        )
        box = Box(word, _bounds(document))
        document = document.with_prompt(with_article(word)).with_box(box)
        cases.append(Case(suite, str(drawing.get("key_id", number)), word, document))
    return cases


def _aside(drawing: dict[str, Any], width: int, height: int, number: int) -> Document:
    size = _SIZES[number % len(_SIZES)]
    across, down = _PLACES[number % len(_PLACES)]
    low, high = 0.5 - size / 2, 0.5 + size / 2
    middle = from_quickdraw(drawing, width, height, rect=(low, low, high, high))
    x0, y0, x1, y1 = _bounds(middle)
    dx = (_RIM - x0) * (1 - across) + (1 - _RIM - x1) * across
    dy = (_RIM - y0) * (1 - down) + (1 - _RIM - y1) * down
    return middle.with_strokes(stroke.moved(dx * width, dy * height) for stroke in middle.strokes)


def _bounds(document: Document) -> tuple[float, float, float, float]:
    bounds = [stroke.bounds for stroke in document.strokes]
    x0, y0 = min(b[0] for b in bounds), min(b[1] for b in bounds)
    x1, y1 = max(b[2] for b in bounds), max(b[3] for b in bounds)
    width, height = document.width, document.height
    return max(0.0, x0 / width), max(0.0, y0 / height), min(1.0, x1 / width), min(1.0, y1 / height)


def with_article(word: str) -> str:
    """`word` as a prompt: "an apple", "a cat"."""
    return f"{'an' if word[:1] in set('aeiou') else 'a'} {word}"


def methods_of(mode: str, defaults: dict[str, MethodSettings]) -> tuple[MethodSettings, ...] | None:
    """The methods of a mode, or None where the model lacks one of them. `defaults`: of those that it has."""
    names = {"none": (), "all": together(defaults)}.get(mode, (mode,))
    if any(name not in defaults for name in names):
        return None
    return tuple(replace(defaults[name]) for name in names)
