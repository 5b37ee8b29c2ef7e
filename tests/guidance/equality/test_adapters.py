"""T2I-Adapters give the latents of diffusers' own pipelines."""

from __future__ import annotations

import pytest
import torch

from sketchpad.generation.request.request import MethodSettings
from tests.generation.stock import largest
from tests.guidance.equality.equal import (
    STEPS,
    ours,
    paired,
    picture,
    theirs,
)
from tests.nets import write_adapter
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
def nets(family, tmp_path_factory):
    where = tmp_path_factory.mktemp("adapters")
    return [write_adapter(where / str(seed), seed, xl=family == "xl") for seed in (1, 2)]


@pytest.fixture(scope="module")
def pipeline(family, folder, nets):
    from diffusers.models.adapter import MultiAdapter, T2IAdapter
    from diffusers.pipelines.t2i_adapter import pipeline_stable_diffusion_adapter as sd
    from diffusers.pipelines.t2i_adapter import pipeline_stable_diffusion_xl_adapter as xl

    kind, more = (
        (sd.StableDiffusionAdapterPipeline, {"requires_safety_checker": False})
        if family == "sd"
        else (xl.StableDiffusionXLAdapterPipeline, {"add_watermarker": False})
    )
    loaded = [T2IAdapter.from_pretrained(path).eval() for path in nets]
    made = kind.from_pretrained(folder, adapter=loaded[0], local_files_only=True, **more)
    made.set_progress_bar_config(disable=True)

    def with_adapters(count):
        made.adapter = loaded[0] if count == 1 else MultiAdapter(loaded)
        return made

    return with_adapters


@pytest.mark.parametrize("turn", [0, 2])
def test_one_adapter(family, model, nets, pipeline, turn):
    scheduler = paired(family, turn)
    end = 0.5 if family == "xl" else 1.0  # the other pipeline knows no end
    got = ours(
        model,
        MethodSettings("t2i_adapter", 0.8, 0.0, end, kind="canny", net=str(nets[0])),
        scheduler=scheduler,
    )
    more = {"adapter_conditioning_factor": end} if family == "xl" else {}
    expected = theirs(
        pipeline(1),
        model,
        scheduler,
        image=picture("canny"),
        adapter_conditioning_scale=0.8,
        **more,
    )
    assert largest(got, expected) < 1e-4
    assert largest(got, ours(model, scheduler=scheduler)) > 1e-3


def test_two_adapters(model, nets, pipeline):
    got = ours(
        model,
        MethodSettings("t2i_adapter", 0.7, kind="canny", net=str(nets[0])),
        MethodSettings("t2i_adapter", 0.4, kind="scribble", net=str(nets[1])),
        scheduler="ddim",
    )
    expected = theirs(
        pipeline(2),
        model,
        "ddim",
        image=[picture("canny"), picture("scribble")],
        adapter_conditioning_scale=[0.7, 0.4],
    )
    assert largest(got, expected) < 1e-4


def test_beside_a_controlnet_and_a_pull(model, nets):
    methods = (
        MethodSettings("t2i_adapter", 0.7, net=str(nets[0])),
        MethodSettings("controlnet", 0.7),
        MethodSettings("edge_predictor", 1.6, 0.0, 0.5),
    )
    got = ours(model, *methods, scheduler="ddim")
    assert torch.isfinite(got).all()
    assert torch.equal(got, ours(model, *reversed(methods), scheduler="ddim"))


def test_emphasis_and_strength(family, model, nets):
    def run(strength, **more):
        way = MethodSettings("t2i_adapter", strength, net=str(nets[0]), **more)
        return ours(model, way, scheduler="euler")

    plain = ours(model, scheduler="euler")
    assert torch.equal(run(0.0), plain)
    assert torch.equal(run(1.0, curve=((0.0, 0.0),)), plain)
    different = [run(1.0), run(1.0, emphasis="prompt"), run(1.0, emphasis="control")]
    assert torch.equal(different[2], run(1.0, guess=True))
    assert all(largest(a, b) > 1e-4 for a in different for b in different if a is not b)
    assert 0 < largest(run(1e-4), plain) < 0.01


def test_it_reads_the_drawing_once(model, nets):
    calls = []
    adapter = model.nets.adapter(str(nets[1])).network
    handle = adapter.register_forward_hook(lambda *_: calls.append(1))
    way = MethodSettings("t2i_adapter", 0.7, kind="lineart", net=str(nets[1]))
    ours(model, way, scheduler="ddim")
    ours(model, way, scheduler="euler")
    handle.remove()
    assert STEPS > len(calls) == 1
