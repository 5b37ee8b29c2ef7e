"""`sketchpad compare`: one drawing, many pictures from the same noise, side by side; and a bundle run again."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sketchpad.cli.arguments import declare
from sketchpad.cli.request_arguments import (
    Refused,
    add_drawing_arguments,
    add_method_argument,
    add_sampling_arguments,
    check_target,
    refuse_problems,
    request_from,
)
from sketchpad.errors import Problem
from sketchpad.generation.comparison.adherence import seeds_of
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
from sketchpad.generation.export.bundle import SUFFIX as BUNDLE
from sketchpad.generation.export.html_report import ReportCell
from sketchpad.generation.export.picture import SHEET_FORMATS
from sketchpad.generation.methods.registry import METHODS
from sketchpad.generation.preflight.check import blocking
from sketchpad.generation.request.request import Progress, Request
from sketchpad.terminal import Misuse, ProgressLine

_FORMS = {"seeds": "seed", "prompts": "prompt", "strengths": "strength", "models": "model"}
_EXAMPLE = 'for instance "methods=none,controlnet=0.8,controlnet+gligen" or "seed=1-4"'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Make the same drawing's picture without and with each method, from the same noise, as one sheet; or with any "
        "--columns and --rows. A method the drawing has nothing for (no boxes, no lines) is left out. With BUNDLE, "
        "make its pictures again and say whether they are the same, within 1 of 255 in every pixel."
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
        """,
    )


def run(args: argparse.Namespace) -> int:
    targets = _targets(args)
    if args.bundle is None and not targets:
        raise Misuse("say where the sheet goes with --out")
    cells, digests, matrix = _cells(args)
    line = ProgressLine()
    line.say("Loading the model...")
    finished: dict[int, Progress] = {}
    steps = StepStore()
    try:
        plans = [cell.plan for cell in cells]
        for number, progress in run_plans(plans, steps=steps):
            line.step(progress, cells[number].title)
            if progress.final:
                finished[number] = progress
        line.end(note for progress in finished.values() for note in progress.notes)
        order = best_first(cells, finished) if args.best_of else sorted(finished)
        matrix = None if args.best_of else matrix
        for option, path in targets.items():
            write(option, path, cells, finished, steps, order, matrix)
            print(path)
    finally:
        steps.close()
    return verdict(cells, args.bundle, digests, finished)


def _targets(args: argparse.Namespace) -> dict[str, Path]:
    asked = {
        "out": (args.out, SHEET_FORMATS),
        "animation": (args.animation, MOVING),
        "record": (args.record, (".html",)),
        "save_bundle": (args.save_bundle, (BUNDLE,)),
    }
    return {
        option: check_target(path, args.overwrite, formats)
        for option, (path, formats) in asked.items()
        if path is not None
    }


def _cells(args: argparse.Namespace) -> tuple[list[Cell], list[str], Matrix | None]:
    """The cells, of a bundle the digests that its pictures had, and the matrix."""
    if args.bundle is not None:
        from sketchpad.generation.export.bundle import fingerprint, load_bundle

        models = [str(args.model or ""), ""] if args.model else [""]
        found = load_bundle(args.bundle, models)
        if found.fingerprint not in {fingerprint(model) for model in models}:
            sys.stderr.write(
                f"Note: the bundle was made with another model ({found.model}), so other pictures will come out. "
                "Name its folder with --model.\n"
            )
        cells = [Cell(c.title, c.plan) for c in found.cells]
        return cells, [c.digest for c in found.cells], None
    base = request_from(args)
    if args.best_of and args.rows:
        raise Misuse("--best-of makes rows of its own, so leave out --rows")
    if args.rows or args.columns or args.best_of:
        refuse_problems(base.with_methods())
        matrix = _matrix(args, base)
        return list(_possible(matrix)), [], matrix
    return [Cell(_title(name), Plan(request)) for name, request in _modes(base)], [], None


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


