"""ControlNet: a copy of the encoder reads the control image and adds to the U-Net's skip connections.

Zhang, Rao, Agrawala, "Adding Conditional Control to Text-to-Image Diffusion Models", ICCV 2023.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from sketchpad.document.model import Document
from sketchpad.guidance.lines import hint_key, line_hint
from sketchpad.guidance.regions import residual_mask
from sketchpad.models.control import ControlNet, scaled, soft_weights
from sketchpad.models.model import Model
from sketchpad.models.net_folder import usual_hint
from sketchpad.sampling.guidance import Branch, Guidance, Step


class ControlNetGuidance(Guidance):
    """Residuals of one network. Several take part as several of these; what they add is added up.

    Outside its window the network is not run at all; its hint is encoded once for all runs of a drawing.

    ``emphasis`` "prompt" and "control" are the soft weights that other programs call so ("my prompt is more
    important", "ControlNet is more important"): the outline speaks softly, what is where speaks in full. With
    "control", and likewise with ``guess``, only the prompt's branch hears it, so that the guidance scale makes it
    louder; the other branch is then no longer a picture of the same shape.
    """

    name = "controlnet"
    requires = frozenset({"residuals"})
    kind = net = region = ""
    emphasis = "balanced"
    guess = False

    def configure(self, settings: Any) -> None:
        self.kind, self.net, self.region = settings.kind, settings.net, settings.region
        self.emphasis, self.guess = settings.emphasis, settings.guess
        self.order = repr(settings)

    def prepare(self, model: Model, document: Document) -> None:
        kind = self.kind or usual_hint(self.net)
        self._network: ControlNet = model.nets.controlnet(self.net)
        self._hint: Tensor = model.kept.get(
            ("controlnet", self.net, hint_key(document, kind)),
            lambda: self._network.encode_hint(line_hint(document, kind), kind),
        )
        self._mask = latent_mask(model, document, self.region)

    def condition(self, branches: Sequence[Branch], step: Step) -> None:
        pooled = self._network.pooled
        alone = self.guess or self.emphasis == "control" or pooled
        soft = (self.guess or self.emphasis != "balanced") and not pooled
        hearing = [branch for branch in branches if not (alone and branch.null)]
        strength = self.strength_at(step.share)
        texts = [branch.text for branch in hearing]
        each = self._network.residuals(step.x_in, step.t, texts, self._hint)
        for branch, residuals in zip(hearing, each, strict=True):
            count = len(residuals.down) + 1
            weights = soft_weights(count) if soft else [1.0] * count
            branch.residuals.append(
                scaled(residuals, [strength * weight for weight in weights], self._mask)
            )


def latent_mask(model: Model, document: Document, region: str) -> Tensor | None:
    """`residual_mask` as a tensor (1, 1, height, width) of the size of the latents."""
    height, width = model.codec.latent_size(document.width, document.height)
    mask = residual_mask(document, region, width, height)
    return None if mask is None else torch.from_numpy(mask)[None, None].to(model.place.device)
