"""Whole models in one .safetensors file, named as in the original code: which family, what suits it (no torch here).

Such a file holds the weights alone. Settings and the tokenizer's merges come from `resources/families`, so nothing is
fetched from anywhere.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from copy import deepcopy
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

from sketchpad import paths
from sketchpad.errors import WeightsDamaged
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
    LARGEST_HEADER,
    check_header,
    read_json,
    reading_settings,
    refuse_other_formats,
    stamp_of,
)
from sketchpad.outside import open_file, parse_json

UNET = "model.diffusion_model."
VAE = "first_stage_model."
CONTROL = "control_model."
FIRST_CLIP = "cond_stage_model.transformer."
OPEN_CLIP = "cond_stage_model.model."
XL_CLIP = "conditioner.embedders.0.transformer."
XL_OPEN_CLIP = "conditioner.embedders.1.model."
REFINER_CLIP = "conditioner.embedders.0.model."
Shapes = Mapping[str, tuple[int, ...]]


def inspect_file(path: Path) -> ModelInfo:
    """What is in a single file. Reads its table of contents only; cheap after the first time.

    Raises WeightsDamaged where it is incomplete, no whole model, or of a kind that is not supported.
    """
    refuse_other_formats(path)
    return _inspect(path, stamp_of(path), families())


def families() -> Path:
    """Where the settings of the families lie."""
    return paths.resources() / "families"


@lru_cache(maxsize=8)
def _inspect(path: Path, stamp: Hashable, _families: Path) -> ModelInfo:
    shapes = check_header(path, path)
    family = find_family(path, shapes)
    settings = settings_of(path, family)
    check_schedule(path, settings["scheduler"])
    with reading_settings(path):
        info = describe(path, settings["unet"], settings["vae"], {}, frozenset())
    _check_width(path, shapes, info)
    scheduler = SOLVERS.get(str(settings["scheduler"].get("_class_name")), "ddim")
    return replace(
        info,
        name=path.stem,
        family=family,
        scheduler=scheduler,
        zeros_for_empty_prompt=family == SDXL,
        has_vae=any(name.startswith(VAE) for name in shapes),
        stamp=hash(stamp),
    )


def find_family(path: Path, shapes: Shapes) -> str:
    """The family of a file, by what its tensors are called. WeightsDamaged where it is none that is supported."""

    def has(*starts: str) -> bool:
        return any(name.startswith(starts) for name in shapes)

    if not has(UNET) or has(f"{UNET}joint_blocks.", f"{UNET}double_blocks."):
        refuse(path, shapes)
    first = shapes.get(f"{UNET}input_blocks.0.0.weight", ())
    channels = first[1] if len(first) == 4 else 0
    if channels == 8:
        raise WeightsDamaged(
            path, "it was made to change pictures by instructions, which is not supported"
        )
    if channels == 5:
        raise WeightsDamaged(
            path, "it reads depth by itself, which is not supported; take a ControlNet for depth"
        )
    if channels not in (4, 9):
        raise WeightsDamaged(path, "it was made for other work on pictures")
    if has(REFINER_CLIP) and not has(XL_CLIP):
        raise WeightsDamaged(
            path,
            "it is a refiner, which only works over another model's pictures; take the base model",
        )
    if has(f"{UNET}label_emb.") and has(XL_CLIP) and has(XL_OPEN_CLIP):
        return SDXL
    if has(OPEN_CLIP):
        return SD2
    if has(FIRST_CLIP):
        return SD1
    raise WeightsDamaged(path, "it comes without a text encoder")


def settings_of(path: Path, family: str) -> dict[str, Any]:
    """The settings of the networks and the noise schedule: the family's, and what this file says of itself."""
    settings = deepcopy(read_json(families() / f"{family}.json"))
    shapes = check_header(path, path)
    settings["unet"]["in_channels"] = shapes[f"{UNET}input_blocks.0.0.weight"][1]
    prediction, size = _prediction(path, family)
    if "ztsnr" in _remarks(path)[1]:
        settings["scheduler"] |= {"rescale_betas_zero_snr": True, "timestep_spacing": "trailing"}
    if prediction:
        settings["scheduler"]["prediction_type"] = prediction
    if family == SD2 and size == 512:
        settings["unet"]["sample_size"] = 64
    return settings


