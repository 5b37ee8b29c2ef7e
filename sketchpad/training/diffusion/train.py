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
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from torch import nn

from sketchpad.training.core.hogwild import LossOf, helpers
from sketchpad.training.core.trainer import (
    Budget,
    Run,
    average,
    pick_device,
)
from sketchpad.training.diffusion import autoencoder as codec_part
from sketchpad.training.diffusion.examples import Supply
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
    check: Callable[[Model, Path], dict[str, float]] | None = None,
) -> Run:
    """One stage; ``workers`` processes share the weights.

    Args:
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
        seconds=budget,
        lr=lr,
        final_lr=0.05,
        warmup=150,
        decay=0.9995,
        on_checkpoint=checkpoint,
        faster=FASTER,
        kept=mine,
    )
    model.train()
    sums: dict[str, list[float]] = {}
    other = Other(supply, batch, frozen, mixture, seed)
    with helpers(model, other, workers - 1, FASTER) as shared:
        for step in run:
            # Each step has its own numbers, so that it does not matter where a run was interrupted.
            torch.manual_seed(seed + step)
            loss, parts, seen = other.one(model, np.random.default_rng([seed, step]))
            for name, value in parts.items():
                sums.setdefault(name, []).append(value)
            run.update(loss, seen)
            if trained in ("all", GLIGEN):
                hold_open(model.unet)
            if shared is not None:
                shared.rate.value = run.rate()
                with shared.samples.get_lock():
                    run.samples += shared.samples.value
                    shared.samples.value = 0
            if step % 50 == 49:
                run.log(**{k: float(np.mean(v)) for k, v in sorted(sums.items())})
                sums = {}
    run.ema.copy_to(model)
    return run


@dataclass(frozen=True)
class Other:
    """The losses of batches; also for a further process (``hogwild.helpers``): the same pictures with other seeds."""

    supply: Supply
    batch: int
    frozen: bool
    mixture: Mixture
    seed: int

    def __call__(self, index: int) -> LossOf:
        seed = int(np.random.default_rng([self.seed, index, time.time_ns()]).integers(2**31))
        torch.manual_seed(seed)
        rng = np.random.default_rng(seed)
        self.supply.reseed(seed + 1)

        def loss(model: nn.Module) -> tuple[torch.Tensor, int]:
            assert isinstance(model, Model)
            found, _, count = self.one(model, rng)
            return found, count

        return loss

    def one(
        self, model: Model, rng: np.random.Generator
    ) -> tuple[torch.Tensor, dict[str, float], int]:
        """What to minimise on one batch, its parts by name, and how many examples it holds."""
        kind = self.mixture.pick(rng)
        repeats = REPEATS.get(kind, 1)
        examples = self.supply.batch(max(1, self.batch // repeats), kind, rng) * repeats
        loss, parts = loss_of(model, examples, rng, self.frozen, self.mixture, kind, repeats)
        return loss, parts, len(examples)


def load_vae(folder: Path) -> AutoencoderKL:
    """The averaged weights of the autoencoder's run, frozen."""
    path = folder / "state.safetensors"
    vae = codec_part.build(codec_part.trained_widths(path))
    average(vae, path)
    return vae.requires_grad_(False).eval().to(pick_device())
