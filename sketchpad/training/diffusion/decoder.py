"""A slimmer autoencoder with the same latents, whose decoder is finished on what the U-Net makes.

Decoding 256 px with the autoencoder that the latents were learnt with takes as much arithmetic as ten guided steps.
The slim one keeps every second channel of the wider levels to begin with; its encoder learns to give the latents of
the wide one, its decoder to turn what comes out of the U-Net into pictures. A picture is encoded, noised to a middling
level, denoised by the U-Net in one step or two and decoded. What the U-Net gets a little wrong has no single right
answer, so that errors in pixels alone ask for blur: a patch discriminator (Isola et al. 2017, spectral norm as in
Miyato et al. 2018, hinge loss) asks for crisp edges and flat fills instead, and counts more where there was more noise.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

from sketchpad.training.core import hogwild
from sketchpad.training.core.trainer import AdamW, Budget, Run
from sketchpad.training.diffusion.autoencoder import (
    build,
    save_sheet,
    to_tensor,
    widths_of,
)
from sketchpad.training.diffusion.examples import Composer, Example, encoded
from sketchpad.training.diffusion.model import Model, hints_of

SLIM = (16, 32, 64, 128)
"""Channels of the levels; 10.9 GFLOP to decode 256 px, where (32, 64, 128, 128) take 30.9."""
CROP = 16
"""Side of the crops in latents."""
CROPS = 4
"""Of each scene."""
REUSE = 4
"""How often a scene is used before another takes its place, on average."""
POOL = 256
EARLIEST, LATEST = 150, 720
"""Time steps to which pictures are noised; one in eight not at all."""
CLEAN = 1 / 8
FORGIVEN = 0.6
"""Of the weight of an error in pixels, at a level of noise alone."""
CRISP = 0.12
MATCHED = 0.5
"""Weights of the discriminator's answer, and of how its features differ, beside the errors in pixels."""
BEGINS = 0.06
"""Share of the time after which the discriminator is listened to."""
SHOWN = 8
ADAMW = AdamW(0.0, (0.5, 0.99), {"critic": 1.5})
"""A short memory, as usual where two networks answer each other."""


