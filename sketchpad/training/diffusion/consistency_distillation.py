"""A variant for live drawing: four steps instead of twenty, with the guidance scale folded in.

Latent consistency distillation (Luo, Tan, Huang, Li, Zhao, "Latent Consistency Models", 2023) as a LoRA ("LCM-LoRA",
Luo et al. 2023): from any point of a trajectory the student foresees where it ends. The teacher, the frozen model with
its guidance scale, takes one DDIM step of a fiftieth of the schedule; from there an average of the student must foresee
the same. All formulas are in terms of v, so that the noisiest step, which holds no picture at all, is as good as any.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from sketchpad.training.core.trainer import AdamW, Budget, Run
from sketchpad.training.diffusion.examples import Example, Supply
from sketchpad.training.diffusion.lora_layers import FILE, LoraLayers
from sketchpad.training.diffusion.model import Conditions, Mixture, Model, conditions_of

STEPS = 4
SOLVER_STEPS = 50
"""Of the teacher; diffusers' LCMScheduler calls them ``original_inference_steps``."""
RANK = 8
HUBER = 0.001
TIMESTEP_SCALING = 10.0
SIGMA_DATA = 0.5
FIRST = 0.15
"""How often the noisiest step comes beside its turn: every picture begins with it."""
MIXTURE = Mixture(
    {"text": 0.3, "lines": 0.4, "boxes": 0.15, "both": 0.15},
    {"text": 0.05, "lines": 0.15, "boxes": 0.15, "both": 0.15},
)


def times(count: int, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
    """Time steps (count,) of the teacher's solver and the ones after them, which are less noisy."""
    width = 1000 // SOLVER_STEPS
    index = rng.integers(1, SOLVER_STEPS + 1, count)
    index[rng.random(count) < FIRST] = SOLVER_STEPS
    t = torch.from_numpy(index * width - 1)
    return t, (t - width).clamp(min=0)


def boundary(t: Tensor) -> tuple[Tensor, Tensor]:
    """Shares (n, 1, 1, 1) of the latents and of the picture foreseen: at time 0 the latents are the answer."""
    scaled = t.float()[:, None, None, None] * TIMESTEP_SCALING
    norm = scaled.square() + SIGMA_DATA**2
    return SIGMA_DATA**2 / norm, scaled / norm.sqrt()


def consistent(model: Model, x: Tensor, t: Tensor, v: Tensor) -> Tensor:
    """What the student's output ``v`` says about the end of the trajectory."""
    a, s = model.levels(t)
    skip, out = boundary(t)
    return skip * x + out * (a * x - s * v)


def taught(
    model: Model,
    x: Tensor,
    t: Tensor,
    later: Tensor,
    given: Conditions,
    without: Conditions,
    scale: float,
) -> Tensor:
    """The latents at ``later`` after the teacher's step: DDIM with guidance scale."""
    with_ = model.velocity(x, t, given.states, **given.arguments()).float()
    null = model.velocity(x, t, without.states, **without.arguments()).float()
    v = null + scale * (with_ - null)
    a, s = model.levels(t)
    a_later, s_later = model.levels(later)
    return a_later * (a * x - s * v) + s_later * (s * x + a * v)


def loss_of(
    model: Model,
    lora: LoraLayers,
    average: Callable[[], None],
    examples: list[Example],
    rng: np.random.Generator,
    scale: float,
    kind: str | None = None,
) -> Tensor:
    """Pseudo-Huber distance between what the student foresees before and after the teacher's step.

    ``average`` exchanges the student's weights with their average, and back.
    """
    device = model.device
    with torch.autocast(device.type, dtype=torch.bfloat16):
        z = torch.stack([e.latents for e in examples]).to(device)
        t, later = (one.to(device) for one in times(len(examples), rng))
        a, s = model.levels(t)
        x = a * z + s * torch.randn_like(z)
        with torch.no_grad():
            given = conditions_of(model, examples, rng, True, MIXTURE, kind)
            without = _without(model, given, len(examples))
            lora.on = False
            x_later = taught(model, x, t, later, given, without, scale)
            lora.on = True
            average()
            v = model.velocity(x_later, later, given.states, **given.arguments()).float()
            average()
            target = consistent(model, x_later, later, v)
        v = model.velocity(x, t, given.states, **given.arguments()).float()
        error = consistent(model, x, t, v) - target
    return ((error.square() + HUBER**2).sqrt() - HUBER).mean()


def train(
    model: Model,
    supply: Supply,
    folder: Path,
    budget: Budget,
    *,
    batch: int,
    scale: float,
    rank: int = RANK,
    lr: float = 4e-4,
    seed: int = 0,
    check: Callable[[Model, Path], dict[str, float]] | None = None,
) -> Run:
    """Train the LoRA of the frozen ``model`` and write it to ``folder/export``.

    Args:
        scale: guidance scale that is folded in; sampling then uses 1.
        check: as in ``diffusion.train``.
    """
    torch.manual_seed(seed)
    model.requires_grad_(False).eval()
    lora = LoraLayers(model.unet, rank).to(model.device)
    if (folder / "export" / FILE).exists() and not (folder / "state.safetensors").exists():
        lora.load(folder / "export")

    def checkpoint(_averaged: LoraLayers) -> None:
        run.ema.swap(lora)  # the copy is no part of the model
        lora.save(folder / "export")
        if check is not None:
            run.log(**check(model, folder / f"sheet-{run.step:06d}.png"))
        run.ema.swap(lora)

    run = Run(
        folder,
        lora,
        budget,
        lr=lr,
        final_lr=0.05,
        warmup=50,
        decay=0.99,
        adamw=AdamW(weight_decay=0.0),
        on_checkpoint=checkpoint,
    )
    rng = np.random.default_rng([seed, run.step])
    torch.manual_seed(seed + run.step)
    try:
        for _ in run:
            kind = MIXTURE.pick(rng)
            examples = supply.batch(batch, kind, rng)
            loss = loss_of(model, lora, lambda: run.ema.swap(lora), examples, rng, scale, kind)
            run.update(loss, batch)
    finally:
        lora.detach()
    return run


def _without(model: Model, given: Conditions, count: int) -> Conditions:
    """The branch without prompt and without phrases; the lines stay, as in sampling."""
    states = model.encode_text([""])[0].expand(count, -1, -1)
    gligen = None
    if given.gligen is not None:
        gligen = {name: torch.zeros_like(value) for name, value in given.gligen.items()}
    return Conditions(given.kind, states, given.hint, gligen)
