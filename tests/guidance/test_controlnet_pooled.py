"""Networks that say what is in a picture and not where (shuffle) speak to the prompt's branch alone."""

from __future__ import annotations

import pytest

from sketchpad.generation.request.request import MethodSettings
from tests.generation.stock import largest
from tests.guidance.equality.equal import ours, picture, theirs
from tests.nets import write_controlnet


@pytest.fixture(scope="module")
def net(tiny_model_dir, tmp_path_factory):
    folder = tmp_path_factory.mktemp("nets") / "shuffle"
    return write_controlnet(folder, tiny_model_dir, seed=6, global_pool_conditions=True)


def test_equal_to_diffusers(tiny_model, tiny_model_dir, net):
    from diffusers.models.controlnets.controlnet import ControlNetModel
    from diffusers.pipelines.controlnet.pipeline_controlnet import StableDiffusionControlNetPipeline

    pipeline = StableDiffusionControlNetPipeline.from_pretrained(
        tiny_model_dir,
        controlnet=ControlNetModel.from_pretrained(net),
        local_files_only=True,
        requires_safety_checker=False,
    )
    pipeline.set_progress_bar_config(disable=True)
    way = MethodSettings("controlnet", 0.9, 0.0, 0.75, net=str(net))
    got = ours(tiny_model, way, scheduler="ddim")
    expected = theirs(
        pipeline,
        tiny_model,
        "ddim",
        image=picture("scribble"),
        controlnet_conditioning_scale=0.9,
        control_guidance_end=0.75,
    )
    assert largest(got, expected) < 1e-4
    assert largest(got, ours(tiny_model, scheduler="ddim")) > 1e-3
