"""The words are pulled into the drawn contour, so that the lines become the thing that the prompt speaks of.

An edge predictor sees only edges: a bear's outline is as well obeyed by branches. So the network's attention to the
words of the thing is to lie inside of what the contour encloses (after Chen, Laina, Vedaldi, "Training-Free Layout
Control with Cross-Attention Guidance", WACV 2024, who do so with boxes).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from sketchpad.document.model import Document
from sketchpad.guidance.silhouette import subjects
from sketchpad.guidance.spherical import YIELDING, project_to_sphere
from sketchpad.models.model import Model
from sketchpad.models.networks.feature_hooks import is_attention
from sketchpad.models.networks.regional import map_size
from sketchpad.sampling.guidance import Guidance, Step, Strength

SMALLEST, LARGEST = 8, 32
"""Longer side of the attention maps that say what is where: coarser ones are blurred, finer ones follow textures."""
LOUD = 1000.0
"""The energy is multiplied by it: in half precision the gradients of shares would be lost."""
FORMULAS = ("share", "presence", "both")
"""See `misplaced`."""


class AttentionGuidance(Guidance):
    """The energy says how far the attention to words lies outside of where they belong: see `misplaced`.

    The pull turns the noise that is left by `strength` times the denoising step beside it. Absent where the drawing
    does not say where anything belongs.
    """

    name = "text_pull"
    requires = frozenset({"attention"})
    beside_lines = YIELDING
    formula = "presence"

    def __init__(self, strength: Strength = 1.0, window: tuple[float, float] = (0.0, 1.0)) -> None:
        super().__init__(strength, window)
        self.pulls = False

    def configure(self, settings: Any) -> None:
        """`settings` are those of the edge predictor; its curve is this pull's, too."""
        strength = float(settings.text_pull)
        self.strength = lambda share: strength * float(settings.factor_at(share))

    def prepare(self, model: Model, document: Document) -> None:
        things = subjects(document, model.text.prompts)
        self._words = [(list(subject.tokens), _mask(subject.region, model)) for subject in things]
        size = model.codec.latent_size(document.width, document.height)
        self.look_at = attention_layers(model.denoiser.unet, max(size))
        self.pulls = bool(self._words and self.look_at)

    def energy(self, step: Step) -> Tensor:
        size = (int(step.x.shape[-2]), int(step.x.shape[-1]))
        return LOUD * misplaced(step.features, self.look_at, self._words, size, self.formula)

    def pull(self, step: Step, gradient: Tensor) -> Tensor | None:
        return project_to_sphere(step, gradient, self.strength_at(step.share) * step.moved)


def misplaced(
    features: Mapping[str, Tensor],
    layers: tuple[str, ...],
    words: list[tuple[list[int], Tensor]],
    size: tuple[int, int],
    formula: str = "share",
) -> Tensor:
    """How far the attention to `words` (tokens, region (1, 1, h, w)) is from their regions, 0..1; a mean over all maps.

    Args:
        size: height and width of the latents.
        formula: "share": (1 - share of a word's attention that lies inside)^2 (Chen et al.). Shares, because how much
            attention a word gets at all differs from layer to layer and from step to step.
            "presence": of all attention to words that a place inside pays, what it does not pay to these, squared
            (after Chefer et al., "Attend-and-Excite", SIGGRAPH 2023): a thing that is inside already can still become
            more of itself.
            "both": half of that, and half of what places outside pay to these words, squared (after Xie et al.,
            "BoxDiff", ICCV 2023).
    """
    total = None
    for layer in layers:
        seen = features[layer][0].float().mean(0)  # (pixels, tokens): the heads share the work
        small = map_size(int(seen.shape[0]), size)
        for tokens, region in words:
            inside = functional.interpolate(region, size=small, mode="area").flatten()
            energy = (
                _share(seen, tokens, inside)
                if formula == "share"
                else _presence(seen, tokens, inside, both=formula == "both")
            )
            total = energy if total is None else total + energy
    assert total is not None
    return total / (len(layers) * len(words))


def _share(seen: Tensor, tokens: list[int], inside: Tensor) -> Tensor:
    attention = seen[:, tokens]
    share = (attention * inside[:, None]).sum(0) / attention.sum(0).clamp_min(1e-12)
    return (1.0 - share).square().mean()


def _presence(seen: Tensor, tokens: list[int], inside: Tensor, both: bool) -> Tensor:
    # The first token begins every prompt; what no word wants is attended to there.
    paid = seen[:, tokens].sum(1) / seen[:, 1:].sum(1).clamp_min(1e-12)
    within = (inside * (1.0 - paid).square()).sum() / inside.sum().clamp_min(1e-12)
    if not both:
        return within
    outside = 1.0 - inside
    beyond = (outside * paid.square()).sum() / outside.sum().clamp_min(1e-12)
    return 0.5 * (within + beyond)


def attention_layers(unet: Any, longest: int) -> tuple[str, ...]:
    """The layers in the middle and behind it that read words, of a U-Net at work on latents of that longer side.

    Those with maps of `SMALLEST` to `LARGEST` pixels, or, where there are none, all.
    """
    levels = len(unet.up_blocks)
    sides: dict[str, int] = {}
    for name, _ in unet.named_modules():
        part, _, rest = name.partition(".")
        if name.endswith(".attn2") and part in ("mid_block", "up_blocks"):
            halved = levels - 1 - (int(rest.partition(".")[0]) if part == "up_blocks" else 0)
            if is_attention(unet, name):
                sides[name] = math.ceil(longest / 2**halved)
    fitting = tuple(name for name, side in sides.items() if SMALLEST <= side <= LARGEST)
    return fitting or tuple(sides)


def _mask(region: Any, model: Model) -> Tensor:
    return torch.from_numpy(region)[None, None].to(model.place.device)
