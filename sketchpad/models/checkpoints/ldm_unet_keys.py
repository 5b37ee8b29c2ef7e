"""Names of a U-Net's parts in the original code of Stable Diffusion, which single files and many LoRA files use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_RESNET = {
    "norm1": "in_layers.0",
    "conv1": "in_layers.2",
    "time_emb_proj": "emb_layers.1",
    "norm2": "out_layers.0",
    "conv2": "out_layers.3",
    "conv_shortcut": "skip_connection",
}
_ENDS = {
    "conv_in": "input_blocks.0.0",
    "conv_norm_out": "out.0",
    "conv_out": "out.2",
    "time_embedding.linear_1": "time_embed.0",
    "time_embedding.linear_2": "time_embed.2",
    "add_embedding.linear_1": "label_emb.0.0",
    "add_embedding.linear_2": "label_emb.0.2",
}
_BLOCK = re.compile(r"(down|up)_blocks\.(\d+)\.(resnets|attentions)\.(\d+)(?:\.(.*))?")
_MIDDLE = re.compile(r"mid_block\.(resnets|attentions)\.(\d+)(?:\.(.*))?")
_SAMPLER = re.compile(r"(down|up)_blocks\.(\d+)\.(?:down|up)samplers\.0\.conv")


def original_name(name: str, config: Mapping[str, Any]) -> str | None:
    """The original name of a U-Net's module, from the one it has in diffusers; None where it has none.

    Args:
        name: without ".weight", like "down_blocks.0.attentions.1.proj_in".
        config: the U-Net's, for how many layers its blocks have and which of them attend.
    """
    if name in _ENDS:
        return _ENDS[name]
    layers = int(config.get("layers_per_block", 2))
    if match := _BLOCK.fullmatch(name):
        way, block, kind, layer, rest = match.groups()
        start = "input_blocks" if way == "down" else "output_blocks"
        number = int(block) * (layers + 1) + int(layer) + (1 if way == "down" else 0)
        return _inside(f"{start}.{number}", kind, 0 if kind == "resnets" else 1, rest)
    if match := _MIDDLE.fullmatch(name):
        kind, layer, rest = match.groups()
        return _inside("middle_block", kind, 2 * int(layer) if kind == "resnets" else 1, rest)
    if match := _SAMPLER.fullmatch(name):
        way, block = match.group(1), int(match.group(2))
        if way == "down":
            return f"input_blocks.{(block + 1) * (layers + 1)}.0.op"
        place = 2 if "CrossAttn" in str(config["up_block_types"][block]) else 1
        return f"output_blocks.{block * (layers + 1) + layers}.{place}.conv"
    return None


def _inside(block: str, kind: str, place: int, rest: str | None) -> str:
    if not rest:
        return f"{block}.{place}"
    return f"{block}.{place}.{_RESNET.get(rest, rest) if kind == 'resnets' else rest}"
