"""What is in a model's folder, found out without loading it (no torch here)."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sketchpad.errors import WeightsDamaged, WeightsMissing, model_name
from sketchpad.models.checkpoints.safetensors_io import (
    check_header,
    find_weights,
    read_json,
    snapshot_in,
)

SD1, SD2, SDXL = "sd1", "sd2", "sdxl"
FAMILY_LABELS = {
    SD1: "Stable Diffusion 1.x",
    SD2: "Stable Diffusion 2.x",
    SDXL: "Stable Diffusion XL",
}
PARTS = ("text_encoder", "unet", "vae")
EXTRAS = ("controlnet", "edge_predictor", "edge_reader", "controls")
MAPS = ("segmentation", "depth", "normal")
"""Kinds of control images that a model's own `controls`, one small adapter, reads."""
PIPELINES = frozenset(
    {
        "StableDiffusionPipeline",
        "StableDiffusionImg2ImgPipeline",
        "StableDiffusionControlNetPipeline",
        "StableDiffusionGLIGENPipeline",
        "StableDiffusionInpaintPipeline",
        "LatentConsistencyModelPipeline",
        "LatentConsistencyModelImg2ImgPipeline",
    }
)
XL_PIPELINES = frozenset(
    {
        "StableDiffusionXLPipeline",
        "StableDiffusionXLImg2ImgPipeline",
        "StableDiffusionXLControlNetPipeline",
        "StableDiffusionXLInpaintPipeline",
    }
)
SOLVERS = MappingProxyType(
    {
        "EulerDiscreteScheduler": "euler",
        "EulerAncestralDiscreteScheduler": "euler_a",
        "LCMScheduler": "lcm",
        "DPMSolverMultistepScheduler": "dpm++",
        "UniPCMultistepScheduler": "unipc",
    }
)
"""What suits a model that comes with one of these; all others begin with DDIM."""
LIBRARIES = frozenset({"diffusers", "transformers", "stable_diffusion", None})
NOT_SUPPORTED = ("class_embed_type", "num_class_embeds", "encoder_hid_dim")
"""Settings of U-Nets that expect more than a prompt, a time, a size and a guidance scale."""
CONSISTENT = ("time_cond_proj_dim", 4, 8.5)
"""A setting of U-Nets that were distilled to few steps (Luo et al. 2023), and the steps and scale they begin with."""
# Latents (x 4) to RGB of Stable Diffusion 1.x and 2.x, as ComfyUI and others publish it.
SD_LATENT_RGB = (
    (0.3512, 0.2297, 0.3227),
    (0.3250, 0.4974, 0.2350),
    (-0.2829, 0.1762, 0.2721),
    (-0.2120, -0.2616, -0.7177),
)
SDXL_LATENT_RGB = (
    (0.3651, 0.4232, 0.4341),
    (-0.2533, -0.0042, 0.1068),
    (0.1076, 0.1111, -0.0362),
    (-0.3165, -0.2492, -0.2188),
)
SDXL_LATENT_BIAS = (0.1084, -0.0175, -0.0011)


@dataclass(frozen=True)
class MethodDefaults:
    strength: float
    start: float
    end: float
    options: Mapping[str, Any] = field(default_factory=dict)
    """What else the card says of the method, as it stands there."""


@dataclass(frozen=True)
class LatentColours:
    """A linear map from latents to RGB in -1..1: ``latents @ factors + bias``."""

    factors: tuple[tuple[float, float, float], ...]
    bias: tuple[float, float, float] = (0.0, 0.0, 0.0)


