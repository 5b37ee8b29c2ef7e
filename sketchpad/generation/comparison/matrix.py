"""A comparison as a value: rows and columns, each a change to one request, and branches off its cells (no torch here).

Everything makes a new `Matrix`. What a cell has to compute is its `Plan`, and results are kept by plan: whatever is
added, changed or removed, plans that stay need no second run, and equal plans are computed once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal, get_args

from sketchpad.errors import BadMatrix
from sketchpad.generation.comparison.method_summary import called, details
from sketchpad.generation.request.request import MethodSettings, Request

Axis = Literal["methods", "seed", "prompt", "strength", "steps", "model"]
AXES: tuple[Axis, ...] = get_args(Axis)
MOST_CELLS = 400
_KINDS: dict[str, type | tuple[type, ...]] = {
    "methods": tuple,
    "seed": int,
    "prompt": str,
    "strength": (int, float),
    "steps": int,
    "model": str,
}


@dataclass(frozen=True)
class Change:
    """What a row or column changes in the request.

    `value` by axis: a tuple of MethodSettings; a seed; a prompt; a factor on the strength of every method; a number of
    steps; a model's folder. Raises BadMatrix where it is none of these.
    """

    axis: Axis
    value: Any

    def __post_init__(self) -> None:
        fits = isinstance(self.value, _KINDS.get(self.axis, ())) and not isinstance(
            self.value, bool
        )
        if fits and self.axis == "methods":
            fits = all(isinstance(method, MethodSettings) for method in self.value)
        if not fits or (self.axis == "strength" and not self.value >= 0):
            raise BadMatrix("change", axis=str(self.axis))

    def applied(self, request: Request) -> Request:
        """`request` with this one thing changed."""
        match self.axis:
            case "methods":
                return request.with_methods(*self.value)
            case "seed":
                return request.with_seed(self.value)
            case "prompt":
                return replace(request, document=request.document.with_prompt(self.value))
            case "strength":
                methods = [replace(m, strength=m.strength * self.value) for m in request.methods]
                return request.with_methods(*methods)
            case "steps":
                return replace(request, sampling=replace(request.sampling, steps=self.value))
            case _:
                return replace(request, model=self.value)

    @property
    def title(self) -> str:
        """In English, short; the window has words of its own."""
        match self.axis:
            case "methods":
                return " + ".join(_title(m) for m in self.value if m.strength) or "None"
            case "strength":
                return f"strength × {self.value:g}"
            case "seed" | "steps":
                return f"{self.axis} {self.value}"
            case _:
                return str(self.value).rstrip("/").rsplit("/", 1)[-1] or "embedded model"


def _title(method: MethodSettings, *more: str) -> str:
    return " ".join(filter(None, [called(method), *more, *details(method)]))


def titles(changes: Sequence[Change]) -> dict[Change, str]:
    """What to call each of `changes`: its title, and where others are called the same, all that there is to it."""
    short = [change.title for change in changes]
    return {
        change: _whole_title(change) if short.count(title) > 1 else title
        for change, title in zip(changes, short, strict=True)
    }


def _whole_title(change: Change) -> str:
    if change.axis != "methods":
        return str(change.value)
    parts = []
    for method in change.value:
        share = "" if (method.start, method.end) == (0, 1) else f"{method.start:g}-{method.end:g}"
        parts.append(_title(method, f"{method.strength:g}", share))
    return " + ".join(parts) or "None"


@dataclass(frozen=True)
class Plan:
    """What a cell computes: a request from its own noise, or from the latents of `origin` after `step` of its steps."""

    request: Request
    origin: Plan | None = None
    step: int = 0

    @property
    def steps(self) -> int:
        return self.request.steps_taken

    @cached_property
    def _hash(self) -> int:
        return hash((self.request, self.origin, self.step))

    def __hash__(self) -> int:  # of all strokes of the drawing: computed once
        return self._hash


def branch(origin: Plan, step: int, request: Request) -> Plan:
    """`origin` up to `step` (1 to its last but one), and from there on `request`.

    Raises BadMatrix where `request` could not go on with latents of `origin`: another model, size, solver, number of
    steps, two passes or one, things first or not.
    """
    if _kept_by_branches(origin.request) != _kept_by_branches(request):
        raise BadMatrix("branch")
    if not 1 <= step < origin.steps:
        raise BadMatrix("step", step=step, last=origin.steps - 1)
    return Plan(request, origin, step)


def _kept_by_branches(request: Request) -> tuple[object, ...]:
    page, how = request.document, request.sampling
    same = (request.model, request.base, how.steps, how.scheduler, how.two_pass)
    return (*same, page.width, page.height, bool(request.things_first))  # these shape the passes


@dataclass(frozen=True)
class CellPosition:
    """A place in the matrix; None for the only row or column of a matrix without any."""

    row: Change | None = None
    column: Change | None = None


@dataclass(frozen=True)
class Cell:
    """A cell that can be made: in a `spot`, or a branch (its spot is that of its origin, `branch` counts from 1)."""

    spot: CellPosition
    plan: Plan
    branch: int = 0


@dataclass(frozen=True)
class Matrix:
    """`base` changed by each row and each column in turn; all rows change one thing, all columns another.

    Raises BadMatrix for axes that are mixed or the same, for a change that comes twice, for more than `MOST_CELLS`.
    """

    base: Request
    rows: tuple[Change, ...] = ()
    columns: tuple[Change, ...] = ()
    removed: frozenset[CellPosition] = frozenset()
    branches: tuple[tuple[CellPosition, Plan], ...] = ()

    def __post_init__(self) -> None:
        for changes in (self.rows, self.columns):
            if len({change.axis for change in changes}) > 1:
                raise BadMatrix("mixed")
            if len(set(changes)) < len(changes):
                raise BadMatrix("twice")
        if self.rows and self.columns and self.rows[0].axis == self.columns[0].axis:
            raise BadMatrix("same_axis", axis=self.rows[0].axis)
        if len(self.spots) + len(self.branches) > MOST_CELLS:
            raise BadMatrix("too_many", limit=MOST_CELLS)

    @property
    def spots(self) -> tuple[CellPosition, ...]:
        """Every place, row by row, whether something can be made there or not."""
        return tuple(
            CellPosition(row, column)
            for row in self.rows or (None,)
            for column in self.columns or (None,)
        )

    def request(self, spot: CellPosition) -> Request | None:
        """What would be made at a place; None where row and column do not go together.

        Methods come before their strength, whichever of both is the row: a strength needs a method to act on.
        """
        request = self.base
        changes = [change for change in (spot.row, spot.column) if change is not None]
        for change in sorted(changes, key=lambda one: one.axis == "strength"):
            if change.axis == "strength" and not any(m.strength for m in request.methods):
                return None
            request = change.applied(request)
        return request

    @property
    def cells(self) -> tuple[Cell, ...]:
        """What can be made, row by row, then the branches. Pairs that do not go together are not among them."""
        spots = [spot for spot in self.spots if spot not in self.removed]
        requests = [(spot, self.request(spot)) for spot in spots]
        return (
            *(Cell(spot, Plan(request)) for spot, request in requests if request is not None),
            *(Cell(spot, plan, n) for n, (spot, plan) in enumerate(self.branches, 1)),
        )

    def without(self, change: Change) -> Matrix:
        """Without a row or column, and without what was remembered of its places; branches off it stay."""
        return replace(
            self,
            rows=tuple(row for row in self.rows if row != change),
            columns=tuple(column for column in self.columns if column != change),
            removed=frozenset(s for s in self.removed if change not in (s.row, s.column)),
        )

    def changed(self, old: Change, new: Change) -> Matrix:
        """With `new` where the row or column `old` was."""
        rows, columns = (
            tuple(new if one == old else one for one in side) for side in (self.rows, self.columns)
        )
        kept = frozenset(s for s in self.removed if old not in (s.row, s.column))
        return replace(self, rows=rows, columns=columns, removed=kept)

    def without_cell(self, cell: Cell) -> Matrix:
        """Without one cell; its row and column stay for the others."""
        if cell.branch:
            kept = [b for n, b in enumerate(self.branches, 1) if n != cell.branch]
            return replace(self, branches=tuple(kept))
        return replace(self, removed=self.removed | {cell.spot})

    def with_branch(self, cell: Cell, step: int, request: Request) -> Matrix:
        """A further cell that leaves `cell` after `step`; raises as `branch`."""
        plan = branch(cell.plan, step, request)
        return replace(self, branches=(*self.branches, (cell.spot, plan)))

    def transposed(self) -> Matrix:
        """Rows become columns; no cell changes its plan."""
        removed = frozenset(CellPosition(spot.column, spot.row) for spot in self.removed)
        branches = tuple(
            (CellPosition(spot.column, spot.row), plan) for spot, plan in self.branches
        )
        return Matrix(self.base, self.columns, self.rows, removed, branches)


def rounds(plans: Sequence[Plan]) -> list[list[int]]:
    """Which of `plans` go together: the numbers of those of one model, models in the order they are first met.

    Within a group the cells take a step each in turn, so that all of them are seen early, and no model is read twice.
    """
    groups: dict[tuple[str, str, object], list[int]] = {}
    for number, plan in enumerate(plans):
        request = plan.request
        groups.setdefault((request.model, request.vae, request.loras), []).append(number)
    return list(groups.values())
