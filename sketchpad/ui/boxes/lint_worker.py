"""Looks at the drawing a moment after each edit, off the window's thread: remarks, and the maps the model gets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from sketchpad.document.prompt.lint import Facts, Finding, lint
from sketchpad.errors import SketchpadError
from sketchpad.generation.methods.registry import reads_of
from sketchpad.generation.preflight.drawing import read_kinds
from sketchpad.generation.preflight.model_inputs import Colour, ModelInput, model_inputs
from sketchpad.generation.request.defaults import model_info
from sketchpad.generation.request.request import Request
from sketchpad.ui.latest_task import LatestTask

LOOK_AFTER = 200  # milliseconds without an edit


@dataclass(frozen=True, eq=False)
class LintResult:
    """What was found for `request`. `maps` is None where nobody had asked for them."""

    request: Request
    facts: Facts
    findings: tuple[Finding, ...]
    maps: tuple[ModelInput, ...] | None


def lint_drawing(request: Request, colours: dict[str, Colour], wants_maps: bool) -> LintResult:
    """Everything there is to find out; may take a while with many lines."""
    pixels = Facts().pixels_per_latent
    folder: Path | None = None
    on = [method for method in request.methods if method.strength != 0]
    facts = Facts(
        reads=frozenset(reads_of(method.name) for method in on), kinds=frozenset(read_kinds(on))
    )
    try:
        info = model_info(request.model)
    except SketchpadError:  # told by preflight, at the place where it can be mended
        pass
    else:
        pixels, folder = info.pixels_per_latent, info.folder
        read = _read(folder, request)
        facts = replace(facts, pixels_per_latent=pixels, size_step=info.size_step, read=read)
    maps = model_inputs(request, pixels, colours) if wants_maps else None
    return LintResult(request, facts, lint(request.visible.document, facts), maps)


def _read(folder: Path, request: Request) -> int | None:
    from sketchpad.models.checkpoints.prompt_length import read_length

    try:
        return read_length(folder, request.document.prompt)
    except SketchpadError:
        return None


class LintWorker(QObject):
    """Checks the drawing while it is `watching`, a moment after each edit.

    Signals:
        looked: the newest LintResult.
    """

    looked = Signal(object)

    def __init__(
        self,
        request: Callable[[], Request],
        colours: Callable[[], dict[str, Colour]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._request, self._colours = request, colours
        self._task = LatestTask(self)
        self.watching = self.wants_maps = False
        self._timer = QTimer(self, singleShot=True, interval=LOOK_AFTER)
        self._timer.timeout.connect(self._look)

    def watch(self, watching: bool, wants_maps: bool) -> None:
        self.watching, self.wants_maps = watching, wants_maps
        if watching:
            self._look()
        else:
            self._timer.stop()
            self._task.cancel()

    def edited(self) -> None:
        if self.watching:
            self._timer.start()

    def close(self) -> None:
        """Wait for what is under way; its result is not reported."""
        self.watching = False
        self._timer.stop()
        self._task.close()

    def _look(self) -> None:
        request, colours, wants_maps = self._request(), self._colours(), self.wants_maps
        self._task.follow(
            lambda _watch: lint_drawing(request, colours, wants_maps),
            self.looked.emit,
            lambda _error: None,
        )
