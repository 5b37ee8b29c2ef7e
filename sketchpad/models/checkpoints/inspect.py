"""What is in a model's folder, without loading it (no torch here)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from sketchpad.errors import WeightsDamaged, WeightsMissing
from sketchpad.models.checkpoints.model_info import (
    SD1,
    SD2,
    SDXL,
    SOLVERS,
    ModelInfo,
    check_schedule,
    describe,
)
from sketchpad.models.checkpoints.safetensors_io import (
    check_header,
    find_weights,
    read_json,
    reading_settings,
    refuse_programs,
    snapshot_in,
)
from sketchpad.models.checkpoints.single_file import inspect_file

PARTS = ("text_encoder", "unet", "vae")
EXTRAS = ("controlnet", "edge_predictor", "edge_reader", "controls")
_KINDS = ("", "Img2Img", "ControlNet", "Inpaint")
PIPELINES = frozenset(
    {
        *(f"StableDiffusion{kind}Pipeline" for kind in (*_KINDS, "GLIGEN")),
        "LatentConsistencyModelPipeline",
        "LatentConsistencyModelImg2ImgPipeline",
    }
)
XL_PIPELINES = frozenset(f"StableDiffusionXL{kind}Pipeline" for kind in _KINDS)
LIBRARIES = frozenset({"diffusers", "transformers", "stable_diffusion", None})
NOT_SUPPORTED = ("class_embed_type", "num_class_embeds", "encoder_hid_dim")
"""Settings of U-Nets that expect more than a prompt, a time, a size and a guidance scale."""


def inspect_model(folder: Path) -> ModelInfo:
    """Read a model folder's settings and check that every weight file is whole; or that a single file holds a model.

    Cheap after the first time: it is read again only when a file in it has changed.

    Raises:
        WeightsMissing: there is no model, or a part of it is not there.
        WeightsDamaged: a file is incomplete, no safetensors, needs foreign program code, or is of another family.
    """
    try:
        folder = snapshot_in(Path(folder))
        if folder.is_file():
            return inspect_file(folder)
        return _inspect(folder, _signature(folder))
    except OSError as reason:  # may not be read, or has a name that no file can have
        raise WeightsMissing(folder) from reason


def _signature(folder: Path) -> tuple[tuple[str, int, int], ...]:
    if not (folder / "model_index.json").is_file():
        raise WeightsMissing(folder)
    files = []
    for place in ("", *(entry.name for entry in os.scandir(folder) if entry.is_dir())):
        with suppress(PermissionError), os.scandir(folder / place) as entries:
            for file in entries:
                if (place or file.name.endswith(".json")) and file.is_file():
                    state = file.stat()
                    files.append((f"{place}/{file.name}", state.st_size, state.st_mtime_ns))
    return tuple(sorted(files))


@lru_cache(maxsize=8)
def _inspect(folder: Path, _signature: tuple[tuple[str, int, int], ...]) -> ModelInfo:
    index = read_json(folder / "model_index.json")
    _refuse_foreign(folder, index)
    twins = index["_class_name"] in XL_PIPELINES
    for part in (*PARTS, *["text_encoder_2"] * twins):
        check_header(find_weights(folder / part))
        read_json(folder / part / "config.json")
    scheduler = read_json(folder / "scheduler" / "scheduler_config.json")
    for part in ("tokenizer", *["tokenizer_2"] * twins):
        if not any((folder / part / name).is_file() for name in ("vocab.json", "tokenizer.json")):
            raise WeightsMissing(folder / part)
    extras = frozenset(extra for extra in EXTRAS if (folder / extra / "config.json").is_file())
    for extra in extras:
        check_header(find_weights(folder / extra))
    check_schedule(folder, scheduler)
    unet = read_json(folder / "unet" / "config.json")
    vae = read_json(folder / "vae" / "config.json")
    card = read_json(folder / "sketchpad.json") if (folder / "sketchpad.json").is_file() else {}
    with reading_settings(folder):
        info = describe(folder, unet, vae, card, extras)
        info = replace(
            info,
            family=SDXL if twins else SD2 if unet.get("cross_attention_dim") == 1024 else SD1,
            scheduler=str(
                card.get("defaults", {}).get("scheduler")
                or SOLVERS.get(str(scheduler.get("_class_name")), "ddim")
            ),
            zeros_for_empty_prompt=bool(index.get("force_zeros_for_empty_prompt", twins)),
            lora=_own_lora(folder, card),
        )
        if twins != (unet.get("addition_embed_type") == "text_time"):
            raise ValueError("its U-Net is of another family")
        odd = next((key for key in NOT_SUPPORTED if unet.get(key) is not None), "")
        if odd:
            raise ValueError(f"its U-Net takes an input that is not supported ({odd})")
    return replace(info, stamp=hash(_signature))


def unet_settings(info: ModelInfo) -> Mapping[str, Any] | None:
    """The settings of a model's U-Net, None for a model that is a single file."""
    path = info.folder / "unet" / "config.json"
    return read_json(path) if path.is_file() else None


def _refuse_foreign(folder: Path, index: Mapping[str, Any]) -> None:
    refuse_programs(folder, "*/*.py")
    kind = index.get("_class_name")
    if kind in XL_PIPELINES and _is_refiner(index):
        raise WeightsDamaged(
            folder,
            "it is a refiner, which only works over another model's pictures; take the base model",
        )
    if kind not in PIPELINES | XL_PIPELINES:
        raise WeightsDamaged(folder, "a {kind} is not supported", kind=kind)
    for name, entry in index.items():
        if isinstance(entry, list) and (not entry or entry[0] not in LIBRARIES):
            raise WeightsDamaged(folder, "its {part} needs program code from elsewhere", part=name)


def _is_refiner(index: Mapping[str, Any]) -> bool:
    """Stable Diffusion XL's refiner has the second text encoder only."""
    entry = index.get("text_encoder")
    return bool(index.get("requires_aesthetics_score")) or (
        isinstance(entry, list) and not any(entry)
    )


def _own_lora(folder: Path, card: Mapping[str, Any]) -> Path | None:
    """The LoRA that the card names, checked; ValueError where it lies outside of the folder."""
    if "lora" not in card:
        return None
    path = folder / str(card["lora"])
    if not path.resolve().is_relative_to(folder.resolve()) or path.suffix != ".safetensors":
        raise ValueError(f"lora: {card['lora']}")
    check_header(path, folder)
    return path
