"""What `sketchpad evaluate` and `sketchpad bench` say at their end: on the terminal, as Markdown, as JSON."""

from __future__ import annotations

import argparse
import json
import platform
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sketchpad import __version__, atomic
from sketchpad.metrics.boxes import Judges, chance
from sketchpad.metrics.lines import TOLERANCE
from sketchpad.metrics.report import Table
from sketchpad.terminal import STDOUT, speaks_json

if TYPE_CHECKING:
    from sketchpad.evaluation.measure import Plan
    from sketchpad.evaluation.tables import Trial
    from sketchpad.models.checkpoints.model_info import ModelInfo


def publish(
    args: argparse.Namespace,
    about: str,
    tables: Sequence[Table],
    remarks: Sequence[str] = (),
    notes: str = "",
    content: dict[str, Any] | None = None,
) -> None:
    """Print tables with what belongs to them, and write the files that `--markdown` and `--json` name.

    Args:
        notes: how to read them, in the Markdown file only.
        content: every measurement, as JSON values; the tables, where there is nothing more.
    """
    if content is None:
        content = {"about": about, "tables": [asdict(table) for table in tables]}
    content = {"sketchpad": __version__, **content}
    if speaks_json():
        print(json.dumps(content))
    else:
        print("\n\n".join([about, *(table.text() for table in tables), *remarks]))
    if args.markdown:
        parts = [about, *(table.markdown() for table in tables), *remarks, *[notes] * bool(notes)]
        atomic.write_bytes(args.markdown, ("\n\n".join(parts) + "\n").encode())
    if args.json not in (None, STDOUT):
        atomic.write_bytes(args.json, json.dumps(content, indent=1).encode())


def describe_machine() -> str:
    """The machine in a phrase, as far as it matters for speed: system, cores, device, precision, library."""
    import torch

    from sketchpad.models.runtime.device import choose_device, usable_cores

    place = choose_device()
    where = place.device.type.upper()
    if place.device.type == "cuda":
        where = torch.cuda.get_device_name(place.device)
    elif place.device.type == "cpu":
        where = f"{usable_cores()} CPU cores, {torch.get_num_threads()} threads"
    system = f"{platform.system()} {platform.machine()}"
    precision = str(place.dtype).removeprefix("torch.")
    return f"{system}, {where}, {precision}, torch {torch.__version__}"


def report(
    args: argparse.Namespace,
    plan: Plan,
    info: ModelInfo,
    judge: Judges | None,
    trials: Sequence[Trial],
    remarks: Sequence[str],
) -> None:
    """Print the tables, and write the files that were asked for. `remarks`: sentences that belong to the numbers."""
    from sketchpad.evaluation.tables import Results, findings, summary, tables

    results = Results(trials)
    blind = chance(judge) if judge else None
    remarks = list(remarks)
    if judge is not None and (strange := {case.word for case in plan.cases} - set(judge.words)):
        remarks.append(f"The judge does not know: {', '.join(sorted(strange))}.")
    about = _about(args, plan, info, judge)
    listed = "\n".join(f"- {sentence}" for sentence in findings(results, blind))
    content: dict[str, Any] = {
        "about": about,
        "model": info.name,
        "model_version": info.version,
        "sampling": plan.sampling.to_json(),
        "methods": {mode: [m.to_json() for m in ms] for mode, ms in plan.modes.items()},
        "blind_guess": blind,
        "remarks": remarks,
        "summary": summary(results),
        "trials": [asdict(trial) for trial in trials],
    }
    publish(args, about, tables(results), [listed, *remarks], _notes(blind, judge), content)


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
