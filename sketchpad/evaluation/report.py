"""What `sketchpad evaluate` says at its end: on the terminal, as Markdown, as JSON."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sketchpad import __version__, atomic
from sketchpad.evaluation.machine import describe_machine
from sketchpad.evaluation.tables import (
    Results,
    Trial,
    findings,
    tables,
)
from sketchpad.metrics.boxes import Judges, chance
from sketchpad.metrics.lines import TOLERANCE

if TYPE_CHECKING:
    from sketchpad.evaluation.plans import Plan
    from sketchpad.models.checkpoints.model_info import ModelInfo


def report(
    args: argparse.Namespace,
    plan: Plan,
    info: ModelInfo,
    judge: Judges | None,
    trials: Sequence[Trial],
    remarks: Sequence[str],
) -> None:
    """Print the tables, and write the files that were asked for. `remarks`: sentences that belong to the numbers."""
    remarks = list(remarks)
    results = Results(trials)
    blind = chance(judge) if judge else None
    if judge is not None:
        strange = sorted({case.word for case in plan.cases} - set(judge.words))
        if strange:
            remarks.append(f"The judge does not know: {', '.join(strange)}.")
    about = _about(args, plan, info, judge)
    made = tables(results)
    said = findings(results, blind)
    notes = _notes(blind, judge)
    print("\n\n".join([about, *(table.text() for table in made), "\n".join(said), *remarks]))
    if args.markdown:
        parts = [
            about,
            *(table.markdown() for table in made),
            "\n".join(f"- {one}" for one in said),
            *remarks,
            notes,
        ]
        atomic.write_bytes(args.markdown, ("\n\n".join(parts) + "\n").encode())
    if args.json:
        content: dict[str, Any] = {
            "sketchpad": __version__,
            "about": about,
            "model": info.name,
            "model_version": info.version,
            "sampling": plan.sampling.to_json(),
            "methods": {mode: [m.to_json() for m in ms] for mode, ms in plan.modes.items()},
            "blind_guess": blind,
            "remarks": remarks,
            "summary": results.to_json(),
            "trials": [trial.to_json() for trial in trials],
        }
        atomic.write_bytes(args.json, json.dumps(content, indent=1).encode())


def _about(args: argparse.Namespace, plan: Plan, info: ModelInfo, judge: Judges | None) -> str:
    drawings = len({case.name for case in plan.cases})
    words = len({case.word for case in plan.cases})
    size = plan.cases[0].document
    source = f"“{args.drawings.name}”" if args.drawings else "Quick, Draw! by Google, CC BY 4.0"
    model = f"{info.name} {info.version}".strip()
    judged = f", judged among {len(judge.words)} words" if judge else ""
    return (
        f"{model}: {drawings} drawings of {words} words ({source}), {plan.seeds} seed{'s'[: plan.seeds > 1]}, "
        f"{size.width} x {size.height}, {plan.sampling.steps} steps, guidance scale "
        f"{plan.sampling.guidance_scale:g}, {plan.sampling.scheduler}; prompt “a WORD”{judged}. "
        f"{describe_machine()}."
    )


def _notes(blind: float | None, judge: Judges | None) -> str:
    lines = (
        f"Lines found again: share of the drawn lines with an edge of the picture within {100 * TOLERANCE:g} % of its "
        "width. Above chance: minus the same against the drawing mirrored and shifted, which is about 0 for a picture "
        "full of edges. Gained by guidance: over the unguided picture of the same drawing from the same noise, of "
        "lines above chance and of boxes. In brackets: 95 % bootstrap interval over drawings. Seconds: median, "
        "one picture, decoded. Lies in the box: how much of what stands out from the colour of the picture's rim does, "
        "whatever it shows."
    )
    if judge is None or blind is None:
        return lines
    return (
        f"{lines} Thing recognised: a small network trained on other pictures names the word first among its "
        f"{len(judge.words)} (a blind guess: {100 * blind:.1f} %); box holds its thing: it does so when it sees only "
        "the box."
    )
