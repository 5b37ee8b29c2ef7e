"""Union ControlNets give the latents of diffusers' own pipeline."""

from __future__ import annotations

import pytest
import torch

from sketchpad.errors import UnsupportedGuidance
from sketchpad.generation.request.request import MethodSettings
from tests.generation.stock import largest
from tests.guidance.equality.equal import (
    STEPS,
    ours,
    picture,
    theirs,
)
from tests.nets import write_union
from tests.tiny import load_tiny, shared_tiny_model

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder():
    return shared_tiny_model(xl=True)


@pytest.fixture(scope="module")
def model(folder):
    return load_tiny(folder)


@pytest.fixture(scope="module")
def net(folder, tmp_path_factory):
    return write_union(tmp_path_factory.mktemp("nets") / "union", folder, seed=5)


@pytest.fixture(scope="module")
def pipeline(folder, net):
    from diffusers.models.controlnets.controlnet_union import ControlNetUnionModel
    from diffusers.pipelines.controlnet.pipeline_controlnet_union_sd_xl import (
        StableDiffusionXLControlNetUnionPipeline,
    )

    made = StableDiffusionXLControlNetUnionPipeline.from_pretrained(
        folder,
        controlnet=ControlNetUnionModel.from_pretrained(net),
        local_files_only=True,
        add_watermarker=False,
    )
    made.set_progress_bar_config(disable=True)
    return made


@pytest.mark.parametrize("scheduler", ["euler", "unipc"])
def test_one_kind(model, net, pipeline, scheduler):
    got = ours(
        model,
        MethodSettings("controlnet", 0.8, 0.0, 0.75, kind="canny", net=str(net)),
        scheduler=scheduler,
    )
    expected = theirs(
        pipeline,
        model,
        scheduler,
        control_image=[picture("canny")],
        control_mode=[3],
        controlnet_conditioning_scale=0.8,
        control_guidance_end=0.75,
    )
    assert largest(got, expected) < 1e-4
    assert largest(got, ours(model, scheduler=scheduler)) > 1e-3


def test_two_kinds_at_once_are_one_pass(model, net, pipeline):
    calls = []
    network = model.nets.controlnet(str(net)).network
    handle = network.register_forward_hook(lambda *_: calls.append(1))
    got = ours(
        model,
        MethodSettings("controlnet", 0.8, kind="canny", net=str(net)),
        MethodSettings("controlnet", 0.5, kind="scribble", net=str(net)),
        scheduler="ddim",
    )
    handle.remove()
    expected = theirs(
        pipeline,
        model,
        "ddim",
        control_image=[picture("canny"), picture("scribble")],
        control_mode=[3, 2],
        controlnet_conditioning_scale=[0.8, 0.5],
    )
    assert largest(got, expected) < 1e-4
    assert len(calls) == STEPS


def test_guess_mode(model, net):
    """diffusers' own pipeline fails here: it sends the kinds of two branches with the latents of one."""
    way = MethodSettings("controlnet", 0.8, kind="canny", net=str(net), guess=True)
    assert torch.isfinite(ours(model, way, scheduler="ddim")).all()
    assert largest(ours(model, way, scheduler="ddim"), ours(model, scheduler="ddim")) > 1e-4


def test_kinds_with_windows_of_their_own_are_passes_of_their_own(model, net):
    calls = []
    network = model.nets.controlnet(str(net)).network
    handle = network.register_forward_hook(lambda *_: calls.append(1))
    ours(
        model,
        MethodSettings("controlnet", 0.8, 0.0, 0.5, kind="canny", net=str(net)),
        MethodSettings("controlnet", 0.5, kind="scribble", net=str(net)),
        scheduler="ddim",
    )
    handle.remove()
    assert len(calls) == STEPS // 2 + STEPS


def test_a_kind_it_was_not_trained_for(model, net):
    with pytest.raises(UnsupportedGuidance, match="tile"):
        ours(
            model,
            MethodSettings("controlnet", 0.8, kind="tile", net=str(net)),
            scheduler="ddim",
        )
