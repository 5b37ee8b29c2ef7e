"""A stream of training examples: scenes encoded once, kept for a few uses, then replaced.

Encoding costs as much as a good part of a training step, so every scene is used about ``reuse`` times, each time
with other noise, other time steps and another choice of conditions. Beside a fast accelerator further processes
compose the scenes, so that it never waits for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL

from sketchpad.training.feed import Feed
from sketchpad.training.lines import sketch
from sketchpad.training.scenes import Scene, SceneMaker
from sketchpad.training.vae import to_tensor


@dataclass(frozen=True)
class Example:
    """latents float32 (8, h/8, w/8); hint uint8 (h, w); boxes with their phrases."""

    latents: torch.Tensor
    hint: np.ndarray
    caption: str
    phrases: tuple[str, ...]
    boxes: tuple[tuple[float, float, float, float], ...]
    words: tuple[int, ...] = ()
    """Index of each thing's word among the maker's words."""


@dataclass(frozen=True)
class Composer:
    """What makes one scene after another, with what is drawn of it; small enough to be sent to a process."""

    maker: SceneMaker
    size: int
    counts: tuple[float, ...]
    filling: float

    def scene(self, rng: np.random.Generator) -> Scene:
        things = 1 + int(rng.choice(len(self.counts), p=self.counts))
        return self.maker.make(rng, self.size, self.size, things, self.filling)

    def __call__(self, rng: np.random.Generator) -> tuple[np.ndarray, Any]:
        """The picture, uint8 (size, size, 3), and all fields of its example but the latents."""
        return self.described(self.scene(rng), rng)

    def described(self, scene: Scene, rng: np.random.Generator) -> tuple[np.ndarray, Any]:
        return scene.image, (
            sketch(scene, rng),
            scene.caption,
            tuple(thing.phrase for thing in scene.things),
            tuple(thing.box for thing in scene.things),
            tuple(self.maker.words.index(thing.word) for thing in scene.things),
        )


class Examples:
    """Draws batches from a pool that is renewed as it is used."""

    def __init__(
        self,
        maker: SceneMaker,
        vae: AutoencoderKL,
        size: int,
        *,
        seed: int,
        device: torch.device,
        pool: int = 3072,
        reuse: int = 6,
        counts: tuple[float, ...] = (0.62, 0.25, 0.1, 0.03),
        filling: float = 0.6,
        makers: int = 0,
    ) -> None:
        """``makers``: how many further processes compose scenes; 0 composes them here."""
        self.composer = Composer(maker, size, counts, filling)
        self.vae = vae
        self.rng = np.random.default_rng(seed)
        self.device = device
        self.reuse = reuse
        self._feed = Feed(self.composer, makers, seed) if makers else None
        self._pool: list[Example] = []
        self._limit = pool
        self._next = 0

    def batch(self, count: int) -> list[Example]:
        fresh = -(-count // self.reuse) if len(self._pool) >= 4 * count else count
        for example in self._encoded(self._composed(fresh)):
            if len(self._pool) < self._limit:
                self._pool.append(example)
            else:
                self._pool[self._next] = example
                self._next = (self._next + 1) % self._limit
        picks = self.rng.choice(len(self._pool), count, replace=len(self._pool) < count)
        return [self._pool[i] for i in picks]

    def _composed(self, count: int) -> list[tuple[np.ndarray, Any]]:
        if self._feed is not None:
            return self._feed.take(count)
        return [self.composer(self.rng) for _ in range(count)]

    def scene(self) -> Scene:
        return self.composer.scene(self.rng)

    def encode(self, scenes: list[Scene]) -> list[Example]:
        return self._encoded([self.composer.described(scene, self.rng) for scene in scenes])

    def close(self) -> None:
        if self._feed is not None:
            self._feed.close()

    @torch.no_grad()
    def _encoded(self, composed: list[tuple[np.ndarray, Any]]) -> list[Example]:
        x = to_tensor([image for image, _ in composed], self.device)
        with torch.autocast(self.device.type, dtype=torch.bfloat16):
            latents = self.vae.encode(x).latent_dist.mode().float()
        return [Example(z, *rest) for z, (_, rest) in zip(latents, composed, strict=True)]
