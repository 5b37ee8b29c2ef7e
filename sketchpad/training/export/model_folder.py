"""Writes the trained parts as an ordinary diffusers model folder in half precision."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from diffusers.schedulers.scheduling_ddim import DDIMScheduler
from safetensors.torch import load_file, save_file

from sketchpad.training.data.scenes import SceneMaker
from sketchpad.training.diffusion import networks
from sketchpad.training.diffusion.autoencoder import to_tensor
from sketchpad.training.diffusion.consistency_distillation import STEPS
from sketchpad.training.diffusion.lora_layers import FILE
from sketchpad.training.diffusion.model import Model
from sketchpad.training.parts import GLIGEN

GUIDANCE_SCALE = 3.0
FOLDERS = {
    "edge-predictor": "edge_predictor",
    "edge-reader": "edge_reader",
    "judge": "judge",
    "few-step": "fast",
}
"""Parts that write what is published themselves, and how it is called in the model's folder."""
DEFAULTS = {
    "steps": 20,
    "guidance_scale": GUIDANCE_SCALE,
    "scheduler": "ddim",
    "methods": {
        "edge_predictor": {"strength": 1.6, "start": 0.0, "end": 1.0},
        "controlnet": {"strength": 0.7, "start": 0.0, "end": 1.0, "emphasis": "unbalanced"},
        GLIGEN: {"strength": 1.0, "start": 0.0, "end": 1.0, "things_first": True},
    },
}
INDEX = {
    "_class_name": "StableDiffusionPipeline",
    "_diffusers_version": "0.42.1",
    "feature_extractor": [None, None],
    "image_encoder": [None, None],
    "requires_safety_checker": False,
    "safety_checker": [None, None],
    "scheduler": ["diffusers", "DDIMScheduler"],
    "text_encoder": ["transformers", "CLIPTextModel"],
    "tokenizer": ["transformers", "CLIPTokenizer"],
    "unet": ["diffusers", "UNet2DConditionModel"],
    "vae": ["diffusers", "AutoencoderKL"],
}


def write_model(
    folder: Path,
    model: Model,
    vae: AutoencoderKL,
    maker: SceneMaker,
    version: str,
    size: int,
) -> None:
    """Everything but edge predictor, judge and model card, which their own parts write.

    Args:
        size: side of the pictures that it was trained on, pixels.
    """
    folder.mkdir(parents=True, exist_ok=True)
    vae.register_to_config(scaling_factor=1.0, sample_size=256)
    # The size at which stock pipelines make pictures that are not told one.
    pixels = 2 ** (len(vae.config.block_out_channels) - 1)
    model.unet.register_to_config(sample_size=size // pixels)
    parts: dict[str, Any] = {"unet": model.unet, "controlnet": model.controlnet, "vae": vae}
    if model.controls is not None:
        parts["controls"] = model.controls
    for name, network in parts.items():
        network.half().save_pretrained(folder / name)
    model.text_encoder.half().save_pretrained(folder / "text_encoder")
    # Transformers would keep what the file has, diffusers makes all else float32: stock pipelines need them alike.
    config = folder / "text_encoder" / "config.json"
    _write(config, {**json.loads(config.read_text(encoding="utf-8")), "dtype": "float32"})
    tokenizer = folder / "tokenizer"
    model.tokenizer.save_pretrained(tokenizer)
    DDIMScheduler(**networks.SCHEDULER).save_pretrained(folder / "scheduler")
    _write(folder / "model_index.json", INDEX)
    about = {
        "name": "Sketchpad embedded",
        "version": version,
        "native_size": size,
        "defaults": {**DEFAULTS, "width": size, "height": size},
        "latent_rgb": latent_rgb(vae.float(), maker),
        "words": maker.words,
    }
    _write(folder / "sketchpad.json", about)


def describe_variants(folder: Path) -> None:
    """Say in the card how pictures are made in a few steps: with the LoRA for it, where there is one."""
    lora = folder / FOLDERS["few-step"] / FILE
    card = json.loads((folder / "sketchpad.json").read_text(encoding="utf-8"))
    card["fast"] = {"steps": STEPS}
    if lora.exists():
        card["fast"] |= {
            "lora": lora.relative_to(folder).as_posix(),
            "guidance_scale": 1.0,
            "scheduler": "lcm",
        }
    _write(folder / "sketchpad.json", card)


def copy_folder(trained: Path, target: Path) -> None:
    """Copy what a part has written, its weights in half precision."""
    shutil.copytree(trained, target, dirs_exist_ok=True)
    for path in target.glob("*.safetensors"):
        tensors = {n: v.half() if v.is_floating_point() else v for n, v in load_file(path).items()}
        save_file(tensors, path, metadata={"format": "pt"})


@torch.no_grad()
def latent_rgb(vae: AutoencoderKL, maker: SceneMaker) -> dict[str, list]:
    """Least squares from latents to the picture at an eighth of its size, colours in -1..1."""
    rng = np.random.default_rng(3)
    x = to_tensor(
        [maker.make(rng, 256, 256, 1 + i % 3, 0.6).image for i in range(24)], torch.device("cpu")
    )
    z = vae.encode(x).latent_dist.mode()
    small = torch.nn.functional.avg_pool2d(x, 8)
    a = z.permute(0, 2, 3, 1).reshape(-1, z.shape[1])
    a = torch.cat([a, torch.ones(len(a), 1)], dim=1)
    b = small.permute(0, 2, 3, 1).reshape(-1, 3)
    solution = torch.linalg.lstsq(a, b).solution
    rows = [[round(float(v), 5) for v in row] for row in solution]
    return {"factors": rows[:-1], "bias": rows[-1]}


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
