"""T2I-Adapter: features of the control image, computed once a run, are added in the U-Net's encoder.

Mou et al., "T2I-Adapter: Learning Adapters to Dig out More Controllable Ability for Text-to-Image Diffusion Models",
AAAI 2024.
"""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

from sketchpad.document.model import Document
from sketchpad.guidance.controlnet import ControlImageGuidance, latent_mask
from sketchpad.guidance.lines import hint_key, line_hint
from sketchpad.models.controlnets.controlnet import masked, soft_levels
from sketchpad.models.controlnets.inspect import usual_hint
from sketchpad.models.model import Model
from sketchpad.sampling.denoiser import Branch
from sketchpad.sampling.guidance import Step


class AdapterGuidance(ControlImageGuidance):
    """Features for both branches, multiplied by the strength; several adapters add up.

    ``emphasis`` as with a ControlNet: "prompt" speaks softly in the fine levels, "control" (or ``guess``) does so to
    the prompt's branch alone; "unbalanced" in full.
    """

    name = "t2i_adapter"
    requires = frozenset({"adapters"})

    def prepare(self, model: Model, document: Document) -> None:
        kind = self.kind or usual_hint(self.net)
        adapter = model.nets.adapter(self.net)
        self._features: tuple[Tensor, ...] = model.kept.get(
            ("t2i_adapter", adapter.key, hint_key(document, kind)),
            lambda: adapter.features(line_hint(document, kind)),
        )
        self._mask = latent_mask(model, document, self.region)

    def condition(self, branches: Sequence[Branch], step: Step) -> None:
        strength = self.strength_at(step.share)
        count = len(self._features)
        levels = soft_levels(count) if self._soft else [1.0] * count
        weights = [strength * level for level in levels]
        features = tuple(masked(self._features, weights, self._mask))
        for branch in branches:
            if not (branch.null and self._alone):
                branch.adapters.append(features)
