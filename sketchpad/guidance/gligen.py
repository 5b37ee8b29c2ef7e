"""GLIGEN: bounding boxes with phrases become grounding tokens that gated self-attention layers read.

Li et al., "GLIGEN: Open-Set Grounded Text-to-Image Generation", CVPR 2023.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from sketchpad.document.model import Document
from sketchpad.errors import UnsupportedGuidance
from sketchpad.models.gligen.gates import ImageEmbeddings, sees_pictures
from sketchpad.models.model import Model
from sketchpad.sampling.denoiser import Branch, Grounding
from sketchpad.sampling.guidance import Guidance, Step

SLOTS = 30
"""Number of boxes that GLIGEN was trained with; slots without a box hold its learned null token."""


class GligenGuidance(Guidance):
    """Grounding tokens for the conditional branch, null tokens for the unconditional one; strength scales the gates.

    A box of strength s weights its grounding token by s and, below 1, adds its slot's null token with weight 1 - s, so
    that strength 0 equals no box and the effect is continuous in between.

    `decay` is the share of the guidance window, at its end, over which the scale falls linearly to 0 (the linear stage
    of the official sampler's scheduled sampling).
    """

    name = "gligen"
    requires = frozenset({"grounding"})
    net = ""
    decay = 0.0

    def configure(self, settings: Any) -> None:
        self.net = settings.net
        self.decay = settings.decay

    def prepare(self, model: Model, document: Document) -> None:
        own = "grounding" in model.denoiser.provides
        if not self.net and not own:
            raise UnsupportedGuidance(method="GLIGEN", missing="gated attention")
        gates = model.gates(self.net) if self.net else None
        references = gates.references if gates else None
        sees = gates.sees_pictures if gates else sees_pictures(model.denoiser.unet.position_net)
        boxes = [
            box
            for box in document.boxes
            if box.strength > 0 and (box.phrase.strip() or (references and box.picture))
        ][:SLOTS]
        device = model.place.device
        weights = _weights([box.strength for box in boxes])
        slots = SLOTS if weights is None else len(weights)
        # The width of the layer that reads the embeddings, which may differ from the text encoder's.
        width = gates.width if gates else model.text.width
        corners = torch.zeros(1, slots, 4, device=device)
        masks, said, shown = (torch.zeros(1, slots, device=device) for _ in range(3))
        embeddings, pictures = (torch.zeros(1, slots, width, device=device) for _ in range(2))
        for slot, box in enumerate(boxes):
            corners[0, slot] = torch.tensor(box.rect, device=device)
            masks[0, slot] = 1.0
            if box.phrase.strip():
                embeddings[0, slot] = model.text.phrase(box.phrase)[0]
                said[0, slot] = 1.0
            if references and box.picture:
                pictures[0, slot] = _seen(model, self.net, references, box.picture)[0]
                shown[0, slot] = 1.0
        if weights is not None and sees:
            weights = weights * 2  # each slot is two tokens, of its phrase and of its picture
        self._boxes = Grounding(
            corners,
            masks,
            embeddings,
            weights=None if weights is None else torch.tensor([weights], device=device),
            pictures=pictures if sees else None,
            said=said if sees else None,
            shown=shown if sees else None,
            gates=gates,
        )
        self._null = self._boxes.emptied()

    def condition(self, branches: Sequence[Branch], step: Step) -> None:
        scale = self.strength_at(step.share) * self._fall(step)
        if scale == 0.0:
            return
        for branch in branches:
            branch.grounding = replace(self._null if branch.null else self._boxes, scale=scale)

    def _fall(self, step: Step) -> float:
        start, end = self.window
        length = self.decay * (end - start)
        if length <= 0.0:
            return 1.0
        left = end - step.share_at(step.index + 1)
        return min(1.0, max(0.0, left / length))


def _seen(model: Model, net: str, references: ImageEmbeddings, picture: bytes) -> Tensor:
    embedding: Tensor = model.kept.get(
        ("reference", net, picture), lambda: references.embed(picture)
    )
    return embedding


def _weights(strengths: Sequence[float]) -> list[float] | None:
    """Weights of the slots: boxes, the remaining null slots up to `SLOTS`, then the null shares of weak boxes."""
    if all(strength == 1.0 for strength in strengths):
        return None
    weak = [1.0 - strength for strength in strengths if strength < 1.0]
    return [*strengths, *[1.0] * (SLOTS - len(strengths)), *weak]
