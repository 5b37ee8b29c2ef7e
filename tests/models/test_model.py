from __future__ import annotations

import shutil

import numpy as np
import pytest
import torch

from sketchpad.errors import NotFinite, UnsupportedGuidance
from sketchpad.models.model import ModelStore, load_model
from sketchpad.models.networks.edge_networks import EdgePredictor
from sketchpad.models.networks.feature_hooks import capture
from sketchpad.models.runtime.device import DeviceChoice, choose_device, is_out_of_memory
from sketchpad.models.runtime.value_cache import ValueCache
from sketchpad.sampling.denoiser import Branch, Grounding

FULL = DeviceChoice(torch.device("cpu"), torch.float32)
HALF = DeviceChoice(torch.device("cpu"), torch.bfloat16)


def test_text_is_remembered_by_value(tiny_model):
    first = tiny_model.text.encode("a red cat")
    assert tiny_model.text.encode("a " + "red cat") is first
    assert first.tokens.shape == (1, 32, 32)
    assert first.pooled.shape == (1, 32)


def test_the_end_of_a_long_prompt_is_named(tiny_model):
    assert tiny_model.text.prompts.ignored("a red cat") == ""
    assert tiny_model.text.prompts.ignored("cat " * 240 + "dog") == "dog"


def test_latents_become_read_only_pictures(tiny_model):
    latents = torch.randn(1, 4, 16, 24)
    for picture in (tiny_model.codec.decode(latents), tiny_model.codec.preview(latents)):
        assert picture.shape == (128, 192, 3)
        assert picture.dtype == np.uint8
        assert not picture.flags.writeable
        assert picture.flags.c_contiguous


def test_a_picture_becomes_latents(tiny_model):
    picture = np.random.default_rng(0).random((64, 128, 3), np.float32)
    latents = tiny_model.codec.encode(picture)
    assert latents.shape == (1, 4, 8, 16)
    assert torch.equal(latents, tiny_model.codec.encode(picture))


def test_a_codec_that_overflows_turns_to_full_precision(tiny_model_dir):
    codec = load_model(tiny_model_dir, FULL).codec
    codec.vae.half()
    picture = codec.decode(torch.full((1, 4, 8, 8), 3e38) * 0 + 1e6)
    assert codec.dtype == torch.float32
    assert picture.shape == (64, 64, 3)
    with pytest.raises(NotFinite) as error:
        codec.decode(torch.full((1, 4, 8, 8), float("nan")), 7)
    assert error.value.fields["step"] == 7


def test_on_a_processor_with_half_precision_a_small_codec_decodes_in_it_and_encodes_in_full(
    tiny_model_dir,
):
    full = load_model(tiny_model_dir, FULL).codec
    half = load_model(tiny_model_dir, HALF).codec
    assert half.dtype == torch.bfloat16
    latents = torch.randn(1, 4, 8, 8, generator=torch.Generator().manual_seed(1))
    difference = half.decode(latents).astype(int) - full.decode(latents)
    assert 0 < np.abs(difference).mean() < 1
    picture = np.random.default_rng(0).random((64, 64, 3), np.float32)
    exact = full.encode(picture)
    assert torch.equal(half.encode(picture), exact)
    assert torch.equal(full.encode(picture, noisy=True), exact)
    rough = half.encode(picture, noisy=True)
    assert rough.dtype == torch.float32
    assert 0 < float((rough - exact).abs().max()) < 0.05 * float(exact.abs().max())


def test_large_pictures_are_decoded_in_tiles_without_seams(tiny_model, monkeypatch):
    codec = tiny_model.codec
    latents = torch.randn(1, 4, 24, 40)
    whole = codec.decode(latents)
    monkeypatch.setattr(codec, "_tile", 16)
    tiled = codec.decode(latents)
    assert tiled.shape == whole.shape == (192, 320, 3)
    assert np.abs(tiled.astype(int) - whole).mean() < 15


