"""diffusers' U-Net as the loop's `Denoiser`: text, ControlNet residuals, GLIGEN's boxes, regions, a look inside."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from sketchpad.models.gligen.gates import Gates
from sketchpad.models.networks import forwards
from sketchpad.models.networks.feature_hooks import attention_shown, capture, is_attention
from sketchpad.models.networks.grounding import named_boxes
from sketchpad.models.networks.regional import regional
from sketchpad.models.networks.text_encoder import added_conditions
from sketchpad.models.runtime.graphs import Graphs
from sketchpad.sampling.denoiser import Branch, Prediction, Residuals


class UNetDenoiser:
    """A Stable-Diffusion-shaped U-Net. Nothing stays hooked or changed after a call of `predict`."""

    def __init__(self, unet: Any, pixels_per_latent: int = 8) -> None:
        self.unet = unet
        self.graphs = Graphs("unet", unet)
        self.gradients = Graphs("unet_vjp", unet, beside=self.graphs)
        self._pixels_per_latent = pixels_per_latent
        self.empty: Callable[[int, int], Tensor] | None = None
        """The latents of a grey picture, (1, channels, height, width), which inpainting U-Nets read."""

    @property
    def provides(self) -> frozenset[str]:
        grounded = getattr(self.unet, "position_net", None) is not None
        return frozenset(
            {"residuals", "adapters", "features", "attention", "gradients"}
            | ({"grounding"} if grounded else set())
        )

    @property
    def takes_guidance_scale(self) -> bool:
        """Whether the network follows a guidance scale by itself, as those distilled to latent consistency do."""
        return bool(self.unet.config.time_cond_proj_dim)

    @property
    def dtype(self) -> torch.dtype:
        return self.unet.conv_in.weight.dtype

    @property
    def device(self) -> torch.device:
        return self.unet.conv_in.weight.device

    def predict(
        self, x: Tensor, t: Tensor, branches: Sequence[Branch], look_at: Sequence[str] = ()
    ) -> Prediction:
        """See `Denoiser.predict`. The output is float32 whatever the network's precision."""
        given, gates = self._named(x, t, branches)
        if not look_at and gates is None and not any(branch.regions for branch in branches):
            compiled = self.graphs.run(given)
            if compiled is not None:
                return Prediction(compiled[0], {})
        with ExitStack() as stack:
            maps = [name for name in look_at if is_attention(self.unet, name)]
            seen = stack.enter_context(capture(self.unet, [n for n in look_at if n not in maps]))
            stack.enter_context(attention_shown(self.unet, maps, seen))
            stack.enter_context(regional(self.unet, branches))
            [output] = forwards.unet(self.unet, given, gates)
        return Prediction(output.float(), seen)

    def forget_graphs(self) -> None:
        """The network's weights have changed."""
        self.graphs.forget()
        self.gradients.forget()

    def has_gradient(self, x: Tensor, t: Tensor, branch: Branch) -> bool:
        """Whether a graph computes it."""
        given, gates = self._named(x, t, [branch])
        grad = torch.zeros_like(x[:, : self.unet.config.out_channels])
        return gates is None and not branch.regions and self.gradients.has({**given, "grad": grad})

    def gradient(self, x: Tensor, t: Tensor, branches: Sequence[Branch], grads: Tensor) -> Tensor:
        """See `Denoiser.gradient`."""
        given, _ = self._named(x, t, branches)
        given["grad"] = grads
        found = self.gradients.run(given)
        if found is None and len(grads) > 1:  # there is no graph for so many rows yet
            rows = (slice(n, n + 1) for n in range(len(grads)))
            return torch.cat([self.gradient(x[n], t[n], branches[n], grads[n]) for n in rows])
        [gradient] = found or forwards.unet_vjp(self.unet, given)
        return gradient[:, : x.shape[1]].float()  # without what an inpainting network also reads

    def _named(
        self, x: Tensor, t: Tensor, branches: Sequence[Branch]
    ) -> tuple[dict[str, Tensor], Gates | None]:
        """What `forwards.unet` takes."""
        rows = len(branches)
        texts = [branch.text for branch in branches]
        given = {
            "x": self._inputs(x.expand(rows, -1, -1, -1), branches),
            "t": t.to(x.device).expand(rows),
            "tokens": torch.cat([text.tokens for text in texts]),
        }
        down, mid = _residuals(branches)
        given |= {f"down{n}": part for n, part in enumerate(down)}
        if mid is not None:
            given["mid"] = mid
        given |= {f"level{n}": part for n, part in enumerate(_levels(branches))}
        if self.takes_guidance_scale:
            given["scale"] = self._scales(branches).to(x.device, self.dtype)
        added = added_conditions(texts, x, self._pixels_per_latent) or {}
        given |= {f"added.{name}": part for name, part in added.items()}
        given |= {f"boxes.{name}": part for name, part in named_boxes(branches).items()}
        own = next((b.grounding.gates for b in branches if b.grounding is not None), None)
        return given, own

    def _inputs(self, x: Tensor, branches: Sequence[Branch]) -> Tensor:
        """An inpainting U-Net also reads where the picture is to be made, and what is there so far."""
        if self.empty is None:
            return x
        grey = self.empty(x.shape[-2], x.shape[-1]).to(x)
        everywhere = torch.cat([torch.ones_like(grey[:, :1]), grey], 1)
        given = [everywhere if b.inpaint is None else b.inpaint.to(x) for b in branches]
        return torch.cat([x, torch.cat(given)], 1)

    def _scales(self, branches: Sequence[Branch]) -> Tensor:
        """(branches, width): sines of the guidance scales, as of timesteps (Luo et al. 2023, section 4.2)."""
        width = int(self.unet.config.time_cond_proj_dim)
        scales = torch.tensor([branch.scale - 1.0 for branch in branches]) * 1000.0
        rates = torch.exp(torch.arange(width // 2) * (-math.log(10000.0) / max(width // 2 - 1, 1)))
        angles = scales[:, None] * rates
        return functional.pad(torch.cat([angles.sin(), angles.cos()], 1), (0, width % 2))


def _residuals(branches: Sequence[Branch]) -> tuple[list[Tensor], Tensor | None]:
    """All nets' residuals added up and batched; a branch without any gets zeros."""
    added = [_added(branch.residuals) for branch in branches]
    like = next((sums for sums in added if sums is not None), None)
    if like is None:
        return [], None
    filled = [sums or [torch.zeros_like(part) for part in like] for sums in added]
    *down, mid = (torch.cat(parts) for parts in zip(*filled, strict=True))
    return down, mid


def _levels(branches: Sequence[Branch]) -> list[Tensor]:
    """All adapters' features added up and batched; a branch without any gets zeros."""
    like = next((branch.adapters[0] for branch in branches if branch.adapters), ())
    each = [branch.adapters or [tuple(part * 0 for part in like)] for branch in branches]
    sums = [[sum(parts[1:], parts[0]) for parts in zip(*nets, strict=True)] for nets in each]
    return [torch.cat(parts) for parts in zip(*sums, strict=True)]


def _added(residuals: Sequence[Residuals]) -> list[Tensor] | None:
    if not residuals:
        return None
    first, *others = ([*net.down, net.mid] for net in residuals)
    for net in others:
        first = [
            a + b for a, b in zip(first, net, strict=True)
        ]  # not in place: a gradient may need them
    return first
