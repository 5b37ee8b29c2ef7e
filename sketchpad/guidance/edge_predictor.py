"""The edge predictor: a gradient pulls the picture's edges onto the drawn lines.

Voynov, Aberman, Cohen-Or, "Sketch-Guided Text-to-Image Diffusion Models", SIGGRAPH 2023. Two ways of foreseeing the
edges share the pull: see `EdgeGuidance`.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import torch
from torch import Tensor

from sketchpad.document.model import Document
from sketchpad.errors import UnsupportedGuidance
from sketchpad.guidance.lines import line_hint, line_weights, lines_key
from sketchpad.guidance.pixel_edge_energy import PixelEdgeEnergy
from sketchpad.guidance.spherical import YIELDING, project_to_sphere
from sketchpad.models.model import Model
from sketchpad.models.networks.edge_networks import EdgePredictor
from sketchpad.models.networks.feature_hooks import capture
from sketchpad.sampling.guidance import Guidance, Step, Strength

__all__ = ["EdgeGuidance", "EdgePredictor", "capture", "edge_target", "near_lines"]

NEAR = 0.06
"""Scale of the distance to a line, as a share of the longer side: at this distance its weight is 0.6 (Gaussian)."""
ELSEWHERE = 0.1
"""Weight of the absence of edges far from all lines, against 1 at the lines: an empty sky was not drawn."""
THROUGH = 0.5
"""Share of the schedule in which the gradient goes through the network, where it need not."""
USUAL = 1.6
"""The strength at which each step of a descent goes as far as the slope would have to lead for the energy to be 0."""
YIELDING_FEATURES = 0.15
"""What `YIELDING` is for pulls through features."""


class EdgeGuidance(Guidance):
    """Gradient guidance of the picture's edges towards the drawn lines.

    Where the edges are looked for:

    - "picture", the default: in the predicted picture (`PixelEdgeEnergy`). Lines that are drawn and not
      there are asked for, edges far from all lines are discouraged. A line is there or not, so nothing is gained by
      making all edges faint. Works with any model, untrained. Where the model has an `EdgeReader`, the gradient goes
      through the network until things have their shapes (`THROUGH`); then the predicted picture itself is changed
      (`improve`), which finds more lines and takes less time. Edges outside of what the drawing encloses cost
      more, so that no haze remains of what the network meant to be larger (docs/decisions/0034).
    - "network": the same, with the gradient of the network in all steps; so without an `EdgeReader`.
    - "quick": the same without it, in half of the time: as many lines, with soft shadows where the network meant a
      thing to be larger.
    - "features", as published: a network foresees the latents of the edge map from inner features of the denoiser; the
      energy is their squared distance from those of the drawing, near the strokes, and less where strokes are loose.

    With a gradient of the network a move is `strength` times as long as the denoising step (1.6 in the paper), and
    rotates the remaining noise (`project_to_sphere`).

    Where a ControlNet reads the drawing as well, either pull only helps along. The net has been trained to make lines
    into things; pulled in full, a picture keeps to the lines and forgets the thing (248 drawings, picture foreseen:
    ControlNet alone finds 0.57 of the lines and 59 % of the things, with a pull of 1.6 in full
    0.78 and 38 %; 62 drawings with a pull of 0.1: 0.72 and 58 %).
    """

    name = "edge_predictor"
    pulls = True
    beside_lines = YIELDING

    def __init__(self, strength: Strength = 1.0, window: tuple[float, float] = (0.0, 1.0)) -> None:
        super().__init__(strength, window)
        self._look = ""
        self._through = 1.0

    def configure(self, settings: Any) -> None:
        self._look = settings.look
        self.beside_lines = YIELDING_FEATURES if self._through_features else YIELDING

    @property
    def _through_features(self) -> bool:
        return self._look == "features"

    def prepare(self, model: Model, document: Document) -> None:
        if not self._through_features:
            self._lines = PixelEdgeEnergy(model, document)
            if self._lines.is_quick:
                self._through = {"network": 1.0, "quick": 0.0}.get(self._look, THROUGH)
            return
        if "features" not in model.denoiser.provides:
            raise UnsupportedGuidance(method="Edge predictor", missing="features")
        self._network = model.edge_predictor()
        self.look_at = self._network.taps
        self._target = edge_target(model, document)
        self._near = near_lines(model, document)

    def energy(self, step: Step) -> Tensor:
        if not self._through_features:
            assert step.denoised is not None
            return self._lines.energy(step.denoised, shaped=step.share >= THROUGH)
        size = (int(step.x.shape[-2]), int(step.x.shape[-1]))
        features = [step.features[name] for name in self.look_at]
        predicted = self._network(features, self._noise(step), size)
        # A sum, not a mean: in half precision the gradients of a mean are lost.
        weight = ELSEWHERE + (1.0 - ELSEWHERE) * self._near
        return ((predicted.float() - self._target).square() * weight).sum()

    def pulls_in(self, step: Step) -> bool:
        return step.share < self._through

    def improve(self, step: Step) -> Tensor | None:
        if self.pulls_in(step):
            return None
        assert step.denoised is not None
        share = self.strength_at(step.share) / USUAL
        return self._lines.descent(step.denoised, share, shaped=step.share >= THROUGH)

    def pull(self, step: Step, gradient: Tensor) -> Tensor | None:
        return project_to_sphere(step, gradient, self.strength_at(step.share) * step.moved)

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


def near_lines(model: Model, document: Document) -> Tensor:
    """How much each place of the latents has to do with the strokes: (1, 1, h, w) in 0..1, 1 everywhere without any."""
    return model.kept.get(("near lines", lines_key(document)), lambda: _near(model, document))


def _near(model: Model, document: Document) -> Tensor:
    width, height = document.width, document.height
    ink = line_hint(document)[..., 0] > 0.25
    near = np.ones(ink.shape, np.float32)
    if ink.any():
        distance = cv2.distanceTransform((~ink).astype(np.uint8), cv2.DIST_L2, 5)
        near = np.exp(-0.5 * (distance / (NEAR * max(width, height))) ** 2)
    rows, columns = model.codec.latent_size(width, height)
    near = cv2.resize(
        near * line_weights(document, width, height), (columns, rows), interpolation=cv2.INTER_AREA
    )
    return torch.from_numpy(near)[None, None].to(model.place.device)
