"""More networks for the tiny models, with random weights: real classes, each in a folder of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch


def write_controlnet(folder: Path, model: Path, seed: int, **changes: Any) -> Path:
    """A ControlNet that fits the model in the folder `model`, but for `changes` of its settings."""
    from diffusers.models.controlnets.controlnet import ControlNetModel

    settings = json.loads((model / "controlnet" / "config.json").read_text()) | changes
    return _write(folder, ControlNetModel, settings, seed)


def write_union(folder: Path, model: Path, seed: int, types: int = 6, heads: int = 4) -> Path:
    """A network for several kinds of control images that fits the XL model in the folder `model`."""
    from diffusers.models.controlnets.controlnet_union import ControlNetUnionModel

    settings = json.loads((model / "controlnet" / "config.json").read_text())
    width = settings["block_out_channels"][0]
    settings |= {
        "_class_name": "ControlNetUnionModel",
        "num_control_type": types,
        "num_trans_channel": width,
        "num_trans_head": heads,
        "num_proj_channel": width,
    }
    return _write(folder, ControlNetUnionModel, settings, seed)


def write_adapter(folder: Path, seed: int, *, xl: bool = False, **changes: Any) -> Path:
    """A T2I-Adapter that fits the tiny models."""
    from diffusers.models.adapter import T2IAdapter

    settings = {
        "in_channels": 3,
        "channels": [32, 64],
        "num_res_blocks": 1,
        "downscale_factor": 16 if xl else 8,
        "adapter_type": "full_adapter_xl" if xl else "full_adapter",
    }
    if xl:
        settings["channels"] = [32, 64, 64, 64]
    return _write(folder, T2IAdapter, settings | changes, seed)


def _write(folder: Path, kind: Any, settings: dict[str, Any], seed: int) -> Path:
    shaken = ("cond_embedding", "controlnet_down", "controlnet_mid", "spatial_ch", "adapter.")
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        network = kind.from_config(settings)
        with torch.no_grad():
            for name, weight in network.named_parameters():
                if any(part in name for part in shaken):
                    weight.normal_(0, 0.1 if "adapter" in name else 0.2)
    network.save_pretrained(folder)
    return folder
