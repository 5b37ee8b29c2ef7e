"""Compiled graphs say what torch says, within a tolerance, with everything that a network is given."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from sketchpad.models.graphs import compiler, forwards, graphs, openvino
from sketchpad.models.graphs.graphs import Graphs, _split
from sketchpad.models.model import Model
from sketchpad.sampling.guidance import Branch, Grounding, Residuals

installed = pytest.mark.skipif(not openvino.is_installed(), reason="OpenVINO is not installed")
TOLERANCE = {"f32": 1e-4, "bf16": 0.03}
"""Of a graph, as a share of the largest output of torch in full precision."""


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(graphs.SWITCH)


def branches(model: Model) -> list[Branch]:
    return [Branch(model.text.encode(""), null=True), Branch(model.text.encode("a cat"))]


def plain(model: Model) -> list[Branch]:
    return branches(model)


def with_residuals(model: Model) -> list[Branch]:
    net = model.controlnet()
    hint = net.encode_hint(
        torch.rand(64, 64, 3, generator=torch.Generator().manual_seed(1)).numpy()
    )
    both = branches(model)
    made = net.residuals(latents(), torch.tensor(500), [b.text for b in both], hint)
    return [replace(b, residuals=[r]) for b, r in zip(both, made, strict=True)]


def with_boxes(model: Model) -> list[Branch]:
    boxes = Grounding(
        torch.rand(1, 4, 4, generator=torch.Generator().manual_seed(2)),
        torch.ones(1, 4),
        model.text.phrase("a cat").expand(4, -1)[None],
        scale=0.5,
        weights=torch.tensor([[1.0, 0.5, 1.0, 1.0]]),
    )
    null, told = branches(model)
    return [replace(null, grounding=boxes.emptied()), replace(told, grounding=boxes)]


def with_levels(model: Model) -> list[Branch]:
    null, told = branches(model)
    source = torch.Generator().manual_seed(3)
    levels = tuple(
        torch.randn(1, width, side, side, generator=source) for width, side in ((32, 8), (64, 4))
    )
    return [null, replace(told, adapters=[levels])]


def latents() -> Tensor:
    return torch.randn(1, 4, 8, 8, generator=torch.Generator().manual_seed(0))


def spread(made: Tensor, true: Tensor) -> float:
    return float((made - true).abs().max() / true.abs().max())


@installed
@pytest.mark.parametrize("make", [plain, with_residuals, with_boxes, with_levels])
@torch.no_grad()
def test_a_u_net_as_a_graph_agrees_with_torch(
    tiny_model: Model, make: Callable[[Model], list[Branch]]
) -> None:
    denoiser = tiny_model.denoiser
    given, _ = denoiser._named(latents(), torch.tensor(500), make(tiny_model))
    [true] = forwards.unet(denoiser.unet, given)
    compiled = openvino.compile_graph(
        deepcopy(denoiser.unet),
        forwards.unet,
        {**given, "t": given["t"].float()},
        half=False,
        threads=1,
    )
    [made] = compiled(list(given.values()))
    assert spread(made, true) < TOLERANCE["f32"]
