"""A comparison as one file that can be run again to the same pictures.

A ZIP with ``bundle.json`` (plans, titles, the user's choice, what the model was, a hash of every picture),
``drawing-N.sketchpad`` for each different drawing, and ``picture-N.png`` for each finished cell. It holds no path of
the machine that wrote it: a model is named by what is in it, and looked for on the machine that runs it.
"""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from sketchpad import atomic
from sketchpad.document import files
from sketchpad.document.model import Document
from sketchpad.document.package import read_members, write_members
from sketchpad.errors import BadDocument, NewerDocument, SketchpadError
from sketchpad.generation.defaults import model_folder
from sketchpad.generation.matrix import MOST_CELLS, Plan, branch
from sketchpad.generation.method_settings import is_folder, without_folder
from sketchpad.generation.request import Request
from sketchpad.generation.saved_settings import SOFTWARE, model_name
from sketchpad.generation.seating import Seating

SUFFIX = ".sketchcompare"
VERSION = 2
_KIND = "sketchpad comparison"
_LIMITS = {
    "bundle.json": 16 << 20,
    **{f"drawing-{n}.sketchpad": 64 << 20 for n in range(MOST_CELLS)},
}
_DEEPEST = 50  # branches off branches
_LONGEST = 300


@dataclass(frozen=True)
class BundleCell:
    """A cell as it is kept: `digest` of its picture's pixels, empty where it was not finished.

    `seating`: how it was put together with others; empty where it was made alone.
    """

    title: str
    plan: Plan
    digest: str = ""
    mark: str = ""
    seating: Seating = field(default_factory=Seating)


@dataclass(frozen=True)
class Bundle:
    """`model`: what it is called; `fingerprint`: of its files. `chosen`: the number of the chosen cell, or None."""

    cells: tuple[BundleCell, ...]
    model: str = ""
    fingerprint: str = ""
    chosen: int | None = None

    @property
    def seatings(self) -> dict[Plan, Seating]:
        """For `run_plans`, which then makes the same pictures again to the last bit."""
        return {cell.plan: cell.seating for cell in self.cells}


def digest(picture: np.ndarray) -> str:
    """Of the pixels of a picture and its shape: equal only where every pixel is."""
    told = hashlib.sha256(str(picture.shape).encode())
    told.update(np.ascontiguousarray(picture).tobytes())
    return told.hexdigest()


def fingerprint(model: str) -> str:
    """Of a model: names and contents of its configuration files, names and sizes of its weights.

    Weights of gigabytes are not read for this; empty where there is no such folder.
    """
    folder = model_folder(model)
    told = hashlib.sha256()
    found = sorted(p for p in folder.rglob("*") if p.suffix in (".json", ".safetensors"))
    for path in found:
        told.update(path.relative_to(folder).as_posix().encode())
        if path.suffix == ".json" and path.stat().st_size < 1 << 20:
            told.update(path.read_bytes())
        else:
            told.update(str(path.stat().st_size).encode())
    return told.hexdigest() if found else ""


def save_bundle(
    cells: Sequence[tuple[str, Plan, np.ndarray | None, str]],
    path: str | Path,
    chosen: int | None = None,
    seatings: Mapping[Any, Seating] | None = None,
) -> None:
    """Write cells as (title, plan, finished picture uint8 RGB or None, mark).

    Args:
        seatings: by plan, of the `StepStore` with which they were made; without, they are made again each alone, to the
            same pictures but perhaps not to the same last bit.

    Raises:
        BadDocument: a request that begins from a picture file or uses LoRA files, which would not be in the bundle.
        DiskFull, CannotWrite: the file that was there before is unharmed.
    """
    path = Path(path)
    plans = [plan for _, plan, _, _ in cells]
    every = {one for plan in plans for one in _with_origins(plan)}
    if any(
        plan.request.base
        or plan.request.loras
        or any(is_folder(m.net) for m in plan.request.methods)
        for plan in every
    ):
        raise BadDocument(path, "outside_files")
    drawings = list(
        dict.fromkeys(p.request.document for plan in plans for p in _with_origins(plan))
    )
    members: dict[str, bytes] = {}
    described: list[dict[str, Any]] = []
    for number, (title, plan, picture, mark) in enumerate(cells):
        described_plan = _described(plan, drawings, (seatings or {}).get(plan))
        one: dict[str, Any] = {"title": title, "plan": described_plan, "mark": mark}
        if picture is not None:
            one["picture"] = digest(picture)
            encoded = io.BytesIO()
            Image.fromarray(picture).save(encoded, "PNG")
            members[f"picture-{number}.png"] = encoded.getvalue()
        described.append(one)
    models = sorted({plan.request.model for plan in every})
    content = {
        "kind": _KIND,
        "version": VERSION,
        "software": SOFTWARE,
        "models": [
            {"name": model_name(_of(every, model)), "fingerprint": fingerprint(model)}
            for model in models
        ],
        "cells": described,
        "chosen": chosen,
    }
    for one in described:
        _name_models(one["plan"], models)
    text = json.dumps(content, ensure_ascii=False, allow_nan=False).encode()
    with tempfile.TemporaryDirectory() as folder:
        for number, drawing in enumerate(drawings):
            file = Path(folder) / "one.sketchpad"
            files.save(drawing, file)
            members[f"drawing-{number}.sketchpad"] = file.read_bytes()
    with atomic.atomic_writer(path) as out:
        write_members(out, {"bundle.json": text, **members})


