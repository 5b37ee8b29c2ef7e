"""Checksums of a model's weights: a disk forgets, and a flipped bit paints quietly (no torch here)."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from sketchpad import atomic, paths
from sketchpad.errors import SketchpadError, WeightsDamaged
from sketchpad.models.checkpoints.safetensors_io import is_safe_path, read_json
from sketchpad.own_files import OwnFile

FILE = "checksums.json"
"""In a model's folder: paths of its weights, relative to it, and their sha256."""
MOST_REMEMBERED = 500


def check_sums(folder: Path) -> None:
    """Raise WeightsDamaged where a weights file of a model's folder is not the one that was published.

    Folders without checksums pass. Each file is read once; after that its size and time of change are compared.
    """
    if not (folder / FILE).is_file():
        return
    sums = read_json(folder / FILE)
    memory = OwnFile(paths.user_cache() / "checked.json", dict)
    remembered, fresh = memory.read(), {}
    for name, expected in sums.items():
        path = folder / name
        if not is_safe_path(name) or not path.is_file():
            continue  # what is missing is said where it is needed
        status = path.stat()
        stamp = [status.st_size, status.st_mtime_ns, expected]
        if remembered.get(str(path)) == stamp:
            continue
        if _sha256(path) != expected:
            raise WeightsDamaged(path.parent, "{file} does not match its checksum", file=path.name)
        fresh[str(path)] = stamp
    if fresh:
        try:
            paths.user_cache().mkdir(parents=True, exist_ok=True)
            memory.change(lambda old: dict([*old.items(), *fresh.items()][-MOST_REMEMBERED:]))
        except (SketchpadError, OSError):
            return  # without a place for it, the files are read again next time


def write_sums(folder: Path) -> None:
    """Write the checksums of all weights in a model's folder."""
    sums = {
        path.relative_to(folder).as_posix(): _sha256(path)
        for path in sorted(folder.rglob("*.safetensors"))
    }
    atomic.write_bytes(folder / FILE, json.dumps(sums, indent=1).encode() + b"\n")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
