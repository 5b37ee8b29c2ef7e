"""LoRA files merged into a model's weights, and taken out again to the bit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from sketchpad.errors import BadLora, WeightsDamaged
from sketchpad.models.checkpoints.ldm_conversion import original_name
from sketchpad.models.checkpoints.safetensors_io import read_tensors
from sketchpad.models.lora.file import ALPHA, FIRST, SECOND, UNET, LoraInfo, inspect_lora
from sketchpad.models.lora.formats import changes_of

Wanted = tuple[tuple[str, float], ...]
"""Paths and strengths."""


class LoraMerger:
    """Keeps the weights as they were beside those with LoRA, so that taking a file out leaves no rounding behind."""

    def __init__(self, unet: Any, text_networks: Sequence[Any]) -> None:
        targets: dict[str, Any] = {UNET: unet}
        targets |= dict(zip((FIRST, SECOND), text_networks, strict=False))
        self._names = {target: _names(network) for target, network in targets.items()}
        self._originals: dict[tuple[nn.Module, str], Tensor | None] = {}
        self._merged: tuple[Any, ...] = ()
        self._texts = tuple(text_networks)
        self.embeddings: dict[str, tuple[Tensor, ...]] = {}
        """Textual inversions in use by their word, one (vectors, width) for each text network."""

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
        deltas: dict[tuple[nn.Module, str], Tensor] = {}
        embeddings: dict[str, tuple[Tensor, ...]] = {}
        for info, strength in infos:
            embeddings |= self._embeddings_of(info, model)
            for place, delta in self._deltas(info):
                scaled = delta * strength
                deltas[place] = deltas[place] + scaled if place in deltas else scaled
        self._merged = ()  # should memory run out below, the next call begins anew
        self._restore()
        for place, delta in deltas.items():
            before = self._originals[place] = self._original(*place)
            merged = _sum(before, delta, place[0])
            if not merged.is_meta and not bool(torch.isfinite(merged).all()):
                self._restore()
                raise BadLora(infos[0][0].path, "damaged", detail="")
            _put(*place, merged)
        self._merged, self.embeddings = key, embeddings
        return True

    def _restore(self) -> None:
        for place, before in self._originals.items():
            _put(*place, before)
        self._originals = {}

    def _original(self, layer: nn.Module, part: str) -> Tensor | None:
        """A layer's weight or bias as it was loaded; None where it has no bias."""
        if (layer, part) in self._originals:
            return self._originals[layer, part]
        value: Tensor | None = getattr(layer, part)
        return None if value is None else value.detach()

    def _embeddings_of(self, info: LoraInfo, model: Any) -> dict[str, tuple[Tensor, ...]]:
        if not info.embeddings:
            return {}
        tensors = _read(info)
        embeddings = {}
        for one in info.embeddings:
            vectors = tuple(
                tensors[name].float().reshape(-1, tensors[name].shape[-1]) for name in one.tensors
            )
            widths = [network.get_input_embeddings().weight.shape[1] for network in self._texts]
            if [v.shape[1] for v in vectors] != widths:
                family = info.family or f"vectors of {vectors[0].shape[1]}"
                raise BadLora(info.path, "family", family=family, model=model.name)
            if not all(bool(torch.isfinite(v).all()) for v in vectors):
                raise BadLora(info.path, "damaged", detail="")
            embeddings[one.word] = vectors
        return embeddings

    def _deltas(self, info: LoraInfo) -> list[tuple[tuple[nn.Module, str], Tensor]]:
        if not info.changes:
            return []
        tensors = _read(info)
        deltas = []
        for change in info.changes:
            layer = self._names.get(change.target, {}).get(change.module.replace(".", "_"))
            if layer is None:
                raise BadLora(info.path, "foreign", detail=change.module)
            weight, bias = (self._original(layer, part) for part in ("weight", "bias"))
            assert weight is not None
            on = "meta" if weight.is_meta else "cpu"
            parts = {
                role: tensors[name].to("cpu" if role == ALPHA else on, torch.float32)
                for role, name in change.tensors.items()
            }
            try:
                changes = changes_of(parts, weight, bias)
            except (RuntimeError, ValueError) as reason:
                raise BadLora(info.path, "foreign", detail=change.module) from reason
            deltas += [((layer, part), delta) for part, delta in changes.items()]
        return deltas


def _read(info: LoraInfo) -> dict[str, Tensor]:
    try:
        return read_tensors(info.path)
    except WeightsDamaged as reason:
        raise BadLora(info.path, "damaged", detail=reason.reason) from reason


def _sum(before: Tensor | None, delta: Tensor, layer: Any) -> Tensor:
    """In the precision and memory format of the layer's weight."""
    if before is None:
        return delta.to(layer.weight)
    merged = (before.float() + delta.to(before.device)).to(before.dtype)
    if before.dim() == 4 and before.is_contiguous(memory_format=torch.channels_last):
        return merged.contiguous(memory_format=torch.channels_last)
    return merged


def _put(layer: nn.Module, part: str, value: Tensor | None) -> None:
    setattr(layer, part, None if value is None else nn.Parameter(value, requires_grad=False))


def _names(network: Any) -> dict[str, nn.Module]:
    """Layers by their flat names, in all the ways in which files call them."""
    config = network.config
    settings = config.to_dict() if hasattr(config, "to_dict") else config
    named: dict[str, nn.Module] = {}
    for name, layer in network.named_modules():
        if not isinstance(layer, nn.Linear | nn.Conv2d | nn.GroupNorm | nn.LayerNorm):
            continue
        bare = name.removeprefix("text_model.")
        for known in (bare, f"text_model.{bare}", original_name(name, settings)):
            if known:
                named[known.replace(".", "_")] = layer
    return named
