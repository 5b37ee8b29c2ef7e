"""GLIGEN: boxes with phrases become tokens that gated attention layers read.

Li et al., "GLIGEN: Open-Set Grounded Text-to-Image Generation", CVPR 2023.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import torch

from sketchpad.document.model import Document
from sketchpad.errors import UnsupportedGuidance
from sketchpad.models.model import Model
from sketchpad.sampling.guidance import Branch, Grounding, Guidance, Step

SLOTS = 30
"""As many boxes as GLIGEN was trained with; slots without a box hold its learned null token."""


class GligenGuidance(Guidance):
    """Grounding tokens for the prompt's branch, null tokens for the other; the strength scales the gates."""

    name = "gligen"
    requires = frozenset({"grounding"})

    def prepare(self, model: Model, document: Document) -> None:
        if "grounding" not in model.denoiser.provides:
            raise UnsupportedGuidance("GLIGEN", "gated attention")
        boxes = [box for box in document.boxes if box.phrase.strip()][:SLOTS]
        count = len(boxes)
        device = model.place.device
        corners = torch.zeros(1, SLOTS, 4, device=device)
        masks = torch.zeros(1, SLOTS, device=device)
        # As wide as the layer that reads them, whatever the text encoder's own width.
        embeddings = torch.zeros(1, SLOTS, model.text.width, device=device)
        if count:
            corners[0, :count] = torch.tensor([box.rect for box in boxes], device=device)
            masks[0, :count] = 1.0
            embeddings[0, :count] = torch.cat([model.text.phrase(box.phrase) for box in boxes])
        dtype = torch.float32  # see FullPrecision
        self._boxes = Grounding(corners.to(dtype), masks.to(dtype), embeddings.to(dtype))
        self._null = replace(
            self._boxes,
            boxes=torch.zeros_like(corners),
            masks=torch.zeros_like(masks),
            embeddings=torch.zeros_like(embeddings),
        )

    def condition(self, branches: Sequence[Branch], step: Step) -> None:
        scale = self.strength_at(step.share)
        for branch in branches:
            branch.grounding = replace(self._null if branch.null else self._boxes, scale=scale)
