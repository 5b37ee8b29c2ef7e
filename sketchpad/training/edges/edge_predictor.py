"""The embedded edge predictor, trained on features of the frozen base model (Voynov et al. 2022, section 4.1).

Target: the codec's latents of the picture's lines, white on black. The features come from the branch that sees the
caption, at all noise levels, because sampling asks for them at all noise levels of the guided part.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from torch import Tensor

from sketchpad.models.networks.edge_networks import EdgePredictor
from sketchpad.models.networks.feature_hooks import capture, hooked_layers
from sketchpad.training.core.trainer import Budget, Run
from sketchpad.training.data.scenes import Scene
from sketchpad.training.data.sketch_lines import outlines
from sketchpad.training.diffusion.autoencoder import save_sheet, to_tensor
from sketchpad.training.diffusion.examples import Examples
from sketchpad.training.diffusion.model import Model

SHOWN = 8
LATEST = 860
"""Of the 1000 time steps the noisiest are left out: there the latents hold less than a twenty-fifth of a picture."""


@torch.no_grad()
def build(unet: UNet2DConditionModel) -> EdgePredictor:
    """A predictor for this base; a first run of the network shows how wide each tap is."""
    config, device = unet.config, unet.device
    taps = hooked_layers(unet)
    with capture(unet, taps) as seen:
        unet(
            torch.zeros(1, config.in_channels, 16, 16, device=device),
            torch.zeros(1, device=device),
            torch.zeros(1, 2, config.cross_attention_dim, device=device),
        )
    return predictor_of(seen, taps, config.in_channels, "conv")


def predictor_of(
    features: Mapping[str, Tensor], taps: Sequence[str], latent_channels: int, kind: str
) -> EdgePredictor:
    """A new predictor that reads such features: the paper's ("mlp"), or one that sees neighbours ("conv")."""
    paper = kind == "mlp"
    return EdgePredictor(
        {
            "taps": list(taps),
            "channels": [int(features[name].shape[1]) for name in taps],
            "latent_channels": latent_channels,
            "kind": kind,
            "hidden": (512, 256, 128, 64) if paper else (192, 128, 96),
            "noise": "map" if paper else "level",
        }
    )


def fit(
    network: EdgePredictor,
    predict: Callable[[np.random.Generator], tuple[Tensor, Tensor]],
    folder: Path,
    budget: Budget,
    seed: int,
    lr: float,
    report: Callable[[EdgePredictor, Run], None] | None = None,
) -> Run:
    """Train until the budget is used up; ``predict`` gives what the network predicts of a batch, and the target."""
    run: Run = Run(
        folder,
        network,
        budget,
        lr=lr,
        final_lr=0.02,
        warmup=50,
        decay=0.995,
        on_checkpoint=report and (lambda averaged: report(averaged, run)),
    )
    torch.manual_seed(seed + run.step)
    rng = np.random.default_rng(seed + run.step)
    network.train()
    for _ in run:
        predicted, target = predict(rng)
        loss = F.mse_loss(predicted, target)
        run.update(loss, len(target), target_variance=float(target.var()))
    run.ema.copy_to(network)
    return run


def edge_map(scene: Scene) -> np.ndarray:
    """What a person would draw of the scene: outlines and strong inner edges, white on black, (h, w, 3) uint8."""
    drawn = outlines(scene, np.random.default_rng(0))
    edges = cv2.Canny(cv2.GaussianBlur(scene.image, (0, 0), 1.0), 70, 150)
    inside = np.zeros(edges.shape, np.uint8)
    for thing in scene.things:
        inside = np.maximum(inside, thing.alpha)
    edges[inside < 128] = 0
    return np.repeat(
        np.maximum(drawn, cv2.dilate(edges, np.ones((2, 2), np.uint8)))[..., None], 3, 2
    )


def train(
    model: Model, examples: Examples, folder: Path, budget: Budget, batch: int = 8, seed: int = 0
) -> Run:
    """Train a predictor for the frozen ``model`` and write it to ``folder/export``."""
    torch.manual_seed(seed)
    model.requires_grad_(False).eval()
    network = build(model.unet).to(model.device)
    rng = np.random.default_rng(5)
    always = [examples.composer.scene(rng) for _ in range(SHOWN)]

    def report(averaged: EdgePredictor, run: Run) -> None:
        with torch.no_grad():
            predicted, target = _predict(model, averaged, examples, always)
        error, variance = F.mse_loss(predicted, target), target.var()
        run.log(explained=float(1 - error / variance))
        _sheet(examples, predicted, target, folder / f"sheet-{run.step:06d}.png")

    def predict(_rng: np.random.Generator) -> tuple[Tensor, Tensor]:
        scenes = [examples.composer.scene(examples.rng) for _ in range(batch)]
        return _predict(model, network, examples, scenes)

    run = fit(network, predict, folder, budget, seed, 1.5e-3, report)
    network.eval().save(folder / "export")
    return run


def _predict(
    model: Model, network: EdgePredictor, examples: Examples, scenes: list[Scene]
) -> tuple[Tensor, Tensor]:
    """Latents of the scenes' lines as the network foresees them from noised pictures, and as they are."""
    device, count = model.device, len(scenes)
    with torch.no_grad(), torch.autocast(device.type, dtype=torch.bfloat16):
        z = torch.stack([e.latents for e in examples.encode(scenes)])
        maps = to_tensor([edge_map(scene) for scene in scenes], device)
        target = examples.vae.encode(maps).latent_dist.mode().float()
        even = torch.arange(count, device=device) + torch.rand(count, device=device)
        t = (even / count * LATEST).long()
        a, s = model.levels(t)
        states = model.encode_text([scene.caption for scene in scenes])[0]
        with capture(model.unet, network.taps) as seen:
            model.velocity(a * z + s * torch.randn_like(z), t, states)
    features = [seen[name].float() for name in network.taps]
    return network(features, s.flatten(), tuple(z.shape[-2:])), target


@torch.no_grad()
def _sheet(examples: Examples, predicted: Tensor, target: Tensor, path: Path) -> None:
    """Lines as they are above those foreseen, from hardly any noise on the left to hardly any picture on the right."""
    decode = examples.vae.decode
    save_sheet([decode(z).sample.float().clamp(-1, 1) for z in (target, predicted)], path)