def _prediction(path: Path, family: str) -> tuple[str, int]:
    """What the network predicts, which no shape tells: from the file's own remarks, a yaml beside it, or its name."""
    remarks, names = _remarks(path)
    if "v_pred" in names:
        return "v_prediction", 0
    kind = remarks.get("modelspec.prediction_type", "") or remarks.get("modelspec.predict_key", "")
    size = 512 if remarks.get("modelspec.resolution", "").startswith("512") else 0
    if kind in ("v", "v_prediction", "velocity"):
        return "v_prediction", size
    if kind in ("epsilon", "eps"):
        return "epsilon", size
    beside = path.with_suffix(".yaml")
    if beside.is_file() and beside.stat().st_size < 100_000:
        text = beside.read_text(encoding="utf-8", errors="replace")
        return ("v_prediction", 0) if 'parameterization: "v"' in text else ("epsilon", 0)
    if family == SD2 and any(word in path.stem.lower() for word in ("512", "base")):
        return "epsilon", 512  # the usual names of the family's two models
    return "", 0


def _remarks(path: Path) -> tuple[dict[str, str], frozenset[str]]:
    with open_file(path) as file:
        length = int.from_bytes(file.read(8), "little")
        header = parse_json(file.read(min(length, LARGEST_HEADER)))
    metadata = header.get("__metadata__")
    remarks = metadata if isinstance(metadata, dict) else {}
    return {str(k): str(v)[:200] for k, v in remarks.items()}, frozenset(header)


def _check_width(path: Path, shapes: Shapes, info: ModelInfo) -> None:
    widths = {
        shape[1]
        for name, shape in shapes.items()
        if name.startswith(UNET) and name.endswith("attn2.to_k.weight") and len(shape) == 2
    }
    if widths != {info.context_width}:
        raise WeightsDamaged(path, "its U-Net does not fit its text encoder")


def refuse(path: Path, shapes: Shapes) -> NoReturn:
    """Raise WeightsDamaged, with what a file is that is no whole model, and what to take instead."""

    def has(*words: str) -> bool:
        return any(word in name for name in shapes for word in words)

    words = has("cond_stage_model.", "conditioner.")
    kinds = (
        (has("double_blocks.", "joint_blocks.", "single_transformer_blocks.", "adaln_single."),
         WeightsDamaged(path, "models of FLUX, Stable Diffusion 3 and other transformers are not supported; "
                              "take one of Stable Diffusion 1.x, 2.x or XL")),
        (has("ip_adapter.", "image_proj."),
         WeightsDamaged(path, "it is an IP-Adapter, which is not supported; take a LoRA or a ControlNet instead")),
        (has("motion_modules.", "temporal_transformer."), WeightsDamaged(path, "it was made for moving pictures")),
        (has("position_net."), WeightsDamaged(path, "it holds GLIGEN's gates, which are added to a model")),
        (has("lora", "hada_w", "lokr_w", ".diff", "oft_"),
         WeightsDamaged(path, "it is a LoRA, which is added to a model")),
        (has("control_model.", "controlnet_cond_embedding.", "input_hint_block."),
         WeightsDamaged(path, "it is a ControlNet, which is added to a model")),
        (has("adapter.body.") or (has("body.0.") and has("block1.weight")),
         WeightsDamaged(path, "it is a T2I-Adapter, which is added to a model")),
        (has("emb_params", "string_to_param") or shapes.keys() <= {"clip_l", "clip_g"},
         WeightsDamaged(path, "it is a textual inversion, which is added to a model as a LoRA is")),
        (has("decoder.conv_in.weight") and not words,
         WeightsDamaged(path, "it is a VAE, which is chosen beside a model")),
        (has("down_blocks.", "text_model.", "resblocks.") and not words,
         WeightsDamaged(path, "it is one part of a model; take the folder with all of its parts")),
        (True, WeightsDamaged(path, "it is no whole Stable Diffusion model")),
    )  # fmt: skip
    raise next(error for fits, error in kinds if fits)
