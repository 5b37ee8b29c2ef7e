"""ControlNet: a copy of the encoder reads the control image and adds to the U-Net's skip connections.

Zhang, Rao, Agrawala, "Adding Conditional Control to Text-to-Image Diffusion Models", ICCV 2023.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import torch
from torch import Tensor

from sketchpad.document.model import Document
from sketchpad.guidance.lines import hint_key, line_hint, residual_mask
from sketchpad.hints.registry import HINTS
from sketchpad.models.controlnets.controlnet import (
    Condition,
    ControlNetCall,
    ControlNetUnion,
    scaled,
    soft_weights,
)
from sketchpad.models.controlnets.inspect import usual_hint
from sketchpad.models.model import Model
from sketchpad.sampling.denoiser import Branch
from sketchpad.sampling.guidance import Guidance, Step


class ControlImageGuidance(Guidance):
    """What methods that read a control image have in common: its options, and in how far it speaks."""

    kind = net = region = ""
    emphasis = "balanced"
    guess = False

    def configure(self, settings: Any) -> None:
        self.kind, self.net, self.region = settings.kind, settings.net, settings.region
        self.emphasis, self.guess = settings.emphasis, settings.guess
        self.order = repr(settings)

    @property
    def _alone(self) -> bool:
        """Whether only the prompt's branch hears it."""
        return self.guess or self.emphasis in ("control", "unbalanced")

    @property
    def _soft(self) -> bool:
        return self.guess or self.emphasis in ("prompt", "control")


class ControlNetGuidance(ControlImageGuidance):
    """Residuals of one network. Several take part as several of these; what they add is added up.

    Outside its window the network is not run at all; its hint is encoded once for all runs of a drawing.

    ``emphasis`` "prompt" and "control" are the soft weights that other programs call so ("my prompt is more
    important", "ControlNet is more important"): the outline speaks softly, what is where speaks in full. With
    "control", and likewise with ``guess``, only the prompt's branch hears it, so that the guidance scale makes it
    louder; the other branch is then no longer a picture of the same shape. "unbalanced" (InvokeAI's name) does so
    without the soft weights; with the embedded model it is the usual one (docs/decisions/0041).
    """

    name = "controlnet"
    requires = frozenset({"residuals"})

    def prepare(self, model: Model, document: Document) -> None:
        kind = self.kind or usual_hint(self.net)
        self._network = network = model.nets.controlnet(self.net)
        self.reads_lines = HINTS[kind].lines
        self._mode = network.mode(kind)
        self._hint: Tensor = model.kept.get(
            ("controlnet", network.key, hint_key(document, kind)),
            lambda: network.encode_hint(line_hint(document, kind)),
        )
        self._mask = latent_mask(model, document, self.region)
        self._beside: list[ControlNetGuidance] = []
        self._call: ControlNetCall | None = None

    def network_calls(self, branches: Sequence[Branch], step: Step) -> Sequence[ControlNetCall]:
        self._call = self._controlnet_call(self._hearing(branches), step)
        return (self._call,)

    def condition(self, branches: Sequence[Branch], step: Step) -> None:
        hearing = self._hearing(branches)
        strength = 1.0 if self._beside else self.strength_at(step.share)
        call, self._call = self._call or self._controlnet_call(hearing, step), None
        for branch, residuals in zip(hearing, call.result(), strict=True):
            count = len(residuals.down) + 1
            weights = soft_weights(count) if self._soft else [1.0] * count
            branch.residuals.append(
                scaled(residuals, [strength * weight for weight in weights], self._mask)
            )

    def _hearing(self, branches: Sequence[Branch]) -> list[Branch]:
        return [branch for branch in branches if not (self._alone and branch.null)]

    def _controlnet_call(self, hearing: Sequence[Branch], step: Step) -> ControlNetCall:
        conditions = [
            Condition(way._hint, way._mode, way.strength_at(step.share))
            for way in (self, *self._beside)
        ]
        texts = [branch.text for branch in hearing]
        return ControlNetCall(self._network, step.x_in, step.t, texts, conditions)

    @property
    def _alone(self) -> bool:
        return super()._alone or self._network.pooled

    @property
    def _soft(self) -> bool:
        return super()._soft and not self._network.pooled

    @property
    def _manner(self) -> Hashable:
        """What two kinds of control images must share to be shown to a union network at the same time."""
        return self._network, self.window, self._alone, self._soft


def united(ways: Sequence[Guidance]) -> list[Guidance]:
    """The same guidance with those put together that one union network can hear in one pass, as it was trained."""
    together: list[Guidance] = []
    first: dict[Hashable, ControlNetGuidance] = {}
    for way in sorted(ways, key=lambda one: (one.name, one.order)):
        if (
            not isinstance(way, ControlNetGuidance)
            or not isinstance(way._network, ControlNetUnion)
            or way._mask is not None
            or callable(way.strength)
        ):
            together.append(way)
        elif way._manner in first:
            first[way._manner]._beside.append(way)
        else:
            first[way._manner] = way
            together.append(way)
    return together


def latent_mask(model: Model, document: Document, region: str) -> Tensor | None:
    """`residual_mask` as a tensor (1, 1, height, width) of the size of the latents."""
    height, width = model.codec.latent_size(document.width, document.height)
    mask = residual_mask(document, region, width, height)
    return None if mask is None else torch.from_numpy(mask)[None, None].to(model.place.device)
