"""The interface between guidance methods and the sampling loop.

A guidance method **conditions** (changes the network's inputs), **pulls** (defines an energy to minimise) or **holds**
(knows a part of the next latents). All latents here are float32 of shape (1, channels, height, width).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from torch import Tensor

from sketchpad.errors import Problem
from sketchpad.sampling.denoiser import Branch
from sketchpad.sampling.network_calls import NetworkCall

Strength = float | Callable[[float], float]
"""A number, or a function of the share of the steps already taken (0..1)."""


class Cancelled(Exception):
    """The run was stopped. Not an error: `generate` ends quietly."""


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

    free: Tensor | None = None
    """(1, 1, height, width), 1 where the picture may change and 0 elsewhere; None: everywhere."""

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

    def pulls_in(self, step: Step) -> bool:
        """Whether the step asks for the gradient of its energy."""
        return self.pulls

    def improve(self, step: Step) -> Tensor | None:
        """After the network: a change of `Step.denoised` that moves the next latents along; None: none.

        What the network says of the change is not asked, so no gradient of it is needed (He et al., "Manifold
        Preserving Guided Diffusion", ICLR 2024).
        """
        return None

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
