"""What a command refuses before it makes pictures."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sketchpad import atomic
from sketchpad.errors import Problem, SketchpadError
from sketchpad.generation.export.picture import FORMATS
from sketchpad.generation.preflight.check import check
from sketchpad.terminal import Misuse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sketchpad.generation.request.request import Request

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


@contextmanager
def taken(path: Path, overwrite: bool, formats: Iterable[str] = FORMATS) -> Iterator[Path]:
    """`path`, after `check_target`, taken while something is made for it: two programs never write the same file.

    An empty file stands for it meanwhile, which goes where the work comes to nothing.
    """
    target = check_target(path, overwrite, formats)
    try:
        if not overwrite:
            os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    except FileExistsError:
        raise Misuse(f"“{path}” is there already; --overwrite replaces it") from None
    except OSError as error:
        raise atomic.write_error(path, error) from error
    try:
        yield target
    finally:
        if not overwrite and target.exists() and not target.stat().st_size:
            target.unlink()


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
