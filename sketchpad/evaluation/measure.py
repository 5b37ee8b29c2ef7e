"""Pictures of people's drawings, generated in every mode from the same noise and measured."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sketchpad import paths
from sketchpad.evaluation.cases import (
    DRAWN,
    SUITES,
    Case,
    boxed_modes,
    chosen_modes,
    make_cases,
    methods_of,
    modes,
    read_drawings,
)
from sketchpad.generation.request.defaults import model_folder, possible_methods, sampling_defaults
from sketchpad.generation.request.request import MethodSettings, Request, Sampling
from sketchpad.terminal import Misuse, ProgressLine

if TYPE_CHECKING:
    import numpy as np

    from sketchpad.evaluation.tables import Trial
    from sketchpad.metrics.boxes import Judges
    from sketchpad.models.checkpoints.model_info import ModelInfo

T = TypeVar("T")


@dataclass(frozen=True)
class Plan:
    """The pictures of an evaluation: every case in every mode with every seed.

    `done`: names of cases, modes and seeds whose pictures exist already.
    """

    cases: tuple[Case, ...]
    modes: Mapping[str, tuple[MethodSettings, ...]]
    sampling: Sampling
    seeds: int
    model: str
    done: frozenset[tuple[str, str, int]] = field(default=frozenset(), repr=False)

    def requests(self) -> Iterator[tuple[Case, str, Request]]:
        """Seed by seed, so that an interrupted evaluation covers as many drawings and modes as possible."""
        boxed = boxed_modes()
        for seed in range(self.seeds):
            sampling = replace(self.sampling, seed=seed)
            for case in self.cases:
                for mode, methods in self.modes.items():
                    fits = case.suite == DRAWN or mode in boxed
                    if fits and (case.name, mode, seed) not in self.done:
                        yield case, mode, Request(case.document, sampling, methods, self.model)


def make_plan(args: argparse.Namespace, info: ModelInfo) -> Plan:
    """What the arguments ask for, as far as the model can do it."""
    drawings = read_drawings(args.drawings, args.limit)
    width, height = args.size or (info.width, info.height)
    suites = SUITES if args.suite == "both" else (args.suite,)
    cases = [case for suite in suites for case in make_cases(drawings, width, height, suite)]
    model = str(args.model or "")
    settings = possible_methods(info, model)
    for given in (method for several in args.method for method in several):
        if given.name not in settings:
            raise Misuse(f"the model has no {given.name}")
        settings[given.name] = given.filled(model)
    possible = {
        mode: methods
        for mode in chosen_modes(args.modes, modes())
        if (methods := methods_of(mode, settings)) is not None
    }
    if not possible:
        raise Misuse("the model can do none of these modes")
    return Plan(tuple(cases), possible, sampling_of(args), args.seeds, model)


def sampling_of(args: argparse.Namespace) -> Sampling:
    """The model's own sampling with the steps and guidance scale of the arguments."""
    given = {n: v for n in ("steps", "guidance_scale") if (v := getattr(args, n)) is not None}
    return replace(sampling_defaults(str(args.model or "")), **given)


def measure(
    plan: Plan, judge: Judges | None, line: ProgressLine
) -> Iterator[tuple[Trial, np.ndarray]]:
    """Generate every picture of the plan and measure it."""
    requests = list(plan.requests())
    _warm_up(requests, line)
    for case, mode, request in counted(requests, line):
        picture, seconds = make_picture(request)
        yield _judged(case, mode, request.sampling.seed, picture, seconds, judge), picture


def counted(items: Sequence[T], line: ProgressLine) -> Iterator[T]:
    """`items`; after each of them `line` says how many are done and how long the rest will take."""
    begun = time.perf_counter()
    for number, item in enumerate(items, 1):
        yield item
        left = (time.perf_counter() - begun) / number * (len(items) - number)
        text = f"picture {number} of {len(items)}, {left / 60:.0f} min left"
        line.at(text, number, len(items), seconds_left=round(left))


def _warm_up(requests: Sequence[tuple[Case, str, Request]], line: ProgressLine) -> None:
    """The first picture of each mode loads networks and fills caches: generated before any that is timed."""
    first = {mode: request for _, mode, request in reversed(requests)}
    for request in first.values():
        line.say("Warming up...")
        steps = min(2, request.sampling.steps)
        make_picture(replace(request, sampling=replace(request.sampling, steps=steps)))


def make_picture(request: Request) -> tuple[np.ndarray, float]:
    """The request's picture, uint8 (height, width, 3), and the seconds that it took."""
    from sketchpad.generation.run.generate import generate
    from sketchpad.sampling.network_calls import run_eagerly

    *_, last = run_eagerly(generate(request))
    return last.picture, last.seconds


def _judged(
    case: Case, mode: str, seed: int, picture: np.ndarray, seconds: float, judge: Judges | None
) -> Trial:
    from sketchpad.document.raster.raster import render_lines
    from sketchpad.evaluation.tables import Trial
    from sketchpad.metrics.boxes import crop_box, judge_pictures, share_inside
    from sketchpad.metrics.lines import line_agreement

    height, width = picture.shape[:2]
    lines = line_agreement(picture, render_lines(case.document, width, height))
    thing = box = None
    if judge is not None and case.word in judge.words:
        crop = crop_box(picture, case.box.rect)
        thing, box = judge_pictures([picture, crop], [case.word] * 2, judge)
    inside = share_inside(picture, case.box.rect)
    return Trial(case.suite, case.name, case.word, mode, seed, seconds, lines, thing, box, inside)


def load_judge(args: argparse.Namespace) -> tuple[Judges | None, list[str]]:
    """The judge that the arguments name, else the model's or the program's own; and remarks about it."""
    from sketchpad.errors import WeightsMissing
    from sketchpad.metrics.judge import Judge

    folder = args.judge or model_folder(str(args.model or "")) / "judge"
    if not folder.is_dir() and not args.judge:
        folder = paths.weights() / "judge"
    try:
        return Judge.load(folder), _ceiling(folder)
    except WeightsMissing:
        if args.judge:
            raise
        return None, ["There is no judge, so that only lines and seconds were measured."]


def _ceiling(folder: Path) -> list[str]:
    """How good the judge itself is, as its card says: no measured share can be better than that."""
    figures = json.loads((folder / "config.json").read_text(encoding="utf-8")).get("figures")
    share = figures.get("held_out_top1") if isinstance(figures, dict) else None
    if not isinstance(share, float):
        return []
    return [
        f"The judge itself names {100 * share:.0f} % of real pictures that it has not seen: read its shares so."
    ]
