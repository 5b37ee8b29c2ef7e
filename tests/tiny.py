"""A complete model folder with random weights: every class is the real one, only the sizes are tiny."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import torch
from filelock import FileLock

from sketchpad.models.model import Model, load_model
from sketchpad.models.runtime.device import DeviceChoice

LATENT_CHANNELS = 4
TEXT_WIDTH = 32
TOKENS = 32
BLOCKS = (32, 64)
EDGE_TAPS = {
    "down_blocks.0.attentions.0": 32,
    "mid_block.resnets.1": 64,
    "up_blocks.0": 64,
}
XL_WIDTH = 16
XL_PROJECTION = 24
XL_EDGE_TAPS = {
    "down_blocks.0.resnets.0": 32,
    "mid_block.resnets.1": 64,
    "up_blocks.0": 64,
}
WORDS = ("a", "cat", "dog", "house", "red", "on", "and", "sky", "bear")
METHODS = {
    "edge_predictor": {"strength": 1.6, "start": 0.0, "end": 0.5},
    "controlnet": {"strength": 1.0, "start": 0.0, "end": 1.0},
    "gligen": {"strength": 1.0, "start": 0.0, "end": 1.0},
}


def build_tiny_model(folder: Path, **kind: Any) -> Path:
    """Write a tiny model of a kind (the arguments of `_build`) into `folder`, which is the caller's to change."""
    return Path(shutil.copytree(shared_tiny_model(**kind), folder, dirs_exist_ok=True))


def shared_tiny_model(**kind: Any) -> Path:
    """A tiny model of a kind that is built once in a run, for all workers and tests: never change it."""
    shelf = Path(os.environ["TINY_MODELS"])
    shelf.mkdir(parents=True, exist_ok=True)
    name = "-".join(["tiny", *(f"{key}-{value}" for key, value in sorted(kind.items()))])
    with FileLock(shelf / f"{name}.lock"):
        if not (shelf / name).exists():
            _build(shelf / f"{name}.part", **kind).rename(shelf / name)
    return shelf / name