class Critic(nn.Module):
    """Says of each patch of a picture whether it looks real; also what it saw on the way."""

    def __init__(self, widths: tuple[int, ...] = (32, 64, 128, 128)) -> None:
        super().__init__()
        self._widths = widths
        sizes = (3, *widths)
        self.layers = nn.ModuleList(
            spectral_norm(nn.Conv2d(a, b, 4, 2, 1)) for a, b in pairwise(sizes)
        )
        self.answer = spectral_norm(nn.Conv2d(widths[-1], 1, 3, 1, 1))

    def forward(self, x: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Answers (n, 1, h / 16, w / 16) for pictures (n, 3, h, w) in -1..1, and the features of each layer."""
        features = []
        for layer in self.layers:
            x = F.leaky_relu(layer(x), 0.2)
            features.append(x)
        return self.answer(x), features

    def __reduce__(self) -> tuple[Any, ...]:
        """For a process on the same weights: torch refuses to send modules with spectral norm."""
        return _critic_of, (self._widths, self.state_dict())


def _critic_of(widths: tuple[int, ...], tensors: dict[str, Tensor]) -> Critic:
    critic = Critic(widths)
    critic.load_state_dict(tensors, assign=True)
    return critic


class Pair(nn.Module):
    """The autoencoder and its discriminator, trained side by side."""

    def __init__(self, vae: AutoencoderKL) -> None:
        super().__init__()
        self.vae = vae
        self.critic = Critic()


@torch.no_grad()
def slimmed(wide: AutoencoderKL) -> AutoencoderKL:
    """An autoencoder of the widths `SLIM` that begins with channels of ``wide``, evenly taken out of each group."""
    slim, known = build(SLIM), wide.state_dict()
    for name, value in slim.state_dict().items():
        # Where the wide one had no shortcut its levels were of one width, and what came in was added as it was.
        width = known[name.replace("conv_shortcut", "conv1").replace("weight", "bias")].numel()
        same = torch.eye(width)[..., None, None] if name.endswith("weight") else torch.zeros(width)
        source = known.get(name, same)
        for dimension, size in enumerate(value.shape):
            places = torch.arange(size) * source.shape[dimension] // max(size, 1)
            source = source.index_select(dimension, places.to(source.device))
        value.copy_(source)
    return slim


@dataclass
class Material:
    """A scene as it is needed here: image uint8 (h, w, 3) and its example with the latents of the wide autoencoder."""

    image: np.ndarray
    example: Example


@dataclass
class NearMisses:
    """Crops of what the U-Net makes of scenes, beside crops of the scenes.

    Args:
        wide: the autoencoder whose latents the model was trained on.
        composers: for what words alone describe, and for what lines describe, too.
    """

    model: Model
    wide: AutoencoderKL
    composers: tuple[Composer, Composer]
    _pools: tuple[list[Material], list[Material]] = field(default_factory=lambda: ([], []))

    @torch.no_grad()
    def batch(self, scenes: int, rng: np.random.Generator) -> tuple[Tensor, Tensor, Tensor]:
        """Latents (n, 8, 16, 16), the pictures they should become (n, 3, 128, 128) in -1..1, shares of noise (n,)."""
        drawn = int(rng.random() < 0.5)
        material = self._take(drawn, scenes, rng)
        z, sigma = self.denoised([one.example for one in material], drawn == 1, rng)
        latents, crops, levels = [], [], []
        for one, denoised, level in zip(material, z, sigma, strict=True):
            for row, column in _places(one.image, rng):
                latents.append(denoised[:, row : row + CROP, column : column + CROP])
                y, x, side = 8 * row, 8 * column, 8 * CROP
                crops.append(one.image[y : y + side, x : x + side])
                levels.append(level)
        return torch.stack(latents), to_tensor(crops, self.model.device), torch.stack(levels)

    @torch.no_grad()
    def denoised(
        self, examples: list[Example], drawn: bool, rng: np.random.Generator
    ) -> tuple[Tensor, Tensor]:
        """What the U-Net makes of noised latents in one step or two, and how much of each was noise (n,)."""
        device = self.model.device
        z = torch.stack([e.latents for e in examples]).to(device)
        t = torch.from_numpy(rng.integers(EARLIEST, LATEST, len(examples))).to(device)
        clean = torch.from_numpy(rng.random(len(examples)) < CLEAN).to(device)
        a, s = self.model.levels(t)
        noise = torch.randn_like(z)
        with torch.autocast(device.type, dtype=torch.bfloat16):
            states = self.model.encode_text([e.caption for e in examples])[0]
            hint = hints_of(examples, device) if drawn else None
            x = a * z + s * noise
            denoised, left = self._foreseen(x, t, states, hint)
            if rng.random() < 0.5:
                t = t // 2
                a2, s2 = self.model.levels(t)
                denoised, _ = self._foreseen(a2 * denoised + s2 * left, t, states, hint)
        sigma = torch.where(clean, 0.0, s[:, 0, 0, 0])
        return torch.where(clean[:, None, None, None], z, denoised), sigma

    def _foreseen(
        self, x: Tensor, t: Tensor, states: Tensor, hint: Tensor | None
    ) -> tuple[Tensor, Tensor]:
        """The picture and the noise that the U-Net sees in ``x``."""
        a, s = self.model.levels(t)
        v = self.model.velocity(x, t, states, hint).float()
        return a * x - s * v, s * x + a * v

    def _take(self, drawn: int, count: int, rng: np.random.Generator) -> list[Material]:
        pool = self._pools[drawn]
        fresh = count if len(pool) < 4 * count else int(rng.random() < count / REUSE)
        for _ in range(fresh):
            one = self.material(drawn, rng)
            if len(pool) < POOL:
                pool.append(one)
            else:
                pool[int(rng.integers(POOL))] = one
        return [pool[i] for i in rng.choice(len(pool), count, replace=False)]

    def material(self, drawn: int, rng: np.random.Generator) -> Material:
        """A new scene, square."""
        composer = self.composers[drawn]
        composed = composer(rng, (composer.size, composer.size))
        return Material(composed[0], encoded(self.wide, [composed])[0])


def _places(image: np.ndarray, rng: np.random.Generator) -> list[tuple[int, int]]:
    """Corners of crops, in latents, most of them round places where something changes."""
    rows, columns = image.shape[0] // 8, image.shape[1] // 8
    cells = image[: rows * 8, : columns * 8].reshape(rows, 8, columns, 8, 3).astype(np.float32)
    busy = cells.std(axis=(1, 3)).mean(-1).ravel() + 1.0
    chosen = rng.choice(rows * columns, CROPS, p=busy / busy.sum())
    corners = np.stack(np.divmod(chosen, columns), 1) - rng.integers(CROP, size=(CROPS, 2))
    inside = corners.clip(0, (rows - CROP, columns - CROP))
    return [(int(row), int(column)) for row, column in inside]


def loss_of(
    pair: Pair, wide: AutoencoderKL, z: Tensor, x: Tensor, sigma: Tensor, listens: bool
) -> tuple[Tensor, dict[str, float]]:
    """What to minimise, autoencoder and discriminator at once, and its parts by name.

    Args:
        z, x, sigma: from ``NearMisses.batch``.
        listens: to the discriminator.
    """
    with torch.autocast(x.device.type, dtype=torch.bfloat16):
        y = pair.vae.decode(z).sample.float()
        loss = (pixel_error(y, x) * (1 - FORGIVEN * sigma)).mean()
        parts = {"pixels": float(loss.detach())}
        if pair.vae.quant_conv.weight.requires_grad:
            with torch.no_grad():
                wanted = wide.encode(x).latent_dist.mode().float()
            off = F.mse_loss(pair.vae.encode(x).latent_dist.mode().float(), wanted)
            loss = loss + off
            parts["latents"] = float(off.detach())
        if listens:
            pair.critic.requires_grad_(False)
            answer, seen = pair.critic(y)
            with torch.no_grad():
                _, wished = pair.critic(x)
            differ = sum(
                (F.l1_loss(a, b) for a, b in zip(seen, wished, strict=True)), x.new_zeros(())
            )
            loss = loss - CRISP * answer.float().mean() + MATCHED * differ / len(seen)
            parts["answer"] = float(answer.detach().mean())
        pair.critic.requires_grad_(True)
        real, fake = pair.critic(x)[0].float(), pair.critic(y.detach())[0].float()
        judged = F.relu(1 - real).mean() + F.relu(1 + fake).mean()
        parts["critic"] = float(judged.detach())
    return loss + judged, parts


def pixel_error(y: Tensor, x: Tensor) -> Tensor:
    """Of each picture (n,): absolute errors, half of those of gradients, half of those of means over 4 x 4."""
    error = y - x
    across = (error[..., 1:] - error[..., :-1]).abs().mean((1, 2, 3))
    down = (error[..., 1:, :] - error[..., :-1, :]).abs().mean((1, 2, 3))
    coarse = F.avg_pool2d(error, 4).abs().mean((1, 2, 3))
    return error.abs().mean((1, 2, 3)) + 0.5 * (across + down) + 0.5 * coarse


def train(
    source: NearMisses,
    folder: Path,
    budget: Budget,
    *,
    scenes: int = 2,
    lr: float = 2e-4,
    seed: int = 0,
    workers: int = 1,
) -> Run:
    """Train the slim autoencoder; the run's module is a `Pair`."""
    torch.manual_seed(seed)
    source.model.requires_grad_(False).eval()
    wide = source.wide.requires_grad_(False).eval()
    pair = Pair(slimmed(wide)).to(source.model.device)
    # Of these widths it has been published: its latents are those of the model.
    if widths_of(wide.state_dict()) == SLIM:
        pair.vae.encoder.requires_grad_(False)
        pair.vae.quant_conv.requires_grad_(False)
    always = [source.material(i % 2, np.random.default_rng([5, i])) for i in range(SHOWN)]

    def checkpoint(averaged: Pair) -> None:
        run.log(**_check(averaged.vae, source, always, folder / f"sheet-{run.step:06d}.png"))

    run = Run(
        folder,
        pair,
        budget,
        lr=lr,
        final_lr=0.1,
        warmup=100,
        decay=0.99,
        adamw=ADAMW,
        on_checkpoint=checkpoint,
    )
    pair.train()
    for _ in hogwild.steps(run, Losses(source, scenes, seed), workers, seed, clip=5.0):
        pass
    return run


@dataclass(frozen=True)
class Losses:
    """The losses of batches; a further process makes its own scenes."""

    source: NearMisses
    scenes: int
    seed: int

    def begin(self, index: int) -> np.random.Generator:
        return np.random.default_rng([self.seed, index])

    def one(self, pair: Pair, rng: np.random.Generator, progress: float) -> hogwild.Loss:
        z, x, sigma = self.source.batch(self.scenes, rng)
        loss, parts = loss_of(pair, self.source.wide, z, x, sigma, progress > BEGINS)
        return loss, parts, len(x)


@torch.no_grad()
def sharpness(pictures: Tensor) -> float:
    """Mean of the steepest 2 % of differences between neighbouring pixels, for pictures (n, 3, h, w) in -1..1."""
    grey = (pictures.float().mean(1) + 1) / 2
    across = (grey[:, :-1, 1:] - grey[:, :-1, :-1]).square()
    down = (grey[:, 1:, :-1] - grey[:, :-1, :-1]).square()
    steep = (across + down).sqrt().flatten()
    return float(steep.topk(max(1, len(steep) // 50)).values.mean())


@torch.no_grad()
def _check(
    vae: AutoencoderKL, source: NearMisses, always: list[Material], path: Path
) -> dict[str, float]:
    """Figures, and a sheet: pictures, what the U-Net makes of them as the wide one decodes it, and as this one does."""
    rng = np.random.default_rng(1)
    with torch.random.fork_rng():
        torch.manual_seed(1)
        z, _ = source.denoised([one.example for one in always], False, rng)
    x = to_tensor([one.image for one in always], source.model.device)
    clean = torch.stack([one.example.latents for one in always]).to(x.device)
    with torch.autocast(x.device.type, dtype=torch.bfloat16):
        before, after, known = (
            net.decode(latents).sample.float().clamp(-1, 1)
            for net, latents in ((source.wide, z), (vae, z), (vae, clean))
        )
        off = vae.encode(x).latent_dist.mode().float() - clean
    save_sheet((x, before, after), path)
    return {
        "psnr": float(-10 * torch.log10(((known - x) / 2).square().mean((1, 2, 3))).mean()),
        "sharp": sharpness(after),
        "sharp_before": sharpness(before),
        "sharp_real": sharpness(x),
        "latents_off": float(off.square().mean() / clean.square().mean()),
    }