def _possible(matrix: Matrix) -> Iterator[Cell]:
    """The cells this drawing has something for; where there are none, all that stands in their way is refused."""
    left_out: list[Problem] = []
    found = 0
    called = titles(matrix.columns) | titles(matrix.rows)
    for cell in matrix.cells:
        title = " · ".join(called[c] for c in (cell.spot.column, cell.spot.row) if c is not None)
        problems = blocking(cell.plan.request)
        if problems:
            left_out += problems
            sys.stderr.write(f"Note: {title} is left out. {problems[0].sentence}\n")
            continue
        found += 1
        yield Cell(title, cell.plan, cell.spot)
    if not found:
        raise Refused(left_out)


def _title(mode: str) -> str:
    return METHODS[mode].label if mode in METHODS else mode.capitalize()


def _modes(request: Request) -> Iterator[tuple[str, Request]]:
    """The modes this drawing has something for. What stands in the way of all of them is refused."""
    refuse_problems(request.with_methods())
    left_out: list[Problem] = []
    only_plain = True
    for name, mode in compare_requests(request):
        problems = blocking(mode)
        if problems:
            left_out += problems
            sys.stderr.write(f"Note: {_title(name)} is left out. {problems[0].sentence}\n")
        else:
            only_plain = only_plain and not mode.methods
            yield name, mode
    if only_plain:
        raise Refused(left_out)


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
    from sketchpad.generation.export.sheet import SheetCell
    from sketchpad.generation.export.sheet_layout import cell_positions

    sheet = [
        SheetCell(cells[n].title, finished[n].picture, cells[n].plan.request, finished[n].seconds)
        for n in order
    ]
    across, places = cell_positions(matrix, [cells[n].spot for n in order])
    if option == "out":
        from sketchpad.generation.export.picture import export_sheet

        export_sheet(sheet, path, across=across, places=places)
    elif option == "animation":
        from sketchpad.generation.export.animation import export_steps

        kept = [cells[n].plan for n in order]
        previews = [_previews(plan, steps) for plan in kept]
        moving = list(zip(sheet, previews, strict=True))
        export_steps(moving, path, across=across, places=places)
    elif option == "record":
        from sketchpad.generation.export.html_report import export_report

        export_report([_record(cells[n], finished[n], steps) for n in order], path)
    else:
        from sketchpad.generation.export.bundle import save_bundle

        made = [
            (cell.title, cell.plan, finished[n].picture if n in finished else None, "")
            for n, cell in enumerate(cells)
        ]
        save_bundle(made, path)


def _record(cell: Cell, progress: Progress, steps: StepStore) -> ReportCell:
    from sketchpad.generation.comparison.adherence import measure_all
    from sketchpad.generation.export.html_report import ReportCell

    found = settled_step(_previews(cell.plan, steps))
    made = steps.steps(cell.plan)
    return ReportCell(
        cell.title,
        progress.picture,
        cell.plan.request,
        progress.seconds,
        measure_all(progress.picture, cell.plan.request),
        made[found[0] - 1] if found else None,
        memory=progress.memory,
    )


def _previews(plan: Plan, steps: StepStore) -> list[np.ndarray]:
    return [p for s in steps.steps(plan) if (p := steps.picture(plan, s)) is not None]


def best_first(cells: Sequence[Cell], finished: dict[int, Progress]) -> list[int]:
    """The finished cells, best first, each told with its score."""
    from sketchpad.generation.comparison.adherence import measure_all, ranked

    found = {n: measure_all(p.picture, cells[n].plan.request) for n, p in sorted(finished.items())}
    order = ranked(found.items())
    for place, number in enumerate(order, 1):
        score = found[number].score
        told = "nothing to measure" if score is None else f"{100 * score:.0f} %"
        print(f"{place}. {cells[number].title}: {told}")
    return list(order)


def verdict(
    cells: Sequence[Cell], bundle: Path, digests: Sequence[str], finished: dict[int, Progress]
) -> int:
    """0 where every picture that `bundle` holds came out the same (within 1 of 255 in every pixel), else 1."""
    from sketchpad.generation.export.bundle import is_same

    same = True
    for number, expected in enumerate(digests):
        if not expected:
            continue
        equal = number in finished and is_same(finished[number].picture, bundle, number, expected)
        same = same and equal
        print(f"{cells[number].title}: {'the same' if equal else 'different'}")
    return 0 if same else 1
