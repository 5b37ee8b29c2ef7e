"""`sketchpad evaluate`: do the pictures follow what was drawn?

Each drawing is made into a picture without guidance, with each method, and with all of them, from the same noise; then
the picture is measured (`sketchpad.metrics`). What stands for chance is measured, not assumed: lines against the same
picture and the drawing put elsewhere, boxes against the same boxes on pictures that were made without them.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from sketchpad.cli.shared import arguments
from sketchpad.evaluation.cases import SUITES, modes
from sketchpad.evaluation.colours_table import run_colours
from sketchpad.evaluation.measure import load_judge, make_plan, measure
from sketchpad.evaluation.methods_table import TEXT_PULL, run_methods
from sketchpad.evaluation.targets import run_targets
from sketchpad.generation.export.picture import FORMATS
from sketchpad.generation.request.defaults import model_info
from sketchpad.terminal import STDOUT, Misuse, ProgressLine

if TYPE_CHECKING:
    import numpy as np

    from sketchpad.evaluation.tables import Trial


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Make pictures of people's drawings without guidance and with every method, from the same noise, and measure "
        "whether they follow the lines and whether boxes hold their things."
    )
    arguments.declare(
        parser,
        f"""
        --drawings FILE       Quick, Draw! drawings (.ndjson); by default 60
        --limit N             take only N of the drawings
        --seeds N             pictures of each drawing (default 1; of each word in the table of targets 4)
        --suite               what to measure
        --table               what the tables are about; “methods”: whether the drawing is what the prompt says;
                              “colours”: whether pictures keep the colours that they begin from;
                              “targets”: all that the embedded model must reach (hours; needs --work)
        --work FOLDER         tables of targets and of methods: keeps results, so that the same command goes on
        --data FILE           table of targets: the pack of `sketchpad data`, for the autoencoder
        --known               table of targets: only words that the model says it knows, of drawings and layouts, too
        --text-pull X         strength of the pull of the words in the table of methods (default {TEXT_PULL})
        --text-formula        by which energy words are pulled (default: presence), see guidance/attention_guidance.py
        --modes NAMES         only these of {", ".join(modes())}
        --method NAME=STRENGTH[@START-END]...  another strength than the model's own for a method; may be repeated
        --runtime             torch: without OpenVINO, which is used on processors where it is installed and faster
        --steps N
        --guidance-scale X
        --size WxH
        --model FOLDER        another model
        --judge FOLDER        another judge
        --markdown FILE       write the tables here
        --json [FILE]         write every measurement here; without FILE to standard output, and progress as JSON, too
        --sheet FILE          write all pictures of the first seed here (.png, .jpg, .webp)
        """,
        limit=arguments.count(100_000),
        seeds=arguments.count(100_000),
        suite={"choices": (*SUITES, "both"), "default": "both"},
        table={
            "choices": ("lines-and-boxes", "methods", "colours", "targets"),
            "default": "lines-and-boxes",
        },
        text_pull=float(TEXT_PULL),
        text_formula={"choices": ("share", "presence", "both"), "default": "presence"},
        method=arguments.methods,
        runtime=arguments.RUNTIMES,
        json={"const": STDOUT},
    )


def run(args: argparse.Namespace) -> int:
    from sketchpad.evaluation.report import report
    from sketchpad.evaluation.sheet import write_sheets

    if args.table == "targets":
        _check_outputs(args)
        return run_targets(args)
    args.seeds = args.seeds or 1
    if args.table == "methods":
        return run_methods(args)
    if args.table == "colours":
        return run_colours(args)
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
        write_sheets(args.sheet, plan, trials, shown)
    return 0


def _check_outputs(args: argparse.Namespace) -> None:
    if args.sheet and args.sheet.suffix.lower() not in FORMATS:
        raise Misuse(f"“{args.sheet}” must end in {', '.join(FORMATS)}")
    for path in (args.markdown, args.json, args.sheet):
        if path is not None and not path.absolute().parent.is_dir():
            raise Misuse(f"the folder of “{path}” is not there")
