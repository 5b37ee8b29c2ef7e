"""Pulls the mean colour in the middle of the foreseen picture to the one that is asked for."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from sketchpad.document.model import Document
from sketchpad.guidance.spherical import project_to_sphere
from sketchpad.models.model import Model
from sketchpad.sampling.guidance import Guidance, Step


class ColourGuidance(Guidance):
    name = "colour"
    pulls = True

    def configure(self, settings: Any) -> None:
        self._colour = torch.tensor([settings.red, settings.green, settings.blue]) * 2 - 1
        self._rim = 3 if settings.soft else 4

    def prepare(self, model: Model, document: Document) -> None:
        self._codec = model.codec

    def energy(self, step: Step) -> Tensor:
        assert step.denoised is not None
        return (step.denoised * self._codec.slope(step.denoised, self._distance)).sum()

    def pull(self, step: Step, gradient: Tensor) -> Tensor | None:
        return project_to_sphere(step, gradient, self.strength_at(step.share) * step.moved)

    def _distance(self, picture: Tensor) -> Tensor:
        height, width = (side // self._rim for side in picture.shape[-2:])
        middle = picture[..., height:-height, width:-width].float().mean((0, 2, 3))
        return (middle - self._colour.to(middle)).square().sum()
