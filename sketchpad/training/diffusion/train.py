"""The stages of the diffusion model: everything together, or one way of steering on a frozen base.

Together from the start, because shapes come first where lines say what they are and a small budget is better spent
once. Then text encoder and base are frozen and each method is trained as its paper does it, alone: the ControlNet,
the gates with their position network, the network that reads maps.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from sketchpad.training.core import hogwild
from sketchpad.training.core.trainer import AdamW, Budget, Run
from sketchpad.training.diffusion.examples import MOST_AREA, Supply
from sketchpad.training.diffusion.model import (
    JOINT,
    REPEATS,
    Mixture,
    Model,
    hold_open,
    loss_of,
)
from sketchpad.training.parts import GLIGEN

FASTER = {"fuser": 4.0, "position_net": 4.0, "word_head": 4.0}
TRAINED = {
    "all": ("",),
    "controlnet": ("controlnet.",),
    GLIGEN: ("fuser", "position_net"),
    "controls": ("controls.",),
    "vectors": (".bias", "norm", "alpha_"),
}
"""What of the model a stage trains and keeps in its checkpoint: tensors with one of these in their names."""
FINISHED = 430
"""Pictures of twice the network's own size are only finished at that size: from this time step on."""
READS_WORDS = ("all", "vectors")
"""Stages that train the text encoder or a part of it."""


def belongs(trained: str) -> Callable[[str], bool]:
    """Whether a tensor of the model is of those that a stage trains (a key of `TRAINED`)."""
    return lambda name: any(part in name for part in TRAINED[trained])


def train(
    model: Model,
    supply: Supply,
    folder: Path,
    budget: Budget,
    *,
    batch: int,
    lr: float,
    trained: str = "all",
    mixture: Mixture = JOINT,
    seed: int = 0,
    workers: int = 1,
    side: int = 10**6,
    check: Callable[[Model, Path], dict[str, float]] | None = None,
) -> Run:
    """Train one stage; ``workers`` processes share the weights.

    Args:
        side: of the latents of a picture of the network's own size; of larger ones it is shown fewer at a time, and
            only as they are from time step `FINISHED` on.
        trained: a key of `TRAINED`; all but `READS_WORDS` leave text encoder and base as they are.
        check: called at checkpoints with the averaged model and where a sheet may be written; gives what is logged.
    """
    torch.manual_seed(seed)
    mine, frozen = belongs(trained), trained not in READS_WORDS
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(mine(name))

    def checkpoint(averaged: Model) -> None:
        if check is not None:
            run.log(**check(averaged, folder / f"sheet-{run.step:06d}.png"))

    run = Run(
        folder,
        model,
        budget,
        lr=lr,
        final_lr=0.05,
        warmup=150,
        decay=0.9995,
        on_checkpoint=checkpoint,
        adamw=AdamW(faster=FASTER),
        kept=mine,
    )
    model.train()
    losses = Losses(supply, batch, frozen, mixture, seed, side)
    for _ in hogwild.steps(run, losses, workers, seed):
        if trained in ("all", GLIGEN):
            hold_open(model.unet)
    return run


@dataclass(frozen=True)
class Losses:
    """The losses of batches; a further process sees the same pictures with other seeds."""

    supply: Supply
    batch: int
    frozen: bool
    mixture: Mixture
    seed: int
    side: int = 10**6

    def begin(self, index: int) -> np.random.Generator:
        seed = int(np.random.default_rng([self.seed, index, time.time_ns()]).integers(2**31))
        torch.manual_seed(seed)
        self.supply.reseed(seed + 1)
        return np.random.default_rng(seed)

    def one(self, model: Model, rng: np.random.Generator, _progress: float) -> hogwild.Loss:
        kind = self.mixture.pick(rng)
        repeats = REPEATS.get(kind, 1)
        examples = self.supply.batch(max(1, self.batch // repeats), kind, rng)
        is_large = examples[0].latents[0].numel() > MOST_AREA * self.side**2
        if is_large:
            examples = examples[: max(1, len(examples) // 4)]
        examples = examples * repeats
        latest = FINISHED if is_large else 0
        loss, parts = loss_of(
            model, examples, rng, self.frozen, self.mixture, kind, repeats, latest
        )
        return loss, parts, len(examples)
