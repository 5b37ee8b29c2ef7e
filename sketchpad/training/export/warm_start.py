"""Going on from a published model where no checkpoints are left: its weights, with a fresh optimiser.

A model without the thin first level, as it was up to version 6, grows it: each of its levels becomes the next lower
one, so what worked on pictures of 128 px now works on those of 256 px at half their size.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from diffusers.models.embeddings import get_timestep_embedding
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from safetensors.torch import load_file, save_file
from torch import Tensor

from sketchpad.models.checkpoints.inspect import inspect_model
from sketchpad.models.lora.merge import LoraMerger
from sketchpad.training.diffusion import networks
from sketchpad.training.diffusion.model import Model
from sketchpad.training.diffusion.networks import LATENT_CHANNELS, CLIPTokenizer
from sketchpad.training.export.model_folder import FOLDERS

SIZES_FILE = "unet.json"
PARTS = ("unet", "controlnet", "text_encoder")
OF_THE_UNET = ("edge-predictor", "few-step", "controls")
"""Parts that read or change features of a U-Net, and are of no use for one that has grown."""


def adopt(weights: Path, work: Path, keep_levels: bool = False) -> None:
    """Fill the runs' folder ``work`` from a model folder that `export` wrote; runs that exist are left alone.

    The codec of a published model is whitened already, so its latents are taken as they are. With ``keep_levels`` the
    U-Net has the levels of the published one from now on, whatever this recipe's are.
    """
    vae = _tensors(weights / "vae")
    _write(work / "vae", {**_named("model", vae), **_named("ema", vae)})
    as_it_is = {"mean": [0.0] * LATENT_CHANNELS, "std": [1.0] * LATENT_CHANNELS}
    if not (work / "latents.json").exists():
        (work / "latents.json").write_text(json.dumps(as_it_is), encoding="utf-8")
    if not (work / "tokenizer").exists():
        shutil.copytree(weights / "tokenizer", work / "tokenizer")
    if keep_levels and not (work / SIZES_FILE).exists():
        config = UNet2DConditionModel.load_config(weights / "unet")
        sizes = {name: config[name] for name in networks.SIZES}
        (work / SIZES_FILE).write_text(json.dumps(sizes), encoding="utf-8")
    model = Model(CLIPTokenizer.from_pretrained(work / "tokenizer"), sizes_of(work))
    published = {f"{part}.{n}": v for part in PARTS for n, v in _tensors(weights / part).items()}
    published |= _with_lora(weights, published)
    tensors = grown(published, model)
    grew = _levels(tensors) > _levels(published)
    for name, source in FOLDERS.items():
        wanted = (weights / source).exists() and not (grew and name in OF_THE_UNET)
        if wanted and not (work / name).exists():
            shutil.copytree(weights / source, work / name / "export")
    trained = {name: tensors[name] for name, _ in model.named_parameters()}
    _write(work / "base", {**_named("model", tensors), **_named("ema", trained)})
    for part, prefix in (("controls", "controls."), ("edge-predictor", ""), ("edge-reader", "")):
        own = _tensors(weights / part.replace("-", "_"))
        if own and not (grew and part in OF_THE_UNET):
            own = {f"{prefix}{name}": value for name, value in own.items()}
            _write(work / part, {**_named("model", own), **_named("ema", own)})


def sizes_of(work: Path) -> dict[str, Any]:
    """The settings of the U-Net in a runs' folder that are not this recipe's."""
    path = work / SIZES_FILE
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _with_lora(weights: Path, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """The weights of the U-Net that the LoRA of a published model changes, changed."""
    info = inspect_model(weights)
    if info.lora is None:
        return {}
    unet = UNet2DConditionModel.from_config(UNet2DConditionModel.load_config(weights / "unet"))
    unet.load_state_dict({n[5:]: v for n, v in tensors.items() if n.startswith("unet.")})
    LoraMerger(unet, []).use(((str(info.lora), 1.0),), info)
    return {f"unet.{name}": value for name, value in unet.state_dict().items()}


@torch.no_grad()
def grown(published: dict[str, Tensor], model: Model) -> dict[str, Tensor]:
    """All tensors of ``model``, from those of a published one with the same levels, or without the first of them.

    What a tensor lacks stays as it begins. ValueError where the published model has other levels.
    """
    own = {name: value.detach().clone() for name, value in model.state_dict().items()}
    missing = _levels(own) - _levels(published)
    if missing not in (0, 1):
        raise ValueError(f"the model has {_levels(published)} levels, this recipe's {_levels(own)}")
    for before, value in published.items():
        name = _one_lower(before) if missing else before
        if name not in own:
            continue
        if not missing and own[name].shape != value.shape:
            raise ValueError(f"other shapes than this recipe's, e.g. {name}")
        overlap = tuple(slice(min(a, b)) for a, b in zip(own[name].shape, value.shape, strict=True))
        own[name][overlap] = value[overlap].to(own[name])
    if missing:
        for net in ("unet", "controlnet"):
            _hand_down(own, net)
            _keep_time(own, published, net, model)
    return own


def _levels(tensors: dict[str, Tensor]) -> int:
    matches = (re.match(r"unet\.down_blocks\.(\d+)\.", name) for name in tensors)
    return 1 + max(int(match[1]) for match in matches if match)


def _one_lower(name: str) -> str:
    """What a tensor is called where there is a further level above; on the way up the lowest level comes first."""
    if match := re.match(r"(controlnet\.controlnet_down_blocks\.)(\d+)(.*)", name):
        # The first level leaves three residuals: of the first convolution, its layer and its downsampling.
        return f"{match[1]}{int(match[2]) + 2}{match[3]}"
    match = re.match(r"((?:unet|controlnet)\.down_blocks\.)(\d+)(.*)", name)
    return f"{match[1]}{int(match[2]) + 1}{match[3]}" if match else name


def _hand_down(tensors: dict[str, Tensor], net: str) -> None:
    """Let the new first level hand on what it gets, at half the size, and get back what comes up."""

    def identity(name: str, tap: slice = slice(1, 2)) -> None:
        weight = tensors[f"{net}.{name}.weight"]
        weight[:, : len(weight)] = 0
        same = torch.eye(len(weight), min(weight.shape[1], len(weight)))[..., None, None]
        taps = (
            weight[:, : same.shape[1], tap, tap]
            if weight.shape[-1] > 1
            else weight[:, : same.shape[1]]
        )
        taps.copy_(same.expand_as(taps) / (taps.shape[-1] * taps.shape[-2]))
        tensors[f"{net}.{name}.bias"].zero_()

    tensors[f"{net}.down_blocks.0.resnets.0.conv2.weight"].zero_()
    tensors[f"{net}.down_blocks.0.resnets.0.conv2.bias"].zero_()
    identity("down_blocks.0.downsamplers.0.conv", slice(1, 3))
    if f"{net}.down_blocks.1.resnets.0.conv_shortcut.weight" in tensors:
        identity("down_blocks.1.resnets.0.conv_shortcut")
    if net == "unet":
        top = _levels(tensors) - 1
        identity(f"up_blocks.{top - 1}.upsamplers.0.conv")
        for number in (0, 1):
            identity(f"up_blocks.{top}.resnets.{number}.conv_shortcut")


def _keep_time(
    tensors: dict[str, Tensor], published: dict[str, Tensor], net: str, model: Model
) -> None:
    """Fit the time embedding, which has other sines now, to what it was where the smaller picture was as noisy.

    Half the size averages the noise of four latents, so that half of it is left. A ControlNet's embedding is four
    times as wide as its first level: the units that say most are kept, and what reads them is fitted anew.
    """
    name = f"{net}.time_embedding.linear_"
    ratio = ((1 - model.alphas_cumprod) / model.alphas_cumprod).sqrt().double()
    steps = torch.arange(len(ratio))
    before = torch.searchsorted(ratio, ratio / 2).clamp(max=len(ratio) - 1)
    old = {
        key: published[f"{name}{key}"].double()
        for key in ("1.weight", "1.bias", "2.weight", "2.bias")
    }
    hidden = _sines(before, old["1.weight"].shape[1]) @ old["1.weight"].T + old["1.bias"]
    inner = F.silu(hidden) @ old["2.weight"].T + old["2.bias"]
    readers = [n for n in tensors if n.startswith(f"{net}.") and n.endswith("time_emb_proj.weight")]
    readers = [n for n in readers if _published(n, published) is not None]
    width = len(tensors[f"{name}1.bias"])
    read = torch.cat([published[str(_published(n, published))].double() for n in readers])
    first = _most(F.silu(hidden), old["2.weight"], width)
    second = _most(F.silu(inner), read, width)
    sines = _sines(steps, tensors[f"{name}1.weight"].shape[1])
    _fit(tensors, f"{name}1", sines, hidden[:, first])
    _fit(tensors, f"{name}2", F.silu(hidden[:, first]), inner[:, second])
    for reader in readers:
        source = str(_published(reader, published))
        bias = published[source.replace("weight", "bias")].double()
        said = F.silu(inner) @ published[source].double().T + bias
        rows = min(len(bias), len(tensors[reader]))
        _fit(tensors, reader.removesuffix(".weight"), F.silu(inner[:, second]), said[:, :rows])


def _published(name: str, published: dict[str, Tensor]) -> str | None:
    """The tensor that became the one of this name."""
    return next((old for old in published if _one_lower(old) == name), None)


def _sines(steps: Tensor, width: int) -> Tensor:
    return get_timestep_embedding(
        steps, width, flip_sin_to_cos=True, downscale_freq_shift=0
    ).double()


def _most(values: Tensor, read: Tensor, count: int) -> Tensor:
    """The ``count`` columns of values (times, units) that what reads them (outputs, units) hears most of."""
    return (
        (values.std(0) * read.norm(dim=0)).topk(min(count, values.shape[1])).indices.sort().values
    )


def _fit(tensors: dict[str, Tensor], layer: str, inputs: Tensor, outputs: Tensor) -> None:
    """Least squares, a little held back so that no weight gets large."""
    x = torch.cat([inputs, torch.ones(len(inputs), 1, dtype=inputs.dtype)], 1)
    held = 1e-4 * len(x) * torch.eye(x.shape[1], dtype=x.dtype)
    fitted = torch.linalg.solve(x.T @ x + held, x.T @ outputs).T.float()
    tensors[f"{layer}.weight"][: len(fitted), : inputs.shape[1]] = fitted[:, :-1]
    tensors[f"{layer}.bias"][: len(fitted)] = fitted[:, -1]


def _tensors(folder: Path) -> dict[str, Tensor]:
    return {
        name: value.float() if value.is_floating_point() else value
        for path in sorted(folder.glob("*.safetensors"))
        for name, value in load_file(path).items()
    }


def _named(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {f"{prefix}.{name}": value.contiguous().clone() for name, value in tensors.items()}


def _write(folder: Path, tensors: dict[str, Tensor]) -> None:
    path = folder / "state.safetensors"
    if path.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    meta = {"step": 0, "used": 0.0, "samples": 0, "ema_updates": 0, "history": []}
    save_file(tensors, folder / "state.part", metadata={"meta": json.dumps(meta)})
    (folder / "state.part").replace(path)