def load_bundle(path: str | Path, models: Sequence[str] = ("",)) -> Bundle:
    """Read what `save_bundle` wrote.

    Args:
        models: folders of this machine that may be what the bundle speaks of; the one with the same fingerprint is
            taken, and the first where none has it (then other pictures come out).

    Raises BadDocument or NewerDocument.
    """
    path = Path(path)
    members = read_members(path, _LIMITS)
    if "bundle.json" not in members:
        raise BadDocument(path, "not_a_project")
    try:
        content = json.loads(members["bundle.json"], parse_constant=_refuse)
        if content["kind"] != _KIND:
            raise BadDocument(path, "not_a_project")
        if content["version"] > VERSION:
            raise NewerDocument(path, content["version"], VERSION)
        drawings = _drawings(members)
        known = [(model, fingerprint(model)) for model in models]
        places = [
            next((model for model, print_ in known if print_ == one["fingerprint"]), models[0])
            for one in content["models"]
        ]
        if not 0 < len(content["cells"]) <= MOST_CELLS:
            raise ValueError("no cells, or too many")
        cells = tuple(_cell(one, drawings, places) for one in content["cells"])
        first = content["models"][0]
        chosen = content.get("chosen")
        if chosen is not None and not (type(chosen) is int and 0 <= chosen < len(cells)):
            raise ValueError("nobody chose that")
        return Bundle(cells, str(first["name"])[:_LONGEST], str(first["fingerprint"])[:64], chosen)
    except (BadDocument, NewerDocument):
        raise
    except (
        ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError, SketchpadError,
    ) as error:  # fmt: skip
        raise BadDocument(path) from error


def _with_origins(plan: Plan) -> list[Plan]:
    found = [plan]
    while found[-1].origin is not None:
        found.append(found[-1].origin)
    return found


def _described(plan: Plan, drawings: Sequence[Document], seating: Seating | None) -> dict[str, Any]:
    request = plan.request.to_json()
    for of_the_drawing in ("boxes", "prompt", "negative_prompt", "width", "height"):
        request.pop(of_the_drawing, None)
    told = {"request": request, "drawing": drawings.index(plan.request.document)}
    if seating is not None:
        told["seats"] = seating.to_json()
    if plan.origin is not None:
        before = None if seating is None else seating.before
        told |= {"origin": _described(plan.origin, drawings, before), "step": plan.step}
    return told


def _name_models(described: dict[str, Any], models: Sequence[str]) -> None:
    """Folders of this machine do not leave it: a request says which of the bundle's models it is for."""
    described["request"]["model"] = models.index(described["request"]["model"])
    if "origin" in described:
        _name_models(described["origin"], models)


def _of(plans: set[Plan], model: str) -> Request:
    return next(plan.request for plan in plans if plan.request.model == model)


def _drawings(members: Mapping[str, bytes]) -> list[Document]:
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(MOST_CELLS):
            data = members.get(f"drawing-{number}.sketchpad")
            if data is None:
                break
            file = Path(folder) / "one.sketchpad"
            file.write_bytes(data)
            found.append(files.load(file)[0])
    return found


def _cell(
    one: Mapping[str, Any], drawings: Sequence[Document], places: Sequence[str]
) -> BundleCell:
    digest_ = one.get("picture", "")
    return BundleCell(
        str(one["title"])[:_LONGEST],
        _plan(one["plan"], drawings, places),
        str(digest_)[:64],
        str(one.get("mark", ""))[:16],
        _seating(one["plan"]),
    )


def _seating(one: Mapping[str, Any]) -> Seating:
    """Of a plan that `_plan` has read."""
    before = _seating(one["origin"]) if "origin" in one else None
    return replace(Seating.from_json(one.get("seats", [])), before=before)


def _plan(
    one: Mapping[str, Any], drawings: Sequence[Document], places: Sequence[str], depth: int = 0
) -> Plan:
    if depth > _DEEPEST:
        raise ValueError("branches without end")
    model = one["request"]["model"]
    number = one["drawing"]
    if type(model) is not int or type(number) is not int or min(model, number) < 0:
        raise ValueError("not a number of the bundle's")
    data = {**one["request"], "model": places[model], "base": None, "loras": []}
    request = Request.from_json(data, drawings[number])
    # Nets are named by folders; those of a stranger's machine mean nothing here.
    request = request.with_methods(*(without_folder(m) for m in request.methods))
    if "origin" not in one:
        return Plan(request)
    return branch(_plan(one["origin"], drawings, places, depth + 1), one["step"], request)


def _refuse(constant: str) -> None:
    raise ValueError(constant)
