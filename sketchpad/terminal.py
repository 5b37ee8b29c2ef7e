"""What the commands share that talk on a terminal: a line of progress, and the error of a wrong call."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sketchpad.errors import Problem
    from sketchpad.generation.request.request import Progress

BAR = 24  # characters
STDOUT = Path("-")
"""As the value of `--json`: on standard output, where others are files."""
_as_json = False


def speak_json(on: bool) -> None:
    """Have what is said from now on be lines of JSON, or words again."""
    global _as_json  # noqa: PLW0603 - as there is one standard output
    _as_json = on


def speaks_json() -> bool:
    """Is what is said lines of JSON, for other programs?"""
    return _as_json


class Misuse(Exception):
    """The command was called wrongly in a way that its parser cannot see. One sentence, without a full stop."""


class ProgressLine:
    """One line on standard error that is written again and again; a line for each step where that is no terminal.

    Lines of JSON where `speaks_json`.
    """

    def __init__(self) -> None:
        self._json = _as_json
        self.is_terminal = sys.stderr.isatty() and not _as_json

    def say(self, text: str, /, **fields: Any) -> None:
        """Show `text`; as JSON, `fields` or, where there are none, the text."""
        if self._json:
            text = json.dumps(fields or {"event": "message", "text": text})
        sys.stderr.write(f"\r\033[K{text}" if self.is_terminal else f"{text}\n")
        sys.stderr.flush()

    def outcome(self, text: str, /, **fields: Any) -> None:
        """A line on standard output: `text`, or `fields` as JSON."""
        sys.stdout.write(f"{json.dumps(fields) if self._json else text}\n")
        sys.stdout.flush()

    def result(self, path: Path, **fields: Any) -> None:
        """A file that was made."""
        self.outcome(str(path), event="done", file=str(path), **fields)

    def at(self, text: str, /, done: float, total: float, **fields: Any) -> None:
        """How far something is: `text`, with a bar on a terminal."""
        full = round(BAR * done / total) if total else BAR
        bar = f"  [{'#' * full}{'.' * (BAR - full)}]" if self.is_terminal else ""
        said = {"event": "progress", "text": text, "done": done, "total": total}
        self.say(f"{text}{bar}", **(said | fields))

    def step(self, progress: Progress, what: str = "") -> None:
        """Where the picture is."""
        name = f"{what}: " if what else ""
        state = "done" if progress.final else f"step {progress.index} of {progress.total}"
        done = progress.total if progress.final else progress.index
        text = f"{name}{state}, {progress.seconds:.1f} s"
        fields = {"index": progress.index, "final": progress.final, "of": what}
        seconds = round(progress.seconds, 3)
        self.at(text, done, progress.total, event="step", seconds=seconds, **fields)

    def end(self, notes: Iterable[Problem] = ()) -> None:
        """Leave the line as it is, and tell what came up meanwhile, each thing once."""
        if self.is_terminal:
            sys.stderr.write("\n")
        for sentence in dict.fromkeys(note.sentence for note in notes):
            self.note(sentence)

    def note(self, sentence: str) -> None:
        """A line on standard error that stays."""
        self.say(sentence) if self._json else sys.stderr.write(f"Note: {sentence}\n")
