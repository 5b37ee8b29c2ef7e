"""Several ControlNets and guess mode give the latents of diffusers' own pipelines."""

from __future__ import annotations

import pytest

from sketchpad.generation.request.request import MethodSettings
from tests.generation.stock import largest
from tests.guidance.equality.equal import ours, paired, picture, theirs
from tests.nets import write_controlnet
from tests.tiny import load_tiny, shared_tiny_model

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=["sd", "xl"])
def family(request):
    return request.param


@pytest.fixture(scope="module")
def folder(family, tiny_model_dir):
    if family == "sd":
        return tiny_model_dir
    return shared_tiny_model(xl=True)


@pytest.fixture(scope="module")
def model(folder):
    return load_tiny(folder)


@pytest.fixture(scope="module")
def other(folder, tmp_path_factory):
    """A second ControlNet, in a folder outside of the model, which reads its hint as BGR."""
    return write_controlnet(
        tmp_path_factory.mktemp("nets") / "other",
        folder,
        seed=3,
        controlnet_conditioning_channel_order="bgr",
    )


@pytest.fixture(scope="module")
def pipeline(family, folder, other):
    """pipeline(own, other) -> diffusers' pipeline with these of the two networks."""
    from diffusers.models.controlnets.controlnet import ControlNetModel
    from diffusers.models.controlnets.multicontrolnet import MultiControlNetModel
    from diffusers.pipelines.controlnet import pipeline_controlnet as sd
    from diffusers.pipelines.controlnet import pipeline_controlnet_sd_xl as xl

    kind, more = (
        (sd.StableDiffusionControlNetPipeline, {"requires_safety_checker": False})
        if family == "sd"
        else (xl.StableDiffusionXLControlNetPipeline, {"add_watermarker": False})
    )
    nets = [ControlNetModel.from_pretrained(path) for path in (folder / "controlnet", other)]
    made = kind.from_pretrained(
        folder, controlnet=MultiControlNetModel(nets), local_files_only=True, **more
    )
    made.set_progress_bar_config(disable=True)

    def with_nets(*wanted):
        chosen = [nets[index] for index in wanted]
        made.controlnet = chosen[0] if len(chosen) == 1 else MultiControlNetModel(chosen)
        return made

    return with_nets


@pytest.mark.parametrize("turn", [0, 2])
def test_two_networks(family, model, pipeline, other, turn):
    scheduler = paired(family, turn)
    got = ours(
        model,
        MethodSettings("controlnet", 0.8, 0.0, 0.75),
        MethodSettings("controlnet", 0.6, 0.25, 1.0, kind="canny", net=str(other)),
        scheduler=scheduler,
    )
    expected = theirs(
        pipeline(0, 1),
        model,
        scheduler,
        image=[picture("scribble"), picture("canny")],
        controlnet_conditioning_scale=[0.8, 0.6],
        control_guidance_start=[0.0, 0.25],
        control_guidance_end=[0.75, 1.0],
    )
    assert largest(got, expected) < 1e-4


@pytest.mark.parametrize("turn", [1, 3])
def test_guess_mode(family, model, pipeline, other, turn):
    scheduler = paired(family, turn)
    got = ours(
        model,
        MethodSettings("controlnet", 0.9, 0.0, 0.75, kind="canny", net=str(other), guess=True),
        scheduler=scheduler,
    )
    expected = theirs(
        pipeline(1),
        model,
        scheduler,
        image=picture("canny"),
        controlnet_conditioning_scale=0.9,
        control_guidance_end=0.75,
        guess_mode=True,
    )
    assert largest(got, expected) < 1e-4


def test_two_networks_in_guess_mode(model, pipeline, other):
    got = ours(
        model,
        MethodSettings("controlnet", 0.9, emphasis="control"),
        MethodSettings("controlnet", 0.5, net=str(other), guess=True),
        scheduler="ddim",
    )
    expected = theirs(
        pipeline(0, 1),
        model,
        "ddim",
        image=[picture("scribble")] * 2,
        controlnet_conditioning_scale=[0.9, 0.5],
        guess_mode=True,
    )
    assert largest(got, expected) < 1e-4
