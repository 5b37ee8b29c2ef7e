"""`sketchpad compare`: one drawing, many pictures from the same noise, side by side; and a bundle run again."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sketchpad.cli.shared.arguments import declare
from sketchpad.cli.shared.request_arguments import (
    Refused,
    add_drawing_arguments,
    add_method_argument,
    add_sampling_arguments,
    refuse_problems,
    request_from,
)
from sketchpad.cli.shared.target import taken
from sketchpad.errors import Problem
from sketchpad.generation.comparison.adherence import measure_all, ranked, seeds_of
from sketchpad.generation.comparison.axis_syntax import changes_from
from sketchpad.generation.comparison.matrix import (
    AXES,
    Axis,
    CellPosition,
    Change,
    Matrix,
    Plan,
    titles,
)
from sketchpad.generation.comparison.run_plans import compare_requests, run_plans
from sketchpad.generation.comparison.step_store import StepStore, settled_step
from sketchpad.generation.export.animation import SUFFIXES as MOVING
from sketchpad.generation.export.animation import export_steps
from sketchpad.generation.export.bundle import SUFFIX as BUNDLE
from sketchpad.generation.export.bundle import (
    Bundle,
    is_same,
    load_bundle,
    save_bundle,
)
from sketchpad.generation.export.html_report import ReportCell, export_report
from sketchpad.generation.export.picture import SHEET_FORMATS, export_sheet
from sketchpad.generation.export.sheet import SheetCell
from sketchpad.generation.export.sheet_layout import cell_positions
from sketchpad.generation.methods.registry import METHODS
from sketchpad.generation.preflight.check import blocking
from sketchpad.generation.request.defaults import fingerprint
from sketchpad.generation.request.request import Progress, Request
from sketchpad.models.runtime.switch import SWITCH, TORCH
from sketchpad.terminal import Misuse, ProgressLine

_FORMS = {"seeds": "seed", "prompts": "prompt", "strengths": "strength", "models": "model"}
_EXAMPLE = 'for instance "methods=none,controlnet=0.8,controlnet+gligen" or "seed=1-4"'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Make the same drawing's picture without and with each method, from the same noise, as one sheet; or with any "
        "--columns and --rows. A method the drawing has nothing for (no boxes, no lines) is left out. With BUNDLE, "
        "make its pictures again and say whether they are the same, within 1 of 255 in every pixel (16 where it was "
        "made with graphs of OpenVINO, as without --runtime torch)."
    )
    add_drawing_arguments(parser)
    add_method_argument(parser)
    add_sampling_arguments(parser)
    declare(
        parser,
        f"""
        bundle [BUNDLE]       a {BUNDLE} file to run again
        --columns AXIS=VALUES  what the columns change ({", ".join(AXES)}), {_EXAMPLE}
        --rows AXIS=VALUES    what the rows change, likewise
        --best-of N           the seeds from --seed on as rows, and all pictures in order of how well they follow the
                              drawing
        --out FILE            the sheet: {", ".join(SHEET_FORMATS)}
        --animation FILE      the steps: {", ".join(MOVING)}
        --record FILE         the decision record: .html
        --save-bundle FILE    all that makes it again: {BUNDLE}
        --overwrite           replace files that are there
        --json                say everything as lines of JSON, for other programs
        """,
    )


def run(args: argparse.Namespace) -> int:
    with ExitStack() as stack:
        return _run(args, _targets(args, stack))


def _run(args: argparse.Namespace, targets: dict[str, Path]) -> int:
    if args.bundle is None and not targets:
        raise Misuse("say where the sheet goes with --out")
    cells, bundle, matrix = _cells(args)
    if bundle is not None and not bundle.graphs:
        os.environ[SWITCH] = TORCH  # as it was made
    line = ProgressLine()
    line.say("Loading the model...")
    finished: dict[int, Progress] = {}
    steps = StepStore()
    try:
        plans = [cell.plan for cell in cells]
        for number, progress in _progress(args, plans, steps):
            line.step(progress, cells[number].title)
            if progress.final:
                finished[number] = progress
        line.end(note for progress in finished.values() for note in progress.notes)
        order = best_first(cells, finished, line) if args.best_of else sorted(finished)
        matrix = None if args.best_of else matrix
        for option, path in targets.items():
            write(option, path, cells, finished, steps, order, matrix)
            line.result(path)
    finally:
        steps.close()
    return 0 if bundle is None else verdict(args.bundle, bundle, finished, line)


def _progress(
    args: argparse.Namespace, plans: list[Plan], steps: StepStore
) -> Iterator[tuple[int, Progress]]:
    if not args.cluster:
        return run_plans(plans, steps=steps)
    from sketchpad.cluster.pool import plans_on

    return plans_on(args.cluster, plans, steps=steps)


def _targets(args: argparse.Namespace, stack: ExitStack) -> dict[str, Path]:
    formats = {
        "out": SHEET_FORMATS,
        "animation": MOVING,
        "record": (".html",),
        "save_bundle": (BUNDLE,),
    }
    return {
        option: stack.enter_context(taken(path, args.overwrite, suffixes))
        for option, suffixes in formats.items()
        if (path := getattr(args, option)) is not None
    }


def _cells(args: argparse.Namespace) -> tuple[list[Cell], Bundle | None, Matrix | None]:
    """The cells, and the bundle or the matrix that they are of."""
    if args.bundle is not None:
        models = [str(args.model or ""), ""] if args.model else [""]
        bundle = load_bundle(args.bundle, models)
        if bundle.fingerprint not in {fingerprint(model) for model in models}:
            ProgressLine().note(
                f"the bundle was made with another model ({bundle.model}), so other pictures will come out. "
                "Name its folder with --model."
            )
        return [Cell(c.title, c.plan) for c in bundle.cells], bundle, None
    base = request_from(args)
    if args.best_of and args.rows:
        raise Misuse("--best-of makes rows of its own, so leave out --rows")
    if args.rows or args.columns or args.best_of:
        refuse_problems(base.with_methods())
        matrix = _matrix(args, base)
        called = titles(matrix.columns) | titles(matrix.rows)
        all_cells = [
            Cell(
                " · ".join(called[c] for c in (one.spot.column, one.spot.row) if c is not None),
                one.plan,
                one.spot,
            )
            for one in matrix.cells
        ]
        return _possible(all_cells, bool), None, matrix
    refuse_problems(base.with_methods())
    modes = [Cell(_title(name), Plan(mode)) for name, mode in compare_requests(base)]
    return (
        _possible(modes, lambda possible: any(c.plan.request.methods for c in possible)),
        None,
        None,
    )


def _matrix(args: argparse.Namespace, base: Request) -> Matrix:
    rows = _side(args.rows, base)
    if args.best_of:
        plans = seeds_of(base, args.best_of)
        rows = tuple(Change("seed", plan.request.sampling.seed) for plan in plans)
    return Matrix(base, rows, _side(args.columns, base))


def _side(text: str | None, base: Request) -> tuple[Change, ...]:
    if not text:
        return ()
    name, sign, values = text.partition("=")
    name = name.strip().lower()
    axis = next((a for a in AXES if a == _FORMS.get(name, name)), None)
    if not sign or axis is None:
        raise Misuse(f"“{text}” does not say what changes; write AXIS=VALUES, {_EXAMPLE}")
    chosen: Axis = axis
    return changes_from(chosen, values, base)


def _possible(cells: Sequence[Cell], enough: Callable[[list[Cell]], bool]) -> list[Cell]:
    """The cells this drawing has something for; where they are not enough, what stands in their way is refused."""
    left_out: list[Problem] = []
    possible = []
    for cell in cells:
        problems = blocking(cell.plan.request)
        left_out += problems
        if problems:
            ProgressLine().note(f"{cell.title} is left out. {problems[0].sentence}")
        else:
            possible.append(cell)
    if not enough(possible):
        raise Refused(left_out)
    return possible


def _title(mode: str) -> str:
    return METHODS[mode].label if mode in METHODS else mode.capitalize()


@dataclass(frozen=True)
class Cell:
    """`spot`: in its matrix, where it is of one."""

    title: str
    plan: Plan
    spot: CellPosition | None = None


def write(
    option: str,
    path: Path,
    cells: Sequence[Cell],
    finished: dict[int, Progress],
    steps: StepStore,
    order: Sequence[int],
    matrix: Matrix | None = None,
) -> None:
    """One of the files that `sketchpad compare` writes: `option` says which, `order` the cells that are shown.

    Sheet and steps lie as `matrix` does, if there is one.
    """
    sheet = [
        SheetCell(cells[n].title, finished[n].picture, cells[n].plan.request, finished[n].seconds)
        for n in order
    ]
    across, places = cell_positions(matrix, [cells[n].spot for n in order])
    if option == "out":
        export_sheet(sheet, path, across=across, places=places)
    elif option == "animation":
        previews = [_previews(cells[n].plan, steps) for n in order]
        moving = list(zip(sheet, previews, strict=True))
        export_steps(moving, path, across=across, places=places)
    elif option == "record":
        export_report([_record(cells[n], finished[n], steps) for n in order], path)
    else:
        pictures = {n: progress.picture for n, progress in finished.items()}
        kept = [(cell.title, cell.plan, pictures.get(n), "") for n, cell in enumerate(cells)]
        save_bundle(kept, path)


def _record(cell: Cell, progress: Progress, steps: StepStore) -> ReportCell:
    settled = settled_step(_previews(cell.plan, steps))
    shown = steps.steps(cell.plan)
    return ReportCell(
        cell.title,
        progress.picture,
        cell.plan.request,
        progress.seconds,
        measure_all(progress.picture, cell.plan.request),
        shown[settled[0] - 1] if settled else None,
        memory=progress.memory,
    )


def _previews(plan: Plan, steps: StepStore) -> list[np.ndarray]:
    return [p for s in steps.steps(plan) if (p := steps.picture(plan, s)) is not None]


def best_first(
    cells: Sequence[Cell], finished: dict[int, Progress], line: ProgressLine
) -> list[int]:
    """The finished cells, best first, each printed with its score."""
    measured = {
        n: measure_all(p.picture, cells[n].plan.request) for n, p in sorted(finished.items())
    }
    order = ranked(measured.items())
    for place, number in enumerate(order, 1):
        score = measured[number].score
        result = "nothing to measure" if score is None else f"{100 * score:.0f} %"
        title = cells[number].title
        line.outcome(f"{place}. {title}: {result}", event="score", title=title, score=score)
    return list(order)


def verdict(path: Path, bundle: Bundle, finished: dict[int, Progress], line: ProgressLine) -> int:
    """0 where every picture that `bundle` holds came out the same, within its tolerance in every pixel, else 1."""
    same = True
    for number, cell in enumerate(bundle.cells):
        if not cell.digest:
            continue
        equal = number in finished and is_same(
            finished[number].picture, path, number, cell.digest, bundle.tolerance
        )
        same = same and equal
        result = "the same" if equal else "different"
        line.outcome(f"{cell.title}: {result}", event="verdict", title=cell.title, same=equal)
    return 0 if same else 1
