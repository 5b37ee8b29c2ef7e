"""Going on from a published model where no checkpoints are left: its weights, with a fresh optimiser."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from sketchpad.models.checkpoints.inspect import inspect_model
from sketchpad.models.lora.merge import LoraMerger
from sketchpad.training.diffusion.model import Model
from sketchpad.training.diffusion.networks import LATENT_CHANNELS, CLIPTokenizer
from sketchpad.training.export.model_folder import FOLDERS

PARTS = ("unet", "controlnet", "text_encoder")


def adopt(weights: Path, work: Path) -> None:
    """Fill the runs' folder ``work`` from a model folder that `export` wrote; runs that exist are left alone.

    The codec of a published model is whitened already, so its latents are taken as they are.
    """
    vae = _tensors(weights / "vae")
    _write(work / "vae", {**_named("model", vae), **_named("ema", vae)})
    as_it_is = {"mean": [0.0] * LATENT_CHANNELS, "std": [1.0] * LATENT_CHANNELS}
    _write_text(work / "latents.json", json.dumps(as_it_is))
    if not (work / "tokenizer").exists():
        shutil.copytree(weights / "tokenizer", work / "tokenizer")
    for name, source in FOLDERS.items():
        if (weights / source).exists() and not (work / name).exists():
            shutil.copytree(weights / source, work / name / "export")
    model = Model(CLIPTokenizer.from_pretrained(work / "tokenizer"))
    tensors = {name: value.detach().clone() for name, value in model.state_dict().items()}
    for part in PARTS:
        found = {f"{part}.{name}": value for name, value in _tensors(weights / part).items()}
        if wrong := [n for n, v in found.items() if n in tensors and tensors[n].shape != v.shape]:
            raise ValueError(f"{weights / part}: other shapes than this recipe's, e.g. {wrong[0]}")
        tensors |= {name: value for name, value in found.items() if name in tensors}
    tensors |= _with_lora(weights, model, tensors)
    trained = {name: tensors[name] for name, _ in model.named_parameters()}
    _write(work / "base-128", {**_named("model", tensors), **_named("ema", trained)})
    if (weights / "controls").exists():
        maps = {f"controls.{name}": value for name, value in _tensors(weights / "controls").items()}
        _write(work / "controls", {**_named("model", maps), **_named("ema", maps)})
    if (weights / "edge_predictor").exists():
        edges = _tensors(weights / "edge_predictor")
        _write(work / "edge-predictor", {**_named("model", edges), **_named("ema", edges)})
    if (weights / "edge_reader").exists():
        edges = _tensors(weights / "edge_reader")
        _write(work / "edge-reader", {**_named("model", edges), **_named("ema", edges)})


def _with_lora(
    weights: Path, model: Model, tensors: dict[str, torch.Tensor]
) -> dict[str, torch.Tensor]:
    """The weights that the LoRA of a published model changes, changed."""
    info = inspect_model(weights)
    if info.lora is None:
        return {}
    model.load_state_dict(tensors)
    LoraMerger(model.unet, [model.text_encoder]).use(((str(info.lora), 1.0),), info)
    return {name: value for name, value in model.state_dict().items() if name.startswith("unet.")}


def _tensors(folder: Path) -> dict[str, torch.Tensor]:
    return {
        name: value.float() if value.is_floating_point() else value
        for path in sorted(folder.glob("*.safetensors"))
        for name, value in load_file(path).items()
    }


def _named(prefix: str, tensors: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return {f"{prefix}.{name}": value.contiguous().clone() for name, value in tensors.items()}


def _write(folder: Path, tensors: dict[str, torch.Tensor]) -> None:
    path = folder / "state.safetensors"
    if path.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    meta = {"step": 0, "used": 0.0, "samples": 0, "ema_updates": 0, "history": []}
    save_file(tensors, folder / "state.part", metadata={"meta": json.dumps(meta)})
    (folder / "state.part").replace(path)


def _write_text(path: Path, text: str) -> None:
    if not path.exists():
        path.write_text(text, encoding="utf-8")
