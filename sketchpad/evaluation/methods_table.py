"""`sketchpad evaluate --table methods`: do the edges mean what the prompt says?

Every drawing is made into a picture without guidance, with the edge predictor as it was published (through features),
as it is here (in the predicted picture) and with the words pulled in, with a ControlNet, with GLIGEN's box
around the drawing, and with everything together, from the same noise.
The judge looks at the drawing's box alone: it says whether the *thing* is there, not only its lines.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sketchpad.evaluation.cases import DRAWN, chosen_modes
from sketchpad.evaluation.kept import KeptTrials
from sketchpad.evaluation.measure import load_judge, make_plan, measure
from sketchpad.generation.methods.gligen import GLIGEN
from sketchpad.generation.request.request import MethodSettings
from sketchpad.terminal import ProgressLine

if TYPE_CHECKING:
    from sketchpad.evaluation.tables import Trial
    from sketchpad.metrics.report import Table

TEXT_PULL = 1.25
"""Of the words, where nothing else is said: from 2 on lines and things get lost again."""
PUBLISHED: dict[str, Any] = {"look": "features", "strength": 0.6, "start": 0.2, "end": 0.8}
"""With these the published predictor did best with the embedded model; more of it leaves nothing of the picture."""
PLAIN, FORESEEN, AWARE = "features", "edge_predictor", "text_aware"
ROWS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "none": ("no guidance", ()),
    PLAIN: ("edge predictor through features, as published", (PLAIN,)),
    FORESEEN: ("edge predictor, predicted picture", (FORESEEN,)),
    AWARE: ("the same, words pulled in (text-aware)", (AWARE,)),
    "controlnet": ("ControlNet", ("controlnet",)),
    GLIGEN.name: ("GLIGEN, box around the drawing", (GLIGEN.name,)),
    "lines": ("edge predictor and ControlNet", (FORESEEN, "controlnet")),
    "all": ("all together", (AWARE, "controlnet", GLIGEN.name)),
}
"""Title and methods of each mode."""
TITLES = {mode: title for mode, (title, _) in ROWS.items()}


def modes_of(
    settings: Mapping[str, MethodSettings], text_pull: float, through_features: bool = True
) -> dict[str, tuple[MethodSettings, ...]]:
    """The rows of the table that a model with these methods can do, by name of the mode."""
    known = dict(settings)
    if FORESEEN in known:
        known[FORESEEN] = known[FORESEEN].replaced(text_pull=0.0)
        known[AWARE] = known[FORESEEN].replaced(text_pull=text_pull)
        if through_features:
            known[PLAIN] = known[FORESEEN].replaced(**PUBLISHED)
    return {
        mode: tuple(known[name] for name in names)
        for mode, (_, names) in ROWS.items()
        if all(name in known for name in names)
    }


def run_methods(args: argparse.Namespace) -> int:
    """Make the table and print it; arguments as of `sketchpad evaluate`."""
    from sketchpad.evaluation.report import publish
    from sketchpad.generation.request.defaults import model_info
    from sketchpad.guidance.attention_guidance import AttentionGuidance

    AttentionGuidance.formula = args.text_formula
    args.suite, asked, args.modes = DRAWN, args.modes, None
    info = model_info(str(args.model or ""))
    plan = make_plan(args, info)
    settings = {m.name: m for methods in plan.modes.values() for m in methods}
    rows = modes_of(settings, args.text_pull, not info.lacks("features"))
    plan = replace(plan, modes={mode: rows[mode] for mode in chosen_modes(asked, rows)})
    line = ProgressLine()
    line.say("Loading the model...")
    judge, remarks = load_judge(args)
    kept = KeptTrials(args.work, plan) if args.work else None
    trials: list[Trial] = kept.present() if kept else []
    done = frozenset((trial.name, trial.mode, trial.seed) for trial in trials)
    try:
        for trial, _ in measure(replace(plan, done=done), judge, line):
            trials.append(trial)
            if kept:
                kept.add(trial)
    except KeyboardInterrupt:
        if not trials:
            raise
        remarks.append("Stopped before the end: only what was finished is counted.")
    line.end()
    # In the plan's order, whatever was made first: the ranges of the estimates are drawn by chance from it.
    table = methods_table(kept.present() if kept else trials)
    sampling = plan.sampling
    about = (
        f"{len(plan.cases)} drawings, {plan.seeds} pictures of each and method, {sampling.steps} steps, guidance scale "
        f"{sampling.guidance_scale:g}, {sampling.scheduler}; words pulled with {args.text_pull:g}, {args.text_formula}."
    )
    publish(args, about, [table], remarks)
    return 0


def methods_table(trials: Sequence[Trial]) -> Table:
    """A row for each mode; differences are to the published edge predictor's picture from the same noise."""
    from sketchpad.evaluation.tables import Column, Results, make_table
    from sketchpad.metrics.report import Estimate

    over = "over the published one"
    columns = (
        Column("thing in the drawing", "box_top1", Estimate.percent),
        Column(over, "box_top1", Estimate.signed, PLAIN),
        Column("in top 5", "box_top5", Estimate.percent),
        Column("lines found again", "line_recall", Estimate.share),
        Column(over, "line_recall", Estimate.signed, PLAIN),
        Column("above chance", "line_recall_above_chance", Estimate.signed),
    )
    title = "Is the drawing what the prompt says?"
    return make_table(Results(trials), DRAWN, TITLES, columns, title, "method")
