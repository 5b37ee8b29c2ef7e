"""A ControlNet or T2I-Adapter in one file as a source of parts, beside those of whole models."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from sketchpad.errors import WeightsDamaged
from sketchpad.models.checkpoints.ldm_conversion import controlnet_tensors
from sketchpad.models.checkpoints.safetensors_io import read_some
from sketchpad.models.controlnets.adapter_file import is_adapter, renamed


class SingleFileSource:
    """One network, whatever its part is called; see `Source`."""

    def __init__(self, path: Path, config: Mapping[str, Any]) -> None:
        self._path = path
        self._config = config

    def settings(self, part: str) -> dict[str, Any]:
        return dict(self._config)

    def where(self, part: str) -> Path:
        return self._path

    def tokenizer(self, part: str) -> Any:
        raise WeightsDamaged(self._path, "it has no tokenizer")

    def tensors(self, part: str, network: nn.Module) -> dict[str, Tensor]:
        """The file's tensors by the names of `network`. What lacks is left out, what is foreign is not read."""
        names = frozenset(network.state_dict())
        stored = read_some(self._path, lambda _name: True)
        if is_adapter(stored):
            return {new: stored[name] for name, new in renamed(stored).items()}
        found = controlnet_tensors(stored, self._config, self._path)
        return {name: tensor for name, tensor in found.items() if name in names}
