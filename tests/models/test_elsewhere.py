"""Every network and method where the latents are not on the processor, in each precision.

torch's "meta" device has no numbers, but it has rules: as on a card, tensors of two devices or of two precisions do not
go together. What is left on the processor by mistake, or in another precision, fails here without a card.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from sketchpad.document.model import Box, Document, Stroke
from sketchpad.generation.request.request import MethodSettings, Request, Sampling
from sketchpad.generation.run.setup import prepare
from sketchpad.models.model import Model, load_model
from sketchpad.models.runtime.device import DeviceChoice
from sketchpad.sampling.denoiser import Branch, Prediction, Text, branches_for
from sketchpad.sampling.guidance import Guidance, Step
from tests.nets import write_adapter, write_controlnet, write_union
from tests.tiny import build_tiny_model

pytestmark = pytest.mark.slow

CPU, META = torch.device("cpu"), torch.device("meta")
DRAWING = Document(
    width=128,
    height=128,
    strokes=(
        Stroke([[20, 20], [100, 30], [90, 110], [20, 20]], 6.0),
        Stroke([[60, 20], [60, 110]], 6.0, role="loose"),
    ),
    boxes=(Box("cat", (0.1, 0.2, 0.6, 0.9), strength=0.6), Box("house", (0.5, 0.1, 0.9, 0.5))),
    prompt="a red cat",
    negative_prompt="dog",
)


class NoDoubles(TorchDispatchMode):
    """Apple's devices have no float64."""

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        made = func(*args, **kwargs or {})
        for tensor in tree_leaves(made):
            if isinstance(tensor, Tensor) and tensor.device == META:
                assert tensor.dtype != torch.float64, func
        return made


@pytest.fixture(params=["float16", "float32"])
def dtype(request: pytest.FixtureRequest) -> torch.dtype:
    found: torch.dtype = getattr(torch, request.param)
    return found


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    place = tmp_path_factory.mktemp("models")
    one = build_tiny_model(place / "one")
    xl = build_tiny_model(place / "xl", xl=True)
    return {
        "one": one,
        "xl": xl,
        "told": build_tiny_model(place / "told", told_scale=True),
        "net": write_controlnet(place / "net", one, 3, controlnet_conditioning_channel_order="bgr"),
        "adapter": write_adapter(place / "adapter", 4),
        "union": write_union(place / "union", xl, 5),
    }


def moved(model: Model, *nets: str, adapters: tuple[str, ...] = ()) -> Model:
    """`model` with all of its networks on the other device, as `load_model` would have put them there."""
    wrapped: list[Any] = [model.nets.controlnet(net) for net in nets]
    inner = [part for net in wrapped for part in (net.network, net._embedding)]
    inner += [model.nets.adapter(net).network for net in adapters]
    for network in (model.denoiser.unet, model.codec.vae, *model.text.networks, *inner):
        network.to(META)
    model.place = dataclasses.replace(model.place, device=META)
    return model


def one_step(
    model: Model, *methods: MethodSettings, drawing: Document = DRAWING
) -> tuple[Prediction, list[Branch]]:
    """What the loop does before the scheduler: tell the branches, ask the network."""
    height, width = model.codec.latent_size(drawing.width, drawing.height)
    x = torch.randn(1, model.info.latent_channels, height, width).to(META)
    step = Step(0, 4, torch.tensor(700, device=META), x, x, 0.5, 0.8, check=lambda: None)
    request = Request(drawing, Sampling(1, 4, 4.0), methods)
    branches = branches_for(
        model.text.encode(drawing.prompt),
        model.text.negative(drawing.negative_prompt),
        4.0,
        embedded=model.denoiser.takes_guidance_scale,
    )
    with NoDoubles(), torch.no_grad():
        ways: list[Guidance] = prepare(request, model)
        for call in [c for way in ways for c in way.network_calls(branches, step)]:
            call.run()
        for way in ways:
            way.condition(branches, step)
        return model.denoiser.predict(x, step.t, branches), branches


