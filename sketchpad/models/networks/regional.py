"""Cross-attention in which some texts are read in parts of the picture alone; see `Regions`."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from sketchpad.sampling.denoiser import Branch, Regions


@contextmanager
def regional(unet: nn.Module, branches: Sequence[Branch]) -> Iterator[None]:
    """Inside the block, the layers of `unet` that read words heed the regions of each row of the batch.

    They keep what shows their attention maps, where that is set up before: then those of the branches' own texts.
    """
    rows = [branch.regions for branch in branches]
    with ExitStack() as stack:
        for name, layer in unet.named_modules() if any(rows) else ():
            if name.endswith(".attn2"):
                stack.callback(setattr, layer, "processor", layer.processor)
                layer.processor = _Regional(layer.processor, rows)
        yield


class _Regional:
    """What the processor `inner` computes, but for the parts of the picture with a text of their own."""

    def __init__(self, inner: Any, rows: Sequence[Regions | None]) -> None:
        self._inner, self._rows = inner, rows

    def __call__(
        self, attn: Any, hidden_states: Tensor, encoder_hidden_states: Tensor, **more: Any
    ) -> Tensor:
        x, text = hidden_states, encoder_hidden_states
        counts = torch.ones(len(x), x.shape[1], text.shape[1], device=x.device)
        inside = {}
        for number, regions in enumerate(self._rows):
            if regions is not None:
                shares = _shares(regions, x.shape[1])
                counts[number, :, : regions.words.shape[1]] = _counts(regions, shares)
                each = x[number].expand(len(regions.tokens), -1, -1)
                read = self._inner(attn, each, regions.tokens.to(text), **more)
                inside[number] = (regions.scale * shares[..., None]).to(read), read
        if bool((counts != 1).any()):
            more["attention_mask"] = counts.log().to(x.dtype)
        # After the others, because the maps that are shown are those of the last call.
        rows = list(self._inner(attn, x, text, **more))
        for number, (shares, read) in inside.items():
            rows[number] = rows[number] * (1 - shares.sum(0)) + (shares * read).sum(0)
        return torch.stack(rows)


def _counts(regions: Regions, shares: Tensor) -> Tensor:
    """(pixels, tokens): how much each token of the branch's text counts; of parts that share a word the larger."""
    words = regions.words[:, None]
    return 1 - regions.scale * (words.amax(0) - (words * shares[..., None]).amax(0))


def _shares(regions: Regions, pixels: int) -> Tensor:
    """(n, pixels): how much of each pixel belongs to each part; of all parts together at most all."""
    height, width = regions.masks.shape[1:]
    size = map_size(pixels, (height, width))
    shares = functional.interpolate(regions.masks[None], size=size, mode="area")[0].flatten(1)
    return shares / shares.sum(0).clamp_min(1.0)


def map_size(pixels: int, size: tuple[int, int]) -> tuple[int, int]:
    """Height and width of an attention map with `pixels` pixels, of a picture with latents of `size`."""
    height, width = size
    while height * width > pixels:
        height, width = math.ceil(height / 2), math.ceil(width / 2)
    return height, width