def test_low_precision_is_near_full_precision(tiny_model, tiny_model_dir):
    half = load_model(tiny_model_dir, HALF)
    x, t = torch.randn(1, 4, 16, 16), torch.tensor(500)
    outputs = []
    for model in (tiny_model, half):
        boxes = torch.rand(1, 30, 4)
        told = Grounding(boxes * 0 + 0.3, torch.ones(1, 30), torch.ones(1, 30, 32))
        branch = Branch(model.text.encode("a cat"), grounding=told)
        outputs.append(model.denoiser.predict(x, t, [branch]).output)
    assert outputs[1].dtype == torch.float32
    assert (outputs[0] - outputs[1]).abs().mean() < 0.02


def test_features_are_captured_and_no_hook_stays(tiny_model):
    unet = tiny_model.denoiser.unet
    taps = ["mid_block.resnets.1", "up_blocks.0", "down_blocks.0.attentions.0"]
    with capture(unet, taps) as seen:
        tiny_model.denoiser.predict(
            torch.randn(1, 4, 8, 8), torch.tensor(1), [Branch(tiny_model.text.encode(""))]
        )
    assert {name: tuple(value.shape[1:]) for name, value in seen.items()} == {
        "mid_block.resnets.1": (64, 4, 4),
        "up_blocks.0": (64, 8, 8),
        "down_blocks.0.attentions.0": (32, 8, 8),
    }
    with pytest.raises(AttributeError), capture(unet, ["mid_block.resnets.1", "nothing.here"]):
        pass
    assert not any(module._forward_hooks for module in unet.modules())


def test_attention_maps_are_shown_with_gradients_and_change_nothing(tiny_model):
    denoiser, text = tiny_model.denoiser, tiny_model.text.encode("a red cat")
    name = "mid_block.attentions.0.transformer_blocks.0.attn2"
    before = denoiser.unet.get_submodule(name).processor
    x = torch.randn(1, 4, 8, 8)
    plain = denoiser.predict(x, torch.tensor(500), [Branch(text)]).output
    with torch.enable_grad():
        x.requires_grad_()
        output, seen = denoiser.predict(x, torch.tensor(500), [Branch(text)], [name, "up_blocks.0"])
    assert torch.allclose(output, plain, atol=1e-5)
    maps = seen[name]
    assert maps.shape == (1, 4, 16, 32)
    assert torch.allclose(maps.sum(-1), torch.ones(1, 4, 16), atol=1e-5)
    (gradient,) = torch.autograd.grad(maps[..., 3].sum(), x)
    assert gradient.abs().max() > 0
    assert denoiser.unet.get_submodule(name).processor is before


def test_branches_with_and_without_boxes_share_a_batch(tiny_model):
    x, t = torch.randn(1, 4, 8, 8), torch.tensor(500)
    text = tiny_model.text.encode("a cat")
    told = Grounding(torch.full((1, 30, 4), 0.3), torch.ones(1, 30), torch.ones(1, 30, 32))
    none = Grounding(told.boxes, torch.zeros(1, 30), told.embeddings)
    predict = tiny_model.denoiser.predict
    one = predict(x, t, [Branch(text, grounding=none), Branch(text, grounding=told)]).output
    two = predict(x, t, [Branch(text), Branch(text, grounding=told)]).output
    assert torch.allclose(one, two, atol=1e-5)
    assert not torch.allclose(one[0], one[1], atol=1e-3)


def test_a_gate_scale_of_zero_is_a_model_without_gates(tiny_model):
    x, t = torch.randn(1, 4, 8, 8), torch.tensor(500)
    text = tiny_model.text.encode("a cat")
    shut = Grounding(torch.rand(1, 30, 4), torch.ones(1, 30), torch.ones(1, 30, 32), scale=0.0)
    predict = tiny_model.denoiser.predict
    with_gates = predict(x, t, [Branch(text, grounding=shut)]).output
    assert torch.allclose(with_gates, predict(x, t, [Branch(text)]).output, atol=1e-6)


