"""Single files of every family: read as the same model in diffusers' folders, and told apart from what they are not."""

from __future__ import annotations

import gzip
import json
import re

import pytest
import torch
from safetensors.torch import save_file
from transformers.models.clip.modeling_clip import CLIPTextModel, CLIPTextModelWithProjection

from sketchpad import paths
from sketchpad.errors import WeightsDamaged
from sketchpad.models.checkpoints import single_file
from sketchpad.models.checkpoints.inspect import inspect_model
from sketchpad.models.checkpoints.ldm_conversion import original_name
from sketchpad.models.checkpoints.model_info import SD1, SD2, SDXL
from sketchpad.models.checkpoints.sources import MERGES, make_tokenizer
from sketchpad.sampling.denoiser import Branch
from tests.tiny import TEXT_WIDTH, TOKENS, XL_WIDTH, build_tiny_model, load_tiny, write_text_encoder

pytestmark = pytest.mark.slow

PAIRS = ("c a", "ca t</w>", "d o", "do g</w>")
VOCABULARY = 512 + len(PAIRS) + 2
LAYERS = {  # OpenCLIP's names, written down once more, from its own code
    "self_attn.out_proj": "attn.out_proj",
    "layer_norm1": "ln_1",
    "layer_norm2": "ln_2",
    "mlp.fc1": "mlp.c_fc",
    "mlp.fc2": "mlp.c_proj",
}


def read(path):
    return json.loads(path.read_text())


VAE_NAMES = (  # the original code's, written down once more
    (r"\.down_blocks\.(\d+)\.resnets\.", r".down.\1.block."),
    (r"\.down_blocks\.(\d+)\.downsamplers\.0\.", r".down.\1.downsample."),
    (r"\.up_blocks\.(\d+)\.resnets\.", lambda m: f".up.{3 - int(m[1])}.block."),
    (r"\.up_blocks\.(\d+)\.upsamplers\.0\.", lambda m: f".up.{3 - int(m[1])}.upsample."),
    (r"\.mid_block\.resnets\.(\d+)\.", lambda m: f".mid.block_{int(m[1]) + 1}."),
    (r"\.mid_block\.attentions\.0\.group_norm\.", ".mid.attn_1.norm."),
    (r"\.mid_block\.attentions\.0\.to_([qkv])\.", r".mid.attn_1.\1."),
    (r"\.mid_block\.attentions\.0\.to_out\.0\.", ".mid.attn_1.proj_out."),
    (r"\.conv_shortcut\.", ".nin_shortcut."),
    (r"\.conv_norm_out\.", ".norm_out."),
)


def original_vae_name(name):
    for pattern, instead in VAE_NAMES:
        name = re.sub(pattern, instead, name)
    return name


@pytest.fixture(scope="module", params=[SD1, SD2, SDXL])
def case(request, tmp_path_factory):
    """(family, model in a folder, its single file, folder of the families' settings at tiny size)"""
    family = request.param
    base = tmp_path_factory.mktemp(family)
    folder = build_tiny_model(base / "model", xl=family == SDXL, gated=False)
    settings = base / "families"
    settings.mkdir()
    with gzip.open(settings / MERGES, "wt") as file:
        file.write("\n".join(PAIRS) + "\n")
    parts = {"text_encoder": (CLIPTextModel, TEXT_WIDTH, "<|endoftext|>")}
    if family == SD2:
        parts = {"text_encoder": (CLIPTextModel, TEXT_WIDTH, "!")}
    if family == SDXL:
        parts["text_encoder_2"] = (CLIPTextModelWithProjection, XL_WIDTH, "!")
    template = {part: read(folder / part / "config.json") for part in ("unet", "vae")}
    template["scheduler"] = read(folder / "scheduler" / "scheduler_config.json")
    for part, (kind, width, pad) in parts.items():
        write_text_encoder(folder / part, VOCABULARY, width, kind)
        tokens = part.replace("text_encoder", "tokenizer")
        template[tokens] = {"pad_token": pad, "model_max_length": TOKENS}
        make_tokenizer(settings / MERGES, pad, TOKENS).save_pretrained(folder / tokens)
        template[part] = read(folder / part / "config.json")
    (settings / f"{family}.json").write_text(json.dumps(template))
    return family, folder, write_single(folder, base / "single.safetensors", family), settings


