"""A stream of training examples: scenes encoded once, kept for a few uses, then replaced.

Encoding costs as much as a good part of a training step, so every scene is used about ``reuse`` times, each time
with other noise, other time steps and another choice of conditions. Beside a fast accelerator further processes
compose the scenes, so that it never waits for them. All examples of a batch have one shape, batches have many.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import torch
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL

from sketchpad.training.data.prefetch import Feed
from sketchpad.training.data.scenes import Scene, SceneMaker
from sketchpad.training.data.sketch_lines import sketch
from sketchpad.training.diffusion.autoencoder import to_tensor

Shape = tuple[int, int]
"""Width and height of a picture in pixels."""
Composed = tuple[np.ndarray, Any]
"""A picture, uint8 (h, w, 3), and all fields of its example but the latents."""
Draw = Callable[[Scene, np.random.Generator], np.ndarray]
"""What the network is shown of a scene: lines uint8 (h, w) or a map uint8 (h, w, 3)."""
SHAPE_STEP = 64
LEAST_AREA, MOST_AREA = 0.5, 1.5
"""Of a picture that is not square, in areas of the square one."""


@dataclass(frozen=True)
class Example:
    """latents float32 (8, h/8, w/8); hint uint8 (h, w) of lines or (h, w, 3) of a map; boxes with their phrases."""

    latents: torch.Tensor
    hint: np.ndarray
    caption: str
    phrases: tuple[str, ...]
    boxes: tuple[tuple[float, float, float, float], ...]
    words: tuple[str, ...] = ()
    """Of each thing, without colour or size."""


class Supply(Protocol):
    """Where a stage takes its batches from: scenes on disk, or some that are made as they are used."""

    def batch(self, count: int, conditions: str, rng: np.random.Generator) -> list[Example]:
        """Examples of one shape for a choice of conditions (a key of ``Mixture.kinds``)."""

    def reseed(self, seed: int) -> None:
        """Draw other examples from now on, where not only the generator of ``batch`` decides."""


def shapes(size: int) -> tuple[Shape, ...]:
    """The shapes that are trained beside the square: sides in multiples of 64, from 1:2 to 2:1, of a similar area."""
    sides = range(SHAPE_STEP, 2 * size + 1, SHAPE_STEP)
    return tuple(
        (width, height)
        for width in sides
        for height in sides
        if 0.5 <= width / height <= 2
        and LEAST_AREA <= width * height / size**2 <= MOST_AREA
        and (width, height) != (size, size)
    )


@dataclass(frozen=True)
class Composer:
    """What makes one scene after another, with what is drawn of it; small enough to be sent to a process.

    Args:
        counts: chances of one thing, two things, ...
        square: share of the square pictures.
        kind: "varied" scenes; "plain" ones, that captions alone describe; "boxed" ones, that captions and boxes do.
        larger: share of the square pictures of twice the size.
    """

    maker: SceneMaker
    size: int
    counts: tuple[float, ...] = (0.62, 0.25, 0.1, 0.03)
    filling: float = 0.6
    square: float = 1.0
    draw: Draw = field(default=sketch)
    kind: str = "varied"
    larger: float = 0.0

    def shape(self, rng: np.random.Generator) -> Shape:
        if self.larger and rng.random() < self.larger:
            return 2 * self.size, 2 * self.size
        others = shapes(self.size)
        if not others or rng.random() < self.square:
            return self.size, self.size
        return others[rng.integers(len(others))]

    def scene(self, rng: np.random.Generator, shape: Shape | None = None) -> Scene:
        things = 1 + int(rng.choice(len(self.counts), p=self.counts))
        width, height = shape or (self.size, self.size)
        if self.kind == "varied":
            return self.maker.make(rng, width, height, things, self.filling)
        make = {"plain": self.maker.plain, "boxed": self.maker.boxed}[self.kind]
        return make(rng, width, height, things)

    def __call__(self, rng: np.random.Generator, shape: Shape | None = None) -> Composed:
        """A scene, by default of any shape."""
        return self.described(self.scene(rng, shape or self.shape(rng)), rng)

    def described(self, scene: Scene, rng: np.random.Generator) -> Composed:
        return scene.image, (
            self.draw(scene, rng),
            scene.caption,
            tuple(thing.phrase for thing in scene.things),
            tuple(thing.box for thing in scene.things),
            tuple(thing.word for thing in scene.things),
        )


class Examples:
    """Draws batches from pools that are renewed as they are used."""

    def __init__(
        self,
        composer: Composer,
        vae: AutoencoderKL,
        *,
        seed: int,
        pool: int = 3072,
        reuse: int = 6,
        makers: int = 0,
    ) -> None:
        """``makers``: how many further processes compose scenes; 0 composes them here. ``pool``: of the square ones."""
        self.composer = composer
        self.vae = vae
        self.rng = np.random.default_rng(seed)
        self.reuse = reuse
        self._feed = Feed(composer, makers, seed) if makers else None
        self._pools: dict[Shape, deque[Example]] = {}
        self._limit = pool

    def reseed(self, seed: int) -> None:
        """Draw other scenes from now on."""
        self.rng = np.random.default_rng(seed)

    def batch(
        self, count: int, _conditions: str = "", _rng: np.random.Generator | None = None
    ) -> list[Example]:
        """Examples of one shape; see ``Supply``."""
        shape = self.composer.shape(self.rng)
        known = len(self._pools.get(shape, ()))
        fresh = -(-count // self.reuse) if known >= 4 * count else count
        for composed in self._composed(fresh, shape):
            self._keep(composed)
        if not self._pools.get(shape):  # processes make the shapes that they choose
            shape = max(self._pools, key=lambda other: len(self._pools[other]))
        pool = self._pools[shape]
        picks = self.rng.choice(len(pool), count, replace=len(pool) < count)
        return [pool[i] for i in picks]

    def _keep(self, composed: list[Composed]) -> None:
        height, width = composed[0][0].shape[:2]
        square = (width, height) == (self.composer.size, self.composer.size)
        limit = self._limit if square else max(self._limit // 8, 1)
        pool = self._pools.setdefault((width, height), deque(maxlen=limit))
        pool.extend(encoded(self.vae, composed))

    def _composed(self, count: int, shape: Shape) -> list[list[Composed]]:
        """This number of scenes, in lists of one shape each."""
        if self._feed is None:
            return [[self.composer(self.rng, shape) for _ in range(count)]]
        by_shape: dict[tuple[int, ...], list[Composed]] = {}
        for composed in self._feed.take(count):
            by_shape.setdefault(composed[0].shape, []).append(composed)
        return list(by_shape.values())

    def encode(self, scenes: list[Scene]) -> list[Example]:
        return encoded(self.vae, [self.composer.described(scene, self.rng) for scene in scenes])

    def close(self) -> None:
        if self._feed is not None:
            self._feed.close()


@torch.no_grad()
def encoded(vae: AutoencoderKL, composed: list[Composed]) -> list[Example]:
    """Examples of what a ``Composer`` gives, all of one shape."""
    x = to_tensor([image for image, _ in composed], vae.device)
    with torch.autocast(vae.device.type, dtype=torch.bfloat16):
        latents = vae.encode(x).latent_dist.mode().float()
    return [Example(z, *rest) for z, (_, rest) in zip(latents, composed, strict=True)]
