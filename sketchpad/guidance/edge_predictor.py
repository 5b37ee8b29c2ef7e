"""The latent edge predictor: a gradient pulls the picture's edges onto the drawn lines.

Voynov, Aberman, Cohen-Or, "Sketch-Guided Text-to-Image Diffusion Models", SIGGRAPH 2023.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from sketchpad.document.model import Document
from sketchpad.errors import UnsupportedGuidance
from sketchpad.guidance.lines import line_hint, lines_key
from sketchpad.models.edge_network import EdgePredictor
from sketchpad.models.model import Model
from sketchpad.models.taps import capture
from sketchpad.sampling.guidance import Guidance, Step

__all__ = ["EdgeGuidance", "EdgePredictor", "capture", "edge_target"]

LONGEST = 0.7
"""The most that one pull may move the latents, in standard deviations of the noise that is left."""


class EdgeGuidance(Guidance):
    """The energy is the squared distance of the predicted edge latents from those of the drawing.

    A pull is as long as `strength` times the denoising step beside it (1.6 in the paper). With few steps those are
    long, so a pull is also kept below `LONGEST`: more than the noise that is left, nothing could repair.
    """

    name = "edge_predictor"
    requires = frozenset({"features"})
    pulls = True

    def prepare(self, model: Model, document: Document) -> None:
        if "features" not in model.denoiser.provides:
            raise UnsupportedGuidance("Edge predictor", "features")
        self._network = model.edge_predictor()
        self.look_at = self._network.taps
        self._target = edge_target(model, document)

    def energy(self, step: Step) -> Tensor:
        size = (int(step.x.shape[-2]), int(step.x.shape[-1]))
        features = [step.features[name] for name in self.look_at]
        predicted = self._network(features, self._noise(step), size)
        # A sum, not a mean: in half precision the gradients of a mean are lost.
        return (predicted.float() - self._target).square().sum()

    def pull(self, step: Step, gradient: Tensor) -> Tensor | None:
        norm = float(torch.linalg.vector_norm(gradient))
        if norm == 0.0:
            return None
        length = self.strength_at(step.share) * step.moved
        most = LONGEST * step.sigma_next * math.sqrt(gradient.numel())
        return gradient * (min(length, most) / norm)

    def _noise(self, step: Step) -> Tensor:
        if self._network.noise == "level":
            return torch.tensor([step.sigma], device=step.x.device)
        assert step.denoised is not None
        return (step.x_in - step.alpha * step.denoised).detach()


def edge_target(model: Model, document: Document) -> Tensor:
    """The codec's latents of the drawing as an edge map: white lines on black."""
    return model.kept.get(
        ("edge target", lines_key(document)),
        lambda: model.codec.encode(line_hint(document)),
    )
