"""Reading weights and their settings: only safetensors and JSON, checked before use.

Imports torch only where tensors are read.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sketchpad.errors import WeightsDamaged, WeightsMissing
from sketchpad.outside import open_file, parse_json

if TYPE_CHECKING:
    import torch
    from torch import nn

LARGEST_JSON = 4 << 20
LARGEST_HEADER = 64 << 20
PICKLES = (".bin", ".ckpt", ".pt", ".pth", ".pkl")
STEMS = ("diffusion_pytorch_model", "model")
INDEX = ".safetensors.index.json"
SUFFIXES = (".safetensors", ".json", ".txt", ".model")
"""What is downloaded at all: weights that cannot hold a program, settings and vocabularies."""
MOST_SHARDS = 200
MOST_AXES = 16
_BITS = {
    "BOOL": 8, "U8": 8, "I8": 8, "F8_E4M3": 8, "F8_E5M2": 8, "I16": 16, "U16": 16, "F16": 16, "BF16": 16,
    "I32": 32, "U32": 32, "F32": 32, "I64": 64, "U64": 64, "F64": 64,
}  # fmt: skip


def snapshot_in(folder: Path) -> Path:
    """The files of a repository of the hub's cache (``models--owner--name``); any other folder is returned as it is.

    The snapshot is the one that "main" refers to, else the newest.
    """
    if not folder.name.startswith("models--") or not (folder / "snapshots").is_dir():
        return folder
    try:
        main = (folder / "refs" / "main").read_text(encoding="ascii").strip()[:64]
    except (OSError, UnicodeDecodeError):
        main = ""
    snapshots = [path for path in (folder / "snapshots").iterdir() if path.is_dir()]
    named = [path for path in snapshots if path.name == main]
    return max(named or snapshots, key=lambda path: path.stat().st_mtime_ns, default=folder)


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object in `path`; WeightsMissing or WeightsDamaged where there is none."""
    try:
        with open_file(path) as file:
            text = file.read(LARGEST_JSON + 1)
        if len(text) > LARGEST_JSON:
            raise WeightsDamaged(path.parent, "{file} is too large", file=path.name)
        data = parse_json(text)
    except FileNotFoundError:
        raise WeightsMissing(path) from None
    except (OSError, ValueError):
        raise WeightsDamaged(path.parent, "{file} cannot be read", file=path.name) from None
    if not isinstance(data, dict):
        raise WeightsDamaged(path.parent, "{file} does not hold settings", file=path.name)
    return data


def is_safe_path(path: str) -> bool:
    """Whether a file of a repository may have this name: relative, forward slashes, a suffix of `SUFFIXES`."""
    parts = path.split("/")
    return (
        0 < len(path) <= 200
        and path.endswith(SUFFIXES)
        and len(parts) <= 4
        and all(re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]*", part) for part in parts)
        and ".." not in path
    )


@contextmanager
def reading_settings(folder: Path) -> Iterator[None]:
    """Raise WeightsDamaged for settings of a wrong type or value, or that lack an entry."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as reason:
        raise WeightsDamaged(
            folder, "its settings are wrong: {detail}", detail=str(reason)
        ) from reason


def refuse_other_formats(path: Path) -> None:
    """Raise WeightsDamaged where a file is not safetensors by its name."""
    if path.suffix.lower() != ".safetensors":
        raise WeightsDamaged(
            path, "{file} may contain a program; only .safetensors files are opened", file=path.name
        )


def stamp_of(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Name, size and time of each file of a folder, or of the file itself: differs when one has changed."""
    files = sorted(folder.iterdir()) if folder.is_dir() else [folder]
    states = ((path.name, path.stat()) for path in files if path.is_file())
    return tuple((name, state.st_size, state.st_mtime_ns) for name, state in states)


def refuse_pickles(folder: Path) -> None:
    """Raise WeightsDamaged for a folder with pickles: opening one would run the program that it contains."""
    pickle = next((p.name for p in sorted(folder.iterdir()) if p.suffix.lower() in PICKLES), "")
    if pickle:
        raise WeightsDamaged(
            folder, "{file} may contain a program; only safetensors are opened", file=pickle
        )


def refuse_programs(folder: Path, *patterns: str) -> None:
    """Raise WeightsDamaged where a folder brings program code, at its top or at places like ``*/*.py``."""
    program = min(
        (p.name for pattern in ("*.py", *patterns) for p in folder.glob(pattern)), default=""
    )
    if program:
        raise WeightsDamaged(
            folder, "it brings program code, {program}, which is never run", program=program
        )


