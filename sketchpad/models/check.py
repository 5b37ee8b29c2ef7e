"""What a file or folder holds: its kind, family, parts and precision, and what is missing. Headers alone are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from sketchpad.errors import BadLora, Problem, SketchpadError, WeightsDamaged, WeightsMissing
from sketchpad.models.catalogue.catalogue import KINDS
from sketchpad.models.checkpoints import single_file
from sketchpad.models.checkpoints.inspect import inspect_model
from sketchpad.models.checkpoints.model_info import FAMILY_LABELS, SD1, ModelInfo
from sketchpad.models.checkpoints.safetensors_io import (
    check_header,
    find_weights,
    precisions,
    read_json,
    refuse_other_formats,
    snapshot_in,
)
from sketchpad.models.controlnets.inspect import CLASSES, UNION, inspect_controlnet, is_adapter
from sketchpad.models.hub.locate import find_vae
from sketchpad.models.lora.file import embeddings_of

PRECISIONS = {
    "F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16", "F8_E4M3": "float8", "F8_E5M2": "float8",
}  # fmt: skip
"""Whole numbers are tables, no weights, and do not count."""
LABELS = {**KINDS, "embedding": "Textual inversion"}
_CONTROL = ("control_model.", "input_hint_block.", "controlnet_cond_embedding.", "zero_convs.")
_LORA = ("lora", "hada_w", "lokr_w", ".diff", "w_norm", "oft_", ".on_input")


@dataclass(frozen=True)
class Part:
    """One network of a model, or what a LoRA file changes of one; precisions as torch calls them, the usual first."""

    tensors: int
    precision: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """What was found. `problem` says why it cannot be used, and what to do; None where it can.

    `kind` is one of the catalogue's or "embedding", `family` its label; both are empty where they are unknown.
    """

    path: Path
    kind: str = ""
    family: str = ""
    parts: Mapping[str, Part] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    missing: str = ""
    """A part that has to be chosen beside it, as a sentence."""
    problem: SketchpadError | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "path": str(self.path),
            "kind": self.kind,
            "family": self.family,
            "parts": {name: asdict(part) for name, part in self.parts.items()},
            "notes": list(self.notes),
            "missing": self.missing,
            "usable": self.problem is None,
            "problem": None if self.problem is None else str(self.problem),
        }

    def lines(self) -> list[str]:
        """The same for people."""
        what = LABELS.get(self.kind, "Unknown") + (f" for {self.family}" if self.family else "")
        width = max((len(name) for name in self.parts), default=0)
        parts = [
            f"  {name:{width}}  {part.tensors:5} tensors  {', '.join(part.precision)}".rstrip()
            for name, part in self.parts.items()
        ]
        end = str(self.problem) if self.problem else self.missing or "Nothing is missing."
        return [f"{self.path.name}: {what}", *parts, *self.notes, end]


def check_path(path: Path) -> Report:
    """Look at a file or folder as the program would that uses it. Raises nothing: what is wrong is in the report."""
    path = path.expanduser().absolute()
    try:
        path = snapshot_in(path)
        if path.exists():
            return _file(path) if path.is_file() else _folder(path)
    except SketchpadError as error:
        return Report(path, problem=error)
    except (OSError, ValueError):  # may not be read, or has a name that no file can have
        pass
    return Report(path, problem=WeightsMissing(path, "Choose another file or folder."))


def _file(path: Path) -> Report:
    refuse_other_formats(path)
    names = check_header(path, path)

    def has(*words: str) -> bool:
        return any(word in name for name in names for word in words)

    if any(name.startswith(single_file.UNET) for name in names) and not has("position_net."):
        return _model(path)
    if has("position_net."):
        return _gates(path)
    if has(*_CONTROL) or is_adapter(names):
        return _net(path)
    if has(*_LORA) or embeddings_of(path, names):
        return _lora(path)
    find_vae(str(path))  # which says what it is if it is none
    return Report(path, "vae", parts={"vae": _part(precisions(path))})


def _folder(path: Path) -> Report:
    if (path / "model_index.json").is_file():
        return _model(path)
    if (path / "unet").is_dir() and not (path / "vae").is_dir():
        return _gates(path)
    if not (path / "config.json").is_file():
        inspect_model(path)
    kind = read_json(path / "config.json").get("_class_name")
    if kind == "AutoencoderKL":
        find_vae(str(path))
        return Report(path, "vae", parts={"vae": _part(precisions(find_weights(path)))})
    if kind not in CLASSES:
        raise WeightsDamaged(
            path, "it is one part of a model; take the folder with all of its parts"
        )
    return _net(path)


def _model(path: Path) -> Report:
    """A base model: it is loaded without its numbers, so that everything finds its place, or is named."""
    from sketchpad.models.model import load_model

    report = Report(path, "base")
    try:
        info = inspect_model(path)
        family = FAMILY_LABELS[info.family]
        notes = (
            ("Made for inpainting: it also reads a mask and a picture.",) if info.inpaints else ()
        )
        report = Report(path, "base", family, _model_parts(info), notes)
        load_model(path, _nowhere())
    except SketchpadError as error:
        return replace(report, problem=error)
    if info.has_vae:
        return report
    return replace(report, missing=Problem.of("no_vae", "model", name=info.name).sentence)


def _model_parts(info: ModelInfo) -> dict[str, Part]:
    if info.folder.is_dir():
        return {
            part: _part(precisions(find_weights(info.folder / part)))
            for part in ("text_encoder", "text_encoder_2", "unet", "vae")
            if (info.folder / part).is_dir()
        }
    kinds = precisions(info.folder)
    starts: dict[str, tuple[str, ...]] = {
        "text_encoder": (single_file.FIRST_CLIP, single_file.OPEN_CLIP, single_file.XL_CLIP),
        "text_encoder_2": (single_file.XL_OPEN_CLIP,),
        "unet": (single_file.UNET,),
        "vae": (single_file.VAE,),
    }
    names = {part: [name for name in kinds if name.startswith(starts[part])] for part in starts}
    return {part: _part({n: kinds[n] for n in own}) for part, own in names.items() if own}


def _net(path: Path) -> Report:
    from sketchpad.models.controlnets.loader import network_of
    from sketchpad.models.model import load_part

    info = inspect_controlnet(str(path))
    kind = "controlnet" if info.kind == UNION else info.kind
    weights = path if path.is_file() else find_weights(path)
    notes = ("Reads several kinds of control images.",) if info.kind == UNION else ()
    parts = {kind: _part(precisions(weights))}
    report = Report(path, kind, FAMILY_LABELS.get(info.family, ""), parts, notes)
    try:
        network_of(info, _nowhere(), load_part)
    except SketchpadError as error:
        return replace(report, problem=error)
    return report


def _lora(path: Path) -> Report:
    from sketchpad.models.lora.file import inspect_lora

    info = inspect_lora(path)
    if info.architecture:
        problem = BadLora(path, "family", family=info.architecture, model="Stable Diffusion")
        return Report(path, "lora", info.architecture, problem=problem)
    kinds = precisions(path)
    names: dict[str, list[str]] = {}
    for change in info.changes:
        names.setdefault(change.target, []).extend(change.tensors.values())
    parts = {target: _part({name: kinds[name] for name in own}) for target, own in names.items()}
    return Report(path, "lora" if info.changes else "embedding", info.family, parts)


def _gates(path: Path) -> Report:
    from sketchpad.models.gligen.gates_file import FUSER, POSITION, find_gates, gate_widths

    weights = find_gates(path)
    stored = precisions(weights)
    kinds = {name: stored[name] for name in stored if FUSER in name or POSITION in name}
    family = FAMILY_LABELS[SD1] if set(gate_widths(check_header(weights))) == {768} else ""
    return Report(path, "gligen", family, {"gates": _part(kinds)})


def _part(kinds: Mapping[str, str]) -> Part:
    count = Counter(PRECISIONS[kind] for kind in kinds.values() if kind in PRECISIONS)
    return Part(len(kinds), tuple(name for name, _ in count.most_common()))


def _nowhere() -> Any:
    """The place where nothing but names and shapes is."""
    import torch

    from sketchpad.models.runtime.device import DeviceChoice

    return DeviceChoice(torch.device("meta"), torch.float32)
