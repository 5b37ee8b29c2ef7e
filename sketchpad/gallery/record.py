"""What the gallery knows of a picture, and how pictures are looked for."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sketchpad.generation.request.request import Request
from sketchpad.outside import parse_json

ANY = "*"
"""As the name of a comparison: whichever it is."""


@dataclass(frozen=True)
class Finished:
    """A finished picture, uint8 (height, width, 3), with what made it.

    Args:
        wanted: what the user had set, where that differs from `request`: a live picture takes fewer steps.
        scores: how well it follows: numbers by name, and further JSON values.
        comparison, plan: the comparison that it belongs to, and its plan there (`comparisons.plan_key`).
        parent, step: digest of the picture that it branches off, and after which step.
        created: seconds since 1970.
    """

    request: Request
    picture: NDArray[np.uint8] = field(repr=False, compare=False)
    seconds: float = 0.0
    wanted: Request | None = None
    scores: Mapping[str, Any] = field(default_factory=dict)
    comparison: str = ""
    plan: str = ""
    parent: str = ""
    step: int = 0
    created: float = field(default_factory=time.time)

    @property
    def begun_from(self) -> str:
        """The digest of the picture before it: `parent`, else its initial image if the program has kept that one."""
        base = self.request.base
        return self.parent or (Path(base.picture).stem if base else "")


@dataclass(frozen=True)
class Record:
    """A row of the gallery: columns as the database has them.

    Args:
        file: below the library's folder, with forward slashes.
        digest: of the pixels (`picture_digest`).
        bytes: size of the file.
        phrases: of the boxes, a line each.
        methods: names with a space before and behind each.
        request, wanted: JSON of `Request.to_json` without the drawing; `wanted` is empty where it is the same.
        drawing, wanted_drawing: name of the project file among the drawings.
        deleted: when it was put into the bin, None where it is not there.
    """

    id: int
    file: str
    digest: str
    created: float
    width: int
    height: int
    bytes: int
    prompt: str
    phrases: str
    methods: str
    model: str
    model_name: str
    checksum: str
    seed: int
    seconds: float
    scores: str
    request: str
    drawing: str
    wanted: str
    wanted_drawing: str
    comparison: str
    plan: str
    parent: str
    step: int
    star: int
    deleted: float | None

    @property
    def score_values(self) -> dict[str, Any]:
        """The scores by name; none where they cannot be read."""
        return _object(self.scores)

    @property
    def method_names(self) -> tuple[str, ...]:
        return tuple(self.methods.split())


@dataclass(frozen=True)
class Filter:
    """Which pictures to look for; every field that is set narrows it down.

    Args:
        text: words, or beginnings of words, of the prompt and the boxes; all of them have to be there.
        method: name of a method, or "none".
        since, until: seconds since 1970; `until` is not included.
        size: width and height.
        in_bin: those in the bin instead of all others.
    """

    text: str = ""
    method: str = ""
    model: str = ""
    since: float | None = None
    until: float | None = None
    size: tuple[int, int] | None = None
    star: bool = False
    board: str = ""
    comparison: str = ""
    in_bin: bool = False


def condition(wanted: Filter, has_words: bool) -> tuple[str, list[Any]]:
    """The SQL condition on `pictures` for `wanted`, and its values.

    Args:
        has_words: there is a full text index; else every prompt is read.
    """
    parts = ["deleted IS NOT NULL" if wanted.in_bin else "deleted IS NULL"]
    values: list[Any] = []

    def narrow(sql: str, *more: Any) -> None:
        parts.append(sql)
        values.extend(more)

    match = []
    for word in wanted.text.split():
        # The index knows words by their beginnings; languages without spaces are searched letter by letter.
        if has_words and word.isascii() and word.isalnum():
            match.append(f'"{word}"*')
        else:
            like = f"%{_escaped(word)}%"
            narrow("(prompt LIKE ? ESCAPE '\\' OR phrases LIKE ? ESCAPE '\\')", like, like)
    if match:
        narrow("id IN (SELECT rowid FROM words WHERE words MATCH ?)", " ".join(match))
    if wanted.method == "none":
        narrow("methods = ''")
    elif wanted.method:
        narrow("methods LIKE ? ESCAPE '\\'", f"% {_escaped(wanted.method)} %")
    if wanted.model:
        narrow("model = ?", wanted.model)
    if wanted.comparison == ANY:
        narrow("comparison != ''")
    elif wanted.comparison:
        narrow("comparison = ?", wanted.comparison)
    if wanted.since is not None:
        narrow("created >= ?", wanted.since)
    if wanted.until is not None:
        narrow("created < ?", wanted.until)
    if wanted.size is not None:
        narrow("width = ? AND height = ?", *wanted.size)
    if wanted.star:
        narrow("star = 1")
    if wanted.board:
        narrow(
            "id IN (SELECT picture FROM board_pictures JOIN boards ON boards.id = board WHERE name = ?)",
            wanted.board,
        )
    return " AND ".join(parts), values


def to_json(request: Request) -> str:
    """`request` without its drawing, for a column of the database."""
    return json.dumps(request.to_json(drawing=False), allow_nan=False, separators=(",", ":"))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _object(text: str) -> dict[str, Any]:
    try:
        value = parse_json(text) if text else {}
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
