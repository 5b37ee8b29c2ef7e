"""Sketchpad's own small networks on disk: settings as JSON beside one safetensors file, as diffusers lays them out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Self

from torch import nn

from sketchpad import atomic
from sketchpad.models.checkpoints.safetensors_io import (
    fill,
    find_weights,
    read_json,
    read_tensors,
    reading_settings,
)


class SmallNetwork(nn.Module):
    """Built from ``config``, a dict of JSON values; subclasses raise KeyError, TypeError or ValueError at bad ones."""

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__()

    @property
    def config(self) -> dict[str, Any]:
        """What such a network is built from again."""
        raise NotImplementedError

    def save(self, folder: Path) -> None:
        """Write config.json and diffusion_pytorch_model.safetensors (float32) into `folder`."""
        from safetensors.torch import save

        folder.mkdir(parents=True, exist_ok=True)
        tensors = {k: v.detach().cpu().contiguous() for k, v in self.state_dict().items()}
        atomic.write_bytes(
            folder / "config.json", json.dumps(self.config, indent=2).encode() + b"\n"
        )
        atomic.write_bytes(folder / "diffusion_pytorch_model.safetensors", save(tensors))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote, ready for use (eval, no gradients for weights); WeightsMissing or WeightsDamaged."""
        config = read_json(folder / "config.json")
        with reading_settings(folder):
            network = cls(config)
        tensors = read_tensors(find_weights(folder))
        floats = {k: v.float() if v.is_floating_point() else v for k, v in tensors.items()}
        fill(network, floats, folder)
        return network
