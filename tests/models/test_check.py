"""`sketchpad models check`: kind, family, parts, precision and what is missing, of files and folders."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sketchpad.cli import main as command_line
from sketchpad.models.check import check_path
from tests.models.test_published_checkpoints import (
    FOLDERS,
    UNET,
    VAE,
    sd1,
    sdxl,
    without,
    write_folder,
)
from tests.published import listed, write_header
from tests.tiny import build_tiny_model

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _no_log(monkeypatch):
    monkeypatch.setattr(command_line.logs, "start_logging", lambda: None)


def lora(family):
    tensors = {}
    for name, (_, shape) in listed(f"lora_{family}").items():
        tensors[f"{name}.lora_down.weight"] = ("BF16", (4, *shape[1:]))
        tensors[f"{name}.lora_up.weight"] = ("BF16", (shape[0], 4, *(1,) * (len(shape) - 2)))
    return tensors


FILES = {
    "model": (lambda: sd1("F16", "F32"), "base", "Stable Diffusion 1.x"),
    "XL": (sdxl, "base", "Stable Diffusion XL"),
    "control": (lambda: listed("controlnet_sd2_ldm", "F16"), "controlnet", "Stable Diffusion 2.x"),
    "union": (lambda: listed("controlnet_union", "F16"), "controlnet", "Stable Diffusion XL"),
    "adapter": (
        lambda: listed("t2i_sdxl_diffusers", "F16"),
        "t2i_adapter",
        "Stable Diffusion XL",
    ),
    "vae": (lambda: listed("vae_ldm"), "vae", ""),
    "lora": (lambda: lora("sdxl"), "lora", "Stable Diffusion XL"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_called_by_its_kind_and_family(name, tmp_path):
    tensors, kind, family = FILES[name]
    found = check_path(write_header(tmp_path / f"{name}.safetensors", tensors()))
    assert (found.kind, found.family, found.problem, found.missing) == (kind, family, None, "")
    assert sum(part.tensors for part in found.parts.values()) == len(tensors())


def test_parts_and_precisions_are_told_in_words_and_as_json(tmp_path, capsys):
    path = write_header(tmp_path / "dream.safetensors", sd1("F8_E4M3", "F16"))
    assert command_line.main(["models", "check", str(path)]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == ["dream.safetensors:", "Model", "for", "Stable", "Diffusion", "1.x"]
    assert ["unet", "686", "tensors", "float8"] in lines
    assert ["vae", "248", "tensors", "float16"] in lines
    assert lines[-1] == ["Nothing", "is", "missing."]
    assert command_line.main(["models", "check", "--json", str(path)]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["kind"], told["usable"], told["problem"]) == ("base", True, None)
    assert told["parts"]["text_encoder"] == {"tensors": 197, "precision": ["float16"]}


def test_what_is_missing_is_named(tmp_path, capsys):
    cut = sd1()
    del cut[f"{UNET}time_embed.0.bias"]
    paths = [
        write_header(tmp_path / "cut.safetensors", cut),
        write_header(tmp_path / "bare.safetensors", without(sd1(), VAE)),
        tmp_path / "gone.safetensors",
    ]
    assert command_line.main(["models", "check", *map(str, paths)]) == 1
    first, second, third = capsys.readouterr().out.split("\n\n")
    assert "1 tensors are missing, the first is time_embedding.linear_1.bias" in first
    assert "comes without a VAE. Choose one" in second
    assert "Nothing is missing" not in second
    assert "not found" in third


def test_names_that_no_file_can_have_are_not_found():
    for name in ("x" * 5000, "a\0b"):
        assert "not found" in str(check_path(Path(name)).problem)


def test_folders(tmp_path):
    write_folder(tmp_path / "sd15", *FOLDERS["stable-diffusion-v1-5"])
    found = check_path(tmp_path / "sd15")
    assert (found.kind, found.family, found.problem) == ("base", "Stable Diffusion 1.x", None)
    assert found.parts["vae"].precision == ("float16",)
    tiny = build_tiny_model(tmp_path / "tiny")
    assert check_path(tiny / "controlnet").kind == "controlnet"
    assert check_path(tiny / "vae").kind == "vae"
    for part in ("unet", "text_encoder"):
        assert "one part of a model" in str(check_path(tiny / part).problem)
