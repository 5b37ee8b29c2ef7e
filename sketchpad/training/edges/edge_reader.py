"""Trains an edge reader: to see in latents what the decoder would show, also in latents that a pull has bent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from sketchpad.models.networks.edge_networks import EdgeReader, steepness
from sketchpad.training.core.trainer import Budget, Run

WIDTH, DEPTH = 96, 3
MOST_MIXED = 3
MOST_BLURRED = 1.6
MOST_NOISE = 0.25
MOST_BENT = 0.5
"""In standard deviations of the latents: how far those go that are bent."""
BENDS = 2
LINE = 0.15
"""As steep as something that is seen as a line."""


def train(
    latents: Callable[[int], Tensor],
    decode: Callable[[Tensor], Tensor],
    pixels: int,
    folder: Path,
    budget: Budget,
    *,
    batch: int = 16,
    lr: float = 2e-3,
    seed: int = 0,
) -> Run:
    """Train a reader and write it to ``folder/export``.

    Args:
        latents: from n to the latents of n pictures, (n, channels, h, w).
        decode: latents to pictures (n, 3, h * pixels, w * pixels) in -1..1, without gradients.
    """
    torch.manual_seed(seed)
    first = latents(batch)
    network = EdgeReader(
        {"latent_channels": first.shape[1], "pixels": pixels, "width": WIDTH, "depth": DEPTH}
    ).to(first.device)
    always = mixed(first, torch.Generator().manual_seed(7))

    def report(averaged: EdgeReader) -> None:
        averaged.save(folder / "export")
        run.log(explained=explained(averaged, always, decode))

    run = Run(
        folder,
        network,
        budget,
        lr=lr,
        final_lr=0.02,
        warmup=50,
        decay=0.995,
        on_checkpoint=report,
    )
    torch.manual_seed(seed + run.step)
    source = torch.Generator().manual_seed(seed + run.step)
    for _ in run:
        z = mixed(latents(batch), source)
        half = batch // 2
        z = torch.cat([z[:half], bent(network, z[half:], decode, source)])
        with torch.no_grad():
            target = steepness(decode(z).float())
        edges = network(z)
        run.update(F.mse_loss(edges, target) + 0.1 * F.l1_loss(edges, target), batch)
    run.ema.copy_to(network)
    network.eval().save(folder / "export")
    return run


def mixed(z: Tensor, source: torch.Generator) -> Tensor:
    """Latents as steps foresee them: several pictures at once, blurred, not without noise; some left as they are."""
    mixtures = []
    for number, one in enumerate(z):
        if _uniform(source) < 0.25:
            mixtures.append(one)
            continue
        count = 1 + int(torch.randint(MOST_MIXED, (), generator=source))
        picks = [number, *torch.randint(len(z), (count - 1,), generator=source).tolist()]
        weights = torch.rand(count, generator=source).to(z) + 0.1
        mean = (z[picks] * (weights / weights.sum())[:, None, None, None]).sum(0)
        mean = _blurred(mean, MOST_BLURRED * _uniform(source))
        noise = torch.randn(mean.shape, generator=source).to(z)
        mixtures.append(mean + MOST_NOISE * _uniform(source) ** 2 * noise)
    return torch.stack(mixtures)


def bent(
    network: EdgeReader, z: Tensor, decode: Callable[[Tensor], Tensor], source: torch.Generator
) -> Tensor:
    """Latents pulled towards another picture's lines, so that the reader's mistakes show and are unlearnt."""
    with torch.no_grad():
        lines = (steepness(decode(z.roll(1, 0)).float()) > LINE).float()
    for _ in range(BENDS):
        z = z.detach().requires_grad_()
        edges = network(z)
        energy = (torch.relu(2 * LINE - edges) * lines + 0.1 * edges * (1 - lines)).sum()
        (gradient,) = torch.autograd.grad(energy, z)
        length = MOST_BENT / BENDS * torch.rand(len(z), generator=source).to(z)
        size = gradient.square().mean((1, 2, 3)).sqrt().clamp_min(1e-12)
        z = z - gradient * (length / size)[:, None, None, None]
    return z.detach()


@torch.no_grad()
def explained(network: EdgeReader, z: Tensor, decode: Callable[[Tensor], Tensor]) -> float:
    """Share of the variance of the steepness that the reader foresees."""
    target = steepness(decode(z).float())
    return float(1 - F.mse_loss(network(z), target) / target.var())


def _blurred(z: Tensor, sigma: float) -> Tensor:
    if sigma < 0.2:
        return z
    reach = max(1, min(round(2 * sigma), min(z.shape[-2:]) - 1))
    bell = torch.exp(-0.5 * (torch.arange(-reach, reach + 1).to(z) / sigma) ** 2)
    bell = bell / bell.sum()
    planes = F.pad(z[:, None], (reach,) * 4, mode="replicate")
    planes = F.conv2d(planes, bell[None, None, None, :])
    return F.conv2d(planes, bell[None, None, :, None])[:, 0]


def _uniform(source: torch.Generator) -> float:
    return float(torch.rand((), generator=source))
