"""What is looked at and measured at checkpoints: sample sheets, errors on pictures that are held out, the judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from diffusers.schedulers.scheduling_ddim import DDIMScheduler
from diffusers.schedulers.scheduling_lcm import LCMScheduler
from PIL import Image

from sketchpad.document.io.quickdraw import read_quickdraw
from sketchpad.document.raster.raster import render_lines
from sketchpad.metrics.judge import Judge
from sketchpad.training.data.backgrounds import with_article
from sketchpad.training.diffusion import networks
from sketchpad.training.diffusion.examples import Example
from sketchpad.training.diffusion.model import Model, hints_of

ROWS = ((), ("lines",), ("boxes",), ("lines", "boxes"))
"""Of a sheet, by the conditions beside the words; "maps" is another."""
MOST_DRAWINGS = 100_000
LEVELS = (100, 300, 500, 700, 900)
"""Time steps at which errors are measured."""
SHEET_STEPS = 20


@torch.no_grad()
def sample(
    model: Model,
    vae: AutoencoderKL,
    examples: list[Example],
    size: int,
    *,
    lines: bool = False,
    boxes: bool = False,
    maps: bool = False,
    steps: int = 20,
    scale: float = 4.0,
    seed: int = 0,
    few: bool = False,
) -> np.ndarray:
    """Pictures uint8 (n, size, size, 3), all from the same noise: DDIM with guidance scale, or a few steps of LCM."""
    n = len(examples)
    device = model.device
    scheduler: Any = (LCMScheduler if few else DDIMScheduler)(**_settings(few))
    scheduler.set_timesteps(steps)
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(1, networks.LATENT_CHANNELS, size // 8, size // 8, generator=generator)
    x = x.repeat(n, 1, 1, 1).to(device)
    with torch.autocast(device.type, dtype=torch.bfloat16):
        captions = [e.caption for e in examples]
        states = model.encode_text(captions if few else ["" for _ in examples] + captions)[0]
        twice = 1 if few else 2
        hint = hints_of(examples, device).repeat(twice, 1, 1, 1) if lines or maps else None
        read = {"maps" if maps else "hint": hint}
        keep = [True] * n if few else [False] * n + [True] * n
        gligen = model.ground(examples * twice, keep) if boxes else None
        for t in scheduler.timesteps:
            times = torch.full((twice * n,), int(t), device=device)
            v = model.velocity(x.repeat(twice, 1, 1, 1), times, states, gligen=gligen, **read)
            if few:
                x = scheduler.step(v.float(), t, x, generator=generator).prev_sample
            else:
                without, with_ = v.float().chunk(2)
                x = scheduler.step(without + scale * (with_ - without), t, x).prev_sample
        picture = vae.decode(x).sample.float().clamp(-1, 1)
    return ((picture.permute(0, 2, 3, 1) + 1) * 127.5).round().byte().cpu().numpy()


def _settings(few: bool) -> dict[str, Any]:
    unknown = {"steps_offset"} if few else set()
    return {k: v for k, v in networks.SCHEDULER.items() if k not in unknown}


@torch.no_grad()
def errors(
    model: Model, examples: list[Example], rows: Sequence[Sequence[str]]
) -> dict[str, float]:
    """Mean squared errors of v for each row of conditions, always on the same noise at the same times."""
    device = model.device
    result = {}
    generator = torch.Generator().manual_seed(1)
    z = torch.stack([e.latents for e in examples])
    noise = torch.randn(z.shape, generator=generator).to(device)
    z = z.to(device)
    times = [LEVELS[i % len(LEVELS)] for i in range(len(examples))]
    t = torch.tensor(times, device=device)
    a, s = model.levels(t)
    with torch.autocast(device.type, dtype=torch.bfloat16):
        states = model.encode_text([e.caption for e in examples])[0]
        for row in rows:
            hint = hints_of(examples, device) if {"lines", "maps"} & set(row) else None
            read = {"maps" if "maps" in row else "hint": hint}
            gligen = model.ground(examples, [True] * len(examples)) if "boxes" in row else None
            v = model.velocity(a * z + s * noise, t, states, gligen=gligen, **read)
            error = (v.float() - (a * noise - s * z)).square().mean()
            result["held_out_" + ("_".join(row) or "text")] = float(error)
    return result


@dataclass
class Check:
    """At a checkpoint: a sheet with the sketch above and a row of pictures for each of ``rows``, and figures.

    Args:
        shown: examples on the sheet, drawings of people with their words.
        unseen: examples of held-out pictures.
        few: pictures are made in a few steps by the LCM scheduler.
    """

    vae: AutoencoderKL
    size: int
    rows: Sequence[Sequence[str]] = ROWS
    shown: list[Example] = field(default_factory=list)
    unseen: list[Example] = field(default_factory=list)
    judge: Judge | None = None
    few: int = 0

    def __call__(self, model: Model, path: Path) -> dict[str, float]:
        figures = errors(model, self.unseen, self.rows) if self.unseen and not self.few else {}
        if not self.shown:
            return figures
        rows = [np.stack([_as_picture(e.hint) for e in self.shown])]
        for row in self.rows:
            options: dict[str, Any] = dict.fromkeys(row, True)
            options |= {"steps": self.few or SHEET_STEPS, "few": self.few > 0}
            rows.append(sample(model, self.vae, self.shown, self.size, **options))
            if (share := self._recognised(rows[-1])) is not None:
                figures["top1_" + ("_".join(row) or "text")] = share
        sheet = np.concatenate([np.concatenate(list(row), axis=1) for row in rows], axis=0)
        Image.fromarray(sheet).save(path)
        return figures

    def _recognised(self, pictures: np.ndarray) -> float | None:
        """The judge's share of first choices that are right, among the words it knows."""
        if self.judge is None:
            return None
        words = [e.phrases[0] if len(e.phrases) == 1 else "" for e in self.shown]
        known = [n for n, word in enumerate(words) if word in self.judge.words]
        if not known:
            return None
        first = self.judge.scores(pictures[known]).argmax(1)
        right = [self.judge.words[i] == words[n] for i, n in zip(first, known, strict=True)]
        return float(np.mean(right))


def _as_picture(hint: np.ndarray) -> np.ndarray:
    return hint if hint.ndim == 3 else np.repeat(255 - hint[..., None], 3, 2)


def real_drawings(path: Path, words: tuple[str, ...], size: int) -> list[Example]:
    """Quick, Draw! drawings (test material, never trained on), one per word, as large as the picture allows."""
    examples: dict[str, Example] = {}
    for drawing in read_quickdraw(path, MOST_DRAWINGS):
        word = drawing.prompt.lower()
        if word in words and word not in examples:
            hint = render_lines(drawing, size, size)
            x, y, width, height = cv2.boundingRect(hint)
            box = (x / size, y / size, (x + width) / size, (y + height) / size)
            examples[word] = Example(torch.zeros(1), hint, with_article(word), (word,), (box,))
    return [examples[word] for word in words if word in examples]
