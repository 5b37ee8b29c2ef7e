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


def _write(folder: Path, kind: Any, settings: dict[str, Any], seed: int) -> Path:
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        network = kind.from_config(settings)
        with torch.no_grad():
            for name, weight in network.named_parameters():
                if any(
                    part in name for part in ("cond_embedding", "controlnet_down", "_mid_block")
                ):
                    weight.normal_(0, 0.2)
    network.save_pretrained(folder)
    return folder
