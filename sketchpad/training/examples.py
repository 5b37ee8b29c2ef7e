"""A stream of training examples: scenes encoded once, kept for a few uses, then replaced.

Encoding costs as much as a good part of a training step, so every scene is used about ``reuse`` times, each time
with other noise, other time steps and another choice of conditions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL

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
    ) -> None:
        self.maker, self.vae, self.size = maker, vae, size
        self.rng = np.random.default_rng(seed)
        self.device = device
        self.counts, self.filling, self.reuse = counts, filling, reuse
        self._pool: list[Example] = []
        self._limit = pool
        self._next = 0

    def batch(self, count: int) -> list[Example]:
        fresh = -(-count // self.reuse) if len(self._pool) >= 4 * count else count
        for example in self.encode([self.scene() for _ in range(fresh)]):
            if len(self._pool) < self._limit:
                self._pool.append(example)
            else:
                self._pool[self._next] = example
                self._next = (self._next + 1) % self._limit
        picks = self.rng.choice(len(self._pool), count, replace=len(self._pool) < count)
        return [self._pool[i] for i in picks]

    def scene(self) -> Scene:
        things = 1 + int(self.rng.choice(len(self.counts), p=self.counts))
        return self.maker.make(self.rng, self.size, self.size, things, self.filling)

    @torch.no_grad()
    def encode(self, scenes: list[Scene]) -> list[Example]:
        x = to_tensor([scene.image for scene in scenes], self.device)
        with torch.autocast(self.device.type, dtype=torch.bfloat16):
            latents = self.vae.encode(x).latent_dist.mode()
        latents = latents.float()
        return [
            Example(
                z,
                sketch(scene, self.rng),
                scene.caption,
                tuple(thing.phrase for thing in scene.things),
                tuple(thing.box for thing in scene.things),
                tuple(self.maker.words.index(thing.word) for thing in scene.things),
            )
            for z, scene in zip(latents, scenes, strict=True)
        ]
