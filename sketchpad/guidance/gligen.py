"""GLIGEN: boxes with phrases become tokens that gated attention layers read.

Li et al., "GLIGEN: Open-Set Grounded Text-to-Image Generation", CVPR 2023.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import torch

from sketchpad.document.model import Document
from sketchpad.errors import UnsupportedGuidance
from sketchpad.models.model import Model
from sketchpad.sampling.guidance import Branch, Grounding, Guidance, Step

SLOTS = 30
"""As many boxes as GLIGEN was trained with; slots without a box hold its learned null token."""


class GligenGuidance(Guidance):
    """Grounding tokens for the prompt's branch, null tokens for the other; the strength scales the gates.

    A box of strength s is listened to as if there were s of its token and, below 1, 1 - s of the null token that would
    be in its slot without it: 0 is as if the box were not there, and nothing jumps on the way.

    With `decay` the scale falls to 0, in equal steps, in that share of the window at its end (the official sampler's
    linear stage of scheduled sampling).
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
            raise UnsupportedGuidance("GLIGEN", "gated attention")
        gates = model.gates(self.net) if self.net else None
        boxes = [box for box in document.boxes if box.phrase.strip() and box.strength > 0][:SLOTS]
        device = model.place.device
        weights = _weights([box.strength for box in boxes])
        slots = SLOTS if weights is None else len(weights)
        count = len(boxes)
        corners = torch.zeros(1, slots, 4, device=device)
        masks = torch.zeros(1, slots, device=device)
        # As wide as the layer that reads them, whatever the text encoder's own width.
        width = gates.width if gates else model.text.width
        embeddings = torch.zeros(1, slots, width, device=device)
        if count:
            corners[0, :count] = torch.tensor([box.rect for box in boxes], device=device)
            masks[0, :count] = 1.0
            embeddings[0, :count] = torch.cat([model.text.phrase(box.phrase) for box in boxes])
        self._boxes = Grounding(
            corners,
            masks,
            embeddings,
            weights=None if weights is None else torch.tensor([weights], device=device),
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
        left = end - (step.index + 1) / step.total
        return min(1.0, max(0.0, left / length))


def _weights(strengths: Sequence[float]) -> list[float] | None:
    """How much each slot counts: of the boxes, of the rest of the `SLOTS`, then of what weak boxes leave over."""
    if all(strength == 1.0 for strength in strengths):
        return None
    weak = [1.0 - strength for strength in strengths if strength < 1.0]
    return [*strengths, *[1.0] * (SLOTS - len(strengths)), *weak]
