"""The interface between guidance methods, networks and the sampling loop.

A guidance method **conditions** (changes the network's inputs), **pulls** (defines an energy to minimise) or **holds**
(knows a part of the next latents). All latents here are float32 of shape (1, channels, height, width).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from torch import Tensor

from sketchpad.errors import Problem

if TYPE_CHECKING:
    from sketchpad.sampling.network_calls import NetworkCall

Strength = float | Callable[[float], float]
"""A number, or a function of the share of the steps already taken (0..1)."""


class Cancelled(Exception):
    """The run was stopped. Not an error: `generate` ends quietly."""


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

        def zeros(part: Tensor | None) -> Tensor | None:
            return None if part is None else part * 0

        return replace(
            self,
            boxes=self.boxes * 0,
            masks=self.masks * 0,
            embeddings=self.embeddings * 0,
            pictures=zeros(self.pictures),
            said=zeros(self.said),
            shown=zeros(self.shown),
        )


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
    scale: float = 1.0
    """The guidance scale, for networks that take it as an input."""

    def fresh(self) -> Branch:
        """A copy without any conditioning by guidance."""
        return replace(self, grounding=None, residuals=[], adapters=[])


def branches_for(
    prompt: Text, negative: Text, guidance_scale: float, *, told: bool = False
) -> list[Branch]:
    """The branches of classifier-free guidance, the null one first; a scale up to 1 needs only the prompt.

    With `told` the scale is an input of the network (Luo et al., "Latent Consistency Models", 2023): one branch.
    """
    if told:
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
        """Some of "residuals", "grounding", "features", "attention"."""

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


@dataclass
class Step:
    """The state of one step of the loop; `denoised` is the prediction of the clean latents (x0).

    `alpha` and `sigma` describe the noise: the latents are alpha * x0 + sigma * noise, alpha^2 + sigma^2 = 1. `moved`
    is the length of the solver's step in these units; `x_next` times `scale_next` is in them, too. Guidance writes
    remarks for the user into `notes`.
    """

    index: int
    total: int
    t: Tensor
    x: Tensor
    x_in: Tensor
    alpha: float
    sigma: float
    check: Callable[[], None]
    features: Mapping[str, Tensor] = field(default_factory=dict)
    denoised: Tensor | None = None
    x_next: Tensor | None = None
    moved: float = 0.0
    sigma_next: float = 0.0
    scale_next: float = 1.0
    notes: list[Problem] = field(default_factory=list)
    skipped: int = 0
    """Steps before the first that were skipped and count as taken."""

    @property
    def share(self) -> float:
        """The share of the steps taken before this one, 0..1."""
        return self.share_at(self.index)

    def share_at(self, index: int) -> float:
        """The share of the steps taken before step `index` (1 for `total`)."""
        return (index + self.skipped) / (self.total + self.skipped)


class Guidance:
    """A guidance method: subclasses declare requirements and override `condition`, `energy` and `pull`, or `hold`."""

    name: str = ""
    requires: frozenset[str] = frozenset()
    look_at: tuple[str, ...] = ()
    pulls: bool = False
    order: str = ""
    """Sorts several of the same name, so that the order in the request does not matter."""
    reads_lines: bool = False
    """Whether it conditions the network on the drawn lines; known after `prepare`."""
    beside_lines: float = 1.0
    """Factor of the strength in steps in which other guidance `reads_lines`; see `balance`."""

    def __init__(self, strength: Strength = 1.0, window: tuple[float, float] = (0.0, 1.0)) -> None:
        self.strength = strength
        self.window = window

    def configure(self, settings: Any) -> None:
        """Take over the other options of a request's MethodSettings; called before `prepare`."""

    def prepare(self, model: Any, document: Any) -> None:
        """Encode the drawing, once a run, before the loop. `model` is a sketchpad.models.model.Model."""

    def network_calls(self, branches: Sequence[Branch], step: Step) -> Iterable[NetworkCall]:
        """Calls of networks of its own, whose results `condition` needs; they are computed before it is called."""
        return ()

    def condition(self, branches: Sequence[Branch], step: Step) -> None:
        """Before the network: add conditioning to the branches."""

    def energy(self, step: Step) -> Tensor:
        """After the network, with gradients on: a scalar to minimise."""
        raise NotImplementedError

    def pull(self, step: Step, gradient: Tensor) -> Tensor | None:
        """The shift to subtract from the next latents, given the energy's gradient in the same units; None: none."""
        raise NotImplementedError

    def hold(self, step: Step) -> Tensor | None:
        """After the step: the next latents with their known part replaced; None: unchanged."""
        return None

    def strength_at(self, share: float) -> float:
        return self.strength(share) if callable(self.strength) else self.strength

    def yield_to(self, others: Sequence[Guidance], total: int) -> None:
        """Multiply the strength by `beside_lines` in those of `total` steps in which one of `others` is active."""
        alone = self.strength

        def balanced(share: float) -> float:
            index = round(share * total)
            beside = any(one.active(index, total) and one.strength_at(share) > 0 for one in others)
            strength = alone(share) if callable(alone) else alone
            return strength * (self.beside_lines if beside else 1.0)

        self.strength = balanced

    def active(self, index: int, total: int) -> bool:
        """Whether it acts in this step: the whole step lies inside the window, and the strength is not 0."""
        start, end = self.window
        tiny = 1e-9
        inside = index / total >= start - tiny and (index + 1) / total <= end + tiny
        return inside and self.strength_at(index / total) != 0.0


def balance(guidance: Sequence[Guidance], total: int) -> None:
    """Weaken guidance that pulls the picture onto the drawn lines in steps in which a network reads them, too.

    Args:
        guidance: prepared; in any order.
        total: steps of the schedule.
    """
    readers = [method for method in guidance if method.reads_lines]
    for method in guidance:
        if readers and method.beside_lines != 1.0:
            method.yield_to(readers, total)
