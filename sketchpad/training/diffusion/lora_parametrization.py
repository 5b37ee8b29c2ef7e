"""Layers whose weights are changed by factors while these are trained.

The product is added to the weight before it is used. For small pictures that is far cheaper than a second, narrow
layer beside each (``LoraLayers``), which can be switched off; convolutions to an odd few channels are slow.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional

DOWN, UP = "lora_down", "lora_up"


class ChangedLinear(nn.Linear):
    """A linear layer with factors."""

    def forward(self, x: Tensor) -> Tensor:
        return functional.linear(x, _changed(self), self.bias)


class ChangedConv2d(nn.Conv2d):
    """A convolution with factors."""

    def forward(self, x: Tensor) -> Tensor:
        return self._conv_forward(x, _changed(self), self.bias)


def attach(network: nn.Module, ranks: Mapping[str, int]) -> None:
    """Give layers factors of these ranks that change nothing yet."""
    for name, rank in ranks.items():
        layer = network.get_submodule(name)
        assert isinstance(layer, nn.Linear | nn.Conv2d)
        inputs = layer.weight[0].numel()
        down = torch.randn(rank, inputs, device=layer.weight.device) / rank
        up = torch.zeros(len(layer.weight), rank, device=layer.weight.device)
        # The class and not the instance: such a network can still be handed to other processes.
        layer.__class__ = ChangedLinear if isinstance(layer, nn.Linear) else ChangedConv2d
        layer.register_parameter(DOWN, nn.Parameter(down))
        layer.register_parameter(UP, nn.Parameter(up))


@torch.no_grad()
def put_in(network: nn.Module, factors: Mapping[str, tuple[Tensor, Tensor]]) -> None:
    """Begin from matrices down (rank, inputs) and up (outputs, rank) of each layer."""
    for name, (down, up) in factors.items():
        layer = network.get_submodule(name)
        layer.get_parameter(DOWN).copy_(down)
        layer.get_parameter(UP).copy_(up)


def detach(network: nn.Module) -> dict[str, tuple[Tensor, Tensor]]:
    """Leave the network as it was; the factors, as `put_in` takes them."""
    found = {}
    for name, layer in network.named_modules():
        if isinstance(layer, ChangedLinear | ChangedConv2d):
            down, up = layer.get_parameter(DOWN), layer.get_parameter(UP)
            found[name] = down.detach().cpu(), up.detach().cpu()
            delattr(layer, DOWN)
            delattr(layer, UP)
            plain: type[nn.Module] = nn.Linear if isinstance(layer, nn.Linear) else nn.Conv2d
            layer.__class__ = plain  # type: ignore[assignment]
    return found


def _changed(layer: nn.Linear | nn.Conv2d) -> Tensor:
    change = layer.get_parameter(UP) @ layer.get_parameter(DOWN)
    return layer.weight + change.view_as(layer.weight)