@pytest.mark.parametrize("kind", ["mlp", "conv"])
@pytest.mark.parametrize("noise", ["level", "map"])
def test_an_edge_predictor_survives_the_disk(kind, noise, tmp_path):
    config = {
        "taps": ["a", "b"],
        "channels": [6, 10],
        "latent_channels": 4,
        "encodings": 9,
        "kind": kind,
        "hidden": [16, 8],
        "noise": noise,
    }
    network = EdgePredictor(config).eval()
    network.save(tmp_path)
    again = EdgePredictor.load(tmp_path)
    features = [torch.randn(2, 6, 8, 6), torch.randn(2, 10, 4, 3)]
    level = torch.rand(2) if noise == "level" else torch.randn(2, 4, 8, 6)
    predicted = again(features, level, (8, 6))
    assert predicted.shape == (2, 4, 8, 6)
    assert torch.equal(predicted, network(features, level, (8, 6)))
    assert again.config == config
    assert not again.training


def test_an_edge_predictor_reads_resized_and_joined_features():
    """As the paper says it: resize all features to the latents' size, join them, apply the layers to every pixel."""
    from torch.nn import functional

    network = EdgePredictor(
        {
            "taps": ["a", "b"],
            "channels": [6, 10],
            "latent_channels": 4,
            "hidden": [16, 8],
            "noise": "map",
        }
    ).eval()
    features = [torch.randn(2, 6, 8, 8), torch.randn(2, 10, 2, 2)]
    noise = torch.randn(2, 4, 8, 8)
    resized = functional.interpolate(features[1], size=(8, 8), mode="bilinear")
    joined = torch.cat([features[0], resized, network._encode(noise)], dim=1)
    assert joined.shape[1] == 6 + 10 + 4 * 10
    assert torch.allclose(network.layers(joined), network(features, noise, (8, 8)), atol=1e-5)


def test_one_model_is_resident_and_a_changed_one_is_read_again(tiny_model_dir, tmp_path):
    folder = shutil.copytree(tiny_model_dir, tmp_path / "model")
    store = ModelStore()
    first = store.get(folder, FULL)
    assert store.get(folder, FULL) is first
    assert store.get(folder, HALF) is not first
    again = store.get(folder, FULL)
    assert again is not first
    weights = folder / "vae" / "diffusion_pytorch_model.safetensors"
    weights.write_bytes(weights.read_bytes())
    assert store.get(folder, FULL) is not again


def test_methods_that_a_model_lacks_are_refused(tiny_model_dir, tmp_path):
    folder = shutil.copytree(tiny_model_dir, tmp_path / "model")
    for part in ("controlnet", "edge_predictor"):
        shutil.rmtree(folder / part)
    model = load_model(folder, FULL)
    for ask in (model.nets.controlnet, model.edge_predictor):
        with pytest.raises(UnsupportedGuidance):
            ask()


def test_a_cache_forgets_the_oldest():
    cache, made = ValueCache(2), []

    def get(key):
        return cache.get(key, lambda: made.append(key) or key)

    for key in "abab":
        get(key)
    assert made == ["a", "b"]
    get("c")
    get("b")
    get("a")
    assert made == ["a", "b", "c", "a"]


def test_a_place_can_be_asked_for(monkeypatch):
    assert choose_device("cpu", "float32") == FULL
    monkeypatch.setenv("SKETCHPAD_DEVICE", "cpu")
    monkeypatch.setenv("SKETCHPAD_PRECISION", "bfloat16")
    assert choose_device() == HALF


@pytest.mark.parametrize(
    ("error", "is_one"),
    [
        (MemoryError(), True),
        (RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory"), True),
        (RuntimeError("CUDA error: out of memory"), True),
        (RuntimeError("shapes do not match"), False),
        (ValueError("out of memory"), False),
    ],
)
def test_running_out_of_memory_is_recognised(error, is_one):
    assert is_out_of_memory(error) is is_one