def find_weights(folder: Path) -> Path:
    """The safetensors file of a network's folder, or the index of several that belong together.

    Full precision comes first, then 16 bits ("fp16", "bf16"), then other variants by name.
    """
    if not folder.is_dir():
        raise WeightsMissing(folder)
    plain = (folder / f"{stem}{end}" for stem in STEMS for end in (".safetensors", INDEX))
    if path := next((path for path in plain if path.is_file()), None):
        return path
    variants = [path for path in sorted(folder.iterdir()) if _is_variant(path.name)]
    if variants:
        return min(variants, key=lambda path: (not path.name.split(".")[1].endswith("16"), path))
    refuse_pickles(folder)
    raise WeightsMissing(folder)


def _is_variant(name: str) -> bool:
    """Like "model.fp16.safetensors" or "model.safetensors.index.fp16.json", but no single shard of several."""
    stem, *rest = name.split(".")
    if stem not in STEMS or len(rest) not in (2, 4):
        return False
    return rest[-1] == "safetensors" or (
        rest[:2] == ["safetensors", "index"] and rest[-1] == "json"
    )


def shards_of(path: Path) -> dict[str, tuple[str, ...]]:
    """The files that an index names, each with its tensors. WeightsMissing, WeightsDamaged."""
    weights = read_json(path).get("weight_map")
    if not isinstance(weights, dict) or not weights:
        raise WeightsDamaged(path.parent, "{file} lists no tensors", file=path.name)
    shards: dict[str, list[str]] = {}
    for tensor, file in weights.items():
        # A name from outside must not lead out of the folder.
        if not isinstance(file, str) or Path(file).name != file or "\\" in file:
            raise WeightsDamaged(
                path.parent, "{file} names a file outside of the folder", file=path.name
            )
        if not file.endswith(".safetensors"):
            raise WeightsDamaged(
                path.parent, "{file} may contain a program; only safetensors are opened", file=file
            )
        shards.setdefault(file, []).append(str(tensor))
    if len(shards) > MOST_SHARDS:
        raise WeightsDamaged(path.parent, "{file} lists too many files", file=path.name)
    return {file: tuple(tensors) for file, tensors in sorted(shards.items())}


def _check_shards(path: Path) -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {}
    for file, tensors in shards_of(path).items():
        stored = check_header(path.parent / file)
        missing = next((name for name in tensors if name not in stored), "")
        if missing:
            raise WeightsDamaged(
                path.parent,
                "{file} lacks {tensor}, which its index promises",
                file=file,
                tensor=missing,
            )
        shapes |= {name: stored[name] for name in tensors}
    return shapes


def check_header(path: Path, model: Path | None = None) -> dict[str, tuple[int, ...]]:
    """Names and shapes in a safetensors file, after checking that the file is whole. Reads the header only.

    An index stands for all the files that it lists. `model` is what errors speak of, by default the file's folder.
    """
    if path.name.endswith(".json"):
        return _check_shards(path)
    return {name: shape for name, (shape, _) in _read_header(path, model or path.parent).items()}


def precisions(path: Path) -> dict[str, str]:
    """The dtypes in a safetensors file by the names of its tensors, like "F16"; raises as `check_header`."""
    files = [path.parent / f for f in shards_of(path)] if path.name.endswith(".json") else [path]
    headers = [_read_header(file, file.parent) for file in files]
    return {name: dtype for header in headers for name, (_, dtype) in header.items()}


