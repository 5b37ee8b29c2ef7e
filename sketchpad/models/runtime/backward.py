"""Gradients as plain operations, so that a graph can compute them: OpenVINO knows forward passes only."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor, nn

_aten = torch.ops.aten
_DECOMPOSED = (
    _aten.native_group_norm,
    _aten.native_group_norm_backward,
    _aten.native_layer_norm,
    _aten.native_layer_norm_backward,
    _aten._softmax_backward_data,
    _aten.silu_backward,
    _aten.gelu_backward,
    _aten.threshold_backward,
    _aten.detach,
    _aten.split,
    _aten.t,
    _aten._unsafe_view,
    _aten.new_zeros,
)


def unrolled(module: nn.Module, inputs: Sequence[Tensor]) -> nn.Module:
    """A module that computes what `module` does for inputs of these shapes, without autograd.

    Calls of `torch.autograd.grad` inside of it become the operations that they stand for, of kinds that OpenVINO's
    front end converts. Gradients of weights are never needed: `module` has to be frozen.
    """
    from torch._decomp import get_decompositions
    from torch.fx.experimental.proxy_tensor import make_fx
    from torch.nn.attention import SDPBackend, sdpa_kernel

    decompositions: dict[Any, Callable[..., Any]] = {
        **get_decompositions(_DECOMPOSED),
        _aten.convolution_backward.default: _convolution_backward,
        _aten.upsample_nearest2d_backward.default: _upsample_backward,
        _aten.slice_backward.default: _slice_backward,
        _aten.select_backward.default: _select_backward,
        _aten._safe_softmax.default: _softmax,
        _aten.softplus.default: _softplus,
        _aten.softplus_backward.default: _softplus_backward,
    }
    with sdpa_kernel([SDPBackend.MATH]), warnings.catch_warnings(action="ignore"):
        made = make_fx(module, decomposition_table=decompositions)(*inputs)
    _tidy(made)
    return made


def _softmax(x: Tensor, dim: int, _dtype: torch.dtype | None = None) -> Tensor:
    # Rows that are masked as a whole, which are what is safe there, do not occur.
    result: Tensor = _aten._softmax(x, dim, False)
    return result


def _softplus(x: Tensor, beta: float = 1.0, _threshold: float = 20.0) -> Tensor:
    # OpenVINO's front end leaves `beta` out.
    return torch.relu(x) + torch.log(1.0 + torch.exp(-torch.abs(x * beta))) / beta


def _softplus_backward(gradient: Tensor, x: Tensor, beta: float, _threshold: float) -> Tensor:
    return gradient * torch.sigmoid(x * beta)


def _convolution_backward(
    gradient: Tensor,
    inputs: Tensor,
    weight: Tensor,
    _bias_sizes: object,
    stride: Sequence[int],
    padding: Sequence[int],
    dilation: Sequence[int],
    transposed: bool,
    _output_padding: object,
    groups: int,
    wanted: Sequence[bool],
) -> tuple[Tensor | None, None, None]:
    """The gradient of the inputs: a convolution with the kernel turned around.

    Not a transposed one, as autograd has it: OpenVINO computes nonsense in float32 where it has the same weights as
    another convolution.
    """
    if transposed or groups != 1 or any(n != 1 for n in dilation) or wanted[1] or wanted[2]:
        raise NotImplementedError("the gradient of such a convolution")
    if not wanted[0]:
        return None, None, None
    spread = _apart(_apart(gradient, 2, stride[0]), 3, stride[1])
    margins = [size - 1 - pad for size, pad in zip(weight.shape[2:], padding, strict=True)]
    turned = weight.flip(2, 3).transpose(0, 1)
    found: Tensor = _aten.convolution(
        spread, turned, None, [1, 1], margins, [1, 1], False, [0, 0], 1
    )
    return _fitted(_fitted(found, 2, inputs.shape[2]), 3, inputs.shape[3]), None, None


def _apart(values: Tensor, dim: int, stride: int) -> Tensor:
    """`values` with `stride` - 1 zeros after each."""
    if stride == 1:
        return values
    zeros = [torch.zeros_like(values)] * (stride - 1)
    return torch.stack([values, *zeros], dim + 1).flatten(dim, dim + 1)


def _fitted(values: Tensor, dim: int, size: int) -> Tensor:
    """The first `size` along `dim`; zeros where there are fewer."""
    if values.shape[dim] < size:
        shape = list(values.shape)
        shape[dim] = size - shape[dim]
        return torch.cat([values, values.new_zeros(shape)], dim)
    return values.narrow(dim, 0, size) if values.shape[dim] > size else values


def _upsample_backward(
    gradient: Tensor, size: Sequence[int], inputs: Sequence[int], *_scales: object
) -> Tensor:
    rows, channels, height, width = inputs
    if size[0] % height or size[1] % width:
        raise NotImplementedError("the gradient of enlarging by a share")
    blocks = gradient.reshape(rows, channels, height, size[0] // height, width, size[1] // width)
    return blocks.sum((3, 5))


def _slice_backward(
    gradient: Tensor, sizes: Sequence[int], dim: int, start: int, end: int, step: int
) -> Tensor:
    if step != 1:
        raise NotImplementedError("the gradient of a slice with steps")
    shape, size = list(sizes), sizes[dim]
    begin, end = (min(n + size if n < 0 else n, size) for n in (start, end))
    parts = [gradient]
    for place, missing in ((0, begin), (len(parts) + 1, size - end)):
        if missing:
            shape[dim] = missing
            parts.insert(place, gradient.new_zeros(shape))
    return torch.cat(parts, dim)


def _select_backward(gradient: Tensor, sizes: Sequence[int], dim: int, index: int) -> Tensor:
    at = index % sizes[dim]
    return _slice_backward(gradient.unsqueeze(dim), sizes, dim, at, at + 1, 1)


def _tidy(made: Any) -> None:
    """Give each product its weights as a constant of its own, as the forward pass of a layer has them.

    OpenVINO's plugin mixes up square weights that are used both as they are and transposed.
    """
    graph, constants = made.graph, dict[Any, Any]()

    def constant(value: Tensor, before: Any) -> Any:
        name = f"constant{len(made._buffers)}"
        made.register_buffer(name, value.detach().clone(memory_format=torch.contiguous_format))
        with graph.inserting_before(before):
            return graph.get_attr(name)

    def linear(node: Any, inputs: Any, weight: Any, bias: Any = None) -> None:
        values = [inputs, constant(constants[weight].t(), node)]
        values += [constant(constants[bias], node)] if bias is not None else []
        with graph.inserting_before(node):
            node.replace_all_uses_with(graph.call_function(nn.functional.linear, tuple(values)))

    for node in list(graph.nodes):
        inputs = node.all_input_nodes
        if node.op == "get_attr":
            constants[node] = getattr(made, node.target).detach()
        elif node.op == "call_function" and inputs and all(n in constants for n in inputs):
            values = [
                torch.fx.node.map_arg(part, constants.__getitem__)
                for part in (node.args, node.kwargs)
            ]
            constants[node] = node.target(*values[0], **values[1])
        elif node.target is _aten.view.default:  # strides may be others now
            node.target = torch.reshape
        elif node.target is _aten._softmax.default:
            node.target, node.args = torch.softmax, node.args[:2]
        elif node.target is _aten.mm.default and node.args[1] in constants:
            linear(node, *node.args)
        elif node.target is _aten.addmm.default and node.args[2] in constants:
            linear(node, node.args[1], node.args[2], node.args[0])
        elif node.target is _aten.convolution.default:
            for one in inputs:
                if one in constants:
                    node.replace_input_with(one, constant(constants[one], node))
    graph.eliminate_dead_code()
    made.recompile()
