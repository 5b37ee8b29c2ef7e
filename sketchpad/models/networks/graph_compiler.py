"""A program that compiles one graph: `python -m sketchpad.models.networks.graph_compiler JOB GRAPH`.

Compiling takes seconds, and much of it with the interpreter's lock held; in the program itself the window would halt.
JOB is a safetensors file with the weights and, in its metadata, what to make of them; it is deleted once it is read.
GRAPH is written when the graph is ready: empty where torch computes the same no slower.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from sketchpad import atomic
from sketchpad.models.networks.edge_networks import EdgeReader
from sketchpad.models.networks.forwards import DIFFERENTIATED, FORWARDS
from sketchpad.models.runtime.openvino import compile_graph

TRIES = 5
LONG_ENOUGH = 1.0
"""Seconds that both are tried at least, by turns: quick ones more often than `TRIES`, beside a program that is busy."""
LOOKS, PAUSE = 3, 2.0
"""How often it is compared until the graph is faster, and seconds between: another program may have been in the way."""
FASTER = 0.95
"""A graph has to take less than this share of torch's time."""
FASTER_GRADIENT = 0.7
"""The same for one of a gradient: torch has the forward pass with it, for which there is another graph."""
POLITE = 10
"""How far the program stands back behind others."""


def main(job: Path, graph: Path) -> None:
    """Compile, compare, write."""
    if hasattr(os, "nice"):
        os.nice(POLITE)
    from safetensors import safe_open

    with safe_open(job, framework="pt") as file:
        told = json.loads(file.metadata()["job"])
        tensors = {name: file.get_tensor(name).clone() for name in file.keys()}  # noqa: SIM118
    job.unlink()
    torch.set_num_threads(told["threads"])
    half, forward = told["half"], FORWARDS[told["kind"]]
    network = build(told["kind"], told["config"], tensors)
    given = {name: _like(name, shape) for name, shape in told["shapes"].items()}
    more = {"threads": told["threads"], "autograd": told["kind"] in DIFFERENTIATED}
    compiled = compile_graph(network, forward, given, half=half, **more)
    eager = deepcopy(network).to(memory_format=torch.channels_last)
    if half:
        nn.Module.to(eager, torch.bfloat16)
    wanted = FASTER_GRADIENT if told["kind"] == "unet_vjp" else FASTER
    for look in range(LOOKS):
        time.sleep(PAUSE if look else 0.0)
        if _share(compiled, eager, forward, given, half) < wanted:
            atomic.write_bytes(graph, compiled.data)
            return
    atomic.write_bytes(graph, b"")


def build(kind: str, config: Mapping[str, Any], tensors: Mapping[str, Tensor]) -> Any:
    """The network in float32, without the parts that the forward pass does not use."""
    from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
    from diffusers.models.controlnets.controlnet import ControlNetModel
    from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel

    kinds: dict[str, Any] = {
        "unet": UNet2DConditionModel,
        "unet_vjp": UNet2DConditionModel,
        "controlnet": ControlNetModel,
        "decoder": AutoencoderKL,
    }
    with torch.device("meta"):
        network = (
            EdgeReader(dict(config)) if kind == "reader_energy" else kinds[kind].from_config(config)
        )
    if kind == "controlnet":
        network.controlnet_cond_embedding = nn.Identity()
    elif kind == "decoder":
        network.encoder = network.quant_conv = None
    floats = {
        # Inside of a half precision network the boxes' part is wrapped.
        name.replace("position_net.inner.", "position_net."): tensor.float()
        for name, tensor in tensors.items()
    }
    network.load_state_dict(floats, strict=True, assign=True)
    return network.requires_grad_(False).eval()


def _like(name: str, shape: tuple[int, ...]) -> Tensor:
    return torch.full(shape, 500.0) if name == "t" else torch.rand(shape)


@torch.no_grad()
def _share(
    compiled: Callable[[list[Tensor]], Any],
    eager: Any,
    forward: Callable[[Any, Mapping[str, Tensor]], Any],
    given: Mapping[str, Tensor],
    half: bool,
) -> float:
    """The graph's time by torch's."""
    values = list(given.values())
    halved = {
        k: v.bfloat16() if half and k not in ("x", "t", "grad") else v for k, v in given.items()
    }
    ours, theirs = list[float](), list[float]()
    while len(ours) < TRIES or sum(ours + theirs) < LONG_ENOUGH:
        marks = [time.perf_counter()]
        compiled(values)
        marks.append(time.perf_counter())
        forward(eager, halved)
        marks.append(time.perf_counter())
        ours.append(marks[1] - marks[0])
        theirs.append(marks[2] - marks[1])
    return min(ours) / min(theirs)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
