"""Networks as large as Stable Diffusion's, with random weights: steps a second, ours and the rivals'.

How fast a network is does not depend on what it has learned, so nothing is downloaded. `sketchpad bench --gpu`.
"""

from __future__ import annotations

import gc
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import torch

from sketchpad import atomic, paths
from sketchpad.benchmarks.pictures import FEATURES, Methods, drawing, timed, title
from sketchpad.benchmarks.stock import Stock
from sketchpad.benchmarks.timing import Timing
from sketchpad.generation.request.request import MethodSettings, Request, Sampling
from sketchpad.metrics.report import Table
from sketchpad.models.model import STORE, load_model
from sketchpad.models.runtime.device import DeviceChoice
from sketchpad.models.runtime.offload import release_memory
from sketchpad.terminal import ProgressLine
from sketchpad.training.edges.edge_predictor_any_model import build

NOTES = (
    "Random weights, in the precision named above; guidance scale 5 (two predictions a step), ddim, median over the "
    "pictures after one that warms up; ours with a preview of every step. Compiled: `compile_repeated_blocks`."
)
MODES: dict[str, Methods] = {
    "none": (),
    "controlnet": (MethodSettings("controlnet", 1.0),),
    FEATURES: (MethodSettings("edge_predictor", 1.6, look="features"),),
    "edge_predictor": (MethodSettings("edge_predictor", 1.6),),
}


@dataclass(frozen=True)
class Size:
    """The shape of a model: arguments of its U-Net, channels of its VAE, widths of its text encoders, pixels."""

    name: str
    unet: dict[str, Any]
    vae: tuple[int, ...]
    texts: tuple[int, ...]
    pixels: int


def _blocks(*attention: bool) -> dict[str, tuple[str, ...]]:
    down = tuple("CrossAttnDownBlock2D" if one else "DownBlock2D" for one in attention)
    up = tuple("CrossAttnUpBlock2D" if one else "UpBlock2D" for one in reversed(attention))
    return {"down_block_types": down, "up_block_types": up}


SIZES: dict[str, Size] = {
    "tiny": Size(
        "tiny",
        {**_blocks(True, False), "block_out_channels": (32, 64), "attention_head_dim": 4,
         "layers_per_block": 1, "norm_num_groups": 8, "cross_attention_dim": 32},
        (8, 16, 16, 16), (32,), 128,
    ),
    "sd15": Size(
        "Stable Diffusion 1.5",
        {**_blocks(True, True, True, False), "block_out_channels": (320, 640, 1280, 1280),
         "attention_head_dim": 8, "cross_attention_dim": 768},
        (128, 256, 512, 512), (768,), 512,
    ),
    "xl": Size(
        "Stable Diffusion XL",
        {**_blocks(False, True, True), "block_out_channels": (320, 640, 1280), "attention_head_dim": (5, 10, 20),
         "transformer_layers_per_block": (1, 2, 10), "use_linear_projection": True, "cross_attention_dim": 2048,
         "addition_embed_type": "text_time", "addition_time_embed_dim": 256,
         "projection_class_embeddings_input_dim": 6 * 256 + 1280},
        (128, 256, 512, 512), (768, 1280), 1024,
    ),
}  # fmt: skip


