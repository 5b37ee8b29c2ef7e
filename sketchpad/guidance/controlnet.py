"""ControlNet: a copy of the encoder reads the control image and adds to the U-Net's skip connections.

Zhang, Rao, Agrawala, "Adding Conditional Control to Text-to-Image Diffusion Models", ICCV 2023.
"""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

from sketchpad.document.model import Document
from sketchpad.guidance.lines import line_hint, lines_key
from sketchpad.models.control import ControlNet
from sketchpad.models.model import Model
from sketchpad.sampling.guidance import Branch, Guidance, Step


class ControlNetGuidance(Guidance):
    """Residuals for both branches, multiplied by the strength ("balanced" in other programs).

    Outside its window the network is not run at all; its hint is encoded once for all runs of a drawing.
    """

    name = "controlnet"
    requires = frozenset({"residuals"})
    hint = "scribble"

    def prepare(self, model: Model, document: Document) -> None:
        self._network: ControlNet = model.controlnet()
        self._hint: Tensor = model.kept.get(
            ("controlnet", self.hint, lines_key(document)),
            lambda: self._network.encode_hint(line_hint(document, self.hint)),
        )

    def condition(self, branches: Sequence[Branch], step: Step) -> None:
        scale = self.strength_at(step.share)
        texts = [branch.text for branch in branches]
        each = self._network.residuals(step.x_in, step.t, texts, self._hint, scale)
        for branch, residuals in zip(branches, each, strict=True):
            branch.residuals.append(residuals)
