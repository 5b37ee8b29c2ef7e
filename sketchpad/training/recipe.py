"""The whole recipe: parts in order, each resumable, each with its share of a wall-clock budget.

vae -> judge -> base (128, then 256 px) -> controlnet, gligen, edge-predictor, edge-reader, controls, few-step -> export

What comes after the base is trained on it frozen; each of these parts can be trained without the others.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL

from sketchpad.metrics.judge import Judge
from sketchpad.training.core import quantize
from sketchpad.training.core.trainer import (
    Budget,
    Run,
    average,
    pick_device,
)
from sketchpad.training.data import vocabulary as words
from sketchpad.training.data.pictures import held_out, read_pack
from sketchpad.training.data.scenes import SceneMaker
from sketchpad.training.data.sketch_lines import sketch
from sketchpad.training.diffusion import (
    autoencoder,
    consistency_distillation,
    eval_sheets,
    lora_from_delta,
    lora_parametrization,
    networks,
)
from sketchpad.training.diffusion import (
    model as base,
)
from sketchpad.training.diffusion import (
    train as diffusion,
)
from sketchpad.training.diffusion.examples import Example, Examples, Supply
from sketchpad.training.edges import edge_predictor, edge_reader
from sketchpad.training.export import model_folder
from sketchpad.training.judge import train as judge
from sketchpad.training.stages import FEW, STAGES, Stage

SHARES = {
    "vae": 0.2,
    "judge": 0.04,
    "base-128": 0.32,
    "base-256": 0.16,
    "controlnet": 0.08,
    "gligen": 0.06,
    "edge-predictor": 0.03,
    "edge-reader": 0.01,
    "controls": 0.04,
    "few-step": 0.06,
}
"""Of the budget of all parts together."""
GROUPS = {"base": ("base-128", "base-256"), "adapters": ("controlnet", "gligen")}
"""Names for several parts: the base at its two sizes; ``adapters`` is the old name of two parts."""
PARTS = (*SHARES, "compact", "export", "words", "words-lora")


RANKS = "ranks.json"
"""Which layers ``words-lora`` changes, and with how many directions; beside its checkpoint."""
FINISHED = ("words", "words-lora")
"""Parts that learn at 128 px and, for a larger model, also how pictures begun at that size are finished."""
KINDS = ("varied", "plain", "boxed")
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
    small_batch: int = 24
    large_batch: int = 8
    workers: int = 1
    """Processes that train the same weights; only where there is no accelerator."""
    steps: int | None = None
    """Of each part: with it and one worker, runs of the same seed end with the same weights."""
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


def members(part: str, size: int = 256) -> tuple[str, ...]:
    """The parts behind a name: itself, those of a group, or all. Small models end at 128 px."""
    found = tuple(SHARES) if part == "all" else GROUPS.get(part, (part,))
    return tuple(one for one in found if one != "base-256" or size > 128 or part == "base-256")


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
    elif part == "edge-reader":
        run = _edge_reader(plan, folder, budget)
    elif part == "few-step":
        run = _few_step(plan, folder, budget)
    else:
        raise ValueError(part)
    return not run.stopped


def load(
    plan: Plan, part: str | None = None, further: bool = True
) -> tuple[base.Model, AutoencoderKL]:
    """The model with the averaged weights of the runs, and the codec.

    Args:
        part: one of the base's stages, for the model as it was after it; by default the furthest of them with
            ControlNet and gates of their own runs, where there are any.
        further: with what ``words`` and ``words-lora`` have changed, where they were trained.
    """
    codec = load_codec(plan)
    model = base.Model(_tokenizer(plan)).to(pick_device())
    average(model, _state(plan, part if part in GROUPS["base"] else _base(plan)))
    if part not in GROUPS["base"]:
        for adapter in GROUPS["adapters"]:
            _add(plan, model, adapter)
        if further:
            _add_words(plan, model)
    return model.eval(), codec


def write(plan: Plan, weights: Path) -> None:
    """Assemble the model folder from what the parts left."""
    model, codec = load(plan, further=False)
    kept = _further(plan, model)
    if _state(plan, "compact").exists():
        quantize.round_weights(model)
        quantize.trim_weights(codec.decoder)
        _add(plan, model, "compact")
    if _state(plan, "controls").exists():
        model.controls = networks.build_controls(model.unet)
        _add(plan, model, "controls")
    native = STAGES[_base(plan)].size
    model_folder.write_model(
        weights, model.cpu(), codec.cpu(), plan.maker(), plan.version, plan.size, native
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
    if kept:
        lora_from_delta.write(model.unet, kept, weights / model_folder.WORDS)
        model_folder.describe_words(weights)


def _further(plan: Plan, model: base.Model) -> dict[str, lora_from_delta.Factors]:
    """Put the words that were learnt last into ``model``; what its U-Net, which stays, learnt about them."""
    if _state(plan, "words-lora").exists():
        _attach(plan, model)
        _add(plan, model, "words-lora")
        return lora_parametrization.detach(model.unet)
    if not _state(plan, "words").exists():
        return {}
    learnt, _ = load(plan)
    model.text_encoder.load_state_dict(learnt.text_encoder.state_dict())
    return lora_from_delta.factors(lora_from_delta.changes(model.unet, learnt.unet.state_dict()))


def _add_words(plan: Plan, model: base.Model) -> None:
    if _state(plan, "words-lora").exists():
        lora_from_delta.fold(model.unet, _further(plan, model))
    else:
        _add(plan, model, "words")


def _attach(plan: Plan, model: base.Model) -> None:
    """Give ``model``, which is not taught further words yet, layers of the ranks that ``words-lora`` trains."""
    path = plan.work / "words-lora" / RANKS
    if path.exists():
        lora_parametrization.attach(model.unet, json.loads(path.read_text(encoding="utf-8")))
        return
    learnt = base.Model(_tokenizer(plan))
    learnt.load_state_dict(model.state_dict())
    average(learnt, _state(plan, "words"), diffusion.belongs("words"))
    found = lora_from_delta.factors(lora_from_delta.changes(model.unet, learnt.unet.state_dict()))
    model.text_encoder.load_state_dict(learnt.text_encoder.state_dict())
    model.word_head.load_state_dict(learnt.word_head.state_dict())
    ranks = {name: len(down) for name, (down, _) in found.items()}
    lora_parametrization.attach(model.unet, ranks)
    lora_parametrization.put_in(model.unet, found)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(ranks), encoding="utf-8")


def _state(plan: Plan, part: str) -> Path:
    return plan.work / part / "state.safetensors"


def _base(plan: Plan) -> str:
    """The furthest stage of the base that has been trained."""
    found = [part for part in GROUPS["base"] if _state(plan, part).exists()]
    if not found:
        raise FileNotFoundError(_state(plan, GROUPS["base"][0]))
    return found[-1]


def _add(plan: Plan, model: base.Model, part: str) -> None:
    """Put what a stage on the frozen base has trained, if it was, into the model."""
    if _state(plan, part).exists():
        average(model, _state(plan, part), diffusion.belongs(STAGES[part].trained))


def _diffusion(plan: Plan, part: str, folder: Path, budget: Budget) -> Run:
    stage = _sized(plan, part, STAGES[part])
    device = pick_device()
    if part == "base-128":
        codec = load_codec(plan)
        torch.manual_seed(plan.seed)
        model = base.Model(_tokenizer(plan)).to(device)
    else:
        # What a stage trains itself comes from its own run; the rest as it is now.
        first = "base-128" if part == "base-256" else None
        model, codec = load(plan, first, further=not part.startswith("words"))
        torch.manual_seed(plan.seed)
        if part == "controls":
            model.controls = networks.build_controls(model.unet).to(device)
        if part == "compact":
            quantize.round_weights(model)
        if part == "words-lora":
            _attach(plan, model)
    batch = _batch(plan, stage)
    supply = _supply(plan, part, stage, codec, batch)
    if stage.size < plan.size and part in FINISHED:
        supply.larger = _supply(plan, part, replace(stage, size=plan.size), codec, batch)
    try:
        return diffusion.train(
            model,
            supply,
            folder,
            budget,
            batch=batch,
            lr=stage.lr,
            trained=stage.trained,
            mixture=stage.mixture,
            seed=plan.seed,
            workers=1 if device.type != "cpu" else plan.workers,
            check=_check(plan, stage, codec, supply.varied),
        )
    finally:
        supply.close()


def _supply(plan: Plan, part: str, stage: Stage, codec: AutoencoderKL, batch: int) -> Supply:
    def own(told: str, kind: str) -> Examples | None:
        if told not in stage.mixture.kinds:
            return None
        return _examples(plan, part, stage, codec, batch, kind)

    varied = _examples(plan, part, stage, codec, batch)
    return Supply(varied, own("text", "plain"), own("boxes", "boxed"))


def _edge_reader(plan: Plan, folder: Path, budget: Budget) -> Run:
    """On the latents of scenes alone: it emulates the decoder."""
    codec = load_codec(plan).to(pick_device()).eval()
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


def _few_step(plan: Plan, folder: Path, budget: Budget) -> Run:
    stage = _sized(plan, "few-step", FEW)
    model, codec = load(plan)
    batch = _batch(plan, stage)
    examples = _examples(plan, "few-step", stage, codec, batch)
    check = replace(_check(plan, stage, codec, examples), few=consistency_distillation.STEPS)
    try:
        return consistency_distillation.train(
            model,
            examples,
            folder,
            budget,
            batch=batch,
            scale=model_folder.GUIDANCE_SCALE,
            lr=stage.lr,
            seed=plan.seed,
            check=check,
        )
    finally:
        examples.close()


def _sized(plan: Plan, part: str, stage: Stage) -> Stage:
    """Parts on the frozen base are trained at the size of the model that is to be written.

    On a base that ends at 128 px further words are taught at that size; larger pictures are finished only.
    """
    kept = part in GROUPS["base"] or (part in FINISHED and _base(plan) == "base-128")
    return stage if kept else replace(stage, size=plan.size)


def _batch(plan: Plan, stage: Stage) -> int:
    batch = plan.small_batch if stage.size == 128 else plan.large_batch
    if pick_device().type == "cpu":
        return batch
    torch.set_float32_matmul_precision("high")
    return batch * FASTER


def _makers() -> int:
    """Processes that compose scenes: beside an accelerator as many as there are cores to spare."""
    return 0 if pick_device().type == "cpu" else max(1, (os.cpu_count() or 2) - 2)


def _examples(
    plan: Plan, part: str, stage: Stage, codec: AutoencoderKL, batch: int, kind: str = "varied"
) -> Examples:
    special = kind != "varied"
    return Examples(
        plan.maker(),
        codec,
        stage.size,
        seed=plan.seed + PARTS.index(part) + len(PARTS) * KINDS.index(kind),
        device=pick_device(),
        pool=max(3072, 12 * batch),
        filling=stage.filling,
        counts=stage.counts,
        square=stage.square,
        draw=stage.draw,
        makers=max(1, _makers() // 2) if special and _makers() else _makers(),
        kind=kind,
    )


def _check(plan: Plan, stage: Stage, codec: AutoencoderKL, examples: Examples) -> eval_sheets.Check:
    unseen = _unseen(plan, stage, examples)
    shown: list[Example] = unseen[: len(SHOWN)] if stage.draw is not sketch else []
    if plan.drawings is not None and stage.draw is sketch:
        shown = eval_sheets.real_drawings(plan.drawings, SHOWN, stage.size)
    folder = plan.work / "judge" / "export"
    known = Judge.load(folder) if (folder / "model.safetensors").exists() else None
    return eval_sheets.Check(codec, stage.size, stage.rows, shown, unseen, known)


def _unseen(plan: Plan, stage: Stage, examples: Examples) -> list[Example]:
    """Scenes of held-out pictures, always the same; none where no picture of these words is held out."""
    held = [p for p in plan.pictures() if held_out(p[0])]
    if not held:
        return []
    maker = SceneMaker(held, usual=examples.composer.maker.usual)
    composer = replace(examples.composer, maker=maker)
    rng = np.random.default_rng(11)
    square = (stage.size, stage.size)
    made = [composer(rng, square) for _ in range(UNSEEN)]
    return examples.encoded(made)


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


def _tokenizer(plan: Plan) -> networks.CLIPTokenizer:
    folder = plan.work / "tokenizer"
    if (folder / "vocab.json").exists():
        return networks.CLIPTokenizer.from_pretrained(folder)
    return networks.build_tokenizer(words.vocabulary(), folder)


def _tokenizer_files(plan: Plan, target: Path) -> None:
    for name in ("vocab.json", "merges.txt"):
        (target / name).write_bytes((plan.work / "tokenizer" / name).read_bytes())