def write_single(folder, path, family):
    model = load_tiny(folder)
    tensors = {"model_ema.decay": torch.ones(1), "betas": torch.ones(3)}
    unet = model.denoiser.unet
    for name, value in unet.state_dict().items():
        module, _, kind = name.rpartition(".")
        tensors[f"model.diffusion_model.{original_name(module, unet.config)}.{kind}"] = value
    for name, value in model.codec.vae.state_dict().items():
        attends = "mid_block.attentions" in name and value.dim() == 2
        tensors[f"first_stage_model.{original_vae_name(name)}"] = (
            value[:, :, None, None] if attends else value
        )
    first, *second = model.text.networks
    if family == SD2:
        tensors |= open_clip(first, "cond_stage_model.model.")
        tensors["cond_stage_model.model.transformer.resblocks.2.ln_1.weight"] = torch.ones(32)
    else:
        start = "conditioner.embedders.0" if second else "cond_stage_model"
        for name, value in first.state_dict().items():
            tensors[f"{start}.transformer.text_model.{name.removeprefix('text_model.')}"] = value
        ids = torch.arange(TOKENS)[None]
        tensors[f"{start}.transformer.text_model.embeddings.position_ids"] = ids
    if second:
        tensors |= open_clip(second[0], "conditioner.embedders.1.model.")
    save_file({name: value.contiguous().clone() for name, value in tensors.items()}, path)
    return path


def open_clip(network, start):
    own = {name.removeprefix("text_model."): v for name, v in network.state_dict().items()}
    made = {
        "token_embedding.weight": own["embeddings.token_embedding.weight"],
        "positional_embedding": own["embeddings.position_embedding.weight"],
        "ln_final.weight": own["final_layer_norm.weight"],
        "ln_final.bias": own["final_layer_norm.bias"],
        "logit_scale": torch.ones(()),
    }
    if "text_projection.weight" in own:
        made["text_projection"] = own["text_projection.weight"].T
    for layer in range(2):
        there, here = f"transformer.resblocks.{layer}.", f"encoder.layers.{layer}."
        for kind in ("weight", "bias"):
            for ours, theirs in LAYERS.items():
                made[f"{there}{theirs}.{kind}"] = own[f"{here}{ours}.{kind}"]
            joined = [own[f"{here}self_attn.{letter}_proj.{kind}"] for letter in "qkv"]
            made[f"{there}attn.in_proj_{kind}"] = torch.cat(joined)
    return {start + name: value for name, value in made.items()}


@pytest.fixture
def tiny_families(case, monkeypatch):
    monkeypatch.setattr(single_file, "families", lambda: case[3])


def test_it_is_the_model_of_the_folder(case, tiny_families):
    family, folder, path, _ = case
    info = inspect_model(path)
    assert (info.family, info.name) == (family, "single")
    one, other = load_tiny(path), load_tiny(folder)
    assert info.context_width == other.info.context_width
    for prompt in ("a cat, a dog", ""):
        ours, theirs = one.text.encode(prompt), other.text.encode(prompt)
        assert torch.equal(ours.tokens, theirs.tokens)
        assert ours.extra.keys() == theirs.extra.keys()
        assert all(torch.equal(ours.extra[k], theirs.extra[k]) for k in ours.extra)
    x, t = torch.randn(1, 4, 8, 8), torch.tensor(500)
    made = [m.denoiser.predict(x, t, [Branch(m.text.encode("a cat"))]).output for m in (one, other)]
    # Equal weights, but how they lie in memory can change the order of sums.
    torch.testing.assert_close(*made, atol=1e-5, rtol=1e-5)
    weights = [m.denoiser.unet.state_dict() for m in (one, other)]
    assert weights[0].keys() == weights[1].keys()
    assert all(torch.equal(value, weights[1][name]) for name, value in weights[0].items())
    assert (one.codec.decode(x) == other.codec.decode(x)).all()
    assert one.scheduler_config == other.scheduler_config


