from __future__ import annotations

import copy
import shutil
from dataclasses import replace
from threading import Event

import numpy as np
import pytest
import torch

from sketchpad.document.model import Box, Document, Stroke
from sketchpad.errors import NotFinite, OutOfMemory, UnsupportedGuidance, WeightsMissing
from sketchpad.generation.comparison.run_plans import compare, compare_requests
from sketchpad.generation.methods.registry import METHODS, method_names
from sketchpad.generation.request.defaults import method_defaults, sampling_defaults
from sketchpad.generation.request.request import (
    MethodSettings,
    Request,
    Sampling,
)
from sketchpad.generation.run.generate import GenerateOptions, generate, warm_up
from sketchpad.models.model import ModelStore
from sketchpad.models.runtime.device import DeviceChoice
from sketchpad.sampling.network_calls import run_eagerly
from tests.tiny import OneModel, load_tiny

ALL = tuple(MethodSettings(name, 1.0) for name in method_names())


@pytest.fixture
def request_(tiny_model_dir):
    document = Document(
        width=128,
        height=192,
        strokes=(Stroke([[10, 10], [90, 90]], 5.0),),
        boxes=(Box("a cat", (0.1, 0.1, 0.5, 0.5)),),
        prompt="a cat",
    )
    return Request(document, Sampling(0, 3, 4.0), (), str(tiny_model_dir))


@pytest.fixture
def store(tiny_model):
    return OneModel(tiny_model)


def test_a_picture_after_every_step_and_one_at_the_end(request_, store):
    progress = list(run_eagerly(generate(request_.with_methods(*ALL), store=store)))
    assert [(p.index, p.total, p.final) for p in progress] == [
        (1, 3, False),
        (2, 3, False),
        (3, 3, False),
        (3, 3, True),
    ]
    for one in progress:
        assert one.picture.shape == (192, 128, 3)
        assert one.picture.dtype == np.uint8
        assert not one.picture.flags.writeable
        assert one.notes == ()
    seconds = [p.seconds for p in progress]
    assert seconds == sorted(seconds)


@pytest.mark.slow
def test_the_same_request_gives_the_same_picture(request_, store):
    request = request_.with_methods(*ALL)
    one, two = (list(run_eagerly(generate(request, store=store)))[-1].picture for _ in range(2))
    assert np.array_equal(one, two)
    other = list(run_eagerly(generate(request.with_seed(1), store=store)))[-1].picture
    assert not np.array_equal(one, other)


def test_strength_zero_gives_the_picture_without_the_method(request_, store):
    silent = request_.with_methods(*(replace(m, strength=0.0) for m in ALL))
    one, two = (list(run_eagerly(generate(r, store=store)))[-1].picture for r in (request_, silent))
    assert np.array_equal(one, two)


@pytest.mark.parametrize("after", [0, 1, 5, 9, 14])
def test_stopping_ends_quietly(request_, store, after):
    asked = 0

    def cancelled():
        nonlocal asked
        asked += 1
        return asked > after

    progress = list(run_eagerly(generate(request_.with_methods(*ALL), cancelled, store)))
    assert not any(p.final for p in progress)
    assert asked == after + 1


def test_stopping_takes_effect_within_the_step(request_, store):
    stop = Event()
    last = 0
    for progress in run_eagerly(generate(request_.with_methods(*ALL), stop.is_set, store)):
        last = progress.index
        if last == 2:
            stop.set()
    assert last == 2


def test_a_run_that_is_dropped_leaves_no_trace(request_, store, tiny_model):
    run = run_eagerly(generate(request_.with_methods(*ALL), store=store))
    next(run)
    run.close()
    assert torch.is_grad_enabled()
    assert not any(m._forward_hooks for m in tiny_model.denoiser.unet.modules())


def test_a_long_prompt_is_remarked_upon(request_, store):
    document = replace(request_.document, prompt="cat " * 240 + "dog")
    progress = list(run_eagerly(generate(replace(request_, document=document), store=store)))
    (note,) = progress[0].notes
    assert (note.code, note.where, note.blocking) == ("prompt_too_long", "prompt", False)
    assert note.fields["ignored"].endswith("dog")
    assert progress[1].notes == ()
    assert progress[-1].notes == (note,)


