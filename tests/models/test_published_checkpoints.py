"""Every layout in which models are published loads at full size, name by name, without a single number."""

from __future__ import annotations

import json

import pytest
import torch

from sketchpad import paths
from sketchpad.errors import WeightsDamaged
from sketchpad.models.catalogue.local import local_models
from sketchpad.models.checkpoints.inspect import inspect_model
from sketchpad.models.checkpoints.model_info import SD1, SD2, SDXL
from sketchpad.models.checkpoints.sources import MERGES, make_tokenizer
from tests.published import LISTS, Tensors, listed, place_of, settings_of, write_header

pytestmark = pytest.mark.slow

UNET, VAE = "model.diffusion_model.", "first_stage_model."
FIRST = "cond_stage_model.transformer."
SCHEDULE = (
    "alphas_cumprod", "alphas_cumprod_prev", "betas", "log_one_minus_alphas_cumprod", "posterior_log_variance_clipped",
    "posterior_mean_coef1", "posterior_mean_coef2", "posterior_variance", "sqrt_alphas_cumprod",
    "sqrt_one_minus_alphas_cumprod", "sqrt_recip_alphas_cumprod", "sqrt_recipm1_alphas_cumprod",
)  # fmt: skip
"""Tables of the noise schedule, which training left among the weights."""


def schedule() -> Tensors:
    return dict.fromkeys(SCHEDULE, ("F32", (1000,)))


def with_ema(unet: Tensors) -> Tensors:
    """The averaged weights beside those that they were averaged from; their names have lost all dots."""
    averaged = {
        "model_ema." + name.removeprefix("model.").replace(".", ""): entry
        for name, entry in unet.items()
    }
    return unet | averaged | {"model_ema.decay": ("F32", ()), "model_ema.num_updates": ("I32", ())}


def sd1(unet: str = "F32", rest: str = "F32", list_of_unet: str = "unet_sd1_ldm") -> Tensors:
    text = listed("clip_l", rest, FIRST)
    text[f"{FIRST}text_model.embeddings.position_ids"] = ("I64", (1, 77))
    return listed(list_of_unet, unet, UNET) | listed("vae_ldm", rest, VAE) | text


def sd2(dtype: str = "F32") -> Tensors:
    return (
        listed("unet_sd2_ldm", dtype, UNET)
        | listed("vae_ldm", dtype, VAE)
        | listed("open_clip_h", dtype, "cond_stage_model.model.")
    )


def sdxl(dtype: str = "F16") -> Tensors:
    first = "conditioner.embedders.0.transformer."
    text = listed("clip_l", dtype, first)
    text[f"{first}text_model.embeddings.position_ids"] = ("I64", (1, 77))
    return (
        listed("unet_sdxl_ldm", dtype, UNET)
        | listed("vae_ldm", dtype, VAE)
        | text
        | listed("open_clip_g", dtype, "conditioner.embedders.1.model.")
    )


def renamed(tensors: Tensors, *changes: tuple[str, str]) -> Tensors:
    result = {}
    for name, entry in tensors.items():
        new = name
        for old, instead in changes:
            new = new.replace(old, instead)
        result[new] = entry
    return result


def without(tensors: Tensors, *starts: str) -> Tensors:
    return {name: entry for name, entry in tensors.items() if not name.startswith(starts)}


def inpainting(tensors: Tensors, channels: int = 9) -> Tensors:
    """Reads a mask and what is there so far: 4 + 1 + 4 channels."""
    name = f"{UNET}input_blocks.0.0.weight"
    dtype, shape = tensors[name]
    return tensors | {name: (dtype, (shape[0], channels, *shape[2:]))}


def position_ids_in_half() -> Tensors:
    ids = {f"{FIRST}text_model.embeddings.position_ids": ("F16", (1, 77))}
    return sd1("F16", "F16") | ids


