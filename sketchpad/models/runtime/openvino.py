"""OpenVINO, where it is installed: graphs of networks for this processor. Nothing is ever sent to its makers."""

from __future__ import annotations

import importlib
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import torch
from torch import Tensor, nn

from sketchpad.models.runtime.backward import unrolled

_TELEMETRY = "openvino_telemetry"


@cache
def core() -> Any:
    """OpenVINO's core, imported so that its telemetry package is out of reach: OpenVINO takes its own stub instead."""
    hidden = sys.modules.get(_TELEMETRY)
    sys.modules[_TELEMETRY] = None  # type: ignore[assignment]
    try:
        return importlib.import_module("openvino").Core()
    finally:
        del sys.modules[_TELEMETRY]
        if hidden is not None:
            sys.modules[_TELEMETRY] = hidden


@cache
def machine() -> str:
    """Version and processor: a compiled graph is good for these only."""
    name = core().get_property("CPU", "FULL_DEVICE_NAME")
    return f"{importlib.import_module('openvino').__version__} {name}"


def options(half: bool, threads: int) -> dict[str, str | int]:
    """How graphs compute; one that is loaded with other options than it was compiled with computes nonsense."""
    return {
        "INFERENCE_PRECISION_HINT": "bf16" if half else "f32",
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_NUM_THREADS": threads,
    }


class Graph:
    """A compiled network for inputs of one shape each."""

    def __init__(self, compiled: Any) -> None:
        self._compiled = compiled
        self._request = compiled.create_infer_request()

    @classmethod
    def load(cls, data: bytes, *, half: bool, threads: int) -> Graph:
        """What `data` has exported; RuntimeError where it is broken or of another version."""
        return cls(core().import_model(data, "CPU", options(half, threads)))

    @property
    def data(self) -> bytes:
        exported: bytes = self._compiled.export_model().getvalue()
        return exported

    def __call__(self, inputs: Sequence[Tensor]) -> list[Tensor]:
        """Outputs in float32; inputs are brought to it."""
        arrays = [value.float().contiguous().numpy() for value in inputs]
        results = self._request.infer(arrays, share_inputs=True, share_outputs=True)
        # The arrays are overwritten by the next call.
        return [torch.from_numpy(array).clone() for array in results.values()]


class _Flat(nn.Module):
    def __init__(self, network: Any, forward: Callable[..., Any], names: Sequence[str]) -> None:
        super().__init__()
        self.network, self._forward, self._names = network, forward, names

    def forward(self, *values: Tensor) -> Any:
        return self._forward(self.network, dict(zip(self._names, values, strict=True)))


@torch.no_grad()
def compile_graph(
    network: Any,
    forward: Callable[[Any, Mapping[str, Tensor]], tuple[Tensor, ...]],
    given: Mapping[str, Tensor],
    *,
    half: bool,
    threads: int,
    autograd: bool = False,
) -> Graph:
    """Compile `forward` of a float32 network for float32 inputs like `given`.

    Args:
        half: compute in bfloat16.
        autograd: `forward` computes a gradient.
    """
    openvino = core()
    # Not `convert_model`, which is made for all frameworks and speaks of each conversion to the telemetry package.
    from openvino.frontend import FrontEndManager
    from openvino.frontend.pytorch.ts_decoder import TorchScriptPythonDecoder

    flat: nn.Module = _Flat(network, forward, list(given)).eval()
    if autograd:
        flat = unrolled(flat, list(given.values()))
    with warnings.catch_warnings(action="ignore"):  # `trace` is deprecated
        traced = torch.jit.trace(flat, tuple(given.values()), check_trace=False)
    decoder = TorchScriptPythonDecoder(traced)
    frontend = FrontEndManager().load_by_framework("pytorch")
    model = frontend.convert(frontend.load(decoder))
    if len(model.inputs) != len(given):
        raise RuntimeError("an input is not used")
    shapes = (list(value.shape) for value in given.values())
    model.reshape(dict(zip(model.inputs, shapes, strict=True)))
    return Graph(openvino.compile_model(model, "CPU", options(half, threads)))
