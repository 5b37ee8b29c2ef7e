"""What the commands share that talk on a terminal: a line of progress, and the error of a wrong call."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sketchpad.errors import Problem
    from sketchpad.generation.request.request import Progress


class Misuse(Exception):
    """The command was called wrongly in a way that its parser cannot see. One sentence, without a full stop."""


class ProgressLine:
    """One line on standard error that is written again and again; a line for each step where that is no terminal."""

    def __init__(self) -> None:
        self.is_terminal = sys.stderr.isatty()

    def say(self, text: str) -> None:
        sys.stderr.write(f"\r\033[K{text}" if self.is_terminal else f"{text}\n")
        sys.stderr.flush()

    def step(self, progress: Progress, what: str = "") -> None:
        """Where the picture is."""
        name = f"{what}: " if what else ""
        state = "done" if progress.final else f"step {progress.index} of {progress.total}"
        self.say(f"{name}{state}, {progress.seconds:.1f} s")

    def end(self, notes: Iterable[Problem] = ()) -> None:
        """Leave the line as it is, and tell what came up meanwhile, each thing once."""
        if self.is_terminal:
            sys.stderr.write("\n")
        for sentence in dict.fromkeys(note.sentence for note in notes):
            sys.stderr.write(f"Note: {sentence}\n")
