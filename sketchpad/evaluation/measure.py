"""Pictures of people's drawings, made in every mode from the same noise and measured."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sketchpad import paths
from sketchpad.evaluation.cases import (
    SUITES,
    Case,
    make_cases,
    methods_of,
    read_drawings,
)
from sketchpad.evaluation.cases import (
    modes as all_modes,
)
from sketchpad.evaluation.plans import MethodsPlan, Plan
from sketchpad.generation.request.defaults import (
    model_folder,
    possible_methods,
    sampling_defaults,
)
from sketchpad.generation.request.request import (
    Request,
)
from sketchpad.terminal import Misuse, ProgressLine

if TYPE_CHECKING:
    import numpy as np

    from sketchpad.evaluation.tables import Trial
    from sketchpad.metrics.boxes import Judges
    from sketchpad.models.checkpoints.model_info import ModelInfo


def make_plan(args: argparse.Namespace, info: ModelInfo) -> Plan:
    """What the arguments ask for, as far as the model can do it."""
    path = args.drawings or paths.resources() / "evaluation" / "quickdraw-60.ndjson"
    drawings = read_drawings(path, args.limit)
    width, height = args.size or (info.width, info.height)
    suites = SUITES if args.suite == "both" else (args.suite,)
    cases = [case for suite in suites for case in make_cases(drawings, width, height, suite)]
    model = str(args.model or "")
    settings = possible_methods(info, model)
    for given in (one for several in args.method for one in several):
        if given.name not in settings:
            raise Misuse(f"the model has no {given.name}")
        settings[given.name] = given.filled(model)
    wanted = [name.strip() for name in args.modes.split(",")] if args.modes else all_modes()
    if unknown := set(wanted) - set(all_modes()):
        raise Misuse(
            f"no such mode: {', '.join(sorted(unknown))}; choose from {', '.join(all_modes())}"
        )
    modes = {
        mode: methods
        for mode in all_modes()
        if mode in wanted and (methods := methods_of(mode, settings)) is not None
    }
    if not modes:
        raise Misuse("the model can do none of these modes")
    given_sampling = {
        name: value
        for name in ("steps", "guidance_scale")
        if (value := getattr(args, name)) is not None
    }
    sampling = replace(sampling_defaults(model), **given_sampling)
    return Plan(tuple(cases), modes, sampling, args.seeds, model)


def measure(
    plan: Plan | MethodsPlan, judge: Judges | None, line: ProgressLine
) -> Iterator[tuple[Trial, np.ndarray]]:
    """Make every picture of the plan and measure it."""
    requests = list(plan.requests())
    _warm_up(requests, line)
    begun = time.perf_counter()
    for number, (case, mode, request) in enumerate(requests, 1):
        picture, seconds = make_picture(request)
        yield _judged(case, mode, request.sampling.seed, picture, seconds, judge), picture
        spent = time.perf_counter() - begun
        left = spent / number * (len(requests) - number)
        line.say(f"picture {number} of {len(requests)}, {left / 60:.0f} min left")


def _warm_up(requests: Sequence[tuple[Case, str, Request]], line: ProgressLine) -> None:
    """The first picture of each mode loads networks and fills caches: made before any that is timed."""
    first = {mode: request for _, mode, request in reversed(requests)}
    for request in first.values():
        line.say("Warming up...")
        steps = min(2, request.sampling.steps)
        make_picture(replace(request, sampling=replace(request.sampling, steps=steps)))


def make_picture(request: Request) -> tuple[np.ndarray, float]:
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
    """How good the judge itself is, as its card says: pictures cannot be told better than that."""
    figures = json.loads((folder / "config.json").read_text(encoding="utf-8")).get("figures")
    share = figures.get("held_out_top1") if isinstance(figures, dict) else None
    if not isinstance(share, float):
        return []
    return [
        f"The judge itself names {100 * share:.0f} % of real pictures that it has not seen: read its shares so."
    ]
