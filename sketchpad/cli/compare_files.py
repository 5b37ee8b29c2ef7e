"""What `sketchpad compare` leaves behind: the sheet, the steps, the record, the bundle, and what it says at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sketchpad.generation.comparison.matrix import CellPosition, Matrix, Plan
from sketchpad.generation.comparison.step_store import StepStore, settled_step

if TYPE_CHECKING:
    import numpy as np

    from sketchpad.generation.export.html_report import ReportCell
    from sketchpad.generation.request.request import Progress


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
    from sketchpad.generation.export.sheet_cells import cell_positions

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
