"""A comparison as one file that can be run again to the same pictures, within 1 of 255 in every pixel.

A ZIP with ``bundle.json`` (plans, titles, the choice, what the model was, a hash of every picture),
``drawing-N.sketchpad`` for each different drawing, ``base-N.png`` for each picture that others begin from, and
``picture-N.png`` for each finished cell. A model is named by what is in it, not by its path, and looked for on the
machine that runs it. LoRA files and nets by folder are named with place, size and checksum (`bundle_files`).
"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sketchpad.document.io import project_file
from sketchpad.document.io.picture import png_of, read_picture
from sketchpad.document.io.tracing import Watch, part, unwatched
from sketchpad.document.io.zip_reader import read_members, write_package
from sketchpad.document.model import Document
from sketchpad.errors import (
    BadDocument,
    BadMatrix,
    BadPicture,
    BadSetting,
    HugePicture,
    NewerDocument,
)
from sketchpad.generation.comparison.matrix import MOST_CELLS, Plan
from sketchpad.generation.export.bundle_files import (
    MOST_FILES,
    OutsideFile,
    Parts,
    described_files,
    described_plan,
    located_files,
    plan_from,
    with_origins,
)
from sketchpad.generation.export.metadata import SOFTWARE, model_name
from sketchpad.generation.request.defaults import fingerprint
from sketchpad.generation.run.init_image import keep_picture
from sketchpad.models.runtime.switch import is_on
from sketchpad.outside import parse_json, refused_as, typed

SUFFIX = ".sketchcompare"
VERSION = 3
MOST_BASES = 20
TOLERANCE = 1
"""Of 255: so far may a pixel be from what it was. The last bits of sums depend on how batches were put together."""
GRAPH_TOLERANCE = 16
"""The same where networks may run as compiled graphs, which differ from torch in half precision (decision 31)."""
_LARGEST_PICTURE = 64 << 20
_KIND = "sketchpad comparison"
_LIMITS = {
    "bundle.json": 16 << 20,
    **{f"drawing-{n}.sketchpad": 64 << 20 for n in range(MOST_CELLS)},
    **{f"base-{n}.png": _LARGEST_PICTURE for n in range(MOST_BASES)},
}
_LONGEST = 300


@dataclass(frozen=True)
class BundleCell:
    """A cell as it is kept: `digest` of its picture's pixels, empty where it was not finished."""

    title: str
    plan: Plan
    digest: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Bundle:
    """Cells, with the name and `fingerprint` of the model; `chosen`: the index of the chosen cell, or None.

    `graphs`: networks may have run as graphs. Where they did not, torch makes the same pictures, within `TOLERANCE`.
    """

    cells: tuple[BundleCell, ...]
    model: str = ""
    fingerprint: str = ""
    chosen: int | None = None
    graphs: bool = True

    @property
    def tolerance(self) -> int:
        """By how much of 255 a pixel may differ, if it is made again as it was made."""
        return GRAPH_TOLERANCE if self.graphs and is_on() else TOLERANCE


def digest(picture: np.ndarray) -> str:
    """SHA-256 of a picture's shape and pixels."""
    sha = hashlib.sha256(str(picture.shape).encode())
    sha.update(np.ascontiguousarray(picture).tobytes())
    return sha.hexdigest()


def is_same(
    picture: np.ndarray, path: str | Path, number: int, expected: str, most: int = TOLERANCE
) -> bool:
    """Whether `picture` is that of the cell `number` of the bundle at `path`, within `most` of 255 in every pixel.

    The bundle's picture is read only where the digest is not the `expected` one, and raises BadDocument, BadPicture or
    HugePicture where it cannot be read.
    """
    if digest(picture) == expected:
        return True
    name = f"picture-{number}.png"
    data = read_members(Path(path), {name: _LARGEST_PICTURE}).get(name)
    if data is None:
        return False
    saved = read_picture(name, data=data)
    if saved.shape != picture.shape:
        return False
    return int(np.abs(saved.astype(np.int16) - picture).max()) <= most