def _read_header(path: Path, model: Path) -> dict[str, tuple[tuple[int, ...], str]]:
    try:
        with open_file(path) as file:
            size = os.fstat(file.fileno()).st_size
            length = int.from_bytes(file.read(8), "little")
            if size < 8 or not 2 <= length <= min(size - 8, LARGEST_HEADER):
                raise WeightsDamaged(
                    model, "{file} is incomplete or no safetensors file", file=path.name
                )
            header = parse_json(file.read(length))
    except FileNotFoundError:
        raise WeightsMissing(path) from None
    except (OSError, ValueError):
        raise WeightsDamaged(model, "{file} cannot be read", file=path.name) from None
    tensors: dict[str, tuple[tuple[int, ...], str]] = {}
    end = 0
    try:
        for name, entry in header.items():
            if name == "__metadata__":
                continue
            shape = tuple(_whole(n) for n in entry["shape"])
            first, last = (_whole(n) for n in entry["data_offsets"])
            if len(shape) > MOST_AXES:
                raise ValueError(name)
            values = math.prod(shape)
            if first < 0 or last - first != values * _BITS[entry["dtype"]] // 8:
                raise ValueError(name)
            end = max(end, last)
            tensors[name] = shape, entry["dtype"]
    except (AttributeError, KeyError, TypeError, ValueError):
        raise WeightsDamaged(
            model, "the table of contents of {file} is wrong", file=path.name
        ) from None
    if size != 8 + length + end:
        raise WeightsDamaged(model, "{file} is incomplete", file=path.name)
    return tensors


def _whole(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise TypeError(value)
    return value


def read_tensors(path: Path) -> dict[str, torch.Tensor]:
    """All tensors of a safetensors file, on the CPU, in the precision in which they are stored.

    An index stands for all the files that it lists.
    """
    if path.name.endswith(".json"):
        tensors: dict[str, torch.Tensor] = {}
        for file, names in shards_of(path).items():
            shard = read_tensors(path.parent / file)
            if any(name not in shard for name in names):
                raise WeightsDamaged(
                    path.parent, "{file} lacks tensors that its index promises", file=file
                )
            tensors |= {name: shard[name] for name in names}
        return tensors
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    check_header(path)
    try:
        return load_file(path)
    except (SafetensorError, OSError, ValueError) as reason:
        raise WeightsDamaged(path.parent, "{file} cannot be read", file=path.name) from reason


def read_some(path: Path, wanted: Callable[[str], bool]) -> dict[str, torch.Tensor]:
    """The tensors of one safetensors file whose names are `wanted`, as they are stored; nothing else is read."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="pt") as file:
            return {name: file.get_tensor(name) for name in file.keys() if wanted(name)}  # noqa: SIM118
    except (SafetensorError, OSError, ValueError) as reason:
        raise WeightsDamaged(path, "{file} cannot be read", file=path.name) from reason


def conform(network: Any, tensors: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Tensors as a network of diffusers has them today, from files of earlier versions and of the original code.

    Renames attention of before diffusers 0.18 (`query`, `key`, `value`, `proj_attn`), as diffusers does on loading;
    Stable Diffusion 1.5 is published so. Brings 1 x 1 convolutions to matrices and back, as the network has them.
    """
    renamed: dict[str, torch.Tensor] = network._fix_state_dict_keys_on_load(dict(tensors))
    own = network.state_dict()
    for name, tensor in renamed.items():
        wanted = own.get(name)
        if wanted is None or tensor.dim() == wanted.dim() or tensor.numel() != wanted.numel():
            continue
        renamed[name] = tensor.reshape(wanted.shape)
    return renamed


def fill(network: nn.Module, tensors: Mapping[str, torch.Tensor], folder: Path) -> None:
    """Put `tensors` into `network`; every name and shape must fit, and every number must be finite.

    On the meta device there are no numbers: names and shapes alone are compared.
    """
    own = network.state_dict()
    missing = sorted(own.keys() - tensors.keys())
    foreign = sorted(tensors.keys() - own.keys())
    if missing:
        raise WeightsDamaged(
            folder,
            "{count} tensors are missing, the first is {tensor}",
            count=len(missing),
            tensor=missing[0],
        )
    if foreign:
        raise WeightsDamaged(
            folder,
            "{count} tensors do not belong here, like {tensor}",
            count=len(foreign),
            tensor=foreign[0],
        )
    for name, tensor in tensors.items():
        if tensor.shape != own[name].shape:
            shapes = f"{tuple(tensor.shape)} instead of {tuple(own[name].shape)}"
            raise WeightsDamaged(
                folder, "{tensor} has the shape {shapes}", tensor=name, shapes=shapes
            )
        if tensor.is_meta or not tensor.is_floating_point():
            continue
        if not bool(tensor.isfinite().all()):
            raise WeightsDamaged(folder, "{tensor} contains invalid numbers", tensor=name)
    # Assigning works on networks that were built without memory of their own (on the meta device) as well.
    network.load_state_dict(dict(tensors), strict=True, assign=True)
    network.requires_grad_(False)
    network.eval()
