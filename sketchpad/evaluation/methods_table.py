"""`sketchpad evaluate --table methods`: do the edges mean what the prompt says?

Every drawing is made into a picture without guidance, with the edge predictor as it was published (through features),
as it is here (in the predicted picture) and with the words pulled in, with a ControlNet, with GLIGEN's box
around the drawing, and with everything together, from the same noise.
The judge looks at the drawing's box alone: it says whether the *thing* is there, not only its lines.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sketchpad import atomic
from sketchpad.evaluation.cases import DRAWN
from sketchpad.evaluation.kept_trials import KeptTrials
from sketchpad.evaluation.measure import load_judge, make_plan, measure
from sketchpad.evaluation.plans import MethodsPlan
from sketchpad.generation.methods.gligen import GLIGEN
from sketchpad.generation.request.request import MethodSettings
from sketchpad.terminal import Misuse, ProgressLine

if TYPE_CHECKING:
    from sketchpad.evaluation.tables import Trial
    from sketchpad.metrics.report import Estimate, Table

TEXT_PULL = 1.25
"""Of the words, where nothing else is said: from 2 on lines and things get lost again."""
PUBLISHED: dict[str, Any] = {"look": "features", "strength": 0.6, "start": 0.2, "end": 0.8}
"""With these the published predictor did best with the embedded model; more of it leaves nothing of the picture."""
PLAIN, FORESEEN, AWARE = "features", "edge_predictor", "text_aware"
TITLES = {
    "none": "no guidance",
    PLAIN: "edge predictor through features, as published",
    FORESEEN: "edge predictor, predicted picture",
    AWARE: "the same, words pulled in (text-aware)",
    "controlnet": "ControlNet",
    GLIGEN.name: "GLIGEN, box around the drawing",
    "lines": "edge predictor and ControlNet",
    "all": "all together",
}


def modes_of(
    settings: Mapping[str, MethodSettings], text_pull: float, through_features: bool = True
) -> dict[str, tuple[MethodSettings, ...]]:
    """The rows of the table that a model with these methods can do, by name of the mode."""
    rows: dict[str, tuple[str, ...]] = {
        "none": (),
        PLAIN: (PLAIN,),
        FORESEEN: (FORESEEN,),
        AWARE: (AWARE,),
        "controlnet": ("controlnet",),
        GLIGEN.name: (GLIGEN.name,),
        "lines": (FORESEEN, "controlnet"),
        "all": (AWARE, "controlnet", GLIGEN.name),
    }
    known = dict(settings)
    if FORESEEN in known:
        known[FORESEEN] = known[FORESEEN].replaced(text_pull=0.0)
        known[AWARE] = known[FORESEEN].replaced(text_pull=text_pull)
        if through_features:
            known[PLAIN] = known[FORESEEN].replaced(**PUBLISHED)
    return {
        mode: tuple(known[name] for name in names)
        for mode, names in rows.items()
        if all(name in known for name in names)
    }


def run_methods(args: argparse.Namespace) -> int:
    """Make the table and print it; arguments as of `sketchpad evaluate`."""
    from sketchpad.generation.request.defaults import model_info
    from sketchpad.guidance.attention_guidance import AttentionGuidance

    AttentionGuidance.formula = args.text_formula
    args.suite, asked, args.modes = DRAWN, args.modes, None
    base = make_plan(args, model_info(str(args.model or "")))
    trained = not model_info(str(args.model or "")).lacks("features")
    settings = {m.name: m for methods in base.modes.values() for m in methods}
    modes = _asked_for(modes_of(settings, args.text_pull, trained), asked)
    plan = MethodsPlan(base.cases, modes, base.sampling, base.seeds, base.model)
    line = ProgressLine()
    line.say("Loading the model...")
    judge, remarks = load_judge(args)
    kept = KeptTrials(args.work, plan) if args.work else None
    trials: list[Trial] = kept.found() if kept else []
    made = frozenset((trial.name, trial.mode, trial.seed) for trial in trials)
    try:
        for trial, _ in measure(replace(plan, made=made), judge, line):
            trials.append(trial)
            if kept:
                kept.add(trial)
    except KeyboardInterrupt:
        if not trials:
            raise
        remarks.append("Stopped before the end: only what was finished is counted.")
    line.end()
    # In the plan's order, whatever was made first: the ranges of the estimates are drawn by chance from it.
    table = methods_table(kept.found() if kept else trials)
    sampling = plan.sampling
    about = (
        f"{len(plan.cases)} drawings, {plan.seeds} pictures of each and method, {sampling.steps} steps, guidance scale "
        f"{sampling.guidance_scale:g}, {sampling.scheduler}; words pulled with {args.text_pull:g}, {args.text_formula}."
    )
    print("\n\n".join([about, table.text(), *remarks]))
    if args.markdown:
        text = "\n\n".join([about, table.markdown(), *remarks]) + "\n"
        atomic.write_bytes(args.markdown, text.encode())
    return 0


def _asked_for(
    modes: dict[str, tuple[MethodSettings, ...]], asked: str | None
) -> dict[str, tuple[MethodSettings, ...]]:
    if not asked:
        return modes
    names = [name.strip() for name in asked.split(",")]
    if unknown := set(names) - set(modes):
        raise Misuse(f"no such mode: {', '.join(sorted(unknown))}; choose from {', '.join(modes)}")
    return {mode: methods for mode, methods in modes.items() if mode in names}


def methods_table(trials: Sequence[Trial]) -> Table:
    """A row for each mode; differences are to the published edge predictor's picture from the same noise."""
    from statistics import median

    from sketchpad.evaluation.tables import UNKNOWN, Results
    from sketchpad.metrics.report import Table

    results = Results(trials)

    def shown(value: Estimate | None, how: Callable[[Estimate], str]) -> str:
        return UNKNOWN if value is None else how(value)

    rows = []
    for mode in (mode for mode in TITLES if results.of(DRAWN, mode)):
        thing, top5 = (results.mean(DRAWN, mode, name) for name in ("box_top1", "box_top5"))
        recall = results.mean(DRAWN, mode, "line_recall")
        chance = results.mean(DRAWN, mode, "line_recall_above_chance")
        rows.append(
            (
                TITLES[mode],
                shown(thing, lambda e: e.percent()),
                shown(_gain(trials, mode, "box_top1"), lambda e: e.signed()),
                shown(top5, lambda e: e.percent()),
                shown(recall, lambda e: e.share()),
                shown(_gain(trials, mode, "line_recall"), lambda e: e.signed()),
                shown(chance, lambda e: e.signed()),
                f"{median(t.seconds for t in results.of(DRAWN, mode)):.2f}",
            )
        )
    headings = (
        "method", "thing in the drawing", "over the published one", "in top 5", "lines found again",
        "over the published one", "above chance", "seconds",
    )  # fmt: skip
    return Table(headings, tuple(rows), "Is the drawing what the prompt says?")


def _gain(trials: Sequence[Trial], mode: str, measure: str) -> Estimate | None:
    from sketchpad.evaluation.tables import MEASURES
    from sketchpad.metrics.report import difference

    plain = {(t.name, t.seed): MEASURES[measure](t) for t in trials if t.mode == PLAIN}
    rows = [
        (value, other, t.name)
        for t in trials
        if t.mode == mode != PLAIN
        and (value := MEASURES[measure](t)) is not None
        and (other := plain.get((t.name, t.seed))) is not None
    ]
    if not rows:
        return None
    values, others, names = map(list, zip(*rows, strict=True))
    return difference(values, others, names)
