"""A few-step variant that a model brings, and its own network for maps."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import pytest
import torch

from sketchpad.document.model import Box, Document, Stroke
from sketchpad.generation.request.defaults import LIVE_STEPS, few_step_variant, with_few_steps
from sketchpad.generation.request.request import MethodSettings, Request, Sampling
from sketchpad.generation.request.required_weights import problems, with_nets
from sketchpad.generation.run.generate import generate
from sketchpad.models.checkpoints.inspect import inspect_model
from sketchpad.models.checkpoints.model_info import MAPS
from sketchpad.models.model import ModelStore
from sketchpad.sampling.network_calls import run_eagerly
from tests.tiny import add_few_steps


@pytest.fixture
def folder(tiny_model_dir, tmp_path):
    found = tmp_path / "model"
    shutil.copytree(tiny_model_dir, found)
    return found


def test_the_variant_takes_its_own_steps_and_file(folder):
    add_few_steps(folder)
    fast = few_step_variant(str(folder))
    usual = Request(Document(128, 128, prompt="a cat"), Sampling(3, 20, 4.0), model=str(folder))
    quick = fast.apply(usual)
    assert quick.sampling == Sampling(3, 4, 1.0, "lcm")
    assert quick.document is usual.document
    store = ModelStore()
    *steps, last = run_eagerly(generate(quick, store=store))
    assert last.final
    assert max(one.total for one in steps) == 4
    plain = Request(usual.document, quick.sampling, model=str(folder))
    *_, without = run_eagerly(generate(plain, store=store))
    assert (last.picture != without.picture).any()


@pytest.mark.parametrize(
    "changes",
    [
        {"lora": "../elsewhere.safetensors"},
        {"lora": "fast/none.safetensors"},
        {"steps": 0},
        {"steps": 1000},
        {"steps": "many"},
        {"guidance_scale": 0.0},
        {"scheduler": "magic"},
    ],
)
def test_a_card_that_makes_no_sense_is_no_variant(folder, changes):
    (folder.parent / "elsewhere.safetensors").write_bytes(b"")
    add_few_steps(folder)
    assert few_step_variant(str(folder)) is not None
    add_few_steps(folder, **changes)
    assert few_step_variant(str(folder)) is None


def test_a_model_may_need_few_steps_by_itself(folder):
    card = json.loads((folder / "sketchpad.json").read_text())
    (folder / "sketchpad.json").write_text(json.dumps({**card, "fast": {"steps": 4}}))
    fast = few_step_variant(str(folder))
    usual = Request(Document(128, 128, prompt="a cat"), Sampling(3, 20, 5.0, "euler", 0.3))
    assert fast.apply(usual) == replace(usual, sampling=replace(usual.sampling, steps=4))
    fewer = replace(usual, sampling=replace(usual.sampling, steps=2))
    assert fast.apply(fewer) == fewer
    (folder / "sketchpad.json").write_text(json.dumps({**card, "fast": {"steps": 99}}))
    assert few_step_variant(str(folder)) is None


def test_most_models_have_none(folder):
    assert few_step_variant(str(folder)) is None


@pytest.mark.parametrize(("steps", "taken"), [(20, LIVE_STEPS), (LIVE_STEPS, LIVE_STEPS), (3, 3)])
def test_without_a_variant_there_are_at_most_so_many_steps_and_nothing_else_changes(steps, taken):
    usual = Request(Document(128, 128, prompt="a cat"), Sampling(3, steps, 4.0, "euler"))
    assert with_few_steps(usual) == Request(usual.document, Sampling(3, taken, 4.0, "euler"))


@pytest.fixture
def mapped(folder):
    """With a network for maps that fits a U-Net whose first block has attention."""
    from diffusers.models.adapter import T2IAdapter

    with torch.random.fork_rng():
        torch.manual_seed(0)
        adapter = T2IAdapter(
            channels=[32, 64], num_res_blocks=1, downscale_factor=8, adapter_type="full_adapter"
        )
    adapter.save_pretrained(folder / "controls")
    return folder


def test_maps_go_to_the_network_that_reads_them(mapped):
    info = inspect_model(mapped)
    boxes = (Box("a cat", (0.1, 0.1, 0.8, 0.9)),)
    drawing = Document(128, 128, (Stroke([[10, 10], [50, 50]], 3),), boxes, "a cat")
    store, pictures = ModelStore(), {}
    for kind in ("scribble", *MAPS):
        request = Request(
            drawing,
            Sampling(0, 2, 2.0),
            (MethodSettings("controlnet", 1.0, kind=kind),),
            str(mapped),
        )
        told = with_nets(request, info).methods[0]
        assert told.name == ("t2i_adapter" if kind in MAPS else "controlnet")
        assert not list(problems(request, info))
        *_, last = run_eagerly(generate(request, store=store))
        pictures[kind] = last.picture.tobytes()
    assert len(set(pictures.values())) == len(pictures)


def test_the_network_for_maps_reads_no_lines(mapped):
    info = inspect_model(mapped)
    method = MethodSettings("t2i_adapter", 1.0, kind="scribble")
    request = Request(Document(128, 128), Sampling(0, 2, 2.0), (method,), str(mapped))
    assert [p.code for p in problems(request, info)] == ["unsupported_guidance"]
