"""A model before it is loaded: what it is called, what it can do, and what suits it (no torch here)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sketchpad.errors import WeightsDamaged, model_name

SD1, SD2, SDXL = "sd1", "sd2", "sdxl"
FAMILY_LABELS = {
    SD1: "Stable Diffusion 1.x",
    SD2: "Stable Diffusion 2.x",
    SDXL: "Stable Diffusion XL",
}
CONTEXT_WIDTHS = MappingProxyType({SD1: 768, SD2: 1024, SDXL: 2048})
"""Width of the text that the U-Nets of a family read."""
ADAPTER_FAMILIES = MappingProxyType(
    {"full_adapter": SD1, "light_adapter": SD1, "full_adapter_xl": SDXL}
)
"""Families of the kinds of T2I-Adapters, as their settings name them."""
MAPS = ("segmentation", "depth", "normal")
"""Kinds of control images that a model's own `controls`, one small adapter, reads."""
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
PREDICTIONS = ("epsilon", "v_prediction", "sample")
BETA_SCHEDULES = ("linear", "scaled_linear", "squaredcos_cap_v2")
"""What solvers know of the settings `prediction_type` and `beta_schedule` of a scheduler."""
CONSISTENT = ("time_cond_proj_dim", 4, 8.5)
"""A setting of U-Nets that were distilled to few steps (Luo et al. 2023), and the steps and scale they begin with."""


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


LATENT_COLOURS = MappingProxyType(
    {
        0.18215: LatentColours(
            (
                (0.3512, 0.2297, 0.3227),
                (0.3250, 0.4974, 0.2350),
                (-0.2829, 0.1762, 0.2721),
                (-0.2120, -0.2616, -0.7177),
            )
        ),
        0.13025: LatentColours(
            (
                (0.3651, 0.4232, 0.4341),
                (-0.2533, -0.0042, 0.1068),
                (0.1076, 0.1111, -0.0362),
                (-0.3165, -0.2492, -0.2188),
            ),
            (0.1084, -0.0175, -0.0011),
        ),
    }
)
"""Of Stable Diffusion 1.x and 2.x, and of XL, by the scaling factor of their VAE, as ComfyUI publishes them."""


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


def family_of_width(width: Any) -> str:
    """The family whose U-Nets read text of a width; empty where there is none."""
    return next((family for family, own in CONTEXT_WIDTHS.items() if own == width), "")


def check_schedule(path: Path, scheduler: Mapping[str, Any]) -> None:
    """Raise WeightsDamaged for schedules and predictions that no solver has.

    So it is where a network predicts noise on a schedule that ends in pure noise: the picture foreseen would be
    (x - noise) / 0 there (Lin et al., "Common Diffusion Noise Schedules and Sample Steps are Flawed", WACV 2024,
    section 3.2).
    """
    prediction = scheduler.get("prediction_type", "epsilon")
    spacing = scheduler.get("beta_schedule", "linear")
    if prediction not in PREDICTIONS:
        kind = str(prediction)[:40]
        raise WeightsDamaged(path, "its network predicts “{kind}”, which is not known", kind=kind)
    if spacing not in BETA_SCHEDULES and not scheduler.get("trained_betas"):
        kind = str(spacing)[:40]
        raise WeightsDamaged(path, "its noise schedule “{kind}” is not known", kind=kind)
    ends_in_noise = bool(scheduler.get("rescale_betas_zero_snr"))
    if ends_in_noise and prediction == "epsilon":
        raise WeightsDamaged(
            path,
            "its schedule ends in pure noise, where a network that predicts noise foresees nothing",
        )


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
    native = int(card.get("native_size", side))
    if native < pixels:
        raise ValueError(f"native_size: {native}")
    defaults = card.get("defaults", {})
    context = unet.get("cross_attention_dim", 1280)
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
            {str(name): _method(card) for name, card in defaults.get("methods", {}).items()}
        ),
        latent_colours=_colours(card, channels, float(vae.get("scaling_factor", 0.18215))),
        words=tuple(str(word) for word in card.get("words", ())),
        latent_channels=channels,
        pixels_per_latent=pixels,
        size_step=pixels * 2 ** (len(unet["block_out_channels"]) - 1),
        grounded=unet.get("attention_type") == "gated",
        extras=extras,
        context_width=int(context[-1] if isinstance(context, list) else context),
        guidance_rescale=float(defaults.get("guidance_rescale", 0.0)),
        native_size=native,
        two_pass=bool(defaults.get("two_pass", True)),
        inpaints=taken != channels,
    )


def _method(card: Mapping[str, Any]) -> MethodDefaults:
    parts = {name: float(card[name]) for name in ("strength", "start", "end")}
    rest = {name: value for name, value in card.items() if name not in parts}
    return MethodDefaults(**parts, options=MappingProxyType(rest))


def _colours(card: Mapping[str, Any], channels: int, scaling: float) -> LatentColours | None:
    fitted = card.get("latent_rgb")
    if fitted is None:
        close = (
            s for s in LATENT_COLOURS if channels == 4 and math.isclose(scaling, s, abs_tol=1e-5)
        )
        return LATENT_COLOURS.get(next(close, 0.0))
    factors = tuple((float(r), float(g), float(b)) for r, g, b in fitted["factors"])
    if len(factors) != channels:
        raise ValueError(f"latent_rgb has {len(factors)} rows, not {channels}")
    red, green, blue = (float(v) for v in fitted.get("bias", (0, 0, 0)))
    return LatentColours(factors, (red, green, blue))
