"""The embedded autoencoder: 8 latent channels at an eighth of the size, trained on tight crops of composed scenes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from PIL import Image
from safetensors.torch import load_file

from sketchpad.training.core.trainer import Budget, Run, pick_device
from sketchpad.training.data.pictures import held_out, read_pack
from sketchpad.training.data.prefetch import Feed
from sketchpad.training.data.scenes import Scene, SceneMaker
from sketchpad.training.data.sketch_lines import sketch

SMALL, LARGE = 64, 128
"""Sides of the crops, most of the time and at the end."""
CHECKED = 24
"""Scenes that the report at a checkpoint is of."""
CONFIG = {
    "in_channels": 3,
    "out_channels": 3,
    "down_block_types": ("DownEncoderBlock2D",) * 4,
    "up_block_types": ("UpDecoderBlock2D",) * 4,
    "block_out_channels": (32, 64, 128, 128),
    "layers_per_block": 1,
    "latent_channels": 8,
    "norm_num_groups": 8,
    "mid_block_add_attention": False,
}


def build(widths: tuple[int, ...] | None = None) -> AutoencoderKL:
    """The network, of ``widths`` other than usual where given; the picture passes through it from the first step on.

    Torch's default shrinks the signal in every convolution outside a residual branch, and a log variance of 0
    then drowns what is left in noise: hours are lost before anything is learnt.
    """
    vae = AutoencoderKL(**{**CONFIG, "block_out_channels": widths or CONFIG["block_out_channels"]})
    for name, module in vae.named_modules():
        if isinstance(module, torch.nn.Conv2d):
            if module.bias is not None:
                torch.nn.init.zeros_(module.bias)
            if name.endswith("conv2"):
                module.weight.data.mul_(0.2)
            elif not name.endswith("conv1"):
                fan_in = module.in_channels * module.kernel_size[0] * module.kernel_size[1]
                torch.nn.init.normal_(module.weight, std=fan_in**-0.5)
    vae.quant_conv.weight.data[CONFIG["latent_channels"] :].mul_(0.1)
    vae.quant_conv.bias.data[CONFIG["latent_channels"] :] = -5.0
    return vae


def widths_of(tensors: Mapping[str, torch.Tensor]) -> tuple[int, ...]:
    """How many channels the levels have, in an autoencoder of these tensors by name."""
    widths: list[int] = []
    while (name := f"encoder.down_blocks.{len(widths)}.resnets.0.conv1.weight") in tensors:
        widths.append(len(tensors[name]))
    return tuple(widths)


def trained_widths(path: Path) -> tuple[int, ...] | None:
    """How many channels the levels have in a checkpoint of the autoencoder; None where there is none."""
    if not path.exists():
        return None
    return widths_of({name.removeprefix("model."): v for name, v in load_file(path).items()})


def crops(scene: Scene, rng: np.random.Generator, size: int, count: int) -> list[np.ndarray]:
    """Crops near the edges of things: flat background teaches an autoencoder nothing."""
    height, width = scene.image.shape[:2]
    result = []
    for _ in range(count):
        x, y = int(rng.integers(0, width - size + 1)), int(rng.integers(0, height - size + 1))
        if scene.things and rng.random() < 0.9:
            thing = scene.things[rng.integers(len(scene.things))]
            edge = np.argwhere(thing.alpha[::4, ::4] > 30)
            if len(edge):
                cy, cx = edge[rng.integers(len(edge))] * 4
                x = int(np.clip(cx - rng.integers(0, size), 0, width - size))
                y = int(np.clip(cy - rng.integers(0, size), 0, height - size))
        result.append(scene.image[y : y + size, x : x + size])
    return result


def save_sheet(rows: Sequence[torch.Tensor], path: Path) -> None:
    """Write pictures as one: each row float32 (n, 3, h, w) in -1..1."""
    sheet = torch.cat([torch.cat(list(row), dim=2) for row in rows], dim=1)
    pixels = ((sheet.permute(1, 2, 0) + 1) * 127.5).round().byte().cpu().numpy()
    Image.fromarray(pixels).save(path)


def to_tensor(images: list[np.ndarray], device: torch.device) -> torch.Tensor:
    """uint8 (h, w, 3) each to float32 (n, 3, h, w) in -1..1."""
    stacked = torch.from_numpy(np.stack(images)).to(device)
    return stacked.permute(0, 3, 1, 2).float().div_(127.5).sub_(1)


def loss_of(
    vae: AutoencoderKL, x: torch.Tensor, kl_weight: float = 1e-4
) -> tuple[torch.Tensor, torch.Tensor]:
    """L1 + squared error + gradient loss + KL; also the mean squared error for the log."""
    with torch.autocast(x.device.type, dtype=torch.bfloat16):
        posterior = vae.encode(x).latent_dist
        y = vae.decode(posterior.sample()).sample.float()
    error = y - x
    gradient = (error[..., 1:] - error[..., :-1]).abs().mean() + (
        error[..., 1:, :] - error[..., :-1, :]
    ).abs().mean()
    coarse = F.avg_pool2d(error, 4).abs().mean()
    mse = error.square().mean()
    kl = posterior.kl().mean() / posterior.mean[0].numel()
    return error.abs().mean() + mse + 0.5 * gradient + coarse + kl_weight * kl, mse.detach()


@torch.no_grad()
def channel_statistics(
    vae: AutoencoderKL, images: list[np.ndarray]
) -> tuple[list[float], list[float]]:
    """Mean and standard deviation of each latent channel over uint8 pictures (h, w, 3)."""
    z = torch.cat([vae.encode(to_tensor([i], vae.device)).latent_dist.mode() for i in images])
    return z.mean((0, 2, 3)).tolist(), z.std((0, 2, 3)).tolist()


@torch.no_grad()
def whiten(vae: AutoencoderKL, mean: list[float], std: list[float]) -> AutoencoderKL:
    """Fold a shift and a scale per channel into the 1x1 convolutions around the latents.

    Pictures come back exactly as before, but each latent channel now has mean 0 and deviation 1, which is what the
    diffusion process assumes: a channel of small deviation would drown in noise long before the others.
    """
    m, s = torch.tensor(mean), torch.tensor(std)
    count = len(mean)
    into, back = vae.quant_conv, vae.post_quant_conv
    into.weight[:count] /= s[:, None, None, None].to(into.weight)
    into.bias[:count] = (into.bias[:count] - m.to(into.bias)) / s.to(into.bias)
    into.bias[count:] -= 2 * s.log().to(into.bias)
    back.bias += (back.weight[:, :, 0, 0] @ m.to(back.weight)).to(back.bias)
    back.weight *= s[None, :, None, None].to(back.weight)
    return vae


@torch.no_grad()
def psnr(vae: AutoencoderKL, scenes: list[Scene]) -> float:
    """Mean peak signal-to-noise ratio in dB over whole pictures."""
    vae.eval()
    values = []
    for scene in scenes:
        x, y = _there_and_back(vae, [scene])
        values.append(float(-10 * torch.log10(((y - x) / 2).square().mean())))
    vae.train()
    return float(np.mean(values))


@dataclass(frozen=True)
class Cropper:
    """Makes the crops of one composed scene, uint8 (size, size, 3) each."""

    maker: SceneMaker

    def __call__(
        self, rng: np.random.Generator, size: int = SMALL, most: int = 4
    ) -> list[np.ndarray]:
        scene = self.maker.make(rng, 256, 256, int(rng.integers(1, 4)), filling=0.7)
        if rng.random() < 0.08:
            scene = _drawn(scene, rng)
        return crops(scene, rng, size, most)


def train(
    pack: Path,
    folder: Path,
    budget: Budget,
    seed: int = 0,
    batch: int = 24,
    decoder_only: bool = False,
    makers: int = 0,
) -> Run:
    """Train the autoencoder.

    Args:
        decoder_only: leave the latents as they are, because a diffusion model was trained on them.
        makers: further processes that compose the scenes; beside a fast accelerator.
    """
    device = pick_device()
    torch.manual_seed(seed)
    everything = read_pack(pack)
    cropper = Cropper(SceneMaker([p for p in everything if not held_out(p[0])]))
    unseen = SceneMaker([p for p in everything if held_out(p[0])])
    test = [unseen.make(np.random.default_rng(i), 256, 256, 1 + i % 3) for i in range(CHECKED)]
    vae = build(trained_widths(folder / "state.safetensors")).to(device)
    if decoder_only:
        vae.encoder.requires_grad_(False)
        vae.quant_conv.requires_grad_(False)

    def report(averaged: AutoencoderKL) -> None:
        run.log(psnr=psnr(averaged, test))
        save_sheet(_there_and_back(averaged, test[:8]), folder / "sheet.png")

    run = Run(folder, vae, budget, lr=1.2e-3, final_lr=0.03, warmup=100, on_checkpoint=report)
    rng = np.random.default_rng([seed, run.step])
    torch.manual_seed(seed + run.step)
    feed = Feed(cropper, makers, seed + run.step) if makers else None
    try:
        for _ in run:
            size = SMALL if run.progress < 0.85 or feed else LARGE
            images: list[np.ndarray] = []
            wanted = batch if size == SMALL else max(1, batch // 4)
            while len(images) < wanted:
                if feed is not None:
                    images += [crop for several in feed.take(wanted // 4 + 1) for crop in several]
                else:
                    images += cropper(rng, size, min(4, wanted - len(images)))
            loss, mse = loss_of(vae, to_tensor(images[:wanted], device))
            run.update(loss, wanted, crop_psnr=float(-10 * torch.log10(mse / 4)))
    finally:
        if feed is not None:
            feed.close()
    return run


def _drawn(scene: Scene, rng: np.random.Generator) -> Scene:
    """The scene as white lines on black: the edge predictor's targets go through this codec too."""
    return Scene(np.repeat(sketch(scene, rng)[..., None], 3, 2), scene.caption, scene.things)


@torch.no_grad()
def _there_and_back(vae: AutoencoderKL, scenes: list[Scene]) -> tuple[torch.Tensor, torch.Tensor]:
    """Pictures of scenes of one size, and what is left of them after encoding and decoding."""
    x = to_tensor([scene.image for scene in scenes], vae.device)
    with torch.autocast(vae.device.type, dtype=torch.bfloat16):
        return x, vae.decode(vae.encode(x).latent_dist.mode()).sample.float().clamp(-1, 1)