def _build(
    folder: Path,
    *,
    prediction_type: str = "v_prediction",
    gated: bool = True,
    edge_kind: str = "mlp",
    edge_noise: str = "level",
    xl: bool = False,
    second: bool = False,
    zero_snr: bool = False,
    told_scale: bool = False,
    seed: int = 0,
) -> Path:
    """Write a model in diffusers' folder layout: 8 x 8 latents for 64 x 64 pixels, about 0.7 M weights, in seconds.

    All weights are random but seeded, also those that start as zeros when trained (ControlNet's last convolutions,
    GLIGEN's gates), so that every method changes the picture.

    Args:
        xl: shaped like Stable Diffusion XL: two text encoders, no attention at the top, sizes told to the U-Net.
        second: shaped like Stable Diffusion 2.x: matrices around attention, other padding and activation.
        zero_snr: the noisiest step holds no picture at all.
        told_scale: the U-Net is told the guidance scale, as of latent consistency models.
    """
    from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
    from diffusers.models.controlnets.controlnet import ControlNetModel
    from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
    from diffusers.schedulers.scheduling_ddim import DDIMScheduler
    from transformers.models.clip.modeling_clip import CLIPTextModel, CLIPTextModelWithProjection

    folder.mkdir(parents=True, exist_ok=True)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        padding = {"pad_token": "!"} if second else {}
        vocabulary = write_tokenizer(folder / "tokenizer", **padding)
        act = "gelu" if second else "quick_gelu"
        write_text_encoder(folder / "text_encoder", vocabulary, TEXT_WIDTH, CLIPTextModel, act)
        if xl:
            second = folder / "text_encoder_2"
            vocabulary = write_tokenizer(folder / "tokenizer_2", pad_token="!")  # like the original
            write_text_encoder(second, vocabulary, XL_WIDTH, CLIPTextModelWithProjection)
        vae = AutoencoderKL(
            block_out_channels=(8, 16, 16, 16),
            down_block_types=("DownEncoderBlock2D",) * 4,
            up_block_types=("UpDecoderBlock2D",) * 4,
            layers_per_block=1,
            latent_channels=LATENT_CHANNELS,
            norm_num_groups=4,
            scaling_factor=0.13025 if xl else 0.5,
            sample_size=64,
        )
        vae.save_pretrained(folder / "vae")
        unet = UNet2DConditionModel(
            sample_size=8,
            in_channels=LATENT_CHANNELS,
            out_channels=LATENT_CHANNELS,
            block_out_channels=BLOCKS,
            layers_per_block=1,
            norm_num_groups=8,
            time_cond_proj_dim=16 if told_scale else None,
            **(
                {
                    "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D"),
                    "up_block_types": ("CrossAttnUpBlock2D", "UpBlock2D"),
                    "cross_attention_dim": TEXT_WIDTH + XL_WIDTH,
                    "attention_head_dim": (2, 4),
                    "transformer_layers_per_block": (1, 2),
                    "use_linear_projection": True,
                    "addition_embed_type": "text_time",
                    "addition_time_embed_dim": 8,
                    "projection_class_embeddings_input_dim": 6 * 8 + XL_PROJECTION,
                }
                if xl
                else {
                    "down_block_types": ("CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
                    "up_block_types": ("CrossAttnUpBlock2D", "CrossAttnUpBlock2D"),
                    "cross_attention_dim": TEXT_WIDTH,
                    "attention_head_dim": (2, 4) if second else 4,
                    "use_linear_projection": second,
                    "attention_type": "gated" if gated else "default",
                }
            ),
        )
        controlnet = ControlNetModel.from_unet(
            unet,
            conditioning_embedding_out_channels=(8, 16, 16, 32),
            load_weights_from_unet=False,  # it cannot leave out the gates
        )
        _shake(unet, "alpha_", 0.8)
        _shake(unet, "position_net.null", 0.5)
        for part in ("controlnet_cond_embedding", "controlnet_down", "controlnet_mid"):
            _shake(controlnet, part, 0.2)
        unet.save_pretrained(folder / "unet")
        controlnet.save_pretrained(folder / "controlnet")
        DDIMScheduler(
            beta_start=0.00085,
            beta_end=0.012 if prediction_type == "epsilon" else 0.02,
            beta_schedule="scaled_linear",
            clip_sample=False,
            set_alpha_to_one=True,
            steps_offset=1,
            prediction_type=prediction_type,
            timestep_spacing="trailing",
            rescale_betas_zero_snr=zero_snr,
        ).save_pretrained(folder / "scheduler")
        write_edge_predictor(
            folder / "edge_predictor",
            kind=edge_kind,
            noise=edge_noise,
            taps=XL_EDGE_TAPS if xl else EDGE_TAPS,
        )
        factors = torch.randn(LATENT_CHANNELS, 3).mul(0.2).tolist()
    _write(folder / "model_index.json", _xl_index() if xl else _index())
    _write(
        folder / "sketchpad.json",
        {
            "name": "Tiny",
            "version": "0",
            "defaults": {
                "width": 128,
                "height": 128,
                "steps": 4,
                "guidance_scale": 4.0,
                "scheduler": "ddim",
                "methods": METHODS,
            },
            "latent_rgb": {"factors": factors, "bias": [0.0, 0.0, 0.0]},
            "words": list(WORDS),
        },
    )
    return folder


def in_one_process(param: str, group: str) -> Any:
    """A parameter whose tests all go to one worker, because what they share takes longer than they do."""
    return pytest.param(param, marks=pytest.mark.xdist_group(f"{group}-{param}"))


FEW_STEPS = {"lora": "fast/lora.safetensors", "steps": 4, "guidance_scale": 1.0, "scheduler": "lcm"}


def add_few_steps(folder: Path, **changes: Any) -> None:
    """Give a tiny model a few-step variant: a random LoRA, and what its card says of it, with `changes`."""
    from safetensors.torch import save_file

    name = "unet.mid_block.attentions.0.transformer_blocks.0.attn1.to_q"
    generator = torch.Generator().manual_seed(0)
    parts = {"lora_A": (2, 64), "lora_B": (64, 2)}
    (folder / "fast").mkdir(exist_ok=True)
    save_file(
        {f"{name}.{k}.weight": torch.randn(s, generator=generator) for k, s in parts.items()},
        folder / "fast" / "lora.safetensors",
    )
    card = json.loads((folder / "sketchpad.json").read_text(encoding="utf-8"))
    _write(folder / "sketchpad.json", card | {"fast": FEW_STEPS | changes})


