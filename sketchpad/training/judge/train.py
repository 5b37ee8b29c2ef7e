"""Training of the judge: pictures and phrases are brought together (CLIP, Radford et al. 2021), on composed scenes.

A view is held against all names at once, each said in a new way at every step, against names of things that are never
shown, and against "nothing". Beside this softmax each name is a yes or no by itself (SigLIP, Zhai et al. 2023), so
that several things can be in a picture, and none.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import Tensor

from sketchpad.metrics.judge import IMAGE_TEXT, SIZE
from sketchpad.metrics.judge_networks import ImageTextNetwork
from sketchpad.training.core.trainer import AdamW, Budget, Run, pick_device
from sketchpad.training.data.pictures import Picture, held_out, read_pack
from sketchpad.training.data.scenes import SceneMaker
from sketchpad.training.diffusion.autoencoder import to_tensor
from sketchpad.training.judge.metrics import Exam, kept_back
from sketchpad.training.judge.texts import Sayings, ground_words, strangers, with_plurals
from sketchpad.training.judge.views import View, Viewer

WIDTHS = (24, 48, 96, 192, 256)
DIM = 128
TEXT = {"buckets": 4096, "width": 80}
STRANGERS = 48
"""Names of things that are not shown, beside the others in each step."""
SMOOTHING = 0.03
RECOUNTED = 30
"""Batches that the final statistics are of."""
GENTLE = 0.3
"""Strength of the augmentations at the beginning; from half of the time on they are at their full one."""
STYLES = 3
"""Pictures of other words are shown where the word is drawn in this many styles."""
NEGATIVES = 8.0
"""How much all the noes of a view weigh together, in yeses."""
THERE, ASIDES, TEXTS = 0.3, 0.1, 0.3
"""Weights of the other losses beside that of the first choice."""


@dataclass(frozen=True)
class Lesson:
    """What is said in one step: to each name a phrase, and names of strangers.

    Args:
        whole: of each phrase, whether its words are read as such beside their pieces.
    """

    phrases: tuple[str, ...]
    whole: tuple[bool, ...]
    names: int


def train(
    pack: Path,
    folder: Path,
    budget: Budget,
    words: tuple[str, ...],
    seed: int = 0,
    batch: int = 96,
    synonyms: dict[str, list[str]] | None = None,
) -> Run:
    """Train the judge and write it to ``folder/export``.

    Well drawn pictures of the pack that are of none of ``words`` are shown too, more rarely, under their own names; the
    judge ranks ``words`` only. A judge that is in ``folder/export`` already is where it begins. ``synonyms``: further
    words for those that it knows.
    """
    device = pick_device()
    torch.manual_seed(seed)
    synonyms = {word: others for word in words if (others := (synonyms or {}).get(word))}
    everything = read_pack(pack)
    asked = [p for p in everything if p[0].base in words]
    beside = [
        p for p in everything if p[0].base not in words and well_drawn(p[0]) and not held_out(p[0])
    ]
    names = (*words, *sorted({p.base for p, _ in beside}))
    viewer = Viewer(
        SceneMaker([p for p in asked if not held_out(p[0])]),
        {name: number for number, name in enumerate(names)},
        ground_words(),
        SceneMaker(beside) if beside else None,
    )
    unknown = strangers(names, synonyms)
    taught = [name for name in unknown if not kept_back(name)]
    exam = Exam([p for p in asked if held_out(p[0])], words)
    network = ImageTextNetwork(settings()).to(device)
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    begin(network, folder)

    def report(averaged: ImageTextNetwork) -> None:
        run.log(**exam.short(averaged))

    run = Run(
        folder,
        network,
        replace(budget, checkpoint_every=min(budget.checkpoint_every, 240)),
        lr=2e-3,
        final_lr=0.02,
        warmup=100,
        adamw=AdamW(weight_decay=0.05),
        on_checkpoint=report,
    )
    rng = np.random.default_rng([seed, run.step])
    torch.manual_seed(seed + run.step)
    sayings = Sayings(synonyms)
    for _ in run:
        # What is easy to see is learnt first.
        viewer.strength = min(1.0, GENTLE + (1 - GENTLE) * 2 * run.progress)
        views = _batch(viewer, rng, batch)
        losses = losses_of(network, views, lesson(names, taught, sayings, rng), device)
        read = reading(network, names, lesson(names, taught, sayings, rng))
        loss = losses[0] + THERE * losses[1] + ASIDES * losses[2] + TEXTS * read
        parts = dict(zip(("first", "there", "asides", "texts"), (*losses, read), strict=True))
        run.update(loss, len(views), **{name: float(p.detach()) for name, p in parts.items()})
    run.ema.copy_to(network)
    _recount(network, viewer, batch, device)
    network.eval()
    threshold, figures = exam.calibrate(network)
    limits = {"threshold_parts": threshold, "near": exam.nearness(network, unknown)}
    export(network, words, folder / "export", {**figures, "samples": run.samples}, limits, synonyms)
    return run


def begin(network: ImageTextNetwork, folder: Path) -> None:
    """Go on from the judge in ``folder/export``, if there is one and no checkpoint: of a classifier, with its eyes.

    What has another shape, or no counterpart, begins anew.
    """
    path = folder / "export" / "model.safetensors"
    if (folder / "state.safetensors").exists() or not path.exists():
        return
    own = network.state_dict()
    for name, value in load_file(path).items():
        place = name if name in own else f"image.{name}"
        if place in own and own[place].shape == value.shape:
            own[place].copy_(value)


def well_drawn(picture: Picture) -> bool:
    return picture.concrete and picture.styles >= STYLES


def settings() -> dict[str, Any]:
    """What `ImageTextNetwork` is built from."""
    return {"widths": list(WIDTHS), "dim": DIM, "text": dict(TEXT)}


def lesson(
    names: Sequence[str], unknown: Sequence[str], sayings: Sayings, rng: np.random.Generator
) -> Lesson:
    """Each of ``names`` said in some way, and some of ``unknown``."""
    others = rng.choice(len(unknown), min(STRANGERS, len(unknown)), replace=False)
    phrases = [sayings.say(name, rng) for name in names] + [unknown[i] for i in others]
    whole = rng.random(len(phrases)) > 0.15
    return Lesson(tuple(phrases), tuple(bool(w) for w in whole), len(names))


def losses_of(
    network: ImageTextNetwork, views: Sequence[View], said: Lesson, device: torch.device
) -> tuple[Tensor, Tensor, Tensor]:
    """Of the first choice, of yes and no to each phrase, and of what is asked beside; each a mean over the views."""
    images = to_tensor([view.image for view in views], device)
    with torch.autocast(device.type, dtype=torch.bfloat16):
        seen = network.image(images.contiguous(memory_format=torch.channels_last))
    texts = torch.cat([network.text(said.phrases, said.whole), network.nowhere()])
    cosines = seen @ texts.T
    shown, asked = _targets(views, len(said.phrases), device)
    wanted = shown / shown.sum(1, keepdim=True)
    wanted = (1 - SMOOTHING) * wanted + SMOOTHING * asked / asked.sum(1, keepdim=True)
    logits = network.ranks(cosines).masked_fill(asked == 0, -1e4)
    first = -(wanted * logits.log_softmax(1)).sum(1).mean()
    answers = shown[:, :-1]
    answered = F.binary_cross_entropy_with_logits(
        network.there(cosines[:, :-1]), answers, reduction="none"
    )
    weight = answers + NEGATIVES / answers.shape[1] * (1 - answers)
    there = (answered * asked[:, :-1] * weight).sum(1).mean()
    return first, there, _asides(network, seen, views)


def reading(network: ImageTextNetwork, names: Sequence[str], said: Lesson) -> Tensor:
    """However a word is said, it is that word and no other, and no stranger is; without pictures."""
    words = network.text(names)
    logits = network.ranks(network.text(said.phrases, said.whole) @ words.T)
    right = torch.arange(len(names), device=words.device)
    return (F.cross_entropy(logits[: said.names], right) + F.cross_entropy(logits.T, right)) / 2


def _targets(views: Sequence[View], phrases: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """(n, phrases + 1) each: 1 where a phrase is right, the last for nothing; 1 where it is known whether it is."""
    shown = torch.zeros(len(views), phrases + 1)
    asked = torch.ones(len(views), phrases + 1)
    for row, view in enumerate(views):
        shown[row, list(view.names) or [-1]] = 1
        asked[row, [name for name in view.unsure if name not in view.names]] = 0
    return shown.to(device), asked.to(device)


def _asides(network: ImageTextNetwork, seen: Tensor, views: Sequence[View]) -> Tensor:
    """Cross entropy of the right one among the phrases of each aside; 0 where there is none."""
    asked = [(row, aside) for row, view in enumerate(views) for aside in view.asides]
    if not asked:
        return seen.new_zeros(())
    texts = list(dict.fromkeys(option for _, aside in asked for option in aside.options))
    place = {text: number for number, text in enumerate(texts)}
    logits = network.ranks(seen @ network.text(texts).T)
    losses = [
        F.cross_entropy(
            logits[row, [place[option] for option in aside.options]],
            torch.tensor(aside.right, device=seen.device),
        )
        for row, aside in asked
    ]
    return torch.stack(losses).sum() / len(views)


def _batch(viewer: Viewer, rng: np.random.Generator, size: int) -> list[View]:
    views: list[View] = []
    while len(views) < size:
        views += viewer.views(rng)
    return views


@torch.no_grad()
def _recount(network: ImageTextNetwork, viewer: Viewer, batch: int, device: torch.device) -> None:
    """Batch statistics belong to the averaged weights, not to the ones that were trained."""
    rng = np.random.default_rng(7)
    network.train()
    for _ in range(RECOUNTED):
        network.image(to_tensor([view.image for view in _batch(viewer, rng, batch)], device))


def export(
    network: ImageTextNetwork,
    words: tuple[str, ...],
    folder: Path,
    figures: dict[str, Any],
    limits: dict[str, float],
    synonyms: dict[str, list[str]],
) -> None:
    """Write ``config.json`` and ``model.safetensors`` in half precision.

    ``limits``: ``threshold_parts`` from `Exam.calibrate`, ``near`` as `Exam.nearness`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    config = {
        "kind": IMAGE_TEXT,
        "size": SIZE,
        **settings(),
        "words": list(words),
        "synonyms": with_plurals(words, synonyms),
        "threshold": 0.5,
        **{name: round(limit, 4) for name, limit in limits.items()},
        "figures": figures,
    }
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    tensors = {
        k: (v.half() if v.is_floating_point() else v).cpu().contiguous()
        for k, v in network.state_dict().items()
    }
    save_file(tensors, folder / "model.safetensors")