def test_numbers_of_fewer_bits_are_read_as_they_stand(case, tiny_families, tmp_path):
    """Positions in half as well; averaged weights beside, with other numbers, are not taken."""
    from safetensors.torch import load_file

    dtype = {SD1: torch.float16, SD2: torch.bfloat16, SDXL: torch.float8_e4m3fn}[case[0]]
    tensors = {
        name: value.to(torch.float16 if "position_ids" in name else dtype)
        for name, value in load_file(case[2]).items()
    }
    unet = {k: v for k, v in tensors.items() if k.startswith("model.diffusion_model.")}
    averaged = {
        "model_ema." + name.removeprefix("model.").replace(".", ""): torch.zeros_like(value)
        for name, value in unet.items()
    }
    assert len(averaged) > 100
    save_file(tensors | averaged, tmp_path / "short.safetensors")
    model, whole = load_tiny(tmp_path / "short.safetensors"), load_tiny(case[2])
    pairs = [(model.denoiser.unet, whole.denoiser.unet), (model.codec.vae, whole.codec.vae)]
    pairs += zip(model.text.networks, whole.text.networks, strict=True)
    for ours, full in pairs:
        wanted = full.state_dict()
        for name, value in ours.state_dict().items():
            assert value.dtype == torch.float32
            assert torch.equal(value, wanted[name].to(dtype).float()), name
    tokens = model.text.encode("a cat").tokens
    x = torch.randn(1, 4, 8, 8, generator=torch.Generator().manual_seed(1))
    made = model.denoiser.predict(x, torch.tensor(500), [Branch(model.text.encode("a cat"))])
    assert bool(made.output.isfinite().all())
    assert bool(tokens.isfinite().all())


def test_a_vae_may_have_other_names(case, tiny_families, tmp_path):
    """kohya's scripts mixed both ways of naming for a while; others left the VAE as diffusers has it."""
    from safetensors.torch import load_file

    spelling = {SD1: "kohya", SD2: "before_0_18", SDXL: "diffusers"}[case[0]]
    tensors = load_file(case[2])
    for name, value in load_tiny(case[1]).codec.vae.state_dict().items():
        original = f"first_stage_model.{original_vae_name(name)}"
        stored = tensors[original]
        if spelling == "kohya":
            if "attentions.0.to_" not in name:
                continue
            new = original.replace("proj_out", "to_out.0")
            new = new.replace("attn_1.q", "attn_1.to_q").replace("attn_1.k", "attn_1.to_k")
            new = new.replace("attn_1.v", "attn_1.to_v")
        else:
            new, stored = f"first_stage_model.{name}", value
            if spelling == "before_0_18":
                new = new.replace("to_q", "query").replace("to_k", "key")
                new = new.replace("to_v", "value").replace("to_out.0", "proj_attn")
        del tensors[original]
        tensors[new] = stored
    save_file(
        {k: v.contiguous().clone() for k, v in tensors.items()}, tmp_path / "renamed.safetensors"
    )
    one, other = load_tiny(tmp_path / "renamed.safetensors"), load_tiny(case[2])
    latents = torch.randn(1, 4, 8, 8)
    assert (one.codec.decode(latents) == other.codec.decode(latents)).all()


def spoiled(case, tmp_path, metadata=None, drop=(), **more):
    from safetensors.torch import load_file

    kept = {k: v for k, v in load_file(case[2]).items() if not k.startswith(tuple(drop) or "?")}
    path = tmp_path / "other.safetensors"
    save_file(kept | more, path, metadata)
    return path


@pytest.mark.parametrize(
    ("drop", "said"),
    [
        (["cond_stage_model.", "conditioner."], "without a text encoder"),
        (["model.diffusion_model."], "no whole Stable Diffusion model"),
    ],
)
def test_what_lacks_a_part_is_refused(case, tiny_families, tmp_path, drop, said):
    with pytest.raises(WeightsDamaged, match=said):
        inspect_model(spoiled(case, tmp_path, drop=drop))


def test_a_tensor_that_lacks_is_named(case, tiny_families, tmp_path):
    path = spoiled(case, tmp_path, drop=["model.diffusion_model.time_embed.0.bias"])
    with pytest.raises(WeightsDamaged, match=r"1 tensors are missing.*linear_1\.bias"):
        load_tiny(path)