@dataclass(frozen=True)
class ModelInfo:
    """A model before it is loaded: what it is called, what it can do, what suits it."""

    folder: Path
    name: str
    version: str
    width: int
    height: int
    steps: int
    guidance_scale: float
    scheduler: str
    methods: Mapping[str, MethodDefaults]
    latent_colours: LatentColours | None
    words: tuple[str, ...]
    latent_channels: int
    pixels_per_latent: int
    size_step: int
    grounded: bool
    extras: frozenset[str]
    family: str = SD1
    zeros_for_empty_prompt: bool = False
    context_width: int = 0
    guidance_rescale: float = 0.0
    native_size: int = 512
    """Side of the square pictures, in pixels, at which the model composes; larger ones are made in passes."""
    two_pass: bool = True
    inpaints: bool = False
    """The U-Net also reads a mask and the latents of what is there: nine channels with Stable Diffusion."""
    has_vae: bool = True
    lora: Path | None = None
    """A LoRA that belongs to the model: without it, it is not what its card says."""
    stamp: int = 0
    """Differs when a file of the folder has changed, even where all of the above is the same."""

    def lacks(self, feature: str) -> str:
        """What this model would need in order to provide `feature`; empty when nothing is missing.

        Args:
            feature: "grounding", "residuals", "adapters" or "features", as networks provide them.
        """
        if feature == "grounding":
            if self.family != SD1 and not self.grounded:
                return "gated attention, which exists for Stable Diffusion 1.x only"
            return "" if self.grounded else "gated attention"
        part = {"residuals": "controlnet", "adapters": "controls", "features": "edge_predictor"}
        return "" if part.get(feature) in (None, *self.extras) else "weights for it"


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
            from sketchpad.models.checkpoints.single_file import inspect_file

            return inspect_file(folder)
        return _inspect(folder, _signature(folder))
    except OSError as reason:  # may not be read, or has a name that no file can have
        raise WeightsMissing(folder) from reason


def _signature(folder: Path) -> tuple[tuple[str, int, int], ...]:
    if not (folder / "model_index.json").is_file():
        raise WeightsMissing(folder)
    found = []
    for place in ("", *(entry.name for entry in os.scandir(folder) if entry.is_dir())):
        with suppress(PermissionError), os.scandir(folder / place) as files:
            for file in files:
                if (place or file.name.endswith(".json")) and file.is_file():
                    state = file.stat()
                    found.append((f"{place}/{file.name}", state.st_size, state.st_mtime_ns))
    return tuple(sorted(found))