def told(branches: list[Branch]) -> Iterator[Tensor]:
    for branch in branches:
        yield branch.text.tokens
        for residuals in branch.residuals:
            yield from (*residuals.down, residuals.mid)
        for levels in branch.adapters:
            yield from levels


def check(model: Model, *methods: MethodSettings, drawing: Document = DRAWING) -> list[Branch]:
    prediction, branches = one_step(model, *methods, drawing=drawing)
    assert prediction.output.device == META
    assert prediction.output.dtype == torch.float32
    for tensor in told(branches):
        assert tensor.device == META
        assert tensor.dtype == model.place.dtype
    return branches


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32], ids=str)
def test_all_ways_of_telling_at_once(folders: dict[str, Path], dtype: torch.dtype) -> None:
    net, adapter = str(folders["net"]), str(folders["adapter"])
    model = moved(
        load_model(folders["one"], DeviceChoice(CPU, dtype)), "", net, adapters=(adapter,)
    )
    branches = check(
        model,
        MethodSettings("controlnet", 0.8),
        MethodSettings(
            "controlnet", 0.5, kind="canny", net=net, emphasis="control", region="boxes"
        ),
        MethodSettings("t2i_adapter", 0.7, kind="canny", net=adapter, region="strokes"),
        MethodSettings("gligen", 0.5),
    )
    assert [len(branch.residuals) for branch in branches] == [1, 2]
    assert all(branch.adapters and branch.grounding for branch in branches)


def test_a_union_network_and_xl(folders: dict[str, Path], dtype: torch.dtype) -> None:
    union = str(folders["union"])
    model = moved(load_model(folders["xl"], DeviceChoice(CPU, dtype)), union, "")
    branches = check(
        model,
        MethodSettings("controlnet", 0.8, kind="scribble", net=union),
        MethodSettings("controlnet", 0.4, kind="canny", net=union),
        MethodSettings("controlnet", 0.3),
        drawing=DRAWING.with_strokes(DRAWING.strokes[:1]),  # else each kind has a mask of its own
    )
    assert [len(branch.residuals) for branch in branches] == [2, 2]
    for branch in branches:
        assert branch.text.extra["text_embeds"].dtype == dtype


def test_gates_grafted_from_a_file(folders: dict[str, Path], dtype: torch.dtype) -> None:
    model = load_model(folders["one"], DeviceChoice(CPU, dtype))
    given = str(folders["one"] / "unet")
    model.gates(given).to(META)
    branches = check(moved(model), MethodSettings("gligen", 1.0, net=given))
    assert all(branch.grounding and branch.grounding.gates is not None for branch in branches)


def test_a_network_that_is_told_the_scale(folders: dict[str, Path], dtype: torch.dtype) -> None:
    assert len(check(moved(load_model(folders["told"], DeviceChoice(CPU, dtype))))) == 1


def test_the_codec_brings_pictures_there(folders: dict[str, Path], dtype: torch.dtype) -> None:
    model = load_model(folders["one"], DeviceChoice(CPU, dtype))
    model.codec.vae.to(dtype)
    moved(model)
    with NoDoubles():
        latents = model.codec.encode(np.zeros((128, 128, 3), np.float32))
    assert (latents.device, latents.dtype) == (META, torch.float32)


def test_the_device_has_its_rules(folders: dict[str, Path]) -> None:
    """What these tests rest on: left on the processor, or in another precision, words are not read."""
    model = moved(load_model(folders["one"], DeviceChoice(CPU, torch.float16)))
    x, t = torch.zeros(1, 4, 16, 16, device=META), torch.tensor(700, device=META)
    words = model.text.encode("a cat").tokens
    model.denoiser.predict(x, t, [Branch(Text(words))])
    with pytest.raises(RuntimeError, match="same device"):
        model.denoiser.predict(x, t, [Branch(Text(torch.zeros(words.shape, dtype=words.dtype)))])
    with pytest.raises(RuntimeError, match="same dtype"):
        model.denoiser.predict(x, t, [Branch(Text(words.float()))])
    with NoDoubles(), pytest.raises(AssertionError):
        x.double()