def test_what_is_something_else_is_called_by_its_name(case, tiny_families, tmp_path):
    def said(**tensors):
        save_file(tensors, tmp_path / "a.safetensors")
        with pytest.raises(WeightsDamaged) as error:
            inspect_model(tmp_path / "a.safetensors")
        return str(error.value)

    assert "LoRA" in said(**{"lora_unet_x.lora_up.weight": torch.ones(2)})
    assert "ControlNet" in said(**{"control_model.x": torch.ones(2)})
    first = "model.diffusion_model.input_blocks.0.0.weight"
    assert "by instructions" in said(**{first: torch.ones(8, 8, 3, 3)})
    assert "reads depth" in said(**{first: torch.ones(8, 5, 3, 3)})
    refiner = "conditioner.embedders.0.model.ln_final.bias"
    assert "refiner" in said(**{first: torch.ones(8, 4, 3, 3), refiner: torch.ones(2)})
    assert "not supported" in said(**{"double_blocks.0.x": torch.ones(2)})
    whole = case[2].read_bytes()
    (tmp_path / "cut.safetensors").write_bytes(whole[:-100])
    with pytest.raises(WeightsDamaged, match="incomplete"):
        inspect_model(tmp_path / "cut.safetensors")
    (tmp_path / "a.ckpt").write_bytes(b"\x80\x04N.")
    with pytest.raises(WeightsDamaged, match="may contain a program"):
        inspect_model(tmp_path / "a.ckpt")


@pytest.mark.parametrize(
    ("metadata", "name", "expected"),
    [
        ({"modelspec.prediction_type": "v"}, "x", "v_prediction"),
        ({"modelspec.prediction_type": "epsilon"}, "x", "epsilon"),
        (None, "yaml", "v_prediction"),
    ],
)
def test_what_the_network_predicts_is_told_by_the_file(
    case, tiny_families, tmp_path, metadata, name, expected
):
    path = spoiled(case, tmp_path, metadata)
    if name == "yaml":
        path.with_suffix(".yaml").write_text('model:\n  params:\n    parameterization: "v"\n')
    settings = single_file.settings_of(path, case[0])
    assert settings["scheduler"]["prediction_type"] == expected


def test_a_mark_among_the_tensors_tells_it_too(case, tiny_families, tmp_path):
    path = spoiled(case, tmp_path, v_pred=torch.ones(1))
    assert single_file.settings_of(path, case[0])["scheduler"]["prediction_type"] == "v_prediction"


def test_a_mark_tells_that_the_schedule_ends_in_pure_noise(case, tiny_families, tmp_path):
    path = spoiled(case, tmp_path, v_pred=torch.ones(1), ztsnr=torch.ones(1))
    scheduler = single_file.settings_of(path, case[0])["scheduler"]
    assert scheduler["rescale_betas_zero_snr"] is True
    assert scheduler["timestep_spacing"] == "trailing"
    assert inspect_model(path).family == case[0]
    path = spoiled(case, tmp_path, {"modelspec.prediction_type": "epsilon"}, ztsnr=torch.ones(1))
    with pytest.raises(WeightsDamaged, match="ends in pure noise"):
        inspect_model(path)


@pytest.mark.parametrize(
    ("family", "part", "millions"),
    [
        ("sd1", "unet", 859.520964),
        ("sd2", "unet", 865.910724),
        ("sdxl", "unet", 2567.463684),
        ("sd1", "vae", 83.653863),
        ("sd1", "text_encoder", 123.060480),
        ("sd2", "text_encoder", 340.387840),
        ("sdxl", "text_encoder", 123.060480),
        ("sdxl", "text_encoder_2", 694.659840),
    ],
)
def test_the_settings_that_ship_describe_the_networks_everybody_has(family, part, millions):
    from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
    from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
    from transformers.models.clip.configuration_clip import CLIPTextConfig

    settings = read(paths.resources() / "families" / f"{family}.json")[part]
    with torch.device("meta"):
        if part == "unet":
            network = UNet2DConditionModel.from_config(settings)
        elif part == "vae":
            network = AutoencoderKL.from_config(settings)
        else:
            kind = CLIPTextModelWithProjection if part.endswith("_2") else CLIPTextModel
            network = kind(CLIPTextConfig.from_dict(settings))
    assert sum(p.numel() for p in network.parameters()) == round(millions * 1e6)


def test_the_tokenizer_that_ships_is_clips():
    tokenizer = make_tokenizer(paths.resources() / "families" / MERGES, "<|endoftext|>")
    assert len(tokenizer) == 49408
    ids = tokenizer("a photo of a cat").input_ids
    assert ids == [49406, 320, 1125, 539, 320, 2368, 49407]
    padded = tokenizer("a diagram", padding="max_length", max_length=77).input_ids
    assert padded[:4] == [49406, 320, 22697, 49407]
    assert set(padded[4:]) == {49407}
