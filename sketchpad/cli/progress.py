"""What a command says while pictures are made, and what it refuses before."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from sketchpad.cli.arguments import Misuse
from sketchpad.errors import Problem, SketchpadError
from sketchpad.generation.export import FORMATS
from sketchpad.generation.preflight import check

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sketchpad.generation.request import Progress, Request

_MENDED_BY = {
    "prompt": "--prompt",
    "base": "--base",
    "loras": "--lora",
    "canvas": "--sketch or --sample",
    "boxes": "--box",
    "size": "--size",
    "model": "--model",
}
_OF_NETS = ("weights_damaged", "weights_missing", "wrong_family", "needs_download")


class ProgressLine:
    """One line on standard error that is written again and again; a line for each step where nobody looks on."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()

    def say(self, text: str) -> None:
        sys.stderr.write(f"\r\033[K{text}" if self._terminal else f"{text}\n")
        sys.stderr.flush()

    def step(self, progress: Progress, what: str = "") -> None:
        """Where the picture is."""
        name = f"{what}: " if what else ""
        state = "done" if progress.final else f"step {progress.index} of {progress.total}"
        self.say(f"{name}{state}, {progress.seconds:.1f} s")

    def end(self, notes: Iterable[Problem] = ()) -> None:
        """Leave the line as it is, and tell what came up meanwhile, each thing once."""
        if self._terminal:
            sys.stderr.write("\n")
        for sentence in dict.fromkeys(note.sentence for note in notes):
            sys.stderr.write(f"Note: {sentence}\n")


def check_target(path: Path, overwrite: bool, formats: Iterable[str] = FORMATS) -> Path:
    """`path` if a file of one of `formats` (suffixes) can be written there, asked before anything is computed."""
    if path.suffix.lower() not in formats:
        raise Misuse(f"“{path}” must end in {', '.join(formats)}")
    folder = path.absolute().parent
    if not folder.is_dir():
        raise Misuse(f"the folder of “{path}” is not there")
    if not os.access(folder, os.W_OK):
        raise Misuse(f"the folder of “{path}” may not be written")
    if path.exists() and not overwrite:
        raise Misuse(f"“{path}” is there already; --overwrite replaces it")
    return path


def refuse_problems(request: Request) -> list[Problem]:
    """What the checks remark; raise `Refused` where something has to be mended first."""
    problems = check(request)
    blocking = [problem for problem in problems if problem.blocking]
    if blocking:
        raise Refused(blocking)
    return problems


class Refused(SketchpadError):
    """What has to be mended before a picture can be made, all of it at once."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__()
        self.args = (" ".join(_with_option(problem) for problem in problems),)


def _with_option(problem: Problem) -> str:
    option = _MENDED_BY.get(problem.where)
    if problem.where == "method:t2i_adapter":
        option = "--t2i-adapter"
    elif problem.where == "method:controlnet" and problem.code in _OF_NETS:
        option = "--controlnet"
    elif problem.where.startswith("method:"):
        option = "--method"
    return f"{problem.sentence} ({option})" if option else problem.sentence
