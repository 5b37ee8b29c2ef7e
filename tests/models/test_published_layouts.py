"""Folders and files as they are published give the pictures that stock diffusers makes of them."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from sketchpad.models.checkpoints.inspect import inspect_model
from sketchpad.sampling.denoiser import branches_for
from sketchpad.sampling.loop import sample
from sketchpad.sampling.network_calls import run_eagerly
from sketchpad.sampling.solvers import make_solver
from tests.tiny import build_tiny_model, load_tiny

VAE = "diffusion_pytorch_model.safetensors"
TEXT = "model.safetensors"
OLDER = {"to_q": "query", "to_k": "key", "to_v": "value", "to_out.0": "proj_attn"}


def rewrite(path, change, to=None):
    """Replace a file of tensors by `change` of them."""
    tensors = {name: value.contiguous() for name, value in change(load_file(path)).items()}
    path.unlink()
    save_file(tensors, to or path, {"format": "pt"})


def with_older_names(tensors):
    """The VAE's attention as diffusers called it before 0.18."""
    renamed = {}
    for name, value in tensors.items():
        older = name
        for new, old in OLDER.items():
            older = older.replace(f"attentions.0.{new}.", f"attentions.0.{old}.")
        renamed[older] = value
    assert sum(name not in tensors for name in renamed) == 16
    return renamed


def older_names(folder):
    rewrite(folder / "vae" / VAE, with_older_names)


def older_names_in_half(folder):
    """Stable Diffusion 1.5 as the catalogue fetches it: the variant "fp16" of every part."""
    halved = {}
    for part, file in (("vae", VAE), ("unet", VAE), ("text_encoder", TEXT)):

        def half(tensors, part=part):
            named = with_older_names(tensors) if part == "vae" else tensors
            return {name: value.half() for name, value in named.items()}

        path = folder / part / file
        rewrite(path, half, halved.setdefault(part, path.with_suffix(".fp16.safetensors")))


def older_names_in_shards(folder):
    tensors = with_older_names(load_file(folder / "vae" / VAE))
    (folder / "vae" / VAE).unlink()
    names = sorted(tensors)
    weights = {}
    for part in (1, 2):
        file = f"diffusion_pytorch_model-{part:05}-of-00002.safetensors"
        own = names[part - 1 :: 2]
        save_file({name: tensors[name].contiguous() for name in own}, folder / "vae" / file)
        weights |= dict.fromkeys(own, file)
    index = json.dumps({"metadata": {}, "weight_map": weights})
    (folder / "vae" / f"{VAE}.index.json").write_text(index)


def pickles_beside(folder):
    for part in ("vae", "unet", "text_encoder"):
        for stem in ("diffusion_pytorch_model", "model", "pytorch_model"):
            (folder / part / f"{stem}.bin").write_bytes(b"\x80\x04N.")


def table_of_positions(folder):
    """transformers kept it among the weights before 4.31; in half precision it came out as half numbers."""
    rewrite(
        folder / "text_encoder" / TEXT,
        lambda t: t | {"text_model.embeddings.position_ids": torch.arange(32)[None].half()},
    )


def names_with_prefix(folder):
    """As all of transformers' versions before 5 wrote them."""
    rewrite(
        folder / "text_encoder" / TEXT,
        lambda t: {f"text_model.{k.removeprefix('text_model.')}": v for k, v in t.items()},
    )


def no_safety_checker(folder):
    """It is in the index, and nobody downloads it."""
    index = json.loads((folder / "model_index.json").read_text())
    index["safety_checker"] = ["stable_diffusion", "StableDiffusionSafetyChecker"]
    index["feature_extractor"] = ["transformers", "CLIPImageProcessor"]
    (folder / "model_index.json").write_text(json.dumps(index))


def picture_of_stock(folder, noise, **options):
    from diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion import (
        StableDiffusionPipeline,
    )
    from diffusers.schedulers.scheduling_ddim import DDIMScheduler

    stock = StableDiffusionPipeline.from_pretrained(
        folder, local_files_only=True, safety_checker=None, feature_extractor=None, **options
    )
    stock.to(torch.float32)
    stock.scheduler = DDIMScheduler.from_config(stock.scheduler.config)
    stock.set_progress_bar_config(disable=True)
    (image,) = stock(
        "a red cat",
        negative_prompt="dog",
        num_inference_steps=3,
        guidance_scale=4.0,
        width=64,
        height=64,
        latents=noise,
    ).images
    return np.asarray(image)


def our_picture(model, noise):
    branches = branches_for(model.text.encode("a red cat"), model.text.encode("dog"), 4.0)
    solver = make_solver("ddim", model.scheduler_config, 3)
    *_, last = run_eagerly(sample(model.denoiser, solver, branches, (), noise))
    return model.codec.decode(last.x_next)


@pytest.mark.parametrize(
    ("layout", "options"),
    [
        (older_names, {}),
        (older_names_in_half, {"variant": "fp16"}),
        (older_names_in_shards, None),
        (pickles_beside, {}),
        (table_of_positions, {}),
        (names_with_prefix, {}),
        (no_safety_checker, {}),
    ],
)
@pytest.mark.slow
def test_a_folder_as_it_is_published_makes_the_picture_of_stock(layout, options, tmp_path):
    folder = build_tiny_model(tmp_path / "model", prediction_type="epsilon", gated=False)
    noise = torch.randn(1, 4, 8, 8, generator=torch.Generator().manual_seed(3))
    before = our_picture(load_tiny(folder), noise)
    layout(folder)
    assert inspect_model(folder).family == "sd1"
    got = our_picture(load_tiny(folder), noise)
    if options is None:  # diffusers itself does not rename what lies in shards
        assert (got == before).all()
    else:
        expected = picture_of_stock(folder, noise, **options)
        assert np.abs(got.astype(int) - expected).max() <= 1
    assert np.abs(got.astype(int) - before).max() <= 4
    assert got.std() > 5
