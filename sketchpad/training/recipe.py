"""The whole recipe: parts in order, each resumable, each with its share of a wall-clock budget.

vae -> base-128 -> base-256 -> adapters -> edge-predictor -> judge -> export
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from safetensors.torch import load_file

from sketchpad.training import base, edges, export, judge, networks, vae, words
from sketchpad.training.examples import Examples
from sketchpad.training.pictures import held_out, read_pack
from sketchpad.training.run import pick_device
from sketchpad.training.scenes import SceneMaker
from sketchpad.training.sheets import Sheet, real_drawings

SHARES = {
    "vae": 0.24,
    "base-128": 0.4,
    "base-256": 0.16,
    "adapters": 0.1,
    "edge-predictor": 0.05,
    "judge": 0.05,
}
PARTS = (*SHARES, "export")


@dataclass(frozen=True)
class Stage:
    """One stage of the diffusion model; ``filling`` and ``counts`` as for ``Composer``."""

    size: int
    lr: float
    filling: float
    counts: tuple[float, ...]
    mixture: base.Mixture = base.JOINT


# Shapes are learnt from things that fill the picture; smaller ones and several together come later.
STAGES = {
    "base-128": Stage(128, 6e-4, 0.5, (0.68, 0.25, 0.07)),
    "base-256": Stage(256, 2.5e-4, 0.6, (0.6, 0.27, 0.1, 0.03)),
    "adapters": Stage(256, 3e-4, 0.5, (0.6, 0.27, 0.1, 0.03), base.FROZEN),
}
FASTER = 20
"""How many times as large a batch is on an accelerator."""


@dataclass(frozen=True)
class Plan:
    """Where everything lies and how much of everything: ``pack`` the pictures, ``work`` the runs' folder."""

    pack: Path
    work: Path
    words: tuple[str, ...]
    seed: int = 0
    drawings: Path | None = None
    version: str = "1"
    size: int = 256
    without: frozenset[str] = frozenset()
    small_batch: int = 24
    large_batch: int = 8
    workers: int = 1
    """Processes that train the same weights; only where there is no accelerator."""

    def pictures(self) -> list:
        return [
            p
            for p in read_pack(self.pack)
            if p[0].base in self.words and p[0].source not in self.without
        ]

    def maker(self) -> SceneMaker:
        return SceneMaker([p for p in self.pictures() if not held_out(p[0])], words.synonyms())


def train(plan: Plan, part: str, seconds: float) -> None:
    """Train one part for ``seconds`` in all, counted over every time it is started."""
    folder = plan.work / part
    if part == "vae":
        vae.train(plan.pack, folder, seconds, plan.seed)
    elif part == "judge":
        judge.train(plan.pack, folder, seconds, plan.words, plan.seed)
    elif part in STAGES:
        _diffusion(plan, part, folder, seconds)
    elif part == "edge-predictor":
        model, codec = load(plan, _latest(plan))
        examples = Examples(
            plan.maker(), codec, plan.size, seed=plan.seed + 5, device=pick_device()
        )
        edges.train(model, examples, folder, seconds, seed=plan.seed).save(folder / "export")
    else:
        raise ValueError(part)


def load(plan: Plan, part: str) -> tuple[base.Model, AutoencoderKL]:
    """The model with the averaged weights of ``part``'s run, and the codec."""
    codec = load_codec(plan)
    device = pick_device()
    model = base.Model(_tokenizer(plan)).to(device)
    tensors = load_file(plan.work / part / "state.safetensors")
    model.load_state_dict({k[6:]: v for k, v in tensors.items() if k.startswith("model.")})
    average = {k[4:]: v for k, v in tensors.items() if k.startswith("ema.")}
    model.load_state_dict(average, strict=False)
    return model.eval(), codec


def write(plan: Plan, weights: Path) -> None:
    """Assemble the model folder from what the parts left."""
    model, codec = load(plan, _latest(plan))
    export.write_model(weights, model.cpu(), codec.cpu(), plan.maker(), plan.version, plan.size)
    _tokenizer_files(plan, weights / "tokenizer")
    for name, target in (("edge-predictor", "edge_predictor"), ("judge", "judge")):
        trained = plan.work / name / "export"
        if trained.exists():
            export.copy_folder(trained, weights / target)


def _latest(plan: Plan, before: str = "") -> str:
    """The furthest stage of the diffusion model that has been trained, of those before ``before``."""
    stages = list(STAGES)[: list(STAGES).index(before) if before else None]
    return next(s for s in reversed(stages) if (plan.work / s / "state.safetensors").exists())


def _diffusion(plan: Plan, part: str, folder: Path, seconds: float) -> None:
    stage = STAGES[part]
    size = stage.size
    device = pick_device()
    if part == "base-128":
        codec = load_codec(plan)
        torch.manual_seed(plan.seed)
        model = base.Model(_tokenizer(plan)).to(device)
    else:
        model, codec = load(plan, _latest(plan, part))
    sheet = None
    if plan.drawings is not None:
        shown = ("cat", "house", "apple", "airplane", "umbrella", "fish", "bicycle", "snowman")
        sheet = Sheet(codec, size, real_drawings(plan.drawings, shown, size))
    batch = plan.small_batch if size == 128 else plan.large_batch
    fast = device.type != "cpu"
    if fast:
        batch *= FASTER
        torch.set_float32_matmul_precision("high")
    examples = Examples(
        plan.maker(),
        codec,
        size,
        seed=plan.seed + PARTS.index(part),
        device=device,
        pool=max(3072, 12 * batch),
        filling=stage.filling,
        counts=stage.counts,
        makers=max(1, (os.cpu_count() or 2) - 2) if fast else 0,
    )
    try:
        base.train(
            model,
            examples,
            folder,
            seconds,
            batch=batch,
            lr=stage.lr,
            frozen=part == "adapters",
            mixture=stage.mixture,
            seed=plan.seed,
            workers=1 if fast else plan.workers,
            sheet=sheet,
        )
    finally:
        examples.close()


def load_codec(plan: Plan) -> AutoencoderKL:
    """The trained autoencoder with latents of mean 0 and deviation 1; they are measured once and kept."""
    codec = base.load_vae(plan.work / "vae")
    path = plan.work / "latents.json"
    if not path.exists():
        rng, maker = np.random.default_rng(99), plan.maker()
        scenes = [maker.make(rng, 256, 256, 1 + i % 3, 0.6).image for i in range(64)]
        mean, std = vae.channel_statistics(codec, scenes)
        path.write_text(json.dumps({"mean": mean, "std": std}), encoding="utf-8")
    found = json.loads(path.read_text(encoding="utf-8"))
    return vae.whiten(codec, found["mean"], found["std"])


def _tokenizer(plan: Plan) -> networks.CLIPTokenizer:
    folder = plan.work / "tokenizer"
    if (folder / "vocab.json").exists():
        return networks.CLIPTokenizer.from_pretrained(folder)
    return networks.build_tokenizer(words.vocabulary(), folder)


def _tokenizer_files(plan: Plan, target: Path) -> None:
    for name in ("vocab.json", "merges.txt"):
        (target / name).write_bytes((plan.work / "tokenizer" / name).read_bytes())