def write_text_encoder(
    folder: Path, vocabulary: int, width: int, kind: Any, act: str = "quick_gelu"
) -> None:
    """A CLIP text model with random weights."""
    from safetensors.torch import save_file
    from transformers.models.clip.configuration_clip import CLIPTextConfig

    text_encoder = kind(
        CLIPTextConfig(
            vocab_size=vocabulary,
            hidden_size=width,
            intermediate_size=64,
            projection_dim=XL_PROJECTION,
            hidden_act=act,
            num_hidden_layers=2,
            num_attention_heads=4,
            max_position_embeddings=TOKENS,
            bos_token_id=vocabulary - 2,
            eos_token_id=vocabulary - 1,
            pad_token_id=vocabulary - 1,
        )
    )
    text_encoder.config.architectures = [kind.__name__]
    text_encoder.config.save_pretrained(folder)
    weights = {name: value.contiguous() for name, value in text_encoder.state_dict().items()}
    save_file(weights, folder / "model.safetensors", {"format": "pt"})


def write_tokenizer(folder: Path, pad_token: str = "<|endoftext|>") -> int:
    """A CLIP tokenizer that knows the letters and a few whole words; returns the size of its vocabulary."""
    from transformers.models.clip.tokenization_clip import CLIPTokenizer

    letters = "abcdefghijklmnopqrstuvwxyz0123456789,.-'"
    letters += pad_token if len(pad_token) == 1 else ""
    entries = [*letters, *(f"{letter}</w>" for letter in letters)]
    merges: list[tuple[str, str]] = []
    for word in WORDS:
        left = word[0] if len(word) > 1 else ""
        for index, letter in enumerate(word[1:], 1):
            right = letter + ("</w>" if index == len(word) - 1 else "")
            if (left, right) not in merges:
                merges.append((left, right))
            left += right
            if left not in entries:
                entries.append(left)
    entries += ["<|startoftext|>", "<|endoftext|>"]
    tokenizer = CLIPTokenizer(
        vocab={entry: number for number, entry in enumerate(entries)},
        merges=merges,
        model_max_length=TOKENS,
        pad_token=pad_token,
    )
    tokenizer.save_pretrained(folder)
    return len(entries)


def write_edge_predictor(
    folder: Path,
    *,
    kind: str = "mlp",
    noise: str = "level",
    taps: Mapping[str, int] = EDGE_TAPS,
) -> None:
    from sketchpad.models.networks.edge_networks import EdgePredictor

    network = EdgePredictor(
        {
            "taps": list(taps),
            "channels": list(taps.values()),
            "latent_channels": LATENT_CHANNELS,
            "encodings": 3,
            "kind": kind,
            "hidden": [16, 8],
            "noise": noise,
        }
    )
    network.save(folder)


def _shake(network: torch.nn.Module, part: str, size: float) -> None:
    with torch.no_grad():
        for name, weight in network.named_parameters():
            if part in name:
                weight.normal_(0, size)


def _index() -> dict[str, Any]:
    return {
        "_class_name": "StableDiffusionPipeline",
        "_diffusers_version": "0.38.0",
        "feature_extractor": [None, None],
        "requires_safety_checker": False,
        "safety_checker": [None, None],
        "scheduler": ["diffusers", "DDIMScheduler"],
        "text_encoder": ["transformers", "CLIPTextModel"],
        "tokenizer": ["transformers", "CLIPTokenizer"],
        "unet": ["diffusers", "UNet2DConditionModel"],
        "vae": ["diffusers", "AutoencoderKL"],
    }


def _xl_index() -> dict[str, Any]:
    return {
        "_class_name": "StableDiffusionXLPipeline",
        "_diffusers_version": "0.38.0",
        "feature_extractor": [None, None],
        "force_zeros_for_empty_prompt": True,
        "image_encoder": [None, None],
        "scheduler": ["diffusers", "DDIMScheduler"],
        "text_encoder": ["transformers", "CLIPTextModel"],
        "text_encoder_2": ["transformers", "CLIPTextModelWithProjection"],
        "tokenizer": ["transformers", "CLIPTokenizer"],
        "tokenizer_2": ["transformers", "CLIPTokenizer"],
        "unet": ["diffusers", "UNet2DConditionModel"],
        "vae": ["diffusers", "AutoencoderKL"],
    }


def _write(path: Path, data: dict[str, Any]) -> None:
    path.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")


def load_tiny(folder: Path) -> Model:
    """The model of a folder on the CPU in full precision."""
    return load_model(folder, DeviceChoice(torch.device("cpu"), torch.float32))


class OneModel:
    """A model store that always hands out the same model."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def get(self, folder: Path, place: object = None) -> Model:
        return self.model
