"""All three methods at once in one picture, on the model that ships."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from sketchpad import paths
from sketchpad.document.model import Box, Document, Stroke
from sketchpad.generation.methods.registry import method_names
from sketchpad.generation.preflight.check import check
from sketchpad.generation.request.defaults import method_defaults, sampling_defaults
from sketchpad.generation.request.request import Request
from sketchpad.generation.run.generate import generate
from sketchpad.models.model import load_model
from sketchpad.models.runtime.device import DeviceChoice
from sketchpad.sampling.network_calls import run_eagerly
from tests.tiny import OneModel

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (paths.weights() / "model_index.json").is_file(), reason="there are no weights here"
    ),
]
DRAWING = Document(
    128,
    128,
    (Stroke([[20, 30], [100, 24], [110, 100], [24, 104], [20, 30]], 5.0),),
    (Box("cat", (0.1, 0.15, 0.9, 0.85)),),
    prompt="a cat",
)


@pytest.fixture(scope="module")
def model():
    return load_model(paths.weights(), DeviceChoice(torch.device("cpu"), torch.float32))


@pytest.mark.parametrize("scheduler", ["ddim", "dpm++_karras", "unipc"])
def test_all_three_at_once(model, scheduler):
    sampling = replace(sampling_defaults(""), steps=3, scheduler=scheduler)
    ways = tuple(method_defaults(name, "") for name in method_names())
    pictures = []
    for methods in (ways, ways[::-1], (), *[(way,) for way in ways]):
        request = Request(DRAWING, sampling, methods)
        assert [problem for problem in check(request) if problem.blocking] == []
        *_, last = run_eagerly(generate(request, store=OneModel(model)))
        assert last.final
        assert not last.notes
        pictures.append(last.picture)
    together, turned, *others = pictures
    assert np.array_equal(together, turned)
    assert together.std() > 1.0
    for other in others:
        assert not np.array_equal(together, other)