FILES = {
    "v1-5-pruned-emaonly": (SD1, lambda: schedule() | sd1()),
    "v1-5-pruned, averaged weights beside": (
        SD1,
        lambda: schedule() | with_ema(listed("unet_sd1_ldm", "F32", UNET)) | sd1(),
    ),
    "half, positions too": (SD1, position_ids_in_half),
    "bfloat16, U-Net in 8 bits": (SD1, lambda: sd1("F8_E4M3", "BF16")),
    "text model without its prefix, VAE as kohya wrote it for a while": (
        SD1,
        lambda: renamed(
            sd1(),
            (f"{FIRST}text_model.", FIRST),
            ("attn_1.q.", "attn_1.to_q."),
            ("attn_1.k.", "attn_1.to_k."),
            ("attn_1.v.", "attn_1.to_v."),
            ("attn_1.proj_out.", "attn_1.to_out.0."),
        ),
    ),
    "VAE of diffusers inside": (
        SD1,
        lambda: without(sd1(), VAE) | listed("vae_diffusers_before_0_18", "F32", VAE),
    ),
    "sd-v1-5-inpainting": (SD1, lambda: schedule() | inpainting(sd1())),
    "v2-1_768-ema-pruned": (SD2, sd2),
    "512-inpainting-ema": (SD2, lambda: inpainting(sd2())),
    "Waifu Diffusion 1.4, text model without its last layer": (
        SD2,
        lambda: without(
            sd2("F16"),
            "cond_stage_model.model.transformer.resblocks.23.",
            "cond_stage_model.model.text_projection",
            "cond_stage_model.model.logit_scale",
        ),
    ),
    "sd_xl_base_1.0": (SDXL, sdxl),
    "sd_xl_turbo_1.0 merged into an inpainting model, U-Net in 8 bits": (
        SDXL,
        lambda: (
            inpainting(sdxl("F32") | listed("unet_sdxl_ldm", "F8_E4M3", UNET))
            | {"denoiser.sigmas": ("F32", (1000,))}
        ),
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_single_file_has_a_place_for_everything(name, tmp_path):
    family, tensors = FILES[name]
    path = write_header(tmp_path / "model.safetensors", tensors())
    assert inspect_model(path).family == family
    model = place_of(path)
    assert all(p.is_meta for p in model.denoiser.unet.parameters())


def test_every_list_tells_its_source():
    import gzip

    lists = sorted(LISTS.glob("*.json.gz"))
    assert len(lists) > 20
    for path in lists:
        assert len(json.loads(gzip.decompress(path.read_bytes()))["source"]) > 20, path.name


FOLDERS = {
    "stable-diffusion-v1-5": (SD1, "vae_diffusers_before_0_18", ".fp16", "F16", "I64"),
    "stable-diffusion-v1-4, full precision": (SD1, "vae_diffusers_before_0_18", "", "F32", "I64"),
    "dreamshaper-8": (SD1, "vae_diffusers", ".fp16", "F16", None),
    "stable-diffusion-2-1": (SD2, "vae_diffusers_before_0_18", ".fp16", "F16", "I64"),
    "positions in half": (SD2, "vae_diffusers", ".fp16", "F16", "F16"),
    "stable-diffusion-xl-base-1.0": (SDXL, "vae_diffusers", ".fp16", "F16", None),
}
CLASSES = {
    SD1: "StableDiffusionPipeline",
    SD2: "StableDiffusionPipeline",
    SDXL: "StableDiffusionXLPipeline",
}


def write_folder(folder, family, vae, variant, dtype, positions):
    settings = settings_of(family)
    texts = {SD1: ["clip_l"], SD2: ["clip_h"], SDXL: ["clip_l", "clip_g"]}[family]
    weights = f"diffusion_pytorch_model{variant}.safetensors"
    write_header(folder / "unet" / weights, listed(f"unet_{family}_diffusers", dtype))
    write_header(folder / "vae" / weights, listed(vae, dtype))
    for number, text in zip(("", "_2"), texts, strict=False):
        tensors = listed(text, dtype)
        tensors.pop("text_model.embeddings.position_ids", None)
        if positions:
            tensors["text_model.embeddings.position_ids"] = (positions, (1, 77))
        write_header(folder / f"text_encoder{number}" / f"model{variant}.safetensors", tensors)
        pad = settings[f"tokenizer{number}"]["pad_token"]
        tokenizer = make_tokenizer(paths.resources() / "families" / MERGES, pad)
        tokenizer.save_pretrained(folder / f"tokenizer{number}")
    for part in ("unet", "vae", "text_encoder", "text_encoder_2"):
        if part in settings:
            (folder / part / "config.json").write_text(json.dumps(settings[part]))
    (folder / "scheduler").mkdir()
    scheduler = json.dumps(settings["scheduler"])
    (folder / "scheduler" / "scheduler_config.json").write_text(scheduler)
    index = {
        "_class_name": CLASSES[family],
        "feature_extractor": ["transformers", "CLIPImageProcessor"],
        "safety_checker": ["stable_diffusion", "StableDiffusionSafetyChecker"],
    }
    (folder / "model_index.json").write_text(json.dumps(index))


def test_a_latent_consistency_model_has_a_place_for_everything(tmp_path):
    """LCM_Dreamshaper_v7: its U-Net is also told the guidance scale."""
    folder = tmp_path / "LCM_Dreamshaper_v7"
    write_folder(folder, SD1, "vae_diffusers", "", "F32", None)
    unet = listed("unet_sd1_diffusers")
    unet["time_embedding.cond_proj.weight"] = ("F32", (320, 256))
    write_header(folder / "unet" / "diffusion_pytorch_model.safetensors", unet)
    change(folder / "unet" / "config.json", time_cond_proj_dim=256)
    change(folder / "scheduler" / "scheduler_config.json", _class_name="LCMScheduler")
    change(folder / "model_index.json", _class_name="LatentConsistencyModelPipeline")
    info = inspect_model(folder)
    assert (info.scheduler, info.steps, info.guidance_scale) == ("lcm", 4, 8.5)
    assert place_of(folder).denoiser.takes_guidance_scale


def test_a_refiners_folder_is_called_by_its_name(tmp_path):
    write_folder(tmp_path / "refiner", *FOLDERS["stable-diffusion-xl-base-1.0"])
    change(
        tmp_path / "refiner" / "model_index.json",
        requires_aesthetics_score=True,
        text_encoder=[None, None],
        tokenizer=[None, None],
    )
    with pytest.raises(WeightsDamaged, match=r"a refiner.*take the base model"):
        inspect_model(tmp_path / "refiner")


def change(path, **entries):
    path.write_text(json.dumps(json.loads(path.read_text()) | entries))


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_has_a_place_for_everything(name, tmp_path):
    family, *layout = FOLDERS[name]
    write_folder(tmp_path / "model", family, *layout)
    assert inspect_model(tmp_path / "model").family == family
    model = place_of(tmp_path / "model")
    assert all(p.is_meta for p in model.codec.vae.parameters())


@pytest.mark.parametrize("name", ["stable-diffusion-v1-5", "dreamshaper-8"])
def test_a_tensor_that_is_missing_in_a_folder_is_noticed(name, tmp_path):
    family, *layout = FOLDERS[name]
    write_folder(tmp_path / "model", family, *layout)
    kept = listed(layout[0], layout[2])
    kept.popitem()
    weights = f"diffusion_pytorch_model{layout[1]}.safetensors"
    write_header(tmp_path / "model" / "vae" / weights, kept)
    with pytest.raises(WeightsDamaged, match="1 tensors are missing"):
        place_of(tmp_path / "model")


def test_the_hubs_own_folder_is_a_model(tmp_path):
    """`models--owner--name`, as it lies in the hub's cache, or was copied out of it."""
    top = tmp_path / "models--stable-diffusion-v1-5--stable-diffusion-v1-5"
    snapshot = top / "snapshots" / "451f4fe16113bff5a5d2269ed5ad43b0592e9a14"
    snapshot.mkdir(parents=True)
    write_folder(snapshot, *FOLDERS["stable-diffusion-v1-5"])
    (top / "refs").mkdir()
    (top / "refs" / "main").write_text(snapshot.name)
    assert inspect_model(top).family == SD1
    assert isinstance(place_of(top).denoiser.unet, torch.nn.Module)
    assert inspect_model(top).name == "stable-diffusion-v1-5/stable-diffusion-v1-5"
    assert [model.family for model in local_models([tmp_path])] == [SD1]


OTHERS = {
    "sd_xl_refiner_1.0": (
        lambda: (
            listed("unet_refiner_ldm", "F32", UNET)
            | listed("vae_ldm", "F32", VAE)
            | listed("open_clip_g", "F32", "conditioner.embedders.0.model.")
        ),
        "a refiner.*take the base model",
    ),
    "instruct-pix2pix": (lambda: inpainting(sd1(), 8), "by instructions"),
    "512-depth-ema": (lambda: inpainting(sd2(), 5), "take a ControlNet for depth"),
    "vae-ft-mse-840000-ema-pruned": (lambda: listed("vae_ldm"), "a VAE, which is chosen"),
    "sdxl_vae of diffusers": (lambda: listed("vae_diffusers"), "a VAE, which is chosen"),
    "U-Net of diffusers": (lambda: listed("unet_sdxl_diffusers"), "one part of a model"),
    "control_v11p_sd15_canny": (lambda: listed("controlnet_sd1_ldm"), "a ControlNet"),
    "controlnet-union-sdxl-1.0": (lambda: listed("controlnet_union"), "a ControlNet"),
    "t2i-adapter-sketch-sdxl-1.0": (lambda: listed("t2i_sdxl_diffusers"), "a T2I-Adapter"),
    "EasyNegative": (lambda: {"emb_params": ("F32", (8, 768))}, "a textual inversion"),
    "a textual inversion for XL": (
        lambda: {"clip_l": ("F16", (4, 768)), "clip_g": ("F16", (4, 1280))},
        "a textual inversion, which is added",
    ),
    "ip-adapter_sd15": (
        lambda: {
            "image_proj.proj.weight": ("F16", (3072, 1024)),
            "ip_adapter.1.to_k_ip.weight": ("F16", (320, 768)),
        },
        "an IP-Adapter.*instead",
    ),
    "flux1-dev": (
        lambda: {"double_blocks.0.img_attn.qkv.weight": ("BF16", (9216, 3072))},
        "FLUX.*take one of",
    ),
    "sd3_medium": (
        lambda: {
            "model.diffusion_model.joint_blocks.0.x_block.attn.qkv.weight": ("F16", (4608, 1536))
        },
        "Stable Diffusion 3.*take one of",
    ),
    "mm_sd_v15": (
        lambda: {
            "down_blocks.0.motion_modules.0.temporal_transformer.norm.weight": ("F16", (320,))
        },
        "moving pictures",
    ),
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_model_is_called_by_its_name(name, tmp_path):
    tensors, said = OTHERS[name]
    path = write_header(tmp_path / "other.safetensors", tensors())
    with pytest.raises(WeightsDamaged, match=said):
        inspect_model(path)
