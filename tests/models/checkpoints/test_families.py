"""Which family a folder is of, what suits it, and what is refused before anything is loaded."""

from __future__ import annotations

import json
import shutil

import pytest

from sketchpad.errors import WeightsDamaged, WeightsMissing
from sketchpad.models.checkpoints.inspect import inspect_model
from sketchpad.models.checkpoints.model_info import SD1, SD2, SDXL
from tests.tiny import build_tiny_model


@pytest.fixture(scope="module")
def xl_dir(tmp_path_factory):
    return build_tiny_model(tmp_path_factory.mktemp("xl"), xl=True)


@pytest.fixture
def xl(xl_dir, tmp_path):
    """A copy to be spoiled."""
    return shutil.copytree(xl_dir, tmp_path / "xl")


def change(path, **entries):
    path.write_text(json.dumps(json.loads(path.read_text()) | entries))


def test_families_are_told_apart(tiny_model_dir, xl, tmp_path):
    assert inspect_model(tiny_model_dir).family == SD1
    assert inspect_model(xl).family == SDXL
    second = shutil.copytree(tiny_model_dir, tmp_path / "second")
    change(second / "unet" / "config.json", cross_attention_dim=1024)
    assert inspect_model(second).family == SD2


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("EulerDiscreteScheduler", "euler"),
        ("EulerAncestralDiscreteScheduler", "euler_a"),
        ("UniPCMultistepScheduler", "unipc"),
        ("PNDMScheduler", "ddim"),
    ],
)
def test_the_scheduler_it_comes_with_is_its_default(xl, kind, name):
    (xl / "sketchpad.json").unlink()
    change(xl / "scheduler" / "scheduler_config.json", _class_name=kind)
    info = inspect_model(xl)
    assert info.scheduler == name
    assert (info.width, info.height, info.steps, info.guidance_scale) == (64, 64, 20, 7.5)
    assert info.latent_colours is not None


def test_gligen_is_said_to_be_missing_for_good(xl, tiny_model_dir):
    assert inspect_model(xl).lacks("grounding").endswith("Stable Diffusion 1.x only")
    assert inspect_model(tiny_model_dir).lacks("grounding") == ""


@pytest.mark.parametrize(
    "entries",
    [
        {"text_encoder": [None, None], "tokenizer": [None, None]},
        {"requires_aesthetics_score": True},
    ],
)
def test_a_refiner_is_refused(xl, entries):
    change(xl / "model_index.json", **entries)
    with pytest.raises(WeightsDamaged, match="refiner"):
        inspect_model(xl)


def test_an_xl_pipeline_around_another_unet_is_refused(xl, tiny_model_dir):
    shutil.rmtree(xl / "unet")
    shutil.copytree(tiny_model_dir / "unet", xl / "unet")
    with pytest.raises(WeightsDamaged, match="another family"):
        inspect_model(xl)


@pytest.mark.parametrize(("key", "value"), [("num_class_embeds", 1000), ("in_channels", 5)])
def test_a_unet_that_wants_more_than_it_is_told_is_refused(tiny_model_dir, tmp_path, key, value):
    folder = shutil.copytree(tiny_model_dir, tmp_path / "model")
    change(folder / "unet" / "config.json", **{key: value})
    with pytest.raises(WeightsDamaged, match="its settings are wrong"):
        inspect_model(folder)


@pytest.mark.parametrize("part", ["text_encoder_2", "tokenizer_2"])
def test_the_second_text_encoder_must_be_there(xl, part):
    shutil.rmtree(xl / part)
    with pytest.raises(WeightsMissing, match=part):
        inspect_model(xl)