def test_unknown_words_are_remarked_upon(request_, store):
    document = replace(request_.document, prompt="a cat and a zebra")
    (note,) = next(run_eagerly(generate(replace(request_, document=document), store=store))).notes
    assert (note.code, note.fields["words"], note.blocking) == ("unknown_words", "zebra", False)


def test_without_known_colours_steps_are_decoded(request_, tiny_model_dir):
    model = load_tiny(tiny_model_dir)
    model.codec._colours = None
    kept = GenerateOptions(on_latents=lambda _step, _latents: None)
    progress = list(run_eagerly(generate(request_, store=OneModel(model), options=kept)))
    assert np.array_equal(progress[-2].picture, progress[-1].picture)


def test_missing_weights(request_, tmp_path):
    with pytest.raises(WeightsMissing):
        next(run_eagerly(generate(replace(request_, model=str(tmp_path)), store=ModelStore())))


def test_a_store_loads_what_is_asked_for(request_, tiny_model_dir, monkeypatch):
    monkeypatch.setenv("SKETCHPAD_WEIGHTS", str(tiny_model_dir))
    monkeypatch.setenv("SKETCHPAD_DEVICE", "cpu")
    store = ModelStore()
    warm_up("", store)
    assert list(run_eagerly(generate(replace(request_, model=""), store=store)))[-1].final


class Broken:
    """A network that fails in a given way."""

    def __init__(self, network, failure):
        self.provides = network.provides - {"gradients"}
        self.takes_guidance_scale = network.takes_guidance_scale
        self._failure = failure

    def predict(self, x, t, branches, look_at=()):
        return self._failure(x)


def with_failure(model, failure):
    """A model that is `model` but for its network."""
    other = copy.copy(model)
    other.denoiser = Broken(model.denoiser, failure)
    return other


def fail(error):
    def failure(_x):
        raise error

    return failure


def test_running_out_of_memory(request_, tiny_model):
    broken = with_failure(tiny_model, fail(RuntimeError("DefaultCPUAllocator: not enough memory")))
    with pytest.raises(OutOfMemory):
        list(run_eagerly(generate(request_, store=OneModel(broken))))


def test_other_failures_are_not_taken_for_it(request_, tiny_model):
    broken = with_failure(tiny_model, fail(RuntimeError("a bug")))
    with pytest.raises(RuntimeError, match="a bug"):
        list(run_eagerly(generate(request_, store=OneModel(broken))))


def test_numbers_that_are_not_finite(request_, tiny_model):
    from sketchpad.sampling.denoiser import Prediction

    broken = with_failure(
        tiny_model, lambda x: Prediction(torch.full((2, *x.shape[1:]), float("inf")), {})
    )
    with pytest.raises(NotFinite):
        list(run_eagerly(generate(request_, store=OneModel(broken))))


class TwoPlaces:
    """A store whose model fails at step `step` at one place and works at any other."""

    def __init__(self, model, place, failure, step=3):
        self.asked, self._calls, self._step = [], 0, step
        self._working, self._failure = model, failure
        self._broken = with_failure(model, self._predict)
        self._place = place

    def _predict(self, x):
        self._calls += 1
        if self._calls == self._step:
            self._broken.place = self._place  # no such device need be here
            return self._failure(x)
        return self._working.denoiser.predict(x, self._t, self._branches)

    def get(self, folder, place=None):
        self.asked.append(place)
        if place is not None:
            return self._working
        network = self._broken.denoiser

        def predict(x, t, branches, look_at=()):
            self._t, self._branches = t, branches
            return self._predict(x)

        network.predict = predict
        return self._broken


def infinite(x):
    from sketchpad.sampling.denoiser import Prediction

    return Prediction(torch.full((2, *x.shape[1:]), float("inf")), {})


@pytest.mark.parametrize(
    ("place", "failure", "code", "other"),
    [
        (
            DeviceChoice(torch.device("cpu"), torch.bfloat16),
            infinite,
            "full_precision",
            DeviceChoice(torch.device("cpu"), torch.float32),
        ),
        (
            DeviceChoice(torch.device("cuda"), torch.float16),
            fail(torch.OutOfMemoryError("CUDA out of memory")),
            "offloaded",
            DeviceChoice(torch.device("cuda"), torch.float16, offload=True),
        ),
        (
            DeviceChoice(torch.device("cuda"), torch.float16, offload=True),
            fail(torch.OutOfMemoryError("CUDA out of memory")),
            "offloaded",
            DeviceChoice(torch.device("cuda"), torch.float16, offload=True, layers=True),
        ),
    ],
)
def test_a_second_try_goes_on_where_the_first_failed(
    request_, tiny_model, place, failure, code, other
):
    request_ = request_.with_methods()
    expected = list(run_eagerly(generate(request_, store=OneModel(tiny_model))))
    store = TwoPlaces(tiny_model, place, failure)
    progress = list(run_eagerly(generate(request_, store=store)))
    assert [one.index for one in progress] == [one.index for one in expected]
    assert np.array_equal(progress[-1].picture, expected[-1].picture)
    assert [note.code for note in progress[-1].notes] == [code]
    assert store.asked[-1] == other
    assert str(progress[-1].notes[0])


