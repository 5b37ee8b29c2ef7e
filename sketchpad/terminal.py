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


class Misuse(Exception):
    """The command was called wrongly in a way that its parser cannot see. One sentence, without a full stop."""


class ProgressLine:
    """One line on standard error that is written again and again; a line for each step where that is no terminal.

    `as_json`: lines of JSON instead, for other programs.
    """

    def __init__(self, as_json: bool = False) -> None:
        self._json = as_json
        self.is_terminal = sys.stderr.isatty() and not as_json

    def say(self, text: str, **fields: Any) -> None:
        """Show `text`; as JSON, `fields` or, where there are none, the text."""
        if self._json:
            text = json.dumps(fields or {"event": "message", "text": text})
        sys.stderr.write(f"\r\033[K{text}" if self.is_terminal else f"{text}\n")
        sys.stderr.flush()

    def outcome(self, text: str, **fields: Any) -> None:
        """A line on standard output: `text`, or `fields` as JSON."""
        sys.stdout.write(f"{json.dumps(fields) if self._json else text}\n")
        sys.stdout.flush()

    def result(self, path: Path, **fields: Any) -> None:
        """A file that was made."""
        self.outcome(str(path), event="done", file=str(path), **fields)

    def step(self, progress: Progress, what: str = "") -> None:
        """Where the picture is."""
        name = f"{what}: " if what else ""
        state = "done" if progress.final else f"step {progress.index} of {progress.total}"
        bar = ""
        if self.is_terminal and not progress.final:
            done = round(BAR * progress.index / max(progress.total, 1))
            bar = f"  [{'#' * done}{'.' * (BAR - done)}]"
        fields = {"index": progress.index, "total": progress.total, "final": progress.final}
        seconds = round(progress.seconds, 3)
        text = f"{name}{state}, {progress.seconds:.1f} s{bar}"
        self.say(text, event="step", of=what, seconds=seconds, **fields)

    def end(self, notes: Iterable[Problem] = ()) -> None:
        """Leave the line as it is, and tell what came up meanwhile, each thing once."""
        if self.is_terminal:
            sys.stderr.write("\n")
        for sentence in dict.fromkeys(note.sentence for note in notes):
            self.say(sentence) if self._json else sys.stderr.write(f"Note: {sentence}\n")