def save_bundle(
    cells: Sequence[tuple[str, Plan, np.ndarray | None, str]],
    path: str | Path,
    chosen: int | None = None,
    watch: Watch = unwatched,
) -> None:
    """Write cells as (title, plan, finished picture uint8 RGB or None, mark). Where `watch` raises, nothing is written.

    Raises:
        BadDocument: more init images than a bundle holds, or more of all than `load_bundle` opens again.
        WeightsMissing: a LoRA file or ControlNet of the pictures is missing.
        BadPicture, HugePicture: an init image cannot be read.
        DiskFull, CannotWrite: the file that was there before is unharmed.
    """
    path = Path(path)
    plans = [plan for _, plan, _, _ in cells]
    every = list(dict.fromkeys(origin for plan in plans for origin in with_origins(plan)))
    parts = Parts.of(every)
    if len(parts.bases) > MOST_BASES:
        raise BadDocument(path, "too_many_bases", limit=MOST_BASES)
    outside = described_files(parts.files, part(watch, 0.0, 0.8))
    members = {f"base-{n}.png": png_of(read_picture(b)) for n, b in enumerate(parts.bases)}
    described: list[dict[str, Any]] = []
    for number, (title, plan, picture, mark) in enumerate(cells):
        entry: dict[str, Any] = {"title": title, "plan": described_plan(plan, parts), "mark": mark}
        if picture is not None:
            entry["picture"] = digest(picture)
            members[f"picture-{number}.png"] = png_of(picture)
        described.append(entry)
    content = {
        "kind": _KIND,
        "version": VERSION,
        "software": SOFTWARE,
        "models": [
            {"name": model_name(request), "fingerprint": fingerprint(model)}
            for model, request in sorted({p.request.model: p.request for p in every}.items())
        ],
        "files": [file.to_json() for file in outside],
        "cells": described,
        "chosen": chosen if chosen in range(len(cells)) else None,
        "graphs": is_on(),
    }
    text = json.dumps(content, ensure_ascii=False, allow_nan=False).encode()
    watch(0.9)
    for number, drawing in enumerate(parts.drawings):
        file = f"drawing-{number}{project_file.SUFFIX}"
        members[file] = project_file.to_bytes(drawing, path.name)
    write_package(path, {"bundle.json": text, **members}, _LIMITS)


def load_bundle(path: str | Path, models: Sequence[str] = ("",)) -> Bundle:
    """Read what `save_bundle` wrote.

    Of `models`, folders of this machine, the one with the same fingerprint is taken, else the first (then other
    pictures come out). Raises BadDocument or NewerDocument; the former also where a LoRA file or net that it needs is
    neither where it was nor beside the bundle, or is another one.
    """
    path = Path(path)
    with refused_as(lambda: BadDocument(path), (BadDocument, NewerDocument)):
        try:
            return _load(path, models)
        except (BadSetting, BadMatrix, BadPicture, HugePicture) as error:  # of what is inside
            raise BadDocument(path) from error


def _load(path: Path, models: Sequence[str]) -> Bundle:
    members = read_members(path, _LIMITS)
    if "bundle.json" not in members:
        raise BadDocument(path, "not_a_project")
    content = parse_json(members["bundle.json"])
    if content["kind"] != _KIND:
        raise BadDocument(path, "not_a_project")
    version = typed(int, content["version"])
    if version > VERSION:
        raise NewerDocument(path, version=version, supported=VERSION)
    known = [(model, fingerprint(model)) for model in models]
    places = tuple(
        next((model for model, print_ in known if print_ == entry["fingerprint"]), models[0])
        for entry in content["models"]
    )
    outside = [OutsideFile.from_json(entry) for entry in content.get("files", ())]
    if len(outside) > MOST_FILES:
        raise ValueError("too many files")
    files = located_files(outside, path)
    parts = Parts(places, tuple(_drawings(members)), tuple(_bases(members)), files)
    if not 0 < len(content["cells"]) <= MOST_CELLS:
        raise ValueError("no cells, or too many")
    cells = tuple(_cell(entry, parts) for entry in content["cells"])
    first = content["models"][0]
    chosen = content.get("chosen")
    if chosen is not None and not (type(chosen) is int and 0 <= chosen < len(cells)):
        raise ValueError("no such cell was chosen")
    name, print_ = str(first["name"])[:_LONGEST], str(first["fingerprint"])[:64]
    return Bundle(cells, name, print_, chosen, content.get("graphs") is not False)


def _drawings(members: Mapping[str, bytes]) -> list[Document]:
    names = (f"drawing-{number}{project_file.SUFFIX}" for number in range(MOST_CELLS))
    return [
        project_file.load(name, members[name])[0]
        for name in itertools.takewhile(members.__contains__, names)
    ]


def _bases(members: Mapping[str, bytes]) -> list[str]:
    """Save the init images among the user's own files; returns their paths."""
    names = (f"base-{number}.png" for number in range(MOST_BASES))
    return [
        str(keep_picture(read_picture(name, data=members[name])))
        for name in itertools.takewhile(members.__contains__, names)
    ]


def _cell(entry: Mapping[str, Any], parts: Parts) -> BundleCell:
    title, mark = str(entry["title"])[:_LONGEST], str(entry.get("mark", ""))[:16]
    return BundleCell(
        title, plan_from(entry["plan"], parts), str(entry.get("picture", ""))[:64], mark
    )
