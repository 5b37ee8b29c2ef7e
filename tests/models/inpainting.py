"""A tiny checkpoint with nine channels."""

from __future__ import annotations

import json
from pathlib import Path

import torch

from tests.tiny import build_tiny_model


def build_inpainting_model(folder: Path, *, xl: bool = False) -> Path:
    """A tiny model whose U-Net also reads a mask and the masked picture's latents."""
    from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel

    build_tiny_model(folder, prediction_type="epsilon", gated=False, xl=xl)
    config = json.loads((folder / "unet" / "config.json").read_text())
    with torch.random.fork_rng():
        torch.manual_seed(5)
        unet = UNet2DConditionModel.from_config(config | {"in_channels": 9})
    unet.save_pretrained(folder / "unet")
    index = json.loads((folder / "model_index.json").read_text())
    index["_class_name"] = f"StableDiffusion{'XL' if xl else ''}InpaintPipeline"
    (folder / "model_index.json").write_text(json.dumps(index))
    return folder
