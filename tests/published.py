"""Checkpoints as they are published, by their headers: names, shapes and dtypes at full size, without the numbers.

The lists lie in `tests/models/published`, each with its source. Files of them are sparse: they take no room on disk,
and read as zeros.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from sketchpad import paths
from sketchpad.models.model import Model, load_model
from sketchpad.models.runtime.device import DeviceChoice

LISTS = Path(__file__).parent / "models" / "published"
META = DeviceChoice(torch.device("meta"), torch.float32)
BYTES = {"F32": 4, "F16": 2, "BF16": 2, "F8_E4M3": 1, "F8_E5M2": 1, "I64": 8, "I32": 4}

Tensors = dict[str, tuple[str, tuple[int, ...]]]
"""Dtype and shape by name."""


def listed(name: str, dtype: str = "F32", prefix: str = "") -> Tensors:
    """The list `name`, every tensor of which has `dtype` and a name that begins with `prefix`."""
    with gzip.open(LISTS / f"{name}.json.gz", "rt", encoding="utf-8") as file:
        tensors: dict[str, list[int]] = json.load(file)["tensors"]
    return {prefix + name: (dtype, tuple(shape)) for name, shape in tensors.items()}


def write_header(path: Path, tensors: Tensors, metadata: Mapping[str, str] | None = None) -> Path:
    """A safetensors file with these tensors, all zeros."""
    header: dict[str, Any] = {"__metadata__": dict(metadata)} if metadata else {}
    end = 0
    for name, (dtype, shape) in tensors.items():
        size = torch.Size(shape).numel() * BYTES[dtype]
        header[name] = {
            "dtype": dtype,
            "shape": list(shape),
            "data_offsets": [end, end + size],
        }
        end += size
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)  # what lies at odd places is copied when it is read
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        file.truncate(8 + len(text) + end)
    return path


def settings_of(family: str) -> dict[str, Any]:
    """The settings of a family's parts."""
    text = (paths.resources() / "families" / f"{family}.json").read_text(encoding="utf-8")
    settings: dict[str, Any] = json.loads(text)
    return settings


def place_of(path: Path) -> Model:
    """The model at `path` on the meta device: every tensor has a place, none is missing."""
    return load_model(path, META)
