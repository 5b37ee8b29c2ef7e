"""Low-rank changes beside the layers of a frozen network (Hu et al. 2022), written in diffusers' own format."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

FILE = "pytorch_lora_weights.safetensors"
ENDS = ("position_net", "time_embedding", "conv_in", "conv_out")
"""They have too few channels for a low rank to be low."""
LEFT_OUT = ("fuser", *ENDS)
"""Beside them, gates keep what they were taught while steps are saved."""


def may_change(name: str) -> bool:
    """Whether a LoRA of ours holds a change of this layer, or of the tensor of this name."""
    return not any(part in LEFT_OUT for part in name.split("."))


class LoraLayers(nn.Module):
    """Adds ``up(down(x))`` to what the linear layers and convolutions of ``network`` put out, while it is ``on``."""

    def __init__(self, network: nn.Module, rank: int) -> None:
        super().__init__()
        self.on = True
        self.names = [
            name
            for name, layer in network.named_modules()
            if isinstance(layer, nn.Linear | nn.Conv2d) and may_change(name)
        ]
        layers = [network.get_submodule(name) for name in self.names]
        pairs = [_pair(layer, rank) for layer in layers]
        self.down = nn.ModuleList(down for down, _ in pairs)
        self.up = nn.ModuleList(up for _, up in pairs)
        self._hooks = [
            layer.register_forward_hook(partial(self._add, index))
            for index, layer in enumerate(layers)
        ]

    def _add(self, index: int, _layer: nn.Module, inputs: tuple[Any, ...], output: Any) -> Any:
        if not self.on:
            return output
        return output + self.up[index](self.down[index](inputs[0]))

    def detach(self) -> None:
        """Leave the network as it was."""
        for hook in self._hooks:
            hook.remove()

    def tensors(self) -> dict[str, Tensor]:
        """By the names that diffusers gives them; the factor alpha / rank is 1."""
        tensors = {}
        for name, down, up in zip(self.names, self.down, self.up, strict=True):
            tensors[f"unet.{name}.lora_A.weight"] = _weight(down)
            tensors[f"unet.{name}.lora_B.weight"] = _weight(up)
        return {name: value.detach().cpu().contiguous() for name, value in tensors.items()}

    @torch.no_grad()
    def load(self, folder: Path) -> None:
        """Begin from what ``save`` wrote; KeyError or RuntimeError where it is of another network or rank."""
        tensors = load_file(folder / FILE)
        for name, down, up in zip(self.names, self.down, self.up, strict=True):
            _weight(down).copy_(tensors[f"unet.{name}.lora_A.weight"])
            _weight(up).copy_(tensors[f"unet.{name}.lora_B.weight"])

    def save(self, folder: Path) -> None:
        """In half precision, as ``pipe.load_lora_weights(folder)`` and Sketchpad read it."""
        folder.mkdir(parents=True, exist_ok=True)
        tensors = {name: value.half() for name, value in self.tensors().items()}
        save_file(tensors, folder / FILE, metadata={"format": "pt"})


def _pair(layer: nn.Module, rank: int) -> tuple[nn.Module, nn.Module]:
    down: nn.Module
    up: nn.Module
    if isinstance(layer, nn.Conv2d):
        down = nn.Conv2d(
            layer.in_channels,
            rank,
            layer.kernel_size,  # type: ignore[arg-type]
            layer.stride,  # type: ignore[arg-type]
            layer.padding,  # type: ignore[arg-type]
            bias=False,
        )
        up = nn.Conv2d(rank, layer.out_channels, 1, bias=False)
    else:
        assert isinstance(layer, nn.Linear)
        down = nn.Linear(layer.in_features, rank, bias=False)
        up = nn.Linear(rank, layer.out_features, bias=False)
    nn.init.normal_(_weight(down), std=1 / rank)
    nn.init.zeros_(_weight(up))
    return down, up


def _weight(layer: nn.Module) -> Tensor:
    assert isinstance(layer.weight, Tensor)
    return layer.weight
