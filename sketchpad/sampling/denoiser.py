"""The interface of a network that predicts noise: its inputs, branch by branch, and its output.

All latents here are float32 of shape (1, channels, height, width).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Protocol

from torch import Tensor


@dataclass(frozen=True, eq=False)
class Text:
    """An encoded prompt: `tokens` (1, length, width), `pooled` (1, width), `extra` inputs of a model family."""

    tokens: Tensor
    pooled: Tensor | None = None
    extra: Mapping[str, Tensor] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Residuals:
    """What a ControlNet adds to the U-Net's skip connections and its middle, each (1, channels, height, width).

    `made_from`: a value that only equal residuals share; None where it is unknown.
    """

    down: tuple[Tensor, ...]
    mid: Tensor
    made_from: Hashable | None = None


@dataclass(frozen=True, eq=False)
class Grounding:
    """GLIGEN's bounding boxes in n slots: one for each box, then empty ones.

    Args:
        boxes: (1, n, 4) xyxy in 0..1.
        masks: (1, n), 1 where a box is.
        embeddings: (1, n, width) of the phrases.
        scale: multiplies the gates (0: as if the gates were not there, 1: as trained).
        weights: (1, tokens), attention weights of the grounding tokens; None: all equal.
        pictures: (1, n, width) embeddings of reference images, for gates trained with them; then `said` and `shown`
            (1, n) are 1 where a box has a phrase and an image, and the tokens are those of phrases, then of images.
        gates: a sketchpad.models.gligen.gates.Gates; None: the network's own.
    """

    boxes: Tensor
    masks: Tensor
    embeddings: Tensor
    scale: float = 1.0
    weights: Tensor | None = None
    pictures: Tensor | None = None
    said: Tensor | None = None
    shown: Tensor | None = None
    gates: Any = None

    def emptied(self) -> Grounding:
        """The same number of empty slots with the same weights, for the unconditional branch."""

        names = ("boxes", "masks", "embeddings", "pictures", "said", "shown")
        empty: dict[str, Any] = {}
        for name in names:
            part = getattr(self, name)
            empty[name] = None if part is None else part * 0
        return replace(self, **empty)


@dataclass(frozen=True, eq=False)
class Regions:
    """Texts that are read in n parts of the picture alone.

    Args:
        masks: (n, height, width) of the latents, 0..1: where each part is.
        tokens: (n, length, width) of the texts; each takes the place of the branch's own in its part.
        words: (n, up to the length of the branch's text), 1 at its tokens that are read nowhere but in the part.
        scale: 0: as without regions; 1: as above.
    """

    masks: Tensor
    tokens: Tensor
    words: Tensor
    scale: float = 1.0


@dataclass
class Branch:
    """One of the predictions of a weighted sum: classifier-free guidance has two, weighted w and 1 - w."""

    text: Text
    weight: float = 1.0
    null: bool = False
    grounding: Grounding | None = None
    residuals: list[Residuals] = field(default_factory=list)
    adapters: list[tuple[Tensor, ...]] = field(default_factory=list)
    """Features that T2I-Adapters add in the encoder: for each adapter one tensor a level."""
    regions: Regions | None = None
    scale: float = 1.0
    """The guidance scale, for networks that take it as an input."""
    inpaint: Tensor | None = None
    """(1, 1 + channels, height, width), mask and masked latents for inpainting networks; None: all is to be painted."""

    def fresh(self) -> Branch:
        """A copy without any conditioning by guidance."""
        bare = replace(self, grounding=None, residuals=[], adapters=[])
        return replace(bare, regions=None, inpaint=None)


def branches_for(
    prompt: Text, negative: Text, guidance_scale: float, *, embedded: bool = False
) -> list[Branch]:
    """The branches of classifier-free guidance, the null one first; a scale up to 1 needs only the prompt.

    With `embedded` the scale is an input of the network (Luo et al., "Latent Consistency Models", 2023): one branch.
    """
    if embedded:
        return [Branch(prompt, scale=guidance_scale)]
    if guidance_scale <= 1.0:
        return [Branch(prompt)]
    return [
        Branch(negative, weight=1.0 - guidance_scale, null=True),
        Branch(prompt, weight=guidance_scale),
    ]


class Prediction(NamedTuple):
    """`output` (branches, channels, height, width) is noise or velocity, as the network was trained."""

    output: Tensor
    features: Mapping[str, Tensor]


class Denoiser(Protocol):
    """A network that predicts noise or velocity, and the kinds of guidance that it supports."""

    @property
    def provides(self) -> frozenset[str]:
        """Some of "residuals", "grounding", "features", "attention", "gradients"."""

    def predict(
        self, x: Tensor, t: Tensor, branches: Sequence[Branch], look_at: Sequence[str] = ()
    ) -> Prediction:
        """One forward pass, a batch of all branches.

        Args:
            x: latents scaled by the solver for the network; or (branches, channels, height, width) where branches of
                several runs share a batch.
            t: the timestep, a tensor without dimensions; or one for each branch.
            look_at: modules whose output is returned as features; of attention layers, their maps
                (branches, heads, pixels, tokens).
        """

    def has_gradient(self, x: Tensor, t: Tensor, branch: Branch) -> bool:
        """Whether `gradient` is faster for such inputs than autograd; asked where "gradients" are provided."""

    def gradient(self, x: Tensor, t: Tensor, branches: Sequence[Branch], grads: Tensor) -> Tensor:
        """Gradients with respect to `x`, float32, of its shape: vectors times the Jacobian of `predict`.

        Args:
            x, t, branches: as of `predict`, but a row of `x` for each branch.
            grads: gradients with respect to the output, (branches, channels, height, width).
        """
