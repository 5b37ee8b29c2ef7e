"""A VAE that is chosen beside a model decodes its pictures: from files, folders and other models."""

from __future__ import annotations

import json
import shutil

import pytest
import torch
from safetensors.torch import load_file, save_file

from sketchpad.document.model import Document
from sketchpad.errors import WeightsDamaged, WeightsMissing
from sketchpad.generation.export.a1111_text import to_a1111_text
from sketchpad.generation.export.metadata import to_text, vae_name
from sketchpad.generation.preflight.check import check
from sketchpad.generation.request.request import Request, Sampling
from sketchpad.generation.run.generate import generate
from sketchpad.sampling.network_calls import run_eagerly
from tests.models.checkpoints.test_single_file import original_vae_name
from tests.models.test_published_checkpoints import VAE, sd1, sdxl, without
from tests.published import listed, place_of, write_header
from tests.tiny import OneModel, build_tiny_model, load_tiny

pytestmark = pytest.mark.slow

WEIGHTS = "diffusion_pytorch_model.safetensors"


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    """A model with another VAE, and that VAE as a file in both ways of naming."""
    folder = build_tiny_model(tmp_path_factory.mktemp("other") / "model", seed=9, gated=False)
    tensors = load_file(folder / "vae" / WEIGHTS)
    save_file(tensors, folder.parent / "diffusers.safetensors")
    original = {}
    for name, value in tensors.items():
        attends = "attentions" in name and value.dim() == 2
        original[original_vae_name(f".{name}")[1:]] = value[:, :, None, None] if attends else value
    original |= {"loss.logvar": torch.ones(()), "model_ema.decay": torch.ones(())}
    save_file({k: v.contiguous() for k, v in original.items()}, folder.parent / "ldm.safetensors")
    return folder


@pytest.fixture(scope="module")
def model(tmp_path_factory, other):
    return load_tiny(build_tiny_model(tmp_path_factory.mktemp("own") / "model", gated=False))


@pytest.fixture
def families(model, monkeypatch, tmp_path):
    """Files have no settings; those of the family are here the tiny ones."""
    from sketchpad.models.checkpoints import single_file

    vae = json.loads((model.info.folder / "vae" / "config.json").read_text())
    (tmp_path / "sd1.json").write_text(json.dumps({"vae": vae}))
    monkeypatch.setattr(single_file, "families", lambda: tmp_path)


@pytest.mark.usefixtures("families")
@pytest.mark.parametrize("kind", ["model", "folder", "ldm file", "diffusers file"])
def test_it_decodes_instead_of_the_models_own(model, other, kind):
    place = {
        "model": other,
        "folder": other / "vae",
        "ldm file": other.parent / "ldm.safetensors",
        "diffusers file": other.parent / "diffusers.safetensors",
    }[kind]
    latents = torch.randn(1, 4, 8, 8, generator=torch.Generator().manual_seed(1))
    own = model.codec.decode(latents)
    kept = model.kept
    model.use_vae(str(place))
    theirs = load_tiny(other).codec.decode(latents)
    assert abs(model.codec.decode(latents).astype(int) - theirs).max() <= 1
    assert abs(own.astype(int) - theirs).max() > 10
    assert model.kept is not kept
    chosen = model.codec
    model.use_vae(str(place))
    assert model.codec is chosen
    model.use_vae("")
    assert (model.codec.decode(latents) == own).all()


def test_a_picture_tells_its_vae_but_not_where_it_lies(model, other):
    plain = Request(
        Document(128, 128, prompt="a cat"), Sampling(1, 2, 2.0), (), str(model.info.folder)
    )
    request = Request(**vars(plain) | {"vae": str(other / "vae")})
    assert check(request) == []
    pictures = []
    for one in (plain, request, plain):
        *_, last = run_eagerly(generate(one, store=OneModel(model)))
        pictures.append(last.picture)
    assert (pictures[0] == pictures[2]).all()
    assert (pictures[0] != pictures[1]).any()
    assert vae_name(request) == "vae"
    text = to_text(request)
    assert json.loads(text)["vae"] == "vae"
    assert str(other) not in text
    assert "VAE: vae" in to_a1111_text(request, "tiny", vae_name=vae_name(request))
    assert Request.from_json(request.to_json(), request.document) == request
    assert Request.from_json(plain.to_json(), plain.document) == plain


def test_what_is_none_is_said_before_anything_runs(model, tmp_path):
    (tmp_path / "vae.pt").write_bytes(b"\x80\x04N.")
    lora = tmp_path / "lora.safetensors"
    save_file({"lora_unet_x.lora_up.weight": torch.ones(2)}, lora)
    short = listed("vae_ldm")
    short.popitem()
    short = write_header(tmp_path / "short.safetensors", short)
    foreign = shutil.copytree(model.info.folder / "vae", tmp_path / "foreign")
    config = json.loads((foreign / "config.json").read_text())
    (foreign / "config.json").write_text(json.dumps(config | {"latent_channels": 16}))
    for vae, error, said in (
        ("x" * 5000, WeightsMissing, "Choose another VAE"),
        (tmp_path / "gone.safetensors", WeightsMissing, "Choose another VAE"),
        (tmp_path / "vae.pt", WeightsDamaged, "may contain a program"),
        (lora, WeightsDamaged, "it is a LoRA"),
        (short, WeightsDamaged, "1 tensors are missing"),
        (foreign, WeightsDamaged, "no VAE of this kind of model"),
    ):
        with pytest.raises(error, match=said):
            model.use_vae(str(vae))
        assert model.codec is model._own_vae
    request = Request(
        Document(128, 128, prompt="a cat"), Sampling(1, 2, 2.0), (), str(model.info.folder),
        vae=str(lora),
    )  # fmt: skip
    assert [(p.code, p.where, p.blocking) for p in check(request)] == [
        ("weights_damaged", "model", True)
    ]


@pytest.mark.parametrize("whole", [sd1, sdxl])
def test_a_checkpoint_without_a_vae_asks_for_one(whole, tmp_path):
    path = write_header(tmp_path / "no-vae.safetensors", without(whole(), VAE))
    request = Request(Document(512, 512, prompt="a cat"), Sampling(1, 2, 2.0), (), str(path))
    assert [(p.code, p.where, p.blocking) for p in check(request)] == [("no_vae", "model", True)]
    vae = write_header(tmp_path / "vae-ft-mse-840000-ema-pruned.safetensors", listed("vae_ldm"))
    assert check(Request(**vars(request) | {"vae": str(vae)})) == []
    model = place_of(path)
    with pytest.raises(WeightsDamaged, match="choose one beside it"):
        model.codec.latent_size(8, 8)
    model.use_vae(str(vae))
    assert model.codec.vae.config.scaling_factor in (0.18215, 0.13025)
    model.use_vae("")
    with pytest.raises(WeightsDamaged, match="without a VAE"):
        model.codec.latent_size(8, 8)