@lru_cache(maxsize=8)
def _inspect(folder: Path, _signature: tuple[tuple[str, int, int], ...]) -> ModelInfo:
    index = read_json(folder / "model_index.json")
    _refuse_foreign(folder, index)
    twins = index["_class_name"] in XL_PIPELINES
    for part in (*PARTS, *(["text_encoder_2"] if twins else [])):
        check_header(find_weights(folder / part))
        read_json(folder / part / "config.json")
    scheduler = read_json(folder / "scheduler" / "scheduler_config.json")
    for part in ("tokenizer", *(["tokenizer_2"] if twins else [])):
        if not any((folder / part / name).is_file() for name in ("vocab.json", "tokenizer.json")):
            raise WeightsMissing(folder / part)
    extras = frozenset(extra for extra in EXTRAS if (folder / extra / "config.json").is_file())
    for extra in extras:
        check_header(find_weights(folder / extra))
    check_schedule(folder, scheduler)
    unet = read_json(folder / "unet" / "config.json")
    vae = read_json(folder / "vae" / "config.json")
    card = read_json(folder / "sketchpad.json") if (folder / "sketchpad.json").is_file() else {}
    try:
        info = describe(folder, unet, vae, card, extras)
        info = replace(
            info,
            family=SDXL if twins else _family(unet),
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
            raise ValueError(f"its U-Net wants to be told more than is supported ({odd})")
    except (KeyError, TypeError, ValueError, AttributeError) as reason:
        raise WeightsDamaged(
            folder, "its settings are wrong: {detail}", detail=str(reason)
        ) from reason
    return replace(info, stamp=hash(_signature))


def check_schedule(path: Path, scheduler: Mapping[str, Any]) -> None:
    """Raise WeightsDamaged where a network predicts noise on a schedule that ends in pure noise.

    The picture foreseen would be (x - noise) / 0 there (Lin et al., "Common Diffusion Noise Schedules and Sample Steps
    are Flawed", WACV 2024, section 3.2).
    """
    ends_in_noise = bool(scheduler.get("rescale_betas_zero_snr"))
    if ends_in_noise and scheduler.get("prediction_type", "epsilon") == "epsilon":
        raise WeightsDamaged(
            path,
            "its schedule ends in pure noise, where a network that predicts noise foresees nothing",
        )


def _refuse_foreign(folder: Path, index: Mapping[str, Any]) -> None:
    program = next((p.name for p in sorted([*folder.glob("*.py"), *folder.glob("*/*.py")])), "")
    if program:
        raise WeightsDamaged(
            folder, "it brings program code, {program}, which is never run", program=program
        )
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


def _context_width(unet: Mapping[str, Any]) -> int:
    width = unet.get("cross_attention_dim", 1280)
    return int(width[-1] if isinstance(width, list) else width)


def _family(unet: Mapping[str, Any]) -> str:
    width = unet.get("cross_attention_dim", 768)
    return SD2 if width == 1024 else SD1


def describe(
    folder: Path,
    unet: Mapping[str, Any],
    vae: Mapping[str, Any],
    card: Mapping[str, Any],
    extras: frozenset[str],
) -> ModelInfo:
    """A model from its settings; KeyError, TypeError, ValueError or AttributeError where those are wrong."""
    pixels = 2 ** (len(vae["block_out_channels"]) - 1)
    channels = int(vae.get("latent_channels", 4))
    taken = int(unet.get("in_channels", 4))
    if taken not in (channels, 2 * channels + 1):
        raise ValueError(f"the U-Net takes {taken} channels, not {channels}")
    side = int(unet.get("sample_size") or 64) * pixels
    defaults = card.get("defaults", {})
    key, few, scale = CONSISTENT
    steps, scale = (few, scale) if unet.get(key) else (20, 7.5)
    return ModelInfo(
        folder=folder,
        name=str(card.get("name", model_name(folder))),
        version=str(card.get("version", "")),
        width=int(defaults.get("width", side)),
        height=int(defaults.get("height", side)),
        steps=int(defaults.get("steps", steps)),
        guidance_scale=float(defaults.get("guidance_scale", scale)),
        scheduler="ddim",
        methods=MappingProxyType(
            {
                str(name): MethodDefaults(
                    float(m["strength"]),
                    float(m["start"]),
                    float(m["end"]),
                    MappingProxyType(
                        {k: v for k, v in m.items() if k not in ("strength", "start", "end")}
                    ),
                )
                for name, m in defaults.get("methods", {}).items()
            }
        ),
        latent_colours=_colours(card, channels, float(vae.get("scaling_factor", 0.18215))),
        words=tuple(str(word) for word in card.get("words", ())),
        latent_channels=channels,
        pixels_per_latent=pixels,
        size_step=pixels * 2 ** (len(unet["block_out_channels"]) - 1),
        grounded=unet.get("attention_type") == "gated",
        extras=extras,
        context_width=_context_width(unet),
        guidance_rescale=float(defaults.get("guidance_rescale", 0.0)),
        native_size=_native_size(card.get("native_size", side), pixels),
        two_pass=bool(defaults.get("two_pass", True)),
        inpaints=taken != channels,
    )


def _native_size(side: Any, pixels: int) -> int:
    found = int(side)
    if found < pixels:
        raise ValueError(f"native_size: {side}")
    return found


def _own_lora(folder: Path, card: Mapping[str, Any]) -> Path | None:
    """The LoRA that the card names, checked; ValueError where it lies outside of the folder."""
    if "lora" not in card:
        return None
    path = folder / str(card["lora"])
    if not path.resolve().is_relative_to(folder.resolve()) or path.suffix != ".safetensors":
        raise ValueError(f"lora: {card['lora']}")
    check_header(path, folder)
    return path


def _colours(card: Mapping[str, Any], channels: int, scaling: float) -> LatentColours | None:
    fitted = card.get("latent_rgb")
    if fitted is None:
        if channels == 4 and math.isclose(scaling, 0.18215, abs_tol=1e-5):
            return LatentColours(SD_LATENT_RGB)
        if channels == 4 and math.isclose(scaling, 0.13025, abs_tol=1e-5):
            return LatentColours(SDXL_LATENT_RGB, SDXL_LATENT_BIAS)
        return None
    factors = tuple((float(r), float(g), float(b)) for r, g, b in fitted["factors"])
    if len(factors) != channels:
        raise ValueError(f"latent_rgb has {len(factors)} rows, not {channels}")
    red, green, blue = (float(v) for v in fitted.get("bias", (0, 0, 0)))
    return LatentColours(factors, (red, green, blue))
