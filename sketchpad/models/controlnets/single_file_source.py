"""A ControlNet in one file as a source of parts, beside those of whole models."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from sketchpad.errors import WeightsDamaged
from sketchpad.models.checkpoints.safetensors_io import check_header
from sketchpad.models.controlnets.single_file import stored_name


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
        from safetensors import SafetensorError, safe_open

        names = frozenset(check_header(self._path, self._path))
        stored = {name: stored_name(name, self._config, names) for name in network.state_dict()}
        try:
            with safe_open(self._path, framework="pt") as file:
                return {
                    name: file.get_tensor(original)
                    for name, original in stored.items()
                    if original in names
                }
        except (SafetensorError, OSError, ValueError) as reason:
            raise WeightsDamaged(
                self._path, "{file} cannot be read", file=self._path.name
            ) from reason
