"""Sample sheets: what the model in training makes now, as one picture."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import torch
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from diffusers.schedulers.scheduling_ddim import DDIMScheduler
from PIL import Image

from sketchpad.training import networks
from sketchpad.training.base import Model, hints_of
from sketchpad.training.examples import Example


@torch.no_grad()
def sample(
    model: Model,
    vae: AutoencoderKL,
    examples: list[Example],
    size: int,
    *,
    lines: bool = False,
    boxes: bool = False,
    steps: int = 20,
    scale: float = 4.0,
    seed: int = 0,
) -> np.ndarray:
    """Pictures uint8 (n, size, size, 3) by DDIM with guidance scale, all from the same seed."""
    n = len(examples)
    device = model.device
    scheduler = DDIMScheduler(**networks.SCHEDULER)
    scheduler.set_timesteps(steps)
    x = torch.randn(
        1,
        networks.LATENT_CHANNELS,
        size // 8,
        size // 8,
        generator=torch.Generator().manual_seed(seed),
    )
    x = x.repeat(n, 1, 1, 1).to(device)
    with torch.autocast(device.type, dtype=torch.bfloat16):
        states = model.encode_text(["" for _ in examples] + [e.caption for e in examples])[0]
        hint = hints_of(examples, device).repeat(2, 1, 1, 1) if lines else None
        gligen = model.ground([*examples, *examples], [False] * n + [True] * n) if boxes else None
        for t in scheduler.timesteps:
            times = torch.full((2 * n,), int(t), device=device)
            v = model.velocity(x.repeat(2, 1, 1, 1), times, states, hint, gligen).float()
            without, with_ = v.chunk(2)
            x = scheduler.step(without + scale * (with_ - without), t, x).prev_sample
        picture = vae.decode(x).sample.float().clamp(-1, 1)
    return ((picture.permute(0, 2, 3, 1) + 1) * 127.5).round().byte().cpu().numpy()


@dataclass
class Sheet:
    """Rows: the sketch, then text only, ControlNet, GLIGEN and both; columns: real drawings with their words."""

    vae: AutoencoderKL
    size: int
    drawings: list[Example] = field(default_factory=list)

    def __call__(self, model: Model, path: Path) -> None:
        sketches = np.stack([np.repeat(255 - e.hint[..., None], 3, 2) for e in self.drawings])
        rows = [sketches]
        for lines, boxes in ((False, False), (True, False), (False, True), (True, True)):
            rows.append(
                sample(
                    model,
                    self.vae,
                    self.drawings,
                    self.size,
                    lines=lines,
                    boxes=boxes,
                )
            )
        sheet = np.concatenate([np.concatenate(list(row), axis=1) for row in rows], axis=0)
        Image.fromarray(sheet).save(path)


def real_drawings(path: Path, words: tuple[str, ...], size: int) -> list[Example]:
    """Quick, Draw! drawings (test material, never trained on), one per word, as large as the picture allows."""
    found: dict[str, Example] = {}
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            word = row["word"].lower()
            if word not in words or word in found:
                continue
            hint = np.zeros((size, size), np.uint8)
            points = [np.array(stroke[:2], np.float32).T for stroke in row["drawing"]]
            low = np.concatenate(points).min(0)
            span = float((np.concatenate(points).max(0) - low).max())
            scale = size * 0.76 / span
            middle = (size - (np.concatenate(points).max(0) - low) * scale) / 2
            for stroke in points:
                curve = ((stroke - low) * scale + middle).round().astype(np.int32)
                cv2.polylines(
                    hint, [curve[:, None]], False, 255, max(1, round(size / 100)), cv2.LINE_AA
                )
            ys, xs = np.nonzero(hint)
            box = (xs.min() / size, ys.min() / size, (xs.max() + 1) / size, (ys.max() + 1) / size)
            article = "an" if word[0] in "aeiou" else "a"
            found[word] = Example(torch.zeros(1), hint, f"{article} {word}", (word,), (box,))
    return [found[w] for w in words if w in found]
