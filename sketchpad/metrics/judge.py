"""The embedded judge: says which of the known words a picture, or a crop of one, shows.

A small image network trained on the same picture set with augmentations of its own; it never sees a generated
picture in training, so that it can be used to measure them.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from sketchpad.errors import WeightsDamaged, WeightsMissing

SIZE = 64


class _Block(nn.Module):
    def __init__(self, before: int, after: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(before, after, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(after)
        self.conv2 = nn.Conv2d(after, after, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(after)
        same = before == after and stride == 1
        self.skip = nn.Identity() if same else nn.Conv2d(before, after, 1, stride, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        y = self.norm2(self.conv2(functional.relu(self.norm1(self.conv1(x)))))
        return functional.relu(y + self.skip(x))


class JudgeNetwork(nn.Module):
    """float (n, 3, 64, 64) in -1..1 to logits (n, words + 1); the last one means none of the words."""

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__()
        widths = [int(n) for n in config["widths"]]
        self.stem = nn.Sequential(
            nn.Conv2d(3, widths[0], 3, 1, 1, bias=False), nn.BatchNorm2d(widths[0]), nn.ReLU()
        )
        pairs = itertools.pairwise(widths)
        self.blocks = nn.Sequential(*(_Block(a, b, 2) for a, b in pairs))
        self.dropout = nn.Dropout(float(config.get("dropout", 0.2)))
        self.head = nn.Linear(widths[-1], len(config["words"]) + 1)

    def forward(self, x: Tensor) -> Tensor:
        pooled = self.blocks(self.stem(x)).mean(dim=(2, 3))
        return self.head(self.dropout(pooled))


class Judge:
    """``words``: what it knows, in the order of its scores; ``synonyms``: further words -> one of them."""

    def __init__(
        self,
        network: JudgeNetwork,
        words: tuple[str, ...],
        synonyms: Mapping[str, str] | None = None,
    ) -> None:
        self.words = words
        self.synonyms = dict(synonyms or {})
        self._network = network.eval().requires_grad_(False)

    @classmethod
    def load(cls, folder: Path) -> Judge:
        """Read ``config.json`` and ``model.safetensors``; raises WeightsMissing or WeightsDamaged."""
        from safetensors.torch import load_file

        config_path, weights_path = folder / "config.json", folder / "model.safetensors"
        for path in (config_path, weights_path):
            if not path.is_file():
                raise WeightsMissing(path, "train it with `sketchpad train judge`")
        try:
            config = json.loads(config_path.read_text(encoding="utf-8"))
            words = tuple(str(word) for word in config["words"])
            network = JudgeNetwork(config)
            tensors = load_file(weights_path)
            floats = {k: v.float() if v.is_floating_point() else v for k, v in tensors.items()}
            network.load_state_dict(floats)
        except Exception as problem:
            raise WeightsDamaged(
                folder, "its settings are wrong: {detail}", detail=str(problem)[:200]
            ) from problem
        return cls(network, words, _synonyms(config.get("synonyms"), words))

    @torch.no_grad()
    def scores(self, images: np.ndarray) -> np.ndarray:
        """Probabilities float32 (n, len(words)) for uint8 (n, h, w, 3); what is none of the words takes the rest."""
        x = torch.from_numpy(np.ascontiguousarray(images)).permute(0, 3, 1, 2).float() / 127.5 - 1
        x = functional.interpolate(
            x, (SIZE, SIZE), mode="area" if images.shape[1] > SIZE else "bilinear"
        )
        return self._network(x).softmax(dim=1)[:, : len(self.words)].numpy()


def _synonyms(listed: Any, words: tuple[str, ...]) -> dict[str, str]:
    """Word -> word of the judge, from lists by word; what is no such thing is left out."""
    found: dict[str, str] = {}
    for word in words:
        others = listed.get(word) if isinstance(listed, dict) else None
        for other in others if isinstance(others, list) else ():
            if other not in words:
                found[str(other)] = word
    return found
