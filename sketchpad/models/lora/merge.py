"""LoRA files merged into a model's weights, and taken out again to the bit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from sketchpad.errors import BadLora, WeightsDamaged
from sketchpad.models.checkpoints.ldm_unet_keys import original_name
from sketchpad.models.checkpoints.safetensors_io import read_tensors
from sketchpad.models.lora.file import (
    FIRST,
    SECOND,
    UNET,
    LoraInfo,
    inspect_lora,
)
from sketchpad.models.lora.formats import change_of

Wanted = tuple[tuple[str, float], ...]
"""Paths and strengths."""


class LoraMerger:
    """Keeps the weights as they were beside those with LoRA, so that taking a file out leaves no rounding behind."""

    def __init__(self, unet: Any, text_networks: Sequence[Any]) -> None:
        targets: dict[str, Any] = {UNET: unet}
        targets |= dict(zip((FIRST, SECOND), text_networks, strict=False))
        self._names = {target: _names(network) for target, network in targets.items()}
        self._originals: dict[nn.Module, Tensor] = {}
        self._merged: tuple[Any, ...] = ()

    def use(self, wanted: Wanted, model: Any) -> bool:
        """Merge exactly these files, in any order; True where weights have changed.

        `model` is the ModelInfo. Files of strength 0 count as absent, and the same file twice adds up. Raises BadLora
        before anything is changed.
        """
        infos = [
            (inspect_lora(path), strength) for path, strength in sorted(wanted) if strength != 0
        ]
        key = tuple((info.path, info.stamp, strength) for info, strength in infos)
        if key == self._merged:
            return False
        for info, _ in infos:
            info.check_fits(model)
        deltas: dict[nn.Module, Tensor] = {}
        for info, strength in infos:
            for layer, delta in self._deltas(info):
                scaled = delta * strength
                deltas[layer] = deltas[layer] + scaled if layer in deltas else scaled
        self._merged = ()  # should memory run out below, the next call begins anew
        self._restore()
        for layer, delta in deltas.items():
            weight: Tensor = layer.weight  # type: ignore[assignment]
            self._originals[layer] = weight.detach()
            merged = weight.detach().float() + delta.to(weight.device)
            if not bool(torch.isfinite(merged).all()):
                self._restore()
                raise BadLora(infos[0][0].path, "damaged", detail="")
            kept = merged.to(weight.dtype)
            if weight.dim() == 4 and weight.is_contiguous(memory_format=torch.channels_last):
                kept = kept.contiguous(memory_format=torch.channels_last)
            layer.weight = nn.Parameter(kept, requires_grad=False)
        self._merged = key
        return True

    def _restore(self) -> None:
        for layer, weight in self._originals.items():
            layer.weight = nn.Parameter(weight, requires_grad=False)
        self._originals = {}

    def _original(self, layer: nn.Module) -> Tensor:
        """A layer's weight as it was loaded."""
        weight: Tensor = self._originals.get(layer, layer.weight)  # type: ignore[arg-type]
        return weight

    def _deltas(self, info: LoraInfo) -> list[tuple[nn.Module, Tensor]]:
        try:
            tensors = read_tensors(info.path)
        except WeightsDamaged as reason:
            raise BadLora(info.path, "damaged", detail=reason.reason) from reason
        found = []
        for change in info.changes:
            layer = self._names.get(change.target, {}).get(change.module.replace(".", "_"))
            if layer is None:
                raise BadLora(info.path, "foreign", detail=change.module)
            parts = {role: tensors[name].float() for role, name in change.tensors.items()}
            try:
                found.append((layer, change_of(parts, self._original(layer))))
            except (RuntimeError, ValueError) as reason:
                raise BadLora(info.path, "foreign", detail=change.module) from reason
        return found


def _names(network: Any) -> dict[str, nn.Module]:
    """Layers by their flat names, in all the ways in which files call them."""
    config = network.config
    settings = config.to_dict() if hasattr(config, "to_dict") else config
    named: dict[str, nn.Module] = {}
    for name, layer in network.named_modules():
        if not isinstance(layer, nn.Linear | nn.Conv2d):
            continue
        bare = name.removeprefix("text_model.")
        for known in (bare, f"text_model.{bare}", original_name(name, settings)):
            if known:
                named[known.replace(".", "_")] = layer
    return named
