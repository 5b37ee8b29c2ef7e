"""The whole recipe: parts in order, each resumable, each with its share of a wall-clock budget.

vae -> judge -> base -> decoder, controlnet, gligen, edge-predictor, edge-reader, controls, few-step -> export

What comes after the base is trained on it frozen; each of these parts can be trained without the others.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import torch
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL

from sketchpad.metrics.judge import Judge
from sketchpad.models.checkpoints.integrity import write_sums
from sketchpad.training import latent_store
from sketchpad.training.core import quantize
from sketchpad.training.core.trainer import (
    Budget,
    Run,
    average,
    pick_device,
)
from sketchpad.training.data import vocabulary as words
from sketchpad.training.data.pictures import held_out, read_pack
from sketchpad.training.data.scenes import Scene, SceneMaker
from sketchpad.training.data.sketch_lines import sketch
from sketchpad.training.diffusion import (
    autoencoder,
    consistency_distillation,
    decoder,
    eval_sheets,
    networks,
)
from sketchpad.training.diffusion import (
    model as base,
)
from sketchpad.training.diffusion import (
    train as diffusion,
)
from sketchpad.training.diffusion.examples import (
    Composer,
    Example,
    Examples,
    Supply,
    encoded,
)
from sketchpad.training.edges import edge_predictor, edge_reader
from sketchpad.training.export import model_folder
from sketchpad.training.judge import train as judge
from sketchpad.training.parts import ADAPTERS, PARTS, SHARES
from sketchpad.training.stages import FEW, FILLING, SCENES, SQUARE, STAGES, Stage

FASTER = 20
"""How many times as large a batch is on an accelerator."""
SHOWN = ("cat", "house", "apple", "airplane", "umbrella", "fish", "bicycle", "snowman")
UNSEEN = 20
"""Held-out scenes on which errors are measured."""


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

    def pictures(self) -> list:
        return [
            p
            for p in read_pack(self.pack)
            if p[0].base in self.words and p[0].source not in self.without
        ]

    def maker(self) -> SceneMaker:
        shown = [p for p in self.pictures() if not held_out(p[0])]
        return SceneMaker(shown, words.synonyms())

    def budget(self, seconds: float) -> Budget:
        return Budget(seconds, self.steps, self.checkpoint_every)


def members(part: str) -> tuple[str, ...]:
    """The parts behind a name: itself, both adapters, or all."""
    return {"all": tuple(SHARES), "adapters": ADAPTERS}.get(part, (part,))


def train(plan: Plan, part: str, seconds: float) -> bool:
    """Train one part for ``seconds`` in all, counted over every time it is started; False where a signal stopped it."""
    folder, budget = plan.work / part, plan.budget(seconds)
    if part == "vae":
        made = (plan.work / "latents.json").exists()
        fast = pick_device().type != "cpu"
        batch = 24 * FASTER if fast else 24
        run = autoencoder.train(
            plan.pack, folder, budget, plan.seed, batch, decoder_only=made, makers=_makers()
        )
    elif part == "judge":
        run = judge.train(
            plan.pack, folder, budget, plan.words, plan.seed, synonyms=words.synonyms()
        )
    elif part in STAGES:
        run = _diffusion(plan, part, folder, budget)
    elif part == "edge-predictor":
        model, codec = load(plan)
        device = pick_device()
        examples = Examples(plan.maker(), codec, plan.size, seed=plan.seed + 5, device=device)
        run = edge_predictor.train(model, examples, folder, budget, seed=plan.seed)
    elif part == "decoder":
        run = _decoder(plan, folder, budget)
    elif part == "edge-reader":
        run = _edge_reader(plan, folder, budget)
    elif part == "few-step":
        run = _few_step(plan, folder, budget)
    else:
        raise ValueError(part)
    return not run.stopped


def load(plan: Plan, adapters: bool = True) -> tuple[base.Model, AutoencoderKL]:
    """The model with the averaged weights of the runs, and the codec.

    Args:
        adapters: with ControlNet and gates of their own runs, where there are any.
    """
    codec = load_codec(plan)
    model = base.Model(_tokenizer(plan)).to(pick_device())
    average(model, _state(plan, "base"))
    if adapters:
        for adapter in ADAPTERS:
            _add(plan, model, adapter)
    return model.eval(), codec


def write(plan: Plan, weights: Path) -> None:
    """Assemble the model folder from what the parts left."""
    model, _ = load(plan)
    codec = finished_codec(plan)
    if _state(plan, "compact").exists():
        quantize.round_weights(model)
        quantize.trim_weights(codec.decoder)
        _add(plan, model, "compact")
    if _state(plan, "controls").exists():
        model.controls = networks.build_controls(model.unet)
        _add(plan, model, "controls")
    model_folder.write_model(
        weights, model.cpu(), codec.cpu(), plan.maker(), plan.version, plan.size
    )
    _tokenizer_files(plan, weights / "tokenizer")
    for name, target in model_folder.FOLDERS.items():
        trained = plan.work / name / "export"
        if trained.exists():
            model_folder.copy_folder(trained, weights / target)
    for folder in weights.iterdir():
        if folder.is_dir():
            quantize.narrow(folder)
    model_folder.describe_variants(weights)
    write_sums(weights)


def _state(plan: Plan, part: str) -> Path:
    return plan.work / part / "state.safetensors"


def _add(plan: Plan, model: base.Model, part: str) -> None:
    """Put what a stage on the frozen base has trained, if it was, into the model."""
    if _state(plan, part).exists():
        average(model, _state(plan, part), diffusion.belongs(STAGES[part].trained))


def _diffusion(plan: Plan, part: str, folder: Path, budget: Budget) -> Run:
    stage = STAGES[part]
    device = pick_device()
    if part == "base":
        codec = load_codec(plan)
        torch.manual_seed(plan.seed)
        model = base.Model(_tokenizer(plan)).to(device)
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
            batch=_batch(plan),
            lr=stage.lr,
            trained=stage.trained,
            mixture=stage.mixture,
            seed=plan.seed,
            workers=1 if device.type != "cpu" else plan.workers,
            check=_check(plan, stage, codec, _composer(plan, "varied", stage.draw)),
        )


@contextmanager
def _supply(plan: Plan, part: str, stage: Stage, codec: AutoencoderKL) -> Iterator[Supply]:
    """Scenes from the store where the network is shown lines, as those are in it; others are made as they are used."""
    if stage.draw is not sketch:
        examples = _examples(plan, part, codec, stage.draw)
        try:
            yield examples
        finally:
            examples.close()
        return
    folder = plan.scenes or plan.work / "scenes"
    count = _makers() or plan.workers
    build = partial(_scenes, plan)
    seed = None if plan.steps is None else plan.seed
    with latent_store.makers(folder, build, count, plan.scene_limit, plan.scene_start, seed):
        yield latent_store.Stock(latent_store.LatentStore(folder))


def _scenes(plan: Plan) -> tuple[tuple[latent_store.Share, ...], AutoencoderKL]:
    """What a process that fills the store composes, and what encodes it."""
    maker = plan.maker()
    shares = tuple(
        latent_store.Share(_composer(plan, kind, sketch, maker), share)
        for kind, (share, _) in SCENES.items()
    )
    return shares, load_codec(plan)


def _composer(
    plan: Plan,
    kind: str,
    draw: Callable[[Scene, np.random.Generator], np.ndarray],
    maker: SceneMaker | None = None,
) -> Composer:
    return Composer(maker or plan.maker(), plan.size, SCENES[kind][1], FILLING, SQUARE, draw, kind)


def _edge_reader(plan: Plan, folder: Path, budget: Budget) -> Run:
    """On the latents of scenes alone: it emulates the decoder."""
    codec = finished_codec(plan).to(pick_device()).eval()
    seed = plan.seed + PARTS.index("edge-reader")
    device = pick_device()
    examples = Examples(
        plan.maker(), codec, plan.size, seed=seed, device=device, pool=512, reuse=4, filling=0.7
    )

    def latents(count: int) -> torch.Tensor:
        return torch.stack([example.latents for example in examples.batch(count)]).to(device)

    @torch.no_grad()
    def decode(z: torch.Tensor) -> torch.Tensor:
        with torch.autocast(device.type, dtype=torch.bfloat16):
            made: torch.Tensor = codec.decode(z).sample
        return made

    pixels = 2 ** (len(codec.config.block_out_channels) - 1)
    return edge_reader.train(latents, decode, pixels, folder, budget, seed=plan.seed)


def _decoder(plan: Plan, folder: Path, budget: Budget) -> Run:
    model, wide = load(plan)
    maker = plan.maker()
    composers = _composer(plan, "plain", sketch, maker), _composer(plan, "varied", sketch, maker)
    workers = 1 if pick_device().type != "cpu" else plan.workers
    source = decoder.NearMisses(model, wide, composers)
    return decoder.train(source, folder, budget, seed=plan.seed, workers=workers)


def _few_step(plan: Plan, folder: Path, budget: Budget) -> Run:
    model, codec = load(plan)
    with _supply(plan, "few-step", FEW, codec) as supply:
        return consistency_distillation.train(
            model,
            supply,
            folder,
            budget,
            batch=_batch(plan),
            scale=model_folder.GUIDANCE_SCALE,
            lr=FEW.lr,
            seed=plan.seed,
            check=replace(
                _check(plan, FEW, codec, _composer(plan, "varied", FEW.draw)),
                few=consistency_distillation.STEPS,
            ),
        )


def _batch(plan: Plan) -> int:
    if pick_device().type == "cpu":
        return plan.batch
    torch.set_float32_matmul_precision("high")
    return plan.batch * FASTER


def _makers() -> int:
    """Processes that compose scenes: beside an accelerator as many as there are cores to spare."""
    return 0 if pick_device().type == "cpu" else max(1, (os.cpu_count() or 2) - 2)


def _examples(
    plan: Plan,
    part: str,
    codec: AutoencoderKL,
    draw: Callable[[Scene, np.random.Generator], np.ndarray],
) -> Examples:
    return Examples(
        plan.maker(),
        codec,
        plan.size,
        counts=SCENES["varied"][1],
        filling=FILLING,
        square=SQUARE,
        draw=draw,
        seed=plan.seed + PARTS.index(part),
        device=pick_device(),
        pool=max(3072, 12 * _batch(plan)),
        makers=_makers(),
    )


def _check(plan: Plan, stage: Stage, codec: AutoencoderKL, composer: Composer) -> eval_sheets.Check:
    unseen = _unseen(plan, codec, composer)
    shown: list[Example] = unseen[: len(SHOWN)] if stage.draw is not sketch else []
    if plan.drawings is not None and stage.draw is sketch:
        shown = eval_sheets.real_drawings(plan.drawings, SHOWN, plan.size)
    folder = plan.work / "judge" / "export"
    known = Judge.load(folder) if (folder / "model.safetensors").exists() else None
    return eval_sheets.Check(codec, plan.size, stage.rows, shown, unseen, known)


def _unseen(plan: Plan, codec: AutoencoderKL, composer: Composer) -> list[Example]:
    """Scenes of held-out pictures, always the same; none where no picture of these words is held out."""
    held = [p for p in plan.pictures() if held_out(p[0])]
    if not held:
        return []
    composer = replace(composer, maker=SceneMaker(held, usual=composer.maker.usual))
    rng = np.random.default_rng(11)
    square = (plan.size, plan.size)
    return encoded(codec, [composer(rng, square) for _ in range(UNSEEN)], pick_device())


def load_codec(plan: Plan) -> AutoencoderKL:
    """The trained autoencoder with latents of mean 0 and deviation 1; they are measured once and kept."""
    codec = diffusion.load_vae(plan.work / "vae")
    path = plan.work / "latents.json"
    if not path.exists():
        rng, maker = np.random.default_rng(99), plan.maker()
        scenes = [maker.make(rng, 256, 256, 1 + i % 3, 0.6).image for i in range(64)]
        mean, std = autoencoder.channel_statistics(codec, scenes)
        path.write_text(json.dumps({"mean": mean, "std": std}), encoding="utf-8")
    found = json.loads(path.read_text(encoding="utf-8"))
    return autoencoder.whiten(codec, found["mean"], found["std"])


def finished_codec(plan: Plan) -> AutoencoderKL:
    """The autoencoder that is published: the slim one, where it has been trained, of the same latents."""
    path = _state(plan, "decoder")
    if not path.exists():
        return load_codec(plan)
    pair = decoder.Pair(autoencoder.build(decoder.SLIM))
    average(pair, path)
    return pair.vae.requires_grad_(False).eval().to(pick_device())


def _tokenizer(plan: Plan) -> networks.CLIPTokenizer:
    folder = plan.work / "tokenizer"
    if (folder / "vocab.json").exists():
        return networks.CLIPTokenizer.from_pretrained(folder)
    return networks.build_tokenizer(words.vocabulary(), folder)


def _tokenizer_files(plan: Plan, target: Path) -> None:
    for name in ("vocab.json", "merges.txt"):
        (target / name).write_bytes((plan.work / "tokenizer" / name).read_bytes())
