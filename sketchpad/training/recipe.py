"""The whole recipe: parts in order, each resumable, each with its share of a wall-clock budget.

vae -> judge -> base -> decoder, controlnet, gligen, edge-predictor, edge-reader, controls, few-step -> export

What comes after the base is trained on it frozen; each of these parts can be trained without the others.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from torch import nn

from sketchpad.metrics.judge import Judge
from sketchpad.models.checkpoints.integrity import write_sums
from sketchpad.training import latent_store
from sketchpad.training.core import quantize
from sketchpad.training.core.trainer import Budget, Run, average, pick_device
from sketchpad.training.data import vocabulary as words
from sketchpad.training.data.pictures import Picture, held_out, read_pack
from sketchpad.training.data.preference import EVEN, SHORT_PROMPTS, Preference
from sketchpad.training.data.scenes import SceneMaker
from sketchpad.training.data.sketch_lines import sketch
from sketchpad.training.diffusion import (
    autoencoder,
    consistency_distillation,
    decoder,
    eval_sheets,
    networks,
)
from sketchpad.training.diffusion import model as base
from sketchpad.training.diffusion import train as diffusion
from sketchpad.training.diffusion.examples import Composer, Example, Examples, Supply, encoded
from sketchpad.training.edges import edge_predictor, edge_reader
from sketchpad.training.export import model_folder
from sketchpad.training.export.warm_start import sizes_of
from sketchpad.training.judge import train as judge
from sketchpad.training.parts import ADAPTERS, PARTS, SHARES
from sketchpad.training.stages import FEW, FILLING, SCENES, SQUARE, STAGES, Stage

FASTER = 20
"""How many times as large a batch is on an accelerator."""
SHOWN = ("cat", "house", "apple", "airplane", "umbrella", "fish", "bicycle", "snowman")
UNSEEN = 20
"""Held-out scenes on which errors are measured."""
NetworkT = TypeVar("NetworkT", bound=nn.Module)


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
    batch: int = 16
    workers: int = 1
    """Processes that train the same weights; only where there is no accelerator."""
    scenes: Path | None = None
    """The store of scenes; by default in ``work``."""
    scene_limit: int = 100_000
    scene_start: int = 2_048
    """Scenes that are kept; and that are made before training begins."""
    steps: int | None = None
    """Of each part: with it and one worker, runs of the same seed end with the same weights; no scenes are made while
    they train.
    """
    checkpoint_every: float = 480
    larger: float = 0.0
    """Share of the scenes of twice the size, at which pictures are only finished."""

    def pictures(self, unseen: bool = False) -> list[tuple[Picture, np.ndarray]]:
        """Those to train on, or those that are held out."""
        return [
            (picture, rgba)
            for picture, rgba in read_pack(self.pack)
            if picture.base in self.words
            and picture.source not in self.without
            and held_out(picture) == unseen
        ]

    def maker(self, preference: Preference = EVEN) -> SceneMaker:
        return SceneMaker(self.pictures(), words.synonyms(), preference=preference)

    def state(self, part: str) -> Path:
        """The checkpoint of a part."""
        return self.work / part / "state.safetensors"

    @property
    def batch_size(self) -> int:
        return self.batch * (1 if on_cpu() else FASTER)

    @property
    def processes(self) -> int:
        return self.workers if on_cpu() else 1


def on_cpu() -> bool:
    return pick_device().type == "cpu"


def members(part: str) -> tuple[str, ...]:
    """The parts behind a name: itself, both adapters, or all."""
    return {"all": tuple(SHARES), "adapters": ADAPTERS}.get(part, (part,))


def train(plan: Plan, part: str, seconds: float) -> bool:
    """Train one part for ``seconds`` in all, counted over every time it is started; False where a signal stopped it."""
    if not on_cpu():
        torch.set_float32_matmul_precision("high")
    if part in STAGES:
        train_part: Callable[[Plan, Path, Budget], Run] = partial(_diffusion, part=part)
    else:
        train_part = {
            "vae": _vae,
            "judge": _judge,
            "decoder": _decoder,
            "edge-predictor": _edge_predictor,
            "edge-reader": _edge_reader,
            "few-step": _few_step,
        }[part]
    budget = Budget(seconds, plan.steps, plan.checkpoint_every)
    return not train_part(plan, plan.work / part, budget).stopped


def load(plan: Plan) -> tuple[base.Model, AutoencoderKL]:
    """The model with the averaged weights of the runs, adapters of their own runs included, and the codec."""
    codec = load_codec(plan)
    model = _network(plan)
    average(model, plan.state("base"))
    for adapter in ADAPTERS:
        _add(plan, model, adapter)
    return model.eval(), codec


def write(plan: Plan, weights: Path) -> None:
    """Assemble the model folder from what the parts left."""
    model, _ = load(plan)
    codec = finished_codec(plan)
    if plan.state("compact").exists():
        quantize.round_weights(model)
        quantize.trim_weights(codec.decoder)
        _add(plan, model, "compact")
    if plan.state("controls").exists():
        model.controls = networks.build_controls(model.unet)
        _add(plan, model, "controls")
    model_folder.write_model(
        weights, model.cpu(), codec.cpu(), plan.maker(), plan.version, plan.size
    )
    for name in ("vocab.json", "merges.txt"):
        shutil.copyfile(plan.work / "tokenizer" / name, weights / "tokenizer" / name)
    for name, target in model_folder.FOLDERS.items():
        trained = plan.work / name / "export"
        if trained.exists():
            model_folder.copy_folder(trained, weights / target)
    for folder in weights.iterdir():
        if folder.is_dir():
            quantize.narrow(folder)
    model_folder.describe_variants(weights)
    write_sums(weights)


def write_controlnet(plan: Plan, weights: Path) -> None:
    """Put the trained ControlNet, rounded, in the place of the one of a model folder that is there."""
    model, _ = load(plan)
    quantize.round_weights(model.controlnet)
    model.controlnet.cpu().half().save_pretrained(weights / "controlnet")
    quantize.narrow(weights / "controlnet")
    write_sums(weights)


def _add(plan: Plan, model: base.Model, part: str) -> None:
    """Put what a stage on the frozen base has trained, if it was, into the model."""
    if plan.state(part).exists():
        average(model, plan.state(part), diffusion.belongs(STAGES[part].trained))


def _vae(plan: Plan, folder: Path, budget: Budget) -> Run:
    return autoencoder.train(
        plan.pack,
        folder,
        budget,
        plan.seed,
        24 if on_cpu() else 24 * FASTER,
        decoder_only=(plan.work / "latents.json").exists(),
        makers=_makers(),
    )


def _judge(plan: Plan, folder: Path, budget: Budget) -> Run:
    return judge.train(plan.pack, folder, budget, plan.words, plan.seed, synonyms=words.synonyms())


def _diffusion(plan: Plan, folder: Path, budget: Budget, part: str) -> Run:
    stage, device = STAGES[part], pick_device()
    if part == "base":
        codec = load_codec(plan)
        torch.manual_seed(plan.seed)
        model = _network(plan)
    else:
        # What a stage trains itself comes from its own run; the rest as it is now.
        model, codec = load(plan)
        torch.manual_seed(plan.seed)
        if part == "controls":
            model.controls = networks.build_controls(model.unet).to(device)
        if part == "compact":
            quantize.round_weights(model)
    with _supply(plan, part, stage, codec) as supply:
        return diffusion.train(
            model,
            supply,
            folder,
            budget,
            batch=plan.batch_size,
            lr=stage.lr,
            trained=stage.trained,
            mixture=stage.mixture,
            seed=plan.seed,
            workers=plan.processes,
            side=plan.size // 8,
            check=_check(plan, stage, codec),
        )


def _few_step(plan: Plan, folder: Path, budget: Budget) -> Run:
    model, codec = load(plan)
    with _supply(plan, "few-step", FEW, codec) as supply:
        return consistency_distillation.train(
            model,
            supply,
            folder,
            budget,
            batch=plan.batch_size,
            scale=model_folder.GUIDANCE_SCALE,
            lr=FEW.lr,
            seed=plan.seed,
            check=replace(_check(plan, FEW, codec), few=consistency_distillation.STEPS),
        )


def _decoder(plan: Plan, folder: Path, budget: Budget) -> Run:
    model, wide = load(plan)
    maker = plan.maker(SHORT_PROMPTS)
    composers = _composer(plan, "plain", maker), _composer(plan, "varied", maker)
    source = decoder.NearMisses(model, wide, composers)
    return decoder.train(source, folder, budget, seed=plan.seed, workers=plan.processes)


def _edge_predictor(plan: Plan, folder: Path, budget: Budget) -> Run:
    model, codec = load(plan)
    examples = Examples(Composer(plan.maker(), plan.size), codec, seed=plan.seed + 5)
    return edge_predictor.train(model, examples, folder, budget, seed=plan.seed)


def _edge_reader(plan: Plan, folder: Path, budget: Budget) -> Run:
    """On the latents of scenes alone: it emulates the decoder."""
    codec = finished_codec(plan)
    composer = Composer(plan.maker(), plan.size, filling=0.7)
    seed = plan.seed + PARTS.index("edge-reader")
    examples = Examples(composer, codec, seed=seed, pool=512, reuse=4)

    def latents(count: int) -> torch.Tensor:
        return torch.stack([example.latents for example in examples.batch(count)])

    @torch.no_grad()
    def decode(z: torch.Tensor) -> torch.Tensor:
        with torch.autocast(z.device.type, dtype=torch.bfloat16):
            pictures: torch.Tensor = codec.decode(z).sample
        return pictures

    pixels = 2 ** (len(codec.config.block_out_channels) - 1)
    return edge_reader.train(latents, decode, pixels, folder, budget, seed=plan.seed)


@contextmanager
def _supply(plan: Plan, part: str, stage: Stage, codec: AutoencoderKL) -> Iterator[Supply]:
    """Scenes from the store where the network is shown lines, as those are in it; others are made as they are used."""
    if stage.draw is not sketch:
        composer = replace(_composer(plan, "varied"), draw=stage.draw)
        seed, pool = plan.seed + PARTS.index(part), max(3072, 12 * plan.batch_size)
        examples = Examples(composer, codec, seed=seed, pool=pool, makers=_makers())
        with closing(examples):
            yield examples
        return
    folder = plan.scenes or plan.work / "scenes"
    count = _makers() or plan.workers
    build = partial(_scenes, plan)
    seeded = None if plan.steps is None else plan.seed
    with latent_store.makers(folder, build, count, plan.scene_limit, plan.scene_start, seeded):
        yield latent_store.LatentStore(folder)


def _scenes(plan: Plan) -> tuple[latent_store.Shares, AutoencoderKL]:
    """What a process that fills the store composes, and what encodes it."""
    maker = plan.maker(SHORT_PROMPTS)
    shares = [(_composer(plan, kind, maker), share) for kind, (share, _) in SCENES.items()]
    return shares, load_codec(plan)


def _composer(plan: Plan, kind: str, maker: SceneMaker | None = None) -> Composer:
    maker = maker or plan.maker(SHORT_PROMPTS)
    counts = SCENES[kind][1]
    return Composer(maker, plan.size, counts, FILLING, SQUARE, kind=kind, larger=plan.larger)


def _makers() -> int:
    """Processes that compose scenes: beside an accelerator as many as there are cores to spare."""
    return 0 if on_cpu() else max(1, (os.cpu_count() or 2) - 2)


def _check(plan: Plan, stage: Stage, codec: AutoencoderKL) -> eval_sheets.Check:
    unseen = _unseen(plan, codec, stage)
    shown: list[Example] = unseen[: len(SHOWN)] if stage.draw is not sketch else []
    if plan.drawings is not None and stage.draw is sketch:
        shown = eval_sheets.real_drawings(plan.drawings, SHOWN, plan.size)
    folder = plan.work / "judge" / "export"
    known = Judge.load(folder) if (folder / "model.safetensors").exists() else None
    return eval_sheets.Check(codec, plan.size, stage.rows, shown, unseen, known)


def _unseen(plan: Plan, codec: AutoencoderKL, stage: Stage) -> list[Example]:
    """Scenes of held-out pictures, always the same; none where no picture of these words is held out."""
    held = plan.pictures(unseen=True)
    if not held:
        return []
    maker = SceneMaker(held, usual=plan.maker().usual)
    composer = replace(_composer(plan, "varied", maker), draw=stage.draw)
    rng = np.random.default_rng(11)
    return encoded(codec, [composer(rng, (plan.size, plan.size)) for _ in range(UNSEEN)])


def load_codec(plan: Plan) -> AutoencoderKL:
    """The trained autoencoder with latents of mean 0 and deviation 1; they are measured once and kept."""
    widths = autoencoder.trained_widths(plan.state("vae"))
    codec = _frozen(plan, "vae", autoencoder.build(widths))
    path = plan.work / "latents.json"
    if not path.exists():
        rng, maker = np.random.default_rng(99), plan.maker()
        scenes = [maker.make(rng, 256, 256, 1 + i % 3, 0.6).image for i in range(64)]
        mean, std = autoencoder.channel_statistics(codec, scenes)
        path.write_text(json.dumps({"mean": mean, "std": std}), encoding="utf-8")
    return autoencoder.whiten(codec, **json.loads(path.read_text(encoding="utf-8")))


def finished_codec(plan: Plan) -> AutoencoderKL:
    """The autoencoder that is published: the slim one, where it has been trained, of the same latents."""
    if not plan.state("decoder").exists():
        return load_codec(plan)
    return _frozen(plan, "decoder", decoder.Pair(autoencoder.build(decoder.SLIM))).vae


def _frozen(plan: Plan, part: str, module: NetworkT) -> NetworkT:
    """With the averaged weights of the part's run."""
    average(module, plan.state(part))
    return module.requires_grad_(False).eval().to(pick_device())


def _network(plan: Plan) -> base.Model:
    return base.Model(_tokenizer(plan), sizes_of(plan.work)).to(pick_device())


def _tokenizer(plan: Plan) -> networks.CLIPTokenizer:
    folder = plan.work / "tokenizer"
    if (folder / "vocab.json").exists():
        return networks.CLIPTokenizer.from_pretrained(folder)
    return networks.build_tokenizer(words.vocabulary(), folder)
