"""`sketchpad evaluate`: do the pictures follow what was drawn?

Each drawing is made into a picture without guidance, with each method, and with all of them, from the same noise; then
the picture is measured (`sketchpad.metrics`). What stands for chance is measured, not assumed: lines against the same
picture and the drawing put elsewhere, boxes against the same boxes on pictures that were made without them.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sketchpad import paths
from sketchpad.cli import arguments
from sketchpad.cli.arguments import Misuse
from sketchpad.cli.evaluate_cases import (
    MODES,
    SUITES,
    Case,
    make_cases,
    methods_of,
    read_drawings,
)
from sketchpad.cli.evaluate_methods import TEXT_PULL, MethodsPlan, run_methods
from sketchpad.cli.evaluate_targets import run_targets
from sketchpad.cli.progress import ProgressLine
from sketchpad.generation.defaults import (
    method_defaults,
    model_folder,
    model_info,
    sampling_defaults,
)
from sketchpad.generation.export import FORMATS
from sketchpad.generation.request import METHOD_NAMES, MethodSettings, Request, Sampling

if TYPE_CHECKING:
    import numpy as np

    from sketchpad.cli.evaluate_tables import Trial
    from sketchpad.metrics.boxes import Judges
    from sketchpad.models.folder import ModelInfo


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "evaluate",
        help="measure how well pictures follow their drawings",
        description="Make pictures of people's drawings without guidance and with every method, from the same noise, "
        "and measure whether they follow the lines and whether boxes hold their things.",
    )
    parser.add_argument(
        "--drawings",
        type=Path,
        metavar="FILE",
        help="Quick, Draw! drawings (.ndjson); by default 60",
    )
    parser.add_argument("--limit", type=_count, metavar="N", help="take only N of the drawings")
    parser.add_argument(
        "--seeds",
        type=_count,
        metavar="N",
        help="pictures of each drawing (default 1; of each word in the table of targets 4)",
    )
    parser.add_argument(
        "--suite", choices=(*SUITES, "both"), default="both", help="what to measure"
    )
    parser.add_argument(
        "--table",
        choices=("lines-and-boxes", "methods", "targets"),
        default="lines-and-boxes",
        help="what the tables are about; “methods”: whether the drawing is what the prompt says; “targets”: all that "
        "the embedded model must reach (hours; needs --work)",
    )
    parser.add_argument(
        "--work",
        type=Path,
        metavar="FOLDER",
        help="tables of targets and of methods: keeps results, so that the same command goes on",
    )
    parser.add_argument(
        "--data",
        type=Path,
        metavar="FILE",
        help="table of targets: the pack of `sketchpad data`, for the autoencoder",
    )
    parser.add_argument(
        "--known",
        action="store_true",
        help="table of targets: only words that the model says it knows, of drawings and layouts, too",
    )
    parser.add_argument(
        "--text-pull",
        type=float,
        default=TEXT_PULL,
        metavar="X",
        help=f"strength of the pull of the words in the table of methods (default {TEXT_PULL})",
    )
    parser.add_argument(
        "--text-formula",
        choices=("share", "presence", "both"),
        default="presence",
        help="by which energy words are pulled (default: presence), for experiments; see guidance/text_pull.py",
    )
    parser.add_argument("--modes", metavar="NAMES", help=f"only these of {', '.join(MODES)}")
    parser.add_argument(
        "--method",
        type=arguments.methods,
        action="append",
        default=[],
        metavar="NAME=STRENGTH[@START-END]",
        help="another strength than the model's own for a method; may be repeated",
    )
    parser.add_argument("--steps", type=arguments.number("steps"), metavar="N")
    parser.add_argument("--guidance-scale", type=arguments.number("guidance_scale"), metavar="X")
    parser.add_argument("--size", type=arguments.size, metavar="WxH")
    parser.add_argument("--model", type=Path, metavar="FOLDER", help="another model")
    parser.add_argument("--judge", type=Path, metavar="FOLDER", help="another judge")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables here")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every measurement here")
    parser.add_argument(
        "--sheet",
        type=Path,
        metavar="FILE",
        help="write all pictures of the first seed here (.png, .jpg, .webp)",
    )


@dataclass(frozen=True)
class Plan:
    """All that is to be made."""

    cases: tuple[Case, ...]
    modes: dict[str, tuple[MethodSettings, ...]]
    sampling: Sampling
    seeds: int
    model: str

    def requests(self) -> Iterator[tuple[Case, str, Request]]:
        """Seed by seed, so that what was measured when somebody interrupts is as broad as can be."""
        for seed in range(self.seeds):
            for case in self.cases:
                for mode in case.modes:
                    if mode in self.modes:
                        sampling = replace(self.sampling, seed=seed)
                        methods = self.modes[mode]
                        yield case, mode, Request(case.document, sampling, methods, self.model)


def run(args: argparse.Namespace) -> int:
    from sketchpad.cli.evaluate_report import report

    if args.table == "targets":
        _check_outputs(args)
        return run_targets(args)
    args.seeds = args.seeds or 1
    if args.table == "methods":
        return run_methods(args)
    info = model_info(str(args.model or ""))
    plan = make_plan(args, info)
    _check_outputs(args)
    line = ProgressLine()
    line.say("Loading the model...")
    judge, remarks = load_judge(args)
    trials: list[Trial] = []
    shown: dict[tuple[str, str, str], np.ndarray] = {}
    try:
        for trial, picture in measure(plan, judge, line):
            trials.append(trial)
            if trial.seed == 0:
                shown[trial.suite, trial.name, trial.mode] = picture
    except KeyboardInterrupt:
        if not trials:
            raise
        remarks.append("Stopped before the end: only what was finished is counted.")
    line.end()
    report(args, plan, info, judge, trials, remarks)
    if args.sheet:
        _write_sheets(args.sheet, plan, trials, shown)
    return 0


def make_plan(args: argparse.Namespace, info: ModelInfo) -> Plan:
    """What the arguments ask for, as far as the model can do it."""
    path = args.drawings or paths.resources() / "evaluation" / "quickdraw-60.ndjson"
    drawings = read_drawings(path, args.limit)
    width, height = args.size or (info.width, info.height)
    suites = SUITES if args.suite == "both" else (args.suite,)
    cases = [case for suite in suites for case in make_cases(drawings, width, height, suite)]
    model = str(args.model or "")
    settings = {name: method_defaults(name, model) for name in METHOD_NAMES if not info.lacks(name)}
    for given in (one for several in args.method for one in several):
        if given.name not in settings:
            raise Misuse(f"the model has no {given.name}")
        said = {k: v for k in ("strength", "start", "end") if (v := getattr(given, k)) is not None}
        settings[given.name] = replace(settings[given.name], **said)
    wanted = [name.strip() for name in args.modes.split(",")] if args.modes else MODES
    if unknown := set(wanted) - set(MODES):
        raise Misuse(f"no such mode: {', '.join(sorted(unknown))}; choose from {', '.join(MODES)}")
    modes = {
        mode: methods
        for mode in MODES
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
        picture, seconds = _make(request)
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
        _make(replace(request, sampling=replace(request.sampling, steps=steps)))


def _make(request: Request) -> tuple[np.ndarray, float]:
    from sketchpad.generation.generate import generate

    *_, last = generate(request)
    return last.picture, last.seconds


def _judged(
    case: Case, mode: str, seed: int, picture: np.ndarray, seconds: float, judge: Judges | None
) -> Trial:
    from sketchpad.cli.evaluate_tables import Trial
    from sketchpad.document.raster import render_lines
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


def _check_outputs(args: argparse.Namespace) -> None:
    if args.sheet and args.sheet.suffix.lower() not in FORMATS:
        raise Misuse(f"“{args.sheet}” must end in {', '.join(FORMATS)}")
    for path in (args.markdown, args.json, args.sheet):
        if path is not None and not path.absolute().parent.is_dir():
            raise Misuse(f"the folder of “{path}” is not there")


def _write_sheets(
    path: Path,
    plan: Plan,
    trials: Sequence[Trial],
    shown: dict[tuple[str, str, str], np.ndarray],
) -> None:
    from sketchpad.cli.evaluate_sheet import write_sheet

    for suite in dict.fromkeys(case.suite for case in plan.cases):
        cases = [case for case in plan.cases if case.suite == suite]
        pictures = {key[1:]: picture for key, picture in shown.items() if key[0] == suite}
        if not pictures:
            continue
        found = {(t.name, t.mode): t for t in trials if (t.suite, t.seed) == (suite, 0)}
        target = path if suite == plan.cases[0].suite else path.with_stem(f"{path.stem}-{suite}")
        write_sheet(target, cases, pictures, found)
        print(target)


def _count(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 100_000:
        raise argparse.ArgumentTypeError(f'"{text}" is not a number from 1')
    return int(text)
