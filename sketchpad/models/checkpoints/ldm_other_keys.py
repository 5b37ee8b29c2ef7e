"""The VAE's and the text models' tensors in the original code of Stable Diffusion: OpenAI's CLIP and OpenCLIP."""

from __future__ import annotations

import re
from collections.abc import Mapping

from torch import Tensor

_BLOCKS = 4
"""Levels of Stable Diffusion's VAE; the original code counts those of its decoder backwards."""
_VAE = (
    (re.compile(r"\.down_blocks\.(\d+)\.resnets\."), r".down.\1.block."),
    (re.compile(r"\.down_blocks\.(\d+)\.downsamplers\.0\."), r".down.\1.downsample."),
    (re.compile(r"\.mid_block\.attentions\.0\.group_norm\."), ".mid.attn_1.norm."),
    (re.compile(r"\.mid_block\.attentions\.0\.to_([qkv])\."), r".mid.attn_1.\1."),
    (re.compile(r"\.mid_block\.attentions\.0\.to_out\.0\."), ".mid.attn_1.proj_out."),
    (re.compile(r"\.conv_shortcut\."), ".nin_shortcut."),
    (re.compile(r"\.conv_norm_out\."), ".norm_out."),
)
_OLDER = {"to_q": "query", "to_k": "key", "to_v": "value", "to_out.0": "proj_attn"}
"""Attention in diffusers, and before its version 0.18."""
_MIXED = re.compile(r"\.mid_block\.attentions\.0\.(to_[qkv]|to_out\.0|query|key|value|proj_attn)\.")
"""kohya's scripts wrote VAEs with diffusers' names in the original attention for a while."""
_VAE_UP = re.compile(r"\.up_blocks\.(\d+)\.(resnets|upsamplers\.0)\.")
_VAE_MIDDLE = re.compile(r"\.mid_block\.resnets\.(\d+)\.")
_OPEN_CLIP = (
    (re.compile(r"^encoder\.layers\.(\d+)\."), r"transformer.resblocks.\1."),
    (re.compile(r"\.self_attn\.out_proj\."), ".attn.out_proj."),
    (re.compile(r"\.layer_norm([12])\."), r".ln_\1."),
    (re.compile(r"\.mlp\.fc1\."), ".mlp.c_fc."),
    (re.compile(r"\.mlp\.fc2\."), ".mlp.c_proj."),
    (re.compile(r"^embeddings\.token_embedding\."), "token_embedding."),
    (re.compile(r"^embeddings\.position_embedding\.weight$"), "positional_embedding"),
    (re.compile(r"^final_layer_norm\."), "ln_final."),
)
_QKV = re.compile(r"^(.*)\.self_attn\.([qkv])_proj\.(weight|bias)$")


def original_vae_name(name: str) -> str:
    """The original name of a VAE's tensor, from the one it has in diffusers."""
    for pattern, instead in _VAE:
        name = pattern.sub(instead, name)
    name = _VAE_MIDDLE.sub(lambda m: f".mid.block_{int(m[1]) + 1}.", name)
    return _VAE_UP.sub(_upwards, name)


def vae_spellings(name: str) -> tuple[str, ...]:
    """All names under which files have a VAE's tensor, the original one first; `name` is that of diffusers."""
    older = name
    for new, old in _OLDER.items():
        older = older.replace(f".attentions.0.{new}.", f".attentions.0.{old}.")
    original = original_vae_name(name)
    mixed = [
        _MIXED.sub(r".mid.attn_1.\1.", spelling)
        for spelling in (name, older)
        if _MIXED.search(spelling)
    ]
    return original, *mixed, name, older


def _upwards(match: re.Match[str]) -> str:
    part = "block" if match[2] == "resnets" else "upsample"
    return f".up.{_BLOCKS - 1 - int(match[1])}.{part}."


def clip_tensors(tensors: Mapping[str, Tensor], own: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """OpenAI's CLIP is written as in transformers, but for a beginning that comes and goes."""
    prefix = "text_model."
    bare = {name.removeprefix(prefix): tensor for name, tensor in tensors.items()}
    return {name: bare[key] for name in own if (key := name.removeprefix(prefix)) in bare}


def open_clip_tensors(
    tensors: Mapping[str, Tensor], own: Mapping[str, Tensor]
) -> dict[str, Tensor]:
    """The tensors of a network, named as in `own`, from those of OpenCLIP; layers beyond its depth are left out."""
    found = {}
    for name in own:
        bare = name.removeprefix("text_model.")
        tensor = _open_clip(bare, tensors)
        if tensor is not None:
            found[name] = tensor
    return found


def _open_clip(name: str, tensors: Mapping[str, Tensor]) -> Tensor | None:
    if name == "text_projection.weight":
        projection = tensors.get("text_projection")
        return None if projection is None else projection.T.contiguous()
    if match := _QKV.match(name):
        layer, letter, kind = match.groups()
        original = _renamed(f"{layer}.") + f"attn.in_proj_{kind}"
        joined = tensors.get(original)
        return None if joined is None else joined.chunk(3)["qkv".index(letter)].contiguous()
    return tensors.get(_renamed(name))


def _renamed(name: str) -> str:
    for pattern, instead in _OPEN_CLIP:
        name = pattern.sub(instead, name)
    return name
