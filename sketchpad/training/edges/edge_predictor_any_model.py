"""An edge predictor for any base model: from a folder of pictures, or from pictures that the model makes itself.

Voynov, Aberman, Cohen-Or, "Sketch-Guided Text-to-Image Diffusion Models", SIGGRAPH 2023, section 4.1. Target: the
codec's latents of the picture's lines, white on black, as they are drawn. Features: of the branch that reads the
caption, of noised latents of any noise level. The base model is frozen.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from sketchpad.document.io.picture import read_picture
from sketchpad.errors import BadPicture, HugePicture
from sketchpad.hints.line_hints import scribble_from_picture
from sketchpad.models.model import Model
from sketchpad.models.networks.edge_networks import EdgePredictor
from sketchpad.models.networks.feature_hooks import hooked_layers
from sketchpad.sampling.denoiser import Branch, Text, branches_for
from sketchpad.sampling.loop import sample
from sketchpad.sampling.network_calls import run_eagerly
from sketchpad.sampling.solvers import make_solver
from sketchpad.training.core.trainer import Budget
from sketchpad.training.edges.edge_predictor import fit, predictor_of

SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp"})
LONGEST_CAPTION = 2000
MAKING = 0.4
"""Share of the time in which the model makes its own pictures, and how many at most."""
MOST_MADE = 256
LATEST = 980
"""Of the 1000 time steps the noisiest are left out: nothing of a picture is in them."""

Picture = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Lesson:
    """Latents of a picture and of its lines, each (1, channels, h, w), and its caption, encoded."""

    latents: Tensor
    lines: Tensor
    text: Text


def train_for(
    model: Model,
    pictures: Iterator[tuple[Picture, str]],
    folder: Path,
    seconds: float,
    *,
    kind: str = "mlp",
    batch: int = 8,
    seed: int = 0,
) -> EdgePredictor:
    """Train a predictor for `model` for `seconds` in all; started again with the same `folder`, it goes on.

    Args:
        pictures: uint8 RGB of one size, with captions; see `pictures_in` and `pictures_of`. All are kept in memory
            as latents.
        kind: "mlp" is the paper's, a pixel at a time, and gets the noise itself; "conv" sees a pixel's neighbours,
            too, and gets the noise level.

    Raises:
        ValueError: there are no pictures.
    """
    torch.manual_seed(seed)
    lessons = [_lesson(model, picture, caption) for picture, caption in pictures]
    if not lessons:
        raise ValueError("no pictures")
    network = build(model, kind).to(model.place.device)
    alphas = _alphas(model)

    def predict(rng: np.random.Generator) -> tuple[Tensor, Tensor]:
        chosen = [lessons[int(n)] for n in rng.integers(len(lessons), size=batch)]
        return _predict(model, network, chosen, alphas)

    fit(network, predict, folder, Budget(seconds), seed, 1e-3)
    _settle(model, network, lessons, alphas, batch)
    return network.eval().requires_grad_(False)


def build(model: Model, kind: str = "mlp") -> EdgePredictor:
    """A new predictor for a model of any family; a first run of its network shows how wide each tap is."""
    taps = hooked_layers(model.denoiser.unet)
    channels = model.info.latent_channels
    x = torch.zeros(1, channels, 8, 8, device=model.place.device)
    with torch.no_grad():
        features = model.denoiser.predict(
            x, torch.zeros((), device=x.device), [Branch(model.text.encode(""))], taps
        ).features
    return predictor_of(features, taps, channels, kind)


def pictures_in(folder: Path, width: int, height: int) -> Iterator[tuple[Picture, str]]:
    """The pictures of a folder and those below it, cut to the middle; a caption is in a .txt of the same name.

    What cannot be read as a picture is left out.
    """
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in SUFFIXES:
            try:
                picture = read_picture(path, 4 * max(width, height))
            except (BadPicture, HugePicture):
                continue
            yield _cut(picture, width, height), _caption(path)


def pictures_of(
    model: Model, prompts: Sequence[str], seconds: float, *, steps: int = 20, seed: int = 0
) -> Iterator[tuple[Picture, str]]:
    """Pictures that the model makes of `prompts`, one after the other and round again, until the time is used up.

    At least one for each of the first eight prompts, at most `MOST_MADE`.
    """
    height, width = model.codec.latent_size(model.info.width, model.info.height)
    begun = time.monotonic()
    for number in count():
        late = time.monotonic() - begun > seconds
        if number >= MOST_MADE or (late and number >= min(8, len(prompts))):
            return
        prompt = prompts[number % len(prompts)]
        source = torch.Generator("cpu").manual_seed(seed + number)
        noise = torch.randn(1, model.info.latent_channels, height, width, generator=source)
        branches = branches_for(
            model.text.encode(prompt),
            model.text.negative(""),
            model.info.guidance_scale,
            embedded=model.denoiser.takes_guidance_scale,
        )
        solver = make_solver("ddim", model.scheduler_config, steps, model.place.device)
        *_, last = run_eagerly(
            sample(model.denoiser, solver, branches, [], noise.to(model.place.device))
        )
        assert last.x_next is not None
        yield model.codec.decode(last.x_next), prompt


@torch.no_grad()
def _lesson(model: Model, picture: Picture, caption: str) -> Lesson:
    return Lesson(
        model.codec.encode(picture.astype(np.float32) / 255.0).float(),
        model.codec.encode(scribble_from_picture(picture)).float(),
        model.text.encode(caption),
    )


def _predict(
    model: Model, network: EdgePredictor, lessons: Sequence[Lesson], alphas: Tensor
) -> tuple[Tensor, Tensor]:
    z = torch.cat([lesson.latents for lesson in lessons])
    n = len(lessons)
    # Evenly over the batch: every step sees all noise levels.
    t = ((torch.arange(n) + torch.rand(n)) / n * LATEST).long().to(z.device)
    a, s = alphas[t].sqrt(), (1.0 - alphas[t]).sqrt()
    noise = s[:, None, None, None] * torch.randn_like(z)
    branches = [Branch(lesson.text) for lesson in lessons]
    with torch.no_grad():
        x = a[:, None, None, None] * z + noise
        seen = model.denoiser.predict(x, t, branches, network.taps).features
    size = (int(z.shape[-2]), int(z.shape[-1]))
    level = noise if network.noise == "map" else s
    predicted = network([seen[name].float() for name in network.taps], level, size)
    return predicted, torch.cat([lesson.lines for lesson in lessons])


@torch.no_grad()
def _settle(
    model: Model,
    network: EdgePredictor,
    lessons: Sequence[Lesson],
    alphas: Tensor,
    batch: int,
    rounds: int = 16,
) -> None:
    """Measure anew what the norms see: they have followed the weights, not the average of them that is kept."""
    norms = [layer for layer in network.layers if isinstance(layer, torch.nn.BatchNorm2d)]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # a plain mean over all rounds
    for first in range(rounds if norms else 0):
        taken = [lessons[(first * batch + n) % len(lessons)] for n in range(batch)]
        _predict(model, network, taken, alphas)


def _alphas(model: Model) -> Tensor:
    from diffusers.schedulers.scheduling_ddim import DDIMScheduler

    scheduler = DDIMScheduler.from_config(dict(model.scheduler_config))
    alphas: Tensor = scheduler.alphas_cumprod
    return alphas.to(model.place.device)


def _cut(picture: Picture, width: int, height: int) -> Picture:
    """The middle of a picture in another shape."""
    scale = max(width / picture.shape[1], height / picture.shape[0])
    size = (
        max(width, round(picture.shape[1] * scale)),
        max(height, round(picture.shape[0] * scale)),
    )
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    resized = cv2.resize(picture, size, interpolation=how)
    left, top = (size[0] - width) // 2, (size[1] - height) // 2
    return np.ascontiguousarray(resized[top : top + height, left : left + width])


def _caption(path: Path) -> str:
    try:
        with path.with_suffix(".txt").open(encoding="utf-8", errors="replace") as file:
            return file.read(LONGEST_CAPTION).strip()
    except OSError:
        return ""
