"""The entry of a repository on the hub, like those of the catalogue: what it is, and which files it needs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sketchpad.errors import DownloadFailed, WeightsDamaged
from sketchpad.models.catalogue.catalogue import (
    GLIGEN,
    T2I_ADAPTER,
    VAE,
    Entry,
    catalogue,
    entry_of,
    is_repo,
)
from sketchpad.models.checkpoints.model_info import (
    ADAPTER_FAMILIES,
    CONTEXT_WIDTHS,
    SD1,
    SD2,
    SDXL,
    family_of_width,
)
from sketchpad.models.checkpoints.safetensors_io import is_safe_path
from sketchpad.models.controlnets.inspect import adapter_settings, is_adapter
from sketchpad.models.hub.client import Hub, Listing
from sketchpad.models.lora.file import embeddings_of
from sketchpad.outside import parse_json

LARGEST_JSON = 1 << 20
LARGEST_HEADER = 16 << 20
STEMS = ("diffusion_pytorch_model.fp16", "model.fp16", "diffusion_pytorch_model", "model")
"""Weights of a part, half precision first: half the download, the same picture."""
VOCABULARY = (
    "vocab.json", "merges.txt", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json",
)  # fmt: skip
SIGNS = (
    (GLIGEN, re.compile(r"^position_net\.")),
    ("lora", re.compile(r"lora_|\.lora\.|_lora\.")),
    ("controlnet", re.compile(r"^control_model\.|^zero_convs\.|^controlnet_cond_embedding\.")),
    ("base", re.compile(r"^model\.diffusion_model\.")),
    (VAE, re.compile(r"^(first_stage_model\.)?decoder\.conv_in\.")),
)
"""By which names the kinds of single files are known, in this order."""
PICTURES = {SD1: 512, SD2: 768, SDXL: 1024}
_CONTEXT = re.compile(r"attn2[._].*to_k.*(?<!up)\.weight$")
_ADDRESS = re.compile(
    r"(?:https?://[^/\s]+/)?([^/\s]+/[^/\s?#]+)(?:/(?:blob|resolve|raw)/[^/\s]+/([^\s?#]+))?(?:[/?#].*)?"
)


def entry_from_hub(hub: Hub, text: str) -> Entry:
    """The model in the repository `text` (``owner/name`` or its address), pinned to its present version.

    The address may be that of one file, where there are several.

    Raises DownloadFailed: as `Hub.describe`, and where the repository holds nothing that can be used.
    """
    match = _ADDRESS.fullmatch(text.strip())
    repo, path = (match[1], match[2] or "") if match else (text.strip(), "")
    if not is_repo(repo):
        raise DownloadFailed("gone", name=repo, host=hub.host)
    known = next((e for e in catalogue().values() if e.repo.lower() == repo.lower()), None)
    if known is not None and not path:
        return known
    listing = hub.describe(repo, "main")
    try:
        contents = _single(hub, listing, path) if path else _what(hub, listing)
    except (KeyError, ValueError, TypeError, AttributeError, WeightsDamaged) as error:
        raise _useless(hub, repo, str(error).strip("'")) from error
    size = sum(listing.files[path].size for path in contents["files"])
    files = [{"path": path, "size": listing.files[path].size} for path in contents["files"]]
    name = path.rpartition("/")[2].removesuffix(".safetensors") or repo.partition("/")[2]
    item = {
        "id": _id(f"{repo}/{path}" if path else repo),
        "name": name,
        "repo": repo,
        "revision": listing.commit,
        "licence": listing.licence or "?",
        "licence_url": f"https://huggingface.co/{repo}",
        "size": size,
    }
    try:
        return entry_of(item | contents | {"files": files})
    except ValueError as error:
        raise _useless(hub, repo, str(error)) from error


def _what(hub: Hub, listing: Listing) -> dict[str, Any]:
    if "model_index.json" in listing.files:
        return _base(hub, listing)
    if "config.json" in listing.files:
        return _net(hub, listing)
    singles = [p for p in listing.files if p.endswith(".safetensors") and is_safe_path(p)]
    if len(singles) == 1:
        return _single(hub, listing, singles[0])
    if singles:
        raise ValueError(f"it has {len(singles)} files to choose from; give the address of one")
    raise ValueError("no model_index.json, no config.json and no .safetensors file")


def _base(hub: Hub, listing: Listing) -> dict[str, Any]:
    index = _json(hub, listing, "model_index.json")
    if not str(index.get("_class_name", "")).startswith(("StableDiffusion", "LatentConsistency")):
        raise ValueError(f"a {index.get('_class_name')} is not supported")
    twins = "StableDiffusionXL" in str(index["_class_name"])
    files = ["model_index.json", "scheduler/scheduler_config.json"]
    for number in ("", "_2") if twins else ("",):
        folder = f"tokenizer{number}"
        files += [f"{folder}/{n}" for n in VOCABULARY if f"{folder}/{n}" in listing.files]
        files += [f"text_encoder{number}/config.json", _weights(listing, f"text_encoder{number}/")]
    for part in ("unet/", "vae/"):
        files += [f"{part}config.json", _weights(listing, part)]
    unet = _json(hub, listing, "unet/config.json")
    family = SDXL if twins else _family(unet.get("cross_attention_dim", 768))
    picture = int(unet.get("sample_size") or 64) * 8
    missing = [path for path in files if path not in listing.files]
    if missing:
        raise ValueError(f"{missing[0]} is not there")
    return {"kind": "base", "family": family, "picture": picture, "files": files}


def _family(width: Any) -> str:
    """KeyError, naming the width, where there is none."""
    return {own: family for family, own in CONTEXT_WIDTHS.items()}[int(width)]


def _net(hub: Hub, listing: Listing) -> dict[str, Any]:
    config = _json(hub, listing, "config.json")
    name = str(config.get("_class_name"))
    files = ["config.json", _weights(listing, "")]
    if name in ("ControlNetModel", "ControlNetUnionModel"):
        family = _family(config["cross_attention_dim"])
        union = name == "ControlNetUnionModel"
        return {"kind": "controlnet", "family": family, "union": union, "files": files}
    if name == "AutoencoderKL":
        family = _vae_family(listing.repo, config.get("scaling_factor"))
        return {"kind": VAE, "family": family, "files": files}
    if name == "T2IAdapter":
        family = ADAPTER_FAMILIES[str(config.get("adapter_type"))]
        return {"kind": T2I_ADAPTER, "family": family, "files": files}
    raise ValueError(f"a {name} is not supported")


def _single(hub: Hub, listing: Listing, path: str) -> dict[str, Any]:
    """What one .safetensors file holds, by the names and shapes in its table of contents, which alone is read."""
    if path not in listing.files or not is_safe_path(path) or not path.endswith(".safetensors"):
        raise ValueError(f"{path} is no .safetensors file that is there")
    length = int.from_bytes(_begin(hub, listing, path, 8), "little")
    if not 2 <= length <= LARGEST_HEADER:
        raise ValueError(f"{path} is no safetensors file")
    header = parse_json(_begin(hub, listing, path, 8 + length)[8:])
    names = [name for name in header if name != "__metadata__"]
    shapes = {name: tuple(map(int, header[name]["shape"])) for name in names}
    kind = next((kind for kind, sign in SIGNS if any(sign.search(name) for name in names)), "")
    embeddings = embeddings_of(Path(path), shapes)
    if is_adapter(shapes):
        settings = adapter_settings(Path(path), shapes)
        kind, family = T2I_ADAPTER, ADAPTER_FAMILIES[settings["adapter_type"]]
    elif kind == VAE:
        family = _vae_family(f"{listing.repo} {path}")
    elif embeddings:
        kind, family = "lora", embeddings[0].family
    else:
        widths = (s[-1] for n, s in shapes.items() if _CONTEXT.search(n) and len(s) == 2)
        family = next((family for width in widths if (family := family_of_width(width))), "")
    if kind == GLIGEN:
        family = SD1
    if not kind or not family:
        raise ValueError(f"{path} holds no model of Stable Diffusion 1.x, 2.x or XL")
    contents: dict[str, Any] = {"kind": kind, "family": family, "files": [path]}
    return contents | ({"picture": PICTURES[family]} if kind == "base" else {})


def _vae_family(name: str, scaling_factor: object = None) -> str:
    """VAEs of both families have the same tensors; the factor of their latents or else the name tells them apart."""
    return SDXL if scaling_factor == 0.13025 or "xl" in name.lower() else SD1


def _begin(hub: Hub, listing: Listing, path: str, size: int) -> bytes:
    """The first `size` bytes of a file."""
    data = b""
    with hub.open(listing, path) as stream:
        try:
            while len(data) < size and (piece := stream.read(size - len(data))):
                data += piece
        except OSError as error:
            raise DownloadFailed("no_network", name=listing.repo, host=hub.host) from error
    if len(data) < size:
        raise ValueError(f"{path} is incomplete")
    return data


def _weights(listing: Listing, part: str) -> str:
    for stem in STEMS:
        path = f"{part}{stem}.safetensors"
        if path in listing.files:
            return path
    where = part.rstrip("/") or listing.repo
    raise ValueError(f"{where} has no safetensors in one piece; other formats can hold programs")


def _id(text: str) -> str:
    """An id made of a repository's name, and of a file's."""
    return re.sub(r"[^a-z0-9.-]+", "-", text.lower().removesuffix(".safetensors"))[:64].strip("-.")


def _json(hub: Hub, listing: Listing, path: str) -> Mapping[str, Any]:
    size = listing.files[path].size
    if size > LARGEST_JSON:
        raise ValueError(f"{path} is too large")
    settings = parse_json(_begin(hub, listing, path, size))
    if not isinstance(settings, dict):
        raise TypeError(f"{path} does not hold settings")
    return settings


def _useless(hub: Hub, repo: str, why: str) -> DownloadFailed:
    return DownloadFailed("not_a_model", name=repo, host=hub.host, why=why)