def random_model(folder: Path, size: Size, place: DeviceChoice) -> None:
    """Write a model with random weights, ControlNet and edge predictor into `folder`, as diffusers lays models out."""
    from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
    from diffusers.models.controlnets.controlnet import ControlNetModel
    from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
    from diffusers.schedulers.scheduling_ddim import DDIMScheduler
    from transformers.models.clip.configuration_clip import CLIPTextConfig
    from transformers.models.clip.modeling_clip import CLIPTextModel, CLIPTextModelWithProjection
    from transformers.models.clip.tokenization_clip import CLIPTokenizer

    tokenizer = CLIPTokenizer.from_pretrained(paths.weights() / "tokenizer")
    with torch.device("meta"):
        unet = UNet2DConditionModel(sample_size=size.pixels // 8, **size.unet)
        networks: dict[str, Any] = {
            "unet": unet,
            "controlnet": ControlNetModel.from_unet(unet, load_weights_from_unet=False),
            "vae": AutoencoderKL(
                block_out_channels=size.vae,
                down_block_types=("DownEncoderBlock2D",) * 4,
                up_block_types=("UpDecoderBlock2D",) * 4,
                layers_per_block=2,
                norm_num_groups=min(32, size.vae[0]),
                sample_size=size.pixels,
                force_upcast=False,
            ),
        }
        kinds = (CLIPTextModel, CLIPTextModelWithProjection)
        for end, kind, width in zip(("", "_2"), kinds, size.texts, strict=False):
            networks[f"text_encoder{end}"] = kind(
                CLIPTextConfig(
                    vocab_size=len(tokenizer),
                    hidden_size=width,
                    intermediate_size=4 * width,
                    projection_dim=width,
                    num_hidden_layers=2,
                    num_attention_heads=max(1, width // 64),
                    max_position_embeddings=tokenizer.model_max_length,
                    bos_token_id=tokenizer.bos_token_id,
                    eos_token_id=tokenizer.eos_token_id,
                )
            )
            tokenizer.save_pretrained(folder / f"tokenizer{end}")
    for name, network in networks.items():
        _write(folder / name, network, place)
    DDIMScheduler(
        beta_schedule="scaled_linear", beta_start=0.00085, beta_end=0.012, clip_sample=False, steps_offset=1
    ).save_pretrained(folder / "scheduler")  # fmt: skip
    library = {"unet": "diffusers", "vae": "diffusers", "scheduler": "diffusers"}
    parts = {n: networks[n] for n in networks if n != "controlnet"}
    index: dict[str, Any] = {
        name: [library.get(name, "transformers"), type(part).__name__]
        for name, part in parts.items()
    }
    index |= {
        f"tokenizer{end}": ["transformers", "CLIPTokenizer"]
        for end, _ in zip(("", "_2"), size.texts, strict=False)
    }
    index |= {"scheduler": ["diffusers", "DDIMScheduler"]}
    if len(size.texts) == 1:
        index |= {n: [None, None] for n in ("safety_checker", "feature_extractor", "image_encoder")}
        index |= {"requires_safety_checker": False}
    kind_of = "StableDiffusionXLPipeline" if len(size.texts) == 2 else "StableDiffusionPipeline"
    index |= {"_class_name": kind_of, "_diffusers_version": "0.38.0"}
    atomic.write_bytes(folder / "model_index.json", json.dumps(index).encode())
    build(load_model(folder, place)).save(folder / "edge_predictor")


def _write(folder: Path, network: Any, place: DeviceChoice) -> None:
    from safetensors.torch import save_file

    folder.mkdir(parents=True)
    network.config.save_pretrained(folder) if hasattr(
        network.config, "save_pretrained"
    ) else network.save_config(folder)
    source = torch.Generator(place.device).manual_seed(0)
    weights = {
        name: torch.randn(part.shape, generator=source, device=place.device)
        .mul(0.02)
        .to("cpu", place.dtype)
        for name, part in network.state_dict().items()
    }
    stem = "model" if "text_encoder" in folder.name else "diffusion_pytorch_model"
    save_file(weights, folder / f"{stem}.safetensors", {"format": "pt"})


def gpu_table(
    sizes: Sequence[str], steps: int, repeats: int, place: DeviceChoice, line: ProgressLine
) -> Table:
    """Steps a second of models of these sizes, of each way of making pictures."""
    rows: list[tuple[str, ...]] = []
    for name in sizes:
        size = SIZES[name]
        with tempfile.TemporaryDirectory() as home:
            line.say(f"{size.name}: random weights...")
            random_model(Path(home), size, place)
            found = {
                who: _steps_a_second(run, size, home, steps, repeats, line)
                for who, run in _contenders(home, place)
            }
        rows += [
            (
                size.name,
                title(mode),
                *(_written(found.get(who, {}).get(mode)) for who in ("ours", "stock", "compiled")),
            )
            for mode in MODES
        ]
        shutil.rmtree(home, ignore_errors=True)
    return Table(
        ("model", "steps a second", "ours", "stock", "stock, compiled"), tuple(rows), "Large models"
    )


Run = Callable[[str, Request], Timing | None]


def _contenders(folder: str, place: DeviceChoice) -> Iterator[tuple[str, Run]]:
    """One after the other, so that only one model at a time is in memory."""
    yield "ours", lambda _mode, request: timed(request)
    STORE.clear()
    for who in ("stock", "compiled") if place.device.type == "cuda" else ("stock",):
        gc.collect()
        release_memory()
        stock = Stock(Path(folder), place, compiled=who == "compiled")
        yield who, partial(_rival, stock)


def _rival(stock: Stock, mode: str, request: Request) -> Timing | None:
    return None if mode == "edge_predictor" else stock.run(mode, request)


def _steps_a_second(
    run: Run, size: Size, folder: str, steps: int, repeats: int, line: ProgressLine
) -> dict[str, float]:
    found = {}
    for mode, methods in MODES.items():
        times = []
        for number in range(repeats + 1):
            line.at(f"{size.name}, {title(mode)}: {number} of {repeats}", number, repeats)
            sampling = Sampling(number, steps, 5.0, scheduler="ddim", two_pass=False)
            timing = run(
                mode, Request(drawing(number, size.pixels, size.pixels), sampling, methods, folder)
            )
            times += [] if timing is None else [timing.step]
        if times:
            found[mode] = 1.0 / median(times[1:])
    return found


def _written(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"
