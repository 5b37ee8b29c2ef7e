"""Scenes and their latents on disk: composed and encoded once, then trained on about twenty times.

Encoding a picture of 256 px costs twice as much as a training step on it. Processes at low priority write shards of
scenes while others train on those that are there; each use takes other noise, time steps, lines and conditions.

A shard is one safetensors file that appears whole or not at all. Its name says what is inside:
``KIND-WIDTHxHEIGHT-NUMBER.safetensors``. Tensors, for n scenes:

- ``latents`` float16 (n, 8, height / 8, width / 8), whitened;
- ``lines`` uint8 (n, `VARIANTS`, height, width / 8): sketches of the scene, eight pixels a byte;
- metadata ``scenes``: caption, phrases, boxes and words of each, as JSON.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from sketchpad.terminal import ProgressLine
from sketchpad.training.core import processes
from sketchpad.training.diffusion.examples import Composer, Example, encoded

SHARD = 256
"""Scenes in one."""
VARIANTS = 2
BATCH = 16
"""Scenes that are encoded at once."""
FAINT = 64
"""Below this, lines are left out."""
SOFT = 0.5
"""Share of the lines that are smoothed, as those that are drawn on a canvas are."""
NICE = 10
"""Of the processes that make shards: beside training they get about a tenth of a core."""
_NAME = re.compile(r"(?P<kind>[a-z]+)-(?P<width>\d+)x(?P<height>\d+)-\w+\.safetensors")


Shares = Sequence[tuple[Composer, float]]
"""Ways of composing scenes, with the share of each in all scenes."""
Build = Callable[[], tuple[Shares, AutoencoderKL]]
"""What a process that fills the store begins with; picklable."""


class _Shard:
    """An open shard; rows are read from the disk as they are asked for."""

    def __init__(self, path: Path) -> None:
        self._file = safe_open(path, "pt")
        self.scenes: list[dict[str, Any]] = json.loads(self._file.metadata()["scenes"])
        self._latents = self._file.get_slice("latents")
        self._lines = self._file.get_slice("lines")

    def example(self, row: int, rng: np.random.Generator) -> Example:
        about = self.scenes[row]
        packed = self._lines[row : row + 1].numpy()[0]
        lines = np.unpackbits(packed[rng.integers(len(packed))], axis=-1) * np.uint8(255)
        if rng.random() < SOFT:
            lines = cv2.blur(lines, (2, 2))
        return Example(
            self._latents[row : row + 1][0].float(),
            lines,
            about["caption"],
            tuple(about["phrases"]),
            tuple(tuple(box) for box in about["boxes"]),
            tuple(about["words"]),
        )


@dataclass
class LatentStore:
    """Reads batches from the shards in a folder, and sees at once which were added or removed.

    Where only words describe the picture, scenes are plain, where boxes do, too, boxed: nothing in them is left open.
    Where lines say more, they are varied. A batch follows from the shards that are there and the generator alone.
    """

    folder: Path
    _open: dict[str, _Shard] = field(default_factory=dict, repr=False)
    _names: dict[str, list[str]] = field(default_factory=dict, repr=False)
    _seen: int = -1

    def __reduce__(self) -> tuple[Any, ...]:
        return LatentStore, (self.folder,)

    def reseed(self, seed: int) -> None:
        """The generator of ``batch`` decides alone."""

    def batch(self, count: int, conditions: str, rng: np.random.Generator) -> list[Example]:
        """See ``Supply``; FileNotFoundError where there are no scenes of the kind yet."""
        shard = self._pick({"text": "plain", "boxes": "boxed"}.get(conditions, "varied"), rng)
        rows = rng.choice(len(shard.scenes), count, replace=len(shard.scenes) < count)
        return [shard.example(int(row), rng) for row in rows]

    def _pick(self, kind: str, rng: np.random.Generator) -> _Shard:
        self._look()
        while self._names.get(kind):
            names = self._names[kind]
            name = names[rng.integers(len(names))]
            try:
                if name not in self._open:
                    self._open[name] = _Shard(self.folder / name)
                return self._open[name]
            except (OSError, SafetensorError):  # removed since
                names.remove(name)
        raise FileNotFoundError(f"no scenes of the kind {kind} in {self.folder}")

    def _look(self) -> None:
        changed = self.folder.stat().st_mtime_ns
        if changed == self._seen:
            return
        self._seen = changed
        self._names = {}
        for name in sorted(path.name for path in self.folder.iterdir()):
            if match := _NAME.fullmatch(name):
                self._names.setdefault(match["kind"], []).append(name)
        there = {name for names in self._names.values() for name in names}
        self._open = {name: shard for name, shard in self._open.items() if name in there}


def shards(folder: Path) -> list[Path]:
    """All whole shards, the oldest first."""
    whole = [path for path in folder.glob("*.safetensors") if _NAME.fullmatch(path.name)]
    return sorted(whole, key=lambda path: (path.stat().st_mtime_ns, path.name))


def kind_of(path: Path) -> str:
    return path.name.partition("-")[0]


@torch.no_grad()
def write_shard(
    folder: Path, composer: Composer, codec: AutoencoderKL, rng: np.random.Generator
) -> Path:
    """Compose and encode `SHARD` scenes of one shape."""
    width, height = composer.shape(rng)
    latents, lines = [], []
    scenes: list[dict[str, Any]] = []
    while len(scenes) < SHARD:
        composed = [
            composer.scene(rng, (width, height)) for _ in range(min(BATCH, SHARD - len(scenes)))
        ]
        examples = encoded(codec, [composer.described(scene, rng) for scene in composed])
        latents += [example.latents.half().cpu() for example in examples]
        for scene, example in zip(composed, examples, strict=True):
            drawn = [example.hint, *(composer.draw(scene, rng) for _ in range(VARIANTS - 1))]
            lines.append(np.packbits(np.stack(drawn) > FAINT, axis=-1))
            scenes.append(
                {
                    "caption": example.caption,
                    "phrases": example.phrases,
                    "boxes": [[round(float(v), 5) for v in box] for box in example.boxes],
                    "words": example.words,
                }
            )
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{composer.kind}-{width}x{height}-{rng.integers(2**62):016x}"
    part = folder / f"{name}.part"
    save_file(
        {"latents": torch.stack(latents), "lines": torch.from_numpy(np.stack(lines))},
        part,
        metadata={"scenes": json.dumps(scenes)},
    )
    with part.open("rb") as written:
        os.fsync(written.fileno())
    return part.rename(folder / f"{name}.safetensors")


def fill(
    folder: Path,
    shares: Shares,
    codec: AutoencoderKL,
    rng: np.random.Generator,
    limit: int,
    go_on: Callable[[], bool],
) -> None:
    """Write shards while ``go_on()`` holds; the oldest make room where there are more than ``limit`` scenes."""
    folder.mkdir(parents=True, exist_ok=True)
    while go_on():
        there = shards(folder)
        for old in there[: max(0, len(there) + 1 - limit // SHARD)]:
            old.unlink(missing_ok=True)
        kinds = [kind_of(path) for path in there]
        rarest, _ = max(shares, key=lambda each: each[1] / (1 + kinds.count(each[0].kind)))
        write_shard(folder, rarest, codec, rng)


def left_over(folder: Path, seconds: float = 3600) -> None:
    """Remove what a kill has left half-written, some time ago."""
    for path in folder.glob("*.part"):
        if time.time() - path.stat().st_mtime > seconds:
            path.unlink(missing_ok=True)


@contextmanager
def makers(
    folder: Path,
    build: Build,
    count: int,
    limit: int,
    least: int,
    seed: int | None = None,
) -> Iterator[None]:
    """Fill the store by ``count`` processes of low priority while the block runs, which begins at ``least`` scenes.

    RuntimeError where all processes have died before. With a ``seed`` the scenes follow from it, and there are no more
    than at the beginning.
    """
    if seed is not None:
        rng = np.random.default_rng(seed)
        fill(folder, *build(), rng, limit, lambda: len(shards(folder)) * SHARD < least)
        count = 0
    left_over(folder)
    started = processes.start(_make, [(folder, build, limit)] * count)
    try:
        said = 0.0
        while (there := len(shards(folder)) * SHARD) < least:
            if not any(process.is_alive() for process in started):
                raise RuntimeError("the processes that make scenes have died")
            if time.monotonic() - said > 30:
                ProgressLine().at(f"{there} scenes made, {least} to begin with", there, least)
                said = time.monotonic()
            time.sleep(0.2)
        yield
    finally:
        processes.end(started)


def _make(go_on: Callable[[], bool], folder: Path, build: Build, limit: int) -> None:
    torch.set_num_threads(1)
    if hasattr(os, "nice"):
        os.nice(NICE)
    shares, codec = build()
    rng = np.random.default_rng()  # other scenes after every start
    fill(folder, shares, codec, rng, limit, go_on)
