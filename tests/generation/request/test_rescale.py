"""Guidance rescale: from a model's card, a project, a picture or the command line into the one loop."""

from __future__ import annotations

import argparse
import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

from sketchpad.cli.shared.request_arguments import (
    add_drawing_arguments,
    add_method_argument,
    add_sampling_arguments,
    request_from,
)
from sketchpad.document.model import Document, Stroke
from sketchpad.errors import BadDocument
from sketchpad.generation.export.a1111_text import from_a1111_text, to_a1111_text
from sketchpad.generation.export.picture import export_picture, read_settings
from sketchpad.generation.preflight.check import check
from sketchpad.generation.request.defaults import sampling_defaults
from sketchpad.generation.request.request import MethodSettings, Request, Sampling
from sketchpad.generation.run.generate import generate
from sketchpad.sampling.network_calls import run_eagerly
from tests.tiny import OneModel, load_tiny

LINE = Stroke([[10, 20, 1.0], [90, 100, 0.5]], 6.0)
DRAWING = Document(128, 128, (LINE,), prompt="a red cat", negative_prompt="dog")
PLAIN = Request(DRAWING, Sampling(7, 3, 9.0))


def rescaled(request: Request, share: float) -> Request:
    return replace(request, sampling=replace(request.sampling, guidance_rescale=share))


@pytest.fixture(scope="module")
def store(tiny_model_dir):
    return OneModel(load_tiny(tiny_model_dir))


@pytest.fixture
def carded(tiny_model_dir, tmp_path):
    """A model whose card asks for it."""
    folder = shutil.copytree(tiny_model_dir, tmp_path / "carded")
    card = json.loads((folder / "sketchpad.json").read_text())
    card["defaults"]["guidance_rescale"] = 0.7
    (folder / "sketchpad.json").write_text(json.dumps(card))
    return folder


def picture(request, store):
    *_, last = run_eagerly(generate(request, store=store))
    return last.picture


def arguments(*given):
    parser = argparse.ArgumentParser()
    add_drawing_arguments(parser)
    add_method_argument(parser)
    add_sampling_arguments(parser)
    return parser.parse_args([str(one) for one in given])


def test_it_changes_the_picture_and_0_changes_nothing(store):
    usual = picture(PLAIN, store)
    assert np.array_equal(picture(rescaled(PLAIN, 0.0), store), usual)
    assert not np.array_equal(picture(rescaled(PLAIN, 0.7), store), usual)


def test_without_a_second_branch_there_is_nothing_to_rescale(store):
    alone = replace(PLAIN, sampling=replace(PLAIN.sampling, guidance_scale=1.0))
    assert np.array_equal(picture(rescaled(alone, 0.7), store), picture(alone, store))


def test_it_works_beside_methods_that_condition_and_pull(store):
    methods = (MethodSettings("edge_predictor", 1.6, 0.0, 0.9), MethodSettings("controlnet", 0.8))
    steered = PLAIN.with_methods(*methods)
    found = picture(rescaled(steered, 0.7), store)
    assert not np.array_equal(found, picture(steered, store))
    assert not np.array_equal(found, picture(rescaled(PLAIN, 0.7), store))


def test_the_models_card_says_what_suits_it(carded, tiny_model_dir):
    assert sampling_defaults(str(carded)).guidance_rescale == 0.7
    assert sampling_defaults(str(tiny_model_dir)).guidance_rescale == 0.0


def test_the_command_line_prefers_what_was_given(carded):
    given = ("--model", carded, "--prompt", "a cat")
    assert request_from(arguments(*given)).sampling.guidance_rescale == 0.7
    told = request_from(arguments(*given, "--guidance-rescale", "0.25"))
    assert told.sampling.guidance_rescale == 0.25
    with pytest.raises(SystemExit):
        arguments(*given, "--guidance-rescale", "1.5")


def test_requests_without_it_are_those_of_older_versions():
    data = rescaled(PLAIN, 0.7).to_json()
    assert Request.from_json(data, DRAWING) == rescaled(PLAIN, 0.7)
    del data["sampling"]["guidance_rescale"]
    assert Request.from_json(data, DRAWING) == PLAIN
    data["sampling"]["guidance_rescale"] = "much"
    with pytest.raises(BadDocument):
        Request.from_json(data, DRAWING)


def test_it_comes_back_from_a_picture(tmp_path):
    path = tmp_path / "picture.png"
    export_picture(np.zeros((128, 128, 3), np.uint8), rescaled(PLAIN, 0.7), path)
    saved = read_settings(path)
    assert saved is not None
    assert saved.request == rescaled(PLAIN, 0.7)
    assert "CFG rescale: 0.7" in saved.parameters


def test_other_programs_text():
    assert "rescale" not in to_a1111_text(PLAIN).lower()
    text = to_a1111_text(rescaled(PLAIN, 0.7))
    found = from_a1111_text(text)
    assert found is not None
    assert found.sampling == rescaled(PLAIN, 0.7).sampling
    wild = from_a1111_text(text.replace("CFG rescale: 0.7", "CFG rescale: 12"))
    assert wild is not None
    assert wild.sampling.guidance_rescale == 1.0


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_out_of_bounds_it_is_said_before_the_run(share, tiny_model_dir):
    request = rescaled(replace(PLAIN, model=str(tiny_model_dir)), share)
    (problem,) = check(request)
    assert problem.where == "guidance_rescale"
    assert "Guidance rescale must be between 0.0 and 1.0" in problem.sentence


def test_sheets_and_records_name_it():
    assert PLAIN.sampling.guidance_text == "9"
    assert rescaled(PLAIN, 0.7).sampling.guidance_text == "9 (φ 0.7)"