def test_there_is_no_third_try(request_, tiny_model):
    place = DeviceChoice(torch.device("cpu"), torch.bfloat16)
    broken = with_failure(tiny_model, infinite)
    broken.place = place
    with pytest.raises(NotFinite):
        list(run_eagerly(generate(request_.with_methods(), store=OneModel(broken))))


def test_four_modes_of_a_request(request_):
    own = MethodSettings("controlnet", 0.3, 0.1, 0.9)
    modes = compare_requests(request_.with_methods(own, MethodSettings("gligen", 0.0)))
    stand_ins = {name for name, method in METHODS.items() if method.stands_in}
    assert [name for name, _ in modes] == [
        "none",
        *(n for n in method_names() if n not in stand_ins),
    ]
    methods = {name: request.methods for name, request in modes}
    assert methods["none"] == ()
    assert methods["controlnet"] == (own,)
    assert methods["gligen"] == (MethodSettings("gligen", 1.0, 0.0, 1.0),)
    assert methods["edge_predictor"] == (MethodSettings("edge_predictor", 1.6, 0.0, 0.5),)
    assert {request.sampling for _, request in modes} == {request_.sampling}


@pytest.mark.slow
def test_cells_fill_together_and_are_the_pictures_of_single_runs(request_, store):
    requests = [request for _, request in compare_requests(request_)]
    seen = list(compare(requests, store=store, most_rows=0))
    assert [cell for cell, _ in seen] == [0, 1, 2, 3] * 4
    for cell, request in enumerate(requests):
        mine = [progress for number, progress in seen if number == cell]
        single = list(run_eagerly(generate(request, store=store)))
        assert [p.index for p in mine] == [p.index for p in single]
        assert np.array_equal(mine[-1].picture, single[-1].picture)
        assert mine[-1].final


def test_cells_may_differ_in_their_number_of_steps(request_, store):
    short = replace(request_, sampling=replace(request_.sampling, steps=1))
    seen = list(compare([request_, short], store=store, most_rows=0))
    assert [cell for cell, _ in seen] == [0, 1, 0, 1, 0, 0]


def test_comparing_can_be_stopped(request_, store):
    seen = []
    for cell, progress in compare([request_] * 3, lambda: len(seen) == 4, store):
        seen.append((cell, progress.index))
    assert seen == [(0, 1), (1, 1), (2, 1), (0, 2)]


def test_a_cell_that_fails_does_not_stop_the_others(request_, tiny_model_dir, tmp_path):
    folder = shutil.copytree(tiny_model_dir, tmp_path / "model")
    shutil.rmtree(folder / "controlnet")
    requests = [request_, request_.with_methods(MethodSettings("controlnet", 1.0))]
    seen = list(compare(requests, store=OneModel(load_tiny(folder))))
    failed = [progress for cell, progress in seen if cell == 1]
    assert len(failed) == 1
    assert failed[0].final
    assert failed[0].notes[-1].blocking
    assert failed[0].notes[-1].code == UnsupportedGuidance.code
    assert failed[0].picture.shape == (192, 128, 3)
    assert [progress.final for cell, progress in seen if cell == 0] == [False] * 3 + [True]


def test_defaults_come_from_the_models_card_or_else_from_the_settings(tiny_model_dir, tmp_path):
    model = str(tiny_model_dir)
    assert sampling_defaults(model, seed=4) == Sampling(4, 4, 4.0, "ddim", two_pass=True)
    assert method_defaults("edge_predictor", model) == MethodSettings(
        "edge_predictor", 1.6, 0.0, 0.5
    )
    assert method_defaults("controlnet", str(tmp_path)) == MethodSettings(
        "controlnet", 1.0, 0.0, 1.0
    )
