"""Styles: words around a prompt, and words for the negative prompt, under a name. As AUTOMATIC1111's web UI has them.

A style is written into the prompts, where everybody can see it, and is known by its words; so the drawing, its
metadata and other programs need to know nothing of it. A style with a negative prompt alone is a negative preset.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sketchpad import paths
from sketchpad.document.model import Document
from sketchpad.errors import BadDocument
from sketchpad.outside import read_file, typed
from sketchpad.own_files import LARGEST, NamedFile

PLACE = "{prompt}"
LONGEST_NAME, LONGEST = 100, 4000
MOST = 1000


@dataclass(frozen=True)
class Style:
    """`prompt` has {prompt} where that of the user stands; without it, it comes behind. `negative` likewise."""

    name: str
    prompt: str = ""
    negative: str = ""

    @property
    def negative_only(self) -> bool:
        return not self.prompt.strip()

    def is_in(self, document: Document) -> bool:
        """Whether both of its texts are in the prompts."""
        return _without(document.prompt, self.prompt) is not None and (
            _without(document.negative_prompt, self.negative) is not None
        )

    def added(self, document: Document) -> Document:
        return document.with_prompt(_with(document.prompt, self.prompt)).with_negative_prompt(
            _with(document.negative_prompt, self.negative)
        )

    def removed(self, document: Document) -> Document:
        """The opposite, as far as its words are there."""
        prompt = _without(document.prompt, self.prompt)
        negative = _without(document.negative_prompt, self.negative)
        if prompt is not None:
            document = document.with_prompt(prompt)
        return document if negative is None else document.with_negative_prompt(negative)


def _parts(text: str, prompt: str) -> tuple[str, str]:
    """What stands before and behind the prompt."""
    text = text.strip()
    before, place, behind = text.partition(PLACE)
    if place:
        return before, behind
    return "", f", {text}" if prompt and text else text


def _with(prompt: str, text: str) -> str:
    before, behind = _parts(text, prompt)
    return f"{before}{prompt}{behind}"


def _without(prompt: str, text: str) -> str | None:
    """The prompt without the text of a style; None where it is not in it."""
    before, behind = _parts(text, prompt)
    start, end = prompt.find(before), prompt.rfind(behind)
    if start < 0 or end < start + len(before):
        alone = text.strip()
        return "" if PLACE not in alone and alone and prompt.strip() == alone else None
    return prompt[:start] + prompt[start + len(before) : end] + prompt[end + len(behind) :]


def read_styles(path: Path) -> tuple[Style, ...]:
    """The styles of a styles.csv: columns name, prompt (once called text) and negative_prompt; at most `MOST`.

    Rows without a name or without words, as those that only part others, are left out.

    Raises BadDocument.
    """
    try:
        text = read_file(path, LARGEST).decode("utf-8-sig")
        rows = csv.DictReader(io.StringIO(text, newline=""))
        if not {"name"} < set(rows.fieldnames or ()):
            raise ValueError("no such columns")
        styles = [
            Style(*(str(one or "").strip() for one in (
                row["name"], row.get("prompt") or row.get("text"), row.get("negative_prompt")
            )))
            for row in rows
        ]  # fmt: skip
    except FileNotFoundError as error:
        raise BadDocument(path, "missing") from error
    except OSError as error:
        raise BadDocument(path, "unreadable") from error
    except (ValueError, csv.Error) as error:
        raise BadDocument(path, "not_styles") from error
    usable = tuple({one.name: one for one in styles if _is_usable(one)}.values())[:MOST]
    if not usable:
        raise BadDocument(path, "not_styles")
    return usable


@lru_cache(maxsize=1)
def shipped() -> tuple[Style, ...]:
    """Those that come with the program; the window translates their names."""
    return read_styles(paths.resources() / "styles.csv")


class OwnStyles(NamedFile[Style]):
    """The user's own."""

    def __init__(self, path: Path | None = None) -> None:
        super().__init__(path or paths.user_data() / "styles.json", "styles", _style, asdict, MOST)


def style_called(name: str) -> Style | None:
    """One of the user's own, else a shipped one, by its name in any case."""
    known: Iterable[Style] = (*OwnStyles().present(), *shipped())
    return next((one for one in known if one.name.casefold() == name.casefold()), None)


def _style(data: Any) -> Style | None:
    style = typed(Style, data)
    return style if _is_usable(style) else None


def _is_usable(style: Style) -> bool:
    texts = style.prompt, style.negative
    return 0 < len(style.name) <= LONGEST_NAME and any(texts) and max(map(len, texts)) <= LONGEST
