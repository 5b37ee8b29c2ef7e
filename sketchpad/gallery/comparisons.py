"""Comparisons that stay: rows, columns and branches as a file of the gallery; the cells are pictures of the gallery."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from sketchpad import atomic
from sketchpad.document.io import project_file
from sketchpad.document.model import Document
from sketchpad.errors import BadDocument, BadMatrix, CannotWrite
from sketchpad.gallery import files
from sketchpad.generation.comparison.matrix import Cell, CellPosition, Change, Matrix, Plan, branch
from sketchpad.generation.request.request import MethodSettings, Request
from sketchpad.outside import parse_json, read_file, refused_as

FOLDER = "comparisons"
LARGEST = 16 << 20  # bytes
_DEEPEST = 50  # branches off branches
_NAME = re.compile(r"[0-9a-f]{1,64}")


@lru_cache(maxsize=64)
def plan_key(plan: Plan) -> str:
    """32 hexadecimal digits that tell plans apart, the same in every session."""
    described = [
        plan.request.to_json(drawing=False),
        _drawing_key(plan.request.document),
        plan_key(plan.origin) if plan.origin else "",
        plan.step,
    ]
    return hashlib.sha256(json.dumps(described).encode()).hexdigest()[:32]


@lru_cache(maxsize=64)
def _drawing_key(document: Document) -> str:
    try:
        return hashlib.sha256(project_file.to_bytes(document)).hexdigest()
    except CannotWrite:  # more than a file holds
        return ""


def save_comparison(folder: Path, name: str, matrix: Matrix) -> None:
    """Write `matrix` into the library's folder, and the drawings that it needs. Raises DiskFull or CannotWrite."""
    spots = [
        [side.index(change) if change is not None else None for change, side in zip(
            (spot.row, spot.column), (matrix.rows, matrix.columns), strict=True
        )]
        for spot in matrix.spots
    ]  # fmt: skip
    places = dict(zip(matrix.spots, spots, strict=True))
    content = {
        "version": 1,
        "base": _described(folder, Plan(matrix.base)),
        "rows": [_change(change) for change in matrix.rows],
        "columns": [_change(change) for change in matrix.columns],
        "removed": [places[spot] for spot in matrix.removed if spot in places],
        "branches": [
            {"spot": places[spot], "plan": _described(folder, plan)}
            for spot, plan in matrix.branches
            if spot in places
        ],
    }
    data = json.dumps(content, allow_nan=False).encode()
    if len(data) > LARGEST:
        raise CannotWrite(_path(folder, name), "too_large")
    atomic.write_bytes(_path(folder, name), data)


def load_comparison(folder: Path, name: str) -> Matrix:
    """What `save_comparison` wrote. Raises BadDocument."""
    path = _path(folder, name)
    with refused_as(lambda: BadDocument(path), BadDocument):
        try:
            content = parse_json(read_file(path, LARGEST))
            base = _plan(folder, content["base"]).request
            rows, columns = (tuple(map(_change_of, content[side])) for side in ("rows", "columns"))

            def spot(places: Any) -> CellPosition:
                row, column = (
                    None if place is None else side[_number(place)]
                    for place, side in zip(places, (rows, columns), strict=True)
                )
                return CellPosition(row, column)

            removed = frozenset(spot(places) for places in content["removed"])
            branches = [(spot(b["spot"]), _plan(folder, b["plan"])) for b in content["branches"]]
            return Matrix(base, rows, columns, removed, tuple(branches))
        except FileNotFoundError as error:
            raise BadDocument(path, "missing") from error
        except BadMatrix as error:
            raise BadDocument(path) from error


def finished_cells(matrix: Matrix, known: Mapping[str, Any]) -> dict[Cell, Any]:
    """Of the cells of `matrix` those whose plans are `known`, with what is known of them."""
    return {cell: known[key] for cell in matrix.cells if (key := plan_key(cell.plan)) in known}


def _path(folder: Path, name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise BadDocument(name)
    return files.inside(folder, f"{FOLDER}/{name}.json")


def _described(folder: Path, plan: Plan) -> dict[str, Any]:
    drawing = files.write_drawing(folder, plan.request.document)
    if not drawing:
        raise CannotWrite(folder / FOLDER, "too_large")
    data: dict[str, Any] = {"request": plan.request.to_json(drawing=False), "drawing": drawing}
    if plan.origin is not None:
        data |= {"origin": _described(folder, plan.origin), "step": plan.step}
    return data


def _plan(folder: Path, data: Mapping[str, Any], depth: int = 0) -> Plan:
    if depth > _DEEPEST:
        raise ValueError("branches without end")
    document = project_file.load(files.drawing_path(folder, str(data["drawing"])))[0]
    request = Request.from_json(data["request"], document)
    if "origin" not in data:
        return Plan(request)
    return branch(_plan(folder, data["origin"], depth + 1), _number(data["step"]), request)


def _change(change: Change) -> dict[str, Any]:
    is_methods = change.axis == "methods"
    value = [method.to_json() for method in change.value] if is_methods else change.value
    return {"axis": change.axis, "value": value}


def _change_of(data: Mapping[str, Any]) -> Change:
    value = data["value"]
    if data["axis"] == "methods":
        value = tuple(MethodSettings.from_json(method) for method in value)
    return Change(data["axis"], value)


def _number(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError("not a number of the comparison's")
    return value
